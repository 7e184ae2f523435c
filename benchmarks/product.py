"""The program as the benchmarks call it, whichever build of it runs: the one place that knows how builds differ.

A build is recognised by what it has. A function is looked for in each place of ``_PLACES``, a later
build's first, 9d49a17's last; it is given the day and who writes only if it asks for them, because
the books of a later build carry both.
"""

import gc
import getpass
import os
import random
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import import_module
from inspect import signature
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import make_url

if TYPE_CHECKING:
    from donations_app.db.books import Books as Books  # noqa: PLC0414 -- the benchmarks take it from here

TODAY: Final = date(2026, 11, 23)
_PLACES: Final = {  # in the build that moved it, then in 9d49a17
    "Books": ("db.books", "db.engine"),
    "utc_now": ("db.books", "db.engine"),
    "create_books": ("services.books.settings", "services.settings"),
    "example_settings": ("services.demo.books", "services.demo"),
    "open_books": ("db.open", "db.engine"),
    "import_file": ("services.exchange.imports", "services.importing"),
    "record_payment": ("services.payments.records", "services.recording"),
    "in_force": ("services.books.in_force",),
    "issue_receipts": ("services.receipts.issue", "services.receipting"),
    "Choice": ("services.receipts.issue",),
    "issuer_of": ("services.receipts.contents", "services.receipt_contents"),
    "press_for": ("services.receipts.contents", "services.receipt_contents"),
    "project_shares": ("db.queries.shares",),
    "Author": ("domain.authors",),
    "write_register": ("services.statements.register", "services.registers"),
    "control": ("services.statements.control", "services.controlling"),
    "reconciliation": ("services.statements.control", "services.controlling"),
    "declaration": ("services.statements.declaration", "services.declaring"),
    "write_statement": ("services.statements.files", "services.statement_files"),
    "plan_each": ("services.receipts.planning", "services.receipting"),
    "plan_receipts": ("services.receipts.planning", "services.receipting"),
    "gifts_by_payer": ("db.queries.gifts",),
    "find_parties": ("db.queries.parties",),
    "waiting": ("services.receipts.waiting",),
    "App": ("ui.app",),
    "write_pack": ("services.audit.pack", "services.packing"),
    "set_up": ("services.books.server",),
}
_CLOCKS: Final[list[Callable[[], datetime]]] = []
_CARRIED: Final = frozenset(
    ("today", "office", "most_lines")
)  # by the books of a later build, or none by an earlier
_AS_ON: Final = "on"  # the day of ``project_shares``; 9d49a17 knows the shares of today alone


@cache
def _found(name: str) -> Any:
    for place in _PLACES[name]:
        module = f"donations_app.{place}"
        try:
            with _as_started():
                return getattr(import_module(module), name)
        except ModuleNotFoundError as missing:
            if not f"{module}.".startswith(f"{missing.name}."):  # a library, not a place of another build
                raise
    raise LookupError(name)


def is_present() -> bool:
    """Whether this is the build in whose tree the benchmarks are: what nothing can spare is measured with it."""
    return Path(os.environ.get("BENCHMARKED", "")) == Path(__file__).parents[1]


@contextmanager
def _as_started() -> Iterator[None]:
    """Load modules as the command of a build does: the present one looks for no garbage then (``cli.entry``)."""
    is_spared = is_present() and gc.isenabled()
    if is_spared:
        gc.disable()
    try:
        yield
    finally:
        if is_spared:
            gc.freeze()
            gc.enable()


if not TYPE_CHECKING:
    Books = _found("Books")


@cache
def _asked(name: str) -> frozenset[str]:
    return frozenset(signature(_found(name)).parameters)


def _call(name: str, *given: Any, **facts: Any) -> Any:
    """Call a function of the program, without what the books carry where it does not ask for it."""
    left = (_CARRIED - _asked(name)) & facts.keys()
    return _found(name)(*given, **{fact: value for fact, value in facts.items() if fact not in left})


def _carried(name: str, office: str) -> dict[str, Any]:
    """Return the day and the author as books take them that carry both."""
    if "author" not in _asked(name):
        return {"today": TODAY}
    return {"today": lambda: TODAY, "author": _found("Author")(getpass.getuser(), office)}


def repeat() -> None:
    """Let two runs write the same: by a clock that goes on by a second a look, and with keys that are no accident."""
    noon, seconds = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC), count()
    _CLOCKS.append(lambda: noon + timedelta(seconds=next(seconds)))
    drawn = random.Random(0)
    os.urandom = random._urandom = drawn.randbytes  # type: ignore[attr-defined]  # noqa: SLF001 -- a copy of its own


def _clock() -> Callable[[], datetime]:
    clock: Callable[[], datetime] = _CLOCKS[-1] if _CLOCKS else _found("utc_now")
    return clock


def make(location: str, *, office: str = "MRS") -> Books:
    """Make new books with the settings of an example, and open them for an office."""
    made: Books = _call(
        "create_books",
        location,
        _found("example_settings")(),
        clock=_clock(),
        **_carried("create_books", office),
    )
    return made


def opened(location: str, *, office: str = "MRS") -> Books:
    """Open books that stand, for an office."""
    books: Books = _call("open_books", location, clock=_clock(), **_carried("open_books", office))
    return books


def give_logins(location: str, logins: Mapping[str, str]) -> None:
    """Let logins record, each for an office, past no right; a build without rights knows the owner alone.

    Args:
        location: of books on a server.
        logins: the code of the office by login.
    """
    if not _has("set_up"):
        return
    login = import_module("donations_app.db.server_setup").Login
    people = [login(name, "clerk", office) for name, office in logins.items()]
    url = make_url(location)
    admin = url.set(database="postgres").render_as_string(hide_password=False)
    _call("set_up", admin, str(url.database), people, settings=None, clock=_clock(), today=lambda: TODAY)


def as_login(location: str, login: str) -> str:
    """Return where a login finds books on a server, in a build that knows rights."""
    if not _has("set_up"):
        return location
    return make_url(location).set(username=login).render_as_string(hide_password=False)


def take_in(books: Books, what: str, path: Path, *, office: str = "MRS", partial: bool = False) -> int:
    """Import a file; return how many records were accepted."""
    facts = {"today": TODAY, "office": office, "partial": partial, "most_lines": 1_000_000}
    answer = _call("import_file", books, what, path, **facts)
    return int(answer.accepted)


def record(books: Books, draft: Any, *, office: str = "MRS") -> None:
    """Record a payment."""
    _call("record_payment", books, draft, today=TODAY, office=office)


def issue(
    books: Books,
    *,
    payer: str = "",
    payers: Collection[str] | None = None,
    each: Callable[[Any], None] | None = None,
) -> None:
    """Issue the receipts of 2025, of all, of one payer or of some; ``each`` is given what was saved."""
    if "choice" in _asked("issue_receipts"):
        _call("issue_receipts", books, 2025, _found("Choice")(payer=payer, payers=payers), each=each)
    else:
        _call("issue_receipts", books, 2025, today=TODAY, office="MRS", payer=payer, payers=payers, each=each)


def press(books: Books) -> Any:
    """Return what prints the receipts of individuals."""
    with books.read() as session:
        day = (session, TODAY) if "session" in _asked("issuer_of") else (_found("in_force")(session, TODAY),)
        return _found("press_for")(_found("issuer_of")(*day), "11580*05")


def shares(books: Books, *, project: str = "") -> int:
    """Ask where projects stand, all or one; return how many were answered."""
    with books.read() as session:
        return len(_call("project_shares", session, today=TODAY, project=project))


def knows_days() -> bool:
    """Whether this build can say where projects stood on a day."""
    return _AS_ON in _asked("project_shares")


def add_rules(books: Books, percents: Collection[int]) -> None:
    """Ask more rules of all projects, each a private part and a bound of public money; 9d49a17 knows but one."""
    try:
        add_rule = getattr(import_module("donations_app.services.funding.rules"), "add_rule")  # noqa: B009
    except ModuleNotFoundError:
        return
    rule = import_module("donations_app.domain.funding").FundingRule
    for n, percent in enumerate(percents):
        facts = {"maximum_public": 8_000} if n % 3 == 0 else {"counts": ("gifts", "participation")}
        add_rule(books, rule(name=f"R{n}", minimum=percent, **facts), key=uuid4())


def shares_on(books: Books, day: date) -> int:
    """Ask where all projects stood on a day; return how many were answered."""
    with books.read() as session:
        return len(_call("project_shares", session, today=TODAY, **{_AS_ON: day}))


def write_register(books: Books, path: Path) -> int:
    """Write the register of all years to a file, by its ending; return how many lines it has."""
    return int(_call("write_register", books, path, form=path.suffix[1:], today=TODAY))


def annual(name: str, books: Books) -> Any:
    """Return one of the statements of 2025: ``control``, ``reconciliation`` or ``declaration``."""
    return _call(name, books, 2025, today=TODAY)


def write_statement(statement: Any, path: Path) -> None:
    """Write an annual statement to a file, by its ending."""
    _call("write_statement", statement, path)


def write_pack(books: Books, path: Path) -> None:
    """Write the auditor's pack of 2025."""
    _call("write_pack", books, path, 2025, today=TODAY)


def plan(books: Books, year: int) -> None:
    """Plan the receipts of a year, payer after payer, and forget each plan."""
    _call("plan_each", books, year, lambda _plan: None, today=TODAY)


def gifts(books: Books, year: int) -> int:
    """Read the lines of a year that a plan reads, with no rule; return how many."""
    with books.read() as session:
        return sum(len(lines) for _, lines in _call("gifts_by_payer", session, year))


def waiting(books: Books, year: int) -> None:
    """Count how much of a year waits for receipts, as the dashboard asks: 9d49a17 plans the whole year."""
    if _has("waiting"):
        _call("waiting", books, year)
    else:
        _call("plan_receipts", books, year, today=TODAY)


def find_people(session: Any, typed: str) -> None:
    """Ask for people as one types."""
    _call("find_parties", session, typed)


def window(location: str) -> Any:
    """Open the books as the window does, and return its application object, not shown yet."""
    facts = {"hold": True} | ({} if "today" not in _asked("open_books") else {"today": lambda: TODAY})
    books = _found("open_books")(location, clock=_found("utc_now"), **facts)
    app = _found("App")
    return app(books, today=lambda: TODAY) if "today" in signature(app).parameters else app(books)


def _has(name: str) -> bool:
    try:
        _found(name)
    except LookupError:
        return False
    return True
