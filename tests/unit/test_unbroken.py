"""Which spaces and hyphens no line may end at, in what is shown and in the French catalogue."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from donations_app import i18n
from donations_app.i18n import led, own_way, unbroken, without_marks

RESOURCES = Path(__file__).parents[2] / "resources"
FRENCH, ARABIC = (RESOURCES / "locale" / f"{code}.po" for code in ("fr", "ar"))
LETTERS = sorted(path.name for path in (RESOURCES / "letters").glob("*fr.txt"))
MAY_BREAK = re.compile(r" [:;!?»€%](?![\w/(])|« ")
NOT_FIXED = re.compile(r"(?<=[^\W\d])[;!?»](?=\s|$)")  # no space at all before it
JOINED = "-\u2060"


@pytest.mark.parametrize(
    ("said", "shown"),
    [("Le reçu 2025-MRS-P-000001 est annulé.", "Le reçu 2025=MRS=P=000001 est annulé."),
     ("V-LYO-000001, LYO-12", "V=LYO=000001, LYO=12"), ("\u2066V-LYO-000001\u2069", "\u2066V=LYO=000001\u2069"),
     ("un porte-clé, Ait-Ali, L-A", "un porte-clé, Ait-Ali, L-A"), ("--by-post, a-1", "--by-post, a-1"),
     ("06 12 34 56 78", "06_12_34_56_78"), ("+212 524 12 34 56", "+212_524_12_34_56"),
     ("FR76 3000 6000 0112 3456 7890 189", "FR76_3000_6000_0112_3456_7890_189"),
     ("153 000 euros, 12 %", "153_000_euros, 12_%"), ("17 rue X, 3 trajets", "17 rue X, 3 trajets"),
     ("Reçus : 3 ; dont « un »", "Reçus_: 3_; dont «_un_»"), ("a :b", "a :b"),
     ("2026: \u206620,00 €\u2069", "2026:_\u206620,00_€\u2069"),
     ("", "")],
)  # fmt: skip
def test_numbers_references_and_signs_keep_together(said: str, shown: str) -> None:
    assert unbroken(said).replace(JOINED, "=").replace("\u00a0", "_") == shown
    assert without_marks(unbroken(said)).replace("\u00a0", " ") == without_marks(said)


@pytest.mark.parametrize(
    ("language", "text", "runs_against"),
    [("ar", "Association d'exemple", True), ("ar", "جمعية المثال", False), ("fr", "جمعية المثال", True),
     ("fr", "Association", False), ("ar", "12, rue", True), ("ar", "12", False), ("ar", "\u206612\u2069 Nom", True),
     ("ar", "Marseille (\u2066MRS\u2069)", True), ("ar", "\u2066A1\u2069، \u206612\u2069", False),
     ("ar", "06 12 34 56 78", True), ("fr", "06 12 34", False),
     ("ar", "رقم SIREN", False), ("ar", "SIREN ناقص.", False), ("ar", "", False)],
)  # fmt: skip
def test_only_a_text_that_runs_against_the_window_is_told_its_way(
    language: str, text: str, runs_against: bool
) -> None:
    i18n.set_language(language)
    shown, line = own_way(text), led(text)
    i18n.set_language("en")
    assert line == ("\u200f" if language == "ar" and text else "") + (shown if language == "ar" else text)
    assert shown == (f"\u2068{text}\u2069" if runs_against else text)


def test_no_french_sentence_lets_a_sign_begin_a_line() -> None:
    with FRENCH.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    said = [
        text
        for message in catalogue
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string or ())
    ]
    assert len(said) > 1500
    assert [text for text in said if MAY_BREAK.search(text) or NOT_FIXED.search(text)] == []


def test_no_arabic_sentence_turns_an_option_round() -> None:
    said = ARABIC.read_text(encoding="utf-8")
    assert len(re.findall("\u200e--[a-z]", said)) > 30
    assert re.findall(r'[\u0600-\u06ff][ («"]*--[a-z]+', said) == []


@pytest.mark.parametrize("name", LETTERS)
def test_no_french_letter_lets_a_sign_begin_a_line(name: str) -> None:
    lines = (RESOURCES / "letters" / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if MAY_BREAK.search(line) or NOT_FIXED.search(line) or "n° " in line] == []


def test_every_french_letter_is_looked_at() -> None:
    dues = ["dues-call-fr.txt", "dues-first-reminder-fr.txt", "dues-second-reminder-fr.txt"]
    assert ["cancellation-fr.txt", "debit-notice-fr.txt", *dues, "erasure-fr.txt", "fr.txt"] == LETTERS
