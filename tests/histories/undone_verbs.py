"""Changes of situation taken back: foreseen from the rows that each touched, and from what points at them since."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.domain.situations import Kind, NoSituation, SituationBuiltOn
from donations_app.services.people.situations_undone import undo_situation
from tests.histories.history import OFFICES, History, Refusal
from tests.histories.rows import Row, Rows

WHO: Final[dict[Kind, str]] = {"couple": "F5", "separated": "C3", "of_age": "P7", "renamed": "E1"}
Touched = dict[str, dict[int, Row]]  # table -> key -> row
_TABLES: Final = (
    "party", "membership", "recurring_gift", "dues_exemption", "situation", "party_merge", "former_address",
    "recurring_pause", "instalment_decision",
)  # fmt: skip
# what may point at a person, a membership or an agreed gift that a separation brought
_POINTING: Final = {
    "party": (("payment", "payer_id"), ("tax_receipt", "payer_id"), ("recurring_gift", "payer_id"),
              ("membership", "party_id"), ("circular", "party_id"), ("consent", "party_id")),
    "membership": (("membership_pause", "membership_id"), ("dues_call", "membership_id"),
                   ("dues_exemption", "membership_id")),
    "recurring_gift": (("recurring_pause", "gift_id"), ("instalment_decision", "gift_id")),
}  # fmt: skip


@dataclass(frozen=True)
class Noted:
    """A change of situation as it was written."""

    id: int
    before: Touched  # of what it changed
    after: Touched  # of what it changed and what is new
    consents: frozenset[int]  # the words that stood then
    counted: list[int]  # what stood under the records before it


class UndoneVerbs(History):
    """Take the last change of a kind back."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: dict[Kind, list[Noted]] = {kind: [] for kind in WHO}

    def remember(self, kind: Kind) -> None:
        """Keep what the last step, a change of situation, found and left."""
        after: Touched = {
            table: {row["id"]: row for row in self.rows.of(table) if row != self._stood(table, row["id"])}
            for table in _TABLES
        }
        before = {
            table: {key: row for key in found if (row := self._stood(table, key)) is not None}
            for table, found in after.items()
        }
        key = max(row["id"] for row in after["situation"].values())
        consents = frozenset(row["id"] for row in self.rows.of("consent"))
        refs = {row["ref"] for row in before["party"].values()}
        self.noted[kind].append(Noted(key, before, after, consents, counting(self.before, refs)))

    def _stood(self, table: str, key: int) -> Row | None:
        return self.before.tables[table].get((key,))

    @precondition(lambda self: self.away is None)
    @rule(kind=st.sampled_from([*WHO, "separated", "couple"]), office=OFFICES)
    def a_change_is_taken_back(self, kind: Kind, office: str) -> None:
        stands = [one for one in self.noted[kind] if not self.rows.by_id("situation", one.id)["undone_on"]]
        last = max(stands, key=lambda one: (self.rows.by_id("situation", one.id)["on"], one.id), default=None)
        refused: Refusal = NoSituation
        if last is not None:
            refused = SituationBuiltOn if self._is_held(kind, last) else None
        self.does(
            lambda: undo_situation(self.books.acting(office=office), WHO[kind], kind),
            office=office,
            refused=refused,
        )
        if refused is None and last is not None:
            self._is_as_before(kind, last)

    def _is_held(self, kind: Kind, last: Noted) -> bool:
        if kind == "separated":
            return any(self._on_separation(last))
        (party,) = (row for row in last.after["party"].values() if row["ref"] == WHO[kind])
        now = self.rows.by_id("party", party["id"])
        if kind == "of_age":
            return bool(now["minor"])
        refs = {row["ref"] for row in last.after["party"].values()}
        found = counting(self.rows, refs)
        if kind == "renamed":
            names = ("organisation", "legal_form")
            return any(now[name] != party[name] for name in names) or found[0] != last.counted[0]
        both = [self.rows.by_id("party", key) for key in last.after["party"]]
        return any(row["version"] != last.after["party"][row["id"]]["version"] for row in both) or (
            found != last.counted
        )

    def _on_separation(self, last: Noted) -> Iterator[bool]:
        """Yield what holds a separation."""
        for table in ("party", "membership", "recurring_gift"):
            for key, row in last.after[table].items():
                yield self.rows.by_id(table, key) != row
            new = last.after[table].keys() - last.before[table].keys()
            for other, column in _POINTING[table]:
                for row in self.rows.of(other):
                    is_own = row["id"] in last.after.get(other, {}) or row["id"] in last.consents
                    yield row[column] in new and not is_own and self._counts(other, row)
        couple = self._ref_row("C3")
        for row in self.rows.of("membership"):
            yield row["party_id"] == couple["id"] and row["since"] >= couple["separated_on"]

    def _ref_row(self, ref: str) -> Row:
        return next(row for row in self.rows.of("party") if row["ref"] == ref)

    def _counts(self, table: str, row: Row) -> bool:
        """Tell whether a row holds what it points at: not a payment taken back, nor a gift that never ran."""
        if table == "recurring_gift":
            return row["last_on"] is None or row["last_on"] >= row["first_on"]
        if table != "payment":
            return True
        back = [one for one in self.rows.of("payment") if one["reverses_id"] == row["id"]]
        return row["reverses_id"] is None and not any(one["reversal"] == "correction" for one in back)

    def _is_as_before(self, kind: Kind, last: Noted) -> None:
        for table in ("party", "membership", "recurring_gift"):
            for key, row in last.before[table].items():
                assert _plain(self.rows.by_id(table, key)) == _plain(row)
        assert all(self.rows.by_id("situation", key)["undone_on"] for key in last.after["situation"])
        if kind != "separated":
            return
        today = self.today.isoformat()
        new: Callable[[str], list[Row]] = lambda table: [  # noqa: E731 -- read three times below
            self.rows.by_id(table, key) for key in last.after[table].keys() - last.before[table].keys()
        ]
        assert [row["taken_back_on"] for row in new("party")] == [today] * 2
        assert all(row["undone_on"] == today for row in new("dues_exemption"))
        assert all(row["until"] < row["since"] for row in new("membership"))
        assert all(row["last_on"] < row["first_on"] for row in new("recurring_gift"))
        touched = ("party", "membership", "recurring_gift", "dues_exemption", "situation")
        assert self.wrote() == {"party.situation_undone": sum(len(last.after[table]) for table in touched)}


def counting(rows: Rows, refs: set[str]) -> list[int]:
    """Count what stands under some records and what leads to them; receipts first."""
    leaders = {row["leader_id"] for row in rows.of("party") if row["ref"] in refs}
    keys = {row["id"] for row in rows.of("party") if row["leader_id"] in leaders}

    def of(table: str, column: str, among: set[Any]) -> list[Row]:
        return [row for row in rows.of(table) if row[column] in among]

    def ids(found: list[Row]) -> set[Any]:
        return {row["id"] for row in found}

    receipts, paid = of("tax_receipt", "payer_id", keys), of("payment", "payer_id", keys)
    member, agreed = of("membership", "party_id", keys), of("recurring_gift", "payer_id", keys)
    counted = [
        (receipts, ""), (of("receipt_cancellation", "receipt_id", ids(receipts)), ""), (paid, "credited_on"),
        (member, "until"), (of("dues_exemption", "membership_id", ids(member)), "undone_on"),
        (of("membership_pause", "membership_id", ids(member)), "until"),
        (of("dues_call", "membership_id", ids(member)), ""), (of("circular", "party_id", keys), ""),
        (agreed, "last_on"), (of("recurring_pause", "gift_id", ids(agreed)), "last_on"),
        (of("instalment_decision", "gift_id", ids(agreed)), "taken_back_on"),
        (of("expense_claim", "party_id", keys), ""),
    ]  # fmt: skip
    return [n for found, column in counted
            for n in (len(found), sum(row[column] is not None for row in found) if column else 0)]  # fmt: skip


def _plain(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "version"}
