"""Tax receipts: the plan of a year, the run that issues it, one cancelled, one replaced.

The plan and the run share every rule (``domain.receipts``), so a run issues what the plan shows.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import bindparam, select

from donations_app.db.engine import Books
from donations_app.db.journal import Record, Write
from donations_app.db.queries.gifts import gifts_by_payer, gifts_of_receipt, still_free
from donations_app.db.queries.receipts import document, receipt
from donations_app.db.tables import (
    DocumentBase,
    LiveReceiptLine,
    Office,
    ReceiptCancellation,
    ReceiptCounter,
    ReceiptLine,
    TaxReceipt,
)
from donations_app.domain.errors import (
    AlreadyReceipted,
    Cancelled,
    CharactersMissing,
    NothingToReplace,
    ReasonMissing,
    ReceiptAlreadyCancelled,
    TextTooLong,
)
from donations_app.domain.numbers import number_in, series_of
from donations_app.domain.receipt_content import ReceiptContent
from donations_app.domain.receipts import (
    Giver,
    LeftOut,
    Plan,
    PlannedReceipt,
    Warned,
    plan_payer,
)
from donations_app.services.receipt_conditions import Period, conditions_on, is_printable
from donations_app.services.receipt_contents import Issuer, content_of, deflated, issuer_of, press_for
from receipts.marks import mark_cancelled, mark_duplicate
from receipts.pages import Base, Printed
from receipts.text import Unprintable

Progress = Callable[[int, int], None]
_OFFICE_CODE = select(Office.code).where(Office.id == bindparam("office"))
_BASE = select(DocumentBase.id).where(DocumentBase.sha256 == bindparam("sha256"))
NAMESPACE = UUID("0d3c6a6e-0f6f-5b57-8d57-3f0a53b5c6b2")  # of the keys made from receipt numbers


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt that now exists."""

    id: int
    number: str
    planned: PlannedReceipt
    document: bytes


@dataclass(slots=True)
class Run:
    """What a run did, and what it left."""

    year: int
    issued: list[Issued] = field(default_factory=list)
    postponed: list[PlannedReceipt] = field(default_factory=list)  # warned, and not accepted
    left_out: list[LeftOut] = field(default_factory=list)
    stopped: bool = False

    @property
    def warnings(self) -> list[Warned]:
        """The warnings of all receipts of the run, accepted or not."""
        planned = [*(issued.planned for issued in self.issued), *self.postponed]
        return [warning for receipt in planned for warning in receipt.warnings]


def plan_receipts(
    books: Books,
    year: int,
    *,
    today: date,
    payer: str = "",
    payment: str = "",
    period: Period | None = None,
) -> Plan:
    """Give a verdict on every line of a year of gifts: on which receipt it will stand, or why on none.

    Args:
        books: where to read.
        year: of the gifts.
        today: the day on which the receipts would be issued.
        payer: only the party of this reference.
        payment: only the payment of this reference.
        period: only gifts of these days of the year, on one receipt a payer; ``None`` for the whole year.

    Raises:
        InputRefused: the period does not lie within the year.
    """
    plan = Plan()
    with books.read() as session:
        conditions = conditions_on(session, year, today, period=period)
        for giver, lines in gifts_by_payer(session, year, payer=payer, payment=payment):
            verdict = plan_payer(giver, lines, conditions)
            plan.left_out.extend(verdict.left_out)
            for planned in verdict.receipts:
                if is_printable(planned):
                    plan.receipts.append(planned)
                else:
                    plan.left_out.extend(_unprintable(planned))
    return plan


def _unprintable(planned: PlannedReceipt) -> Iterator[LeftOut]:
    for line in planned.lines:
        yield LeftOut(planned.giver.ref, line.payment, line.position, line.amount, "unprintable")


def issue_receipts(
    books: Books,
    year: int,
    *,
    today: date,
    office: str,
    user: str = "",
    payer: str = "",
    payment: str = "",
    period: Period | None = None,
    payers: Collection[str] | None = None,
    seen: Collection[PlannedReceipt] | None = None,
    accept: Collection[str] = (),
    progress: Progress | None = None,
    each: Callable[[Issued], None] | None = None,
) -> Run:
    """Issue the receipts of a plan, one transaction each; the same call after a crash goes on.

    Args:
        books: where to save.
        year: of the gifts.
        today: printed as the day of issue.
        office: that issues; it stands in the number.
        user: who issues; the user of the operating system when empty.
        payer: only the party of this reference.
        payment: only the payment of this reference.
        period: as in ``plan_receipts``.
        payers: only these parties; ``None`` for all.
        seen: only receipts that are still as somebody saw them in a plan; ``None`` for all.
        accept: codes of warnings that the issuer takes upon himself, or ``all``.
        progress: told how many of how many are done; it may raise ``Cancelled`` to stop between two.
        each: called with each receipt once it is saved, to write its file.

    Raises:
        InputRefused: the period does not lie within the year; nothing is issued.
        StorageUnavailable: the books cannot be written; the receipts issued before stand.
    """
    plan = plan_receipts(books, year, today=today, payer=payer, payment=payment, period=period)
    run = Run(year, left_out=plan.left_out)
    ready: list[PlannedReceipt] = []
    wanted = None if seen is None else set(seen)
    for planned in plan.receipts:
        if payers is not None and planned.giver.ref not in payers:
            continue
        if wanted is not None and planned not in wanted:
            continue
        (ready if _accepted(planned, accept) else run.postponed).append(planned)
    try:
        for done, planned in enumerate(ready):
            if progress:
                progress(done, len(ready))
            _issue_next(books, planned, run, today=today, office=office, user=user, each=each)
        if progress:
            progress(len(ready), len(ready))
    except Cancelled:
        run.stopped = True
    return run


def _accepted(planned: PlannedReceipt, accept: Collection[str]) -> bool:
    return "all" in accept or all(warning.code in accept for warning in planned.warnings)


def _issue_next(
    books: Books,
    planned: PlannedReceipt,
    run: Run,
    *,
    today: date,
    office: str,
    user: str,
    each: Callable[[Issued], None] | None,
) -> None:
    """Issue one receipt of a run; what another program did meanwhile is left out, never done twice."""
    try:
        with books.write(office=office, user=user) as write:
            issued = _issue(write, planned, today=today)
    except AlreadyReceipted:
        run.left_out.extend(
            LeftOut(planned.giver.ref, line.payment, line.position, line.amount, "already_receipted")
            for line in planned.lines
        )
    except (CharactersMissing, TextTooLong):
        run.left_out.extend(_unprintable(planned))
    else:
        run.issued.append(issued)
        if each:
            each(issued)


def _issue(
    write: Write, planned: PlannedReceipt, *, today: date, replaces: tuple[int, str] | None = None
) -> Issued:
    """Number, freeze and save one receipt.

    Raises:
        AlreadyReceipted: a line, or its payer, is no longer as the plan saw it.
        CharactersMissing, TextTooLong: the text cannot be printed.
    """
    line_ids = [line.id for line in planned.lines]
    if not still_free(write.session, planned.giver, line_ids):
        raise AlreadyReceipted(planned.lines[0].payment)
    issuer = issuer_of(write.session, today)
    connection = write.session.connection()
    office_code = connection.scalar(_OFFICE_CODE, {"office": write.author.office_id}) or ""
    series = series_of(issuer.pattern, year=planned.year, office=office_code, form=planned.form)
    receipt_id = write.ids(TaxReceipt)[0]
    n = write.next_in(ReceiptCounter, "series", series)
    number = number_in(issuer.pattern, year=planned.year, office=office_code, form=planned.form, n=n)
    content = content_of(
        planned, issuer, number=number, replaces=replaces[1] if replaces else "", today=today
    )
    printed = _printed(content, issuer, planned)
    row = {
        "id": receipt_id, "office_id": write.author.office_id, "key": uuid5(NAMESPACE, number),
        "series": series, "n": n, "number": number,
        "form": planned.form, "year": planned.year, "payer_id": planned.giver.id,
        "replaces_id": replaces[0] if replaces else None, "issued_on": today, "issued_at": write.now,
        "issued_by": write.author.name, "amount": planned.amount, "base_id": _base_id(write, printed.base),
        "accepted": ",".join(sorted({warning.code for warning in planned.warnings})),
        **deflated(content, printed),
    }  # fmt: skip
    lines = [
        {
            "id": row_id, "office_id": write.author.office_id, "receipt_id": receipt_id,
            "line_id": line.id, "amount": line.amount,
        }
        for row_id, line in zip(write.ids(ReceiptLine, len(line_ids)), planned.lines, strict=True)
    ]  # fmt: skip
    write.add(Record("receipt.issued", f"receipt:{number}", {TaxReceipt: [row], ReceiptLine: lines}))
    live = [{"line_id": line_id, "receipt_id": receipt_id} for line_id in line_ids]
    write.insert_derived(LiveReceiptLine, live)
    return Issued(receipt_id, number, planned, printed.content)


def _printed(content: ReceiptContent, issuer: Issuer, planned: PlannedReceipt) -> Printed:
    try:
        return press_for(issuer, planned.form).print(content)
    except Unprintable as error:
        ref = planned.giver.ref
        if error.characters:
            raise CharactersMissing(ref, error.characters) from error
        raise TextTooLong(ref, error.place) from error


def _base_id(write: Write, base: Base) -> int:
    """Return the stored base of a document, saving it the first time."""
    connection, known = write.session.connection(), {"sha256": base.sha256}
    if (found := connection.scalar(_BASE, known)) is not None:
        return int(found)
    base_id = write.ids(DocumentBase)[0]  # on a server others wait here
    if (found := connection.scalar(_BASE, known)) is not None:
        return int(found)
    row = {"id": base_id, "sha256": base.sha256, "content": base.content}
    write.add(Record("document_base.added", f"document_base:{base.sha256[:12]}", {DocumentBase: [row]}))
    return base_id


def preview_receipt(books: Books, planned: PlannedReceipt, *, today: date) -> bytes:
    """Return what the receipt would look like; no number is taken.

    Raises:
        CharactersMissing, TextTooLong: it cannot be printed.
        Incomplete: nobody may sign on that day.
    """
    with books.read() as session:
        issuer = issuer_of(session, today)
    content = content_of(planned, issuer, number="APERÇU", replaces="", today=today)
    return _printed(content, issuer, planned).content


def cancel_receipt(
    books: Books, number: str, *, reason: str, today: date, office: str, user: str = ""
) -> None:
    """Cancel a receipt: it and its number stay, its lines may be receipted again.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: no receipt bears the number.
        ReceiptAlreadyCancelled: it was cancelled before.
    """
    if not reason.strip():
        raise ReasonMissing
    with books.write(office=office, user=user) as write:
        _cancel(write, number, reason=reason.strip(), today=today)


def _cancel(write: Write, number: str, *, reason: str, today: date) -> int:
    found = receipt(write.session, number)
    locked = select(TaxReceipt.id).where(TaxReceipt.id == found.id).with_for_update()
    write.session.execute(locked)  # of two who cancel, the second sees the first
    cancelled_on = write.session.scalar(
        select(ReceiptCancellation.cancelled_on).where(ReceiptCancellation.receipt_id == found.id)
    )
    if cancelled_on:
        raise ReceiptAlreadyCancelled(number, cancelled_on)
    row = {
        "id": write.ids(ReceiptCancellation)[0], "office_id": found.office_id, "receipt_id": found.id,
        "cancelled_on": today, "cancelled_by": write.author.name, "reason": reason,
    }  # fmt: skip
    write.add(Record("receipt.cancelled", f"receipt:{number}", {ReceiptCancellation: [row]}))
    write.delete_derived(LiveReceiptLine, LiveReceiptLine.receipt_id == found.id)
    return found.id


def replace_receipt(
    books: Books, number: str, *, reason: str, today: date, office: str, user: str = ""
) -> Issued:
    """Cancel a receipt and issue its replacement in one step; each names the other.

    The new one says what is true today: the donor's name and address, the lines still eligible.

    Raises:
        ReasonMissing, NotFound, ReceiptAlreadyCancelled: as ``cancel_receipt``.
        NothingToReplace: no line may be receipted again; nothing is cancelled either.
        CharactersMissing, TextTooLong: the new one cannot be printed; nothing is cancelled.
    """
    if not reason.strip():
        raise ReasonMissing
    with books.write(office=office, user=user) as write:
        year = receipt(write.session, number).year
        old_id = _cancel(write, number, reason=reason.strip(), today=today)
        conditions = conditions_on(write.session, year, today)
        giver, lines = gifts_of_receipt(write.session, old_id)
        verdict = plan_payer(_as_one(giver), lines, conditions)
        if not verdict.receipts:
            raise NothingToReplace(number, sorted({line.reason for line in verdict.left_out}))
        return _issue(write, verdict.receipts[0], today=today, replaces=(old_id, number))


def _as_one(giver: Giver | None) -> Giver | None:
    """Return the giver of a replacement: one document for one document, whatever he wishes for the year."""
    return replace(giver, receipt_wish="annual") if giver and giver.receipt_wish == "each" else giver


def receipt_copy(books: Books, number: str) -> bytes:
    """Return the document as issued; a cancelled one bears its mark and names its replacement.

    Raises:
        NotFound: no receipt bears the number.
        BooksDamaged: the stored bytes are not those that were issued.
    """
    with books.read() as session:
        found = receipt(session, number)
        issued = document(session, number, place=books.name)
    if found.cancelled_on:
        return mark_cancelled(issued, on=found.cancelled_on, replaced_by=found.replaced_by)
    return issued


def duplicate_receipt(books: Books, number: str, *, office: str, user: str = "") -> bytes:
    """Return the same document marked DUPLICATA; that it was made is journalled.

    Raises:
        NotFound: no receipt bears the number.
    """
    marked = mark_duplicate(receipt_copy(books, number))
    with books.write(office=office, user=user) as write:
        write.add(Record("receipt.duplicated", f"receipt:{number}", {}))
    return marked
