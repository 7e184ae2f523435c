"""What happens to letters to a list: one under a name to everybody, reworded, and again."""

from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.domain.circulars import CircularDraft, CircularReworded
from donations_app.domain.letters import CIRCULAR, LetterDraft
from donations_app.services.deliveries.circulars import CircularOrder, print_circular
from tests.histories.history import OFFICES, History
from tests.histories.rows import Row, Rows

_TEXTS: Final = ("Bonjour {name},", "Cher {name},")


class CircularVerbs(History):
    """Write to all on paper; the outcome is foreseen from the rows alone."""

    @precondition(lambda self: self.away is None)
    @rule(
        name=st.sampled_from(["ag", "fete"]),
        text=st.sampled_from(_TEXTS),
        asked=st.sampled_from(["", "", "", "again", "reworded"]),
        office=OFFICES,
    )
    def a_letter_goes_to_all(self, name: str, text: str, asked: str, office: str) -> None:
        draft = CircularDraft(name, (LetterDraft("fr", "Assemblée", text, CIRCULAR),))
        wanted = {row["id"] for row in self.rows.of("party") if _may_be_written_to(row)}
        went = [row for row in self.rows.of("circular") if row["name"] == name]
        is_other = any(row["digest"] != draft.digest for row in went) and not asked
        if asked != "again":
            wanted -= {_leader(self.rows, row) for row in went}
        order = CircularOrder(
            draft=draft,
            keys=tuple(row["id"] for row in self.rows.of("party")),
            year=self.today.year,
            by_post=True,
            again=asked == "again",
            reworded=asked == "reworded",
        )
        self.does(
            lambda: print_circular(self.books.acting(office=office), None, order),
            office=office,
            refused=CircularReworded if is_other else None,
        )
        new = self.rows.tables["circular"].keys() - self.before.tables["circular"].keys()
        found = [self.rows.by_id("circular", key) for (key,) in new]
        wanted = set() if is_other else wanted
        assert sorted(row["party_id"] for row in found) == sorted(wanted)
        assert {row["channel"] for row in found} <= {"post"}
        assert self.wrote() == ({"circular.posted": len(wanted)} if wanted else {})


def _may_be_written_to(row: Row) -> bool:
    """Tell whether a record counts, somebody of it lives, and agreed to letters to an address that is whole."""
    died = [row["deceased_on"], row["second_deceased_on"]][: 2 if row["kind"] == "couple" else 1]
    counts = row["leader_id"] == row["id"] and row["taken_back_on"] is None
    has_address = bool((row["address"] or row["address2"]) and row["city"])
    return bool(counts and row["consent_post"] and has_address and not all(died))


def _leader(rows: Rows, row: Row) -> int:
    return int(rows.by_id("party", row["party_id"])["leader_id"])
