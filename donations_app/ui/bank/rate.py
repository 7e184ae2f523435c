"""By which rate a gift that the bank brings in another currency becomes euros: that of the books, or one typed."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.rates import DatedRate, by_rate, in_euros
from donations_app.domain.typed import clean_text
from donations_app.i18n import _, money
from donations_app.services.bank.proposing import ProposedLine
from donations_app.ui.payments.rare import RateEdit, unclean
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.bank_amounts import amount_words
from donations_app.words.matching import rate_words
from donations_app.words.phrases import problem_sentence

_BY_RATE: Final = frozenset({"gift", "instalment"})  # what is recorded with the line


class RateAsked(QWidget):
    """Shows the rate that stands in the books for the day of a line, to be changed; where none does, asks for one."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._one: ProposedLine | None = None
        self.rate = RateEdit(_("For one euro"))
        self.on = DateEdit(_("Day of the rate"), today)
        self.source = TextEdit(_("Source of the rate"))
        self.source.setPlaceholderText(_("Bank Al-Maghrib, the bank's slip ..."))
        self.rate_field = Field(_("For one euro"), self.rate)
        self.on_field = Field(_("Day of the rate"), self.on)
        self.source_field = Field(_("Source of the rate"), self.source)
        self.worth = Wrapped("", "strong")
        self.known = Wrapped("", "small", "muted")
        self.takes = button(_("Take this rate"), "link", clicked=self._take)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(6))
        first = QHBoxLayout()
        first.setSpacing(theme().px(8))
        for field, share in ((self.rate_field, 3), (self.on_field, 5), (self.source_field, 5)):
            first.addWidget(field, share)
        rows.addLayout(first)
        rows.addWidget(self.known)
        rows.addWidget(self.takes, 0, Qt.AlignmentFlag.AlignLeading)
        rows.insertWidget(0, self.worth)
        self.rate.textChanged.connect(lambda *_: self._show_worth())
        self.hide()

    def ask(self, one: ProposedLine | None, kinds: Collection[str]) -> None:
        """Ask for the rate of a line that shall be some things; what is typed stays while the books know no more.

        Args:
            one: the line; ``None``: there is none.
            kinds: of what it shall be.
        """
        if _known(one) != _known(self._one):
            self._one = one
            self._fill()
        self.setVisible(
            one is not None
            and one.left > 0
            and by_rate(one.line.currency)
            and bool(_BY_RATE.intersection(kinds))
        )

    @property
    def is_asked(self) -> bool:
        """Whether a rate is wanted, in sight or not."""
        return not self.isHidden()

    def _fill(self) -> None:
        """Show what the books know."""
        known = self._one.rate if self._one else None
        for field in (self.rate_field, self.on_field, self.source_field):
            field.say("")
        self._set(known if known and known.is_of_day else None)
        self.takes.setVisible(bool(known and not known.is_of_day))
        currency = self._one.line.currency if self._one else ""
        self.known.setText(
            rate_words(currency, known)
            if known
            else _("No rate of this currency stands in the books for a month.")
        )
        self._show_worth()

    def _set(self, rate: DatedRate | None) -> None:
        self.rate.setText(rate.rate.replace(".", ",") if rate else "")
        self.source.setText(rate.source if rate else "")
        self.on.set_day(rate.on if rate else self._one.line.booked_on if self._one else None)

    def _take(self) -> None:
        """Take the last rate that the books know."""
        if self._one:
            self._set(self._one.rate)

    def _show_worth(self) -> None:
        """Show what the line is in euros, once the rate can be read."""
        one = self._one
        is_known = one is not None and not self.rate.problem()
        self.worth.setVisible(is_known)
        if one is not None and is_known:
            given = amount_words(one.left, one.line.currency)
            self.worth.setText(f"{given} = {money(in_euros(one.left, one.line.currency, self.rate.parse()))}")

    def is_said(self) -> bool:
        """Tell whether the rate is said wherever one is asked for; say what is wrong and go there."""
        if not self.is_asked:
            return True
        wrong: list[tuple[Field, str, str]] = [
            (field, problem, edit.text())
            for field, edit in ((self.rate_field, self.rate), (self.on_field, self.on))
            if (problem := edit.problem())
        ]
        if not self.source.text().strip():
            wrong.append((self.source_field, "missing", ""))
        wrong += unclean(self.source_field)
        for field in (self.rate_field, self.on_field, self.source_field):
            field.say("")
        for field, problem, typed in wrong:
            field.say(problem_sentence(problem, typed), "bad")
        if wrong:
            wrong[0][0].edit.setFocus()
        return not wrong

    def stated(self) -> DatedRate | None:
        """Return the rate, once it is said; ``None`` where none is asked for."""
        if not self.is_asked:
            return None
        return DatedRate(self.rate.parse(), clean_text(self.source.text()), self.on.parse())


def _known(one: ProposedLine | None) -> tuple[int, int, DatedRate | None] | None:
    return (one.line.id, one.left, one.rate) if one else None
