"""What is said of changes of situation: what happened, and beforehand what a change does to dues, gifts and receipts."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from donations_app.db.queries.situations import Running
from donations_app.domain.money import ZERO
from donations_app.domain.situations import Change, Forming, Half, Parting
from donations_app.i18n import N_, _, count, day, isolated, money, ngettext
from donations_app.words.codes import per

SITUATIONS: Final = {
    "couple": N_("A couple since {day}"),
    "separated": N_("Separated since {day}"),
    "of_age": N_("Of age since {day}"),
    "renamed": N_("Bears this name since {day}"),
}


def change_line(one: Change) -> str:
    """Return a change of somebody's situation in a sentence, with whom it leads to."""
    told = _(SITUATIONS[one.kind]).format(day=day(one.on))
    other = f"{isolated(one.name)} ({isolated(one.other)})" if one.other else ""
    if one.kind == "renamed":
        former = " ".join(
            filter(None, (one.former_name, one.former_legal_form and f"({one.former_legal_form})"))
        )
        return _("{told}; before: {name}").format(told=told, name=isolated(former))
    if one.is_origin:
        return _("Of the couple {other} until {day}").format(other=other, day=day(one.on - timedelta(days=1)))
    if one.kind == "couple" and other:
        return _("{told}; recorded apart before: {other}").format(told=told, other=other)
    return _("{told}: {other}").format(told=told, other=other) if other else told


def couple_lines(running: Running, forming: Forming) -> Iterator[str]:
    """Yield what it does that two form a couple: to their dues, their agreed gifts, and receipts to come."""
    last = day(forming.on - timedelta(days=1))
    for one in running.memberships:
        kind, ref = isolated(one.kind_name), isolated(one.ref)
        if forming.member_kind:
            yield _("Membership of {ref} ({kind}): it ends on {day}.").format(ref=ref, kind=kind, day=last)
        else:
            yield _("Membership of {ref} ({kind}): it stays as it is.").format(ref=ref, kind=kind)
    if forming.member_kind:
        yield _("A membership of both begins on {day}.").format(day=day(forming.on))
    if running.memberships and running.dues_paid > ZERO:
        told = _("Dues paid for {year}, {amount}: they count for the couple.")
        yield told.format(year=isolated(str(forming.on.year)), amount=money(running.dues_paid))
    for gift in running.agreements:
        told = _("Agreed gift {ref}, {amount}: it goes on as it is, for the couple.")
        yield told.format(ref=isolated(gift.ref), amount=per(money(gift.now.amount), gift.now.frequency))
    if running.payments:
        told = ngettext(
            "{count} payment since that day, {amount}: of both from now on.",
            "{count} payments since that day, {amount}: of both from now on.",
            running.payments,
        )
        yield told.format(count=count(running.payments), amount=money(running.paid))
    told = _("Receipts to come: gifts until {last} name the one who gave, later ones name both.")
    yield told.format(last=last)


def parting_lines(running: Running, parting: Parting, names: tuple[str, str]) -> Iterator[str]:
    """Yield what a separation does to dues, agreed gifts and receipts to come; ``names`` are those of both."""
    last, of = day(parting.on - timedelta(days=1)), dict(zip(("first", "second"), names, strict=True))
    for one in running.memberships:
        kind = isolated(one.kind_name)
        yield _("Membership of both ({kind}): it ends on {day}.").format(kind=kind, day=last)
    if parting.dues:
        who = " + ".join(names) if parting.dues == "both" else of[parting.dues]
        told = _("A membership begins on {day}: {name}.")
        yield told.format(day=day(parting.on), name=isolated(who))
        year = isolated(str(parting.on.year))
        if running.dues_paid > ZERO:
            told = _("Dues of {year}: the couple paid {amount}, nothing more is asked for.")
            yield told.format(year=year, amount=money(running.dues_paid))
        else:
            yield _("Dues of {year}: asked of who goes on, no more of both.").format(year=year)
    for gift in running.agreements:
        half: Half | None = parting.gifts.get(gift.ref)
        amount = per(money(gift.now.amount), gift.now.frequency)
        told = _("Agreed gift {ref}, {amount}: it ends on {day}.")
        if half:
            told = _("Agreed gift {ref}, {amount}: from {start} on it is of {name}.")
        yield told.format(
            ref=isolated(gift.ref),
            amount=amount,
            day=last,
            start=day(parting.on),
            name=isolated(of[half] if half else ""),
        )
    if running.payments:
        told = ngettext(
            "{count} payment since that day, {amount}, stays the couple's: put its payer right where it is of one.",
            "{count} payments since that day, {amount}, stay the couple's: put their payer right where they are of one.",
            running.payments,
        )
        yield told.format(count=count(running.payments), amount=money(running.paid))
    yield _("Receipts to come: gifts until {last} name both, later ones the one who gives.").format(last=last)


def age_lines() -> Iterator[str]:
    """Yield what it does that somebody is of age."""
    yield _("Dues, agreed gifts and receipts stay as they are, in the same name.")


def rename_lines(running: Running, waiting: int) -> Iterator[str]:
    """Yield what another name does; ``waiting`` receipts are to be issued."""
    if running.memberships or running.agreements:
        yield _("Membership and agreed gifts go on under the new name.")
    if waiting:
        told = ngettext(
            "{count} receipt to issue will bear the new name.",
            "{count} receipts to issue will bear the new name.",
            waiting,
        )
        yield told.format(count=count(waiting))
    yield _("What was issued keeps the former name, under which it is still found.")
