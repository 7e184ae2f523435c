"""The alarm before an act by which a private share falls: whose, below which rule, by how much; then one decides."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct, field
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from donations_app.db.books import Books
from donations_app.db.queries.budgets import agreed_rates
from donations_app.domain.changes import RuleChange, ShareChange
from donations_app.domain.money import Money
from donations_app.domain.rule_measures import Measure
from donations_app.domain.typed import TypedError, clean_text
from donations_app.i18n import _, count, isolated, limit_percent, money, ngettext, percent
from donations_app.services.payments.foresight import Foreseen, foresee
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button, rule
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, Note, TextEdit
from donations_app.ui.widgets.moving_gauge import MovingGauge
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.signs import IconBadge, Pill
from donations_app.words.codes import together
from donations_app.words.effects import change_sentences
from donations_app.words.funding import measured_words, whose_rule
from donations_app.words.phrases import problem_sentence
from donations_app.words.shares import missing_in
from donations_app.words.verdicts import verdict_pill

WHOLE: Final = 10_000  # basis points
_SHOWN: Final = 6  # rows, then one scrolls
_GAUGE, _MOVED, _VERDICT = 90, 124, 156  # pixels of the columns


class Doing(Struct, frozen=True):
    """What is about to be done, as the alarm shows it.

    Attributes:
        act: does it with the reason typed, and tells whether it was done.
        what: in a few words, such as the payment that is taken back; empty: it is not shown.
        amount: what it takes away.
        reason: as typed so far.
        asks_reason: it keeps one.
        notes: what has to be known beside shares, such as receipts that go.
        facts: what stays as it is.
    """

    act: Callable[[str], bool]
    what: str = ""
    amount: Money | None = None
    reason: str = ""
    asks_reason: bool = True
    notes: Sequence[str] = field(default=())
    facts: Sequence[str] = field(default=())


def falling(shares: Sequence[ShareChange]) -> list[ShareChange]:
    """Return the changes that somebody has to know before, the worst first."""
    return sorted((one for one in shares if one.falls), key=lambda one: one.badness)


def warn_of_shares(
    desk: Desk, parent: QWidget, foreseen: Foreseen[Any], act_name: str, doing: Doing
) -> "ShareAlarm | None":
    """Ask before an act by which a share falls; where none does, nothing stands in the way.

    Args:
        desk: the books.
        parent: the form or page of the act; the act closes it where it has to.
        foreseen: of ``services.payments.foresight.foresee``.
        act_name: what the filled button says, such as "Record the return".
        doing: what is about to be done.

    Returns:
        The dialog, open; or nothing, and the caller does the act itself.
    """
    if not (falling(foreseen.shares) or any(one.told for one in foreseen.rules)):
        return None
    made = ShareAlarm(desk, parent, foreseen, act_name, doing)
    made.open()
    return made


def ask_first(desk: Desk, parent: QWidget, act: Callable[[Books], Any], act_name: str, doing: Doing) -> bool:
    """Rehearse an act and ask before it where a share falls; tell whether it is asked. Arguments as above.

    Raises:
        KnownError: what the act itself refuses.
    """
    return warn_of_shares(desk, parent, desk.do(foresee, act), act_name, doing) is not None


class ShareAlarm(Dialog):
    """Each share that falls with its rule, before and after; the reason; one button that does it all the same."""

    def __init__(
        self, desk: Desk, parent: QWidget, foreseen: Foreseen[Any], act_name: str, doing: Doing
    ) -> None:
        self.changes = falling(foreseen.shares)
        self._rules = [one for one in foreseen.rules if one.told]
        super().__init__("", parent)
        asking = [one for one in self.changes if one.asks] or (self.changes if not self._rules else [])
        title = _title(asking) if asking else _rule_title(self._rules[0])
        self.setWindowTitle(title)
        self._desk, self._doing = desk, doing
        self.setMinimumWidth(theme().px(678))
        self._add_head(title)
        if doing.what:
            self.rows.addWidget(_doing_box(doing))
        self._add_changes()
        self._add_notes(foreseen)
        self._add_way_out()
        self.reason = TextEdit(_("Reason, kept in the journal"))
        self.reason.setText(doing.reason)
        self.reason_field = Field(_("Reason, kept in the journal"), self.reason)
        self.rows.addWidget(self.reason_field)
        self.reason_field.setVisible(doing.asks_reason)
        self._add_foot(act_name)
        (self.reason if doing.asks_reason else self.goes_back).setFocus()

    def _add_head(self, title: str) -> None:
        first = self.rows.itemAt(0)
        if first and (label := first.widget()):
            self.rows.removeWidget(label)
            label.hide()
            label.deleteLater()
        said = QVBoxLayout()
        said.setSpacing(theme().px(2))
        said.addWidget(Wrapped(title, "card"))
        said.addWidget(Label(_("Nothing is saved yet."), "small", "muted"))
        head = QHBoxLayout()
        head.setSpacing(theme().px(12))
        head.addWidget(IconBadge("triangle-alert", "warn"), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(said, 1)
        self.rows.addLayout(head)

    def _add_changes(self) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(6))
        shown = [one for one in self.changes if one.asks or not self._rules]
        lines = [line for one in shown for line in _lines(one)]
        lines += [_rule_line(one, was, now) for one in self._rules for was, now in one.told]
        rows.addLayout(_headings())
        for line in lines:
            rows.addWidget(rule())
            rows.addWidget(line)
        boxes = self._missing_boxes()
        is_short = len(lines) <= _SHOWN and len(boxes) <= 1
        for box in boxes:
            (self.rows if is_short else rows).addWidget(box)
        if is_short:
            self.rows.insertWidget(self.rows.count() - len(boxes), inside)
            return
        scrolled = Scrolled(inside)
        scrolled.setFixedHeight(_SHOWN * (lines[0].sizeHint().height() + theme().px(13)))
        self.rows.addWidget(scrolled)

    def _missing_boxes(self) -> list[QFrame]:
        """Return what each project would lack, in euros and in the currency of its rule or its own."""
        found = [
            one for one in self.changes if not one.association and one.after.missing != one.before.missing
        ]
        rates = self._desk.read(agreed_rates, [one.project for one in found])
        return [_missing_box(one, *rates.get(one.project, ("EUR", ""))) for one in found]

    def _add_notes(self, foreseen: Foreseen[Any]) -> None:
        receipts = change_sentences((), foreseen.receipted, foreseen.dues)
        warned = [(told, "warn") for told in (*self._doing.notes, *receipts)]
        for told, state in (*warned, *((told, "") for told in self._doing.facts)):
            note = Note()
            self.rows.addWidget(note)
            note.say(told, state)

    def _add_way_out(self) -> None:
        """Offer to do it and then to close the gap."""
        lacking = next((one for one in self.changes if one.after.missing), None)
        if lacking is None:
            return
        told = _("Then close the gap from the general fund")
        self.leads = button(told, "small", "hand-coins", lambda: self._do(lacking.project))
        self.leads.setAutoDefault(False)
        self.rows.addWidget(self.leads, 0, Qt.AlignmentFlag.AlignLeading)

    def _add_foot(self, act_name: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        row.addStretch(1)
        self.goes_back = button(_("Back"), clicked=self.leave)
        self.does = button(act_name, "primary", clicked=self._do)
        for one in (self.goes_back, self.does):
            one.setAutoDefault(False)  # Enter in the reason saves nothing
            row.addWidget(one)
        self.add_foot(row)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self, self._do)
        keys.setContext(Qt.ShortcutContext.WindowShortcut)

    def _do(self, then_to: str = "") -> None:
        """Do what was announced with the reason typed; then lead to the general fund, where that is wished."""
        reason = self._reason()
        if self._doing.asks_reason and not reason:
            return
        desk = self._desk  # the form, and this dialog with it, may be gone then
        if not self._doing.act(reason):
            return
        if isValid(self):
            self.accept()
        if then_to:
            desk.allotting_wanted.emit(then_to)

    def _reason(self) -> str:
        """Return the reason; where there is none that can be taken, say so and return nothing."""
        try:
            reason = clean_text(self.reason.text())
        except TypedError as error:
            self.reason_field.say(problem_sentence(error.problem, self.reason.text()), "bad")
            return ""
        if not reason and self._doing.asks_reason:
            self.reason_field.say(problem_sentence("missing"), "bad")
            self.reason.setFocus()
        return reason


def _title(changes: Sequence[ShareChange]) -> str:
    """Return who falls, in a sentence."""
    lost = [one for one in changes if one.is_lost]
    worst = next((one for one in changes if one.association), changes[0])
    if len({one.association for one in lost if one.association}) > 1:
        told = ngettext(
            "{count} association falls below its threshold",
            "{count} associations fall below their thresholds",
            number := len({one.association for one in lost if one.association}),
        )
        return told.format(count=count(number))
    if lost:
        one = next((one for one in lost if one.association), lost[0])
        return _("{name} falls below the threshold").format(name=_name(one))
    if worst.after.missing > worst.before.missing:
        return _("{name} will lack more private money").format(name=_name(worst))
    return _("{name} has no cent to spare any more").format(name=_name(worst))


def _name(one: ShareChange) -> str:
    if one.association:
        return one.name or isolated(one.association)
    return _("the project {code}").format(code=isolated(one.project))


def _lines(one: ShareChange) -> list[QWidget]:
    """Return a row for the share, and one for the part in cash where its rule asks for one."""
    of = " · ".join(filter(None, (isolated(one.project), one.rule or one.funder)))
    asked = _("private, at least {minimum}").format(minimum=limit_percent(one.minimum))
    found = [
        _Line(
            _name(one) if one.association else _("Whole project"),
            f"{asked} · {of}",
            (one.before.basis_points, one.after.basis_points),
            one.minimum,
            verdict_pill(one.after),
        )
    ]
    if one.minimum_cash and one.after.cost.cents > 0 and one.after.cash != one.before.cash:
        asked = _("in cash, at least {minimum}").format(minimum=limit_percent(one.minimum_cash))
        cash = [share.cash.cents * WHOLE // share.cost.cents for share in (one.before, one.after)]
        lacking = -(-one.after.cost.cents * one.minimum_cash // WHOLE) - one.after.cash.cents
        verdict = (_("Missing {amount}").format(amount=money(Money(lacking))), "bad", "circle-x")
        if lacking <= 0:
            verdict = (_("Kept") if lacking else _("Kept, no margin"), "ok", "circle-check")
        name = _name(one) if one.association else _("Whole project")
        found.append(_Line(name, f"{asked} · {of}", (cash[0], cash[1]), one.minimum_cash, verdict))
    return list(found)


def _rule_title(one: RuleChange) -> str:
    told = _("{name} is kept no longer, or lacks more") if one.before else _("{name} is not kept")
    return told.format(name=whose_rule(one.funder, one.rule))


def _rule_line(one: RuleChange, was: Measure | None, now: Measure) -> QWidget:
    """Return a row for a condition that the shares do not show themselves."""
    name = " · ".join(filter(None, (whose_rule(one.funder, one.rule), now.name)))
    asked = " · ".join((measured_words(one.rule, now), isolated(one.project)))
    told = _("{amount} too much") if now.is_ceiling else _("Missing {amount}")
    verdict = (told.format(amount=money(now.gap)), "bad", "circle-x")
    return _Line(
        name, asked, ((was or now).points, now.points), now.asked, verdict, is_ceiling=now.is_ceiling
    )


class _Line(QWidget):
    """One rule of one share: its gauge, before and after, the verdict that would hold."""

    def __init__(
        self,
        name: str,
        asked: str,
        shares: tuple[int, int],
        bound: int,
        verdict: tuple[str, str, str],
        *,
        is_ceiling: bool = False,
    ) -> None:
        super().__init__()
        before, after = shares
        told = _("{before} → {after}").format(before=percent(before), after=percent(after))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(12))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Wrapped(name, "name"))
        names.addWidget(Wrapped(asked, "small", "muted"))
        row.addLayout(names, 1)
        heard = together(name, told)
        gauge = MovingGauge(before, after, mark=bound, state=verdict[1], name=heard, is_ceiling=is_ceiling)
        gauge.setFixedWidth(theme().px(_GAUGE))
        row.addWidget(gauge, 0, Qt.AlignmentFlag.AlignVCenter)
        beside = QWidget()
        beside.setFixedWidth(theme().px(_MOVED))
        moved = _moved(percent(before), percent(after), "name", "bad" if verdict[1] == "bad" else "")
        moved.setContentsMargins(0, 0, 0, 0)
        beside.setLayout(moved)
        row.addWidget(beside)
        place = QWidget()
        place.setFixedWidth(theme().px(_VERDICT))
        inner = QHBoxLayout(place)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(Pill(*verdict))
        inner.addStretch(1)
        row.addWidget(place)


def _headings() -> QHBoxLayout:
    """Return what stands above the rows."""
    row = QHBoxLayout()
    row.setSpacing(theme().px(12))
    row.addWidget(Label(_("What this changes"), "small", "muted"), 1)
    for said, wide in ((_("Before → after"), _MOVED), (_("Verdict"), _VERDICT)):
        label = Label(said, "small", "muted")
        label.setFixedWidth(theme().px(wide))
        row.addWidget(label)
    return row


def _moved(before: str, after: str, role: str, tone: str) -> QHBoxLayout:
    """Return what was and what would be, which alone is in the colour of its state."""
    row = QHBoxLayout()
    row.setSpacing(theme().px(6))
    row.addWidget(Label(_("{before} →").format(before=before), "body", "muted"))
    row.addWidget(Label(after, role, tone))
    return row


def _doing_box(doing: Doing) -> QFrame:
    box = QFrame()
    box.setObjectName("sunken")
    row = QHBoxLayout(box)
    row.setContentsMargins(*theme().margins(14, 10, 14, 10))
    row.addWidget(Wrapped(doing.what, "name"), 1)
    if doing.amount is not None:
        row.addWidget(Label(money(doing.amount), "strong"))
    return box


def _missing_box(one: ShareChange, currency: str, rate: str) -> QFrame:
    box = QFrame()
    box.setObjectName("sunken")
    box.setProperty("state", "bad")
    row = QHBoxLayout(box)
    row.setContentsMargins(*theme().margins(14, 10, 14, 10))
    told = _("Missing for the project {code}").format(code=isolated(one.project))
    row.addWidget(Wrapped(told, "name", "bad"), 1)
    row.addLayout(_moved(money(one.before.missing), money(one.after.missing), "strong", "bad"))
    if other := missing_in(one.after, currency, rate):
        row.addWidget(Label(other, "small", "bad"))
    return box
