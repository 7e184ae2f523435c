"""The register: every number of a year's gifts, by form, office, series and state; totals and continuity."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.register import lines_numbered
from donations_app.db.queries.register_filter import RegisterChoices
from donations_app.domain.money import Money
from donations_app.domain.numbers import file_name
from donations_app.domain.register import RegisterFilter, RegisterLine, RegisterTotals
from donations_app.domain.statements import Sum
from donations_app.i18n import _, count, day, isolated, money, ngettext
from donations_app.services.statements.register import RegisterView, register_view, write_register
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work
from donations_app.ui.registers.beside import Beside
from donations_app.ui.registers.ledger import Ledger, Row, Section, sum_row
from donations_app.ui.registers.pane import Pane, Said, filling
from donations_app.ui.registers.register_words import BOXES, NATURES, STATES
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, clear
from donations_app.ui.widgets.fields import ComboBox, Note
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import together, word
from donations_app.words.series import series_sentence

_SIDE = 300  # pixels of the totals beside the table
_IN_FILES = {"issued": "emis", "cancelled": "annules", "replaced": "remplaces"}


class RegisterPane(Pane):
    """The lines of the register; its keys are their numbers, a page of lines is read when it is looked at."""

    endings = (".pdf", ".csv", ".xlsx")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: RegisterView | None = None
        self.filters = _Filters()
        model: WindowedModel[RegisterLine] = WindowedModel(_columns(), self._lines)
        self.table = Table(model, _("Receipt register"))
        model.setParent(self.table)
        self.table.setToolTip(_("Enter shows the receipt."))
        self.ledger = Ledger(_("Totals"))
        self.series: list[Note] = []
        self._lay_out()
        self.filters.chosen.connect(self.chosen)
        self.table.activated_row.connect(lambda row: self.opened.emit(model.key(row)))

    def _lay_out(self) -> None:
        side = QWidget()
        rows = QVBoxLayout(side)
        rows.setContentsMargins(*theme().margins(4, 0, 4, 0))
        rows.setSpacing(theme().px(12))
        rows.addWidget(Label(_("Continuity"), "strong"))
        self._series = QVBoxLayout()
        self._series.setSpacing(theme().px(6))
        rows.addLayout(self._series)
        rows.addWidget(self.ledger)
        rows.addStretch(1)
        self._beside = Beside((self.filters,), self.table, side, width=_SIDE)
        filling(self, self._beside)

    def arrange(self, width: int) -> None:
        self._beside.arrange(width)

    def first_field(self) -> QWidget:
        return self.filters.form

    # what it shows

    def work(self, year: int) -> Work:
        books, only = self.desk.books, self.filters.only()

        def read(report: Callable[[int, int], None]) -> RegisterView:
            return register_view(books, year, only=only, progress=report)

        return read

    def show_found(self, found: RegisterView) -> None:
        self.view = found
        self.filters.offer(found.choices)
        is_all = self.filters.only() == RegisterFilter()
        self.table.say_when_empty(
            _("Nothing was issued on the gifts of this year. The page “Tax receipts” issues receipts.")
            if is_all
            else _("No receipt is like this. Choose less above.")
        )
        self.table.show_keys(found.numbers)
        self.ledger.fill(_totals(found.totals))
        clear(self._series)
        self.series = []
        for series in found.continuity:
            note = Note()
            note.say(series_sentence(series, most=20), "ok" if series.is_whole else "bad")
            self.series.append(note)
            self._series.addWidget(note)

    def _lines(self, numbers: Sequence[str]) -> list[RegisterLine | None]:
        return self.desk.read(lines_numbered, numbers)

    def headline(self) -> str:
        totals = self.view.totals if self.view else RegisterTotals()
        told = ngettext(
            "{count} receipt in force, {amount}", "{count} receipts in force, {amount}", totals.live
        ).format(count=count(totals.live), amount=money(totals.amount))
        if totals.cancelled:
            gone = ngettext("{count} cancelled", "{count} cancelled", totals.cancelled)
            told = together(told, gone.format(count=count(totals.cancelled)))
        return told

    def note(self) -> Said:
        series = self.view.continuity if self.view else ()
        broken = [one.series for one in series if not one.is_whole]
        if broken:
            told = _("A series is broken: {series}. Verify the books before anything else is issued.")
            return told.format(series=isolated(together(*broken))), "bad"
        if series:
            return _("Every series runs from 1 to its last number, nothing missing, nothing twice."), "ok"
        return "", ""

    # what it saves

    def file_name(self) -> str:
        only = self.filters.only()
        parts = (only.form, only.office, only.recorded_at, only.series, _IN_FILES.get(only.status, ""))
        kind = "extrait-registre-recus" if only.is_extract else "registre-recus"
        return "-".join([kind, str(self.year), *(file_name(part) for part in parts if part)])

    def saving(self, path: Path) -> Work:
        books, year, only = self.desk.books, self.year, self.filters.only()

        def write(report: Callable[[int, int], None]) -> int:
            form = path.suffix[1:].lower()
            return write_register(books, path, form=form, year=year, only=only, progress=report, force=True)

        return write


class _Filters(QWidget):
    """What the register is looked at by."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        states = {code: _(said) for code, (said, _tone) in STATES.items()}
        self.form = ComboBox({"": _("All forms")}, _("Form"))
        self.status = ComboBox({"": _("All states"), **states}, _("State"))
        self.office = ComboBox({"": _("All offices")}, _("Office that issued"))
        self.recording = ComboBox({"": _("Recorded anywhere")}, _("Office that recorded the gifts"))
        self.series = ComboBox({"": _("All series")}, _("Series"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        choices = (self.form, self.status, self.office, self.recording, self.series)
        row.addWidget(Flow(*choices, fills=True))
        for choice in choices:
            choice.as_chip()
            choice.chosen.connect(lambda *_: self.chosen.emit())

    def only(self) -> RegisterFilter:
        """Return what is chosen."""
        status: Any = self.status.value()  # one of ``Status``, or nothing
        return RegisterFilter(
            self.series.value(), self.form.value(), self.office.value(), status, self.recording.value()
        )

    def offer(self, choices: RegisterChoices) -> None:
        """Offer what stands on the receipts of the year; what is chosen stays offered."""
        for combo, codes in (
            (self.form, choices.forms),
            (self.office, choices.offices),
            (self.recording, choices.recording),
            (self.series, choices.series),
        ):
            chosen = combo.value()
            combo.blockSignals(True)  # noqa: FBT003 -- Qt's signature
            while combo.count() > 1:
                combo.removeItem(1)
            for code in sorted({*codes, chosen} - {""}):
                combo.addItem(isolated(code), code)
            combo.choose(chosen)
            combo.blockSignals(False)  # noqa: FBT003 -- Qt's signature


def _columns() -> list[Column[RegisterLine]]:
    return [
        Column(_("Number"), lambda row: isolated(row.number), 120, weight=500),
        Column(_("Donor"), lambda row: row.name, 0, may_be_long=True),
        Column(_("Amount"), lambda row: money(row.amount), 84, is_amount=True, weight=500),
        Column(_("Issued on"), lambda row: day(row.issued_on), 96, tone=lambda _row: "muted", is_spare=True),
        Column(_("Nature"), lambda row: together(*(word(NATURES, one) for one in row.natures)), 124,
               is_spare=True, may_be_long=True),
        Column(_("Method"), lambda row: together(*(word(BOXES, one) for one in row.methods)), 124,
               is_spare=True, may_be_long=True),
        Column(_("Issued at"), lambda row: isolated(row.office), 84, tone=lambda _row: "muted", is_spare=True),
        Column(_("Recorded at"), lambda row: together(*map(isolated, row.recorded_at)), 96,
               tone=lambda _row: "muted", is_spare=True),
        Column(_("State"), lambda row: _(STATES[row.status][0]), 80, tone=lambda row: STATES[row.status][1]),
    ]  # fmt: skip


def _totals(totals: RegisterTotals) -> list[Section]:
    def rows(amounts: dict[str, Money], words: dict[str, str]) -> list[Row]:
        return [Row(word(words, code), amount=money(amount)) for code, amount in sorted(amounts.items())]

    forms = [
        sum_row(isolated(form), Sum(totals.documents[form], amount))
        for form, amount in sorted(totals.forms.items())
    ]
    last = [sum_row(_("In force"), Sum(totals.live, totals.amount), is_strong=True)]
    if totals.cancelled:
        last.append(sum_row(_("Cancelled"), Sum(totals.cancelled, totals.cancelled_amount)))
    return [
        Section(_("By nature"), rows(totals.natures, NATURES)),
        Section(_("By method"), rows(totals.methods, BOXES)),
        Section(_("By form"), forms),
        Section(_("In all"), last if totals.live or totals.cancelled else []),
    ]
