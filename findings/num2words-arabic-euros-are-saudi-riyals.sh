#!/bin/sh
# Amounts in words: num2words, asked for euros in Arabic, writes riyals and halalas.
#
# Package: num2words 0.5.14. Tried 2026-12-01 (Python 3.11.7).
# One would guess: currency="EUR" gives euros, or an error (NotImplementedError), as the same call does in French for a
#   currency that it has no words for.
# What happens: in Arabic it has words for four currencies, and takes those of Saudi Arabia for every other code: euros,
#   dirhams of Morocco, dollars, and a code that no currency has are all "a hundred riyals and fifty halalas".
# Why it matters: the sum in words is what counts where it differs from the figures, and the Arabic side of a letter is
#   read by fewer people. The number is right; a riyal is worth about a quarter of a euro.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'num2words==0.5.14'

cat >"$work/try.py" <<'PY'
from num2words import num2words

RIYALS, HALALAS = "\u0631\u064a\u0627\u0644", "\u0647\u0644\u0644\u0629"
for currency in ("SAR", "EGP", "KWD", "EUR", "MAD", "USD", "ZZZ"):
    said = num2words(100.50, lang="ar", to="currency", currency=currency)
    try:
        french = num2words(100.50, lang="fr", to="currency", currency=currency)
    except NotImplementedError:
        french = "refused"
    print(currency, "| Arabic: riyals", RIYALS in said, "halalas", HALALAS in said, "| French:", french)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
SAR | Arabic: riyals True halalas True | French: refused
EGP | Arabic: riyals False halalas False | French: refused
KWD | Arabic: riyals False halalas False | French: refused
EUR | Arabic: riyals True halalas True | French: cent euros et cinquante centimes
MAD | Arabic: riyals True halalas True | French: refused
USD | Arabic: riyals True halalas True | French: cent dollars et cinquante cents
ZZZ | Arabic: riyals True halalas True | French: refused
SEEN
