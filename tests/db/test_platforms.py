"""Exports of a platform brought in: once whatever the layout, with what went back and what was paid out."""

import json
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
from tests.world import gift, person, project

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
    assert verify(books).faults == []
    assert bring(books, later, decided=decided).accepted == 1  # what was taken back can come again
