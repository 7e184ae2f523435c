"""What commands say to a person: words of his language; a code of the program at most in brackets after them."""

import re
from collections.abc import Callable

import pytest

from donations_app import cli, i18n
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
