"""``--saved NAME``: a view that somebody keeps of a list of the window, asked for at the command line."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from donations_app.commands.call import Call
from donations_app.domain.errors import InputRefused, Problem
from donations_app.i18n import _
from donations_app.machine.kept_lists import KeptView, views_of

_FIELD: Final = "saved"
Filter = TypeVar("Filter")


def add_saved(parser: Any) -> None:
    """Add the option to a command, or to a group of its options."""
    group: argparse.ArgumentParser = parser
    group.add_argument(
        "--saved",
        default="",
        metavar="NAME",
        help=_("a view of one's own, kept in the window of this computer"),
    )


def saved_view(call: Call, list_name: str) -> KeptView | None:
    """Return the view that the option names; ``None`` where it names none.

    Args:
        call: whose author keeps views.
        list_name: payments or people.

    Raises:
        InputRefused: he keeps no view of this name on this computer; those that he keeps are told.
    """
    name: str = call.options.saved
    if not name:
        return None
    kept = views_of(list_name, call.books(read_only=True).author.login)
    for view in kept:
        if view.name.casefold() == name.casefold():
            return view
    if not kept:
        raise InputRefused([Problem(_FIELD, "no_view_kept", name)])
    choices = {"choices": tuple(view.name for view in kept)}
    raise InputRefused([Problem(_FIELD, "view_not_kept", name, choices)])


def filter_kept(view: KeptView, read: Callable[[Mapping[str, str], date], Filter], today: date) -> Filter:
    """Return what a view asks for.

    Raises:
        InputRefused: what is kept of it cannot be read.
    """
    try:
        return read(view.asked, today)
    except (ValueError, KeyError) as error:
        raise InputRefused([Problem(_FIELD, "view_unreadable", view.name)]) from error
