"""From the fields of a line to the payment that is recorded, or to why it cannot be."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from donations_app.domain.money import ZERO
from donations_app.domain.payments import LineDraft, PaymentDraft
from donations_app.domain.typed import TypedError, clean_text
from donations_app.i18n import _
from donations_app.phrases import problem_sentence
from donations_app.ui.entry.fields import BANKED
from donations_app.ui.entry.line import PaymentLine
from donations_app.ui.widgets.fields import Field

Unreadable = tuple[Field, str, str]  # the field, the code of what is wrong, the text


def unreadable(line: PaymentLine) -> Sequence[Unreadable]:
    """Return what cannot be read; rules of the payment come after."""
    found = [*_people(line), *_days(line), *_amounts(line)]
    nature = line.nature.value()
    if not found and nature == "both" and (line.dues_amount.money() or ZERO) >= (line.amount.money() or ZERO):
        found.append((line.dues_field, "dues_above", ""))
    if nature in ("dues", "both") and not line.dues_year.text().isdecimal():
        found.append((line.year_field, "number_unreadable", line.dues_year.text()))
    if problem := line.allocations.problem():
        found.append((line.allocation_field, problem, ""))
    return [*found, *_texts(line)]


def _people(line: PaymentLine) -> list[Unreadable]:
    return [(line.payer_field, "payer", "")] if line.payer.value() is None else []


def _days(line: PaymentLine) -> list[Unreadable]:
    days = [(line.on_field, line.on, True), (line.credited_field, line.credited_on, False)]
    if line.method.value() == "cheque":
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


def _texts(line: PaymentLine) -> list[Unreadable]:
    found: list[Unreadable] = []
    for field, edit in ((line.number_field, line.cheque_number), (line.bank_field, line.bank)):
        try:
            clean_text(edit.text())
        except TypedError as error:
            found.append((field, error.problem, edit.text()))
    return found


def say_unreadable(found: Sequence[Unreadable]) -> None:
    """Say beside each field what is wrong with it."""
    own = {
        "payer": _("Choose who gave, type “anonymous”, or press F4 for a new person."),
        "dues_above": _("The dues take all of the amount: choose “Dues” alone, or correct one of the two."),
    }
    for field, code, text in found:
        field.say(own.get(code) or problem_sentence(code, text), "bad")


def draft_of(line: PaymentLine, *, office: str, batch: UUID | None) -> PaymentDraft:
    """Return the payment typed, all of whose fields can be read."""
    method, on = line.method.value(), line.on.day()
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
    )


def days_of(line: PaymentLine) -> tuple[date | None, date | None]:
    """Return the days on which the payment typed was received and credited, as far as they are known."""
    method, on = line.method.value(), line.on.day()
    if method in BANKED:
        return None, on
    return on, line.credited_on.day() if method == "online" else None


def _lines(line: PaymentLine) -> tuple[LineDraft, ...]:
    amount, nature = line.amount.money() or ZERO, line.nature.value()
    allocations, wish = line.allocations.drafts(), line.allocations.wish.isChecked()
    by_donor = wish and bool(allocations)
    year = int(line.dues_year.text() or 0)
    if nature == "dues":
        return (LineDraft(kind="dues", amount=amount, dues_year=year, allocations=allocations),)
    kind = line.other_kind.value() if nature == "other" else "donation"
    if nature != "both":
        return (LineDraft(kind=kind, amount=amount, allocations=allocations, earmarked_by_donor=by_donor),)
    dues = line.dues_amount.money() or ZERO
    return (
        LineDraft(kind="dues", amount=dues, dues_year=year),
        LineDraft(
            kind="donation", amount=amount - dues, allocations=allocations, earmarked_by_donor=by_donor
        ),
    )
