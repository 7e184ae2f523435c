"""Two records side by side: what both say, which of them holds, and what moves to the one that is kept."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QSizePolicy, QStyle, QVBoxLayout, QWidget

from donations_app.db.queries.payment_list import PaymentSums
from donations_app.db.queries.person_card import PersonCard
from donations_app.domain.folding import fold
from donations_app.domain.merging import NAMES, Facing, Side, both_notes
from donations_app.domain.money import Money
from donations_app.i18n import (
    _,
    count,
    country_name,
    day,
    is_right_to_left,
    isolated,
    labelled,
    language,
    money,
    without_marks,
)
from donations_app.services.people.merging import Pair
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Label, Wrapped, clear, elided, rule
from donations_app.ui.widgets.breaking import broken, lines_of
from donations_app.words.codes import together
from donations_app.words.doubles import PARTS
from donations_app.words.names import said_name
from donations_app.words.people import YES_NO, is_of_kind, value_words

_LABEL: Final = 118
_HOME: Final = "FR"


class Moving(Struct, frozen=True):
    """What was recorded for one of two records."""

    payments: PaymentSums
    card: PersonCard


def first_side(facing: Facing) -> Side | str:
    """Return the side that is taken before anybody chose: of names that differ by accents alone, the one kept."""
    spelt_alike = facing.name in NAMES and fold(facing.mine[0]) == fold(facing.theirs[0])
    return "keep" if not facing.side and spelt_alike else facing.side


class Choice(QAbstractButton):
    """One side of a thing: a ring to choose it where both say something else, and what it says."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setFont(font(13))
        self.setAccessibleName(labelled(name, text))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row has it
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setToolTip(text)

    def lines(self) -> list[str]:
        """Return what it says, on as many lines as it takes at this width."""
        room = self.width() - theme().px(16 + 9)
        heavy = font(13, 500)  # as it is written once it is chosen
        if room <= 0:
            return self.text().split("\n")
        found = []
        for part in self.text().split("\n"):
            bare = without_marks(part)
            lines = lines_of(heavy, broken(QFontMetrics(heavy), bare, room), room)
            found += [isolated(line) for line in lines] if bare != part else list(lines)
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.setMinimumHeight(self.sizeHint().height())
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        lines = len(self.lines())
        return QSize(theme().px(150), max(theme().px(34), theme().px(14) + lines * theme().px(20)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(90), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, size, painter = theme(), theme().px(16), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines, high = self.lines(), theme().px(20)
        above = (self.height() - len(lines) * high) // 2
        ring = QRect(1, above + (high - size) // 2, size, size)
        text = QRect(size + theme().px(9), 0, self.width() - size - theme().px(9), self.height())
        ring, text = (QStyle.visualRect(self.layoutDirection(), self.rect(), place) for place in (ring, text))
        if self.isEnabled():
            painter.setPen(QPen(QColor(look.primary if self.isChecked() else look.field), 1))
            painter.setBrush(QColor(look.primary if self.isChecked() else look.surface))
            painter.drawEllipse(ring)
            if self.isChecked():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(look.on_primary))
                inner = ring.adjusted(*(theme().px(one) for one in (5, 5, -5, -5)))
                painter.drawEllipse(inner)
        painter.setPen(QColor(look.text if self.isChecked() else look.muted))
        painter.setFont(font(13, 500 if self.isChecked() and self.isEnabled() else 400))
        for number, line in enumerate(lines):
            place = QRect(text.left(), above + number * high, text.width(), high)
            told = elided(painter.fontMetrics(), line, text.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, told)
        painter.end()


class FacingRow(QFrame):
    """One thing: both sides and what holds. Left and right take a side, up and down go to another thing."""

    chosen = Signal()
    stepped = Signal(int)  # 1: to the next thing, -1: to the one before

    def __init__(self, facing: Facing) -> None:
        super().__init__()
        self.facing = facing
        self.side: str = first_side(facing)
        self.is_open = facing.side in ("", "both") or facing.side in ("keep", "other")
        self.setObjectName("facing")
        name = _(PARTS[facing.name])
        self.mine = Choice(said(facing.name, facing.mine), labelled(name, _("kept")))
        self.theirs = Choice(said(facing.name, facing.theirs), labelled(name, _("other")))
        self.result = Wrapped("", "name")
        # a long word takes no room from what it is compared with
        self.result.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        is_choice = facing.side != "same"
        for choice in (self.mine, self.theirs):
            choice.setEnabled(is_choice)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_choice else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        grid = row_grid(self)
        what = Wrapped(name, "body", "muted")
        what.setFixedWidth(theme().px(_LABEL))
        grid.addWidget(what, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.mine, 0, 1)
        grid.addWidget(self.theirs, 0, 2)
        grid.addWidget(self.result, 0, 3, Qt.AlignmentFlag.AlignVCenter)
        self.mine.clicked.connect(lambda *_: self.take("keep"))
        self.theirs.clicked.connect(lambda *_: self.take("other"))
        self._show()

    def take(self, side: Side) -> None:
        """Take one side."""
        if self.facing.side == "same":
            return
        self.side = side
        self._show()
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the side to which an arrow points, or go to another thing."""
        key, leading = event.key(), Qt.Key.Key_Right if is_right_to_left() else Qt.Key.Key_Left
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.take("keep" if key == leading else "other")
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    @property
    def is_missing(self) -> bool:
        """Whether somebody still has to choose."""
        return not self.side

    def _show(self) -> None:
        self.mine.setChecked(self.side in ("keep", "both"))
        self.theirs.setChecked(self.side in ("other", "both"))
        if self.is_missing:
            self.result.setText(_("to choose"))
            self.result.set_tone("warn")
        else:
            self.result.setText(self._holds())
            self.result.set_tone("")
        self.setProperty("state", "warn" if self.is_missing else "")
        self.style().unpolish(self)
        self.style().polish(self)

    def _holds(self) -> str:
        facing = self.facing
        if self.side == "both":
            return isolated(both_notes(facing.mine[0], facing.theirs[0]))
        return said(facing.name, facing.theirs if self.side == "other" else facing.mine)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark()

    def _mark(self) -> None:
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)


def row_grid(row: QWidget) -> QGridLayout:
    """Return the columns that all rows share: what, one, the other, what holds."""
    grid = QGridLayout(row)
    grid.setContentsMargins(*theme().margins(8, 0, 8, 0))
    grid.setHorizontalSpacing(theme().px(10))
    grid.setColumnMinimumWidth(0, theme().px(_LABEL))
    for column, stretch in ((1, 10), (2, 10), (3, 10)):
        grid.setColumnStretch(column, stretch)
    return grid


def said(name: str, values: Sequence[Any]) -> str:
    """Return what a record says of one thing, on as many lines as it takes; of nothing, that it is empty."""
    if name == "address":
        street, more, postcode, city, country = values
        town = f"{postcode} {city}".strip()
        abroad = country_name(country, language()) if country != _HOME else ""
        lines = [isolated(line) for line in (street, more, town, abroad) if line]
        return "\n".join(lines) or _("empty")
    found = next((value for value in values if value not in ("", None)), "")
    if isinstance(found, bool):
        return _("Yes") if found else _("No")
    if isinstance(found, date):
        return day(found)
    told = value_words(name, str(found)) if found and name not in YES_NO else str(found)
    return isolated(told) if told else _("empty")


class PairView(QWidget):
    """The things of a pair below each other, and what moves; ``changed`` when somebody chose."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.facings: list[FacingRow] = []

    def show_pair(self, pair: Pair, moving: tuple[Moving, Moving]) -> None:
        """Show two records: of what neither says anything, nothing."""
        clear(self._rows)
        self.facings = []
        self._rows.addWidget(_head(pair))
        for facing in pair.faced:
            if not is_of_kind(facing.name, pair.kept.kind) and facing.side == "same":
                continue
            if facing.side == "same" and not _says_something(facing):
                continue
            self._rows.addWidget(rule())
            row = FacingRow(facing)
            row.chosen.connect(self.changed)
            row.stepped.connect(partial(self._step, row))
            self.facings.append(row)
            self._rows.addWidget(row)
        self._rows.addWidget(rule())
        self._rows.addWidget(_moves(moving))
        self._rows.addStretch(1)

    @property
    def open_rows(self) -> list[FacingRow]:
        """The things of which one side may be chosen."""
        return [row for row in self.facings if row.facing.side != "same"]

    def begin(self) -> None:
        """Go to the first thing that is to be chosen, else to the first of which one side may be."""
        rows = [row for row in self.open_rows if row.is_missing] or self.open_rows
        if rows:
            rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _step(self, row: FacingRow, by: int) -> None:
        rows = self.open_rows
        to = min(max(rows.index(row) + by, 0), len(rows) - 1)
        rows[to].setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def missing(self) -> int:
        """How many choices are missing."""
        return sum(row.is_missing for row in self.facings)

    def choices(self) -> dict[str, Side]:
        """Return what was chosen, for the merge."""
        return {row.facing.name: row.side for row in self.open_rows if row.side in ("keep", "other")}  # type: ignore[misc]


def _says_something(facing: Facing) -> bool:
    """Tell whether what both say is worth a line: an empty text or a plain no is not."""
    return any(facing.mine[:4])  # of an address without the country


def _head(pair: Pair) -> QWidget:
    head = QFrame()
    grid = row_grid(head)
    grid.setContentsMargins(*theme().margins(8, 8, 8, 8))
    grid.addWidget(Label(), 0, 0)  # or the columns would not be those of the rows
    told = ((pair.kept, ""), (pair.gone, ""), (pair.kept, _("One person")))
    for column, (draft, title) in enumerate(told, 1):
        both = QVBoxLayout()
        both.setSpacing(theme().px(2))
        below = together(*filter(None, (isolated(draft.ref), draft.city)))
        kept = _("keeps {ref}").format(ref=isolated(draft.ref)) if title else below
        for label in (Wrapped(title or said_name(draft), "strong"), Wrapped(kept, "small", "muted")):
            both.addWidget(label)
        grid.addLayout(both, 0, column)
    return head


def _moves(moving: tuple[Moving, Moving]) -> QWidget:
    whole = QFrame()
    grid = row_grid(whole)
    grid.setContentsMargins(*theme().margins(8, 10, 8, 4))
    grid.setVerticalSpacing(theme().px(8))
    grid.addWidget(Label(_("What counts for the person who is kept"), "strong"), 0, 0, 1, 4)
    for line, (name, texts) in enumerate(_moved(moving), 1):
        what = Wrapped(name, "body", "muted")
        what.setFixedWidth(theme().px(_LABEL))
        grid.addWidget(what, line, 0, Qt.AlignmentFlag.AlignTop)
        for column, text in enumerate(texts, 1):
            grid.addWidget(Wrapped(text, "name" if column == len(texts) else "body"), line, column)
    return whole


def _moved(moving: tuple[Moving, Moving]) -> list[tuple[str, tuple[str, ...]]]:
    cards = [one.card for one in moving]
    sums = [one.payments for one in moving]
    whole = PaymentSums(sum(one.count for one in sums), Money.total(one.amount for one in sums))
    years = [{one.year for one in card.dues} for card in cards]
    agreed = [[one.now for one in card.recurring if one.now.state == "active"] for card in cards]
    live = [sum(not one.is_cancelled for one in card.receipts) for card in cards]
    stay = _("{count}, as printed")
    return [
        (_("Payments"), tuple(_paid(one) for one in (*sums, whole))),
        (_("Dues"), tuple(_years(some) for some in (*years, years[0] | years[1]))),
        (
            _("Regular gifts"),
            tuple(_agreed([one.amount for one in some]) for some in (*agreed, agreed[0] + agreed[1])),
        ),
        (
            _("Issued receipts"),
            tuple(stay.format(count=count(one)) if one else _("none") for one in (*live, sum(live))),
        ),
    ]


def _paid(sums: PaymentSums) -> str:
    return f"{count(sums.count)} · {money(sums.amount)}" if sums.count else _("none")


def _years(years: set[int]) -> str:
    if not years:
        return _("none")
    first, last = (isolated(str(year)) for year in (min(years), max(years)))
    return first if len(years) == 1 else _("{first} to {last}").format(first=first, last=last)


def _agreed(amounts: Sequence[Money]) -> str:
    return "\n".join(money(amount) for amount in amounts) or _("none")
