"""Possible doubles: two records beside each other, merged, said to be two persons, or merged ones taken apart again."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from donations_app.db.queries.doubles import Double, count_apart, doubles
from donations_app.db.queries.payment_list import payment_sums
from donations_app.db.queries.person_card import person_card
from donations_app.domain.errors import KnownError
from donations_app.domain.payment_filter import PaymentFilter
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.people.merging import Pair, merge_people, pair, set_apart
from donations_app.services.people.unmerging import Taken, merges_standing, undo_merge
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.people.pair_view import Moving, PairView
from donations_app.ui.people.pairs_list import PairsList, score_state, score_words
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, clear, picture_label, rule
from donations_app.ui.widgets.dialog import FRAME, scrolled_page
from donations_app.ui.widgets.fields import Note, before_in_order
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.parted import parted_or_below
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.signs import Pill, key_row
from donations_app.words.doubles import reason_words, refusal_words

_UNDOABLE = 4  # merges named at the foot
_LISTED = 256  # pixels of the list
_COMPARED = 520  # pixels of the two sides and what becomes of them, at the least


class Doubles(QDialog):
    """The pairs on one side, the chosen one on the other; all of it with the keyboard."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Possible doubles"))
        self.setObjectName("page")  # it holds cards
        self._desk, self._later = desk, set[tuple[int, int]]()
        self._wanted: tuple[str, str] = ("", "")
        self.shown: Pair | None = None
        self.free: list[Taken] = []  # merges that can be taken back
        self._links: list[QPushButton] = []
        self.list, self.view, self.note = PairsList(), PairView(), Note()
        self.title = Label(_("Looking for possible doubles ..."), "card")
        self.reasons = QHBoxLayout()
        self.foot = QVBoxLayout()
        self._buttons()
        self._lay_out()
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_pair())
        self.list.entered_pair.connect(self.view.begin)
        self.view.changed.connect(self._judge)
        for keys, does in (
            ("Ctrl+Return", self.merge), ("Ctrl+Enter", self.merge), ("N", self.two_persons),
            ("Ctrl+Z", self.undo_last),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, does)
        self.read()

    def _buttons(self) -> None:
        self.parts = button(_("Two persons"), icon_name="users", clicked=self.two_persons)
        self.later = button(_("Later"), icon_name="clock", clicked=self.put_off)
        self.swap = button(_("Exchange"), icon_name="repeat", clicked=self.exchange)
        self.merges = button(_("Merge"), "primary", clicked=self.merge)
        self.closes = button(_("Close"), clicked=self.accept)
        for each in (self.parts, self.later, self.swap, self.merges, self.closes):
            each.setAutoDefault(False)

    def _lay_out(self) -> None:
        left = Card(padding=12, gap=8)
        left.setMinimumWidth(theme().px(_LISTED))
        left.rows.addWidget(self.title)
        left.rows.addWidget(self.list, 1)
        left.rows.addWidget(rule())
        left.rows.addLayout(self.foot)
        why = Card(padding=12)
        why.rows.addLayout(self.reasons)
        facts = Card(padding=12, gap=10)
        facts.rows.addWidget(Scrolled(self.view), 1)
        facts.rows.addWidget(self.note)
        facts.rows.addWidget(Flow(self.parts, self.later, None, self.swap, self.merges))
        beside = QWidget()
        beside.setMinimumWidth(theme().px(_COMPARED))
        right = QVBoxLayout(beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme().px(12))
        right.addWidget(why)
        right.addWidget(facts, 1)
        below = QHBoxLayout()
        below.addWidget(self._keys(), 1)
        below.addWidget(self.closes)
        right.addLayout(below)
        split = parted_or_below(left, beside)
        split.setSizes([theme().px(_LISTED), theme().px(3 * _LISTED)])
        split.setStretchFactor(1, 1)
        page = QHBoxLayout(scrolled_page(self))
        page.setContentsMargins(*theme().margins(20, 20, 20, 16))
        page.addWidget(split)

    def _keys(self) -> QWidget:
        return key_row(
            ("↑ ↓", _("thing")), ("← →", _("side")), ("Ctrl+⏎", _("merge")), ("N", _("two persons")),
            ("Ctrl+Z", _("take back")),
        )  # fmt: skip

    def sizeHint(self) -> QSize:
        parent = self.parentWidget()
        around = parent.window().size() if parent else super().sizeHint()
        return around.shrunkBy(FRAME).boundedTo(QSize(theme().px(1240), theme().px(860)))

    def showEvent(self, event: QShowEvent) -> None:
        room = self.screen().availableGeometry().size().shrunkBy(FRAME)
        self.resize(self.sizeHint().boundedTo(room))
        super().showEvent(event)

    # what is shown

    def read(self) -> None:
        """Look for pairs again, off the window's thread."""
        books = self._desk.books

        def work(_report: object) -> tuple[list[Double], int, list[Taken]]:
            with books.read() as session:
                return doubles(session), count_apart(session), merges_standing(session)

        self._desk.jobs.start(work, of=self, done=self._show_all, failed=self._fail, may_be_lost=True)

    def _fail(self, error: BaseException) -> None:
        errors.tell(error, self)

    def _show_all(self, found: tuple[list[Double], int, list[Taken]]) -> None:
        pairs, apart, merged = found
        pairs = [one for one in pairs if (one.one.id, one.other.id) not in self._later]
        told = ngettext("{count} possible pair", "{count} possible pairs", len(pairs))
        self.title.setText(told.format(count=count(len(pairs))))
        row = min(max(self.list.currentIndex().row(), 0), len(pairs) - 1)
        self.list.pairs_model.show_pairs(pairs)
        self._show_foot(apart, merged)
        if pairs:
            self.list.choose(row)
            self.list.setFocus()
        else:
            self._show_nothing()

    def _show_foot(self, apart: int, merged: list[Taken]) -> None:
        clear(self.foot)
        self._links = []
        self.free = [one for one in merged if not one.built_on]
        if apart:
            told = ngettext("{count} pair of two persons", "{count} pairs of two persons", apart)
            self.foot.addWidget(Wrapped(told.format(count=count(apart)), "small", "muted"))
        told = ngettext(
            "{count} merge, {free} can be taken back", "{count} merges, {free} can be taken back", len(merged)
        )
        said = told.format(count=count(len(merged)), free=count(len(self.free)))
        self.foot.addWidget(Wrapped(said, "small", "muted"))
        for one in () if not self._desk.books.answers else self.free[:_UNDOABLE]:
            name = _("Take back: {name}").format(name=one.merge.gone.name)
            link = button(name, "link", "undo-2", partial(self.undo, one))
            link.setToolTip(f"{isolated(one.merge.kept.ref)} {one.merge.kept.name}")
            link.setAutoDefault(False)
            self.foot.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
            self._links.append(link)
        self._order()

    def _order(self) -> None:
        """Let Tab come to what was made anew where one sees it: after the list, before what is done with a pair."""
        before_in_order(self.parts, [*self._links, *self.view.open_rows])

    def current(self) -> Double | None:
        """Return the chosen pair."""
        pairs, row = self.list.pairs_model.pairs, self.list.currentIndex().row()
        return pairs[row] if 0 <= row < len(pairs) else None

    def _show_pair(self) -> None:
        if chosen := self.current():
            self._ask(chosen, chosen.one.ref, chosen.other.ref)

    def _ask(self, chosen: Double, kept: str, gone: str) -> None:
        self._wanted = kept, gone
        books, today = self._desk.books, self._desk.today()

        def moving(session: Any, ref: str) -> Moving:
            sums = payment_sums(session, PaymentFilter(payer=ref, state="stands"))
            return Moving(sums, person_card(session, ref, today=today))

        def work(_report: object) -> tuple[Pair, tuple[Moving, Moving]]:
            with books.read() as session:
                return pair(session, kept, gone), (moving(session, kept), moving(session, gone))

        def done(found: tuple[Pair, tuple[Moving, Moving]]) -> None:
            if self._wanted == (kept, gone):
                self._show(chosen, *found)

        self._desk.jobs.start(work, of=self, done=done, failed=self._fail, may_be_lost=True)

    def _show(self, chosen: Double, found: Pair, moving: tuple[Moving, Moving]) -> None:
        self.shown = found
        clear(self.reasons)
        score = chosen.likeness.score
        self.reasons.addWidget(Pill(score_words(score), score_state(score)))
        told = [_Reason(one, "check", theme().ok) for one in chosen.likeness.speaks_for]
        told += [_Reason(one, "x", theme().muted) for one in chosen.likeness.speaks_against]
        self.reasons.addWidget(Flow(*told), 1)
        self.view.show_pair(found, moving)
        self._order()
        self._judge()

    def _show_nothing(self) -> None:
        self.shown, self._wanted = None, ("", "")
        clear(self.reasons)
        self.reasons.addWidget(Wrapped(_("No two records look like one person."), "body", "muted"))
        self.view.hide()
        self._judge()

    def _judge(self) -> None:
        """Say on the button how many choices are missing, and below the things why there is none."""
        found, missing = self.shown, self.view.missing
        self.view.setVisible(found is not None)
        may_write = found is not None and self._desk.books.answers
        for each in (self.parts, self.later, self.swap):
            each.setEnabled(may_write or (each is self.later and found is not None))
        reason = found.obstacle if found else ""
        self.note.say(
            _("They cannot be merged: {reason}").format(reason=refusal_words(reason)) if reason else "",
            "warn",
        )
        told = ngettext("Merge, {count} choice missing", "Merge, {count} choices missing", missing)
        self.merges.setText(told.format(count=count(missing)) if missing and not reason else _("Merge"))
        self.merges.setEnabled(may_write and not missing and not reason)

    # what it does

    def merge(self) -> None:
        """Make the two records one, once nothing is left to be chosen."""
        if self.shown is None or not self.merges.isEnabled():
            return
        kept, gone = self.shown.kept.ref, self.shown.gone.ref
        told = _("{gone} counts as {kept} from now on.")
        self._act(merge_people, kept, gone, self.view.choices(), told=told.format(**_refs(kept, gone)))

    def two_persons(self) -> None:
        """Remember that the two are two persons."""
        if self.shown is None or not self.parts.isEnabled():
            return
        kept, gone = self.shown.kept.ref, self.shown.gone.ref
        told = _("{kept} and {gone} are two persons: they are not proposed again.")
        self._act(set_apart, kept, gone, told=told.format(**_refs(kept, gone)))

    def put_off(self) -> None:
        """Leave the pair for another day."""
        if chosen := self.current():
            self._later.add((chosen.one.id, chosen.other.id))
            self.read()

    def exchange(self) -> None:
        """Keep the other record."""
        if self.shown and (chosen := self.current()):
            self._ask(chosen, self.shown.gone.ref, self.shown.kept.ref)

    def undo_last(self) -> None:
        """Take back the last merge that can be."""
        if self.free and self._desk.books.answers:
            self.undo(self.free[0])

    def undo(self, taken: Taken) -> None:
        """Make two records again of what was made one."""
        kept, gone = taken.merge.kept.ref, taken.merge.gone.ref
        told = _("{kept} and {gone} are two records again.").format(**_refs(kept, gone))
        self._act(undo_merge, kept, gone, told=told)

    def _act(self, does: Callable[..., object], *arguments: Any, told: str) -> None:
        try:
            self._desk.do(does, *arguments)
        except KnownError as error:
            errors.tell(error, self)
            return
        self.said.emit(told)
        self.read()


class _Reason(QWidget):
    """A reason with its sign."""

    def __init__(self, reason: str, icon_name: str, colour: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(6))
        row.addWidget(picture_label(icon_name, colour, 15))
        row.addWidget(Label(reason_words(reason)))


def _refs(kept: str, gone: str) -> dict[str, str]:
    return {"kept": isolated(kept), "gone": isolated(gone)}


def open_doubles(desk: Desk, parent: QWidget, said: Callable[[str], object]) -> None:
    """Show the possible doubles, and say what was done."""
    dialog = Doubles(desk, parent)
    dialog.said.connect(said)
    dialog.open()
