"""The bank accounts of the association: deposit slips name one, and its IBAN never changes."""

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.direct_debits import FORMATS
from donations_app.domain.errors import Problem
from donations_app.domain.identifiers import compact, spaced
from donations_app.domain.settings import AccountDraft, SettingsDraft
from donations_app.domain.typed import clean_text
from donations_app.i18n import _, isolated
from donations_app.ui.desk import Desk
from donations_app.ui.settings.asking import AskRow
from donations_app.ui.settings.listing import Listing
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit
from donations_app.ui.widgets.windowed import Column


class Accounts(Listing[AccountDraft]):
    """The accounts, by label."""

    changed = Signal(str)  # what was done

    def __init__(self, desk: Desk) -> None:
        columns: list[Column[AccountDraft]] = [
            Column(_("Label"), lambda row: row.label, 0, weight=500, may_be_long=True),
            Column("IBAN", lambda row: isolated(spaced(row.iban)), 250),
            Column("BIC", lambda row: isolated(row.bic) if row.bic else "", 110, is_spare=True),
        ]
        told = _("No bank account yet: without one no deposit slip is made.")
        super().__init__(
            columns,
            _("Bank accounts"),
            empty=told,
            add=_("Add an account"),
            can_write=desk.books.answers,
        )
        self.desk = desk
        self.standing: SettingsDraft | None = None

    def show_settings(self, standing: SettingsDraft) -> None:
        """Show the accounts."""
        self.standing = standing
        self.show_rows(standing.accounts)

    def ask(self, row: AccountDraft | None) -> None:
        """Ask for a new account, or for changes of one."""
        if self.standing is None:
            return
        dialog = AskAccount(self.desk, self.standing, row, self)
        dialog.saved.connect(lambda: self.changed.emit(_("The bank accounts are saved.")))
        dialog.open()


class AskAccount(AskRow):
    """An account: its label, IBAN and, if one likes, BIC; for direct debits, creditor and format of the files."""

    def __init__(self, desk: Desk, seen: SettingsDraft, row: AccountDraft | None, parent: QWidget) -> None:
        super().__init__(_("Bank account"), desk, seen, parent)
        self.row = row
        self.label, self.iban = TextEdit(_("Label")), TextEdit("IBAN", limit=50)
        self.bic = TextEdit("BIC", limit=20)
        self.creditor = TextEdit(_("SEPA creditor identifier"), limit=40)
        says = (
            _("{format}, what banks take today"),
            _("{format}, the one before, where the bank asks for it"),
        )
        formats = {one: said.format(format=isolated(one)) for one, said in zip(FORMATS, says, strict=True)}
        self.format = ComboBox(formats, _("Files of direct debits"))
        self.fields = {
            "accounts.label": Field(_("Label"), self.label),
            "accounts.iban": Field("IBAN", self.iban),
            "accounts.bic": Field("BIC", self.bic),
            "accounts.creditor_id": Field(_("SEPA creditor identifier"), self.creditor),
            "accounts.debit_format": Field(_("Files of direct debits"), self.format),
        }
        for field in self.fields.values():
            self.rows.addWidget(field)
        told = _("The IBAN is printed on deposit slips: it never changes. Another one is another account.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Save"))
        if row:
            self.label.setText(row.label)
            self.iban.setText(spaced(row.iban))
            self.iban.setReadOnly(True)
            self.bic.setText(row.bic)
            self.creditor.setText(row.creditor_id)
            self.format.choose(row.debit_format)
        self.label.setFocus()

    def problems(self) -> list[Problem]:
        found = []
        if not clean_text(self.label.text()):
            found.append(Problem("accounts.label", "missing"))
        if not self.iban.text().strip():
            found.append(Problem("accounts.iban", "missing"))
        elif self.row is None and self._iban() in {one.iban for one in self.seen.accounts}:
            found.append(Problem("accounts.iban", "code_twice", self._iban()))
        return found

    def _iban(self) -> str:
        return compact(self.iban.text())

    def wanted(self) -> SettingsDraft:
        account = AccountDraft(
            clean_text(self.label.text()),
            self._iban(),
            self.bic.text().strip(),
            self.creditor.text().strip(),
            self.format.value(),
            self.row.debit_days if self.row else 1,
        )
        others = [one for one in self.seen.accounts if one.iban != account.iban]
        return replace(self.seen, accounts=(*others, account))
