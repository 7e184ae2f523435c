"""Which books this computer opens: the file here, or those on a server, tried first."""

from PySide6.QtCore import Signal

from donations_app.domain.errors import InputRefused, KnownError
from donations_app.i18n import _, isolated
from donations_app.ui import errors
from donations_app.ui.connecting import ServerFields, Tried, keep_password, shown_address, tried
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Card, Wrapped, button, rule
from donations_app.ui.widgets.flow import Flow
from donations_app.words.sentences import sentence


class Connection(Card):
    """Where the books are, and the server whose books are to be opened at each start."""

    changed = Signal(str)  # what was done

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=20, gap=12)
        self.desk = desk
        self._tried: Tried | None = None
        self.asked = ServerFields()
        self.told = Wrapped("", "small")
        self.trier = button(_("Try"), clicked=self.try_now)
        self.keeper = button(_("Open these books at each start"), "primary", clicked=self.keep)
        self.here = button(_("Open the file of this computer again"), clicked=self.open_file)
        now = _("Open now: {place}").format(place=isolated(desk.books.name))
        about = _(
            "Whoever runs the server gives each a login. A trial says what is wrong and writes nothing."
        )
        self.rows.addWidget(Wrapped(now, "strong"))
        self.rows.addWidget(Wrapped(about, "small", "muted"))
        self.rows.addWidget(rule())
        self.rows.addWidget(self.asked)
        self.rows.addWidget(self.told)
        self.rows.addWidget(Flow(self.trier, self.keeper, self.here))
        self.rows.addStretch(1)
        self.asked.show_address(desk.machine.books or desk.books.name)
        for edit in self.asked.edits.values():
            edit.textChanged.connect(lambda *_: self._forget())
        self._forget()
        self.here.setVisible(bool(desk.machine.books))

    def _forget(self) -> None:
        """Take off what was tried: it is no longer what is typed."""
        self._tried = None
        self.told.setText("")
        self._allow()

    def _allow(self) -> None:
        self.keeper.setEnabled(self._tried is not None)
        self.keeper.setToolTip("" if self._tried else _("Try it first."))

    def try_now(self) -> None:
        """Open the books as they will be opened, and say who one is there or what is wrong."""
        self.asked.clear_notes()
        try:
            address = self.asked.address()
        except InputRefused as error:
            self.asked.say(error)
            return
        self.told.setText(_("Trying ..."))
        today = self.desk.today
        self.desk.jobs.start(
            lambda _report: tried(address, today),
            of=self,
            done=self._found,
            failed=self._failed,
            may_be_lost=True,
        )

    def _found(self, found: Tried) -> None:
        self._tried = found
        self.told.setText(found.told)
        self._allow()

    def _failed(self, error: BaseException) -> None:
        self.told.setText((sentence(error, reads=True) if isinstance(error, KnownError) else "") or "")
        if not isinstance(error, KnownError):
            errors.tell(error, self)

    def keep(self) -> None:
        """Open these books at each start from now on."""
        if self._tried is None:
            return
        place = shown_address(self._tried.address)
        told = [_("Opened from the next start on: {place}").format(place=isolated(place))]
        if self.asked.keeps.isChecked():
            told += keep_password(self._tried.address)
        self.desk.machine.choose_books(place)
        self.here.show()
        self._say(told)

    def open_file(self) -> None:
        """Open the file of this computer at each start, as before."""
        self.desk.machine.choose_books("")
        self.here.hide()
        self._say([_("The file of this computer is opened from the next start on.")])

    def _say(self, told: list[str]) -> None:
        self.told.setText("\n".join(told))
        self.changed.emit(told[0])
