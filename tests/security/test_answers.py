"""Answers that are kept or sent out: the right one to the right asker, and files that hide what they are."""

import io
import zipfile

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from ksbb.parties import actions as parties
from ksbb.places.rules.tables import read_table
from ksbb.web.microcache import MicroCache

BEGIN = "application/json,x/" + "y" * 70


def test_the_whole_of_accept_tells_answers_apart(settings: LazySettings) -> None:
    settings.KSBB_PAGE_CACHE_SECONDS = 2

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.headers["Accept"], headers={"Cache-Control": "public"})

    cache = MicroCache(page)

    def ask(accept: str) -> bytes:
        answer = cache(RequestFactory().get("/", headers={"Accept": accept}))
        assert isinstance(answer, HttpResponse)
        return answer.content

    for accept in (BEGIN, f"{BEGIN},text/html", f"{BEGIN}{'z' * 400}a", f"{BEGIN}{'z' * 400}b"):
        assert ask(accept) == accept.encode()


DTD = '<!DOCTYPE x [<!ENTITY a "AAAA"><!ENTITY b "&a;&a;&a;">]>'
SPACE = "http://schemas.openxmlformats.org"
SHEET = (
    f'<worksheet xmlns="{SPACE}/spreadsheetml/2006/main"><sheetData><row r="1"><c t="inlineStr"><is><t>judul</t></is>'
    '</c></row><row r="2"><c t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
)
HEAD = '<?xml version="1.0"?>'


def _workbook(sheet: bytes, *, name: str = "sheet1.xml") -> bytes:
    types = f"{SPACE}/package/2006/content-types"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    link = f"{SPACE}/officeDocument/2006/relationships"
    relations = f'{HEAD}<Relationships xmlns="{SPACE}/package/2006/relationships"><Relationship Id="rId1" Type="{link}'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/{name}" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{SPACE}/spreadsheetml/2006/main" xmlns:r="{link}">'
        '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{relations}/worksheet" Target="worksheets/{name}"/></Relationships>',
        "xl/printerSettings/printerSettings1.bin": b"H\0P\0 \0L\0",
        f"xl/worksheets/{name}": sheet,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, part in parts.items():
            archive.writestr(path, part)
    return file.getvalue()


def test_a_plain_workbook_is_read() -> None:
    table = read_table(name="a.xlsx", content=_workbook((HEAD + SHEET % "isi").encode()))
    assert [dict(row.cells) for row in table.rows] == [{"judul": "isi"}]


@pytest.mark.parametrize(
    ("sheet", "name"),
    [
        ((HEAD + " " * 5_000 + DTD + SHEET % "&b;").encode(), "sheet1.xml"),
        ((HEAD + DTD + SHEET % "&b;").encode(), "sheet1.dat"),
        (('<?xml version="1.0" encoding="UTF-16"?>' + DTD + SHEET % "&b;").encode("utf-16"), "sheet1.xml"),
        (('<?xml version="1.0" encoding="UTF-16"?>' + DTD + SHEET % "&b;").encode("utf-16-le"), "sheet1.xml"),
    ],
)
def test_entities_are_found_wherever_they_hide(sheet: bytes, name: str) -> None:
    table = read_table(name="a.xlsx", content=_workbook(sheet, name=name))
    assert not table.rows
    assert "definisi XML" in str(table.problems[0])


@pytest.mark.django_db
def test_a_body_too_large_is_refused_in_the_manner_of_the_api(client: Client) -> None:
    person = parties.register_person(username="besar", name="Besar", at=timezone.now())
    parties.issue_token(user=person, token="rahasia-sekali", at=timezone.now())
    headers = {"Authorization": "Bearer rahasia-sekali", "Idempotency-Key": "a"}

    answer = client.post("/api/v1/deeds/cancel", b"[" * 3_000_000, content_type="application/json", headers=headers)

    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["code"] == "too_large"
