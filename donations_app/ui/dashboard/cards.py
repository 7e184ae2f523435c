"""The cards of the dashboard."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.dashboard import LastPayment, Month
from donations_app.db.queries.projects import ProjectName
from donations_app.db.queries.share_tally import SharePart, parts_of
from donations_app.db.queries.shares import ProjectShare
from donations_app.domain.waiting import State
from donations_app.i18n import (
    _,
    count,
    isolated,
    labelled,
    language,
    limit_percent,
    money,
    percent,
    whole_euros_up,
)
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, Wrapped, button
from donations_app.ui.widgets.charts import FULL, Bar, BarChart, Gauge
from donations_app.ui.widgets.linked import ElidedLink
from donations_app.ui.widgets.signs import IconBadge, Pill
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import METHODS, MONTHS, RECEIPTS, short_day, together, word
from donations_app.words.names import short_name
from donations_app.words.targets import targets_told, targets_word

GAUGES = 5


class Task(Struct, frozen=True):
    """Something that waits for a hand."""

    icon_name: str
    state: str
    waiting: int
    name: str  # with {count}
    detail: str
    does: str  # empty: who looks can do nothing about it
    do: Callable[[], object]


def shares_card(
    shares: Sequence[ProjectShare],
    names: Mapping[str, ProjectName],
    to_all: Callable[[], object],
    to_project: Callable[[str], object],
    to_association: Callable[[str], object],
) -> Card:
    """Show the parts that lack most, each association a line, then those just above their threshold.

    Args:
        shares: of all projects.
        names: of projects by code.
        to_all: leads to all of them.
        to_project: called with a code.
        to_association: called with a reference.
    """
    card = Card(gap=4)
    head = QHBoxLayout()
    head.addWidget(Label(_("Private share by association"), "card"), 1)
    if shares:
        head.addWidget(button(_("See all"), "link", clicked=to_all))
    card.rows.addLayout(head)
    if not shares:
        told = _("No project yet. Record one under “Projects and shares”, or bring a list: Ctrl+I.")
        card.rows.addWidget(Wrapped(told, "body", "muted"))
        card.rows.addStretch(1)
        return card
    marks = sorted({row.rule.minimum for row in shares})
    said = _("Threshold of the funders: {percent}").format(percent=together(*map(limit_percent, marks)))
    card.rows.addWidget(Label(said, "small", "muted"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme().px(14))
    grid.setVerticalSpacing(theme().px(8))
    grid.setColumnStretch(0, 9)  # names before bars
    grid.setColumnStretch(1, 4)
    grid.setColumnMinimumWidth(1, theme().px(88))
    if len(marks) == 1:
        grid.addLayout(_over_gauge(marks[0]), 0, 1)
    for line, part in enumerate(parts_of(shares)[:GAUGES], 1):
        _add_share(grid, line, part, names[part.project.code], (to_project, to_association))
    card.rows.addLayout(grid)
    card.rows.addStretch(1)
    return card


def _over_gauge(mark: int) -> QHBoxLayout:
    """Return the threshold written above its mark on the gauges below."""
    place, row = min(mark, FULL), QHBoxLayout()
    row.addStretch(place)
    row.addWidget(Label(limit_percent(mark), "axis", "muted"))
    row.addStretch(FULL - place)
    return row


def _add_share(
    grid: QGridLayout,
    line: int,
    part: SharePart,
    called: ProjectName,
    go: tuple[Callable[[str], object], Callable[[str], object]],
) -> None:
    """Add a line that leads to an association or, where none has the part, to its project."""
    share, project, title = part.share, part.project, called.title(language())
    to_project, to_association = go
    state, said = _stand(part)
    words = QVBoxLayout()
    words.setSpacing(0)
    name = ElidedLink(
        part.name or title,
        lambda: to_association(part.association) if part.name else to_project(project.code),
        short=short_name(part.name) or called.short(language()),
    )
    words.addWidget(name)
    below = title if part.name else isolated(project.code)
    words.addWidget(Elided(below, "small", "muted", short=called.short(language())))
    gauge = Gauge(
        share.basis_points, mark=project.rule.minimum, state=state, name=labelled(part.name or title, said)
    )
    number = Label(percent(share.basis_points), "strong")
    number.setAlignment(
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    )
    grid.addLayout(words, line, 0)
    grid.addWidget(gauge, line, 1)
    grid.addWidget(number, line, 2)
    grid.addWidget(Pill(said, state), line, 3, Qt.AlignmentFlag.AlignLeft)


def _stand(part: SharePart) -> tuple[str, str]:
    """Return the tone and the words of a part's verdict."""
    share = part.share
    if share.reached is None:
        return "warn", _("Part of the cost not stated")
    if not share.reached:
        return "bad", _("Missing {amount}").format(amount=whole_euros_up(share.missing))
    return (
        ("warn", _("To watch"))
        if share.basis_points < part.project.rule.minimum + 100
        else ("ok", _("Reached"))
    )


def months_card(found: Sequence[Month], year: int) -> Card:
    """Show what each month of the year brought, up to this one."""
    card = Card(gap=4)
    name = _("Gifts and dues received by month, {year}").format(year=isolated(str(year)))
    card.rows.addWidget(Label(name, "card"))
    card.rows.addWidget(Label(_("in thousands of euros"), "small", "muted"))
    legend = QHBoxLayout()
    legend.setSpacing(theme().px(6))
    for name, colour in zip((_("Gifts"), _("Direct debits"), _("Dues")), theme().chart, strict=True):
        square = QWidget()
        square.setFixedSize(theme().px(10), theme().px(10))
        square.setStyleSheet(f"background: {colour}; border-radius: 3px;")
        legend.addWidget(square)
        legend.addWidget(Label(name, "small", "muted"))
        legend.addSpacing(theme().px(10))
    legend.addStretch(1)
    card.rows.addLayout(legend)
    bars = [
        Bar(
            _(MONTHS[month.month - 1]).lower(),
            (month.gifts.cents / 100, month.recurring.cents / 100, month.dues.cents / 100),
            month is found[-1],
        )
        for month in found
    ]
    chart = BarChart(bars, name)
    chart.setMinimumHeight(theme().px(168))
    card.rows.addWidget(chart, 1)
    return card


class LastCard(Card):
    """The payments recorded last; each leads to its donor, and any payment may be put right.

    Args:
        found: newest first.
        states: what the plan says of their receipts; one that it has not judged yet is not there.
        to_donor: called with a reference; ``None`` where nothing may be written.
        to_right: opens what finds a payment.
        names: of projects by code.
    """

    def __init__(
        self,
        found: Sequence[LastPayment],
        states: Mapping[str, State],
        to_donor: Callable[[str], object] | None,
        to_right: Callable[[], object],
        names: Mapping[str, ProjectName],
    ) -> None:
        super().__init__(gap=6)
        self._states = states
        head = QHBoxLayout()
        head.addWidget(Label(_("Last payments"), "card"), 1)
        if to_donor is not None:
            head.addWidget(button(_("Put right ..."), "link", clicked=to_right))
        self.rows.addLayout(head)
        columns: list[Column[LastPayment]] = [
            Column(_("Date"), lambda row: short_day(row.on), 78, tone=lambda _row: "muted"),
            Column(_("Donor"), lambda row: row.name or _("Anonymous"), 0, weight=500, may_be_long=True),
            Column(_("Method"), lambda row: word(METHODS, row.method), 100, is_spare=True),
            Column(
                _("Allocation"), lambda row: targets_word(row.projects, names), 118, may_be_long=True,
                told=lambda row: targets_told(row.projects, names),
            ),
            Column(_("Amount"), lambda row: money(row.amount), 108, is_amount=True, weight=500),
            Column(_("Receipt"), lambda row: self._receipt(row)[0], 104, tone=lambda row: self._receipt(row)[1]),
        ]  # fmt: skip
        rows = {row.ref: row for row in found}
        model: WindowedModel[LastPayment] = WindowedModel(columns, lambda keys: [rows[key] for key in keys])
        self._table = Table(model, _("Last payments"), empty=_("No payment is recorded yet."))
        model.setParent(self._table)
        model.show_keys(list(rows))
        self._table.show_rows(len(found), least=2)
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if to_donor is not None:
            self._table.follow(lambda row: to_donor(found[row].payer) if found[row].payer else None)
        self.rows.addWidget(self._table)
        self.rows.addStretch(1)

    def show_states(self, states: Mapping[str, State]) -> None:
        """Show what the plan says by now."""
        self._states = states
        model = self._table.model()
        if last := model.rowCount():
            model.dataChanged.emit(model.index(0, 0), model.index(last - 1, model.columnCount() - 1))

    def _receipt(self, row: LastPayment) -> tuple[str, str]:
        if row.ref not in self._states:
            return "…", "muted"
        name, tone = RECEIPTS[self._states[row.ref]]
        return _(name), tone


def tasks_card(tasks: Sequence[Task], *, is_narrow: bool = False) -> Card:
    """Show what waits for a hand, each with the one action that helps, below it where the card is narrow."""
    card = Card(gap=8)
    card.rows.addWidget(Label(_("To do"), "card"))
    waiting = [task for task in tasks if task.waiting]
    for task in waiting:
        card.rows.addLayout(_task_row(task, is_narrow=is_narrow))
    if not waiting:
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        row.addWidget(IconBadge("circle-check", "ok"))
        row.addWidget(Label(_("Nothing waits for you."), "name"), 1)
        card.rows.addLayout(row)
    card.rows.addStretch(1)
    return card


def _task_row(task: Task, *, is_narrow: bool) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().px(12))
    row.addWidget(IconBadge(task.icon_name, task.state), 0, Qt.AlignmentFlag.AlignVCenter)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Wrapped(task.name.format(count=count(task.waiting)), "name"))
    words.addWidget(Wrapped(task.detail, "small", "muted"))
    row.addLayout(words, 1)
    if task.does:
        does = button(task.does, "small", clicked=task.do)
        if is_narrow:
            words.addSpacing(theme().px(6))
            words.addWidget(does, 0, Qt.AlignmentFlag.AlignLeading)
        else:
            row.addWidget(does)
    return row
