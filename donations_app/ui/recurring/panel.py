"""One agreed gift beside the list: its terms, its years, the instalment looked at, its history, and its acts."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.agreements import AgreementAct
from donations_app.db.queries.instalments import Agreement, sum_of
from donations_app.db.queries.mandate_list import MandateRow
from donations_app.domain.instalments import OVERDUE, Instalment
from donations_app.i18n import _, day, is_right_to_left, isolated, labelled, moment, money
from donations_app.ui.payments.detail import ends
from donations_app.ui.recurring.boxes import YearBoxes, money_words, state_word
from donations_app.ui.recurring.history import act_told, day_of_month
from donations_app.ui.recurring.mandate_acts import mandate_buttons
from donations_app.ui.recurring.mandates import mandate_rows
from donations_app.ui.recurring.table import project_title
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, clear, picture_label, rule
from donations_app.ui.widgets.fields import shown_before
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.signs import Pill
from donations_app.words.codes import AGREEMENTS, METHODS, month_name, per, together, word

_YEARS = 5  # stacked, at most
_SIGNS = {
    "met": "circle-check",
    "late": "clock",
    "missed": "circle-x",
    "forgiven": "undo-2",
    "expected": "calendar",
}
_TONES = {"met": "ok", "late": "warn", "missed": "bad", "forgiven": "info", "expected": "plain"}


class AgreementPanel(Card):
    """Shows an agreed gift; what is wanted with it is only said."""

    to_person = Signal(str)  # reference
    to_payment = Signal(str)  # reference
    to_project = Signal(str)  # code
    match_wanted = Signal(object)  # the ``Instalment``
    forgive_wanted = Signal(object)
    undo_wanted = Signal(object)
    apart_wanted = Signal(object)
    change_wanted = Signal()
    pause_wanted = Signal()
    stop_wanted = Signal()
    mandate_wanted = Signal(str, object)  # the act, the ``MandateRow``

    def __init__(self, *, read_only: bool, today: Callable[[], date]) -> None:
        super().__init__(padding=16, gap=12)
        self._read_only, self._today = read_only, today
        self.gift: Agreement | None = None
        self.one: Instalment | None = None  # that is looked at
        self.boxes: YearBoxes | None = None
        page = QWidget()
        self._rows = QVBoxLayout(page)
        beside = (8, 0, 0, 0) if is_right_to_left() else (0, 0, 8, 0)  # amounts stand clear of the scroll bar
        self._rows.setContentsMargins(*theme().margins(*beside))
        self._rows.setSpacing(theme().px(8))
        self.rows.addWidget(Scrolled(page), 1)
        self.changer = button(_("Change ..."), "primary", clicked=self.change_wanted.emit)
        self.pauser = button(_("Pause ..."), "link", clicked=self.pause_wanted.emit)
        self.stopper = button(_("Stop ..."), clicked=self.stop_wanted.emit)
        if not read_only:
            self.rows.addWidget(Flow(self.changer, self.stopper, None, self.pauser))
        self.show_gift(None, (), None)

    def show_gift(
        self,
        gift: Agreement | None,
        acts: Sequence[AgreementAct],
        one: Instalment | None,
        mandate: MandateRow | None = None,
    ) -> None:
        """Show an agreed gift with the instalment that is looked at, or that none is chosen."""
        self.gift, self.one, self._mandate = gift, one, mandate
        clear(self._rows)
        runs = gift is not None and gift.standing != "ended"
        for act in (self.changer, self.pauser, self.stopper):
            act.setEnabled(runs)
        self.pauser.setText(_("Resume ...") if self.is_paused else _("Pause ..."))
        if gift is None:
            self.boxes = None
            self._rows.addWidget(Wrapped(_("Choose an agreed gift to see all of it here."), "body", "muted"))
        else:
            self._show_head(gift)
            self._show_years(gift)
            self._part = QVBoxLayout()
            self._rows.addLayout(self._part)
            self._show_one()
            self._rows.addWidget(rule())
            self._show_facts(gift)
            self._show_history(gift, acts)
        self._rows.addStretch(1)
        shown_before(self.changer, self._rows.parentWidget())

    @property
    def is_paused(self) -> bool:
        """Whether a pause of the gift holds, or is still to come."""
        today = self._today()
        return self.gift is not None and any(
            one.last_on is None or one.last_on >= max(today, one.first_on) for one in self.gift.pauses
        )

    def look_at(self, one: Instalment | None) -> None:
        """Show another instalment."""
        self.one = one
        if self.gift is not None:
            self._show_one()
            shown_before(self.changer, self._rows.parentWidget())

    def _show_head(self, gift: Agreement) -> None:
        now = gift.now
        head = QHBoxLayout()
        head.addWidget(Wrapped(now.name, "strong"), 1)
        text, tone = AGREEMENTS[gift.standing]
        head.addWidget(Pill(_(text), tone), 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addLayout(head)
        self._rows.addWidget(Label(per(money(now.amount), now.frequency), "card"))
        wish = _("Donor's wish") if now.earmarked_by_donor else ""
        told = (project_title(now.titles, now.project), wish, day_of_month(now.day))
        self._rows.addWidget(Wrapped(together(*filter(None, told)), "small", "muted"))

    def _show_years(self, gift: Agreement) -> None:
        years = sorted({one.due_on.year for one in gift.instalments} | {one.year for one in gift.paused})
        if not years:
            self.boxes = None
            self._rows.addWidget(Wrapped(_("No instalment is due yet."), "small", "muted"))
            return
        self.boxes = YearBoxes(gift, years[-_YEARS:], self.one.due_on if self.one else None)
        self.boxes.looked_at.connect(self.look_at)
        self.boxes.opened.connect(self._open)
        self._rows.addWidget(self.boxes)
        first = gift.instalments[0].due_on if gift.instalments else gift.paused[0]
        since = _("Brought since {month} {year}").format(
            month=month_name(first.month), year=isolated(str(first.year))
        )
        self._rows.addLayout(ends(since, money(sum_of(gift.instalments, "met")), "small"))

    def _open(self, one: Instalment) -> None:
        if one.payment and one.state == "met":
            self.to_payment.emit(one.payment)
        elif not self._read_only and one.state in ("expected", *OVERDUE):
            self.match_wanted.emit(one)

    def _show_one(self) -> None:
        """Show the instalment looked at, with what can be done with it."""
        clear(self._part)
        one = self.one
        if one is None:
            return
        colour, ground = theme().state(_TONES[one.state])
        card = QFrame()
        card.setObjectName("instalment")
        card.setStyleSheet(f"QFrame#instalment {{ background: {ground}; border-radius: 8px; }}")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(*theme().margins(12, 10, 12, 12))
        rows.setSpacing(theme().px(6))
        head = QHBoxLayout()
        head.setSpacing(theme().px(6))
        head.addWidget(picture_label(_SIGNS[one.state], colour, 16), 0, Qt.AlignmentFlag.AlignTop)
        title = Wrapped(labelled(day(one.due_on), state_word(one.state)), "strong")
        title.setStyleSheet(f"color: {colour};")
        head.addWidget(title, 1)
        rows.addLayout(head)
        rows.addWidget(Wrapped(money_words(one), "small"))
        if acts := self._acts(one):
            rows.addWidget(Flow(*acts))
        self._part.addWidget(card)

    def _acts(self, one: Instalment) -> list[QWidget]:
        found: list[QWidget] = []
        if one.payment:
            found.append(
                button(_("See the payment"), "small", clicked=lambda: self.to_payment.emit(one.payment))
            )
        if self._read_only:
            return found
        if one.state in ("expected", *OVERDUE):
            found.append(button(_("Match ..."), "small", clicked=lambda: self.match_wanted.emit(one)))
            found.append(button(_("Forgive ..."), "small", clicked=lambda: self.forgive_wanted.emit(one)))
        if one.payment:
            found.append(button(_("For none ..."), "small", clicked=lambda: self.apart_wanted.emit(one)))
        if one.state == "forgiven" or one.apart:
            found.append(button(_("Take back ..."), "small", clicked=lambda: self.undo_wanted.emit(one)))
        return found

    def _show_facts(self, gift: Agreement) -> None:
        now = gift.now
        facts = [(_("Method"), word(METHODS, now.method)), (_("Reference"), isolated(gift.ref))]
        if now.last_on:
            facts.append((_("Last day"), day(now.last_on)))
        for name, said in facts:
            self._rows.addLayout(ends(name, said, "small"))
        if self._mandate:
            self._rows.addWidget(Label(_("Mandate"), "strong"))
            self._rows.addLayout(mandate_rows(self._mandate))
            self._add_mandate_acts(self._mandate)
        link = button(_("Card of the person"), "link", "user", lambda: self.to_person.emit(now.payer))
        self._rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        if code := now.project:
            link = button(
                _("Page of the project"), "link", "folder-kanban", lambda: self.to_project.emit(code)
            )
            self._rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        if now.end_reason:
            self._rows.addWidget(Wrapped(isolated(now.end_reason), "small", "muted"))

    def _add_mandate_acts(self, row: MandateRow) -> None:
        acts = (
            None
            if self._read_only
            else mandate_buttons(row, lambda kind: self.mandate_wanted.emit(kind, row))
        )
        if acts is not None:
            self._rows.addWidget(acts)

    def _show_history(self, gift: Agreement, acts: Sequence[AgreementAct]) -> None:
        self._rows.addWidget(rule())
        self._rows.addWidget(Label(_("History"), "strong"))
        for act in acts:
            if told := act_told(act, gift):
                rows = QVBoxLayout()
                rows.setSpacing(0)
                rows.addWidget(Wrapped(told, "small"))
                who = together(moment(act.at), isolated(act.who), isolated(act.office))
                rows.addWidget(Wrapped(who, "axis", "muted"))
                self._rows.addLayout(rows)
