"""Deaths at the command line: noted for each of a couple, told at import and in the plan."""

from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from donations_app.i18n import without_marks
from tests.e2e.test_commands import SETTINGS, Run, run  # noqa: F401 -- a fixture

pytestmark = pytest.mark.file_only

PEOPLE = (
    "ref;kind;last_name;first_name;second_last_name;second_first_name;address;postcode;city\n"
    "C1;couple;Haddad;Samira;Benali;Omar;8 rue Haute;75011;Paris\n"
)
PAYMENTS = (
    "ref;office;payer;received_on;method;kind;amount\n"
    "P1;MRS;C1;2025-03-01;cash;donation;70\nP2;MRS;C1;2025-10-01;cash;donation;30\n"
)


@pytest.fixture
def couple(run: Run, tmp_path: Path) -> Run:  # noqa: F811 -- the fixture
    (tmp_path / "s.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    assert run("init", "--settings", tmp_path / "s.toml")[0] == 0
    assert run("import", "people", tmp_path / "people.csv")[0] == 0
    return run


def plan(run: Run) -> dict[str, Any]:  # noqa: F811 -- the fixture
    answer: dict[str, Any] = run("receipts", "plan", "--year", 2025)[1]
    return answer


def test_the_death_of_the_second_is_noted_and_told_from_then_on(couple: Run, tmp_path: Path) -> None:
    status, noted, said = couple("people", "died", "C1", "--second-died-on", "2025-07-01")
    assert status == 0, said
    assert noted == {
        "payer": "C1", "deceased_on": None, "second_deceased_on": "2025-07-01", "deceased": False,
        "addressee": "Samira Haddad", "warnings": [],
    }  # fmt: skip
    _, answer, said = couple("import", "payments", tmp_path / "payments.csv")
    (told,) = answer["after_death"]
    assert (told["line"], told["payer"], told["code"], told["died_on"]) == (
        3,
        "C1",
        "after_death_of_one",
        "2025-07-01",
    )
    assert told["message"].startswith("Omar Benali died on 01/07/2025: ")
    assert "A standing order" in said
    (warning,) = plan(couple)["warnings"]
    assert (warning["code"], warning["payer"]) == ("after_death_of_one", "C1")
    assert "A standing order" in warning["message"]
    issued = couple("receipts", "issue", "--year", 2025)[1]["receipts"]
    assert [one["amount_cents"] for one in issued] == [70_00]
    status, held, said = couple("receipts", "issue", "--year", 2025)
    assert (status, held["receipts"], len(held["warnings"])) == (1, [], 1)
    assert said.strip().endswith(
        "No receipt was issued: warnings hold every one back. Take them upon yourself with --accept."
    )
    accepted = couple("receipts", "issue", "--year", 2025, "--accept", "after_death_of_one")[1]["receipts"]
    assert [one["amount_cents"] for one in accepted] == [30_00]


def test_days_are_added_to_what_is_known_and_taken_back(couple: Run) -> None:
    couple("people", "died", "C1", "--died-on", "2025-07-01")
    _, both, _ = couple("people", "died", "C1", "--second-died-on", "2025-08-01")
    assert (both["deceased_on"], both["deceased"]) == ("2025-07-01", True)
    assert both["addressee"] == "Succession de Samira Haddad et Omar Benali"
    _, back, _ = couple("people", "died", "C1", "--undo", "--second-died-on", "2025-08-02")
    assert (back["deceased_on"], back["second_deceased_on"]) == (None, "2025-08-02")


def test_a_day_in_the_future_is_refused(couple: Run) -> None:
    status, answer, said = couple("people", "died", "C1", "--died-on", "2027-01-01")
    assert status != 0, answer
    assert "future" in said


def test_a_payment_put_right_to_a_day_after_the_death_is_warned_of(couple: Run, tmp_path: Path) -> None:
    couple("import", "payments", tmp_path / "payments.csv")
    couple("people", "died", "C1", "--died-on", "2025-02-01", "--second-died-on", "2025-07-01")
    right = ("payments", "correct", "P1", "--reason", "x", "--received-on")
    status, answer, said = couple(*right, "2025-07-02", "--dry-run")
    assert status == 0, said
    (told,) = answer["warnings"]
    assert told.startswith("Omar Benali died on 01/07/2025, before this gift.")
    assert "A standing order" in said
    assert couple(*right, "2025-02-01")[1]["warnings"] == []


def test_somebody_shown_has_days_of_death_agreed_gifts_receipts_and_history(
    couple: Run,
    location: str,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    (tmp_path / "recurring.csv").write_text(
        "ref;payer;amount;frequency;first_on;method\nR1;C1;20;monthly;2026-01-05;transfer\n", encoding="utf-8"
    )
    assert couple("import", "payments", tmp_path / "payments.csv")[0] == 0
    assert couple("import", "recurring", tmp_path / "recurring.csv")[0] == 0
    assert couple("people", "died", "C1", "--second-died-on", "2025-12-01")[0] == 0
    _, issued, _ = couple("receipts", "issue", "--year", 2025)
    number = issued["receipts"][0]["number"]
    assert couple("receipts", "cancel", number, "--reason", "wrong")[0] == 0

    def said(*words: str) -> list[str]:
        cli.main(["--books", location, "--lang", "en", "--on", "2026-11-23", *words])
        return without_marks(capfdbinary.readouterr().out.decode()).splitlines()

    shown = said("people", "show", "C1")
    assert shown[2] == "Omar Benali died on 01/12/2025."
    assert shown[5:7] == [
        "Agreed gift: R1  20,00\u00a0€ / month  Missed",
        f"Receipt: {number}  100,00\u00a0€  Cancelled",
    ]
    assert [line.rpartition(": ")[2] for line in shown[7:]] == [
        "person recorded",
        "person changed",
        "– > 01/12/2025",
        "receipt issued",
        "receipt cancelled",
    ]
    assert said("receipts", "show", number)[2:4] == ["cent euros", "01/03/2025 – 01/10/2025"]
