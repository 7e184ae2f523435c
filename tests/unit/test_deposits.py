"""The rules of deposit slips: what may stand on one, what cash comes to, where a slip stands."""

import json
from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from donations_app.domain.deposits import (
    COINS,
    LOOKS_BACK,
    MOST_PIECES,
    NOTES,
    Candidate,
    Deposited,
    Pieces,
    SlipContent,
    SlipDraft,
    cash_problems,
    counted,
    from_json,
    obstacle,
    series_of_slips,
    slip_number,
    state_of,
    to_json,
    waits,
)
from donations_app.domain.errors import Unreadable
from donations_app.domain.money import Money

DAY = date(2026, 11, 2)
FIT = Candidate(
    ref="V-MRS-000001",
    office="MRS",
    method="cheque",
    currency="EUR",
    received_on=DAY,
    is_credited=False,
    stands=True,
)
DRAFT = SlipDraft(key=UUID(int=1), account="", method="cheque", payments=("A", "B"), made_on=DAY)
CONTENT = SlipContent(
    number="B-MRS-000001",
    method="cash",
    made_on=DAY,
    organisation="Migrations & Développement",
    identifier="SIREN 552100554",
    address=("42 boulevard d'Annam", "13016 Marseille"),
    office="Marseille",
    label="Compte courant",
    iban="FR7630006000011234567890189",
    bic="",
    payments=(Deposited("V-MRS-000001", "فاطمة", Money(70_20)), Deposited("V-MRS-000002", "", Money(5))),
    cash=(Pieces(50_00, 1), Pieces(5, 405)),
    office_address=("3 place Bellecour", "69002 Lyon"),
    office_phone="04 78 00 00 00",
)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, ""),
        ({"stands": False}, "deposit_taken_back"),
        ({"method": "cash"}, "deposit_of_other_method"),
        ({"office": "LYO"}, "deposit_of_other_office"),
        ({"currency": "MAD"}, "deposit_of_other_currency"),
        ({"is_credited": True}, "deposit_credited_already"),
        ({"received_on": DAY + timedelta(1)}, "deposit_before_payment"),
        ({"received_on": None}, ""),
        ({"stands": False, "is_credited": True}, "deposit_taken_back"),
    ],
)
def test_a_payment_stands_on_a_slip_or_it_is_said_why_not(facts: dict[str, object], code: str) -> None:
    one = replace(FIT, **facts)  # type: ignore[arg-type]
    assert obstacle(one, method="cheque", office="MRS", made_on=DAY) == code


@pytest.mark.parametrize(
    ("facts", "does"),
    [
        ({}, True),
        ({"method": "cash"}, True),
        ({"method": "transfer"}, False),
        ({"received_on": DAY - LOOKS_BACK}, True),
        ({"received_on": DAY - LOOKS_BACK - timedelta(1)}, False),
        ({"received_on": DAY + timedelta(1)}, False),
        ({"received_on": None}, False),
        ({"currency": "MAD"}, False),
        ({"currency": "MAD", "currencies": ("EUR", "MAD")}, True),
        ({"is_credited": True}, False),
        ({"stands": False}, False),
    ],
)
def test_a_payment_waits_for_a_slip_while_the_bank_takes_it(facts: dict[str, object], does: bool) -> None:
    assert waits(replace(FIT, **facts), today=DAY) is does  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"payments": ()}, ["nothing_to_deposit"]),
        ({"payments": ("A", "B", "A")}, ["payment_twice"]),
        ({"method": "transfer"}, ["choice_unknown"]),
        ({"made_on": DAY + timedelta(1)}, ["day_in_future"]),
        ({"cash": (Pieces(5_00, 1),)}, ["cash_beside_cheques"]),
        ({"method": "cash", "cash": (Pieces(5_00, 1),)}, []),
        ({"method": "cash", "cash": ()}, []),  # the sum then differs
    ],
)
def test_what_a_draft_lacks_is_told_before_the_books_are_asked(
    facts: dict[str, object], codes: list[str]
) -> None:
    assert [one.code for one in replace(DRAFT, **facts).problems(today=DAY)] == codes  # type: ignore[arg-type]


def test_the_payment_that_is_named_twice_is_told() -> None:
    assert [one.value for one in replace(DRAFT, payments=("A", "B", "B")).problems(today=DAY)] == ["B"]
    assert LOOKS_BACK.days == 373  # as long as a cheque is good


@pytest.mark.parametrize(
    ("cash", "codes"),
    [
        ([Pieces(worth, 1) for worth in (*NOTES["EUR"], *COINS["EUR"])], []),
        ([Pieces(3_00, 1)], ["denomination_unknown"]),
        ([Pieces(5_00, 1), Pieces(5_00, 2)], ["denomination_twice"]),
        ([Pieces(5_00, 0)], ["number_unreadable"]),
        ([Pieces(5_00, -1)], ["number_unreadable"]),
        ([Pieces(1, MOST_PIECES)], []),
        ([Pieces(1, MOST_PIECES + 1)], ["number_unreadable"]),
    ],
)
def test_cash_is_of_notes_and_coins_of_the_euro(cash: list[Pieces], codes: list[str]) -> None:
    assert [one.code for one in cash_problems("cash", cash, "EUR")] == codes
    assert [one.value for one in cash_problems("cash", [Pieces(1_234_05, 1)], "EUR")] == ["1234,05"]
    assert MOST_PIECES == 1_000_000


@pytest.mark.parametrize(("worth", "codes"), [(200_00, []), (50, []), (500_00, ["denomination_unknown"])])
def test_cash_in_dirhams_is_of_notes_and_coins_of_the_dirham(worth: int, codes: list[str]) -> None:
    assert [one.code for one in cash_problems("cash", [Pieces(worth, 1)], "MAD")] == codes


@pytest.mark.parametrize(("currency", "cents"), [("EUR", 888_88), ("MAD", 388_86)])
def test_notes_and_coins_add_up(currency: str, cents: int) -> None:
    assert counted([Pieces(worth, 1) for worth in (*NOTES[currency], *COINS[currency])]) == Money(cents)
    assert counted([]) == Money(0)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ((None, None, None), "made"),
        ((DAY, None, None), "handed_in"),
        ((DAY, DAY, None), "credited"),
        ((None, None, DAY), "cancelled"),
    ],
)
def test_a_slip_stands_where_its_days_say(
    days: tuple[date | None, date | None, date | None], state: str
) -> None:
    assert state_of(*days) == state


def test_numbers_never_collide_with_those_of_receipts() -> None:
    assert slip_number(series_of_slips("LY2"), 1_234_567) == "B-LY2-1234567"


def test_what_is_frozen_is_read_as_it_was_written() -> None:
    said = to_json(CONTENT)
    assert from_json(said) == CONTENT
    assert to_json(from_json(said)) == said
    plainly = json.dumps(json.loads(said), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert said == plainly
    assert CONTENT.amount == Money(70_25) == counted(CONTENT.cash)
    for damaged in ("", "{}", said.replace('"cents":', '"euros":'), said.replace("2026-11-02", "2026-13-02")):
        with pytest.raises(Unreadable):
            from_json(damaged)
