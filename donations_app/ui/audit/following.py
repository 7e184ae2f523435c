"""One receipt followed back on one page: receipt, payment, deposit slip, bank line; and its document."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.tracing import Trace, TracedLine
from donations_app.i18n import _, count, is_right_to_left, isolated, money
from donations_app.ui.audit import trace_words
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, Label, Wrapped, clear, picture_label, rule
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.signs import IconBadge, Pill


class TraceView(Scrolled):
    """The way of a receipt back to the bank, from top to bottom."""

    def __init__(self) -> None:
        self._page = QWidget()
        super().__init__(self._page)
        self.trace: Trace | None = None
        self.setAccessibleName(_("Trace of the receipt"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._steps = QVBoxLayout(self._page)
        beside_bar = (10, 0, 0, 0) if is_right_to_left() else (0, 0, 10, 0)
        self._steps.setContentsMargins(*beside_bar)
        self._steps.setSpacing(theme().px(12))
        self.show_trace(None)

    def show_trace(self, trace: Trace | None) -> None:
        """Show a trace, or none."""
        self.trace = trace
        clear(self._steps)
        if trace is None:
            told = _("Draw a sample: each receipt is followed here to its payment and its bank line.")
            self._steps.addWidget(Wrapped(told, "small", "muted"))
        else:
            self._steps.addLayout(_receipt(trace))
            for line in trace.lines:
                self._steps.addWidget(rule())
                self._steps.addLayout(_payment(line))
            self._steps.addWidget(rule())
            self._steps.addLayout(_entries(trace))
        self._steps.addStretch(1)
        self.verticalScrollBar().setValue(0)


def _receipt(trace: Trace) -> QHBoxLayout:
    said, state, sign = trace_words.STATES[trace.status]
    title = _("Receipt {number}").format(number=isolated(trace.number))
    row, rows = _step("receipt-text", "info", title, Pill(_(said), state, sign))
    _say(rows, trace_words.receipt_facts(trace))
    _find(rows, trace_words.receipt_findings(trace))
    return row


def _payment(line: TracedLine) -> QHBoxLayout:
    row, rows = _step(
        "hand-coins", "plain", trace_words.line_title(line), Label(money(line.amount), "strong")
    )
    _say(rows, trace_words.line_facts(line))
    _find(rows, trace_words.line_findings(line))
    for icon_name, said, stands in trace_words.steps(line):
        step = QHBoxLayout()
        step.setSpacing(theme().px(8))
        step.addWidget(picture_label(icon_name, theme().text if stands else theme().field, 15))
        step.addWidget(Label(said, "small", "" if stands else "muted"), 1)
        rows.addLayout(step)
    return row


def _entries(trace: Trace) -> QHBoxLayout:
    title = _("Audit trail: {count}").format(count=count(len(trace.entries)))
    row, rows = _step("clock", "plain", title)
    _say(rows, trace_words.entry_lines(trace))
    return row


def _step(
    icon_name: str, state: str, title: str, end: QWidget | None = None
) -> tuple[QHBoxLayout, QVBoxLayout]:
    row = QHBoxLayout()
    row.setSpacing(theme().px(12))
    row.addWidget(IconBadge(icon_name, state), 0, Qt.AlignmentFlag.AlignTop)
    rows = QVBoxLayout()
    rows.setSpacing(theme().px(3))
    head = QHBoxLayout()
    head.setSpacing(theme().px(8))
    head.addWidget(Elided(title, "strong"), 1)
    if end is not None:
        head.addWidget(end)
    rows.addLayout(head)
    row.addLayout(rows, 1)
    return row, rows


def _say(rows: QVBoxLayout, facts: Iterable[str]) -> None:
    for fact in facts:
        rows.addWidget(Wrapped(fact, "small", "muted"))


def _find(rows: QVBoxLayout, findings: Iterable[tuple[str, str]]) -> None:
    for said, state in findings:
        note = Note()
        note.say(said, state)
        rows.addWidget(note)
