"""Direct debits that came back: found by a file or the statements that were read, shown, then taken by one press."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from donations_app.db.books import Books
from donations_app.domain.errors import Cancelled, KnownError
from donations_app.domain.money import Money
from donations_app.i18n import _, count, isolated, labelled, ngettext
from donations_app.services.bank.debit_returns import (
    ReturnsTaken,
    booked_returns,
    read_returns,
    take_returns,
)
from donations_app.services.payments.foresight import Foreseen, foresee
from donations_app.ui import errors
from donations_app.ui.alarm import Doing, warn_of_shares
from donations_app.ui.desk import Desk
from donations_app.ui.recurring.debits import NotTakenTable, ReturnTable
from donations_app.ui.running_dialog import Report, RunningDialog
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.places import file_dialog
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import together
from donations_app.words.effects import change_sentences
from donations_app.words.returns import (
    action_words,
    code_words,
    death_warning,
    fee_words,
    near_words,
    receipt_words,
    table_warning,
)
from donations_app.words.sentences import sentence


class TakeReturns(RunningDialog):
    """Shows what came back and what would be done of it; nothing is written before the press."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget, path: Path | None = None) -> None:
        super().__init__(desk, _("Returns of direct debits"), parent)
        self._path = path
        self.found: Foreseen[ReturnsTaken] | None = None
        self.resize(theme().px(940), theme().px(600))
        self.source = Wrapped("", "strong")
        self.view = Segments(dict.fromkeys(("taken", "left"), ""), _("What is shown"))
        self.view.setSizePolicy(self.view.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Fixed)
        self.taken, self.left = ReturnTable(), NotTakenTable()
        self.detail, self.changes = Wrapped("", "small"), Wrapped("", "small", "muted")
        for made in (
            self.source,
            self.view,
            self.taken,
            self.left,
            self.detail,
            self.changes,
            self.note,
            self.running,
        ):
            self.rows.addWidget(made, 1 if made in (self.taken, self.left) else 0)
        opens = button(_("Read a file ..."), icon_name="folder-open", clicked=self.ask_file)
        opens.setAutoDefault(False)
        self.does = self.add_buttons(_("Take them back"), opens)
        self.view.chosen.connect(lambda *_: self._show_view())
        for table in (self.taken, self.left):
            table.selectionModel().selectionChanged.connect(lambda *_: self._show_detail())
        self.read()

    # what is read

    def ask_file(self) -> None:
        """Ask which file of the bank says what came back."""
        dialog = file_dialog(self, _("Returns of direct debits"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.read(Path(chosen)))
        dialog.open()

    def read(self, path: Path | None = None) -> None:
        """Read a file, or the statements that were read, and see what it would do."""
        self._path = path or self._path
        file, books, signer = self._path, self._desk.books, self._desk.signing.signer()
        self.source.setText(isolated(file.name) if file else _("By the statements that were read"))

        def work(report: Report) -> tuple[list[Any], Foreseen[ReturnsTaken]]:
            found = read_returns(file, today=books.today) if file else booked_returns(books)
            return found, foresee(
                books, lambda twin: take_returns(twin, found, signer=signer, progress=report)
            )

        self.note.say("")
        self.run(work, self._show)

    def refuse(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self.note.say(_("Stopped. What was taken back before stays so, the rest waits."), "warn")
        elif isinstance(error, KnownError):
            self.note.say(sentence(error) or "", "bad")
        else:
            errors.tell(error, self)

    # what is shown

    def _show(self, read: tuple[list[Any], Foreseen[ReturnsTaken]]) -> None:
        self._returns, self.found = read
        done, found = self.found.result, self.found
        self._list(done)
        said = change_sentences(found.shares, found.receipted, found.dues, found.rules) if done.taken else []
        self.changes.setText("\n".join(said))
        told = ngettext("Take {count} back", "Take {count} back", len(done.taken))
        self.does.setText(told.format(count=count(len(done.taken))) if done.taken else _("Take them back"))
        self.does.setEnabled(bool(done.taken))
        self.note.say(
            table_warning(done.table) if done.taken else self._nothing(done), "" if done.taken else "ok"
        )

    def _list(self, done: ReturnsTaken) -> None:
        self.taken.show_keys(done.taken)
        self.left.show_keys(done.unmatched)
        for view, told, number in (
            ("taken", ngettext("{count} came back", "{count} came back", len(done.taken)), len(done.taken)),
            (
                "left",
                ngettext("{count} not found", "{count} not found", len(done.unmatched)),
                len(done.unmatched),
            ),
        ):
            self.view.say(view, told.format(count=count(number)))
        self.view.choose("left" if done.unmatched and not done.taken else "taken")
        for table in (self.taken, self.left):
            table.choose_row(0)
        self._show_view()

    def _nothing(self, done: ReturnsTaken) -> str:
        if not done.already:
            return ""
        told = ngettext("{count} was taken back before.", "{count} were taken back before.", done.already)
        return told.format(count=count(done.already))

    def _show_view(self) -> None:
        is_left = self.view.value() == "left"
        self.left.setVisible(is_left)
        self.taken.setVisible(not is_left)
        self._show_detail()

    def _show_detail(self) -> None:
        """Say of the chosen line what is done and what a person does next; of one not found what is near."""
        table = self.left if self.view.value() == "left" else self.taken
        one: Any = table.current_key()
        self.detail.setText("\n".join(self._told(one) if one else ()))

    def _told(self, one: Any) -> list[str]:
        if self.view.value() == "left":
            return [labelled(_("Near it"), near_words(near)) for near in one.near]
        issued = dict(zip(one.corrected.cancelled, one.corrected.replaced_by, strict=False))
        told = [together(*filter(None, (code_words(one.code), fee_words(one.fee)))), action_words(one.action)]
        told += [receipt_words(number, issued.get(number, "")) for number in one.corrected.cancelled]
        return [*told, death_warning(one.debit.name)] if one.is_of_dead else told

    # what it does

    def accept(self) -> None:
        """Take them back; where a share falls, ask first."""
        if self.found is None or not self.does.isEnabled():
            return
        done = self.found.result
        gone = [number for one in done.taken for number in one.corrected.cancelled]
        told = ngettext("{count} receipt is cancelled", "{count} receipts are cancelled", len(gone))
        doing = Doing(
            self._do,
            what=self.windowTitle(),
            amount=-Money.total(one.debit.amount for one in done.taken),
            asks_reason=False,
            notes=[told.format(count=count(len(gone)))] if gone else (),
        )
        if warn_of_shares(self._desk, self, self.found, self.does.text(), doing) is None:
            self._do("")

    def _do(self, _reason: str) -> bool:
        books: Books = self._desk.books
        found, signer = self._returns, self._desk.signing.signer()
        self.note.say("")
        self.run(lambda report: take_returns(books, found, signer=signer, progress=report), self._taken)
        return True

    def _taken(self, done: ReturnsTaken) -> None:
        told = ngettext(
            "{count} direct debit is taken back.", "{count} direct debits are taken back.", len(done.taken)
        )
        said = told.format(count=count(len(done.taken)))
        self.said.emit(said)
        if not done.unmatched:
            super().accept()
            return
        self.found = None  # what is left stays in sight
        self.changes.setText("")
        self._list(done)
        self.note.say(said, "ok")
