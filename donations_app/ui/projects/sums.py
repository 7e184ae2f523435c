"""The four figures above the table of projects, and the sums below it; both count with ``share_tally``."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donations_app.db.queries.project_overview import ListedProject
from donations_app.db.queries.share_tally import ShareTally
from donations_app.domain.money import Money
from donations_app.domain.project_table import ByVerdict
from donations_app.i18n import (
    _,
    count,
    figures,
    isolated,
    labelled,
    money,
    money_in,
    ngettext,
    whole_euros,
    whole_euros_up,
)
from donations_app.ui.dashboard.figures import Figure
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.columns import EDGE
from donations_app.ui.widgets.table import Table
from donations_app.words.codes import together

LEADS: Final[tuple[ByVerdict, ...]] = ("lacking", "reached", "parts", "expecting")  # what each figure filters


def figures_of(lead: Callable[[ByVerdict], object]) -> list[Figure]:
    """Return the four figures, each a link that filters the table."""
    names = (
        (_("Missing in all"), "target"),
        (_("Projects reached"), "folder-kanban"),
        (_("Parts reached"), "users"),
        (_("Private money expected"), "clock"),
    )
    made = [Figure(name, icon) for name, icon in names]
    for card, (name, _icon), verdict in zip(made, names, LEADS, strict=True):
        card.lead(partial(lead, verdict), name)
    return made


def say_figures(cards: Sequence[Figure], projects: Sequence[ListedProject], counted: ShareTally) -> None:
    """Say the figures of what is filtered, but for the verdict; the second line says what the first leaves out."""
    late = Money.total(one.late for one in projects)
    of = _("{paid} of {members}")
    in_projects = ngettext("in {count} project", "in {count} projects", counted.below)
    lacking = together(*_of_it(projects, counted), in_projects.format(count=count(counted.below)))
    projects_said = together(
        _("{count} below the threshold").format(count=count(counted.below)),
        _("{count} without verdict").format(count=count(counted.without_verdict)),
    )
    carrying = ngettext("{count} association", "{count} associations", counted.associations)
    unknown = ngettext("{count} part not known", "{count} parts not known", counted.parts_unknown)
    parts_said = together(
        carrying.format(count=count(counted.associations)), unknown.format(count=count(counted.parts_unknown))
    )
    late_said = (
        _("and {amount} late or missed").format(amount=whole_euros(late)) if late else _("nothing is late")
    )
    said = (
        (whole_euros_up(counted.missing), lacking, "bad" if counted.missing else "muted"),
        (of.format(paid=count(counted.reached), members=count(counted.projects)), projects_said, "muted"),
        (of.format(paid=count(counted.parts_reached), members=count(counted.parts)), parts_said, "muted"),
        (whole_euros(counted.expected), late_said, "warn" if late else "muted"),
    )
    for card, (shown, detail, tone) in zip(cards, said, strict=True):
        card.say(shown, [detail], tone)
        card.setAccessibleDescription(together(shown, detail))


def _of_it(projects: Sequence[ListedProject], counted: ShareTally) -> list[str]:
    """Return what is missing in other currencies, said as a part where projects in euros lack something too."""
    said = abroad_words(counted)
    if any(one.share.currency == "EUR" and one.share.share.missing for one in projects):
        return [_("of it {amount}").format(amount=one) for one in said]
    return said


def abroad_words(counted: ShareTally) -> list[str]:
    """Return what is missing in each currency but the euro."""
    return [money_in(minor, currency) for currency, minor in sorted(counted.missing_abroad.items())]


class SumsFoot(QWidget):
    """The sums of what is filtered, each below its column; it stays where it is while the list scrolls up or down."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table
        self._cells: dict[str, tuple[str, str]] = {}  # text and state, by the code of a column
        self.text = self._private = ""
        self.setFixedHeight(theme().px(42))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = table.horizontalHeader()
        scrolled = table.horizontalScrollBar().valueChanged
        for signal in (header.sectionResized, header.sectionMoved, header.geometriesChanged, scrolled):
            signal.connect(lambda *_: self.update())

    def say(self, counted: ShareTally) -> None:
        """Say the sums."""
        all_projects = ngettext("{count} project", "{count} projects", counted.projects)
        all_parts = ngettext("{count} part", "{count} parts", counted.parts)
        held = together(
            all_projects.format(count=count(counted.projects)), all_parts.format(count=count(counted.parts))
        )
        self._private = money(counted.private)
        private = _("private {amount}").format(amount=self._private)
        abroad = counted.missing_abroad
        dirhams = (
            figures(Money(abroad["MAD"])) if set(abroad) == {"MAD"} else together(*abroad_words(counted))
        )
        tone = "bad" if counted.missing else ""
        self._cells = {
            "name": (held, ""),
            "cost": (figures(counted.cost), ""),
            "gauge": (private, "muted"),
            "missing": (figures(counted.missing) if counted.missing else "–", tone),
            "abroad": (dirhams or ("" if counted.missing else "–"), tone),
        }
        whole = (
            held,
            labelled(_("Cost"), money(counted.cost)),
            private,
            labelled(_("Missing"), money(counted.missing)),
        )
        self.text = together(*whole, *abroad_words(counted))
        self.setAccessibleName(self.text)
        self.setToolTip(isolated(self.text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setPen(QColor(look.border))
        painter.drawLine(0, 0, self.width(), 0)
        for code, (text, state) in self._cells.items():
            place = self._place(code)
            if place is None:
                continue
            strong = state != "muted"
            painter.setFont(font(13, 600 if strong else 400))
            painter.setPen(QColor(look.state(state)[0] if state else look.text))
            flag = Qt.AlignmentFlag
            across = flag.AlignLeft if code == "name" else flag.AlignRight | flag.AlignAbsolute
            if code == "gauge":
                across = flag.AlignRight
            if code == "gauge" and painter.fontMetrics().horizontalAdvance(text) > place.width():
                text = self._private  # noqa: PLW2901 -- the amount alone
            if code != "name":  # no amount is ever cut
                place.setLeft(
                    min(place.left(), place.right() - painter.fontMetrics().horizontalAdvance(text) - 2)
                )
            painter.drawText(place, across | flag.AlignVCenter, text)
        painter.end()

    def _place(self, code: str) -> QRect | None:
        """Return where the sum of a column stands; the private money takes the gauge and the percentage."""
        table, columns = self._table, self._table.columns()
        number = next(n for n, column in enumerate(columns) if column.code == code)
        if table.isColumnHidden(number):
            return None
        start = table.viewport().x()
        left, width = start + table.columnViewportPosition(number), table.columnWidth(number)
        if code == "gauge":
            beside = next(n for n, column in enumerate(columns) if column.code == "percent")
            if not table.isColumnHidden(beside):
                ends = (left, left + width, start + table.columnViewportPosition(beside))
                left = min(ends)
                width = max(ends[1], ends[2] + table.columnWidth(beside)) - left
        edge = theme().px(EDGE)
        return QRect(left + edge, 0, width - 2 * edge, self.height())
