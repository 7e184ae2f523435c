"""What was spent on projects: recorded, and put right by an entry of the opposite sign."""

from datetime import date
from typing import cast
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.queries.closings import open_from, refuse_closed
from donations_app.db.queries.earmarked import earmarked_left, spending_key
from donations_app.db.queries.references import own_ref
from donations_app.db.records import Record
from donations_app.db.tables import Project, Spending
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import ZERO
from donations_app.domain.spending import SpendingDraft
from donations_app.domain.typed import clean_reason
from donations_app.i18n import figures, money
from donations_app.services.funding.standing import association_named, project_named, written_before


def record_spending(books: Books, draft: SpendingDraft) -> str:
    """Record what was spent on a project. The same key again is the same spending.

    Args:
        books: where to save.
        draft: what was spent, and what of it from earmarked money.

    Returns:
        Its reference.

    Raises:
        NotFound: there is no such project.
        InputRefused: the draft has problems, the association does not carry the project, or more is taken from
            earmarked money than donors gave by that day, or than is left today.
        KeyReused: the key stands for another spending.
        YearClosed: the day lies in a closed year.
    """
    with books.write() as write:
        if problems := draft.problems(write.today):
            raise InputRefused(problems)
        project_id, office_id = project_named(write.session, draft.project)
        row = rows.Spending(
            id=write.ids(Spending)[0],
            office_id=office_id,
            key=draft.key,
            project_id=project_id,
            association_id=association_named(write.session, draft.project, draft.association),
            spent_on=draft.spent_on,
            amount=draft.amount,
            earmarked=draft.earmarked,
            origin=draft.origin,
            reference=draft.reference,
            description=draft.description,
            recorded_on=write.today,
        )
        if ref := written_before(write, Spending, row, noun="spending"):
            return ref
        refuse_closed(write.session, draft.spent_on)
        if draft.earmarked:
            _refuse_beyond(write.session, project_id, draft)
        ref = write.reference(Spending, row["id"])
        write.add(Record("spending.recorded", f"spending:{ref}", {Spending: [row]}))
        return ref


def _refuse_beyond(session: Session, project_id: int, draft: SpendingDraft) -> None:
    """Refuse to use more than donors earmarked.

    Raises:
        InputRefused: less is left, on the day or in all.
    """
    session.execute(select(Project.id).where(Project.id == project_id).with_for_update())
    left = min(earmarked_left(session, project_id, on) for on in (draft.spent_on, None))
    if draft.earmarked > left:
        told = {"left": money(max(left, ZERO)), "project": draft.project}
        raise InputRefused([Problem("earmarked", "earmarked_beyond", figures(draft.earmarked), told)])


def correct_spending(books: Books, ref: str, *, reason: str, on: date | None = None) -> str:
    """Put a spending right by one of the opposite sign, for a reason; done again it is the same.

    Args:
        books: where to save.
        ref: of the spending that was wrong.
        reason: in words, compulsory; it stands as the description.
        on: the day from which on it does not count; ``None``: its own, as if it had never been, or the first day
            that is open, where its year is closed.

    Returns:
        The reference of the entry that puts it right.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no such spending.
        InputRefused: it puts another one right itself, or the day lies before it or in the future.
        KeyReused: it was put right before, with another day or reason.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        key = spending_key(write.session, ref)
        wrong = cast("rows.Spending", write.row(Spending, key))
        day = on or max(wrong["spent_on"], open_from(write.session))
        refuse_closed(write.session, day)
        if wrong["amount"] < ZERO:
            raise InputRefused([Problem("ref", "spending_puts_right", ref)])
        if day < wrong["spent_on"]:
            raise InputRefused([Problem("on", "spending_later", wrong["spent_on"].isoformat())])
        if day > write.today:
            raise InputRefused([Problem("on", "day_in_future", day.isoformat())])
        right: rows.Spending = {
            **wrong,
            "id": write.ids(Spending)[0],
            "key": uuid5(wrong["key"], "put right"),
            "spent_on": day,
            "amount": -wrong["amount"],
            "earmarked": -wrong["earmarked"],
            "description": reason,
            "recorded_on": write.today,
        }
        if known := written_before(write, Spending, right, noun="spending"):
            return known
        name = own_ref(write.session, Spending, key)
        write.add(Record("spending.put_right", f"spending:{name}", {Spending: [right]}))
        return write.reference(Spending, right["id"])
