"""``people list|show|add|change``: who is recorded, one with all that is known of him, somebody new or changed."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.consents import said_data
from donations_app.commands.doubles import double_data, double_line
from donations_app.commands.facts import facts_of
from donations_app.commands.foreseen import foreseen_lines, foreseen_shares
from donations_app.commands.member_data import call_data, circular_data
from donations_app.commands.moves import address_data
from donations_app.commands.officers import officer_data
from donations_app.commands.payment_list import row_data
from donations_app.commands.saved_views import add_saved, filter_kept, saved_view
from donations_app.commands.situations import change_data
from donations_app.db.queries.doubles import doubles_of
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.people_list import PersonRow, people
from donations_app.db.queries.person_card import PersonCard, PersonReceipt, person_card
from donations_app.domain.deaths import names_of
from donations_app.domain.dues import DuesYear
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.parties import ASSOCIATIONS_OF, KINDS, LANGUAGES, OF_ASSOCIATIONS, PLACE, PartyDraft
from donations_app.domain.people_filter import (
    ORDERS,
    PeopleFilter,
    PeopleOrder,
    people_by_fields,
    people_questions,
)
from donations_app.domain.typed import TypedError, parse_amount, parse_any_date, parse_yes_no
from donations_app.formats import columns
from donations_app.formats.passing_on import passes_on
from donations_app.formats.reference import code_of, municipalities, name_of_place, provinces, territory
from donations_app.formats.stated import stated_person
from donations_app.i18n import _, count, day, isolated, language, moment, money, ngettext
from donations_app.services.payments.foresight import foresee
from donations_app.services.people.parties import change_party, record_party
from donations_app.services.people.waiting import receipts_to_issue
from donations_app.words.addresses import address_line, waiting_line
from donations_app.words.changes import history_change, person_change
from donations_app.words.circulars import circular_line
from donations_app.words.codes import AGREEMENTS, PARTY_KINDS, kinds_word, per, together, word
from donations_app.words.consents import said_line
from donations_app.words.doubles import former_words
from donations_app.words.dues import call_words
from donations_app.words.entries import act_words
from donations_app.words.imports import taken_back_words
from donations_app.words.officers import officer_line
from donations_app.words.people import value_words
from donations_app.words.situations import change_line

_INNER: Final = ("id", "given", "given_before")


def add_list(kinds: Any) -> None:
    """Add the four commands."""
    listed = add_command(kinds, "list", _("people by kind, place, what they gave ..."), list_people)
    add_questions(listed)
    shown = add_command(kinds, "show", _("a person with payments, dues, receipts and history"), show)
    added = add_command(kinds, "add", _("record somebody new"), add, writes=True)
    changed = add_command(kinds, "change", _("change what is known of somebody"), change, writes=True)
    for each in (shown, changed):
        each.add_argument("party", metavar="REF")
    for each in (added, changed):
        each.add_argument("facts", nargs="+", metavar="FIELD=VALUE", help=_("columns as in a file of people"))


def add_questions(parser: argparse.ArgumentParser) -> None:
    """Add what narrows people to a list."""
    names = together(*sorted(_QUESTIONS))
    parser.add_argument("--where", action="append", default=[], metavar="NAME=VALUE", help=names)
    ready = parser.add_mutually_exclusive_group()
    ready.add_argument(
        "--question",
        default="",
        choices=tuple(people_questions(date.max)),
        help=_("one of the questions that are ready"),
    )
    add_saved(ready)


def asked_people(call: Call) -> PeopleFilter:
    """Return who is asked for by the options of ``add_questions``.

    Raises:
        InputRefused: there is no such question or view, or its value cannot be read.
    """
    asked = people_questions(call.today).get(call.options.question, PeopleFilter())
    if kept := saved_view(call, "people"):
        asked = filter_kept(kept, people_by_fields, call.today)
    return _filter(call.options.where, asked)


def asked_order(call: Call) -> PeopleOrder:
    """Return the order of a view that is kept, else that of names."""
    if (kept := saved_view(call, "people")) and kept.order in ORDERS:
        return PeopleOrder(by=kept.order, is_descending=kept.is_descending, year=call.today.year)
    return PeopleOrder()


# what one asks of people: its name, and the part of the filter that its value is


def _year(first: str, last: str) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        if not (text.isascii() and text.isdecimal() and 1990 <= int(text) <= 2100):
            raise TypedError("number_unreadable")
        year = int(text)
        gave = {"gave": True} if first == "given_from" else {}
        return {first: date(year, 1, 1), last: date(year, 12, 31)} | gave

    return read


def _as_text(field: str) -> Callable[[str], dict[str, Any]]:
    return lambda text: {field: text}


def _one_of(field: str, choices: Sequence[str]) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        if text not in choices:
            raise InputRefused([Problem(field, "choice_unknown", text, {"choices": tuple(choices)})])
        return {field: text}

    return read


def _country(text: str) -> dict[str, Any]:
    if not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise TypedError("country_unknown")
    return {"country": text.upper()}


def _place(field: str) -> Callable[[str], dict[str, Any]]:
    """Return what reads a municipality or a province, by its code or its name."""

    def read(text: str) -> dict[str, Any]:
        code = code_of(text, municipalities() if field == "municipality" else provinces())
        asked = {"province": "", "municipality": ""} | {field: code}
        if problems := list(territory().problems("", **asked, language=language())):
            raise InputRefused(problems)
        return {field: code}

    return read


def _yes_no(field: str) -> Callable[[str], dict[str, Any]]:
    return lambda text: {field: parse_yes_no(text)}


_QUESTIONS: Final[dict[str, Callable[[str], dict[str, Any]]]] = {
    "kind": _one_of("kind", KINDS),
    "name": _as_text("name"),
    "city": _as_text("city"),
    "postcode": _as_text("postcode"),
    "country": _country,
    "language": _one_of("language", LANGUAGES),
    "address": _yes_no("has_address"),
    "email": _yes_no("has_email"),
    "member": _yes_no("is_member"),
    "gave": _year("given_from", "given_to"),
    "gave_not": _year("gave_not_from", "gave_not_to"),
    "late": _yes_no("is_late"),
    "association": _as_text("association"),
    "association_of": _one_of("association_of", ASSOCIATIONS_OF),
    "municipality": _place("municipality"),
    "province": _place("province"),
    "since": lambda text: {"given_from": parse_any_date(text), "given_to": None},
    "more_than": lambda text: {"given_more_than": Money(parse_amount(text))},
}


def _filter(words: Sequence[str], only: PeopleFilter) -> PeopleFilter:
    for name, value in facts_of(words).items():
        if name not in _QUESTIONS:
            choices = {"choices": tuple(sorted(_QUESTIONS))}
            raise InputRefused([Problem("where", "choice_unknown", name, choices)])
        try:
            only = replace(only, **_QUESTIONS[name](value))
        except TypedError as error:
            raise InputRefused([Problem(name, error.problem, value)]) from error
    return only


def list_people(call: Call) -> Answer:
    """List people by name, or as a view that is kept orders them, with what they gave."""
    only, order = asked_people(call), asked_order(call)
    with call.books(read_only=True).read() as session:
        found = people(session, only, order, today=call.today)
    given = Money.total(row.given for row in found)
    told = ngettext("{count} person, {amount}", "{count} people, {amount}", len(found))
    said = told.format(count=count(len(found)), amount=money(given))
    data = {"people": [_row_data(row) for row in found], "count": len(found), "given_cents": given.cents}
    return Answer(data, [*map(_line, found), said])


def _row_data(row: PersonRow) -> dict[str, Any]:
    known = {name: value for name, value in row._asdict().items() if name not in _INNER}
    return known | {"given_cents": row.given.cents}


def _line(row: PersonRow) -> str:
    place = " ".join(filter(None, (row.postcode, row.city)))
    return "  ".join(filter(None, (isolated(row.ref), row.name, isolated(place), money(row.given))))


def show(call: Call) -> Answer:
    """Show somebody with payments, dues, agreed gifts, receipts and history."""
    with call.books(read_only=True).read() as session:
        draft, _version = party_draft(session, call.options.party)
        card = person_card(session, call.options.party, today=call.today)
    data = {
        "person": _person(draft) | {"name": card.name},
        "taken_back": {"on": gone.on.isoformat(), "import": gone.import_ref}
        if (gone := card.taken_back)
        else None,
        "addresses": [address_data(one) for one in card.addresses],
        "consents": [said_data(one) for one in card.consents],
        "situations": [change_data(one) for one in card.situations],
        "officers": [officer_data(one) for one in card.officers],
        "payments": [row_data(row) for row in card.payments],
        "dues": [_dues(one) for one in card.dues],
        "letters": [call_data(one) for one in card.calls],
        "circulars": [circular_data(one) for one in card.circulars],
        "recurring": [
            {
                "ref": one.ref,
                "amount_cents": one.now.amount.cents,
                "frequency": one.now.frequency,
                "state": one.now.state,
                "standing": one.standing,
            }
            for one in card.recurring
        ],
        "receipts": [_receipt(one) for one in card.receipts],
        "merged": [{"ref": one.ref, "name": one.name, "address": one.place} for one in card.formers],
        "history": [
            {
                "at": one.at.isoformat(),
                "who": one.who,
                "what": one.kind,
                "record": one.record,
                "changes": [{"what": of.name, "before": of.before, "after": of.after} for of in one.changes],
            }
            for one in card.entries
        ],
    }
    return Answer(data, _card_lines(draft, card))


def _person(draft: PartyDraft) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in columns.FACTS:
        value = getattr(draft, name)
        found[name] = value.isoformat() if isinstance(value, date) else value if value != "" else None
    return found


def _dues(one: DuesYear) -> dict[str, Any]:
    return {"year": one.year, "fee_cents": one.fee.cents, "paid_cents": one.paid.cents, "state": one.state}


def _receipt(one: PersonReceipt) -> dict[str, Any]:
    return {
        "number": one.number,
        "year": one.year,
        "issued_on": one.issued_on.isoformat(),
        "amount_cents": one.amount.cents,
        "cancelled": one.is_cancelled,
    }


def _card_lines(draft: PartyDraft, card: PersonCard) -> list[str]:
    lines = [f"{isolated(draft.ref)}  {card.name}  {word(PARTY_KINDS, draft.kind)}"]
    lines += [taken_back_words(card.taken_back)] if card.taken_back else []
    lines += [isolated(draft.other_script)] if draft.other_script else []
    lines += [address_line(one) for one in card.addresses]
    lines += [said_line(one) for one in card.consents]
    lines += [change_line(one) for one in card.situations]
    lines += _association_lines(draft, card)
    lines += [isolated(text) for text in (draft.email, draft.phone) if text]
    days = zip(names_of(draft), (draft.deceased_on, draft.second_deceased_on), strict=False)
    lines += [_("{name} died on {day}.").format(name=name, day=day(on)) for name, on in days if on]
    lines += [
        "  ".join((day(row.on), money(row.amount), kinds_word(row.kinds, row.dues_years), isolated(row.ref)))
        for row in card.payments
    ]
    lines += [
        f"{kinds_word(('dues',), (one.year,))}  {money(one.paid)} / {money(one.fee)}" for one in card.dues
    ]
    lines += [call_words(one) for one in card.calls]
    lines += [circular_line(one) for one in card.circulars]
    lines += [
        "  ".join(
            (
                _("Agreed gift: {ref}").format(ref=isolated(one.ref)),
                per(money(one.now.amount), one.now.frequency),
                _(AGREEMENTS[one.standing][0]),
            )
        )
        for one in card.recurring
    ]
    lines += [
        _("Receipt: {number}").format(number=isolated(one.number))
        + "  ".join(("", money(one.amount), *([_("Cancelled")] if one.is_cancelled else [])))
        for one in card.receipts
    ]
    lines += [
        _("Recorded as: {record}").format(record=former_words(one.ref, one.name, one.place))
        for one in card.formers
    ]
    told = _("{at}, {who}: {record}")
    for one in card.entries:
        lines.append(told.format(at=moment(one.at), who=one.who, record=act_words(one.kind)))
        lines += [f"  {history_change(each)}" for each in one.changes]
    return lines


def _association_lines(draft: PartyDraft, card: PersonCard) -> list[str]:
    """Return what an association alone has: of whom it is, where, and its officers."""
    facts = [
        name_of_place(name, value_words(name, value), language())
        for name in OF_ASSOCIATIONS
        if (value := getattr(draft, name))
    ]
    return [*([together(*facts)] if facts else []), *map(officer_line, card.officers)]


def add(call: Call) -> Answer:
    """Record somebody new; the reference is given unless one is stated."""
    draft, books = stated_person(facts_of(call.options.facts)), call.acting()
    with books.read() as session:
        alike = doubles_of(session, draft)
    done = record_party(books, draft)
    told = _("{ref} is recorded.") if not done.already else _("{ref} was recorded already.")
    data: dict[str, Any] = {
        "person": _person(draft) | {"ref": done.ref},
        "already": done.already,
        "changes": [],
        "warnings": [] if done.already else [double_data(*one) for one in alike],
    }
    notes = [] if done.already else [double_line(*one) for one in alike]
    if draft.money_origin == "" and (known := passes_on(draft.organisation)):
        data["warnings"].append({"passes_on": known.code})
        notes.append(_passing_on(known.name("fr"), done.ref))
    return Answer(data, [told.format(ref=isolated(done.ref))], notes=notes)


def change(call: Call) -> Answer:
    """Change some facts; what was printed stays as it is, and receipts to come carry what is new."""
    books, ref = call.acting(), call.options.party
    with books.read() as session:
        standing, seen = party_draft(session, ref)
    draft = stated_person(facts_of(call.options.facts), standing)
    changes = _changes(standing, draft)
    data: dict[str, Any] = {"person": _person(draft), "changes": changes, "warnings": []}
    lines = [person_change(one["what"], one["before"], one["after"]) for one in changes]
    if draft.money_origin != standing.money_origin:
        foreseen = foresee(books, lambda twin: change_party(twin, ref, draft, seen=seen))
        data |= foreseen_shares(foreseen)
        lines += [
            _(
                "Earlier gifts follow, from the day of what is stated today, else from the beginning; receipts stay."
            ),
            *foreseen_lines(foreseen),
        ]
    if changes:
        change_party(books, ref, draft, seen=seen)
    if any(one["what"] in PLACE for one in changes):
        waiting = receipts_to_issue(books, ref, call.today.year)
        data["receipts_to_issue"] = waiting
        if waiting:
            lines.append(waiting_line(waiting))
    return Answer(data, lines or [_("Nothing is changed: it stands so already.")])


def _passing_on(name: str, ref: str) -> str:
    told = _(
        "{name} is known to pass on public money. If so, say: payers origin {ref} regranted --source ..."
    )
    return told.format(name=isolated(name), ref=isolated(ref))


def _changes(before: PartyDraft, after: PartyDraft) -> list[dict[str, Any]]:
    old, new = _person(before), _person(after)
    return [
        {"what": name, "ref": before.ref, "before": old[name], "after": new[name]}
        for name in columns.FACTS
        if old[name] != new[name]
    ]
