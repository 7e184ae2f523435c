"""A letter to the people of a list: written, looked at, and then printed, sent or labelled by a second press."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.circulars import (
    LONGEST_NAME,
    CircularDraft,
    CircularPlan,
    CircularReworded,
    counted,
)
from donations_app.domain.letter_plans import NotTo
from donations_app.domain.letters import CIRCULAR, LetterDraft
from donations_app.domain.numbers import no_device
from donations_app.formats.letters import letter_text, read_circular
from donations_app.formats.writing import TABLES, placed
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.deliveries.circulars import (
    NO_TEXT,
    CircularOrder,
    looked_at,
    print_circular,
    to_label,
    write_labels,
)
from donations_app.ui.desk import Desk
from donations_app.ui.letters_dialog import LettersDialog, Plan
from donations_app.ui.receipts.sending.letter_form import LetterForm
from donations_app.ui.running_dialog import Report
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped, button
from donations_app.ui.widgets.fields import ComboBox, Field, Note, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_file, ask_place
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.segments import Segments
from donations_app.words.circulars import left_out_word, other_language_line
from donations_app.words.codes import together

if TYPE_CHECKING:
    from donations_app.services.deliveries.mailing import LetterRun

_LOOKS: Final = 400  # milliseconds after the last key before the letter is drawn again
_NAMES: Final = {"fr": "Français", "ar": "العربية", "en": "English"}
_YEARS: Final = 8


class WriteToList(LettersDialog):
    """Asks for the letter, language by language; says who gets it which way and who does not, and lets it go."""

    def __init__(self, desk: Desk, keys: Sequence[int], parent: QWidget) -> None:
        number = len(keys)
        told = ngettext("Letter to {count} person", "Letter to {count} people", number)
        super().__init__(desk, told.format(count=count(number)), parent)
        self._keys, self._is_looking = tuple(keys), False
        self._drafts = {code: LetterDraft(code, "", "", CIRCULAR) for code in _NAMES}
        self._unkept = set[str]()  # languages whose text was typed, and neither went nor was kept
        self._order = self._order_of(NO_TEXT)
        self._make_fields()
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LOOKS)
        self._later.timeout.connect(self.look)
        self._connect()
        self.show_step("text")
        self._show_language(self.language.value())
        self.look()
        self.form.subject.setFocus()

    def _make_fields(self) -> None:
        self.step = Segments({"text": _("The letter"), "people": _("Who gets it")}, _("What is shown"))
        self.language = Segments(_NAMES, _("Language of the letter"))
        self.form = LetterForm(read_only=False, occasion=CIRCULAR)
        self.name = TextEdit(_("Name of the letter"))
        self.name.setPlaceholderText(_("as its subject"))
        self.name.setMaxLength(LONGEST_NAME)
        this = self._desk.today().year
        years = {str(year): str(year) for year in range(this, this - _YEARS, -1)}
        self.year = ComboBox(years, _("Year of what was given"))
        self.by_post = CheckBox(_("On paper, to those who agreed to e-mail too"))
        self.again = CheckBox(_("Also to those who had it"))
        self.reworded = CheckBox(_("It is the same letter, with another text"))
        self.reworded.hide()
        self.wrong = Note()
        self.languages = Note()
        self.opener = button(_("Open a text ..."), icon_name="folder-open", clicked=self.ask_text)
        self.keeper = button(_("Keep the text ..."), icon_name="save", clicked=self.ask_keep)
        self.labels = button(_("Labels ..."), icon_name="download", clicked=self.ask_labels)

    def _lay_out(self) -> None:
        self.resize(theme().px(1000), theme().px(640))
        self._text, inside = QWidget(), QWidget()
        self._people = Scrolled(inside)
        text, people = QVBoxLayout(self._text), QVBoxLayout(inside)
        for rows in (text, people):
            rows.setContentsMargins(0, 0, 0, 0)
            rows.setSpacing(theme().px(10))
        text.addWidget(self.language)
        text.addWidget(self.form, 1)
        text.addWidget(Flow(self.opener, self.keeper))
        told = _("Nobody gets a letter of one name twice.")
        named = QHBoxLayout()
        named.setSpacing(theme().px(12))
        named.addWidget(Field(_("Name of the letter"), self.name), 1)
        named.addWidget(Field(_("Year of what was given"), self.year), 1)
        people.addLayout(named)
        people.addWidget(Wrapped(told, "small", "muted"))
        for made in (self.by_post, self.again, *self.outcome(), self.languages):
            if made is not self.note:  # which is seen beside the letter, too
                people.addWidget(made)
        people.addStretch(1)
        left, whole = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(theme().px(12))
        left.addWidget(self.step)
        left.addWidget(self._text, 1)
        left.addWidget(self._people, 1)
        for made in (self.wrong, self.note, self.reworded, self.running):
            left.addWidget(made)
        self.add_columns(whole, left)
        self.rows.addLayout(whole, 1)
        self.add_goers([self.labels])
        self.password_field.hide()
        for made in (self.opener, self.keeper):
            made.setAutoDefault(False)

    def _connect(self) -> None:
        self.step.chosen.connect(self.show_step)
        self.language.chosen.connect(self._show_language)
        self.form.changed.connect(self._changed)
        self.name.textChanged.connect(lambda *_: self._later.start())
        self.year.chosen.connect(lambda *_: self.look())
        for box in (self.by_post, self.again, self.reworded):
            box.toggled.connect(lambda *_: self.look())

    # what is written

    def show_step(self, code: str) -> None:
        """Show the letter, or who gets it."""
        self.step.choose(code)
        self._text.setVisible(code == "text")
        self._people.setVisible(code == "people")

    def _show_language(self, code: str) -> None:
        self.language.choose(code)
        self.form.show_draft(self._drafts[code])
        self._tell_problems()

    def _changed(self) -> None:
        code = self.language.value()
        texts = self.form.subject.text(), self.form.body.toPlainText()
        typed = LetterDraft(code, *texts, CIRCULAR)
        if typed != self._drafts[code]:
            self._unkept.add(code)
        self._drafts[code] = typed
        self.reworded.setChecked(False)
        self._later.start()

    def is_typed(self) -> bool:
        """Tell whether a text is neither kept nor gone, whichever language is shown."""
        return any((self._drafts[code].subject + self._drafts[code].body).strip() for code in self._unkept)

    def draft(self) -> CircularDraft:
        """Return the letter as it stands: the languages in which something is written."""
        texts = tuple(one for one in self._drafts.values() if (one.subject + one.body).strip())
        subject = texts[0].subject.strip()[:LONGEST_NAME] if texts else ""
        return CircularDraft(self.name.text().strip() or subject, texts)

    def _order_of(self, draft: CircularDraft) -> CircularOrder:
        is_made = draft != NO_TEXT
        return CircularOrder(
            draft=draft,
            keys=self._keys,
            year=int(self.year.value()) if is_made else self._desk.today().year,
            by_post=is_made and self.by_post.isChecked(),
            again=is_made and self.again.isChecked(),
            reworded=is_made and self.reworded.isChecked(),
        )

    def look(self) -> None:
        """Plan and draw anew what is written, or say what stands against it."""
        self._later.stop()
        self.note.say("")
        draft = self.draft()
        self.keeper.setEnabled(bool(draft.texts))
        self._tell_problems()
        if draft.texts and not draft.problems():
            self._order, self._is_looking = self._order_of(draft), True
            self.draw()
            return
        self._order = self._order_of(NO_TEXT)
        self._forget_plan(_("Write the letter first.") if not draft.texts else _("The letter is not ready."))
        self._count_labels()

    def _forget_plan(self, told: str) -> None:
        """Show no plan and no letter, and say why."""
        self.plan = None
        self.preview.show_document(b"", "")
        self.told.setText(told)
        for note in (self.left, self.languages):
            note.say("")
        self.password_field.hide()
        self.show_busy(is_busy=False)

    def _count_labels(self) -> None:
        """Count to whom one may write by post at all, off the thread; a letter says it with its plan."""
        books, order = self._desk.books, self._order

        def work(_report: Report) -> int:
            return write_labels(books, None, order, form=TABLES[0])

        def say(number: int) -> None:
            if order is self._order:  # else a letter was written meanwhile
                self._say_labels(number)

        self._desk.jobs.start(work, of=self, done=say, failed=self.fail, may_be_lost=True)

    def _say_labels(self, number: int) -> None:
        told = ngettext("{count} label ...", "{count} labels ...", number)
        self.labels.setText(told.format(count=count(number)))
        self.labels.setEnabled(bool(number))

    def _tell_problems(self) -> None:
        self.form.tell([] if self.draft() == CircularDraft("", ()) else self._problems(self.language.value()))
        others = [
            name for code, name in _NAMES.items() if code != self.language.value() and self._problems(code)
        ]
        told = _("Not ready: {languages}").format(languages=together(*others)) if others else ""
        self.wrong.say(told, "bad")

    def _problems(self, code: str) -> Sequence[Any]:
        """Return what stands against the text of a language; one in which nothing is written is none."""
        draft = self._drafts[code]
        whole = CircularDraft("-", (draft,))
        return whole.problems() if (draft.subject + draft.body).strip() else ()

    # what goes

    def looking(self) -> Callable[[], tuple[Plan, bytes]]:
        return partial(looked_at, self._desk.books, self._order)

    def take(self, found: tuple[Plan, bytes]) -> None:
        """Show a plan and its first letters, unless something else was written meanwhile."""
        if self._later.isActive():
            return
        self._is_looking = False
        super().take(found)
        plan = found[0]
        others = len(plan.in_other_language) if isinstance(plan, CircularPlan) else 0
        if isinstance(plan, CircularPlan):
            self._say_labels(len(to_label(plan, self._desk.today())))
        self.languages.say(other_language_line(others) if others else "", "warn")
        self.reworded.setVisible(self.reworded.isChecked())

    def fail(self, error: BaseException) -> None:
        """Say what stands against it; of another text under the same name, offer that it is the same letter."""
        if self._is_looking:  # what was planned before is of another letter
            self._is_looking = False
            self._forget_plan(_("The letter is not ready."))
        super().fail(error)
        if isinstance(error, CircularReworded):
            self.show_step("people")
            self.reworded.show()

    def printing(self, out: Path) -> Callable[..., Any]:
        return partial(print_circular, self._desk.books, out, self._order, force=True)

    def send(self) -> None:
        """Send what goes by e-mail; the password is asked for where it is seen."""
        self.show_step("people")
        super().send()

    def sending(self, password: str) -> Callable[..., "LetterRun[Any, Any]"]:
        from donations_app.services.deliveries.circular_mail import send_circular

        return partial(send_circular, self._desk.books, self._order, password=password)

    def went(self, told: str, *, is_bad: bool = False) -> None:
        """Say what went where it is seen, and plan anew."""
        if not is_bad:
            self._unkept.clear()
        self.show_step("people")
        super().went(told, is_bad=is_bad)

    def file_stem(self) -> str:
        name = self._order.draft.name or _("letter")
        return no_device("".join(sign if sign.isalnum() or sign in " -_" else "-" for sign in name))

    def shown_words(self) -> str:
        return _("The first letter in each language")

    def left_word(self, reason: str) -> str:
        return left_out_word(reason)

    def counted(self, left_out: Sequence[NotTo]) -> Mapping[Any, int]:
        return counted(left_out)

    # files

    def ask_text(self) -> None:
        """Ask for a file with the text of the language shown."""
        ask_file(self, _("Open a text"), "txt", then=self.open_text)

    def open_text(self, path: Path) -> None:
        """Take the text of a file for the language shown, or say what stands against it."""
        code = self.language.value()
        self._desk.jobs.start(
            lambda _report: read_circular(path, code), of=self, done=self._take_text, failed=self.fail
        )

    def _take_text(self, draft: LetterDraft) -> None:
        self.note.say("")
        self._drafts[draft.language] = draft
        self._unkept.discard(draft.language)
        self._show_language(draft.language)
        self.look()

    def ask_keep(self) -> None:
        """Ask where the text of the language shown is kept."""
        stem = f"{self.file_stem()}.{self.language.value()}"
        ask_place(self, _("Keep the text"), stem, ("txt",), then=self.keep_text)

    def keep_text(self, path: Path) -> None:
        """Write the text of the language shown into a file, as ``people letter`` takes it."""
        code = self.language.value()
        text = letter_text(self._drafts[code])

        def work(_report: Report) -> None:
            with placed(path, force=True, kind="csv") as file:  # any plain text counts as that
                file.write(text.encode())

        self._desk.jobs.start(work, of=self, done=lambda _none: self._written(path, code), failed=self.fail)

    def _written(self, path: Path, code: str) -> None:
        self._unkept.discard(code)
        self.note.say(_("Written: {path}").format(path=isolated(str(path))), "ok")

    def ask_labels(self) -> None:
        """Ask where the labels are written."""
        ask_place(self, _("Labels"), _("labels"), TABLES, then=self.write_labels)

    def write_labels(self, out: Path) -> None:
        """Write labels of what goes by post, or of all who may be written to where there is no letter."""
        books, order, form = self._desk.books, self._order, out.suffix[1:].lower()

        def work(_report: Report) -> int:
            return write_labels(books, out, order, form=form, force=True)

        self._desk.jobs.start(
            work, of=self, done=lambda number: self._labelled(number, out), failed=self.fail
        )

    def _labelled(self, number: int, out: Path) -> None:
        told = ngettext("{count} label: {path}", "{count} labels: {path}", number)
        self.note.say(told.format(count=count(number), path=isolated(str(out))), "ok")


def open_letter(desk: Desk, parent: QWidget, keys: Sequence[int], said: Callable[[str], None]) -> None:
    """Ask for a letter to people, and let it go."""
    dialog = WriteToList(desk, keys, parent)
    dialog.said.connect(said)
    dialog.open()
