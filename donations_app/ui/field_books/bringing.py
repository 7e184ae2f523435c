"""A field book brought home: what was proved of it, each payment's verdict, decisions, then all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.projects import ProjectName, project_names
from donations_app.domain.errors import Cancelled
from donations_app.domain.field_books import Decision, Judged, MadeApart, Review, total
from donations_app.i18n import _, count, day, isolated, money, ngettext
from donations_app.services.exchange.field_bringing import bring_field_book, look_at
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.field_books.decision import DecisionPanel
from donations_app.ui.field_books.proofs import ProofsCard
from donations_app.ui.field_books.tiles import Tiles
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button
from donations_app.ui.widgets.dialog import FRAME, Careful, scrolled_page
from donations_app.ui.widgets.parted import parted_or_below
from donations_app.ui.widgets.running import Running
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import METHODS, word
from donations_app.words.field_books import coming_words, verdict_words
from donations_app.words.sentences import sentence
from donations_app.words.targets import targets_told, targets_word

_TONES: Final = {"new": "ok", "already": "plain", "twice": "warn", "changed": "info", "ended": "bad"}
_SIGNS: Final = {
    "new": "plus",
    "already": "check",
    "twice": "users",
    "changed": "repeat",
    "ended": "folder-kanban",
}
_LISTED, _DECIDED, _HIGH = 560, 320, 330  # pixels of the list and of the decision, at the least


class BringFieldBook(Careful):
    """Nothing is written until every decision is made; then all of it is, in one transaction."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget, path: Path) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Bring a field book home"))
        self.setObjectName("page")  # it holds cards
        self._desk, self._path = desk, path
        self._looked: Review | None = None
        self.review: Review | None = None  # with the answers that were kept
        self.answers: dict[str, str] = {}
        self._rows: list[Judged] = []
        self._names: Mapping[str, ProjectName] = {}
        self._place = 0  # of the decision that is shown
        self._joins = False  # books that were made apart are taken over, too
        self._make()
        self._lay_out()
        self._connect()
        self.look()

    def _make(self) -> None:
        self.title, self.told = Label(_("Bring a field book home"), "card"), Wrapped("", "small", "muted")
        self.proofs, self.tiles, self.panel, self.running = ProofsCard(), Tiles(), DecisionPanel(), Running()
        columns: list[Column[Judged]] = [
            Column(_("Day"), lambda one: day(one.on), 88),
            Column(_("Ref."), lambda one: isolated(one.ref), 112, is_spare=True, rank=1),
            Column(
                _("Donor"),
                lambda one: one.payer or _("Anonymous"),
                0,
                weight=500,
                may_be_long=True,
                least=120,
            ),
            Column(_("Method"), lambda one: word(METHODS, one.method), 80, is_spare=True, rank=3),
            Column(_("Allocation"), self._target, 120, is_spare=True, rank=2, told=self._targets),
            Column(_("Amount"), lambda one: money(one.amount), 88, is_amount=True),
            Column(
                _("Verdict"),
                self._verdict,
                172,
                tone=lambda one: _TONES[one.verdict],
                sign=lambda one: _SIGNS[one.verdict],
            ),
        ]
        self.model: WindowedModel[Judged] = WindowedModel(
            columns, lambda keys: [self._rows[key] for key in keys]
        )
        self.table = Table(self.model, _("Payments of the field book"), empty=_("No payment is like that."))
        self.model.setParent(self.table)
        self.sum, self.left = Label("", "strong"), Wrapped("", "small", "muted")
        self.closes = button(_("Close"), clicked=self.leave)
        self.writes = button(_("Write in the books"), "primary", clicked=self.write)
        self.writes.setEnabled(False)  # until it is looked at
        for each in (self.closes, self.writes):
            each.setAutoDefault(False)

    def _target(self, one: Judged) -> str:
        return targets_word([code for code in one.places if code], self._names)

    def _targets(self, one: Judged) -> str:
        return targets_told([code for code in one.places if code], self._names)

    def _verdict(self, one: Judged) -> str:
        is_decided = bool(one.decisions) and self._is_kept(one)
        return f"{verdict_words(one.verdict)} ✓" if is_decided else verdict_words(one.verdict)

    def _is_kept(self, one: Judged) -> bool:
        waits = {decision.name for decision in self.review.asked} if self.review else set()
        return waits.isdisjoint(one.decisions)

    def _lay_out(self) -> None:
        page = QVBoxLayout(scrolled_page(self))
        page.setContentsMargins(*theme().margins(20, 16, 20, 16))
        page.setSpacing(theme().px(12))
        head = QVBoxLayout()
        head.setSpacing(theme().px(2))
        head.addWidget(self.title)
        head.addWidget(self.told)
        page.addLayout(head)
        page.addWidget(self.proofs)
        left = Card(padding=14, gap=10)
        left.setMinimumWidth(theme().px(_LISTED))
        left.rows.addWidget(self.tiles)
        self.table.setMinimumHeight(theme().px(150))
        left.rows.addWidget(self.table, 1)
        left.rows.addWidget(self.running)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(8))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.sum)
        words.addWidget(self.left)
        foot.addLayout(words, 1)
        foot.addWidget(self.closes)
        foot.addWidget(self.writes)
        left.rows.addLayout(foot)
        self.panel.setMinimumSize(theme().px(_DECIDED), theme().px(_HIGH))
        self.parts = parted_or_below(left, self.panel)
        self.parts.setSizes([theme().px(3 * _DECIDED), theme().px(_DECIDED)])
        self.parts.setStretchFactor(0, 1)
        page.addWidget(self.parts, 1)
        self.parts.hide()
        self._below = QWidget()  # what takes the room below a refusal
        page.addWidget(self._below, 1)
        self.running.hide()

    def _connect(self) -> None:
        self.tiles.chosen.connect(lambda _verdict: self._show_rows())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._follow_row())
        self.panel.kept.connect(self.keep)
        self.panel.stepped.connect(self.step)
        self.running.stop.stopped.connect(lambda: self._job.cancel() if self._job else None)
        self._job: Any = None

    def sizeHint(self) -> QSize:
        parent = self.parentWidget()
        around = parent.window().size() if parent else super().sizeHint()
        return around.shrunkBy(FRAME).boundedTo(QSize(theme().px(1280), theme().px(860)))

    def showEvent(self, event: QShowEvent) -> None:
        room = self.screen().availableGeometry().size().shrunkBy(FRAME)
        self.resize(self.sizeHint().boundedTo(room))
        super().showEvent(event)

    def is_typed(self) -> bool:
        """Answers that were kept are lost with the dialog."""
        return bool(self.answers)

    # what is shown

    def look(self) -> None:
        """Look at the field book, off the window's thread; nothing is written."""
        books, path, joins = self._desk.books, self._path, self._joins
        self.told.setText(_("The field book is read ..."))

        def work(_report: object) -> tuple[Review, dict[str, ProjectName]]:
            review = look_at(books, path, join=joins)
            with books.read() as session:
                return review, project_names(
                    session, {code for one in review.payments for code in one.places}
                )

        self._desk.jobs.start(work, of=self, done=self._show, failed=self._refuse, may_be_lost=True)

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        if (told := sentence(error)) is None:
            errors.tell(error, self)
            return
        self.told.setText(told)
        self.told.set_tone("bad")
        ways = [button(_("Close"), clicked=self.leave)]
        if isinstance(error, MadeApart):
            ways.append(button(_("Join them"), clicked=self.join))
        self.proofs.show_refusal(self._path.name, _("Nothing of it is written."), *ways)
        ways[0].setDefault(True)
        QTimer.singleShot(0, ways[0], ways[0].setFocus)  # once it is shown

    def join(self) -> None:
        """Look at books that were made apart as at those of an office."""
        self._joins = True
        self.told.set_tone("muted")
        self.look()

    def _show(self, found: tuple[Review, dict[str, ProjectName]]) -> None:
        review, self._names = found
        self._looked, self.review = review, review.answered(self.answers)
        self.proofs.show_review(review)
        self._below.hide()
        self.parts.show()
        self._show_all()
        self._show_place(self._first_open())

    def _show_all(self) -> None:
        review = self.review
        if review is None:
            return
        self.tiles.show_review(review)
        self._show_rows()
        missing, coming = len(review.asked), review.written
        told = ngettext(
            "Nothing is written as long as {count} decision is missing",
            "Nothing is written as long as {count} decisions are missing",
            missing,
        )
        whole = _("All of it is written at once, or nothing")
        first = told.format(count=count(missing)) if missing else whole
        self.told.setText(" · ".join([first, *coming_words(review)]))
        said = ngettext("{count} payment, {amount}", "{count} payments, {amount}", len(coming))
        self.sum.setText(said.format(count=count(len(coming)), amount=money(total(coming))))
        self.left.setText(_left(review, missing))
        self.writes.setEnabled(not missing and bool(coming or review.proof.first))

    def _show_rows(self) -> None:
        if self.review is None:
            return
        kept = self._current_key()
        verdict = self.tiles.verdict
        self._rows = [one for one in self.review.payments if verdict in ("", one.verdict)]
        self.table.show_keys(list(range(len(self._rows))))
        row = next((row for row, one in enumerate(self._rows) if one.key == kept), -1)
        if row >= 0:
            self.table.choose_row(row)

    def _current_key(self) -> int:
        one: Judged | None = self.table.current_row()
        return one.key if one else 0

    def _follow_row(self) -> None:
        """Show the decision of the payment that is chosen."""
        one: Judged | None = self.table.current_row()
        if one and one.decisions and self.review:
            names = [decision.name for decision in self.review.decisions]
            self._show_place(names.index(one.decisions[0]), follows=False)

    def _first_open(self) -> int:
        decisions = self.review.decisions if self.review else ()
        return next((place for place, one in enumerate(decisions) if not one.answer), 0)

    def _show_place(self, place: int, *, follows: bool = True) -> None:
        decisions: Sequence[Decision] = self.review.decisions if self.review else ()
        self._place = place
        one = decisions[place] if place < len(decisions) else None
        self.panel.show_decision(one, (place + 1, len(decisions)), self.review)
        if one and follows:
            row = next((row for row, paid in enumerate(self._rows) if paid.ref in one.payments), -1)
            if row >= 0 and self._rows[row].key != self._current_key():
                self.table.choose_row(row)
                QTimer.singleShot(0, self, lambda: self.table.scrollTo(self.table.currentIndex()))

    # what it does

    def step(self, by: int) -> None:
        """Go to another decision."""
        if self.review and self.review.decisions:
            self._show_place((self._place + by) % len(self.review.decisions))

    def keep(self, name: str, answer: str) -> None:
        """Keep an answer and show the next decision that is missing."""
        if self._looked is None:
            return
        self.answers[name] = answer
        self.review = self._looked.answered(self.answers)
        self._show_all()
        if self.review.asked:
            self._show_place(self._first_open())
        else:
            self.step(1) if len(self.review.decisions) > 1 else self._show_place(self._place)
            self.writes.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take 1 to 3 for an answer, Enter to keep it, Page Up and Down for another decision."""
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.panel.choose_nth(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.panel.keep()
        else:
            super().keyPressEvent(event)

    def write(self) -> None:
        """Write all of it, or nothing."""
        if not self.writes.isEnabled():
            return
        books, path, answers, joins = self._desk.books, self._path, dict(self.answers), self._joins
        self.writes.setEnabled(False)
        self.running.begin()
        self.running.show()
        self._job = self._desk.jobs.start(
            lambda _report: bring_field_book(books, path, answers, join=joins),
            of=self,
            done=self._written,
            failed=self._fail,
        )

    def _written(self, review: Review) -> None:
        self.running.hide()
        coming = review.written
        told = ngettext(
            "Field book {code}: {count} payment, {amount}, is home.",
            "Field book {code}: {count} payments, {amount}, are home.",
            len(coming),
        )
        self.said.emit(
            told.format(
                code=isolated(review.proof.code), count=count(len(coming)), amount=money(total(coming))
            )
        )
        self.answers.clear()
        self.accept()

    def _fail(self, error: BaseException) -> None:
        self.running.hide()
        self.writes.setEnabled(True)
        errors.tell(error, self)


def _left(review: Review, missing: int) -> str:
    """Return what stands in the way, or what is not written."""
    if missing:
        said = ngettext(
            "at once, or not at all, after {count} decision",
            "at once, or not at all, after {count} decisions",
            missing,
        )
        return said.format(count=count(missing))
    left = [one for one in review.payments if one.is_left]
    if left:
        said = ngettext(
            "{count} payment, {amount}, stays in the field book",
            "{count} payments, {amount}, stay in the field book",
            len(left),
        )
        return said.format(count=count(len(left)), amount=money(total(left)))
    return _("at once, or not at all")


def open_bringing(desk: Desk, parent: QWidget, path: Path, said: Callable[[str], object]) -> None:
    """Show a field book that came, and say what was written."""
    dialog = BringFieldBook(desk, parent, path)
    dialog.said.connect(said)
    dialog.open()
