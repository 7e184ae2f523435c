"""``people doubles|merge|apart|merges``: records that may be of one person, made one, taken back, or said to be two."""

from collections.abc import Sequence
from typing import Any, cast

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.facts import facts_of
from donations_app.db.queries.doubles import Alike, Double, doubles
from donations_app.domain.doubles import Likeness
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.merging import SIDES, Side
from donations_app.i18n import _, count, day, isolated, ngettext, without_marks
from donations_app.services.people.merging import merge_people, set_apart
from donations_app.services.people.unmerging import Taken, merges_standing, undo_merge
from donations_app.words.codes import together
from donations_app.words.doubles import looks_like, noun_words, reason_words, reasons_line
from donations_app.words.names import said_name


def add_doubles(kinds: Any) -> None:
    """Add the four commands."""
    add_command(kinds, "doubles", _("records that may be of one person"), list_doubles)
    merged = add_command(kinds, "merge", _("make two records of one person one"), merge, writes=True)
    merged.add_argument("kept", metavar="KEEP")
    merged.add_argument("gone", metavar="OTHER")
    merged.add_argument("facts", nargs="*", metavar="FIELD=KEEP|OTHER", help=_("which of them holds"))
    merged.add_argument("--undo", action="store_true", help=_("make two records of one again"))
    apart = add_command(kinds, "apart", _("two persons, never proposed again"), apart_, writes=True)
    apart.add_argument("kept", metavar="A")
    apart.add_argument("gone", metavar="B")
    apart.add_argument("--undo", action="store_true", help=_("they may be one after all"))
    add_command(kinds, "merges", _("merges that stand, and which can be taken back"), list_merges)


def double_data(one: Alike, found: Likeness) -> dict[str, Any]:
    """Return somebody recorded who looks like somebody new, as JSON names it."""
    return {"code": "looks_like", "ref": one.ref, "name": one.name, **_likeness(found)} | {
        "message": without_marks(double_line(one, found))
    }


def double_line(one: Alike, found: Likeness) -> str:
    """Return the same in a sentence."""
    return looks_like(one.name, one.ref, found)


def _likeness(found: Likeness) -> dict[str, Any]:
    return {
        "score": found.score,
        "reason": together(*(reason_words(one) for one in found.reasons)),
        "for": list(found.speaks_for),
        "against": list(found.speaks_against),
    }


def list_doubles(call: Call) -> Answer:
    """List the pairs, the likeliest first."""
    with call.books(read_only=True).read() as session:
        found = doubles(session)
    data = {"doubles": [_data(one) for one in found], "count": len(found)}
    told = ngettext("{count} possible pair", "{count} possible pairs", len(found))
    return Answer(data, [*map(_line, found), told.format(count=count(len(found)))])


def _data(double: Double) -> dict[str, Any]:
    names = {"refs": [double.one.ref, double.other.ref], "names": [double.one.name, double.other.name]}
    return names | _likeness(double.likeness)


def _line(double: Double) -> str:
    pair = [f"{isolated(one.ref)} {one.name}" for one in (double.one, double.other)]
    return "  ".join((isolated(f"{double.likeness.score:3}"), *pair, reasons_line(double.likeness)))


def merge(call: Call) -> Answer:
    """Make two records one, or two again."""
    options, books = call.options, call.acting()
    pair = {"kept": isolated(options.kept), "gone": isolated(options.gone)}
    if options.undo:
        if options.facts:
            raise InputRefused([Problem("undo", "choice_unknown", options.facts[0], {"choices": ("-",)})])
        merged_on = undo_merge(books, options.kept, options.gone)
        told = _("{kept} and {gone} are two records again, as they were on {day}.")
        data = {"merged_on": merged_on.isoformat(), "undone": True, "changes": [], "warnings": []}
        return Answer(_refs(call) | data, [told.format(**pair, day=day(merged_on))])
    one = merge_people(books, options.kept, options.gone, _choices(options.facts))
    told = _("{kept} and {gone} are one person, {name}, under {kept}.")
    changes = [{"what": "leader", "ref": options.gone, "before": options.gone, "after": one.ref}]
    data = {"name": said_name(one), "undone": False, "changes": changes, "warnings": []}
    return Answer(_refs(call) | data, [told.format(**pair, name=said_name(one))])


def _refs(call: Call) -> dict[str, Any]:
    return {"refs": [call.options.kept, call.options.gone]}


def _choices(words: Sequence[str]) -> dict[str, Side]:
    chosen = {name: side.lower() for name, side in facts_of(words).items()} if words else {}
    wrong = [Problem(name, "choice_unknown", side, {"choices": ("KEEP", "OTHER")})
             for name, side in chosen.items() if side not in SIDES]  # fmt: skip
    if wrong:
        raise InputRefused(wrong)
    return cast("dict[str, Side]", chosen)


def apart_(call: Call) -> Answer:
    """Remember that two records are two persons, or forget it."""
    options = call.options
    changed = set_apart(call.acting(), options.kept, options.gone, undo=options.undo)
    told = _("{kept} and {gone} are two persons: they are not proposed again.")
    if options.undo:
        told = _("{kept} and {gone} may be one person: they are proposed again.")
    if not changed:
        told = _("Nothing is changed: it stands so already.")
    pair = {"kept": isolated(options.kept), "gone": isolated(options.gone)}
    data = {"changed": changed, "apart": not options.undo, "changes": [], "warnings": []}
    return Answer(_refs(call) | data, [told.format(**pair)])


def list_merges(call: Call) -> Answer:
    """List the merges that stand, and for each what has built on it."""
    with call.books(read_only=True).read() as session:
        found = merges_standing(session)
    free = sum(not one.built_on for one in found)
    told = ngettext(
        "{count} merge, {free} can be taken back", "{count} merges, {free} can be taken back", len(found)
    )
    said = told.format(count=count(len(found)), free=count(free))
    return Answer({"merges": [_merge_data(one) for one in found]}, [*map(_merge_line, found), said])


def _merge_data(taken: Taken) -> dict[str, Any]:
    one = taken.merge
    return {
        "refs": [one.kept.ref, one.gone.ref],
        "names": [one.kept.name, one.gone.name],
        "merged_on": one.merged_on.isoformat(),
        "can_be_undone": not taken.built_on,
        "built_on": list(taken.built_on),
    }


def _merge_line(taken: Taken) -> str:
    one = taken.merge
    pair = [f"{isolated(each.ref)} {each.name}" for each in (one.kept, one.gone)]
    since = _("since then: {what}").format(what=noun_words(taken.built_on)) if taken.built_on else ""
    return "  ".join(filter(None, (day(one.merged_on), *pair, since)))
