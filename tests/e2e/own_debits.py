"""Direct debits in the year of ``own_year``: runs each month, what comes back and how, mandates that change."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

from donations_app.db.queries.collections import lines_of, run_named
from donations_app.domain.collecting import CollectionPlan
from donations_app.domain.mandates import Terms
from donations_app.domain.target_days import bank_day_from
from donations_app.services.bank.debit_returns import ReturnsTaken, read_returns, take_returns
from donations_app.services.payments.collected import mark_sent
from donations_app.services.payments.collections import CollectionOrder, make_run
from donations_app.services.payments.mandates import amend_mandate, resume_mandate
from tests.bank_files import Back, put, rejected, returned
from tests.e2e.own_year import Collected, Told, Year, iban_of, name_of

FEE = 1_50


def a_run_is_collected(year: Year) -> None:
    """Make the run of the month and send it; now and then the bank rejects one before it credits the rest."""
    due = bank_day_from(year.today + timedelta(days=6))
    number, planned = make_run(year.books, uuid4(), CollectionOrder(on=due))
    _is_as_agreed(year, planned)
    mark_sent(year.books, number)
    with year.books.read() as session:
        lines = lines_of(session, run_named(session, number).id)
    gifts = {one.ref: one for one in year.debits}
    run = year.runs[number] = []
    for one in lines:
        gift = gifts[one.gift]
        told = Told(one.payment, gift.payer, "donation", "direct_debit", one.amount.cents, year.today, due)
        run.append(Collected(one.end_to_end, gift, one.due_on, year.keep(told)))
    words = f"PRLV SEPA {number}"
    year.bank.book(due, sum(one.told.cents for one in run), "", words, lambda: [one.told.ref for one in run])
    year.done["run"] += 1


def _is_as_agreed(year: Year, planned: CollectionPlan) -> None:
    """Hold a run against what was agreed: each gift once, and once more what came back for want of money."""
    wanted = [one.ref for one in year.debits if not one.rests for _ in range(1 + one.again)]
    found = [one.of.ref for one in planned.debits]
    assert sorted(found) == sorted(wanted), (found, wanted, planned.left_out)
    for one in year.debits:
        one.again = 0


def _last(year: Year) -> list[Collected]:
    return [one for one in year.runs[max(year.runs)] if one.told.left]


def one_is_rejected(year: Year) -> None:
    """A status report rejects a debit before its day; the bank credits the whole run and takes that one back."""
    one = year.chance.choice(_last(year))
    path = put(
        year.folder, "rejets.xml", rejected([Back(one.told.cents, "AM04", one.end_to_end)], year.today)
    )
    on = one.told.credited_on or year.today
    _goes(year, one, on, "AM04", on=year.today)
    _taken(year, path, [one])


def _goes(year: Year, one: Collected, day: date, code: str, *, on: date, fee: int = 0) -> None:
    """Keep that a debit went back; the bank books it, with its fee, on a day."""
    told = one.told
    said = {"end_to_end": one.end_to_end, "mandate": one.gift.mandate, "return_code": code}
    means = [f"{told.ref}-R", *(["fee"] if fee else [])]
    year.bank.book(day, -told.cents - fee, name_of(told.payer), f"IMPAYE PRLV {code}", lambda: means, **said)
    told.gone.append((on, told.cents))
    year.done[f"back {code}"] += 1
    is_second = one.due_on in one.gift.came_back
    one.gift.came_back.add(one.due_on)
    one.gift.rests = code != "AM04" or is_second
    one.gift.again += not one.gift.rests


def _taken(year: Year, path: object, wanted: Sequence[Collected]) -> ReturnsTaken:
    done = take_returns(year.books, read_returns(path, today=year.today))  # type: ignore[arg-type]
    assert sorted(one.debit.end_to_end for one in done.taken) == sorted(one.end_to_end for one in wanted)
    assert done.unmatched == []
    return done


def one_comes_back(year: Year) -> None:
    """A notification says that a debit came back after its credit, with a fee; read twice it is once."""
    one = year.chance.choice(_last(year))
    on = year.today
    path = put(
        year.folder, "retours.xml", returned([Back(one.told.cents, "AC04", one.end_to_end, fee=FEE)], on)
    )
    _goes(year, one, on, "AC04", on=on, fee=FEE)
    _taken(year, path, [one])
    assert _taken(year, path, []).already == 1


def one_is_refunded_late(year: Year) -> None:
    """A donor lets his bank give a debit of an earlier run back; what it does to his receipt is seen at the end."""
    earlier = [one for number in sorted(year.runs)[:-1] for one in year.runs[number] if one.told.left]
    found = [one for one in earlier if not one.gift.rests] or [
        one for one in _last(year) if not one.gift.rests
    ]
    one = year.chance.choice(found)
    path = put(year.folder, "md06.xml", returned([Back(one.told.cents, "MD06", one.end_to_end)], year.today))
    _goes(year, one, year.today, "MD06", on=year.today)
    _taken(year, path, [one])


def mandates_are_put_right(year: Year) -> None:
    """Who gave another account, or agreed anew, is debited again."""
    for one in [one for one in year.debits if one.rests]:
        new = Terms(
            reference=one.mandate, iban=iban_of(year.chance.randrange(10_000)), bic="", reason="autre compte"
        )
        amend_mandate(year.books, one.mandate, new, start=year.today)
        resume_mandate(year.books, one.mandate)
        one.rests = False
        year.done["amended"] += 1
