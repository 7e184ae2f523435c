"""What is said of books beside bank: what stops the closing of an account and where it is put right, what is closed."""

from donations_app.domain.reconciliation import OpenPart, Reconciliation
from donations_app.i18n import _, count, day, isolated, ngettext
from donations_app.words.bank_amounts import amount_words
from donations_app.words.codes import listed

_NAMED = 3  # references that are told of what stops a closing


def open_part_words(one: OpenPart, currency: str) -> str:
    """Say what stops the closing of an account, and where it is put right."""
    number = one.number
    told = {
        "not_over": _("that day is not over"),
        "not_read": _("no statement was read up to that day: read it first (bank import)"),
        "lines_open": ngettext(
            "{count} line without an entry ({amount}: {refs}): say what it is, under “To match” (bank match)",
            "{count} lines without an entry ({amount}: {refs}): say what they are, under “To match” (bank match)",
            number,
        ),
        "lines_foreign": ngettext(
            "{count} line in another currency than the account ({refs}): say what it is, under “To match” (bank match)",
            "{count} lines in another currency than the account ({refs}): say what they are, under “To match” (bank match)",
            number,
        ),
        "taken_back": ngettext(
            "{count} matched payment taken back since ({amount}: {refs}): take its match back (bank undo)",
            "{count} matched payments taken back since ({amount}: {refs}): take their matches back (bank undo)",
            number,
        ),
        "contradicted": ngettext(
            "{count} entry that the books say was credited by then, and no line is ({refs}): match it, or put its day right",
            "{count} entries that the books say were credited by then, and no line is ({refs}): match them, or put their days right",
            number,
        ),
        "statements_missing": _(
            "the balances of the bank are not tied by its lines ({amount}): read the statement that is missing (bank import)"
        ),
        "unexplained": _("nothing explains {amount}: check the books (verify)"),
    }[one.code]
    more = ["…"] if number > _NAMED else []
    return told.format(
        count=count(number),
        amount=amount_words(one.amount, currency),
        refs=listed((*one.refs[:_NAMED], *more)),
    )


def closed_words(one: Reconciliation) -> str:
    """Say up to which day an account is closed, since when and by whom; empty where it is not."""
    closing = one.closing
    if closing is None:
        return ""
    return _("closed up to {day}, on {on} by {who}").format(
        day=day(closing.last_on), on=day(closing.closed_on), who=isolated(closing.closed_by)
    )
