"""The general fund, and the projects to which it is given by a decision."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from donations_app.db.queries.allotting import Allotting, allotting, stacks_of
from donations_app.db.queries.free_money import GENERAL, StandingMoney
from donations_app.db.queries.projects import Target
from donations_app.db.queries.share_tally import tally
from donations_app.db.queries.shares import ProjectShare
from donations_app.domain.allotting import Allotment, Key, Place
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.money import Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.proposals import Gap
from donations_app.i18n import _, day, isolated, language, money
from donations_app.services.payments.allocations import decide_moves, foresee_moves
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.payments.allocations import choice_of, targets_like
from donations_app.ui.projects.allotted_words import falling_words, moved_money, receipted_words, wishes_words
from donations_app.ui.projects.deciding import DecisionCard
from donations_app.ui.projects.effect import EffectCard
from donations_app.ui.projects.fund import FundCard
from donations_app.ui.projects.gaps import GapsCard, GapShown
from donations_app.ui.projects.view import View
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.fields import in_order
from donations_app.ui.widgets.picker import Choice
from donations_app.ui.widgets.scrolled import Following
from donations_app.words.names import short_name

_NARROW = 1060  # below, the cards stand under each other
_SOON = 150  # milliseconds after the last change before the effect is asked for
_BESIDE = 52  # pixels of the page's height that no card has
_SETTLED = 40  # milliseconds in which what is said takes its height


class AllocatingView(View):
    """What closes which gaps is proposed; one changes it, sees what it does, and saves it by one decision."""

    def __init__(self, desk: Desk, page: Screen) -> None:
        super().__init__(desk, page)
        self.source = GENERAL
        self._found: Allotting | None = None
        self.allotment = Allotment(())
        self._past: list[tuple[Allotment, Place | None]] = []  # before each change, and whose amount it was
        self._unseen: frozenset[Key] = frozenset()  # what is chosen of the money that a chip hides
        self._known: dict[Place, GapShown] = {}
        self.after: dict[tuple[str, str], PrivateShare] = {}
        self._is_asking = self._is_stale = False

    @property
    def title(self) -> str:
        return _("Allocate the general fund") if self.source == GENERAL else _("Move money of a project")

    def subtitle(self) -> str:
        told = _("What closes gaps, donors' wishes kept · on {on}")
        return told.format(on=day(self.desk.today()))

    def build(self) -> None:
        self.fund, self.gaps, self.effect = FundCard(), GapsCard(self._find), EffectCard()
        self.deciding = DecisionCard(self.desk.today)
        inside = QWidget()
        inside.setObjectName("page")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(*theme().margins(28, 4, 28, 16))
        self._grid.setSpacing(theme().px(16))
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme().px(16))
        for card in (self.gaps, self.effect, self.deciding):
            right.addWidget(card)
        right.addStretch(1)
        for card in (self.effect, self.deciding):  # on its page: alone it would be a window
            card.setVisible(self.desk.books.answers)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(Following(inside))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask_effect)
        self._connect()

    def _connect(self) -> None:
        self.fund.source_chosen.connect(self._choose_source)
        self.fund.ticked.connect(self._tick)
        self.fund.filters.changed.connect(self._narrow)
        self.gaps.typed.connect(self._type)
        self.gaps.added.connect(self._add)
        self.gaps.unit.chosen.connect(lambda *_: self._show())
        self.deciding.saved.connect(self.save)
        self.deciding.left.connect(self._begin_anew)
        self.deciding.consent_changed.connect(self._take_consent)
        self.deciding.day.textChanged.connect(lambda *_: self._soon.start(_SOON))
        keys = (("Ctrl+Return", self.save), ("Ctrl+Enter", self.save), ("Ctrl+Z", self.take_back))
        for key, does in keys:
            made = QShortcut(QKeySequence(key), self, does)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def arrange(self) -> None:
        narrow = self.room < theme().px(_NARROW)
        self._grid.addWidget(self.fund, 0, 0)
        self._grid.addWidget(self._right, int(narrow), int(not narrow))
        self._grid.setColumnStretch(0, 1 if narrow else 400)
        self._grid.setColumnStretch(1, 0 if narrow else 700)
        tight = self.room < theme().px(640)
        for card in (self.gaps, self.effect, self.deciding):
            card.arrange(narrow=tight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_built:
            self._fit_gaps()

    def _fit_gaps(self) -> None:
        """Let the gaps take the height that effect and decision leave, so that all is in sight at once."""
        below = self.effect.sizeHint().height() + self.deciding.sizeHint().height()
        self.gaps.limit(self.height() - below - theme().px(_BESIDE))

    def show_key(self, key: str) -> None:
        if key != self.key:
            self._forget()
        super().show_key(key)

    def refresh(self) -> None:
        ask = partial(allotting, today=self.desk.today(), source=self.source)
        self.read_off(ask, partial(self._take, self.source))

    def _take(self, source: str, found: Allotting) -> None:
        """Show what was read; what was typed meanwhile stays where its money still stands."""
        if source != self.source:
            return
        is_new = self._found is None
        self._found, self.after = found, {}
        self._read_known(found)
        self.fund.offer(self._sources(), self.source)
        if is_new:
            self._past.clear()
        self._narrow()

    def _narrow(self) -> None:
        """Show the money that is asked for: of it alone is given, and as long as nothing was changed, proposed."""
        if self._found is None:
            return
        self.fund.filters.offer(self._found.money)
        if self._past:
            self._put_stacks()
        else:
            self.allotment, self._unseen = self._proposed(), frozenset()
        self.fund.show_money(self._money(), self.allotment)
        self._show()

    def _money(self) -> list[StandingMoney]:
        """Return the money that is asked for."""
        return self.fund.filters.narrowed(self._found.money if self._found else ())

    def _put_stacks(self) -> None:
        """Let what was changed so far stand over the money that may be taken now."""
        stacks = stacks_of(self._money(), with_consent=self._has_consent())
        chosen = self.allotment.chosen | self._unseen
        self.allotment = self.allotment.with_stacks(stacks, beside=self._unseen)
        self._unseen = chosen - self.allotment.chosen

    def _proposed(self) -> Allotment:
        """Return what closes most gaps; where one project is meant, its own, and of others nothing yet."""
        if self._found is None:
            return Allotment(())
        away = "" if self.source == GENERAL else self.source
        stacks = stacks_of(self._money(), with_consent=self._has_consent())
        gaps = self._found.gaps(away=away)
        meant: Sequence[Gap] = [one for one in gaps if self.key in ("", one.project)]
        made = Allotment.proposed(stacks if self.source == GENERAL else [], meant)
        others = {Place(one.project, one.association): 0 for one in gaps if one not in meant}
        return Allotment(tuple(stacks), made.ticked, {**made.asked, **others})

    def _sources(self) -> dict[str, str]:
        found = self._found.parts if self._found else ()
        titles = {one.project.code: one.project.title(language()) for one in found}
        return {GENERAL: _("General fund")} | {
            code: f"{isolated(code)} · {titles[code]}" for code in sorted(titles)
        }

    def _choose_source(self, source: str) -> None:
        self.source = source
        self.fund.filters.clear()
        self._forget()
        self.retitled.emit()
        self.refresh()

    def _forget(self) -> None:
        self._found = None
        self._past.clear()
        self._unseen = frozenset()

    def _begin_anew(self) -> None:
        self._past.clear()
        self._unseen = frozenset()
        self.deciding.begin()
        self.allotment = self._proposed()
        if self._found:
            self.fund.link(self._money(), self.allotment)
        self._show()

    def _has_consent(self) -> bool:
        return bool(self.deciding.consent.text().strip())

    def _take_consent(self) -> None:
        """With the donors' consent, what they earmarked may be taken, too."""
        if self._found is None:
            return
        stacks = stacks_of(self._money(), with_consent=self._has_consent())
        if len(stacks) != len(self.allotment.stacks):
            self._put_stacks()
            self.fund.link(self._money(), self.allotment)
            self._show()

    def _change(self, allotment: Allotment, place: Place | None = None) -> None:
        """Take note of a change, which can be taken back; keys in one amount after another are one change."""
        if not (place and self._past and self._past[-1][1] == place):
            self._past.append((self.allotment, place))
        self.allotment = allotment
        self._show()

    def take_back(self) -> None:
        """Take the last change on the page back."""
        if self._past:
            self.allotment, _place = self._past.pop()
            self._unseen = frozenset()
            self._put_stacks()
            self.fund.link(self._money(), self.allotment)
            self._show()

    def _tick(self, places: Sequence[int]) -> None:
        on = not all(n in self.allotment.ticked for n in places)
        after = self.allotment
        for n in places:
            after = after.tick(n, on=on)
        self._change(after)

    def _type(self, place: Place, cents: int) -> None:
        self._change(self.allotment.ask(place, cents), place)

    def _add(self, target: Target) -> None:
        place = Place(target.project, target.association)
        if place not in self.allotment.asked:
            self._change(self.allotment.ask(place, 0))
        if row := self.gaps.given.get(place):
            row.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _find(self, typed: str) -> list[Choice]:
        return [choice_of(one) for one in targets_like(self._found.targets if self._found else (), typed)]

    def _show(self) -> None:
        """Show what is given, at once; what it does, as soon as it is reckoned."""
        if self._found is None:
            return
        given = self.allotment
        self.gaps.show_gaps([self._known[place] for place in given.asked if place in self._known])
        self._show_parts()
        self.gaps.show_sum(sum(cents > 0 for cents in given.asked.values()), given.amount, given.lacking)
        self.fund.show_allotment(given)
        self.deciding.show_amount(
            given.amount,
            is_whole=given.lacking == 0,
            asks_consent=any(one.freedom == "earmarked" for one in self._found.money),
        )
        self._order()
        self._soon.start(_SOON)

    def _show_parts(self) -> None:
        """Show in each row what it gets, and where that would leave it as far as it is reckoned."""
        given, free = self.allotment, self.allotment.free
        is_percent = self.gaps.unit.value() == "percent"
        for place, row in self.gaps.given.items():
            after = self.after.get(place, row.shown.before)
            row.show_part(given.asked.get(place, 0), after, free=free, is_percent=is_percent)

    def _read_known(self, found: Allotting) -> None:
        """Note what rows say of each place that may be given to."""
        needs = {Place(one.project, one.association): one.cents for one in found.gaps()}
        minimums = {one.project.code: one.project.rule.minimum for one in found.parts}
        nothing = PrivateShare.sum_of((), Money(0))
        self._known = {}
        for one in found.targets:
            place, title = Place(one.project, one.association), one.title(language())
            short = found.names[one.project].short(language())
            before = found.shares.get(place, nothing)
            self._known[place] = GapShown(
                place,
                one.association_name or title,
                title if one.association else "",
                needs.get(place, 0),
                before,
                minimums.get(one.project, 0),
                short_name(one.association_name) or short,
                short if one.association else isolated(one.project),
            )

    def _order(self) -> None:
        chips = self.fund.filters.chips.values()
        in_order(self.fund.source, *chips, self.fund.table, *self.gaps.stops(), *self.deciding.stops())

    def _ask_effect(self) -> None:
        """Rehearse the moves off the window's thread; one at a time, the last state counts."""
        if self._found is None or not self.desk.books.answers:
            return
        if self._is_asking:
            self._is_stale = True
            return
        self._is_asking, self._is_stale = True, False
        books, moves, on = self.desk.books, self.allotment.moves(), self.deciding.on()
        self.desk.jobs.start(
            lambda _report: foresee_moves(books, moves, on=on),
            of=self,
            done=partial(self._show_effect, self._found),
            failed=self._effect_failed,
            may_be_lost=True,
        )

    def _effect_failed(self, error: BaseException) -> None:
        self._is_asking = False
        self.page.fail(error)

    def _show_effect(self, found: Allotting, shares: list[ProjectShare]) -> None:
        self._is_asking = False
        if self._is_stale or found is not self._found:
            self._soon.start(0)
            return
        self.after = {(one.code, ""): one.share for one in shares}
        self.after |= {(one.code, part.ref): part.share for one in shares for part in one.associations}
        self._show_parts()
        self.effect.show_tally(found.tally, tally(shares))
        moved = moved_money(found, self.allotment)
        self.effect.say(falling_words(found, shares), receipted_words(moved), wishes_words(moved))
        QTimer.singleShot(_SETTLED, self, self._fit_gaps)

    def save(self) -> None:
        """Save all moves in one decision, or say what stands against it."""
        if not self.desk.books.answers or not self.allotment.amount or self.allotment.lacking:
            return
        decision = self.deciding.decision()
        if decision is None:
            return
        try:
            done = self.desk.do(decide_moves, self.allotment.moves(), decision)
        except InputRefused as error:
            if not self.deciding.refuse(error):
                errors.tell(error, self)
            return
        except KnownError as error:
            errors.tell(error, self)
            return
        self._forget()
        self.deciding.begin()
        told = _("{amount} given by the decision of {on}: {minutes}.")
        self.said.emit(
            told.format(amount=money(done.amount), on=day(decision.decided_on), minutes=decision.minutes)
        )
        self.refresh()
