"""``mandates list|add|change|suspend|resume|end``: what donors signed so that their accounts may be debited."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, cast
from uuid import uuid4

from msgspec.structs import replace

from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.collection_data import doubts_data
from donations_app.commands.facts import facts_of
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.mandate_debits import debits_ahead
from donations_app.db.queries.mandate_list import MandateRow
from donations_app.db.queries.mandates import mandate_key
from donations_app.db.queries.references import found_party
from donations_app.db.queries.waiting_debits import doubtful_debits
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.identifiers import compact
from donations_app.domain.mandates import STATES, Kind, MandateDraft, Terms
from donations_app.domain.typed import TypedError, clean_text, parse_any_date
from donations_app.i18n import _, isolated, without_marks
from donations_app.services.payments.mandates import (
    amend_mandate,
    end_mandate,
    give_mandate,
    resume_mandate,
    standing_mandates,
    suspend_mandate,
)
from donations_app.words.codes import listed, together
from donations_app.words.debits import KINDS as KIND_WORDS
from donations_app.words.debits import STATES as STATE_WORDS
from donations_app.words.debits import last_digits, mandate_words
from donations_app.words.mandates import Act, follows_words
from donations_app.words.waiting_debits import waits_words

_AMENDED: Final = ("reference", "iban", "bic", "creditor_id", "document")
_FACTS: Final = (
    "payer",
    "reference",
    "signed_on",
    "iban",
    "bic",
    "creditor_id",
    "kind",
    "document",
    "used_on",
    "gift",
)
_COMPACT: Final = ("iban", "bic", "creditor_id")


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    words = "list|add|change|suspend|resume|end"
    kinds = add_group(commands, name, summary(name), words)
    found = add_command(kinds, "list", _("mandates, where they stand, and their history"), list_them)
    found.add_argument("--payer", default="", metavar="REF")
    found.add_argument("--state", default="", choices=STATES)
    added = add_command(kinds, "add", _("record a mandate that was signed"), give, writes=True)
    changed = add_command(
        kinds, "change", _("another account, reference or creditor from a day on"), change, writes=True
    )
    suspended = add_command(
        kinds, "suspend", _("collect nothing until it is taken up again"), suspend, writes=True
    )
    resumed = add_command(kinds, "resume", _("collect again"), resume, writes=True)
    ended = add_command(kinds, "end", _("nothing is collected from a day on"), end, writes=True)
    for each in (changed, suspended, resumed, ended):
        each.add_argument("mandate", metavar="REF", help=_("of the mandate, or of a gift that is debited"))
    changed.add_argument(
        "--from", dest="start", type=day_option, metavar="DATE", help=_("today, if not given")
    )
    changed.add_argument("--reason", default="")
    for each in (suspended, ended):
        each.add_argument(
            "--on", dest="on_day", type=day_option, metavar="DATE", help=_("today, if not given")
        )
        each.add_argument("--reason", required=True)
    for each, known in ((added, _FACTS), (changed, _AMENDED)):
        each.add_argument("facts", nargs="+", metavar="FIELD=VALUE", help=listed(known))


def list_them(call: Call) -> Answer:
    """List mandates."""
    options = call.options
    with call.books(read_only=True).read() as session:
        if options.payer:
            found_party(session, options.payer)
        rows = standing_mandates(session, on=call.today, payer=options.payer)
    found = [row for row in rows if options.state in ("", row.state)]
    lines = [mandate_line(row) for row in found] or [
        _("No mandate is like that.") if rows else _("No mandate is recorded yet.")
    ]
    return Answer({"mandates": [mandate_data(row) for row in found]}, lines)


def give(call: Call) -> Answer:
    """Record a mandate."""
    books, facts = call.acting(), _facts(call, _FACTS)
    draft = MandateDraft(
        key=uuid4(),
        payer=facts.get("payer", ""),
        terms=_terms(Terms(), facts),
        signed_on=_day(facts, "signed_on"),
        kind=cast("Kind", facts.get("kind") or "recurring"),
        document=facts.get("document", ""),
        used_on=_day(facts, "used_on"),
    )
    if not draft.payer:
        raise InputRefused([Problem("payer", "missing")])
    gifts = tuple(filter(None, (one.strip() for one in facts.get("gift", "").split(","))))
    ref = give_mandate(books, draft, gifts=gifts)
    return _done(call, books, ref, None)


def change(call: Call) -> Answer:
    """Amend a mandate."""
    options, facts = call.options, _facts(call, _AMENDED)
    start = options.start or call.today

    def does(books: Books, before: MandateRow) -> str:
        new = _terms(before.facts.terms_on(start), facts)
        new = replace(new, reason=clean_text(options.reason))
        _before, after = amend_mandate(
            books, options.mandate, new, start=start, document=facts.get("document")
        )
        return after.reference or options.mandate

    return _act(call, does)


def suspend(call: Call) -> Answer:
    """Collect nothing for a while."""
    options = call.options

    def does(books: Books, _before: MandateRow) -> str:
        suspend_mandate(books, options.mandate, on=options.on_day or call.today, reason=options.reason)
        return str(options.mandate)

    return _act(call, does, "suspend")


def resume(call: Call) -> Answer:
    """Collect again."""

    def does(books: Books, _before: MandateRow) -> str:
        resume_mandate(books, call.options.mandate)
        return str(call.options.mandate)

    return _act(call, does, "resume")


def end(call: Call) -> Answer:
    """End a mandate."""
    options = call.options

    def does(books: Books, _before: MandateRow) -> str:
        end_mandate(books, options.mandate, on=options.on_day or call.today, reason=options.reason)
        return str(options.mandate)

    return _act(call, does, "end")


def _act(call: Call, does: Callable[[Books, MandateRow], str], act: Act | None = None) -> Answer:
    """Do an act, and say what follows from it for the next runs."""
    books = call.acting()
    before = _one(call, books, call.options.mandate)
    with books.read() as session:
        ahead = debits_ahead(session, call.options.mandate, call.today)
    answer = _done(call, books, does(books, before), before)
    if act is None:
        return answer
    follows = follows_words(act, before, replace(ahead, waiting=()))  # the notes tell of what waits
    data = answer.data | {
        "follows": [without_marks(said) for said in follows],
        "next": [
            {"gift": one.gift, "due_on": one.due_on.isoformat(), "amount_cents": one.amount.cents}
            for one in ahead.next
        ],
    }
    return Answer(data, [*answer.lines, *follows], answer.notes)


def _done(call: Call, books: Books, ref: str, before: MandateRow | None) -> Answer:
    now = _one(call, books, ref)
    old, new = mandate_data(before) if before else {}, mandate_data(now)
    changes = [
        {"what": name, "ref": ref, "before": old.get(name), "after": value}
        for name, value in new.items()
        if name != "terms" and old.get(name) != value
    ]
    with books.read() as session:
        presented = now.facts.terms_on(call.today).reference
        doubts = doubtful_debits(session, today=call.today, reference=presented)
    data = {"mandate": new, "changes": changes, "warnings": doubts_data(doubts)}
    return Answer(data, [mandate_line(now)], [*map(waits_words, doubts)])


def _one(call: Call, books: Books, ref: str) -> MandateRow:
    with books.read() as session:
        key = mandate_key(session, ref, is_required=True) or 0
        return standing_mandates(session, on=call.today, keys=(key,))[0]


def _facts(call: Call, known: tuple[str, ...]) -> dict[str, str]:
    """Return what is stated, clean; identifiers compact."""
    facts, problems = facts_of(call.options.facts), []
    for name, text in facts.items():
        if name not in known:
            problems.append(Problem(name, "choice_unknown", name, {"choices": known}))
            continue
        try:
            facts[name] = compact(text) if name in _COMPACT else clean_text(text)
        except TypedError as error:
            problems.append(Problem(name, error.problem, text))
    if problems:
        raise InputRefused(problems)
    return facts


def _day(facts: Mapping[str, str], name: str) -> date | None:
    if not (text := facts.get(name, "")):
        return None
    try:
        return parse_any_date(text)
    except TypedError as error:
        raise InputRefused([Problem(name, error.problem, text)]) from error


def _terms(before: Terms, facts: Mapping[str, str]) -> Terms:
    names = ("reference", *_COMPACT)
    stated: dict[str, Any] = {name: facts[name] for name in names if name in facts}
    if stated.get("iban", before.iban) != before.iban:
        stated.setdefault("bic", "")  # it was that of the other bank
    return replace(before, **stated)


def mandate_data(row: MandateRow) -> dict[str, Any]:
    """Return a mandate as JSON, with its terms by day."""
    facts = row.facts
    return {
        "ref": row.now.reference or None,
        "payer": row.payer,
        "name": row.name,
        "office": row.office,
        "kind": facts.kind,
        "state": row.state,
        "signed_on": _iso(facts.signed_on),
        "document": row.document or None,
        "iban": row.now.iban or None,
        "bic": row.now.bic or None,
        "creditor_id": row.now.creditor_id or None,
        "last_collected_on": _iso(facts.last_on),
        "lapses_on": _iso(row.lapses_on),
        "suspended_on": _iso(facts.suspended_on),
        "suspended_reason": row.suspended_reason or None,
        "ended_on": _iso(facts.ended_on),
        "end_reason": row.end_reason or None,
        "gifts": list(row.gifts),
        "terms": [
            {
                "from": _iso(one.since),
                "reference": one.reference or None,
                "iban": one.iban or None,
                "bic": one.bic or None,
                "creditor_id": one.creditor_id or None,
                "reason": one.reason or None,
            }
            for one in facts.terms
        ],
    }


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def mandate_line(row: MandateRow) -> str:
    """Return a mandate in one line: the last digits of the account alone."""
    state = _(STATE_WORDS[row.state][0])
    parts = [
        isolated(row.now.reference or "–"),
        row.name,
        last_digits(row.now.iban) if row.now.iban else "",
        _(KIND_WORDS[row.facts.kind]),
        state,
        together(*mandate_words(row)),
        listed(row.gifts),
    ]
    return "  ".join(filter(None, parts))
