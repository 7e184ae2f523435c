"""A line recorded before, opened again in the form: what of it the form can say, and how it is put right."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID, uuid4

from msgspec import Struct
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.drafts import draft_of as recorded_as
from donations_app.db.queries.parties import party
from donations_app.db.queries.payments import named_payments
from donations_app.db.queries.projects import Target, targets
from donations_app.domain.dues_years import years_text
from donations_app.domain.entering import BANKED, METHODS_TYPED
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.i18n import _, figures
from donations_app.ui.desk import Desk
from donations_app.ui.entry.drafting import draft_of, unreadable
from donations_app.ui.entry.form import ANONYMOUS, PaymentForm
from donations_app.ui.entry.line import FIRST_NATURE, Typed
from donations_app.ui.payments.allocations import PartTyped
from donations_app.ui.payments.rare import RareChoices, minor_of, rare_texts
from donations_app.ui.widgets.choices import Choice

Targets = Mapping[tuple[str, str], Target]


class Reopened(Struct, frozen=True):
    """A line that stands in the form again."""

    ref: str
    batch: UUID | None
    filled: Typed  # as it is recorded
    before: Typed  # what stood in the form: what pinned fields keep


def receipt_on(desk: Desk, ref: str) -> str:
    """Return the number of the live receipt on a payment, or nothing."""
    return next((row.receipt for row in desk.read(named_payments, [ref])), "")


def reopen(desk: Desk, form: PaymentForm, ref: str, batch: UUID | None) -> Reopened | None:
    """Show a payment in the form; one that says more than the form can say leaves it as it was.

    Raises:
        NotFound: there is no such payment.
    """
    draft, before = desk.read(recorded_as, ref, key=uuid4()), form.typed()
    found = {(one.project, one.association): one for one in desk.read(targets)}
    typed = _typed(desk, draft, found)
    if typed is None:
        return None
    form.fill(typed, stands_for=ref)
    if not unreadable(form) and _same(draft_of(form, office=draft.office, batch=None), draft):
        return Reopened(ref, batch, form.typed(), before)
    form.fill(before)
    return None


def righting(desk: Desk, reopened: Reopened, right: PaymentDraft) -> Callable[[Books], str]:
    """Return what records the line as it stands now in the place of the one opened again, and tells its reference.

    It raises what ``correct_payment`` raises.
    """
    from donations_app.services.payments.corrections import correct_payment

    reason, signer = _("Put right while its batch was typed"), desk.signing.signer()
    return lambda books: correct_payment(books, reopened.ref, right, reason=reason, signer=signer).recorded


def _typed(desk: Desk, draft: PaymentDraft, found: Targets) -> Typed | None:
    shared = _nature(draft.lines)
    if shared is None or draft.method not in (*METHODS_TYPED, "none"):
        return None
    nature, dues, given = shared
    parts = _parts(_whole(draft.lines) if nature == "dues" else given, found)
    if parts is None:
        return None
    row = desk.read(party, draft.payer) if draft.payer else None
    payer = Choice(row.ref, row.name) if row else Choice(ANONYMOUS, _("Anonymous"))
    return Typed(
        payer=payer,
        searched=payer.name,
        nature=nature,
        other_kind=given.kind if nature == "other" else "participation",
        method=draft.method if draft.method in METHODS_TYPED else METHODS_TYPED[0],
        texts=_texts(desk, draft, nature, dues) | rare_texts(draft, given),
        parts=parts,
        by_wish=given.earmarked_by_donor,
        chosen=RareChoices.of(given),
    )


def _texts(desk: Desk, draft: PaymentDraft, nature: str, dues: Sequence[LineDraft]) -> dict[str, str]:
    is_banked = draft.method in BANKED
    years = [(line.dues_year or 0, Money(minor_of(line))) for line in dues]
    return {
        "amount": figures(Money(sum(map(minor_of, draft.lines)))),
        "dues_amount": figures(Money(sum(map(minor_of, dues)))) if nature == "both" else "",
        "dues_year": years_text(years) if years else str(desk.today().year),
        "on": _day(draft.credited_on if is_banked else draft.received_on),
        "credited_on": "" if is_banked else _day(draft.credited_on),
        "cheque_number": draft.cheque_number,
        "cheque_date": _day(draft.cheque_date),
        "bank": draft.bank,
    }


def _whole(lines: Sequence[LineDraft]) -> LineDraft:
    """Return lines as one, to show where their cents go together."""
    sums: dict[tuple[str, str], Money] = {}
    for part in (part for line in lines for part in line.allocations):
        target = (part.project, part.association)
        sums[target] = sums.get(target, ZERO) + part.amount
    parts = tuple(
        AllocationDraft(amount=amount, project=project, association=association)
        for (project, association), amount in sums.items()
    )
    return replace(lines[0], amount=Money.total(line.amount for line in lines), allocations=parts)


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _nature(lines: tuple[LineDraft, ...]) -> tuple[str, Sequence[LineDraft], LineDraft] | None:
    """Return the nature, the lines of dues, and the one that the allocation is of."""
    dues = [line for line in lines if line.kind == "dues"]
    if len(dues) == len(lines):
        return "dues", dues, lines[-1]
    if len(dues) != len(lines) - 1 or lines[-1].kind == "dues":
        return None
    if dues:
        return ("both", dues, lines[-1]) if lines[-1].kind == FIRST_NATURE else None
    return (FIRST_NATURE if lines[0].kind == FIRST_NATURE else "other"), dues, lines[0]


def _parts(line: LineDraft, found: Targets) -> tuple[PartTyped, ...] | None:
    """Return the rows of a line; the last takes the rest where nothing of it is in the general fund."""
    rows = [one for one in line.allocations if one.project]
    if any((one.project, one.association) not in found for one in rows):
        return None
    takes_rest = bool(rows) and sum(one.amount.cents for one in rows) == line.amount.cents
    return tuple(
        PartTyped(
            found[one.project, one.association],
            "" if takes_rest and one is rows[-1] else figures(one.amount),
        )
        for one in rows
    )


def _same(one: PaymentDraft, other: PaymentDraft) -> bool:
    """Tell whether two drafts say the same of a payment.

    What nobody allocated is in the general fund; a cheque without a day is of the day on which it came.
    """
    return _plain(one) == _plain(other)


def _plain(draft: PaymentDraft) -> PaymentDraft:
    lines = tuple(
        replace(line, allocations=tuple(part for part in line.allocations if part.project))
        for line in draft.lines
    )
    dated = draft.cheque_date or (draft.received_on if draft.method == "cheque" else None)
    return replace(draft, key=UUID(int=0), batch=None, lines=lines, cheque_date=dated)
