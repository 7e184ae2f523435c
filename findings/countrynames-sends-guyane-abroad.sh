#!/bin/sh
# Countries: countrynames takes "Guyane", a department of France, for the State of Guyana.
#
# Package: countrynames 1.17.0. Tried 2026-11-29 (Python 3.11.7).
# One would guess: "Guyane" is GF, as everybody who writes French means it, like Martinique (MQ) and Guadeloupe (GP).
# What happens: GY. "Guyane française", which nobody puts on an envelope, is GF; the other departments are found.
# Why it matters: a donor from Cayenne becomes resident of a foreign State, whom a program of French receipts asks other
#   questions or leaves out; who lives in the department is resident of France for the tax.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'countrynames==1.17.0'

cat >"$work/try.py" <<'PY'
from countrynames import to_code

for name in ("Guyane", "Guyane fran\u00e7aise", "GUYANE", "Guyana", "Martinique", "Guadeloupe", "La R\u00e9union", "Mayotte"):
    print(ascii(name), to_code(name))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
'Guyane' GY
'Guyane fran\xe7aise' GF
'GUYANE' GY
'Guyana' GY
'Martinique' MQ
'Guadeloupe' GP
'La R\xe9union' RE
'Mayotte' YT
SEEN
