"""The files of the bank that were read: seen, and set aside whole where one was for the wrong account."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.bank import own_accounts
from donations_app.db.queries.bank_files import BankFileShown, bank_files
from donations_app.domain.bank import account_key
from donations_app.domain.errors import KnownError
from donations_app.domain.typed import is_blank
from donations_app.i18n import _, count, day, isolated
from donations_app.services.bank.files import set_file_aside
from donations_app.ui import errors
from donations_app.ui.acting import Act
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, Note, TextEdit
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.bank import account_words, aside_words, set_aside_sentences
from donations_app.words.codes import apart
from donations_app.words.phrases import problem_sentence

_SHOWN = 10


class BankFiles(Dialog):
    """Lists the files that were read; the one chosen is set aside."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Files read"), parent)
        self._desk = desk
        self._found: list[BankFileShown] = []
        self._names = {account_key(one.iban): one.label for one in desk.read(own_accounts)}
        self.setMinimumWidth(theme().px(900))
        told = _(
            "A file that was read for the wrong account is set aside with all its lines,"
            " and then taken anew for the right one."
        )
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.table = _table(self._page_of, self._accounts)
        self.table.show_rows(_SHOWN, least=4)
        self.rows.addWidget(self.table)
        self.note = Note()
        self.rows.addWidget(self.note)
        self.does = self.add_buttons(_("Set aside ..."))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._offer())
        self.read()
        self.table.setFocus()

    def read(self) -> None:
        """Read the files again, the same one chosen."""
        row = max(self.table.currentIndex().row(), 0)
        self._found = self._desk.read(bank_files)
        self.table.show_keys(list(range(len(self._found))))
        if self._found:
            self.table.choose_row(min(row, len(self._found) - 1))
        self._offer()

    def _page_of(self, keys: Sequence[int]) -> list[BankFileShown | None]:
        return [self._found[key] for key in keys]

    def _accounts(self, one: BankFileShown) -> str:
        return apart(*(isolated(self._names.get(key) or account_words(key)) for key in one.accounts))

    def _offer(self) -> None:
        key = self.table.current_key()
        one = self._found[key] if key is not None else None
        can = one is not None and one.reason is None and not self._desk.books.read_only
        self.does.setEnabled(can)
        self.note.say(aside_words(one) if one else "", "")

    def accept(self) -> None:
        """Ask why the file that is chosen is set aside; the list stays."""
        key = self.table.current_key()
        if key is None or not self.does.isEnabled():
            return
        dialog = SetFileAside(self._desk, self._found[key], self)
        dialog.done_with.connect(self._done)
        dialog.open()

    def _done(self, told: str) -> None:
        self.read()
        self.note.say(told, "ok")


class SetFileAside(Act):
    """Asks why a file counts no more."""

    def __init__(self, desk: Desk, one: BankFileShown, parent: QWidget) -> None:
        super().__init__(desk, _("Set {file} aside").format(file=isolated(one.name)), parent)
        self._one = one
        self.reason = TextEdit(_("Reason"))
        self.field = Field(_("Reason"), self.reason)
        self.rows.addWidget(self.field)
        told = _(
            "Its lines and balances count no more; what its lines were matched with waits for the bank again."
            " They stay in the history with the reason."
        )
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Set it aside"))
        self.reason.setFocus()

    def accept(self) -> None:
        """Set it aside, once there is a reason."""
        if is_blank(self.reason.text()):
            self.field.say(problem_sentence("missing"), "bad")
            return
        try:
            done = self.desk.do(set_file_aside, self._one.ref, reason=self.reason.text())
        except KnownError as error:
            errors.tell(error, self)
            return
        self.done_with.emit(" ".join(set_aside_sentences(done)))
        Dialog.accept(self)


def _table(
    read: Callable[[Sequence[int]], Sequence[BankFileShown | None]], accounts: Callable[[BankFileShown], str]
) -> Table:
    columns: list[Column[BankFileShown]] = [
        Column(_("Read on"), lambda one: day(one.at.astimezone().date()), 96),
        Column(_("Number"), lambda one: isolated(one.ref), 126, tone=lambda _one: "muted"),
        Column(_("File"), lambda one: isolated(one.name), 0, weight=500, least=140, may_be_long=True),
        Column(_("Account"), accounts, 200, may_be_long=True),
        Column(_("Lines"), lambda one: count(one.new), 70, is_amount=True),
        Column(
            _("State"),
            lambda one: _("counts") if one.reason is None else _("counts no more"),
            100,
            tone=lambda one: "ok" if one.reason is None else "plain",
        ),
    ]
    model: WindowedModel[BankFileShown] = WindowedModel(columns, read)
    made = Table(model, _("Files read"), empty=_("No statement was read yet."))
    model.setParent(made)
    return made
