"""A payment is put right by words FIELD=VALUE, read as the cells of a file are; nothing is guessed."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.errors import InputRefused
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.formats.stated_payment import differences, split_text, stated_payment
from tests.world import TODAY, payment, to

WHOLE = payment(80_00, allocations=(to(80_00, "EAU", "AMAN"),), cheque_number="0012", bank="BNP")
SPLIT = payment(80_00, allocations=(to(50_00, "EAU", "AMAN"), to(30_00, "")))
MEANT = payment(80_00, allocations=(to(50_00, "EAU", "AMAN"), to(30_00, "ECO")))
TWO = payment(
    lines=(
        LineDraft(kind="donation", amount=Money(60_00), allocations=(to(60_00, "EAU"),)),
        LineDraft(kind="dues", amount=Money(20_00), dues_year=2025, allocations=(to(20_00, ""),)),
    )
)


def stated(standing: PaymentDraft, **values: str) -> PaymentDraft:
    return stated_payment(values, standing, today=TODAY)


def splits(draft: PaymentDraft) -> list[str]:
    return [split_text(line.allocations) for line in draft.lines]


def test_what_is_of_the_whole_payment_is_stated_by_its_columns_in_english_or_french() -> None:
    found = stated_payment(
        {
            "numéro de chèque": "0021", "cheque_date": "03/02/2025", "bank": "", "payer": "B2",
            "mode": "espèces", "received_on": "2025-02-04",
        },
        WHOLE,
        today=TODAY,
    )  # fmt: skip
    assert found == replace(
        WHOLE,
        cheque_number="0021",
        cheque_date=date(2025, 2, 3),
        bank="",
        payer="B2",
        method="cash",
        received_on=date(2025, 2, 4),
    )
    assert stated(WHOLE) == WHOLE


def test_what_is_of_a_line_needs_no_number_where_there_is_one_line() -> None:
    found = stated(WHOLE, kind="sale", description="Table")
    (line,) = WHOLE.lines
    assert found.lines == (replace(line, kind="sale", description="Table"),)
    assert stated_payment({"line.1.kind": "sale", "ligne.1.libellé": "Table"}, WHOLE, today=TODAY) == found


@pytest.mark.parametrize(
    ("standing", "amount", "split"),
    [
        (WHOLE, "90", "EAU/AMAN:90.00"),
        (SPLIT, "90", "EAU/AMAN:50.00,:40.00"),  # the general fund is the rest
        (SPLIT, "50,00", "EAU/AMAN:50.00"),
        (SPLIT, "60", "EAU/AMAN:50.00,:10.00"),
    ],
)
def test_the_split_follows_the_amount_where_nothing_is_guessed(
    standing: PaymentDraft, amount: str, split: str
) -> None:
    found = stated(standing, amount=amount)
    assert splits(found) == [split]
    assert found.amount == Money.total(part.amount for part in found.lines[0].allocations)


@pytest.mark.parametrize(("standing", "amount"), [(MEANT, "90"), (MEANT, "70"), (SPLIT, "49.99")])
def test_cents_meant_for_projects_are_never_moved_by_an_amount(standing: PaymentDraft, amount: str) -> None:
    with pytest.raises(InputRefused) as refused:
        stated(standing, amount=amount)
    assert [(one.field, one.code) for one in refused.value.problems] == [("amount", "split_wanted")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("EAU/AMAN:50.50,ECO:30", [("EAU", "AMAN", 50_50), ("ECO", "", 30_00)]),
        ("EAU:50,50;ECO", [("EAU", "", 50_50), ("ECO", "", 39_50)]),
        ("EAU:50, :40", [("EAU", "", 50_00), ("", "", 40_00)]),
        ("ECO", [("ECO", "", 90_00)]),
        ("", [("", "", 90_00)]),
    ],
)
def test_a_new_split_is_stated_in_one_field(text: str, parts: list[tuple[str, str, int]]) -> None:
    found = stated(MEANT, amount="90", projects=text)
    assert found.lines[0].allocations == tuple(
        AllocationDraft(amount=Money(cents), project=code, association=ref) for code, ref, cents in parts
    )


@pytest.mark.parametrize("text", ["EAU:50,50,ECO:30", "EAU,ECO", "EAU:much", "EAU:50,"])
def test_a_split_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(InputRefused) as refused:
        stated(MEANT, projects=text)
    assert [(one.field, one.code) for one in refused.value.problems] == [("projects", "split_unreadable")]


def test_a_project_alone_takes_the_whole_line_and_an_association_stays_with_its_project() -> None:
    assert splits(stated(MEANT, project="ECO")) == ["ECO:80.00"]
    assert splits(stated(WHOLE, association="")) == ["EAU:80.00"]
    assert splits(stated(WHOLE, project="", amount="90")) == [":90.00"]
    with pytest.raises(InputRefused):
        stated(MEANT, association="AMAN")


def test_lines_are_changed_added_and_taken_away_by_their_number() -> None:
    found = stated_payment(
        {"line.1.amount": "", "line.2.dues_year": "2026", "line.3.kind": "don", "line.3.amount": "40"},
        TWO,
        today=TODAY,
    )
    assert [(line.kind, line.amount.cents, line.dues_year) for line in found.lines] == [
        ("dues", 20_00, 2026), ("donation", 40_00, None),
    ]  # fmt: skip
    assert splits(found) == [":20.00", ":40.00"]


@pytest.mark.parametrize(
    ("standing", "values", "field", "code"),
    [
        (TWO, {"amount": "90"}, "amount", "line_unnamed"),
        (TWO, {"line.4.amount": "90"}, "line.4", "line_unknown"),
        (TWO, {"line.0.amount": "90"}, "line.0", "line_unknown"),
        (TWO, {"line.1.payer": "B2"}, "line.1.payer", "choice_unknown"),
        (TWO, {"line.2.dues_year": "soon"}, "line.2.dues_year", "number_unreadable"),
        (TWO, {"line.3.kind": "donation"}, "line.3.amount", "missing"),
        (WHOLE, {"colour": "red"}, "colour", "choice_unknown"),
        (WHOLE, {"ref": "V2"}, "ref", "not_put_right"),
        (WHOLE, {"returned_on": "2025-04-01"}, "returned_on", "not_put_right"),
        (WHOLE, {"amount": "1,005"}, "amount", "amount_too_precise"),
        (WHOLE, {"received_on": "31/02/2025"}, "received_on", "date_impossible"),
    ],
)
def test_what_cannot_be_taken_is_named_in_corrections(
    standing: PaymentDraft, values: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        stated_payment(values, standing, today=TODAY)
    assert [(one.field, one.code) for one in refused.value.problems] == [(field, code)]


def test_dirhams_taken_for_euros_are_put_right_with_currency_and_rate() -> None:
    found = stated(payment(500_00), currency="MAD", rate="10,80")
    (line,) = found.lines
    assert (line.amount.cents, line.foreign_minor, found.currency, found.rate) == (
        46_30,
        500_00,
        "MAD",
        "10.80",
    )
    assert splits(found) == [":46.30"]
    dated = stated(found, rate_source="Bank Al-Maghrib", rate_on="28/02/2025", valued_by="N. Haddou")
    assert (dated.rate_source, dated.rate_on, dated.lines[0].valued_by) == (
        "Bank Al-Maghrib",
        date(2025, 2, 28),
        "N. Haddou",
    )
    back = stated(dated, currency="EUR")
    assert (back.rate_source, back.rate_on) == ("", None)
    assert (back.lines[0].amount.cents, back.lines[0].foreign_minor, back.rate) == (500_00, None, "")
    assert stated(found, amount="600").lines[0].amount.cents == 55_56


def test_an_amount_in_dirhams_that_is_not_stated_stays_to_the_cent() -> None:
    rounded = payment(46_29, currency="MAD", rate="10.8")
    rounded = replace(rounded, lines=(replace(rounded.lines[0], foreign_minor=500_00),))
    assert stated(rounded, bank="X").lines == rounded.lines


@pytest.mark.parametrize(
    ("before", "values", "told"),
    [
        (WHOLE, {"amount": "90", "bank": ""}, [
            ("bank", "BNP", ""), ("amount", "80.00", "90.00"), ("projects", "EAU/AMAN:80.00", "EAU/AMAN:90.00"),
        ]),
        (TWO, {"line.1.earmarked_by_donor": "oui"}, [("line.1.earmarked_by_donor", "no", "yes")]),
        (TWO, {"line.2.amount": ""}, [
            ("line.2.kind", "dues", ""), ("line.2.amount", "20.00", ""), ("line.2.earmarked_by_donor", "no", ""),
            ("line.2.dues_year", "2025", ""), ("line.2.article", "200", ""), ("line.2.pass_through", "no", ""),
            ("line.2.projects", ":20.00", ""),
        ]),
    ],
)  # fmt: skip
def test_what_a_correction_changes_is_told_as_one_would_state_it(
    before: PaymentDraft, values: dict[str, Any], told: list[tuple[str, str, str]]
) -> None:
    assert differences(before, stated_payment(values, before, today=TODAY)) == told
