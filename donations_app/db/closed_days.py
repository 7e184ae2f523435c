"""What is closed of an account up to a day, as triggers refuse it: lines, what they are, credits that stand at them.

A line of the bank belongs to the day on which the bank booked it. Corrections are entries of later days; nobody opens
days again (docs/decisions/0075).
"""

from collections.abc import Iterator
from typing import Final

from donations_app.db.closed_years import Rule

REFUSED: Final = "days_closed"  # the rule by which a trigger refuses
_CLOSED: Final = "account_closing c ON c.account = l.account AND l.booked_on <= c.last_on"
_AT_CLOSED_LINE: Final = (  # a match that stands, at a line that is closed
    f"SELECT 1 FROM bank_match m JOIN bank_line l ON l.id = m.line_id JOIN {_CLOSED}"  # noqa: S608 -- own names
    " WHERE m.{column} = {key}"
    " AND m.takes_back_id IS NULL AND NOT EXISTS (SELECT 1 FROM bank_match b WHERE b.takes_back_id = m.id)"
)
LINE_COUNTS: Final = (  # its file was not set aside
    "l.statement_id NOT IN (SELECT s.id FROM bank_statement s JOIN bank_file_aside a ON a.file_id = s.file_id)"
)
_OPEN_LINE: Final = (
    "EXISTS (SELECT 1 FROM bank_line l WHERE l.account = NEW.account AND l.booked_on <= NEW.last_on"  # noqa: S608 -- own names
    f" AND {LINE_COUNTS}"
    " AND l.amount <> coalesce((SELECT sum(m.amount) FROM bank_match m WHERE m.line_id = l.id), 0))"
)


def credit_closed(payment: str, slip: str) -> str:
    """Return the SQL for whether the credit of a payment or slip stands at a closed line; both are keys or NULL."""
    of_slip = f"coalesce({slip}, (SELECT d.slip_id FROM live_deposit d WHERE d.payment_id = {payment}))"  # noqa: S608 -- own names
    found = (
        _AT_CLOSED_LINE.format(column="payment_id", key=payment),
        _AT_CLOSED_LINE.format(column="slip_id", key=of_slip),
    )
    return f"(EXISTS ({found[0]}) OR EXISTS ({found[1]}))"


def rules(dialect: str) -> Iterator[Rule]:
    """Yield what the engines refuse for the sake of closed days.

    On a server the credit is asked of a function of the owner: a clerk sees no line of the bank.
    """
    is_file = dialect == "sqlite"
    of_payment = credit_closed("OLD.id", "NULL") if is_file else "credit_closed(OLD.id, NULL)"
    of_slip = credit_closed("NULL", "OLD.id") if is_file else "credit_closed(NULL, OLD.id)"
    moved = "OLD.credited_on IS NOT NULL AND NEW.credited_on IS DISTINCT FROM OLD.credited_on"
    yield Rule(
        "bank_match",
        REFUSED,
        "INSERT",
        f"EXISTS (SELECT 1 FROM bank_line l JOIN {_CLOSED} WHERE l.id = NEW.line_id)",  # noqa: S608 -- own names
    )
    yield Rule(
        "bank_line",
        REFUSED,
        "INSERT",
        "EXISTS (SELECT 1 FROM account_closing c WHERE c.account = NEW.account AND NEW.booked_on <= c.last_on)",
    )
    yield Rule(
        "bank_file_aside",
        REFUSED,
        "INSERT",
        "EXISTS (SELECT 1 FROM bank_statement s LEFT JOIN bank_line l ON l.statement_id = s.id"
        " JOIN account_closing c ON c.account = s.account"
        " WHERE s.file_id = NEW.file_id AND (l.booked_on <= c.last_on OR s.closing_on <= c.last_on))",
    )
    yield Rule("payment", REFUSED, "UPDATE OF credited_on", f"{moved} AND {of_payment}")
    yield Rule("deposit_slip", REFUSED, "UPDATE OF credited_on", f"{moved} AND {of_slip}")
    yield Rule(
        "account_closing",
        "forward",
        "INSERT",
        "EXISTS (SELECT 1 FROM account_closing c WHERE c.account = NEW.account AND c.last_on >= NEW.last_on)",
    )
    yield Rule("account_closing", "explained", "INSERT", _OPEN_LINE)
