"""A part of the register: what a filter lets through, its totals, and its files that say so; on both engines."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.register import register_lines
from donations_app.domain.errors import Cancelled, NotFound
from donations_app.domain.money import Money
from donations_app.domain.register import RegisterFilter
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.statements.register import register_view, write_register
from tests.originals import Fill
from tests.receipts.reading import text_of
from tests.world import company, gift, person


@pytest.fixture
def begins_with(request: pytest.FixtureRequest) -> Fill | None:
    return fill if "five" in request.fixturenames else None


@pytest.fixture
def five(books: Books) -> Books:
    """Books that begin with what ``fill`` issues."""
    return books


def fill(books: Books) -> None:
    """Issue three receipts of people, of which one is cancelled and one replaced; one of a company, from Lyon."""
    for ref, cents in (("A1", 100_00), ("B2", 50_00)):
        person(books, ref)
        gift(books, cents, payer=ref)
    issue_receipts(books, 2025)
    company(books)
    gift(books, 1_000_00, payer="E1", method="transfer", credited_on=date(2025, 3, 2))
    issue_receipts(books.acting(office="LYO"), 2025, Choice(accept=["all"]))
    cancel_receipt(books, "2025-MRS-P-000001", reason="Erreur")
    replace_receipt(books, "2025-MRS-P-000002", reason="Erreur")


def numbers(books: Books, only: RegisterFilter) -> list[str]:
    return [number[5:] for number in register_view(books, 2025, only=only).numbers]


FILTERS = [
    (RegisterFilter(), ["LYO-E-000001", "MRS-P-000001", "MRS-P-000002", "MRS-P-000003"]),
    (RegisterFilter(office="LYO"), ["LYO-E-000001"]),
    (RegisterFilter(form="16216*03"), ["LYO-E-000001"]),
    (RegisterFilter(series="2025-MRS-P"), ["MRS-P-000001", "MRS-P-000002", "MRS-P-000003"]),
    (RegisterFilter(status="issued"), ["LYO-E-000001", "MRS-P-000003"]),
    (RegisterFilter(status="cancelled"), ["MRS-P-000001"]),
    (RegisterFilter(status="replaced"), ["MRS-P-000002"]),
    (RegisterFilter(office="LYO", status="cancelled"), []),
]


def test_a_filter_lets_through_what_it_names(five: Books) -> None:
    for only, found in FILTERS:
        assert numbers(five, only) == found, only


@pytest.fixture
def relay(books: Books) -> Books:
    """Two donors who gave at Marseille and at Lyon, nothing issued yet."""
    for ref in ("A1", "B2"):
        person(books, ref)
    gift(books, 100_00)
    gift(books, 30_00, office="LYO")
    gift(books, 50_00, payer="B2", office="LYO")
    return books


def test_a_relay_plans_issues_and_registers_the_gifts_that_it_recorded(relay: Books, tmp_path: Path) -> None:
    plan = plan_receipts(relay, 2025, recorded_at="LYO")
    assert [(one.giver.ref, one.amount.cents) for one in plan.receipts] == [("A1", 30_00), ("B2", 50_00)]
    assert plan.left_out == []  # the gift of Marseille is not asked about
    run = issue_receipts(relay, 2025, Choice(recorded_at="LYO"))
    assert [(one.payer, one.amount.cents) for one in run.issued] == [("A1", 30_00), ("B2", 50_00)]
    assert plan_receipts(relay, 2025, recorded_at="LYO").receipts == []
    issue_receipts(relay, 2025)  # what is left is Marseille's
    assert numbers(relay, RegisterFilter(recorded_at="LYO")) == ["MRS-P-000001", "MRS-P-000002"]
    assert numbers(relay, RegisterFilter(recorded_at="MRS")) == ["MRS-P-000003"]
    assert numbers(relay, RegisterFilter(recorded_at="LYO", office="LYO")) == []  # Marseille issued them
    view = register_view(relay, 2025, only=RegisterFilter())
    assert (view.choices.offices, view.choices.recording) == (("MRS",), ("LYO", "MRS"))
    only = RegisterFilter(recorded_at="LYO")
    for form in ("pdf", "csv", "json"):
        assert write_register(relay, tmp_path / f"r.{form}", form=form, year=2025, only=only) == 2
    said = text_of((tmp_path / "r.pdf").read_bytes())
    assert "EXTRAIT : dons enregistrés par le bureau LYO ; les autres numéros n'y figurent pas" in said
    assert "LYO : V-LYO-000001" in said
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(row["Bureau émetteur"], row["Bureaux d'enregistrement"]) for row in rows] == [("MRS", "LYO")] * 2
    lines = json.loads((tmp_path / "r.json").read_bytes())["lines"]
    assert [(line["office"], line["recorded_at"]) for line in lines] == [("MRS", ["LYO"])] * 2


def test_a_receipt_on_gifts_of_two_offices_stands_in_the_register_of_each(relay: Books) -> None:
    issue_receipts(relay, 2025)
    assert numbers(relay, RegisterFilter(recorded_at="LYO")) == ["MRS-P-000001", "MRS-P-000002"]
    assert numbers(relay, RegisterFilter(recorded_at="MRS")) == ["MRS-P-000001"]
    with relay.read() as session:
        lines = list(register_lines(session, year=2025))
    assert [line.recorded_at for line in lines] == [("LYO", "MRS"), ("LYO",)]


def test_an_office_that_is_not_there_records_nothing_and_is_refused(relay: Books) -> None:
    for act in (
        lambda: plan_receipts(relay, 2025, recorded_at="NICE"),
        lambda: issue_receipts(relay, 2025, Choice(recorded_at="NICE")),
    ):
        with pytest.raises(NotFound) as error:
            act()
        assert (error.value.noun, error.value.ref) == ("office", "NICE")


def test_totals_are_those_of_what_is_looked_at_and_continuity_is_that_of_whole_series(five: Books) -> None:
    view = register_view(five, 2025, only=RegisterFilter(office="MRS"))
    assert (view.totals.live, view.totals.cancelled, view.totals.amount) == (1, 2, Money(50_00))
    assert (view.totals.natures, view.totals.methods) == ({"money": Money(50_00)}, {"cheque": Money(50_00)})
    assert [(series.series, series.issued) for series in view.continuity] == [
        ("2025-LYO-E", 1),
        ("2025-MRS-P", 3),
    ]
    assert (view.choices.offices, view.choices.forms) == (("LYO", "MRS"), ("11580*05", "16216*03"))


def test_the_files_hold_the_extract_and_the_page_says_that_it_is_one(five: Books, tmp_path: Path) -> None:
    only = RegisterFilter(status="cancelled")
    for form in ("pdf", "csv", "json"):
        count = write_register(five, tmp_path / f"r.{form}", form=form, year=2025, only=only)
        assert count == 1
    said = text_of((tmp_path / "r.pdf").read_bytes())
    assert "EXTRAIT : état « annulé » ; les autres numéros n'y figurent pas" in said
    assert "MRS-P-000001" in said
    assert "MRS-P-000003" not in said
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["2025-MRS-P-000001"]
    assert json.loads((tmp_path / "r.json").read_bytes())["extract"]["status"] == "cancelled"


def test_one_whole_series_is_no_extract(five: Books, tmp_path: Path) -> None:
    only = RegisterFilter(series="2025-MRS-P")
    write_register(five, tmp_path / "r.pdf", form="pdf", year=2025, only=only)
    said = text_of((tmp_path / "r.pdf").read_bytes())
    assert "EXTRAIT" not in said
    assert "série 2025-MRS-P" in said


def test_reading_and_writing_are_stopped_by_their_reports_and_leave_no_file(
    five: Books, tmp_path: Path
) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        register_view(five, 2025, only=RegisterFilter(), progress=stop)
    with pytest.raises(Cancelled):
        write_register(five, tmp_path / "r.csv", form="csv", year=2025, progress=stop)
    assert [file for file in tmp_path.iterdir() if file.suffix == ".csv"] == []
