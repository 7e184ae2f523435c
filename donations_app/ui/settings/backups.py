"""Backups: where they are kept on this machine, when, which stay, and one made now."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from donations_app.formats.writing import make_folder
from donations_app.i18n import _, isolated, moment
from donations_app.machine import passwords
from donations_app.machine.backup_checks import damaged_in
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.keeping import age_words
from donations_app.ui.passphrase import NewPassphrase
from donations_app.ui.settings.kept_list import KeptList
from donations_app.ui.settings.sending import Sending
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, CheckBox, Elided, Label, Wrapped, button, rule
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_folder, ask_place
from donations_app.words.backups import held_sentence
from donations_app.words.rotation import gone_lines


class Backups(Card):
    """The last backup first, then what is chosen for the next ones."""

    changed = Signal(str)  # what was done

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=20, gap=12)
        self.desk = desk
        if not desk.keeping.books:
            self.rows.addWidget(
                Wrapped(_("These books are on a server: whoever runs it backs them up there."))
            )
            self.rows.addStretch(1)
            return
        self._make()
        self._lay_out()
        self.show_kept()
        desk.keeping.changed.connect(self.show_kept)

    def _make(self) -> None:
        self.age, self.where = Label("", "strong"), Elided("", "small", "muted")
        self.told = Wrapped("", "small", "muted")
        self.told.hide()
        self.maker = button(_("Back up now"), "primary", "save", self.make_now)
        self.elsewhere = button(_("Back up elsewhere ..."), clicked=self.ask_elsewhere)
        self.encrypted = button(_("Encrypted, elsewhere ..."), "", "lock", self.ask_encrypted)
        self.sending = Sending(self)
        self.remote = button(_("Encrypted, on a server ..."), clicked=self.sending.ask)
        self.folder = Elided("")
        self.chooser = button(_("Another folder ..."), "small", clicked=self.ask_folder)
        self.closing = CheckBox(_("Make one when the window closes, where something was written since"))
        self.closing.setChecked(self.desk.keeping.closing)
        self.closing.toggled.connect(lambda on: self.desk.keeping.choose(closing=on))
        self.opening = CheckBox(_("Make the first of a day beside the work, soon after the window opens"))
        self.opening.setChecked(self.desk.keeping.opening)
        self.opening.toggled.connect(lambda on: self.desk.keeping.choose(opening=on))
        self.sends = CheckBox(_("Send an encrypted one to the server once a day, beside the work"))
        self.sends.toggled.connect(lambda on: self.desk.keeping.choose(sending=on))
        self.sent = Wrapped("", "small", "muted")
        self.kept = KeptList(self.desk)
        self.kept.said.connect(self.changed)

    def _lay_out(self) -> None:
        rows = self.rows
        rows.addWidget(self.age)
        rows.addWidget(self.where)
        rows.addWidget(Flow(self.maker, self.elsewhere, self.encrypted, self.remote))
        rows.addWidget(self.told)
        rows.addWidget(rule())
        rows.addWidget(Label(_("On this computer"), "strong"))
        line = QHBoxLayout()
        line.setSpacing(theme().px(10))
        line.addWidget(Label(_("Folder"), "small", "muted"))
        line.addWidget(self.folder, 1)
        line.addWidget(self.chooser)
        rows.addLayout(line)
        for switch in (self.closing, self.opening, self.sends, self.sent):
            rows.addWidget(switch)
        rows.addWidget(self.kept, 1)
        rows.addWidget(
            Wrapped(
                _(
                    "A backup on the disk of the books is lost with it: choose a folder on another disk, or back up"
                    " to a USB stick now and then and keep it elsewhere. A backup holds names and addresses,"
                    " as the books do."
                ),
                "small",
                "muted",
            )
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.desk.keeping.books:
            self.kept.read()

    def show_kept(self) -> None:
        """Show when the last backup was made, where, and where the next will be."""
        keeping = self.desk.keeping
        if not keeping.books:
            return
        today = self.desk.today()
        self.age.setText(age_words(keeping.age(today)))
        self.age.set_tone("warn" if keeping.is_late(today) else "")
        self.where.setText(
            f"{moment(keeping.last[0])}  {isolated(str(keeping.last[1]))}" if keeping.last else ""
        )
        self.where.setVisible(keeping.last is not None)
        self._show_sent()
        self.folder.setText(isolated(str(keeping.folder)))
        if self.isVisible():
            self.kept.read()

    def _show_sent(self) -> None:
        """Show whether backups go to the server by themselves, when the last one did, or why it did not."""
        keeping = self.desk.keeping
        self.sends.setEnabled(keeping.sending or keeping.sent is not None)
        self.sends.setChecked(keeping.sending)
        if keeping.sent is None:
            said = _("First send one by hand, and keep password and passphrase in the keyring.")
        else:
            said = _("The server has the books as they stood on {day}.").format(day=moment(keeping.sent))
        why = keeping.unsent if keeping.sending else ""
        self.sent.setText(f"{said} {why}".strip())
        self.sent.set_tone("warn" if why else "muted")

    # what it does

    def ask_folder(self) -> None:
        """Ask where the backups are kept."""
        ask_folder(self, _("Folder of the backups"), then=self.choose)

    def choose(self, folder: Path) -> None:
        """Keep the backups in another folder; those made before stay where they are."""
        if str(folder).isprintable():
            self.desk.keeping.choose(folder=folder)

    def ask_elsewhere(self) -> None:
        """Ask for a place for one backup."""
        name = f"{Path(self.desk.books.location).stem}-{self.desk.today().isoformat()}.tiwizi"
        ask_place(self, _("Back up elsewhere ..."), name, ["zip"], then=self.make)

    def ask_encrypted(self) -> None:
        """Ask for a passphrase, unless the keyring keeps one, then for a folder on a stick or on the network."""
        if kept := passwords.passphrase_of(self.desk.keeping.books):
            self._ask_folder_for(kept, rotates=True)
            return
        NewPassphrase(
            self.desk.keeping.books,
            self,
            then=lambda given, rotates: self._ask_folder_for(given, rotates=rotates),
        ).open()

    def _ask_folder_for(self, passphrase: str, *, rotates: bool) -> None:
        def then(folder: Path) -> None:
            self.make(folder, passphrase=passphrase, rotates=rotates)

        ask_folder(self, _("Folder of the encrypted backup"), then=then)

    def make_now(self) -> None:
        """Make one in the folder of this machine."""
        self.make(self.desk.keeping.folder, is_folder=True)

    def make(
        self, place: Path, *, is_folder: bool = False, passphrase: str = "", rotates: bool = False
    ) -> None:
        """Make a backup, and say what became of it.

        Args:
            place: a file, or a folder that stands.
            is_folder: it is the folder of this machine, which is made where it is not there yet.
            passphrase: under which it is encrypted; empty: it is not.
            rotates: older ones in the folder make room; where nothing was written since, none is made.
        """
        books = self.desk.books

        def work(report: Callable[[int, int], None]) -> Any:
            if is_folder:
                make_folder(place)
            from donations_app.services.exchange.backups import back_up
            from donations_app.services.exchange.kept_backups import keep_backup

            given: dict[str, Any] = {"passphrase": passphrase, "progress": report}
            at = books.clock()
            if not rotates:
                made = back_up(books, place, **given)
                return made.path, at, [_made_line(made.path), held_sentence(made.manifest)]
            kept = keep_backup(books, place, damaged=damaged_in(place), **given)
            unchanged = _("Nothing was written since this backup: {path}")
            line = _made_line(kept.path) if kept.is_new else unchanged.format(path=isolated(str(kept.path)))
            return kept.path, at, [line, *gone_lines(kept.gone, is_rehearsal=False)]

        self.close_makers(closed=True)
        self.tell(_("The books are copied and the copy is verified ..."))
        self.desk.jobs.start(work, of=self, done=self.made, failed=self.failed)

    def close_makers(self, *, closed: bool) -> None:
        """Let nobody begin another one meanwhile."""
        for made in (self.maker, self.elsewhere, self.encrypted, self.remote):
            made.setEnabled(not closed)

    def tell(self, said: str) -> None:
        """Say below the buttons what is being done, or what came of it."""
        self.told.setText(said)
        self.told.show()

    def made(self, found: tuple[Path, datetime, list[str]]) -> None:
        """Say what was made, and remember it."""
        self.close_makers(closed=False)
        path, at, lines = found
        self.desk.keeping.note(path, at)
        self.tell("\n".join(lines))
        self.changed.emit(lines[0])

    def failed(self, error: BaseException, told: str = "") -> None:
        """Say that nothing was made, or what is true instead, and why."""
        self.close_makers(closed=False)
        self.tell(told or _("No backup was made."))
        errors.tell(error, self)


def _made_line(path: Path) -> str:
    return _("Backed up and verified: {path}").format(path=isolated(str(path)))
