"""Whether each association has reached its private share, as the books and the command say it."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from donations_app import cli
from donations_app.db.books import Books
from donations_app.db.queries.shares import ProjectShare, project_shares
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft
from donations_app.i18n import without_marks
from donations_app.services.exchange.imports import import_file
from donations_app.services.funding.rules import add_rule
from tests.world import TODAY, association, gift, person, project


@pytest.fixture
def villages(books: Books) -> Books:
    """A project of 10 000,00, of which each of two villages carries a half."""
    person(books), association(books), association(books, "TAFRAOUT", "Tafraout")
    project(books, cost=10_000_00, partners={"AMAN": 5_000_00, "TAFRAOUT": 5_000_00})
    return books


def give(books: Books, cents: int, ref: str) -> None:
    gift(books, cents, allocations=(AllocationDraft(amount=Money(cents), project="EAU", association=ref),))


def standing(books: Books) -> ProjectShare:
    with books.read() as session:
        (found,) = project_shares(session, today=TODAY)
    return found


def test_one_village_cannot_reach_the_share_of_another(villages: Books) -> None:
    give(villages, 1_500_00, "AMAN")
    found = standing(villages)
    assert (found.share.basis_points, found.share.missing.cents, found.share.reached) == (1500, 750_00, False)
    assert [(part.share.missing.cents, part.share.reached) for part in found.associations] == [
        (0, True), (750_00, False),
    ]  # fmt: skip
    give(villages, 750_00, "TAFRAOUT")
    assert (standing(villages).share.missing.cents, standing(villages).share.reached) == (0, True)


@pytest.mark.file_only
def test_a_part_whose_cost_is_not_stated_gets_no_verdict_and_says_why(
    books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    person(books), association(books)
    project(books, cost=10_000_00, partners={"AMAN": 0})
    give(books, 1_500_00, "AMAN")
    books.close()
    begin = ["--books", books.location, "--lang", "fr", "share"]
    assert cli.main([*begin, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["projects"]
    (part,) = told["associations"]
    assert (told["reached"], told["why"], told["reached_on_expected"]) == (None, "cost_unknown", None)
    assert (part["reached"], part["why"], part["private_cents"]) == (None, "cost_unknown", 1_500_00)
    assert cli.main(begin) == 0
    lines = capsys.readouterr().out.replace("\u202f", " ").replace("\xa0", " ").splitlines()
    assert lines[1].endswith(": 1 500,00 € privés ; pas de verdict, une part du coût n’étant pas indiquée")


PEOPLE = """ref;kind;organisation;country;origine des fonds
RES;association;Réseau des migrants;FR;{origin}
AMAN;association;Association Aman;MA;
"""
PAYMENTS = """ref;office;payer;received_on;credited_on;method;kind;amount;project;association
A1;MRS;RES;2025-03-01;2025-03-01;transfer;{kind};14000,00;EAU;AMAN
A2;MRS;AMAN;2025-03-01;2025-03-01;transfer;donation;1000,00;EAU;AMAN
"""


@pytest.mark.file_only
@pytest.mark.parametrize(
    ("origin", "kind", "private"),
    [
        # a call for projects paid by the State is no private money, whatever its lines are called
        ("redistribué", "grant", 1_000_00), ("regranted", "donation", 1_000_00), ("", "grant", 1_000_00),
        ("privé", "grant", 15_000_00), ("", "donation", 15_000_00), ("", "subsidy", 1_000_00),
    ],
)  # fmt: skip
def test_public_money_that_an_association_hands_on_is_seen_through(
    books: Books, tmp_path: Path, origin: str, kind: str, private: int
) -> None:
    for name, content in (
        ("people", PEOPLE.format(origin=origin)),
        ("projects", "code;title_fr;cost;association;association_cost\nEAU;Eau;20000;AMAN;20000\n"),
        ("payments", PAYMENTS.format(kind=kind)),
    ):
        file = tmp_path / f"{name}.csv"
        file.write_text(content, encoding="utf-8")
        answer = import_file(books, name, file)
        assert not answer.rejected, answer.rejected
    (share,) = [part.share for part in standing(books).associations]
    assert (share.private.cents, share.public.cents) == (private, 15_000_00 - private)
    assert (share.reached, share.missing.cents) == (private >= 3_000_00, max(0, 3_000_00 - private))


@pytest.mark.file_only
def test_only_a_rule_of_a_funder_waits_to_be_confirmed(
    villages: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    association(villages, "AFD", "Agence")
    add_rule(villages, FundingRule(name="2026", minimum=1000), key=uuid4(), project="EAU", funder="AFD")
    villages.close()
    assert cli.main(["--books", villages.location, "--lang", "en", "share"]) == 0
    rules = [line for line in capsys.readouterr().out.splitlines() if "R-MRS-" in line]
    assert [line.endswith("(to be confirmed)") for line in rules] == [False, True], rules


@pytest.mark.file_only
def test_each_condition_of_a_rule_that_does_not_hold_is_told_with_its_amount(
    villages: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    association(villages, "AFD", "Agence")
    give(villages, 1_500_00, "AMAN")
    gift(
        villages, 1_000_00, payer="AFD", allocations=(AllocationDraft(amount=Money(1_000_00), project="EAU"),)
    )
    strict = FundingRule(name="Agence 2026", minimum=3_000, maximum_funder=500, scope="project")
    bound = FundingRule(name="Bound", minimum=0, maximum_funder=700, scope="project")
    for rule in (strict, bound):
        add_rule(villages, rule, key=uuid4(), project="EAU", funder="AFD")
    villages.close()
    assert cli.main(["--books", villages.location, "--lang", "en", "share"]) == 0
    said = without_marks(capsys.readouterr().out).replace("\u00a0", " ").replace("\u202f", " ")
    rules = {line.strip().partition(" ")[2] for line in said.splitlines() if "R-MRS-" in line}
    assert {
        "Agence 2026: too little private money: 500,00 €; too large a part of this funder: 500,00 € (to be confirmed)",
        "Agence, Bound: too large a part of this funder: 300,00 € (to be confirmed)",
    } < rules, rules
    assert cli.main(["--books", villages.location, "share", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["projects"]
    assert [one["conditions"] for one in told["rules"] if one["rule"] == "Bound"] == [
        [{"condition": "maximum_funder", "bound": 700_00, "amount": 1_000_00, "gap": 300_00}]
    ]
