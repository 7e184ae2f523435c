#!/bin/sh
# E-mail: a notice "don de Loïc Bennani : 1500 €", written by nodemailer, is of 150 for eml-format.
#
# Packages: eml-format 0.6.1, nodemailer 10.6.1 (writes), mailparser 3.14.2 (npm). Tried 2026-12-01 (Node.js 20.20.2).
# One would guess: a heading that is not ASCII is written in one or several encoded words, none longer than 75 signs,
#   and whoever reads them joins them and turns "_" into a blank (RFC 2047); else the heading is left as it stands.
# What happens: the first encoded word is read and the others are dropped, with no mark of it, and "_" stays. Where the
#   writer parts the words is a matter of bytes: here it is inside the number. A name that takes two words in From is
#   not cut but stays encoded, and stands in the place of the address. Headings of plain ASCII are whole.
# Why it matters: platforms and banks announce a gift in the heading of a mail, which programs pick up. Whether an
#   amount comes out whole hangs on the accents before it, so that most notices are right and some lack a zero.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund 'eml-format@0.6.1' 'nodemailer@10.6.1' 'mailparser@3.14.2' >/dev/null

cat >try.js <<'JS'
const { createTransport } = require("nodemailer");
const { simpleParser } = require("mailparser");
const { read } = require("eml-format");

const HEADINGS = ["Nouveau don de Claire Dupont, reference 2026-00042 : 1500 euros",
  "Nouveau don de Lo\u00efc Amrani : 1500 \u20ac", "Nouveau don de Lo\u00efc Bennani : 1500 \u20ac",
  "Don re\u00e7u pour l\u2019\u00e9cole de Tiznit : 1500 \u20ac"];
(async () => {
  for (const subject of HEADINGS) {
    const writer = createTransport({ streamTransport: true, buffer: true });
    const { message } = await writer.sendMail({ from: "a@example.org", to: "b@example.org", subject, text: "Don" });
    const seen = await new Promise((done) => read(message.toString(), (error, mail) => done(error || mail.subject)));
    const whole = (await simpleParser(message)).subject === subject;
    console.log(`${subject} | eml-format: ${seen} | mailparser whole: ${whole}`);
  }
})();
JS
node try.js >seen
cat seen

diff -u - seen <<'SEEN'
Nouveau don de Claire Dupont, reference 2026-00042 : 1500 euros | eml-format: Nouveau don de Claire Dupont, reference 2026-00042 : 1500 euros | mailparser whole: true
Nouveau don de Loïc Amrani : 1500 € | eml-format: Nouveau_don_de_Loïc_Amrani_:_1500 | mailparser whole: true
Nouveau don de Loïc Bennani : 1500 € | eml-format: Nouveau_don_de_Loïc_Bennani_:_150 | mailparser whole: true
Don reçu pour l’école de Tiznit : 1500 € | eml-format: Don_reçu_pour_l’école_ | mailparser whole: true
SEEN
