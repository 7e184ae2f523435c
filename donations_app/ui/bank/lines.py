"""Lines of statements in a table, and one of them beside it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from donations_app.db.queries.bank import BankLineDetail, BankLineShown
from donations_app.db.queries.matches import MatchRow
from donations_app.i18n import _, count, day, isolated, ngettext
from donations_app.ui.payments.detail import ends
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, clear, rule
from donations_app.ui.widgets.scrolled import Scrolled, beside_bar
from donations_app.ui.widgets.signs import Pill
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.bank import account_words
from donations_app.words.bank_amounts import amount_words
from donations_app.words.codes import capital
from donations_app.words.matching import STATES, match_words

_LATE = 31  # days after which a line without a payment stands out


def age_words(one: BankLineShown, today: date) -> str:
    """Return for how many days a line has waited."""
    days = max((today - one.booked_on).days, 0)
    return ngettext("{count} day", "{count} days", days).format(count=count(days))


def is_open(one: BankLineShown) -> bool:
    """Tell whether something of a line is not explained."""
    return one.state in ("unmatched", "partial")


class LineTable(Table):
    """Lines with what the bank wrote, and for how long each has nothing beside it."""

    def __init__(
        self, read: Callable[[Sequence[int]], dict[int, BankLineShown]], today: Callable[[], date]
    ) -> None:
        self._read = read
        columns: list[Column[BankLineShown]] = [
            Column(_("Day"), lambda one: day(one.booked_on), 92, tone=lambda _one: "muted", order="day"),
            Column(
                _("What the bank wrote"),
                lambda one: isolated(one.text),
                0,
                weight=500,
                least=180,
                may_be_long=True,
            ),
            Column(_("Line"), lambda one: isolated(one.ref), 116, is_spare=True),
            Column(
                _("Amount"),
                lambda one: amount_words(one.amount, one.currency),
                124,
                is_amount=True,
                weight=500,
                colour=lambda one: theme().bad if one.amount < 0 else "",
            ),
            Column(
                _("To match"),
                lambda one: age_words(one, today()) if is_open(one) else capital(_(STATES[one.state])),
                112,
                tone=lambda one: (
                    "warn" if is_open(one) and (today() - one.booked_on).days > _LATE else "muted"
                ),
            ),
        ]
        model: WindowedModel[BankLineShown] = WindowedModel(columns, self._rows)
        super().__init__(model, _("Lines of statements"), empty=_("No statement was read yet."))
        model.setParent(self)
        self.sort_by("day", is_descending=True)

    def _rows(self, keys: Sequence[int]) -> list[BankLineShown | None]:
        found = self._read(keys)
        return [found.get(key) for key in keys]


class LinePanel(Card):
    """All that the bank says of one line, and what it was said to be, which can be taken back."""

    undone = Signal(str)  # reference of the line
    wants_match = Signal()

    def __init__(self, *, read_only: bool = False) -> None:
        super().__init__(padding=20, gap=12)
        self._read_only = read_only
        page = QWidget()
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(*beside_bar())
        self._rows.setSpacing(theme().px(10))
        self.rows.addWidget(Scrolled(page), 1)
        self.show_line(None)

    def show_line(self, one: BankLineDetail | None, matches: Sequence[MatchRow] = ()) -> None:
        """Show a line, or that none is chosen."""
        clear(self._rows)
        if one is None:
            self._rows.addWidget(Wrapped(_("Choose a line to see all of it here."), "body", "muted"))
            self._rows.addStretch(1)
            return
        self._rows.addWidget(Label(isolated(one.ref), "small", "muted"))
        self._rows.addWidget(Label(amount_words(one.amount, one.currency), "figure"))
        told = _("To match") if one.state == "unmatched" else capital(_(STATES[one.state]))
        pill = (
            Pill(_("Came back"), "bad")
            if one.is_return
            else Pill(told, "ok" if not is_open(one) else "plain")
        )
        self._rows.addWidget(pill, 0, Qt.AlignmentFlag.AlignLeading)
        for match in matches:
            self._rows.addWidget(Wrapped(match_words(match), "body"))
        if matches and not self._read_only:
            made = button(_("Undo the match"), "link", "undo-2", partial(self.undone.emit, one.ref))
            self._rows.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)
        if is_open(one) and not self._read_only:
            made = button(_("Match this line ..."), "link", "", self.wants_match.emit)
            self._rows.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)
        self._rows.addWidget(rule())
        for text in dict.fromkeys(filter(None, (one.counterpart, one.label, one.remittance))):
            self._rows.addWidget(Wrapped(isolated(text), "body"))
        self._rows.addWidget(rule())
        for name, said in _facts(one):
            self._rows.addLayout(ends(name, isolated(said), "small"))
        self._rows.addStretch(1)


def _facts(one: BankLineDetail) -> list[tuple[str, str]]:
    parts = one.entry_amount != one.amount
    facts = [
        (_("Booked on"), day(one.booked_on)),
        (_("Value on"), day(one.value_on) if one.value_on else ""),
        (_("Part of an entry of"), amount_words(one.entry_amount, one.currency) if parts else ""),
        (_("Transactions in it"), count(one.batch) if one.batch else ""),
        (_("Ordered amount"), one.instructed),
        (_("Charges"), amount_words(one.charges, one.currency) if one.charges else ""),
        (_("Account of the other"), account_words(one.counterpart_iban)),
        (_("Reference"), one.creditor_reference),
        (_("End to end"), one.end_to_end),
        (_("Mandate"), one.mandate),
        (_("Reference of the bank"), one.bank_reference),
        (_("Kind"), one.code),
        (_("Reason of the return"), one.return_code),
        (_("Account"), account_words(one.account)),
        (_("File"), one.file),
    ]
    return [(name, said) for name, said in facts if said]
