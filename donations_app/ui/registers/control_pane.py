"""The control: receipts against money, both ways, line by line; what nothing explains first."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from donations_app.domain.control import Compared, Control, is_unexplained
from donations_app.domain.statements import total
from donations_app.i18n import _, count, isolated, money, ngettext, without_marks
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work
from donations_app.ui.registers.beside import Beside
from donations_app.ui.registers.ledger import Ledger, Row, Section, sum_row
from donations_app.ui.registers.pane import Pane, Said, filling, saving_statement
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.fields import ComboBox
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import KINDS, METHODS, together, word
from donations_app.words.control import finding_sentence

_SIDE: Final = 290
_ORDER: Final = ("unexplained", "explained", "agrees")
_TONES: Final = {"unexplained": "bad", "explained": "info", "agrees": "ok"}
Groups = dict[str, list[Compared]]


def group_of(line: Compared) -> str:
    """Tell whether a line is unexplained, explained by its reason, or agrees."""
    if not line.reason:
        return "agrees"
    return "unexplained" if is_unexplained(line) else "explained"


def grouped(lines: Sequence[Compared]) -> Groups:
    """Return the lines of each group, those of one reason together."""
    groups: Groups = {code: [] for code in _ORDER}
    for line in lines:
        groups[group_of(line)].append(line)
    for group in groups.values():
        group.sort(key=lambda line: (line.reason, line.number, line.payment, line.line))
    return groups


class ControlPane(Pane):
    """Every line of the year once: on a receipt, or money without one."""

    endings = (".pdf", ".csv", ".xlsx")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Control | None = None
        self._groups: Groups = grouped(())
        self.group = ComboBox({"": _("All lines"), **_words()}, _("What is shown"))
        model: WindowedModel[Compared] = WindowedModel(_columns(), list)
        self.table = Table(model, _("Receipts against money"), empty=_("No line is like this."))
        model.setParent(self.table)
        self.ledger = Ledger(_("Sums of the control"))
        self.line = Wrapped("", "small", "muted")
        self._beside = Beside((self.group,), self.table, self.ledger, width=_SIDE, below=self.line)
        filling(self, self._beside)
        self.group.chosen.connect(lambda *_: self._show_group())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._say_line())
        self.table.activated_row.connect(lambda row: self._open(model.key(row)))

    def _open(self, line: Compared) -> None:
        if line.number:
            self.opened.emit(line.number)

    def arrange(self, width: int) -> None:
        self._beside.arrange(width)

    def first_field(self) -> QWidget:
        return self.group

    def work(self, year: int) -> Work:
        books = self.desk.books

        def read(_report: Callable[[int, int], None]) -> tuple[Control, Groups]:
            from donations_app.services.statements.control import control

            found = control(books, year)
            return found, grouped(found.compared)

        return read

    def show_found(self, found: tuple[Control, Groups]) -> None:
        self.found, self._groups = found
        for code, said in _words().items():
            number = len(self._groups[code])
            self.group.setItemText(self.group.findData(code), f"{said} · {count(number)}")
        self.ledger.fill(_sections(self.found))
        self._show_group()

    def _show_group(self) -> None:
        code = self.group.value()
        chosen = self._groups[code] if code else [line for one in _ORDER for line in self._groups[one]]
        self.table.show_keys(chosen)
        self._say_line()

    def _say_line(self) -> None:
        """Say the chosen line whole, whatever its columns have room for."""
        line: Compared | None = self.table.current_key()
        self.line.setText(_line_sentence(line) if line else _("Choose a line to read it whole."))

    def headline(self) -> str:
        if self.found is None:
            return ""
        one = self.found.receipts
        said = ngettext("{count} receipt, {amount}", "{count} receipts, {amount}", one.count)
        agreed = total(self.found.natures.values())
        told = ngettext("{count} line agrees, {amount}", "{count} lines agree, {amount}", agreed.count)
        return " · ".join(
            words.format(count=count(sums.count), amount=money(sums.amount))
            for words, sums in ((said, one), (told, agreed))
        )

    def note(self) -> Said:
        if self.found is None:
            return "", ""
        left = len(self._groups["unexplained"])
        if not left:
            return _("Every line agrees or is explained."), "ok"
        told = ngettext("{count} line that nothing explains", "{count} lines that nothing explains", left)
        return told.format(count=count(left)), "bad"

    def file_name(self) -> str:
        return f"controle-recus-{self.year}"

    def saving(self, path: Path) -> Work:
        if self.found is None:
            raise RuntimeError("nothing is shown yet")
        return saving_statement(self.found, path)


def _words() -> dict[str, str]:
    return {"unexplained": _("To explain"), "explained": _("Explained"), "agrees": _("Agrees")}


def _line_sentence(line: Compared) -> str:
    parts = (
        isolated(line.number),
        isolated(_payment(line)),
        word(KINDS, line.kind),
        word(METHODS, line.method),
        finding_sentence(line.reason, line.side) if line.reason else _("Receipt and money agree."),
    )
    return " · ".join(part for part in parts if without_marks(part))


def _columns() -> list[Column[Compared]]:
    words = _words()
    return [
        Column(_("State"), lambda row: words[group_of(row)], 112, tone=lambda row: _TONES[group_of(row)]),
        Column(_("Receipt or payment"), lambda row: isolated(row.number or _payment(row)), 130, weight=500),
        Column(_("Amount"), lambda row: money(row.amount), 110, is_amount=True, weight=500),
        Column(_("Finding"), _finding, 0, wraps=True),
        Column(
            _("Payment"),
            lambda row: isolated(_payment(row)) if row.number else "",
            124,
            tone=lambda _row: "muted",
            is_spare=True,
        ),
        Column(_("Nature, method"), _nature, 180, is_spare=True),
    ]


def _finding(line: Compared) -> str:
    return finding_sentence(line.reason, line.side) if line.reason else ""


def _payment(line: Compared) -> str:
    return f"{line.payment}/{line.line}" if line.payment else ""


def _nature(row: Compared) -> str:
    return together(word(KINDS, row.kind), word(METHODS, row.method)) if row.kind else ""


def _sections(found: Control) -> list[Section]:
    agreed = total(found.natures.values())
    receipts = [
        sum_row(_("Receipts in force on gifts of the year"), found.receipts, is_strong=True),
        sum_row(_("Lines that agree"), agreed),
    ]
    money_side = [
        sum_row(_("Lines that count as gifts"), found.base, is_strong=True),
        Row(_("Payments with such a line"), count(found.payments)),
        Row(_("Payments of the year, whatever for"), count(found.payments_of_year)),
    ]
    explained = [sum_row(finding_sentence(reason, "payment"), one) for reason, one in found.explained.items()]
    issued = [sum_row(isolated(str(year)), one) for year, one in found.issued.items()]
    return [
        Section(_("Receipts"), receipts),
        Section(_("Money received"), money_side),
        Section(_("Without a receipt, explained"), explained),
        Section(
            _("Agreed, by nature"), [sum_row(word(KINDS, kind), one) for kind, one in found.natures.items()]
        ),
        Section(
            _("Agreed, by method"),
            [sum_row(word(METHODS, method), one) for method, one in found.methods.items()],
        ),
        Section(_("Issued in the year, by year of the gifts"), issued),
    ]
