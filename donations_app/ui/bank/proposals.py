"""A line of the bank with what it may be: boxes to choose by a key, the likeliest first."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from donations_app.domain.matching import CERTAIN, LIKELY, Proposal
from donations_app.i18n import _, count, day, isolated
from donations_app.services.bank.proposing import ProposedLine
from donations_app.ui.bank.rate import RateAsked
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import (
    Card,
    CheckBox,
    Elided,
    Label,
    Wrapped,
    button,
    clear,
    picture_label,
)
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.scrolled import Scrolled, beside_bar
from donations_app.ui.widgets.signs import KeyCap, Pill
from donations_app.words.bank import account_words
from donations_app.words.bank_amounts import amount_words
from donations_app.words.matching import (
    candidate_words,
    match_words,
    said_words,
    speaks_against,
    waiting_words,
)


def score_tone(score: int) -> str:
    """Return the state in whose colour a score is shown: green from 95, blue from 70, else grey."""
    return "ok" if score >= CERTAIN else "info" if score >= LIKELY else "plain"


def score_words(score: int) -> str:
    """Return a score."""
    return isolated(f"{score}\u00a0%")


class ProposalBox(QPushButton):
    """A proposal with its key, its score, and what speaks for it and against it."""

    def __init__(self, place: int, one: Proposal) -> None:
        super().__init__()
        self.setObjectName("answer")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the list keeps the keys
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        title = candidate_words(one.candidate)
        self.setAccessibleName(f"{place} {title} {score_words(one.score)}")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(12, 8, 12, 8))
        rows.setSpacing(theme().px(4))
        head = QHBoxLayout()
        head.setSpacing(theme().px(10))
        head.addWidget(KeyCap(isolated(str(place))))
        head.addWidget(Elided(title, "name"), 1)
        head.addWidget(Pill(score_words(one.score), score_tone(one.score)))
        rows.addLayout(head)
        if facts := _facts(one):
            rows.addWidget(Elided(facts, "small", "muted"))
        for said in one.said:
            row = QHBoxLayout()
            row.setSpacing(theme().px(8))
            is_against = speaks_against(said)
            sign, colour = ("triangle-alert", theme().warn) if is_against else ("check", theme().ok)
            row.addWidget(picture_label(sign, colour, 14))
            row.addWidget(Elided(said_words(said), "small"), 1)
            rows.addLayout(row)

    def sizeHint(self) -> Any:
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    minimumSizeHint = sizeHint  # noqa: N815 -- Qt's name


def _as_high(box: ProposalBox) -> QWidget:
    """Return what holds a box as high as it wants to be: the style sheet lets a button be squeezed to nothing."""
    holder = QWidget()
    rows = QVBoxLayout(holder)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.addWidget(box)
    holder.setFixedHeight(box.sizeHint().height())
    return holder


def _facts(one: Proposal) -> str:
    candidate = one.candidate
    named = candidate.payments or (candidate.to,)
    parts = [isolated(named[0])] if candidate.kind in ("payment", "return") else []
    if candidate.amount:
        parts.append(amount_words(candidate.amount, candidate.currency))
    if candidate.on:
        parts.append(day(candidate.on))
    return " · ".join(parts)


class ProposalPanel(Card):
    """The line that is looked at, its proposals, and the keys that say what it is."""

    accepted = Signal()
    passed = Signal()
    sought = Signal()
    undone = Signal()  # what this line was said to be

    def __init__(self, today: Callable[[], date], *, read_only: bool) -> None:
        super().__init__(padding=20, gap=10)
        self._read_only = read_only
        self.one: ProposedLine | None = None
        self.boxes: list[ProposalBox] = []
        page = QWidget()
        self._head, self._rows = QVBoxLayout(), QVBoxLayout()
        for rows in (self._head, self._rows):
            rows.setSpacing(theme().px(8))
        self.rate = RateAsked(today)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(*beside_bar())
        whole.setSpacing(theme().px(8))
        whole.addLayout(self._head)
        whole.addWidget(self.rate)
        whole.addLayout(self._rows)
        whole.addStretch(1)
        self._scrolled = Scrolled(page)
        self.rows.addWidget(self._scrolled, 1)
        self.learns = CheckBox(_("Remember whose account it is"))
        self.learns.setChecked(True)
        self.learns.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rows.addWidget(self.learns)
        self.accepts = button(_("Accept"), "primary", "check", self.accepted.emit)
        self.seeks = button(_("Find ..."), "", "", self.sought.emit)
        self.passes = button(_("Pass"), "", "", self.passed.emit)
        self.acts = Flow(self.accepts, self.seeks, self.passes)
        self.rows.addWidget(self.acts)

    def show_line(self, one: ProposedLine | None, *, place: int, of: int, today: date) -> None:
        """Show a line, the first of its proposals chosen; or that none is left."""
        self.one, self.boxes = one, []
        clear(self._head)
        clear(self._rows)
        self.acts.setVisible(one is not None and not self._read_only)
        self.learns.setVisible(bool(one and one.line.amount > 0 and one.proposals) and not self._read_only)
        self.rate.ask(one, ())
        if one is None:
            self._rows.addWidget(Wrapped(_("All lines are explained."), "body", "muted"))
            return
        self._show_head(one, place, of, today)
        for match in one.matches:
            self._rows.addWidget(Wrapped(match_words(match), "small", "muted"))
        for number, proposal in enumerate(one.proposals, 1):
            box = ProposalBox(number, proposal)
            box.clicked.connect(partial(self.choose, number))
            self.boxes.append(box)
            self._rows.addWidget(_as_high(box))
        if not one.proposals:
            self._rows.addWidget(Wrapped(_("Nothing in the books is like it."), "body", "muted"))
            if one.line.amount > 0:
                told = _("A slip is proposed once it is noted as handed in.")
                self._rows.addWidget(Wrapped(told, "small", "muted"))
        self.accepts.setEnabled(bool(one.proposals))
        self.choose(1)

    def _show_head(self, one: ProposedLine, place: int, of: int, today: date) -> None:
        waits = waiting_words(max(one.age(today), 0))
        told = _("Line of {day}, {place} of {count}").format(
            day=day(one.line.booked_on), place=count(place), count=count(of)
        )
        self._head.addWidget(Label(f"{told} · {waits}", "small", "muted"))
        head = QHBoxLayout()
        head.addWidget(Label(amount_words(one.left, one.line.currency), "figure"), 1)
        told, tone = (_("Came in"), "info") if one.line.amount > 0 else (_("Left the account"), "bad")
        head.addWidget(Pill(told, tone), 0, Qt.AlignmentFlag.AlignVCenter)
        self._head.addLayout(head)
        self._head.addWidget(Wrapped(isolated(one.line.text), "name"))
        if iban := one.line.counterpart_iban:
            self._head.addWidget(Wrapped(isolated(account_words(iban)), "small", "muted"))

    def choose(self, place: int) -> None:
        """Choose a proposal by its key."""
        if not 0 < place <= len(self.boxes):
            return
        for number, box in enumerate(self.boxes, 1):
            box.setChecked(number == place)
        self._ask_rate()
        if place > 1:
            self._scrolled.ensureWidgetVisible(self.boxes[place - 1])

    def _ask_rate(self) -> None:
        """Ask for a rate where what is chosen is recorded with a line in another currency."""
        chosen = self.chosen() if not self._read_only else None
        self.rate.ask(self.one, [chosen.candidate.kind] if chosen else [])

    def show_rate(self) -> None:
        """Bring the rate into sight."""
        self._scrolled.ensureWidgetVisible(self.rate)

    def chosen(self) -> Proposal | None:
        """Return the proposal that is chosen."""
        for proposal, box in zip(self.one.proposals if self.one else (), self.boxes, strict=True):
            if box.isChecked():
                return proposal
        return None
