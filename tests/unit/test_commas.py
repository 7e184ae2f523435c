"""Lists that people read bear the comma of their language: no module of the program joins them by one of its own."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import donations_app
from donations_app import i18n
from donations_app.domain.errors import InputRefused
from donations_app.formats.reference import territory
from donations_app.words.codes import apart, listed, together
from donations_app.words.documents import Words
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence

PROGRAM = Path(donations_app.__file__).parent
_SIGNS = (",", ";", "،", "؛")
_MAY_HOLD_ONE = re.compile(r"""[,;،؛] ?["']\.join\(|\}[,،] """)
NO_WORDS = ("stylesheet.py", "dropping.py")  # what they write is read by Qt


def _hard(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that join texts by a comma or a semicolon, or put a comma between two of them."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(sign)), attr="join")):
                if sign.strip() in _SIGNS:
                    yield node.lineno
            case ast.JoinedStr(values=parts):
                for before, part in pairwise(parts):
                    if isinstance(before, ast.FormattedValue) and _begins_with_comma(part):
                        yield node.lineno


def _begins_with_comma(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and str(part.value).startswith((", ", "، "))


def test_no_module_that_words_something_joins_by_a_comma_of_its_own() -> None:
    files = [
        *PROGRAM.glob("*.py"),
        *(PROGRAM / "commands").rglob("*.py"),
        *(PROGRAM / "ui").rglob("*.py"),
    ]
    found = [
        f"{file.relative_to(PROGRAM).as_posix()}:{line}"
        for file in files
        if file.name not in NO_WORDS and _MAY_HOLD_ONE.search(source := file.read_text("utf-8"))
        for line in _hard(ast.parse(source))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "comma", "semicolon"), [("en", ", ", "; "), ("fr", ", ", "\u202f; "), ("ar", "، ", "؛ ")]
)
def test_lists_bear_the_signs_of_the_language(language: str, comma: str, semicolon: str) -> None:
    i18n.set_language(language)
    assert (together("a", "b"), apart("a", "b")) == (f"a{comma}b", f"a{semicolon}b")
    assert listed((2024, 2025)) == comma.join(map(i18n.isolated, ("2024", "2025")))
    assert listed(["Tata, Tissint", "Akka"]) == semicolon.join(map(i18n.isolated, ("Tata, Tissint", "Akka")))
    assert listed(()) == "–"
    for several in (("cash", "card"), ["cash", "card"]):  # a list where it came as JSON
        told = problem_sentence("choice_unknown", "x", {"choices": several})
        assert comma.join(map(i18n.isolated, several)) in told
    words = Words(language)
    assert (words.listed(("a", "b")), words.joined(("a", "b"))) == (f"a{comma}b", f"a{semicolon}b")


def test_a_municipality_that_is_none_is_told_with_names_like_it_and_not_by_its_letters() -> None:
    i18n.set_language("en")
    (told,) = territory().problems("", "", "Amizmis", language="en")
    said = sentence(InputRefused([told])) or ""
    assert said.startswith("Municipality: “Amizmis” is not a municipality")
    assert "by name: Amizmiz.\n" in said
