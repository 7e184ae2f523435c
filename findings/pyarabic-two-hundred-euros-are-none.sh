#!/bin/sh
# Amounts in words: PyArabic reads "two hundred euros", written as Arabic grammar wants it, as 0.
#
# Package: PyArabic 0.6.15. Tried 2026-12-01 (Python 3.11.7).
# One would guess: text2number() knows 200 and 2000 in front of what they count, where the dual loses its last letter
#   (mi'ata uru, alfa dirham), as it knows them alone (mi'atan, alfan); or it tells what it has not understood.
# What happens: words that it does not know are left out without a word, since the name of a currency is none to it
#   either. 200 euros are 0, 2000 dirhams and 1200 euros are 1000, 2500 is right. So are 100 and 300, and every number
#   that its own int2str() writes, which gives the form that stands alone.
# Why it matters: the sum in words on a cheque, a pledge or a letter stands before its currency. Two hundred is a
#   common gift, and the sum read this way is nothing, or a thousand without the rest.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'PyArabic==0.6.15'

cat >"$work/try.py" <<'PY'
from pyarabic.number import ArNumbers, text2number

EURO, DIRHAM, AND = "\u0623\u0648\u0631\u0648", "\u062f\u0631\u0647\u0645", "\u0648"
HUNDRED, THOUSAND = "\u0645\u0626\u0629", "\u0623\u0644\u0641"
TWO_HUNDRED, TWO_THOUSAND = "\u0645\u0626\u062a\u0627", "\u0623\u0644\u0641\u0627"  # before what they count
THREE_HUNDRED, FIVE_HUNDRED = "\u062b\u0644\u0627\u062b\u0645\u0626\u0629", "\u062e\u0645\u0633\u0645\u0626\u0629"
ALONE = "\u0646"  # the letter that the dual keeps when it stands alone
SUMS = {
    "100 euros": f"{HUNDRED} {EURO}",
    "200 euros": f"{TWO_HUNDRED} {EURO}",
    "200 alone": f"{TWO_HUNDRED}{ALONE}",
    "300 euros": f"{THREE_HUNDRED} {EURO}",
    "1200 euros": f"{THOUSAND} {AND}{TWO_HUNDRED} {EURO}",
    "2000 dirhams": f"{TWO_THOUSAND} {DIRHAM}",
    "2000 alone": f"{TWO_THOUSAND}{ALONE}",
    "2500 dirhams": f"{TWO_THOUSAND}{ALONE} {AND}{FIVE_HUNDRED} {DIRHAM}",
}
for said, words in SUMS.items():
    print(said, "|", text2number(words))
print("its own words come back:", all(text2number(ArNumbers().int2str(str(n))) == n for n in range(1, 3000)))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
100 euros | 100
200 euros | 0
200 alone | 200
300 euros | 300
1200 euros | 1000
2000 dirhams | 1000
2000 alone | 2000
2500 dirhams | 2500
its own words come back: True
SEEN
