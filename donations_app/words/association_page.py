"""What the page of an association says: its figures, its parts, what came for it, what is to come."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from msgspec.structs import replace

from donations_app.db.queries.association_card import AssociationCard, Came, Coming
from donations_app.db.queries.held_parts import HeldPart
from donations_app.domain.money import Money
from donations_app.domain.translated import short_or_title, translated
from donations_app.domain.valued import days_figure
from donations_app.formats.reference import name_of_place
from donations_app.i18n import (
    N_,
    _,
    count,
    day,
    figures,
    isolated,
    labelled,
    language,
    limit_percent,
    money,
    money_in,
    ngettext,
    whole_euros,
)
from donations_app.words.codes import KINDS, METHODS, listed, together, word
from donations_app.words.funding import kind_name
from donations_app.words.project_page import PROOFS
from donations_app.words.projects import STATES
from donations_app.words.shares import between
from donations_app.words.verdicts import verdict_pill

SORTS_OF: Final = {"migrants": N_("association of migrants"), "villagers": N_("village association")}
_GIVEN: Final = {
    "gifts": KINDS["donation"], "companies": KINDS["donation"], "foundations": KINDS["donation"],
    "dues": KINDS["dues"], "sales": KINDS["sale"], "participation": KINDS["participation"],
    "collections": KINDS["collection"], "goods": KINDS["in_kind"], "waived_expenses": KINDS["waived_expenses"],
    "securities": KINDS["securities"], "skills": KINDS["skills"], "village_cash": N_("Paid by an association"),
}  # fmt: skip


def title_of(part: HeldPart) -> str:
    """Return the title of a project in the chosen language, or in French."""
    return translated(language(), *part.titles)


def short_title(part: HeldPart) -> str:
    """Return the short name of a project in the chosen language, else its title."""
    return short_or_title(language(), part.titles, part.shorts)


def subtitle(card: AssociationCard, on: date) -> str:
    """Return where it is, what kind of association it is, and of which day the page is."""
    places = [
        name_of_place(field, code, language())
        for field, code in (("municipality", card.municipality), ("province", card.province))
        if code
    ]
    where = together(*places) or card.city
    of = _(SORTS_OF[card.association_of]) if card.association_of else _("association")
    return " · ".join(filter(None, (where, of, _("on {day}").format(day=day(on)))))


# the four figures


def exact(amount: Money) -> str:
    """Return whole euros without their cents, else with them: what is missing is never said to be less."""
    return money(amount) if amount.cents % 100 else whole_euros(amount)


def missing_details(card: AssociationCard) -> list[str]:
    """Return what it lacks in dirhams, and in how many projects."""
    below = sum(bool(one.share.missing) for one in card.parts)
    carried = sum(not one.has_left for one in card.parts)
    told = ngettext("in {below} project of {all}", "in {below} projects of {all}", below)
    dirhams = card.missing_dirhams if card.missing else None
    lines = [] if dirhams is None else [money_in(dirhams, "MAD")]
    if not card.parts:
        return [_("It carries no project.")]
    unknown = sum(one.share.reached is None and not one.has_left and is_asked(one) for one in card.parts)
    said = told.format(below=count(below), all=count(carried))
    if unknown:
        without = ngettext("{count} without a verdict", "{count} without a verdict", unknown)
        said = together(said, without.format(count=count(unknown)))
    return [*lines, said]


def is_asked(part: HeldPart) -> bool:
    """Tell whether the rule asks each association for its part."""
    return part.rule.scope == "association"


def expected_name(card: AssociationCard) -> str:
    """Return up to which day something is expected."""
    days = [one.on for one in card.coming if one.on]
    return _("Expected by {day}").format(day=day(max(days))) if days else _("Expected")


def expected_details(card: AssociationCard) -> list[str]:
    """Return what will still be missing, and what was promised without a day."""
    lines = []
    if promised := Money.total(one.promised for one in card.parts):
        lines.append(_("of it {amount} promised without a day").format(amount=exact(promised)))
    if card.still_missing:
        lines.append(_("{amount} still to be found").format(amount=exact(card.still_missing)))
    elif card.coming:
        lines.append(_("nothing will be missing"))
    return lines or [_("nothing is expected")]


def dues_details(dues: Sequence[Came]) -> str:
    """Return how many paid them; who the members of an association are, the books do not say."""
    payers = {one.payer or one.payment for one in dues}
    told = ngettext("paid by {count} person", "paid by {count} people", len(payers))
    return told.format(count=count(len(payers))) if payers else _("none counted for it yet")


# its projects


def below_title(part: HeldPart) -> str:
    """Return the state of a project, with its day where it ended, and who asks something of it."""
    state = _(STATES[part.state])
    if part.state == "done" and part.ends_on:
        state = _("Completed on {day}").format(day=day(part.ends_on))
    return " · ".join(filter(None, (state, together(*part.funders))))


def below_short(part: HeldPart) -> str:
    """Return the same with the number of the funders, for where their names have no room."""
    number = len(part.funders)
    told = ngettext("{count} funder", "{count} funders", number).format(count=count(number))
    return below_title(replace(part, funders=(told,) if number > 1 else part.funders))


def part_verdict(part: HeldPart) -> tuple[str, str, str]:
    """Return the words of a part's verdict, its tone and its icon."""
    if part.has_left:
        return _("left, its money stays"), "muted", ""
    if not is_asked(part) and part.lacks_by_another:
        return _("another rule: not reached"), "bad", "circle-x"
    if not is_asked(part):
        return _("the project as a whole"), "muted", ""
    if part.share.reached_on:
        return _("Expected on {day}").format(day=day(part.share.reached_on)), "warn", "clock"
    if part.share.missing:
        return _("Not reached"), "bad", "circle-x"
    return verdict_pill(part.share)


def cost_figure(part: HeldPart) -> str:
    """Return its part of the cost."""
    if part.share.cost:
        return figures(part.share.cost)
    return "–" if part.has_left else _("unknown")


def missing_figure(part: HeldPart) -> str:
    """Return what is missing; a dash where nothing is, a word where nobody knows."""
    if part.share.reached is None and is_asked(part) and not part.has_left:
        return _("unknown")
    return figures(part.share.missing) if part.share.missing else "–"


# what came for it


def bar_name(kind: str) -> str:
    """Return a kind of money as the name of a bar."""
    return _("Money of associations") if kind == "village_cash" else kind_name(kind)


def came_from(one: Came) -> str:
    """Return from whom it came; of what is valued, what it is."""
    if one.payment:
        return one.name or _("Anonymous")
    return one.description or bar_name(one.kind)


def came_kind(one: Came) -> str:
    """Return what it is; labour with its days."""
    if one.is_back:
        return _("Goods given back")
    if one.half_days:
        return _("{days} days of labour").format(days=isolated(days_figure(one.half_days)))
    return _(_GIVEN[one.kind]) if one.kind in _GIVEN else bar_name(one.kind)


def came_how(one: Came) -> str:
    """Return by which method it was paid, or that it is valued."""
    return word(METHODS, one.method) if one.method else _("Valued")


def came_proof(one: Came) -> str:
    """Return what proves it: slip, line of the bank, receipt, attestation; else why it does not count."""
    if one.counted == "waiting":
        return _("No attestation")
    if not one.counts:
        return _("The rule does not count it")
    for name, words in (
        ("slip", one.slip),
        ("bank", day(one.credited_on) if one.credited_on else ""),
        ("receipt", listed(one.receipts) if one.receipts else ""),
    ):
        if words:
            return _(PROOFS[name]).format(words=isolated(words))
    if one.attested_on:
        return _("Attested on {day}").format(day=day(one.attested_on))
    return isolated(one.evidence) or "–"


def sum_words(rows: Sequence[Came], year: int | None) -> str:
    """Return what the sum below the rows counts, and what it leaves out."""
    told = _("Counted since the beginning") if year is None else _("Counted in {year}")
    if any(one.counted == "waiting" for one in rows):
        told = (
            _("Counted since the beginning, without what waits for its attestation")
            if year is None
            else _("Counted in {year}, without what waits for its attestation")
        )
    return told.format(year=isolated(str(year)))


def by_kind(rows: Sequence[Came]) -> list[tuple[str, Money]]:
    """Return what counts by its kind, the largest first."""
    counted = sorted((one for one in rows if one.counts), key=lambda one: one.kind)
    sums = [
        (kind, Money.total(one.amount for one in some))
        for kind, some in groupby(counted, key=lambda one: one.kind)
    ]
    return sorted(sums, key=lambda one: (-one[1].cents, one[0]))


def rest_words(card: AssociationCard, came: Money) -> str:
    """Return what lies between what came and what counts; nothing where the two are the same."""
    if came == card.private:
        return ""
    beyond = Money.total(one.share.excess for one in card.parts)
    promised = Money.total(one.promised for one in card.parts if one.rule.basis == "promised")
    found = between(came, card.private, beyond=beyond, promised=promised)
    said = [labelled(_(name), money(amount)) for name, amount in found]
    return together(*said, labelled(_("Counts for the private share"), money(card.private)))


# what is to come


def coming_from(one: Coming) -> str:
    """Return from whom something is to come."""
    return one.name or _("To the project alone")


def coming_what(one: Coming, card: AssociationCard) -> str:
    """Return when it is to come, what it is and for what."""
    sort = "" if one.kind == "gift" else _("promise")
    title = short_title(next(part for part in card.parts if part.code == one.project))
    return together(*filter(None, (day(one.on) if one.on else "", sort, title)))


def outlook(card: AssociationCard) -> Iterator[tuple[str, str]]:
    """Yield which project is reached when, and which is not, with the tone of it."""
    lacking = [one for one in card.parts if one.share.missing]
    if card.parts and not lacking and all(one.share.reached for one in card.parts if not one.has_left):
        yield _("All that is asked of it has been brought."), "ok"
    for one in lacking:
        title = short_title(one)
        if one.share.reached_on:
            told = _("{title}: reached on {day}, if what is expected comes.")
            yield told.format(title=title, day=day(one.share.reached_on)), "ok"
        else:
            told = _("{title}: {amount} will still be missing.")
            yield told.format(title=title, amount=money(one.still_missing)), "warn"


def threshold_mark(card: AssociationCard) -> str:
    """Return the threshold over the gauges where it is the same in all projects."""
    found = {one.rule.minimum for one in card.parts}
    return limit_percent(found.pop()) if len(found) == 1 else ""
