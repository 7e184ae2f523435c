"""Books as a release makes them, small, with something in every corner that an upgrade may meet.

python -m tests.released      # keeps those of this version in tests/data/released, on the day of a release
"""

import gzip
import tempfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Final

from donations_app.services.books.settings import create_books
from tests.world import SETTINGS, gift, issue, person, project, ticking, to

FOLDER: Final = Path(__file__).parent / "data" / "released"


def make(path: Path) -> Path:
    """Make books with a project, a gift for it and its receipt."""
    with closing(create_books(str(path), SETTINGS, clock=ticking())) as books:
        person(books)
        project(books)
        gift(books, 60_00, allocations=(to(60_00),))
        issue(books)
    return path


def released() -> dict[str, bytes]:
    """Return the books of every version released, by its number."""
    return {
        file.name.removesuffix(".tiwizi.gz"): gzip.decompress(file.read_bytes())
        for file in sorted(FOLDER.glob("*.tiwizi.gz"))
    }


if __name__ == "__main__":
    kept = FOLDER / f"{version('tiwizi')}.tiwizi.gz"
    with tempfile.TemporaryDirectory() as folder, kept.open("xb") as out:
        out.write(gzip.compress(make(Path(folder, "books.tiwizi")).read_bytes(), 9, mtime=0))
