"""What happens to people: recorded twice and made one, taken apart again, said to be two persons; somebody moves."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from msgspec.structs import replace

from donations_app.db.queries.drafts import party_draft
from donations_app.domain.addresses import NoMove
from donations_app.domain.consents import NAMED_SOURCES, Said, Source
from donations_app.domain.errors import InputRefused
from donations_app.domain.merging import MergeBuiltOn, MergeRefused, MergeUndecided
from donations_app.services.payments.records import record_payment
from donations_app.services.people.consents import note_consent
from donations_app.services.people.merging import merge_people, set_apart
from donations_app.services.people.moving import move_party, undo_move
from donations_app.services.people.unmerging import undo_merge
from tests.histories.history import OFFICES, Refusal
from tests.histories.rows import Row
from tests.histories.situation_verbs import SituationVerbs
from tests.world import payment

TWICE: Final = ("A1", "A2")  # one man under two references
MOVER: Final = "B2"
PAIRS: Final = st.sampled_from([TWICE, TWICE, TWICE[::-1]])
_MAY_DIFFER: Final = {"version", "leader_id"}


class PeopleVerbs(SituationVerbs):
    """Merge two records, take it back, say that they are two persons; move, take that back; agree to be written to."""

    def __init__(self) -> None:
        super().__init__()
        self.merged: tuple[tuple[str, str], list[Row], list[int]] | None = (
            None  # who, as they were, what counted
        )

    @property
    def _is_apart(self) -> bool:
        keys = {row["id"] for row in self._records()}
        return any(
            row["undone_on"] is None and {row["one_id"], row["other_id"]} == keys
            for row in self.rows.of("party_apart")
        )

    @property
    def _is_one(self) -> bool:
        return len({row["leader_id"] for row in self._records()}) == 1

    def _counting(self) -> list[int]:
        """Count what stands under either record."""
        keys = {row["id"] for row in self._records()}
        paid = [row for row in self.rows.of("payment") if row["payer_id"] in keys]
        receipts = {row["id"] for row in self.rows.of("tax_receipt") if row["payer_id"] in keys}
        gone = [row for row in self.rows.of("receipt_cancellation") if row["receipt_id"] in receipts]
        written = [row for row in self.rows.of("circular") if row["party_id"] in keys]
        return [
            *self._beside(keys),
            len(written),
            len(paid),
            sum(row["credited_on"] is not None for row in paid),
            len(receipts),
            len(gone),
        ]

    def _beside(self, keys: set[int]) -> list[int]:
        """Count what stands of the memberships and agreed gifts of some records, and what of it has an end."""
        members = {row["id"] for row in self.rows.of("membership") if row["party_id"] in keys}
        agreed = {row["id"] for row in self.rows.of("recurring_gift") if row["payer_id"] in keys}
        found: list[int] = []
        for table, column, owners, end in (
            ("membership_pause", "membership_id", members, "until"),
            ("recurring_gift", "id", agreed, "last_on"),
            ("recurring_pause", "gift_id", agreed, "last_on"),
            ("instalment_decision", "gift_id", agreed, "taken_back_on"),
        ):
            own = [row for row in self.rows.of(table) if row[column] in owners]
            found += [len(own), sum(row[end] is not None for row in own)]
        return found

    def _records(self) -> list[Row]:
        return [row for row in self.rows.of("party") if row["ref"] in TWICE]

    @precondition(lambda self: self.away is None)
    @rule(
        pair=PAIRS, side=st.sampled_from(["keep", "other"]), chooses=st.sampled_from([True, True, False]),
        office=OFFICES,
    )  # fmt: skip
    def two_records_are_made_one(self, pair: tuple[str, str], side: Any, chooses: bool, office: str) -> None:
        choices = {"address": side, "consent_email": "keep", "first_name": "keep"} if chooses else {}
        refused: Refusal = None if chooses else MergeUndecided
        if self.merged or self._is_apart:
            refused = MergeRefused
        before, counting = self._records(), self._counting()
        self.does(
            lambda: merge_people(self.books.acting(office=office), *pair, choices),
            office=office,
            refused=refused,
        )
        if refused:
            return
        assert self.wrote() == {"party.merged": 3}
        formers = [len(list(rows.of("former_address"))) for rows in (self.before, self.rows)]
        assert formers[1] == formers[0] + 1
        self.merged = pair, before, counting
        kept, gone = ({row["ref"]: row for row in self._records()}[ref] for ref in pair)
        assert {kept["leader_id"], gone["leader_id"]} == {kept["id"]}
        stood = {row["ref"]: row for row in before}
        assert kept["address"] == stood[pair[side == "other"]]["address"]
        assert kept["email"] == stood["A1"]["email"]  # the only one that is known
        assert _plain(gone) == _plain(stood[pair[1]])

    @precondition(lambda self: self.away is None)
    @rule(pair=PAIRS, gives=st.booleans(), office=OFFICES)
    def one_is_made_two_again(self, pair: tuple[str, str], gives: bool, office: str) -> None:
        if gives and self.merged:  # what holds the merge
            given = payment(5_00, payer=pair[0], received_on=self.today)
            self.does(lambda: record_payment(self.books, given))
        refused: Refusal = None
        if self.merged is None or self.merged[0] != pair:
            refused = MergeRefused
        elif self._counting() != self.merged[2]:
            refused = MergeBuiltOn
        self.does(lambda: undo_merge(self.books.acting(office=office), *pair), office=office, refused=refused)
        if refused or not self.merged:
            return
        assert self.wrote() == {"party.unmerged": 4}  # the address that gave way, too
        assert [_plain(row) for row in self._records()] == [_plain(row) for row in self.merged[1]]
        assert all(row["leader_id"] == row["id"] for row in self._records())
        self.merged = None

    @precondition(lambda self: self.away is None)
    @rule(
        address=st.sampled_from(["4 rue des Écoles", "9 quai du Port"]),
        days=st.sampled_from([0, 0, 40, -1]), office=OFFICES,
    )  # fmt: skip
    def somebody_moves(self, address: str, days: int, office: str) -> None:
        mover = self._mover()
        on, since = self.today - timedelta(days), mover["address_since"]
        fits = days >= 0 and address != mover["address"] and not (since and on <= date.fromisoformat(since))
        with self.books.read() as session:
            draft, seen = party_draft(session, MOVER)
        there = replace(draft, address=address)
        self.does(
            lambda: move_party(self.books.acting(office=office), there, on=on, key=uuid4(), seen=seen),
            office=office,
            refused=None if fits else InputRefused,
        )
        if fits:
            assert self.wrote() == {"party.moved": 2}
            assert (self._mover()["address"], self._mover()["address_since"]) == (address, on.isoformat())

    @precondition(lambda self: self.away is None)
    @rule(office=OFFICES)
    def a_move_is_taken_back(self, office: str) -> None:
        mover = self._mover()
        before = [row for row in self.rows.of("former_address") if row["party_id"] == mover["id"]]
        stands = sorted((row for row in before if row["undone_on"] is None), key=lambda row: row["until"])
        self.does(
            lambda: undo_move(self.books.acting(office=office), MOVER, seen=mover["version"]),
            office=office,
            refused=None if stands else NoMove,
        )
        if stands:
            assert self.wrote() == {"party.move_undone": 2}
            now, last = self._mover(), stands[-1]
            assert (now["address"], now["address_since"]) == (last["address"], last["since"])

    @precondition(lambda self: self.away is None)
    @rule(
        given=st.booleans(), days=st.sampled_from([0, 0, 0, 40, -1]),
        source=st.sampled_from(NAMED_SOURCES), office=OFFICES,
    )  # fmt: skip
    def somebody_says_whether_he_is_written_to(
        self, given: bool, days: int, source: Source, office: str
    ) -> None:
        mover, on = self._mover(), self.today - timedelta(days)
        before = [date.fromisoformat(row["said_on"]) for row in self._said()]
        fits = days >= 0 and all(on >= day for day in before)
        said, seen = Said("post", given, on, source), mover["version"]
        self.does(
            lambda: note_consent(self.books.acting(office=office), MOVER, said, key=uuid4(), seen=seen),
            office=office,
            refused=None if fits else InputRefused,
        )
        if fits:
            assert self.wrote() == {"party.consent": 1 if bool(mover["consent_post"]) == given else 2}
            assert len(self._said()) == len(before) + 1
            assert bool(self._mover()["consent_post"]) == given

    def _said(self) -> list[Row]:
        return [row for row in self.rows.of("consent") if row["party_id"] == self._mover()["id"]]

    def _mover(self) -> Row:
        return next(row for row in self.rows.of("party") if row["ref"] == MOVER)

    @precondition(lambda self: self.away is None)
    @rule(undo=st.sampled_from([False, True, True]), office=OFFICES)
    def they_are_two_persons(self, undo: bool, office: str) -> None:
        refused: Refusal = MergeRefused if self._is_one else None
        changes = self._is_apart == undo
        found = self.does(
            lambda: set_apart(self.books.acting(office=office), *TWICE, undo=undo),
            office=office,
            refused=refused,
        )
        if not refused:
            assert found == changes
            kind = "party.not_apart" if undo else "party.apart"
            assert self.wrote() == ({kind: 1} if changes else {})


def _plain(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _MAY_DIFFER}
