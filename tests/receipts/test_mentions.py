"""Both pages against the official forms, word by word, through the table of ``docs/mentions.md``."""

import re
from pathlib import Path

import pytest

from receipts.wording import wording
from tests.receipts.reading import text_of
from tests.receipts.test_company import printed as printed_company
from tests.receipts.test_documents import printed as printed_individual

ROOT = Path(__file__).parents[2]
FORMS = ("11580-05", "16216-02")
STATES = {"printed", "filled", "not ours", "advice"}


def words(text: str) -> list[str]:
    """Return the words of a text without the numbers of its notes, however lines and boxes fall."""
    found = re.findall(r"\w+", text.casefold().replace("œ", "oe").replace("\\", ""))
    unmarked = (re.sub(r"(?<=[^\W\d_])\d$", "", word) for word in found)
    return [word for word in unmarked if not re.fullmatch(r"\d|x", word)]  # a cross is no word


def table(form: str) -> list[tuple[str, str, str]]:
    """Return mention, state and place of each row for a form."""
    text = (ROOT / "docs/mentions.md").read_text(encoding="utf-8")
    part = re.split(r"^## ", text, flags=re.MULTILINE)[1 + FORMS.index(form)]
    assert form.replace("-", "\\*") in part.splitlines()[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return [(mention, state, where) for mention, state, where in rows[1:]]


def page(form: str) -> list[str]:
    if form == "11580-05":
        return words(text_of(printed_individual(natures=("money", "other"), other_nature="don en nature")))
    return words(text_of(printed_company(version=form)))


def stands_in(part: list[str], whole: list[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(whole)} "


@pytest.mark.parametrize("form", FORMS)
def test_the_table_is_the_official_form_word_by_word(samples: Path, form: str) -> None:
    official = next((samples / "cerfa").glob(f"official_*{form}.text.txt")).read_text(encoding="utf-8")
    assert words(" ".join(mention for mention, _, _ in table(form))) == words(official)
    assert len(words(official)) > 700


@pytest.mark.parametrize("form", FORMS)
def test_what_the_table_says_is_printed_is_printed(form: str) -> None:
    shown = page(form)
    rows = table(form)
    assert {state for _, state, _ in rows} == STATES
    printed = [mention for mention, state, _ in rows if state == "printed"]
    assert [mention for mention in printed if not stands_in(words(mention), shown)] == []
    assert len(printed) > 30


@pytest.mark.parametrize("form", FORMS)
def test_what_the_table_quotes_in_its_place_stands_there(form: str) -> None:
    shown = page(form) + (
        words(text_of(printed_company(version=form, money=False))) if form == "16216-02" else []
    )
    quoted = [words(quote) for _, _, where in table(form) for quote in re.findall(r"« (.*?) »", where)]
    assert [quote for quote in quoted if quote != ["il"] and not stands_in(quote, shown)] == []
    assert len(quoted) > 2


def test_edition_03_has_the_texts_of_02_until_its_own_are_had() -> None:
    new, old = wording("16216-03"), wording("16216-02")
    assert "compared" in new["note"]
    own = ("wording", "form", "form_number", "valid_from", "source", "note")
    assert {key: text for key, text in new.items() if key not in own} == {
        key: text for key, text in old.items() if key not in own
    }
    assert new["form_number"] == old["form_number"].replace("*02", "*03")
