"""One receipt in a transaction that others began: issued, cancelled, replaced."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.documents import packed_tail
from donations_app.db.journal import Write
from donations_app.db.queries.gifts import gifts_by_payer, gifts_of_receipt, still_free
from donations_app.db.queries.receipts import last_issue_day, receipt
from donations_app.db.records import Record
from donations_app.db.tables import (
    Link,
    LiveReceiptLine,
    ReceiptCancellation,
    ReceiptLine,
    TaxReceipt,
)
from donations_app.domain.errors import (
    AlreadyReceipted,
    CharactersMissing,
    InputRefused,
    Problem,
    ReceiptAlreadyCancelled,
    TextTooLong,
)
from donations_app.domain.gifts import Conditions, GiftLine, Giver, online_policy
from donations_app.domain.money import Money
from donations_app.domain.numbers import number_in, series_of
from donations_app.domain.parameters import value_on, value_or_none
from donations_app.domain.receipt_content import ReceiptContent, to_json
from donations_app.domain.receipts import Plan, PlannedReceipt, plan_payer
from donations_app.services.books.bases import stored_base
from donations_app.services.books.in_force import InForce, in_force
from donations_app.services.receipts.contents import Issuer, content_of, issuer_of, press_for
from donations_app.services.receipts.outside import refuse_known_outside
from receipts.printable import Unprintable

if TYPE_CHECKING:  # a plan prints nothing
    from receipts.pages import Printed
    from receipts.signature import Signer

Period = tuple[date, date]  # first and last day


class Issued(Struct, frozen=True):
    """A receipt that now exists."""

    id: int
    number: str
    planned: PlannedReceipt
    document: bytes


def conditions_of(
    session: Session, standing: InForce, year: int, *, period: Period | None = None
) -> Conditions:
    """Return the settings and the legal figures under which a year is planned on the day of what is in force.

    Raises:
        InputRefused: the period does not lie within the year.
    """
    if period and not date(year, 1, 1) <= period[0] <= period[1] <= date(year, 12, 31):
        value = f"{period[0].isoformat()} – {period[1].isoformat()}"
        raise InputRefused([Problem("period", "period_outside_year", value, {"year": year})])
    facts, today, last = standing.facts, standing.day, date(year, 12, 31)
    figures = {
        name: value_on(standing.figures, name, on)
        for name, on in (
            ("form_individuals", today),
            ("form_companies", today),
            ("counterpart_ceiling_cents", last),
            ("counterpart_quarter", last),
            ("refund_window_days", today),
        )
    }
    pending = value_or_none(standing.figures, "counterpart_ceiling_pending_cents", last)
    if figures["counterpart_ceiling_cents"].confirmed:
        pending = None
    return Conditions(
        year=year,
        today=today,
        online_date=online_policy(facts.online_date),
        form_individuals=str(figures["form_individuals"].value),
        form_companies=str(figures["form_companies"].value),
        ifi_eligible=facts.ifi_eligible,
        minimum=Money(facts.receipt_minimum_cents),
        has_signatory=standing.signatory is not None,
        counterpart_ceiling=Money(int(figures["counterpart_ceiling_cents"].value)),
        counterpart_quarter=int(figures["counterpart_quarter"].value),
        counterpart_pending=Money(int(pending.value)) if pending else None,
        refund_window=timedelta(days=int(figures["refund_window_days"].value)),
        unconfirmed=tuple(figure for figure in figures.values() if not figure.confirmed),
        period=period,
        issued_until=last_issue_day(session, year),
    )


def issue_in(
    write: Write,
    some: Sequence[PlannedReceipt],
    *,
    today: date,
    replaces: tuple[int, str] | None = None,
    signer: "Signer | None" = None,
) -> list[Issued]:
    """Number, sign where a signer is given, freeze and save receipts: all of them or none.

    Args:
        write: the transaction.
        some: what they say, in the order of their numbers.
        today: printed as the day of issue.
        replaces: primary key and number of the receipt in whose place the only one stands.
        signer: signs each document before it is frozen.

    Raises:
        NumbersKnownOutside: the books are behind numbers that are known outside of them.
        AlreadyReceipted: a line, or its payer, is no longer as the plan saw it.
        CharactersMissing, TextTooLong: a text cannot be printed.
    """
    refuse_known_outside(write.session, write.known_outside)
    lines = [line for planned in some for line in planned.lines]
    if not still_free(write.session, [planned.giver for planned in some], lines):
        raise AlreadyReceipted(some[0].lines[0].payment)
    write.reserve({TaxReceipt: len(some), ReceiptLine: len(lines), Link: 1})
    writer = _Writer(
        write=write, issuer=issuer_of(in_force(write.session, today)), today=today, signer=signer
    )
    issued = [writer.issue(planned, replaces) for planned in some]
    writer.save()
    live = [
        rows.LiveReceiptLine(line_id=line.id, receipt_id=one.id)
        for one in issued
        for line in one.planned.lines
    ]
    write.insert_derived(LiveReceiptLine, live)
    return issued


class _Writer(Struct, kw_only=True):
    """Issues receipts in one transaction; what they share is read once."""

    write: Write
    issuer: Issuer
    today: date
    signer: "Signer | None"
    bases: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # stored bases by digest
    records: list[Record] = field(default_factory=list)  # that are not yet added

    def issue(self, planned: PlannedReceipt, replaces: tuple[int, str] | None) -> Issued:
        """Take the next number and print; on a server save before the next, or it refuses the number."""
        write, pattern = self.write, self.issuer.pattern
        named: Any = {"year": planned.year, "office": write.author.office, "form": planned.form}
        series = series_of(pattern, **named)
        receipt_id = write.ids(TaxReceipt)[0]
        n = write.next_number(series)
        number = number_in(pattern, **named, n=n)
        content = content_of(
            planned, self.issuer, number=number, replaces=replaces[1] if replaces else "", today=self.today
        )
        printed = printed_by(content, self.issuer, planned)
        if self.signer:
            printed = self.signer.sign(printed, at=write.now)
        base_id, sample = self._stored(printed)
        row = rows.TaxReceipt(
            id=receipt_id,
            office_id=write.office_id,
            series=series,
            n=n,
            number=number,
            form=planned.form,
            year=planned.year,
            payer_id=planned.giver.id,
            replaces_id=replaces[0] if replaces else None,
            issued_on=self.today,
            issued_at=write.now,
            issued_by=write.login,
            amount=content.amount,
            content=to_json(content),
            base_id=base_id,
            tail=packed_tail(printed.tail, sample),
            sha256=printed.sha256,
            accepted=",".join(sorted({warning.code for warning in planned.warnings})),
        )
        lines = self._lines(receipt_id, planned)
        self.records.append(
            Record("receipt.issued", f"receipt:{number}", {TaxReceipt: [row], ReceiptLine: lines})
        )
        if write.is_server:
            self.save()
        return Issued(receipt_id, number, planned, printed.content)

    def save(self) -> None:
        """Add what was issued since."""
        records, self.records = self.records, []
        self.write.add(*records)

    def _lines(self, receipt_id: int, planned: PlannedReceipt) -> list[rows.ReceiptLine]:
        line_ids = self.write.ids(ReceiptLine, len(planned.lines))
        return [
            rows.ReceiptLine(
                id=line_id,
                office_id=self.write.office_id,
                receipt_id=receipt_id,
                line_id=line.id,
                amount=line.amount,
            )
            for line_id, line in zip(line_ids, planned.lines, strict=True)
        ]

    def _stored(self, printed: "Printed") -> tuple[int, bytes]:
        """Return key and sample of the stored base, saving it the first time."""
        digest = printed.base.sha256
        if digest not in self.bases:
            self.save()  # a base that is new stands after them in the trail
            self.bases[digest] = stored_base(self.write, printed)
        return self.bases[digest]


def printed_by(content: ReceiptContent, issuer: Issuer, planned: PlannedReceipt) -> "Printed":
    """Print a receipt; what stands against it is named by the payer.

    Raises:
        CharactersMissing, TextTooLong: the text cannot be printed.
    """
    try:
        return press_for(issuer, planned.form).print(content)
    except Unprintable as error:
        ref = planned.giver.ref
        if error.characters:
            raise CharactersMissing(ref, error.characters, error.place) from error
        raise TextTooLong(ref, error.place) from error


def cancel_in(write: Write, number: str, *, reason: str, today: date) -> int:
    """Cancel a receipt, free its lines, and return its primary key.

    Raises:
        NotFound: no receipt bears the number.
        ReceiptAlreadyCancelled: it was cancelled before.
        InputRefused: the day lies before the receipt was issued.
    """
    found = receipt(write.session, number)
    if today < found.issued_on:
        raise InputRefused([Problem("on", "cancelled_before_issued", today.isoformat())])
    locked = select(TaxReceipt.id).where(TaxReceipt.id == found.id).with_for_update()
    write.session.execute(locked)  # of two who cancel, the second sees the first
    cancelled_on = write.session.scalar(
        select(ReceiptCancellation.cancelled_on).where(ReceiptCancellation.receipt_id == found.id)
    )
    if cancelled_on:
        raise ReceiptAlreadyCancelled(number, cancelled_on)
    row = rows.ReceiptCancellation(
        id=write.ids(ReceiptCancellation)[0],
        office_id=found.office_id,
        receipt_id=found.id,
        cancelled_on=today,
        cancelled_by=write.login,
        reason=reason,
    )
    write.add(Record("receipt.cancelled", f"receipt:{number}", {ReceiptCancellation: [row]}))
    write.delete_derived(LiveReceiptLine, LiveReceiptLine.receipt_id == found.id)
    return found.id


def replace_in(
    write: Write,
    number: str,
    old_id: int,
    *,
    today: date,
    more: Sequence[GiftLine] = (),
    signer: "Signer | None" = None,
    accept: Collection[str] = (),
) -> Issued | Plan:
    """Issue the replacement of a receipt just cancelled, or return the plan that says why there is none.

    Args:
        write: the transaction in which it was cancelled.
        number: of the cancelled receipt.
        old_id: its primary key.
        today: printed as the day of issue.
        more: lines of the same payer that stand on the new one beside those of the old.
        signer: signs the new one.
        accept: ``dated_back`` lets it be issued on a day before that of the last receipt.

    Raises:
        InputRefused: it would be issued on such a day; nothing is saved.
    """
    session = write.session
    year = session.scalars(select(TaxReceipt.year).where(TaxReceipt.id == old_id)).one()
    giver, lines = gifts_of_receipt(session, old_id)
    articles = {line.article for line in lines}  # of the old one: a receipt never mixes two
    old = {line.id for line in lines}
    only = old | {line.id for line in more if line.article in articles}
    whole_year = gifts_by_payer(session, year, payer=giver.ref if giver else "")
    gifts = [line for _, found in whole_year for line in found]
    conditions = conditions_of(session, in_force(session, today), year)
    verdict = plan_payer(_as_one(giver), gifts, conditions, only=only)
    if not verdict.receipts:
        return verdict
    # what comes beside the old lines may lie in another fiscal year of a company
    chosen = max(verdict.receipts, key=lambda one: sum(line.id in old for line in one.lines))
    if "dated_back" in {warning.code for warning in chosen.warnings} - set(accept):
        last = last_issue_day(session, year)
        raise InputRefused([Problem("on", "dated_back", last.isoformat() if last else "")])
    return issue_in(write, [chosen], today=today, replaces=(old_id, number), signer=signer)[0]


def _as_one(giver: Giver | None) -> Giver | None:
    """Return the giver of a replacement: one document for one document, whatever he wishes for the year."""
    return replace(giver, receipt_wish="annual") if giver and giver.receipt_wish == "each" else giver
