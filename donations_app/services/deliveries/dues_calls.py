"""Calls for dues and reminders: who gets which, the letters to print in the order of the post, and their notes.

Nothing is written before a plan was made, and the plan is made again in the transaction that notes: whoever
paid, left or was written to meanwhile gets no letter.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.deliveries import returned_mail
from donations_app.db.queries.dues import Member, day_of, members
from donations_app.db.queries.settings import accounts, mail_account
from donations_app.db.queries.standing import keys_for
from donations_app.db.tables import DuesCall, Membership, Party
from donations_app.domain.dues import is_late
from donations_app.domain.dues_calls import CallPlan, Debtor, Step, ToWrite, plan_calls
from donations_app.domain.errors import ChangedMeanwhile
from donations_app.domain.letters import DUES
from donations_app.domain.membership_errors import NotMemberIn
from donations_app.services.deliveries.correspondents import correspondent
from donations_app.services.deliveries.letters import DuesFacts, Sender, letter_in_force
from donations_app.services.deliveries.notes import add_notes
from donations_app.services.deliveries.paper import Printed, Progress, look_at, print_letters
from receipts.letter import LetterContent

_TITLE: Final = "Appels et relances de cotisation"
_KINDS: Final = {
    ("post", "sent"): "dues.call_posted",
    ("email", "begun"): "dues.call_mailing",
    ("email", "sent"): "dues.call_mailed",
    ("email", "failed"): "dues.call_failed",
}


class CallOrder(Struct, frozen=True, kw_only=True):
    """What is asked of a run."""

    year: int  # of the dues; the years before it that lack something are asked for with it
    step: Step | None = None  # ``None``: for each member the one that comes next
    by_post: bool = False  # on paper, to those who agreed to e-mail too
    again: bool = False  # also to who was written to lately, was reminded twice or is in doubt
    refs: tuple[str, ...] | None = None  # only these members; ``None``: all


def plan(books: Books, order: CallOrder) -> CallPlan:
    """Return what a run would write today, and whom it leaves out and why.

    Raises:
        NotFound, NotMemberIn: one of those asked for is not there, or was no member in that year.
    """
    with books.read() as session:
        return planned(session, order, books.today)


def planned(session: Session, order: CallOrder, today: date) -> CallPlan:
    """Return the plan of a run in an open view or transaction.

    Raises:
        NotFound, NotMemberIn: one of those asked for is not there, or was no member in that year.
    """
    return plan_calls(
        _debtors(session, order, today),
        today=today,
        has_mail=mail_account(session, today) is not None,
        step=order.step,
        by_post=order.by_post,
        again=order.again,
    )


def _debtors(session: Session, order: CallOrder, today: date) -> list[Debtor]:
    """Return the members of a year as they stand today, by name."""
    day = day_of(order.year, today)
    of_year = _asked(session, order, day, today)
    now = of_year if day >= today else _asked(session, order, today, today)
    standing = {one.membership_id: one for one in now}
    found = select(Party.__table__, Party.ref).where(Party.id.in_([one.id for one in of_year]))
    parties = {row.id: row for row in session.execute(found)}
    keys = [one.membership_id for one in of_year]
    held = session.execute(select(Membership.id, Membership.office_id).where(Membership.id.in_(keys)))
    offices: dict[int, int] = {row.id: row.office_id for row in held}
    returned = returned_mail(session)
    return [
        _debtor(
            one,
            standing.get(one.membership_id),
            correspondent(parties[one.id], returned),
            offices[one.membership_id],
        )
        for one in of_year
    ]


def _asked(session: Session, order: CallOrder, day: date, today: date) -> list[Member]:
    """Return the members that are asked for, as they stand on a day."""
    refs = order.refs
    if refs is None:
        return members(session, day=day, today=today, running=False)
    ids = keys_for(session, refs)
    only = refs[0] if len(refs) == 1 else ""
    found = members(session, day=day, today=today, running=False, ref=only)
    found = [one for one in found if one.id in ids.values()]
    if day == day_of(order.year, today):
        known = {one.id for one in found}
        for ref in refs:
            if ids[ref] not in known:
                raise NotMemberIn(ref, order.year)
    return found


def _debtor(member: Member, now: Member | None, known: dict[str, Any], office_id: int) -> Debtor:
    """Return a member of a year as one writes to him now; who is no member any more has left."""
    standing = "left" if now is None or now.standing == "left" else member.standing
    if now is not None and now.pause:
        standing = now.pause.standing
    return Debtor(
        **known | {"name": member.name},
        membership_id=member.membership_id,
        office_id=office_id,
        standing=standing,
        year=member.dues.year,
        years=tuple(one.year for one in member.open_years),
        amount=member.missing,
        is_late=is_late(member.open_years),
        calls=member.calls,
    )


class Letters:
    """The letters of a run: read once for a day.

    Raises:
        Incomplete: nobody may sign on that day.
    """

    def __init__(self, session: Session, order: CallOrder, today: date) -> None:
        self._order, self._sender = order, Sender(session, today)
        self._accounts = accounts(session)
        self._letters = {
            (step, language): letter_in_force(session, language, today, occasion)
            for step, occasion in DUES.items()
            for language in ("fr", "en", "ar")
        }

    def content(self, one: ToWrite) -> LetterContent:
        """Return a letter in the language of the member; French where there is none in his."""
        debtor = one.debtor
        letter = self._letters.get((one.step, debtor.language)) or self._letters[one.step, "fr"]
        last = debtor.last
        facts = DuesFacts(
            debtor.addressee,
            debtor.ref,
            debtor.years,
            debtor.amount,
            last.on if last and last.year == debtor.year else None,
            debtor.called,
        )
        to = debtor.address.printed()
        return self._sender.dues_content(letter, facts, self._accounts, to, office_id=debtor.office_id)

    def see_again(self, write: Write, letters: Sequence[ToWrite]) -> None:
        """See to it that letters stand as planned, or raise ``ChangedMeanwhile``."""
        see_again(write, self._order, letters)

    def note(self, write: Write, letters: Sequence[ToWrite], *, outcome: str, answer: str = "") -> list[int]:
        """Note letters as sent, begun or failed; return their primary keys in the same order."""
        noted = [
            rows.DuesCall(
                id=row_id,
                office_id=one.debtor.office_id,
                membership_id=one.debtor.membership_id,
                year=one.debtor.year,
                step=one.step,
                channel=one.way,
                address=one.debtor.email if one.way == "email" else "",
                amount=one.debtor.amount,
                at=write.now,
                on=write.today,
                outcome=outcome,
                answer=answer,
            )
            for row_id, one in zip(write.ids(DuesCall, len(letters)), letters, strict=True)
        ]
        return add_notes(write, DuesCall, _KINDS, [f"party:{one.debtor.ref}" for one in letters], noted)


PrintedCalls = Printed[CallPlan]


def looked_at(books: Books, order: CallOrder) -> tuple[CallPlan, bytes]:
    """Return a plan and all its letters as one file to look at, those that go by e-mail too; nothing is noted.

    Raises:
        NotFound, NotMemberIn: one of those asked for is not there, or was no member in that year.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written.
    """
    return look_at(
        books,
        _TITLE,
        plan=partial(planned, order=order, today=books.today),
        letters=partial(Letters, order=order, today=books.today),
        shown=lambda found: found.letters,
    )


def print_calls(
    books: Books, out: Path | None, order: CallOrder, *, force: bool = False, progress: Progress | None = None
) -> PrintedCalls:
    """Write one file to print with the letters that go by post, and note them: as ``paper.print_letters`` does.

    Raises:
        NotFound, NotMemberIn: one of those asked for is not there, or was no member in that year.
        Incomplete: nobody may sign today; nothing is noted.
    """
    return print_letters(
        books,
        out,
        _TITLE,
        plan=partial(planned, order=order, today=books.today),
        letters=partial(Letters, order=order, today=books.today),
        force=force,
        progress=progress,
    )


def see_again(write: Write, order: CallOrder, letters: Sequence[ToWrite]) -> None:
    """See to it that letters stand as they were planned; of two who write them, the second sees what the first noted.

    Args:
        write: that will note them.
        order: by which they were planned.
        letters: all of the plan that go one way.

    Raises:
        ChangedMeanwhile: a member paid, moved, left, or was written to.
    """
    keys = [one.debtor.membership_id for one in letters]
    locked = select(Membership.id).where(Membership.id.in_(keys)).order_by(Membership.id)
    write.session.execute(locked.with_for_update())
    stand = set(planned(write.session, order, write.today).letters)
    for one in letters:
        if one not in stand:
            raise ChangedMeanwhile("dues_call", f"party:{one.debtor.ref}")
