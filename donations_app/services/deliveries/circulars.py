"""Circulars: who of a list gets one letter and who does not, the letters to print, labels, and their notes.

As with calls for dues nothing is written before a plan was made, and the plan is made again in the transaction that
notes: whoever died, moved, changed his mind or was written to meanwhile gets no letter.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
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
from donations_app.db.queries.people_list import people_rows
from donations_app.db.queries.settings import mail_account, office_of
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import Circular, Party
from donations_app.domain.circulars import (
    CircularDraft,
    CircularPlan,
    CircularReworded,
    Copy,
    Reader,
    plan_circular,
)
from donations_app.domain.deaths import survivor
from donations_app.domain.errors import ChangedMeanwhile, InputRefused
from donations_app.domain.letters import LetterDraft, filled, with_what_is_known, without_empty
from donations_app.domain.money import ZERO, Money
from donations_app.domain.people_filter import of_year
from donations_app.domain.typed import clean_text
from donations_app.formats.writing import placed, write_table
from donations_app.i18n import _, figures, without_marks
from donations_app.services.deliveries.correspondents import correspondent
from donations_app.services.deliveries.letters import Sender, listed
from donations_app.services.deliveries.mailing import plain
from donations_app.services.deliveries.notes import add_notes
from donations_app.services.deliveries.paper import Printed, Progress, look_at, print_letters
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
            **correspondent(row, returned),
            **_names(row),
            party_id=row.id,
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


def _names(row: Any) -> dict[str, Any]:
    """Return what a letter may call somebody; of a couple of whom one lives, him."""
    if alone := survivor(row):
        return {"title": "", "first_names": (alone[1],), "last_names": (alone[0],)}
    last = tuple(dict.fromkeys(filter(None, (row.last_name, row.second_last_name))))
    return {
        "title": row.title,
        "first_names": tuple(filter(None, (row.first_name, row.second_first_name))),
        "last_names": last or (row.organisation,),
    }


class Letters:
    """The letters of a run: read once for a day.

    Raises:
        Incomplete: nobody may sign on that day.
    """

    def __init__(self, session: Session, order: CircularOrder, books: Books) -> None:
        self._office_id = office_of(session, books.author.office)
        self._sender, self._today = Sender(session, books.today), books.today
        self._order, self._draft = order, order.draft.tidied()

    def content(self, one: Copy) -> LetterContent:
        """Return a letter as it is printed."""
        text, facts = self._draft.text_for(one.language), self._facts(one)
        body = with_what_is_known(without_empty(text.body, facts), facts)
        known = LetterDraft(text.language, without_empty(text.subject, facts), body, text.occasion)
        to = one.to
        addressee = (to.addressee, *to.address.printed())
        return self._sender.content(known, facts, addressee, office_id=self._office_id)

    def _subject(self, one: Copy) -> str:
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
            "year": str(self._order.year),
            "day": f"{self._today:%d/%m/%Y}",
        }
        facts = {
            "name": signed.pop("donor"),
            **signed,
            **{hole: clean_text(text) for hole, text in texts.items()},
        }
        sums = {"given": to.given, "owed": to.owed}
        return facts | {hole: f"{figures(amount)}\u00a0€" for hole, amount in sums.items() if amount}

    def see_again(self, write: Write, letters: Sequence[Copy]) -> None:
        """See to it that letters stand as planned, or raise ``ChangedMeanwhile``."""
        see_again(write, self._order, letters)

    def note(self, write: Write, letters: Sequence[Copy], *, outcome: str, answer: str = "") -> list[int]:
        """Note letters as sent, begun or failed; return their primary keys in the same order."""
        noted = [
            rows.Circular(
                id=row_id,
                office_id=write.office_id,
                party_id=one.to.party_id,
                name=self._draft.name,
                digest=self._draft.digest,
                subject=self._subject(one),
                language=one.language,
                channel=one.way,
                address=one.to.email if one.way == "email" else "",
                at=write.now,
                on=write.today,
                outcome=outcome,
                answer=answer,
            )
            for row_id, one in zip(write.ids(Circular, len(letters)), letters, strict=True)
        ]
        return add_notes(write, Circular, _KINDS, [f"party:{one.to.ref}" for one in letters], noted)


PrintedCircular = Printed[CircularPlan]


def looked_at(books: Books, order: CircularOrder) -> tuple[CircularPlan, bytes]:
    """Return a plan and the first letter in each language that is written, as one file to look at; nothing is noted.

    Raises:
        InputRefused, CircularReworded: as ``plan``.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written.
    """
    return look_at(
        books,
        order.draft.name,
        plan=partial(planned, order=order, today=books.today),
        letters=partial(Letters, order=order, books=books),
        shown=_first_in_each_language,
    )


def _first_in_each_language(found: CircularPlan) -> list[Copy]:
    first = {one.language: one for one in reversed(found.letters)}
    return [one for one in found.letters if first[one.language] is one]


def print_circular(
    books: Books,
    out: Path | None,
    order: CircularOrder,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> PrintedCircular:
    """Write one file to print with the letters that go by post, and note them: as ``paper.print_letters`` does.

    Raises:
        InputRefused, CircularReworded: as ``plan``.
        Incomplete: nobody may sign today; nothing is noted.
    """
    return print_letters(
        books,
        out,
        order.draft.name,
        plan=partial(planned, order=order, today=books.today),
        letters=partial(Letters, order=order, books=books),
        force=force,
        progress=progress,
    )


def see_again(write: Write, order: CircularOrder, copies: Sequence[Copy]) -> None:
    """See to it that letters stand as they were planned; of two who write them, the second sees what the first noted.

    Raises:
        ChangedMeanwhile: somebody died, moved, gave, changed his mind, or was written to.
    """
    keys = tuple(one.to.party_id for one in copies)
    for some in in_steps(sorted(keys), MOST):
        locked = select(Party.id).where(Party.id.in_(some)).order_by(Party.id)
        write.session.execute(locked.with_for_update())
    stand = set(planned(write.session, replace(order, keys=keys), write.today).letters)
    for one in copies:
        if one not in stand:
            raise ChangedMeanwhile("circular", f"party:{one.to.ref}")


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
