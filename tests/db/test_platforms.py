"""Exports of a platform brought in: once whatever the layout, with what went back and what was paid out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.imports import imports
from donations_app.db.queries.platform_payments import payouts
from donations_app.db.tables import Party, Payment, PaymentLine
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.platform_drafts import Decided
from donations_app.services.exchange.platforms import PlatformImported, import_export
from donations_app.services.exchange.taking_back import take_back_import
from tests.world import issue, person, project

HEAD = (
    "Référence commande;Référence paiement;Montant total;Date du paiement;Statut du paiement;Versé;Date du versement;"
    "Nom payeur;Prénom payeur;Email payeur;Campagne;Type de campagne;Montant du tarif;Montant des options;"
    "Don supplémentaire;Montant du code promo;Moyen de paiement;Montant remboursé\n"
)
ITEMS = (
    "Référence commande;Date de la commande;Statut de la commande;Nom adhérent;Prénom adhérent;Nom payeur;"
    "Prénom payeur;Email payeur;Tarif;Montant tarif;T-shirt;Montant T-shirt\n"
)
Bring = Callable[..., PlatformImported]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    def brought(books: Books, content: str, **how: Any) -> PlatformImported:
        decided = how.pop("decided", Decided())
        path = tmp_path / "export.csv"
        path.write_text(content, encoding="utf-8")
        return import_export(books, path, decided, **how)

    return brought


def row(number: int, total: str, *, status: str = "Payé", out: str = "Non;", **said: str) -> str:
    name = said.get("name", "Baron;David;d.baron@example.org")
    rest = said.get("rest", f"Gala;Billetterie;{total};;;;Carte bancaire")
    return f"1{number};{number};{total};03/04/2026 18:23:13;{status};{out};{name};{rest};{said.get('back', '')}\n"


def standing(books: Books) -> dict[str, int]:
    """Return what is left of each payment and refund, in cents."""
    with books.read() as session:
        found = session.execute(select(Payment.ref, Payment.amount).order_by(Payment.id))
        return {ref: amount.cents for ref, amount in found}


def reasons(answer: PlatformImported) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.problem) for one in answer.rejected]


def test_what_is_paid_paid_out_and_given_back_comes_in_once_and_goes_whole(
    books: Books, bring: Bring
) -> None:
    project(books)
    decided = Decided(campaigns={"gala": "EAU"})
    first = HEAD + row(1, "45,00", rest="Gala;Billetterie;40,00;;5,00;;Carte bancaire") + row(
        2, "10,00", status="Hors Ligne", out="Hors Ligne;", name="Larue;Marion;m@example.org",
        rest="Adhésion 2025;Adhésion;10,00;;;;Virement bancaire",
    ) + row(3, "7,00", status="Annulé") + row(4, "30,00", rest="Don;Don;;;;;Carte bancaire")  # fmt: skip
    answer = bring(books, first, decided=decided)
    assert (answer.accepted, answer.people, answer.left_out, answer.rejected) == (3, 2, {4: "cancelled"}, [])
    assert (answer.amount.cents, answer.campaigns) == (85_00, {"Gala": "EAU", "Adhésion 2025": "", "Don": ""})
    with books.read() as session:
        lines = session.execute(
            select(Payment.ref, Payment.method, PaymentLine.kind, PaymentLine.amount, PaymentLine.dues_year)
            .join(PaymentLine, PaymentLine.payment_id == Payment.id)
            .order_by(PaymentLine.id)
        ).all()
    assert [(ref, method, kind, amount.cents, year) for ref, method, kind, amount, year in lines] == [
        ("HA-1", "online", "participation", 40_00, None), ("HA-1", "online", "donation", 5_00, None),
        ("HA-2", "transfer", "dues", 10_00, 2025), ("HA-4", "online", "donation", 30_00, None),
    ]  # fmt: skip
    again = bring(books, first)
    assert (again.accepted, again.already, again.ref, again.left_out) == (0, 3, "", {4: "cancelled"})
    later = first.replace(
        "45,00;03/04/2026 18:23:13;Payé;Non;", "45,00;03/04/2026;Payé;Oui;10/04/2026"
    ).replace("30,00;03/04/2026 18:23:13;Payé", "30,00;03/04/2026;Remboursé") + row(
        5, "20,00", out="Oui;10/04/2026", status="Partiellement remboursé", back="8,00"
    )
    second = bring(books, later, decided=decided)
    assert (second.accepted, second.already, second.credited, second.refunded) == (1, 3, 1, 2)
    assert standing(books) == {
        "HA-1": 4500,
        "HA-2": 1000,
        "HA-4": 3000,
        "HA-5": 2000,
        "HA-4-R": -3000,
        "HA-5-R1": -800,
    }
    third = bring(books, later, decided=decided)
    assert (third.accepted, third.already, third.credited, third.refunded, third.ref) == (0, 4, 0, 0, "")
    with books.read() as session:
        assert [(one.on, one.amount.cents, one.payments) for one in payouts(session)] == [
            (date(2026, 4, 10), 65_00, ("HA-1", "HA-5")),
        ]  # fmt: skip
    take_back_import(books, second.ref)
    assert sum(cents for ref, cents in standing(books).items() if ref in ("HA-1", "HA-2")) == 55_00
    assert sum(standing(books).values()) == 55_00
    assert standing(books)["HA-4-R"] == -30_00  # of another file: that money went back
    assert verify(books).faults == []
    assert bring(books, later, decided=decided).accepted == 1  # what was taken back can come again


@pytest.mark.file_only
def test_the_same_order_in_another_layout_or_by_another_separator_is_nothing_new(
    file_books: Books, bring: Bring, samples: Path
) -> None:
    folder = samples / "helloasso"
    first = import_export(file_books, folder / "paiements_2026_semicolon.csv", Decided())
    assert (first.accepted, first.people, first.amount.cents) == (2, 2, 55_00)
    other = import_export(file_books, folder / "paiements_2026_comma_excel.csv", Decided())
    assert (other.accepted, other.already, other.people, other.ref) == (0, 1, 0, "")
    tickets = ITEMS + "82810;03/04/2026;Validé;X;Y;Baron;David;;Plein;40,00;;\n"
    known = bring(file_books, tickets)
    assert (known.accepted, known.already) == (0, 1)
    order = ITEMS + "77;03/04/2026;Validé;Roy;Anne;;;;Adhésion 2024;30,00;oui;8,00\n"
    assert bring(file_books, order).accepted == 1
    assert standing(file_books)["HA-C77"] == 38_00
    paid = HEAD + row(7, "38,00", rest="Adhésion;Adhésion;38,00;;;;Carte bancaire").replace("17;7", "77;7")
    assert bring(file_books, paid).already == 1
    second = paid + row(8, "38,00", rest="Adhésion;Adhésion;38,00;;;;Carte bancaire").replace("18;8", "601;8")
    assert bring(file_books, second).accepted == 1
    third = second + row(6, "38,00", rest="Adhésion;Adhésion;38,00;;;;Carte bancaire").replace(
        "16;6", "601;6"
    )
    assert bring(file_books, third).accepted == 1  # another instalment of an order
    members = import_export(file_books, folder / "adherents_2025_custom_fields.csv", Decided())
    lines = sum(verdict == "new" for verdict in members.verdicts.values())
    assert (lines, members.people, members.left_out) == (4, 3, {3: "cancelled"})
    with file_books.read() as session:
        assert next((one.kind, one.accepted) for one in imports(session)) == ("people", 3)


@pytest.mark.file_only
def test_who_paid_is_found_by_address_and_name_alone(file_books: Books, bring: Bring) -> None:
    person(file_books, ref="A1", last_name="Baron", first_name="David", email="D.Baron@Example.org")
    person(
        file_books,
        ref="A2",
        last_name="Larue",
        first_name="Marion",
        postcode="13001",
        address="1 rue X",
        city="M",
    )
    lines = (
        row(1, "5,00")
        + row(2, "6,00", name="Larue;Marion;other@example.org")
        + row(3, "7,00", name=";;")
        + row(4, "8,00", name="LARUE;marion;OTHER@example.org")
        + row(5, "9,00", name="Baron;Eve;d.baron@example.org")
    )
    answer = bring(file_books, HEAD + lines)
    assert (answer.accepted, answer.people) == (5, 2)
    with file_books.read() as session:
        query = select(Payment.other_ref, Party.other_ref, Party.first_name).outerjoin(
            Party, Party.id == Payment.payer_id
        )
        found = [tuple(one) for one in session.execute(query.order_by(Payment.id))]
    assert found == [
        ("HA-1", "A1", "David"), ("HA-2", "", "Marion"), ("HA-3", None, None), ("HA-4", "", "Marion"),
        ("HA-5", "", "Eve"),
    ]  # fmt: skip
    doubles = {line: one.ref for line, one, _likeness in answer.doubles}
    assert doubles == {3: "A2"}


@pytest.mark.file_only
def test_receipts_of_the_platform_are_withheld_and_what_stands_against_a_refund_is_told(
    file_books: Books, bring: Bring
) -> None:
    person(file_books, email="d.baron@example.org", last_name="Baron", first_name="David", ref="B1")
    lines = HEAD + row(1, "40,00", rest="Don;Don;40,00;;;;Carte bancaire")
    issued = Decided(receipts_issued_by="HelloAsso")
    assert bring(file_books, lines, decided=issued).accepted == 1
    with file_books.read() as session:
        assert session.scalars(select(Payment.receipt_issued_by)).all() == ["HelloAsso"]
    unsaid = lines.replace(";Payé;", ";Partiellement remboursé;")
    answer = bring(file_books, unsaid)
    assert (reasons(answer), answer.refunded, answer.saved) == ([(2, "refunded", "refund_by_hand")], 0, False)
    dearer = bring(file_books, lines.replace("40,00", "41,00"))
    assert reasons(dearer) == [(2, "total", "ref_reused")]
    receipted = row(8, "50,00", out="Oui;10/04/2025", rest="Don;Don;50,00;;;;Carte bancaire").replace(
        "03/04/2026", "03/04/2025"
    )
    assert bring(file_books, HEAD + receipted).accepted == 1
    assert len(issue(file_books).issued) == 1
    assert issue(file_books, 2026).issued == []
    refused = bring(file_books, HEAD + receipted.replace("Payé", "Remboursé"))
    assert reasons(refused) == [(2, "status", "refund_receipted")]
    items = "Gala;Billetterie;40,00;;5,00;;Carte bancaire"
    assert bring(file_books, HEAD + row(9, "45,00", rest=items)).accepted == 1
    in_part = "Partiellement remboursé"
    for total, refund in (("5,00", -500), ("25,00", -2000), ("25,00", -2000)):  # the last time nothing is new
        bring(file_books, HEAD + row(9, "45,00", status=in_part, rest=items, back=total))
        assert list(standing(file_books).items())[-1][1] == refund
    gone = bring(file_books, HEAD + row(2, "9,00", status="Remboursé"))
    assert (gone.left_out, gone.accepted) == ({2: "refunded_unknown"}, 0)


@pytest.mark.file_only
def test_a_refused_line_leaves_nothing_unless_the_others_are_wanted(file_books: Books, bring: Bring) -> None:
    lines = (
        HEAD
        + row(1, "5,00")
        + row(2, "6,00", status="Traité")
        + row(3, "60 000,00", name="Riche;Ali;a@example.org")
    )
    answer = bring(file_books, lines)
    assert reasons(answer) == [(3, "status", "status_unknown"), (4, "amount", "large_amount")]
    assert (answer.accepted, answer.people, answer.saved, standing(file_books)) == (0, 0, False, {})
    with file_books.read() as session:
        assert session.scalars(select(Party.ref)).all() == []
    sound = bring(file_books, lines, partial=True, accept=("large_amount",))
    assert (sound.accepted, sound.people, standing(file_books)) == (2, 2, {"HA-1": 500, "HA-3": 60_000_00})
    rich = bring(file_books, HEAD + row(6, "70 000,00", name="Autre;Ali;b@example.org"), partial=True)
    assert (rich.accepted, rich.people, len(rich.rejected)) == (0, 0, 1)  # nobody comes without money
    unknown = Decided(campaigns={"Gala": "NOPE"})
    again = bring(file_books, HEAD + row(4, "5,00"), decided=unknown)
    assert [one[:2] for one in reasons(again)] == [(2, "project")]
