"""Letters joined and marks stacked: what is drawn, and what each thing drawn tells."""

import re
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts import fonts
from receipts.fonts import REGULAR, STRONG, common_arabic, drawn_characters, glyphs, known_characters
from receipts.glyphs import UNKNOWN, is_private
from receipts.pages import make_base
from receipts.shaping import shaped
from receipts.text import missing_glyphs, width

GAF = "\u0763"  # of Morocco
LETTERS = sorted(
    c
    for c in known_characters()
    if "\u0620" <= c < "\u0780" and c.isalpha() and c not in "\u0674\u06e5\u06e6"
)
VOWELS = [chr(code) for code in (*range(0x64B, 0x653), 0x670)]
words = st.lists(
    st.tuples(st.sampled_from(LETTERS), st.lists(st.sampled_from(VOWELS), max_size=2)), min_size=1
)


def told(text: str, font: str = REGULAR) -> str:
    """Return what the characters of a line tell, from left to right."""
    texts = glyphs(font).texts
    return "".join(texts.get(character, character) for character in shaped(text, font).characters)


def contours(shape: str) -> list[list[float]]:
    """Return the heights at which the points of each contour of a mark stand."""
    found = (re.findall(r"-?\d+", contour)[1::2] for contour in shape.split("h") if contour.strip())
    return [[float(height) for height in heights] for heights in found]


@pytest.mark.parametrize("letter", "\u0763\u06ad\u06af\u06a4\u067e\u0686\u0645\u0647\u064a\u06cc\u0643\u06a9")
def test_a_letter_has_its_form_alone_first_within_and_last(letter: str) -> None:
    drawn = shaped(f"{letter} {letter * 3}", REGULAR).characters
    assert told(f"{letter} {letter * 3}") == f"{letter * 3} {letter}"
    assert len({*drawn} - {" "}) == 4


def test_letters_that_look_alike_stay_the_letters_that_they_are() -> None:
    for one, other in (("\u064a", "\u06cc"), ("\u0643", "\u06a9")):
        assert told(f"{one}\u0645") == f"\u0645{one}"
        assert told(f"{other}\u0645") == f"\u0645{other}"


@given(words)
def test_every_character_is_told_once_and_in_the_order_of_paper(word: list[tuple[str, list[str]]]) -> None:
    text = unicodedata.normalize("NFC", "".join(letter + "".join(marks) for letter, marks in word))
    assert told(text) == text[::-1]
    assert told(text, STRONG) == text[::-1]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("مُلَّا", "اَّلُم"),
        ("لٱ", "ٱل"),
        ("ⵍⵍⴰ ⵜ⵿ⵜ", "ⵍⵍⴰ ⵜ⵿ⵜ"),
        ("q\u0303 i\u0310 Agʷmar", "q\u0303 i\u0310 Agʷmar"),
        ("ị\u0310 ị\u0317 ṣ\u030c ọ\u031a", "ị\u0310 ị\u0317 ṣ\u030c ọ\u031a"),
        ("علي (الصغير)", "(ريغصلا) يلع"),
        ("شارع 15 مكرر", "رركم 15 عراش"),
        ("Ahmed محمد", "Ahmed دمحم"),
        ("محمد Ahmed", "Ahmed دمحم"),
    ],
)
def test_a_line_tells_its_text_as_it_stands_on_paper(text: str, wanted: str) -> None:
    assert unicodedata.normalize("NFC", told(text)) == unicodedata.normalize("NFC", wanted)
    assert missing_glyphs(text) == set()


@pytest.mark.parametrize("vowel", ["\u064e", "\u064f", "\u064b", "\u064c", "\u0670"])
@pytest.mark.parametrize("letter", ["\u0628", "\u0644", "\u062d", GAF])
def test_a_vowel_over_a_shadda_stands_clear_of_it(letter: str, vowel: str) -> None:
    (mark,) = shaped(f"{letter}\u0651{vowel}", REGULAR).marks
    heights = sorted((min(points), max(points)) for points in contours(mark.shape))
    assert len(heights) > 1
    (_, top_of_shadda), *above = heights
    assert min(lowest for lowest, _ in above) > top_of_shadda - 20


def test_marks_stand_over_their_letters_and_not_at_one_height() -> None:
    marks = shaped("\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f", REGULAR).marks
    assert [mark.x for mark in marks] == sorted(mark.x for mark in marks)
    assert all(after.x - before.x > 300 for before, after in pairwise(marks))
    (over_alef,) = shaped("\u0623\u064e", REGULAR).marks
    assert over_alef.y > max(mark.y for mark in marks) + 200


def test_marks_add_no_width() -> None:
    assert width("مُحَمَّد", REGULAR, 10) == width("محمد", REGULAR, 10)
    assert width("q\u0303", REGULAR, 10) == width("q", REGULAR, 10)


def test_latin_letters_are_drawn_as_they_are() -> None:
    assert shaped("Ɛli Aɣbalu 1 250,00 €", REGULAR).characters == "Ɛli Aɣbalu 1 250,00 €"


def test_what_arabic_names_are_written_with_is_one_part_of_a_font() -> None:
    """Readers that put a text together piece by piece would turn the pieces round."""
    base = make_base(drawn_characters(), lambda _canvas: None, title="")
    for font in (REGULAR, STRONG):
        parts = {base.codes[font][character][0] for character in common_arabic(font)}
        assert len(parts) == 1
    assert not any(map(is_private, base.codes[REGULAR]["e"][0]))


def test_a_hidden_character_is_missing() -> None:
    assert missing_glyphs("A\u034fB") == {"\u034f"}
    assert UNKNOWN in shaped("A\u034fB", REGULAR).characters


def test_what_two_pages_need_first_at_once_is_made_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each names glyphs in the font that both share: the other would meet it while it changes."""
    made: list[object] = []

    def make(face: object) -> object:
        made.append(face)
        time.sleep(0.02)  # meanwhile the other asks
        return face

    monkeypatch.setattr(fonts, "Glyphs", make)
    monkeypatch.setattr(fonts, "font", lambda name: SimpleNamespace(face=name))
    with ThreadPoolExecutor(2) as pool:
        assert [*map(str, pool.map(glyphs, ["of a test"] * 2))] == ["of a test"] * 2
    assert made == ["of a test"]
