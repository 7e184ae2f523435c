"""What a line of the bank is, looked for among all that is open; chosen one by one, it is split over several."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView

from donations_app.domain.matching import Candidate
from donations_app.i18n import _, day, isolated
from donations_app.services.bank.proposing import ProposedLine, open_things
from donations_app.ui.bank.rate import RateAsked
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import TextEdit
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.bank_amounts import amount_words
from donations_app.words.matching import candidate_words

_WAITS = 200  # milliseconds after the last key
_SHOWN = 10


class FindMatch(Dialog):
    """Lists what waits for the bank; what is chosen is what the line is, each as much as is open of it."""

    def __init__(
        self,
        desk: Desk,
        one: ProposedLine,
        accept: Callable[..., bool],
        parent: object,
    ) -> None:
        super().__init__(_("What is this line?"), parent)  # type: ignore[arg-type]
        self._desk, self._one, self._accept = desk, one, accept
        self._found: list[Candidate] = []
        self.setMinimumWidth(theme().px(760))
        told = f"{amount_words(one.left, one.line.currency)} \u00b7 {isolated(one.line.text)}"
        self.rows.addWidget(Wrapped(told, "name"))
        self.typed = TextEdit(_("Name, reference, amount"))
        self.typed.setPlaceholderText(_("Name, reference, amount ..."))
        self.rows.addWidget(self.typed)
        self.table = _table(self._page_of)
        self.table.show_rows(_SHOWN, least=4)
        self.rows.addWidget(self.table)
        self.left = Wrapped("", "strong")
        self.rows.addWidget(self.left)
        self.keeps = CheckBox("")
        self.keeps.hide()
        self.rows.addWidget(self.keeps)
        self.rate = RateAsked(desk.today)
        self.rows.addWidget(self.rate)
        self.rows.addWidget(
            Wrapped(_("With Ctrl several are chosen: the line is split over them."), "small", "muted")
        )
        self.does = self.add_buttons(_("Accept"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.read)
        self.typed.textChanged.connect(lambda *_: self._soon.start(_WAITS))
        self.typed.returnPressed.connect(self.table.setFocus)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_left())
        self.table.activated_row.connect(lambda *_: self.accept())
        self.read()
        self.typed.setFocus()

    def read(self) -> None:
        """Read what is open and like what is typed."""
        self._found = self._desk.read(
            open_things, self._one.line.id, self.typed.text(), today=self._desk.today()
        )
        self.table.show_keys(list(range(len(self._found))))
        if self._found:
            self.table.choose_row(0)
        self._show_left()

    def _page_of(self, keys: Sequence[int]) -> list[Candidate | None]:
        return [self._found[key] for key in keys]

    def chosen(self) -> list[Candidate]:
        """Return what is chosen, in the order of the list."""
        return [self._found[key] for key in self.table.selected_keys()]

    def _kept(self, chosen: Sequence[Candidate]) -> int:
        """Return by how much recorded payments that are chosen are more than the line: what a platform kept."""
        if self._one.left <= 0 or not chosen or any(one.kind != "payment" for one in chosen):
            return 0
        return max(sum(one.amount for one in chosen) - self._one.left, 0)

    def _show_left(self) -> None:
        chosen = self.chosen()
        if kept := self._kept(chosen):
            amount = amount_words(kept, self._one.line.currency)
            self.keeps.setText(_("The platform kept a fee of {amount}").format(amount=amount))
        self.keeps.setVisible(bool(kept))
        self.keeps.setChecked(self.keeps.isChecked() and bool(kept))
        left = abs(self._one.left)
        for one in chosen:
            is_same = one.currency == self._one.line.currency  # an agreed gift, in euros, takes what is there
            left -= min(left, (abs(one.amount) if is_same else 0) or left)
        told = _("Left of the line: {amount}").format(amount=amount_words(left, self._one.line.currency))
        self.left.setText(told if chosen else "")
        self.does.setEnabled(bool(chosen))
        self.rate.ask(self._one, [one.kind for one in chosen])

    def accept(self) -> None:
        """Say what the line is, or what stands against it."""
        chosen = self.chosen()
        fee = ["fee"] if self.keeps.isChecked() else []
        if not chosen or not self.rate.is_said():
            return
        if self._accept(self._one, [*(one.to for one in chosen), *fee], rate=self.rate.stated()):
            super().accept()


def _table(read: Callable[[Sequence[int]], Sequence[Candidate | None]]) -> Table:
    columns: list[Column[Candidate]] = [
        Column(_("What"), candidate_words, 0, weight=500, least=200, may_be_long=True),
        Column(
            _("Reference"), lambda one: isolated(one.to), 150, tone=lambda _one: "muted", may_be_long=True
        ),
        Column(_("Day"), lambda one: day(one.on) if one.on else "", 92, tone=lambda _one: "muted"),
        Column(
            _("Amount"),
            lambda one: amount_words(one.amount, one.currency) if one.amount else "",
            110,
            is_amount=True,
        ),
    ]
    model: WindowedModel[Candidate] = WindowedModel(columns, read)
    made = Table(model, _("What is open"), empty=_("Nothing that is open is like that."))
    model.setParent(made)
    made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    return made
