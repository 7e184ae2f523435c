"""What is said of exports of platforms: their columns, why a line is left out, what they brought."""

from collections.abc import Iterator
from typing import Final

from donations_app.i18n import N_, _, count, isolated, ngettext
from donations_app.services.exchange.platforms import PlatformImported

EXPORT: Final = N_("Export of a platform")
REASONS: Final = {
    "cancelled": N_("Cancelled: nothing was paid."),
    "refused": N_("Refused by the bank of the payer: nothing was paid."),
    "contested": N_("Contested by the payer's bank: if the money went back, refund the payment by hand."),
    "pending": N_("Not paid yet: a later export will tell it."),
    "test": N_("A test: no money was paid."),
    "free": N_("Free: nothing was paid."),
    "refunded_unknown": N_("Paid and refunded before it was recorded: nothing stays."),
    "again": N_("The file says the same in an earlier line."),
}


def left_out_words(why: str) -> str:
    """Return why nothing is recorded of a line."""
    return _(REASONS[why])


def platform_lines(answer: PlatformImported) -> Iterator[str]:
    """Yield what an export brought beside payments, and where each campaign goes."""
    if answer.people:
        told = ngettext("{count} new person.", "{count} new people.", answer.people)
        yield told.format(count=count(answer.people))
    if answer.credited:
        told = ngettext(
            "{count} payment recorded before was paid out since.",
            "{count} payments recorded before were paid out since.",
            answer.credited,
        )
        yield told.format(count=count(answer.credited))
    if answer.refunded:
        told = ngettext("{count} payment refunded.", "{count} payments refunded.", answer.refunded)
        yield told.format(count=count(answer.refunded))
    for name, code in answer.campaigns.items():
        told = _("Campaign “{name}”: {place}.")
        yield told.format(name=isolated(name), place=isolated(code) if code else _("General fund"))


def left_out_lines(answer: PlatformImported) -> Iterator[str]:
    """Yield each line of which nothing is recorded, with the reason."""
    for line, why in sorted(answer.left_out.items()):
        yield _("Line {line}: {double}").format(line=isolated(str(line)), double=left_out_words(why))
