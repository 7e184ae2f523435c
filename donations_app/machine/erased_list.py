"""Who was erased from which books, by reference alone: kept outside the books, since backups made before hold him.

It lies on the machine and in its folder of backups. Who puts an older backup back is told whom it brings back, and
``keeping again`` erases them once more.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from donations_app.machine import preferences
from donations_app.machine.folders import data_folder
from donations_app.machine.private import make_private_folder

NAME: Final = "erased.json"


class Erased(Struct, frozen=True):
    """Somebody who was erased: the reference, when, and whether name and address went too."""

    ref: str
    at: datetime  # aware
    is_whole: bool


def note_erased(books: str, erased: Iterable[Erased]) -> None:
    """Add people to the lists; one that cannot be written is no reason to stop: what was erased is.

    Args:
        books: what tells them from others, copies apart (``trail.identity``).
        erased: who went.
    """
    for place in _places():
        noted = _read(place)
        of_books = noted.setdefault(books, {})
        for one in erased:
            of_books[one.ref] = {"at": one.at.isoformat(), "whole": one.is_whole}
        try:
            make_private_folder(place.parent)
            place.write_text(json.dumps(noted, indent=1, sort_keys=True), encoding="utf-8")
        except OSError:
            continue


def erased_from(books: str, *beside: Path, since: datetime | None = None) -> list[Erased]:
    """Return who was erased from some books, by reference, as the lists of this machine and of folders say.

    Args:
        books: as for ``note_erased``.
        beside: more folders in which a list may lie, such as that of a backup.
        since: only after that moment.
    """
    found: dict[str, Erased] = {}
    for place in (*_places(), *(folder / NAME for folder in beside)):
        for one in _of(_read(place).get(books, {})):
            if since is None or one.at > since:
                found[one.ref] = max(found.get(one.ref, one), one, key=lambda erased: erased.at)
    return [found[ref] for ref in sorted(found)]


def _of(noted: dict[str, Any]) -> Iterator[Erased]:
    for ref, said in noted.items():
        try:
            at = datetime.fromisoformat(said["at"])
            if at.tzinfo is not None:
                yield Erased(ref, at, bool(said["whole"]))
        except (LookupError, TypeError, ValueError):
            continue


def _places() -> tuple[Path, ...]:
    machine = data_folder() / NAME
    return tuple(dict.fromkeys((machine, preferences.backup_folder(preferences.load()) / NAME)))


def _read(place: Path) -> dict[str, Any]:
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
