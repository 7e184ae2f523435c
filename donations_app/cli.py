"""The command line: one contract for people, schedulers and tests (README.md lists the commands).

Exit status: 0 done; 1 refused by a rule or by the input; 2 wrong usage; 3 the books cannot be used.
"""

import argparse
import errno
import gc
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from importlib import import_module
from io import TextIOWrapper
from itertools import pairwise
from typing import Any, Final, TextIO

from donations_app import i18n, packed
from donations_app.commands.summaries import summary
from donations_app.commands.usage import Parser, UsageError, check_words, day_option, wants_json
from donations_app.domain.errors import InputRefused, KnownError, NotFound, ReadOnly
from donations_app.domain.storage_errors import StorageUnavailable
from donations_app.i18n import _
from donations_app.machine import preferences

_SCREENS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

# command -> module of donations_app.commands that adds and runs it; loaded when it is asked for
COMMANDS: Final = {
    "init": "books",
    "settings": "books",
    "verify": "verifying",
    "anchor": "verifying",
    "backup": "backups",
    "restore": "backups",
    "upgrade": "upgrading",
    "import": "importing",
    "payments": "payments",
    "people": "people",
    "members": "members",
    "keeping": "keeping",
    "deposit": "deposit",
    "close": "closing",
    "bank": "bank",
    "expenses": "expenses",
    "projects": "projects",
    "programmes": "programmes",
    "export": "exporting",
    "share": "share",
    "statement": "documents",
    "proof": "documents",
    "report": "documents",
    "contributions": "contributions",
    "payers": "payers",
    "allocations": "allocations",
    "recurring": "recurring",
    "mandates": "mandates",
    "collect": "collect",
    "rules": "rules",
    "financing": "financing",
    "spending": "spending",
    "earmarked": "spending",
    "receipts": "receipts",
    "letters": "letters",
    "register": "register",
    "audit": "audit",
    "control": "control",
    "reconciliation": "control",
    "declaration": "declaration",
    "accounting": "accounting",
    "thresholds": "foreign",
    "foreign": "foreign",
    "generosity": "generosity",
    "server": "server",
    "field": "field",
}
_NOBODY_READS: Final = (errno.EPIPE, errno.EINVAL) if sys.platform == "win32" else (errno.EPIPE,)
_SELDOM: Final = (50_000, 20, 100)  # new objects until the next search for garbage; some megabytes
_LANGUAGE: Final = ("--lang", "--lan", "--la", "--l")  # as argparse takes them
# options before a command behind which a word stands that is none
_VALUED: Final = ("--books", "--lang", "--on", "--office", "--user")


def main(arguments: Sequence[str]) -> int:
    """Run one command, or the window when there is none; return the exit status."""
    asked = list(arguments)
    # what programs read says a name alike in each language
    i18n.set_language(_language(asked), names="fr" if wants_json(asked) else "")
    try:
        check_words([*asked, os.environ.get("DONATIONS_BOOKS", "")])
        options = _parser(asked).parse_args(asked)
        if options.command:
            _is_loaded()
        return _window(options) if options.command is None else run(options)
    except UsageError as error:
        return _misused(error, as_json=wants_json(asked))
    except SystemExit as stop:  # after the help
        return 2 if stop.code else 0
    except KeyboardInterrupt:  # while it was loaded
        return _stopped(as_json=wants_json(asked))


def _language(asked: Sequence[str]) -> str:
    """Return the language that is named last, as an option counts that is named twice, or that of this computer."""
    named = ""
    for word, after in pairwise([*asked, ""]):
        if word.partition("=")[0] in _LANGUAGE:
            named = word.partition("=")[2] or after
    return named or preferences.load().language


def _command(asked: Sequence[str]) -> str | None:
    """Return the first command that is named; books may have the name of one."""
    words = iter(asked)
    for word in words:
        if word in _VALUED:
            next(words, None)
        elif word in COMMANDS:
            return word
    return None


def _parser(asked: Sequence[str]) -> argparse.ArgumentParser:
    parser = Parser(prog=packed.name(), description=_("Gifts, cotisations, private share, tax receipts."))
    parser.add_argument("--books", metavar="PATH|URL", help=_("the books: a file, or a PostgreSQL server"))
    parser.add_argument("--lang", choices=i18n.LANGUAGES, help=_("the language of the messages"))
    parser.add_argument("--on", type=day_option, metavar="DATE", help=_("take this day for today"))
    parser.add_argument("--office", metavar="CODE", help=_("the office that records"))
    parser.add_argument(
        "--read-only", action="store_true", help=_("for an auditor: read everything, change nothing")
    )
    parser.add_argument("--user", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    named = _command(asked)
    if named:
        module = import_module(f"donations_app.commands.{COMMANDS[named]}")
        module.add(commands, named)
    else:  # the help over all, the window, or a word that is no command: nothing is loaded for it
        for name in COMMANDS:
            commands.add_parser(name, help=summary(name))
    return parser


def location(options: argparse.Namespace) -> str:
    """Return where the books are: as asked, as the environment or this computer says, or in the user's own folder."""
    asked = options.books or os.environ.get("DONATIONS_BOOKS") or preferences.load().books
    return asked or str(preferences.default_books())


def run(options: argparse.Namespace) -> int:
    """Run a parsed command: its answer to standard output, messages to standard error."""
    from donations_app.commands.call import Call

    is_rehearsal = getattr(options, "dry_run", False)
    try:
        with closing(Call(options, location(options))) as call:
            answer = _answer(options, call)
    except KnownError as error:
        return _refused(error, as_json=options.json, reads=not _writes(options))
    except UsageError:
        raise
    except KeyboardInterrupt:
        return _stopped(as_json=options.json)
    except Exception as error:  # noqa: BLE001 -- the one place where a command's bug ends
        return _told("bug", _bug(error), as_json=options.json)
    try:
        is_empty = not _print(json_parts(answer.data) if options.json else _separated(answer.lines, "\n"))
    except OSError as error:
        told = _("The answer could not be written ({answer}). What the command did stays done.")
        _silence(sys.stdout)
        return _told("unwritten", told.format(answer=i18n.isolated(str(error.strerror))), as_json=False)
    if is_empty and not (answer.notes or _writes(options)):
        _say(_("There is nothing to show."))
    rehearsed = [_("It was tried only: nothing was written.")] if is_rehearsal and not options.json else []
    for note in (*call.doubts, *answer.notes, *rehearsed):
        _say(note)
    return int(answer.status)


def _answer(options: argparse.Namespace, call: Any) -> Any:
    if options.read_only and _writes(options):
        raise ReadOnly
    try:
        return options.run(call)
    except (NotFound, InputRefused) as error:
        call.hint(error)
        raise


def _writes(options: argparse.Namespace) -> bool:
    """Tell whether a command writes the books, which may hang on its options."""
    writes = options.writes
    return bool(writes(options) if callable(writes) else writes)


def json_parts(data: dict[str, Any]) -> Iterator[str]:
    """Yield one JSON document piece by piece; what waits in a spool is not brought together in memory."""
    from donations_app.formats.spool import Spool

    sign = "{"
    for name, value in data.items():
        yield f"{sign}{json.dumps(name, ensure_ascii=False)}: "
        if isinstance(value, Spool):
            yield "["
            yield from _separated(value, ", ")
            yield "]"
        else:
            yield json.dumps(value, ensure_ascii=False)
        sign = ", "
    yield "}" if data else "{}"


def _separated(texts: Iterable[str], sign: str) -> Iterator[str]:
    for position, text in enumerate(texts):
        yield sign + text if position else text


def _print(parts: Iterable[str]) -> bool:
    """Write text to standard output, and a line feed if there is any; tell whether there was."""
    out, is_empty = sys.stdout.buffer, True
    try:
        for part in parts:
            out.write(part.encode("utf-8", "replace"))
            is_empty = False
        if not is_empty:
            out.write(b"\n")
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in _NOBODY_READS:
            raise
        _silence(sys.stdout)
    return not is_empty


def _say(text: str) -> None:
    """Write a line to standard error; where it finds no room, the exit status still says what happened."""
    try:
        sys.stderr.buffer.write(text.encode("utf-8", "replace") + b"\n")
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    """Let nobody write to a stream any more, Python at its end least of all."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _told(code: str, message: str, *, as_json: bool, status: int = 1) -> int:
    """Say what stopped a command, and return the exit status."""
    _say(message)
    if as_json:
        _print(json_parts({"error": code, "message": i18n.without_marks(message)}))
    return status


def _stopped(*, as_json: bool) -> int:
    return _told("stopped", _("Stopped. What was done before stays."), as_json=as_json)


def _refused(error: KnownError, *, as_json: bool, reads: bool) -> int:
    from donations_app.words.sentences import sentence

    status = 3 if isinstance(error, StorageUnavailable) else 1
    return _told(
        type(error).__name__, sentence(error, reads=reads) or repr(error), as_json=as_json, status=status
    )


def _misused(error: UsageError, *, as_json: bool) -> int:
    if error.usage:
        _say(error.usage.rstrip("\n"))
    return _told("usage", error.message, as_json=as_json, status=2)


def _bug(error: Exception) -> str:
    """Write the bug down, and return what is said of it."""
    from donations_app.bugs import report, summary, write_report

    what = i18n.isolated(summary(error).partition("\n")[0][:200])
    place = write_report(error)
    if place is None:
        return report(error)
    told = _(
        "A mistake in the program stopped the command ({what}). What was not finished was not saved."
        " The details are in {path}."
    )
    return told.format(what=what, path=i18n.isolated(str(place)))


def _window(options: argparse.Namespace) -> int:
    if sys.platform.startswith("linux") and not any(map(os.environ.get, _SCREENS)):
        _say(_("There is no screen here. The commands work without one: --help lists them."))
        return 2
    try:
        from donations_app.ui.starting import start
    except ImportError as error:
        sys.stderr.write(f"{error}\n" + _("The window needs libraries that are missing. Type: sh run") + "\n")
        return 2
    _is_loaded()
    if options.on or options.office:
        _say(_("No command is named: the window opens. --help lists the commands."))
    return start(
        location(options),
        language=i18n.language(),
        today=options.on,
        office=options.office or "",
        read_only=options.read_only,
    )


def entry() -> int:
    """The installed command ``donations``, and what ``main.py`` runs; return the exit status.

    Nothing is looked through for garbage while modules are loaded: all of it stays, and it takes a sixth of the
    start of a command. Nor is it at the end, when Python would look through all of it several times; and a command,
    which loads the rest where it runs, is looked through seldom.
    """
    gc.disable()
    _speak_utf8()
    asked = sys.argv[1:]
    if _command(asked):
        gc.set_threshold(*_SELDOM)
    status = main(asked)
    gc.freeze()
    return status


def _speak_utf8() -> None:
    """Write UTF-8 to files and pipes too, for which Windows has a code page without the spaces of French."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _is_loaded() -> None:
    """Leave what was loaded out of every search for garbage to come."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


if __name__ == "__main__":
    sys.exit(entry())
