"""From the fields of a line to the payment that is recorded, or to why it cannot be."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from donations_app.domain.entering import Part, lines_of, parted, to_allocate
from donations_app.domain.entering import days_of as entered_days
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import LineDraft, PaymentDraft
from donations_app.domain.typed import TypedError, clean_text
from donations_app.i18n import _
from donations_app.ui.entry.line import PaymentLine
from donations_app.ui.payments.rare import Unreadable, unclean
from donations_app.words.phrases import problem_sentence


def parts_of(line: PaymentLine) -> list[Part]:
    """Return the lines of the payment typed, dues first.

    Raises:
        TypedError: the years of the dues cannot be taken, or the amount does not reach for them.
    """
    amount, nature = line.amount.money() or ZERO, line.nature.value()
    kinds = {"dues": "", "other": line.other_kind.value()}
    dues = {"dues": amount, "both": line.dues_amount.money() or ZERO}.get(nature)
    fees = {} if line.rare.is_foreign else line.fees
    return parted(amount, kinds.get(nature, "donation"), dues=dues, years=line.dues_year.text(), fees=fees)


def in_euros(line: PaymentLine, parts: Iterable[Part]) -> list[Money] | None:
    """Return what lines are in euros, each by itself as files have them; ``None`` without a rate."""
    found = [line.rare.in_euros(part.minor) for part in parts]
    return None if None in found else [one or ZERO for one in found]


def worth_of(line: PaymentLine) -> tuple[Money, Money] | None:
    """Return what the payment typed is in euros, and what of it is allocated; ``None`` while it is not known."""
    if not line.amount.money():
        return None
    try:
        parts = parts_of(line)
    except TypedError:
        return None
    euros = in_euros(line, parts)
    if euros is None or any(part.minor <= 0 for part in parts):
        return None
    return Money.total(euros), to_allocate(parts, euros)


def unreadable(line: PaymentLine) -> Sequence[Unreadable]:
    """Return what cannot be read; rules of the payment come after."""
    found = [*_people(line), *_days(line), *_amounts(line)]
    nature = line.nature.value()
    if not found and nature == "both" and (line.dues_amount.money() or ZERO) >= (line.amount.money() or ZERO):
        found.append((line.dues_field, "dues_above", ""))
    if not found:
        try:
            parts_of(line)
        except TypedError as error:
            found.append((line.year_field, error.problem, line.dues_year.text()))
    if line.is_in_kind:
        found += line.thing.unreadable()
    if problem := line.allocations.problem():
        found.append((line.allocation_field, problem, ""))
    return [*found, *unclean(line.number_field, line.bank_field), *line.rare.unreadable()]


def _people(line: PaymentLine) -> list[Unreadable]:
    return [(line.payer_field, "payer", "")] if line.payer.value() is None else []


def _days(line: PaymentLine) -> list[Unreadable]:
    days = [(line.on_field, line.on, True), (line.credited_field, line.credited_on, False)]
    if line.paid_by() == "cheque":
        days.append((line.cheque_date_field, line.cheque_date, False))
    return [
        (field, problem, edit.text())
        for field, edit, needed in days
        if (problem := edit.problem()) and (needed or problem != "missing")
    ]


def _amounts(line: PaymentLine) -> list[Unreadable]:
    amounts = [(line.amount_field, line.amount)]
    if line.nature.value() == "both":
        amounts.append((line.dues_field, line.dues_amount))
    return [(field, problem, edit.text()) for field, edit in amounts if (problem := edit.problem())]


def say_unreadable(found: Sequence[Unreadable]) -> None:
    """Say beside each field what is wrong with it."""
    nobody = _("Choose who gave, type “anonymous”, or press F4 for a new person.")
    for field, code, text in found:
        field.say(nobody if code == "payer" else problem_sentence(code, text), "bad")


def draft_of(line: PaymentLine, *, office: str, batch: UUID | None) -> PaymentDraft:
    """Return the payment typed, all of whose fields can be read."""
    method, on = line.paid_by(), line.on.day()
    is_cheque = method == "cheque"
    received_on, credited_on = days_of(line)
    return PaymentDraft(
        key=line.key,
        office=office,
        method=method,
        lines=_lines(line),
        payer=line.payer.value() or "",
        batch=batch,
        received_on=received_on,
        credited_on=credited_on,
        cheque_number=clean_text(line.cheque_number.text()) if is_cheque else "",
        cheque_date=(line.cheque_date.day() or on) if is_cheque else None,
        bank=clean_text(line.bank.text()) if is_cheque else "",
        **line.rare.of_payment(credited_on or received_on),
    )


def days_of(line: PaymentLine) -> tuple[date | None, date | None]:
    """Return the days on which the payment typed was received and credited, as far as they are known."""
    return entered_days(line.paid_by(), line.on.day(), line.credited_on.day())


def _lines(line: PaymentLine) -> tuple[LineDraft, ...]:
    """Return the lines; the last one is that of the gift, if there is one."""
    parts = parts_of(line)
    return lines_of(
        parts,
        in_euros(line, parts) or [],
        line.allocations.drafts(),
        by_wish=line.allocations.wish.isChecked(),
        is_foreign=line.rare.is_foreign,
        more=line.rare.of_line() | (line.thing.of_line() if line.is_in_kind else {}),
    )
