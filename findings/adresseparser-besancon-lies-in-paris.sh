#!/bin/sh
# Addresses: AdresseParser moves whoever lives in Besançon, Évry or L'Haÿ-les-Roses to 75001 Paris.
#
# Package: AdresseParser 1.0.9 (asks for pandas). Tried 2026-12-01 (Python 3.11.7).
# One would guess: a postcode of five digits at its usual place is found, whatever the town behind it is called; or
#   the field is empty, as the town's is, where nothing was found.
# What happens: the name of the town may have the small letters of "éèàùêôî", and no others that French has: a ç, ÿ, ë,
#   â, an apostrophe or a capital with an accent undoes the whole town. The postcode is then 75001, the department
#   75 and the region Île-de-France, as if they had been read; only the name of the town is left empty. In capitals
#   without accents, as the post likes it, the same address is read.
# Why it matters: the sheet of the members is cut into columns this way. Letters go to Paris, the list by departments
#   counts there, and no check of postcodes finds one that exists.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'AdresseParser==1.0.9' 'pandas==3.1.1'

cat >"$work/try.py" <<'PY'
from AdresseParser import AdresseParser

TOWNS = ("69001 Lyon", "42000 SAINT-ETIENNE", "42000 Saint-\u00c9tienne", "25000 Besan\u00e7on", "25000 BESANCON",
         "94240 L'Ha\u00ff-les-Roses", "91000 \u00c9vry", "95490 Vaur\u00e9al", "17740 Sainte-Marie-de-R\u00e9",
         "63200 Ch\u00e2telguyon")  # fmt: skip
parser = AdresseParser()
for town in TOWNS:
    read = parser.parse(f"5 rue Victor Hugo {town}")
    print(ascii(town), "|", read["code_postal"], ascii(read["ville"]["nom"]), ascii(read["departement"]["nom"]))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
'69001 Lyon' | 69001 'LYON' 'Rh\xf4ne'
'42000 SAINT-ETIENNE' | 42000 'SAINT-ETIENNE' 'Loire'
'42000 Saint-\xc9tienne' | 75001 '' 'Paris'
'25000 Besan\xe7on' | 75001 '' 'Paris'
'25000 BESANCON' | 25000 'BESANCON' 'Doubs'
"94240 L'Ha\xff-les-Roses" | 75001 '' 'Paris'
'91000 \xc9vry' | 75001 '' 'Paris'
'95490 Vaur\xe9al' | 95490 'VAUR\xc9AL' "Val-d'Oise"
'17740 Sainte-Marie-de-R\xe9' | 17740 'SAINTE-MARIE-DE-R\xc9' 'Charente-Maritime'
'63200 Ch\xe2telguyon' | 75001 '' 'Paris'
SEEN
