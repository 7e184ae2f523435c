"""Where the cents of a line go: rows of a project and a part, by amount, by percent, or the rest."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from donations_app.db.queries.projects import Target
from donations_app.domain.folding import fold
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.splitting import Part, PartsAbove, split
from donations_app.domain.typed import TypedError, parse_amount, parse_percent
from donations_app.i18n import _, figures, isolated, language, money
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import CheckBox, button, tool
from donations_app.ui.widgets.edits import mark
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.codes import together
from donations_app.words.phrases import problem_sentence


class PartTyped(Struct, frozen=True):
    """A row as it was typed, to fill it in again."""

    target: Target | None
    part: str
    text: str = ""  # typed where no project was chosen


def choice_of(target: Target) -> Choice:
    """Return a target as one picks it; once it is chosen, its short name stands for the long one."""
    title, code = target.title(language()), isolated(target.project)
    tells = together(code, target.association_name) if target.association else code
    return Choice(
        target, title, tells, shown=together(target.association_name or code, target.short(language()))
    )


def targets_like(known: Iterable[Target], typed: str) -> list[Target]:
    """Return the first targets whose code, titles or association begin with the words typed."""
    words, found = fold(typed).split(), []
    for target in known:
        titles = f"{target.title_fr} {target.title_en} {target.title_ar}"
        names = fold(f"{target.project} {titles} {target.association_name}").split()
        if all(any(name.startswith(word) for name in names) for word in words):
            found.append(target)
    return found[:20]


class _Row(QWidget):
    """One project and its part."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, find: Callable[[str], Sequence[Choice]]) -> None:
        super().__init__()
        self.picker = Picker(find, name=_("Project"), icon_name="")
        self.picker.setPlaceholderText(_("General fund"))
        self.part = QLineEdit()
        self.part.setAccessibleName(_("Amount or percent"))
        self.part.setPlaceholderText(_("the rest"))
        self.part.setToolTip(_("An amount such as 50, a percent such as 40 %, or nothing for the rest"))
        self.part.setFont(font(13))
        self.part.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.part.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.part.setMaxLength(24)
        self.part.setFixedWidth(theme().px(88))
        for edit in (self.picker, self.part):
            edit.setProperty("size", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        row.addWidget(self.picker, 1)
        row.addWidget(self.part)
        self.remover = tool("x", _("Remove (Shift+F7)"), lambda: self.removed.emit(self))
        self.remover.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes on to what is typed next
        row.addWidget(self.remover)
        self.picker.chosen.connect(self._chosen)
        self.part.textEdited.connect(lambda *_: self.changed.emit())
        self.part.editingFinished.connect(self.changed)

    def _chosen(self, target: Target | None) -> None:
        mark(self.picker, "")
        self.changed.emit()
        if target is not None and self.picker.hasFocus():
            self.part.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def is_empty(self) -> bool:
        return not self.picker.text().strip() and not self.part.text().strip()

    def typed(self) -> PartTyped:
        """Return the row as it stands."""
        return PartTyped(self.picker.value(), self.part.text(), self.picker.text())

    def problem(self) -> str:
        """Return the code of what is wrong, and colour the field."""
        if self.is_empty:
            return ""
        if self.picker.value() is None:
            mark(self.picker, "bad")
            return "project_unchosen" if self.picker.text().strip() else "missing"
        try:
            self.read()
        except TypedError as error:
            mark(self.part, "bad")
            return error.problem
        mark(self.part, "")
        return ""

    def read(self) -> Part:
        """Return the part typed.

        Raises:
            TypedError: the part is neither an amount nor a percent.
        """
        target: Target = self.picker.value()
        typed = self.part.text().strip()
        amount = points = None
        if typed.endswith("%"):
            points = parse_percent(typed)
        elif typed:
            amount = Money(parse_amount(typed))
        return Part(
            project=target.project, association=target.association, amount=amount, basis_points=points
        )


class Allocations(QFrame):
    """The rows of one payment line, and what they leave."""

    changed = Signal()
    rows_changed = Signal()  # Tab has other stops than before

    def __init__(self, targets: Callable[[], Sequence[Target]]) -> None:
        super().__init__()
        self.setObjectName("sunken")
        self._targets = targets
        self._amount: Money | None = None
        self._rows: list[_Row] = []
        self._removed: tuple[int, PartTyped] | None = None  # the row removed last, and its place
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*theme().margins(10, 10, 10, 8))
        whole.setSpacing(theme().px(6))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().px(6))
        whole.addLayout(self._list)
        foot = QHBoxLayout()
        self._more = button(_("Add a line"), "link", "plus", self.add_row)
        self._more.setToolTip(_("Another project (F7)"))
        self.wish = CheckBox(_("Donor's wish"), 12)
        self.wish.setToolTip(_("The donor chose the project; otherwise the association decides"))
        self.note = Note()
        foot.setSpacing(theme().px(16))
        foot.addWidget(self._more)
        foot.addWidget(self.note, 1)  # on as few lines as there is room for
        foot.addStretch(0)
        whole.addLayout(foot)
        removes = QShortcut(QKeySequence("Shift+F7"), self, self._remove_current)
        removes.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.clear()

    def add_row(self) -> None:
        """Add an empty row and go there."""
        row = self._append()
        self.rows_changed.emit()
        row.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_free(self) -> None:
        """Go where the next project is typed."""
        self.free_row().setFocus(Qt.FocusReason.TabFocusReason)

    def free_row(self) -> QLineEdit:
        """Return where the next project is typed: in the last row if it is empty, or in one more."""
        if not self._rows[-1].is_empty:
            self.add_row()
        return self._rows[-1].picker

    def _append(self) -> _Row:
        row = _Row(self._find)
        row.changed.connect(self._tell)
        row.removed.connect(self._remove)
        self._rows.append(row)
        self._list.addWidget(row)
        row.show()  # at once: Tab may come before Qt lays it out
        self._show_removers()
        return row

    def stops(self) -> list[QWidget]:
        """Return what Tab goes to, as one sees it."""
        rows = [stop for one in self._rows for stop in (one.picker, one.part)]
        return [self.wish, *rows, self._more]

    def _remove_current(self) -> None:
        """Remove the row in which one types."""
        for row in self._rows:
            if row.picker.hasFocus() or row.part.hasFocus():
                self._remove(row)
                return

    def bring_back(self) -> bool:
        """Show the row that was removed last again, at its place; tell whether there was one."""
        if self._removed is None:
            return False
        place, typed = self._removed
        self._removed = None
        rows = [*self.typed()]
        rows.insert(place, typed)
        self.fill(rows, by_wish=self.wish.isChecked())
        self._rows[place].picker.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _remove(self, row: _Row) -> None:
        place = self._rows.index(row)
        if not row.is_empty:
            before = sum(not one.is_empty for one in self._rows[:place])
            self._removed = (before, row.typed())
        self._rows.remove(row)
        row.hide()
        row.deleteLater()
        if not self._rows:
            self._append()
        self._show_removers()
        self.rows_changed.emit()
        self._rows[min(place, len(self._rows) - 1)].picker.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _show_removers(self) -> None:
        for row in self._rows:
            row.remover.setVisible(len(self._rows) > 1 or not row.is_empty)

    def _find(self, typed: str) -> list[Choice]:
        return [choice_of(target) for target in targets_like(self._targets(), typed)]

    def set_amount(self, amount: Money | None) -> None:
        """Take note of the amount to allocate."""
        self._amount = amount
        self._say()

    def clear(self) -> None:
        """Begin anew: all to the general fund."""
        self.fill((), by_wish=False)

    def fill(self, typed: Sequence[PartTyped], *, by_wish: bool) -> None:
        """Show rows as they were typed before."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows, self._removed = [], None
        for one in typed:
            row = self._append()
            if one.target is None:
                row.picker.setText(one.text)
            else:
                row.picker.choose(choice_of(one.target))
            row.part.setText(one.part)
        if not typed:
            self._append()
        self.wish.setChecked(by_wish)
        self.rows_changed.emit()
        self._tell()

    def typed(self) -> tuple[PartTyped, ...]:
        """Return the rows as they stand."""
        return tuple(row.typed() for row in self._rows if not row.is_empty)

    def problem(self) -> str:
        """Return the code of what is wrong: of ``phrases.PROBLEMS``, or nothing."""
        found = [problem for row in self._rows if (problem := row.problem())]
        if found:
            return found[0]
        try:
            self.drafts()
        except PartsAbove:
            return "allocations_differ"
        return ""

    def drafts(self) -> tuple[AllocationDraft, ...]:
        """Return the allocations; none means the general fund.

        Raises:
            PartsAbove: the parts take more than the amount.
        """
        parts = [row.read() for row in self._rows if row.picker.value() is not None]
        return split(self._amount, parts) if self._amount and parts else ()

    def _tell(self) -> None:
        self._show_removers()
        self._say()
        self.changed.emit()

    def _show_amounts(self, drafts: Sequence[AllocationDraft]) -> None:
        """Show in each row without an amount of its own what it comes to."""
        chosen = [row for row in self._rows if row.picker.value() is not None]
        for row, draft in zip(chosen, drafts, strict=False):
            row.part.setPlaceholderText(figures(draft.amount))

    def _say(self) -> None:
        self.wish.setVisible(any(row.picker.value() for row in self._rows))
        if self._say_problem() or not self._amount or not any(row.picker.value() for row in self._rows):
            return
        try:
            drafts = self.drafts()
        except PartsAbove as error:
            told = _("{amount} too much").format(amount=money(error.over))
            self.note.say(told, "bad")
            return
        self._show_amounts(drafts)
        rest = sum(draft.amount.cents for draft in drafts if not draft.project)
        if rest:
            told = _("{amount} to the general fund").format(amount=money(Money(rest)))
            self.note.say(told, "")
        else:
            self.note.say(_("All is allocated"), "ok")

    def _say_problem(self) -> bool:
        """Say what cannot be read in a row that was left; tell whether some row cannot be taken."""
        self.note.say("")
        wrong = [row for row in self._rows if row.problem()]
        for row in wrong:
            if not row.picker.hasFocus() and not row.part.hasFocus():
                self.note.say(problem_sentence(row.problem(), row.part.text()), "bad")
        return bool(wrong)
