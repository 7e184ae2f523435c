"""The three tables of the receipts: to issue, left out, issued."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from donations_app.domain.deliveries import Deliverable
from donations_app.domain.receipts import LeftOut, PlannedReceipt
from donations_app.domain.register import RegisterLine
from donations_app.i18n import _, count, day, isolated, money
from donations_app.ui.receipts.sending.sent_words import state_text, state_tone
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.names import said_name

_TONES = {"issued": "ok", "cancelled": "bad", "replaced": "warn"}
NamedLine = tuple[str, LeftOut]  # the payer's name, and the line


def ready_table() -> Table:
    """Return the table of planned receipts; its keys are they themselves."""
    columns: list[Column[PlannedReceipt]] = [
        Column(_("Donor"), lambda row: said_name(row.giver), 0, weight=500, may_be_long=True),
        Column(_("Payments"), lambda row: count(len(row.payments)), 104, is_amount=True, is_spare=True),
        Column(_("Amount"), lambda row: money(row.amount), 104, is_amount=True, weight=500),
        Column(
            _("State"),
            lambda row: _("To look at") if row.warnings else _("Ready"),
            104,
            tone=lambda row: "warn" if row.warnings else "ok",
        ),
    ]
    return _table(columns, list, _("Receipts to issue"), empty=_("Nothing waits for you."))


def left_table() -> Table:
    """Return the table of lines left out; its keys are they themselves with their payers' names."""
    columns: list[Column[NamedLine]] = [
        Column(_("Donor"), lambda row: row[0] or _("Anonymous"), 0, weight=500, may_be_long=True),
        Column(
            _("Payment"),
            lambda row: isolated(f"{row[1].payment}/{row[1].line}"),
            176,
            tone=lambda _row: "muted",
            is_spare=True,
        ),
        Column(_("Amount"), lambda row: money(row[1].amount), 110, is_amount=True, weight=500),
    ]
    return _table(columns, list, _("Lines left out"))


def issued_columns(sent: Mapping[str, Deliverable]) -> list[Column[RegisterLine]]:
    """Return the columns of issued receipts; ``sent`` knows by their number what became of them."""
    words = {"issued": _("Issued"), "cancelled": _("Cancelled"), "replaced": _("Replaced")}

    def state(row: RegisterLine) -> tuple[str, str]:
        known = sent.get(row.number)
        if known is None or row.status != "issued":
            return words[row.status], _TONES[row.status]
        return state_text(known), state_tone(known)

    return [
        Column(_("Number"), lambda row: isolated(row.number), 120, weight=500),
        Column(_("Donor"), lambda row: row.name, 0, may_be_long=True, least=96),
        Column(_("Amount"), lambda row: money(row.amount), 84, is_amount=True, weight=500),
        Column(_("Date"), lambda row: day(row.issued_on), 96, tone=lambda _row: "muted", is_spare=True),
        Column(_("State"), lambda row: state(row)[0], 96, tone=lambda row: state(row)[1]),
    ]


def _table(
    columns: Sequence[Column[Any]], load: Callable[[Sequence[Any]], Sequence[Any]], name: str, empty: str = ""
) -> Table:
    model: WindowedModel[Any] = WindowedModel(columns, load)
    table = Table(model, name, empty=empty)
    model.setParent(table)
    return table
