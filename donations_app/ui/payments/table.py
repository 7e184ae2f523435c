"""Payments in a table that one sorts by its headings; its keys are those of the books."""

from collections.abc import Mapping, Sequence
from typing import Any

from donations_app.db.queries.payment_list import PaymentRow, payment_rows
from donations_app.db.queries.projects import ProjectName, project_names
from donations_app.i18n import _, day, isolated, money, pgettext
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.arranged import ArrangedTable, extra
from donations_app.ui.widgets.windowed import Column
from donations_app.words.codes import KINDS, METHODS, kinds_word, word
from donations_app.words.targets import targets_told, targets_word


class PaymentTable(ArrangedTable):
    """Who gave what, when, how and for what."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        empty = _("No payment is like that: take a filter off.")
        self._names: dict[str, ProjectName] = {}  # of the projects of the rows that are read
        super().__init__(_columns(self._names), self._rows, _("Payments"), empty=empty, order=("day", True))

    def _rows(self, keys: Sequence[int]) -> list[PaymentRow | None]:
        found, names = self._desk.read(named_rows, keys)
        self._names.update(names)
        return found

    def know(self, names: Mapping[str, ProjectName]) -> None:
        """Take note of what the projects of rows are called that are shown from now on."""
        self._names.update(names)


def named_rows(session: Any, keys: Sequence[int]) -> tuple[list[PaymentRow | None], dict[str, ProjectName]]:
    """Return payments, and what the projects on which they stand are called."""
    found = payment_rows(session, keys)
    return found, project_names(session, {code for row in found if row is not None for code in row.projects})


def _columns(names: Mapping[str, ProjectName]) -> list[Column[PaymentRow]]:
    return [
        extra("ref", _("Reference"), lambda row: isolated(row.ref), 110, order="ref"),
        Column(_("Day"), lambda row: day(row.on), 92, tone=lambda _row: "muted", order="day", code="day"),
        Column(_("Donor"), name_of, 0, weight=500, order="name", least=190, may_be_long=True, code="name"),
        Column(_("Kind"), _kind, 80, is_spare=True, rank=3, code="kind"),
        Column(_("Method"), _method, 84, is_spare=True, rank=2, order="method", code="method"),
        Column(
            _("Allocation"), lambda row: targets_word(row.projects, names), 110, is_spare=True, code="target",
            may_be_long=True, told=lambda row: targets_told(row.projects, names),
        ),
        extra("credited", _("Credited on"), _credited, 92, tone="muted"),
        extra("office", _("Office"), lambda row: isolated(row.office), 70),
        extra("batch", _("Batch"), lambda row: row.batch, 110, may_be_long=True),
        Column(_("Amount"), _amount, 84, is_amount=True, weight=500, order="amount", code="amount"),
        Column(_("Receipt"), _receipt, 80, tone=_tone, is_spare=True, rank=1, code="receipt"),
        extra("number", _("Receipt number"), lambda row: isolated(row.receipt), 150),
    ]  # fmt: skip


def name_of(row: PaymentRow) -> str:
    """Return the payer's name."""
    return row.name or _("Anonymous")


def _amount(row: PaymentRow) -> str:
    return money(row.amount)


def _credited(row: PaymentRow) -> str:
    return day(row.credited_on) if row.credited_on else ""


def _kind(row: PaymentRow) -> str:
    if len(row.kinds) > 1:
        return _("{count} kinds").format(count=isolated(str(len(row.kinds))))
    return kinds_word(row.kinds, row.dues_years) if row.kinds else word(KINDS, "")


def _method(row: PaymentRow) -> str:
    return isolated(row.cheque_number) if row.cheque_number else word(METHODS, row.method)


def _receipt(row: PaymentRow) -> str:
    if row.reversal:
        return pgettext("payments", "Taken back")
    if row.refunded:
        return _("Refunded in part")
    return _("Issued") if row.receipt else ""


def _tone(row: PaymentRow) -> str:
    if row.reversal:
        return "bad"
    if row.refunded:
        return "warn"
    return "ok" if row.receipt else ""
