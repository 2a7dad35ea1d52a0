"""Files that come with a form: nothing beyond the largest one that we take is written down."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from ksbb.core.pictures import LARGEST_BYTES


class Bounded(FileUploadHandler):
    """Lets the first bytes of each file through, one more than we take, and drops the rest as it comes.

    So the form can say "too large" and keep what else was typed, while the disk holds no more than it must.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The part of the chunk within the bound; None once it is passed."""
        left = LARGEST_BYTES + 1 - start
        return raw_data[:left] if left > 0 else None

    def file_complete(self, file_size: int) -> Any:  # noqa: ARG002 - Django names it
        """The next one in line keeps the file."""
        return None
