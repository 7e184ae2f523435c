"""What follows for the next runs of direct debits when a mandate is suspended, taken up again or ended, in words."""

from typing import Final, Literal

from donations_app.db.queries.mandate_debits import DebitsAhead
from donations_app.db.queries.mandate_list import MandateRow
from donations_app.i18n import N_, _, day, isolated, money
from donations_app.words.debits import REASONS

Act = Literal["suspend", "resume", "end"]
FOLLOWS: Final[dict[Act, str]] = {
    "suspend": N_(
        "Runs collected from that day on leave out what is due under this mandate, until it is taken up again. The gifts stay agreed; what is missed for more than thirty days is collected only once the donor agrees."
    ),
    "resume": N_("The next run collects again what is due under this mandate."),
    "end": N_(
        "No run collected from that day on takes anything under this mandate, and it is not taken up again. The gifts stay agreed: to be debited they need a new mandate."
    ),
}
NEXT: Final[dict[Act, str]] = {
    "suspend": N_("Otherwise debited next: {amount}, due on {day} ({gift})."),
    "resume": N_("Debited again: {amount}, due on {day} ({gift})."),
    "end": N_("Otherwise debited next: {amount}, due on {day} ({gift})."),
}
_STANDS: Final = {"lapsed": "mandate_lapsed", "closed": "mandate_closed", "incomplete": "mandate_incomplete"}


def follows_words(act: Act, row: MandateRow, ahead: DebitsAhead) -> list[str]:
    """Return what follows from an act for the next runs, a sentence each.

    Args:
        act: what is done with the mandate.
        row: the mandate as it stands before.
        ahead: what is debited if nothing changes.
    """
    why = _STANDS.get(row.state)
    if act == "resume" and why:
        return [_("Nothing is collected even so: {why}.").format(why=_(REASONS[why]))]
    told = [_(FOLLOWS[act])]
    told += [
        _(NEXT[act]).format(amount=money(one.amount), day=day(one.due_on), gift=isolated(one.gift))
        for one in ahead.next
    ]
    if not ahead.next:
        told.append(_("No instalment under it is open in the coming year."))
    if act != "resume":
        said = _(
            "Run {number} of {day}, not at the bank yet, holds {amount} under it: if it is collected from that day on, cancel it and make it anew."
        )
        told += [
            said.format(number=isolated(one.number), day=day(one.collected_on), amount=money(one.amount))
            for one in ahead.waiting
        ]
    return told
