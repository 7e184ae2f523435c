#!/bin/sh
# Addresses: frformat's French postcode refuses every CEDEX.
#
# Package: frformat 0.5.0. Tried 2026-11-29 (Python 3.11.7).
# One would guess: CodePostal takes what the French post delivers to: five digits, or those that are in use, the
#   special ones of companies and public bodies (CEDEX) among them.
# What happens: it asks a list of the codes of communes. 75008 and 97133 (Saint-Barthélemy) are valid, Monaco's 98000
#   too; 75252 (Paris CEDEX 05), 69342 (Lyon CEDEX 07) and 92055 (La Défense CEDEX) are not.
# Why it matters: companies, town halls and foundations have CEDEX addresses and need receipts (form 16216) that
#   carry them; the check that is meant to help refuses the largest donors.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'frformat==0.5.0'

cat >"$work/try.py" <<'PY'
from frformat import CodePostal

postcode = CodePostal()
for text in ("75008", "97133", "98000", "75252", "69342", "92055"):
    print(text, postcode.is_valid(text))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
75008 True
97133 True
98000 True
75252 False
69342 False
92055 False
SEEN
