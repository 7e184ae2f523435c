"""The books: read freely, each read one consistent view, and written one transaction at a time."""

import getpass
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import copy
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from donations_app.db.acting import (
    Writer,
    check_office,
    field_book_code,
    find_writer,
    first_office,
    session_user,
    standing,
)
from donations_app.db.address import is_url, without_password
from donations_app.db.engine import MANY_WIDE, known_errors, make_engine
from donations_app.db.field_tables import IN_FIELD_BOOK
from donations_app.db.opening import Hold
from donations_app.db.turns import WAIT, Turn, begin_write
from donations_app.domain.authors import Author, Role
from donations_app.domain.errors import KnownError, NotAllowed, NotInFieldBook, OfficeOfOthers, ReadOnly
from donations_app.domain.french_time import day_in_france
from donations_app.domain.outside import Highest

if TYPE_CHECKING:  # what writes is loaded at the first write: most commands only read
    from donations_app.db.journal import Write
    from donations_app.db.sealing import Sealed

_ONE_VIEW: Final = {"isolation_level": "REPEATABLE READ"}  # else a server shows each statement what is new
_READING: Final = {"sqlite_begin": "BEGIN"}


class Books:
    """The books of the association.

    Args:
        location: a path (SQLite) or a ``postgresql+psycopg://`` URL of books that stand and were checked.
        clock: gives the instant of an audit entry, aware.
        author: who acts; the user of the operating system, for the head office, when there is none.
        today: gives the day on which he acts; the day in France by the clock when there is none.
        read_only: refuse every write.
    """

    def __init__(
        self,
        location: str,
        *,
        clock: Callable[[], datetime],
        author: Author | None = None,
        today: Callable[[], date] | None = None,
        read_only: bool = False,
    ) -> None:
        self.location = location
        self.read_only = read_only
        self.clock = clock
        self.calendar = today or (lambda: day_in_france(clock()))
        self._named = author or Author(getpass.getuser())
        self.engine = make_engine(location, read_only=read_only)
        self._rehearsal: Connection | None = None
        self._last_part: Sealed | None = None  # of what is done as one
        # what is asked once, by these books and all copies
        self._session_user = cache(self._ask_session_user)
        self._known: tuple[Role, str] | None = None  # of a login on a server: its role, and its office's code
        self._own_field_book: str | None = None  # its code, of a file; empty where it is none
        self._code_of = cache(self._find_code)  # of the office named; of the head office when none is
        self._writers: dict[str, Writer] = {}  # who wrote last, by office
        self._listening: list[Callable[[frozenset[str]], None]] = []  # one list with all copies
        self.own_links: set[int] = set()  # keys of what was written here; one set with all copies
        # the highest numbers of receipts that are known outside; one list with all copies
        self.known_outside: list[Highest] = []
        self.hold = None if self.is_server else Hold(Path(location))
        # what to tell of books that can be used, found at their opening
        self.doubts: Sequence[KnownError] = ()

    @property
    def is_server(self) -> bool:
        """Whether the books are on a server rather than in a file."""
        return is_url(self.location)

    @property
    def today(self) -> date:
        """The day on which the author acts."""
        return self.calendar()

    @property
    def login(self) -> str:
        """The login of the author: on a server that of its connections, whatever was said at opening."""
        return self._session_user() if self.is_server else self._named.login

    def _ask_session_user(self) -> str:
        with self.read() as session:
            return session_user(session)

    @property
    def role(self) -> Role:
        """What the author does: on a server what its rights let him, in a file what he says."""
        if self.is_server:
            return self._standing[0]
        return "clerk" if self.field_book and self._named.role == "treasurer" else self._named.role

    @property
    def field_book(self) -> str:
        """The code under which these books are written, where they are a field book; else empty."""
        if self.is_server:
            return ""
        if self._own_field_book is None:
            with self.read() as session:
                self.learn(session)
        return self._own_field_book or ""

    def check_at_home(self, table: str) -> None:
        """Refuse in a field book, before anything is read for it, what is written at home alone.

        Args:
            table: in which it would stand.

        Raises:
            ReadOnly: nothing is written here at all.
            NotInFieldBook: these books are a field book, and it is.
        """
        if self.read_only:
            raise ReadOnly
        if self.field_book and table not in IN_FIELD_BOOK:
            raise NotInFieldBook(table)

    def check_sees_all(self) -> None:
        """Refuse what is true of all the books alone to whom a server shows those of one office.

        Raises:
            NotAllowed: it shows the login no more.
        """
        if self.is_server and self.role == "clerk":
            raise NotAllowed(self.login, "sees all")

    @property
    def answers(self) -> bool:
        """Whether the author writes what a treasurer answers for: settings, projects, receipts, merges."""
        return not self.read_only and self.role == "treasurer"

    @property
    def _standing(self) -> tuple[Role, str]:
        """The role of the login on a server, and the code of its office, if it has one."""
        if self._known is None:
            with self.read() as session:
                self.learn(session)
        return self._known  # type: ignore[return-value]  # just learnt

    def learn(self, session: Session) -> None:
        """Ask in a view that is open: a server what the login does there, a file whether it is a field book."""
        if not self.is_server:
            self._own_field_book = field_book_code(session)
        else:
            self._known = standing(session)

    @property
    def author(self) -> Author:
        """Who acts, and for which office.

        Raises:
            NotFound: the books know no such office.
            OfficeOfOthers: a clerk does not work for that office.
        """
        return Author(self.login, self._code_of(self._named.office))

    def _find_code(self, office: str) -> str:
        role, own = self._standing if self.is_server else ("treasurer", "")
        if role == "clerk" and office not in ("", own):
            raise OfficeOfOthers(self.login, office, own)
        with self.read() as session:
            if not office:
                return own or first_office(session)
            check_office(session, office)
        return office

    def acting(self, *, login: str = "", office: str = "", today: date | None = None) -> "Books":
        """Return these books, over the same connections, in other hands or on another day.

        Raises:
            NotFound: the books know no such office.
        """
        other = copy(self)
        if login or office:
            known = self._code_of(office) if office else self._named.office
            other.hand_to(replace(self._named, login=login or self._named.login, office=known))
        if today is not None:
            other.calendar = lambda: today
        return other

    def hand_to(self, author: Author) -> None:
        """Let somebody else act from here on."""
        self._named = author

    def on_change(self, tell: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Call ``tell`` with the tables of each write that is saved, on its thread, in whatever copy of these.

        A rehearsal tells nothing.

        Returns:
            What ends it.
        """
        self._listening.append(tell)
        return lambda: self._listening.remove(tell)

    @property
    def name(self) -> str:
        """Where the books are, without a password."""
        return without_password(self.engine.url.render_as_string()) if self.is_server else self.location

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open one consistent view; nothing can be written through it."""
        with known_errors(self.name), self._session() as session:
            if self._rehearsal is None:
                session.connection(execution_options=_ONE_VIEW if self.is_server else _READING)
            yield session

    @property
    def is_rehearsal(self) -> bool:
        """Whether nothing of what is done here is saved."""
        return self._rehearsal is not None

    def rehearse(self) -> None:
        """Do everything from here on in one transaction that ``close`` takes back: nothing is saved.

        Raises:
            ReadOnly: the books were opened for reading only.
        """
        if self.read_only:
            raise ReadOnly
        self._begin_whole()

    @contextmanager
    def as_one(self, *, save: bool) -> Iterator[Connection]:
        """Do everything inside in one transaction: saved whole at the end when ``save``, else taken back."""
        from donations_app.db.lost_answer import answered

        with known_errors(self.name):
            connection = self._begin_whole()
            yield connection
            if save:
                with answered(self.engine, self.name, lambda: self._last_part):
                    connection.commit()

    def _begin_whole(self) -> Connection:
        with known_errors(self.name):
            connection = self.engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE")
            connection.begin()
        self._rehearsal = connection
        return connection

    @contextmanager
    def rehearsal(self) -> Iterator["Books"]:
        """Open these books once more: everything can be done in them, and nothing of it is saved.

        Raises:
            ReadOnly: they were opened for reading only.
        """
        if self.read_only:
            raise ReadOnly
        if self._rehearsal is not None:
            with self._rehearsal.begin_nested() as part:
                yield self
                part.rollback()
            return
        twin = Books(self.location, clock=self.clock, author=self._named, today=self.calendar)
        twin.known_outside = self.known_outside
        twin.hold = None  # these books hold the file already, if somebody must
        try:
            with known_errors(self.name):
                twin.rehearse()
            yield twin
        finally:
            twin.close()

    def _session(self) -> Session:
        if self._rehearsal is None:
            return Session(self.engine, autoflush=False)
        return Session(self._rehearsal, autoflush=False, join_transaction_mode="create_savepoint")

    @contextmanager
    def write(
        self, *, many_wide: bool = False, sealed: Callable[[Session], object] | None = None
    ) -> "Iterator[Write]":
        """Open one transaction of the author; leaving it saves everything, an error inside saves nothing.

        Args:
            sealed: called once the link is sealed, before anything is saved; where it raises, nothing is.
            many_wide: many rows go in that change a dozen pages of a file each: what SQLite keeps to take one of them
                back stays in memory.

        Raises:
            StorageUnavailable: the books cannot be written; nothing is saved.
            NotFound: the books do not know the author's office.
        """
        if self.read_only:
            raise ReadOnly
        if self.hold:
            self.hold.refuse_if_held()
        author = self.author
        found = partial(self._writer, author=author)
        with self._transaction(found, many_wide=many_wide, sealed=sealed) as write:
            yield write

    @contextmanager
    def write_as_first(self, writer: Writer) -> "Iterator[Write]":
        """Open the transaction that records the first office of new books."""
        with self._transaction(lambda _session: writer) as write:
            yield write

    def _writer(self, session: Session, author: Author) -> Writer:
        if author.office not in self._writers or not self.is_server:  # on a server no origin moves away
            self._writers[author.office] = find_writer(session, author)
        return replace(self._writers[author.office], login=author.login)

    @contextmanager
    def _transaction(
        self,
        found: Callable[[Session], Writer],
        *,
        many_wide: bool = False,
        sealed: Callable[[Session], object] | None = None,
    ) -> "Iterator[Write]":
        from donations_app.db.journal import Write
        from donations_app.db.lost_answer import answered

        patience = time.monotonic() + WAIT
        with (
            self._closed_by_name(),
            known_errors(self.name),
            self._turn(patience),
            self._session() as session,
        ):
            options = {"sqlite_begin": "BEGIN IMMEDIATE", MANY_WIDE: many_wide}
            begin_write(session, options, until=patience)
            write = Write(session, found(session), self.clock, self.today)
            write.known_outside = self.known_outside
            yield write
            with answered(self.engine, self.name, lambda: write.sealed):
                write.seal(saves=sealed is None and self._rehearsal is None)
                if sealed:
                    sealed(session)
                session.commit()
        if self._rehearsal is None:
            self.own_links.add(write.link_id)
        else:
            self._last_part = write.sealed or self._last_part
        self._tell(frozenset(write.tables))

    @contextmanager
    def _closed_by_name(self) -> Iterator[None]:
        """Tell by its name that the engine refuses what bears a closed day, where nobody asked before."""
        try:
            yield
        except IntegrityError as error:
            from donations_app.db.closed_refusals import closed_refusal  # which few ever need

            if refusal := closed_refusal(error, self.read):
                raise refusal from error
            raise

    def _turn(self, patience: float) -> AbstractContextManager[None]:
        """Return what waits for the turn of this process on a file; a server has queues of its own."""
        if self.is_server or self._rehearsal is not None:
            return nullcontext()
        return Turn(Path(self.location)).taken(patience)

    def _tell(self, tables: frozenset[str]) -> None:
        if tables and self._rehearsal is None:
            for tell in self._listening:
                tell(tables)

    def close(self) -> None:
        """Let go of the books."""
        if self._rehearsal is not None:
            self._rehearsal.rollback()
            self._rehearsal.close()
        if self.hold:
            self.hold.release()
        self.engine.dispose()


def utc_now() -> datetime:
    """The clock of programs that people use."""
    return datetime.now(UTC)
