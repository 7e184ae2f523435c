"""Which filesystems are shares of several computers, where SQLite cannot keep books, and which are none.

Their names are those of ``/proc/mounts``: filesystems of the kernel, and ``fuse.`` before those of programs.
"""

from typing import Final

_SHARED: Final = frozenset(
    [
        # network
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "auristorfs", "coda", "ncpfs", "afpfs", "9p",
        "webdav", "davfs", "davfs2", "s3fs", "curlftpfs", "sshfs", "ftpfs",
        # of several machines at once
        "ceph", "glusterfs", "lustre", "gfs", "gfs2", "ocfs2", "gpfs", "beegfs", "fhgfs_nodev", "orangefs", "pvfs2",
        "panfs", "moosefs", "lizardfs", "saunafs", "juicefs", "cvmfs", "acfs",
        # between a virtual machine and its host
        "vboxsf", "vmhgfs", "hgfs", "prl_fs", "virtiofs", "drvfs",
    ]
)  # fmt: skip
_SHARED_PROGRAMS: Final = (  # how the names of programs begin that show what lies elsewhere
    "sshfs", "gvfsd", "gvfs", "kio", "vmhgfs", "prl_fs", "davfs", "rclone", "s3", "goofys", "gcsfuse", "blobfuse",
    "google-drive", "gdrive", "gdfs", "onedrive", "dropbox", "pcloud", "seadrive", "nextcloud", "owncloud", "insync",
    "juicefs", "mfs", "glusterfs", "ceph", "curlftpfs", "httpdirfs", "smbnetfs", "fusesmb", "afpfs", "mtp", "jmtpfs",
    "simple-mtpfs", "go-mtpfs", "ifuse", "gphotofs", "obexfs", "cvmfs", "sftp", "ftp", "webdav", "proton", "odrive",
)  # fmt: skip
_LOCAL: Final = frozenset(
    [
        "", "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "reiser4", "nilfs2", "bcachefs",
        "tmpfs", "ramfs", "devtmpfs", "rootfs", "overlay", "overlayfs", "aufs", "vfat", "msdos", "exfat", "ntfs",
        "ntfs3", "fuseblk", "hfs", "hfsplus", "apfs", "udf", "iso9660", "squashfs", "erofs", "ecryptfs", "ubifs",
        "jffs2", "minix", "ufs",
        "fuse.ntfs-3g", "fuse.exfat", "fuse.exfat-fuse", "fuse.encfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.veracrypt",
        "fuse.mergerfs", "fuse.bindfs", "fuse.fuse-overlayfs", "fuse.apfs", "fuse.zfs", "fuse.dislocker",
    ]
)  # fmt: skip


def is_shared(filesystem: str) -> bool:
    """Tell whether several computers may have such a filesystem at once."""
    if filesystem.startswith("fuse."):
        program = filesystem.removeprefix("fuse.").lower()
        return program in _SHARED or program.startswith(_SHARED_PROGRAMS)
    return filesystem in _SHARED


def is_known(filesystem: str) -> bool:
    """Tell whether it is known of a filesystem that it is shared, or that it is not."""
    return filesystem in _LOCAL or is_shared(filesystem)
