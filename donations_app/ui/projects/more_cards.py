"""The lower cards of a project's page: financing plan, what it costs from when, what was spent, its journal."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from donations_app.db.queries.earmarked import Spent
from donations_app.db.queries.project_page import ProjectPage
from donations_app.domain.financing import FunderPlan
from donations_app.domain.tracing import TracedEntry
from donations_app.i18n import _, count, day, isolated, labelled, moment, money, money_in
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, clear, rule
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import together
from donations_app.words.entries import act_words
from donations_app.words.funding import STAGES
from donations_app.words.projects import budget_lines, project_lines

_FEW, _MOST = 6, 200  # entries of the journal shown at first, and once more are asked for


class _List(Card):
    """A card with a title, a link beside it, and rows."""

    wanted = Signal()

    def __init__(self, title: str, link: str, *, read_only: bool) -> None:
        super().__init__(padding=20, gap=8)
        head = QHBoxLayout()
        head.addWidget(Label(title, "card"), 1)
        self.link = button(link, "link", clicked=self.wanted.emit)
        self.link.setVisible(bool(link) and not read_only)
        head.addWidget(self.link)
        self.rows.addLayout(head)
        self.list = QVBoxLayout()
        self.list.setSpacing(theme().px(4))
        self.rows.addLayout(self.list)
        self.rows.addStretch(1)
        self._read_only = read_only


class PlanCard(_List):
    """What funders promised, agreed and gave; each promise and agreement can be changed from here."""

    change_wanted = Signal(str)  # reference of a promise or an agreement
    to_person = Signal(str)  # reference of a funder

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(_("Financing plan"), _("Promise or agreement ..."), read_only=read_only)

    def show_page(self, page: ProjectPage) -> None:
        """Show the plan of a project."""
        clear(self.list)
        if not page.plan:
            self.list.addWidget(Wrapped(_("No funder promised or agreed anything yet."), "body", "muted"))
            return
        columns: list[Column[FunderPlan]] = [
            Column(_("Funder"), lambda one: one.name, 0, weight=500, may_be_long=True, least=110),
            Column(_("Promised"), lambda one: _units(one.promised, one), 72, is_amount=True),
            Column(_("Agreed"), lambda one: _units(one.agreed, one), 72, is_amount=True),
            Column(_("Received"), lambda one: _units(one.received, one), 72, is_amount=True),
            Column(_("To come"), lambda one: _units(one.left, one), 72, is_amount=True, is_spare=True),
        ]
        plans = page.plan
        model: WindowedModel[FunderPlan] = WindowedModel(columns, lambda keys: [plans[key] for key in keys])
        table = Table(model, _("Financing plan"))
        model.setParent(table)
        model.show_keys(range(len(plans)))
        table.show_rows(8, least=min(3, len(plans)))
        table.follow(lambda n: self.to_person.emit(plans[n].funder))
        self.list.addWidget(table)
        for plan in plans:
            for one in plan.commitments:
                row = QHBoxLayout()
                said = together(
                    plan.name, _(STAGES[one.stage]), money_in(one.minor, plan.currency), day(one.stated_on),
                    *([isolated(one.reference)] if one.reference else ()),
                )  # fmt: skip
                row.addWidget(Wrapped(said, "small", "muted"), 1)
                if not self._read_only:
                    changes = button(
                        _("Change ..."), "link", clicked=partial(self.change_wanted.emit, one.ref)
                    )
                    changes.setAccessibleName(labelled(plan.name, _("Change ...")))
                    row.addWidget(changes, 0, Qt.AlignmentFlag.AlignTop)
                self.list.addLayout(row)


def _units(minor: int, plan: FunderPlan) -> str:
    return money_in(minor, plan.currency) if minor else "–"


class BudgetsCard(_List):
    """What the project costs from which day on, why that changed, and who said so."""

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(_("Facts, cost and parts"), _("Change the parts ..."), read_only=read_only)

    def show_page(self, page: ProjectPage) -> None:
        """Show the facts of a project and its budgets, the newest first."""
        clear(self.list)
        for text in project_lines(page.card.facts)[1:]:
            self.list.addWidget(Wrapped(text, "small", "muted"))
        self.list.addWidget(rule())
        for one in reversed(page.card.budgets):
            first, *others = budget_lines(one)
            self.list.addWidget(Wrapped(first))
            for text in others:
                self.list.addWidget(Wrapped(text.strip(), "small", "muted"))


class SpendingsCard(_List):
    """What was spent on the project."""

    right_wanted = Signal(str)  # reference of a spending

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(_("Spent"), _("Record a spending ..."), read_only=read_only)

    def show_page(self, page: ProjectPage) -> None:
        """Show what was spent on a project, the newest first."""
        clear(self.list)
        if year := page.earmarked:
            told = _(
                "Earmarked by donors in {year}: carried over {carried}, received {received}, used {used}, left {left}"
            )
            sums = {name: money(getattr(year, name)) for name in ("carried", "received", "used", "left")}
            self.list.addWidget(Wrapped(told.format(year=isolated(str(year.year)), **sums), "small", "muted"))
        if not page.spendings:
            self.list.addWidget(Wrapped(_("Nothing was spent yet."), "body", "muted"))
        for one in sorted(page.spendings, key=lambda one: one.spent_on, reverse=True):
            row = QHBoxLayout()
            row.addWidget(Wrapped(_spent(one), "small"), 1)
            if not self._read_only and one.amount.cents > 0:
                rights = button(_("Put right ..."), "link", clicked=partial(self.right_wanted.emit, one.ref))
                rights.setAccessibleName(labelled(isolated(one.ref), _("Put right ...")))
                row.addWidget(rights, 0, Qt.AlignmentFlag.AlignTop)
            self.list.addLayout(row)


def _spent(one: Spent) -> str:
    earmarked = ""
    if one.earmarked:
        earmarked = _("of it earmarked: {amount}").format(amount=money(one.earmarked))
    reference = isolated(one.reference) if one.reference else ""
    return together(
        *filter(None, (day(one.spent_on), money(one.amount), one.description, reference, earmarked))
    )


class JournalCard(_List):
    """Who changed what of the project, and when."""

    def __init__(self) -> None:
        super().__init__(_("Journal"), _("See all"), read_only=False)
        self._entries: tuple[TracedEntry, ...] = ()
        self._is_whole = False
        self.wanted.connect(self._turn)

    def show_page(self, page: ProjectPage) -> None:
        """Show the entries of a project, the newest first."""
        self._entries = page.entries
        self._show()

    def _turn(self) -> None:
        self._is_whole = not self._is_whole
        self._show()

    def _show(self) -> None:
        clear(self.list)
        most = _MOST if self._is_whole else _FEW
        for one in self._entries[:most]:
            told = together(
                moment(one.at), act_words(one.kind), isolated(one.record.partition(":")[2]), one.who
            )
            self.list.addWidget(Wrapped(told, "small"))
        self.link.setVisible(len(self._entries) > _FEW)
        all_ = _("See all ({count})").format(count=count(len(self._entries)))
        self.link.setText(_("Show few") if self._is_whole else all_)
