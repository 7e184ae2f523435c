"""Valued contributions: recorded, attested by a signed paper, or withdrawn; each is written once."""

from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.closings import refuse_closed
from donations_app.db.queries.references import find_record
from donations_app.db.records import Record
from donations_app.db.tables import Contribution, ContributionOutcome, ContributionWorker, Project
from donations_app.domain.errors import InputRefused, KeyReused, NotAllowed, NotFound, Problem
from donations_app.domain.money import Money
from donations_app.domain.typed import TypedError, clean_reason, clean_text, is_blank
from donations_app.domain.valued import ContributionDraft, Worker
from donations_app.services.books.directory import directory_of
from donations_app.services.books.exchange_rates import rate_problems


class RecordedContribution(Struct, frozen=True):
    """What was saved, and whether it stood already."""

    ref: str
    amount: Money
    already: bool = False


def record_contribution(books: Books, draft: ContributionDraft) -> RecordedContribution:
    """Save a contribution, which waits for its attestation. The same key again is the same contribution.

    Raises:
        InputRefused: the draft has problems, or names a project or an association that does not carry it.
        KeyReused: the key stands for another contribution.
    """
    if problems := draft.problems(today=books.today):
        raise InputRefused(problems)
    with books.write() as write:
        directory = directory_of(write.session, {draft.association} - {""}, {draft.project})
        problems = [*rate_problems(draft), *directory.target_problems(draft.project, draft.association)]
        if problems:
            raise InputRefused(problems)
        project_id = directory.projects[draft.project]
        association_id = directory.parties[draft.association].id if draft.association else None
        row, workers = _rows(write, draft, project_id, association_id)
        if found := _same(write, row, workers):
            return found
        told: dict[Any, Any] = {Contribution: [row], ContributionWorker: workers}
        ref = write.reference(Contribution, row["id"])
        write.add(Record("contribution.recorded", f"contribution:{ref}", told))
        return RecordedContribution(ref, row["amount"])


def _rows(
    write: Write, draft: ContributionDraft, project_id: int, association_id: int | None
) -> tuple[rows.Contribution, list[rows.ContributionWorker]]:
    contribution_id = write.ids(Contribution)[0]
    office_id = write.session.scalars(select(Project.office_id).where(Project.id == project_id)).one()
    row = rows.Contribution(
        id=contribution_id,
        office_id=office_id,
        key=draft.key,
        other_ref="",
        project_id=project_id,
        association_id=association_id,
        kind=draft.kind,
        given_on=draft.given_on,
        description=_clean("description", draft.description, limit=500),
        day_rate=draft.day_rate,
        amount=draft.amount,
        currency=draft.currency,
        rate=draft.rate,
        foreign_minor=None if draft.currency == "EUR" else draft.minor,
        valued_by=_clean("valued_by", draft.valued_by),
        recorded_on=write.today,
    )
    keys = write.ids(ContributionWorker, len(draft.workers))
    workers = [
        rows.ContributionWorker(
            id=key,
            office_id=office_id,
            contribution_id=contribution_id,
            position=position,
            name=_clean("workers", worker.name),
            half_days=worker.half_days,
        )
        for position, (key, worker) in enumerate(zip(keys, draft.workers, strict=True), 1)
    ]
    return row, workers


def _clean(field: str, text: str, *, limit: int = 200) -> str:
    if is_blank(text):
        return ""
    try:
        return clean_text(text, limit=limit)
    except TypedError as error:
        raise InputRefused([Problem(field, error.problem, text[:80])]) from error


_NOT_ASKED = ("id", "recorded_on")  # of what the same key has to say again


def _same(
    write: Write, row: rows.Contribution, workers: list[rows.ContributionWorker]
) -> RecordedContribution | None:
    """Return the contribution that stands under the key of a row, or nothing.

    Raises:
        KeyReused: it says something else.
    """
    where = (Contribution.key == row["key"], Contribution.office_id == row["office_id"])
    query = select(Contribution.__table__, Contribution.ref.label("seen")).where(*where)
    found = write.session.execute(query).mappings().first()
    if found is None:
        return None
    stated = [(worker["name"], worker["half_days"]) for worker in workers]
    stands = [(one.name, one.half_days) for one in workers_of(write, found["id"])]
    if stated != stands or any(found[name] != row[name] for name in row if name not in _NOT_ASKED):  # type: ignore[literal-required]
        raise KeyReused("contribution", found["seen"])
    return RecordedContribution(found["seen"], found["amount"], already=True)


def workers_of(write: Write, contribution_id: int) -> list[Worker]:
    """Return who worked how long, in the order stated."""
    table = ContributionWorker
    query = select(table.name, table.half_days).where(table.contribution_id == contribution_id)
    return [Worker(*row) for row in write.session.execute(query.order_by(table.position))]


def attest_contribution(
    books: Books, ref: str, *, signed_on: date, signed_by: str, document: str = ""
) -> None:
    """Write that the attestation of a contribution is signed: it counts from then on. The same again is the same.

    Args:
        books: where to save.
        ref: of the contribution.
        signed_on: the day of the signature, not in the future.
        signed_by: who signed.
        document: where the paper is kept.

    Raises:
        NotFound: there is no contribution of that reference.
        InputRefused: nobody signed, the day lies in the future, it was withdrawn, or attested otherwise.
        YearClosed: the day lies in a closed year: the paper is noted on the day on which it came.
    """
    if is_blank(signed_by):
        raise InputRefused([Problem("signed_by", "missing")])
    if signed_on > books.today:
        raise InputRefused([Problem("signed_on", "day_in_future", signed_on.isoformat())])
    said = (signed_on, _clean("signed_by", signed_by), _clean("document", document))
    with books.write() as write:
        row, outcomes = _standing(write, ref)
        if "withdrawn" in outcomes:
            raise InputRefused([Problem("contribution", "contribution_withdrawn", ref)])
        if before := outcomes.get("attested"):
            if before != said:
                raise InputRefused([Problem("contribution", "contribution_attested", ref)])
            return
        _settle(write, row, "attested", said)


def withdraw_contribution(books: Books, ref: str, *, reason: str) -> None:
    """Withdraw a contribution, from today on, attested or not; it stays visible. Twice is once.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no contribution of that reference.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        row, outcomes = _standing(write, ref)
        if "withdrawn" not in outcomes:
            _settle(write, row, "withdrawn", (books.today, reason, ""))


def _standing(write: Write, ref: str) -> tuple[Any, dict[str, tuple[date, str, str]]]:
    """Return a contribution, locked, and what became of it, by kind.

    Raises:
        NotFound: there is none of that reference.
        NotAllowed: it is another office's.
    """
    session, table = write.session, ContributionOutcome
    key = find_record(session, Contribution, ref) or 0
    columns = (Contribution.id, Contribution.office_id, Contribution.ref)
    row = session.execute(select(*columns).where(Contribution.id == key).with_for_update()).first()
    if row is None and key:  # it stands, but a clerk of another office may not change it
        raise NotAllowed(write.login, f"contribution:{ref}")
    if row is None:
        raise NotFound("contribution", ref)
    asked = select(table.kind, table.settled_on, table.words, table.document)
    found = session.execute(asked.where(table.contribution_id == key))
    return row, {kind: (on, words, document) for kind, on, words, document in found}


def _settle(write: Write, row: Any, kind: str, said: tuple[date, str, str]) -> None:
    settled_on, words, document = said
    refuse_closed(write.session, settled_on)
    outcome = rows.ContributionOutcome(
        id=write.ids(ContributionOutcome)[0],
        office_id=row.office_id,
        contribution_id=row.id,
        kind=kind,
        settled_on=settled_on,
        words=words,
        document=document,
        recorded_on=write.today,
    )
    write.add(Record(f"contribution.{kind}", f"contribution:{row.ref}", {ContributionOutcome: [outcome]}))
