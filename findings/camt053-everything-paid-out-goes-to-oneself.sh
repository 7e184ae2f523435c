#!/bin/sh
# Statements: for camt053 the counterparty of every payment that goes out is the association itself.
#
# Package: camt053 0.0.23. Tried 2026-11-29 (Python 3.11.7).
# One would guess: counterparty_name is the other side: the debtor of what comes in, the creditor of what goes out, as
#   CdtDbtInd tells, which the library reads.
# What happens: it takes the debtor whenever one is named, else the creditor; name and account each for itself. Of
#   a transfer that goes out, the debtor is the holder of the account. Where the bank leaves the holder's name off and
#   gives both accounts, the payee's name stands beside the holder's own IBAN. The library's check of the statement
#   finds it valid.
# Why it matters: incoming gifts, which are tried first, are right. Grants and refunds are matched by this name and paid
#   again to this IBAN: they find no partner, or the wrong account under the right name.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'camt053==0.0.23'

cat >"$work/try.py" <<'PY'
from camt053 import parse_statement
from camt053.services import validate_statement

OURS, THEIRS = "FR7630006000011234567890189", "FR7610107001011234567890129"


def party(role, name, account):
    name = f"<{role}><Pty><Nm>{name}</Nm></Pty></{role}>" if name else ""
    return f"{name}<{role}Acct><Id><IBAN>{account}</IBAN></Id></{role}Acct>"


def entry(way, debtor, creditor):
    parties = party("Dbtr", *debtor) + party("Cdtr", *creditor)
    return f"""<Ntry><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd/>
      <NtryDtls><TxDtls><RltdPties>{parties}</RltdPties></TxDtls></NtryDtls></Ntry>"""


def balance(code):
    return f"""<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-27</Dt></Dt></Bal>"""


us, them = ("Tiwizi-Lyon", OURS), ("Association Amud", THEIRS)
cases = {
    "a gift comes in": entry("CRDT", ("Said Amrani", THEIRS), us),
    "a grant goes out": entry("DBIT", us, them),
    "a grant goes out, our name left off": entry("DBIT", (None, OURS), them),
}
statement = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-28T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-11-28T06:00:00</CreDtTm><Acct><Id><IBAN>{OURS}</IBAN></Id></Acct>
{balance("OPBD")}{balance("CLBD")}{"".join(cases.values())}</Stmt></BkToCstmrStmt></Document>"""

print("valid:", validate_statement(statement))
for case, read in zip(cases, parse_statement(statement).entries, strict=True):
    detail = read.details[0]
    print(f"{case} ({read.credit_debit_indicator}): {detail.counterparty_name},",
          "our account" if detail.counterparty_account == OURS else "their account")
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
valid: {'valid': True, 'message_type': 'camt.053.001.08', 'errors': []}
a gift comes in (CRDT): Said Amrani, their account
a grant goes out (DBIT): Tiwizi-Lyon, our account
a grant goes out, our name left off (DBIT): Association Amud, our account
SEEN
