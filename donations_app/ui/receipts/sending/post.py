"""Receipts for the post: what is printed, and the question that stays until somebody says that it was."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.deliveries import Deliverable, Reason, why_not_posted
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.ui.receipts.sending.choice import ChooseReceipts
from donations_app.ui.receipts.sending.sent_words import left_words
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped, button, tool
from donations_app.ui.widgets.places import ask_place

if TYPE_CHECKING:
    from donations_app.services.deliveries.post import NotSent, PrintRun


class PostOrder(Struct, frozen=True):
    """What is to be printed, and where."""

    numbers: tuple[str, ...]
    again: bool
    with_letters: bool
    out: Path


class PrintedPages(Struct, frozen=True):
    """Pages that were made, and are not noted as posted yet."""

    run: "PrintRun"
    order: PostOrder


class AskPost(ChooseReceipts):
    """Asks which receipts are printed, with or without letters, and into which file."""

    ordered = Signal(object)  # a ``PostOrder``

    def __init__(
        self,
        year: int,
        listed: Sequence[Deliverable],
        selected: Sequence[Deliverable],
        parent: QWidget,
        *,
        has_mail: bool = False,
    ) -> None:
        super().__init__(_("Print for the post"), listed, selected, parent)
        self._year, self._has_mail = year, has_mail
        self.by_post = CheckBox("")
        self.by_post.toggled.connect(lambda *_: self.count_again())
        self.rows.addWidget(self.by_post)
        self.letters = CheckBox(_("A letter of thanks before each receipt"))
        self.letters.setChecked(True)
        self.rows.addWidget(self.letters)
        told = _(
            "One file in the order of the post. They are noted as sent once you say that it was printed."
        )
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.goes = self.add_buttons(_("Choose the file ..."))
        self.count_again()
        self.goes.setFocus()

    def why_not(self, receipt: Deliverable, *, again: bool) -> Reason | None:
        has_mail = self._has_mail and not self.by_post.isChecked()
        return why_not_posted(receipt, again=again, has_mail=has_mail)

    def tell(self, number: int) -> str:
        told = ngettext("{count} receipt is printed.", "{count} receipts are printed.", number)
        said = [told.format(count=count(number)) if number else _("Nothing is to be printed.")]
        if not self.by_post.isChecked() and (mailed := self._mailed()):
            told = ngettext("{count} receipt goes by e-mail.", "{count} receipts go by e-mail.", mailed)
            said.append(told.format(count=count(mailed)))
        return " ".join(said)

    def _mailed(self) -> int:
        """Return how many of those asked for go by e-mail unless they are printed, too."""
        again, asked = self.again.isChecked(), self.asked()
        return sum(why_not_posted(one, again=again, has_mail=self._has_mail) == "by_email" for one in asked)

    def count_again(self) -> None:
        super().count_again()
        if hasattr(self, "by_post"):
            mailed = self._mailed()
            told = _("Print those who agreed to e-mail, too: {count}")
            self.by_post.setText(told.format(count=count(mailed)))
            self.by_post.setVisible(bool(mailed))
        if hasattr(self, "goes"):
            self.goes.setEnabled(bool(self.ready()))

    def accept(self) -> None:
        """Ask for the file, then give the order."""
        if not self.goes.isEnabled():
            return
        ask_place(self, _("Print for the post"), f"recus-{self._year}-poste", ("pdf",), then=self.take)

    def take(self, out: Path) -> None:
        """Give the order for a file."""
        order = PostOrder(tuple(self.numbers()), self.again.isChecked(), self.letters.isChecked(), out)
        self.ordered.emit(order)
        super().accept()


class PrintedBar(QFrame):
    """Asks whether the pages were printed, for as long as nobody has said so."""

    printed, not_printed = Signal(), Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._out = Path()
        self.text = Wrapped("", "name")
        self.opens = tool("eye", _("Open the file"), self._open)
        self.no = button(_("Not printed"), "small", clicked=self.not_printed.emit)
        self.yes = button(_("Note as sent"), "small", clicked=self.printed.emit)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(14, 10, 14, 10))
        rows.setSpacing(theme().px(8))
        rows.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.opens)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        rows.addLayout(row)
        self.hide()

    def ask(self, pages: PrintedPages | None) -> None:
        """Ask about some pages, or about none."""
        self.setVisible(pages is not None)
        if pages is None:
            return
        self._out = pages.order.out
        number = len(pages.run.posted)
        told = ngettext(
            "{count} receipt for the post, {pages} pages, in {file}. Were they printed?",
            "{count} receipts for the post, {pages} pages, in {file}. Were they printed?",
            number,
        )
        name = isolated(self._out.name)
        self.text.setText(told.format(count=count(number), pages=count(pages.run.pages), file=name))
        self.text.setToolTip(str(self._out))
        self.opens.setFocus()  # an Enter held from before notes nothing

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out)))


def take_out_lines(left: "Sequence[NotSent]") -> list[str]:
    """Return which pages must be taken out of what was printed."""
    return [f"{isolated(one.receipt.number)} · {one.receipt.name} · {left_words(one.reason)}" for one in left]
