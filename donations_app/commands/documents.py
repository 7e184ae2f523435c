"""``statement``, ``proof`` and ``report``: the documents of the private share."""

from typing import Any

from donations_app.commands.call import Answer, Call, add_as_on, add_command, file_option
from donations_app.commands.delivering import password
from donations_app.commands.letter_runs import run_answer, run_data, run_lines
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError, day_option
from donations_app.i18n import _, count, isolated, money, money_in, ngettext
from donations_app.services.statements.association_statement import LANGUAGES, write_association_statement
from donations_app.services.statements.funder_proof import DONORS, FORMS, Proof, key_path, write_funder_proof
from donations_app.services.statements.funder_proof import LANGUAGES as PROOF_LANGUAGES
from donations_app.services.statements.programme_report import LANGUAGES as REPORT_LANGUAGES
from donations_app.services.statements.programme_report import write_programme_report
from donations_app.services.statements.statement_mail import StatementOrder, send_statement, statement_reader


def add(commands: Any, name: str) -> None:
    """Add one of the commands."""
    {"statement": _add_statement, "proof": _add_proof, "report": _add_report}[name](commands, name)


def _add_statement(commands: Any, name: str) -> None:
    help_text = summary(name)
    parser = add_command(commands, name, help_text, statement, writes=lambda options: options.send)
    add_as_on(parser)
    parser.add_argument("--association", required=True, metavar="REF")
    parser.add_argument("--language", choices=LANGUAGES, default="both", help=_("both: side by side"))
    _add_out(parser, "pdf", required=False)
    parser.add_argument("--send", action="store_true", help=_("by e-mail to the association"))
    parser.add_argument("--again", action="store_true", help=_("also where it went before"))


def _add_proof(commands: Any, name: str) -> None:
    help_text = summary(name)
    parser = add_command(commands, name, help_text, proof)
    add_as_on(parser)
    parser.add_argument("--project", required=True, metavar="CODE")
    parser.add_argument("--funder", required=True, metavar="REF")
    parser.add_argument("--language", choices=PROOF_LANGUAGES, default="fr")
    parser.add_argument(
        "--donors", choices=DONORS, default="coded", help=_("coded: the key is written into a second file")
    )
    _add_out(parser, *FORMS)


def _add_report(commands: Any, name: str) -> None:
    parser = add_command(commands, name, summary(name), report)
    parser.add_argument("--from", dest="first", type=day_option, required=True, metavar="DATE")
    parser.add_argument("--to", dest="last", type=day_option, required=True, metavar="DATE")
    parser.add_argument("--language", choices=REPORT_LANGUAGES, default="fr")
    _add_out(parser, "pdf")


def _add_out(parser: Any, *forms: str, required: bool = True) -> None:
    parser.add_argument(
        "--out", type=file_option(*forms), required=required, metavar=f"FILE.{'|'.join(forms)}"
    )
    parser.add_argument("--force", action="store_true")


def statement(call: Call) -> Answer:
    """Write the statement of an association, or send it, or both."""
    options = call.options
    if not (options.out or options.send):
        raise UsageError(_("Say where it goes: --out FILE.pdf, --send, or both."))
    data: dict[str, Any] = {"association": options.association, "on": call.today.isoformat(), "file": None}
    lines = []
    if options.send:
        order = StatementOrder(options.association, options.language, call.today, again=options.again)
        with call.acting().read() as session:
            reader = statement_reader(session, order, call.acting().today)
        data["to"] = reader.email
        lines.append(
            _("To {name}: {address}").format(name=isolated(reader.name), address=isolated(reader.email))
        )
    if options.out and not call.is_rehearsal:
        write_association_statement(
            call.acting() if options.send else call.books(read_only=True), options.association, options.out,
            language=options.language, on=call.today, force=options.force,
        )  # fmt: skip
        data["file"] = str(options.out)
        lines.append(_written(options.out))
    if not options.send or call.is_rehearsal:
        return Answer(data, lines)
    run = send_statement(call.acting(), order, password=password(call))
    return run_answer(data | run_data(run), [*lines, *run_lines(run)], run)


def proof(call: Call) -> Answer:
    """Write the proof file of a project, and the key of its codes."""
    options = call.options
    made = write_funder_proof(
        call.books(read_only=True), options.project, options.funder, options.out, on=call.today,
        donors=options.donors, language=options.language, force=options.force,
    )  # fmt: skip
    key = str(key_path(options.out)) if made.key else None
    lines = [_verdict(made), _written(options.out)]
    if key:
        told = _("The key of the codes, which stays with the treasurer: {path}")
        lines.append(told.format(path=isolated(key)))
    data = {
        "project": options.project,
        "funder": options.funder,
        "on": call.today.isoformat(),
        "reached": made.reached,
        "missing": made.missing,
        "currency": made.currency,
        "private_cents": made.private.cents,
        "pieces": made.pieces,
        "sha256": made.sha256,
        "file": str(options.out),
        "key": key,
    }
    return Answer(data, lines)


def _verdict(made: Proof) -> str:
    if made.reached:
        told = _("Reached: {private} of private money, {count} pieces.")
    elif made.reached is None:
        told = _("No verdict: {private} of private money, {count} pieces.")
    else:
        told = _("Not reached, missing {missing}: {private} of private money, {count} pieces.")
    return told.format(
        private=money(made.private), count=count(made.pieces), missing=money_in(made.missing, made.currency)
    )


def report(call: Call) -> Answer:
    """Write the report of the programme."""
    options = call.options
    projects = write_programme_report(
        call.books(read_only=True), options.out, first=options.first, last=options.last,
        language=options.language, force=options.force,
    )  # fmt: skip
    told = ngettext(
        "Report of {count} project: {path}", "Report of {count} projects: {path}", projects
    ).format(count=count(projects), path=isolated(str(options.out)))
    return Answer({"projects": projects, "file": str(options.out)}, [told])


def _written(path: object) -> str:
    return _("Written: {path}").format(path=isolated(str(path)))
