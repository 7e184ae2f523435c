"""Calls for dues and reminders: who gets which, the letters to print in the order of the post, and their notes.

Nothing is written before a plan was made, and the plan is made again in the transaction that notes: whoever
paid, left or was written to meanwhile gets no letter.
"""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
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
from donations_app.db.records import Record
from donations_app.db.tables import DuesCall, Membership, Party
from donations_app.domain.deaths import addressee, is_deceased
from donations_app.domain.dues import is_late
from donations_app.domain.dues_calls import CallPlan, Debtor, Step, ToWrite, plan_calls
from donations_app.domain.emails import mailbox
from donations_app.domain.errors import ChangedMeanwhile
from donations_app.domain.letters import DUES
from donations_app.domain.membership_errors import NotMemberIn
from donations_app.domain.parties import display_name
from donations_app.name_words import said_name
from donations_app.services.books.beneficiary import address_of
from donations_app.services.deliveries.letters import DuesFacts, Sender, letter_in_force
from donations_app.services.deliveries.paper import Printed, Progress, bind, print_letters
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
            parties[one.id],
            offices[one.membership_id],
            is_returned=bool(parties[one.id].email) and mailbox(parties[one.id].email) in returned,
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


def _debtor(member: Member, now: Member | None, party: Any, office_id: int, *, is_returned: bool) -> Debtor:
    """Return a member of a year as one writes to him now; who is no member any more has left."""
    standing = "left" if now is None or now.standing == "left" else member.standing
    if now is not None and now.pause:
        standing = now.pause.standing
    return Debtor(
        membership_id=member.membership_id,
        office_id=office_id,
        ref=member.ref,
        name=member.name,
        addressee=addressee(party, display_name(party)),
        called=addressee(party, said_name(party, party.language)),
        sorted_as=f"{party.last_name} {party.first_name}".strip() or party.organisation,
        address=address_of((party.address, party.address2), party.postcode, party.city, party.country),
        language=party.language,
        email=party.email,
        consents_to_email=party.consent_email,
        consents_to_post=party.consent_post,
        is_email_returned=is_returned,
        is_deceased=is_deceased(party),
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

    def __init__(self, session: Session, today: date) -> None:
        self._sender = Sender(session, today)
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


PrintedCalls = Printed[CallPlan]


def looked_at(books: Books, order: CallOrder) -> tuple[CallPlan, bytes]:
    """Return a plan and all its letters as one file to look at, those that go by e-mail too; nothing is noted.

    Raises:
        NotFound, NotMemberIn: one of those asked for is not there, or was no member in that year.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written.
    """
    out = BytesIO()
    with books.read() as session:
        found = planned(session, order, books.today)
        if found.letters:
            written = Letters(session, books.today)
            bind(out, _TITLE, map(written.content, found.letters), total=len(found.letters))
    return found, out.getvalue()


def print_calls(
    books: Books, out: Path | None, order: CallOrder, *, force: bool = False, progress: Progress | None = None
) -> PrintedCalls:
    """Write one file to print with the letters that go by post, in its order, and note them once it is whole.

    Args:
        books: where to read and to note.
        out: the file; ``None`` does everything but keep one.
        order: what is asked for.
        force: replace a file that stands there.
        progress: told how many of how many are done; it may raise ``Cancelled``: no file, nothing noted.

    Raises:
        ReadOnly: the books were opened for reading only.
        NotFound, NotMemberIn: one of those asked for is not there, or was no member in that year.
        FileExists, FileUnwritable: the file cannot be written there; nothing is noted.
        ChangedMeanwhile: somebody paid, left or was written to while the letters were printed; nothing is
            noted, and there is no file.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written; nothing is noted.
    """

    def asked(session: Session) -> tuple[CallPlan, Sequence[ToWrite]]:
        found = planned(session, order, books.today)
        return found, found.by("post")

    def noted(write: Write, _letters: Letters, letters: Sequence[ToWrite]) -> None:
        see_again(write, order, letters)
        note(write, letters, outcome="sent")

    return print_letters(
        books,
        out,
        _TITLE,
        plan=asked,
        letters=lambda session: Letters(session, books.today),
        note=noted,
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
    stands = {one.debtor.ref: one for one in planned(write.session, order, write.today).letters}
    for one in letters:
        if stands.get(one.debtor.ref) != one:
            raise ChangedMeanwhile("dues_call", f"party:{one.debtor.ref}")


def note(write: Write, letters: Sequence[ToWrite], *, outcome: str, answer: str = "") -> list[int]:
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
    write.add(
        *(
            Record(_KINDS[one.way, outcome], f"party:{one.debtor.ref}", {DuesCall: [row]})
            for one, row in zip(letters, noted, strict=True)
        )
    )
    return [row["id"] for row in noted]
