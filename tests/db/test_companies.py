"""Receipts of companies through the services, and what keeps the two forms apart; on both engines."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.receipts import receipt
from donations_app.db.queries.register import continuity, register_lines
from donations_app.db.tables import ReceiptCounter, TaxReceipt
from donations_app.domain.errors import InputRefused, TextTooLong
from donations_app.domain.receipt_content import ReceiptContent
from donations_app.domain.receipts import PlannedReceipt
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import load_settings
from donations_app.services.payments.corrections import correct_payment
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.copies import duplicate_receipt, preview_receipt, receipt_copy
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.receipts.records import Issued
from donations_app.services.statements.register import write_register
from receipts.amount_words import amount_in_words
from receipts.text import Unprintable
from tests.raw import tamper
from tests.receipts.reading import text_of
from tests.world import SETTINGS, company, gift, issue, payment, person, project, to

BENCHES: dict[str, Any] = {
    "payer": "E1", "kind": "in_kind", "method": "none", "received_on": date(2025, 3, 3),
    "description": "20 bancs d'école en pin, neufs", "evidence": "Attestation de valeur n° 17",
}  # fmt: skip


def issued_one(books: Books, **options: Any) -> Issued:
    run = issue(books, **options)
    assert run.left_out == []
    assert len(run.issued) == 1
    return run.issued[0]


def frozen(books: Books, number: str) -> ReceiptContent:
    with books.read() as session:
        return receipt(session, number).content


def planned(books: Books, **options: Any) -> list[PlannedReceipt]:
    return plan_receipts(books, 2025, **options).receipts


def reasons(books: Books, **options: Any) -> list[str]:
    plan = plan_receipts(books, 2025, **options)
    assert plan.receipts == []
    return [line.reason for line in plan.left_out]


def shown(document: bytes) -> str:
    text = text_of(document).replace("\u2019", "'").replace("\u202f", " ").replace("\u00a0", " ")
    return " ".join(text.split())


def test_money_and_goods_of_a_company_stand_on_one_receipt_with_all_its_parts(books: Books) -> None:
    company(books, siren="999 000 011")
    gift(books, 1_500_00, payer="E1", method="transfer", credited_on=date(2025, 2, 4))
    gift(books, 1_800_00, **BENCHES)
    gift(books, 250_00, payer="E1", method="cheque", received_on=date(2025, 9, 1))
    made = issued_one(books)
    assert (made.number, made.planned.form) == ("2025-MRS-E-000001", "16216*03")
    content = frozen(books, made.number)
    assert (content.amount.cents, content.in_kind.cents, content.money.cents) == (3550_00, 1800_00, 1750_00)
    assert (content.articles, content.gift_forms, content.methods, content.natures) == (
        ("238 bis",), (), ("cheque", "transfer"), ("in_kind", "money"),
    )  # fmt: skip
    page = shown(made.document)
    for mention in (
        "2025-MRS-E-000001", "16216*03", "Ateliers Méditerranée", "Forme juridique : SARL",
        "Numéro SIREN : 999000011", "7 boulevard National", "13002 Marseille", "20 bancs d'école en pin, neufs",
        "***1 800,00*** euros (valeur indiquée par l'entreprise)", "mille huit cents euros", "***1 750,00***",
        "mille sept cent cinquante euros", "***3 550,00***", "trois mille cinq cent cinquante euros",
        "du 04/02/2025 au 01/09/2025", "Zohra Amrani",
    ):  # fmt: skip
        assert mention in page
    assert verify(books).faults == []


def test_each_form_has_its_own_unbroken_series_and_only_its_own_givers(books: Books) -> None:
    person(books), company(books), company(books, "E2", organisation="Autre", siren="999000029")
    for payer in ("A1", "E1", "E2"):
        gift(books, payer=payer)
    made = {one.planned.giver.ref: (one.number, one.planned.form) for one in issue(books).issued}
    assert made == {
        "A1": ("2025-MRS-P-000001", "11580*05"), "E1": ("2025-MRS-E-000001", "16216*03"),
        "E2": ("2025-MRS-E-000002", "16216*03"),
    }  # fmt: skip
    with books.read() as session:
        assert [(s.series, s.last, s.is_whole) for s in continuity(session)] == [
            ("2025-MRS-E", 2, True), ("2025-MRS-P", 1, True),
        ]  # fmt: skip


@pytest.mark.parametrize(("payer", "form"), [("E1", "11580*05"), ("A1", "16216*03")])
def test_a_plan_bent_to_the_wrong_form_is_not_printed(books: Books, payer: str, form: str) -> None:
    person(books), company(books)
    gift(books, payer=payer)
    bent = replace(planned(books)[0], form=form)
    with pytest.raises(ValueError, match="for companies"):
        preview_receipt(books, bent)
    assert issue(books, seen=[bent]).issued == []


def test_the_edition_of_the_form_is_that_of_the_day_of_issue(books: Books) -> None:
    company(books)
    gift(books, payer="E1")
    made = issued_one(books, today=date(2025, 12, 30))
    content = frozen(books, made.number)
    assert (content.form, content.wording) == ("16216*02", "16216-02")
    assert "16216*02" in shown(made.document)
    again = replace_receipt(books, made.number, reason="Adresse")
    assert frozen(books, again.number).wording == "16216-03"
    assert "16216*02" in shown(receipt_copy(books, made.number))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"siren": ""}, "siren_missing"), ({"legal_form": ""}, "legal_form_missing"),
     ({"siren": "", "legal_form": "", "address": ""}, "siren_missing"), ({"address": ""}, "address_missing"),
     ({"receipt_wish": "none"}, "no_receipt_wished"), ({"country": "MA"}, "not_tax_resident")],
)  # fmt: skip
def test_case_13_a_company_that_is_not_complete_gets_no_receipt(
    books: Books, facts: dict[str, Any], reason: str
) -> None:
    company(books, **facts)
    gift(books, payer="E1")
    assert reasons(books) == [reason]
    assert issue(books).issued == []


def test_case_13_a_siren_gone_wrong_is_seen(books: Books) -> None:
    company(books)
    gift(books, payer="E1")
    tamper(books.location, "UPDATE party SET siren = '999000012'")
    assert reasons(books) == ["siren_invalid"]


def test_case_15_a_sole_trader_gives_as_a_person_and_never_twice(books: Books) -> None:
    person(books, siren="999000011")
    gift(books, method="transfer", credited_on=date(2025, 3, 1))
    assert issued_one(books).planned.form == "11580*05"
    assert reasons(books) == ["already_receipted"]


@pytest.mark.parametrize("kind", ["association", "foundation", "public_body"])
def test_case_23_other_organisations_get_no_receipt(books: Books, kind: str) -> None:
    company(books, kind=kind, organisation="Amis de l'Atlas")
    gift(books, 1_000_00, payer="E1")
    assert reasons(books) == ["payer_is_organisation"]


def test_case_37_twenty_benches_are_receipted_at_the_value_that_the_company_states(books: Books) -> None:
    company(books)
    gift(books, 1_800_00, **BENCHES)
    made = issued_one(books)
    content = frozen(books, made.number)
    assert (content.in_kind_in_words, content.descriptions, content.methods) == (
        "mille huit cents euros", ("20 bancs d'école en pin, neufs",), (),
    )  # fmt: skip
    page = shown(made.document)
    assert "***1 800,00*** euros (valeur indiquée par l'entreprise)" in page
    assert "***0,00*** euros" in page
    assert page.count("néant") == 1
    assert "le 03/03/2025" in page


@pytest.mark.parametrize("missing", ["evidence", "description"])
def test_case_37_without_the_companys_statement_or_a_description_there_is_none(
    books: Books, missing: str
) -> None:
    company(books)
    gift(books, 3_200_00, **(BENCHES | {missing: ""}))
    assert reasons(books) == ["valuation_missing"]


def test_case_39_a_year_that_ends_in_june_makes_two_receipts_and_no_period_over_both(books: Books) -> None:
    company(books, fiscal_year_end="06-30")
    for on in (date(2025, 1, 10), date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31)):
        gift(books, payer="E1", received_on=on)
    whole = (date(2025, 1, 1), date(2025, 12, 31))
    assert reasons(books, period=whole) == ["straddles_fiscal_year"] * 4
    first, second = (date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31))
    assert [one.days for one in planned(books)] == [
        (date(2025, 1, 10), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31)),
    ]  # fmt: skip
    for period in (first, second):
        assert [len(one.lines) for one in planned(books, period=period)] == [2]
    made = issue(books)
    assert [one.number for one in made.issued] == ["2025-MRS-E-000001", "2025-MRS-E-000002"]
    assert "du 10/01/2025 au 30/06/2025" in shown(made.issued[0].document)


def test_a_period_takes_only_its_gifts_and_leaves_the_rest_for_later(books: Books) -> None:
    company(books, receipt_wish="each"), person(books)
    for month in (2, 3, 8):
        gift(books, payer="E1", received_on=date(2025, month, 1))
    gift(books, received_on=date(2025, 9, 1))
    made = issue(books, period=(date(2025, 1, 1), date(2025, 3, 31)))
    assert [(one.planned.giver.ref, len(one.planned.lines)) for one in made.issued] == [("E1", 2)]
    assert [len(one.planned.lines) for one in issue(books).issued] == [1, 1]


@pytest.mark.parametrize(
    "period",
    [(date(2024, 12, 31), date(2025, 3, 1)), (date(2025, 3, 1), date(2026, 1, 1)),
     (date(2025, 3, 2), date(2025, 3, 1))],
)  # fmt: skip
def test_a_period_outside_the_year_or_upside_down_is_refused(books: Books, period: tuple[date, date]) -> None:
    for call in (planned, issue):
        with pytest.raises(InputRefused) as error:
            call(books, period=period)
        assert [problem.code for problem in error.value.problems] == ["period_outside_year"]


def test_case_41_skills_lent_are_a_gift_in_kind_with_the_persons_named(books: Books) -> None:
    company(books)
    lent = "Un ingénieur hydraulicien mis à disposition trois jours, du 3 au 5 mars"
    gift(books, 2_100_00, **(BENCHES | {"kind": "skills", "description": lent}))
    made = issued_one(books)
    content = frozen(books, made.number)
    assert (content.in_kind.cents, content.money.cents, content.natures) == (2_100_00, 0, ("in_kind",))
    assert lent in shown(made.document)


def test_case_41_skills_of_a_person_are_no_gift(books: Books) -> None:
    person(books)
    gift(books, **(BENCHES | {"payer": "A1", "kind": "skills"}))
    assert reasons(books) == ["not_a_gift"]


def test_case_43_article_978_is_refused_to_an_association_that_is_not_on_the_list(books: Books) -> None:
    person(books)
    gift(books, article="978")
    assert reasons(books) == ["ifi_not_eligible"]


def test_case_43_with_a_ruling_article_978_has_a_receipt_of_its_own(books: Books) -> None:
    ruled = replace(SETTINGS, organisation=replace(SETTINGS.organisation, ifi_eligible=True))
    load_settings(books, ruled)
    person(books)
    gift(books, 300_00, article="978")
    gift(books, 100_00)
    made = {frozen(books, one.number).articles: one for one in issue(books).issued}
    assert {articles: one.planned.amount.cents for articles, one in made.items()} == {
        ("200",): 100_00, ("978",): 300_00,
    }  # fmt: skip
    assert "***300,00***" in shown(made["978",].document)


@pytest.mark.parametrize("payer", ["A1", "E1"])
def test_case_45_what_only_passes_through_opens_no_right(books: Books, payer: str) -> None:
    person(books), company(books)
    project(books, "VILLAGE", pass_through=True)
    project(books, "EAU")
    gift(books, payer=payer, pass_through=True)
    gift(books, 50_00, payer=payer, allocations=(to(50_00, "VILLAGE"),))
    assert reasons(books) == ["pass_through"] * 2
    gift(books, 70_00, payer=payer, allocations=(to(70_00),), earmarked_by_donor=True)
    assert [one.amount.cents for one in planned(books)] == [70_00]


@pytest.mark.parametrize(
    "kind", ["sale", "participation", "subsidy", "grant", "collection", "waived_expenses"]
)
def test_case_47_what_a_company_pays_for_is_no_gift(books: Books, kind: str) -> None:
    company(books)
    gift(books, payer="E1", kind=kind)
    assert reasons(books) == ["not_a_gift"]


def test_the_receipt_of_somebody_who_died_is_made_out_to_the_estate(books: Books) -> None:
    person(books, last_name="Moreau", first_name="Claire", deceased_on=date(2025, 6, 1))
    gift(books)
    made = issued_one(books)
    assert frozen(books, made.number).donor.name == "Succession de Claire Moreau"
    assert "Succession de Claire Moreau 1 rue de la République" in shown(made.document)


@pytest.mark.parametrize("text", ["Prêt de salle " * 500, "20 bancs 王", "deux\nlignes"])
def test_a_description_that_cannot_be_printed_takes_no_number(books: Books, text: str) -> None:
    company(books), company(books, "E2")
    gift(books, **(BENCHES | {"description": text.strip()}))
    gift(books, payer="E2")
    plan = plan_receipts(books, 2025)
    assert [(line.payer, line.reason) for line in plan.left_out] == [("E1", "unprintable")]
    run = issue(books)
    assert [one.number for one in run.issued] == ["2025-MRS-E-000001"]
    assert run.left_out == plan.left_out
    with books.read() as session:
        assert session.scalar(select(func.max(ReceiptCounter.last))) == 1


def test_a_preview_of_a_description_without_end_says_what_is_too_long(books: Books) -> None:
    company(books)
    gift(books, **BENCHES)
    (one,) = planned(books)
    endless = replace(one, lines=(replace(one.lines[0], description="Prêt de salle " * 500),))
    with pytest.raises(TextTooLong) as error:
        preview_receipt(books, endless)
    assert (error.value.ref, error.value.place) == ("E1", "description")
    assert isinstance(error.value.__cause__, Unprintable)


def test_cancelled_replaced_and_doubled_as_any_receipt(books: Books) -> None:
    company(books)
    gift(books, 1_800_00, **BENCHES)
    old = issued_one(books)
    new = replace_receipt(books, old.number, reason="Forme juridique")
    assert new.number == "2025-MRS-E-000002"
    assert f"Annule et remplace le reçu n° {old.number}" in shown(new.document)
    marked = receipt_copy(books, old.number)
    assert marked.startswith(old.document)
    assert all(word in shown(marked) for word in ("ANNULÉ", new.number))
    twice = duplicate_receipt(books, new.number)
    assert twice.startswith(new.document)
    assert "DUPLICATA" in shown(twice)
    cancel_receipt(books, new.number, reason="Rendu")
    with books.read() as session:
        assert [line.status for line in register_lines(session)] == ["replaced", "cancelled"]
        assert session.scalar(select(func.count()).select_from(TaxReceipt)) == 2
    assert verify(books).faults == []


def test_a_gift_put_right_into_the_fiscal_year_before_leaves_the_receipt_of_this_one(books: Books) -> None:
    company(books, fiscal_year_end="06-30")
    wrong = gift(books, 100_00, payer="E1", received_on=date(2025, 7, 1))
    kept = gift(books, 200_00, payer="E1", received_on=date(2025, 8, 1))
    old = issued_one(books)
    right = payment(100_00, payer="E1", received_on=date(2025, 6, 30))
    done = correct_payment(books, wrong, right, reason="Juin")
    (new,) = done.replaced_by
    assert [line.payment for line in frozen(books, new).lines] == [kept]
    assert frozen(books, new).replaces == old.number
    assert [one.payments for one in planned(books)] == [[done.recorded]]


def test_the_register_says_form_nature_and_article_of_a_company(books: Books, tmp_path: Path) -> None:
    company(books)
    gift(books, 1_800_00, **BENCHES)
    gift(books, 250_00, payer="E1")
    issue(books)
    files = {form: tmp_path / f"register.{form}" for form in ("pdf", "csv", "xlsx", "json")}
    for form, path in files.items():
        write_register(books, path, form=form)
    page = shown(files["pdf"].read_bytes())
    assert "en nature, numéraire (art. 238 bis)" in page
    assert "2025-MRS-E · 16216*03 · 2025" in page
    (line,) = json.loads(files["json"].read_text())["lines"]
    assert (line["form"], line["natures"], line["articles"], line["methods"], line["amount_cents"]) == (
        "16216*03", ["in_kind", "money"], ["238 bis"], ["cheque"], 2_050_00,
    )  # fmt: skip
    heading, written = files["csv"].read_text(encoding="utf-8-sig").splitlines()[:2]
    of_csv = dict(zip(heading.split(";"), written.split(";"), strict=True))
    sheet = openpyxl.load_workbook(files["xlsx"]).worksheets[0]
    titles, cells = ([cell.value for cell in row] for row in sheet.iter_rows(max_row=2))
    of_xlsx = dict(zip(titles, cells, strict=True))
    for column, said in (("Formulaire", "16216*03"), ("Nature", "en nature, numéraire"),
                         ("Nature (code)", "in_kind, money"), ("Articles", "238 bis")):  # fmt: skip
        assert (of_csv[column].strip('"'), of_xlsx[column]) == (said, said)
    assert of_xlsx["Montant (€)"] == 2050


def test_amounts_in_words_are_those_of_the_parts(books: Books) -> None:
    company(books)
    gift(books, 80_01, **BENCHES)
    gift(books, 1_000_000_00, payer="E1")
    content = frozen(books, issued_one(books, accept=["all"]).number)
    assert content.in_kind_in_words == "quatre-vingts euros et un centime"
    assert content.money_in_words == "un million d'euros"
    assert content.amount_in_words == amount_in_words(content.amount)
