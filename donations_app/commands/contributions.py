"""``contributions``: labour, land, materials and transport given for projects, with their attestations."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from donations_app.commands.call import (
    Answer,
    Call,
    add_as_on,
    add_command,
    add_group,
    file_option,
)
from donations_app.commands.foreseen import foreseen_lines, foreseen_shares
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.contributions import ContributionRow, contribution, contributions
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.typed import TypedError, parse_amount, parse_rate, plain
from donations_app.domain.valued import CONTRIBUTIONS, ContributionDraft, Worker
from donations_app.formats.currencies import currency_code
from donations_app.formats.writing import placed
from donations_app.i18n import _, day, isolated, money
from donations_app.services.funding.attestations import LANGUAGES, print_cash, print_contribution
from donations_app.services.funding.contributions import (
    attest_contribution,
    record_contribution,
    withdraw_contribution,
)
from donations_app.services.payments.foresight import foresee
from donations_app.words.contributions import CONTRIBUTION_STATES
from donations_app.words.funding import kind_name


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "list|add|attest|withdraw|print|cash")
    listed = add_command(kinds, "list", _("contributions as they stood on a day"), list_all)
    add_as_on(listed)
    listed.add_argument("--as-known", action="store_true", help=_("only what was recorded by that day"))
    made = add_command(
        kinds, "add", _("record a contribution; it waits for its attestation"), make, writes=True
    )
    made.add_argument("--kind", required=True, choices=CONTRIBUTIONS, help=_("what is given"))
    made.add_argument(
        "--given-on", type=day_option, required=True, metavar="DATE", help=_("the day on which it was given")
    )
    made.add_argument("--amount", metavar="AMOUNT", help=_("of labour it is days times rate"))
    made.add_argument("--day-rate", metavar="AMOUNT", help=_("of labour: for one day"))
    made.add_argument(
        "--worker", action="append", default=[], metavar="NAME=DAYS", help=_("as often as needed")
    )
    for option, default, said in (
        ("--description", "", _("in words; compulsory but for labour")),
        ("--valued-by", "", _("who put the value on it, by what")),
        ("--currency", "EUR", _("in which it is valued")),
        ("--rate", "", _("units of the currency for one euro")),
    ):
        made.add_argument(option, default=default, metavar="TEXT", help=said)
    for each in (listed, made):
        each.add_argument("--project", default="", metavar="CODE", required=each is made)
        each.add_argument("--association", default="", metavar="REF")
    signed = add_command(kinds, "attest", _("write that the attestation is signed"), attest, writes=True)
    signed.add_argument(
        "--signed-on", type=day_option, required=True, metavar="DATE", help=_("the day of the signature")
    )
    signed.add_argument("--signed-by", required=True, metavar="TEXT", help=_("who signed"))
    signed.add_argument("--document", default="", metavar="TEXT", help=_("where the paper is kept"))
    gone = add_command(
        kinds, "withdraw", _("withdraw a contribution; it stays visible"), withdraw, writes=True
    )
    gone.add_argument("--reason", required=True, metavar="TEXT")
    for each in (signed, gone):
        each.add_argument("contribution", metavar="REF")
    _add_prints(kinds)


def _add_prints(kinds: Any) -> None:
    """Add the commands that print."""
    paper = add_command(kinds, "print", _("the attestation of a contribution, to be signed"), print_one)
    cash = add_command(kinds, "cash", _("the attestation of what was received in cash"), print_in_cash)
    cash.add_argument("--project", required=True, metavar="CODE")
    cash.add_argument("--association", default="", metavar="REF")
    for option, bound in (("--from", "first"), ("--to", "last")):
        cash.add_argument(option, dest=bound, type=day_option, required=True, metavar="DATE")
    for each in (paper, cash):
        each.add_argument("--language", choices=LANGUAGES, default="fr", help=_("of the page"))
        each.add_argument("--out", type=file_option("pdf"), required=True, metavar="FILE.pdf")
        each.add_argument("--force", action="store_true")
    paper.add_argument("contribution", metavar="REF")


def list_all(call: Call) -> Answer:
    """List the contributions of a project, of an association, or all."""
    options = call.options
    with call.books(read_only=True).read() as session:
        found = contributions(
            session,
            on=call.today,
            project=options.project,
            association=options.association,
            as_known=options.as_known,
        )
    return Answer({"contributions": [_data(row) for row in found]}, list(map(_line, found)))


def _data(row: ContributionRow) -> dict[str, Any]:
    days = ("given_on", "counts_from", "signed_on", "withdrawn_on")
    texts = ("ref", "project", "association", "kind", "description", "currency", "rate", "valued_by", "state",
             "signed_by", "document", "reason")  # fmt: skip
    return {
        **{name: getattr(row, name) or None for name in texts},
        **{name: on.isoformat() if (on := getattr(row, name)) else None for name in days},
        "amount_cents": row.amount.cents,
        "foreign_minor": row.foreign_minor,
        "day_rate_minor": row.day_rate,
        "workers": [{"name": one.name, "days": one.half_days / 2} for one in row.workers],
    }


def _line(row: ContributionRow) -> str:
    place = f"{row.project} / {row.association}" if row.association else row.project
    told = _("{ref}: {kind} for {project}, {amount}, given on {on}, {state}")
    return told.format(
        ref=isolated(row.ref),
        kind=kind_name(row.kind),
        project=isolated(place),
        amount=money(row.amount),
        on=day(row.given_on),
        state=_(CONTRIBUTION_STATES[row.state]),
    )


def make(call: Call) -> Answer:
    """Record a contribution."""
    draft, books = _draft(call.options), call.acting()
    done = record_contribution(books, draft)
    with books.read() as session:
        row = contribution(session, done.ref, on=call.today)
    data = {
        "contribution": _data(row),
        "already": done.already,
        "changes": [{"what": "contribution", "ref": done.ref, "before": None, "after": row.state}],
        "warnings": [],
    }
    told = _("It counts once its attestation is signed (contributions attest {ref}).")
    return Answer(data, [_line(row), told.format(ref=isolated(done.ref))])


def _draft(options: Any) -> ContributionDraft:
    try:
        currency, rate = currency_code(options.currency), parse_rate(options.rate) if options.rate else ""
    except TypedError as error:
        field = "rate" if error.problem == "rate_unreadable" else "currency"
        raise InputRefused([Problem(field, error.problem, getattr(options, field))]) from error
    return ContributionDraft(
        key=uuid4(),
        project=options.project,
        association=options.association,
        kind=options.kind,
        given_on=options.given_on,
        description=options.description,
        valued_by=options.valued_by,
        worth=_minor("amount", options.amount) or 0,
        day_rate=_minor("day_rate", options.day_rate),
        workers=_workers(options.worker),
        currency=currency,
        rate=rate,
    )


def _minor(field: str, text: str | None) -> int | None:
    try:
        return None if text is None else parse_amount(text)
    except TypedError as error:
        raise InputRefused([Problem(field, error.problem, text or "")]) from error


def _workers(words: Sequence[str]) -> tuple[Worker, ...]:
    """Return who worked how many half days; each is stated as NAME=DAYS."""
    found = []
    for word in words:
        name, _sign, days = word.partition("=")
        whole, comma, half = plain(days).replace(".", ",").partition(",")
        is_half = half in ({"0", "5", "00", "50"} if comma else {""})
        if not name.strip() or not whole.isdecimal() or len(whole) > 4 or not is_half:
            raise InputRefused([Problem("worker", "worker_unclear", word)])
        found.append(Worker(name.strip(), 2 * int(whole) + (half[:1] == "5")))
    return tuple(found)


def attest(call: Call) -> Answer:
    """Write that the attestation of a contribution is signed."""
    options = call.options

    def act(twin: Books) -> None:
        attest_contribution(
            twin,
            options.contribution,
            signed_on=options.signed_on,
            signed_by=options.signed_by,
            document=options.document,
        )

    return _settled(call, act)


def withdraw(call: Call) -> Answer:
    """Withdraw a contribution; it stays visible."""
    options = call.options
    return _settled(
        call, lambda twin: withdraw_contribution(twin, options.contribution, reason=options.reason)
    )


def _settled(call: Call, act: Any) -> Answer:
    """Do what settles a contribution, and say what it changes."""
    books, ref = call.acting(), call.options.contribution
    with books.read() as session:
        before = contribution(session, ref, on=call.today)
    foreseen = foresee(books, act)
    act(books)
    with books.read() as session:
        after = contribution(session, ref, on=call.today)
    data = {
        "contribution": _data(after),
        "changes": [{"what": "state", "ref": after.ref, "before": before.state, "after": after.state}],
        **foreseen_shares(foreseen),
        "warnings": [],
    }
    return Answer(data, [_line(after), *foreseen_lines(foreseen)])


def print_one(call: Call) -> Answer:
    """Write the attestation of a contribution as a PDF."""
    options = call.options
    content = print_contribution(call.books(read_only=True), options.contribution, options.language)
    return _written(call, content, {"ref": options.contribution})


def print_in_cash(call: Call) -> Answer:
    """Write the attestation of what was received in cash for a project as a PDF."""
    options = call.options
    content = print_cash(
        call.books(read_only=True),
        options.project,
        association=options.association,
        first=options.first,
        last=options.last,
        language=options.language,
    )
    return _written(call, content, {"project": options.project})


def _written(call: Call, content: bytes, data: dict[str, Any]) -> Answer:
    path = call.options.out
    with placed(path, force=call.options.force) as file:
        file.write(content)
    told = _("Written: {path}").format(path=isolated(str(path)))
    return Answer(data | {"file": str(path)}, [told])
