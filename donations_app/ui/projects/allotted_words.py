"""What is said of money before it is given out: which shares fall, which receipts and wishes stand on it."""

from collections.abc import Sequence
from typing import Final

from donations_app.db.queries.allotting import Allotting
from donations_app.db.queries.free_money import StandingMoney
from donations_app.db.queries.shares import ProjectShare
from donations_app.domain.allotting import Allotment
from donations_app.domain.changes import ShareChange
from donations_app.domain.money import Money
from donations_app.i18n import _, isolated, money, ngettext
from donations_app.words.codes import together
from donations_app.words.effects import change_sentences

_SAID: Final = 3  # names in a sentence, more are counted


def falling_words(found: Allotting, shares: Sequence[ProjectShare]) -> list[str]:
    """Return which shares fall, the worst first."""
    falling = []
    for one in shares:
        lines = [("", "", one.share), *((part.ref, part.name, part.share) for part in one.associations)]
        for ref, name, after in lines:
            before = found.shares.get((one.code, ref), after)
            if after.private < before.private:
                change = ShareChange(one.code, ref, before, after, name, one.rule.name, one.rule.minimum)
                falling.append(change)
    return change_sentences(sorted(falling, key=lambda change: change.badness)[:_SAID], ())


def moved_money(found: Allotting, allotment: Allotment) -> list[StandingMoney]:
    """Return the money of which something is moved."""
    keys = {allotment.stacks[n][:3] for n in allotment.taken()}
    return [one for one in found.money if (one.payment, one.position, (one.project, one.association)) in keys]


def receipted_words(moved: Sequence[StandingMoney]) -> str:
    """Return which live receipts stand on what is moved."""
    receipted = [one for one in moved if one.receipt]
    if not receipted:
        return ""
    nobody = _("Anonymous")
    names = [isolated(f"{one.payer_name or nobody} ({one.receipt})") for one in receipted[:_SAID]]
    told = ngettext(
        "A live receipt stands on {count} payment that is moved: {names}. It stays right: no project is on it.",
        "Live receipts stand on {count} payments that are moved: {names}. They stay right: no project is on them.",
        len(receipted),
    )
    names += [isolated(f"+{len(receipted) - _SAID}")] if len(receipted) > _SAID else []
    return told.format(count=isolated(str(len(receipted))), names=together(*names))


def wishes_words(moved: Sequence[StandingMoney]) -> str:
    """Return how much of what is moved was given for another use."""
    earmarked = [one for one in moved if one.is_earmarked]
    amount = Money.total(one.amount for one in earmarked)
    told = _("{amount} were given for another use: the donors' consent is kept with the decision.")
    return told.format(amount=money(amount)) if earmarked else ""
