#!/bin/sh
# Tries a packed program as somebody meets it for the first time, in an empty home and without any Python:
#     sh packaging/check.sh [PROGRAM]        the folder that build.py made, or /usr/bin/tiwizi
# Needs pdftotext, and for the window Xvfb, xauth, xwininfo and ImageMagick's import (without them it is left out).
# The picture of the window is kept as PICTURE-fr.png and PICTURE-ar.png.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
program=${1:-$here/build/release/tiwizi/tiwizi}
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
failed=0

DONATIONS_SIGN_PASSPHRASE=''
run() {
    env -i HOME="$home" PATH=/usr/bin:/bin LANG=C.UTF-8 DONATIONS_SIGN_PASSPHRASE="$DONATIONS_SIGN_PASSPHRASE" \
        "$program" --lang en "$@"
}
fail() { failed=1; printf '!! %s\n' "$1"; sed 's/^/   | /' out err 2>/dev/null | tail -8 | cut -c1-160; }
says() {  # what it is, the status, words that must be told, the command
    what=$1 status=$2 words=$3
    shift 3
    got=0
    run "$@" >out 2>err </dev/null || got=$?
    if [ "$got" = "$status" ] && cat out err | grep -q -- "$words"; then printf 'ok %s\n' "$what"; else fail "$what (status $got)"; fi
}
holds() {  # what it is, words that stand in a PDF, the file
    if pdftotext -layout "$3" text.txt 2>err && grep -q -- "$2" text.txt; then printf 'ok %s\n' "$1"; else fail "$1"; fi
}

says 'help' 0 'usage: tiwizi' --help
says 'a wrong word' 2 'usage' --nonsense
says 'invented books' 0 'payments' init --demo
says 'they are whole' 0 'are whole' verify
says 'settings' 0 'Marseille' settings show
says 'people' 0 '"given_cents"' people list --json

payer=$(run receipts plan --year 2025 --json 2>/dev/null | tr '{' '\n' | sed -n 's/.*"payer": "\([^"]*\)".*/\1/p' | head -1)
says 'one receipt' 0 'R' receipts issue --year 2025 --payer "$payer" --accept all --out receipts
amount=$(sed -n '1s/.*  \([0-9].*\),.*/\1/p' out)
receipt=$(find receipts -name '*.pdf' | head -1)
holds 'its text: the amount that was told' "$amount" "$receipt"
says 'read by a process of its own, and recognised' 0 'Issued here, unchanged' receipts check "$receipt"
if command -v openssl >/dev/null; then
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj '/CN=Association' \
        -addext keyUsage=critical,digitalSignature 2>err
    openssl pkcs12 -export -inkey key.pem -in cert.pem -out own.p12 -passout pass:essai-essai 2>err
    DONATIONS_SIGN_PASSPHRASE=essai-essai
    says 'receipts, signed' 0 'receipts issued' receipts issue --year 2025 --recorded-at PAR --sign own.p12 --accept all --out signed
    DONATIONS_SIGN_PASSPHRASE=''
    if grep -q 'ETSI.CAdES' signed/*.pdf; then echo 'ok the signature is in them'; else fail 'the signature'; fi
fi

says 'a letter in Arabic' 0 'ar.pdf' letters preview --language ar --out ar.pdf
holds 'its letters' 'ال' ar.pdf

awk 'BEGIN { print "reference,kind,last_name,first_name,postcode,city"
    for (i = 1; i <= 3000; i++) printf "P%05d,individual,Nom %d,Prénom,13001,Marseille\n", i, i }' >people.csv
says 'a long list, read by a process of its own' 0 '3.000' import people people.csv
{ head -c 100000 /dev/zero | tr '\0' '"'; cat people.csv; } >broken.csv
says 'a broken one is refused by that process' 1 'broken.csv' import people broken.csv
says 'a table' 0 'register.xlsx' register --year 2025 --out register.xlsx
says 'the register on paper' 0 'register.pdf' register --year 2025 --out register.pdf
says 'a backup, verified' 0 'verified' backup backup.zip
says 'checked again' 0 'backup.zip' backup check backup.zip
says 'a pack for the auditor' 0 'pack.zip' --read-only audit pack --year 2025 --out pack.zip
says 'the driver of PostgreSQL' 3 'nothing answers there' --books 'postgresql+psycopg://nobody@127.0.0.1:1/none' verify
says 'nothing is written among its files' 1 'program' register --year 2025 --out "$(dirname "$(readlink -f "$program")")/x.csv"
says 'they are whole still' 0 'are whole' verify

# $1 the language; the picture is kept as PICTURE-LANGUAGE.png
window() {
    mkdir -p .config/tiwizi
    printf '[preferences]\noffice = MRS\nlanguage = %s\n' "$1" >.config/tiwizi/preferences.ini
    # shellcheck disable=SC2016 # of the inner shell
    xvfb-run -a -s '-screen 0 1280x800x24' sh -c '
        env -i HOME="$1" PATH=/usr/bin:/bin LANG=C.UTF-8 DISPLAY="$DISPLAY" XAUTHORITY="$XAUTHORITY" "$2" 2>window.err &
        pid=$! found=""
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
            sleep 1
            found=$(xwininfo -root -tree | grep -i "\"tiwizi\"" || true)
            [ -z "$found" ] || break
        done
        sleep 4
        [ -z "${PICTURE:-}" ] || import -window root "$PICTURE-$3.png"
        kill "$pid"
        wait "$pid" 2>/dev/null
        [ -n "$found" ]
    ' window "$home" "$program" "$1" && [ ! -s window.err ]
}
if command -v xvfb-run >/dev/null && command -v xwininfo >/dev/null; then
    for language in fr ar; do
        if window "$language"; then printf 'ok the window on an X server: %s\n' "$language"; else fail 'the window' && cat window.err; fi
    done
else
    echo '-- the window: left out, there is no xvfb-run'
fi
exit "$failed"
