"""What the services say of the books, held against what the rows say."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from donations_app.db.books import Books
from donations_app.db.queries.instalments import agreements
from donations_app.db.queries.people_list import people
from donations_app.db.queries.register import register_lines
from donations_app.db.queries.shares import ProjectShare, project_shares
from donations_app.domain.declaration import Declaration
from donations_app.domain.eligibility import OF_DONOR
from donations_app.domain.money import Money
from donations_app.domain.people_filter import PeopleFilter
from donations_app.domain.receipts import Plan
from donations_app.domain.waiting import Counted, tally_of
from donations_app.services.audit.verify import verify
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.receipts.waiting import waiting
from donations_app.services.statements.control import control
from donations_app.services.statements.declaration import declaration
from donations_app.services.statements.register import totals_of
from tests.histories import law
from tests.histories.moments import YEARS, day_in_france
from tests.histories.rows import Receipt, Rows, instant

_BOXES = {"cash": "cash", "cheque": "cheque", "none": "none"}  # every other method is a transfer


@dataclass(frozen=True)
class Seen:
    """Books, what their rows say, and the day of asking."""

    books: Books
    rows: Rows
    today: date

    @property
    def years(self) -> list[int]:
        """The years of which there can be gifts by now."""
        return [year for year in YEARS if year <= self.today.year]

    @cached_property
    def shares(self) -> list[ProjectShare]:
        """The share of each project, as the program says it."""
        with self.books.read() as session:
            return project_shares(session, today=self.today)


def nothing_is_found_wrong(seen: Seen) -> None:
    assert verify(seen.books).faults == []


def shares_are_what_stands_on_projects(seen: Seen) -> None:
    made: Counter[tuple[str, str, str]] = Counter()
    for places in seen.rows.places.values():
        for (project, association, nature), cents in places.items():
            made[project, "", nature] += cents
            if association:
                made[project, association, nature] += cents
    outcomes = {(row["contribution_id"], row["kind"]) for row in seen.rows.of("contribution_outcome")}
    for row in seen.rows.of("contribution"):  # all for one project alone
        if {(row["id"], "attested"), (row["id"], "withdrawn")} & outcomes == {(row["id"], "attested")}:
            made["EAU", "", "in_kind"] += row["amount"]
    for one in seen.shares:
        room = one.share.cost.cents  # for what is in kind, at most as much as the project costs
        for part in sorted(one.associations, key=lambda part: part.has_left):
            # each that carries it at most its own part, who left and the project alone what is left by those
            counted = min(
                made[one.code, part.ref, "in_kind"], room if part.has_left else part.share.cost.cents
            )
            assert part.share.private.cents == made[one.code, part.ref, "cash"] + counted
            room -= counted
        alone = made[one.code, "", "in_kind"] - sum(
            made[one.code, part.ref, "in_kind"] for part in one.associations
        )
        counted = one.share.cost.cents - room + min(alone, room)
        assert one.share.private.cents == made[one.code, "", "cash"] + counted
        for ref, share in [("", one.share), *((part.ref, part.share) for part in one.associations)]:
            cash, in_kind = (made[one.code, ref, nature] for nature in ("cash", "in_kind"))
            assert (share.cash.cents, share.in_kind.cents) == (cash, in_kind)
            assert min(cash, in_kind) >= 0


def instalments_are_met_by_money_that_stands(seen: Seen) -> None:
    """No cent of a payment meets two instalments, none of what was taken back meets one, and all adds up."""
    given: Counter[str] = Counter()
    for line in seen.rows.lines.values():
        if line.kind == "donation" and not line.taken_back:
            given[line.ref] += line.cents
    with seen.books.read() as session:
        gifts = agreements(session, today=seen.today, until=date(seen.today.year, 12, 31))
    met: Counter[str] = Counter()
    for gift in gifts:
        for one in gift.instalments:
            assert one.received.cents + one.open.cents == one.amount.cents
            assert bool(one.received) == bool(one.payments)
            assert set(one.payments) <= set(given)
            if len(one.payments) == 1:
                met[one.payment] += one.received.cents
    assert all(cents <= given[ref] for ref, cents in met.items())
    passing_on = {row["ref"] for row in seen.rows.of("party") if row["money_origin"] not in ("", "private")}
    expected = Counter(
        {
            share.code: sum(
                one.open.cents
                for gift in gifts
                if gift.now.payer not in passing_on
                for terms in gift.terms
                if terms.project == share.code
                for one in terms.instalments
                if one.state == "expected"
            )
            for share in seen.shares
        }
    )
    assert Counter({one.code: one.share.expected.cents for one in seen.shares}) == expected


def the_register_is_every_receipt(seen: Seen) -> None:
    with seen.books.read() as session:
        register = {line.number: line for line in register_lines(session)}
    assert list(register) == sorted(seen.rows.receipts)
    for number, receipt in seen.rows.receipts.items():
        line, sent = register[number], receipt.sent
        status = "issued" if receipt.is_live else "replaced" if receipt.replaced_by else "cancelled"
        assert (line.status, line.amount.cents, line.payer) == (status, receipt.cents, receipt.payer)
        assert (line.replaced_by, line.cancelled_on) == (receipt.replaced_by, receipt.cancelled_on)
        assert set(line.payments) == {seen.rows.lines[key].ref for key in receipt.lines}
        last = day_in_france(instant(sent[-1]["at"])) if sent else None
        assert (line.sent_on, line.sent_by) == (last, sent[-1]["channel"] if sent else "")


def the_register_adds_up_to_the_money(seen: Seen) -> None:
    money: Counter[str] = Counter()
    for receipt in seen.rows.live:
        for key in receipt.lines:
            line = seen.rows.lines[key]
            money[_BOXES.get(line.method, "transfer")] += line.cents
    with seen.books.read() as session:
        totals = totals_of(session, year=None)
    assert (totals.live, totals.amount.cents) == (len(seen.rows.live), sum(money.values()))
    assert {method: amount.cents for method, amount in totals.methods.items()} == dict(money)


def a_run_would_issue_what_is_due(seen: Seen) -> None:
    for year in seen.years:
        plan = plan_receipts(seen.books, year)
        if year == max(seen.years[0], seen.today.year - 1):
            what_waits_is_caught_up(seen, plan, year)
        planned = {
            law.Due(
                one.giver.ref,
                frozenset(line.id for line in one.lines),
                one.amount.cents,
                one.form,
                bool(one.warnings),
            )
            for one in plan.receipts
        }
        assert planned == law.due(seen.rows, year, seen.today)


def what_waits_is_caught_up(seen: Seen, plan: Plan, year: int) -> None:
    """What was kept by the look before this step and is caught up now is what the whole plan says."""
    tally = tally_of(plan)
    incomplete = set[str]().union(*(tally.payers[reason] for reason in OF_DONOR))
    uncredited = tally.payments["credited_date_missing"]
    wanted = Counted(len(tally.donors), tally.receipts, len(incomplete), len(uncredited))
    assert waiting(seen.books, year) == wanted


def receipts_and_money_agree_both_ways(seen: Seen) -> None:
    """Each line of the year is on one receipt, or due, or explained; nothing else is told."""
    for year in seen.years:
        found = control(seen.books, year)
        of_year = {
            (line.ref, line.position): line
            for line in seen.rows.lines.values()
            if law.any_day(line).year == year
        }
        shown = Counter((one.payment, one.line) for one in found.compared)
        assert shown == Counter(of_year.keys())
        on_receipts = {
            seen.rows.lines[key] for one in seen.rows.live if one.year == year for key in one.lines
        }
        assert {of_year[one.payment, one.line] for one in found.matched} == on_receipts
        waiting = {key for due in law.due(seen.rows, year, seen.today) for key in due.lines}
        assert {of_year[one.payment, one.line].id for one in found.unmatched} == waiting
        assert {one.reason for one in found.unmatched} <= {"to_issue"}
        rest = sum(
            line.cents for line in of_year.values() if line not in on_receipts and line.id not in waiting
        )
        assert sum(one.amount.cents for one in found.explained.values()) == rest


def the_declaration_is_the_register(seen: Seen) -> None:
    for year in seen.years:
        found = declaration(seen.books, year)
        mentioned = [receipt for receipt in seen.rows.live if receipt.year == year]
        issued = [receipt for receipt in seen.rows.receipts.values() if receipt.issued_on.year == year]
        live = [receipt for receipt in issued if receipt.is_live]
        assert (found.received.count, found.received.amount.cents) == _summed(mentioned)
        assert (found.issued_live.count, found.issued_live.amount.cents) == _summed(live)
        for form in {receipt.row["form"] for receipt in mentioned}:
            of_form = [receipt for receipt in mentioned if receipt.row["form"] == form]
            assert (found.by_form[form].count, found.by_form[form].amount.cents) == _summed(of_form)
        assert found.documents == law.documents(seen.rows, year)
        assert found.documents_issued == law.documents_issued(seen.rows, year)
        assert found.numbers_taken == len(issued)
        doubled = [row for row in seen.rows.of("entry") if row["kind"] == "receipt.duplicated"]
        days = [day_in_france(instant(seen.rows.by_id("link", row["link_id"])["at"])) for row in doubled]
        assert found.duplicates == sum(day.year == year for day in days)
        _what_changed_since_filing(seen.rows, found)


def _summed(receipts: list[Receipt]) -> tuple[int, int]:
    return len(receipts), sum(receipt.cents for receipt in receipts)


def _what_changed_since_filing(rows: Rows, found: Declaration) -> None:
    filings = rows.filings(found.heading.year)
    assert len(found.filings) == len(filings)
    if not filings:
        assert found.correction is None
        return
    last, correction = filings[-1], found.correction
    assert correction
    assert correction.amount.cents == found.received.amount.cents - last["amount"]
    assert correction.documents == found.documents - last["documents"]
    assert Money.total(change.amount for change in correction.receipts) == correction.amount


def people_gave_what_their_payments_say(seen: Seen) -> None:
    """The list of people sums by who counts, and nobody is in it twice."""
    gave: Counter[str] = Counter()
    for line in seen.rows.lines.values():
        if line.payer and line.kind in ("donation", "dues") and not line.taken_back:
            gave[line.payer] += line.cents
    with seen.books.read() as session:
        found = people(session, PeopleFilter(), today=seen.today)
    standing = {row["leader_id"] for row in seen.rows.of("party") if row["taken_back_on"] is None}
    assert len(found) == len(standing)
    assert {row.ref: row.given.cents for row in found if row.given.cents} == dict(gave)


ALL = (
    people_gave_what_their_payments_say,
    nothing_is_found_wrong,
    shares_are_what_stands_on_projects,
    instalments_are_met_by_money_that_stands,
    the_register_is_every_receipt,
    the_register_adds_up_to_the_money,
    a_run_would_issue_what_is_due,
    receipts_and_money_agree_both_ways,
    the_declaration_is_the_register,
)
# In a field book no receipt is issued, and nobody is named who signs one: what is due is known at home.
OF_FIELD_BOOK = tuple(
    one for one in ALL if one not in (a_run_would_issue_what_is_due, receipts_and_money_agree_both_ways)
)
