"""Currencies beside amounts, as people write them."""

import pytest

from donations_app.domain.currency_words import code_meant, means, names_currency, split_currency


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("20,00 €", "20,00", "€"), ("50€", "50", "€"), ("1 234,56\u00a0€", "1 234,56", "€"), ("€ 12", "12", "€"),
        ("MAD 500", "500", "MAD"), ("500 DH", "500", "DH"), ("500 د.م.", "500", "د.م."), ("12 US$", "12", "US$"),
        ("12", "12", ""), ("", "", ""), ("NaN", "NaN", ""), ("-5", "-5", ""), ("5-", "5-", ""), ("1e9", "1e9", ""),
        ("€ 12 €", "€ 12", "€"), ("1" * 59 + " €", "1" * 59 + " €", ""),
        ("1" * 58 + " €", "1" * 58, "€"), ("1" * 60 + "€", "1" * 60 + "€", ""), ("1EUR2", "1EUR2", ""),
        ("EUR 12", "12", "EUR"), ("12€", "12", "€"), ("1€ 2", "1€ 2", ""), ("12 E", "12", "E"),
    ],
)  # fmt: skip
def test_the_words_beside_a_number_are_parted_from_it(text: str, number: str, words: str) -> None:
    assert split_currency(text) == (number, words)


@pytest.mark.parametrize(
    ("words", "currency", "is_meant"),
    [
        ("€", "EUR", True), ("Euros", "EUR", True), ("eur", "EUR", True), ("€", "MAD", False), ("DH", "MAD", True),
        ("dhs.", "MAD", True), ("درهم", "MAD", True), ("DH", "EUR", False), ("$", "CAD", True), ("$", "EUR", False),
        ("US$", "CAD", False), ("CHF", "CHF", True), ("k€", "EUR", False), ("x", "EUR", False),
    ],
)  # fmt: skip
def test_words_mean_a_currency_or_not(words: str, currency: str, is_meant: bool) -> None:
    assert means(words, currency) is is_meant


def test_a_slip_of_the_keys_is_no_currency() -> None:
    assert [names_currency(words) for words in ("XYZ", "DH.", "€", "x", "k€", "mad")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code"),
    [("DH", "MAD"), ("dirhams", "MAD"), ("درهم", "MAD"), ("€", "EUR"), ("US$", "USD"), ("$", ""), ("fr", ""),
     ("x", "")],
)  # fmt: skip
def test_words_that_mean_one_currency_are_its_code(words: str, code: str) -> None:
    assert code_meant(words) == code
