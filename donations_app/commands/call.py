"""One call of a command: its options, its books, its day and office; and what it answers."""

import argparse
import getpass
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from donations_app.commands.usage import YEARS, Parser, day_option
from donations_app.db.address import with_password, without_password
from donations_app.domain.authors import Author
from donations_app.domain.errors import InputRefused, KnownError, NotFound
from donations_app.domain.storage_errors import LoginRefused
from donations_app.domain.typed import TypedError, parse_whole
from donations_app.i18n import _, without_marks
from donations_app.machine import passwords, preferences
from donations_app.machine.sightings import is_anything_seen
from donations_app.words.codes import listed

if TYPE_CHECKING:  # the help of a command is told without what opens books
    from donations_app.db.books import Books

_FORMS: Final = ("form_individuals", "form_companies")
_UNKNOWN: Final = {"party_unknown": "party", "project_unknown": "project", "office_unknown": "office"}


class Answer(Struct):
    """What a command found or did."""

    data: dict[str, Any]  # printed with --json; a spool holds the items of a list as JSON
    lines: Iterable[str] = ()  # printed without
    notes: Sequence[str] = ()  # to standard error
    status: int = 0


class Call(Struct):
    """The options of one command, and the books it works on, opened when they are first needed."""

    options: argparse.Namespace
    location: str
    _books: "Books | None" = field(default=None)
    doubts: Sequence[str] = ()  # of disk and clock, told beside any answer

    @property
    def today(self) -> date:
        """The day of the call."""
        day: date | None = self.options.on
        return day or date.today()  # noqa: DTZ011 -- the user's own calendar day

    @property
    def user(self) -> str:
        """Who calls."""
        return self.options.user or getpass.getuser()

    @property
    def is_rehearsal(self) -> bool:
        """Whether nothing shall be saved."""
        return bool(getattr(self.options, "dry_run", False))

    def books(self, *, read_only: bool = False) -> "Books":
        """Open the books once, for reading only where an auditor calls; a rehearsal saves nothing."""
        if self._books is None:
            self._books = self._open(reads=read_only or self.options.read_only)
            self.doubts = [*map(_said, self._books.doubts), *older_than_seen(self._books)]
            if self.is_rehearsal:
                self._books.rehearse()
        return self._books

    def _open(self, *, reads: bool) -> "Books":
        """Open the books; where a server wants a password and somebody is there, he is asked once.

        Raises:
            StorageUnavailable: they cannot be opened.
        """
        from donations_app.db.books import utc_now
        from donations_app.db.open import open_books

        how: dict[str, Any] = {
            "clock": utc_now, "author": Author(self.user), "today": lambda: self.today, "read_only": reads,
        }  # fmt: skip
        try:
            return open_books(passwords.filled(self.location), **how)
        except LoginRefused:
            if self.options.json or not sys.stdin.isatty():
                raise
            asked = _("Password of {place}: ").format(place=without_password(self.location))
            if not (password := getpass.getpass(without_marks(asked))):
                raise
        return open_books(with_password(self.location, password), **how)

    def acting(self) -> "Books":
        """Open the books for an act of an office: as asked, as this machine is set, or the head office.

        Raises:
            NotFound: there is no such office.
        """
        wanted: str = self.options.office or preferences.load().office
        return self.books().acting(office=wanted.upper())

    def hint(self, error: NotFound | InputRefused) -> None:
        """Add to a refusal by which options its fields were stated, and what is called like what does not exist."""
        if isinstance(error, NotFound):
            error.near = self._near(error.noun, error.ref)
            return
        for problem in error.problems:
            noun = _UNKNOWN.get(problem.code)
            if noun and "near" not in problem.data:
                problem.data["near"] = self._near(noun, problem.value)
        error.problems = [
            replace(one, option=self._option(one.field, one.value), value=self._typed(one.field, one.value))
            for one in error.problems
        ]

    def _typed(self, field: str, value: str) -> str:
        """Return the value of a field as it was typed, where that is a rate with another decimal sign."""
        words = [*(getattr(self.options, "facts", None) or ()), f"rate={getattr(self.options, 'rate', '')}"]
        typed = (word.partition("=")[2].strip() for word in words) if field == "rate" else ()
        return next((one for one in typed if one.replace(",", ".") == value), value)

    def _option(self, field: str, value: str = "") -> str:
        """Return the option by which a field is stated, unless it was stated by a word FIELD=VALUE."""
        if also := getattr(self.options, "stated_by", {}).get(field, ()):
            used = {one: getattr(self.options, one.removeprefix("--")) for one in also}
            named = [one for one, words in used.items() if any(value in word.split("=") for word in words)]
            return " / ".join(named or [one for one, words in used.items() if words])
        parser: Parser = self.options.parser
        option, dest = parser.option_of(field)
        takes_facts = hasattr(self.options, "facts")
        return option if getattr(self.options, dest, None) or not takes_facts else ""

    def _near(self, noun: str, ref: str) -> tuple[str, ...]:
        from donations_app.db.queries.near import known, nearest  # when something was not found
        from donations_app.formats.legal import parameters

        if noun == "legal_parameter":
            return nearest(ref, [one.name for one in parameters()])
        if self._books is None:
            return ()
        with self._books.read() as session:
            return nearest(ref, [*known(session, noun, ref), *(forms() if noun == "form" else ())])

    def progress(self) -> Callable[[int, int], None] | None:
        """Return what draws a bar on a terminal; a pipe gets none."""
        return _draw if sys.stderr.isatty() else None

    def close(self) -> None:
        """Let go of the books."""
        if self._books is not None:
            if self._books.own_links:  # something was saved
                _note(self._books)
            self._books.close()


def older_than_seen(books: "Books") -> list[str]:
    """Return the warning that books are behind what this machine saw of them."""
    if not is_anything_seen():
        return []
    from donations_app.services.exchange.sight import held_against_sight
    from donations_app.words.anchors import older_sentence

    older = held_against_sight(books)
    return [older_sentence(older)] if older else []


def _note(books: "Books") -> None:
    from donations_app.services.exchange.sight import note_sight

    with suppress(KnownError):  # what was done stays done
        note_sight(books)


def _said(doubt: KnownError) -> str:
    from donations_app.words.sentences import sentence  # the words of every refusal: mostly there is none

    return sentence(doubt) or ""


def forms() -> list[str]:
    """Return the forms of receipts that the law knows, whether or not a receipt stands on them."""
    from donations_app.formats.legal import parameters

    return sorted({str(one.value) for one in parameters() if one.name in _FORMS})


def year_option(text: str) -> int:
    """Return the year of an option, from 1990 to 2100."""
    year = int(text) if re.fullmatch(r"\d{4}", text, re.ASCII) else 0
    if year not in YEARS:
        raise argparse.ArgumentTypeError(_("write the year like 2026"))
    return year


def whole_option(text: str) -> int:
    """Return a whole number of at most nine digits."""
    try:
        return parse_whole(text)
    except TypedError as error:
        raise argparse.ArgumentTypeError(_("write a whole number")) from error


def file_option(*endings: str) -> Callable[[str], Path]:
    """Return what takes the name of a file to write when its ending says a kind that can be written."""

    def path(text: str) -> Path:
        if form_of(Path(text)) not in endings:
            told = _("the file's name must end in {endings}").format(endings=listed(endings))
            raise argparse.ArgumentTypeError(told)
        return Path(text)

    return path


def form_of(path: Path | None) -> str:
    """Return the form that the ending of a file's name says, such as ``pdf``."""
    return path.suffix[1:].lower() if path else ""


def _draw(done: int, total: int) -> None:
    width = 40 * done // max(total, 1)
    end = "\n" if done >= total else ""
    sys.stderr.write(f"\r[{'#' * width}{' ' * (40 - width)}] {done}/{total}{end}")
    sys.stderr.flush()


def add_group(commands: Any, name: str, help_text: str, words: str) -> Any:
    """Add a command that has commands of its own, ``words`` as ``list|show``; return where they are added."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    return parser.add_subparsers(required=True, metavar=words)


def add_as_on(*parsers: argparse.ArgumentParser) -> None:
    """Let what is read as on a day take the day behind the command, too; before it, it is the same."""
    for parser in parsers:
        parser.add_argument(
            "--on",
            type=day_option,
            default=argparse.SUPPRESS,
            metavar="DATE",
            help=_("as it stood on this day"),
        )


def add_command(
    commands: Any,
    name: str,
    help_text: str,
    run: Callable[[Call], Answer],
    *,
    writes: bool | Callable[[argparse.Namespace], bool] = False,
) -> argparse.ArgumentParser:
    """Add a command with the options that all have; return its parser.

    Args:
        commands: where to add it.
        name: of the command.
        help_text: what it does.
        run: does it.
        writes: whether it writes the books, or what tells so from its options.
    """
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    parser.add_argument("--json", action="store_true", help=_("one JSON document on standard output"))
    if writes:
        parser.add_argument("--dry-run", action="store_true", help=_("the same answer, nothing written"))
    parser.set_defaults(run=run, writes=writes, parser=parser)
    return parser
