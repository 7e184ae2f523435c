"""What people bring in the year of ``own_year``: cheques, cash, transfers, by a platform; corrected and given back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from donations_app.domain.money import Money
from donations_app.domain.refunds import Refund
from donations_app.services.bank.matching import accept, undo
from donations_app.services.deposits.slips import hand_in, make_slip
from donations_app.services.exchange.platform_drafts import Decided
from donations_app.services.exchange.platforms import import_export
from donations_app.services.payments.corrections import correct_payment, take_back
from donations_app.services.payments.records import record_payment
from tests.bank_files import euros
from tests.db.test_platforms import HEAD
from tests.e2e.own_year import DUES, NAMES, PROJECTS, YEAR, Paid, Told, Year, name_of
from tests.slips import draft as slip_draft
from tests.world import payment, to

TENNER = 10_00


def gives(year: Year, method: str, payer: str, cents: int, **facts: Any) -> Told:
    """Record a payment today."""
    code, known = year.chance.choice(PROJECTS), {"received_on": year.today} | facts
    if known.get("kind") == "dues":
        known["dues_year"] = YEAR
    elif code:
        known["allocations"] = (to(cents, code),)
    drawn = payment(cents, payer=payer, method=method, **known)
    done = record_payment(year.books, drawn)
    kind = drawn.lines[0].kind
    told = Told(done.ref, payer, kind, method, cents, known["received_on"], known.get("credited_on"))
    year.done[f"{kind} by {method}"] += 1
    return year.keep(told)


def somebody(year: Year) -> str:
    return year.chance.choice([*NAMES, "E1"])


def days(year: Year, most: int) -> timedelta:
    return timedelta(days=year.chance.randint(1, most))


# cheques and cash


def cheques_come(year: Year) -> None:
    """Record a stack of cheques and take it to the bank, which credits it some days later."""
    for _ in range(year.chance.randint(2, 4)):
        gives(year, "cheque", somebody(year), year.chance.randrange(5_00, 300_00))
    came = (one for one in year.payments.values() if one.method == "cheque")
    _to_the_bank(year, [one for one in came if one.received_on == year.today and one.left], "REM CHEQUES", {})


def _to_the_bank(year: Year, stack: Sequence[Told], words: str, facts: dict[str, Any]) -> None:
    refs = [one.ref for one in stack]
    number = make_slip(year.books, slip_draft(*refs, made_on=year.today, **facts))
    hand_in(year.books, number, on=year.today)
    year.waiting = [one for one in year.waiting if one not in stack]
    cents = sum(one.cents for one in stack)
    year.bank.book(year.today + days(year, 6), cents, "", f"{words} {number}", lambda: [number])
    year.done[words] += 1


def a_cheque_is_typed_wrong(year: Year) -> None:
    """Put the sum of a cheque right before it goes to the bank."""
    wrong = gives(year, "cheque", somebody(year), year.chance.randrange(5_00, 90_00))
    _corrected(year, wrong, wrong.payer, wrong.cents * 10)


def _corrected(year: Year, wrong: Told, payer: str, cents: int) -> Told:
    facts = {"received_on": wrong.received_on, "credited_on": wrong.credited_on, "method": wrong.method}
    right = payment(cents, payer=payer, **facts)
    done = correct_payment(year.books, wrong.ref, right, reason="mal saisi")
    wrong.gone, wrong.never_was = [(year.today, wrong.left)], True
    year.done["corrected"] += 1
    is_late = (wrong.booked_on or date.max) <= year.closed_until
    late_on = year.today if is_late else None
    told = replace(wrong, ref=done.recorded, payer=payer, cents=cents, gone=[], late_on=late_on)
    wrong.is_put_right_in_time = not is_late
    return year.keep(replace(told, never_was=False, keeps_day=True))


def cash_comes(year: Year) -> None:
    """Record cash of somebody and of a collection; it waits in the office."""
    for payer in (somebody(year), ""):
        year.waiting.append(gives(year, "cash", payer, TENNER * year.chance.randint(1, 30)))


def cash_goes_to_the_bank(year: Year) -> None:
    stack = [one for one in year.waiting if one.method == "cash"]
    if stack:
        notes = {TENNER: sum(one.cents for one in stack) // TENNER}
        _to_the_bank(year, stack, "VERSEMENT", {"cash": notes})


def a_cheque_bounces(year: Year) -> None:
    """The bank takes back a cheque that it had credited; whoever reads its line notes the return."""
    cheques = [
        one for one in year.payments.values()
        if one.method == "cheque" and one.left == one.cents and one.received_on < year.today - timedelta(days=9)
    ]  # fmt: skip
    one = year.chance.choice(cheques)
    on = year.today
    year.bank.book(on, -one.cents, name_of(one.payer), "CHEQUE IMPAYE", lambda: [one.ref])
    one.gone.append((on, one.cents))
    year.done["cheque bounced"] += 1


def a_receipted_cheque_bounces(year: Year) -> None:
    """The bank takes back a cheque on which a receipt stands: it is taken back by hand, its line names that."""
    cheques = [one for one in year.receiptable() if one.method == "cheque" and one.left == one.cents]
    one = year.chance.choice(cheques)
    done = take_back(year.books, one.ref, kind="return", reason="sans provision", on=year.today)
    year.bank.book(year.today, -one.cents, name_of(one.payer), "CHEQUE IMPAYE", lambda: [done.reversal])
    one.gone.append((year.today, one.cents))
    year.done["receipted cheque bounced"] += 1


# transfers


def transfers_are_told(year: Year) -> None:
    """Record transfers that somebody told of; the bank has them some days later, the dues of a member too."""
    for kind in ("donation", "donation", "dues"):
        payer = year.chance.choice(("A1", "A5")) if kind == "dues" else somebody(year)
        cents = DUES if kind == "dues" else year.chance.randrange(5_00, 500_00)
        _arrives(year, gives(year, "transfer", payer, cents, kind=kind))


def _arrives(year: Year, told: Told) -> None:
    on = year.today + days(year, 3)
    told.credited_on = on
    year.bank.book(on, told.cents, name_of(told.payer), "VIREMENT", lambda: [told.ref])


def transfers_are_seen(year: Year) -> None:
    """The bank has transfers that nobody told of: they are recorded when its statement is read."""
    for _ in range(2):
        payer = somebody(year)
        on = year.today + days(year, 5)
        year.bank.book(on, year.chance.randrange(5_00, 200_00), name_of(payer), "VIR DON", _gift_of(payer))
        year.done["seen"] += 1


def _gift_of(payer: str) -> Any:
    return lambda: [f"gift:{payer}"]


def a_transfer_is_of_another(year: Year) -> None:
    """A transfer that was matched turns out to be of another payer: put right, its line said anew."""
    found = [
        one for one in year.payments.values()
        if one.method == "transfer" and one.left == one.cents and one.kind == "donation" and _line_of(year, one)
    ]  # fmt: skip
    wrong = year.chance.choice(found)
    other = year.chance.choice([ref for ref in NAMES if ref != wrong.payer])
    moved = _line_of(year, wrong)
    right = _corrected(year, wrong, other, wrong.cents)
    moved.means = lambda: [right.ref]
    undo(year.books, moved.line)
    if not wrong.keeps_day and wrong.received_on > year.closed_until:
        wrong.credited_on = None  # what was only dated by the line is not any more
    accept(year.books, moved.line, [right.ref])
    year.done["of another"] += 1


def _line_of(year: Year, told: Told) -> Any:
    """Return the movement that is a payment, once it was read."""
    return next((one for one in year.bank.moves if one.line and list(one.means()) == [told.ref]), None)


def a_part_is_given_back(year: Year) -> None:
    """Give back a part of a transfer, which the bank has already or has not yet told."""
    found = [
        one for one in year.payments.values()
        if one.method == "transfer" and one.left == one.cents > 2_00 and one.kind == "donation"
        and one.received_on <= year.today
    ]  # fmt: skip
    told, part = year.chance.choice(found), year.chance.randrange(1_00, 2_00)
    on = max(year.today, told.credited_on or year.today)
    done = take_back(
        year.books, told.ref, kind="refund", reason="trop versé", on=year.today, part=Refund(Money(part))
    )
    told.gone.append((year.today, part))
    year.bank.book(on + days(year, 2), -part, name_of(told.payer), "REMBOURSEMENT", lambda: [done.reversal])
    year.done["refunded"] += 1


# a platform


def the_platform_tells(year: Year) -> None:
    """Bring the export of the platform, which grows; it pays out what it has since the last time."""
    for _ in range(year.chance.randint(1, 3)):
        paid = Paid(f"{len(year.platform) + 1}", year.chance.randrange(5_00, 90_00), year.today)
        year.platform.append(paid)
    new = [paid for paid in year.platform if paid.out is None]
    _import(year)
    out = year.today + days(year, 4)
    for paid in new:
        paid.out = out
        year.keep(Told(f"HA-{paid.number}", "", "donation", "online", paid.cents, paid.on, out))
    refs = [f"HA-{paid.number}" for paid in new]
    cents = sum(paid.cents for paid in new)
    year.bank.book(out, cents, "HelloAsso", f"REVERSEMENT {out:%Y-%m}", lambda: refs)
    year.done["payout"] += 1


def the_platform_tells_payouts(year: Year) -> None:
    """Bring the export once more: now it says what was paid out."""
    if year.platform:
        _import(year)


def _import(year: Year) -> None:
    rows = []
    for one in year.platform:
        out = f"Oui;{one.out:%d/%m/%Y}" if one.out and one.out <= year.today else "Non;"
        rows.append(
            f"1{one.number};{one.number};{euros(one.cents, ',')};{one.on:%d/%m/%Y} 18:23:13;Payé;{out};"
            f"Jalil{one.number};Zineb;z{one.number}@example.org;Don;Don;;;;;Carte bancaire;\n"
        )
    path = year.folder / "export.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    answer = import_export(year.books, path, Decided())
    assert (answer.rejected, answer.left_out) == ([], {})


# what only the bank knows


def the_bank_takes_its_fee(year: Year) -> None:
    year.bank.book(year.today, -8_90, "", "FRAIS TENUE DE COMPTE", lambda: ["fee"])
    year.done["fee"] += 1


def money_is_put_aside(year: Year) -> None:
    """Some goes to the savings account; a transfer that is not ours comes and goes back."""
    book, on = year.bank.book, year.today
    book(on, -150_00, "", "VIREMENT INTERNE LIVRET", lambda: ["transfer"])
    book(on, 33_00, "SCI DES LILAS", "LOYER", lambda: ["aside"])
    book(on + days(year, 3), -33_00, "SCI DES LILAS", "VIREMENT ERRONE", lambda: ["aside"])
    year.done["aside"] += 1
