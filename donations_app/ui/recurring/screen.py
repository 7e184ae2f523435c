"""The page of recurring gifts: the month in four figures that tie, agreed gifts with a box a month, one beside."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QGridLayout, QWidget

from donations_app.db.queries.agreements import (
    AgreementAct,
    AgreementFilter,
    AgreementList,
    View,
    agreement_acts,
    agreement_list,
)
from donations_app.domain.instalments import OVERDUE, Instalment
from donations_app.i18n import _, count, isolated, money, ngettext, whole_euros
from donations_app.services.payments.mandates import mandates_on
from donations_app.ui.dashboard.figures import Figure
from donations_app.ui.desk import Desk
from donations_app.ui.list_screen import ListScreen
from donations_app.ui.recurring.boxes import Legend
from donations_app.ui.recurring.mandate_acts import ask_mandate
from donations_app.ui.recurring.panel import AgreementPanel
from donations_app.ui.recurring.table import AgreementTable, project_title
from donations_app.ui.screen import Action
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, button
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import METHODS, month_name, together, word

_YEARS: Final = 8
_ANY: Final = "*"  # of the projects


class RecurringScreen(ListScreen):
    """Agreed gifts of a year; the figures above are of this month, whatever is shown."""

    code = "recurring"
    nouns = frozenset(("agreements", "payments", "parties", "projects"))
    list_room = 774
    panel_across, panel_room = 324, 308
    both_room = 1080  # names of two, terms, and a box a month
    to_person = Signal(str)  # reference
    to_payment = Signal(str)  # reference
    to_project = Signal(str)  # code
    waiting = Signal(int)  # how many instalments are late or missed
    table: AgreementTable
    panel: AgreementPanel

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._told = ""

    def subtitle(self) -> str:
        return self._told or _("Agreed gifts, and what became of each instalment")

    def header_action(self) -> Action | None:
        return None if self.desk.books.read_only else Action(_("New agreed gift ..."), "plus", self.ask_new)

    def build(self) -> None:
        today = self.desk.today()
        self.view = Segments(dict.fromkeys(("all", "month", "open"), ""), _("What is shown"))
        typed = TextEdit(_("Name or reference"))
        typed.setPlaceholderText(_("Name or reference ..."))
        years = {str(year): str(year) for year in range(today.year + 1, today.year - _YEARS, -1)}
        self.year = ComboBox(years, _("Year"))
        self.year.narrows = False
        self.year.choose(str(today.year))
        self.project = ComboBox({_ANY: _("Project")}, _("Project"))
        methods = {code: word(METHODS, code) for code in METHODS}
        self.method = ComboBox({"": _("Method")} | methods, _("Method"))
        self.table = AgreementTable(self.desk)
        self.panel = AgreementPanel(read_only=self.desk.books.read_only, today=self.desk.today)
        self.received = Label("", "body")
        typed.setProperty("size", "small")
        self.lay_out(typed, (self.year, self.project, self.method), above=self.view, is_low=True)
        self.figures = [
            Figure(_("Expected in {month}").format(month=month_name(today.month)), "calendar"),
            Figure(_("Received"), "circle-check"),
            Figure(_("Late or to come"), "clock"),
            Figure(_("Missed"), "circle-x"),
        ]
        self._above = QGridLayout()
        self._above.setSpacing(theme().px(16))
        page = self.layout()
        if isinstance(page, QBoxLayout):
            page.setSpacing(theme().px(16))
            page.insertLayout(0, self._above)
            page.setStretchFactor(self._split, 1)
        self._connect()

    def _connect(self) -> None:
        self.view.chosen.connect(lambda *_: self.refresh())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_gift())
        self.table.looked_at.connect(lambda *_: self.panel.look_at(self._looked_at()))
        self.table.opened.connect(self._open)
        panel = self.panel
        panel.to_person.connect(self.to_person)
        panel.to_payment.connect(self.to_payment)
        panel.to_project.connect(self.to_project)
        panel.match_wanted.connect(self.ask_match)
        panel.forgive_wanted.connect(self.ask_forgive)
        panel.undo_wanted.connect(self.ask_undo)
        panel.apart_wanted.connect(self.ask_apart)
        panel.change_wanted.connect(self.ask_change)
        panel.pause_wanted.connect(self.ask_pause)
        panel.stop_wanted.connect(self.ask_stop)
        panel.mandate_wanted.connect(partial(ask_mandate, self))
        for key, years in (("Alt+Left", -1), ("Alt+Right", 1)):
            QShortcut(QKeySequence(key), self, partial(self.turn, years))

    def foot(self) -> QWidget:
        self.collector = button(_("Direct debits ..."), icon_name="landmark", clicked=self.ask_collect)
        if not self.desk.books.answers:
            self.collector.hide()
        return Flow(Legend(), None, self.received, self.collector)

    def arrange(self) -> None:
        super().arrange()
        across = 2 if self.room < theme().px(700) else 4
        for number, figure in enumerate(self.figures):
            self._above.addWidget(figure, number // across, number % across)
        for column in range(4):
            self._above.setColumnStretch(column, 1 if column < across else 0)

    # what is asked

    def filter(self) -> AgreementFilter:
        """Return what the page asks for."""
        project = self.project.value()
        return AgreementFilter(
            view=cast("View", self.view.value()),
            typed=self.typed.text(),
            project=None if project == _ANY else project,
            method=self.method.value(),
            year=int(self.year.value()),
        )

    def turn(self, years: int) -> None:
        """Go to another year."""
        if self.year.findData(wanted := str(int(self.year.value()) + years)) >= 0:
            self.year.choose(wanted)

    def show_ref(self, ref: str) -> None:
        """Show the agreed gift of a reference, whatever was chosen here."""
        self.build_once()
        self.view.choose("all")
        self.ask_for(ref)

    def read_list(self, key: int | None = None) -> None:
        chosen = key if key is not None else self.table.current_key()
        only, (order, is_descending) = self.filter(), self.table.order
        today = self.desk.today()

        def ask(session: Any) -> AgreementList:
            return agreement_list(session, only, today=today, order=order, is_descending=is_descending)

        self.read_off(ask, lambda found: self._show(found, only, chosen))

    def _show(self, found: AgreementList, only: AgreementFilter, chosen: int | None) -> None:
        if only != self.filter():
            return  # something else was asked meanwhile
        self._show_figures(found)
        self._say_sizes(found)
        self._offer_projects(found)
        self.table.year = only.year
        if not found.sizes["all"] and only == AgreementFilter(year=only.year):
            self.table.say_when_empty(_("No gift is agreed yet."))
        else:
            self.table.say_when_empty(_("No agreed gift is like that: take a filter off."))
        self.show_list(found.keys, chosen)
        if not found.keys:
            self._show_gift()
        year = isolated(str(only.year))
        told = _("Received in {year}: {amount}").format(year=year, amount=money(found.received))
        self.received.setText(told)
        self.waiting.emit(found.overdue_count)

    def _show_figures(self, found: AgreementList) -> None:
        sums, counts = found.month, found.month.counts
        number = sum(counts.values()) - counts["forgiven"]
        due = ngettext("{count} instalment", "{count} instalments", number).format(count=count(number))
        met = ngettext("{count} instalment", "{count} instalments", counts["met"]).format(
            count=count(counts["met"])
        )
        late = _("{late} late, {expected} to come").format(
            late=count(counts["late"]), expected=count(counts["expected"])
        )
        missed = ngettext("{count} instalment", "{count} instalments", counts["missed"])
        told = (
            (whole_euros(sums.expected), due, "muted"),
            (whole_euros(sums.received), met, "ok" if counts["met"] else "muted"),
            (whole_euros(sums.waiting), late, "warn" if counts["late"] else "muted"),
            (
                whole_euros(sums.missed),
                missed.format(count=count(counts["missed"])),
                "bad" if counts["missed"] else "muted",
            ),
        )
        for figure, (shown, detail, tone) in zip(self.figures, told, strict=True):
            figure.say(shown, [detail], tone)

    def _say_sizes(self, found: AgreementList) -> None:
        sizes, month = found.sizes, month_name(self.desk.today().month)
        for view, name in (
            ("all", _("Agreed gifts")),
            ("month", month.capitalize()),
            ("open", _("To take up")),
        ):
            self.view.say(view, f"{name} {count(sizes[view])}")  # type: ignore[index]
        told = ngettext("{count} agreed gift", "{count} agreed gifts", sizes["all"])
        whole = ngettext(
            "{gifts}, {running} running and {ended} stopped",
            "{gifts}, {running} running and {ended} stopped",
            found.ended,
        )
        self._told = whole.format(
            gifts=told.format(count=count(sizes["all"])),
            running=count(found.running),
            ended=count(found.ended),
        )
        self.retitled.emit()
        shown = ngettext("{count} agreed gift shown", "{count} agreed gifts shown", len(found.keys))
        overdue = _("{amount} late or missed").format(amount=money(found.overdue))
        said = shown.format(count=count(len(found.keys)))
        self.summary.setText(together(said, overdue) if found.overdue else said)

    def _offer_projects(self, found: AgreementList) -> None:
        """Offer the projects for which something is agreed, without telling that another is chosen."""
        known = {_ANY: _("Project"), "": _("General fund")} | {
            code: project_title(titles, code) for code, titles in sorted(found.projects.items())
        }
        if [self.project.itemData(n) for n in range(self.project.count())] == list(known):
            return
        chosen = self.project.value()
        self.project.blockSignals(True)  # noqa: FBT003 -- Qt's
        self.project.clear()
        for code, text in known.items():
            self.project.addItem(text, code)
        self.project.choose(chosen if chosen in known else _ANY)
        self.project.blockSignals(False)  # noqa: FBT003 -- Qt's

    def _looked_at(self) -> Instalment | None:
        box = self.table.box()
        return box.one if box else None

    def _show_gift(self) -> None:
        gift = self.table.current_row()
        acts: list[AgreementAct] = self.desk.read(agreement_acts, gift) if gift else []
        one = self._looked_at()
        if gift and (one is None or one.state not in OVERDUE):
            overdue = [due for due in gift.instalments if due.state in OVERDUE]
            one = overdue[-1] if overdue else one
        key = gift.now.mandate_id if gift else None
        mandates = self.desk.do(mandates_on, keys=(key,)) if key else []
        self.panel.show_gift(gift, acts, one, next(iter(mandates), None))

    def _open(self, one: Instalment) -> None:
        if self.sheet.is_closed:
            self.sheet.open()  # first what is known of the gift; the key again goes on
        elif one.payment and one.state == "met":
            self.to_payment.emit(one.payment)
        elif not self.desk.books.read_only and one.state in ("expected", *OVERDUE):
            self.ask_match(one)

    # what it does

    def ask_new(self) -> None:
        """Ask for the terms of a new agreed gift."""
        from donations_app.ui.recurring.form import Terms

        self._ask(Terms(self.desk, self))

    def ask_collect(self) -> None:
        """Show what is collected by direct debit on a day, and the files made for the bank."""
        from donations_app.ui.recurring.collecting import Collect

        dialog = Collect(self.desk, self)
        dialog.said.connect(self.said)
        dialog.to_gift.connect(self.show_ref)
        dialog.open()

    def read_returns(self, path: Path) -> None:
        """Show what direct debits came back by a file that was dropped on the window."""
        from donations_app.ui.recurring.returns import TakeReturns

        dialog = TakeReturns(self.desk, self, path)
        dialog.said.connect(self.said)
        dialog.open()

    def ask_change(self) -> None:
        """Ask for other terms from a day on."""
        from donations_app.ui.recurring.form import Terms

        if self.panel.gift:
            self._ask(Terms(self.desk, self, self.panel.gift))

    def ask_pause(self) -> None:
        """Ask from when until when nothing is due; of a paused gift, when it is resumed."""
        from donations_app.ui.recurring.acts import Pause, Resume

        if gift := self.panel.gift:
            kind = Resume if self.panel.is_paused else Pause
            self._ask(kind(self.desk, gift, self))

    def ask_stop(self) -> None:
        """Ask for the last day, and why."""
        from donations_app.ui.recurring.acts import Stop

        if gift := self.panel.gift:
            self._ask(Stop(self.desk, gift, self))

    def ask_match(self, one: Instalment) -> None:
        """Ask which payment meets an instalment."""
        from donations_app.ui.recurring.acts import Match

        if gift := self.panel.gift:
            self._ask(Match(self.desk, gift, one, self))

    def ask_forgive(self, one: Instalment) -> None:
        """Ask why an instalment is expected no longer."""
        from donations_app.ui.recurring.acts import Forgive

        if gift := self.panel.gift:
            self._ask(Forgive(self.desk, gift, one, self))

    def ask_undo(self, one: Instalment) -> None:
        """Ask why that is taken back."""
        from donations_app.ui.recurring.acts import TakeBack

        if gift := self.panel.gift:
            self._ask(TakeBack(self.desk, gift, one, self))

    def ask_apart(self, one: Instalment) -> None:
        """Ask why the payment of an instalment is for none."""
        from donations_app.ui.recurring.acts import SetApart

        if gift := self.panel.gift:
            self._ask(SetApart(self.desk, gift, one, self))

    def _ask(self, dialog: QDialog) -> None:
        dialog.done_with.connect(self.said)  # type: ignore[attr-defined]
        dialog.open()

    def exporting(self, path: Path) -> Callable[[], Any]:
        raise NotImplementedError
