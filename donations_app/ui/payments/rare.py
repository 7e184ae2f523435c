"""What is rare in a payment, folded away until it is wanted: another currency, a return, a platform's receipt."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from donations_app.domain.money import Money
from donations_app.domain.payments import (
    ARTICLES,
    COUNTERPART_KINDS,
    IN_KIND_KINDS,
    LineDraft,
    PaymentDraft,
)
from donations_app.domain.rates import in_euros
from donations_app.domain.typed import TypedError, clean_text, parse_rate
from donations_app.formats.currencies import currency_code
from donations_app.i18n import N_, _, figures, isolated
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import CheckBox, Elided, Wrapped, button, set_kind
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit, TypedEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit
from donations_app.words.codes import ARTICLES as ARTICLE_WORDS
from donations_app.words.codes import COUNTERPARTS, word

EURO: Final = "EUR"
_HOLDS: Final = N_("another currency, something given in return, a platform's receipt")
Unreadable = tuple[Field, str, str]  # the field, the code of what is wrong, the text


class RareChoices(Struct, frozen=True):
    """What is chosen among what is rare, and not typed."""

    counterpart_kind: str = COUNTERPART_KINDS[0]
    article: str = ARTICLES[0]  # of the CGI under which an individual asks for the receipt
    pass_through: bool = False  # for somebody else

    @classmethod
    def of(cls, line: LineDraft) -> "RareChoices":
        """Return what a line says."""
        return cls(line.counterpart_kind or COUNTERPART_KINDS[0], line.article, line.pass_through)

    @property
    def is_known(self) -> bool:
        """Whether each is among what can be chosen."""
        return self.counterpart_kind in COUNTERPART_KINDS and self.article in ARTICLES


class CurrencyEdit(TypedEdit):
    """A currency: three letters or a word such as ``DH``; nothing is the euro."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFont(font(13))
        self.setPlaceholderText(EURO)

    def parse(self) -> str:
        return currency_code(self.text()) if self.text().strip() else EURO

    def problem(self) -> str:
        return super().problem() if self.text().strip() else ""

    def code(self) -> str:
        """Return the code; that of the euro while what is typed is none."""
        return EURO if self.problem() else self.parse()

    def show_whole(self) -> None:
        code = self.parse()
        self.setText("" if code == EURO else code)


class RateEdit(TypedEdit):
    """An exchange rate: units of the currency for one euro, such as ``10,85``."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFont(font(13))
        self.setPlaceholderText("10,85")

    def parse(self) -> str:
        return parse_rate(self.text())

    def show_whole(self) -> None:
        self.setText(self.parse().replace(".", ","))


def unclean(*fields: Field) -> list[Unreadable]:
    """Return the fields whose text holds what nobody sees."""
    found: list[Unreadable] = []
    for field in fields:
        edit = field.edit
        if isinstance(edit, QLineEdit):
            try:
                clean_text(edit.text())
            except TypedError as error:
                found.append((field, error.problem, edit.text()))
    return found


def minor_of(line: LineDraft) -> int:
    """Return hundredths of the currency in which a line was given."""
    return line.amount.cents if line.foreign_minor is None else line.foreign_minor


def rare_texts(draft: PaymentDraft, line: LineDraft) -> dict[str, str]:
    """Return what is rare in a payment and in its line as the fields of ``RareFields`` and ``ThingFields`` say it."""
    in_kind = line.kind in IN_KIND_KINDS
    return {
        "currency": draft.currency if draft.currency != EURO else "",
        "rate": draft.rate.replace(".", ","),
        "rate_on": f"{draft.rate_on:%d/%m/%Y}" if draft.rate_on else "",
        "rate_source": draft.rate_source,
        "counterpart": figures(line.counterpart) if line.counterpart else "",
        "issued_by": draft.receipt_issued_by,
        "description": line.description if in_kind else "",
        "valued_by": line.valued_by if in_kind else "",
        "evidence": line.evidence if in_kind else "",
    }


class RareFields(QWidget):
    """Folded away behind one button; what is filled in is never hidden.

    Args:
        today: the day of recording.
        pins: whether fields may keep their value for the next line.
    """

    stops_moved = Signal()  # Tab has to be led anew
    money_changed = Signal()  # the currency, the rate: amounts are worth something else
    choice_changed = Signal()  # one of ``RareChoices``

    def __init__(self, today: Callable[[], date], *, pins: bool = True) -> None:
        super().__init__()
        self._pinned = False if pins else None
        self.is_open = False
        self.opener = button(_("More"), "link", "chevron-down", self.toggle)
        self._holds = Elided("", "small", "muted")
        self._make(today)
        self._body = QWidget()
        self._lay_out()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(8))
        head = QHBoxLayout()
        head.setSpacing(theme().px(10))
        head.addWidget(self.opener)
        head.addWidget(self._holds, 1)
        rows.addLayout(head)
        rows.addWidget(self._body)
        self.currency.textChanged.connect(lambda *_: self._show_currency())
        self.rate.textChanged.connect(lambda *_: self.money_changed.emit())
        self.counterpart.textChanged.connect(lambda *_: self._show_kind())
        self.issued_by.textChanged.connect(self._say_issued)
        self.passes.toggled.connect(lambda passes: self._say_none(self.passes_field, is_none=passes))
        for changed in (self.counterpart_kind.chosen, self.article.chosen, self.passes.toggled):
            changed.connect(lambda *_: self.choice_changed.emit())
        self._show_currency()
        self._show_kind()
        self._show()

    def _make(self, today: Callable[[], date]) -> None:
        self.currency = CurrencyEdit(_("Currency"))
        self.rate = RateEdit(_("For one euro"))
        self.rate_on = DateEdit(_("Day of the rate"), today)
        self.rate_on.setPlaceholderText(_("the same"))
        self.rate_source = TextEdit(_("Source of the rate"))
        self.rate_source.setPlaceholderText(_("Bank Al-Maghrib, the bank's slip ..."))
        self.counterpart = MoneyEdit(_("Given in return"))
        self.counterpart_kind = ComboBox(
            {code: word(COUNTERPARTS, code) for code in COUNTERPART_KINDS}, _("Kind of return")
        )
        self.issued_by = TextEdit(_("Receipt issued by"))
        self.issued_by.setPlaceholderText("HelloAsso ...")
        self.article = ComboBox(
            {code: word(ARTICLE_WORDS, code) for code in ARTICLES}, _("Article of the CGI")
        )
        self.passes = CheckBox(_("the money is only passed on"))
        self.passes.setAccessibleName(_("For somebody else"))
        self.currency_field = Field(_("Currency"), self.currency, pinned=self._pinned)
        self.rate_field = Field(_("For one euro"), self.rate, pinned=self._pinned)
        self.rate_on_field = Field(_("Day of the rate"), self.rate_on, pinned=self._pinned)
        self.source_field = Field(_("Source of the rate"), self.rate_source, pinned=self._pinned)
        self.counterpart_field = Field(_("Given in return"), self.counterpart)
        self.kind_field = Field(_("Kind"), self.counterpart_kind)
        self.issued_field = Field(_("Receipt issued by"), self.issued_by, pinned=self._pinned)
        self.article_field = Field(_("Article of the CGI"), self.article)
        self.passes_field = Field(_("For somebody else"), self.passes)

    def _lay_out(self) -> None:
        self._hint = Wrapped(_("MAD, CHF, USD ...; an amount such as 500 DH says it too."), "small", "muted")
        rows = QVBoxLayout(self._body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        first = (self.currency_field, self.rate_field, self.rate_on_field)
        for fields in (
            first,
            (self.source_field,),
            (self.counterpart_field, self.kind_field, self.issued_field),
            (self.article_field, self.passes_field),
        ):
            row = QHBoxLayout()
            row.setSpacing(theme().px(14))
            for field in fields:
                row.addWidget(field, 1)
            if fields is first:
                row.addWidget(self._hint, 2, Qt.AlignmentFlag.AlignVCenter)
            rows.addLayout(row)
        rows.addWidget(self.counterpart_field.note)  # a sentence, which one field has no room for

    # what is shown

    def toggle(self) -> None:
        """Show the fields, or fold them away where nothing is filled in."""
        self._set_open(is_open=not self.is_open or self.is_said)

    def go_there(self) -> None:
        """Show the fields and go to the first of them."""
        self._set_open(is_open=True)
        self.currency.setFocus(Qt.FocusReason.TabFocusReason)

    def unfold(self) -> None:
        """Show the fields where something is filled in, though nobody asked for them."""
        self._set_open(is_open=self.is_open or self.is_said)

    def fold(self) -> None:
        """Fold away what is empty."""
        self._set_open(is_open=self.is_said)

    @property
    def is_said(self) -> bool:
        """Whether something is filled in, or chosen that is rare."""
        is_usual = self.article.value() == ARTICLES[0] and not self.passes.isChecked()
        return not is_usual or any(edit.text().strip() for edit in self.edits().values())

    def _set_open(self, *, is_open: bool) -> None:
        if is_open != self.is_open:
            self.is_open = is_open
            self._show()
            self.stops_moved.emit()

    def _show(self) -> None:
        self._body.setVisible(self.is_open)
        self._holds.setText("" if self.is_open else _(_HOLDS))
        self.opener.setText(_("Less") if self.is_open else _("More"))
        set_kind(self.opener, "link", "chevron-up" if self.is_open else "chevron-down")

    def _show_currency(self) -> None:
        for field in (self.rate_field, self.rate_on_field, self.source_field):
            field.setVisible(self.is_foreign)
        self._hint.setVisible(not self.is_foreign)
        self.money_changed.emit()

    def _show_kind(self) -> None:
        self.kind_field.setVisible(bool(self.counterpart.text().strip()))

    def _say_issued(self, text: str) -> None:
        self._say_none(self.issued_field, is_none=bool(text.strip()))

    @staticmethod
    def _say_none(field: Field, *, is_none: bool) -> None:
        field.say(_("No receipt is issued here.") if is_none else "")

    def stops(self) -> list[QWidget]:
        """Return what Tab goes to, as one sees it."""
        return [
            self.opener, self.currency, self.rate, self.rate_on, self.rate_source, self.counterpart,
            self.counterpart_kind, self.issued_by, self.article, self.passes,
        ]  # fmt: skip

    # what is typed

    def edits(self) -> dict[str, QLineEdit]:
        """Return the fields of text by name."""
        return {
            "currency": self.currency,
            "rate": self.rate,
            "rate_on": self.rate_on,
            "rate_source": self.rate_source,
            "counterpart": self.counterpart,
            "issued_by": self.issued_by,
        }

    def pinnable(self) -> dict[str, Field]:
        """Return the fields that may keep their value, by name."""
        return {
            "currency": self.currency_field,
            "rate": self.rate_field,
            "rate_on": self.rate_on_field,
            "rate_source": self.source_field,
            "issued_by": self.issued_field,
        }

    def places(self) -> dict[str, Field]:
        """Return the fields by what the services call them."""
        places = {
            "counterpart_value": self.counterpart_field, "counterpart_kind": self.kind_field,
            "article": self.article_field, "pass_through": self.passes_field,
        }  # fmt: skip
        return places | self.pinnable() | {"receipt_issued_by": self.issued_field}

    @property
    def is_foreign(self) -> bool:
        """Whether amounts are of another currency."""
        return self.currency.code() != EURO

    def in_euros(self, minor: int) -> Money | None:
        """Return what an amount is in euros; ``None`` while the rate cannot be taken.

        Args:
            minor: hundredths of the currency.
        """
        if self.is_foreign and self.rate.problem():
            return None
        return in_euros(minor, self.currency.code(), self.rate.parse() if self.is_foreign else "")

    def unreadable(self, *, needs_source: bool = True) -> list[Unreadable]:
        """Return what cannot be taken; another currency needs its rate, and where that comes from."""
        wanted: list[tuple[Field, TypedEdit, bool]] = [
            (self.currency_field, self.currency, False),
            (self.counterpart_field, self.counterpart, False),
        ]
        if self.is_foreign:
            wanted += [(self.rate_field, self.rate, True), (self.rate_on_field, self.rate_on, False)]
        found = [
            (field, problem, edit.text())
            for field, edit, is_needed in wanted
            if (problem := edit.problem()) and (is_needed or problem != "missing")
        ]
        if self.is_foreign and needs_source and not self.rate_source.text().strip():
            found.append((self.source_field, "missing", ""))
        return [*found, *unclean(self.source_field, self.issued_field)]

    def show_texts(self, texts: Mapping[str, str], chosen: RareChoices) -> None:
        """Show what a payment says, as ``rare_texts`` returns it, and what is chosen of its line."""
        for name, edit in self.edits().items():
            edit.setText(texts[name])
        self.choose(chosen)
        self.fold()

    def choose(self, chosen: RareChoices) -> None:
        """Choose what a line says."""
        self.counterpart_kind.choose(chosen.counterpart_kind)
        self.article.choose(chosen.article)
        self.passes.setChecked(chosen.pass_through)

    def chosen(self) -> RareChoices:
        """Return what is chosen."""
        return RareChoices(self.counterpart_kind.value(), self.article.value(), self.passes.isChecked())

    def show_line(self, *, is_one: bool) -> None:
        """Show what is of one line, where the payment has one."""
        for field in (self.counterpart_field, self.article_field, self.passes_field):
            field.setVisible(is_one)

    def name_amount(self, field: Field, edit: MoneyEdit, name: str) -> None:
        """Say in the name of an amount what it is of: another currency is never taken for euros."""
        code = self.currency.code()
        edit.set_currency(code)
        shown = (
            _("{name} in {currency}").format(name=name, currency=isolated(code)) if self.is_foreign else name
        )
        field.name.setText(shown)
        edit.setAccessibleName(shown)

    def of_payment(self, on: date | None) -> dict[str, Any]:
        """Return the facts of a payment; where no day of the rate is typed it is of the day of the payment."""
        facts: dict[str, Any] = {"currency": EURO, "rate": "", "rate_source": "", "rate_on": None}
        if self.is_foreign:
            facts = {
                "currency": self.currency.code(),
                "rate": self.rate.parse(),
                "rate_source": clean_text(self.rate_source.text()),
                "rate_on": self.rate_on.day() or on,
            }
        return facts | {"receipt_issued_by": clean_text(self.issued_by.text())}

    def of_line(self) -> dict[str, Any]:
        """Return the facts of the line of the gift: what was given in return, and what the law asks of it."""
        worth, chosen = self.counterpart.money(), self.chosen()
        return {
            "counterpart": worth,
            "counterpart_kind": chosen.counterpart_kind if worth else "",
            "article": chosen.article,
            "pass_through": chosen.pass_through,
        }
