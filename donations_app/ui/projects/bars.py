"""The two bars of a project: its cost by who pays it, and the same cost cut into its associations."""

from collections.abc import Iterator

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent

from donations_app.db.queries.project_page import ProjectPage
from donations_app.domain.money import Money
from donations_app.domain.rule_measures import points_of
from donations_app.i18n import _, labelled, limit_percent, money, percent, whole_euros
from donations_app.ui.projects.drawing import Drawn, Segment, private_colour, public_colour, rounded
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import elided
from donations_app.words.codes import apart, together
from donations_app.words.names import short_name
from donations_app.words.project_page import (
    public_sum,
    reading,
    source_name,
)
from donations_app.words.verdicts import verdict_pill

_NAMED = 90  # pixels from which on a segment bears its name
_PART_NAMED = 120


class _Heading(Struct, frozen=True):
    """What stands above a group of segments: its name, its sum, its part of the cost."""

    name: str
    amount: str
    percent: str
    start: int
    end: int
    tone: str = ""


class CostBar(Drawn):
    """The cost in scale: private by source, what is missing, public by funder, what is left from anybody."""

    def __init__(self, page: ProjectPage) -> None:
        super().__init__(reading(page))
        self._page = page
        self.segments = tuple(_segments(page))
        last = self.segments[-1] if self.segments else None
        self.whole = max(page.share.share.cost.cents, last.start + last.length if last else 1)
        self._headings = tuple(_headings(page, self.segments))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(600), theme().px(40 + 42 + 22))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, high = theme().px(40), theme().px(42)
        self._head(painter)
        painter.save()
        rounded(painter, QRectF(0, top, self.width(), high))
        for one in self.segments:
            self._segment(painter, one, top, high)
        painter.restore()
        self._threshold(painter, top, high)
        painter.end()

    def _segment(self, painter: QPainter, one: Segment, top: float, high: float) -> None:
        left, right = self.across(one.start), self.across(one.start + one.length)
        place = self.mirrored(QRectF(left, top, max(1.0, right - left - 1), high))
        self.fill(painter, place, one.fill)
        if one.is_pale:  # a line below it: it is promised
            painter.fillRect(
                QRectF(place.left(), place.bottom() - theme().px(3), place.width(), theme().px(3)),
                QColor(theme().info),
            )
        if not one.lines[0] or place.width() < theme().px(_NAMED):
            return
        inner = place.adjusted(theme().px(10), 0, -theme().px(4), 0)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            inner = place.adjusted(theme().px(4), 0, -theme().px(10), 0)
        painter.setPen(QColor(theme().text))
        for text, weight, y in ((one.lines[0], 400, 4), (one.lines[1], 500, 20)):
            painter.setFont(font(12, weight))
            line = QRectF(inner.left(), top + theme().px(y), inner.width(), theme().px(18))
            shown = elided(painter.fontMetrics(), text, int(inner.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _threshold(self, painter: QPainter, top: float, high: float) -> None:
        rule = self._page.share.rule
        if not rule.minimum:
            return
        required = self._page.share.share.required
        self.mark(painter, required.cents, top - theme().px(5), top + high + theme().px(5))
        painter.setFont(font(11))
        painter.setPen(QColor(theme().muted))
        told = labelled(
            _("Threshold {percent}").format(percent=limit_percent(rule.minimum)),
            money(required),
        )
        wide = QFontMetricsF(painter.font()).horizontalAdvance(told) + 4
        start = min(max(0.0, self.across(required.cents) - wide / 2), self.width() - wide)
        below = self.mirrored(QRectF(start, top + high + theme().px(5), wide, theme().px(17)))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, told)

    def _head(self, painter: QPainter) -> None:
        """Write the groups above their segments, pushed aside where they would stand upon each other."""
        gap = theme().px(14)
        widths = [self._width(one) for one in self._headings]
        starts: list[float] = []
        for one, wide in zip(self._headings, widths, strict=True):
            middle = (self.across(one.start) + self.across(one.end)) / 2 - wide / 2
            wanted = self.across(one.start) if one.end - one.start < self.whole / 2 else middle
            starts.append(max(wanted, starts[-1] + widths[len(starts) - 1] + gap if starts else 0.0))
        edge = float(self.width())
        for n in range(len(starts) - 1, -1, -1):
            starts[n] = max(0.0, min(starts[n], edge - widths[n]))
            edge = starts[n] - gap
        for one, start, wide in zip(self._headings, starts, widths, strict=True):
            self._heading(painter, one, start, wide)

    def _width(self, one: _Heading) -> float:
        bold = QFontMetricsF(font(13, 600)).horizontalAdvance(one.amount)
        bold += QFontMetricsF(font(13)).horizontalAdvance(f" {one.percent}")
        return max(QFontMetricsF(font(12)).horizontalAdvance(one.name), bold) + 4

    def _heading(self, painter: QPainter, one: _Heading, start: float, wide: float) -> None:
        flag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        tone = theme().bad if one.tone == "bad" else ""
        painter.setFont(font(12))
        painter.setPen(QColor(tone or theme().muted))
        painter.drawText(self.mirrored(QRectF(start, 0, wide, theme().px(17))), flag, one.name)
        painter.setFont(font(13, 600))
        painter.setPen(QColor(tone or theme().text))
        amount = QFontMetricsF(painter.font()).horizontalAdvance(one.amount) + 4
        line, high = theme().px(17), theme().px(18)
        painter.drawText(self.mirrored(QRectF(start, line, amount, high)), flag, one.amount)
        if one.percent:
            painter.setFont(font(13))
            painter.setPen(QColor(theme().muted))
            beside = QRectF(start + amount, line, wide - amount + 4, high)
            painter.drawText(self.mirrored(beside), flag, one.percent)


def _segments(page: ProjectPage) -> Iterator[Segment]:
    share, start = page.share.share, 0
    for n, source in enumerate(page.sources):
        length = max(0, source.amount.cents)
        yield Segment(start, length, private_colour(n), labelled(source_name(source), money(source.amount)))
        start += length
    if share.missing:
        told = labelled(_("Missing of private"), money(share.missing))
        yield Segment(start, share.missing.cents, "bad", told)
        start += share.missing.cents
    for n, funder in enumerate(page.funders):
        name = funder.name or _("Anonymous")
        told = labelled(name, money(funder.whole))
        if funder.to_come:
            told += " – " + _("still to come: {amount}").format(amount=money(funder.to_come))
        yield Segment(
            start, max(0, funder.whole.cents), public_colour(n), told, (name, money(funder.whole)),
            bool(funder.to_come),
        )  # fmt: skip
        start += max(0, funder.whole.cents)
    if page.left:
        yield Segment(
            start, page.left.cents, "plain", labelled(_("Left, private or public"), money(page.left))
        )


def _headings(page: ProjectPage, segments: tuple[Segment, ...]) -> Iterator[_Heading]:
    share, cost = page.share.share, max(1, page.share.share.cost.cents)

    def part(amount: Money, *, is_ceiling: bool = False) -> str:
        return percent(points_of(amount.cents, cost, is_ceiling=is_ceiling))

    private, public = max(0, sum(one.length for one in segments[: len(page.sources)])), public_sum(page)
    yield _Heading(
        _("Private that counts"), money(share.private), part(share.private + share.exchange), 0, private
    )
    start = private
    if share.missing:
        yield _Heading(
            _("Missing of private"),
            money(share.missing),
            "",
            start,
            start + share.missing.cents,
            "bad",
        )
        start += share.missing.cents
    if public:
        yield _Heading(
            _("Public, by funder"),
            money(public),
            part(public, is_ceiling=True),
            start,
            start + max(0, public.cents),
        )
        start += public.cents
    if page.left:
        yield _Heading(_("Left, private or public"), money(page.left), "", start, start + page.left.cents)


class PartsBar(Drawn):
    """The same cost cut into the associations, each with its own threshold: what one has does not help another."""

    def __init__(self, page: ProjectPage) -> None:
        carrying = [one for one in page.share.associations if not one.has_left and one.share.cost]
        self._parts = sorted(carrying, key=lambda one: -one.share.cost.cents)
        told = [labelled(one.name, _told(one.share.cost, verdict_pill(one.share)[0])) for one in self._parts]
        super().__init__(apart(*told))
        self._minimum = page.share.rule.minimum if page.share.rule.scope == "association" else 0
        starts = [sum(one.share.cost.cents for one in self._parts[:n]) for n in range(len(self._parts))]
        unassigned = page.share.share.cost.cents - sum(one.share.cost.cents for one in self._parts)
        segments = [
            Segment(start, one.share.cost.cents, "", said)
            for start, one, said in zip(starts, self._parts, told, strict=True)
        ]
        if unassigned > 0:
            said = labelled(_("Part of no association"), money(Money(unassigned)))
            if any(not one.has_left and not one.share.cost for one in page.share.associations):
                said = _("Not all parts are stated.")
            segments.append(Segment(page.share.share.cost.cents - unassigned, unassigned, "plain", said))
        self.segments, self.whole = tuple(segments), max(1, page.share.share.cost.cents)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(600), theme().px(46))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(46))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, high, gap = theme().px(4), theme().px(38), theme().px(4)
        for n, one in enumerate(self.segments):
            left, right = self.across(one.start), self.across(one.start + one.length)
            place = QRectF(left, top, max(2.0, right - left - gap), high)
            painter.save()
            rounded(painter, self.mirrored(place))
            self.fill(painter, self.mirrored(place), one.fill or theme().track)
            if n < len(self._parts):
                self._filled(painter, n, place)
            painter.restore()
            if n < len(self._parts):
                self._named(painter, n, place)
        painter.end()

    def _marks(self, n: int, place: QRectF) -> tuple[float, float]:
        """Return how long the private money of a part is, and how far its threshold lies."""
        share, scale = self._parts[n].share, place.width() / max(1, self._parts[n].share.cost.cents)
        filled = min(place.width(), max(0, share.private.cents) * scale)
        return filled, min(place.width(), share.required.cents * scale)

    def _filled(self, painter: QPainter, n: int, place: QRectF) -> None:
        filled, mark = self._marks(n, place)
        if self._parts[n].share.missing and mark > filled:
            short = QRectF(place.left() + filled, place.top(), mark - filled, place.height())
            self.fill(painter, self.mirrored(short), "bad")
        if filled:
            whole = QRectF(place.left(), place.top(), filled, place.height())
            self.fill(painter, self.mirrored(whole), theme().ok)

    def _named(self, painter: QPainter, n: int, place: QRectF) -> None:
        part, (filled, mark) = self._parts[n], self._marks(n, place)
        if self._minimum:
            at = (place.left() + mark) / max(1, self.width()) * self.whole
            self.mark(painter, at, place.top() - theme().px(4), place.bottom() + theme().px(4))
        start = max(filled, mark if self._minimum else 0.0) + theme().px(10)
        inner = place.adjusted(start, 0, -theme().px(4), 0)
        if place.width() < theme().px(_PART_NAMED):
            return
        text, state, _icon = verdict_pill(part.share)
        colour = theme().state(state)[0]
        name = short_name(part.name)
        lines = (
            (name, _("part {amount}").format(amount=whole_euros(part.share.cost)), theme().text, 2),
            (percent(part.share.basis_points), text, colour, 19),
        )
        for first, then, tone, y in lines:
            self._words(painter, (first, then), QRectF(inner.left(), place.top() + theme().px(y), inner.width(),
                        theme().px(17)), tone)  # fmt: skip

    def _words(self, painter: QPainter, words: tuple[str, str], line: QRectF, tone: str) -> None:
        """Write two words beside each other, the second where it has room."""
        flag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(12, 500))
        shown = elided(painter.fontMetrics(), words[0], int(line.width()))
        first = QFontMetricsF(painter.font()).horizontalAdvance(shown) + 5
        painter.setPen(QColor(tone))
        painter.drawText(self.mirrored(QRectF(line.left(), line.top(), first, line.height())), flag, shown)
        painter.setFont(font(12))
        then = QFontMetricsF(painter.font()).horizontalAdvance(words[1]) + 4
        if first + then <= line.width() + 4:
            if tone == theme().text:
                painter.setPen(QColor(theme().muted))
            beside = QRectF(line.left() + first, line.top(), then, line.height())
            painter.drawText(self.mirrored(beside), flag, words[1])


def _told(cost: Money, verdict: str) -> str:
    part = _("part {amount}").format(amount=money(cost))
    return together(part, verdict)
