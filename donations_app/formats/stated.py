"""A person, or the terms of a gift, as words FIELD=VALUE state them: read as one line of a file is."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import uuid4

from msgspec.structs import replace

from donations_app.domain.addresses import without_place
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.parties import PLACE, PartyDraft
from donations_app.domain.recurring import RecurringGift
from donations_app.formats import columns
from donations_app.formats.drafts import read_people, read_recurring
from donations_app.formats.full_names import FULL_NAME
from donations_app.formats.tables import Table, TableRow

_OF_WHOLE_GIFT: Final = ("ref", "payer", "office", "first_on")
_UNNAMED: Final = "?"  # the reference of who gets the next one when saved


def stated_person(values: Mapping[str, str], standing: PartyDraft | None = None) -> PartyDraft:
    """Return a person of whom some fields are stated; the others stay as they stand.

    Args:
        values: by the name of a column of people (docs/files.md), in English or French; empty: none any more.
        standing: what is known of him; ``None`` for somebody new.

    Raises:
        InputRefused: a field is not known, or its value cannot be taken.
    """
    named = _named(values)
    cells = {**cells_of(standing or PartyDraft(key=uuid4(), kind="")), **named}
    if "municipality" in named and "province" not in named:
        cells["province"] = ""  # that of the new one
    is_unnamed = not cells["ref"]
    texts = {**cells, "ref": cells["ref"] or _UNNAMED}
    read = read_people(Table("", tuple(texts), [TableRow(1, tuple(texts.values()))], ""))
    if read.rejected:
        raise InputRefused(
            [Problem(one.column, one.problem, one.value, dict(one.data)) for one in read.rejected]
        )
    draft: PartyDraft = read.drafts[0][1]
    if standing is not None:
        return replace(draft, key=standing.key, ref=standing.ref)
    return replace(draft, key=uuid4(), ref="") if is_unnamed else draft


def stated_address(values: Mapping[str, str], standing: PartyDraft) -> PartyDraft:
    """Return a person at a new address, of which nothing is taken over from the one of before.

    Args:
        values: by the name of a column of the address (``PLACE``), in English or French.
        standing: what is known of him.

    Raises:
        InputRefused: a field is none of the address, or its value cannot be taken.
    """
    named, choices = _named(values), {"choices": tuple(PLACE)}
    if others := [name for name in named if name not in PLACE]:
        raise InputRefused([Problem(name, "choice_unknown", name, choices) for name in others])
    return stated_person(named, without_place(standing))


def stated_gift(values: Mapping[str, str]) -> RecurringGift:
    """Return a new agreed gift as it is stated.

    Args:
        values: by the name of a column of recurring gifts, in English or French.

    Raises:
        InputRefused: a field is not known, missing, or its value cannot be taken.
    """
    texts = _named(values, columns.RECURRING)
    is_unnamed = not texts.get("ref")
    draft = _recurring(texts | {"ref": texts.get("ref") or _UNNAMED})
    return replace(draft, key=uuid4(), ref="" if is_unnamed else draft.ref)


def stated_terms(values: Mapping[str, str], standing: RecurringGift) -> RecurringGift:
    """Return an agreed gift of which some terms are stated otherwise.

    Args:
        values: by the name of a column of recurring gifts, in English or French; empty: none any more.
        standing: what is agreed.

    Raises:
        InputRefused: a field is not known, belongs to the whole gift, or its value cannot be taken.
    """
    named = _named(values, columns.RECURRING)
    if wrong := [name for name in _OF_WHOLE_GIFT if name in named]:
        raise InputRefused([Problem(name, "recurring_not_changed", named[name]) for name in wrong])
    cells = {name: _cell(getattr(standing, name)) for name in columns.RECURRING}
    cells["amount"] = f"{standing.amount.cents // 100}.{standing.amount.cents % 100:02d}"
    return replace(_recurring(cells | named), key=standing.key, ref=standing.ref)


def _recurring(texts: Mapping[str, str]) -> RecurringGift:
    """Return an agreed gift of which each column is stated, as a file would."""
    read = read_recurring(Table("", tuple(texts), [TableRow(1, tuple(texts.values()))], ""))
    if read.rejected:
        raise InputRefused(
            [Problem(one.column, one.problem, one.value, dict(one.data)) for one in read.rejected]
        )
    draft: RecurringGift = read.drafts[0][1]
    return draft


def _named(values: Mapping[str, str], known: tuple[str, ...] = columns.PEOPLE) -> dict[str, str]:
    """Return values by the columns that their names mean."""
    meant = columns.meanings(tuple(values), known)
    choices = {"choices": tuple(name for name in known if name != FULL_NAME)}
    if unknown := [
        name for name, column in zip(values, meant, strict=True) if column in ("", FULL_NAME)
    ]:  # somebody who states one field states the parts of a name
        raise InputRefused([Problem(name, "choice_unknown", name, choices) for name in unknown])
    return dict(zip(meant, values.values(), strict=True))


def cells_of(draft: PartyDraft) -> dict[str, str]:
    """Return what is known of a person as the cells of a file, by the names of their columns."""
    known = {name: getattr(draft, name) for name in PartyDraft.__struct_fields__}
    return {name: _cell(known[name]) for name in columns.FACTS if name in known}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value or "")
