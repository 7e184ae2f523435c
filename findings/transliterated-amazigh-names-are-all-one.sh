#!/bin/sh
# Names: for Unidecode and text-unidecode, names in Tifinagh are empty, or all the same.
#
# Packages: Unidecode 1.4.0, text-unidecode 1.3, python-slugify 9.1.3, anyascii 0.3.3. Tried 2026-11-29
#   (Python 3.11.7).
# One would guess: libraries that make ASCII of any script have the letters of Amazigh, in Unicode since 2005 and
#   official in Morocco since 2011; or they raise.
# What happens: Unidecode gives an empty text, text-unidecode "[?]" for each letter, so that all names of one length
#   are one name, and slugify an empty file name. Nothing is said. Arabic names come out of all of them. anyascii
#   has Tifinagh: the same names stay apart.
# Why it matters: names of files, keys for duplicates and the names in bank files are made this way. Two members
#   become one, or a receipt overwrites another's.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'Unidecode==1.4.0' 'text-unidecode==1.3' 'python-slugify==9.1.3' 'anyascii==0.3.3'

cat >"$work/try.py" <<'PY'
from anyascii import anyascii
from slugify import slugify
from text_unidecode import unidecode as other
from unidecode import unidecode

NAMES = {"Massin": "\u2d4e\u2d30\u2d59\u2d49\u2d4f", "Tilila": "\u2d5c\u2d49\u2d4d\u2d49\u2d4d\u2d30",
         "Ghilas": "\u2d56\u2d49\u2d4d\u2d30\u2d59", "Khalid": "\u062e\u0627\u0644\u062f"}  # fmt: skip
for called, name in NAMES.items():
    print(called, [unidecode(name), other(name), slugify(name), anyascii(name)])
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
Massin ['', '[?] [?] [?] [?] [?] ', '', 'masin']
Tilila ['', '[?] [?] [?] [?] [?] [?] ', '', 'tilila']
Ghilas ['', '[?] [?] [?] [?] [?] ', '', 'ghilas']
Khalid ['khld', 'khld', 'khld', 'khld']
SEEN
