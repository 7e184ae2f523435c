"""The part of the page of the bank that holds statements: their lines, the chosen one beside, and a file to read."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.bank import (
    AccountStanding,
    BankLineShown,
    account_standings,
    bank_line_detail,
    bank_line_keys,
    bank_lines,
)
from donations_app.db.queries.bank_files import any_file_read
from donations_app.db.queries.matches import matches_of, open_line_keys
from donations_app.domain.errors import KnownError
from donations_app.i18n import _, count, day, isolated, labelled, ngettext
from donations_app.services.bank.matching import undo
from donations_app.ui import errors
from donations_app.ui.bank.lines import LinePanel, LineTable
from donations_app.ui.desk import Desk
from donations_app.ui.screen import Screen
from donations_app.ui.sheet import Sheet
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Wrapped, button
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.parted import parted
from donations_app.words.bank import account_words
from donations_app.words.bank_amounts import amount_words

_WAITS = 200  # milliseconds after the last key
_BESIDE = 980  # pixels of the page in which the panel stands beside the list
_NAMES = "*.xml *.cfo *.afb *.ofx *.qfx *.qif *.sta *.940 *.mt940 *.csv *.xlsx *.txt *.zip"


class _Found(Struct, frozen=True):
    accounts: list[AccountStanding]
    files: bool  # whether one was read
    keys: list[int]
    open: int  # lines of the account of which something is not explained


class StatementsPane(QWidget):
    """The lines of statements that were read, of all accounts or one."""

    said = Signal(str)
    wants_match = Signal(object)  # the key of a line, or nothing for all

    def __init__(self, desk: Desk, page: Screen) -> None:
        super().__init__()
        self.desk, self._page = desk, page
        self.typed = TextEdit(_("What the bank wrote"))
        self.typed.setPlaceholderText(_("Name, reference, text of a line ..."))
        self.account = ComboBox({"": _("Every account")}, _("Bank account"))
        self.account.as_chip()
        self.standing = Wrapped("", "small", "muted")
        self.table = LineTable(self._read_rows, desk.today)
        self.panel = LinePanel(read_only=desk.books.read_only)
        self.panel.undone.connect(self.undo)
        self.panel.wants_match.connect(lambda: self.wants_match.emit(self.table.current_key()))
        self.summary = Wrapped("", "body", "muted")
        self.matcher = button(_("Match them ..."), "link", "", lambda: self.wants_match.emit(None))
        self.reader = button(_("Read a statement ..."), "primary", "download", self.ask_file)
        self.files = button(_("Files read ..."), clicked=self.show_files)
        self.reader.setVisible(not desk.books.read_only)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._accounts: list[AccountStanding] = []
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        card = Card(padding=16, gap=12)
        card.rows.addWidget(self.typed)
        card.rows.addWidget(Flow(self.account))
        card.rows.addWidget(self.standing)
        card.rows.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(12))
        foot.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(Flow(None, self.matcher, self.files, self.reader), 2)
        card.rows.addLayout(foot)
        split = parted(card, self.panel)
        split.setStretchFactor(0, 1)
        across = theme().px(330)
        split.setSizes([theme().px(760), across])
        self.sheet = Sheet(self, split, self.panel, self.table, across)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(split)

    def _connect(self) -> None:
        self._soon.timeout.connect(self.read_list)
        self.typed.textChanged.connect(lambda *_: self._soon.start(_WAITS))
        self.typed.returnPressed.connect(self.table.setFocus)
        self.account.chosen.connect(lambda *_: self.read_list())
        self.table.order_wanted.connect(lambda *_: self.read_list())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_line())

    def arrange(self, room: int) -> None:
        """Let the panel stand beside the list where there is room for both."""
        self.table.setMinimumHeight(theme().px(200))
        self.panel.setMinimumWidth(theme().px(280))
        self.sheet.lay(over=0 < room < theme().px(_BESIDE))

    # what is read

    def read_list(self) -> None:
        """Read the list again, off the window's thread."""
        account, typed = self.account.value(), self.typed.text()
        is_descending = self.table.order[1]
        self._page.read_off(
            lambda session: _Found(
                account_standings(session),
                any_file_read(session),
                bank_line_keys(session, account=account, typed=typed, oldest_first=not is_descending),
                len(open_line_keys(session, account=account)),
            ),
            lambda found: self._show(found, account, typed),
        )

    def _show(self, found: _Found, account: str, typed: str) -> None:
        if (account, typed) != (self.account.value(), self.typed.text()):
            return  # something else was asked meanwhile
        self._accounts = found.accounts
        names = {one.account: one.label or account_words(one.account) for one in found.accounts}
        self._offer({"": _("Every account")} | names, account)
        shown = [one for one in found.accounts if account in ("", one.account)]
        self.standing.setText(" · ".join(map(_standing_words, shown)))
        self.standing.setVisible(bool(shown))
        is_asked = bool(account or typed.strip())
        self.table.say_when_empty(_("No line is like that.") if is_asked else _("No statement was read yet."))
        chosen = self.table.current_key()
        self.table.show_keys(found.keys)
        if found.keys:
            self.table.choose_row(found.keys.index(chosen) if chosen in found.keys else 0)
        number = found.open
        told = ngettext("{count} line to match", "{count} lines to match", number)
        self.matcher.setVisible(bool(number) and not self.desk.books.read_only)
        self.summary.setText(told.format(count=count(number)))
        self.files.setEnabled(bool(found.files))
        self._show_line()

    def _offer(self, names: dict[str, str], chosen: str) -> None:
        """Offer the accounts of which there is something, where they are others than before."""
        if [self.account.itemText(at) for at in range(self.account.count())] == list(names.values()):
            return
        self.account.blockSignals(True)  # noqa: FBT003 -- Qt's signature
        self.account.clear()
        for code, name in names.items():
            self.account.addItem(name, code)
        self.account.choose(chosen if chosen in names else "")
        self.account.blockSignals(False)  # noqa: FBT003 -- Qt's signature

    def _read_rows(self, keys: Sequence[int]) -> dict[int, BankLineShown]:
        return self.desk.read(bank_lines, keys)

    def _show_line(self) -> None:
        key = self.table.current_key()
        if key is None:
            self.panel.show_line(None)
            return
        matches = self.desk.read(matches_of, [key]).get(key, ())
        self.panel.show_line(self.desk.read(bank_line_detail, key), matches)

    # what it does

    def undo(self, line: str) -> None:
        """Take back what a line was said to be."""
        try:
            self.desk.do(undo, line)
        except KnownError as error:
            errors.tell(error, self)
            return
        self.said.emit(_("The match of {line} is taken back.").format(line=isolated(line)))
        self.read_list()

    def ask_file(self) -> None:
        """Ask which file of the bank to read."""
        from PySide6.QtWidgets import QFileDialog

        from donations_app.ui.widgets.places import file_dialog

        dialog = file_dialog(self, _("Read a statement"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Statements") + f" ({_NAMES})", _("All files") + " (*)"])
        dialog.fileSelected.connect(lambda chosen: self.read_file(Path(chosen)))
        dialog.open()

    def show_files(self) -> None:
        """Show the files that were read; one for the wrong account is set aside there."""
        from donations_app.ui.bank.files import BankFiles

        dialog = BankFiles(self.desk, self)
        dialog.finished.connect(lambda *_: self.read_list())
        dialog.open()

    def read_file(self, path: Path) -> None:
        """Read a file, and show what it would bring before anything is written."""
        from donations_app.ui.bank.reading import ReadStatement

        dialog = ReadStatement(self.desk, path, self)
        dialog.done_with.connect(self.said)
        dialog.open()


def _standing_words(one: AccountStanding) -> str:
    """Return what the books hold of an account, in one line."""
    name = isolated(one.label or account_words(one.account))
    if one.closing is None:
        return name
    amount = amount_words(one.closing, one.currency)
    told = _("{amount} on {day}").format(amount=amount, day=day(one.closing_on)) if one.closing_on else amount
    return labelled(name, told)
