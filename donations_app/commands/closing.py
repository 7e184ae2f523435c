"""``close year|show|list|print``: fiscal years closed one after another, for ever."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from donations_app import preferences
from donations_app.backup_checks import damaged_in
from donations_app.closing_words import WHY, command_of, open_thing_words, state_words
from donations_app.code_words import KINDS, METHODS, together, word
from donations_app.commands.call import Answer, Call, add_command, add_group, file_option, year_option
from donations_app.db.books import Books
from donations_app.db.queries.closings import (
    ClosedYear,
    LatePayment,
    closed_years,
    closing_content,
    late_in,
)
from donations_app.domain.closing import (
    WARNINGS,
    ClosingContent,
    Figures,
    Flow,
    Numbers,
    OpenThing,
    Standing,
    unaccepted,
)
from donations_app.domain.closing_errors import YearNotReady
from donations_app.formats.writing import placed
from donations_app.i18n import _, count, day, isolated, money
from donations_app.services.closing.years import Readiness, close_year, closing_document, readiness


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(
        commands, name, _("close a fiscal year: nothing of it changes any more"), "year|show|list|print"
    )
    closed = add_command(kinds, "year", _("check a year, and close it for ever"), close, writes=True)
    closed.add_argument(
        "--accept", action="append", default=[], choices=(*WARNINGS, "all"), metavar="CODE|all",
        help=_("take upon oneself what stands open"),
    )  # fmt: skip
    closed.add_argument("--no-backup", action="store_true", help=_("keep no backup before it"))
    shown = add_command(kinds, "show", _("the figures of a year, and what the next one opens with"), show)
    printed = add_command(kinds, "print", _("the document of a closing, to be dated and signed"), print_)
    for each in (closed, shown, printed):
        each.add_argument("year", type=year_option, metavar="YEAR")
    add_command(kinds, "list", _("the years that are closed"), list_)
    printed.add_argument("--out", type=file_option("pdf"), required=True, metavar="FILE.pdf")
    printed.add_argument("--force", action="store_true")


# what is written


def close(call: Call) -> Answer:
    """Close a year, or tell what stands open."""
    options, books = call.options, call.acting()
    year: int = options.year
    ready = readiness(books, year, progress=call.progress())
    if ready.closed is None and unaccepted(ready.open_things, options.accept):
        return _not_ready(ready, options.accept)
    kept = None if call.is_rehearsal or options.no_backup or ready.closed else _backed_up(call, books)
    try:
        content = close_year(books, year, accept=options.accept)
    except YearNotReady as error:  # something was written meanwhile
        return _not_ready(ready, options.accept, error.open_things)
    data = {
        "year": year,
        "closed": True,
        "problems": [_problem(one, ready.last_on, year) for one in content.accepted],
        "closing": _content_data(content),
        "backup": str(kept) if kept else None,
    }
    told = _("The year {year} is closed. Payments: {count}, {amount}")
    figures = content.figures
    lines = [
        told.format(year=isolated(str(year)), count=count(figures.payments), amount=money(figures.amount))
    ]
    if kept:
        lines.insert(0, _("Backed up before: {path}").format(path=isolated(str(kept))))
    lines.append(_("Print its document with {command}, date it and sign it.").format(
        command=isolated(f"close print {year} --out {year}.pdf")))  # fmt: skip
    return Answer(data, lines, [open_thing_words(one) for one in content.accepted])


def _backed_up(call: Call, books: Books) -> Path | None:
    """Keep a backup of a file of books before they are closed; a server is backed up by who cares for it."""
    if books.is_server:
        return None
    from donations_app.services.exchange.kept_backups import keep_backup

    folder = preferences.backup_folder(preferences.load())
    return keep_backup(books, folder, damaged=damaged_in(folder), progress=call.progress()).path


def _not_ready(ready: Readiness, accept: Sequence[str], found: tuple[OpenThing, ...] | None = None) -> Answer:
    things = ready.open_things if found is None else found
    against = unaccepted(things, accept)
    data = {
        "year": ready.year,
        "closed": False,
        "problems": [_problem(one, ready.last_on, ready.year) for one in things],
    }
    told = _("The year {year} was not closed; nothing was written.").format(year=isolated(str(ready.year)))
    codes = " ".join(f"--accept {one.code}" for one in against)
    accept = _("To take it upon yourself: {option}").format(option=isolated(codes))
    next_step = _("Clear up first what stops it.") if any(one.stops for one in against) else accept
    return Answer(data, _open_lines(ready, things), [f"{told} {next_step}"], status=1)


# what is read


def show(call: Call) -> Answer:
    """Show a closed year as it was closed, another as it stands."""
    books, year = call.books(read_only=True), call.options.year
    ready = readiness(books, year, progress=call.progress())
    with books.read() as session:
        content = closing_content(session, year) if ready.closed else None
        late = late_in(session, ready.first_on, ready.last_on)
    if content:
        data = {"closed": True, "problems": [_problem(one, ready.last_on, year) for one in content.accepted]}
        data |= {"year": year, "closing": _content_data(content)}
        head = [_closed_line(ready.closed)] if ready.closed else []
        figures = content.figures
    else:
        data = {
            "year": year,
            "closed": False,
            "first_on": ready.first_on.isoformat(),
            "last_on": ready.last_on.isoformat(),
            "problems": [_problem(one, ready.last_on, year) for one in ready.open_things],
            "figures": _figures_data(ready.figures),
        }
        told = _("{first} – {last}: not closed. These are the figures of today.")
        head = [
            told.format(first=day(ready.first_on), last=day(ready.last_on)),
            *_open_lines(ready, ready.open_things),
        ]
        figures = ready.figures
    data["late"] = [_late_data(one) for one in late]
    return Answer(data, [*head, *_figure_lines(figures), *map(_late_line, late)])


def list_(call: Call) -> Answer:
    """List the closed years, the last one first."""
    with call.books(read_only=True).read() as session:
        found = closed_years(session)
    lines = [_closed_line(one) for one in found] or [_("No year is closed.")]
    return Answer({"closings": [_closed_data(one) for one in found]}, lines)


def print_(call: Call) -> Answer:
    """Write the document of a closing, always the same bytes."""
    options = call.options
    document = closing_document(call.books(read_only=True), options.year)
    with placed(options.out, force=options.force) as file:
        file.write(document)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"year": options.year, "file": str(options.out)}, [told])


# as data


def _problem(one: OpenThing, last_on: date, year: int) -> dict[str, Any]:
    return {
        "code": one.code,
        "count": one.count,
        "amount_cents": None if one.amount is None else one.amount.cents,
        "stops": one.stops,
        "refs": list(one.refs),
        "message": open_thing_words(one),
        "command": command_of(one, year=year, last_on=last_on.isoformat()),
    }


def _closed_data(one: ClosedYear) -> dict[str, Any]:
    return {
        "year": one.year,
        "first_on": one.first_on.isoformat(),
        "last_on": one.last_on.isoformat(),
        "closed_on": one.closed_on.isoformat(),
        "closed_by": one.closed_by,
        "accepted": list(one.accepted),
        "sha256": one.sha256,
    }


def _content_data(content: ClosingContent) -> dict[str, Any]:
    return {
        "first_on": content.first_on.isoformat(),
        "last_on": content.last_on.isoformat(),
        "closed_on": content.closed_on.isoformat(),
        "closed_by": content.closed_by,
        "heads": [{"origin": origin, "n": n, "head": head} for origin, n, head in content.heads],
        **_figures_data(content.figures),
    }


def _figures_data(figures: Figures) -> dict[str, Any]:
    opening = figures.opening
    return {
        "payments": figures.payments,
        "amount_cents": figures.amount.cents,
        "flows": [_flow_data(one) for one in figures.flows],
        "receipts": [_numbers_data(one) for one in figures.receipts],
        "opening": {
            "left_cents": opening.left.cents,
            "earmarked_cents": opening.earmarked.cents,
            "places": [_place_data(one) for one in opening.standing],
            "undeposited": [
                {"method": one.method, "count": one.count, "amount_cents": one.amount.cents}
                for one in opening.undeposited
            ],
            "instalments": {
                "count": opening.instalments_open,
                "amount_cents": opening.instalments_amount.cents,
            },
        },
    }


def _flow_data(one: Flow) -> dict[str, Any]:
    return {
        "kind": one.kind, "method": one.method, "count": one.count, "amount_cents": one.amount.cents,
        "back_count": one.back_count, "back_cents": one.back.cents, "left_cents": one.left.cents,
    }  # fmt: skip


def _numbers_data(one: Numbers) -> dict[str, Any]:
    return {
        "series": one.series, "first": one.first or None, "last": one.last or None, "count": one.count,
        "cancelled": one.cancelled, "amount_cents": one.amount.cents,
    }  # fmt: skip


def _place_data(one: Standing) -> dict[str, Any]:
    return {
        "project": one.place or None, "title": one.title, "amount_cents": one.amount.cents,
        "spent_cents": one.spent.cents, "left_cents": one.left.cents, "earmarked_cents": one.earmarked.cents,
    }  # fmt: skip


def _late_data(one: LatePayment) -> dict[str, Any]:
    return {
        "payment": one.ref, "on": one.on.isoformat(), "entered_on": one.entered_on.isoformat(),
        "amount_cents": one.amount.cents, "reason": one.reason,
    }  # fmt: skip


# in words


def _open_lines(ready: Readiness, things: Sequence[OpenThing]) -> list[str]:
    if not things:
        return [_("Nothing stands open.")]
    lines = []
    for one in things:
        lines.append(f"{open_thing_words(one)} ({state_words(one)})")
        command = command_of(one, year=ready.year, last_on=ready.last_on.isoformat())
        lines.append("    " + _(WHY[one.code]) + " " + isolated(command))
    return lines


def _closed_line(one: ClosedYear) -> str:
    return _("{year}: closed on {on} by {who}, from {first} to {last}").format(
        year=isolated(str(one.year)), on=day(one.closed_on), who=isolated(one.closed_by),
        first=day(one.first_on), last=day(one.last_on),
    )  # fmt: skip


def _figure_lines(figures: Figures) -> list[str]:
    opening = figures.opening
    lines = [
        _("Payments: {count}, {amount}").format(count=count(figures.payments), amount=money(figures.amount))
    ]
    lines += [
        f"  {together(word(KINDS, one.kind), word(METHODS, one.method))}: {count(one.count)}  {money(one.left)}"
        for one in figures.flows
    ]
    told = _("Receipts {series}: {first} to {last}, {count} issued, {cancelled} cancelled")
    lines += [
        told.format(series=isolated(one.series), first=isolated(one.first or "–"), last=isolated(one.last or "–"),
                    count=count(one.count), cancelled=count(one.cancelled))
        for one in figures.receipts
    ]  # fmt: skip
    lines.append(_("The next year opens with {amount}, of which donors earmarked {earmarked}").format(
        amount=money(opening.left), earmarked=money(opening.earmarked)))  # fmt: skip
    general = _("General fund")
    lines += [
        f"  {isolated(one.place) if one.place else general}: {money(one.left)}" for one in opening.standing
    ]
    lines += [
        _("Not yet at the bank, {method}: {count}, {amount}").format(
            method=word(METHODS, one.method), count=count(one.count), amount=money(one.amount))
        for one in opening.undeposited
    ]  # fmt: skip
    if opening.instalments_open:
        lines.append(_("Instalments late or missed: {count}, {amount}").format(
            count=count(opening.instalments_open), amount=money(opening.instalments_amount)))  # fmt: skip
    return lines


def _late_line(one: LatePayment) -> str:
    told = _("{ref} of {on} came after its year was closed: entered on {entered_on}, {amount}")
    return told.format(
        ref=isolated(one.ref), on=day(one.on), entered_on=day(one.entered_on), amount=money(one.amount)
    )
