"""``payments add``: recorded as the entry form does it, with the same doubts and refusals."""

import json
from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest

from donations_app import cli
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.domain.money import Money
from donations_app.i18n import without_marks
from donations_app.services.payments.batches import open_batch
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS

Add = Callable[..., tuple[int, Any, list[str]]]


@pytest.fixture
def add(location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]) -> Add:
    """Run one command of payments on the books: status, answer and messages."""
    put("commands", SETTINGS, FILES)

    def call(
        words: str, *more: str, lang: str = "en", name: str = "payments add"
    ) -> tuple[int, Any, list[str]]:
        fixed = ["--books", location, "--on", "2026-11-23", "--lang", lang, "--office", "MRS"]
        status = cli.main([*fixed, *name.split(), *words.split(), *more, "--json"])
        out, err = capfdbinary.readouterr()
        return status, json.loads(out) if out else None, without_marks(err.decode()).splitlines()

    return call


def lines_of(answer: Any) -> list[tuple[str, int, int | None, list[tuple[str | None, int]]]]:
    return [
        (
            line["kind"],
            line["amount_cents"],
            line["dues_year"],
            [(one["project"], one["amount_cents"]) for one in line["allocations"]],
        )
        for line in answer["payment"]["lines"]
    ]


def test_a_cheque_with_dues_and_a_split_is_recorded_once_and_its_double_waits(
    add: Add, location: str
) -> None:
    with closing(open_books(location, clock=utc_now)) as books:
        open_batch(books, uuid4(), name="R1", method="cheque", count=0, amount=Money(0))
    words = "--amount 100 --dues 30 --years 2025-2026 --cheque 0042 --bank BNP --batch R1 --donor-wish"
    words += " --project EAU/AMAN:40 --project EAU"
    rehearsed = add(f"{words} --dry-run", "--payer", "ait ahmed mohand")
    status, answer, said = add(words, "--payer", "ait ahmed mohand")
    assert (rehearsed[0], lines_of(rehearsed[1])) == (0, lines_of(answer))
    assert (status, said, answer["recorded"], answer["warnings"]) == (0, [], True, [])
    assert lines_of(answer) == [
        ("dues", 15_00, 2025, [(None, 15_00)]), ("dues", 15_00, 2026, [(None, 15_00)]),
        ("donation", 70_00, None, [("EAU", 40_00), ("EAU", 30_00)]),
    ]  # fmt: skip
    paid = answer["payment"]
    known = ("payer", "method", "cheque_number", "bank", "cheque_date", "received_on", "credited_on", "batch")
    assert [paid[name] for name in known] == [
        "A1", "cheque", "0042", "BNP", "2026-11-23", "2026-11-23", None, "R1",
    ]  # fmt: skip
    assert [line["earmarked_by_donor"] for line in paid["lines"]] == [False, False, True]
    status, again, said = add("--payer B2 --amount 5 --cheque 0042")
    assert (status, again["recorded"], [one["code"] for one in again["warnings"]]) == (
        1,
        False,
        ["like_recorded"],
    )
    assert said == [
        f"Recorded already: {paid['ref']}, 23/11/2026, 100,00\u00a0€",
        "Nothing was saved. Look at it again; --accept like_recorded records it all the same.",
    ]
    assert add("", name="payments list")[1]["count"] == 6
    assert add("--payer B2 --amount 5 --cheque 0042 --accept like_recorded")[1]["recorded"]
    assert add("", name="payments list")[1]["count"] == 7


@pytest.mark.file_only
def test_what_is_rare_is_recorded_and_doubted_as_in_the_form(add: Add) -> None:
    status, answer, _ = add("--payer A1 --method cash --rate 10,95 --rate-source BAM", "--amount", "500 DH")
    paid = answer["payment"]
    assert (status, paid["amount_cents"], paid["currency"], paid["rate_on"]) == (
        0,
        45_66,
        "MAD",
        "2026-11-23",
    )
    assert paid["lines"][0]["foreign_minor"] == 500_00
    add("ref=ENT kind=company", "organisation=SA Atlas", name="people add")
    in_kind = "--payer ENT --amount 300 --kind in_kind --valued-by Expert --issued-by HelloAsso"
    status, answer, said = add(in_kind, "--description", "10 chairs")
    assert (status, said[0]) == (1, "There is no receipt without a paper that says what it is worth.")
    status, answer, _ = add(f"{in_kind} --evidence F-12", "--description", "10 chairs")
    line = answer["payment"]["lines"][0]
    assert (status, answer["payment"]["method"], answer["payment"]["receipt_issued_by"]) == (
        0,
        "none",
        "HelloAsso",
    )
    assert (line["description"], line["valued_by"], line["evidence"]) == ("10 chairs", "Expert", "F-12")
    banked = "--anonymous --amount 60000 --method transfer"
    assert [one["code"] for one in add(banked)[1]["warnings"]] == ["large_amount"]
    status, answer, _ = add(f"{banked} --accept all")
    assert (status, answer["payment"]["payer"], answer["payment"]["credited_on"]) == (0, None, "2026-11-23")
    twice = "--payer A1 --amount 12 --method transfer --credited-on 2026-11-20"
    assert [add(twice)[0], add(twice)[0]] == [0, 1]  # the day of the bank is a day, too
    status, answer, _ = add("--payer A1 --amount 100 --method cash --counterpart 40")
    assert [one["field"] for one in answer["warnings"]] == ["counterpart_value"]
    wealth = "--payer A1 --amount 70 --method cash --article 978 --pass-through"
    status, answer, said = add(wealth)
    assert (status, said[0]) == (1, "The association is not on the list of article 978.")
    line = add(f"{wealth} --accept ifi_not_eligible")[1]["payment"]["lines"][0]
    assert (line["article"], line["pass_through"]) == ("978", True)
    line = add("--payer A1 --amount 71 --method cash")[1]["payment"]["lines"][0]
    assert (line["article"], line["pass_through"]) == ("200", False)


@pytest.mark.file_only
def test_what_cannot_be_taken_is_refused_by_its_option_with_all_that_is_wrong(add: Add) -> None:
    add("ref=C3 kind=individual last_name=Moreau first_name=Claire city=Lyon", name="people add")
    told = {
        "--payer Moreau --amount 5 --method cash":
            [("--payer: Nobody has the reference or the whole name “Moreau”. Record the person first, or say"
             " --anonymous. Perhaps one of these: B2 Claire Moreau, C3 Claire Moreau (Lyon).")],
        "--anonymous --amount 5,555 --kind in_kind --method cash --dues 3 --rate x":
            ["--years: This must be filled in.",
             "--dues: Dues that are a part of the amount stand beside a gift alone.",
             "--method: What is given in kind comes without a payment: leave the way of paying out.",
             "--rate: “x” is not an exchange rate: units of the currency for one euro, like 10,85.",
             "--rate: The rate x stands beside no currency: write it, EUR if it is the euro.",
             "--amount: “5,555” has more than two decimals; nothing is rounded. Write euros and cents."],
        "--anonymous --amount 5€ --currency MAD --cheque 1 --method cash":
            ["--cheque: “1” is of a cheque alone: leave it out, or say that a cheque was given.",
             "--amount: “5€” is in EUR, and the currency is said to be MAD: leave one out.",
             "--rate: This must be filled in.", "--rate-source: This must be filled in."],
        "--anonymous --amount 5 --method cash --project EAU:6":
            ["--project: The allocations do not add up to the line."],
        "--anonymous --amount 5 --method cash --project EUA":
            [("--project: No project has the code “EUA”. Record or import the project first."
             " Perhaps one of these: EAU.")],
        "--anonymous --amount 5 --dues 5 --years 2026 --method cash":
            ["--dues: The dues take all of the amount: choose “Dues” alone, or correct one of the two."],
        "--anonymous --amount 0,02 --years 2024-2026 --method cash":
            ["--years: The amount does not reach for all of these years: “2024-2026”."],
        "--anonymous --amount 5 --received-on 2027-01-01": ["--method: Say how the money was paid."],
    }  # fmt: skip
    for words, problems in told.items():
        assert add(words)[2] == [*problems, "Nothing was saved."], words
    assert add("--amount 5 --method cash", "--payer", "claire moreau")[2][0] == (
        "--payer: “claire moreau” is the name of several people: B2 Claire Moreau, C3 Claire Moreau (Lyon)."
        " Say which by the reference."
    )
    late = "--anonymous --amount 5 --method cash --received-on 2027-01-01"
    assert (
        add(late, lang="fr")[2][0]
        == "--received-on\u00a0: «\u00a001/01/2027\u00a0» est avant 1990 ou après demain."
    )
    assert add(f"{late} --batch R9")[2] == ["There is no batch “R9” in these books. Nothing was saved."]
    assert add("", name="payments list")[1]["count"] == 5
    # words FIELD=VALUE may stand behind options; a field is named by its label where no option stated it
    behind = "V4 --reason x amount=11 received_on=2027-01-01"
    assert (
        add(behind, lang="ar", name="payments correct")[2][0]
        == "تاريخ الاستلام: «01/01/2027» قبل 1990 أو بعد الغد."
    )
    assert add("V4 amount=11 --reason x bank=BNP --dry-run", name="payments correct")[0] == 0
    assert add("V4 amount=11 --resaon x bank=BNP", name="payments correct")[0] == 2
