"""Mandates: given, amended from a day on, suspended, taken up again, ended. History stays.

An amendment is told to the bank of the donor with the next collection, by itself: what a run presents is held
against what was presented last (``domain.mandates.amendment``).
"""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.leaders import leader_of
from donations_app.db.queries.mandate_list import MandateRow, mandate_rows
from donations_app.db.queries.mandates import mandate_key, terms_by_mandate
from donations_app.db.queries.standing import key_for
from donations_app.db.records import Record
from donations_app.db.tables import Mandate, MandateTerms, RecurringGiftRow
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.keys import reference
from donations_app.domain.mandates import MandateDraft, Terms, is_amended, terms_on
from donations_app.domain.parameters import value_on
from donations_app.domain.typed import clean_reason
from donations_app.services.books.legal import legal_parameters
from donations_app.services.payments.gift_mandates import new_mandate, terms_row

_LETTER = "M"


def mandates_on(books: Books, *, payer: str = "", keys: tuple[int, ...] | None = None) -> list[MandateRow]:
    """Return mandates as they stand today, in the order of their recording.

    Args:
        books: where to read.
        payer: reference of somebody whose are asked for; empty: of all.
        keys: the only ones asked for.
    """
    with books.read() as session:
        return standing_mandates(session, on=books.today, payer=payer, keys=keys)


def standing_mandates(
    session: Session, *, on: date, payer: str = "", keys: tuple[int, ...] | None = None
) -> list[MandateRow]:
    """Return mandates as they stand on a day, in an open view; see ``mandates_on``."""
    lapse = value_on(legal_parameters(session), "mandate_lapse_months", on)
    return mandate_rows(session, on=on, lapse_months=int(lapse.value), payer=payer, keys=keys)


def give_mandate(books: Books, draft: MandateDraft, *, gifts: tuple[str, ...] = ()) -> str:
    """Record a mandate; the same key twice is the same mandate.

    Args:
        books: where to save.
        draft: what was signed; without a reference it gets one of our own, such as M-MRS-000012.
        gifts: references of agreed gifts that are debited under it from now on.

    Returns:
        Its reference.

    Raises:
        InputRefused: something is missing or wrong, or another mandate bears the reference.
        NotFound: the payer, or a gift, is not there.
    """
    with books.write() as write:
        session = write.session
        known = session.execute(
            select(Mandate.id).where(Mandate.key == draft.key, Mandate.office_id == write.office_id)
        ).scalar()
        if known:
            return terms_by_mandate(session, [known])[known][0].reference
        payer = key_for(session, draft.payer)
        mandate_id = write.ids(Mandate)[0]
        terms = draft.terms
        if not terms.reference:
            own = reference(_LETTER, write.author.origin_code, mandate_id)
            terms = Terms(reference=own, iban=terms.iban, bic=terms.bic, creditor_id=terms.creditor_id)
        full = MandateDraft(
            key=draft.key, payer=draft.payer, terms=terms, signed_on=draft.signed_on, kind=draft.kind,
            document=draft.document, used_on=draft.used_on,
        )  # fmt: skip
        problems = full.problems(today=write.today)
        if mandate_key(session, terms.reference):
            problems.append(Problem("reference", "mandate_taken", terms.reference))
        if problems:
            raise InputRefused(problems)
        place = (mandate_id, write.office_id)
        made = new_mandate(
            write, place, draft.key, payer, terms, draft.signed_on,
            kind=draft.kind, document=draft.document, used_on=draft.used_on,
        )  # fmt: skip
        write.add(Record("mandate.given", f"mandate:{terms.reference}", made))
        for ref in gifts:
            _point(write, ref, mandate_id, payer, terms.reference)
        return terms.reference


def _point(write: Write, ref: str, mandate_id: int, payer: int, name: str) -> None:
    """Let an agreed gift be debited under a mandate from now on."""
    gifts = terms_of(write.session, ref)
    keys = [key for key, one in gifts if one.last_on is None or one.last_on >= write.today]
    if not keys:
        raise InputRefused([Problem("gift", "recurring_ended", ref)])
    giver = leader_of(RecurringGiftRow.payer_id)
    if write.session.scalar(select(giver).where(RecurringGiftRow.id == keys[0])) != payer:
        raise InputRefused([Problem("gift", "mandate_of_other", ref)])
    values = {"mandate_id": mandate_id, "method": "direct_debit"}
    for key in keys:
        write.change(RecurringGiftRow, key, values, kind="mandate.given", name=f"mandate:{name}")


def amend_mandate(
    books: Books, ref: str, new: Terms, *, start: date, document: str | None = None
) -> tuple[Terms, Terms]:
    """Let a mandate have another reference, account or creditor from a day on; what it was stays.

    Args:
        books: where to save.
        ref: of the mandate, or of a gift that is debited under it.
        new: what it says from then on.
        start: the first day.
        document: where the signed paper is; ``None``: as before.

    Returns:
        What held before that day, and what holds from it on.

    Raises:
        NotFound: there is no such mandate.
        InputRefused: something is wrong, nothing changes, or another mandate bears the reference.
    """
    with books.write() as write:
        key, row = _open(write, ref)
        terms = terms_by_mandate(write.session, [key])[key]
        before = terms_on(terms, start)
        after = Terms(
            since=start, reference=new.reference, iban=new.iban, bic=new.bic, creditor_id=new.creditor_id,
            reason=new.reason,
        )  # fmt: skip
        is_moved = document is not None and document != row["document"]
        problems = list(after.problems())
        if not (is_amended(before, after) or is_moved):
            problems.append(Problem("mandate", "nothing_changed", ref))
        other = mandate_key(write.session, after.reference) if after.reference != before.reference else None
        if other and other != key:
            problems.append(Problem("reference", "mandate_taken", after.reference))
        if problems:
            raise InputRefused(problems)
        name = f"mandate:{after.reference or ref}"
        if is_amended(before, after):
            made = terms_row(write, key, row["office_id"], after)
            write.add(Record("mandate.amended", name, {MandateTerms: [made]}))
        if is_moved:
            write.change(Mandate, key, {"document": document}, kind="mandate.amended", name=name)
        return before, after


def _open(write: Write, ref: str) -> tuple[int, Any]:
    """Return key and row of a mandate that has not ended, locked."""
    key = mandate_key(write.session, ref, is_required=True) or 0
    row = write.row(Mandate, key)
    if row is None or row["ended_on"]:
        ended = row["ended_on"].isoformat() if row else ""
        raise InputRefused([Problem("mandate", "mandate_is_ended", ended)])
    return key, row


def end_mandate(books: Books, ref: str, *, on: date, reason: str) -> None:
    """Let nothing be collected under a mandate from a day on; gifts stay agreed.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no such mandate.
        InputRefused: it has ended.
    """
    _change(books, ref, {"ended_on": on, "end_reason": clean_reason(reason)}, "mandate.ended")


def suspend_mandate(books: Books, ref: str, *, on: date, reason: str) -> None:
    """Collect nothing under a mandate from a day on until it is taken up again.

    Raises:
        ReasonMissing, NotFound, InputRefused: as ``end_mandate``.
    """
    values = {"suspended_on": on, "suspended_reason": clean_reason(reason)}
    _change(books, ref, values, "mandate.suspended")


def resume_mandate(books: Books, ref: str) -> None:
    """Collect again under a mandate that is suspended.

    Raises:
        NotFound: there is no such mandate.
        InputRefused: it has ended, or is not suspended.
    """
    _change(books, ref, {"suspended_on": None, "suspended_reason": ""}, "mandate.resumed")


def _change(books: Books, ref: str, values: dict[str, Any], kind: str) -> None:
    with books.write() as write:
        key, row = _open(write, ref)
        if all(row[name] == value for name, value in values.items()):
            raise InputRefused([Problem("mandate", "nothing_changed", ref)])
        terms = terms_by_mandate(write.session, [key])[key]
        name = terms_on(terms, write.today).reference or ref
        write.change(Mandate, key, values, kind=kind, name=f"mandate:{name}")
