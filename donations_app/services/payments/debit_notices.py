"""Notices of direct debits: planned with the run that they tell of, printed in the order of the post, and noted."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.circulars import parties_of
from donations_app.db.queries.collections import notices_of
from donations_app.db.queries.deliveries import returned_mail
from donations_app.db.queries.settings import mail_account, office_of
from donations_app.db.queries.standing import keys_for
from donations_app.db.records import Record
from donations_app.db.tables import DebitNotice, Party
from donations_app.domain.collecting import Debit
from donations_app.domain.correspondents import Correspondent
from donations_app.domain.debit_notices import Debtor, Notice, NoticePlan, plan_notices
from donations_app.domain.emails import mailbox
from donations_app.domain.errors import ChangedMeanwhile
from donations_app.domain.letters import DEBIT_NOTICE
from donations_app.domain.parameters import value_on
from donations_app.formats.letters import shipped_letter
from donations_app.i18n import figures
from donations_app.services.books.legal import legal_parameters
from donations_app.services.deliveries.circulars import who
from donations_app.services.deliveries.letters import Sender
from donations_app.services.deliveries.paper import Printed, Progress, bind, print_letters
from donations_app.services.payments.collections import CollectionOrder, plan_in
from receipts.letter import LetterContent

_TITLE: Final = "Avis de prélèvement"
_OF_READER: Final = frozenset(Correspondent.__struct_fields__)
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
        _debtors(session, found.debits, found.collected_on),
        has_mail=mail_account(session, today) is not None,
        by_post=order.by_post,
        again=order.again,
        is_late=(found.collected_on - today).days < days,
    )


def _debtors(session: Session, debits: Sequence[Debit], collected_on: Any) -> list[Debtor]:
    keys = keys_for(session, list({one.of.payer for one in debits}))
    parties = {row.id: row for row in parties_of(session, sorted(keys.values()))}
    returned, told = returned_mail(session), notices_of(session)
    found = []
    for one in debits:
        row = parties[keys[one.of.payer]]
        last = told.get((one.of.gift_id, one.of.due_on))
        reader = {name: value for name, value in who(row).items() if name in _OF_READER}
        found.append(
            Debtor(
                **reader,
                is_email_returned=bool(row.email) and mailbox(row.email) in returned,
                gift=one.of.ref,
                gift_id=one.of.gift_id,
                due_on=one.of.due_on,
                collected_on=collected_on,
                amount=one.of.amount,
                mandate=one.now.reference,
                iban=one.now.iban,
                creditor_id=one.now.creditor_id,
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

    def __init__(self, session: Session, books: Books) -> None:
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


def looked_at(books: Books, order: NoticeOrder) -> tuple[NoticePlan, bytes]:
    """Return a plan and all its letters as one file to look at; nothing is noted.

    Raises:
        NotFound, InputRefused, AccountUndecided: as ``plan``.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written.
    """
    out = BytesIO()
    with books.read() as session:
        found = planned(session, order, books)
        if found.letters:
            written = Letters(session, books)
            bind(out, _TITLE, map(written.content, found.letters), total=len(found.letters))
    return found, out.getvalue()


def print_notices(
    books: Books,
    out: Path | None,
    order: NoticeOrder,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> Printed[NoticePlan]:
    """Write one file to print with the notices that go by post, and note them once it is whole.

    Args:
        books: where to read and to note.
        out: the file; ``None`` does everything but keep one.
        order: what is asked for.
        force: replace a file that stands there.
        progress: told how many of how many are done; it may raise ``Cancelled``: no file, nothing noted.

    Raises:
        ReadOnly: the books were opened for reading only.
        NotFound, InputRefused, AccountUndecided: as ``plan``.
        FileExists, FileUnwritable: the file cannot be written there; nothing is noted.
        ChangedMeanwhile: a debit is no longer what was printed; nothing is noted, and there is no file.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written; nothing is noted.
    """

    def asked(session: Session) -> tuple[NoticePlan, Sequence[Notice]]:
        found = planned(session, order, books)
        return found, found.by("post")

    def noted(write: Write, _letters: Letters, letters: Sequence[Notice]) -> None:
        see_again(write, books, order, letters)
        note(write, letters, outcome="sent")

    return print_letters(
        books,
        out,
        _TITLE,
        plan=asked,
        letters=lambda session: Letters(session, books),
        note=noted,
        force=force,
        progress=progress,
    )


def see_again(write: Write, books: Books, order: NoticeOrder, letters: Sequence[Notice]) -> None:
    """See to it that notices stand as they were planned; of two who write them, the second sees what the first noted.

    Raises:
        ChangedMeanwhile: a debit is another one, or somebody was told meanwhile.
    """
    keys = sorted(keys_for(write.session, list({one.to.ref for one in letters})).values())
    locked = select(Party.id).where(Party.id.in_(keys)).order_by(Party.id)
    write.session.execute(locked.with_for_update())
    stands = {(one.to.gift_id, one.to.due_on): one for one in planned(write.session, order, books).letters}
    for one in letters:
        if stands.get((one.to.gift_id, one.to.due_on)) != one:
            raise ChangedMeanwhile("debit_notice", f"recurring_gift:{one.to.gift}")


def note(write: Write, letters: Sequence[Notice], *, outcome: str, answer: str = "") -> list[int]:
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
    pairs = zip(letters, noted, strict=True)
    write.add(
        *(
            Record(_KINDS[one.way, outcome], f"recurring_gift:{one.to.gift}", {DebitNotice: [row]})
            for one, row in pairs
        )
    )
    return [row["id"] for row in noted]
