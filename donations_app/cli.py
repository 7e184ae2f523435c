"""The command line: one contract for people, schedulers and tests (README.md lists the commands).

Exit status: 0 done; 1 refused by a rule or by the input; 2 wrong usage; 3 the books cannot be used.
"""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from donations_app import i18n, preferences
from donations_app.domain.errors import KnownError, ReadOnly, StorageUnavailable
from donations_app.i18n import _

_SCREENS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

# command -> module of donations_app.commands that adds and runs it; loaded when it is asked for
COMMANDS: Final = {
    "init": "books",
    "settings": "books",
    "verify": "books",
    "import": "importing",
    "payments": "payments",
    "expenses": "expenses",
    "share": "share",
    "receipts": "receipts",
    "letters": "letters",
    "register": "register",
    "audit": "audit",
    "control": "control",
    "reconciliation": "control",
    "declaration": "declaration",
    "thresholds": "foreign",
    "foreign": "foreign",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command, or the window when there is none; return the exit status."""
    asked = list(arguments)
    i18n.set_language(_language(asked))
    try:
        options = _parser(asked).parse_args(asked)
    except SystemExit as stop:
        return 2 if stop.code else 0
    if options.command is None:
        return _window(options)
    return run(options)


def _language(asked: Sequence[str]) -> str:
    for position, word in enumerate(asked):
        if word == "--lang" and position + 1 < len(asked):
            return asked[position + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return preferences.load().language


def _parser(asked: Sequence[str]) -> argparse.ArgumentParser:
    from donations_app.commands.call import day_option

    parser = argparse.ArgumentParser(
        prog="donations", description=_("Gifts, cotisations, private share, tax receipts.")
    )
    parser.add_argument("--books", metavar="PATH|URL", help=_("the books: a file, or a PostgreSQL server"))
    parser.add_argument("--lang", choices=i18n.LANGUAGES, help=_("the language of the messages"))
    parser.add_argument("--on", type=day_option, metavar="DATE", help=_("take this day for today"))
    parser.add_argument("--office", metavar="CODE", help=_("the office that records"))
    parser.add_argument(
        "--read-only", action="store_true", help=_("for an auditor: read everything, change nothing")
    )
    parser.add_argument("--user", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    named = next((word for word in asked if word in COMMANDS), None)
    wants_help = "-h" in asked or "--help" in asked
    for name in [named] if named else COMMANDS:
        if named or wants_help:
            module = import_module(f"donations_app.commands.{COMMANDS[name]}")
            module.add(commands, name)
        else:  # the window, or a word that is no command: nothing is loaded for it
            commands.add_parser(name)
    return parser


def location(options: argparse.Namespace) -> str:
    """Return where the books are: as asked, as the environment says, or in the user's own folder."""
    return options.books or os.environ.get("DONATIONS_BOOKS") or str(preferences.default_books())


def run(options: argparse.Namespace) -> int:
    """Run a parsed command: its answer to standard output, messages to standard error."""
    from donations_app.commands.call import Call

    call = Call(options, location(options))
    try:
        answer = _answer(options, call)
    except KnownError as error:
        return _refused(error, as_json=options.json)
    except Exception as error:  # noqa: BLE001 -- a bug: told whole, and answered in JSON like all else
        return _bug(error, as_json=options.json)
    except KeyboardInterrupt:
        sys.stderr.write(_("Stopped. What was done before stays.") + "\n")
        return 1
    finally:
        call.close()
    if options.json:
        _print(json.dumps(answer.data, ensure_ascii=False))
    elif answer.lines:
        _print("\n".join(answer.lines))
    for note in answer.notes:
        sys.stderr.write(note + "\n")
    return int(answer.status)


def _print(text: str) -> None:
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refused(error: KnownError, *, as_json: bool) -> int:
    from donations_app.sentences import sentence

    message = sentence(error) or repr(error)
    sys.stderr.buffer.write(message.encode("utf-8", "replace") + b"\n")
    sys.stderr.flush()
    if as_json:
        data: dict[str, Any] = {"error": type(error).__name__, "message": i18n.without_marks(message)}
        _print(json.dumps(data, ensure_ascii=False))
    return 3 if isinstance(error, StorageUnavailable) else 1


def _answer(options: argparse.Namespace, call: Any) -> Any:
    if options.read_only and options.writes:
        raise ReadOnly
    return options.run(call)


def _bug(error: Exception, *, as_json: bool) -> int:
    traceback.print_exception(error)
    message = _("The program made a mistake. What you recorded before is safe.")
    sys.stderr.write(message + "\n")
    if as_json:
        _print(json.dumps({"error": "bug", "message": message}, ensure_ascii=False))
    return 1


def _window(options: argparse.Namespace) -> int:
    if sys.platform.startswith("linux") and not any(map(os.environ.get, _SCREENS)):
        sys.stderr.write(
            _("There is no screen here. The commands work without one: --help lists them.") + "\n"
        )
        return 2
    try:
        from donations_app.ui.app import start
    except ImportError as error:
        sys.stderr.write(f"{error}\n" + _("The window needs libraries that are missing. Type: sh run") + "\n")
        return 2
    return start(
        location(options), language=i18n.language(), today=options.on, office=options.office or "",
        read_only=options.read_only,
    )  # fmt: skip


def entry() -> None:
    """The installed command ``donations``."""
    sys.exit(main(sys.argv[1:]))
