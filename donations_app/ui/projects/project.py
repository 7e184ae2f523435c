"""One project: what it costs, what stands on it, its associations and rules, its money, and what was changed."""

from datetime import date
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.contributions import contribution
from donations_app.db.queries.project_money import (
    Curve,
    ProjectMoneyLines,
    project_curve,
    project_money,
)
from donations_app.db.queries.project_page import ProjectPage, project_page
from donations_app.domain.errors import NotFound
from donations_app.domain.money import Money
from donations_app.i18n import _, count, day, isolated, labelled, language, money, ngettext
from donations_app.ui.acting import Act
from donations_app.ui.projects.budget_dialog import ReviseBudget
from donations_app.ui.projects.contribution_dialog import (
    AddContribution,
    Contribution,
    WithdrawContribution,
)
from donations_app.ui.projects.curve import ShareCurve
from donations_app.ui.projects.facts_dialog import ChangeFacts, EndProject
from donations_app.ui.projects.head_card import HeadCard, asking
from donations_app.ui.projects.money_card import MoneyCard
from donations_app.ui.projects.more_cards import BudgetsCard, JournalCard, PlanCard, SpendingsCard
from donations_app.ui.projects.papers import MakeProof, ask_attestation
from donations_app.ui.projects.plan_dialog import (
    AddFinancing,
    AddSpending,
    ChangeFinancing,
    RightSpending,
    WithdrawFinancing,
)
from donations_app.ui.projects.rule_dialog import AddRule, EndRule
from donations_app.ui.projects.rules_card import RulesCard
from donations_app.ui.projects.tables import parts_table
from donations_app.ui.projects.view import View
from donations_app.ui.screen import Action
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, Wrapped, button, clear
from donations_app.ui.widgets.fields import Note, before_in_order
from donations_app.ui.widgets.scrolled import Following
from donations_app.words.codes import together
from donations_app.words.names import short_name
from donations_app.words.project_page import expected_sentence, rule_name
from donations_app.words.projects import STATES, reference_names

_BESIDE = 980  # pixels from which on two cards stand beside each other
_TOOLS = 1_000  # and the tools beside the sentence, the people served below the title
_LONG = 30  # letters of an association's name that has no room in half of the page


class Found(NamedTuple):
    """What the page read at once."""

    page: ProjectPage | None  # none: it cost nothing yet on that day
    money: ProjectMoneyLines


class ProjectView(View):
    """The page."""

    page_shown: ProjectPage | None = None
    _on: date | None = None
    _as_known = False

    @property
    def title(self) -> str:
        return self.page_shown.card.facts.title(language()) if self.page_shown else ""

    def subtitle(self) -> str:
        if self.page_shown is None:
            return isolated(self.key)
        facts = self.page_shown.card.facts
        names = reference_names(facts, language())
        where = together(*filter(None, (names["municipality"], names["province"])))
        served = ""
        if facts.people_served is not None and self.room >= theme().px(_TOOLS):
            served = ngettext("{count} person served", "{count} people served", facts.people_served)
            served = served.format(count=count(facts.people_served))
        return " · ".join(filter(None, (isolated(facts.code), where, served, _(STATES[facts.state]))))

    def action(self) -> Action | None:
        if not self.desk.books.answers:
            return None
        return Action(_("Allocate"), "hand-coins", lambda: self.to_allocating.emit(self.key), is_primary=True)

    def build(self) -> None:
        read_only = not self.desk.books.answers
        self.head = HeadCard(self.desk)
        self.head.day_chosen.connect(self._take_day)
        self.head.change_wanted.connect(self.ask_facts)
        self.head.proof_wanted.connect(self.ask_proof)
        self.parts, self.rules = Card(padding=20, gap=6), RulesCard(read_only=read_only)
        self.curve, self.money = Card(padding=20, gap=6), MoneyCard(read_only=self.desk.books.read_only)
        self.plan, self.budgets = PlanCard(read_only=read_only), BudgetsCard(read_only=read_only)
        self.spendings, self.journal = SpendingsCard(read_only=read_only), JournalCard()
        for signal, does in (
            (self.budgets.wanted, self.ask_budget), (self.rules.add_wanted, self.ask_rule),
            (self.rules.end_wanted, self.ask_rule_end), (self.money.record_wanted, self.ask_contribution),
            (self.money.contribution_wanted, self.show_contribution), (self.plan.wanted, self.ask_financing),
            (self.plan.change_wanted, self.change_financing), (self.spendings.wanted, self.ask_spending),
            (self.spendings.right_wanted, self.put_spending_right),
        ):  # fmt: skip
            signal.connect(does)
        self.money.to_payment.connect(self.to_payment)
        self.plan.to_person.connect(self.to_person)
        self.head.source_wanted.connect(self.money.only)
        self.note = Note()
        self._ordering = QTimer(self)  # once what was made has its place
        self._ordering.setSingleShot(True)
        self._ordering.timeout.connect(self._order)
        for changed in (self.rules.changed, self.money.changed):
            changed.connect(lambda: self._ordering.start(0))
        self._lay_out()

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(*theme().margins(28, 0, 28, 20))
        rows.setSpacing(theme().px(16))
        rows.addWidget(self.note)
        rows.addWidget(self.head)
        self._pairs = [QHBoxLayout() for _pair in range(4)]
        pairs = (
            (self.parts, 700, self.rules, 386), (self.curve, 420, self.money, 707),
            (self.plan, 560, self.budgets, 567), (self.spendings, 560, self.journal, 567),
        )  # fmt: skip
        for layout, (first, wide, second, wider) in zip(self._pairs, pairs, strict=True):
            layout.setSpacing(theme().px(16))
            layout.addWidget(first, wide)
            layout.addWidget(second, wider)
            rows.addLayout(layout)
        rows.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Following(page))

    def arrange(self) -> None:
        room = self.room / (theme().zoom / 100)
        beside = room >= _BESIDE
        way = QHBoxLayout.Direction.LeftToRight if beside else QHBoxLayout.Direction.TopToBottom
        for layout in self._pairs:
            layout.setDirection(way)
        if self.page_shown and any(
            len(short_name(one.name)) > _LONG for one in self.page_shown.share.associations
        ):  # names stand whole
            self._pairs[0].setDirection(QHBoxLayout.Direction.TopToBottom)
        self.head.stand(is_narrow=room < _TOOLS)
        if self.page_shown is not None:
            self.retitled.emit()

    def show_key(self, key: str) -> None:
        if key != self.key:
            self._on, self._as_known, self.page_shown = None, False, None
            if self._is_built:
                self.head.on.set_day(self.desk.today())
                self.head.known.setChecked(False)
                self.head.known.hide()
                self.money.only(None)
        super().show_key(key)

    def _order(self) -> None:
        """Let Tab come to what was made anew as one reads it: before what follows it and always stands there."""
        for follows, made in (
            (self.rules.adds, [*self.head.legend, *_stops(self.parts)]),
            (self.money.records, [*_stops(self.rules), *_stops(self.curve)]),
            (self.plan.link, [self.money.table] if self.money.table else []),
            (self.budgets.link, _stops(self.plan)),
            (self.journal.link, _stops(self.spendings)),
        ):
            stands = (self.rules.adds, self.plan.link, self.spendings.link)
            before_in_order(follows, [one for one in made if one not in stands])

    def refresh(self) -> None:
        code, today, asked = self.key, self.desk.today(), (self._on, self._as_known)
        as_on: dict[str, Any] = {"today": today, "on": self._on, "as_known": self._as_known}

        def read(session: object) -> Found:
            try:
                page = project_page(session, code, **as_on)  # type: ignore[arg-type]
            except NotFound:
                return Found(None, ProjectMoneyLines((), ()))
            return Found(page, project_money(session, code, **as_on))  # type: ignore[arg-type]

        self.read_off(read, lambda found: self._show(found) if self._is_asked(*asked) else None)

        def draw(session: object) -> Curve | None:
            try:
                return project_curve(session, code, **as_on)  # type: ignore[arg-type]
            except NotFound:
                return None

        self.read_off(
            draw, lambda found: self._show_curve(found) if self._is_asked(*asked) else None, waits=True
        )

    def _is_asked(self, on: date | None, as_known: bool) -> bool:  # noqa: FBT001 -- as they were kept
        return (on, as_known) == (self._on, self._as_known)

    def _take_day(self) -> None:
        """Show the project as it stood on the day that was typed; of today, all that is known."""
        typed = self.head.on.day()
        if typed is None:
            return
        on = None if typed == self.desk.today() else typed
        as_known = on is not None and self.head.known.isChecked()
        self.head.known.setVisible(on is not None)
        if not self._is_asked(on, as_known):
            self._on, self._as_known = on, as_known
            self.refresh()

    def _show(self, found: Found) -> None:
        self.note.say("")
        if found.page is None:
            self._show_nothing()
            return
        for card in self._lower():
            card.show()
        if self._on:
            told = _("As it stood on {day}: what came, was decided or agreed later is left out.")
            self.note.say(told.format(day=day(self._on)))
        self.page_shown = found.page
        for card in (self.head, self.rules, self.plan, self.budgets, self.spendings, self.journal):
            card.show_page(found.page)
        self.money.show_lines(found.money)
        self._show_parts(found.page)
        self.arrange()
        self._ordering.start(0)

    def _lower(self) -> tuple[QWidget, ...]:
        """Return the cards below the first one, as one reads them."""
        return (
            self.parts, self.rules, self.curve, self.money, self.plan, self.budgets, self.spendings, self.journal,
        )  # fmt: skip

    def _show_nothing(self) -> None:
        """Say that nothing is known of the project on the day asked of."""
        told = _("There is no project {code}.")
        if self._on:
            told = _("On {day} nothing was recorded of the project {code}.")
        self.head.say_nothing(told.format(code=isolated(self.key), day=day(self._on) if self._on else ""))
        for card in self._lower():
            card.hide()

    def _show_parts(self, page: ProjectPage) -> None:
        clear(self.parts.rows)
        head = QHBoxLayout()
        head.addWidget(Label(_("Associations"), "card"))
        head.addWidget(Elided(parts_words(page), "small", "muted"), 1)
        self.changes_parts = button(_("Change the parts ..."), "link", clicked=self.ask_budget)
        self.changes_parts.setVisible(self.desk.books.answers)
        head.addWidget(self.changes_parts)
        self.parts.rows.addLayout(head)
        self.parts_table = parts_table(page, self.to_association.emit)
        self.parts.rows.addWidget(self.parts_table)
        self.parts.rows.addStretch(1)

    def _show_curve(self, found: Curve | None) -> None:
        clear(self.curve.rows)
        self.curve.rows.addWidget(Label(_("Private share, month by month"), "card"))
        said = Wrapped("", "small", "muted")
        self.curve.rows.addWidget(said)
        if found is None or not found.lines or self.page_shown is None:
            said.setText(_("Nothing to draw yet."))
            self.curve.rows.addStretch(1)
            return
        share = self.page_shown.share
        usual = expected_sentence(share.share) if share.share.reached is False else ""
        said.setText(usual)
        drawn = ShareCurve(found, share.rule.minimum)
        drawn.told.connect(lambda text: said.setText(text or usual))
        self.curve.rows.addWidget(drawn, 1)
        self._ordering.start(0)

    def ask_budget(self) -> None:
        """Ask what the project costs from a day on, and who carries which part."""
        if self.page_shown is not None:
            self._open(ReviseBudget(self.desk, self.page_shown.card, self))

    def ask_facts(self) -> None:
        """Ask for the facts of the project as they shall be."""
        dialog = ChangeFacts(self.desk, self.key, self)
        dialog.end_wanted.connect(self.ask_end)
        self._open(dialog)

    def ask_proof(self) -> None:
        """Ask for which funder a proof file is made."""
        if self.page_shown is not None:
            dialog = MakeProof(self.desk, self.key, asking(self.page_shown), self._on, self)
            dialog.done_with.connect(self.said)
            dialog.open()

    def ask_end(self) -> None:
        """Ask for the last day of the project."""
        self._open(EndProject(self.desk, self.key, self))

    def ask_rule(self) -> None:
        """Ask what a funder asks of the project."""
        self._open(AddRule(self.desk, self.key, self))

    def ask_rule_end(self, ref: str) -> None:
        """Ask for the last day of a rule."""
        if self.page_shown is not None:
            names = {one.in_force.ref: rule_name(one) for one in self.page_shown.share.rules}
            self._open(EndRule(self.desk, ref, names.get(ref, isolated(ref)), self))

    def ask_contribution(self) -> None:
        """Ask what is given without money passing."""
        if self.page_shown is not None:
            self._open(AddContribution(self.desk, self.page_shown.card.facts, self))

    def show_contribution(self, ref: str) -> None:
        """Show a contribution, to attest it or to withdraw it."""
        dialog = Contribution(self.desk, self.desk.read(contribution, ref, on=self.desk.today()), self)
        dialog.paper_wanted.connect(lambda: ask_attestation(self.desk, ref, self, self.said.emit))
        dialog.withdraw_wanted.connect(lambda: self._open(WithdrawContribution(self.desk, ref, self)))
        self._open(dialog)

    def ask_financing(self) -> None:
        """Ask what a funder promises or agrees."""
        if self.page_shown is not None:
            self._open(AddFinancing(self.desk, self.page_shown.card.facts, self))

    def change_financing(self, ref: str) -> None:
        """Ask what became of a promise or an agreement."""
        if self.page_shown is None:
            return
        for plan in self.page_shown.plan:
            for one in plan.commitments:
                if one.ref == ref:
                    dialog = ChangeFinancing(self.desk, self.page_shown.card.facts, (plan, one), self)
                    dialog.withdraw_wanted.connect(partial(self._withdraw_financing, ref, plan.name))
                    self._open(dialog)

    def _withdraw_financing(self, ref: str, name: str) -> None:
        self._open(WithdrawFinancing(self.desk, ref, name, self))

    def ask_spending(self) -> None:
        """Ask what was spent."""
        if self.page_shown is not None:
            self._open(AddSpending(self.desk, self.page_shown.card.facts, self))

    def put_spending_right(self, ref: str) -> None:
        """Ask why a spending was wrong."""
        for one in self.page_shown.spendings if self.page_shown else ():
            if one.ref == ref:
                self._open(RightSpending(self.desk, one, self))

    def _open(self, dialog: Act) -> None:
        dialog.done_with.connect(self.said)
        dialog.open()


def _stops(card: QWidget) -> list[QWidget]:
    """Return where Tab stops in a card, as its parts were made: as one reads them."""
    return [
        one
        for one in card.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.focusProxy() is None
    ]


def parts_words(page: ProjectPage) -> str:
    """Return how many parts there are, and what of the cost nobody has as his."""
    carrying = [one for one in page.share.associations if not one.has_left]
    if not carrying:
        return ""
    parts = ngettext("{count} part", "{count} parts", len(carrying)).format(count=count(len(carrying)))
    if any(not one.share.cost for one in carrying):
        return together(parts, _("not all of them stated"))
    left = page.share.share.cost.cents - sum(one.share.cost.cents for one in carrying)
    if left <= 0:
        return together(parts, _("nothing unassigned"))
    return together(parts, labelled(_("unassigned"), money(Money(left))))
