"""The letters: the text of each occasion and language, what it looks like beside it, the places that it may name."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.letters import DUES, LetterDraft
from donations_app.formats.letters import shipped_letter
from donations_app.i18n import _, day
from donations_app.services.deliveries.letters import letter_in_force, preview, save_template
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.receipts.sending.letter_form import LetterForm
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import ComboBox, Note
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import CALLS, together, word
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence

_LOOKS: Final = 400  # milliseconds after the last key before the letter is drawn again
_NAMES: Final = {"fr": "Français", "ar": "العربية", "en": "English"}


class LettersEditor(Dialog):
    """Edits the letter of one language after the other; what is typed of each stays until it is left."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget, occasions: Sequence[str] = ("",)) -> None:
        title = _("Letters about dues") if occasions[0] else _("Letters of thanks")
        super().__init__(title, parent)
        self._desk = desk
        self._seen = {
            (occasion, code): desk.read(letter_in_force, code, desk.today(), occasion)
            for occasion in occasions
            for code in _NAMES
        }
        self._drafts = {key: letter.draft for key, letter in self._seen.items()}
        self.language = Segments(_NAMES, _("Language of the letter"))
        steps = {occasion: word(CALLS, step) for step, occasion in DUES.items() if occasion in occasions}
        self.occasion = ComboBox(steps or {"": title}, _("Letter"))
        self.occasion.setVisible(len(occasions) > 1)
        self.form = LetterForm(read_only=desk.books.read_only, occasion=occasions[0])
        self.state, self.note = Wrapped("", "small", "muted"), Note()
        self.preview = PdfView(empty=_("The letter is drawn here."))
        self.standard = button(_("Back to the standard text"), clicked=self.take_standard)
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LOOKS)
        self._later.timeout.connect(self.draw)
        self.language.chosen.connect(self.show_language)
        self.occasion.chosen.connect(lambda *_: self.show_language(self.language.value()))
        self.form.changed.connect(self._changed)
        self.show_language(self.language.value())

    def _lay_out(self) -> None:
        self.resize(theme().px(960), theme().px(620))
        left, whole = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(theme().px(12))
        left.addWidget(self.occasion)
        left.addWidget(self.language)
        left.addWidget(self.form, 1)
        left.addWidget(self.note)
        whole.setSpacing(theme().px(16))
        whole.addLayout(left, 5)
        whole.addWidget(self.preview, 4)
        self.rows.addLayout(whole, 1)
        self.rows.addWidget(self.state)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        self.saves = button(_("Save the letter"), "primary", clicked=self.save)
        row.addWidget(self.standard)
        row.addStretch(1)
        row.addWidget(button(_("Close"), clicked=self.reject))
        row.addWidget(self.saves)
        self.add_foot(row)
        for writes in (self.standard, self.saves):
            writes.setAutoDefault(False)
            writes.setVisible(not self._desk.books.read_only)

    def draft(self) -> LetterDraft:
        """Return the letter as it stands in the fields."""
        return self._drafts[self._key()]

    def _key(self) -> tuple[str, str]:
        """Return occasion and language of the letter shown."""
        return self.occasion.value(), self.language.value()

    def choose(self, code: str) -> None:
        """Choose a language and show its letter."""
        self.language.choose(code)
        self.show_language(code)

    def show_language(self, code: str) -> None:
        """Show the letter of a language."""
        self.form.show_draft(self._drafts[self.occasion.value(), code])
        self.preview.show_document(b"", "")
        self._show_state()
        self.draw()

    def _changed(self) -> None:
        occasion, code = key = self._key()
        texts = self.form.subject.text(), self.form.body.toPlainText()
        self._drafts[key] = LetterDraft(code, *texts, occasion)
        self._show_state()
        self._later.start()

    def _is_changed(self, key: tuple[str, str]) -> bool:
        return self._drafts[key] != self._seen[key].draft

    def _show_state(self) -> None:
        key = self._key()
        seen, shipped = self._seen[key], shipped_letter(key[1], key[0])
        told = _("This is the standard text.")
        if seen.valid_from:
            told = _("This text holds since {day}.").format(day=day(seen.valid_from))
        if self._is_changed(key):
            told = _("Changed and not saved.")
        if self._desk.books.read_only:
            told = _("Read only: nothing can be changed here.")
        self.state.setText(told)
        self.saves.setEnabled(self._is_changed(key))
        self.standard.setEnabled(self._drafts[key] != shipped.draft)

    def take_standard(self) -> None:
        """Put the text that ships into the fields; it is saved as any other."""
        occasion, code = key = self._key()
        self._drafts[key] = shipped_letter(code, occasion).draft
        self.show_language(code)

    def draw(self) -> None:
        """Draw the letter off the thread, or say what stands against it beside its field."""
        self._later.stop()
        draft, desk = self.draft(), self._desk
        self.note.say("")
        self.form.tell(draft.problems())
        if draft.problems():
            return

        def work(_report: Callable[[int, int], None]) -> bytes:
            return preview(desk.books, draft)

        desk.jobs.start(
            work,
            of=self,
            may_be_lost=True,
            done=lambda content: self._drawn(draft, content),
            failed=lambda error: self._not_drawn(draft, error),
        )

    def _drawn(self, draft: LetterDraft, content: Any) -> None:
        if draft == self.draft():
            self.preview.show_document(content, _("With an example in its places"))

    def _not_drawn(self, draft: LetterDraft, error: BaseException) -> None:
        if draft == self.draft():
            told = sentence(error)
            self.note.say(told or "", "bad")
            if told is None:
                errors.tell(error, self)

    def save(self) -> None:
        """Save the letter of the language shown, or say what stands against it."""
        key, desk = self._key(), self._desk
        if not self._is_changed(key):
            return
        try:
            saved = desk.do(save_template, self.draft(), seen=self._seen[key])
        except InputRefused as error:
            self.form.tell(error.problems)
            if not {problem.field for problem in error.problems} & {"subject", "body"}:
                self.note.say(problem_sentence(error.problems[0].code), "bad")
        except KnownError as error:
            self.note.say(sentence(error) or "", "bad")
        else:
            self._seen[key], self._drafts[key] = saved, saved.draft
            self.show_language(key[1])
            self.note.say(_("The letter is saved."), "ok")
            self.said.emit(_("The letter is saved."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter to the field or button that has the focus: Qt would press some button with it."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def is_typed(self) -> bool:
        """Tell that nothing is to be asked here: whichever way one leaves, ``reject`` asks by languages."""
        return False

    def reject(self) -> None:
        """Leave; ask first where something is typed and not saved."""
        changed = {key[1] for key in self._drafts if self._is_changed(key)}
        names = [name for code, name in _NAMES.items() if code in changed]
        if not names:
            super().reject()
            return
        box = QMessageBox(self)
        box.setWindowTitle("Tiwizi")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(_("Changed and not saved: {languages}.").format(languages=together(*names)))
        leaves = box.addButton(_("Leave without saving"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(_("Back"), QMessageBox.ButtonRole.RejectRole)
        box.buttonClicked.connect(
            lambda pressed: super(LettersEditor, self).reject() if pressed is leaves else None
        )
        box.open()
