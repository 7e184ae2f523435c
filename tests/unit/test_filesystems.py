"""Shares are told from disks by the name of their filesystem; what nobody knows is told, not refused."""

from pathlib import Path

import pytest

from donations_app.db.filesystems import is_known, is_shared
from donations_app.db.opening import filesystem_of
from tests.posix import only_posix


@pytest.mark.parametrize(
    ("filesystem", "shared", "known"),
    [
        ("ext4", False, True), ("fuseblk", False, True), ("fuse.gocryptfs", False, True), ("", False, True),
        ("nfs4", True, True), ("cifs", True, True), ("vboxsf", True, True), ("fuse.vmhgfs-fuse", True, True),
        ("fuse.gvfsd-fuse", True, True), ("fuse.kio-fuse", True, True), ("fuse.sshfs", True, True), ("9p", True, True),
        ("virtiofs", True, True), ("prl_fs", True, True), ("fuse.prl_fsd", True, True), ("fuse.s3fs", True, True),
        ("fuse.google-drive-ocamlfuse", True, True), ("fuse.onedriver", True, True), ("fuse.jmtpfs", True, True),
        ("fuse.something", False, False), ("newfs", False, False), ("fuse", False, False),
    ],
)  # fmt: skip
def test_a_share_is_known_by_its_name(filesystem: str, shared: bool, known: bool) -> None:
    assert (is_shared(filesystem), is_known(filesystem)) == (shared, known)


@only_posix
def test_the_filesystem_is_that_of_the_innermost_place(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    place = tmp_path / "a b\tc" / "books.tiwizi"
    point = str(place.parent).replace("\t", "\\011").replace(" ", "\\040")
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\nx {tmp_path} xfs rw 0 0\ngvfsd-fuse {point} fuse.gvfsd-fuse rw 0 0\n"
    )
    assert filesystem_of(place, mounts) == "fuse.gvfsd-fuse"
    assert filesystem_of(tmp_path / "a", mounts) == "xfs"
    link = tmp_path / "link.tiwizi"
    link.symlink_to(place)
    assert filesystem_of(link, mounts) == "fuse.gvfsd-fuse"
