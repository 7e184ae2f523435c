"""A person as words FIELD=VALUE state him: read as one line of a file is, so that one rule holds for both."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final
from uuid import uuid4

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.parties import PartyDraft
from donations_app.formats import columns
from donations_app.formats.drafts import read_people
from donations_app.formats.tables import Table, TableRow

_UNNAMED: Final = "?"  # the reference of who gets the next one when saved


def stated_person(values: Mapping[str, str], standing: PartyDraft | None = None) -> PartyDraft:
    """Return a person of whom some fields are stated; the others stay as they stand.

    Args:
        values: by the name of a column of people (docs/files.md), in English or French; empty: none any more.
        standing: what is known of him; ``None`` for somebody new.

    Raises:
        InputRefused: a field is not known, or its value cannot be taken.
    """
    cells = {**cells_of(standing or PartyDraft(key=uuid4(), kind="")), **_named(values)}
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


def _named(values: Mapping[str, str]) -> dict[str, str]:
    """Return values by the columns that their names mean."""
    meant = columns.meanings(tuple(values), columns.PEOPLE)
    choices = {"choices": ", ".join(columns.PEOPLE)}
    if unknown := [name for name, column in zip(values, meant, strict=True) if not column]:
        raise InputRefused([Problem(name, "choice_unknown", name, choices) for name in unknown])
    return dict(zip(meant, values.values(), strict=True))


def cells_of(draft: PartyDraft) -> dict[str, str]:
    """Return what is known of a person as the cells of a file, by the names of their columns."""
    known = {one.name: getattr(draft, one.name) for one in fields(PartyDraft)}
    return {name: _cell(known[name]) for name in columns.PEOPLE if name in known}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value or "")
