"""What happens to members: suspended, taken up again, honoured, written to about their dues."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.domain.membership_errors import AlreadyPaused, NotSuspended
from donations_app.services.deliveries.dues_calls import CallOrder, print_calls
from donations_app.services.people.pauses import honour, resume, suspend
from tests.histories.history import OFFICES, History
from tests.histories.rows import Row, Rows
from tests.histories.world import DUES, JOINED, MEMBERS, POSTED

_NEVER: Final = "9999-12-31"
_QUIET: Final = timedelta(days=30)
REFS = st.sampled_from(MEMBERS)


class MemberVerbs(History):
    """Suspend, resume, honour, remind; the outcome of each is foreseen from the rows alone."""

    @precondition(lambda self: self.away is None)
    @rule(
        ref=REFS,
        reason=st.sampled_from(["Abroad", "Illness"]),
        last=st.sampled_from([None, 0, 40]),
        office=OFFICES,
    )
    def suspend(self, ref: str, reason: str, last: int | None, office: str) -> None:
        on = self.today
        until = None if last is None else on + timedelta(days=last)
        held = pauses(self.rows, ref, "suspended")
        same = (on.isoformat(), until.isoformat() if until else None, reason)
        is_there = any((row["since"], row["until"], row["reason"]) == same for row in held)
        overlaps = [row for row in held if meets(row, on, until)]
        self.does(
            lambda: suspend(self.books.acting(office=office), ref, on=on, until=until, reason=reason),
            office=office,
            refused=AlreadyPaused if overlaps and not is_there else None,
        )
        assert self.wrote() == ({} if overlaps else {"membership.suspended": 1})

    @precondition(lambda self: self.away is None)
    @rule(ref=REFS, office=OFFICES)
    def resume(self, ref: str, office: str) -> None:
        on, yesterday = self.today, (self.today - timedelta(days=1)).isoformat()
        held = pauses(self.rows, ref, "suspended")
        running = [row for row in held if meets(row, on, on)]
        is_done = any(row["until"] == yesterday for row in held)
        self.does(
            lambda: resume(self.books.acting(office=office), ref, on=on),
            office=office,
            refused=None if running or is_done else NotSuspended,
        )
        assert self.wrote() == ({"membership.resumed": 1} if running else {})
        assert not any(meets(row, on, on) for row in pauses(self.rows, ref, "suspended"))

    @precondition(lambda self: self.away is None)
    @rule(ref=REFS, reason=st.sampled_from(["Founder", "Assembly"]), office=OFFICES)
    def honour(self, ref: str, reason: str, office: str) -> None:
        on = self.today
        held = pauses(self.rows, ref, "honorary")
        is_there = any((row["since"], row["reason"]) == (on.isoformat(), reason) for row in held)
        self.does(
            lambda: honour(self.books.acting(office=office), ref, on=on, reason=reason),
            office=office,
            refused=AlreadyPaused if held and not is_there else None,
        )
        assert self.wrote() == ({} if held else {"membership.honoured": 1})

    @precondition(lambda self: self.away is None)
    @rule(office=OFFICES)
    def remind(self, office: str) -> None:
        wanted = letters(self.rows, self.today)
        self.does(
            lambda: print_calls(self.books.acting(office=office), None, CallOrder(year=self.today.year)),
            office=office,
        )
        new = self.rows.tables["dues_call"].keys() - self.before.tables["dues_call"].keys()
        found = {
            (self.rows.ref_of(member_of(self.rows, row)["party_id"]), row["step"], row["amount"])
            for row in (self.rows.by_id("dues_call", key) for (key,) in new)
        }
        assert found == wanted
        assert self.wrote() == ({"dues.call_posted": len(wanted)} if wanted else {})


def member_of(rows: Rows, row: Row) -> Row:
    return rows.by_id("membership", row["membership_id"])


def pauses(rows: Rows, ref: str, standing: str) -> list[Row]:
    """Return what rests of a member, without what was taken back before it held."""
    return [
        row
        for row in rows.of("membership_pause")
        if row["standing"] == standing
        and rows.ref_of(member_of(rows, row)["party_id"]) == ref
        and row["since"] <= (row["until"] or _NEVER)
    ]


def meets(row: Row, first: date, last: date | None) -> bool:
    """Tell whether a pause holds on some day between two."""
    until = last.isoformat() if last else _NEVER
    return bool(row["since"] <= until and first.isoformat() <= (row["until"] or _NEVER))


def letters(rows: Rows, today: date) -> set[tuple[str, str, int]]:
    """Return who must get which letter about how many cents: members who agreed to the post, and owe."""
    agreed = [row["ref"] for row in rows.of("party") if row["ref"] in POSTED and row["consent_post"]]
    return {found for ref in agreed if (found := _letter(rows, ref, today))}


def _letter(rows: Rows, ref: str, today: date) -> tuple[str, str, int] | None:
    resting = [row for kind in ("suspended", "honorary") for row in pauses(rows, ref, kind)]
    if any(meets(row, today, today) for row in resting):
        return None
    paid = paid_by_year(rows, ref)
    missing = {
        year: DUES - paid[year]
        for year in range(JOINED.year, today.year + 1)
        if paid[year] < DUES
        and not any(meets(row, day, day) for row in resting for day in [_last(year, today)])
    }
    sent = [row for row in rows.of("dues_call") if rows.ref_of(member_of(rows, row)["party_id"]) == ref]
    lately = any(today - date.fromisoformat(row["on"]) < _QUIET for row in sent)
    steps = {row["step"] for row in sent if row["year"] == today.year}
    if not missing or lately or "second_reminder" in steps:
        return None
    is_reminded = "first_reminder" in steps
    is_late = bool(steps) or any(year < today.year for year in missing)
    step = "second_reminder" if is_reminded else "first_reminder" if is_late else "call"
    return ref, step, sum(missing.values())


def _last(year: int, today: date) -> date:
    return min(today, date(year, 12, 31))


def paid_by_year(rows: Rows, ref: str) -> defaultdict[int, int]:
    """Return the cents of dues of a payer, of whoever is one with him too, by year, reversals taken off."""
    found: defaultdict[int, int] = defaultdict(int)
    records = {row["id"] for row in rows.of("party") if rows.ref_of(row["leader_id"]) == ref}
    for row in rows.of("payment_line"):
        payment = rows.by_id("payment", row["payment_id"])
        if row["dues_year"] is not None and payment["payer_id"] in records:
            found[row["dues_year"]] += row["amount"]
    return found
