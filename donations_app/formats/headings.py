"""How other programs head the columns of their exports: Galette, Paheko, CiviCRM, Dolibarr, OpenPetra, Salesforce.

Headings stand folded (``domain.folding``), as the files of these programs write them. A heading that means the same
wherever it stands is ``SURE``; one that means so mostly is ``ASKED``: it is proposed, and a person decides.
"""

from typing import Final

Words = dict[str, str]  # folded heading -> our column

SURE: Final[dict[str, Words]] = {
    "people": {
        # Galette
        "nom adh": "last_name", "prenom adh": "first_name", "societe adh": "organisation",
        "adresse adh": "address", "adresse2 adh": "address2", "cp adh": "postcode", "ville adh": "city",
        "pays adh": "country", "tel adh": "phone", "email adh": "email", "id adh": "ref", "num adh": "ref",
        # Paheko
        "numero de membre": "ref", "numero de telephone": "phone", "adresse postale": "address",
        "nom prenom": "full_name", "nom et prenom": "full_name", "nom prenoms": "full_name",
        "prenom nom": "full_name", "prenom et nom": "full_name", "full name": "full_name",
        "adresse e mail": "email", "adresse email": "email", "adresse mail": "email",
        # CiviCRM, Dolibarr, Salesforce
        "external identifier": "ref", "organization name": "organisation", "last name": "last_name",
        "first name": "first_name", "street address": "address", "postal code": "postcode", "town": "city",
        "zip": "postcode", "zip code": "postcode", "lastname": "last_name", "firstname": "first_name",
        "ref adherent": "ref", "member ref": "ref",
        # OpenPetra
        "partnerkey": "ref", "familyname": "last_name", "street": "address", "postcode": "postcode",
    },
    "payments": {
        # CiviCRM, Salesforce
        "total amount": "amount", "receive date": "received_on", "date received": "received_on",
        "transaction id": "ref", "donation amount": "amount", "donation date": "received_on",
        "payment method": "method", "payment instrument": "method", "external identifier": "payer",
        # Galette, Paheko, Dolibarr
        "id cotis": "ref", "montant cotis": "amount", "date enreg": "received_on", "numero de recu": "ref",
        "numero de membre": "payer", "numero d ecriture": "ref", "moyen de reglement": "method",
    },
    "recurring": {"total amount": "amount", "start date": "first_on", "end date": "last_on"},
    "projects": {},
    "expenses": {},
}  # fmt: skip
ASKED: Final[dict[str, Words]] = {
    "people": {
        "nom complet": "full_name", "name": "full_name", "display name": "full_name",
        "contact name": "full_name", "adherent": "full_name", "membre": "full_name",
        "pseudo adh": "ref", "login adh": "ref", "gsm adh": "phone", "tel port": "phone", "portable": "phone",
        "mobile": "phone", "inscription a la lettre d information": "consent_email", "newsletter": "consent_email",
        "titre adh": "title", "individual prefix": "title", "numero adherent": "ref", "n adherent": "ref",
        "matricule": "ref", "identifiant": "ref", "id": "ref", "code": "ref", "region": "city",
    },
    "payments": {
        "financial type": "kind", "source": "description", "note": "description", "organization name": "payer",
        "date cotis": "received_on", "type de cotisation": "kind", "id": "ref", "identifiant": "ref",
        "adherent": "payer", "membre": "payer", "nom": "payer", "somme": "amount", "total": "amount",
        "date de paiement": "received_on", "paye le": "received_on",
    },
    "recurring": {"membre": "payer", "adherent": "payer", "id": "ref", "debut": "first_on", "fin": "last_on"},
    "projects": {"id": "code", "nom": "title_fr", "budget": "cost"},
    "expenses": {"id": "ref", "membre": "payer", "adherent": "payer", "km parcourus": "km"},
}  # fmt: skip
