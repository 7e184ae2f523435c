"""Tables of direct debits: what is collected, what is left out, the runs made before, and what came back."""

from typing import Any

from donations_app.db.queries.collections import RunRow
from donations_app.domain.collecting import Debit, LeftOut
from donations_app.domain.money import ZERO
from donations_app.i18n import _, count, day, isolated, money
from donations_app.services.bank.debit_returns import NotTaken, ReturnTaken
from donations_app.ui.theme import theme
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import together
from donations_app.words.debits import RUN_STATES, SEQUENCES, amended_words, last_digits, reason_words
from donations_app.words.returns import ACTIONS, code_words, reference_of, unmatched_words


class _Rows(Table):
    """A table whose keys are its rows."""

    def __init__(self, columns: list[Column[Any]], name: str, empty: str) -> None:
        model: WindowedModel[Any] = WindowedModel(columns, list)
        super().__init__(model, name, empty=empty)
        model.setParent(self)
        self.setMinimumHeight(theme().px(190))

    def ref_of(self, row: int) -> str:
        """Return the reference of the gift of a row."""
        one = self._model.row(row)
        return one.of.ref if one else ""


class DebitTable(_Rows):
    """What is collected; what is told to the bank as amended stands with it."""

    def __init__(self) -> None:
        columns: list[Column[Debit]] = [
            Column(_("Donor"), lambda one: one.of.name, 0, weight=500, least=150, may_be_long=True),
            Column(_("Due on"), lambda one: day(one.of.due_on), 92, tone=lambda _one: "muted"),
            Column(_("Amount"), lambda one: money(one.of.amount), 100, is_amount=True, weight=500),
            Column(_("Mandate"), lambda one: isolated(one.now.reference), 120, may_be_long=True),
            Column(_("Account"), lambda one: last_digits(one.now.iban), 90, is_spare=True),
            Column(_("Kind"), lambda one: _(SEQUENCES[one.sequence]), 90),
            Column(
                _("Amended"), lambda one: together(*amended_words(one.amended)), 170, is_spare=True, may_be_long=True,
                tone=lambda _one: "info",
            ),
        ]  # fmt: skip
        super().__init__(columns, _("What is collected"), _("Nothing is to be collected by that day."))


class LeftTable(_Rows):
    """What is left out, with why; Enter leads to the gift."""

    def __init__(self) -> None:
        columns: list[Column[LeftOut]] = [
            Column(_("Donor"), lambda one: one.of.name, 190, weight=500, may_be_long=True),
            Column(_("Due on"), lambda one: day(one.of.due_on), 92, tone=lambda _one: "muted"),
            Column(_("Amount"), lambda one: money(one.of.amount), 90, is_amount=True),
            Column(_("Why"), reason_words, 0, least=300, may_be_long=True),
        ]
        super().__init__(columns, _("What is left out"), _("Nothing is left out."))


class RunTable(_Rows):
    """The runs, the latest first, with who sent them when."""

    def __init__(self) -> None:
        columns: list[Column[RunRow]] = [
            Column(_("File"), lambda row: isolated(row.number), 126, weight=500),
            Column(_("Collected on"), lambda row: day(row.collected_on), 104, tone=lambda _row: "muted"),
            Column(_("Debits"), lambda row: count(row.count), 76, is_amount=True, is_spare=True),
            Column(_("Amount"), lambda row: money(row.amount), 110, is_amount=True, weight=500),
            Column(
                _("State"),
                lambda row: _(RUN_STATES[row.state][0]),
                160,
                tone=lambda row: RUN_STATES[row.state][1],
            ),
            Column(_("Sent"), _sent, 0, least=120, may_be_long=True),
        ]
        super().__init__(columns, _("Files of direct debits"), _("No file of direct debits was made yet."))


class ReturnTable(_Rows):
    """What came back, with why, what the bank takes for it, and what is done."""

    def __init__(self) -> None:
        columns: list[Column[ReturnTaken]] = [
            Column(_("Donor"), lambda one: one.debit.name, 150, weight=500, may_be_long=True),
            Column(_("Came back on"), lambda one: day(one.on), 104, tone=lambda _one: "muted"),
            Column(_("Amount"), lambda one: money(one.debit.amount), 86, is_amount=True, weight=500),
            Column(_("Fee"), _fee, 70, is_amount=True, is_spare=True),
            Column(_("Why"), lambda one: code_words(one.code), 0, least=170, may_be_long=True),
            Column(
                _("What is done"),
                lambda one: _(ACTIONS[one.action][0]),
                140,
                tone=lambda one: ACTIONS[one.action][1],
            ),
            Column(_("Receipt"), _receipt, 110, is_spare=True, may_be_long=True),
        ]
        super().__init__(columns, _("What came back"), _("Nothing came back."))


def _fee(one: ReturnTaken) -> str:
    return money(one.fee) if one.fee != ZERO else ""


def _receipt(one: ReturnTaken) -> str:
    return " ".join(isolated(number) for number in one.corrected.cancelled)


class NotTakenTable(_Rows):
    """What is taken for none of the debits, with why, and what is near."""

    def __init__(self) -> None:
        columns: list[Column[NotTaken]] = [
            Column(_("Reference"), lambda one: isolated(reference_of(one.returned)), 150, may_be_long=True),
            Column(_("Came back on"), lambda one: day(one.returned.on), 104, tone=lambda _one: "muted"),
            Column(
                _("Amount"),
                lambda one: money(one.returned.amount) if one.returned.amount else "",
                86,
                is_amount=True,
            ),
            Column(_("Code"), lambda one: isolated(one.returned.code), 66),
            Column(
                _("Why"), lambda one: unmatched_words(one.why, one.refusal), 0, least=240, may_be_long=True
            ),
        ]
        super().__init__(columns, _("What is not taken"), _("All of it was found."))


def _sent(row: RunRow) -> str:
    """Return who sent a run, when; of one that was cancelled why."""
    if row.cancelled_on:
        return together(day(row.cancelled_on), isolated(row.reason))
    return together(day(row.sent_on), isolated(row.sent_by)) if row.sent_on else ""
