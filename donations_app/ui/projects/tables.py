"""The small tables of a project's page: its associations with their gauges, its money line by line."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from donations_app.db.queries.project_money import MoneyLine
from donations_app.db.queries.project_page import ProjectPage
from donations_app.domain.private_share import PrivateShare
from donations_app.i18n import _, day, figures, limit_percent, money, percent
from donations_app.ui.theme import theme
from donations_app.ui.widgets.charts import FULL
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.names import short_name
from donations_app.words.project_page import (
    money_kind,
    money_name,
    origin_pill,
    proof_words,
)
from donations_app.words.verdicts import verdict_pill

RowT = TypeVar("RowT")
_GAUGE = 60


class PartRow(Struct, frozen=True):
    """A line of the table of associations."""

    ref: str  # empty: the project alone, or the project
    name: str
    share: PrivateShare
    said: str = ""  # instead of a gauge and a verdict
    is_total: bool = False


def part_rows(page: ProjectPage) -> list[PartRow]:
    """Return the associations, what is left to the project alone, and the project, to which they add up."""
    share = page.share
    rows = [
        PartRow(one.ref, one.name, one.share, _("has left") if one.has_left else "")
        for one in share.associations
    ]
    if share.alone:
        said = _("counts for none")
        rows.append(PartRow("", _("The project alone"), share.alone, said))
    return [*rows, PartRow("", _("Project"), share.share, is_total=True)]


def parts_table(page: ProjectPage, to_association: Callable[[str], object]) -> Table:
    """Make the table of associations; Enter and a click lead to the association."""
    rows, minimum = part_rows(page), page.share.rule.minimum

    def verdict(row: PartRow) -> tuple[str, str, str]:
        if row.said:
            return row.said, "muted", ""
        return verdict_pill(row.share)

    def gauge(painter: QPainter, place: QRect, row: PartRow, _is_current: bool) -> None:  # noqa: FBT001 -- of a column
        if not row.said:
            paint_gauge(painter, place, row.share, minimum)

    columns: list[Column[PartRow]] = [
        Column(_("Association"), lambda row: short_name(row.name), 0, weight=500, may_be_long=True, least=96),
        Column(_("Part of the cost, €"), _cost, 40, is_amount=True),
        Column(_("Private, €"), lambda row: figures(row.share.private), 40, is_amount=True, weight=500),
        Column(_mark(minimum), lambda _row: "", _GAUGE + 2 * 10, is_spare=True, draws=gauge),
        Column(
            _("Share"), lambda row: "" if row.said else percent(row.share.basis_points), 40,
            is_amount=True, weight=600,
        ),
        Column(
            _("Verdict"), lambda row: verdict(row)[0], 40, tone=lambda row: verdict(row)[1],
            sign=lambda row: verdict(row)[2],
        ),
    ]  # fmt: skip
    made = list_table(columns, rows, _("Associations"), _("No association carries this project."))
    made.follow(lambda n: to_association(rows[n].ref) if rows[n].ref else None)
    made.show_rows(len(rows), least=min(len(rows), 6))
    return made


def _mark(minimum: int) -> str:
    return limit_percent(minimum) if minimum else ""


def _cost(row: PartRow) -> str:
    if row.share.cost:
        return figures(row.share.cost)
    return "" if row.said else _("unknown")


def paint_gauge(painter: QPainter, place: QRect, share: PrivateShare, minimum: int) -> None:
    """Draw a share from 0 to 30 % with the mark of its threshold."""
    is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    thick, wide = theme().px(8), place.width()
    middle = place.top() + place.height() / 2

    def bar(length: float, colour: str) -> None:
        left = place.left() + (wide - length if is_mirrored else 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(left, middle - thick / 2, length, thick), thick / 2, thick / 2)

    bar(wide, theme().track)
    if share.basis_points > 0:
        state = {True: "ok", False: "bad", None: "warn"}[share.reached]
        bar(max(thick, min(share.basis_points, FULL) / FULL * wide), theme().state(state)[0])
    if minimum:
        x = min(minimum, FULL) / FULL * wide
        x = place.left() + (wide - x if is_mirrored else x)
        for colour, width in ((theme().surface, 5), (theme().text, 2)):
            painter.setPen(QPen(QColor(colour), theme().px(width)))
            painter.drawLine(QPointF(x, middle - thick), QPointF(x, middle + thick))


def money_table(rows: Sequence[MoneyLine], go: Callable[[MoneyLine], object], empty: str) -> Table:
    """Make the table of money; Enter and a click lead to the payment, or to what is valued."""
    columns: list[Column[MoneyLine]] = [
        Column(_("Date"), lambda row: day(row.on) if row.on else "–", 40, tone=lambda _row: "muted"),
        Column(_("From"), money_name, 0, weight=500, may_be_long=True, least=110),
        Column(_("Kind"), money_kind, 40, is_spare=True, rank=3),
        Column(
            _("Origin"), lambda row: origin_pill(row)[0], 40, tone=lambda row: origin_pill(row)[1]
        ),
        Column(
            _("For"), lambda row: short_name(row.association_name) or _("project"), 40,
            may_be_long=True, is_spare=True, rank=1,
        ),
        Column(_("Amount"), lambda row: money(row.amount), 40, is_amount=True, weight=500),
        Column(_("Proof"), proof_words, 40, may_be_long=True, is_spare=True, rank=2),
    ]  # fmt: skip
    made = list_table(columns, rows, _("Money received and expected"), empty)
    made.follow(lambda n: go(rows[n]))
    return made


def list_table(columns: Sequence[Column[RowT]], rows: Sequence[RowT], name: str, empty: str) -> Table:
    """Make a table of rows that were read at once."""
    model: WindowedModel[RowT] = WindowedModel(columns, lambda keys: [rows[key] for key in keys])
    made = Table(model, name, empty=empty)
    model.setParent(made)
    model.show_keys(range(len(rows)))
    return made
