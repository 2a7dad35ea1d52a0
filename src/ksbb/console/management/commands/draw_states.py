"""`./ksbb manage draw_states`: draws every state table of the code as Mermaid under docs/states/."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ksbb.core.states import drawing, tables


def drawn() -> dict[str, str]:
    """File name and content for every state table; the tables were registered when the rooms were loaded."""
    pages = {}
    for name, table in sorted(tables.items()):
        rows = "\n".join(f"| `{state.value}` | {state.label} |" for state in table)
        pages[f"{name}.md"] = (
            f"# Keadaan: {name}\n\nDigambar oleh `./ksbb manage draw_states`; jangan diubah dengan tangan.\n\n"
            f"```mermaid\n{drawing(name)}\n```\n\n| Keadaan | Di layar |\n|---|---|\n{rows}\n"
        )
    return pages


class Command(BaseCommand):
    help = "Gambar tabel keadaan ke docs/states/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="hanya periksa; gagal bila ada yang usang")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the files, or with --check only compares."""
        folder = Path(settings.BASE_DIR) / "docs" / "states"
        pages = drawn()
        if options["check"]:
            stale = [name for name, text in pages.items() if _kept(folder / name) != text]
            if stale:
                raise CommandError(f"stale_drawings: {', '.join(stale)}; jalankan draw_states.")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(pages)} gambar di docs/states/")


def _kept(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
