"""The table of projects: two lines each, opened to their associations, with the gauge of each share."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle

from donations_app.i18n import _, day, figures, isolated, language, money, pgettext
from donations_app.ui.icons import picture
from donations_app.ui.projects import lines
from donations_app.ui.projects.lines import Key, Line
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.arranged import extra
from donations_app.ui.widgets.basic import elided
from donations_app.ui.widgets.charts import paint_gauge
from donations_app.ui.widgets.columns import EDGE
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.projects import STATES, reference_names

_HIGH, _LOW = 43, 29  # pixels of a project, and of a line below it
_CHEVRON = 16  # pixels before a name


class ProjectTable(Table):
    """Projects in their order; Right opens one, Left closes it, Enter goes to it."""

    opening = Signal(str, bool)  # the code of a project that is to be opened, or closed

    def __init__(self) -> None:
        self._lines: dict[Key, Line] = {}
        model: WindowedModel[Line] = WindowedModel(_columns(), self._load)
        super().__init__(model, _("Projects"), empty=_("No project is recorded yet."))
        self.keep_edge()
        model.setParent(self)
        self.ground = lambda line: (
            "" if line.is_project else theme().sunken
        )  # what lies below a project lies lower
        self.let_arrange()
        self.sort_by("missing", is_descending=True)

    def show_lines(self, found: Sequence[Line], at: Key | None) -> None:
        """Show other rows, with the one of a key chosen."""
        self._lines = {line.key: line for line in found}
        keys = list(self._lines)
        # a dash, where nothing is missing in another currency, is worth no column
        is_abroad = not found or any(lines.missing_abroad(line) not in ("", "–") for line in found)
        numbers = (n for n, column in enumerate(self.columns()) if column.code == "abroad")
        self._columns.idle = frozenset(() if is_abroad else numbers)
        self.show_keys(keys)
        self._heighten()
        if keys:
            self.choose_row(lines.place_of_key(at, keys))

    def opens(self, key: Key) -> bool:
        """Tell whether lines lie below what a key names."""
        return self._lines[key].can_open

    def line(self, row: int) -> Line:
        """Return what a row shows."""
        return self._lines[self.keys()[row]]

    def _load(self, keys: Sequence[Any]) -> list[Line | None]:
        return [self._lines.get(key) for key in keys]

    def _place_columns(self) -> None:
        super()._place_columns()
        self._heighten()

    def _heighten(self) -> None:
        """Give each row its height."""
        head = self.verticalHeader()
        head.setDefaultSectionSize(theme().px(_HIGH))
        for number, key in enumerate(self.keys()):
            if key[1]:
                head.resizeSection(number, theme().px(_LOW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        opens = Qt.Key.Key_Left if is_mirrored else Qt.Key.Key_Right
        closes = Qt.Key.Key_Right if is_mirrored else Qt.Key.Key_Left
        row = self.currentIndex().row()
        if (
            row >= 0
            and event.key() in (opens, closes)
            and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            line = self.line(row)
            if line.can_open or not line.is_project:
                self.opening.emit(line.key[0], event.key() == opens)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if not index.isValid() or index.column() or event.button() != Qt.MouseButton.LeftButton:
            return
        line, rect = self.line(index.row()), self.visualRect(index)
        edge = theme().px(EDGE + _CHEVRON)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        from_start = rect.right() - place.x() if is_mirrored else place.x() - rect.left()
        if line.can_open and from_start <= edge:
            self.opening.emit(line.key[0], not line.is_open)


def _columns() -> list[Column[Line]]:
    return [
        Column(
            _("Project, association"), lines.name, 0, code="name", order="title", least=190, may_be_long=True,
            draws=_draw_name, told=lines.name,
        ),
        Column(_("Cost, €"), lines.cost, 90, is_amount=True, code="cost", order="cost", weight=500),
        Column(
            pgettext("share", "Private"), lambda _line: "", 86, code="gauge", is_spare=True, rank=0,
            draws=_draw_gauge,
        ),
        Column("%", lines.share_percent, 66, is_amount=True, code="percent", order="percent", weight=600),
        Column(
            _("Missing, €"), lines.missing, 90, is_amount=True, code="missing", order="missing", weight=500,
            colour=_gap_colour,
        ),
        Column(
            _("in MAD"), lines.missing_abroad, 90, is_amount=True, code="abroad", is_spare=True, rank=1,
            colour=_gap_colour, order="abroad",
        ),
        Column(
            _("Verdict"), lines.verdict, 120, code="verdict", tone=lambda line: line.state,
            sign=lines.verdict_sign, told=lines.told,
        ),
        extra("private", _("Private, €"), lines.private, 96, order="private"),
        extra("expected", _("Expected, €"), lambda line: _amount(line, "expected"), 96, order="expected"),
        extra("code", _("Code"), lambda line: isolated(_fact(line, "code")), 90, order="code"),
        extra("axis", _("Axis"), lambda line: _named(line, "axis"), 140, order="axis", may_be_long=True),
        extra("action", _("Action"), lambda line: _named(line, "action"), 140, order="action", may_be_long=True),
        extra("province", _("Province"), lambda line: _named(line, "province"), 110, order="province"),
        extra("municipality", _("Municipality"), lambda line: _named(line, "municipality"), 120, order="municipality"),
        extra("programme", _("Programme"), lambda line: isolated(_fact(line, "programme")), 90, order="programme"),
        extra("state", _("State"), _state, 110, order="state"),
        extra("starts_on", _("Starts"), lambda line: _day(line, "starts_on"), 96, order="starts_on"),
        extra("ends_on", _("Ends"), lambda line: _day(line, "ends_on"), 96, order="ends_on"),
    ]  # fmt: skip


def _draw_name(painter: QPainter, inner: QRect, line: Line, _is_current: bool) -> None:  # noqa: FBT001 -- as of Column
    """Draw the name, of a project with what stands below it and the sign that opens it."""
    look, direction = theme(), painter.layoutDirection()
    inner = inner.adjusted(-look.px(3), 0, look.px(3), 0)
    room = look.px(_CHEVRON)
    text = QStyle.visualRect(direction, inner, inner.adjusted(room, 0, 0, 0))
    if line.can_open:
        size = look.px(16)
        place = QRect(inner.left() - look.px(2), inner.center().y() - size // 2, size, size)
        name = "chevron-down" if line.is_open else "chevron-right"
        painter.drawPixmap(QStyle.visualRect(direction, inner, place), picture(name, look.muted, 16))
    flag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    if not line.is_project:
        _write(painter, text, flag, lines.name(line), (400, 13, look.muted if line.is_alone else look.text))
        return
    half = text.height() // 2
    top, bottom = text.adjusted(0, look.px(3), 0, -half + look.px(2)), text.adjusted(0, half, 0, -look.px(4))
    _write(painter, top, flag, lines.name(line), (500, 13, look.text))
    _write(painter, bottom, flag, lines.below_name(line), (400, 12, look.muted))


def _write(
    painter: QPainter, place: QRect, flag: Qt.AlignmentFlag, text: str, how: tuple[int, int, str]
) -> None:
    """Write a text, shortened where it must be; ``how``: weight, pixels, colour."""
    weight, size, colour = how
    painter.setFont(font(size, weight))
    painter.setPen(QColor(colour))
    painter.drawText(place, flag, elided(painter.fontMetrics(), text, place.width()))


def _draw_gauge(painter: QPainter, inner: QRect, line: Line, _is_current: bool) -> None:  # noqa: FBT001 -- as of Column
    """Draw the share; of what names the project alone its amount."""
    if line.is_project or (line.part and not line.part.has_left):
        share = line.share.basis_points if line.share.cost else 0
        mark = line.project.share.rule.minimum
        paint_gauge(painter, QRectF(inner), share, mark=mark, state=line.state)
        return
    place = inner.adjusted(-theme().px(EDGE), 0, theme().px(EDGE), 0)
    _write(painter, place, Qt.AlignmentFlag.AlignCenter, money(line.share.private), (400, 12, theme().muted))


def _amount(line: Line, field: str) -> str:
    amount = getattr(line.share, field)
    return figures(amount) if amount else "–"


def _named(line: Line, field: str) -> str:
    return reference_names(line.project.row, language())[field] if line.is_project else ""


def _fact(line: Line, field: str) -> str:
    return str(getattr(line.project.row, field)) if line.is_project else ""


def _day(line: Line, field: str) -> str:
    value = getattr(line.project.row, field)
    return day(value) if value and line.is_project else ""


def _state(line: Line) -> str:
    return _(STATES[line.project.row.state]) if line.is_project else ""


def _gap_colour(line: Line) -> str:
    return theme().state(lines.missing_state(line))[0]
