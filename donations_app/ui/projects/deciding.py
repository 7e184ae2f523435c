"""The decision by which money is given: on which day, by whom, by which minutes; then it is saved."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from donations_app.domain.decisions import Decision
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.i18n import _, money
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit, say_problems


class DecisionCard(Card):
    """Day, body, minutes: all needed; the donors' consent where what they earmarked is moved."""

    saved = Signal()
    left = Signal()  # nothing is to be changed
    consent_changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(gap=10)
        self._key: UUID = uuid4()
        self._today = today
        self.day = DateEdit(_("Decided on"), today)
        self.by = TextEdit(_("By"))
        self.by.setPlaceholderText(_("Board, ordinary meeting"))
        self.minutes = TextEdit(_("Minutes"), limit=500)
        self.minutes.setPlaceholderText(_("Number, point"))
        self.consent = TextEdit(_("Donor's consent: when and how"), limit=500)
        self.fields = {
            "decided_on": Field(_("Decided on"), self.day),
            "decided_by": Field(_("By"), self.by),
            "minutes": Field(_("Minutes"), self.minutes),
            "consent": Field(_("Donor's consent: when and how"), self.consent),
        }
        self.rows.addWidget(Label(_("Decision"), "card"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme().px(14))
        self._grid.setVerticalSpacing(theme().px(8))
        self.rows.addLayout(self._grid)
        self.rows.addWidget(self.fields["consent"])
        self.arrange(narrow=False)
        hint = Wrapped(_("Each line goes into the journal, with the minutes."), "small", "muted")
        self.cancels = button(_("Begin anew"), clicked=self.left.emit)
        self.saves = button("", "primary", "check", self.saved.emit)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(12))
        foot.addWidget(hint, 1)
        foot.addWidget(self.cancels)
        foot.addWidget(self.saves)
        self.rows.addLayout(foot)
        self.consent.textEdited.connect(lambda *_: self.consent_changed.emit())
        for edit in (self.day, self.by, self.minutes):
            edit.textChanged.connect(lambda *_: self._enable())
        self._amount = 0
        self.begin()

    def arrange(self, *, narrow: bool) -> None:
        """Stand beside each other, or under each other."""
        names = ("decided_on", "decided_by", "minutes")
        for n, name in enumerate(names):
            self._grid.addWidget(self.fields[name], n if narrow else 0, 0 if narrow else n)
            self._grid.setColumnStretch(n, (2, 3, 3)[n] if not narrow or n == 0 else 0)

    def begin(self) -> None:
        """Begin another decision."""
        self._key = uuid4()
        self.day.set_day(self._today())
        for edit in (self.by, self.minutes, self.consent):
            edit.setText("")
        for field in self.fields.values():
            field.say("")

    def show_amount(self, cents: int, *, is_whole: bool, asks_consent: bool) -> None:
        """Let the button name the sum; it is open once all is there."""
        self._amount = cents if is_whole else 0
        self.saves.setText(_("Give {amount}").format(amount=money(Money(cents))))
        self.fields["consent"].setVisible(asks_consent)
        self._enable()

    def _enable(self) -> None:
        told = all(edit.text().strip() for edit in (self.by, self.minutes))
        self.saves.setEnabled(bool(self._amount) and told and not self.day.problem())

    def on(self) -> date:
        """Return the day typed, or today while it cannot be read."""
        return self.day.day() or self._today()

    def decision(self) -> Decision | None:
        """Return what is typed; where something stands against it, say so and return nothing."""
        for field in self.fields.values():
            field.say("")
        if code := self.day.problem():
            say_problems(self.fields, [Problem("decided_on", code, self.day.text())])
            self.day.setFocus()
            return None
        made = Decision(
            key=self._key,
            decided_on=self.day.parse(),
            decided_by=self.by.text(),
            minutes=self.minutes.text(),
            consent=self.consent.text().strip(),
        )
        problems = list(made.problems(today=self._today()))
        if first := say_problems(self.fields, problems):
            first.edit.setFocus()
            return None
        return made

    def refuse(self, error: InputRefused) -> bool:
        """Say what the books refuse below its field; tell whether all of it has one."""
        if first := say_problems(self.fields, error.problems):
            first.edit.setFocus()
        return all(one.field in self.fields for one in error.problems)

    def stops(self) -> list[QWidget]:
        """Return where Tab goes, as one reads."""
        return [self.day, self.by, self.minutes, self.consent, self.cancels, self.saves]
