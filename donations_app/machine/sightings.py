"""What this machine last saw of the books that it worked with: heads, last numbers, where receipts were written.

Somebody may put an older copy in the place of books, or restore them: the file does not say so, the machine does. It is
a habit of the machine, and no proof: who has the machine can write it.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.outside import Highest
from donations_app.domain.structs import asdict
from donations_app.machine.noted import note_under, noted, place_of

_NAME: Final = "seen"
_FOLDERS: Final = 4  # of documents that are remembered


class Sight(Struct, frozen=True, kw_only=True):
    """Books as they were last seen here."""

    on: date
    links: Mapping[str, int]  # of each audit chain, by the code of its origin
    heads: Mapping[str, str]
    series: Mapping[str, int]  # the last number given out in each
    folders: tuple[str, ...] = ()  # into which receipts were written, the last one first

    def highest(self) -> tuple[Highest, ...]:
        """Return the last numbers that this machine saw."""
        return tuple(
            Highest(series, last, "machine", str(place_of(_NAME))) for series, last in self.series.items()
        )


class Older(Struct, frozen=True):
    """Books that are behind what this machine saw of them."""

    seen_on: date
    behind: Mapping[
        str, tuple[int, int]
    ]  # of a chain: links that it has, and had; 0: another trail stands there


def seen(key: str) -> Sight | None:
    """Return how books were last seen here.

    Args:
        key: what tells them from others, copies apart.
    """
    try:
        found = noted(_NAME)[key]
        return Sight(
            on=date.fromisoformat(found["on"]),
            links={str(code): int(n) for code, n in found["links"].items()},
            heads={str(code): str(head) for code, head in found["heads"].items()},
            series={str(name): int(last) for name, last in found["series"].items()},
            folders=tuple(map(str, found["folders"])),
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        return None


def note(key: str, sight: Sight) -> None:
    """Remember how books were seen."""
    if sight == seen(key):
        return
    said = asdict(sight) | {"on": sight.on.isoformat()}
    note_under(_NAME, key, said)


def note_numbers(key: str, series: Mapping[str, int]) -> None:
    """Remember last numbers of receipts that books which stood here had given out."""
    known = seen(key) or Sight(on=date.min, links={}, heads={}, series={})
    numbers = {name: max(last, known.series.get(name, 0)) for name, last in series.items()}
    if numbers:
        note(key, replace(known, series={**known.series, **numbers}))


def note_folder(key: str, folder: Path) -> None:
    """Remember a folder into which receipts are written."""
    known, name = seen(key), str(folder.absolute())
    if known is not None and known.folders[:1] != (name,):
        others = [one for one in known.folders if one != name]
        note(key, replace(known, folders=(name, *others)[:_FOLDERS]))


def is_anything_seen() -> bool:
    """Tell whether this machine remembers any books."""
    return place_of(_NAME).exists()
