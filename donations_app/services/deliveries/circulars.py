"""Circulars: who of a list gets one letter and who does not, the letters to print, labels, and their notes.

As with calls for dues nothing is written before a plan was made, and the plan is made again in the transaction that
notes: whoever died, moved, changed his mind or was written to meanwhile gets no letter.
"""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.circulars import copies_of, erased, other_text, parties_of
from donations_app.db.queries.deliveries import returned_mail
from donations_app.db.queries.dues import members
from donations_app.db.queries.payment_list import chunks
from donations_app.db.queries.people_list import people_rows
from donations_app.db.queries.settings import mail_account, office_of
from donations_app.db.records import Record
from donations_app.db.tables import Circular, Party
from donations_app.domain.circulars import (
    CircularDraft,
    CircularPlan,
    CircularReworded,
    Copy,
    Reader,
    plan_circular,
)
from donations_app.domain.deaths import addressee, is_deceased, survivor
from donations_app.domain.emails import mailbox
from donations_app.domain.errors import ChangedMeanwhile, InputRefused
from donations_app.domain.letters import LetterDraft, filled, with_what_is_known, without_empty
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name
from donations_app.domain.people_filter import of_year
from donations_app.domain.typed import clean_text
from donations_app.formats.writing import placed, write_table
from donations_app.i18n import _, figures, without_marks
from donations_app.name_words import said_name
from donations_app.services.books.beneficiary import address_of
from donations_app.services.deliveries.letters import Sender, listed
from donations_app.services.deliveries.mailing import plain
from donations_app.services.deliveries.paper import Printed, Progress, bind, print_letters
from receipts.letter import LetterContent

_KINDS: Final = {
    ("post", "sent"): "circular.posted",
    ("email", "begun"): "circular.mailing",
    ("email", "sent"): "circular.mailed",
    ("email", "failed"): "circular.failed",
}
NO_TEXT: Final = CircularDraft("", ())  # labels alone are asked for


class CircularOrder(Struct, frozen=True, kw_only=True):
    """What is asked of a run."""

    draft: CircularDraft
    keys: tuple[int, ...]  # of the people of the list, in its order
    year: int  # of what the letter may say was given
    by_post: bool = False  # on paper, to those who agreed to e-mail too
    again: bool = False  # also to who had it or is in doubt
    reworded: bool = False  # another text under the same name is the same letter


def plan(books: Books, order: CircularOrder) -> CircularPlan:
    """Return what a run would write today, and whom it leaves out and why.

    Raises:
        InputRefused: the circular cannot be written as it is.
        CircularReworded: another text went out under its name.
    """
    with books.read() as session:
        return planned(session, order, books.today)


def planned(session: Session, order: CircularOrder, today: date) -> CircularPlan:
    """Return the plan of a run in an open view or transaction.

    Raises:
        InputRefused: the circular cannot be written as it is.
        CircularReworded: another text went out under its name.
    """
    if problems := order.draft.problems():
        raise InputRefused(problems)
    draft = order.draft.tidied()
    gone = None if order.reworded or order.again else other_text(session, draft.name, draft.digest)
    if gone:
        raise CircularReworded(draft.name, gone.on, gone.people)
    return plan_circular(
        _readers(session, replace(order, draft=draft), today),
        draft,
        has_mail=mail_account(session, today) is not None,
        by_post=order.by_post,
        again=order.again,
    )


def _readers(session: Session, order: CircularOrder, today: date) -> list[Reader]:
    """Return the people of a list with what the letter says of them, in its order."""
    draft, keys = order.draft, order.keys
    written = copies_of(session, draft.name, keys) if draft.name else {}
    given: dict[int, Money] = {}
    if draft.names("given"):
        given = {row.id: row.given for row in people_rows(session, keys, of_year(order.year)) if row}
    owed = _owed(session, keys, today) if draft.names("owed") else {}
    gone, returned = erased(session, keys), returned_mail(session)
    return [
        Reader(
            **who(row),
            is_email_returned=bool(row.email) and mailbox(row.email) in returned,
            given=given.get(row.id, ZERO),
            owed=owed.get(row.id, ZERO),
            is_erased=row.id in gone,
            written=written.get(row.id, ()),
        )
        for row in parties_of(session, keys)
    ]


def _owed(session: Session, keys: Sequence[int], today: date) -> dict[int, Money]:
    """Return what members lack of their dues, by who they are; of one alone, nobody else's is looked up."""
    ref = next((row.ref for row in parties_of(session, keys)), "") if len(keys) == 1 else ""
    return {one.id: one.missing for one in members(session, day=today, today=today, ref=ref)}


def who(row: Any) -> dict[str, Any]:
    """Return what a row of a party says of a reader."""
    alone = survivor(row)
    names = {
        "title": "" if alone else row.title,
        "first_names": tuple(filter(None, (row.first_name, row.second_first_name))),
        "last_names": tuple(dict.fromkeys(filter(None, (row.last_name, row.second_last_name))))
        or (row.organisation,),
    }
    if alone:
        names |= {"first_names": (alone[1],), "last_names": (alone[0],)}
    return {
        "party_id": row.id,
        "ref": row.ref,
        "name": display_name(row),
        "addressee": addressee(row, display_name(row)),
        "called": addressee(row, said_name(row, row.language)),
        "sorted_as": f"{row.last_name} {row.first_name}".strip() or row.organisation,
        "address": address_of((row.address, row.address2), row.postcode, row.city, row.country),
        "language": row.language,
        "email": row.email,
        "consents_to_email": row.consent_email,
        "consents_to_post": row.consent_post,
        "is_deceased": is_deceased(row),
        **names,
    }


class Letters:
    """The letters of a run: read once for a day.

    Args:
        session: where to read.
        order: what is asked for.
        today: the day.
        office: code of the office that writes.

    Raises:
        Incomplete: nobody may sign on that day.
    """

    def __init__(self, session: Session, order: CircularOrder, today: date, office: str) -> None:
        self._office_id = office_of(session, office)
        self._sender, self._year, self._today = Sender(session, today), order.year, today
        self._draft = order.draft.tidied()

    def content(self, one: Copy) -> LetterContent:
        """Return a letter as it is printed."""
        text, facts = self._draft.text_for(one.language), self._facts(one)
        body = with_what_is_known(without_empty(text.body, facts), facts)
        known = LetterDraft(text.language, without_empty(text.subject, facts), body, text.occasion)
        to = one.to
        addressee = (to.addressee, *to.address.printed())
        return self._sender.content(known, facts, addressee, office_id=self._office_id)

    def subject(self, one: Copy) -> str:
        """Return the subject of a letter, as a note keeps it."""
        text, facts = self._draft.text_for(one.language), self._facts(one)
        return plain(filled(without_empty(text.subject, facts), facts, one.language))

    def _facts(self, one: Copy) -> dict[str, str]:
        to, signed = one.to, self._sender.signed_facts(one.to.called or one.to.addressee)
        texts = {
            "title": to.title,
            "first_name": listed(to.first_names, one.language) if to.first_names else "",
            "last_name": listed(to.last_names, one.language),
            "ref": to.ref,
            "city": to.address.city,
            "year": str(self._year),
            "day": f"{self._today:%d/%m/%Y}",
        }
        facts = {
            "name": signed.pop("donor"),
            **signed,
            **{hole: clean_text(text) for hole, text in texts.items()},
        }
        sums = {"given": to.given, "owed": to.owed}
        return facts | {hole: f"{figures(amount)}\u00a0€" for hole, amount in sums.items() if amount}


PrintedCircular = Printed[CircularPlan]


def looked_at(books: Books, order: CircularOrder) -> tuple[CircularPlan, bytes]:
    """Return a plan and the first letter in each language that is written, as one file to look at; nothing is noted.

    Raises:
        InputRefused, CircularReworded: as ``plan``.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written.
    """
    out = BytesIO()
    with books.read() as session:
        found = planned(session, order, books.today)
        first = {one.language: one for one in reversed(found.letters)}
        shown = [one for one in found.letters if first[one.language] is one]
        if shown:
            written = Letters(session, order, books.today, books.author.office)
            bind(out, order.draft.name, map(written.content, shown), total=len(shown))
    return found, out.getvalue()


def print_circular(
    books: Books,
    out: Path | None,
    order: CircularOrder,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> PrintedCircular:
    """Write one file to print with the letters that go by post, in its order, and note them once it is whole.

    Args:
        books: where to read and to note.
        out: the file; ``None`` does everything but keep one.
        order: what is asked for.
        force: replace a file that stands there.
        progress: told how many of how many are done; it may raise ``Cancelled``: no file, nothing noted.

    Raises:
        ReadOnly: the books were opened for reading only.
        InputRefused, CircularReworded: as ``plan``.
        FileExists, FileUnwritable: the file cannot be written there; nothing is noted.
        ChangedMeanwhile: a letter is no longer what was printed; nothing is noted, and there is no file.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written; nothing is noted.
    """

    def asked(session: Session) -> tuple[CircularPlan, Sequence[Copy]]:
        found = planned(session, order, books.today)
        return found, found.by("post")

    def noted(write: Write, letters: Letters, copies: Sequence[Copy]) -> None:
        see_again(write, order, copies)
        note(write, order, [(one, letters.subject(one)) for one in copies], outcome="sent")

    return print_letters(
        books,
        out,
        order.draft.name,
        plan=asked,
        letters=lambda session: Letters(session, order, books.today, books.author.office),
        note=noted,
        force=force,
        progress=progress,
    )


def see_again(write: Write, order: CircularOrder, copies: Sequence[Copy]) -> None:
    """See to it that letters stand as they were planned; of two who write them, the second sees what the first noted.

    Raises:
        ChangedMeanwhile: somebody died, moved, gave, changed his mind, or was written to.
    """
    keys = tuple(one.to.party_id for one in copies)
    for some in chunks(sorted(keys)):
        locked = select(Party.id).where(Party.id.in_(some)).order_by(Party.id)
        write.session.execute(locked.with_for_update())
    again = replace(order, keys=keys)
    stands = {one.to.party_id: one for one in planned(write.session, again, write.today).letters}
    for one in copies:
        if stands.get(one.to.party_id) != one:
            raise ChangedMeanwhile("circular", f"party:{one.to.ref}")


def note(
    write: Write, order: CircularOrder, copies: Sequence[tuple[Copy, str]], *, outcome: str, answer: str = ""
) -> list[int]:
    """Note letters, each with its subject, as sent, begun or failed; return their primary keys in the same order."""
    draft = order.draft.tidied()
    noted = [
        rows.Circular(
            id=row_id,
            office_id=write.office_id,
            party_id=one.to.party_id,
            name=draft.name,
            digest=draft.digest,
            subject=subject,
            language=one.language,
            channel=one.way,
            address=one.to.email if one.way == "email" else "",
            at=write.now,
            on=write.today,
            outcome=outcome,
            answer=answer,
        )
        for row_id, (one, subject) in zip(write.ids(Circular, len(copies)), copies, strict=True)
    ]
    write.add(
        *(
            Record(_KINDS[one.way, outcome], f"party:{one.to.ref}", {Circular: [row]})
            for (one, _subject), row in zip(copies, noted, strict=True)
        )
    )
    return [row["id"] for row in noted]


def write_labels(
    books: Books, out: Path | None, order: CircularOrder, *, form: str, force: bool = False
) -> int:
    """Write labels for envelopes as a table, in the order of the post, and return how many.

    Of a circular they are those of the letters that go by post, and of those that went today: the paper may be
    printed first. Without a text they are those of all to whom one may write by post. Nothing is noted.

    Args:
        books: where to read.
        out: the table; ``None`` keeps none.
        order: what is asked for; its draft may be ``NO_TEXT``.
        form: of ``TABLES``.
        force: replace a table that stands there.

    Raises:
        InputRefused, CircularReworded: as ``plan``.
        FileExists, FileUnwritable: the table cannot be written there.
    """
    today = books.today
    with books.read() as session:
        found = _planned_labels(session, order, today)
    to = to_label(found, today)
    if out:
        with placed(out, force=force) as file:
            write_table(file, form, _("Labels"), _headings(), map(_label, to))
    return len(to)


def to_label(found: CircularPlan, today: date) -> list[Reader]:
    """Return whose envelopes want a label, in the order of the post: what goes by it, and what went today."""
    to = [one.to for one in found.by("post")]
    to += [one.to for one in found.left_out if _went_today(one.to, one.reason, today)]
    return sorted(to, key=lambda one: one.postal_order)


def _planned_labels(session: Session, order: CircularOrder, today: date) -> CircularPlan:
    if order.draft != NO_TEXT:
        return planned(session, order, today)
    return plan_circular(_readers(session, order, today), NO_TEXT, has_mail=False)


def _went_today(reader: Reader, reason: str, today: date) -> bool:
    had = reader.had_it
    return reason == "had_it" and had is not None and had.channel == "post" and had.on == today


def _headings() -> list[str]:
    return [
        _("Reference"), _("Name"), _("Address"), _("Address, second line"), _("Postcode"), _("City"), _("Country"),
    ]  # fmt: skip


def _label(to: Reader) -> Sequence[str]:
    lines = (*to.address.lines, "", "")[:2]
    abroad = to.address.country_name if to.address.country != "FR" else ""
    cells = (to.ref, to.addressee, *lines, to.address.postcode, to.address.city, abroad)
    return [without_marks(cell) for cell in cells]
