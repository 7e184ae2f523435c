"""The tables of an association's page: its part of each project, and what came for it."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from donations_app.db.queries.association_card import AssociationCard, Came
from donations_app.db.queries.held_parts import HeldPart
from donations_app.i18n import _, day, figures, money_in, percent
from donations_app.ui.projects.tables import list_table, paint_gauge
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import elided
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column
from donations_app.words.association_page import (
    below_short,
    below_title,
    came_from,
    came_how,
    came_kind,
    came_proof,
    cost_figure,
    is_asked,
    missing_figure,
    part_verdict,
    short_title,
    threshold_mark,
    title_of,
)

_ROW, _GAUGE, _MOST = 44, 70, 8  # pixels; rows shown before one scrolls


class _Line(Struct, frozen=True):
    """A project, or what all of them add up to."""

    part: HeldPart | None
    title: str
    below: str
    cost: str
    private: str
    percent: str
    missing: str
    verdict: tuple[str, str, str]


def parts_table(card: AssociationCard, to_project: Callable[[str], object]) -> Table:
    """Make the table of its projects, with their sums; Enter and a click lead to the project."""
    lines = [_line(one) for one in card.parts]
    if len(lines) > 1:
        lines.append(_total(card))

    def gauge(painter: QPainter, place: QRect, row: _Line, _is_current: bool) -> None:  # noqa: FBT001 -- of a column
        if row.part is not None and row.percent:
            paint_gauge(painter, place, row.part.share, row.part.rule.minimum)

    columns: list[Column[_Line]] = [
        Column(_("Project"), lambda row: row.title, 0, weight=500, may_be_long=True, least=170, draws=_names),
        Column(_("Its part, €"), lambda row: row.cost, 40, is_amount=True),
        Column(_("Private, €"), lambda row: row.private, 40, is_amount=True, weight=500),
        Column(threshold_mark(card), lambda _row: "", _GAUGE + 20, draws=gauge, is_spare=True),
        Column(_("Share"), lambda row: row.percent, 40, is_amount=True, weight=600),
        Column(
            _("Missing, €"), lambda row: row.missing, 40, is_amount=True, weight=500,
            colour=lambda row: theme().bad if _lacks(row, card) else "",
        ),
        Column(
            _("Verdict"), lambda row: row.verdict[0], 40, tone=lambda row: row.verdict[1],
            sign=lambda row: row.verdict[2],
        ),
    ]  # fmt: skip
    made = list_table(columns, lines, _("Its projects"), _("It carries no project."))
    made.keep_edge()
    made.stand_high(_ROW)
    made.follow(lambda n: to_project(lines[n].part.code) if lines[n].part else None)  # type: ignore[union-attr]
    made.show_rows(max(_MOST, len(lines)) if len(lines) <= 2 * _MOST else 2 * _MOST)
    made.setVerticalScrollBarPolicy(
        Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if len(lines) > 2 * _MOST
        else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    )
    return made


def _line(part: HeldPart) -> _Line:
    share = part.share
    has_gauge = bool(share.cost) and is_asked(part) and not part.has_left
    return _Line(
        part, title_of(part), below_title(part), cost_figure(part), figures(share.private),
        percent(share.basis_points) if has_gauge else "", missing_figure(part), part_verdict(part),
    )  # fmt: skip


def _total(card: AssociationCard) -> _Line:
    dirhams = card.missing_dirhams
    told = money_in(dirhams, "MAD") if dirhams and card.missing else ""
    missing = figures(card.missing) if card.missing else "–"
    return _Line(
        None, _("In all"), "", figures(card.cost), figures(card.private), "", missing, (told, "muted", "")
    )


def _lacks(row: _Line, card: AssociationCard) -> bool:
    return bool(row.part.share.missing if row.part else card.missing)


def _names(painter: QPainter, place: QRect, row: _Line, _is_current: bool) -> None:  # noqa: FBT001 -- of a column
    """Draw a title with its state and funders below it."""
    flag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    middle, high = place.center().y(), theme().px(18)
    painter.setFont(font(13, 500 if row.part else 600))
    painter.setPen(QColor(theme().primary if row.part else theme().text))
    line = QRect(place.left(), middle - (high if row.below else high // 2), place.width(), high)
    metrics, title = painter.fontMetrics(), row.title
    if row.part is not None and metrics.horizontalAdvance(title) > place.width():
        title = short_title(row.part)  # whole in the tooltip
    painter.drawText(line, flag, elided(metrics, title, place.width()))
    if row.below:
        painter.setFont(font(12))
        painter.setPen(QColor(theme().muted))
        below, said = QRect(place.left(), middle, place.width(), high), row.below
        if row.part is not None and painter.fontMetrics().horizontalAdvance(said) > place.width():
            said = below_short(row.part)
        painter.drawText(below, flag, elided(painter.fontMetrics(), said, place.width()))


def came_table(card: AssociationCard, rows: list[Came], go: Callable[[Came], object]) -> Table:
    """Make the table of what came, of rows that may change; what waits stands on the colour of what waits."""
    shorts = {one.code: short_title(one) for one in card.parts}
    columns: list[Column[Came]] = [
        Column(_("Date"), lambda row: day(row.on), 40, tone=lambda _row: "muted"),
        Column(_("From whom"), came_from, 0, weight=500, may_be_long=True, least=120),
        Column(_("Nature"), came_kind, 40, is_spare=True, rank=1),
        Column(_("Method"), came_how, 40, is_spare=True, rank=3),
        Column(
            _("Project"), lambda row: shorts[row.project], 90, may_be_long=True,
            colour=lambda _row: theme().primary,
        ),
        Column(
            _("Amount, €"), lambda row: figures(row.amount), 40, is_amount=True, weight=500,
            colour=lambda row: "" if row.counts else theme().warn,
        ),
        Column(
            _("Proof"), came_proof, 40, may_be_long=True, is_spare=True, rank=2,
            tone=lambda row: "" if row.counts else "warn", sign=lambda row: "" if row.counts else "clock",
        ),
    ]  # fmt: skip
    made = list_table(
        columns, rows, _("Gifts, dues and contributions"), _("Nothing came for it in this time.")
    )
    made.keep_edge()
    made.ground = lambda row: "" if row.counts else theme().warn_ground
    made.follow(lambda n: go(rows[n]))
    return made


def show_came(table: Table, rows: Sequence[Came]) -> None:
    """Let the table show the rows as they are now."""
    table.show_keys(range(len(rows)))
    table.show_rows(_MOST, least=2)
