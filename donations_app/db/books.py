"""The books: read freely, each read one consistent view, and written one transaction at a time."""

import getpass
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from copy import copy
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Final, NoReturn

from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from donations_app.db.address import is_url, without_password
from donations_app.db.closed_days import REFUSED as DAYS_REFUSED
from donations_app.db.closed_years import REFUSED
from donations_app.db.engine import MANY_WIDE, known_errors, make_engine
from donations_app.db.field_tables import IN_FIELD_BOOK
from donations_app.db.journal import Write, Writer
from donations_app.db.opening import Hold
from donations_app.db.sealing import ON_DISK, Sealed
from donations_app.db.tables import Head, Link, Office, Origin
from donations_app.db.turns import Turn
from donations_app.domain.authors import Author, Role
from donations_app.domain.errors import (
    KnownError,
    NotAllowed,
    NotFound,
    NotInFieldBook,
    OfficeElsewhere,
    OfficeOfOthers,
    ReadOnly,
)
from donations_app.domain.french_time import day_in_france
from donations_app.domain.outside import Highest
from donations_app.domain.storage_errors import BooksUnreachable, SavedOrNot

WAIT: Final = 30.0  # seconds that a write waits for its turn on a busy file, or for a lost answer
_ASK_AGAIN: Final = 0.2  # seconds


_WRITER: Final = (
    select(Office.id, Origin.id, Origin.code, Origin.kind)
    .join(Origin, Origin.office_id == Office.id)
    .join(Head, Head.origin_id == Origin.id)
    .where(Office.code == bindparam("code"), Head.is_here)
)
_ONE_VIEW: Final = {"isolation_level": "REPEATABLE READ"}  # else a server shows each statement what is new
_READING: Final = {"sqlite_begin": "BEGIN"}
# a number that a crash took back is given again, or is none yet
_STATUS: Final = text(
    "SELECT CASE WHEN CAST(:transaction AS xid8) < pg_current_xact_id()"
    " THEN pg_xact_status(CAST(:transaction AS xid8)) END"
)
_STANDS: Final = select(Link.id).where(Link.id == bindparam("link"), Link.digest == bindparam("digest"))
_ON_DISK: Final = text(f"SELECT {ON_DISK}")
_OFFICE: Final = select(Office.id).where(Office.code == bindparam("code"))
# the first that writes here: in a copy or a field book its own, else the head office
_HEAD_OFFICE: Final = (
    select(Office.code)
    .order_by(
        select(Head.origin_id).join(Origin, Origin.id == Head.origin_id)
        .where(Origin.office_id == Office.id, Head.is_here).exists().desc(),
        Office.is_head.desc(),
        Office.code,
    )
    .limit(1)
)  # fmt: skip
_FIELD_BOOK: Final = (
    select(Origin.code).join(Head, Head.origin_id == Origin.id).where(Origin.kind == "field", Head.is_here)
)
_LOGIN: Final = text("SELECT session_user")
_STANDING: Final = text(
    "SELECT CASE WHEN writes_all() THEN 'treasurer' WHEN sees_all() THEN 'auditor' ELSE 'clerk' END,"
    " coalesce((SELECT code FROM office WHERE id = my_office()), '')"
)


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
        # of an office: its key, its origin's number, code and kind
        self._writers: dict[str, tuple[int, int, str, str]] = {}
        self._listening: list[Callable[[frozenset[str]], None]] = []  # one list with all copies
        self.own_links: set[int] = set()  # keys of what was written here; one set with all copies
        # the highest numbers of receipts that are known outside; one list with all copies
        self.known_outside: list[Highest] = []
        self.hold = None if self.is_server else Hold(Path(location))
        self.doubts: Sequence[
            KnownError
        ] = ()  # what to tell of books that can be used, found at their opening

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
            return str(session.scalar(_LOGIN))

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
            self._own_field_book = session.scalar(_FIELD_BOOK) or ""
            return
        role, office = session.execute(_STANDING).one()
        self._known = role, office

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
                return own or str(session.scalar(_HEAD_OFFICE))
            if session.scalar(_OFFICE, {"code": office}) is None:
                raise NotFound("office", office)
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
        with known_errors(self.name):
            connection = self._begin_whole()
            yield connection
            if save:
                with self._answered(lambda: self._last_part):
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
    ) -> Iterator[Write]:
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
    def write_as_first(self, writer: Writer) -> Iterator[Write]:
        """Open the transaction that records the first office of new books."""
        with self._transaction(lambda _session: writer) as write:
            yield write

    @contextmanager
    def _transaction(
        self,
        found: Callable[[Session], Writer],
        *,
        many_wide: bool = False,
        sealed: Callable[[Session], object] | None = None,
    ) -> Iterator[Write]:
        patience = time.monotonic() + WAIT
        with (
            self._closed_by_name(),
            known_errors(self.name),
            self._turn(patience),
            self._session() as session,
        ):
            self._begin(session, patience, many_wide=many_wide)
            write = Write(session, found(session), self.clock, self.today)
            write.known_outside = self.known_outside
            yield write
            with self._answered(lambda: write.sealed):
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
        """Tell by its name that the engine refuses what bears a day of a closed year, where nobody asked before."""
        try:
            yield
        except IntegrityError as error:
            if f": {DAYS_REFUSED}" in str(error.orig):
                self._tell_days_closed(error)
            if f": {REFUSED}" not in str(error.orig):
                raise
            from donations_app.db.queries.closings import last_closed, year_closed  # which few ever need

            with self.read() as session:
                closed = last_closed(session)
            if closed is None:
                raise
            raise year_closed(closed) from error

    def _tell_days_closed(self, error: IntegrityError) -> NoReturn:
        """Raise that days of an account are closed: the one that was closed last."""
        from donations_app.db.queries.closed_days import account_closings, days_closed  # which few ever need

        with self.read() as session:
            closings = sorted(account_closings(session), key=lambda one: one.closed_at)
            if not closings:
                raise error
            refused = days_closed(session, closings[-1])
        raise refused from error

    def _writer(self, session: Session, author: Author) -> Writer:
        """Return who writes for an office, under the origin that is written here.

        Raises:
            NotFound: there is no such office.
            OfficeElsewhere: these books hold what it wrote, and it writes in others.
        """
        office = author.office
        if office not in self._writers or not self.is_server:  # on a server no origin moves away
            found = session.connection().execute(_WRITER, {"code": office}).first()
            if found is None:
                known = session.connection().scalar(_OFFICE, {"code": office})
                raise NotFound("office", office) if known is None else OfficeElsewhere(office)
            self._writers[office] = tuple(found)
        return Writer(author.login, office, *self._writers[office])

    @contextmanager
    def _answered(self, sealed: Callable[[], Sealed | None]) -> Iterator[None]:
        """Save inside; where the line breaks before the answer, ask the server anew what became of it.

        Args:
            sealed: gives what is to be saved; nothing where it was not sealed yet.

        Raises:
            BooksUnreachable: nothing was saved.
            SavedOrNot: the server does not answer, so nobody knows.
        """
        try:
            yield
        except OperationalError as error:
            asked = sealed()
            if not asked or not error.connection_invalidated:
                raise
            if not self._was_saved(asked):
                raise BooksUnreachable(self.name, str(error.orig).strip()) from error

    def _was_saved(self, sealed: Sealed) -> bool:
        """Return whether the link stands, once nobody is committing it any more."""
        patience = time.monotonic() + WAIT
        link = {"link": sealed.link_id, "digest": sealed.digest}
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")  # what is new is seen at once
        while time.monotonic() < patience:
            with suppress(OperationalError), engine.connect() as connection:
                status = connection.scalar(_STATUS, {"transaction": sealed.transaction})
                if status != "in progress":
                    connection.execute(_ON_DISK)
                    return connection.scalar(_STANDS, link) is not None
            time.sleep(_ASK_AGAIN)  # still committing, or no server yet
        raise SavedOrNot(self.name)

    def _turn(self, patience: float) -> AbstractContextManager[None]:
        """Return what waits for the turn of this process on a file; a server has queues of its own."""
        if self.is_server or self._rehearsal is not None:
            return nullcontext()
        return Turn(Path(self.location)).taken(patience)

    def _begin(self, session: Session, patience: float, *, many_wide: bool) -> None:
        """Start a write, waiting for others that came without a turn."""
        options = {"sqlite_begin": "BEGIN IMMEDIATE", MANY_WIDE: many_wide}
        while True:
            try:
                session.connection(execution_options=options)
            except OperationalError as error:
                if "locked" not in str(error.orig) or time.monotonic() > patience:
                    raise
                session.rollback()
            else:
                return

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
