"""Two records of one person made one: field by field, nothing chosen for anybody, nothing lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain import identifiers
from donations_app.domain.errors import RuleBroken
from donations_app.domain.parties import PLACE, PartyDraft

Side = Literal["keep", "other"]
SIDES: Final = ("keep", "other")
# what is taken together, under the name by which one chooses: a street of one with a town of the other is nowhere
_TOGETHER: Final = {
    "address": PLACE,
    "tax_resident_fr": ("tax_resident_fr", "residence_statement"),
    "municipality": ("municipality", "province"),
}
_OWN: Final = ("key", "ref", "kind")
_GROUPED: Final = frozenset(name for names in _TOGETHER.values() for name in names)
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    name: _TOGETHER.get(name, (name,))
    for name in PartyDraft.__struct_fields__
    if name in _TOGETHER or name not in {*_OWN, *_GROUPED}
}
NAMES: Final = ("last_name", "first_name", "second_last_name", "second_first_name", "organisation")
_LONGEST: Final = 2000  # of notes
_UNIQUE: Final = ("siren", "rna", "ice")  # of an organisation; it may have several SIRET


@dataclass(eq=False)
class MergeRefused(RuleBroken):
    """Two records cannot be made one; nothing was saved."""

    kept: str
    gone: str
    reason: str  # a key of ``phrases.MERGE_REASONS``


@dataclass(eq=False)
class MergeUndecided(RuleBroken):
    """Both records say something else of some facts, and nobody said which of them holds; nothing was saved."""

    kept: str
    gone: str
    parts: tuple[str, ...]  # of ``PARTS``


@dataclass(eq=False)
class MergeBuiltOn(RuleBroken):
    """Something was recorded since two records were made one: they stay one."""

    kept: str
    gone: str
    what: tuple[str, ...]  # keys of ``phrases.MERGE_NOUNS``


class Facing(Struct, frozen=True):
    """What two records say of one thing, and which of them holds."""

    name: str  # of ``PARTS``
    mine: tuple[Any, ...]  # of the record that is kept
    theirs: tuple[Any, ...]
    side: Side | Literal["same", "both", ""]  # empty: somebody has to choose; both: one after the other


def obstacle(kept: PartyDraft, gone: PartyDraft) -> str:
    """Return why two records cannot be one person, or nothing."""
    if kept.kind != gone.kind:
        return "kinds"
    for name in _UNIQUE:
        mine, theirs = (identifiers.compact(getattr(one, name)) for one in (kept, gone))
        if mine and theirs and mine != theirs:
            return name
    return ""


def facing(kept: PartyDraft, gone: PartyDraft, choices: Mapping[str, Side] | None = None) -> list[Facing]:
    """Return what two records say, thing by thing, and which side holds: the one chosen, or the only one."""
    chosen = choices or {}
    found = []
    for name, parts in PARTS.items():
        mine, theirs = (tuple(getattr(one, part) for part in parts) for one in (kept, gone))
        found.append(Facing(name, mine, theirs, chosen.get(name) or _side(name, mine, theirs)))
    return found


def both_notes(mine: str, theirs: str) -> str:
    """Return the notes of both records as one text."""
    return f"{mine}; {theirs}"


def _side(name: str, mine: tuple[Any, ...], theirs: tuple[Any, ...]) -> Side | Literal["same", "both", ""]:
    if _alike(name, mine) == _alike(name, theirs):
        return "same"
    if not _says(name, theirs):
        return "keep"
    if not _says(name, mine):
        return "other"
    if name == "notes" and len(both_notes(mine[0], theirs[0])) <= _LONGEST:
        return "both"
    return ""


def _says(name: str, values: tuple[Any, ...]) -> bool:
    """Tell whether something is known: of an address more than the country, which every record has."""
    if name == "address":
        values = values[:-1]
    return any(value not in ("", None) for value in values)


def _alike(name: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return values as they are compared."""
    if name == "email":
        return (values[0].casefold(),)
    if name in ("siren", "siret", "rna", "ice"):
        return (identifiers.compact(values[0]),)
    if name == "phone":
        return ("".join(sign for sign in values[0] if sign.isdecimal() or sign == "+"),)
    return values


def merged(kept: PartyDraft, gone: PartyDraft, choices: Mapping[str, Side]) -> PartyDraft:
    """Return the record that is kept with what holds of both.

    Raises:
        MergeUndecided: both say something else of some facts, and ``choices`` does not say which holds.
    """
    faced = facing(kept, gone, choices)
    if missing := tuple(one.name for one in faced if not one.side):
        raise MergeUndecided(kept.ref, gone.ref, missing)
    return replace(kept, **dict(_values(faced)))


def _values(faced: list[Facing]) -> Iterator[tuple[str, Any]]:
    for one in faced:
        if one.side == "both":
            yield one.name, both_notes(one.mine[0], one.theirs[0])
        elif one.side == "other":
            yield from zip(PARTS[one.name], one.theirs, strict=True)
