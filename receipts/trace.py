"""The audit path of a receipt on paper: receipt, payments, deposit, bank line, journal, and boxes to tick."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO

from donations_app.domain.money import Money
from donations_app.domain.register import RegisterHeading, RegisterLine
from donations_app.domain.sampling import Sample
from donations_app.domain.tracing import Trace, TracedEntry, TracedLine, TracedShare
from receipts.flow import GREEN, INK, LEFT, MUTED, RED, RIGHT, Flow, audit_base
from receipts.fonts import REGULAR, STRONG
from receipts.labels import ACTS, KINDS, PAID_BY, REVERSALS, STATES, said
from receipts.pages import Base, write_merged
from receipts.register import METHODS, NATURES
from receipts.text import day, money, width

_ABSENT = "non enregistré dans ces livres"
_INNER = LEFT + 10
_ROOM = RIGHT - _INNER


def write_traces(
    out: BinaryIO,
    heading: RegisterHeading,
    traces: Iterable[Trace],
    *,
    program: str,
    sample: tuple[Sample, Sequence[RegisterLine]] | None = None,
) -> int:
    """Write a page for each receipt, behind the list of the sample they belong to; return the number of pages.

    Args:
        out: a file open for writing bytes.
        heading: the association and the day of printing.
        traces: in the order in which they are printed.
        program: name and version, at the foot.
        sample: how the receipts were drawn, and their lines of the register.
    """
    title = "Échantillon de reçus fiscaux" if sample else "Piste d'audit d'un reçu fiscal"
    base = audit_base(heading.organisation, heading.identifier, heading.printed_on, title=title)
    flows = [_sample_list(base, *sample, program=program)] if sample else []
    flows += [_traced(base, trace, program) for trace in traces]
    total, first, streams = sum(flow.count for flow in flows), 1, []
    for flow in flows:
        streams += flow.finish(first, total)
        first += flow.count
    return write_merged(out, base, streams, title=title)


def _sample_list(base: Base, sample: Sample, lines: Sequence[RegisterLine], *, program: str) -> Flow:
    flow = Flow(base, program)
    flow.title("Échantillon de reçus fiscaux")
    flow.y -= 4
    flow.pair("Population", f"{sample.population} reçus, {money(sample.amount)}, annulés compris")
    flow.pair("Empreinte", f"{sample.population_sha256} (numéros triés)")
    flow.pair("Tirage", _rule(sample))
    flow.pair("Pour le refaire", _how(sample))
    flow.heading(f"{len(lines)} reçus, {money(Money.total(line.amount for line in lines))}")
    why = {one.number: one.why for one in sample.drawn}
    for line in lines:
        _listed(flow, line, above=why[line.number] == "above")
    return flow


def _rule(sample: Sample) -> str:
    group = " de chaque formulaire" if sample.by_form else ""
    drawn = f"{sample.size} reçus{group} tirés avec la graine {sample.seed}"
    if sample.above is None:
        return drawn
    return f"tous les reçus de {money(sample.above)} ou plus, et {drawn} parmi les autres"


def _how(sample: Sample) -> str:
    shown = sample.drawn[0].number if sample.drawn else "NUMÉRO"
    return (
        f"le rang d'un numéro est l'empreinte SHA-256, en hexadécimal, du texte « {sample.seed}:{shown} » "
        "(graine, deux-points, numéro) ; les plus petits rangs forment l'échantillon."
    )


def _listed(flow: Flow, line: RegisterLine, *, above: bool) -> None:
    flow.boxes([line.number], step=0)
    flow.put(LEFT + 128, _cut(line.name, 200))
    flow.put(LEFT + 395, money(line.amount), align="right")
    state = said(STATES, line.status)
    flow.put(LEFT + 405, state, ink=INK if line.status == "issued" else RED, size=8)
    flow.put(RIGHT, "seuil" if above else "tirage", ink=MUTED, size=8, align="right")


def _cut(text: str, room: float, size: float = 8.5) -> str:
    while width(text, REGULAR, size) > room:
        text = f"{text.rstrip('…')[:-1]}…"
    return text


def _traced(base: Base, trace: Trace, program: str) -> Flow:
    flow = Flow(base, f"Reçu {trace.number} · {program}")
    is_live = trace.status == "issued"
    flow.title(f"Reçu n° {trace.number}", said(STATES, trace.status).upper(), GREEN if is_live else RED)
    _receipt(flow, trace)
    flow.heading(f"Versements derrière le reçu : {len(trace.lines)}")
    banked = any(line.deposit_slip or line.bank_line for line in trace.lines)
    if not banked:
        told = "Bordereaux de remise et lignes de relevé : non enregistrés dans ces livres."
        flow.lines(LEFT, told, room=RIGHT - LEFT, size=8, ink=MUTED)
        flow.y -= 2
    for line in trace.lines:
        _line(flow, line, banked=banked)
    flow.down(12)
    flow.put(LEFT, _balance(trace), size=8, font=STRONG, ink=INK if trace.is_balanced else RED)
    flow.heading("Écritures du journal d'audit")
    for entry in trace.entries:
        _entry(flow, entry)
    _to_tick(flow)
    return flow


def _receipt(flow: Flow, trace: Trace) -> None:
    content = trace.content
    flow.heading("Le reçu, tel qu'il a été figé")
    flow.pair(
        "Formulaire",
        f"Cerfa n° {content.form}, dons de {content.year}, série {trace.series}, donateur {trace.payer}",
    )
    issued = f"le {day(content.issued_on)} par {trace.issued_by}, bureau {trace.office}"
    flow.pair("Émis", f"{issued}, signé {content.signatory.name}, {content.signatory.title}")
    flow.pair("Donateur", content.donor.name, font=STRONG)
    flow.pair("Adresse", ", ".join(content.donor.address.printed()))
    if content.donor.residence_statement:
        flow.pair("Résidence fiscale", f"en France, attestation {content.donor.residence_statement}")
    flow.pair("Montant", f"{money(content.amount)}, {content.amount_in_words}", font=STRONG)
    natures = ", ".join(NATURES.get(nature, nature) for nature in content.natures)
    methods = ", ".join(METHODS.get(method, method) for method in content.methods)
    period = f"du {day(content.first_on)} au {day(content.last_on)}"
    flow.pair(
        "Don", f"{period}, {natures} (art. {', '.join(content.articles)}), {methods or METHODS['none']}"
    )
    if content.replaces:
        flow.pair("Remplace", f"le reçu n° {content.replaces}")
    if trace.cancelled_on:
        by = f"le {day(trace.cancelled_on)} par {trace.cancelled_by} : {trace.reason}"
        flow.pair("Annulé", by, ink=RED)
    if trace.replaced_by:
        flow.pair("Remplacé par", f"le reçu n° {trace.replaced_by}", ink=RED)
    if trace.accepted:
        flow.pair("Avertissements", f"acceptés à l'émission : {trace.accepted}")
    flow.pair("SHA-256", trace.sha256)
    if trace.is_intact:
        flow.pair("", "recalculée à l'instant sur le document conservé : conforme", ink=GREEN)
    else:
        found = trace.found_sha256 or "document illisible"
        flow.pair("", f"NON CONFORME, trouvée : {found}", ink=RED, font=STRONG)


def _line(flow: Flow, line: TracedLine, *, banked: bool) -> None:
    flow.need(40)
    flow.boxes(("versement", "remise", "relevé"), x=RIGHT - 218, step=56, size=6.5)
    kind, method = said(KINDS, line.kind), said(PAID_BY, line.method)
    flow.put(LEFT, _cut(f"{line.payment} / {line.position}", 128), font=STRONG)
    flow.put(LEFT + 132, _cut(f"{kind}, {method}, {line.office}", 156), size=8)
    flow.put(RIGHT, money(line.amount), font=STRONG, align="right")
    flow.lines(_INNER, " · ".join(_facts(line, banked=banked)), room=_ROOM, size=7.5)
    for move in line.moves:
        why = f" : {move.reason}" if move.reason else ""
        told = f"le {_on(move.on)}, {_where(move)}, {money(move.amount)}{why}"
        flow.lines(_INNER, told, room=_ROOM, size=7.5, ink=MUTED)
    for finding in _findings(line):
        flow.lines(_INNER, finding, room=_ROOM, size=7.5, ink=RED)
    flow.y -= 1.5


def _facts(line: TracedLine, *, banked: bool) -> Iterator[str]:
    yield f"Reçu le {_on(line.received_on)}, crédité le {_on(line.credited_on)}{_cheque(line)}"
    if line.payment_amount != line.amount:
        yield f"ligne d'un versement de {money(line.payment_amount)}"
    shares = " ; ".join(f"{_where(share)} {money(share.amount)}" for share in line.shares)
    yield f"affecté aujourd'hui : {shares or 'rien'}"
    if line.description or line.evidence:
        yield f"pièce : {line.evidence or 'aucune référence'} {line.description}".strip()
    if line.recorded:
        entry = line.recorded
        yield f"saisi par {entry.who} le {entry.at:%d/%m/%Y} (journal {entry.office} n° {entry.n})"
    if banked:
        yield f"bordereau de remise : {line.deposit_slip or _ABSENT}"
        yield f"ligne du relevé : {line.bank_line or _ABSENT}"


def _findings(line: TracedLine) -> Iterator[str]:
    if line.amount != line.frozen:
        yield f"Le reçu dit {money(line.frozen)}, les livres disent {money(line.amount)}."
    if line.recorded is None:
        yield "Aucune écriture du journal ne dit qui l'a saisi."
    for refund in line.refunds:
        yield f"{money(refund.amount)} remboursés le {day(refund.on)} par {refund.ref} : {refund.reason}"
    if back := line.reversal:
        code = f", code {back.return_code}" if back.return_code else ""
        told = f"Contre-passé le {day(back.on)} par {back.ref} ({said(REVERSALS, back.kind)}{code})"
        yield f"{told} : {back.reason}"


def _cheque(line: TracedLine) -> str:
    if not line.cheque_number and not line.bank:
        return ""
    number = f", chèque n° {line.cheque_number}" if line.cheque_number else ""
    dated = f" du {day(line.cheque_date)}" if line.cheque_date else ""
    bank = f", {line.bank}" if line.bank else ""
    return f"{number}{dated}{bank}"


def _where(share: TracedShare) -> str:
    if not share.project:
        return "fonds général"
    carried = f" ({share.association})" if share.association else ""
    return f"{share.project} {share.title}{carried}"


def _on(value: date | None) -> str:
    return day(value) if value else "–"


def _stamp(at: datetime) -> str:
    return f"{at:%d/%m/%Y %H:%M:%S} UTC"


def _balance(trace: Trace) -> str:
    if trace.is_balanced:
        return f"Les lignes sont celles du reçu et font {money(trace.content.amount)}."
    return "LES LIGNES NE SONT PLUS CELLES DU REÇU."


def _entry(flow: Flow, entry: TracedEntry) -> None:
    flow.down(9.2)
    flow.put(LEFT, f"{entry.office} {entry.n}", size=6.5, font=STRONG)
    flow.put(LEFT + 46, _stamp(entry.at), size=6.5)
    acted = f"{said(ACTS, entry.kind)} {entry.record.partition(':')[2]}, par {entry.who}"
    flow.put(LEFT + 138, _cut(acted, 182, 6.5), size=6.5)
    flow.put(RIGHT, entry.hash, size=5.2, ink=MUTED, align="right")


def _to_tick(flow: Flow) -> None:
    flow.need(98)
    flow.heading("Contrôle de l'auditeur")
    flow.boxes(("document conforme", "donateur identifié", "montant justifié", "nature admise"), step=128)
    flow.y -= 3
    flow.boxes(("remise en banque vue", "relevé vu", "année juste", "signataire habilité"), step=128)
    flow.down(17)
    flow.put(LEFT, "Observations", ink=MUTED)
    flow.ruled(max(1, min(6, int((flow.room - 16) / 17))))
    flow.down(15)
    flow.put(LEFT, "Date et visa :", ink=MUTED)
