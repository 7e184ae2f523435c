"""What the one who moves money has to know of it: the donor's wish, its funder, the receipt that stands on it."""

from collections.abc import Sequence

from donations_app.db.queries.free_money import StandingMoney
from donations_app.i18n import _, isolated


def move_warnings(stands: Sequence[StandingMoney], to: str) -> list[str]:
    """Return what has to be told before money is moved.

    Args:
        stands: of one line at one place.
        to: code of the project to which it goes; empty: the general fund.
    """
    found = []
    for one in stands[:1]:
        ref = isolated(one.payment)
        if one.is_earmarked and one.project and one.project != to:
            told = _("{ref}: its donor gave this money for {project}.")
            found.append(told.format(ref=ref, project=isolated(one.project)))
        if one.freedom == "public":
            found.append(_("{ref} is public money: its funder decides on its use.").format(ref=ref))
        if one.receipt:
            told = _("The receipt {number} stands on {ref}; it stays as it is.")
            found.append(told.format(number=isolated(one.receipt), ref=ref))
    return found
