"""The card at the head of a project's page: what is missing, to whom, by when; the two bars; what to do."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from donations_app.db.queries.project_page import ProjectPage, Source
from donations_app.i18n import _, labelled, money
from donations_app.ui.desk import Desk
from donations_app.ui.projects.bars import CostBar, PartsBar
from donations_app.ui.projects.drawing import private_colour
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, Card, CheckBox, Label, Wrapped, button, clear, rule
from donations_app.ui.widgets.fields import in_order
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.signs import IconBadge
from donations_app.words.project_page import (
    agreed_cost,
    below_head,
    head_sentence,
    source_name,
    to_come,
)

_STATES = {True: ("ok", "circle-check"), False: ("bad", "circle-x"), None: ("warn", "info")}


class HeadCard(Card):
    """Shows where a project stands; the day of which it is shown stays while it reads."""

    day_chosen = Signal()
    change_wanted = Signal()
    proof_wanted = Signal()
    source_wanted = Signal(object)  # a ``Source``: its money alone

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=20, gap=10)
        self.on = AnyDateEdit(_("As on"), desk.today)
        self.on.setFixedWidth(theme().px(150))
        self.on.set_day(desk.today())
        self.on.picked.connect(self.day_chosen)
        self.on.editingFinished.connect(self.day_chosen)
        self.known = CheckBox(_("As known then"))
        self.known.setToolTip(_("Only from what had been recorded by that day"))
        self.known.toggled.connect(self.day_chosen)
        self.known.hide()
        self.changer = button(_("Change ..."), icon_name="square-pen", clicked=self.change_wanted.emit)
        self.changer.setVisible(desk.books.answers)
        self.proof = button(_("Proof file ..."), icon_name="file-text", clicked=self.proof_wanted.emit)
        as_on = Label(_("As on"), "small", "muted")
        as_on.setBuddy(self.on)
        self.tools = QWidget()
        below, self._beside = QVBoxLayout(self.tools), Flow(as_on, self.on, self.proof, self.changer)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme().px(6))
        below.addWidget(self._beside)
        below.addWidget(self.known)
        self._badge_place = QHBoxLayout()
        self.sentence, self.below = Wrapped("", "card"), Wrapped("", "small", "muted")
        words = QVBoxLayout()
        words.setSpacing(theme().px(2))
        words.addWidget(self.sentence)
        words.addWidget(self.below)
        self._head = QHBoxLayout()
        self._head.setSpacing(theme().px(12))
        self._head.addLayout(self._badge_place)
        self._head.addLayout(words, 1)
        self._head.addWidget(self.tools, 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(self._head)
        self._shown = QVBoxLayout()
        self._shown.setSpacing(theme().px(8))
        self.rows.addLayout(self._shown)
        self.legend: list[Button] = []
        in_order(self.on, self.proof, self.changer, self.known)

    def stand(self, *, is_narrow: bool) -> None:
        """Let the tools stand below the sentence where there is no room beside it."""
        whole, any_less = QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred
        self._beside.setSizePolicy(any_less if is_narrow else whole, any_less)
        self._head.removeWidget(self.tools)
        self.rows.removeWidget(self.tools)
        if is_narrow:
            self.rows.insertWidget(1, self.tools)
        else:
            self._head.addWidget(self.tools, 0, Qt.AlignmentFlag.AlignTop)

    def show_page(self, page: ProjectPage) -> None:
        """Show a project."""
        self.proof.setVisible(bool(asking(page)))
        state, sign = _STATES[page.share.share.reached]
        clear(self._badge_place)
        self._badge_place.addWidget(IconBadge(sign, state), 0, Qt.AlignmentFlag.AlignTop)
        self.sentence.setText(head_sentence(page))
        self.sentence.set_tone(state)
        self.below.setText(below_head(page))
        self.below.setVisible(bool(self.below.text()))
        clear(self._shown)
        self._shown.addWidget(CostBar(page))
        self._shown.addWidget(self._legend(page))
        if any(not one.has_left for one in page.share.associations):
            self._shown.addWidget(rule())
            told = _("The same cost, shared between the associations: the dark line is the threshold of each")
            if page.share.rule.scope != "association":
                told = _("The same cost, shared between the associations")
            line = Flow(Label(told, "small", "muted"), None, Label(agreed_cost(page), "small"))
            self._shown.addWidget(line)
            self._shown.addWidget(PartsBar(page))
        else:
            self._shown.addWidget(Label(agreed_cost(page), "small"))

    def say_nothing(self, text: str) -> None:
        """Say why there is nothing to show of the day; another one can be typed."""
        clear(self._badge_place)
        clear(self._shown)
        self.sentence.setText(text)
        self.sentence.set_tone("warn")
        self.below.hide()

    def _legend(self, page: ProjectPage) -> Flow:
        self.legend = [
            _entry(source, n, partial(self.source_wanted.emit, source))
            for n, source in enumerate(page.sources)
        ]
        extra: list[QWidget] = []
        if waiting := page.share.share.waiting:
            told = labelled(_("Waiting for its paper, not counted"), money(waiting))
            extra.append(Label(told, "small", "warn"))
        if (excess := page.share.share.excess).cents > 0:
            told = labelled(_("In kind beyond the ceiling, not counted"), money(excess))
            extra.append(Label(told, "small", "warn"))
        if coming := to_come(page):
            told = labelled(_("Of the public money still to come"), money(coming))
            extra.append(Label(told, "small", "muted"))
        if exchange := page.share.share.exchange:
            extra.append(Label(labelled(_("Exchange difference, apart"), money(exchange)), "small", "muted"))
        return Flow(*self.legend, *extra)


def asking(page: ProjectPage) -> dict[str, str]:
    """Return the funders who ask something of a project: names by references."""
    asked = [one.in_force for one in page.share.rules]
    return {one.funder_ref: one.funder_name for one in asked if one.funder_ref}


def _entry(source: Source, n: int, go: Callable[[], object]) -> Button:
    made = button(f" {source_name(source)}  {money(source.amount)}", "link", clicked=go)
    square = QPixmap(theme().px(10), theme().px(10))
    square.fill(QColor(private_colour(n)))
    made.setIcon(QIcon(square))
    made.setToolTip(_("Show this money alone"))
    return made
