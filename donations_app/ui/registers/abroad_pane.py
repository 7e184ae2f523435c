"""What came from abroad in a fiscal year: by State, in the order of time."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from donations_app.domain.foreign import ForeignResource, ForeignStatement, State
from donations_app.domain.statements import Sum
from donations_app.i18n import _, count, country_name, day, isolated, language, money, ngettext
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work
from donations_app.ui.registers.beside import Beside
from donations_app.ui.registers.ledger import Ledger, Section, sum_row
from donations_app.ui.registers.pane import Pane, Said, filling, period_of, saving_statement
from donations_app.ui.registers.register_words import CONTRIBUTORS
from donations_app.ui.widgets.basic import CheckBox
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import KINDS, METHODS, together, word
from donations_app.words.law import necessity_sentence, unclear_sentence

_SIDE: Final = 260
_TOLD: Final = 2  # public bodies of which it is said what to look at; the next when these are done


class AbroadPane(Pane):
    """The statement of foreign resources, line by line."""

    endings = (".pdf", ".csv", ".xlsx")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: ForeignStatement | None = None
        model: WindowedModel[ForeignResource] = WindowedModel(_columns(), list)
        self.table = Table(
            model, _("Resources from abroad"), empty=_("Nothing came from abroad in this year.")
        )
        model.setParent(self.table)
        self.ledger = Ledger(_("Sums by State"))
        self.short = CheckBox(_("Short form, to publish: a total for each State"))
        states: WindowedModel[State] = WindowedModel(_state_columns(), list)
        self.states = Table(states, _("Sums by State"), empty=_("Nothing came from abroad in this year."))
        states.setParent(self.states)
        self.states.hide()
        self._beside = Beside((self.short,), self.table, self.ledger, width=_SIDE, below=self.states)
        filling(self, self._beside)
        self.short.toggled.connect(lambda *_: self._show_form())

    def arrange(self, width: int) -> None:
        self._beside.arrange(width)

    def work(self, year: int) -> Work:
        books = self.desk.books

        def read(_report: Callable[[int, int], None]) -> ForeignStatement:
            from donations_app.services.statements.thresholds import foreign_statement

            return foreign_statement(books, year)

        return read

    def show_found(self, found: ForeignStatement) -> None:
        self.found = found
        self.table.show_keys([one for state in found.states for one in state.resources])
        sums = [
            sum_row(country_name(state.country, language()), Sum(len(state.resources), state.amount))
            for state in found.states
        ]
        if sums:
            number = sum(len(state.resources) for state in found.states)
            sums.append(sum_row(_("In all"), Sum(number, found.amount), is_strong=True))
        self.ledger.fill([Section(_("By State"), sums)])
        self.states.show_keys(found.states)
        self._show_form()

    @property
    def is_short(self) -> bool:
        """Whether a total for each State alone is shown, and saved."""
        return self.short.isChecked()

    def _show_form(self) -> None:
        self.table.setVisible(not self.is_short)
        self.states.setVisible(self.is_short)
        self._beside.show_sums(there=bool(self.found and self.found.states) and not self.is_short)

    def headline(self) -> str:
        if self.found is None:
            return ""
        number = sum(len(state.resources) for state in self.found.states)
        told = ngettext(
            "{count} resource from abroad, {amount}", "{count} resources from abroad, {amount}", number
        )
        told = told.format(count=count(number), amount=money(self.found.amount))
        return f"{period_of(self.found.heading)} · {told}"

    def note(self) -> Said:
        if self.found is None:
            return "", ""
        if self.found.without_state:
            told = _("Declared not tax-resident, with a French address: {refs}. Write where they live.")
            return told.format(refs=together(*map(isolated, self.found.without_state))), "warn"
        if self.found.unclear:
            return " ".join(unclear_sentence(*one) for one in self.found.unclear[:_TOLD]), "warn"
        is_asked = self.found.necessity in ("required", "by_non_residents")
        return necessity_sentence(self.found), "warn" if is_asked else ""

    def file_name(self) -> str:
        return f"ressources-etranger-{self.year}" + ("-abrege" if self.is_short else "")

    def saving(self, path: Path) -> Work:
        if self.found is None:
            raise RuntimeError("nothing is shown yet")
        return saving_statement(replace(self.found, is_short=self.is_short), path)


def _state_columns() -> list[Column[State]]:
    return [
        Column(_("State (country)"), lambda row: country_name(row.country, language()), 0, weight=500),
        Column(_("Amount"), lambda row: money(row.amount), 130, is_amount=True, weight=500),
    ]


def _columns() -> list[Column[ForeignResource]]:
    return [
        Column(_("State (country)"), lambda row: country_name(row.country, language()), 0, weight=500),
        Column(_("Date"), lambda row: day(row.on), 96, tone=lambda _row: "muted"),
        Column(_("Contributor"), lambda row: word(CONTRIBUTORS, row.personality), 208),
        Column(_("Amount"), lambda row: money(row.amount), 110, is_amount=True, weight=500),
        Column(_("Nature"), lambda row: word(KINDS, row.kind), 112, is_spare=True),
        Column(_("Way"), _way, 150, is_spare=True, may_be_long=True),
        Column(_("Method"), lambda row: word(METHODS, row.method), 112, is_spare=True),
    ]


def _way(row: ForeignResource) -> str:
    if row.is_direct:
        return _("Direct")
    if row.intermediary:
        return _("Through {who}").format(who=isolated(row.intermediary))
    return _("Through a platform")
