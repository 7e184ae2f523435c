"""Histories on a server whose people each have a login with the rights of their role.

What is done from Lyon the clerk of Lyon does. What she may not do is refused and leaves nothing, and the plan of rights
must say so; then who answers for the books does it from there. The auditor looks at everything and writes nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import uuid4

import psycopg
from hypothesis.stateful import precondition, rule
from msgspec.structs import replace
from sqlalchemy.engine import make_url

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.rights import CLERK, ROLES
from donations_app.db.server_setup import Login, role_of
from donations_app.domain.authors import Author
from donations_app.domain.errors import NotAllowed, ReadOnly, RuleBroken
from donations_app.services.books.server import set_up
from donations_app.services.payments.records import record_payment
from donations_app.services.receipts.issue import Choice, issue_receipts
from tests import databases
from tests.histories import steps
from tests.histories.gifts import GIFTS, Gift
from tests.histories.history import Refusal
from tests.histories.machine import Histories
from tests.histories.moments import Clock
from tests.histories.rows import Rows
from tests.histories.world import Stage, stage
from tests.kept import name_of

T = TypeVar("T")
_MARK: Final = uuid4().hex[:8]
TREASURER, CLERK_OF_LYON, AUDITOR = (f"{name}_{_MARK}" for name in ("tres", "lyon", "audit"))
PEOPLE: Final = (
    Login(TREASURER, "treasurer"), Login(CLERK_OF_LYON, "clerk", "LYO"), Login(AUDITOR, "auditor"),
)  # fmt: skip


class Shared(Books):
    """The treasurer's books, which give those of a clerk to whom acts for an office with one."""

    clerk: Books
    auditor: Books
    is_alone = False  # the treasurer does everything

    def acting(self, **who: Any) -> Books:
        if who.get("office") == "LYO" and not self.is_alone:
            return self.clerk.acting(**who)
        return super().acting(**who)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let the treasurer do what the clerk could not."""
        self.is_alone = True
        try:
            yield
        finally:
            self.is_alone = False


class StageOfLogins(Stage):
    """Where histories begin that several logins write."""

    def books(self, clock: Clock) -> Books:
        place = databases.address(self.server)
        databases.copy(self.template, place)
        set_up(self.server, name_of(place), PEOPLE, settings=None, clock=clock)

        def at(login: str) -> str:
            return make_url(place).set(username=login).render_as_string(hide_password=False)

        def of(login: str, office: str = "") -> Books:
            return open_books(at(login), clock=clock, author=Author(login, office))

        shared = Shared(at(TREASURER), clock=clock, author=Author(TREASURER))
        shared.clerk, shared.auditor = of(CLERK_OF_LYON, "LYO"), of(AUDITOR)
        return shared

    def put_away(self, books: Books) -> None:
        assert isinstance(books, Shared)
        for one in (books.clerk, books.auditor, books):
            one.close()
        base = name_of(books.location)
        databases.drop(make_url(self.server).set(database=base).render_as_string(hide_password=False))
        _as_administrator(self.server, *(role_of(base, one) for one in ("owner", *ROLES)))


@contextmanager
def stage_of_logins(folder: Path, server: str) -> Iterator[Stage]:
    """Make the first books, as ``stage`` does; each history gives its logins their rights."""
    with stage(folder, server) as made:
        yield StageOfLogins(made.template, made.folder, made.server, made.mail)
    _as_administrator(server, *(one.name for one in PEOPLE))


def _as_administrator(server: str, *roles: str) -> None:
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as admin:
        for role in roles:
            admin.execute(f"DROP ROLE IF EXISTS {role}".encode())


class HistoriesByLogins(Histories):
    """Any of the verbs after any other, each by who may do it."""

    def __init__(self) -> None:
        super().__init__()
        self._who = TREASURER
        self._told: RuleBroken | None = None  # why the clerk could not do it

    @property
    def shared(self) -> Shared:
        assert isinstance(self.books, Shared)
        return self.books

    @property
    def who(self) -> str:
        return self._who

    @property
    def reader(self) -> Books:
        return self.shared.auditor

    def does(self, verb: Callable[[], T], *, office: str = "MRS", refused: Refusal = None) -> T | None:
        self._who = CLERK_OF_LYON if office == "LYO" and not self.shared.is_alone else TREASURER
        self._told = None
        answer = super().does(verb, office=office, refused=refused)
        if isinstance(self._told, NotAllowed) and steps.written(self.before, self.rows):
            assert beyond_a_clerk(self.before, self.rows), f"the plan lets a clerk do this: {self._told}"
        return answer

    def attempts(self, verb: Callable[[], T], *, office: str, refused: Refusal) -> T:
        if office != "LYO" or self.shared.is_alone:
            return verb()
        try:
            return verb()
        except RuleBroken as error:
            if type(error) is refused:
                raise
            self._told = error
        stood = self.rows
        self.looks(office)
        assert self.rows.tables == stood.tables, "what is refused writes nothing"
        self._who = TREASURER
        with self.shared.alone():
            return verb()

    def issue(self, year: int, accept: str, office: str, **only: Any) -> None:
        stood = self.rows
        with suppress(NotAllowed):  # where she sees no gift, nothing is to be issued
            assert issue_receipts(self.shared.clerk, year, Choice(accept=(accept,))).issued == []
        self.looks()
        assert self.rows.tables == stood.tables
        with self.shared.alone():
            super().issue(year, accept, office, **only)

    def _post(self, year: int, *, again: bool, office: str) -> None:
        with self.shared.alone():  # a clerk posts the receipts that she sees
            super()._post(year, again=again, office=office)

    def _mail(self, year: int, *, again: bool, mood: str, office: str) -> None:
        with self.shared.alone():
            super()._mail(year, again=again, mood=mood, office=office)

    @rule(gift=GIFTS)
    def the_auditor_writes_nothing(self, gift: Gift) -> None:
        draft = replace(gift.draft("MRS", self.today))
        self.does(lambda: record_payment(self.shared.auditor, draft), refused=ReadOnly)


def beyond_a_clerk(before: Rows, after: Rows) -> list[str]:
    """Return what was written that the plan of rights keeps from the clerk of Lyon."""
    lyon = next(row["id"] for row in after.of("office") if row["code"] == "LYO")
    found = []
    for (table, key), row in steps.written(before, after).items():
        access = CLERK[table]
        is_new = key not in before.tables[table]
        if not (access.adds if is_new else access.changes) or row.get("office_id", lyon) != lyon:
            found.append(f"{table} {key}")
    return found


__all__ = ["HistoriesByLogins", "precondition", "stage_of_logins"]
