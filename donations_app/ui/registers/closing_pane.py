"""Closing a fiscal year: what stands open with the way to it, what is taken upon oneself, the figures, the closing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from donations_app.domain.closing import CHECKS, Figures, OpenThing
from donations_app.i18n import _, count, day, isolated, money
from donations_app.services.closing.years import Readiness
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work
from donations_app.ui.registers.closing_dialog import CloseYear
from donations_app.ui.registers.ledger import Ledger, Row, Section
from donations_app.ui.registers.pane import Pane, Said, filling
from donations_app.ui.registers.printed import Printed
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped, button, clear, rule
from donations_app.ui.widgets.signs import Pill
from donations_app.words.closing import NAMES, WHY, open_thing_words
from donations_app.words.codes import KINDS, METHODS, together, word


class ClosingPane(Pane):
    """The checklist of a year, its figures, and its closing; of a closed year the document that was frozen."""

    to_open_thing = Signal(str, int)  # the code of a check, and the year

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Readiness | None = None
        self._document = b""
        self.accepting: dict[str, CheckBox] = {}
        self.whole = Printed()
        self.checks = QWidget()
        self._lines = QVBoxLayout(self.checks)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme().px(8))
        self.ledger = Ledger(_("Figures of the year"))
        self.close_button = button("", "primary", "file-check", self.ask_close)
        rows = self.whole.rows
        rows.addWidget(self.checks)
        rows.addWidget(self.ledger)
        rows.addStretch(1)
        filling(self, self.whole)

    def leads(self) -> list[QPushButton]:
        return [self.close_button]

    def arrange(self, width: int) -> None:
        self.whole.arrange(width if self._document else 0)  # nothing is printed before it is closed

    def work(self, year: int) -> Work:
        books = self.desk.books

        def read(report: Callable[[int, int], None]) -> tuple[Readiness, bytes]:
            from donations_app.services.closing.years import closing_document, readiness

            found = readiness(books, year, progress=report)
            return found, closing_document(books, year) if found.closed else b""

        return read

    def show_found(self, found: Any) -> None:
        self.found, self._document = found
        self.whole.page.show_document(self._document, self.file_name())
        self._show_checks(found[0])
        self.ledger.fill(_sections(found[0].figures))
        self._allow()
        self.arrange(self.window().width())

    def headline(self) -> str:
        found = self.found
        return f"{day(found.first_on)} – {day(found.last_on)}" if found else ""

    def note(self) -> Said:
        found = self.found
        if found is None:
            return "", ""
        if found.closed:
            told = _(
                "Closed on {day} by {who}. Corrections are entries of the next year; nobody opens it again."
            )
            return told.format(day=day(found.closed.closed_on), who=isolated(found.closed.closed_by)), "ok"
        if found.last_on >= self.desk.today():
            return _("The year ends on {day}: it is closed after that.").format(
                day=day(found.last_on)
            ), "warn"
        if any(one.stops for one in found.open_things):
            return _("Something stops the closing: clear it up first."), "bad"
        if found.open_things:
            return _("Nothing stops the closing; look at what stands open."), "warn"
        return _("Nothing stands open: the year can be closed."), "ok"

    def file_name(self) -> str:
        return f"cloture-exercice-{self.found.year if self.found else ''}"

    def saving(self, path: Path) -> Work:
        document = self._document

        def write(_report: Callable[[int, int], None]) -> None:
            from donations_app.formats.writing import placed

            with placed(path, force=True) as file:  # the dialog asked before replacing
                file.write(document)

        return write

    @property
    def may_save(self) -> bool:
        """Whether there is a document."""
        return bool(self._document)

    # the checklist

    def _show_checks(self, found: Readiness) -> None:
        clear(self._lines)
        self.accepting = {}
        self.checks.setVisible(found.closed is None)
        if found.closed:
            return
        by_code = {one.code: one for one in found.open_things}
        for code in CHECKS:
            self._lines.addWidget(self._line(code, by_code.get(code)))
            self._lines.addWidget(rule())

    def _line(self, code: str, one: OpenThing | None) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(12))
        words = QVBoxLayout()
        words.setSpacing(theme().px(2))
        words.addWidget(
            Wrapped(open_thing_words(one) if one else _(NAMES[code]), "strong" if one else "body")
        )
        if one:
            words.addWidget(Wrapped(_(WHY[code]), "small", "muted"))
        row.addWidget(_sign(one), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        if one and code != "verify_faults":
            year = self.found.year if self.found else 0
            look = button(_("Look"), "link", clicked=lambda: self.to_open_thing.emit(code, year))
            look.setAccessibleName(together(_("Look"), open_thing_words(one)))
            row.addWidget(look, 0, Qt.AlignmentFlag.AlignTop)
        if one and not one.stops and self.desk.books.answers:
            box = self.accepting[code] = CheckBox(_("I take it upon myself"))
            box.setAccessibleName(together(_("I take it upon myself"), open_thing_words(one)))
            box.toggled.connect(lambda _checked: self._allow())
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        return line

    # its closing

    def _allow(self) -> None:
        why = self.why_not()
        year = isolated(str(self.found.year)) if self.found else ""
        self.close_button.setText(_("Close the year {year} ...").format(year=year))
        self.close_button.setVisible(not (self.found and self.found.closed))
        self.close_button.setEnabled(not why)
        self.close_button.setToolTip(why)
        self.close_button.setAccessibleDescription(why)

    def why_not(self) -> str:
        """Say why the year cannot be closed, or nothing."""
        found = self.found
        if found is None or found.closed:
            return ""
        if not self.desk.books.answers:
            return _("A year is closed by the treasurer, where the books can be written.")
        if found.last_on >= self.desk.today():
            return self.note()[0]
        if any(one.stops for one in found.open_things):
            return _("Something stops the closing: clear it up first.")
        if not all(box.isChecked() for box in self.accepting.values()):
            return _("Tick what you take upon yourself.")
        return ""

    def ask_close(self) -> None:
        """Ask once more, and close."""
        if self.found is not None and not self.why_not():
            dialog = CloseYear(self.desk, self.found, self)
            dialog.done_with.connect(self.said)
            dialog.outdated.connect(self.chosen)
            dialog.open()


def _sign(one: OpenThing | None) -> QWidget:
    """Return the state of a check; all are as wide as the widest, so that the words stand below each other."""
    pills = {
        "clear": Pill(_("Clear"), "ok", "circle-check"),
        "stops": Pill(_("Stops"), "bad", "circle-x"),
        "warns": Pill(_("To look at"), "warn", "circle-alert"),
    }
    place = QWidget()
    row = QHBoxLayout(place)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(pills["clear" if one is None else "stops" if one.stops else "warns"])
    row.addStretch(1)
    place.setFixedWidth(max(pill.sizeHint().width() for pill in pills.values()))
    return place


def _sections(figures: Figures) -> list[Section]:
    flows = [
        Row(together(word(KINDS, one.kind), word(METHODS, one.method)), count(one.count), money(one.left))
        for one in figures.flows
    ]
    flows.append(Row(_("In all"), count(figures.payments), money(figures.amount), is_strong=True))
    receipts = [
        Row(_("{series}: {first} to {last}").format(series=isolated(one.series), first=isolated(one.first or "–"),
            last=isolated(one.last or "–")), count(one.count), money(one.amount))
        for one in figures.receipts
    ]  # fmt: skip
    return [
        Section(_("Payments of the year, less what was taken back"), flows),
        Section(_("Receipts issued in the year"), receipts),
        Section(_("The next year opens with"), _opening(figures)),
    ]


def _opening(figures: Figures) -> list[Row]:
    opening = figures.opening
    rows = [
        Row(
            f"{isolated(one.place)}  {isolated(one.title)}" if one.place else _("General fund"),
            amount=money(one.left),
        )
        for one in opening.standing
    ]
    rows.append(Row(_("In all"), amount=money(opening.left), is_strong=True))
    rows.append(Row(_("Of which donors earmarked"), amount=money(opening.earmarked), tone="muted"))
    told = _("Not yet at the bank: {method}")
    rows += [
        Row(told.format(method=word(METHODS, one.method)), count(one.count), money(one.amount))
        for one in opening.undeposited
    ]
    if opening.instalments_open:
        amount = money(opening.instalments_amount)
        rows.append(Row(_("Instalments late or missed"), count(opening.instalments_open), amount))
    return rows
