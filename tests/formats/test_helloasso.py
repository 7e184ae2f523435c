"""Exports of HelloAsso of any year: what was paid, by whom, for what, to the cent; or a line refused and why."""

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from donations_app.domain.errors import InputRefused
from donations_app.domain.platforms import LEFT_OUT, STATUSES, PlatformPayment
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.foreign import table_of
from donations_app.formats.helloasso import Export, left_out, read_export
from donations_app.formats.platform_columns import FIELDS, STATUS_WORDS, is_export
from donations_app.words.phrases import problem_sentence
from donations_app.words.platforms import REASONS
from tests.world import TODAY

PAYMENTS = (
    "Référence commande;Référence paiement;Montant total;Date du paiement;Statut du paiement;Versé;Date du versement;"
    "Nom payeur;Type de campagne;Campagne;Montant du tarif;Montant des options;Don supplémentaire;"
    "Montant du code promo;Contribution à HelloAsso;Moyen de paiement\n"
)
ITEMS = (
    "Référence commande;Date de la commande;Statut de la commande;Nom participant;Nom payeur;Billet;Tarif;"
    "Montant tarif;Code Promo;Montant code promo;Repas;Montant Repas;Commentaires (hors ligne)\n"
)
OF_2019 = (
    "Numéro;Formule;Montant adhésion;Statut;Moyen de paiement;Nom;Prénom;Date;Email;Reçu;Numéro de reçu;"
    "Champ additionnel: Instrument\n"
)


def read(content: str, tmp_path: Path, decided: dict[str, str] | None = None) -> Export:
    path = tmp_path / "e.csv"
    path.write_text(content, encoding="utf-8")
    return read_export(table_of(path, "payments"), decided or {}, today=TODAY)


def paid(
    total: str, amounts: str, *, kind: str = "Billetterie", status: str = "Payé", number: int = 5
) -> str:
    return f"8;{number};{total};03/04/2026 18:23;{status};Oui;10/04/2026;Baron;{kind};Gala;{amounts};Carte bancaire\n"


def items(payment: PlatformPayment) -> list[tuple[str, int]]:
    return [(item.kind, item.amount.cents) for item in payment.items]


def problems(found: Export) -> list[tuple[int, str, str]]:
    for one in found.rejected:
        assert problem_sentence(one.problem, one.value, dict(one.data))
    return [(one.line, one.column, one.problem) for one in found.rejected]


def test_the_files_of_the_folder_give_what_is_expected(samples: Path) -> None:
    folder = samples / "helloasso"
    for name, expected in json.loads((folder / "expected.json").read_text(encoding="utf-8")).items():
        table = table_of(folder / name, "payments")
        assert is_export(table.headers)
        found = read_export(table, {}, today=TODAY)
        taken = [one for one in found.payments if not left_out(one)]
        assert (len(table.rows), len(taken)) == (expected["rows"], expected.get("imported", expected["rows"]))
        assert found.rejected == []
        if "total" in expected:
            gifts = sum(cents for one in taken for kind, cents in items(one) if kind == "donation")
            online = sum(one.amount.cents for one in taken if not one.is_offline)
            whole = f"{sum(one.amount.cents for one in taken) / 100:.2f}", f"{gifts / 100:.2f}"
            assert whole == (expected["total"], expected["donation_total"])
            assert f"{online / 100:.2f}" == expected.get("platform_paid", expected["total"])
        if "people" in expected:
            assert (
                len({(one.payer.last_name.lower(), one.payer.email) for one in taken}) == expected["people"]
            )


@pytest.mark.parametrize(
    ("total", "amounts", "kind", "expected"),
    [
        ("45,00", "40,00;;5,00;;", "Billetterie", [("ticket", 4000), ("donation", 500)]),
        ("48,00", "40,00;;5,00;;3,00", "Billetterie", [("ticket", 4000), ("donation", 500)]),  # a tip is no gift
        ("45,00", "40,00;;5,00;;3,00", "Billetterie", [("ticket", 4000), ("donation", 500)]),  # nor where it is apart
        ("47,00", "40,00;12,00;;5,00;", "Boutique", [("shop", 3500), ("shop", 1200)]),
        ("47,00", "40,00;12,00;;-5,00;", "Boutique", [("shop", 3500), ("shop", 1200)]),
        ("35,00", "35,00;;;5,00;", "Adhésion", [("membership", 3500)]),  # the price is the one that was paid
        ("1 030,00", ";;;;", "Don", [("donation", 103000)]),
        ("33,00", ";;;;3,00", "Don", [("donation", 3000)]),
        ("0,00", "10,00;;;10,00;", "Billetterie", []),
    ],
)  # fmt: skip
def test_items_are_told_apart_and_add_up(
    tmp_path: Path, total: str, amounts: str, kind: str, expected: list[tuple[str, int]]
) -> None:
    found = read(PAYMENTS + paid(total, amounts, kind=kind), tmp_path)
    assert problems(found) == []
    (one,) = found.payments
    assert (items(one), one.paid_on, one.paid_out_on) == (expected, date(2026, 4, 3), date(2026, 4, 10))
    assert left_out(one) == ("" if expected else "free")


@pytest.mark.parametrize(
    ("line", "column", "problem"),
    [
        (paid("46,00", "40,00;;5,00;;"), "total", "items_differ"),
        (paid("45,00", "40,00;;5,00;;", status="Traité"), "status", "status_unknown"),
        (paid("45,00", "40,00;;5,00;;", status=""), "status", "missing"),
        (paid("45,00", "40,00;;5,00;;", kind="Loterie"), "campaign_type", "campaign_type_unknown"),
        (paid("45,00", "40,00;;;50,00;"), "promo", "promo_too_large"),
        (paid("quarante", "40,00;;5,00;;"), "total", "amount_not_a_number"),
        (paid("45,00", "40,00;;5,00;;").replace("03/04/2026", "31/02/2026"), "paid_on", "date_impossible"),
        (paid("45,00", "40,00;;5,00;;").replace("8;5;", "8,28E+04;5;"), "order", "digits_lost"),
        (paid("45,00", "40,00;;5,00;;").replace("8;5;", ";;"), "order", "missing"),
        (paid("45,00", "40,00;;5,00;;") + paid("46,00", "40,00;;6,00;;"), "total", "lines_of_payment_differ"),
    ],
)  # fmt: skip
def test_what_nobody_can_be_sure_of_is_refused_with_its_reason(
    tmp_path: Path, line: str, column: str, problem: str
) -> None:
    found = read(PAYMENTS + line + paid("1,00", "1,00;;;;", number=6), tmp_path)
    assert problems(found)[0] == (2, column, problem)
    assert [one.payment for one in found.payments] == ["6"]


def test_statuses_that_bring_nothing_say_why(tmp_path: Path) -> None:
    words = ("Annulé", "Refusé", "Contesté", "En attente", "Test")
    lines = (paid("1,00", "1,00;;;;", status=word, number=at) for at, word in enumerate(words))
    found = read(PAYMENTS + "".join(lines), tmp_path)
    assert [left_out(one) for one in found.payments] == [
        "cancelled",
        "refused",
        "contested",
        "pending",
        "test",
    ]
    assert set(REASONS) == set(LEFT_OUT)
    assert set(STATUS_WORDS.values()) == set(STATUSES)


def test_a_line_said_twice_counts_once(tmp_path: Path) -> None:
    found = read(PAYMENTS + 2 * paid("45,00", "40,00;;5,00;;"), tmp_path)
    assert ([items(one) for one in found.payments], found.again) == (
        [[("ticket", 4000), ("donation", 500)]],
        {3: 2},
    )


def test_tickets_of_one_order_are_one_payment_with_its_options(tmp_path: Path) -> None:
    lines = (
        "8;03/04/2026;Validé;Petit;Baron;1;Plein;20,00;;;oui;7,50;\n"
        "8;03/04/2026;Validé;Grand;Baron;2;Réduit;12,00;ETE;2,00;;;\n"
        "8;03/04/2026;Annulé;Moyen;Baron;3;Plein;20,00;;;;;\n"
    )
    found = read(ITEMS + lines, tmp_path)
    (one,) = found.payments
    assert (items(one), one.payer.last_name) == (
        [("ticket", 2000), ("ticket", 750), ("ticket", 1000)],
        "Baron",
    )
    assert (one.number, found.further) == ("8", {3: 2, 4: 2})


def test_the_layout_of_2019_tells_receipts(tmp_path: Path) -> None:
    lines = (
        "71;Familiale;30,00;Validé;Carte bancaire;Roy;Anne;05/01/2019;a@example.org;Oui;2019-12;flûte\n"
        "72;Simple;20,00;Validé;Chèque;Gil;Jean;06/01/2019;;Non;;\n"
    )
    found = read(OF_2019 + lines, tmp_path)
    assert is_export(tuple(OF_2019.strip().split(";")))
    assert [(items(one), one.has_receipt, one.payer.email) for one in found.payments] == [
        ([("membership", 3000)], True, "a@example.org"), ([("membership", 2000)], False, ""),
    ]  # fmt: skip
    assert [(one.is_offline, one.method) for one in found.payments] == [(False, ""), (True, "cheque")]


def test_other_platforms_come_by_their_headings(tmp_path: Path) -> None:
    content = "Id;When;State;Who;Sum;Form\n9;2026-04-03;paid;Baron;12,00;Don\n"
    chosen = {"Id": "payment", "When": "paid_on", "State": "status", "Who": "last_name", "Sum": "total"}
    with pytest.raises(FileRefused) as refused:
        read(content, tmp_path)
    assert refused.value.detail == ("order", "status", "paid_on", "last_name")
    (one,) = read(content, tmp_path, chosen | {"Form": "campaign_type"}).payments
    assert (one.number, items(one)) == ("9", [("donation", 1200)])
    for wrong in ({"Id": "colour"}, {"Id": "order", "Who": "order"}):
        with pytest.raises(InputRefused):
            read(content, tmp_path, wrong)
    assert "tip" in FIELDS


@pytest.mark.parametrize(
    "content",
    [
        "Référence commande", "Référence commande;Statut\n", PAYMENTS + '"', PAYMENTS + ";" * 2_000,
        "Référence commande;" * 1_100 + "\n", PAYMENTS + "8;5\x00;1\n",
    ],
)  # fmt: skip
def test_hostile_files_are_refused_or_read_without_harm(tmp_path: Path, content: str) -> None:
    found = Export([], [], {})
    with suppress(FileRefused):
        found = read(content, tmp_path)
    assert found.payments == []
