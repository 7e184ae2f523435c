"""The question before receipts are issued: how many, how much, and what one takes upon oneself."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMessageBox, QWidget

from donations_app.domain.money import Money
from donations_app.domain.receipts import PlannedReceipt
from donations_app.i18n import _, count, money, ngettext
from donations_app.ui.receipts.signing import signed_sentence
from donations_app.words.receipts import warning_sentence


def ask_issue(
    planned: Sequence[PlannedReceipt], parent: QWidget, *, then: Callable[[], object], signed_by: str = ""
) -> None:
    """Ask once, and do what was asked on a yes."""
    total = Money.total(row.amount for row in planned)
    asked = ngettext("Issue {count} receipt, {amount}?", "Issue {count} receipts, {amount}?", len(planned))
    box = QMessageBox(parent)
    box.setWindowTitle("Tiwizi")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(asked.format(count=count(len(planned)), amount=money(total)))
    told = _("Numbers are given for good: a receipt can be cancelled, never removed.")
    signed = [signed_sentence(signed_by)] if signed_by else []
    box.setInformativeText("\n".join([*_warned(planned), *signed, told]))
    yes = box.addButton(_("Issue"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Back"), QMessageBox.ButtonRole.RejectRole)
    box.buttonClicked.connect(lambda pressed: then() if pressed is yes else None)
    box.open()


def _warned(planned: Sequence[PlannedReceipt]) -> list[str]:
    """Return what one takes upon oneself with these receipts: each warning, and how often."""
    codes = Counter(warning.code for row in planned for warning in row.warnings)
    return [f"{count(number)} · {warning_sentence(code)}" for code, number in codes.most_common()]
