#!/bin/sh
# Tries a Debian package on a Debian 12 that has nothing else: what it depends on must be enough.
#     sh packaging/check_deb.sh FILE.deb [FOLDER]     as root; the Debian is made in FOLDER by debootstrap, if need be
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
package=$(readlink -f "$1")
root=${2:-$(mktemp -d)/debian}
inside() { chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }

[ -e "$root/etc/debian_version" ] || debootstrap --variant=minbase bookworm "$root"
cp /etc/resolv.conf "$root/etc/"
cp "$package" "$root/root/tiwizi.deb"
cp "$here/check.sh" "$root/root/"
mount --bind /proc "$root/proc"
trap 'umount "$root/proc"' EXIT
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /root/tiwizi.deb >/dev/null
inside sh -c 'command -v python3 >/dev/null && echo "-- there is a Python: not the system of a treasurer"' || true
inside tiwizi --help >/dev/null && echo 'ok installed, with what it depends on alone'
# what only looks: a reader of PDF, a screen
inside apt-get install -y -qq --no-install-recommends poppler-utils xvfb xauth x11-utils imagemagick >/dev/null
inside env ${PICTURE:+PICTURE=/root/window} sh /root/check.sh /usr/bin/tiwizi
inside dpkg -P tiwizi >/dev/null
[ ! -e "$root/usr/lib/tiwizi" ] && echo 'ok taken away without a rest'
