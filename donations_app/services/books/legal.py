"""The dated legal figures: those that ship with the program, and before them what persons confirmed."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.legal import decided_parameters
from donations_app.db.records import Record
from donations_app.db.tables import LegalParameter
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.parameters import CHOICES, DatedValue, decided_before, parse_value
from donations_app.domain.periods import day_of_year
from donations_app.formats.legal import parameters

if TYPE_CHECKING:
    from donations_app.db import rows


def legal_parameters(session: Session) -> tuple[DatedValue, ...]:
    """Return every figure; what a person confirmed or changed goes before what ships."""
    rows = decided_parameters(session)
    if not rows:
        return parameters()
    kinds = {value.name: type(value.value) for value in parameters()}
    decided = [
        DatedValue(
            name=row.name,
            value=kinds.get(row.name, str)(row.value),
            first_on=row.first_on,
            last_on=row.last_on,
            confirmed=True,
            source=row.source,
            decided_by=row.confirmed_by,
            decided_on=row.confirmed_on,
        )
        for row in rows
    ]
    return decided_before(decided, parameters())


def unconfirmed(session: Session, on: date) -> list[DatedValue]:
    """Return the figures in force on a day that nobody has confirmed, by name."""
    found = (value for value in legal_parameters(session) if not value.confirmed and value.holds_on(on))
    return sorted(found, key=lambda value: value.name)


def decide_parameter(
    books: Books,
    name: str,
    *,
    first_on: date,
    source: str,
    value: str = "",
    last_on: date | None = None,
) -> None:
    """Confirm a legal figure, or write another in its place from a day on; who and when are journalled.

    Args:
        books: where to save.
        name: of a figure that the program knows.
        first_on: the day from which it holds; the start of a shipped value confirms or replaces that one.
        source: where the person read it: an article, a date, a letter of the tax office.
        value: in the unit of the figure; empty confirms the one that holds on ``first_on``.
        last_on: the last day; ``None`` while it holds.

    Raises:
        NotFound: the program knows no figure of that name, or none holds on that day.
        InputRefused: the source is missing, the period ends before it starts, the value is none, or it
            names printed texts that do not ship.
    """
    from donations_app.db import rows  # who only reads the figures, as every start does, needs none

    with books.write() as write:
        figure = _figure(write.session, name, first_on, is_confirmed=not value)
        text = value or str(figure.value)
        problems = _problems(figure, text, source, first_on, last_on)
        if problems:
            raise InputRefused(problems)
        decided = rows.LegalParameter(
            id=write.ids(LegalParameter)[0],
            version=1,
            name=name,
            value=text,
            first_on=first_on,
            last_on=last_on,
            source=source.strip(),
            confirmed_on=books.today,
            confirmed_by=write.login,
        )
        _decide(write, decided)


def _decide(write: Write, decided: "rows.LegalParameter") -> None:
    """Write a decision, in the place of one that holds from the same day on."""
    name, first_on = decided["name"], decided["first_on"]
    kind, record = "legal_parameter.decided", f"legal_parameter:{name}/{first_on}"
    where = (LegalParameter.name == name, LegalParameter.first_on == first_on)
    found = write.session.execute(select(LegalParameter.id, LegalParameter.version).where(*where)).first()
    if found is None:
        write.add(Record(kind, record, {LegalParameter: [decided]}))
    else:
        facts = {name: value for name, value in decided.items() if name not in {"id", "version"}}
        write.change(LegalParameter, found.id, facts, kind=kind, name=record, seen=found.version)


def _figure(session: Session, name: str, on: date, *, is_confirmed: bool) -> DatedValue:
    """Return the figure of a name that holds on a day; where another is written, that of any day will do.

    Raises:
        NotFound: the program knows no figure of that name, or none holds on that day.
    """
    known = [one for one in legal_parameters(session) if one.name == name]
    holding = [one for one in known if one.holds_on(on)] or ([] if is_confirmed else known)
    if not holding:
        raise NotFound("legal_parameter", name)
    return max(holding, key=lambda one: one.first_on)


def _problems(
    figure: DatedValue, value: str, source: str, first_on: date, last_on: date | None
) -> list[Problem]:
    found = []
    if not source.strip():
        found.append(Problem("source", "missing"))
    if last_on is not None and last_on < first_on:
        found.append(Problem("to", "ends_before_start", last_on.isoformat()))
    if parse_value(type(figure.value), value) is None:
        found.append(Problem("value", "number_unreadable", value))
    return found + _choice_problems(figure.name, value)


def wordings() -> list[str]:
    """Return the versions of printed texts that ship, by name."""
    return sorted({str(value.value) for value in parameters() if value.name.startswith("wording_")})


def choices_of(name: str) -> Sequence[str]:
    """Return the values that a figure may have; none where it may have any.

    A receipt is printed with the texts that ``wording_`` names: those that do not ship would stop every issue.
    """
    return wordings() if name.startswith("wording_") else CHOICES.get(name, ())


def _choice_problems(name: str, value: str) -> list[Problem]:
    from donations_app.domain.accounting import is_account

    choices = choices_of(name)
    if choices and value not in choices:
        return [Problem("value", "choice_unknown", value, {"choices": tuple(choices)})]
    if name.startswith("account_") and not is_account(value):
        return [Problem("value", "ledger_account_expected", value)]
    if name.endswith("_after") and day_of_year(value, 2024) is None:
        return [Problem("value", "day_of_year_expected", value)]
    if name.endswith("_on"):
        try:
            date.fromisoformat(value)
        except ValueError:
            return [Problem("value", "date_unreadable", value)]
    return []
