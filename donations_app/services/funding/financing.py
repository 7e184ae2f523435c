"""The financing plan of projects: promised, agreed, changed, withdrawn; another entry replaces one, none changes."""

from datetime import date
from typing import Final, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.references import find, own_ref
from donations_app.db.records import Record
from donations_app.db.tables import Financing, Party
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.funding import Stage
from donations_app.domain.typed import clean_reason
from donations_app.services.books.exchange_rates import rate_problems
from donations_app.services.funding.standing import (
    association_named,
    funder_named,
    project_named,
    written_before,
)

_ENTRIES: Final = {
    "promised": "financing.promised",
    "agreed": "financing.agreed",
    "withdrawn": "financing.withdrawn",
}
_TERMS: Final = ("stage", "association_id", "amount", "currency", "rate", "foreign_minor", "reference")


def promise(books: Books, draft: FinancingDraft) -> str:
    """Record what a funder promises to give for a project. The same key again is the same promise.

    Returns:
        Its reference.

    Raises:
        NotFound, PersonTakenBack: there is no such project or funder.
        InputRefused: the draft has problems, the funder is a person, or the association does not carry the project.
        KeyReused: the key stands for something else.
    """
    return _record(books, draft, "promised")


def agree(books: Books, draft: FinancingDraft, *, replaces: str = "") -> str:
    """Record what a funder agreed to give, with the reference of the agreement.

    Args:
        books: where to save.
        draft: what is agreed.
        replaces: reference of the promise, or of the agreement, in whose place it stands; empty: it is new.

    Returns:
        Its reference.

    Raises:
        NotFound, PersonTakenBack, InputRefused, KeyReused: as ``promise``; or what it replaces is not there, is of
            another funder or project, was replaced before, or bears a later day.
    """
    return _record(books, draft, "agreed", replaces=replaces)


def change(books: Books, ref: str, draft: FinancingDraft, *, reason: str) -> str:
    """Put another amount, rate or reference in the place of what was promised or agreed, for a reason.

    Returns:
        The reference of the new entry, at the stage of the one before.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound, PersonTakenBack, InputRefused, KeyReused: as ``agree``.
    """
    return _record(books, draft, None, replaces=ref, reason=clean_reason(reason))


def withdraw(books: Books, ref: str, *, on: date, reason: str, key: UUID) -> str:
    """Note that what was promised or agreed will not come. The same key again is the same.

    Args:
        books: where to save.
        ref: of the promise or agreement.
        on: from which day on it does not stand any more.
        reason: in words, compulsory.
        key: made where it is stated.

    Returns:
        The reference of the entry that says so.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no such entry.
        InputRefused: it was replaced or withdrawn before, or bears a later day.
        KeyReused: the key stands for something else.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        before = _before(write, ref)
        row: rows.Financing = {
            **before,
            "id": write.ids(Financing)[0],
            "key": key,
            "other_ref": "",
            "stage": "withdrawn",
            "stated_on": on,
            "reason": reason,
            "replaces_id": before["id"],
            "recorded_on": write.today,
        }
        return _written(write, row, before)


def _record(
    books: Books, draft: FinancingDraft, stage: Stage | None, *, replaces: str = "", reason: str = ""
) -> str:
    """Write an entry of the plan, at the stage of the one that it replaces where none is said."""
    with books.write() as write:
        before = _before(write, replaces) if replaces else None
        if stage is None:
            stage = "promised" if before and before["stage"] == "promised" else "agreed"
        if problems := [*draft.problems(is_agreed=stage == "agreed"), *rate_problems(draft)]:
            raise InputRefused(problems)
        project_id, office_id = project_named(write.session, draft.project)
        row = rows.Financing(
            id=write.ids(Financing)[0],
            office_id=office_id,
            key=draft.key,
            other_ref="",
            project_id=project_id,
            association_id=association_named(write.session, draft.project, draft.association),
            funder_id=funder_named(write.session, draft.funder),
            stage=stage,
            amount=draft.amount,
            currency=draft.currency,
            rate=draft.rate,
            foreign_minor=draft.foreign_minor,
            stated_on=draft.stated_on,
            reference=draft.reference,
            reason=reason,
            replaces_id=before["id"] if before else None,
            recorded_on=write.today,
        )
        return _written(write, row, before)


def _before(write: Write, ref: str) -> rows.Financing:
    """Return the entry that is replaced, locked until the end."""
    key = find(write.session, Financing, ref)
    row = write.row(Financing, key) if key else None
    if row is None:
        raise NotFound("financing", ref)
    return cast("rows.Financing", row)


def _written(write: Write, row: rows.Financing, before: rows.Financing | None) -> str:
    """Write an entry of the plan unless its key says that it was written."""
    if ref := written_before(write, Financing, row, noun="financing"):
        return ref
    if before is not None:
        _refuse_replacing(write.session, before, row)
    ref = write.reference(Financing, row["id"])
    write.add(Record(_ENTRIES[row["stage"]], f"financing:{ref}", {Financing: [row]}))
    return ref


def _refuse_replacing(session: Session, before: rows.Financing, row: rows.Financing) -> None:
    """Refuse an entry that cannot stand in the place of another one.

    Raises:
        InputRefused: it cannot.
    """
    ref = own_ref(session, Financing, before["id"])
    funder = session.scalar(select(Party.leader_id).where(Party.id == before["funder_id"]))
    wrong: Problem | None = None
    if before["stage"] == "withdrawn" or session.scalar(
        select(Financing.id).where(Financing.replaces_id == before["id"])
    ):
        wrong = Problem("replaces", "financing_replaced", ref)
    elif (before["project_id"], funder) != (row["project_id"], row["funder_id"]) and row[
        "stage"
    ] != "withdrawn":
        wrong = Problem("replaces", "financing_of_other", ref)
    elif row["stated_on"] < before["stated_on"]:
        wrong = Problem("on", "financing_before_last", before["stated_on"].isoformat())
    elif all(row[name] == before[name] for name in _TERMS):
        wrong = Problem("amount", "nothing_changed", ref)
    if wrong:
        raise InputRefused([wrong])
