"""What the law keeps of somebody who asks to be forgotten, to the day."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.erasure import AT_ONCE, ERASED_NAME, WHOLE, Kept, Retention, Traces, kept

NOTHING = Traces("individual", None, None, None, has_open_mandate=False, is_member=False)
LAW = Retention(receipt_years=6, voucher_years=10, mandate_months=13)


def reasons(today: str, *, end: str = "12-31", **facts: Any) -> tuple[Kept, ...]:
    return kept(replace(NOTHING, **facts), LAW, fiscal_year_end=end, today=date.fromisoformat(today))


@pytest.mark.parametrize(
    ("facts", "end", "code", "until"),
    [
        ({"receipted_on": date(2024, 2, 20)}, "", "receipts", date(2030, 2, 20)),
        ({"receipted_on": date(2024, 2, 29)}, "", "receipts", date(2030, 3, 1)),
        ({"paid_on": date(2024, 2, 20)}, "", "vouchers", date(2034, 12, 31)),
        ({"paid_on": date(2024, 12, 31)}, "", "vouchers", date(2034, 12, 31)),
        ({"paid_on": date(2025, 1, 1)}, "", "vouchers", date(2035, 12, 31)),
        ({"paid_on": date(2024, 6, 30)}, "06-30", "vouchers", date(2034, 6, 30)),
        ({"paid_on": date(2024, 7, 1)}, "06-30", "vouchers", date(2035, 6, 30)),
        ({"debited_until": date(2025, 1, 15)}, "", "mandates", date(2026, 2, 15)),
        ({"debited_until": date(2025, 1, 31)}, "", "mandates", date(2026, 3, 1)),
    ],
)  # fmt: skip
def test_the_law_keeps_until_a_day_and_no_longer(
    facts: dict[str, Any], end: str, code: str, until: date
) -> None:
    before = until.fromordinal(until.toordinal() - 1)
    assert reasons(before.isoformat(), end=end, **facts) == (Kept(code, until),)
    assert reasons(until.isoformat(), end=end, **facts) == ()


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"has_open_mandate": True}, "mandates"), ({"is_member": True}, "membership"),
     ({"kind": "company"}, "organisation"),
     ({"kind": "association"}, "organisation")],
)  # fmt: skip
def test_what_still_runs_keeps_without_a_day(facts: dict[str, Any], code: str) -> None:
    assert reasons("2026-11-23", **facts) == (Kept(code, None),)


def test_nothing_keeps_a_person_without_traces() -> None:
    assert reasons("2026-11-23") == reasons("2026-11-23", kind="couple") == ()


def test_an_open_mandate_hides_the_end_of_an_earlier_one() -> None:
    assert reasons("2025-02-01", has_open_mandate=True, debited_until=date(2025, 1, 1)) == (
        Kept("mandates", None),
    )


def test_every_reason_is_told() -> None:
    found = reasons(
        "2026-01-01",
        kind="company",
        receipted_on=date(2025, 1, 1),
        paid_on=date(2025, 1, 1),
        debited_until=date(2025, 12, 1),
        is_member=True,
    )
    assert [one.code for one in found] == ["receipts", "vouchers", "mandates", "membership", "organisation"]


def test_what_goes_at_once_and_what_goes_when_all_may() -> None:
    assert AT_ONCE == {"email": "", "phone": "", "notes": "", "consent_email": False, "consent_post": False}
    assert AT_ONCE.items() <= WHOLE.items()
    assert (WHOLE["last_name"], WHOLE["second_first_name"], WHOLE["first_name"]) == (
        ERASED_NAME,
        ERASED_NAME,
        "",
    )
    gone = (
        "address",
        "city",
        "siren",
        "siret",
        "rna",
        "ice",
        "organisation",
        "second_last_name",
        "residence_statement",
    )
    assert all(WHOLE[name] == "" for name in gone)
    assert (WHOLE["minor"], WHOLE["deceased_on"], WHOLE["tax_resident_fr"]) == (False, None, None)
    assert WHOLE["receipt_wish"] == "none"
    assert "ref" not in WHOLE
    assert "kind" not in WHOLE
