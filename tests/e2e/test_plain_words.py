"""What commands say to a person: words of his language; a code of the program at most in brackets after them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from donations_app import cli, i18n
from donations_app.sentences import SENTENCES, WHEN_READING
from tests.e2e.conftest import Put
from tests.e2e.test_annual import FILES
from tests.e2e.test_commands import SETTINGS

pytestmark = pytest.mark.file_only

Say = Callable[..., tuple[int, str]]
CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
BRACKETS = re.compile(r"\([^()]*\)")


@pytest.fixture
def say(location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]) -> Say:
    """Run a command as a person does; return its status, and what stands on both outputs, without marks."""

    def call(*words: object, language: str = "fr") -> tuple[int, str]:
        fixed = ["--books", location, "--on", "2026-11-23", "--lang", language, "--office", "MRS"]
        status = cli.main([*fixed, "--user", "zohra", *map(str, words)])
        out, err = capfdbinary.readouterr()
        return status, i18n.without_marks((out + err).decode())

    issued = ("receipts", "issue", "--year", 2026, "--accept", "all")
    put("annual, issued", SETTINGS, FILES, issued, user="zohra")
    return call


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_code_is_shown_outside_brackets(say: Say, language: str) -> None:
    for words in (
        "settings show", "settings parameters --all", "receipts plan --year 2026", "receipts show 2026-MRS-P-000001",
        "receipts deliveries --year 2026", "register check", "control --year 2026", "reconciliation --year 2026",
        "declaration --year 2026", "thresholds --year 2026", "foreign --year 2026", "payments list", "verify",
        "people list", "people show A1", "members kinds", "recurring list", "expenses list --year 2026",
        "payments show V1", "audit trace 2026-MRS-P-000001", "share",
        "settings confirm declaration_documents --from 1990-01-01 --source lettre",
    ):  # fmt: skip
        status, said = say(*words.split(), language=language)
        assert status == 0 or words.startswith("control")
        assert CODE.findall(BRACKETS.sub("", said)) == [], words


def test_legal_figures_and_accounts_are_named_in_words(say: Say) -> None:
    _, said = say("settings", "parameters")
    assert (
        "Quels documents la déclaration des dons compte (declaration_documents)\u00a0: Sur ses dons,"
        " à partir du 01/01/1990, à confirmer" in said.splitlines()
    )
    assert (
        "Seuil annuel du commissaire aux comptes (audit_threshold_cents)\u00a0: 153\u202f000,00\u00a0€"
        in said
    )
    assert (
        "À confirmer\u00a0: Quels documents la déclaration des dons compte = Sur ses dons"
        in say("declaration", "--year", 2026)[1]
    )
    assert "810,00\u00a0€  Dons manuels (75411)" in say("reconciliation", "--year", 2026)[1]
    assert "SIREN\u00a0: 552100554" in say("settings", "show")[1]
    words = ("settings", "confirm", "declaration_documents", "--from", "1990-01-01", "--source", "lettre")
    assert say(*words)[1] == (
        "Confirmé à partir du 01/01/1990\u00a0: "
        "Quels documents la déclaration des dons compte (declaration_documents).\n"
    )


@pytest.mark.parametrize(("language", "unsaved"), [("fr", "Rien n’a été enregistré"), ("ar", "لم يُحفظ شيء")])
def test_only_commands_that_write_say_that_nothing_was_saved(
    say: Say, tmp_path: Path, language: str, unsaved: str
) -> None:
    reading = (
        "payments show ZZ", "payments list --payer ZZ", "people show ZZ", "receipts show ZZ", "audit trace ZZ",
        "recurring show ZZ", "share --project ZZ", "receipts plan --year 2026 --payer ZZ", "people list --where x=y",
        f"receipts check {tmp_path / 'none.pdf'}", f"expenses print ZZ --out {tmp_path / 'x.pdf'}",
    )  # fmt: skip
    writing = (
        "payments reverse ZZ --kind correction --reason x", "people change ZZ city=Lyon",
        "receipts duplicate ZZ --out x.pdf",
        f"import people {tmp_path / 'none.csv'}", "recurring stop ZZ --on 2026-01-01 --reason x",
        "declaration --year 2026 --file", "people change A1 siren=1",
    )  # fmt: skip
    told = {words: say(*words.split(), language=language) for words in (*reading, *writing)}
    assert {status for status, _ in told.values()} == {1}
    assert [words for words, (_, said) in told.items() if unsaved in said] == list(writing)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_a_reader_is_told_is_what_a_writer_is_told_without_what_was_saved(language: str) -> None:
    i18n.set_language(language)
    unsaved = {"en": "othing was saved", "fr": "ien n’a été enregistré", "ar": "لم يُحفظ شيء"}[language]
    for kind, said in WHEN_READING.items():
        assert unsaved in i18n._(SENTENCES[kind]).replace("'", "’")
        assert unsaved not in i18n._(said).replace("'", "’")


def test_an_auditor_reads_the_declaration_and_files_none(say: Say) -> None:
    status, said = say("--read-only", "declaration", "--year", 2026)
    assert (status, "300,00" in said) == (0, True)
    status, said = say("--read-only", "declaration", "--year", 2026, "--file")
    assert (status, said) == (1, "Les livres sont ouverts en lecture seule. Rien n’a été enregistré.\n")
