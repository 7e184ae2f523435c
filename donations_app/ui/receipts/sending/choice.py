"""Which receipts are to be sent: the list or the selection, and once more only when it is asked for."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from donations_app.domain.deliveries import Deliverable, Reason
from donations_app.i18n import _, count
from donations_app.ui.receipts.sending.sent_words import left_words
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.segments import Segments


class ChooseReceipts(Dialog):
    """A question before receipts are sent; a kind of it says by which way.

    Args:
        title: of the dialog.
        listed: the receipts of the list.
        selected: those of them that are selected.
        parent: the page.
    """

    def __init__(
        self, title: str, listed: Sequence[Deliverable], selected: Sequence[Deliverable], parent: QWidget
    ) -> None:
        super().__init__(title, parent)
        self._scopes = {"some": selected, "all": listed}
        self.setMinimumWidth(theme().px(480))
        texts = {
            "some": _("The selection: {count}").format(count=count(len(selected))),
            "all": _("The whole list: {count}").format(count=count(len(listed))),
        }
        self.scope = Segments({code: texts[code] for code in texts if self._scopes[code]}, _("Receipts"))
        self.again = CheckBox("")
        self.told, self.left = Wrapped("", "strong"), Note()
        self.rows.addWidget(self.scope)
        self.scope.setVisible(bool(selected) and len(selected) != len(listed))
        self.rows.addWidget(self.again)
        self.rows.addWidget(self.told)
        self.rows.addWidget(self.left)
        self.scope.chosen.connect(lambda *_: self.count_again())
        self.again.toggled.connect(lambda *_: self.count_again())

    def why_not(self, receipt: Deliverable, *, again: bool) -> Reason | None:
        """Return what stands against sending a receipt this way."""
        raise NotImplementedError

    def tell(self, number: int) -> str:
        """Return what will be sent."""
        raise NotImplementedError

    def ready(self) -> list[Deliverable]:
        """Return what would be sent."""
        again = self.again.isChecked()
        return [one for one in self.asked() if self.why_not(one, again=again) is None]

    def numbers(self) -> list[str]:
        """Return the numbers of what would be sent."""
        return [one.number for one in self.ready()]

    def asked(self) -> Sequence[Deliverable]:
        """Return the receipts of the chosen scope, whatever stands against some."""
        return self._scopes[self.scope.value()]

    def count_again(self) -> None:
        """Say what would be sent, and what would be left out and why."""
        asked, again = self.asked(), self.again.isChecked()
        before = sum(self.why_not(one, again=False) != self.why_not(one, again=True) for one in asked)
        self.again.setText(_("Once more those sent or in doubt: {count}").format(count=count(before)))
        self.again.setVisible(bool(before))
        self.told.setText(self.tell(len(self.ready())))
        found = Counter(reason for one in asked if (reason := self.why_not(one, again=again)))
        lines = [f"{count(number)} · {left_words(reason)}" for reason, number in found.most_common()]
        self.left.say("\n".join([_("Left out:"), *lines]) if lines else "")
