"""The columns of files to import, with the French headers that people write, and typed cells."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from donations_app.domain.currency_words import means, names_currency, split_currency
from donations_app.domain.folding import fold
from donations_app.domain.pasted import pasted
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.typed import TypedError, is_blank, parse_amount
from donations_app.domain.written import AS_IT_STANDS, Written, in_day_order, with_point
from donations_app.formats.headings import SURE
from donations_app.formats.number_formats import BY_REGION
from donations_app.formats.tables import Table

FACTS: Final = (  # of a person
    "ref", "kind", "title", "last_name", "first_name", "second_last_name", "second_first_name",
    "organisation", "legal_form", "siren", "siret", "rna", "ice", "address", "address2", "postcode", "city",
    "country", "tax_resident_fr", "email", "phone", "language", "consent_email", "consent_post", "minor",
    "deceased_on", "receipt_wish", "notes", "fiscal_year_end", "residence_statement",
    "money_origin", "second_deceased_on", "other_script",
    "association_of", "municipality", "province",
)  # fmt: skip
PEOPLE: Final = (*FACTS, "full_name")  # which a file may say in place of its parts
PROJECTS: Final = (
    "code", "title_fr", "title_en", "title_ar", "axis", "municipality", "province", "cost", "currency",
    "rate", "rule", "minimum_percent", "minimum_cash_percent", "maximum_in_kind_percent", "starts_on",
    "ends_on", "receipt_eligible", "association", "association_cost", "pass_through",
    "short_fr", "short_en", "short_ar", "action", "programme", "people_served", "state", "unassigned",
    "eligible_cost", "cash_budget",
)  # fmt: skip
PAYMENTS: Final = (
    "ref", "office", "payer", "received_on", "credited_on", "method", "kind", "amount", "currency", "rate",
    "project", "association", "earmarked_by_donor", "dues_year", "cheque_number", "cheque_date", "bank",
    "counterpart_value", "counterpart_kind", "description", "evidence", "receipt_issued_by", "returned_on",
    "return_code", "article", "pass_through", "rate_source", "rate_on", "valued_by", "decided_on",
)  # fmt: skip
RECURRING: Final = (
    "ref", "payer", "office", "amount", "frequency", "day", "first_on", "last_on", "method", "iban", "bic",
    "mandate_reference", "mandate_signed_on", "project", "association", "earmarked_by_donor",
)  # fmt: skip
EXPENSES: Final = (
    "ref", "payer", "office", "waived_on", "evidence", "on", "purpose", "km", "vehicle", "power", "electric",
    "plate", "label", "amount", "project", "association", "earmarked_by_donor",
)  # fmt: skip

KINDS: Final = {
    "people": PEOPLE, "projects": PROJECTS, "payments": PAYMENTS, "recurring": RECURRING, "expenses": EXPENSES,
}  # fmt: skip
COMPULSORY: Final[
    dict[tuple[str, ...], tuple[str, ...]]
] = {  # each line fills them; the first is the reference
    PEOPLE: ("ref", "kind"),
    PROJECTS: ("code", "title_fr", "cost"),
    PAYMENTS: ("ref", "office", "method", "kind", "amount"),
    RECURRING: ("ref", "payer", "amount", "frequency", "first_on"),
    EXPENSES: ("ref", "payer", "waived_on", "on", "purpose"),
}
_OF_ONE_LINE: Final = frozenset(("amount", "association_cost", "counterpart_value", "km"))  # never of several
DAYS: Final = frozenset((
    "received_on", "credited_on", "cheque_date", "rate_on", "returned_on", "deceased_on", "second_deceased_on",
    "starts_on", "ends_on", "first_on", "last_on", "mandate_signed_on", "waived_on", "on", "decided_on",
))  # fmt: skip
_NUMBERS: Final = _OF_ONE_LINE | {
    "cost", "rate", "minimum_percent", "minimum_cash_percent", "maximum_in_kind_percent", "dues_year", "day", "power",
    "eligible_cost", "cash_budget", "people_served",
}  # fmt: skip
NUMBERS: Final = _OF_ONE_LINE | {  # of which decimals may be written
    "cost", "rate", "minimum_percent", "minimum_cash_percent", "maximum_in_kind_percent", "eligible_cost",
    "cash_budget",
}  # fmt: skip

# Folded French (and a few other) headers; the same word may mean different columns in different files.
_COMMON: Final = {
    "reference": "ref", "ref": "ref", "numero": "ref", "bureau": "office", "antenne": "office",
    "relais": "office",
    "montant": "amount", "devise": "currency", "taux": "rate", "projet": "project",
    "association": "association", "affectation": "project", "affecte par le donateur": "earmarked_by_donor",
    "mode": "method", "mode de reglement": "method", "mode de paiement": "method",
    "moyen de paiement": "method", "notes": "notes",
    "pour un tiers": "pass_through", "remarques": "notes", "remarque": "notes", "observations": "notes",
    "donateur": "payer", "payeur": "payer", "versement par": "payer",
    "reference donateur": "payer", "reference du donateur": "payer", "ref donateur": "payer",
}  # fmt: skip
_SYNONYMS: Final[dict[tuple[str, ...], dict[str, str]]] = {
    PEOPLE: {
        "type": "kind", "categorie": "kind", "civilite": "title", "nom": "last_name", "prenom": "first_name",
        "nom du conjoint": "second_last_name", "prenom du conjoint": "second_first_name",
        "raison sociale": "organisation", "organisme": "organisation", "forme juridique": "legal_form",
        "adresse": "address", "complement d adresse": "address2", "adresse 2": "address2",
        "code postal": "postcode", "cp": "postcode", "ville": "city", "commune": "city", "pays": "country",
        "resident fiscal": "tax_resident_fr", "resident fiscal francais": "tax_resident_fr",
        "attestation de residence": "residence_statement",
        "attestation de residence fiscale": "residence_statement",
        "courriel": "email", "e mail": "email", "mail": "email", "telephone": "phone", "langue": "language",
        "accord courriel": "consent_email", "accord courrier": "consent_post", "mineur": "minor",
        "decede le": "deceased_on", "conjoint decede le": "second_deceased_on",
        "deces du conjoint": "second_deceased_on", "cloture de l exercice": "fiscal_year_end",
        "origine des fonds": "money_origin", "souhait de recu": "receipt_wish", "recu fiscal": "receipt_wish",
        "autre ecriture": "other_script", "nom en autre ecriture": "other_script", "nom arabe": "other_script",
        "nom en arabe": "other_script", "nom en tifinagh": "other_script",
        "association de": "association_of", "commune au maroc": "municipality", "commune rurale": "municipality",
        "commune d intervention": "municipality", "province": "province",
    },
    PROJECTS: {
        "titre": "title_fr", "titre francais": "title_fr", "titre anglais": "title_en",
        "titre arabe": "title_ar", "axe": "axis", "commune": "municipality", "cout": "cost",
        "regle": "rule", "seuil": "minimum_percent", "minimum en numeraire": "minimum_cash_percent",
        "plafond en nature": "maximum_in_kind_percent", "debut": "starts_on", "fin": "ends_on",
        "eligible au recu": "receipt_eligible", "association porteuse": "association",
        "cout de l association": "association_cost", "part de l association": "association_cost",
        "titre court": "short_fr", "nom court": "short_fr", "nom court francais": "short_fr",
        "nom court anglais": "short_en", "nom court arabe": "short_ar", "action": "action",
        "programme": "programme", "beneficiaires": "people_served", "personnes servies": "people_served",
        "nombre de beneficiaires": "people_served", "etat": "state", "etat du projet": "state",
        "non affecte": "unassigned", "argent sans association": "unassigned", "couts eligibles": "eligible_cost",
        "cout eligible": "eligible_cost", "budget en numeraire": "cash_budget",
        "budget numeraire": "cash_budget",
    },
    PAYMENTS: {
        "recu le": "received_on", "date de reception": "received_on", "date": "received_on",
        "date du don": "received_on", "montant du don": "amount", "annee cotisation": "dues_year",
        "credite le": "credited_on", "date de credit": "credited_on", "nature": "kind", "type": "kind",
        "annee de cotisation": "dues_year", "exercice de cotisation": "dues_year",
        "numero de cheque": "cheque_number", "n de cheque": "cheque_number", "n cheque": "cheque_number",
        "no de cheque": "cheque_number", "no cheque": "cheque_number",
        "date du cheque": "cheque_date", "banque": "bank", "valeur de la contrepartie": "counterpart_value",
        "contrepartie": "counterpart_value", "type de contrepartie": "counterpart_kind",
        "libelle": "description", "justificatif": "evidence", "piece": "evidence", "evalue par": "valued_by",
        "source du taux": "rate_source", "date du taux": "rate_on", "jour du taux": "rate_on",
        "recu emis par": "receipt_issued_by", "rejete le": "returned_on", "code de rejet": "return_code",
        "decide le": "decided_on", "date de decision": "decided_on", "date de la decision": "decided_on",
        "affectation decidee le": "decided_on", "affecte le": "decided_on", "date d affectation": "decided_on",
    },
    RECURRING: {
        "periodicite": "frequency", "frequence": "frequency", "jour": "day", "premiere echeance": "first_on",
        "derniere echeance": "last_on", "rum": "mandate_reference", "reference du mandat": "mandate_reference",
        "mandat signe le": "mandate_signed_on",
    },
    EXPENSES: {
        "benevole": "payer", "note de frais": "ref", "renonce le": "waived_on", "renonciation le": "waived_on",
        "date de renonciation": "waived_on", "date d abandon": "waived_on", "renonciation": "evidence",
        "justificatif": "evidence", "piece": "evidence", "le": "on", "date": "on", "jour": "on",
        "date du trajet": "on", "motif": "purpose", "objet": "purpose", "kilometres": "km", "distance": "km",
        "vehicule": "vehicle", "puissance": "power", "puissance fiscale": "power", "cv": "power",
        "electrique": "electric", "plaque": "plate", "immatriculation": "plate", "libelle": "label", "depense": "label",
    },
}  # fmt: skip
_OF_HELLOASSO: Final = frozenset(("reference commande", "nom payeur"))
_NUMBER: Final = ("n", "no", "No")  # "N°", "Nº", "№": the reference, where no other column is it
_VALUES: Final = {
    "kind": {
        "particulier": "individual", "personne": "individual", "couple": "couple", "foyer": "couple",
        "entreprise": "company", "societe": "company", "fondation": "foundation",
        "organisme public": "public_body", "collectivite": "public_body", "don": "donation",
        "cotisation": "dues", "don en nature": "in_kind", "frais abandonnes": "waived_expenses",
        "abandon de frais": "waived_expenses", "titres": "securities", "competences": "skills",
        "mecenat de competences": "skills", "vente": "sale", "subvention": "subsidy", "collecte": "collection",
        "dons": "donation", "cotisations": "dues", "adhesion": "dues",
    },
    "method": {
        "especes": "cash", "cheque": "cheque", "virement": "transfer", "prelevement": "direct_debit",
        "carte": "card", "carte bancaire": "card", "cb": "card", "en ligne": "online", "internet": "online",
        "aucun": "none", "chq": "cheque", "cheques": "cheque", "vir": "transfer", "virement bancaire": "transfer",
        "esp": "cash", "liquide": "cash", "prlv": "direct_debit", "prelevement sepa": "direct_debit",
    },
    "money_origin": {"prive": "private", "public": "public", "redistribue": "regranted"},
    "association_of": {"migrant": "migrants", "villageois": "villagers", "village": "villagers"},
    "receipt_wish": {"annuel": "annual", "chaque": "each", "a chaque don": "each", "aucun": "none", "non": "none"},
    "language": {"francais": "fr", "anglais": "en", "arabe": "ar"},
    "frequency": {
        "mensuel": "monthly", "trimestriel": "quarterly", "semestriel": "half_yearly", "annuel": "yearly",
        "mensuelle": "monthly", "trimestrielle": "quarterly", "semestrielle": "half_yearly",
        "annuelle": "yearly",
    },
    "vehicle": {
        "voiture": "car", "auto": "car", "automobile": "car", "moto": "motorcycle", "motocyclette": "motorcycle",
        "cyclomoteur": "moped", "mobylette": "moped",
    },
    "counterpart_kind": {"biens": "goods", "symbolique": "symbolic"},
    "state": {
        "idee": "idea", "recherche": "seeking", "en recherche": "seeking", "recherche de fonds": "seeking",
        "en cours": "running", "termine": "done", "acheve": "done",
    },
    "unassigned": {
        "projet": "project", "au projet": "project", "porteur": "carrier", "au porteur": "carrier",
        "parts": "parts", "selon les parts": "parts",
    },
}  # fmt: skip

_NAMES: Final = ("last_name", "full_name", "organisation")
_MOST_COMPARED: Final = 50  # headings that mean nothing
_LONGEST_COMPARED: Final = 60
_Problem = tuple[str, str, str, tuple[tuple[str, Any], ...]]  # column, value, code, data of its sentence


def columns_of(table: Table, known: tuple[str, ...]) -> tuple[dict[str, int], list[str]]:
    """Return the position of each known column, and the headers that mean nothing to us.

    Raises:
        FileRefused: a compulsory column is missing, or two headers mean the same one; people are named by columns
            that mean nothing here and nobody by reference, so that all of it would be anonymous.
    """
    found: dict[str, int] = {}
    ignored = []
    for position, (header, name) in enumerate(
        zip(table.headers, meanings(table.headers, known), strict=True)
    ):
        if not name:
            ignored.append(header)
        elif name in found:
            raise FileRefused(table.path, "header_twice", 1, header)
        else:
            found[name] = position
    if missing := [name for name in COMPULSORY[known] if name not in found]:
        is_export = set(map(fold, table.headers)) >= _OF_HELLOASSO
        problem = "export_of_helloasso" if is_export else "column_missing"
        raise FileRefused(table.path, problem, 1, tuple(missing))
    if names := _names_alone(known, found, ignored):
        raise FileRefused(table.path, "payers_named", 1, names)
    return found, [header for header in dict.fromkeys(ignored) if header]


def _names_alone(known: tuple[str, ...], found: Mapping[str, int], ignored: Sequence[str]) -> tuple[str, ...]:
    """Return the headings under which names of payers stand, where no column holds their references."""
    if "payer" not in known or "payer" in found:
        return ()
    return tuple(header for header in ignored if meanings((header,), PEOPLE)[0] in _NAMES)


def meanings(headers: tuple[str, ...], known: tuple[str, ...]) -> list[str]:
    """Return the column that each heading means, or nothing."""
    others = SURE[next(what for what, columns in KINDS.items() if columns == known)]
    synonyms = {
        **others,
        **_COMMON,
        **_SYNONYMS[known],
        **{fold(name.replace("_", " ")): name for name in known},
    }
    folded = [fold(header.replace("_", " ")) for header in headers]
    if COMPULSORY[known][0] not in map(synonyms.get, folded):
        synonyms |= dict.fromkeys(_NUMBER, COMPULSORY[known][0])
    meant = (synonyms.get(header, "") for header in folded)
    return [name if name in known else "" for name in meant]


def knows(what: str, header: str) -> bool:
    """Tell whether a heading means something in a table of that kind."""
    return bool(meanings((header,), KINDS[what])[0])


def near_columns(ignored: Sequence[str], known: tuple[str, ...], found: Mapping[str, int]) -> dict[str, str]:
    """Return the headings that mean nothing and nearly say a column that the file lacks, with that column."""
    synonyms = {fold(name.replace("_", " ")): name for name in known}
    synonyms |= {word: name for word, name in {**_COMMON, **_SYNONYMS[known]}.items() if name in known}
    lacking = {word: name for word, name in synonyms.items() if name not in found and len(word) > 3}
    near = {}
    for header in ignored[:_MOST_COMPARED]:
        folded = fold(header.replace("_", " "))[:_LONGEST_COMPARED]
        if close := get_close_matches(folded, lacking, n=1, cutoff=0.75):
            near[header] = lacking[close[0]]
    return near


def fits(what: str, headers: tuple[str, ...]) -> bool:
    """Tell whether headings hold all that a table of that kind must have."""
    known = KINDS[what]
    return set(COMPULSORY[known]) <= set(meanings(headers, known))


@lru_cache(maxsize=1024)  # the lines of a file say the same few words
def coded(column: str, text: str) -> str:
    """Return the code of a choice, written as a code or in French."""
    typed = pasted(text)
    known = _VALUES.get(column, {})
    return known.get(fold(typed), typed.lower() if typed.isascii() else typed)


def codes_of(column: str) -> Mapping[str, str]:
    """Return the words of a choice with the codes that they mean; nothing for a column of other values."""
    return _VALUES.get(column, {})


def is_code(column: str, text: str) -> bool:
    """Tell whether a text is a code of a choice, or a word for one."""
    known = codes_of(column)
    return coded(column, text) in known.values()


class Cells:
    """The cells of one line, read by column and type; problems are gathered, not raised."""

    __slots__ = ("_cells", "_columns", "_marks", "_written", "problems")

    def __init__(
        self,
        columns: Mapping[str, int],
        cells: Sequence[str],
        marks: Mapping[tuple[int, str], str] | None = None,
        written: Written = AS_IT_STANDS,
    ) -> None:
        self._columns = columns
        self._cells = cells
        self._marks = marks or {}
        self._written = written
        self.problems: list[_Problem] = []
        if marks:
            self._weigh_marks()

    def _weigh_marks(self) -> None:
        """Note the cells that show something else than their text, where that matters."""
        names = {position: name for name, position in self._columns.items()}
        for (position, kind), said in self._marks.items():
            column = names.get(position, "")
            if kind == "error" and column:
                self.note(column, said, "cell_error")
            elif kind == "scaled" and column in _NUMBERS:
                self.note(column, said, "cell_scaled")
            elif kind == "merged" and column in _OF_ONE_LINE:
                self.note(column, self._cells[position][:80], "cell_merged", {"range": said})

    def raw(self, column: str) -> str:
        """Return the text as it stands, or nothing where the file lacks the column."""
        position = self._columns.get(column)
        return "" if position is None else self._cells[position]

    def read(self, column: str, parse: Callable[..., Any], missing: Any, **options: date) -> Any:
        """Return the parsed cell; ``missing`` where it is empty or refused."""
        position = self._columns.get(column)
        if position is None:
            return missing
        text = self._cells[position]
        if is_blank(text) or self._is_noted(column):
            return missing
        try:
            return parse(self._as_written(column, text), **options)
        except TypedError as error:
            self.note(column, text[:80], error.problem)
            return missing

    def _as_written(self, column: str, text: str) -> str:
        """Return a day or a number as it is read without a word about how the file writes it."""
        if self._written.days and column in DAYS:
            return in_day_order(text, self._written.days)
        if self._written.decimals and column in NUMBERS:
            return with_point(text, self._written.decimals)
        return text

    def money(
        self, column: str, currency: str = "EUR", missing: Any = 0, other: str = "currency_shown"
    ) -> Any:
        """Return cents of ``currency``; an amount that names another one is refused, as ``other`` says."""
        raw = self.raw(column)
        if is_blank(raw) or self._is_noted(column):
            return missing
        try:
            text = self._as_written(column, raw)
        except TypedError as error:
            self.note(column, raw[:80], error.problem)
            return missing
        number, words = split_currency(text)
        if words and not names_currency(words):
            number, words = text, ""
        words = words or self._marks.get((self._columns[column], "words"), "")
        is_by_region = words == BY_REGION and bool(self.raw("currency").strip())
        if words and not is_by_region and not self._is_noted("currency") and not means(words, currency):
            self.note(column, number[:80], other, {"shown": words, "currency": currency})
            return missing
        try:
            return parse_amount(number)
        except TypedError as error:
            self.note(column, raw[:80], error.problem)
            return missing

    def _is_noted(self, column: str) -> bool:
        return bool(self.problems) and any(problem[0] == column for problem in self.problems)

    def require(self, *names: str) -> None:
        """Note the columns of ``names`` whose cells show nothing."""
        for column in names:
            if is_blank(self.raw(column)):
                self.note(column, "", "missing")

    def note(self, column: str, value: str, code: str, data: Mapping[str, Any] | None = None) -> None:
        """Note what is wrong with a cell."""
        self.problems.append((column, value, code, tuple((data or {}).items())))
