"""What commands say to a person: words of his language; a code of the program at most in brackets after them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from donations_app import cli, i18n
from donations_app.words.sentences import SENTENCES, WHEN_READING
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
        "rules list", "rules examples", "spending list", "earmarked list --year 2026",
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


def test_a_change_is_told_in_words_with_the_name_to_state_it_by(say: Say) -> None:
    said = say("people", "change", "A1", "city=", "deceased_on=2026-01-05", "consent_email=yes")[1]
    assert said.splitlines()[:3] == [
        "Ville (city)\u00a0: Marseille > –", "Accord pour les courriels (consent_email)\u00a0: Non > Oui",
        "Décès (deceased_on)\u00a0: – > 05/01/2026",
    ]  # fmt: skip
    said = say("people", "change", "A1", "city=Lyon", language="ar")[1]
    assert said.splitlines()[0] == "المدينة (city): – ← Lyon"
    words = (
        "amount=70",
        "method=cheque",
        "kind=dues",
        "dues_year=2026",
        "received_on=2026-02-03",
        "--reason",
        "x",
    )
    said = say("payments", "correct", "V1", *words)[1]
    assert said.splitlines()[:6] == [
        "Reçu le (received_on)\u00a0: 01/02/2026 > 03/02/2026", "Mode (method)\u00a0: Espèces > Chèque",
        "Genre (kind)\u00a0: Don > Cotisation", "Montant (amount)\u00a0: 100,00\u00a0€ > 70,00\u00a0€",
        "Année de cotisation (dues_year)\u00a0: – > 2026",
        "Affectation (projects)\u00a0: Fonds général 100,00\u00a0€ > Fonds général 70,00\u00a0€",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "people list --where kind=individuel",
            "Genre\u00a0: «\u00a0individuel\u00a0» ne fait pas partie de",
        ),
        ("people list --where language=de", "ne fait pas partie de\u00a0: fr, en, ar."),
        ("people list --where country=Maroc", "Pays\u00a0: «\u00a0Maroc\u00a0» n’est pas un pays."),
        ("payments list --amount 10-5", "--amount\u00a0: «\u00a010-5\u00a0» va du plus grand au plus petit."),
        ("payments list --from 2026-02-01 --to 2026-01-31", "--to\u00a0: La fin précède le début."),
        ("audit sample --year 2026 --seed abc", "argument --seed\u00a0: écrivez un nombre entier"),
        ("audit sample --year 2026 --seed 1 --size x", "argument --size\u00a0: écrivez un nombre entier"),
    ],
)
def test_what_can_match_nothing_is_refused_in_words(say: Say, words: str, told: str) -> None:
    status, said = say(*words.split())
    assert status > 0
    assert told in said
    assert not {"int", "_positive"} & set(re.findall(r"\w+", said))


def test_an_empty_answer_says_so_and_one_line_is_no_line_of_usage(say: Say) -> None:
    assert say("share") == (0, "Il n’y a rien à montrer.\n")
    assert say("recurring", "list")[1] == "Il n’y a rien à montrer.\n"
    assert say("people", "add", "foo") == (2, "Écrivez chaque donnée comme city=Marseille\u00a0: foo\n")


def test_a_rehearsal_says_in_the_end_that_it_was_one(say: Say) -> None:
    change = ("payments", "reverse", "V2", "--kind", "refund", "--reason", "r")
    assert say(*change, "--dry-run")[1].endswith("rien n’a été écrit.\n")
    assert "rien n’a été écrit" not in say(*change)[1]


def test_numbers_of_one_are_singular(say: Say, tmp_path: Path) -> None:
    said = say("backup", tmp_path / "b.zip")[1]
    assert "5 versements, 160\u202f810,00\u00a0€, 1 reçu." in said


def test_a_claim_says_in_words_by_which_scale_it_is_counted(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "ref;payer;waived_on;evidence;on;purpose;km;vehicle;power\nF1;A1;2025-12-20;R-1;2025-06-01;Visite;40;car;5\n"
    )
    assert say("import", "expenses", path)[0] == 0
    counted = (
        "2025\u00a0: de 0 à 40 km dans l’année\u00a0; voiture 5 CV, barème des salariés, tranche jusqu’à"
    )
    assert counted in say("expenses", "show", "F1")[1].replace("\u202f", "\u00a0")
