"""Beside the list of members: the year by kind of membership, and what a run of reminders would do."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from donations_app.domain.dues_calls import CallPlan, counted
from donations_app.domain.money import Money
from donations_app.i18n import _, count, isolated, money, ngettext
from donations_app.ui.members.counting import KindTotals
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, Wrapped, button, clear, rule
from donations_app.ui.widgets.fields import before_in_order
from donations_app.words.codes import CALLS, together, word
from donations_app.words.dues import left_out_word
from donations_app.words.letters import plan_words

_LANGUAGES: Final = ("fr", "ar", "en")


class KindsCard(Card):
    """Each kind of membership: its fee, how many are up to date, and what came in."""

    fees_wanted = Signal()

    def __init__(self, *, writes: bool) -> None:
        super().__init__(padding=16, gap=8)
        head = QHBoxLayout()
        head.addWidget(Label(_("By membership"), "card"), 1)
        fees = button(_("Fees ..."), "link", clicked=self.fees_wanted.emit)
        fees.setVisible(writes)
        self.fees = fees
        head.addWidget(fees)
        self.rows.addLayout(head)
        self._grid = QVBoxLayout()
        self._grid.setSpacing(theme().px(6))
        self.rows.addLayout(self._grid)

    def show_kinds(self, kinds: Sequence[KindTotals]) -> None:
        """Show kinds, and their sums below them."""
        clear(self._grid)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(12))
        grid.setVerticalSpacing(theme().px(6))
        for line, kind in enumerate(kinds):
            cells = (
                Elided(kind.name),
                Label(money(kind.fee), "body", "muted"),
                _ratio(kind.paid, kind.owing),
                Label(money(kind.received), "strong"),
            )
            for column, cell in enumerate(cells):
                grid.addWidget(cell, line, column, _AT_START if column == 0 else _AT_END)
            cells[0].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        grid.setColumnStretch(0, 1)
        line = len(kinds)
        grid.addWidget(rule(), line, 0, 1, 4)
        grid.addWidget(Label(_("In all"), "strong"), line + 1, 0)
        paid, owing = sum(kind.paid for kind in kinds), sum(kind.owing for kind in kinds)
        grid.addWidget(_ratio(paid, owing), line + 1, 2, _AT_END)
        received = Money.total(kind.received for kind in kinds)
        grid.addWidget(Label(money(received), "strong"), line + 1, 3, _AT_END)
        self._grid.addWidget(inside)


_AT_START: Final = Qt.AlignmentFlag.AlignVCenter
_AT_END: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing


def _ratio(paid: int, owing: int) -> Label:
    return Label(isolated(f"{paid} / {owing}"), "body", "muted")


class RunCard(Card):
    """What a run of calls and reminders would write, by which way, and who is left out and why."""

    prepare_wanted, letters_wanted = Signal(), Signal()
    reason_wanted = Signal(str)  # its members are to be listed

    def __init__(self, *, writes: bool) -> None:
        super().__init__(padding=16, gap=8)
        self.title = Label("", "card")
        self.rows.addWidget(self.title)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme().px(6))
        self.rows.addLayout(self._lines)
        self.rows.addStretch(1)
        self.letters = button(_("Letters ..."), clicked=self.letters_wanted.emit)
        self.prepares = button(_("Prepare"), "primary", icon_name="mail", clicked=self.prepare_wanted.emit)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.letters)
        row.addWidget(self.prepares, 1)
        self.rows.addLayout(row)
        self.prepares.setVisible(writes)
        self.reasons: dict[str, QWidget] = {}

    def show_plan(self, plan: CallPlan, year: int) -> None:
        """Show what a run would do now."""
        self.title.setText(_("Letters about dues of {year}").format(year=isolated(str(year))))
        clear(self._lines)
        self.reasons.clear()
        self._lines.addWidget(Wrapped(plan_words(plan), "strong"))
        steps = Counter(one.step for one in plan.letters)
        for step in CALLS:
            if steps[step]:  # type: ignore[index]
                self._line(word(CALLS, step), count(steps[step]))  # type: ignore[index]
        languages = Counter(one.debtor.language for one in plan.letters)
        if languages:
            said = [isolated(f"{languages[code]} {code}") for code in _LANGUAGES if languages[code]]
            self._line(_("Languages"), together(*said))
        self._show_left_out(plan)
        before_in_order(self.letters, self.reasons.values())
        number = len(plan.letters)
        told = ngettext("Prepare {count} letter", "Prepare {count} letters", number)
        self.prepares.setText(told.format(count=count(number)))
        self.prepares.setEnabled(bool(number))

    def _show_left_out(self, plan: CallPlan) -> None:
        if not plan.left_out:
            return
        self._lines.addWidget(rule())
        number = len(plan.left_out)
        told = ngettext("{count} left out, with the reason", "{count} left out, with their reasons", number)
        self._lines.addWidget(Label(told.format(count=count(number)), "strong"))
        for reason, several in counted(plan.left_out).items():
            link = button(count(several), "link", clicked=partial(self.reason_wanted.emit, reason))
            link.setAccessibleName(f"{left_out_word(reason)}: {count(several)}")
            self.reasons[reason] = link
            self._line(left_out_word(reason), link)

    def _line(self, said: str, shown: str | QWidget) -> None:
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Elided(said), 1)
        row.addWidget(Label(shown, "strong") if isinstance(shown, str) else shown)
        self._lines.addWidget(inside)
