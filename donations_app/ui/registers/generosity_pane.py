"""Resources from the public: each figure with its accounts and the year before, and the payments behind it."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.generosity import Behind, Figure, GenerosityAccount
from donations_app.i18n import _, count, day, isolated, labelled, money, ngettext
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work
from donations_app.ui.registers.pane import Pane, Said, filling, period_of, saving_statement
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import listed, together
from donations_app.words.figures import doubt_words, figure_word
from donations_app.words.generosity import (
    PARTS,
    accounts_words,
    amount_words,
    before_words,
    line_words,
    necessity_words,
    notes_of,
)

_AROUND: Final = 102  # pixels between the page's edges and the tables, and beside them
_TONES: Final = {"required": "warn", "perhaps": "warn"}


class Shown(Struct, frozen=True):
    """A row of the table: the heading of a part, a figure, or a sum."""

    label: str
    accounts: str = ""
    now: str = ""
    before: str = ""
    figure: Figure | None = None
    is_heading: bool = False


class GenerosityPane(Pane):
    """Which resources came from the public, by the plan of accounts."""

    endings = (".pdf", ".xlsx", ".csv")
    to_payment = Signal(str)  # its reference

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: GenerosityAccount | None = None
        model: WindowedModel[Shown] = WindowedModel(_columns(), list)
        self.table = Table(model, _("Resources from the public"))
        model.setParent(self.table)
        behind: WindowedModel[Behind] = WindowedModel(_behind_columns(), list)
        self.behind = Table(behind, _("What stands behind the figure"), empty=_("Nothing stands behind it."))
        behind.setParent(self.behind)
        self.told = Wrapped("", "strong")
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_behind())
        self.behind.activated_row.connect(lambda row: self._open(behind.key(row)))

    def _lay_out(self) -> None:
        whole, side = QWidget(), QWidget()
        rows = QVBoxLayout(side)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(6))
        rows.addWidget(self.told)
        rows.addWidget(self.behind, 1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, whole)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme().px(16))
        self._box.addWidget(self.table, 3)
        self._box.addWidget(side, 2)
        for table in (self.table, self.behind):
            table.setMinimumHeight(theme().px(120))
        filling(self, whole)

    def arrange(self, width: int) -> None:
        ways = QBoxLayout.Direction
        beside = sum(table.minimumSizeHint().width() for table in (self.table, self.behind))
        is_narrow = width < beside + theme().px(_AROUND + 16)
        self._box.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    def work(self, year: int) -> Work:
        books = self.desk.books

        def read(_report: Callable[[int, int], None]) -> GenerosityAccount:
            from donations_app.services.statements.generosity import generosity_account

            return generosity_account(books, year)

        return read

    def show_found(self, found: GenerosityAccount) -> None:
        place = max(self.table.currentIndex().row(), 0)
        self.found = found
        rows = _rows(found)
        self.table.show_keys(rows)
        self._widen_headings(rows)
        first = next(n for n, one in enumerate(rows) if one.figure)
        chosen = place if place and rows[place].figure else first
        self.table.choose_row(chosen)
        self._show_behind()

    def _widen_headings(self, rows: list[Shown]) -> None:
        """Let the heading of a part run over the columns in which it says nothing."""
        self.table.clearSpans()
        for at, row in enumerate(rows):
            if row.is_heading and not row.now:
                self.table.setSpan(at, 0, 1, self.table.model().columnCount())

    def _show_behind(self) -> None:
        """Show what stands behind the chosen figure; its sum is the figure."""
        one: Shown | None = self.table.current_key()
        figure = one.figure if one else None
        self.behind.show_keys(figure.behind if figure else ())
        self.told.setText(
            _behind_words(figure) if figure else _("Choose a figure to see what stands behind it.")
        )

    def _open(self, one: Behind) -> None:
        """Lead to the payment; what is no payment has no page to be led to."""
        figure = self.table.current_key().figure
        if figure is not None and figure.line.part not in ("funds", "in_kind"):
            self.to_payment.emit(one.of or one.piece)

    def headline(self) -> str:
        if self.found is None:
            return ""
        told = labelled(_("Known to these books"), money(self.found.total))
        return f"{period_of(self.found.heading)} · {told}"

    def note(self) -> Said:
        found = self.found
        if found is None:
            return "", ""
        others = [figure_word(one.name) for one in found.doubtful if one is not found.duty]
        told = [necessity_words(found), *notes_of(found)]
        if not found.duty.confirmed:
            told.append(doubt_words(found.duty))
        if others:
            told.append(labelled(_("To be confirmed too"), listed(others)))
        return "\n".join(told), _TONES.get(found.necessity, "warn" if len(told) > 1 else "")

    def file_name(self) -> str:
        return f"ressources-du-public-{self.year}"

    def saving(self, path: Path) -> Work:
        if self.found is None:
            raise RuntimeError("nothing is shown yet")
        return saving_statement(self.found, path)


def _rows(found: GenerosityAccount) -> list[Shown]:
    rows = []
    for part, title in PARTS.items():
        rows.append(Shown(_(title), is_heading=True))
        rows += [
            Shown(line_words(one.line.code), accounts_words(one), amount_words(one), before_words(one), one)
            for one in found.of_part(part)
        ]
        if part == "public":
            before = "–" if found.total_before is None else money(found.total_before)
            rows.append(Shown(_("Known to these books"), "", money(found.total), before, is_heading=True))
    return rows


def _behind_words(figure: Figure) -> str:
    if not figure.is_known:
        return together(
            line_words(figure.line.code), _("these books do not know it: the accountant fills it")
        )
    number = len(figure.behind)
    told = ngettext("{count} line", "{count} lines", number).format(count=count(number))
    return together(line_words(figure.line.code), told, money(figure.amount))


def _columns() -> list[Column[Shown]]:
    def colour(row: Shown) -> str:
        if row.is_heading:
            return theme().primary
        return "" if row.figure is not None and row.figure.is_known else theme().muted

    return [
        Column(_("Line"), lambda row: row.label, 0, colour=colour, may_be_long=True, least=186),
        Column(_("Accounts"), lambda row: row.accounts, 76, tone=lambda _row: "muted"),
        Column(_("This year"), lambda row: row.now, 104, is_amount=True, weight=500, colour=colour),
        Column(_("Before"), lambda row: row.before, 100, is_amount=True, tone=lambda _row: "muted"),
    ]


def _behind_columns() -> list[Column[Behind]]:
    return [
        Column(_("Day"), lambda one: day(one.on), 92),
        Column(_("Piece"), lambda one: isolated(one.piece), 0, least=110, may_be_long=True,
               told=lambda one: _("takes back {ref}").format(ref=isolated(one.of)) if one.of else ""),
        Column(_("Account"), lambda one: isolated(one.account.number), 72, is_spare=True, tone=lambda _one: "muted"),
        Column(_("Amount"), lambda one: money(one.amount), 104, is_amount=True, weight=500),
    ]  # fmt: skip
