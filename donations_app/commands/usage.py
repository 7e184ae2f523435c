"""A command that is asked for wrongly: said in words and, with ``--json``, as one document; exit status 2."""

import argparse
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, NoReturn

from donations_app.commands.option_words import words_of
from donations_app.domain.typed import TypedError, parse_any_date
from donations_app.i18n import N_, _
from donations_app.words.codes import together

# what argparse says by itself; it looks each text up under the name that is put into its place below
_OF_ARGPARSE: Final = (
    N_("usage: "),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("expected at most one argument"),
    N_("ignored explicit argument %r"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
)
argparse._ = _  # type: ignore[attr-defined]  # it knows no other way to speak another language


BEFORE: Final = ("--books", "--lang", "--on", "--office", "--read-only", "--user")  # options of all commands
YEARS: Final = range(1990, 2101)  # that an option may name


class UsageError(Exception):
    """The words of the command line do not say what is to be done.

    Args:
        message: what is wrong.
        usage: how the command is written; empty where that does not help.
    """

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.usage = usage


class Help(argparse.HelpFormatter):
    """Sets each heading as one sets a colon in the language."""

    def start_section(self, heading: str | None) -> None:
        """Begin what stands under a heading, to which argparse itself puts a colon."""
        set_off = _("{heading}:").format(heading=heading).removesuffix(":") if heading else heading
        super().start_section(set_off)


class Parser(argparse.ArgumentParser):
    """Raises what it does not understand, so that it is told in one place; its headings are in the language."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"formatter_class": Help} | facts)
        self._positionals.title = _("arguments")  # as it was made, in the words of argparse
        self._optionals.title = _("options")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Take words of which there may be several behind the options too; argparse takes them in one place alone."""
        found, left = super().parse_known_args(args, namespace)
        several = next(
            (one for one in self._actions if not one.option_strings and one.nargs in ("*", "+")), None
        )
        more = [word for word in left if not word.startswith("-")] if several else []
        if several and more:
            setattr(found, several.dest, [*(getattr(found, several.dest) or []), *more])
            left = [word for word in left if word.startswith("-")]
        if left and self._subparsers is None:  # the command itself tells it, with how it is written
            self.error(_("unrecognized arguments: %s") % " ".join(left) + self._hint(left))
        return found, left

    def _hint(self, left: Sequence[str]) -> str:
        """Return what may have been meant by the first option that is none; nothing where nobody can guess it."""
        option = next((word.partition("=")[0] for word in left if word.startswith("--")), "")
        if option in BEFORE:
            return ". " + _("{option} stands before the command.").format(option=option)
        known = [name for one in self._actions for name in one.option_strings]
        near = get_close_matches(option, known, 2)
        return ". " + _("Did you mean {options}?").format(options=together(*near)) if near else ""

    def add_subparsers(self, **facts: Any) -> Any:
        """Take commands, which the help shows first."""
        commands = super().add_subparsers(**{"title": _("commands")} | facts)
        self._action_groups.insert(0, self._action_groups.pop())
        return commands

    def format_help(self) -> str:
        """Return the help, with what is told of an option that says nothing of itself."""
        for action in self._actions:
            action.help = action.help or words_of(action)
        return super().format_help()

    def option_of(self, field: str) -> tuple[str, str]:
        """Return the option that states a field, and under which name its value is kept; nothing where none does."""
        written = "--" + field.replace("_", "-")
        for one in sorted(self._actions, key=lambda one: written not in one.option_strings):
            if one.option_strings and (written in one.option_strings or one.dest == field):
                return one.option_strings[-1], one.dest
        return "", ""

    def error(self, message: str) -> NoReturn:
        """Refuse the words."""
        raise UsageError(message, self.format_usage())


def day_option(text: str) -> date:
    """Return the day of an option, as ``2026-01-31`` or ``31/01/2026``, from 1990 to 2100."""
    try:
        day = parse_any_date(text)
    except TypedError as error:
        if error.problem != "date_beyond":
            raise argparse.ArgumentTypeError(_("write the day like 2026-01-31 or 31/01/2026")) from error
        day = None
    if day is None or day.year not in YEARS:
        raise argparse.ArgumentTypeError(_("the day must lie from 1990 to 2100"))
    return day


def check_words(words: Sequence[str]) -> None:
    """Refuse words that are no text: bytes that are not UTF-8 come as lone surrogates.

    Raises:
        UsageError: one of them is none.
    """
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError as error:
            shown = word.encode("utf-8", "backslashreplace").decode()
            raise UsageError(_("“{word}” is no text in UTF-8.").format(word=shown)) from error


def wants_json(words: Sequence[str]) -> bool:
    """Tell whether the answer shall be JSON, even where the words are not understood."""
    return any(len(word) > 2 and "--json".startswith(word) for word in words)
