"""Checks that every sentence of the program stands in French and Arabic, whole; ``--update`` extracts them.

Run from the root of the repository.
"""

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

LOCALE = Path("resources/locale")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "NN_": (1, 2), "pgettext": ((1, "c"), 2)}
HOLES = re.compile(r"\{[^{}]*\}")
TYPED = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_«{])")  # between letters French has the apostrophe of books, ’
DOTS = re.compile(r"(?<=[^\W\d_])(?<!--source) ?\.\.\.$")  # behind a word both have one sign, …

# what is one thing has one word, and one way of speaking to whoever reads: what is not written, and what is
OTHER_WORDS = {
    "fr": {r"\bdons? réguliers?\b": "don récurrent", r"(?i)\be-mails?\b": "courriel"},
    "ar": {
        "هبة|هبات(?! موثقة)": "تبرع",
        "تكلفة": "كلفة",
        "حوافظ": "حافظات",
        "منخرط": "عضو",
        "خادوم": "خادم",
        "\u064b\u0627|\u0627\u064b": "ا",
        "مدقق": "مراقب الحسابات",
        "سطور": "أسطر",
        r"(?<!غير )\bالمؤدي\b": "الدافع",
        "الأرقام القانونية": "المعايير القانونية",
        # commands to one person alone
        r"\b(?:اكتب|اختر|أدخل|احفظ|اذكر|اضغط|نزّل|ألغ|ألغه|أكملها|استعدها|قارنه|أخبر|احتفظ|اسحبها|أعطها)\b": "اكتبوا",
    },
}


def extracted() -> Catalog:
    """Return every message of the sources."""
    catalog = Catalog(project="Tiwizi", charset="utf-8")
    for found in extract_from_dir("donations_app", [("**.py", "python")], keywords=KEYWORDS):
        _, _, message, _, context = found
        catalog.add(message, context=context)
    return catalog


def update(messages: Catalog) -> None:
    """Bring the catalogues to the messages of the sources, keeping what is translated."""
    for language in ("fr", "ar"):
        path = LOCALE / f"{language}.po"
        old = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(locale=language)
        new = Catalog(locale=language, project="Tiwizi", charset="utf-8", fuzzy=False)
        # forms of the plural as the catalogue has them: those of the library change with its version
        new.mime_headers = [("Plural-Forms", old.plural_forms)]
        for message in messages:
            if message.id:
                known = old.get(message.id, message.context)
                new.add(message.id, known.string if known else None, context=message.context)
        out = BytesIO()
        write_po(out, new, width=110, sort_output=True, omit_header=False, no_location=True)
        text = re.sub(r'"(?:POT-Creation|PO-Revision)-Date:[^\n]*\n', "", out.getvalue().decode())
        path.write_text(text, encoding="utf-8")


def faults(messages: Catalog) -> list[str]:
    """Return what is missing, too much, fuzzy, or has other holes than the sentence it says."""
    found = []
    for language in ("fr", "ar"):
        catalog = read_po((LOCALE / f"{language}.po").open("rb"), locale=language)
        known = {(message.id, message.context): message for message in catalog if message.id}
        wanted = {(message.id, message.context) for message in messages if message.id}
        found += [f"{language}: no longer said: {key[0]}" for key in known.keys() - wanted]
        for key in wanted:
            message = known.get(key)
            if message is None:
                found.append(f"{language}: not extracted: {key[0]}")
                continue
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.fuzzy or not all(said):
                found.append(f"{language}: not translated: {key[0]}")
            texts = key[0] if isinstance(key[0], tuple) else (key[0],)
            holes = set().union(*(HOLES.findall(text) for text in texts))
            found += [
                f"{language}: other holes: {text}"
                for text in said
                if text and not set(HOLES.findall(text)) <= holes
            ]
            found += [
                f"{language}: write … and not ...: {text}" for text in said if text and DOTS.search(text)
            ]
            found += [
                f"{language}: write {one} and not {other}: {text}"
                for other, one in OTHER_WORDS[language].items()
                for text in said
                if text and re.search(other, text)
            ]
            if language == "fr":
                found += [f"fr: write ’ and not ': {text}" for text in said if text and TYPED.search(text)]
            if len(said) == 1 and all(said) and set(HOLES.findall(said[0])) != holes:
                found.append(f"{language}: holes lost: {said[0]}")
    return found


def main() -> int:
    """Check, or update and check."""
    messages = extracted()
    if "--update" in sys.argv:
        update(messages)
    found = sorted(set(faults(messages)))
    print("\n".join(found) or f"{len(messages)} messages, whole in French and Arabic")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
