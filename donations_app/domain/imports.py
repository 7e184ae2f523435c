"""Imports as a whole: what kinds of files there are, and why one cannot be taken back."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import Struct

from donations_app.domain.errors import RuleBroken

KINDS: Final = ("people", "projects", "payments", "recurring", "expenses")


class Corrected(Struct, frozen=True):
    """A cell of a file in the place of which something else was taken; both empty where they were erased."""

    line: int
    column: str  # of ours
    stated: str  # by the file
    taken: str


class BuiltOn(Struct, frozen=True):
    """What was recorded on something that an import brought: it holds the whole import."""

    ref: str  # of what the import brought
    noun: str  # a key of ``import_words.NOUNS``


class TakenBack(Struct, frozen=True):
    """When a person was taken back, and the import that went with him; its reference empty where nobody can tell."""

    on: date
    import_ref: str


@dataclass(eq=False)
class PersonTakenBack(RuleBroken):
    """Somebody was taken back with the import that brought the record: nothing is recorded of him any more."""

    ref: str
    name: str
    on: date


@dataclass(eq=False)
class GivenToTakenBack(RuleBroken):
    """Of two books one took people or projects back with their import, and the other wrote money on them."""

    what: tuple[BuiltOn, ...]


@dataclass(eq=False)
class ImportNotTakenBack(RuleBroken):
    """An import was taken back before; nothing was changed."""

    ref: str
    reason: str  # a key of ``import_words.REASONS``


@dataclass(eq=False)
class ImportBuiltOn(RuleBroken):
    """Something has built on what an import brought: it stays; nothing was changed."""

    ref: str
    what: tuple[BuiltOn, ...]
