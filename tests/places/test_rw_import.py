"""Lists of RW: previews with numbered rows, all or nothing, twice without doubling; broken files write nothing."""

import io
import json
import random
import time
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from ksbb.core.models import JournalEntry
from ksbb.core.refusals import Refused
from ksbb.places import actions, queries
from ksbb.places.enums import Level
from ksbb.places.models import Place, RwImport
from tests.places.conftest import AT

GOOD = "kode_kelurahan,kelurahan,rw\n31.74.05.1001,Kebayoran Lama Utara,1\n31.74.05.1001,,RW 002\n,Pal Meriam,003\n"


def csv(text: str) -> Any:
    return queries.parse_rw_file(name="rw.csv", content=text.encode())


def xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_preview_then_import_then_again(jakarta: Place) -> None:
    preview = csv(GOOD)
    assert preview.sound
    assert preview.codes == ["31.74.05.1001-RW001", "31.74.05.1001-RW002", "31.75.01.1004-RW003"]
    assert not Place.objects.filter(level=Level.RW).exists()
    record = actions.import_rw(codes=preview.codes, source="Kelurahan, Mei 2026", at=AT)
    assert (record.added, record.unchanged) == (3, 0)
    rw = queries.place_by_code("31.74.05.1001-RW002")
    assert (rw.name, rw.rw_number, rw.postal_code, rw.example) == ("RW 002", 2, "12240", False)
    again = csv(GOOD)
    assert (len(again.new), len(again.unchanged)) == (0, 3)
    record = actions.import_rw(codes=again.codes, source="sekali lagi", at=AT)
    assert (record.added, record.unchanged) == (0, 3)
    assert Place.objects.filter(level=Level.RW).count() == 3


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        ("kode_kelurahan,rw\n31.74.05.9999,1\n", 2, "tidak dikenal"),
        ("kode_kelurahan,rw\n31.74.05.1001,1\nx,2\n", 3, "Contoh yang benar"),
        ("kelurahan,rw\nCidang,1\n", 2, "Maksud Anda Cideng (31.71.01.1002)?"),
        ("kelurahan,kecamatan,rw\nCideng,Tebet,1\n", 2, "tidak dikenal"),
        ("kode_kelurahan,rw\n31.74.05.1001,\n", 2, "Nomor RW kosong"),
        ("kode_kelurahan,rw\n31.74.05.1001,0\n", 2, "bukan nomor RW"),
        ("kode_kelurahan,rw\n31.74.05.1001,-4\n", 2, "bukan nomor RW"),
        ("kode_kelurahan,rw\n31.74.05.1001,1.5\n", 2, "bukan nomor RW"),
        ("kode_kelurahan,rw\n31.74.05.1001,1234\n", 2, "bukan nomor RW"),
        ("kode_kelurahan,rw\n31.74.05.1001,901\n", 2, "hanya untuk contoh"),
        ("kode_kelurahan,rw\n31.74.05.1001,4\n31.74.05.1001,RW 004\n", 3, "sudah ada di baris 2"),
        ("kode_kelurahan,kelurahan,rw\n31.74.05.1001,Cideng,4\n", 2, "bukan “Cideng”"),
        ("id_rw,kode_kel,rw\n31.74.05.1001.004,31.74.05.1001,5\n", 2, "bukan nomor RW"),
        ("id_rw\nsembarang\n", 2, "bukan kode RW"),
        ("rw\n4\n", 2, "Kode atau nama kelurahan kosong"),
        ("kode_kelurahan,rw\n31.74.05.1001,4,lebih\n", 2, "melebihi judul"),
        ("kode_kelurahan,rw,rw\n31.74.05.1001,4,4\n", 1, "dua kali"),
        ("kode_kelurahan,rw\n", 0, "tanpa baris"),
        ("", 0, "kosong"),
        ('kode_kelurahan,rw\n"31.74.05.1001,4\n', 0, "tanda kutip"),
    ],
)
def test_errors_carry_the_row(jakarta: Place, text: str, row: int, said: str) -> None:
    preview = csv(text)
    assert not preview.sound
    assert preview.problems[0].row == row
    assert said in str(preview.problems[0])


def test_csv_as_spreadsheets_write_it(jakarta: Place) -> None:
    for text in (
        "\ufeffKode Kelurahan;RW\r\n31.74.05.1001;004\r\n;\r\n",
        "Kode Kelurahan\tNo RW\n31.74.05.1001\tRW 04\n",
        "\n\nkode,nomor rw\n 31.74.05.1001 , rw.4 \n",
        "id_rw\n31.74.05.1001.004\n",
        "kode_rw\n31.74.05.1001-RW004\n",
        "kelurahan,kota,rw\nKEBAYORAN LAMA UTARA,Kota Administrasi Jakarta Selatan,4\n",
    ):
        assert csv(text).codes == ["31.74.05.1001-RW004"], text
    utf16 = queries.parse_rw_file(name="a.csv", content="kode,rw\n31.74.05.1001,4\n".encode("utf-16"))
    assert utf16.sound
    latin = queries.parse_rw_file(name="a.csv", content=b"kode,rw\n31.74.05.1001,\xe9\n")
    assert "UTF-8" in str(latin.problems[0])


def test_xlsx(jakarta: Place) -> None:
    good = xlsx(["Kode Kelurahan", "RW"], ["31.74.05.1001", 4], ["31.74.05.1001", 5.0], [None, None])
    preview = queries.parse_rw_file(name="rw.xlsx", content=good)
    assert preview.codes == ["31.74.05.1001-RW004", "31.74.05.1001-RW005"]
    formula = queries.parse_rw_file(name="rw.xlsx", content=xlsx(["kode", "rw"], ["31.74.05.1001", "=1+3"]))
    assert "rumus" in str(formula.problems[0])
    assert formula.problems[0].row == 2


def test_xlsx_that_swells_or_defines_entities_is_refused(jakarta: Place) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(1100):
            archive.writestr(f"{number}.xml", b"")
    entity = io.BytesIO()
    with zipfile.ZipFile(entity, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>')
    for content, said in ((bomb, "terlalu besar"), (many, "terlalu besar"), (entity, "definisi")):
        preview = queries.parse_rw_file(name="rw.xlsx", content=content.getvalue())
        assert said in str(preview.problems[0])


def test_geojson_lists_what_is_no_rw(jakarta: Place) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"id_rw": "31.74.05.1001.004", "kode_kel": "31.74.05.1001", "rw": "004", "jenis": "rw"},
        },
        {
            "type": "Feature",
            "properties": {"id_rw": None, "kode_kel": "31.74.05.1001", "rw": None, "jenis": "bukan_rw"},
        },
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    preview = queries.parse_rw_file(name="rw.geojson", content=content)
    assert preview.codes == ["31.74.05.1001-RW004"]
    assert [problem.row for problem in preview.skipped] == [2]


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        ([], "import_empty"),
        (["31.74.05.1001-RW001", "31.74.05.1001.001"], "rw_code_twice"),
        (["31.74.05.1001-RW001", "sembarang"], "rw_unknown_code"),
        (["31.74.05.1001-RW001", "31.74.05.9999-RW001"], "rw_unknown_code"),
    ],
)
def test_the_action_checks_again(jakarta: Place, codes: list[str], refusal: str) -> None:
    rows = JournalEntry.objects.count()
    with pytest.raises(Refused, match=refusal):
        actions.import_rw(codes=codes, source="uji", at=AT)
    with pytest.raises(Refused, match="source_needed"):
        actions.import_rw(codes=["31.74.05.1001-RW001"], source="  ", at=AT)
    assert not Place.objects.filter(level=Level.RW).exists()
    assert JournalEntry.objects.count() == rows


def test_examples_begin_at_901(jakarta: Place) -> None:
    actions.import_rw(codes=["31.74.05.1001-RW901", "31.74.05.1001-RW900"], source="contoh", at=AT)
    assert queries.place_by_code("31.74.05.1001-RW901").example
    assert not queries.place_by_code("31.74.05.1001-RW900").example
    assert queries.count_by_level()[Level.RW] == 1


def test_one_rw_at_a_desk(place: Any) -> None:
    village = place("31.74.05.1001")
    rw = actions.add_rw(village=village, rw_number=4, at=AT, key="k")
    assert rw.code == "31.74.05.1001-RW004"
    assert actions.add_rw(village=village, rw_number=4, at=AT, key="k").pk == rw.pk
    for under, number, refusal in (
        (village, 4, "rw_known"),
        (village, 0, "rw_number"),
        (place("31.74.05"), 4, "not_a_village"),
    ):
        with pytest.raises(Refused, match=refusal):
            actions.add_rw(village=under, rw_number=number, at=AT)


def test_the_command(jakarta: Place, tmp_path: Path) -> None:
    file = tmp_path / "rw.csv"
    file.write_text(GOOD)
    out = StringIO()
    call_command("import_rw", str(file), source="uji", preview=True, stdout=out)
    assert not RwImport.objects.exists()
    call_command("import_rw", str(file), source="uji", stdout=out)
    assert "3 RW baru" in out.getvalue()
    file.write_text(GOOD + "31.74.05.9999,,1\n")
    with pytest.raises(CommandError, match="1 kesalahan"):
        call_command("import_rw", str(file), source="uji", stderr=out)
    assert "Baris 5" in out.getvalue()
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        call_command("import_rw", str(tmp_path / "none"), source="uji")


# --- Broken files -----------------------------------------------------------------------------------------------------


def mutated(chance: random.Random, content: bytes) -> bytes:
    """One or more random injuries: bytes changed, cut out, doubled, swapped, or the end torn off."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        if not data:
            break
        at = chance.randrange(len(data))
        match chance.randrange(6):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at:at] = data[at : at + chance.randint(1, 40)]
            case 3:
                data = data[:at]
            case 4:
                data[at:at] = chance.choice(
                    [b"\x00", b'"', b"\r\n", b",", b";", "１".encode(), b"=1+1", b"\xff\xfe", b"NaN"]
                )
            case 5:
                data[at:at] = bytes(chance.randrange(256) for _ in range(8))
    return bytes(data)


def try_mutants(number: int, seed: int) -> None:
    chance = random.Random(seed)
    feature = {"type": "Feature", "properties": {"kode_kel": "31.74.05.1001", "rw": "004"}, "geometry": None}
    files = {
        "rw.csv": GOOD.encode(),
        "rw.xlsx": xlsx(["kode_kelurahan", "rw"], *(["31.74.05.1001", number] for number in range(1, 9))),
        "rw.geojson": json.dumps({"type": "FeatureCollection", "features": [feature]}).encode(),
    }
    for turn in range(number):
        name = list(files)[turn % 3]
        before, imports = Place.objects.count(), RwImport.objects.count()
        preview = queries.parse_rw_file(name=name, content=mutated(chance, files[name]))
        assert Place.objects.count() == before
        if not preview.sound:
            assert all(str(problem) and problem.row >= 0 for problem in preview.problems)
            continue
        try:
            record = actions.import_rw(codes=preview.codes, source="uji", at=AT)
        except Refused:
            assert (Place.objects.count(), RwImport.objects.count()) == (before, imports)
        else:
            assert Place.objects.count() == before + record.added
            assert record.added == len(preview.new)


def test_sixty_broken_files_write_all_or_nothing(jakarta: Place) -> None:
    try_mutants(60, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 6))
def test_two_hundred_broken_files_write_all_or_nothing(jakarta: Place, seed: int) -> None:
    try_mutants(200, seed)


def test_real_list_is_quick_and_stable(jakarta: Place, real: Path) -> None:
    began = time.monotonic()
    content = (real / "rw_dki.csv").read_bytes()
    preview = queries.parse_rw_file(name="rw_dki.csv", content=content)
    assert len(preview.new) == 2687
    actions.import_rw(codes=preview.codes, source="Jakarta Smart City 2016-2017", at=AT)
    # REL-09 and the issue ask for 2,000 rows a second; the wall leaves room for a busy machine
    assert time.monotonic() - began < 10
    again = queries.parse_rw_file(name="rw_dki.geojson", content=(real / "rw_dki.geojson").read_bytes())
    assert (len(again.new), len(again.unchanged), len(again.skipped)) == (0, 2687, 11)
