"""``import platform FILE``: an export of HelloAsso, or of another platform by the same columns."""

from argparse import ArgumentParser
from typing import Any

from donations_app.commands.call import Answer, Call
from donations_app.commands.import_answers import import_data, import_lines, import_notes
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.platforms import HELLOASSO
from donations_app.i18n import N_, _
from donations_app.machine import preferences
from donations_app.services.exchange.platform_choices import as_json, from_json
from donations_app.services.exchange.platform_drafts import Decided
from donations_app.services.exchange.platforms import import_export
from donations_app.words.platforms import left_out_lines, platform_lines

PLATFORM = "platform"
_OPTIONS = (
    ("--campaign", N_("NAME=CODE"), N_("of a platform, the project to which a campaign gives, or general")),
    (
        "--receipts-issued-by",
        N_("NAME"),
        N_("of a platform that issued the receipts of all gifts in the file"),
    ),
    ("--platform", N_("NAME"), N_("the platform, where it is not HelloAsso")),
)


def add_options(parser: ArgumentParser) -> None:
    """Add what is said of an export alone."""
    for name, metavar, told in _OPTIONS:
        several: dict[str, Any] = (
            {"action": "append", "default": []} if name == "--campaign" else {"default": ""}
        )
        parser.add_argument(name, metavar=_(metavar), help=_(told), **several)


def import_platform(call: Call) -> Answer:
    """Import an export, exit 1 when a line is rejected."""
    options = call.options
    answer = import_export(
        call.acting(),
        options.file,
        _decided(call),
        sheet=options.sheet,
        most_lines=options.lines,
        progress=call.progress(),
        accept=options.accept,
        partial=options.partial,
    )
    if call.is_rehearsal:
        answer.ref = ""  # there will be nothing of that name to take back
    data = import_data(answer) | {
        "people": answer.people,
        "payments": answer.payments,
        "refunded": answer.refunded,
        "credited": answer.credited,
        "amount_cents": answer.amount.cents,
        "left_out": [{"line": line, "reason": why} for line, why in sorted(answer.left_out.items())],
        "campaigns": answer.campaigns,
    }
    lines = [*import_lines(answer), *platform_lines(answer)]
    notes = [*left_out_lines(answer), *import_notes(answer)]
    return Answer(data, lines, notes=notes, status=1 if answer.rejected else 0)


def _decided(call: Call) -> Decided:
    """Return what was decided, and keep it where a name is given with it."""
    options = call.options
    stated = Decided(
        options.platform or HELLOASSO,
        _pairs(options.map, "map_unclear"),
        _pairs(options.campaign, "campaign_unclear"),
        options.receipts_issued_by,
    )
    if not options.mapping:
        return stated
    if stated == Decided():
        kept = from_json(preferences.mappings().get(options.mapping))
        if kept is None:
            raise InputRefused([Problem("mapping", "mapping_unknown", options.mapping)])
        return kept
    if not call.is_rehearsal:
        preferences.keep_mapping(options.mapping, as_json(stated))
    return stated


def _pairs(words: list[str], problem: str) -> dict[str, str]:
    found = {}
    for one in words:
        name, sign, value = one.rpartition("=")
        if not sign or not name.strip():
            raise InputRefused([Problem("map", problem, one)])
        found[name.strip()] = value.strip()
    return found
