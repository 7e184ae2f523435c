"""How lists of the window stand on this machine: their columns, and the views that each person keeps by name."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from donations_app.machine.folders import config_folder
from donations_app.machine.private import make_private_folder

LONGEST: Final = 40  # letters of the name of a view


class ColumnsKept(Struct, frozen=True):
    """Which columns a list shows, from its leading side, and the widths that somebody gave them."""

    shown: tuple[str, ...] = ()  # codes; none: as the program has them
    widths: Mapping[str, int] = field(default_factory=dict)  # pixels at 100 percent, by code


class KeptView(Struct, frozen=True):
    """What a list asks for, in which order and columns, under a name."""

    name: str
    asked: Mapping[str, str]  # what is typed and chosen, by field
    order: str
    is_descending: bool
    shown: tuple[str, ...] = ()


def _place() -> Path:
    return config_folder() / "lists.json"


def columns_of(name: str) -> ColumnsKept:
    """Return how the columns of a list were left on this machine."""
    found = _part(_read(), "columns", name)
    widths = {code: width for code, width in _part(found, "widths").items() if _is_width(width)}
    return ColumnsKept(_words(found.get("shown")), widths)


def keep_columns(name: str, kept: ColumnsKept) -> None:
    """Keep how the columns of a list stand."""
    known = _read()
    entry = {"shown": list(kept.shown), "widths": dict(kept.widths)}
    _write(known | {"columns": _part(known, "columns") | {name: entry}})


def views_of(name: str, login: str) -> list[KeptView]:
    """Return the views of a list that somebody keeps, the first one kept first; what cannot be read is left out."""
    found = _part(_read(), "views", login).get(name)
    views = (_view(one) for one in found) if isinstance(found, list) else ()
    return [one for one in views if one]


def keep_views(name: str, login: str, views: Sequence[KeptView]) -> None:
    """Keep these views of a list, in the place of those before."""
    known = _read()
    entries = [
        {
            "name": one.name,
            "asked": dict(one.asked),
            "order": one.order,
            "descending": one.is_descending,
            "shown": list(one.shown),
        }
        for one in views
    ]
    of_login = _part(known, "views", login) | {name: entries}
    _write(known | {"views": _part(known, "views") | {login: of_login}})


def _view(found: Any) -> KeptView | None:
    if not isinstance(found, dict):
        return None
    name, asked, order = found.get("name"), _part(found, "asked"), found.get("order")
    if not (isinstance(name, str) and name and isinstance(order, str)):
        return None
    texts = {code: text for code, text in asked.items() if isinstance(text, str)}
    return KeptView(name[:LONGEST], texts, order, bool(found.get("descending")), _words(found.get("shown")))


def _words(found: Any) -> tuple[str, ...]:
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _is_width(width: Any) -> bool:
    return isinstance(width, int) and 0 < width < 5_000


def _part(known: Mapping[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        found = known.get(name)
        known = found if isinstance(found, dict) else {}
    return dict(known)


def _read() -> dict[str, Any]:
    try:
        found = json.loads(_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(known: Mapping[str, Any]) -> None:
    """Write the file whole; a folder that cannot be written is no reason to stop."""
    place = _place()
    beside = place.with_suffix(".new")
    with suppress(OSError):
        make_private_folder(place.parent)
        beside.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(place)
