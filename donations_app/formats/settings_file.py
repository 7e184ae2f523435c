"""The settings file of an association: TOML, its tables and keys as the README shows them."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from donations_app.domain.direct_debits import FORMATS
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.payments import LARGEST
from donations_app.domain.settings import (
    MAIL_PORTS,
    AccountDraft,
    MailDraft,
    OfficeDraft,
    OrganisationDraft,
    SettingsDraft,
    SignatoryDraft,
)
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.typed import TypedError, clean_text, parse_any_date
from donations_app.formats.files import bytes_of
from donations_app.formats.toml_file import read_toml

_LARGEST_IMAGE: Final = 2 * 1024 * 1024
_ORGANISATION: Final = (
    "name", "siren", "rna", "address", "postcode", "city", "country", "phone", "email", "website", "object",
    "category", "fiscal_year_end", "ifi_eligible", "article_200_1_ter",
)  # fmt: skip
_NEEDED: Final = ("name", "address", "postcode", "city", "object")
_KEYS: Final = {
    "organisation": _ORGANISATION,
    "offices": ("code", "name", "head", *OfficeFacts.__struct_fields__),
    "signatories": ("name", "title", "from", "to", "image"),
    "accounts": ("label", "iban", "bic", "creditor_id", "debit_format", "debit_days"),
    "receipts": ("number", "online_date", "minimum_cents"),
    "mail": ("host", "port", "security", "username", "sender", "sender_name"),
}


def read_settings(path: Path) -> SettingsDraft:
    """Read a settings file.

    Raises:
        FileRefused: it is missing, unreadable or no TOML.
        InputRefused: keys are unknown, missing or of another type; each is named.
    """
    raw = read_toml(path)
    unknown = _unknown_keys(raw)
    if any(problem.code == "table_expected" for problem in unknown):
        raise InputRefused(unknown)
    draft = _Reader(path, unknown).settings(raw)
    if isinstance(draft, list):
        raise InputRefused(draft)
    return draft


def _unknown_keys(raw: dict[str, Any]) -> list[Problem]:
    found = []
    for name, content in raw.items():
        if name not in _KEYS:
            found.append(Problem(name, "key_unknown"))
            continue
        several = name in ("offices", "signatories", "accounts")
        if several != isinstance(content, list):
            found.append(Problem(name, "table_expected"))
            continue
        for table in content if several else [content]:
            if not isinstance(table, dict):
                found.append(Problem(name, "table_expected"))
            else:
                found.extend(
                    Problem(f"{name}.{key}", "key_unknown") for key in table if key not in _KEYS[name]
                )
    return found


class _Reader:
    """Reads typed values, noting every problem beside those that are known before it gives up."""

    def __init__(self, path: Path, known: list[Problem]) -> None:
        self._folder = path.parent
        self._problems = known

    def settings(self, raw: dict[str, Any]) -> SettingsDraft | list[Problem]:
        organisation = self._organisation(raw.get("organisation", {}), raw.get("receipts", {}))
        offices = tuple(map(self._office, raw.get("offices", [])))
        signatories = tuple(self._signatory(table) for table in raw.get("signatories", []))
        accounts = tuple(map(self._account, raw.get("accounts", [])))
        mail = self._mail(raw["mail"]) if "mail" in raw else None
        return self._problems or SettingsDraft(organisation, offices, signatories, accounts, mail)

    def _office(self, table: dict[str, Any]) -> OfficeDraft:
        stated = [key for key in OfficeFacts.__struct_fields__ if key in table]
        texts = {key: self._text(table, f"offices.{key}") for key in stated}
        return OfficeDraft(
            self._text(table, "offices.code"),
            self._text(table, "offices.name"),
            self._flag(table, "offices.head"),
            OfficeFacts(**texts) if stated else None,
        )

    def _account(self, table: dict[str, Any]) -> AccountDraft:
        texts = {
            key: self._text(table, f"accounts.{key}") for key in _KEYS["accounts"] if key != "debit_days"
        }
        texts["debit_format"] = texts["debit_format"] or FORMATS[0]
        days = table.get("debit_days", 1)
        if type(days) is not int:
            self._problems.append(Problem("accounts.debit_days", "number_unreadable", _shown(days)))
            days = 1
        return AccountDraft(**texts, debit_days=days)

    def _mail(self, table: dict[str, Any]) -> MailDraft:
        texts = {key: self._text(table, f"mail.{key}") for key in _KEYS["mail"] if key != "port"}
        texts["security"] = texts["security"] or "tls"
        port = table.get("port", MAIL_PORTS.get(texts["security"], 25))
        if type(port) is not int:
            self._problems.append(Problem("mail.port", "number_unreadable", str(port)))
            port = 0
        return MailDraft(port=port, **texts)

    def _organisation(self, table: dict[str, Any], receipts: dict[str, Any]) -> OrganisationDraft:
        texts = {
            key: self._text(table, f"organisation.{key}")
            for key in _ORGANISATION
            if key in table and key not in ("ifi_eligible", "article_200_1_ter")
        }
        for key in _NEEDED:
            if key not in texts:
                self._problems.append(Problem(f"organisation.{key}", "missing"))
                texts[key] = ""
        flags = {
            key: self._flag(table, f"organisation.{key}") for key in ("ifi_eligible", "article_200_1_ter")
        }
        policy = {}
        if "number" in receipts:
            policy["number_pattern"] = self._text(receipts, "receipts.number")
        if "online_date" in receipts:
            policy["online_date"] = self._text(receipts, "receipts.online_date")
        minimum = receipts.get("minimum_cents", 0)
        if type(minimum) is not int or not 0 <= minimum <= LARGEST.cents:
            self._problems.append(Problem("receipts.minimum_cents", "number_unreadable", _shown(minimum)))
            minimum = 0
        return OrganisationDraft(**texts, **flags, **policy, receipt_minimum_cents=minimum)  # type: ignore[arg-type]

    def _signatory(self, table: dict[str, Any]) -> SignatoryDraft:
        first = self._day(table, "signatories.from")
        if first is None:
            self._problems.append(Problem("signatories.from", "missing"))
        return SignatoryDraft(
            self._text(table, "signatories.name"),
            self._text(table, "signatories.title"),
            first or date.min,
            self._day(table, "signatories.to"),
            self._image(table),
        )

    def _text(self, table: dict[str, Any], field: str) -> str:
        value = table.get(field.partition(".")[2], "")
        if not isinstance(value, str):
            self._problems.append(Problem(field, "text_expected", _shown(value)))
            return ""
        try:
            return clean_text(value, limit=500)
        except TypedError as error:
            self._problems.append(Problem(field, error.problem, value[:80]))
            return ""

    def _flag(self, table: dict[str, Any], field: str) -> bool:
        value = table.get(field.partition(".")[2], False)
        if not isinstance(value, bool):
            self._problems.append(Problem(field, "yes_no_unreadable", _shown(value)))
            return False
        return value

    def _day(self, table: dict[str, Any], field: str) -> date | None:
        value = table.get(field.partition(".")[2])
        if value is None or type(value) is date:
            return value
        try:
            return parse_any_date(_shown(value))
        except TypedError as error:
            self._problems.append(Problem(field, error.problem, _shown(value)))
            return None

    def _image(self, table: dict[str, Any]) -> bytes | None:
        name = self._text(table, "signatories.image")
        if not name:
            return None
        problem = ""
        try:
            place = (self._folder / name).resolve()
            if not place.is_relative_to(self._folder.resolve()):
                problem = "image_elsewhere"
            else:
                return bytes_of(place, largest=_LARGEST_IMAGE)
        except FileRefused as error:
            problem = {"file_missing": "file_missing", "file_too_large": "image_too_large"}.get(
                error.problem, "image_unreadable"
            )
        except (OSError, RuntimeError, ValueError):  # a loop of links, a zero byte
            problem = "file_missing"
        self._problems.append(Problem("signatories.image", problem, name))
        return None


def _shown(value: Any) -> str:
    """Return a value as it may be shown: the start of it."""
    try:
        return str(value)[:80]
    except (ValueError, RecursionError):  # a number of thousands of digits, lists without end
        return "…"
