"""The rows of a file with their verdicts: wrong values underlined in place, the reason in the row."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from donations_app.formats.tables import Table as FileTable
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.exchange.preview import REFUSED, JudgedRow, Preview, save_refused
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import elided
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import together
from donations_app.words.imports import COLUMNS, column_words
from donations_app.words.phrases import problem_sentence
from donations_app.words.platforms import left_out_words

_SHOWN: Final = {  # the columns that tell one row from another, as far as the file has them
    "people": ("last_name", "first_name", "full_name", "organisation", "postcode", "city", "email"),
    "projects": ("code", "title_fr", "cost"),
    "payments": ("ref", "payer", "received_on", "credited_on", "method", "amount"),
    "recurring": ("ref", "payer", "amount", "frequency", "first_on"),
    "expenses": ("ref", "payer", "on", "purpose", "amount"),
    "platform": ("payment", "last_name", "paid_on", "total", "price", "order"),
}
_WIDTHS: Final = {
    "postcode": 84,
    "full_name": 150,
    "amount": 92,
    "cost": 92,
    "ref": 92,
    "code": 92,
    "received_on": 96,
    "on": 96,
    "paid_on": 96,
    "payment": 92,
    "order": 92,
    "total": 92,
    "price": 92,
}
_MOST: Final = 4  # columns of the file beside each other
_MORE: Final = 2  # that are wrong somewhere, beside those
TONES: Final = {
    "new": "ok", "already": "plain", "changed": "info", "doubt": "warn", "left_out": "plain", "refused": "bad",
}  # fmt: skip
SIGNS: Final = {
    "new": "plus", "already": "check", "changed": "square-pen", "doubt": "scale", "left_out": "ban", "refused": "x",
}  # fmt: skip


def line_verdict(verdict: str) -> str:
    """Return a verdict as its pill says it."""
    return {
        "new": _("New"),
        "already": _("Already there"),
        "changed": _("Changed"),
        "doubt": _("To compare"),
        "left_out": _("Set aside"),
        "refused": _("Refused"),
    }[verdict]


def reason_of(row: JudgedRow) -> str:
    """Return why a row has its verdict, in words."""
    if row.problems:
        said = []
        for one in row.problems[:3]:
            sentence = problem_sentence(one.problem, one.value, dict(one.data))
            name = column_words(one.column) if one.column in COLUMNS else ""
            told = _("{field}: {problem}").format(field=name, problem=sentence)
            said.append(told if name else sentence)
        return " ".join(said)
    if row.left_out or row.verdict == "refused":
        of_record = _("Another line of the same record is refused.")
        return left_out_words(row.left_out) if row.left_out else of_record
    if row.looks_like:
        return _("Looks like {name}").format(name=row.looks_like)
    if row.reads_as and row.verdict == "new":
        return _parts(row)
    if row.changes:
        told = ngettext("{count} fact changes", "{count} facts change", row.changes)
        return told.format(count=count(row.changes))
    return ""


def _parts(row: JudgedRow) -> str:
    """Return how the whole name of a row is parted."""
    told = _("{field}: {problem}")
    parts = row.reads_as.items()
    return together(*(told.format(field=column_words(name), problem=isolated(text)) for name, text in parts))


def said_of(row: JudgedRow) -> str:
    """Return why a row has its verdict, and what the file says where it was corrected."""
    told = _("{column}: the file says “{stated}”.")
    cells = [
        told.format(column=column_words(column), stated=isolated(stated.strip() or "–"))
        for column, stated in row.corrected.items()
    ]
    return " ".join(filter(None, (reason_of(row), *cells)))


def save_refusals(found: Preview, table: FileTable, path: Path) -> int:
    """Save the refused lines of a file with a column of reasons; return how many they are."""
    rows = found.rows(found.places(REFUSED))
    reasons = {row.line: reason_of(row) for row in rows if row}
    return save_refused(found, table, path, reasons, headings=(_("Line"), _("Reason")))


class RowsTable(Table):
    """The rows of one tab; a page of them is read at a time."""

    def __init__(self, what: str, preview: Preview) -> None:
        self._preview = preview
        held = [name for name in _SHOWN[what] if name in preview.table.headers][:_MOST]
        wrong = {one.column: 0 for problems in preview.problems.values() for one in problems}
        held += [name for name in wrong if name in preview.table.headers and name not in held][:_MORE]
        columns: list[Column[JudgedRow]] = [
            Column(_("No."), lambda one: isolated(str(one.line)), 52, tone=lambda _one: "muted")
        ]
        columns += [
            Column(
                column_words(name),
                _cell(name),
                _WIDTHS.get(name, 110),
                draws=_drawing(name),
                may_be_long=True,
                is_spare=place > 1,
                rank=len(held) - place,
                code=name,
            )
            for place, name in enumerate(held)
        ]
        columns += [
            Column(
                _("Verdict"),
                lambda one: line_verdict(one.verdict),
                124,
                tone=lambda one: TONES[one.verdict],
                sign=lambda one: SIGNS[one.verdict],
            ),
            Column(_("Reason"), said_of, 0, tone=lambda _one: "muted", may_be_long=True, least=120),
        ]
        model: WindowedModel[JudgedRow] = WindowedModel(columns, preview.rows)
        super().__init__(model, _("Lines of the file"), empty=_("No line of the file is here."))
        model.setParent(self)
        self.rows_model = model

    def code_at(self, number: int) -> str:
        """Return which column of the file a column shows, or nothing."""
        return self.rows_model.columns[number].code

    def show_verdict(self, verdict: str) -> None:
        """Show the rows of one verdict; empty: all."""
        self.show_keys(self._preview.places(verdict))


def _cell(name: str) -> Callable[[JudgedRow], str]:
    return lambda row: row.cells.get(name, "")


def _drawing(name: str) -> Callable[[QPainter, QRect, JudgedRow, bool], None]:
    """Return what draws a cell as the file has it, a wrong one underlined."""

    def draw(painter: QPainter, place: QRect, row: JudgedRow, _is_current: bool) -> None:  # noqa: FBT001 -- of the table
        wrong = any(one.column == name for one in row.problems)
        text = row.cells.get(name, "") or ("–" if wrong else "")
        is_corrected = name in row.corrected and not wrong
        letters = QFont(font(13, 600 if is_corrected else 400))
        if wrong:
            letters.setUnderline(True)
        painter.setFont(letters)
        painter.setPen(QColor(theme().bad if wrong else theme().info if is_corrected else theme().text))
        shown = elided(painter.fontMetrics(), text, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    return draw
