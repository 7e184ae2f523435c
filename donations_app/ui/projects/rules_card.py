"""What funders ask of a project: each rule with its verdict, its conditions, and where it is published."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from donations_app.db.queries.project_page import ProjectPage
from donations_app.db.queries.shares import RuleShare
from donations_app.domain.share_verdicts import strictest
from donations_app.i18n import _, day, isolated, labelled
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import (
    Button,
    Card,
    Label,
    Wrapped,
    button,
    clear,
    picture_label,
    rule,
)
from donations_app.ui.widgets.elided_link import ElidedLink
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.signs import Pill
from donations_app.words.funding import conditions, counted_how, unconfirmed
from donations_app.words.project_page import ConditionLine, condition_lines, rule_name, rule_verdict

_SAID = 190  # pixels up to which what fails stands on one line
_SIGNS = {True: ("ok", "circle-check"), False: ("bad", "circle-x"), None: ("warn", "info")}


class RulesCard(Card):
    """Shows the rules of one project; a press on a name opens what it is and where it was read."""

    add_wanted = Signal()
    end_wanted = Signal(str)  # reference
    changed = Signal()  # other widgets stand there

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(padding=20, gap=6)
        self._read_only = read_only
        self._open: set[str] = set()
        self._page: ProjectPage | None = None
        self._names: dict[str, Button] = {}
        head = QHBoxLayout()
        head.addWidget(Label(_("Rules of the funders"), "card"))
        head.addStretch(1)
        self.adds = button(_("Add a rule ..."), "link", clicked=self.add_wanted.emit)
        self.adds.setVisible(not read_only)
        head.addWidget(self.adds)
        self.rows.addLayout(head)
        self._leads = Wrapped("", "small", "muted")
        self.rows.addWidget(self._leads)
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(theme().px(6))
        self.rows.addLayout(self._blocks)
        self.rows.addStretch(1)

    def show_page(self, page: ProjectPage) -> None:
        """Show the rules of a project."""
        self._page = page
        clear(self._blocks)
        self._names.clear()
        asked = asked_of(page)
        self._leads.setText("")
        if len(asked) > 1:
            lead = asked[strictest([one.verdict for one in asked])]
            told = labelled(_("the strictest leads"), lead.in_force.funder_name or rule_name(lead))
            self._leads.setText(told)
        self._leads.setVisible(len(asked) > 1)
        for n, one in enumerate(asked):
            if n:
                self._blocks.addWidget(rule())
            self._add_block(page, one)
        if not asked:
            self._blocks.addWidget(
                Wrapped(_("No funder asks anything of this project yet."), "body", "muted")
            )

    def _add_block(self, page: ProjectPage, one: RuleShare) -> None:
        ref = one.in_force.ref
        name = ElidedLink(rule_name(one), lambda: self._turn(ref), _("Show what it is and where it was read"))
        self._names[ref] = name
        beside = [] if one.in_force.rule.confirmed else [Pill(_("to be confirmed"), "plain")]
        self._blocks.addWidget(Flow(name, *beside, None, Pill(*rule_verdict(one))))
        for line in condition_lines(page, one):
            self._blocks.addLayout(condition_row(line))
        if ref in self._open:
            self._blocks.addLayout(self._opened(page, one))

    def _opened(self, page: ProjectPage, one: RuleShare) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setContentsMargins(*theme().margins(24, 0, 0, 4))
        for text in opened_lines(page, one):
            rows.addWidget(Wrapped(text, "small", "muted"))
        if not self._read_only:
            ends = button(
                _("End this rule ..."), "link", clicked=lambda: self.end_wanted.emit(one.in_force.ref)
            )
            rows.addWidget(ends, 0, Qt.AlignmentFlag.AlignLeading)
        return rows

    def _turn(self, ref: str) -> None:
        """Open a rule, or close it; the focus stays on its name."""
        self._open ^= {ref}
        if self._page is not None:
            self.show_page(self._page)
            self._names[ref].show()
            self._names[ref].setFocus()
            self.changed.emit()


def asked_of(page: ProjectPage) -> Sequence[RuleShare]:
    """Return the rules that ask something."""
    return [one for one in page.share.rules if any(conditions(one.in_force.rule))]


def opened_lines(page: ProjectPage, one: RuleShare) -> list[str]:
    """Return what an opened rule says of itself: reference, how it counts, from when, where it was read."""
    asked = one.in_force
    recorded = page.rules.get(asked.ref)
    lines = [isolated(asked.ref), counted_how(asked.rule)]
    if recorded and recorded.since:
        lines.append(_("from {day}").format(day=day(recorded.since)))
    if recorded and recorded.last_on:
        lines.append(_("until {day}: {reason}").format(day=day(recorded.last_on), reason=recorded.end_reason))
    if not asked.rule.confirmed:
        lines.append(unconfirmed(asked.rule))
    elif asked.rule.source:
        when = f" ({day(asked.rule.source_on)})" if asked.rule.source_on else ""
        lines.append(labelled(_("Source"), f"{isolated(asked.rule.source)}{when}"))
    return lines


def condition_row(line: ConditionLine) -> QHBoxLayout:
    """Return a condition with its sign and what fails or stands."""
    state, sign = _SIGNS[line.holds]
    row = QHBoxLayout()
    row.setSpacing(theme().px(8))
    row.addWidget(picture_label(sign, theme().state(state)[0], 16), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Wrapped(line.text), 5)
    tone = "bad" if line.holds is False else "muted"
    said: Label = Label(line.said, "body", tone)
    is_long = said.sizeHint().width() > theme().px(_SAID)
    if is_long:
        said = Wrapped(line.said, "body", tone)
        said.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
        row.addWidget(said, 4)
    else:
        row.addWidget(said, 0, Qt.AlignmentFlag.AlignTop)
    return row
