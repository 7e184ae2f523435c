"""Rules, promises and spendings as words FIELD=VALUE state them, each read as a cell of a file is."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import uuid4

from msgspec.structs import replace

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.rates import in_euros
from donations_app.domain.spending import SpendingDraft
from donations_app.domain.typed import (
    clean_text,
    is_blank,
    parse_any_date,
    parse_percent,
    parse_rate,
    parse_yes_no,
)
from donations_app.formats.columns import Cells
from donations_app.formats.currencies import currency_code

_PERCENTS: Final = (
    "minimum", "minimum_cash", "maximum_in_kind", "maximum_funder", "maximum_public", "minimum_other",
)  # fmt: skip
_CHOSEN: Final = ("in_kind_of", "base", "basis", "scope", "goods_back")
RULE: Final = (
    "name", *(f"{name}_percent" for name in _PERCENTS), *_CHOSEN, "counts", "currency", "from", "source",
    "source_on", "confirmed",
)  # fmt: skip
FINANCING: Final = ("amount", "currency", "rate", "on", "association", "reference")
SPENDING: Final = ("amount", "on", "association", "earmarked", "origin", "reference", "description")


class _Stated:
    """Facts by the names of their fields; what cannot be taken is gathered, and refused together."""

    def __init__(self, values: Mapping[str, str], known: tuple[str, ...]) -> None:
        self.named = values
        self._cells = Cells({name: place for place, name in enumerate(values)}, tuple(values.values()))
        for name in values:
            if name not in known:
                self._cells.note(name, name, "choice_unknown", {"choices": tuple(known)})

    def text(self, name: str, missing: str = "") -> str:
        return missing if name not in self.named else str(self._cells.read(name, clean_text, ""))

    def read(self, name: str, parse: Any, missing: Any = None) -> Any:
        return self._cells.read(name, parse, missing)

    def money(self, name: str, currency: str, missing: Any = 0) -> Any:
        return self._cells.money(name, currency, missing)

    def whole(self) -> None:
        """Refuse what could not be taken.

        Raises:
            InputRefused: something could not.
        """
        if found := self._cells.problems:
            raise InputRefused([Problem(*one[:1], one[2], one[1], dict(one[3])) for one in found])


def stated_rule(
    values: Mapping[str, str], example: FundingRule | None = None
) -> tuple[FundingRule, date | None]:
    """Return a rule as it is stated, and from which day on it is asked.

    Args:
        values: by the names of ``RULE``; percentages like ``15`` or ``12,5``, kinds of money parted by commas. An
            upper bound that is left empty is none.
        example: a known rule, of which the values change something.

    Raises:
        InputRefused: a field is not known, or its value cannot be taken.
    """
    stated, before = _Stated(values, RULE), example or FundingRule()
    facts: dict[str, Any] = {}
    for name in _PERCENTS:
        if (field := f"{name}_percent") in values:
            facts[name] = stated.read(field, parse_percent, getattr(FundingRule(), name))
    facts |= {name: values[name].strip().lower() for name in _CHOSEN if not is_blank(values.get(name, ""))}
    facts |= {name: stated.text(name, getattr(before, name)) for name in ("name", "source")}
    if "counts" in values:
        facts["counts"] = stated.read("counts", _kinds, ())
    facts["currency"] = stated.read("currency", currency_code, before.currency)
    facts["source_on"] = stated.read("source_on", parse_any_date, before.source_on)
    facts["confirmed"] = stated.read("confirmed", parse_yes_no, before.confirmed)
    since = stated.read("from", parse_any_date)
    stated.whole()
    return replace(before, **facts), since


def _kinds(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip().lower() for one in text.split(",") if one.strip()))


def stated_financing(
    values: Mapping[str, str],
    *,
    project: str,
    funder: str,
    today: date,
    standing: FinancingDraft | None = None,
) -> FinancingDraft:
    """Return what a funder promises or agrees as it is stated.

    Args:
        values: by the names of ``FINANCING``; the amount is of the currency.
        project: code.
        funder: reference.
        today: the day of it where none is stated.
        standing: what was promised or agreed before; what is not stated stays.

    Raises:
        InputRefused: a field is not known, or its value cannot be taken.
    """
    stated = _Stated(values, FINANCING)
    currency = stated.read("currency", currency_code, standing.currency if standing else "EUR")
    same = standing is not None and standing.currency == currency
    rate = stated.read("rate", parse_rate, standing.rate if standing and same else "")
    minor = stated.money("amount", currency, None)
    if minor is None:
        minor = _minor(standing) if standing and same else 0
    draft = FinancingDraft(
        key=uuid4(),
        project=project,
        funder=funder,
        amount=in_euros(minor, currency, rate),
        stated_on=stated.read("on", parse_any_date, today),
        association=stated.text("association", standing.association if standing else ""),
        currency=currency,
        rate=rate if currency != "EUR" else "",
        foreign_minor=minor if currency != "EUR" else None,
        reference=stated.text("reference", standing.reference if standing else ""),
    )
    stated.whole()
    return draft


def _minor(draft: FinancingDraft) -> int:
    return draft.amount.cents if draft.foreign_minor is None else draft.foreign_minor


def stated_spending(values: Mapping[str, str], *, project: str, today: date) -> SpendingDraft:
    """Return what was spent on a project as it is stated.

    Args:
        values: by the names of ``SPENDING``; ``earmarked`` is an amount, of the whole one.
        project: code.
        today: the day of it where none is stated.

    Raises:
        InputRefused: a field is not known, or its value cannot be taken.
    """
    stated = _Stated(values, SPENDING)
    draft = SpendingDraft(
        key=uuid4(),
        project=project,
        amount=Money(stated.money("amount", "EUR")),
        spent_on=stated.read("on", parse_any_date, today),
        association=stated.text("association"),
        earmarked=Money(stated.money("earmarked", "EUR")) if "earmarked" in values else ZERO,
        origin=values.get("origin", "").strip().lower(),
        reference=stated.text("reference"),
        description=stated.text("description"),
    )
    stated.whole()
    return draft
