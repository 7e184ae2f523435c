"""What is left out, by reason: one group a reason, its lines below, and what completes them."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from donations_app.domain.eligibility import COMPLETABLE, REASONS
from donations_app.domain.money import Money
from donations_app.domain.waiting import payers_of, payments_of
from donations_app.i18n import _, count, money, ngettext
from donations_app.ui.desk import Desk
from donations_app.ui.receipts.plan.completion import (
    CREDIT_REASONS,
    CompletePeople,
    WriteCredits,
)
from donations_app.ui.receipts.tables import NamedLine, left_table
from donations_app.ui.theme import theme
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.receipts import reason_sentence

_CALM = ("already_receipted", "issued_by_platform", "no_receipt_wished")  # nothing is to be done
_SETTINGS = {"signatory_missing": "signatories"}  # where the settings take a reason away
_MOST_SHOWN = 5


class Group(Struct, frozen=True):
    """The lines left out for one reason."""

    reason: str
    lines: tuple[NamedLine, ...]

    @property
    def amount(self) -> Money:
        """Their sum."""
        return Money.total(line.amount for _, line in self.lines)

    @property
    def payers(self) -> list[str]:
        """References of their payers, each once."""
        return payers_of(line for _, line in self.lines)

    @property
    def payments(self) -> list[NamedLine]:
        """Their payments, each once with the sum of its lines."""
        names = {line.payment: (name, line) for name, line in reversed(self.lines)}
        return [
            (names[ref][0], replace(names[ref][1], amount=self._amount_of(ref)))
            for ref in payments_of(line for _, line in self.lines)
        ]

    def _amount_of(self, payment: str) -> Money:
        return Money.total(line.amount for _, line in self.lines if line.payment == payment)


def groups_of(lines: Sequence[NamedLine]) -> list[Group]:
    """Return the lines by reason: first what can be completed, then in the order of the reasons."""
    by_reason: dict[str, list[NamedLine]] = {}
    for named in lines:
        by_reason.setdefault(named[1].reason, []).append(named)
    ordered = sorted(by_reason, key=lambda reason: (reason not in COMPLETABLE, REASONS.index(reason)))
    return [Group(reason, tuple(by_reason[reason])) for reason in ordered]


class LeftOutView(QWidget):
    """Groups above, lines of the chosen group below."""

    chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted: Sequence[str] = ()
        self._reasons: list[str] = []
        self.groups = _groups_table()
        self.lines = left_table()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        rows.addWidget(self.groups)
        rows.addWidget(self.lines, 1)
        self.groups.selectionModel().currentRowChanged.connect(lambda *_: self._show_lines())

    def show_lines(self, lines: Sequence[NamedLine]) -> None:
        """Show other lines; the group looked at before stays chosen where it still has some."""
        before = self._wanted or ((self.group.reason,) if self.group else ())
        found = groups_of(lines)
        self.groups.show_keys(found)
        self.groups.show_rows(_MOST_SHOWN)
        self._reasons = [group.reason for group in found]
        if found:
            self.groups.choose_row(self._place_of(before) or 0)
        self._wanted = ()
        self._show_lines()

    def choose(self, *reasons: str) -> None:
        """Choose the group of the first of these reasons that has one, now or when it is next read."""
        place = self._place_of(reasons)
        self._wanted = reasons if place is None else ()
        if place is not None:
            self.groups.choose_row(place)

    def _place_of(self, reasons: Sequence[str]) -> int | None:
        return next((self._reasons.index(one) for one in reasons if one in self._reasons), None)

    @property
    def group(self) -> Group | None:
        """The group chosen."""
        key = self.groups.current_key()
        return key if isinstance(key, Group) else None

    def _show_lines(self) -> None:
        self.lines.show_keys(self.group.lines if self.group else ())
        self.chosen.emit()

    def action_text(self) -> str:
        """Return what the button says for the chosen group; nothing when nothing can be completed here."""
        group = self.group
        if group is None or group.reason not in COMPLETABLE:
            return ""
        if group.reason in _SETTINGS:
            return _("Open the settings")
        if group.reason in CREDIT_REASONS:
            number = len(group.payments)
            return ngettext("Write {count} day", "Write {count} days", number).format(count=count(number))
        number = len(group.payers)
        return ngettext("Complete {count} donor", "Complete {count} donors", number).format(
            count=count(number)
        )

    def setting(self) -> str:
        """Return the part of the settings that takes the reason of the chosen group away, or nothing."""
        return _SETTINGS.get(self.group.reason, "") if self.group else ""

    def complete(self) -> CompletePeople | WriteCredits | None:
        """Open what goes through the chosen group; one after the other, Enter for the next."""
        group = self.group
        if group is None or group.reason not in COMPLETABLE or self.setting():
            return None
        why = reason_sentence(group.reason)
        dialog: CompletePeople | WriteCredits
        if group.reason in CREDIT_REASONS:
            dialog = WriteCredits(_("Days of credit"), why, group.payments, self._desk, self)
        else:
            items = [(payer, group.reason) for payer in group.payers]
            dialog = CompletePeople(_("Complete donors"), why, items, self._desk, self)
        dialog.open()
        return dialog


def _groups_table() -> Table:
    columns: list[Column[Group]] = [
        Column(_("Why"), lambda row: reason_sentence(row.reason), 0, weight=500, wraps=True),
        Column(_("Lines"), lambda row: count(len(row.lines)), 72, is_amount=True),
        Column(_("Amount"), lambda row: money(row.amount), 110, is_amount=True, weight=500),
        Column(_("State"), _state, 112, tone=_tone),
    ]
    model: WindowedModel[Group] = WindowedModel(columns, list)
    table = Table(model, _("Reasons"), empty=_("Nothing is left out."))
    model.setParent(table)
    return table


def _state(group: Group) -> str:
    if group.reason in COMPLETABLE:
        return _("To complete")
    return _("Settled") if group.reason in _CALM else _("By rule")


def _tone(group: Group) -> str:
    if group.reason in COMPLETABLE:
        return "warn"
    return "ok" if group.reason in _CALM else "plain"
