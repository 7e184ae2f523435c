"""The annual declaration of gifts: both figures with what they count, its day, its filing, what changed since."""

from typing import Final

from PySide6.QtWidgets import QPushButton

from donations_app.db.books import Books
from donations_app.domain.declaration import ChangedReceipt, Declaration, Filing
from donations_app.domain.statements import Sum
from donations_app.i18n import N_, _, count, day, isolated, money, ngettext
from donations_app.ui.desk import Desk
from donations_app.ui.registers.filing import FileDeclaration
from donations_app.ui.registers.ledger import Figure, Ledger, Row, Section, sum_row
from donations_app.ui.registers.pane import Said, period_of
from donations_app.ui.registers.printed import FigureRow, StatementPane
from donations_app.ui.registers.register_words import CHANGES, signed
from donations_app.ui.widgets.basic import Label, button
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import together
from donations_app.words.figures import doubt_words
from donations_app.words.law import READINGS, due_sentence, filed_sentence, late_words, source_words
from donations_app.words.phrases import problem_sentence

_ROWS: Final = 6  # of what changed, before one scrolls
_COUNTED: Final = {
    "gifts": N_(
        "Receipts in force on these gifts, whenever issued; a replaced one counts once, a duplicate never."
    ),
    "issued": N_(
        "Receipts issued in the period, whatever year their gifts are of; a replaced one counts once, "
        "a duplicate never."
    ),
}


class DeclarationPane(StatementPane[Declaration]):
    """What is declared for a year, and whether it was."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.amount = Figure(_("Amount to declare"))
        self.documents = Figure(_("Documents to declare"))
        self.due = Figure(_("To be declared by"))
        self.ledger = Ledger(_("Figures of the declaration"))
        self.file_button = button("", "primary", "file-check", self.ask_file)
        self._changed_title = Label(_("Receipts that changed since the filing"), "strong")
        model: WindowedModel[ChangedReceipt] = WindowedModel(_columns(), list)
        self.changes = Table(model, _("Receipts that changed since the filing"))
        model.setParent(self.changes)
        self._lay_out()

    def _lay_out(self) -> None:
        rows = self.whole.rows
        self._figures = FigureRow((self.amount, self.documents, self.due))
        rows.addWidget(self._figures)
        rows.addWidget(self._changed_title)
        rows.addWidget(self.changes)
        rows.addWidget(self.ledger)
        rows.addStretch(1)

    def leads(self) -> list[QPushButton]:
        return [self.file_button]

    def arrange(self, width: int) -> None:
        super().arrange(width)
        self._figures.arrange(width)

    def reckon(self, books: Books, year: int) -> Declaration:
        from donations_app.services.statements.declaration import declaration

        return declaration(books, year)

    def show_statement(self, found: Declaration) -> None:
        self.amount.show_value(
            money(found.received.amount),
            _("Gifts received in the period and mentioned on receipts in force, whenever these were issued."),
        )
        self.documents.show_value(count(found.documents), _(_COUNTED[found.reading]), _rule_state(found))
        shown = "–" if found.not_due else day(found.due_on)
        self.due.show_value(shown, _filed_sentence(found), self._state(found))
        self.whole.keep(self._figures.wanted())
        self.ledger.fill(_sections(found))
        changed = found.correction.receipts if found.correction else ()
        self.changes.show_keys(changed)
        self.changes.show_rows(_ROWS)
        for widget in (self._changed_title, self.changes):
            widget.setVisible(bool(changed))
        self._allow(found)

    def _state(self, found: Declaration) -> tuple[str, str, str]:
        """Return what is to be done until when, in a pill."""
        if found.filings:
            if found.correction and found.correction.is_needed:
                return _("To correct"), "bad", "circle-alert"
            if days := found.days_late(found.filings[0]):
                return together(_("Filed"), late_words(days)), "warn", "circle-alert"
            return _("Filed"), "ok", "circle-check"
        if found.not_due:
            return _("Nothing to declare"), "ok", "circle-check"
        left = (found.due_on - self.desk.today()).days
        if left < 0:
            return late_words(-left), "bad", "circle-alert"
        told = ngettext("{count} day left", "{count} days left", left)
        return told.format(count=count(left)), "warn" if left <= 30 else "info", "clock"

    def headline(self) -> str:
        return period_of(self.found.heading) if self.found else ""

    def note(self) -> Said:
        return ("", "") if self.found is None else self._note_of(self.found)

    def _note_of(self, found: Declaration) -> Said:
        if found.correction and found.correction.is_needed:
            told = _("The figures are no longer those filed. Amount: {amount}; documents: {count}.")
            return told.format(
                amount=signed(money(found.correction.amount), is_above=found.correction.amount.cents > 0),
                count=signed(count(found.correction.documents), is_above=found.correction.documents > 0),
            ), "bad"
        if _is_open(found):
            return _("The period is not over: these figures are not final."), "warn"
        if found.filings:
            is_late = found.days_late(first := found.filings[0]) > 0
            return (
                (filed_sentence(found, first), "warn")
                if is_late
                else (_("The figures are those filed."), "ok")
            )
        if found.not_due:
            return due_sentence(found), ""
        if found.doubt:
            return problem_sentence(found.doubt), "bad"
        return _("Not filed yet. File it on the tax office's site, then record it here."), "warn"

    def file_name(self) -> str:
        return f"declaration-dons-{self.year}"

    # its filing

    def _allow(self, found: Declaration) -> None:
        again = bool(found.filings)
        self.file_button.setText(_("Record a corrected filing ...") if again else _("Record the filing ..."))
        self.file_button.setEnabled(not self.why_not())
        self.file_button.setToolTip(self.why_not())
        self.file_button.setAccessibleDescription(self.why_not())

    def why_not(self) -> str:
        """Say why a filing cannot be recorded, or nothing."""
        found = self.found
        if self.desk.books.read_only:
            return _("Read only: the filing is recorded where the books can be written.")
        if found is None:
            return ""
        if _is_open(found):
            return _("The period ends on {day}: it is filed after that.").format(
                day=day(found.heading.last_on)
            )
        if found.correction and not found.correction.is_needed:
            return _("Filed with these figures: there is nothing to correct.")
        return ""

    def ask_file(self) -> None:
        """Ask for the day and the reference of the filing, and record it."""
        if self.found is not None and not self.why_not():
            dialog = FileDeclaration(self.desk, self.found, self)
            dialog.done_with.connect(self.said)
            dialog.outdated.connect(self.chosen)  # others wrote meanwhile: it is read again
            dialog.open()


def _rule_state(found: Declaration) -> tuple[str, str, str] | None:
    """Return that nobody has confirmed how the documents are counted, in a pill."""
    return None if found.rule.confirmed else (_("To be confirmed"), "warn", "circle-alert")


def _is_open(found: Declaration) -> bool:
    return found.heading.printed_on <= found.heading.last_on


def _filed_sentence(found: Declaration) -> str:
    if not found.filings:
        return _("No filing is recorded.")
    return filed_sentence(found, found.filings[-1])


def _columns() -> list[Column[ChangedReceipt]]:
    return [
        Column(_("Number"), lambda row: isolated(row.number), 0, weight=500),
        Column(_("Change"), lambda row: _(CHANGES[row.change][0]), 160, tone=lambda row: CHANGES[row.change][1]),
        Column(_("Amount"), lambda row: signed(money(row.amount), is_above=row.amount.cents > 0), 130,
               is_amount=True, weight=500),
    ]  # fmt: skip


def _sections(found: Declaration) -> list[Section]:
    gone = found.cancelled
    received = [sum_row(_("Receipts on the gifts of the period"), found.received, is_strong=True)]
    received += [sum_row(isolated(form), one) for form, one in found.by_form.items()]
    received.append(Row(_("Of which in kind"), amount=money(found.in_kind)))
    issued = [
        sum_row(_("Receipts in force, issued in the period"), found.issued_live, is_strong=True),
        *(_of_year(year, one) for year, one in found.issued_by_year.items()),
    ]
    rule = found.rule
    readings = [
        Row(
            told.format(reading=_(READINGS[code])),
            count(found.documents_by[code]),
            is_strong=code == found.reading,
        )
        for code, told in (
            (found.reading, _("Declared: {reading}")),
            (found.other_reading, _("Not declared: {reading}")),
        )
    ]
    readings.append(Row(source_words(rule) if rule.confirmed else doubt_words(rule), tone="muted"))
    counted = [
        Row(label, count(number))
        for label, number in (
            (_("Replaced after the period: counted"), gone.replaced_later),
            (_("Replaced in the period: counted once"), gone.replaced_within),
            (_("Cancelled and not replaced: not counted"), gone.withdrawn),
            (_("Documents if these were counted"), found.documents_with_withdrawn),
            (_("Issued in place of an earlier period's: counted"), gone.replacements_of_earlier),
            (_("Duplicates: never counted"), found.duplicates),
            (_("Numbers given in the period"), found.numbers_taken),
        )
    ]
    return [
        Section(_("Filings"), [_filing(found, one) for one in found.filings]),
        Section(_("The amount: by the day of the gift"), received),
        Section(_("Another amount, not declared: by the day of the receipt"), issued),
        Section(_("The number of documents, read in two ways"), readings),
        Section(_("How the documents issued in the period are counted"), counted),
    ]


def _of_year(year: str, one: Sum) -> Row:
    return sum_row(_("On the gifts of {year}").format(year=isolated(year)), one)


def _filing(found: Declaration, one: Filing) -> Row:
    told = _("Filed on {day} by {who}") if one.n == 1 else _("Corrected on {day} by {who}")
    said = [told.format(day=day(one.filed_on), who=isolated(one.filed_by))]
    if days := found.days_late(one):
        said.append(late_words(days))
    if one.note:
        said.append(isolated(one.note))
    return Row(together(*said), count(one.documents), money(one.amount), tone="warn" if days else "")
