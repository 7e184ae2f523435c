"""Every known error, problem, reason and warning has its sentence, in three languages."""

import ast
import errno
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from donations_app import i18n
from donations_app.domain import errors, storage_errors
from donations_app.domain.eligibility import REASONS as REASON_CODES
from donations_app.domain.money import Money
from donations_app.domain.receipts import WARNINGS as WARNING_CODES
from donations_app.words.control import FINDINGS, finding_sentence
from donations_app.words.faults import FAULTS
from donations_app.words.files import FILES
from donations_app.words.phrases import PROBLEMS, problem_sentence
from donations_app.words.receipts import REASONS, WARNINGS
from donations_app.words.sentences import SENTENCES, sentence
from donations_app.words.system import system_words

ROOT = Path(__file__).parents[2]
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "donations_app").rglob("*.py"))


def leaves(kind: type[errors.KnownError]) -> Iterator[type[errors.KnownError]]:
    for child in kind.__subclasses__():
        yield from leaves(child) if child.__subclasses__() else [child]


def test_every_known_error_is_told_in_a_sentence() -> None:
    own = {errors.InputRefused, storage_errors.FileRefused, errors.NothingToReplace}
    assert set(leaves(errors.KnownError)) == set(SENTENCES) | own


def test_every_error_carries_what_it_is_told_with() -> None:
    nothing = errors.NothingToReplace("2025-MRS-P-000001", ["returned"])
    assert "2025-MRS-P-000001" in (sentence(nothing) or "")
    for kind in leaves(errors.KnownError):
        stated = vars(kind).get("__annotations__", {})
        assert set(stated) <= set(vars(kind).get("__dataclass_fields__", {})), kind


@pytest.mark.parametrize(
    ("pattern", "known"),
    [(r'Problem\(\s*f?"[^"]*",\s*"([a-z_]+)"', PROBLEMS), (r'TypedError\("([a-z_]+)"', PROBLEMS),
     (r'FileRefused\([^"]*"([a-z_]+)"', FILES), (r'Fault\(\s*"([a-z_]+)"', FAULTS)],
)  # fmt: skip
def test_every_code_in_the_program_has_its_sentence(pattern: str, known: dict[str, str]) -> None:
    codes = set(re.findall(pattern, SOURCES))
    assert len(codes) > 3
    assert codes <= set(known)


def test_reasons_and_warnings_of_receipts_have_theirs() -> None:
    assert set(REASONS) == set(REASON_CODES)
    assert set(WARNINGS) == set(WARNING_CODES)


@pytest.mark.parametrize("reason", ["returned", "reversed"])
def test_money_taken_back_without_a_receipt_is_not_said_to_bear_one(reason: str) -> None:
    assert finding_sentence(reason, "payment") == REASONS[reason]
    assert finding_sentence(reason, "receipt") == FINDINGS[reason]
    assert "receipt" not in REASONS[reason]


def test_whatever_a_control_finds_has_its_sentence_on_its_side() -> None:
    for code in FINDINGS:
        assert finding_sentence(code, "receipt")
    for code in {*FINDINGS, *REASONS}:
        assert finding_sentence(code, "payment")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_an_input_refused_names_field_value_and_that_nothing_was_saved(language: str) -> None:
    i18n.set_language(language)
    told = sentence(errors.InputRefused([errors.Problem("amount", "amount_too_precise", "12,345")]))
    assert told is not None
    assert told.startswith({"en": "Amount: ", "fr": "Montant\u00a0: ", "ar": "المبلغ: "}[language])
    assert "12,345" in i18n.without_marks(told)
    assert told.count("\n") == 1


RATE = {"currency": "MAD", "low": "9", "high": "12", "years": "1999–2026"}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_sentence_never_shows_an_empty_hole(language: str) -> None:
    i18n.set_language(language)
    data = {
        "choices": "a, b", "project": "EAU", "rest_cents": 1, "year": 2025, "before": 2, **RATE, "country": "MA",
        "range": "A1:A2", "shown": "DH", "proposed": "06000", "line": 3, "example": "12/31/2025",
    }  # fmt: skip
    data |= {
        "axis": "a",
        "most": "20",
        "near": "a",
        "province": "a",
        "own": "b",
        "count": 2,
        "field": "kind",
        "next": 3,
        "kept": "A1",
        "name": "a",
        "left": "5,00",
        "since": "31/03/2026",
        "other": "EAU",
        "lines": ("1", "2"),
        "closed_on": "2026-04-14",
        "open_from": "2026-01-01",
        "line_on": "2026-11-18",
        "rate_on": "2026-11-17",
        "rate": "10,95",
        "source": "a",
    }
    for code in PROBLEMS:
        assert "{" not in problem_sentence(code, "x", data).replace("{year}", "").replace("{office}", "").replace(
            "{form}", "").replace("{n}", "")  # fmt: skip


def test_a_bug_has_no_sentence() -> None:
    assert sentence(KeyError("x")) is None


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_catalogues_are_whole_and_not_fuzzy(language: str) -> None:
    with (ROOT / f"resources/locale/{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        if message.id:
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(said), message.id
            assert not message.fuzzy


def test_numbers_keep_their_order_in_arabic_and_copy_plain() -> None:
    i18n.set_language("ar")
    shown = i18n.money(Money(1_234_56))
    assert shown == "\u20661\u202f234,56\u00a0€\u2069"
    assert i18n.without_marks(shown) == "1\u202f234,56\u00a0€"
    i18n.set_language("fr")
    assert i18n.day(date(2026, 1, 2)) == "02/01/2026"


# numbers of Arabic, and one whose form they share: 3 to 10, 11 to 99 and whole hundreds differ
_COUNTED = {
    0: 0,
    1: 1,
    2: 2,
    3: 3,
    10: 3,
    11: 11,
    99: 11,
    100: 100,
    102: 100,
    103: 3,
    111: 11,
    1_000: 100,
    1_011: 11,
}


def test_arabic_counts_have_their_own_plurals() -> None:
    i18n.set_language("ar")
    said = {n: i18n.ngettext("{count} receipt", "{count} receipts", n) for n in _COUNTED}
    assert len(set(said.values())) == 6
    assert said == {n: said[alike] for n, alike in _COUNTED.items()}
    assert [said[n] for n in (2, 3, 11, 100)] == ["وصلان", "{count} وصولات", "{count} وصلا", "{count} وصل"]


def test_held_books_are_told_with_a_person_and_the_hour_of_here_and_no_process() -> None:
    since = datetime(2026, 11, 28, 17, 34, 39).astimezone()
    held = storage_errors.BooksHeld("/b.tiwizi", "poste-2", "zohra", 27408, since.astimezone(UTC))
    said = sentence(held) or ""
    assert said.startswith("The books /b.tiwizi are open since 17:34 on 28/11/2026, by zohra on poste-2.")
    i18n.set_language("fr")
    french = (sentence(held) or "").replace("\u00a0", " ")
    i18n.set_language("en")
    assert french.startswith(
        "Les livres /b.tiwizi sont ouverts depuis 17 h 34 le 28/11/2026, par zohra sur poste-2."
    )
    assert "27408" not in said + french
    broken = storage_errors.BooksHeld("/b.tiwizi", "?", "?", 0, "yesterday")
    assert "are open since yesterday, by ?" in (sentence(broken) or "")


def test_what_the_system_answers_is_told_in_the_language_of_the_person() -> None:
    said = storage_errors.FileUnwritable("/x/a.json", os.strerror(errno.ENOENT))
    unread = storage_errors.FileRefused("/x", "file_unreadable", detail=os.strerror(errno.EISDIR))
    i18n.set_language("fr")
    assert "(il n’y a pas de tel fichier ni dossier)" in (sentence(said) or "")
    assert "(c’est un dossier)" in (sentence(unread) or "")
    lost = storage_errors.BooksUnreachable(
        "s", "failed to resolve host 's': [Errno -2] Name or service not known"
    )
    assert "ne répond pas\u00a0: personne ne connaît de serveur de ce nom" in (sentence(lost) or "")
    assert "le serveur qui envoie les courriels" in (sentence(errors.Incomplete("mail")) or "")
    assert "(0x80)" in (sentence(storage_errors.FileUnwritable("/x", "0x80")) or "")


_F_STRING = re.compile(
    r"""f[rR]?(?:"{3}.*?"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""", re.DOTALL
)
_ASKS = re.compile(r"\b(?:_|N_|ngettext|pgettext)\s*\(")


def may_hide_one(source: str) -> bool:
    """Tell whether something that looks like an f-string has in it what looks like a call for a sentence."""
    return any(_ASKS.search(found.group()) for found in _F_STRING.finditer(source))


def test_whatever_the_system_was_asked_for_its_answer_is_known(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as opened:
        (tmp_path / "none").open()
    with pytest.raises(FileNotFoundError) as renamed:
        (tmp_path / "none").rename(tmp_path / "other")  # Windows answers that in its own language
    told = {system_words(str(one.value.strerror)) for one in (opened, renamed)}
    assert told == {"no such file or folder"}


def test_no_sentence_hides_in_an_f_string_where_the_catalogues_do_not_find_it() -> None:
    hidden = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "donations_app").rglob("*.py")
        if may_hide_one(source := path.read_text(encoding="utf-8"))
        for outer in ast.walk(ast.parse(source))
        if isinstance(outer, ast.JoinedStr)
        for node in ast.walk(outer)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"_", "N_", "ngettext", "pgettext"}
        and isinstance(node.args[0], ast.Constant)
    ]
    assert hidden == []
