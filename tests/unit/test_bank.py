"""Amounts, accounts and days as banks write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.bank import AmountUnreadable, Balance, Statement, decimals, iban_of_rib, minor_units
from donations_app.formats.bank.said import NotRead
from donations_app.formats.bank.texts import day_of_digits, signed


@given(st.integers(0, 10**13), st.sampled_from(("EUR", "JPY", "TND", "MAD")))
def test_what_is_written_of_minor_units_is_read_as_the_same(units: int, currency: str) -> None:
    places = decimals(currency)
    whole, fraction = divmod(units, 10**places)
    written = f"{whole}.{fraction:0{places}}" if places else str(whole)
    assert minor_units(written, currency) == units
    assert minor_units(written.replace(".", ","), currency) == units
    with pytest.raises(AmountUnreadable):
        minor_units(f"{whole}.{'0' * places}1", currency)


@given(st.integers(-(10**13), 10**13))
def test_an_amount_is_read_in_each_way_in_which_banks_write_it(cents: int) -> None:
    whole, fraction = divmod(abs(cents), 100)
    minus = "-" if cents < 0 else ""
    groups = f"{whole:,}"
    for written in (
        f"{minus}{whole}.{fraction:02}", f"{minus}{whole},{fraction:02}", f"{minus}{groups}.{fraction:02}",
        f"{minus}{groups.replace(',', '.')},{fraction:02}", f"{groups.replace(',', ' ')},{fraction:02}{minus}",
        f"{minus}{groups.replace(',', chr(0x202F))},{fraction:02} €",
    ):  # fmt: skip
        assert signed(written, "EUR") == cents, written


@pytest.mark.parametrize(
    "text", ["", "-", "1e3", "NaN", "1,2,3", "12.345", "٣", "--1", "+1-", "1.000", "0x10", "1_0"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotRead) as refused:
        signed(text, "EUR", 7)
    assert (refused.value.code, refused.value.line) == ("amount_unreadable", 7)


def test_a_french_account_is_one_iban() -> None:
    assert iban_of_rib("20041", "01005", "0500013M026") == "FR1420041010050500013M02606"
    assert iban_of_rib("20041", "01005", "500013") == ""
    assert iban_of_rib("2004X", "01005", "0500013M026") == ""


def test_days_of_two_digits_are_of_this_century_until_seventy() -> None:
    assert day_of_digits("69", "12", "31") == date(2069, 12, 31)
    assert day_of_digits("70", "1", "1") == date(1970, 1, 1)
    assert day_of_digits("02", "11", "31") is None
    assert day_of_digits("1869", "1", "1") is None


def test_a_statement_ties_when_its_entries_lead_from_one_balance_to_the_other() -> None:
    def ties(opening: Balance | None, closing: Balance | None) -> bool | None:
        return Statement("", "EUR", "", opening, closing, 500, 200, 2, 0, 0).ties

    assert ties(Balance(100, "EUR", None), Balance(400, "EUR", None)) is True
    assert ties(Balance(100, "EUR", None), Balance(401, "EUR", None)) is False
    assert ties(Balance(100, "EUR", None), Balance(400, "SEK", None)) is False
    assert ties(None, Balance(400, "EUR", None)) is None
