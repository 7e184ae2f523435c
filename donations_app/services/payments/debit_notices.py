"""Notices of direct debits: planned with the run that they tell of, printed in the order of the post, and noted."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.circulars import parties_of
from donations_app.db.queries.collections import ToldRow, debits_made, notices_of
from donations_app.db.queries.deliveries import returned_mail
from donations_app.db.queries.settings import mail_account, office_of
from donations_app.db.queries.standing import keys_for
from donations_app.db.tables import DebitNotice, Party
from donations_app.domain.collecting import CollectionPlan
from donations_app.domain.debit_notices import Debtor, Notice, NoticePlan, plan_notices
from donations_app.domain.errors import ChangedMeanwhile
from donations_app.domain.letters import DEBIT_NOTICE
from donations_app.domain.parameters import value_on
from donations_app.formats.letters import shipped_letter
from donations_app.i18n import figures
from donations_app.services.books.legal import legal_parameters
from donations_app.services.deliveries.correspondents import correspondent
from donations_app.services.deliveries.letters import Sender
from donations_app.services.deliveries.notes import add_notes
from donations_app.services.deliveries.paper import Printed, Progress, look_at, print_letters
from donations_app.services.payments.collections import CollectionOrder, plan_in
from receipts.letter import LetterContent

_TITLE: Final = "Avis de prélèvement"
_KINDS: Final = {
    ("post", "sent"): "debit.notice_posted",
    ("email", "begun"): "debit.notice_mailing",
    ("email", "sent"): "debit.notice_mailed",
    ("email", "failed"): "debit.notice_failed",
}


class NoticeOrder(Struct, frozen=True, kw_only=True):
    """What is asked of a run of notices."""

    run: CollectionOrder  # whose debits are told
    by_post: bool = False  # on paper, to those who agreed to e-mail too
    again: bool = False  # also to who was told or is in doubt


def plan(books: Books, order: NoticeOrder) -> NoticePlan:
    """Return who would be told today of what, and who not and why.

    Raises:
        NotFound, InputRefused, AccountUndecided: as ``collections.plan``.
    """
    with books.read() as session:
        return planned(session, order, books)


def planned(session: Session, order: NoticeOrder, books: Books) -> NoticePlan:
    """Return the plan of a run in an open view or transaction.

    Raises:
        NotFound, InputRefused, AccountUndecided: as ``collections.plan``.
    """
    today = books.today
    found = plan_in(session, order.run, books.author.office, today)
    days = int(value_on(legal_parameters(session), "debit_notice_days", today).value)
    return plan_notices(
        _debtors(session, _told(session, found, order.run.refs, today), found.collected_on),
        has_mail=mail_account(session, today) is not None,
        by_post=order.by_post,
        again=order.again,
        is_late=(found.collected_on - today).days < days,
    )


def _told(session: Session, found: CollectionPlan, refs: Sequence[str] | None, today: date) -> list[ToldRow]:
    """Return what would be collected, and what a file that was made already collects on that day."""
    planned = [
        ToldRow(
            one.of.payer, one.of.ref, one.of.gift_id, one.of.due_on, one.of.amount, one.now.reference, one.now.iban,
            one.now.creditor_id,
        )
        for one in found.debits
    ]  # fmt: skip
    if found.collected_on <= today:
        return planned
    made = debits_made(session, found.collected_on, found.creditor.iban)
    return planned + [one for one in made if refs is None or one.gift in refs]


def _debtors(session: Session, debits: Sequence[ToldRow], collected_on: date) -> list[Debtor]:
    keys = keys_for(session, list({one.payer for one in debits}))
    parties = {row.id: row for row in parties_of(session, sorted(keys.values()))}
    returned, told = returned_mail(session), notices_of(session)
    found = []
    for one in debits:
        last = told.get((one.gift_id, one.due_on))
        found.append(
            Debtor(
                **correspondent(parties[keys[one.payer]], returned),
                gift=one.gift,
                gift_id=one.gift_id,
                due_on=one.due_on,
                collected_on=collected_on,
                amount=one.amount,
                mandate=one.mandate,
                iban=one.iban,
                creditor_id=one.creditor_id,
                is_in_doubt=last is not None and last.outcome == "begun",
                told_on=last.on if last is not None and last.outcome == "sent" else None,
            )
        )
    return found


class Letters:
    """The notices of a run: read once for a day.

    Raises:
        Incomplete: nobody may sign on that day.
    """

    def __init__(self, session: Session, order: NoticeOrder, books: Books) -> None:
        self._order, self._books = order, books
        self._sender = Sender(session, books.today)
        self._office_id = office_of(session, books.author.office)

    def content(self, one: Notice) -> LetterContent:
        """Return a letter in the language of the donor."""
        to = one.to
        letter = shipped_letter(to.language, DEBIT_NOTICE)
        facts = self._sender.signed_facts(to.called or to.addressee) | {
            "amount": f"{figures(to.amount)}\u00a0€",
            "day": f"{to.collected_on:%d/%m/%Y}",
            "ref": to.mandate,
            "account": to.iban[-4:],
            "creditor": to.creditor_id,
        }
        addressee = (to.addressee, *to.address.printed())
        return self._sender.content(letter, facts, addressee, office_id=self._office_id)

    def see_again(self, write: Write, letters: Sequence[Notice]) -> None:
        """See to it that notices stand as planned; of two who write them, the second sees what the first noted.

        Raises:
            ChangedMeanwhile: a debit is another one, or somebody was told meanwhile.
        """
        keys = sorted(keys_for(write.session, list({one.to.ref for one in letters})).values())
        locked = select(Party.id).where(Party.id.in_(keys)).order_by(Party.id)
        write.session.execute(locked.with_for_update())
        stand = set(planned(write.session, self._order, self._books).letters)
        for one in letters:
            if one not in stand:
                raise ChangedMeanwhile("debit_notice", f"recurring_gift:{one.to.gift}")

    def note(self, write: Write, letters: Sequence[Notice], *, outcome: str, answer: str = "") -> list[int]:
        """Note notices as sent, begun or failed; return their primary keys in the same order."""
        noted = [
            rows.DebitNotice(
                id=row_id,
                office_id=write.office_id,
                gift_id=one.to.gift_id,
                due_on=one.to.due_on,
                collected_on=one.to.collected_on,
                amount=one.to.amount,
                channel=one.way,
                address=one.to.email if one.way == "email" else "",
                at=write.now,
                on=write.today,
                outcome=outcome,
                answer=answer,
            )
            for row_id, one in zip(write.ids(DebitNotice, len(letters)), letters, strict=True)
        ]
        return add_notes(
            write, DebitNotice, _KINDS, [f"recurring_gift:{one.to.gift}" for one in letters], noted
        )


def looked_at(books: Books, order: NoticeOrder) -> tuple[NoticePlan, bytes]:
    """Return a plan and all its letters as one file to look at; nothing is noted.

    Raises:
        NotFound, InputRefused, AccountUndecided: as ``plan``.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written.
    """
    return look_at(
        books,
        _TITLE,
        plan=partial(planned, order=order, books=books),
        letters=partial(Letters, order=order, books=books),
        shown=lambda found: found.letters,
    )


def print_notices(
    books: Books,
    out: Path | None,
    order: NoticeOrder,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> Printed[NoticePlan]:
    """Write one file to print with the notices that go by post, and note them: as ``paper.print_letters`` does.

    Raises:
        NotFound, InputRefused, AccountUndecided: as ``plan``.
        Incomplete: nobody may sign today; nothing is noted.
    """
    return print_letters(
        books,
        out,
        _TITLE,
        plan=partial(planned, order=order, books=books),
        letters=partial(Letters, order=order, books=books),
        force=force,
        progress=progress,
    )
