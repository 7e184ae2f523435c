"""The rules learned of the bank: seen, switched off and on."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.bank_rules import BankRuleShown, bank_rules
from donations_app.domain.errors import KnownError
from donations_app.domain.identifiers import spaced
from donations_app.domain.matching import FEE_RULE
from donations_app.domain.typed import is_blank
from donations_app.i18n import _, isolated
from donations_app.services.bank.rules import change_rule, state_rule
from donations_app.ui import errors
from donations_app.ui.acting import Act
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import together
from donations_app.words.matching import rule_for, tariff_words
from donations_app.words.phrases import problem_sentence

_SHOWN = 10


class BankRules(Dialog):
    """Lists the rules; the one chosen is switched off or on."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Rules for bank lines"), parent)
        self._desk = desk
        self._found: list[BankRuleShown] = []
        self.setMinimumWidth(theme().px(760))
        told = _(
            "Whose an account is was learned when a line was accepted. A rule that is off proposes nothing."
        )
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.table = _table(self._page_of)
        self.table.show_rows(_SHOWN, least=4)
        self.rows.addWidget(self.table)
        self.states = button(_("Fee of a platform ..."), clicked=self.ask_fee)
        self.states.setVisible(not desk.books.read_only)
        self.does = self.add_buttons(_("Switch off"), self.states)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._offer())
        self.read()
        self.table.setFocus()

    def read(self) -> None:
        """Read the rules again, the same one chosen."""
        row = max(self.table.currentIndex().row(), 0)
        self._found = self._desk.read(bank_rules)
        self.table.show_keys(list(range(len(self._found))))
        if self._found:
            self.table.choose_row(min(row, len(self._found) - 1))
        self._offer()

    def ask_fee(self) -> None:
        """Ask what a platform keeps of each payment."""
        dialog = StateFee(self._desk, self)
        dialog.done_with.connect(lambda *_: self.read())
        dialog.open()

    def _page_of(self, keys: Sequence[int]) -> list[BankRuleShown | None]:
        return [self._found[key] for key in keys]

    def _chosen(self) -> BankRuleShown | None:
        key = self.table.current_key()
        return self._found[key] if key is not None else None

    def _offer(self) -> None:
        one = self._chosen()
        self.does.setText(_("Switch on") if one and not one.is_active else _("Switch off"))
        self.does.setEnabled(one is not None and not self._desk.books.read_only)

    def accept(self) -> None:
        """Switch the rule that is chosen; the list stays."""
        one = self._chosen()
        if one is None or self._desk.books.read_only:
            return
        try:
            self._desk.do(change_rule, one.ref, is_active=not one.is_active)
        except KnownError as error:
            errors.tell(error, self)
        self.read()


class StateFee(Act):
    """Asks by which words the payouts of a platform are known, and what it keeps of each payment."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, _("Fee of a platform"), parent)
        self.words = TextEdit(_("Words in the line"))
        self.words.setPlaceholderText("STRIPE")
        self.fee = TextEdit(_("Kept of each payment"))
        self.fee.setPlaceholderText("1,5 % + 0,25")
        self.places = {
            name: Field(edit.accessibleName(), edit)
            for name, edit in (("words", self.words), ("fee", self.fee))
        }
        for field in self.places.values():
            self.rows.addWidget(field)
        told = _("A payout is then certain where the payments less just this fee come to the line.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Keep the rule"))
        self.words.setFocus()

    def accept(self) -> None:
        """State the rule, or tell what is wrong with it."""
        words = self.words.text()
        for field in self.places.values():
            field.say("")
        if is_blank(words):
            self.places["words"].say(problem_sentence("missing"), "bad")
            self.words.setFocus()
            return
        self.act(state_rule, words=words, fee=self.fee.text() or "-", told=isolated(words))


def _by(one: BankRuleShown) -> str:
    return isolated(spaced(one.iban)) if one.iban else isolated(one.words)


def _whose(one: BankRuleShown) -> str:
    return _("Fee of a platform") if one.kind == FEE_RULE else isolated(one.name)


def _for(one: BankRuleShown) -> str:
    if one.kind == FEE_RULE:  # of each payment, so that the figure is seen whole
        return tariff_words(one)
    return together(*filter(None, (rule_for(one), isolated(one.project) if one.project else "")))


def _table(read: Callable[[Sequence[int]], Sequence[BankRuleShown | None]]) -> Table:
    columns: list[Column[BankRuleShown]] = [
        Column(_("Account or words"), _by, 270, may_be_long=True),
        Column(_("Whose"), _whose, 0, weight=500, least=140, may_be_long=True),
        Column(_("For"), _for, 122, tone=lambda _one: "muted", may_be_long=True),
        Column(
            _("State"),
            lambda one: _("on") if one.is_active else _("off"),
            90,
            tone=lambda one: "ok" if one.is_active else "plain",
        ),
    ]
    model: WindowedModel[BankRuleShown] = WindowedModel(columns, read)
    made = Table(model, _("Rules for bank lines"), empty=_("No rule was learned yet."))
    model.setParent(made)
    return made
