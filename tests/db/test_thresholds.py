"""Thresholds of gifts and subsidies, and the statement of what came from abroad; on both engines."""

from datetime import date

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.domain.statements import Sum
from donations_app.services.books.legal import decide_parameter
from donations_app.services.books.settings import create_books
from donations_app.services.payments.corrections import take_back
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.statements.thresholds import foreign_statement, thresholds
from tests.world import NAIMA, SETTINGS, TODAY, gift, person, project, ticking, to


def public(books: Books, ref: str, country: str = "FR") -> None:
    person(books, ref, kind="public_body", organisation=f"Ville {ref}", country=country)


def test_gifts_count_by_their_nature_whether_or_not_they_have_a_receipt(books: Books) -> None:
    person(books)
    person(books, "CO", kind="company", organisation="Atlas SARL")
    person(books, "AS", kind="association", organisation="Aman")
    person(books, "X", address="", receipt_wish="none", country="MA")
    project(books, receipt_eligible=False)
    gift(books, 100_00, method="cash")
    issue_receipts(books, 2025)
    gift(books, 30_00, kind="dues", dues_year=2025)
    gift(books, 7_00, payer="X", receipt_issued_by="HelloAsso")
    gift(books, 1_000_00, payer="CO")
    gift(books, 500_00, payer="CO", kind="skills", method="none", evidence="E", description="3 jours")
    for facts in (
        {"payer": "AS"}, {"kind": "sale"}, {"payer": "CO", "kind": "participation"},
        {"payer": "", "kind": "collection"},
        {"allocations": (to(50_00),)}, {"counterpart": Money(20_00), "counterpart_kind": "goods"},
        {"received_on": date(2024, 12, 31)},
    ):  # fmt: skip
        gift(books, 50_00, **facts)
    back = gift(books, 50_00)
    take_back(books, back, kind="refund", reason="x", on=date(2026, 1, 2))
    found = thresholds(books, 2025)
    assert {kind: one.amount.cents for kind, one in found.gifts.items()} == {
        "donation": 1_100_00, "dues": 30_00, "skills": 500_00,
    }  # fmt: skip
    assert found.eligible.amount == Money(1_630_00)
    assert (found.not_resident, found.organisations) == (Sum(1, Money(7_00)), Sum(1, Money(50_00)))
    assert found.barred == Sum(2, Money(100_00))
    assert found.receipted == Sum(1, Money(100_00))
    assert found.anonymous == Sum(1, Money(50_00))


def test_gifts_of_donors_who_are_not_tax_resident_stand_apart_from_the_threshold(books: Books) -> None:
    person(books)
    person(books, "MA", kind="company", organisation="Atlas SA", country="MA", city="Agadir")
    person(books, "TATA", country="MA", city="Tata")
    person(books, "BE", country="BE", tax_resident_fr=True)
    person(books, "NR", tax_resident_fr=False)
    gift(books, 152_000_00), gift(books, 1_000_00, payer="BE")
    gift(books, 200_000_00, payer="MA"), gift(books, 100_00, payer="TATA"), gift(books, 10_00, payer="NR")
    found = thresholds(books, 2025)
    assert (found.eligible.amount, found.gifts_above) == (Money(153_000_00), False)
    assert found.not_resident == Sum(3, Money(200_110_00))
    assert found.hangs_on_residence
    assert foreign_statement(books, 2025).necessity == "by_non_residents"
    decide_parameter(
        books, "gifts_of_non_residents", first_on=date(1990, 1, 1), value="counted", source="auditor"
    )
    found = thresholds(books, 2025)
    assert (found.eligible.amount, found.gifts_above) == (Money(353_110_00), True)
    assert found.not_resident == Sum(3, Money(200_110_00))
    assert found.hangs_on_residence
    assert [one.name for one in found.doubtful] == ["gifts_by_appeal"]  # all money given is above


def test_subsidies_are_public_french_and_in_cash(books: Books) -> None:
    public(books, "P1")
    public(books, "P2", "MA")
    gift(books, 100_00, payer="P1", kind="subsidy")
    gift(books, 20_00, payer="P1", kind="grant")
    gift(books, 7_00, payer="P1", kind="sale")
    gift(books, 7_00, payer="P1", kind="in_kind", method="none", evidence="E")
    gift(books, 5_00, payer="P2", kind="subsidy")
    found = thresholds(books, 2025)
    assert (found.subsidies, found.foreign_subsidies) == (Sum(2, Money(120_00)), Sum(1, Money(5_00)))
    assert found.eligible == Sum()


def test_the_threshold_is_passed_above_and_not_at_it_and_tells_what_follows(books: Books) -> None:
    person(books)
    public(books, "P1")
    gift(books, 153_000_00)
    gift(books, 153_000_00, payer="P1", kind="subsidy")
    found = thresholds(books, 2025)
    assert (found.gifts_above, found.subsidies_above, found.duties) == (False, False, ())
    assert found.appeals.verdict == "below"
    assert foreign_statement(books, 2025).necessity == "below"
    gift(books, 1, payer="P1", kind="subsidy")
    found = thresholds(books, 2025)
    assert (found.gifts_above, found.subsidies_above) == (False, True)
    assert found.duties == ("annual_accounts", "auditor", "publication")
    gift(books, 1)
    found = thresholds(books, 2025)
    assert found.duties == (
        "annual_accounts", "auditor", "publication", "foreign_statement", "appeal_declaration_perhaps",
    )  # fmt: skip
    assert foreign_statement(books, 2025).is_required


def test_appeals_lie_between_collections_and_all_money_given_of_three_years(books: Books) -> None:
    person(books)
    public(books, "P1")
    gift(books, 100_000_00, payer="", kind="collection", received_on=date(2023, 5, 1))
    gift(books, 60_000_00, received_on=date(2023, 6, 1))
    gift(books, 900_000_00, payer="P1", received_on=date(2023, 6, 1))  # a subsidy
    gift(books, 900_000_00, kind="sale", received_on=date(2023, 6, 1))
    gift(books, 5_00)
    (of_2023, of_2024, of_2025) = thresholds(books, 2025).appeals.years
    assert (of_2023.least, of_2023.most) == (Sum(1, Money(100_000_00)), Sum(2, Money(160_000_00)))
    assert (of_2024.year, of_2024.is_empty, of_2025.most.amount) == (2024, True, Money(5_00))
    assert thresholds(books, 2025).duties == ("appeal_declaration_perhaps",)
    assert thresholds(books, 2026).duties == ()  # 2023 is out of it
    gift(books, 53_000_01, payer="", kind="collection", received_on=date(2023, 5, 1))
    assert thresholds(books, 2025).duties == ("appeal_declaration",)


def test_which_gifts_an_appeal_brought_is_decided_by_a_dated_figure(books: Books) -> None:
    person(books)
    gift(books, 30_000_00, payer="", kind="collection")
    gift(books, 90_000_00, method="online", credited_on=date(2025, 3, 9))
    gift(books, 5_000_00, method="card", credited_on=date(2025, 3, 9))
    gift(books, 100_000_00, method="transfer", credited_on=date(2025, 3, 9))
    told = {}
    for reading in ("collections", "online", "all"):
        decide_parameter(
            books, "gifts_by_appeal", first_on=date(2025, 1, 1), value=reading, source="conseil du 3 mars"
        )
        found = thresholds(books, 2025).appeals
        told[reading] = (found.years[-1].surely.amount.cents, found.verdict, found.is_near, found.doubtful)
    assert told == {
        "collections": (30_000_00, "below", False, ()),
        "online": (125_000_00, "below", True, ()),
        "all": (225_000_00, "passed", False, ()),
    }
    assert thresholds(books, 2025).appeals.years[0].counted is None  # of 2023 nothing was decided


@pytest.mark.file_only
def test_before_the_decree_no_threshold_of_appeals_is_known(books: Books) -> None:
    assert thresholds(books, 2018).appeals.verdict == "unknown"


def test_resources_from_abroad_are_stated_for_years_opened_from_2023_on(books: Books) -> None:
    person(books)
    for year in (2020, 2022, 2023):
        gift(books, 200_000_00, received_on=date(year, 5, 1))
    assert [foreign_statement(books, year).necessity for year in (2020, 2022, 2023, 2024)] == [
        "not_begun", "not_begun", "required", "below",
    ]  # fmt: skip
    assert "foreign_statement" not in thresholds(books, 2022).duties
    assert "foreign_statement" in thresholds(books, 2023).duties


def test_a_year_that_opened_in_2022_and_closed_in_2023_has_no_statement_yet(location: str) -> None:
    june = replace(SETTINGS, organisation=replace(SETTINGS.organisation, fiscal_year_end="06-30"))
    books = create_books(location, june, today=lambda: TODAY, clock=ticking(), author=NAIMA)
    person(books)
    for year in (2023, 2024):
        gift(books, 200_000_00, received_on=date(year, 5, 1))
    assert [foreign_statement(books, year).necessity for year in (2023, 2024)] == ["not_begun", "required"]
    books.close()


def test_the_figure_is_doubtful_from_2026_until_a_person_confirms_or_changes_it(books: Books) -> None:
    assert thresholds(books, 2025).threshold.confirmed
    found = thresholds(books, 2026)
    assert (found.limit, found.threshold.confirmed) == (Money(153_000_00), False)
    decide_parameter(
        books,
        "audit_threshold_cents",
        first_on=date(2026, 1, 1),
        value="30000000",
        source="JO",
    )
    found = thresholds(books, 2026)
    assert (found.limit, found.threshold.confirmed) == (Money(300_000_00), True)


def test_case_19_a_donor_in_casablanca_is_a_line_of_the_statement(books: Books) -> None:
    person(books, country="MA", city="Casablanca", postcode="")
    ref = gift(books, 500_00, method="transfer", credited_on=date(2025, 4, 2))
    (state,) = foreign_statement(books, 2025).states
    (line,) = state.resources
    assert (line.state, line.on, line.personality, line.kind, line.is_direct, line.method, line.amount) == (
        "Maroc", date(2025, 4, 2), "natural_person", "donation", True, "transfer", Money(500_00),
    )  # fmt: skip
    assert (line.payer, line.payment, state.amount) == ("A1", ref, Money(500_00))


def test_the_statement_goes_by_the_day_on_which_money_was_cashed(books: Books) -> None:
    person(books, country="MA")
    late, early = date(2024, 1, 5), date(2023, 12, 31)
    gift(books, 1_00, received_on=early, credited_on=late)  # a cheque handed over in 2023
    gift(books, 2_00, received_on=early)  # one that the bank has not credited yet
    gift(books, 4_00, received_on=early, credited_on=late, method="cash")  # brought to the bank later
    gift(books, 8_00, received_on=early, kind="in_kind", method="none", evidence="E")
    gift(books, 16_00, received_on=early, credited_on=late, method="online")
    found = {
        year: [
            (one.amount.cents, one.on)
            for state in foreign_statement(books, year).states
            for one in state.resources
        ]
        for year in (2023, 2024)
    }
    assert found[2023] == [(2_00, early), (4_00, early), (8_00, early)]
    assert found[2024] == [(1_00, late), (16_00, late)]


def test_who_is_resident_is_not_in_the_statement_whatever_his_account(books: Books) -> None:
    person(books)  # lives in Marseille
    person(books, "BE", country="BE", tax_resident_fr=True)  # a statement of residence was recorded
    person(books, "NR", tax_resident_fr=False)  # says that he is not resident; nobody wrote where he lives
    for payer in ("A1", "BE", "NR"):
        gift(books, 10_00, payer=payer)
    found = foreign_statement(books, 2025)
    assert (found.states, found.without_state) == ((), ("NR",))


def test_overseas_is_no_other_state_whatever_its_tax(books: Books) -> None:
    for ref in ("RE", "NC"):
        person(books, ref, country=ref)
        public(books, f"V{ref}", ref)
        gift(books, 10_00, payer=ref)
        gift(books, 20_00, payer=f"V{ref}", kind="subsidy")
    person(books, "GONE", country="MQ", tax_resident_fr=False)
    gift(books, 5_00, payer="GONE")
    found = foreign_statement(books, 2025)
    assert (found.states, found.without_state) == ((), ("GONE",))
    sums = thresholds(books, 2025)
    assert (sums.subsidies, sums.foreign_subsidies) == (Sum(2, Money(40_00)), Sum())


def test_states_stand_by_their_french_names_and_resources_in_the_order_of_time(books: Books) -> None:
    person(books, "AE", country="AE")
    person(books, "ES", country="ES", kind="company", organisation="Sol SL")
    public(books, "MA", "MA")
    person(books, "DE", country="DE", kind="foundation", organisation="Stiftung")
    gift(books, 1_00, payer="AE", received_on=date(2025, 5, 1), method="online", credited_on=date(2025, 5, 3))
    gift(books, 2_00, payer="ES", received_on=date(2025, 5, 1), description="via Fondation Atlas")
    gift(books, 4_00, payer="MA", received_on=date(2025, 7, 1), kind="subsidy")
    gift(books, 8_00, payer="DE", received_on=date(2025, 5, 1), kind="grant")
    gift(books, 16_00, payer="MA", received_on=date(2025, 6, 1), kind="grant")
    gone = gift(books, 32_00, payer="DE")
    take_back(books, gone, kind="return", reason="x", on=date(2025, 6, 1))
    found = foreign_statement(books, 2025)
    assert [(state.name, [one.amount.cents for one in state.resources]) for state in found.states] == [
        ("Allemagne", [8_00]), ("Émirats arabes unis", [1_00]), ("Espagne", [2_00]), ("Maroc", [16_00, 4_00]),
    ]  # fmt: skip
    assert [state.amount.cents for state in found.states] == [8_00, 1_00, 2_00, 20_00]
    assert found.amount == Money(31_00)
    told = [
        (one.personality, one.is_direct, one.intermediary)
        for state in found.states
        for one in state.resources
    ]
    assert told == [
        ("legal_person", True, ""), ("natural_person", False, ""), ("legal_person", False, "Fondation Atlas"),
        ("legal_person", True, ""), ("legal_person", True, ""),
    ]  # fmt: skip
    assert found.unclear == (("MA", "state_or_body"),)


def test_a_state_a_commune_a_union_and_a_trust_are_told_apart(books: Books) -> None:
    bodies = {
        "ETAT": {"kind": "public_body", "organisation": "Ministère de l'Intérieur", "country": "MA"},
        "COMMUNE": {"kind": "public_body", "organisation": "Afra", "legal_form": "commune", "country": "MA"},
        "UE": {"kind": "public_body", "organisation": "Commission européenne", "country": "BE"},
        "TRUST": {"kind": "foundation", "organisation": "Aman", "legal_form": "Trust", "country": "GB"},
    }
    for ref, facts in bodies.items():
        person(books, ref, **facts)
        gift(books, payer=ref, kind="grant")
    found = foreign_statement(books, 2025)
    assert {one.payer: one.personality for state in found.states for one in state.resources} == {
        "ETAT": "foreign_state", "COMMUNE": "legal_person", "UE": "legal_person", "TRUST": "trust_like",
    }  # fmt: skip
    assert found.unclear == (("UE", "union_or_organisation"),)
