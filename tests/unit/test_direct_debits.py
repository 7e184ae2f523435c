"""Direct debits: bank days, permitted characters, mandates in time, what is collected, and the bytes of the file."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.collecting import (
    Candidate,
    CollectionPlan,
    Creditor,
    Place,
    plan_collection,
)
from donations_app.domain.mandates import MandateFacts, Presented, Terms, amendment
from donations_app.domain.money import Money
from donations_app.domain.periods import months_later
from donations_app.domain.sepa_text import is_permitted, sepa_text
from donations_app.domain.target_days import bank_day_after, bank_day_from, closing_days, is_bank_day
from donations_app.formats import pain008
from donations_app.formats.pain008 import DebitFile, write_debits

OLD = "FR7630006000011234567890189"
SAME_BANK = "FR7630006000020000000004211"
OTHER_BANK = "FR7620041010050000001234563"
SWISS = "CH9300762011623852957"
ICS = "FR72ZZZ123456"
DAY = date(2026, 12, 7)
CREDITOR = Creditor(
    "Migrations & Développement", ICS, "FR7610107001011234567890129", "BREDFRPPXXX", "pain.008.001.08"
)
TERMS = Terms(reference="RUM-17", iban=OLD, bic="AGRIFRPP")
FACTS = MandateFacts(signed_on=date(2025, 1, 10), kind="recurring", terms=(TERMS,), last_on=date(2026, 11, 5))
ONE = Candidate(
    ref="D-MRS-000001",
    gift_id=1,
    office="MRS",
    due_on=date(2026, 12, 5),
    amount=Money(20_00),
    payer="A1",
    name="Zoé Œuvrard",
    place=Place("12 rue de la République", "1201", "Genève", "CH"),
    mandate_id=1,
    mandate=FACTS,
    presented=Presented("RUM-17", OLD, "AGRIFRPP", ICS),
)
DATA = Path(__file__).parents[1] / "data" / "pain008"


def planned(*candidates: Candidate, creditor: Creditor = CREDITOR, on: date = DAY) -> CollectionPlan:
    return plan_collection(candidates, creditor, collected_on=on, lapse_months=36)


def reasons(*candidates: Candidate, on: date = DAY) -> list[str]:
    return [one.reason for one in planned(*candidates, on=on).left_out]


def having(**facts: Any) -> Candidate:
    return replace(ONE, mandate=replace(FACTS, **facts))


def written(plan: CollectionPlan) -> str:
    made_at = datetime(2026, 11, 30, 9, 15, 30, tzinfo=UTC)
    return write_debits(DebitFile("L-MRS-000012", made_at, plan.collected_on, plan.creditor, plan.batches))


def test_bank_days_are_those_of_the_calendar_of_target() -> None:
    closed = {
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25), date(2026, 12, 26),
    }  # fmt: skip
    assert closing_days(2026) == closed
    open_ = (
        date(2026, 5, 8),
        date(2026, 7, 14),
        date(2026, 5, 14),
        date(2026, 11, 11),
    )  # holidays of France alone
    assert all(map(is_bank_day, open_))
    assert bank_day_from(date(2026, 12, 25)) == date(2026, 12, 28)  # Friday, then the weekend with the 26th
    assert bank_day_from(date(2027, 3, 26)) == date(2027, 3, 30)  # Good Friday to Easter Monday
    assert bank_day_from(date(2026, 12, 24)) == date(2026, 12, 24)
    assert bank_day_after(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert bank_day_after(date(2026, 12, 31), 2) == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Éléonore Œuvrard & Cie", "Eleonore OEuvrard + Cie"),
        ("L’Haÿ–les–Roses", "L'Hay-les-Roses"),
        ("Ḥammou Ɛli", "Hammou Ali"),
        ("ⵜⵉⵡⵉⵣⵉ", "tiwizi"),
        ("محمد العربي", "mhmd alarbi"),
        ("محمّد", "mhmd"),
        ("//a//b/", "a/b"),
        ("Aït_Ouarab\n@2 «x»", "Ait-Ouarab 2 x"),
        ("王 ☃", ""),
        ("x" * 90, "x" * 70),
    ],
)
def test_text_is_written_in_the_characters_that_every_bank_takes(text: str, wanted: str) -> None:
    assert sepa_text(text) == wanted
    assert is_permitted(wanted)
    assert not is_permitted("é")
    assert not is_permitted("@")


def test_a_mandate_lapses_when_thirty_six_months_are_over_without_a_collection() -> None:
    last = date(2023, 12, 7)
    assert months_later(last, 36) == DAY
    assert reasons(having(last_on=last)) == []  # on their last day
    assert reasons(having(last_on=date(2023, 12, 6))) == ["mandate_lapsed"]
    never = date(2023, 12, 7)
    assert reasons(having(last_on=None, signed_on=never)) == []
    assert reasons(having(last_on=None, signed_on=date(2023, 12, 6))) == ["mandate_lapsed"]
    assert reasons(having(last_on=date(2023, 2, 28)), on=date(2026, 3, 2)) == ["mandate_lapsed"]


def test_each_instalment_that_is_not_collected_says_why() -> None:
    told = [
        (replace(ONE, held_in="L-MRS-000001"), "collected"),
        (replace(ONE, amount=Money(0)), "nothing_due"),
        (replace(ONE, mandate=None), "debited_elsewhere"),
        (having(terms=(Terms(reference="R"),)), "debited_elsewhere"),
        (having(terms=(replace(TERMS, reference=""),)), "mandate_incomplete"),
        (having(signed_on=None), "mandate_incomplete"),
        (having(signed_on=date(2026, 12, 8), last_on=None), "mandate_not_yet"),
        (having(suspended_on=DAY), "mandate_suspended"),
        (having(ended_on=DAY), "mandate_ended"),
        (having(is_closed=True), "mandate_closed"),
        (having(terms=(replace(TERMS, iban="MA64011519000001205000534921"),)), "account_invalid"),
        (having(terms=(replace(TERMS, iban="FR7630006000011234567890188"),)), "account_invalid"),
        (replace(ONE, is_shared=True), "mandate_shared"),
        (replace(ONE, is_deceased=True), "deceased"),
        (replace(ONE, name="王"), "name_missing"),
        (replace(having(terms=(Terms(reference="R", iban=SWISS),)), place=Place(country="CH")), "address_missing"),
    ]  # fmt: skip
    for candidate, reason in told:
        assert reasons(candidate) == [reason], reason
    assert reasons(having(suspended_on=date(2026, 12, 8), ended_on=date(2026, 12, 8))) == []
    missed = [replace(ONE, is_missed=True, due_on=date(2026, month, 5)) for month in (8, 9, 10)]
    (left,) = planned(*missed, ONE).left_out
    assert (left.of.due_on, left.reason, left.count) == (date(2026, 8, 5), "missed", 3)
    assert planned(*missed, ONE).amount == Money(20_00)


def test_the_last_one_closes_and_a_mandate_for_one_debit_has_one() -> None:
    assert [one.sequence for one in planned(ONE).debits] == ["RCUR"]
    last = replace(ONE, is_last=True)
    assert [one.sequence for one in planned(last).debits] == ["FNAL"]
    # with another one in the same run nobody says which comes first: none closes
    earlier = replace(ONE, due_on=date(2026, 11, 10))
    assert reasons(earlier, last) == ["earlier"]
    assert [(one.of.due_on.month, one.sequence) for one in planned(earlier, last).debits] == [(12, "RCUR")]
    both = plan_collection([earlier, last], CREDITOR, collected_on=DAY, lapse_months=36, with_earlier=True)
    assert [one.sequence for one in both.debits] == ["RCUR", "RCUR"]
    single = replace(having(kind="one_off", last_on=None), presented=None)
    plan = planned(single, replace(single, gift_id=2))
    assert [one.sequence for one in plan.debits] == ["OOFF"]
    assert [one.reason for one in plan.left_out] == ["mandate_closed"]


def test_what_changed_since_it_was_presented_is_an_amendment() -> None:
    now = Presented("RUM-17", OLD, "AGRIFRPP", ICS, "M&D")
    assert not amendment(None, now)
    assert not amendment(now, now)
    assert not amendment(replace(now, bic=""), now)  # the account is the same
    moved = amendment(now, replace(now, iban=SAME_BANK))
    assert (moved.iban, moved.is_other_bank) == (OLD, False)
    other = amendment(now, replace(now, iban=OTHER_BANK))
    assert (other.iban, other.is_other_bank) == ("", True)
    # abroad the bank is known by its BIC alone; without it, it is taken for another one
    belgian = replace(now, iban="BE68539007547034", bic="")
    assert amendment(belgian, replace(belgian, iban="BE71096123456769")).is_other_bank
    assert amendment(now, replace(now, reference="RUM-18")).reference == "RUM-17"
    creditor = amendment(replace(now, creditor_id="FR19ZZZ654321"), now)
    assert (creditor.creditor_id, creditor.creditor) == ("FR19ZZZ654321", "M&D")


@pytest.mark.parametrize("version", ["pain.008.001.08", "pain.008.001.02"])
def test_amended_final_and_one_off_debits_are_written_byte_by_byte(version: str) -> None:
    creditor = replace(CREDITOR, format=version)

    def under(number: int, *, before: Presented | None, terms: Terms, **more: Any) -> Candidate:
        facts = replace(FACTS, terms=(terms,), kind=more.pop("kind", "recurring"))
        named: dict[str, Any] = {
            "ref": f"D-MRS-{number:06}",
            "gift_id": number,
            "mandate_id": number,
            "mandate": facts,
        }
        return replace(ONE, presented=before, **named | more)

    old = Presented("RUM-17", OLD, "AGRIFRPP", ICS)
    plan = planned(
        ONE,
        under(2, before=old, terms=replace(TERMS, iban=SAME_BANK)),
        under(3, before=old, terms=Terms(reference="RUM-17", iban=OTHER_BANK)),
        under(4, before=replace(old, creditor_id="FR19ZZZ654321"), terms=replace(TERMS, reference="RUM-18")),
        under(5, before=old, terms=TERMS, is_last=True, amount=Money(1_234_05)),
        under(6, before=None, terms=replace(TERMS, iban=SWISS, bic=""), kind="one_off", amount=Money(1)),
        creditor=creditor,
    )
    wanted = (DATA / f"{version}.xml").read_text(encoding="utf-8")
    assert written(plan) == wanted
    assert wanted.count("<AmdmntInd>true</AmdmntInd>") == 3
    assert "AdrLine" not in wanted


def test_a_file_that_does_not_add_up_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pain008, "_euros", lambda amount: f"{amount.cents // 100 + 1}.00")
    with pytest.raises(ValueError, match="L-MRS-000012"):
        written(planned(ONE))
