"""The documents of the private share: what they say adds up, names whom it may, and is made again byte by byte."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.programme import programme_facts
from donations_app.db.queries.proofs import ALONE, proof_facts
from donations_app.domain.errors import InputRefused, NotFound
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.storage_errors import FileExists
from donations_app.domain.valued import ContributionDraft, Worker
from donations_app.services.books.settings import load_settings
from donations_app.services.funding.contributions import attest_contribution, record_contribution
from donations_app.services.funding.rules import add_rule
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.parties import record_party
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.statements.association_statement import association_statement
from donations_app.services.statements.funder_proof import funder_proof, key_path, write_funder_proof
from donations_app.services.statements.programme_report import programme_report
from donations_app.services.statements.proof_cells import ProofCells
from donations_app.services.statements.proof_sources import SourceTables
from donations_app.words.codes import METHODS
from donations_app.words.documents import Words
from receipts.board import broken
from receipts.fonts import REGULAR
from tests.originals import Originals
from tests.receipts.reading import lines_as_seen, pages_of, quick_text_of
from tests.share_world import DONORS, irherm
from tests.slips import slip
from tests.world import SETTINGS, TODAY, association, gift, issue, person, project, to

LATER = date(2026, 12, 20)
NARROW = str.maketrans({"\u202f": " ", "\u00a0": " "})


def said(document: bytes) -> str:
    return " ".join(quick_text_of(document).translate(NARROW).split())


def test_the_pieces_add_up_to_what_the_rule_counts_on_both_engines(books: Books) -> None:
    irherm(books)
    with books.read() as session:
        facts = proof_facts(session, "2026-04", "AFD", on=TODAY)
        names = {facts.names.get(place, ""): place for place in facts.places}
        for place in facts.places:
            pieces = Money.total(one.amount for one in facts.counted(place))
            line = facts.verdict.lines[place]
            assert (pieces, pieces.cents) == (facts.private[place], line.private), place
        counted = {name: facts.private[place].cents for name, place in names.items()}
        assert counted == {"Tagmat": 18_000_00, "Association Azekka": 0, "Targa": 3_200_00, "": 1_000_00}
        assert (facts.total.cents, facts.verdict.missing, facts.public.cents) == (
            22_200_00,
            6_000_00,
            55_000_00,
        )
        assert {plan.funder: origin for plan, origin in facts.plan} == {
            "AFD": "public", "FOND": "private", "FORIM": "regranted",
        }  # fmt: skip
        [waiting] = [one for how, one in facts.pieces if how == "waiting"]
        assert (waiting.amount.cents, waiting.place, ALONE) == (1_800_00, names["Association Azekka"], 0)
        assert proof_facts(session, "2026-04", "AFD", on=date(2026, 6, 29)).total.cents == 19_000_00
    made = funder_proof(books, "2026-04", "AFD", form="xlsx", on=TODAY)
    later = books.acting(today=LATER)
    gift(later, 500_00, payer="A1", received_on=LATER, allocations=(to(500_00, "2026-04", "AZEKKA"),))
    rule = FundingRule(minimum=2_000, name="Plus stricte")
    add_rule(later, rule, key=uuid4(), project="2026-04", funder="AFD", since=LATER)
    assert funder_proof(later, "2026-04", "AFD", form="xlsx", on=TODAY) == made
    assert funder_proof(later, "2026-04", "AFD", form="xlsx", on=LATER).private.cents == 22_700_00


@pytest.fixture
def village(tmp_path: Path, originals: Originals) -> Iterator[Books]:
    """The same projects, in a file of their own; made once."""
    made = originals.books(str(tmp_path / "b.tiwizi"), irherm)
    yield made
    made.close()


def rows_of(book: Any, sheet: str) -> list[tuple[Any, ...]]:
    """Return the rows of a sheet below its titles."""
    return list(book[sheet].iter_rows(min_row=2, values_only=True))


@pytest.mark.file_only
def test_a_proof_file_says_rule_verdict_plan_sources_and_computation(village: Books, tmp_path: Path) -> None:
    path = tmp_path / "dossier.pdf"
    made = write_funder_proof(village, "2026-04", "AFD", path, on=TODAY)
    first, *_more = pages_of(path.read_bytes())
    first = " ".join(first.translate(NARROW).split())
    for told in (
        "Convention AFD-07 · convention, art. 7, 12/01/2026",
        "argent privé : au moins 15 % ; dont en numéraire : au moins 10 % ; en nature : au plus 5 %",
        "Part privée non atteinte. Il manque : 6 000,00 € à Association Azekka.",
        "Association Azekka 0,00 %, Tagmat 30,00 %, Targa 16,00 %, Projet 18,50 %",
        "Privé retenu : ligne f privé 13 pièces, tableau 4 22 200,00 22 200,00 22 200,00 18,50 %",
        "FORIM public (redistribué) F-112, 12/01/2026 15 000,00 15 000,00 15 000,00 12,50 %",
        "Coût du projet 1 296 000,00 MAD à 10,80 120 000,00",
        "attestation manque : Association Azekka, travail, 1 800,00 €.",
        "Reste à trouver 21 800,00 – – 18,17 %",
    ):
        assert told in first, told
    whole = said(path.read_bytes())
    assert "f Privé retenu : b + e 0,00 18 000,00 3 200,00 1 000,00 22 200,00" in whole
    assert "Verdict Non atteinte Atteinte Atteinte Non atteinte" in whole
    assert "D001" in whole
    assert not [name for name in DONORS if name in whole]
    key = key_path(path).read_text(encoding="utf-8-sig")
    assert made.sha256 in key
    assert "D001;A1;Brahim Oubella" in key
    with pytest.raises(FileExists):
        write_funder_proof(village, "2026-04", "AFD", path, on=TODAY)
    named = funder_proof(village, "2026-04", "AFD", form="pdf", on=TODAY, donors="named", language="en")
    assert "Brahim Oubella" in said(named.content)
    assert named.key == ()
    with pytest.raises(InputRefused, match="funder_asks_nothing"):
        funder_proof(village, "2026-04", "FORIM", form="pdf", on=TODAY)
    with pytest.raises(NotFound):
        funder_proof(village, "NONE", "AFD", form="pdf", on=TODAY)
    # of the organisation itself: what is missing is part of what it is held against
    gift(village, 10_000_00, payer="AFD", kind="subsidy", received_on=date(2025, 5, 2))
    of_all = FundingRule(scope="organisation", minimum=5_000)
    add_rule(village, of_all, key=uuid4(), project="2026-04", funder="FORIM", since=date(2026, 1, 1))
    told = said(funder_proof(village, "2026-04", "FORIM", form="pdf", on=TODAY, language="en").content)
    for text in ("Association, three years 17,76 %", "7 840,00 more of private money would reach it"):
        assert text in told.replace("\xa0", " ").replace("\u202f", " "), told


@pytest.mark.file_only
def test_slips_receipts_and_what_ends_them_count_from_their_days(village: Books) -> None:
    days = [TODAY, date(2026, 12, 1), date(2027, 1, 9), date(2027, 1, 20)]

    def piece(on: date) -> tuple[str, date | None, tuple[str, ...]]:
        with village.read() as session:
            facts = proof_facts(session, "2026-04", "AFD", on=on)
        [found] = [one for _how, one in facts.pieces if one.ref == "V-MRS-000001"]
        return found.slip, found.credited_on, found.receipts

    before = funder_proof(village, "2026-04", "AFD", form="xlsx", on=TODAY)
    number = slip(village.acting(today=days[1]), "V-MRS-000001", made_on=days[1])
    [receipt, *_others] = issue(village, 2026, payment="V-MRS-000001", today=days[2]).issued
    cancel_receipt(village.acting(today=days[3]), receipt.number, reason="Erreur")
    assert [piece(day) for day in days] == [
        ("", None, ()), (number, None, ()), (number, None, (receipt.number,)), (number, None, ()),
    ]  # fmt: skip
    assert funder_proof(village, "2026-04", "AFD", form="xlsx", on=TODAY) == before


@pytest.mark.file_only
def test_a_workbook_holds_values_that_tie_and_the_arabic_page_keeps_its_numbers(village: Books) -> None:
    made = funder_proof(village, "2026-04", "AFD", form="xlsx", on=TODAY)
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames == ["Projet", "1 Plan", "2 Sources", "3 Calcul", "4 Pièces", "5 Apports"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    lines = {row[0]: row for row in rows_of(book, "3 Calcul") if row[0]}
    assert lines["f"][1:] == (
        "Privé retenu : b + e".replace(" :", "\u00a0:"),
        0,
        18_000,
        3_200,
        1_000,
        22_200,
    )
    assert lines["i"][2:5] == (-6_000, 9_000, 200)
    pieces = [row for row in rows_of(book, "4 Pièces") if row[1]]
    assert (len(pieces), sum(row[-1] for row in pieces)) == (13, 22_200)
    plan = [row for row in rows_of(book, "1 Plan") if row and row[3] is not None]
    assert [sum(row[n] for row in plan[:-1]) for n in (3,)] == [plan[-1][3]] == [120_000]
    arabic = funder_proof(village, "2026-04", "AFD", form="pdf", on=TODAY, language="ar").content
    seen = "\n".join(lines_as_seen(arabic))
    for piece in ("6000,00€", "18,50%", "12/01/2026", "22200,00", "10,80رعسبمهرد1296000,00"):
        assert piece in seen.replace("\u202f", ""), piece


def test_the_ways_in_which_pieces_came_agree_with_their_number() -> None:
    facts: Any = None
    pieces: list[Any] = [SimpleNamespace(method=one) for one in ("transfer", "cheque", "transfer", "cash")]
    told = [ProofCells(facts, Words(one), None).methods(pieces) for one in ("fr", "ar")]
    assert told == ["virements, chèque, espèces", "تحويلان، شيك، نقدا"]


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_no_word_of_a_piece_is_parted(language: str) -> None:
    facts: Any = SimpleNamespace(places=(), total=Money(0))
    tables = SourceTables(facts, Words(language), None)
    rooms = [column.room - 10 for column in tables.pieces().columns]
    for words, room in (
        ([tables.method(one) for one in METHODS], rooms[4]),
        (["V-MRS-002443"], rooms[2]), (["2025-MRS-P-000166"], rooms[6]),
    ):  # fmt: skip
        assert [
            word for said in words for word in said.split() if broken(word, REGULAR, 12, room) != [word]
        ] == []


@pytest.mark.file_only
def test_the_statement_says_once_what_an_association_brought_lacks_and_awaits(village: Books) -> None:
    reached: dict[str, Any] = {
        "phone": "04 91 00 00 00",
        "email": "a@example.org",
        "website": "http://example.org",
    }
    load_settings(village, replace(SETTINGS, organisation=replace(SETTINGS.organisation, **reached)))
    both = association_statement(village, "AZEKKA", language="both", on=TODAY)
    [page] = pages_of(both)
    told = " ".join(page.translate(NARROW).split())
    for one in (
        "04 91 00 00 00 · a@example.org · example.org",
        "7 170,00 €", "77 436,00 MAD", "3 690,00 €", "39 852,00 MAD", "1 100,00 €",
        "18 000,00 1 530,00 8,50 % 1 170,00",
        "terminé en 2024", "Dons de 3 donateurs 550,00 €", "Cotisations 380,00 €", "Compté en 2026 1 530,00 €",
        "150 journées de travail, sans attestation : en attente 1 800,00 €",
        "Promis par des bailleurs privés 1 000,00 €",
        "Dons récurrents 05/12/2026 100,00 €", "Eau d'Irherm : il restera à trouver 6 000,00 €",
        "Aucun nom de donateur",
    ):  # fmt: skip
        assert one in told, one
    assert told.count("7 170,00") == 2  # the card and the sum: once for both languages
    assert not [name for name in (*DONORS, "Oubella", "Ali") if name in told]
    assert "Cotisations de" not in told  # of one person, who would be known
    seen = "\n".join(lines_as_seen(both)).replace("\u202f", "")
    for one in (
        "1€=10,80MAD",
        ".6000,00€ىقبي",
        "1€=10,80MAD،2026ربنون23ةياغىإل",
    ):  # each number in its own order
        assert one in seen, one
    french, arabic = (
        association_statement(village, "AZEKKA", language=one, on=TODAY) for one in ("fr", "ar")
    )
    assert "الجمعية" not in said(french)
    assert "Il manque" not in said(arabic)
    assert french == association_statement(village, "AZEKKA", language="fr", on=TODAY)
    with pytest.raises(NotFound):
        association_statement(village, "A1", language="fr", on=TODAY)


@pytest.mark.file_only
def test_the_report_adds_up_axis_by_axis_in_three_languages(village: Books) -> None:
    made = {
        one: programme_report(village, first=date(2026, 1, 1), last=TODAY, language=one)
        for one in ("fr", "en", "ar")
    }
    first, second, *_more = (page.translate(NARROW) for page in pages_of(made["fr"]))
    told = " ".join(first.split())
    for one in (
        "2 880", "138 000 €", "privé 22 200 €", "public 55 000 €",
        "à trouver 42 800 €", "Aucun projet de cet axe dans la période.", "Parts atteintes : 2 sur 4.",
        "Il manque 7 170 € à 2 d’entre elles. 98 € par mois",
    ):  # fmt: skip
        assert one in told, one
    assert "En tout 2 880 138 000 23 730 55 000 – 59 270" in " ".join(second.split())
    assert said(made["en"]).count("Where the money comes from") == 1
    assert "2026" in said(made["ar"])
    with pytest.raises(InputRefused):
        programme_report(village, first=TODAY, last=date(2026, 1, 1), language="fr")


@pytest.mark.file_only
@pytest.mark.parametrize("unassigned", ["project", "parts"])
def test_what_is_no_piece_has_its_own_line_and_all_still_adds_up(books: Books, unassigned: str) -> None:
    """Goods given back, in kind beyond its ceiling, a kind that does not count, money of the project alone."""
    person(books)
    for ref in ("AMAN", "TARGA"):
        association(books, ref, ref.title())
    parts = {"AMAN": 60_000_00, "TARGA": 40_000_00}
    project(
        books, cost=100_000_00, partners=parts, unassigned=unassigned, currency="MAD", rate="10.80",
        foreign_minor=1_080_000_00,
    )  # fmt: skip
    record_party(books, PartyDraft(key=uuid4(), ref="F", kind="foundation", organisation="Fonds"))
    rule = FundingRule(maximum_in_kind=100, counts=("gifts", "goods", "village_cash"), name="Fonds")
    add_rule(books, rule, key=uuid4(), project="EAU", funder="F")
    facts: dict[str, Any] = {"counterpart": Money(90_00), "counterpart_kind": "goods"}
    gift(books, 1_000_00, allocations=(to(1_000_00, "EAU", "AMAN"),), **facts)
    gift(books, 900_00, kind="in_kind", method="none", evidence="Facture", description="Pompe",
         allocations=(to(900_00, "EAU", "AMAN"),))  # fmt: skip
    gift(books, 300_00, kind="sale", allocations=(to(300_00, "EAU", "TARGA"),))
    dirhams = {"currency": "MAD", "rate": "10.95", "rate_source": "BAM", "method": "cash"}
    gift(books, 100_00, allocations=(to(100_00, "EAU"),), **dirhams)
    returned = gift(books, 70_00, allocations=(to(70_00, "EAU", "TARGA"),))
    reverse_payment(books, returned, kind="return", on=date(2026, 5, 1), reason="Impayé")
    with books.read() as session:
        found = proof_facts(session, "EAU", "F", on=TODAY)
    names = {found.names.get(place, ""): place for place in found.places}
    lines = {
        name: (
            [(one.sort, one.amount.cents) for one in found.counted(place)],
            found.adjusted[place].beyond.cents,
            found.adjusted[place].shared.cents,
            found.private[place].cents,
        )
        for name, place in names.items()
    }
    spread = (
        {"AMAN": 60_00, "TARGA": 40_00, "": -100_00} if unassigned == "parts" else dict.fromkeys(names, 0)
    )
    aman, targa, alone = (spread.get(ref, 0) for ref in ("AMAN", "TARGA", ""))
    assert lines["Aman"] == (
        [("cash", 1_000_00), ("goods_back", -90_00), ("in_kind", 900_00)], 300_00, aman, 1_510_00 + aman,
    )  # fmt: skip
    assert lines["Targa"] == ([], 0, targa, targa)
    assert lines[""] == ([("cash", 100_00)], 0, alone, 100_00 + alone)
    assert [(how, one.amount.cents) for how, one in found.pieces if how == "excluded"] == [
        ("excluded", 300_00)
    ]
    days = ContributionDraft(key=uuid4(), project="EAU", association="TARGA", kind="labour", given_on=date(2026, 4, 1),
                             day_rate=10_00, workers=(Worker("Ali", 20),))  # fmt: skip
    attest_contribution(books, record_contribution(books, days).ref, signed_on=TODAY, signed_by="Caïd")
    made = funder_proof(books, "EAU", "F", form="xlsx", on=TODAY)
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    euros = [row[-1] for row in rows_of(book, "4 Pièces") if row[-1] is not None]
    (labour,) = (row for row in rows_of(book, "5 Apports") if "travail" in str(row[3]))
    assert (labour[-1], "non compté par la règle" in str(labour[4])) == (100, True)
    if unassigned == "project":  # goods given back are no money of the project, in the report either
        with books.read() as session:
            (one,) = programme_facts(session, date(2026, 1, 1), TODAY).projects
        assert (one.private + one.before, one.left) == (Money(2_310_00), Money(97_690_00))
    in_euros = next(row for row in rows_of(book, "3 Calcul") if "arriv" in str(row[1]))
    assert sum(euros[:-1]) == pytest.approx(euros[-1]) == in_euros[-1] == made.private.cents / 100 == 1_610
    assert (
        said(funder_proof(books, "EAU", "F", form="pdf", on=TODAY).content).count("Au-delà du plafond") == 2
    )
