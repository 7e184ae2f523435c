"""One history: its books, its clock, and what is looked at after each step."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from donations_app.db.books import Books
from donations_app.domain.errors import RuleBroken
from tests.histories import answers, invariants, steps
from tests.histories.moments import Clock
from tests.histories.rows import Receipt, Rows, read_rows
from tests.histories.world import Stage, move_house

T = TypeVar("T")
Refusal = type[RuleBroken] | None

OFFICES = st.sampled_from(["MRS", "LYO"])
DAYS = st.sampled_from(
    [
        date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1),
        date(2026, 1, 3), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 1),
    ]
)  # fmt: skip


@dataclass
class Away:
    """An office that works in a copy of the books: what it left."""

    office: str
    home: Books
    rows: Rows  # of home, as they stand
    parted: Rows  # of home, when the copy was made


class History(RuleBasedStateMachine):
    """Books that something happens to: each verb of the services through ``does``."""

    stage: ClassVar[Stage]
    further: ClassVar[tuple[Callable[[Rows], None], ...]] = ()  # what must hold of the rows besides
    tied: ClassVar[tuple[Callable[[answers.Seen], None], ...]] = ()  # and of what the services say
    is_thorough: ClassVar[bool] = True  # whether all is held against the books within the first stack too

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock(ticks=10_000)  # later than the first books were made
        self.books = self.stage.books(self.clock)
        self.rows = read_rows(self.books)
        self.before = self.rows
        self.away: Away | None = None  # while somebody works in a copy, ``books`` is that copy
        self.laws: tuple[Callable[[Rows], None], ...] = invariants.ALL
        self.answers: tuple[Callable[[answers.Seen], None], ...] = answers.ALL
        self.put_right: dict[int, int] = {}  # keys of wrong payments: of those in their place
        self.pairs: set[tuple[int, int]] = set()  # the same, though home and a field book put one right
        self.asked_on: date | None = None  # day on which everything was last looked at
        self.goes_on = False  # what is typed now is the midst of a stack: all is held against it at its end

    def teardown(self) -> None:
        self.stage.put_away(self.books)
        if self.away:
            self.stage.put_away(self.away.home)

    @property
    def today(self) -> date:
        return self.clock.today

    def here(self, office: str) -> str:
        """Return who writes: the office that was drawn, or in a copy the one that it was made for."""
        return self.away.office if self.away else office

    def does(self, verb: Callable[[], T], *, office: str = "MRS", refused: Refusal = None) -> T | None:
        """Do something, or see it refused for the reason foreseen; look at the books after it.

        Args:
            verb: calls one service.
            office: from which it is done.
            refused: the error that must come; nothing is written then.

        Returns:
            The answer of the service; ``None`` when it refused.
        """
        answer = None
        try:
            answer = self.attempts(verb, office=office, refused=refused)
        except RuleBroken as error:
            if type(error) is not refused:
                raise
            self.looks(office)
            assert self.rows.tables == self.before.tables, "what is refused writes nothing"
        else:
            assert refused is None, f"{refused} should have been raised"
            self.looks(office)
        return answer

    def attempts(self, verb: Callable[[], T], *, office: str, refused: Refusal) -> T:
        """Do something as who works for an office; where logins have rights, see ``logins``."""
        del office, refused
        return verb()

    @property
    def who(self) -> str:
        """The login that the trail must name for what was done last."""
        return self.books.login

    @property
    def reader(self) -> Books:
        """The books as who looks at everything sees them."""
        return self.books

    def looks(self, office: str = "MRS") -> None:
        """Read the books again, and hold them against what they were and what must always hold."""
        self.before, self.rows = self.rows, read_rows(self.books, self.rows)
        was_asked_on, self.asked_on = self.asked_on, self.today
        if self.rows.tables == self.before.tables and was_asked_on == self.today:
            return  # nothing was written: everything holds as it did
        steps.nothing_is_lost(self.before, self.rows)
        steps.every_write_is_journalled(self.before, self.rows, office=office, who=self.who)
        if not self.goes_on:
            self.holds()

    def holds(self) -> None:
        """Hold the books against what must hold whatever was done."""
        for holds in (*self.laws, *self.further):
            holds(self.rows)
        seen = answers.Seen(self.reader, self.rows, self.today)
        for agrees in (*self.answers, *self.tied):
            agrees(seen)

    def wrote(self) -> dict[str, int]:
        """Return how many entries of each kind the last step wrote; the parts of documents left out."""
        kinds = Counter(str(row["kind"]) for row in steps.new_entries(self.before, self.rows))
        return {kind: n for kind, n in kinds.items() if kind != "document_base.added"}

    def new_receipts(self) -> list[Receipt]:
        """Return the receipts that the last step issued, in the order of their numbers."""
        new = self.rows.receipts.keys() - self.before.receipts.keys()
        return [self.rows.receipts[number] for number in sorted(new)]

    @rule(moments=st.integers(1, 3))
    def time_passes(self, moments: int) -> None:
        self.clock.leap(moments)
        self.looks()
        assert self.rows.tables == self.before.tables

    @rule(
        address=st.sampled_from(["", "3 rue Neuve", "5 rue Haute"]),
        email=st.sampled_from(["", "n4@example.org"]),
        office=OFFICES,
    )
    def somebody_moves_house(self, address: str, email: str, office: str) -> None:
        office = self.here(office)
        stood = next(row for row in self.rows.of("party") if row["ref"] == "N4")
        seen = stood["version"]
        self.does(
            lambda: move_house(self.books, "N4", address, seen=seen, email=email, office=office),
            office=office,
        )
        turns = bool(stood["consent_email"]) != bool(email)
        assert self.wrote() == {"party.changed": 1} | ({"party.consent": 1} if turns else {})
