"""What the printed statements call kinds, methods, reasons and findings: in French, whatever the window speaks."""

import re
from typing import Final

from donations_app.domain.statements import Heading
from receipts.text import day

_ASSOCIATION: Final = re.compile(r"\s*(?:l['’]\s*)?(asso(?:c(?:iation)?)?\b.*)", re.IGNORECASE | re.DOTALL)
KINDS: Final = {
    "donation": "don manuel", "dues": "cotisation", "sale": "vente", "participation": "participation",
    "subsidy": "subvention", "grant": "contribution financière", "collection": "collecte anonyme",
    "in_kind": "don en nature", "waived_expenses": "abandon de frais", "securities": "don de titres",
    "skills": "mécénat de compétences",
}  # fmt: skip
METHODS: Final = {
    "cash": "espèces",
    "cheque": "chèque",
    "transfer": "virement",
    "direct_debit": "prélèvement",
    "card": "carte bancaire",
    "online": "paiement en ligne",
    "none": "sans versement",
}
REASONS: Final = {
    "returned": "paiement rejeté par la banque", "reversed": "paiement annulé ou remboursé",
    "already_receipted": "reçu déjà émis", "issued_by_platform": "reçu émis par une plateforme",
    "anonymous": "donateur inconnu", "not_a_gift": "n'est pas un don (vente, participation, subvention, collecte)",
    "pass_through": "somme seulement transmise", "not_eligible_project": "projet n'ouvrant pas droit à reçu",
    "payer_is_organisation": "versé par une association, une fondation ou un organisme public",
    "no_receipt_wished": "donateur ne souhaitant pas de reçu",
    "not_tax_resident": "donateur non domicilié fiscalement en France", "siren_missing": "SIREN manquant",
    "siren_invalid": "SIREN erroné", "legal_form_missing": "forme juridique manquante",
    "name_missing": "nom ou prénom manquant", "address_missing": "adresse incomplète",
    "received_date_missing": "date de réception manquante", "credited_date_missing": "date de crédit manquante",
    "after_today": "versement postérieur au jour d'émission",
    "waiver_missing": "renonciation expresse manquante", "valuation_missing": "justificatif de valeur manquant",
    "counterpart_too_large": "contrepartie trop élevée", "straddles_fiscal_year": "période à cheval sur deux exercices",
    "ifi_not_eligible": "article 978 demandé, organisme non éligible", "below_minimum": "sous le minimum d'un reçu",
    "signatory_missing": "aucun signataire habilité", "unprintable": "nom ou adresse non imprimable",
    "other_year": "reçu émis au titre d'une autre année", "to_issue": "reçu à émettre",
}  # fmt: skip
FINDINGS: Final = {
    "returned": "le paiement du reçu a été rejeté par la banque",
    "reversed": "le paiement du reçu a été annulé ou remboursé",
    "not_live": "la ligne ne porte pas ce reçu",
    "payer_differs": "le reçu et le paiement n'ont pas le même payeur",
    "amount_differs": "le reçu et le paiement n'ont pas le même montant",
    "outside_year": "le paiement n'est pas de l'année du reçu",
    "sum_differs": "le reçu n'est pas la somme de ses lignes",
    "to_issue": "don sans reçu alors qu'il peut être émis",
    "receipted_elsewhere": "don porté par un reçu d'une autre année",
}
WARNINGS: Final = {
    "refund_window": "prélèvement encore remboursable",
    "postdated_cheque": "chèque daté d'après sa réception",
    "year_by_policy": "paiement en ligne à cheval sur deux années",
    "counterpart_near_ceiling": "contreparties proches du plafond",
    "counterpart_above_ceiling": "contreparties au-dessus du plafond à réviser",
    "provisional_scale": "barème kilométrique provisoire",
    "large_amount": "montant élevé",
    "dated_back": "reçu d'un jour antérieur au dernier émis",
    "foreign_address": "adresse à l'étranger",
    "after_death": "don postérieur au décès",
    "after_death_of_one": "don postérieur au décès de l'un des deux",
    "after_separation": "don postérieur à la séparation du couple",
}
GIFT_FORMS: Final = {
    "authentic_deed": "acte authentique",
    "private_deed": "acte sous seing privé",
    "manual_gift": "déclaration de don manuel",
    "other": "autres",
}
PERSONALITIES: Final = {
    "foreign_state": "État étranger",
    "legal_person": "personne morale étrangère",
    "trust_like": "dispositif comparable à une fiducie",
    "natural_person": "personne physique non résidente",
}
STEPS: Final = {
    "of_other_year": "Comptabilisé dans l'exercice, don d'une autre année",
    "taken_back_later": "Rejeté, remboursé ou annulé après la clôture",
    "booked_elsewhere": "Don de l'année comptabilisé dans un autre exercice",
    "not_credited": "Don reçu dont la banque n'a pas encore donné la date de crédit",
    "in_kind": "Dons en nature et mécénat de compétences, à leur valeur (classe 87)",
}
ACCOUNTS: Final = {
    "75411": "Dons manuels",
    "75412": "Abandons de frais par les bénévoles",
    "7561": "Cotisations sans contrepartie",
    "7542": "Mécénats",
}
DUTIES: Final = {
    "annual_accounts": "établir des comptes annuels (bilan, compte de résultat, annexe)",
    "auditor": "nommer un commissaire aux comptes et un suppléant s'il y a lieu",
    "publication": "publier les comptes annuels et le rapport du commissaire aux comptes",
    "foreign_statement": "tenir l'état séparé des avantages et ressources provenant de l'étranger",
    "appeal_declaration": "déclarer au préfet, avant de le lancer, tout appel public à la générosité",
    "appeal_declaration_perhaps": (
        "peut-être : déclarer au préfet, avant de le lancer, tout appel public à la générosité, si les dons collectés "
        "par appel ont dépassé le seuil un de ces exercices ; les livres ne disent pas quels dons un appel a apportés"
    ),
}


def the_association(name: str) -> str:
    """Return a name with its article within a sentence; one that says what it is has its noun already."""
    found = _ASSOCIATION.match(name)
    return f"l'{found[1]}" if found else f"l'association {name}"


def period_of(heading: Heading) -> str:
    """Return the period in words."""
    if heading.is_calendar_year:
        return f"Année {heading.year}"
    return f"Exercice du {day(heading.first_on)} au {day(heading.last_on)}"
