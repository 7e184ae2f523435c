"""Registers and control: the register, the control, the annual statements, the auditor's pack; one year at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from donations_app.db.queries.register_filter import register_years
from donations_app.domain.errors import Cancelled
from donations_app.i18n import _, isolated
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Job
from donations_app.ui.registers.foot import Foot, PaneFoot
from donations_app.ui.registers.pane import Pane
from donations_app.ui.registers.register_words import title_of
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped
from donations_app.ui.widgets.fields import ComboBox, Note
from donations_app.ui.widgets.flow import OneOf
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.segments import Segments

_YEARS: Final = 6


class RegistersState(Struct, frozen=True):
    """What another window goes on with."""

    year: str
    view: str


class RegistersScreen(Screen):
    """What the treasurer and the auditor look at for a year; each part is read when it is first shown."""

    code = "registers"
    nouns = frozenset(("payments", "parties", "projects", "receipts", "declarations"))
    to_receipt = Signal(str)  # its number
    to_payment = Signal(str)  # its reference
    to_open_thing = Signal(str, int)  # what of a year stands open before it is closed

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading: Job | None = None
        self._saving: Job | None = None

    def build(self) -> None:
        from donations_app.ui.registers.abroad_pane import AbroadPane
        from donations_app.ui.registers.accounts_pane import AccountsPane
        from donations_app.ui.registers.closing_pane import ClosingPane
        from donations_app.ui.registers.control_pane import ControlPane
        from donations_app.ui.registers.declaration_pane import DeclarationPane
        from donations_app.ui.registers.entries_pane import EntriesPane
        from donations_app.ui.registers.generosity_pane import GenerosityPane
        from donations_app.ui.registers.keeping_pane import KeepingPane
        from donations_app.ui.registers.pack_pane import PackPane
        from donations_app.ui.registers.register_pane import RegisterPane
        from donations_app.ui.registers.thresholds_pane import ThresholdsPane
        from donations_app.ui.registers.verify_pane import VerifyPane

        this = self.desk.today().year
        years = sorted({*range(this, this - _YEARS, -1), *self.desk.read(register_years)}, reverse=True)
        self.year = ComboBox({str(year): str(year) for year in years}, _("Year"))
        self.year.choose(str(this - 1))
        self.view = Segments(
            {
                "register": _("Register"),
                "control": _("Control"),
                "declaration": _("Declaration"),
                "thresholds": _("Thresholds"),
                "accounts": _("Accounts"),
                "entries": _("Entries"),
                "generosity": _("Generosity"),
                "abroad": _("Abroad"),
                "verify": _("Verification"),
                "keeping": _("To erase"),
                "pack": _("Pack"),
                "closing": _("Closing"),
            },
            _("What is shown"),
        )
        desk = self.desk
        self.register, self.control = RegisterPane(desk), ControlPane(desk)
        self.declaration, self.thresholds = DeclarationPane(desk), ThresholdsPane(desk)
        self.accounts, self.entries = AccountsPane(desk), EntriesPane(desk)
        self.abroad, self.pack = AbroadPane(desk), PackPane(desk)
        self.verify = VerifyPane(desk)
        self.keeping = KeepingPane(desk)
        self.generosity = GenerosityPane(desk)
        self.closing = ClosingPane(desk)
        self.panes: dict[str, Pane] = {
            "register": self.register,
            "control": self.control,
            "declaration": self.declaration,
            "thresholds": self.thresholds,
            "accounts": self.accounts,
            "entries": self.entries,
            "generosity": self.generosity,
            "abroad": self.abroad,
            "verify": self.verify,
            "keeping": self.keeping,
            "pack": self.pack,
            "closing": self.closing,
        }
        self.feet = {
            code: PaneFoot(pane.endings, pane.leads(), self.ask_save) for code, pane in self.panes.items()
        }
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        card = Card(padding=16, gap=12)
        self.summary = Wrapped("", "strong")
        self.note = Note()
        self.year.setFixedWidth(theme().px(96))
        head = QHBoxLayout()
        head.setSpacing(theme().px(10))
        head.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.year)
        self._waiting = Label("", "body", "muted")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = OneOf()
        self._stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._stack.addWidget(self._waiting)
        for pane in self.panes.values():
            self._stack.addWidget(pane)
        self.foot = Foot(list(self.feet.values()))
        card.rows.addWidget(self.view)
        card.rows.addLayout(head)
        card.rows.addWidget(self.note)
        card.rows.addWidget(self._stack, 1)
        card.rows.addWidget(self.foot)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 20))
        rows.addWidget(card)

    def _connect(self) -> None:
        self.year.chosen.connect(lambda *_: self.refresh())
        self.view.chosen.connect(self.show_view)
        self.foot.running.stop.stopped.connect(lambda: self._saving.cancel() if self._saving else None)
        for pane in self.panes.values():
            pane.said.connect(self.said)
            pane.chosen.connect(lambda pane=pane: self._ask_again(pane))
            pane.opened.connect(self.to_receipt)
        self.generosity.to_payment.connect(self.to_payment)
        self.closing.to_open_thing.connect(self._look_at)
        for key, does in (("Ctrl+F", self._to_filter), ("Ctrl+S", self._save_first)):
            QShortcut(QKeySequence(key), self, does).setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _look_at(self, code: str, year: int) -> None:
        """Show what of a year stands open: here, or on the page where it is worked at."""
        if code == "declaration_missing":
            self.show_view("declaration")
        else:
            self.to_open_thing.emit(code, year)

    def arrange(self) -> None:
        for pane in self.panes.values():
            pane.arrange(self.room)

    # what it shows

    def subtitle(self) -> str:
        return _("What the tax office and the auditor ask for")

    @property
    def chosen_year(self) -> int:
        """The year of the gifts, or that in which the fiscal year closes."""
        return int(self.year.value())

    @property
    def pane(self) -> Pane:
        """The part that is shown."""
        return self.panes[self.view.value()]

    @property
    def is_busy(self) -> bool:
        """Whether something is being read or written."""
        return self._reading is not None or self._saving is not None

    def refresh(self) -> None:
        """Read again what is shown; the other parts when they are next shown."""
        for pane in self.panes.values():
            pane.ask_again()
        self._read_anew()

    def show_view(self, code: str) -> None:
        """Show a part of the page."""
        self.view.choose(code)
        self._read()

    def show_year(self, code: str, year: int) -> None:
        """Show a part of the page, of a year."""
        self.build_once()
        self.year.choose(str(year))
        self.show_view(code)

    def _ask_again(self, pane: Pane) -> None:
        pane.ask_again()
        self._read_anew()

    def _read_anew(self) -> None:
        if self._reading is not None:
            self._reading.cancel()  # what it reads is no longer wanted
        self._read()

    def _read(self) -> None:
        """Read the part that is shown, off the thread; one at a time."""
        pane, year = self.pane, self.chosen_year
        if not pane.is_fresh and self._reading is None:
            asked = pane.asked

            def done(found: Any) -> None:
                self._reading = None
                if asked == pane.asked:
                    pane.year, pane.is_fresh = year, True
                    pane.show_found(found)
                self._read()

            def fail(error: BaseException) -> None:
                self._reading = None
                if asked == pane.asked and not isinstance(error, Cancelled):
                    pane.year, pane.is_fresh = None, True  # F5 reads again
                    errors.tell(error, self)
                self._read()

            work = pane.work(year)
            self._reading = self.desk.jobs.start(work, of=self, done=done, failed=fail, may_be_lost=True)
        self._show()

    def _show(self) -> None:
        """Show the chosen part if it was read for the chosen year, or that it is being read."""
        code, pane = self.view.value(), self.pane
        is_there = pane.year == self.chosen_year
        told = (
            _("The year is being read ...")
            if not pane.is_fresh
            else _("It could not be read. F5 tries again.")
        )
        self._waiting.setText(told)
        self._stack.setCurrentWidget(pane if is_there else self._waiting)
        self.year.setVisible(pane.is_of_year)
        self.summary.setText(pane.headline() if is_there else "")
        self.note.say(*(pane.note() if is_there else ("", "")))
        foot = self.feet[code]
        foot.allow(may_save=is_there and pane.is_fresh and pane.may_save)
        why = pane.why_not() if is_there else ""
        foot.tell(why if why != pane.note()[0] else "")
        if self._saving is None:
            self.foot.setCurrentWidget(foot)

    # what it saves

    def ask_save(self, ending: str) -> None:
        """Ask where, and save what is shown."""
        pane = self.pane
        if self._saving is None and pane.is_fresh and pane.year is not None:
            ask_place(
                self,
                title_of(ending),
                pane.file_name(),
                (ending[1:],),
                then=lambda path: self.save(pane, path),
            )

    def save(self, pane: Pane, path: Path) -> None:
        """Save a part, off the thread; stopped, it leaves no file."""
        if self._saving is not None:
            return

        def done(made: Any) -> None:
            from donations_app.ui.registers.pack_pane import told_pack

            self._saving = None
            said = (
                told_pack(made, path)
                if pane is self.pack
                else _("Written: {path}").format(path=isolated(str(path)))
            )
            self.said.emit(said)
            self._show()

        def fail(error: BaseException) -> None:
            self._saving = None
            if isinstance(error, Cancelled):
                self.said.emit(_("Stopped: no file was written."))
            else:
                errors.tell(error, self)
            self._show()

        work: Callable[[Callable[[int, int], None]], Any] = pane.saving(path)
        self._saving = self.desk.jobs.start(work, of=self, done=done, failed=fail)
        self.foot.show_running()
        self._saving.progressed.connect(self.foot.running.show_progress)

    def _save_first(self) -> None:
        if self.pane.endings:
            self.ask_save(self.pane.endings[0])

    def _to_filter(self) -> None:
        if field := self.pane.first_field():
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # what another window goes on with

    def give(self) -> object:
        return RegistersState(self.year.value(), self.view.value()) if self._is_built else None

    def take(self, state: object) -> None:
        if isinstance(state, RegistersState):
            self.build_once()
            self.year.blockSignals(True)  # noqa: FBT003 -- Qt's signature
            self.year.choose(state.year)
            self.year.blockSignals(False)  # noqa: FBT003 -- Qt's signature
            self.view.choose(state.view)
