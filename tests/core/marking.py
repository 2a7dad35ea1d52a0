"""A child process that marks many pictures as the reader of photos does: `marking.py DIRECTORY COUNT`."""

import json
import sys
from pathlib import Path

from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "ksbb" / "core" / "pictures"))

# importing it sets its walls, but for the time: many pictures take longer than one
import resource

resource.setrlimit = lambda *_: None

import child  # type: ignore[import-not-found]  # noqa: E402

if __name__ == "__main__":
    where, count = Path(sys.argv[1]), int(sys.argv[2])
    told = []
    for number in range(count):
        picture = Image.open(where / f"{number}.png").convert("RGB")
        told.append((child.marks(picture), child.marks(ImageOps.mirror(picture))))
    sys.stdout.write(json.dumps(told))
