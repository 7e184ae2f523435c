#!/bin/sh
# Payments: py-epc-qr refuses the hyphen, the dot and the slash in a QR code for transfers, and takes Arabic.
#
# Package: py-epc-qr 0.1.3. Tried 2026-11-29 (Python 3.11.7).
# One would guess: it takes the characters that SEPA guarantees (a-z A-Z 0-9 / - ? : ( ) . , ' + and blank) and
#   refuses, or changes, those that banks may not have.
# What happens: the other way round. "Tiwizi-Lyon" is "not alphanumeric", and so is "Cotisation 12/2026"; "Été" and
#   a name in Arabic letters are letters to Python's isalnum() and pass into the code as they are.
# Why it matters: the code on an appeal for gifts needs the association's exact name and a reference by which the
#   payment is found; both mostly have such marks, and what passes the check is what a bank may refuse.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'py-epc-qr==0.1.3'

cat >"$work/try.py" <<'PY'
from py_epc_qr.transaction import consumer_epc_qr

IBAN = "FR7630006000011234567890189"


def tries(name, text):
    try:
        made = consumer_epc_qr(beneficiary=name, iban=IBAN, amount=12.5, remittance=text).to_str()
    except ValueError as error:
        return str(error)
    return ascii(made.splitlines()[5] + " | " + made.splitlines()[10])


for name, text in (
    ("Tiwizi Lyon", "Cotisation 2026"),
    ("Tiwizi-Lyon", "Cotisation 2026"),
    ("Tiwizi Lyon", "Cotisation 12/2026"),
    ("Amis d'Asni", "Don"),
    ("\u00c9t\u00e9", "Don"),
    ("\u062c\u0645\u0639\u064a\u0629", "Don"),
):
    print(ascii(name), ascii(text), "->", tries(name, text))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
'Tiwizi Lyon' 'Cotisation 2026' -> 'Tiwizi Lyon | Cotisation 2026'
'Tiwizi-Lyon' 'Cotisation 2026' -> beneficiary is not alphanumeric
'Tiwizi Lyon' 'Cotisation 12/2026' -> unstructered remittance is non alphanumeric
"Amis d'Asni" 'Don' -> beneficiary is not alphanumeric
'\xc9t\xe9' 'Don' -> '\xc9t\xe9 | Don'
'\u062c\u0645\u0639\u064a\u0629' 'Don' -> '\u062c\u0645\u0639\u064a\u0629 | Don'
SEEN
