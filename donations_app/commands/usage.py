"""A command that is asked for wrongly: said in words and, with ``--json``, as one document; exit status 2."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from donations_app.i18n import _


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


class Parser(argparse.ArgumentParser):
    """Raises what it does not understand, so that it is told in one place."""

    def error(self, message: str) -> NoReturn:
        """Refuse the words."""
        raise UsageError(message, self.format_usage())


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
