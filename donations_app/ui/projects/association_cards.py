"""The cards of an association's page: four figures, its projects, what is to come, what came, kinds, what waits."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout

from donations_app.db.queries.association_card import AssociationCard, Came, Coming, counted_sum
from donations_app.domain.money import Money
from donations_app.i18n import _, count, day, isolated, labelled, money, ngettext
from donations_app.ui.dashboard.cards import Task, tasks_card
from donations_app.ui.dashboard.figures import Figure
from donations_app.ui.projects.association_tables import came_table, parts_table, show_came
from donations_app.ui.projects.kind_bars import kind_rows
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, Wrapped, button, clear, rule
from donations_app.ui.widgets.linked import ElidedLink
from donations_app.ui.widgets.segments import Segments
from donations_app.ui.widgets.table import Table
from donations_app.words.association_page import (
    bar_name,
    by_kind,
    coming_from,
    coming_what,
    dues_details,
    exact,
    expected_details,
    expected_name,
    is_asked,
    missing_details,
    outlook,
    rest_words,
    short_title,
    sum_words,
)
from donations_app.words.codes import OVERDUE_SUMS, together

ALWAYS = "all"  # the period since the beginning
_YEARS, _COMING, _TASKS = 3, 5, 3  # periods beside it; lines shown one by one; waiting contributions alike


def figures_of(card: AssociationCard, year: int) -> list[Figure]:
    """Return what it lacks, what it brought, what is expected, and the dues of a year."""
    dues = [one for one in card.came_in(year) if one.counts and one.kind == "dues"]
    of = _("of {amount} of parts of the cost").format(amount=exact(card.cost))
    waits = "warn" if card.still_missing else "muted"
    return [
        _figure(_("Missing in all"), "target", exact(card.missing), missing_details(card),
                "bad" if card.missing else "muted"),
        _figure(_("Brought to its projects"), "hand-coins", exact(card.private), [of], "muted"),
        _figure(expected_name(card), "clock", exact(card.expected), expected_details(card), waits),
        _figure(_("Dues of {year}").format(year=isolated(str(year))), "users",
                exact(Money.total(one.amount for one in dues)), [dues_details(dues)], "muted"),
    ]  # fmt: skip


def _figure(name: str, icon: str, shown: str, details: Sequence[str], tone: str) -> Figure:
    made = Figure(name, icon)
    made.say(shown, details, tone)
    made.setAccessibleName(labelled(name, together(shown, *details)))
    return made


class PartsCard(Card):
    """Its projects, and the way to its card among the people."""

    to_person = Signal(str)

    def __init__(self) -> None:
        super().__init__(padding=14, gap=6)
        self.table: Table | None = None

    def show_card(self, card: AssociationCard, to_project: Callable[[str], object]) -> None:
        """Show its part of each project."""
        clear(self.rows)
        head = QHBoxLayout()
        head.setContentsMargins(*theme().margins(6, 6, 6, 0))
        head.setSpacing(theme().px(10))
        head.addWidget(Label(_("Its projects"), "card"))
        head.addWidget(Elided(_("by the strictest rule of each project"), "small", "muted"), 1)
        head.addWidget(
            button(_("Card of the association"), "link", "user", lambda: self.to_person.emit(card.ref))
        )
        self.rows.addLayout(head)
        self.table = parts_table(card, to_project)
        self.rows.addWidget(self.table)
        self.rows.addStretch(1)


class ComingCard(Card):
    """What is expected, by day, and what becomes of the gaps when it comes."""

    to_person = Signal(str)

    def __init__(self) -> None:
        super().__init__(padding=20, gap=6)

    def show_card(self, card: AssociationCard) -> None:
        """Show what is to come for an association."""
        clear(self.rows)
        head = QHBoxLayout()
        head.addWidget(Label(_("Expected"), "card"), 1)
        head.addWidget(Label(money(card.expected), "name"))
        self.rows.addLayout(head)
        if not card.coming:
            self.rows.addWidget(
                Wrapped(_("No regular gift names it, and nothing is promised."), "body", "muted")
            )
        shown = card.coming if len(card.coming) <= _COMING else card.coming[: _COMING - 1]
        for one in shown:
            self.rows.addWidget(rule())
            self.rows.addLayout(self._row(one, card))
        self._more(card.coming[len(shown) :])
        for told, tone in outlook(card):
            self.rows.addWidget(Wrapped(told, "small", tone))
        self.rows.addStretch(1)

    def _row(self, one: Coming, card: AssociationCard) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        name = coming_from(one)
        go = partial(self.to_person.emit, one.payer)
        words.addWidget(ElidedLink(name, go) if one.payer else Elided(name, "name"))
        words.addWidget(Elided(coming_what(one, card), "small", "muted"))
        row.addLayout(words, 1)
        row.addWidget(Label(money(one.amount), "name"))
        return row

    def _more(self, rest: Sequence[Coming]) -> None:
        if not rest:
            return
        self.rows.addWidget(rule())
        days = [one.on for one in rest if one.on]
        told = _("{count} more, until {day}") if days else _("{count} more")
        told = told.format(count=count(len(rest)), day=day(max(days)) if days else "")
        row = QHBoxLayout()
        row.addWidget(Elided(told, "small", "muted"), 1)
        row.addWidget(Label(money(Money.total(one.amount for one in rest)), "name"))
        self.rows.addLayout(row)


class CameCard(Card):
    """Gifts, dues and contributions of a period; what waits stands last and is not summed."""

    period_chosen = Signal()

    def __init__(self) -> None:
        super().__init__(padding=14, gap=6)
        self.table: Table | None = None
        self.periods: Segments | None = None
        self.year: int | None = None
        self._card: AssociationCard | None = None
        self._rows: list[Came] = []
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setContentsMargins(*theme().margins(6, 6, 6, 0))
        self._head.addWidget(Label(_("Gifts, dues and contributions"), "card"))
        self._head.addStretch(1)
        self.rows.addLayout(self._head)
        self._body = QVBoxLayout()
        self._body.setSpacing(theme().px(6))
        self.rows.addLayout(self._body)
        self.rows.addStretch(1)

    def show_card(self, card: AssociationCard, today: int, go: Callable[[Came], object]) -> None:
        """Show what came for an association, of the period that is chosen: this year at first."""
        self._card = card
        self._offer(card, today)
        clear(self._body)
        self.table = came_table(card, self._rows, go)
        self.told, self.rest = Wrapped("", "strong"), Wrapped("", "small", "muted")
        for widget in (self.table, self.told, self.rest):
            self._body.addWidget(widget)
        for label in (self.told, self.rest):
            label.setContentsMargins(*theme().margins(6, 0, 6, 0))
        self._show()

    def shown(self) -> list[Came]:
        """Return the rows of the period."""
        return self._rows

    def _offer(self, card: AssociationCard, today: int) -> None:
        """Offer the years in which something came, and all of them."""
        if self.periods is not None:
            self._head.removeWidget(self.periods)
            self.periods.hide()
            self.periods.deleteLater()
        years = sorted({today, *card.years()}, reverse=True)[:_YEARS]
        choices = {str(year): isolated(str(year)) for year in years}
        self.periods = Segments(choices | {ALWAYS: _("Since the beginning")}, _("Period"))
        chosen = ALWAYS if self.year is None else str(self.year)
        if chosen in (ALWAYS, *choices):
            self.periods.choose(chosen)
        self.periods.chosen.connect(self._take)
        self._head.addWidget(self.periods)

    def _take(self, code: str) -> None:
        self.year = None if code == ALWAYS else int(code)
        self._show()
        self.period_chosen.emit()

    def _show(self) -> None:
        """Show the rows of the period and their sum; the table stays, and with it the page's order."""
        if self._card is None or self.table is None:
            return
        self._rows[:] = self._card.came_in(self.year)
        show_came(self.table, self._rows)
        counted = counted_sum(self._rows)
        self.told.setText(labelled(sum_words(self._rows, self.year), money(counted)))
        self.rest.setText(rest_words(self._card, counted) if self.year is None else "")
        self.rest.setVisible(bool(self.rest.text()))


class KindsCard(Card):
    """Where the private money of a period comes from."""

    def __init__(self) -> None:
        super().__init__(padding=20, gap=8)

    def show_rows(self, rows: Sequence[Came], year: int | None) -> None:
        """Show what counts by its kind."""
        clear(self.rows)
        head = QHBoxLayout()
        head.setSpacing(theme().px(4))  # beside a wide table it has no more
        head.addWidget(Label(_("Where the private money comes from"), "card"), 1)
        head.addWidget(Label(isolated(str(year)) if year else "", "small", "muted"))
        self.rows.addLayout(head)
        kinds = by_kind(rows)
        if not kinds:
            self.rows.addWidget(Wrapped(_("Nothing that counts came in this time."), "body", "muted"))
        self.rows.addLayout(kind_rows(kinds))
        self.rows.addStretch(1)


def waiting_card(
    card: AssociationCard,
    attest: Callable[[str], object] | None,
    to_project: Callable[[str], object],
    to_person: Callable[[str], object],
    allocate: Callable[[str], object] | None,
) -> Card:
    """Show what waits for a hand, each with one action.

    Args:
        card: the association.
        attest: opens the attestation of a contribution; ``None`` for who may only read.
        to_project: leads to a project by its code.
        to_person: leads to the card of a payer.
        allocate: leads to the general fund for a project; ``None`` for who may only read.
    """
    tasks = [
        *_attestations(card, attest, to_project),
        *_overdue(card, to_person),
        *_gaps(card, to_project, allocate),
    ]
    return tasks_card(tasks, is_narrow=True)


def _attestations(
    card: AssociationCard, attest: Callable[[str], object] | None, to_project: Callable[[str], object]
) -> Iterator[Task]:
    waiting = [one for one in card.came if one.counted == "waiting"]
    for one in waiting[:_TASKS]:
        does = partial(attest, one.contribution) if attest and one.contribution else None
        said = together(one.description or bar_name(one.kind), money(one.amount))
        yield Task(
            "file-text", "warn", 1, _("Attestation to add"), said, _("Add ...") if does else _("See"),
            does or partial(to_project, one.project),
        )  # fmt: skip
    if rest := waiting[_TASKS:]:
        told = ngettext("{count} more without attestation", "{count} more without attestation", len(rest))
        amount = money(Money.total(one.amount for one in rest))
        yield Task(
            "file-text", "warn", len(rest), told, amount, _("See"), partial(to_project, rest[0].project)
        )


def _overdue(card: AssociationCard, to_person: Callable[[str], object]) -> Iterator[Task]:
    for state, told in OVERDUE_SUMS.items():
        late = [one for one in card.late if one.state == state]
        if late:
            said = _(told).format(amount=money(Money.total(one.amount for one in late)))
            names = together(*dict.fromkeys(one.name for one in late))
            yield Task("mail", "info", 1, said, names, _("See"), partial(to_person, late[0].payer))


def _gaps(
    card: AssociationCard, to_project: Callable[[str], object], allocate: Callable[[str], object] | None
) -> Iterator[Task]:
    for one in card.parts:
        title = short_title(one)
        if one.share.reached is None and is_asked(one) and not one.has_left:
            told = _("Its part of the cost is not stated")
            yield Task("info", "warn", 1, told, title, _("See"), partial(to_project, one.code))
        elif one.share.missing and one.still_missing and allocate:
            said = labelled(title, money(one.still_missing))
            yield Task(
                "hand-coins", "bad", 1, _("Nothing expected closes it"), said, _("Allocate"),
                partial(allocate, one.code),
            )  # fmt: skip


def figure_grid(figures: Sequence[Figure], grid: QGridLayout, *, wide: bool) -> None:
    """Put the figures beside each other, or two by two."""
    across = 4 if wide else 2
    for number, figure in enumerate(figures):
        grid.addWidget(figure, number // across, number % across)
    for column in range(4):
        grid.setColumnStretch(column, 1 if column < across else 0)
