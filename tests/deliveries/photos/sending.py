"""A child process that sends photos and, once one is committed, writes that down: `sending.py FILE`."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
from django.conf import settings

from tests import settings as ours

ours.STORAGES["default"] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
django.setup()
settings.MEDIA_ROOT = os.environ["KSBB_TEST_MEDIA"]

from ksbb.deliveries import actions, photos  # noqa: E402
from ksbb.deliveries.models import Evidence  # noqa: E402
from ksbb.needs.models import Need  # noqa: E402
from ksbb.parties.models import User  # noqa: E402
from tests import photos as pictures  # noqa: E402


def main(file: Path) -> None:
    head, needs, at = User.objects.get(username="ketua_rw"), list(Need.objects.order_by("pk")), datetime.now(UTC)
    written, number = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT), Evidence.objects.count()
    while number < 6 * len(needs):
        need = needs[number // 6]
        content = pictures.jpeg(pictures.scene(number, (160, 120)))
        staged = photos.stage(content=content, subject=need, by=head, at=at)
        photo = actions.add_need_photo(by=head, need=need, photo=staged, at=at)
        os.write(written, f"{photo.reference}\n".encode())
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
