"""The batch beside the form: what was counted, what was typed, and its rows."""

from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from donations_app.db.queries.batches import BatchRow, open_batches
from donations_app.db.queries.dashboard import typed_last
from donations_app.db.queries.projects import project_names
from donations_app.domain.errors import KnownError
from donations_app.domain.money import ZERO
from donations_app.domain.typed import TypedError, clean_text, parse_whole
from donations_app.i18n import _, count, isolated, money, ngettext
from donations_app.services.payments.batches import close_batch, open_batch
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.entry.lines import Lines
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, Card, Label, Wrapped, button, clear
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, Note, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.words.codes import METHODS, together, word
from donations_app.words.phrases import problem_sentence

ROWS = 500


class BatchPane(QWidget):
    """The counters of the open batch above, the lines typed last below."""

    method_counted = Signal(str)
    read = Signal()  # other buttons stand there now
    closed = Signal(str, str)  # name and method of the batch

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.batch: BatchRow | None = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        self._card = Card(gap=8)
        rows.addWidget(self._card)
        below = Card(padding=12)
        self.table = Lines(read_only=desk.books.read_only)
        below.rows.addWidget(self.table)
        rows.addWidget(below, 1)

    @property
    def key(self) -> UUID | None:
        """The open batch's key."""
        return self.batch.key if self.batch else None

    def refresh(self) -> None:
        """Read the batch and its rows again; without a batch, the payments recorded last."""
        office = self._desk.author.office
        found = self._desk.read(open_batches, office)
        self.batch = found[0] if found else None
        payments = self._desk.read(typed_last, office, limit=ROWS if self.batch else 30, batch=self.key)
        codes = {code for row in payments for code in row.projects}
        self.table.show_lines(payments, self._desk.read(project_names, codes) if codes else {})
        clear(self._card.rows)
        if self.batch:
            self._show_counters(self.batch)
        else:
            self._show_none()
        self.read.emit()

    def stops(self) -> list[QWidget]:
        """Return what Tab goes to, as one sees it."""
        return [*self._card.findChildren(Button), self.table]

    def _show_none(self) -> None:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Wrapped(_("No batch is open"), "card"))
        words.addWidget(Wrapped(_("Lines are saved one by one; a batch counts them."), "small", "muted"))
        row.addLayout(words, 1)
        if not self._desk.books.read_only:
            row.addWidget(button(_("Open a batch"), clicked=self.ask_open))
        self._card.rows.addLayout(row)

    def _show_counters(self, batch: BatchRow) -> None:
        typed, total = count(batch.count), money(batch.amount)
        if batch.expected_count:
            typed = _("{typed} of {counted}").format(typed=typed, counted=count(batch.expected_count))
            total = _("{typed} of {counted}").format(typed=total, counted=money(batch.expected))
        lines = ngettext("{count} line", "{count} lines", batch.expected_count or batch.count)
        head = Flow(Label(lines.format(count=typed), "card"), None, Label(total, "card"))
        self._card.rows.addWidget(head)
        if batch.expected_count:
            bar = QProgressBar()
            bar.setTextVisible(False)
            bar.setRange(0, batch.expected_count)
            bar.setValue(min(batch.count, batch.expected_count))
            bar.setAccessibleName(_("Typed of the batch"))
            self._card.rows.addWidget(bar)
        foot = QHBoxLayout()
        foot.addWidget(Wrapped(_rest(batch), "small", "warn" if _is_over(batch) else "muted"), 1)
        if not self._desk.books.read_only:
            foot.addWidget(button(_("Close the batch"), "small", "lock", self.ask_close))
        self._card.rows.addLayout(foot)

    def ask_open(self) -> None:
        """Ask what was counted, and open a batch."""
        dialog = OpenBatch(self._desk, self)
        dialog.opened.connect(lambda: self.method_counted.emit(dialog.method.value()))
        dialog.open()

    def ask_close(self) -> None:
        """Close the batch, asking for a reason where it differs from what was counted."""
        if self.batch is None:
            return
        differs = (self.batch.count, self.batch.amount) != (self.batch.expected_count, self.batch.expected)
        if self.batch.expected_count and differs:
            dialog = CloseBatch(self._desk, self.batch, self)
            dialog.accepted.connect(partial(self.closed.emit, self.batch.name, self.batch.method))
            dialog.open()
        else:
            name, method = self.batch.name, self.batch.method
            if _close(self._desk, self.batch, "", self):
                self.closed.emit(name, method)


def _is_over(batch: BatchRow) -> bool:
    return bool(batch.expected_count) and (
        batch.count > batch.expected_count or batch.amount > batch.expected
    )


def _rest(batch: BatchRow) -> str:
    """Say what is still to be typed, and what was typed too much; the two may go together."""
    if not batch.expected_count:
        return isolated(batch.name)
    lines, cents = batch.expected_count - batch.count, batch.expected - batch.amount
    told = []
    if lines > 0:
        told.append(ngettext("{count} line to go", "{count} lines to go", lines).format(count=count(lines)))
    if lines < 0:
        said = ngettext("{count} line too many", "{count} lines too many", -lines)
        told.append(said.format(count=count(-lines)))
    if cents > ZERO:
        told.append(_("{amount} to go").format(amount=money(cents)))
    if cents < ZERO:
        told.append(_("{amount} too much").format(amount=money(-cents)))
    if not told:
        return _("All is typed")
    return together(*told)


def _close(desk: Desk, batch: BatchRow, reason: str, parent: QWidget) -> bool:
    try:
        desk.do(close_batch, batch.key, reason=reason)
    except KnownError as error:
        errors.tell(error, parent)
        return False
    desk.tell()  # before the next key: no line may go into it any more
    return True


class OpenBatch(Dialog):
    """Asks for what was counted beforehand."""

    opened = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Open a batch"), parent)
        self._desk, self._key = desk, uuid4()
        self.name = TextEdit(_("Name"))
        self.name.setText(_("Batch of {day}").format(day=f"{desk.today():%d/%m/%Y}"))
        self.method = ComboBox({code: word(METHODS, code) for code in ("cheque", "cash")}, _("Method"))
        self.counted = TextEdit(_("Number counted"), limit=6)
        self.total = MoneyEdit(_("Sum counted"))
        self.count_field = Field(_("Number counted"), self.counted)
        self.total_field = Field(_("Sum counted"), self.total)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(14))
        grid.addWidget(Field(_("Name"), self.name), 0, 0)
        grid.addWidget(Field(_("Method"), self.method), 0, 1)
        grid.addWidget(self.count_field, 1, 0)
        grid.addWidget(self.total_field, 1, 1)
        self.rows.addLayout(grid)
        self.rows.addWidget(Label(_("Leave both empty if nothing was counted."), "small", "muted"))
        self.add_buttons(_("Open the batch"))
        self.counted.setFocus()

    def accept(self) -> None:
        """Open the batch, or say what stands against it."""
        number = 0
        for field in (self.count_field, self.total_field):
            field.say("")
        counted = self.counted.text().strip()
        try:
            number = parse_whole(counted) if counted else 0
        except TypedError as error:
            return self.count_field.say(problem_sentence(error.problem, counted), "bad")
        problem = self.total.problem()
        if (number or self.total.text().strip()) and problem:
            return self.total_field.say(problem_sentence(problem, self.total.text()), "bad")
        if self.total.money() and not number:
            return self.count_field.say(problem_sentence("missing"), "bad")
        try:
            self._desk.do(
                open_batch,
                self._key,
                name=clean_text(self.name.text()) or _("Batch"),
                method=self.method.value(),
                count=number,
                amount=self.total.money() or ZERO,
            )
        except KnownError as error:
            return errors.tell(error, self)
        self.opened.emit()
        self._desk.tell()  # before the next key: the next line goes into it
        return super().accept()


class CloseBatch(Dialog):
    """Asks why a batch is closed although it differs from what was counted."""

    def __init__(self, desk: Desk, batch: BatchRow, parent: QWidget) -> None:
        super().__init__(_("Close the batch"), parent)
        self._desk, self._batch = desk, batch
        told = _("Counted: {counted}, {expected}. Typed: {typed}, {amount}.").format(
            counted=count(batch.expected_count),
            expected=money(batch.expected),
            typed=count(batch.count),
            amount=money(batch.amount),
        )
        note = Note()
        self.rows.addWidget(note)
        note.say(told, "warn")
        self.reason = TextEdit(_("Reason for the difference"))
        self.reason_field = Field(_("Reason for the difference"), self.reason)
        self.rows.addWidget(self.reason_field)
        self.add_buttons(_("Close with this reason"))

    def accept(self) -> None:
        """Close the batch with the reason."""
        reason = clean_text(self.reason.text())
        if not reason:
            return self.reason_field.say(problem_sentence("missing"), "bad")
        if _close(self._desk, self._batch, reason, self):
            return super().accept()
        return None
