"""What is said of a field book: verdicts, decisions and their answers, why a file is refused."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from donations_app.domain.errors import NotInFieldBook
from donations_app.domain.field_books import (
    Decision,
    Ended,
    Fact,
    Judged,
    Odds,
    Review,
    TransferRefused,
    Twice,
    Verdict,
)
from donations_app.i18n import N_, _, count, day, isolated, money, ngettext, pgettext
from donations_app.words.codes import listed, together
from donations_app.words.doubles import PARTS, reasons_line
from donations_app.words.names import said_name

_NAMED: Final = 3  # payments that are named; of more is said that there are more
CHOICES: Final = {
    "same": N_("The same person"),
    "two": N_("Two persons"),
    "leave": N_("Leave in the field book"),
    "home": N_("What the books say holds"),
    "book": N_("What the field book says holds"),
    "general": N_("To the general fund"),
    "keep": N_("Keep on the project"),
}
REASONS: Final = {
    "unreadable": N_("it cannot be read."),
    "cut": N_("a part of it is missing: ask for it again."),
    "altered": N_("it is not as it was sealed, something of it changed on its way: ask for it again."),
    "newer": N_("a newer version of the program made it: update this one first."),
    "other_home": N_("it is for other books than these."),
    "other_signer": N_("another than its field book signed it: ask the office how it was made."),
    "no_field_book": N_("it is no field book."),
    "itself": N_("these are the books at home themselves."),
}
_REFUSED: Final = {  # what a field book leaves to home, by the beginning of a table's name
    "receipt": N_("tax receipts"),
    "tax_receipt": N_("tax receipts"),
    "project": N_("projects"),
    "programme": N_("projects"),
    "party_merge": N_("two records made one"),
    "party_origin": N_("where the money of a payer comes from"),
    "membership": N_("memberships"),
    "dues": N_("dues called or forgiven"),
    "recurring": N_("agreed gifts"),
    "instalment": N_("agreed gifts"),
    "import": N_("files to import"),
    "expense": N_("expenses waived"),
    "contribution": N_("contributions"),
    "funding": N_("rules and promises of funders"),
    "financing": N_("rules and promises of funders"),
    "spending": N_("spendings"),
    "allocation_decision": N_("decisions on several payments"),
    "circular": N_("letters to a list"),
    "letter": N_("texts of letters"),
    "collection": N_("direct debits"),
    "mandate": N_("direct debits"),
    "year_closing": N_("closing a year"),
    "account_closing": N_("closing a bank account"),
    "erasure": N_("erasing people"),
    "bank": N_("statements of the bank"),
    "origin": N_("field books of its own"),
}


def refused_words(table: str) -> str:
    """Return what a field book leaves to home."""
    name = next((name for name in sorted(_REFUSED, reverse=True) if table.startswith(name)), "")
    return _(_REFUSED[name]) if name else _("settings")


def verdict_words(verdict: Verdict) -> str:
    """Return what is said of a payment of a field book."""
    return {
        "new": pgettext("payment", "New"),
        "already": pgettext("payment", "Already there"),
        "twice": _("Person recorded twice"),
        "changed": pgettext("payment", "Changed meanwhile"),
        "ended": _("Project ended"),
    }[verdict]


def error_words(error: BaseException) -> dict[str, str]:
    """Return in words what a refusal about a field book names by a code."""
    if isinstance(error, TransferRefused):
        return {"reason": _(REASONS[error.reason])}
    return {"table": refused_words(error.table)} if isinstance(error, NotInFieldBook) else {}


def coming_words(review: Review) -> list[str]:
    """Return what is told of payments of a closed year, of people who were erased, an older copy and days at the bank."""
    return [*_late_words(review), *_erased_words(review), *_outdated_words(review), *_day_words(review)]


def _day_words(review: Review) -> list[str]:
    if not review.days:
        return []
    told = _("The books and the field book say another day at the bank of {refs}: what the books say holds")
    named = listed([isolated(ref) for ref in review.days[:_NAMED]])
    return [told.format(refs=named + (" …" if len(review.days) > _NAMED else ""))]


def _outdated_words(review: Review) -> list[str]:
    if not (found := review.outdated):
        return []
    told = ngettext(
        "{count} payment that was left in the field book changed in a newer copy of it, which was here before: bring that one ({refs})",
        "{count} payments that were left in the field book changed in a newer copy of it, which was here before: bring that one ({refs})",
        len(found),
    )
    return [told.format(count=count(len(found)), refs=_refs(found))]


def _erased_words(review: Review) -> list[str]:
    if not (found := review.erased):
        return []
    told = ngettext(
        "{count} payment is of somebody who was erased here meanwhile: it comes without a name and gets no receipt ({refs})",
        "{count} payments are of people who were erased here meanwhile: they come without a name and get no receipt ({refs})",
        len(found),
    )
    return [told.format(count=count(len(found)), refs=_refs(found))]


def _refs(found: Sequence[Judged]) -> str:
    return listed([one.ref for one in found[:_NAMED]]) + (" …" if len(found) > _NAMED else "")


def _late_words(review: Review) -> list[str]:
    if not (found := review.late):
        return []
    told = ngettext(
        "{count} payment bears a day of a closed year: it keeps that day for its receipt and enters the accounts of today ({refs})",
        "{count} payments bear days of a closed year: they keep them for their receipts and enter the accounts of today ({refs})",
        len(found),
    )
    return [told.format(count=count(len(found)), refs=_refs(found))]


def asked_words(decision: Decision) -> str:
    """Return what has to be decided, in a sentence."""
    about = decision.about
    if isinstance(about, Twice):
        told = _(
            "{name} was recorded in the field book as somebody new; the books know {other} ({ref}): {reasons}"
        )
        known = {
            "name": said_name(about.book),
            "other": said_name(about.home),
            "ref": isolated(about.home.ref),
        }
        return told.format(**known, reasons=reasons_line(about.likeness))
    if isinstance(about, Fact):
        told = _("{name} ({ref}), {field}: the books say {home}, the field book says {book}")
        return told.format(
            name=about.who,
            ref=isolated(about.ref),
            field=_(PARTS[about.field]),
            home=fact_words(about.home),
            book=fact_words(about.book),
        )
    return _odds_words(about) if isinstance(about, Odds) else ended_words(about)


def _odds_words(about: Odds) -> str:
    told = (
        _(
            "{name}, {payment}: the field book took it back, and receipt {number} stands on it here. What the books say"
            " holds, what the field book says stays in it; to let that hold, cancel the receipt and bring it again."
        )
        if about.receipt
        else _(
            "{name}, {payment}: the books and the field book both moved its money or took it back. What the books say"
            " holds, what the field book says stays in it; to let that hold, undo here what was decided and bring it"
            " again."
        )
    )
    name = about.payer or _("Anonymous")
    return told.format(name=name, payment=isolated(about.payment), number=isolated(about.receipt))


def shown_words(decision: Decision) -> str:
    """Return what has to be decided where both sides stand below it."""
    if isinstance(decision.about, Twice):
        return _("Recorded in the field book as somebody new. The books may know this person.")
    return asked_words(decision)


def ended_words(about: Ended) -> str:
    """Return what is told of money for a project that ended."""
    told = _("{title} ({code}) has ended: {amount} of {payment} wait on the general fund")
    return told.format(
        title=about.title,
        code=isolated(about.code),
        amount=money(about.amount),
        payment=isolated(about.payment),
    )


def fact_words(values: Iterable[Any]) -> str:
    """Return the values of one thing that is known of somebody."""
    said = [_fact(value) for value in values if value not in ("", None)]
    return together(*said) if said else _("nothing")


def _fact(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and len(value) == 10 and value[4::3] == "--":
        return day(date.fromisoformat(value))
    return str(value)


def effect_words(decision: Decision, choice: str) -> str:
    """Return what an answer does."""
    about = decision.about
    if choice == "leave":
        return _("It comes back the next time")
    if isinstance(about, Twice):
        if choice == "same":
            return _("What was given goes to {ref}").format(ref=isolated(about.home.ref))
        return _("{ref} stands beside it").format(ref=isolated(about.book.ref))
    if isinstance(about, Fact):
        return fact_words(about.home if choice == "home" else about.book)
    if choice == "general":
        return _("The money is there, and waits for a decision")
    return _("As it was recorded")
