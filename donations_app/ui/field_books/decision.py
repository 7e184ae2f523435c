"""What one decides of a field book: one decision at a time, both sides beside each other, answers by keys."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from donations_app.domain.field_books import Decision, Ended, Fact, Odds, Review, Twice, total
from donations_app.domain.merging import facing
from donations_app.i18n import _, count, isolated, money
from donations_app.ui.people.pair_view import said
from donations_app.ui.people.pairs_list import score_state, score_words
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, Wrapped, button, clear, picture_label, tool
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.scrolled import Scrolled, beside_bar
from donations_app.ui.widgets.signs import KeyCap, Pill
from donations_app.words.codes import together
from donations_app.words.doubles import PARTS, reason_words
from donations_app.words.field_books import CHOICES, effect_words, shown_words
from donations_app.words.names import said_name

_LABEL = 84  # pixels of the names of facts
_UNTOLD = ("receipt_wish", "language", "tax_resident_fr", "country")  # what a form fills in by itself


class AnswerButton(QPushButton):
    """An answer with its key and what it does."""

    def __init__(self, name: str, effect: str, key: int) -> None:
        super().__init__()
        self.setObjectName("answer")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(together(name, effect))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(12, 5, 10, 6))
        rows.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(Elided(name, "name"), 1)
        head.addWidget(KeyCap(isolated(str(key))))
        rows.addLayout(head)
        rows.addWidget(Elided(effect, "small", "muted"))

    def sizeHint(self) -> Any:
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    minimumSizeHint = sizeHint  # noqa: N815 -- Qt's name


class DecisionPanel(Card):
    """Shows a decision; what is chosen counts once it is kept."""

    kept = Signal(str, str)  # name of the decision, answer
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__(padding=18, gap=10)
        self.decision: Decision | None = None
        self.choice = ""
        self.answers: list[AnswerButton] = []
        self.place = Label("", "small", "muted")
        self.before = tool("chevron-up", _("The decision before"), lambda: self.stepped.emit(-1))
        self.after = tool("chevron-down", _("The next decision"), lambda: self.stepped.emit(1))
        head = QHBoxLayout()
        head.addWidget(self.place, 1)
        for each in (self.before, self.after):
            head.addWidget(each)
        self.rows.addLayout(head)
        page = QWidget()
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(*beside_bar())
        self._rows.setSpacing(theme().px(10))
        self.rows.addWidget(Scrolled(page), 1)
        self._given = QVBoxLayout()
        self._given.setSpacing(theme().px(6))
        self.rows.addLayout(self._given)
        self.keeps = button(_("Keep and see the next"), "primary", "corner-down-left", self.keep)
        self.keeps.setAutoDefault(False)
        self.rows.addWidget(self.keeps)
        self.show_decision(None, (0, 0), None)

    def show_decision(self, decision: Decision | None, place: tuple[int, int], review: Review | None) -> None:
        """Show a decision, its place among all and how much it is about; or that nothing is to be decided."""
        self.decision, self.choice, self.answers = decision, decision.answer if decision else "", []
        clear(self._rows)
        clear(self._given)
        for each in (self.before, self.after):
            each.setEnabled(place[1] > 1)
        told = _("Decision {n} of {all}").format(n=count(place[0]), all=count(place[1]))
        self.place.setText(told if decision else _("Decisions"))
        if decision is None or review is None:
            self._rows.addWidget(Wrapped(_("Nothing is to be decided."), "body", "muted"))
        else:
            self._show(decision, review)
        self._rows.addStretch(1)
        self._judge()

    def _show(self, decision: Decision, review: Review) -> None:
        about = decision.about
        amount = total(one for one in review.payments if one.ref in decision.payments)
        head = QHBoxLayout()
        head.addWidget(Elided(_title(about), "card"), 1)
        if decision.payments:
            head.addWidget(Label(money(amount), "strong"))
        self._rows.addLayout(head)
        self._rows.addWidget(Wrapped(shown_words(decision), "body", "muted"))
        if isinstance(about, Twice):
            self._show_likeness(about)
            self._rows.addWidget(_both(about))
        for key, choice in enumerate(decision.choices, 1):
            made = AnswerButton(_(CHOICES[choice]), effect_words(decision, choice), key)
            made.clicked.connect(lambda *_, choice=choice: self.choose(choice))
            self.answers.append(made)
            self._given.addWidget(made)

    def _show_likeness(self, about: Twice) -> None:
        score = about.likeness.score
        told = [_reason(one, "check", theme().ok) for one in about.likeness.speaks_for]
        told += [_reason(one, "x", theme().muted) for one in about.likeness.speaks_against]
        self._rows.addWidget(Flow(Pill(score_words(score), score_state(score)), *told))

    def choose(self, choice: str) -> None:
        """Choose an answer; it is kept apart."""
        if self.decision and choice in self.decision.choices:
            self.choice = choice
            self._judge()

    def choose_nth(self, number: int) -> None:
        """Choose an answer by its key, from 1."""
        choices: Sequence[str] = self.decision.choices if self.decision else ()
        if 0 < number <= len(choices):
            self.choose(choices[number - 1])

    def keep(self) -> None:
        """Keep the answer that is chosen."""
        if self.decision and self.choice:
            self.kept.emit(self.decision.name, self.choice)

    def _judge(self) -> None:
        choices = self.decision.choices if self.decision else ()
        for choice, made in zip(choices, self.answers, strict=True):
            made.setChecked(choice == self.choice)
        self.keeps.setEnabled(bool(self.choice))
        self.keeps.setVisible(self.decision is not None)


def _title(about: Twice | Fact | Ended | Odds) -> str:
    if isinstance(about, Twice):
        return said_name(about.book)
    if isinstance(about, Odds):
        return isolated(about.payment)
    return about.who if isinstance(about, Fact) else about.title


def _both(about: Twice) -> QWidget:
    """Return what both records say where one of them says something; what differs is dark."""
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme().px(10))
    grid.setVerticalSpacing(theme().px(6))
    grid.setColumnMinimumWidth(0, theme().px(_LABEL))
    for column, title in ((1, _("Field book")), (2, isolated(about.home.ref))):
        grid.addWidget(Label(title, "label"), 0, column)
        grid.setColumnStretch(column, 1)
    row = 1
    for one in facing(about.book, about.home):
        if one.name in _UNTOLD or not (_says(one.mine) or _says(one.theirs)):
            continue
        mine, theirs = (said(one.name, values) for values in (one.mine, one.theirs))
        grid.addWidget(Wrapped(_(PARTS[one.name]), "small", "muted"), row, 0)
        for column, text in ((1, mine), (2, theirs)):
            shown = Wrapped(text, "small", "muted" if one.side == "same" else "")
            shown.setMinimumWidth(theme().px(40))  # an e-mail may be longer than its column
            grid.addWidget(shown, row, column)
        row += 1
    return whole


def _says(values: tuple[Any, ...]) -> bool:
    """Tell whether something is known: a country, or no, every record has."""
    return any(value not in ("", None, False, "FR") for value in values)


def _reason(reason: str, icon_name: str, colour: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().px(6))
    row.addWidget(picture_label(icon_name, colour, 15))
    row.addWidget(Label(reason_words(reason), "small"))
    return made
