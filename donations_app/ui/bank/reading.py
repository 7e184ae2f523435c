"""A file of a bank in the window: read apart, its verdict shown, then taken or left."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from donations_app.db.queries.bank import OwnAccount, own_accounts
from donations_app.domain.errors import Cancelled, InputRefused
from donations_app.domain.identifiers import spaced
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.bank.importing import BankImported, BankRead, import_bank, read_bank, weigh_bank
from donations_app.ui.bank.files import BankFiles
from donations_app.ui.desk import Desk
from donations_app.ui.running_dialog import RunningDialog
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button, clear
from donations_app.ui.widgets.fields import ComboBox, Field
from donations_app.words.bank import format_words, new_words, taken_line, warning_sentences
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence

_MOST = 12  # statements and warnings that are shown one by one
_ASKED = "account_unknown"  # the warning that the choice of an account answers
_AS_STATED = "-"  # the account of the file, which is none of the settings


class ReadStatement(RunningDialog):
    """Reads a file; nothing is written before somebody says so."""

    done_with = Signal(str)

    def __init__(self, desk: Desk, path: Path, parent: QWidget) -> None:
        super().__init__(desk, _("Read a statement"), parent)
        self._read: BankRead | None = None
        self.found: BankImported | None = None
        self._own: list[OwnAccount] = desk.read(own_accounts)
        self.setMinimumWidth(theme().px(560))
        self.rows.addWidget(Wrapped(isolated(path.name), "strong"))
        self.facts = QVBoxLayout()
        self.facts.setSpacing(theme().px(6))
        self.rows.addLayout(self.facts)
        own = {one.iban: f"{one.label} · {spaced(one.iban)}" for one in self._own}
        choices = {"": _("Choose ...")} | own | {_AS_STATED: _("As the file says")}
        self.account = ComboBox(choices, _("Bank account"))
        self.field = Field(_("Of which account"), self.account)
        self.rows.addWidget(self.field)
        self.rows.addWidget(self.note)
        self.rows.addWidget(self.running)
        self.files = button(_("Files read ..."), clicked=self.show_files)
        self.does = self.add_buttons(_("Take it"), self.files)
        self.files.hide()
        self.field.hide()
        self.account.chosen.connect(lambda *_: self._weigh())
        self.run(lambda report: read_bank(path, progress=report), self._keep)

    # work

    def refuse(self, error: BaseException) -> None:
        if (
            isinstance(error, InputRefused) and self._own
        ):  # no account is named, and the settings have several
            self.field.show()
            code, value = error.problems[0].code, error.problems[0].value
            self.field.say(problem_sentence(code, value), "warn")
        elif isinstance(error, Cancelled):
            self.note.say(_("Stopped. Nothing was saved."), "warn")
        else:
            self.note.say(sentence(error) or str(error), "bad")

    def _keep(self, read: BankRead) -> None:
        self._read = read
        self._weigh()

    def _weigh(self) -> None:
        read, account, books = self._read, self._chosen(), self._desk.books
        if read is not None:
            self.run(lambda _report: weigh_bank(books, read, account=account), self._show)

    def _chosen(self) -> str:
        """Return the IBAN that is chosen, if one is."""
        return self.account.value().removeprefix(_AS_STATED)

    # what is shown

    def _show(self, found: BankImported) -> None:
        self.found = found
        clear(self.facts)
        told = ngettext("{format}, {count} statement", "{format}, {count} statements", len(found.statements))
        self.facts.addWidget(
            Label(
                told.format(format=isolated(format_words(found.format)), count=count(len(found.statements))),
                "small",
                "muted",
            )
        )
        for one in found.statements[:_MOST]:
            self.facts.addWidget(
                Wrapped(taken_line(one, " · "), "body", "bad" if one.statement.ties is False else "")
            )
        self._say_more(len(found.statements) - _MOST)
        warnings = warning_sentences(found.warnings)
        for said in warnings[:_MOST]:
            self.facts.addWidget(Wrapped(said, "small", "warn"))
        self._say_more(len(warnings) - _MOST)
        asks = any(one.code == _ASKED for one in found.warnings) and bool(self._own)
        self.field.setVisible(asks or bool(self.account.value()))
        is_open = asks and not self.account.value()
        self.field.say(
            _("Choose the account, or say that it is the one of the file.") if is_open else "", "warn"
        )
        self.note.say(f"{new_words(found)}.", "ok" if found.new else "")
        told = ngettext("Take {count} line", "Take {count} lines", found.new).format(count=count(found.new))
        self.does.setText(told if found.new else _("Keep its balances"))
        is_known = any(one.code == "file_known" for one in found.warnings)
        self.does.setEnabled(not is_known and not is_open)
        self.files.setVisible(is_known)
        (self.account if is_open else self.does).setFocus()

    def show_files(self) -> None:
        """Show the files that were read; once this one is set aside there, it is weighed anew."""
        dialog = BankFiles(self._desk, self)
        dialog.finished.connect(lambda *_: self._weigh())
        dialog.open()

    def _say_more(self, more: int) -> None:
        if more > 0:
            told = ngettext("{count} more", "{count} more", more).format(count=count(more))
            self.facts.addWidget(Label(told, "small", "muted"))

    def accept(self) -> None:
        """Write what is new."""
        read, account, books = self._read, self._chosen(), self._desk.books
        if read is None or not self.does.isEnabled():
            return
        self.run(lambda report: import_bank(books, read, account=account, progress=report), self._taken)

    def _taken(self, found: BankImported) -> None:
        told = _("{file}: {told}.").format(file=isolated(found.name), told=new_words(found))
        self.done_with.emit(told)
        super().accept()
