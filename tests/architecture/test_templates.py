"""Templates hold no script, no style, no other host, and none lies about unused."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import KSBB, python_files, shown, templates

FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(json|ld\+json)\")", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:a-z-]*)\s*=", re.IGNORECASE),
    "other host": re.compile(
        r"\s(src|srcset|action|data|poster|hx-get|hx-post)\s*=\s*[\"'](https?:)?//", re.IGNORECASE
    ),
    "other host in link": re.compile(r"<link\b[^>]*href\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
}
COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}", re.DOTALL)
# Asked for by Django, allauth or a name built at run time, not by a literal of ours.
ASKED_BY_OTHERS = re.compile(
    r"(^|/)(account|mfa|allauth|errors|django|emails?)/|^(400|403|403_csrf|404|410|429|500)\.html$"
)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_templates_are_free_of(what: str):
    found = [
        f"{shown(path)}: {match.group()[:60]}"
        for path in templates()
        for match in FORBIDDEN[what].finditer(COMMENTS.sub("", path.read_text()))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<script>alert(1)</script>", "inline script"),
        ('<p style="color:red">', "inline style"),
        ('<a href="#" onclick="x()">', "event attribute"),
        ('<img src="https://contoh.example/a.png">', "other host"),
        ('<link rel="stylesheet" href="//contoh.example/a.css">', "other host in link"),
    ],
)
def test_planted_faults_are_found(text: str, what: str):
    assert FORBIDDEN[what].search(text)


def test_templates_have_djades_form():
    pages = [path for path in templates() if path.suffix == ".html"]
    if not pages:
        pytest.skip("no templates yet")

    program = Path(sys.executable).parent / "djade"
    result = subprocess.run(
        [program, "--check", "--target-version", "5.2", *pages], capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout + result.stderr


def test_no_template_lies_unused():
    asked = "\n".join(path.read_text() for path in [*templates(), *python_files()])
    names = [
        str(path.relative_to(next(KSBB.glob(f"{path.relative_to(KSBB).parts[0]}/templates")))) for path in templates()
    ]

    unused = [name for name in names if name not in asked and not ASKED_BY_OTHERS.search(name)]

    assert unused == []
