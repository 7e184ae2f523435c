"""What is looked up for a line of the bank is what one finds who asks everything that waits, one by one."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from donations_app.db.queries.match_pool import Pool
from donations_app.domain.bank import BankLine
from donations_app.domain.folding import fold
from donations_app.domain.matching import LIKELY, REACH, SHOWN, Candidate, Person
from donations_app.domain.payouts import Payouts, payouts_less_fee
from donations_app.domain.stated_references import key_of, keys_in, runs_of, stands_in
from donations_app.domain.weighing import certain, is_ordered, proposals

D = date(2026, 6, 1)
NAMES = ("Benali", "Tazi", "Ait Ahmed", "Durand")
IBANS = tuple(f"FR76{n:023}" for n in range(4))
AMOUNTS = (10_00, 20_00, 30_00)


def people() -> list[Person]:
    return [
        Person(
            ref=f"A{n}", name=name, last=frozenset(fold(name).split()), first=frozenset({first}),
            is_couple=n == 2,
        )
        for n, (name, first) in enumerate(zip(NAMES * 2, ("fatima", "karim", "ali", "zohra") * 2, strict=True))
    ]  # fmt: skip


def things(some: random.Random, known: list[Person]) -> Iterator[Candidate]:
    for n in range(60):
        kind: Any = some.choice(("payment", "payment", "payment", "slip", "instalment"))
        yield Candidate(
            kind=kind,
            to=f"G-MRS-{n % 9:06}:2026-06-{1 + n % 28:02}" if kind == "instalment" else f"V-MRS-{n:06}",
            amount=some.choice(AMOUNTS),
            on=D + timedelta(days=some.randrange(-80, 50)) if some.random() < 0.9 else None,
            person=some.choice([*known, Person()]) if kind != "slip" else Person(),
            references=frozenset({f"V-MRS-{n:06}"} if kind != "instalment" else {f"G-MRS-{n % 9:06}"}),
            mandate=some.choice(("", "", "RUM1", "RUM2")) if kind == "instalment" else "",
            targets=frozenset(some.choice(((), (), ("puits",), ("ecole",))))
            if kind == "instalment"
            else frozenset(),
            method="cheque" if kind == "slip" else some.choice(("transfer", "online", "card")),
            currency=some.choice(("EUR",) * 9 + ("MAD",)),
            ordered=some.choice(("", "", "100.00 MAD")) if kind == "payment" else "",
            fee=some.choice((None, None, 50)) if kind == "payment" else None,
            run=some.choice(("", "", "L-MRS-000001", "L-MRS-000002")) if kind == "payment" else "",
        )


def line(some: random.Random) -> BankLine:
    cents = some.choice((*AMOUNTS, 40_00, 50_00))
    said = (
        "",
        "BENALI FATIMA",
        "TAZI",
        "M OU MME AIT AHMED",
        "V MRS 12",
        "V-MRS-000003",
        "puits",
        "REMISE CHEQUE",
    )
    return BankLine(
        0, D + timedelta(days=some.randrange(-20, 20)), None, cents, "EUR", cents,
        counterpart=some.choice(("", "", *NAMES, "Inconnu")), remittance=some.choice(said),
        counterpart_iban=some.choice(("", *IBANS)), mandate=some.choice(("", "RUM1")),
        creditor_reference=some.choice(("", "", "DURAND", "VMRS7")),
        instructed=some.choice(("", "", "100 MAD")),
    )  # fmt: skip


def asked_one_by_one(pool: Pool, one: BankLine) -> list[Candidate]:
    """Return what is worth weighing, asked of everything."""
    words = frozenset(fold(f"{one.text} {one.end_to_end}").split())
    seen = pool.seen.get(one.counterpart_iban, ("",))[0]
    found = []
    for thing in (*pool.payments, *pool.slips, *pool.instalments):
        is_near = thing.on is None or -REACH <= (thing.on - one.booked_on).days <= REACH / 2
        is_his = bool(one.counterpart_iban) and seen == thing.person.ref
        is_named = bool(thing.person.last) and thing.person.last <= words
        is_of_mandate = bool(thing.mandate) and thing.mandate == one.mandate
        is_payer = thing.kind != "slip" and bool(thing.person.ref) and (is_his or is_named or is_of_mandate)
        has_sum = thing.amount == one.amount or is_ordered(thing.ordered, one.instructed)
        if is_near and thing.currency == one.currency and (has_sum or is_payer):
            found.append(pool._known(thing, one.counterpart_iban))
    payouts = Payouts([thing for thing in pool.payments if thing.currency == one.currency])
    beside = [
        *payouts.of_platforms(one),
        *payouts_less_fee(one, payouts.on_platforms),
        *payouts.of_runs(one),
        *pool._gifts(one.counterpart_iban, words, likely=False),
    ]
    return found + [pool._known(thing, one.counterpart_iban) for thing in beside]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_likely_is_missed_nor_anything_that_is_shown(seed: int) -> None:
    some = random.Random(seed)
    known = people()
    waiting = sorted(things(some, known), key=lambda one: ("payment", "slip", "instalment").index(one.kind))
    kinds = {kind: [one for one in waiting if one.kind == kind] for kind in ("payment", "slip", "instalment")}
    rules = [SimpleNamespace(iban=IBANS[1], words="", payer="A1", ref="Q1"),
             SimpleNamespace(iban="", words="puits ahmed", payer="A2", ref="Q2")]  # fmt: skip
    pool = Pool(
        payments=kinds["payment"], returns=[], slips=kinds["slip"], instalments=kinds["instalment"],
        rules=rules, people={"benali": [known[0], known[4]]}, own=[],
        seen={IBANS[2]: ("A2", D), IBANS[0]: ("A0", D)},
        ibans={"A0": frozenset(IBANS[:1]), "A3": frozenset(IBANS[3:])}, by_ref={one.ref: one for one in known},
    )  # fmt: skip
    for _n in range(50):
        one = line(some)
        wanted = proposals(one, asked_one_by_one(pool, one))
        found = pool.proposals(one)
        assert found[:SHOWN] == wanted[:SHOWN]
        likely = pool.proposals(one, likely=True)
        for told in (found, likely):
            assert [one for one in told if one.score >= LIKELY] == [
                one for one in wanted if one.score >= LIKELY
            ]
            assert certain(told) == certain(wanted)


def test_a_reference_that_stands_in_a_text_is_found_by_its_key() -> None:
    some = random.Random(3)
    for _n in range(400):
        reference = "".join(some.choice("V-0120MRS") for _sign in range(some.randrange(3, 9)))
        text = "".join(some.choice("V- 0120MRS") for _sign in range(12)) + some.choice(("", f" {reference}"))
        if stands_in(reference, text):
            assert key_of(reference) in {*keys_in(runs_of(text), 20, "VMRS12"), ""}
    assert stands_in("V-MRS-000012", "DON V MRS 12")
    assert not stands_in("V-MRS-000012", "DON V MRS 123")
