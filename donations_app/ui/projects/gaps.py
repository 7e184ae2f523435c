"""What lacks money and what it shall get: a row for each gap, its amount typed over, its verdict before and after."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.allotting import WHOLE, Place, part_of
from donations_app.domain.money import Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.typed import parse_amount, parse_percent
from donations_app.i18n import _, count, figures, is_right_to_left, labelled, money, ngettext, percent
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Card, CheckBox, Elided, Label, Wrapped, clear, rule
from donations_app.ui.widgets.edits import TypedEdit
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.moving_gauge import MovingGauge
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.segments import Segments
from donations_app.ui.widgets.signs import Pill
from donations_app.words.shares import gap as gap_words

_MOST = 40  # rows; what more there is can be looked for
_HIGH = 204  # pixels that rows take at the least before one scrolls: four of them
_GAP = 3  # pixels above and below the line between two rows
_BOX, _EDIT, _SHARE, _VERDICT = 22, 104, 112, 150  # pixels of a row's columns; the names have the rest


class PartEdit(TypedEdit):
    """Cents of what is free: typed as an amount, or as a percent of it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFont(font(13))
        self.setProperty("size", "small")
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        self.setFixedWidth(theme().px(_EDIT))
        self.free, self.is_percent = 0, False
        self.installEventFilter(self)

    def parse(self) -> int:
        text = self.text().strip()
        if not text:
            return 0
        if self.is_percent or text.endswith("%"):
            return part_of(self.free, parse_percent(text))
        return parse_amount(text)

    def problem(self) -> str:
        return super().problem() if self.text().strip() else ""

    def show_whole(self) -> None:
        self.show_cents(self.parse())

    def show_cents(self, cents: int) -> None:
        """Show an amount."""
        points = cents * WHOLE // self.free if self.free else 0
        text = f"{points // 100},{points % 100:02} %" if self.is_percent else figures(Money(cents))
        if self.text() != text:
            self.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave Ctrl+Z to the page, which takes back the last change of all."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class GapShown(Struct, frozen=True):
    """What a row says: who lacks money, and where the share stands now."""

    place: Place
    name: str  # of the association, else of the project
    of: str  # the project's title, where an association is named
    needs: int  # cents
    before: PrivateShare
    minimum: int  # basis points
    short: str  # the name as a row says it
    below: str  # the short name of the project; of a project its code


class _Headings(QWidget):
    """What stands in the columns of the rows below."""

    def __init__(self) -> None:
        super().__init__()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(*_clear_of_bar(0))
        row.setSpacing(theme().px(8))
        row.addSpacing(theme().px(_BOX + 8))
        row.addWidget(Elided(_("Project, association"), "name", "muted"), 1)
        made = [Label(text, "name", "muted") for text in (_("To give"), _("Share"), _("Verdict"))]
        for one, width in zip(made, (_EDIT, _SHARE, _VERDICT), strict=True):
            one.setFixedWidth(theme().px(width))
            row.addWidget(one)
        self._share, self._verdict = made[1:]

    def stand(self, *, is_tight: bool) -> None:
        """Stand above rows whose verdict is below their share, or beside it."""
        self._verdict.setVisible(not is_tight)
        self._share.setFixedWidth(theme().px(_VERDICT if is_tight else _SHARE))

    def stand_beside(self, bar: int) -> None:
        """Stand above columns that a scroll bar of so many pixels moves, if there is one."""
        self._row.setContentsMargins(*_clear_of_bar(bar))


def _clear_of_bar(bar: int) -> tuple[int, int, int, int]:
    """Return the margins of what stands clear of a scroll bar, on whichever side that is."""
    room = theme().px(12) + bar
    return (room, 0, 0, 0) if is_right_to_left() else (0, 0, room, 0)  # Qt mirrors no margins


class GapRow(QWidget):
    """One gap."""

    typed = Signal(object, int)  # its place, cents

    def __init__(self, shown: GapShown) -> None:
        super().__init__()
        self.shown = shown
        whole_name = labelled(shown.name, shown.of) if shown.of else shown.name
        self.box = CheckBox("")
        self.box.setAccessibleName(_("Give to {name}").format(name=whole_name))
        self.edit = PartEdit(labelled(_("To give"), whole_name))
        self.gauge = MovingGauge(0, 0, mark=shown.minimum, state="ok", name=whole_name)
        self.moved = Label("", "small")
        self._verdict = QHBoxLayout()
        self._verdict.setContentsMargins(0, 0, 0, 0)
        self.setToolTip(whole_name)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(Wrapped(shown.short, "name"))
        names.addWidget(Wrapped(shown.below, "small", "muted"))
        names.addStretch(1)
        self._told, self._moving = QWidget(), QWidget()
        self._told.setLayout(self._verdict)
        self._told.setFixedWidth(theme().px(_VERDICT))
        self._shares = shares = QVBoxLayout(self._moving)
        shares.setContentsMargins(0, 0, 0, 0)
        shares.setSpacing(0)
        shares.addWidget(self.gauge)
        shares.addWidget(self.moved)
        self._moving.setFixedWidth(theme().px(_SHARE))
        self.box.setFixedWidth(theme().px(_BOX))
        row.addWidget(self.box)
        row.addLayout(names, 1)
        for one in (self.edit, self._moving, self._told):
            row.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        self.edit.textEdited.connect(lambda *_: self._type())
        self.box.clicked.connect(lambda on: self.typed.emit(self.shown.place, self.shown.needs if on else 0))

    def stand(self, *, is_tight: bool) -> None:
        """Let the verdict stand below the share where there is no room beside it."""
        for layout in (self._row, self._shares):
            layout.removeWidget(self._told)
        if is_tight:
            self._shares.addWidget(self._told)
        else:
            self._row.addWidget(self._told, 0, Qt.AlignmentFlag.AlignVCenter)
        self._moving.setFixedWidth(theme().px(_VERDICT if is_tight else _SHARE))

    def _type(self) -> None:
        if not self.edit.problem():
            self.typed.emit(self.shown.place, self.edit.parse())

    def show_part(self, cents: int, after: PrivateShare, *, free: int, is_percent: bool) -> None:
        """Show what it gets, and where that would leave it."""
        self.edit.free, switched = free, self.edit.is_percent != is_percent
        self.edit.is_percent = is_percent
        self.box.setChecked(cents > 0)
        if switched or not (self.edit.hasFocus() and self._says(cents)):
            self.edit.show_cents(cents)
        before = self.shown.before
        told = percent(after.basis_points)
        if before.basis_points != after.basis_points:
            told = _("{before} → {after}").format(before=percent(before.basis_points), after=told)
        self.moved.setText(told)
        state = _STATES[after.reached]
        name = labelled(self.shown.name, told)
        self.gauge.show_shares(before.basis_points, after.basis_points, state="ok", name=name)
        clear(self._verdict)
        self._verdict.addWidget(Pill(_verdict(after), state, _SIGNS[after.reached]))
        self._verdict.addStretch(1)

    def _says(self, cents: int) -> bool:
        return not self.edit.problem() and self.edit.parse() == cents


_STATES = {True: "ok", False: "bad", None: "plain"}
_SIGNS = {True: "circle-check", False: "circle-x", None: "info"}


def _verdict(share: PrivateShare) -> str:
    if share.reached is None:
        return _("No verdict")
    if share.reached:
        return _("Reached")
    if not share.missing:
        return _("Not reached")
    return _("Missing {amount}").format(amount=gap_words(share.missing, share.missing_minor, "EUR"))


class GapsCard(Card):
    """All gaps, the smallest first, and a field for any other place."""

    typed = Signal(object, int)
    added = Signal(object)  # a place

    def __init__(self, find: Callable[[str], Sequence[Choice]]) -> None:
        super().__init__(gap=8)
        self.given: dict[Place, GapRow] = {}
        self._is_tight = False
        self.unit = Segments({"amount": _("Amount"), "percent": _("Percent")}, _("How to type"))
        self.unit.setToolTip(_("An amount, or a percent of what is free"))
        head = QHBoxLayout()
        head.addWidget(Label(_("Proposals"), "card"))
        head.addSpacing(theme().px(8))
        head.addWidget(Elided(_("most gaps closed with least money"), "small", "muted"), 1)
        head.addWidget(self.unit)
        self.rows.addLayout(head)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(*_clear_of_bar(0))
        self._list.setSpacing(theme().px(_GAP))
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._inside, self._most = inside, theme().px(_HIGH)
        self._scrolled = Scrolled(inside)
        self._scrolled.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._headings = _Headings()
        self.rows.addWidget(self._headings)
        self.rows.addWidget(self._scrolled)
        self.more = Note()
        self.rows.addWidget(self.more)
        self.other = Picker(find, name=_("Another project or association"), icon_name="plus")
        self.other.setProperty("size", "small")
        self.other.setPlaceholderText(_("Another project or association"))
        self.other.setMinimumWidth(theme().px(240))
        self.told, self.sum = Label("", "body", "muted"), Label("", "strong")
        foot = QHBoxLayout()
        foot.addWidget(self.other, 1)
        foot.addWidget(self.told)
        foot.addSpacing(theme().px(12))
        foot.addWidget(self.sum)
        self.rows.addLayout(foot)
        self.lacking = Note()
        self.rows.addWidget(self.lacking)
        self.other.chosen.connect(self._add)

    def _add(self, target: object) -> None:
        if target is not None:
            self.other.choose(None)
            self.added.emit(target)

    def show_gaps(self, shown: Sequence[GapShown]) -> None:
        """Show other gaps; rows that stay keep their widgets."""
        kept = {one.shown.place: one for one in self.given.values()}
        few = shown[:_MOST]
        self.given = {}
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) and not isinstance(widget, GapRow):
                widget.hide()
                widget.deleteLater()
        for one in few:
            row = kept.pop(one.place, None)
            if row is None or row.shown != one:
                if row is not None:
                    row.hide()
                    row.deleteLater()
                row = GapRow(one)
                row.stand(is_tight=self._is_tight)
                row.typed.connect(self.typed)
            self.given[one.place] = row
            self._list.addWidget(row)
            self._list.addWidget(rule())
            row.show()
        for gone in kept.values():
            gone.hide()
            gone.deleteLater()
        left = len(shown) - len(few)
        told = ngettext("{count} more gap", "{count} more gaps", left).format(count=count(left))
        self.more.say(told if left else "")
        if not shown:
            self.more.say(_("Nothing is missing: every part reaches its share."), "ok")
        self._headings.setVisible(bool(shown))
        self._fit()

    def arrange(self, *, narrow: bool) -> None:
        """Let each row take less across, and more of height."""
        if narrow != self._is_tight:
            self._is_tight = narrow
            self._headings.stand(is_tight=narrow)
            for row in self.given.values():
                row.stand(is_tight=narrow)
            self._fit()

    def limit(self, height: int) -> None:
        """Let the card take so many pixels at the most; through rows that have no room in it one scrolls."""
        beside = self.sizeHint().height() - self._scrolled.height()
        self._most = max(height - beside, theme().px(_HIGH))
        self._fit()

    def _fit(self) -> None:
        beside = 2 * theme().px(_GAP) + 1
        high = sum(row.sizeHint().height() + beside for row in self.given.values())
        self._scrolled.setFixedHeight(min(high, self._most))
        bar = self._scrolled.verticalScrollBar().sizeHint().width()
        self._headings.stand_beside(bar if high > self._most else 0)

    def stops(self) -> list[QWidget]:
        """Return where Tab goes, as one reads."""
        return [self.unit, *(one for row in self.given.values() for one in (row.box, row.edit)), self.other]

    def show_sum(self, places: int, cents: int, lacking: int) -> None:
        """Show what all rows come to, and what the chosen money lacks for it."""
        told = ngettext("{count} allocation", "{count} allocations", places)
        self.told.setText(told.format(count=count(places)))
        self.sum.setText(money(Money(cents)))
        told = _("{amount} more than the payments chosen hold: choose others, or give less.")
        self.lacking.say(told.format(amount=money(Money(lacking))) if lacking > 0 else "", "bad")
