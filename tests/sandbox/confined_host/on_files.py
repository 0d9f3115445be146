"""What a worker might do to files outside of its readable ones."""

from __future__ import annotations

import fcntl
import os

from confined_host.attempts import Attempt, World, buffer, by_landlock, raw

HERE = -100  # AT_FDCWD
F_NOTIFY, DN_ACCESS = 1026, 1
F_SETLEASE = 1024
O_PATH_FLAG = os.O_PATH | os.O_CLOEXEC


def _mkfifo(world: World) -> None:
    raw("mknodat", HERE, world.new.encode(), 0o010600, 0)


def _open_how(world: World) -> None:
    raw("openat2", HERE, world.secret.encode(), buffer(24), 24)


def _handle(world: World) -> None:
    raw("name_to_handle_at", HERE, world.secret.encode(), buffer(256), buffer(8), 0)


ATTEMPTS = {
    "read a file": by_landlock(lambda world: os.open(world.secret, os.O_RDONLY)),
    "read through a symbolic link": by_landlock(lambda world: os.open(world.link, os.O_RDONLY)),
    "read the accounts": by_landlock(lambda _: os.open("/etc/passwd", os.O_RDONLY)),
    "list a folder": by_landlock(lambda world: os.open(world.folder, os.O_RDONLY | os.O_DIRECTORY)),
    "list the root": by_landlock(lambda _: os.listdir("/")),
    "read its own environment": by_landlock(lambda _: os.open("/proc/self/environ", os.O_RDONLY)),
    "read its own memory map": by_landlock(lambda _: os.open("/proc/self/maps", os.O_RDONLY)),
    "read its parent's command": by_landlock(lambda w: os.open(f"/proc/{w.host}/cmdline", os.O_RDONLY)),
    "read its parent's memory": by_landlock(lambda w: os.open(f"/proc/{w.host}/mem", os.O_RDONLY), "root"),
    "read a device": by_landlock(lambda _: os.open("/dev/zero", os.O_RDONLY)),
    "write a file": Attempt(lambda world: os.open(world.secret, os.O_WRONLY)),
    "read and write a file": Attempt(lambda world: os.open(world.secret, os.O_RDWR)),
    "append to a file": Attempt(lambda world: os.open(world.secret, os.O_WRONLY | os.O_APPEND)),
    "empty a file by opening": Attempt(lambda world: os.open(world.secret, os.O_RDONLY | os.O_TRUNC)),
    "create a file": Attempt(lambda world: os.open(world.new, os.O_WRONLY | os.O_CREAT, 0o600)),
    "create a nameless file": Attempt(lambda w: os.open(w.folder, os.O_WRONLY | os.O_TMPFILE, 0o600)),
    "open a mere path": Attempt(lambda world: os.open(world.secret, O_PATH_FLAG)),
    "open in the newest way": Attempt(_open_how),
    "stat a file": Attempt(lambda world: os.stat(world.secret)),
    "lstat a link": Attempt(lambda world: os.lstat(world.link)),
    "stat by statx": Attempt(lambda w: raw("statx", HERE, w.secret.encode(), 0, 0x7FF, buffer(256))),
    "ask for access": Attempt(lambda world: raw("faccessat", HERE, world.secret.encode(), 0)),
    "ask whether a file exists": Attempt(lambda world: os.stat(world.new)),
    "read a link": Attempt(lambda world: os.readlink(world.link)),
    "read its own executable's link": Attempt(lambda _: os.readlink("/proc/self/exe")),
    "stat a file system": Attempt(lambda world: os.statvfs(world.folder)),
    "change folder": Attempt(lambda world: os.chdir(world.folder)),
    "change folder by descriptor": Attempt(lambda world: raw("fchdir", world.descriptor)),
    "chmod a file": Attempt(lambda world: os.chmod(world.secret, 0o600)),
    "chmod by descriptor": Attempt(lambda world: os.fchmod(world.descriptor, 0o600)),
    "chown a file": Attempt(lambda world: os.chown(world.secret, os.getuid(), os.getgid())),
    "chown by descriptor": Attempt(lambda w: os.fchown(w.descriptor, os.getuid(), os.getgid())),
    "set a file's times": Attempt(lambda world: os.utime(world.secret)),
    "set times by descriptor": Attempt(lambda world: os.utime(world.descriptor)),
    "read an attribute": Attempt(lambda world: os.getxattr(world.secret, "user.none")),
    "set an attribute": Attempt(lambda world: os.setxattr(world.secret, "user.mark", b"1")),
    "list attributes": Attempt(lambda world: os.listxattr(world.secret)),
    "remove a file": Attempt(lambda world: os.unlink(world.secret)),
    "remove a folder": Attempt(lambda world: os.rmdir(world.folder)),
    "rename a file": Attempt(lambda world: os.rename(world.secret, world.new)),
    "make a folder": Attempt(lambda world: os.mkdir(world.new)),
    "make a symbolic link": Attempt(lambda world: os.symlink("secret", world.new)),
    "make a hard link": Attempt(lambda world: os.link(world.secret, world.new)),
    "make a named pipe": Attempt(_mkfifo),
    "truncate a file": Attempt(lambda world: os.truncate(world.secret, 0)),
    "truncate by descriptor": Attempt(lambda world: os.ftruncate(world.descriptor, 0)),
    "reserve space": Attempt(lambda world: os.posix_fallocate(world.descriptor, 0, 1)),
    "name a file by a handle": Attempt(_handle, "root"),
    "open a file by a handle": Attempt(lambda _: raw("open_by_handle_at", -1, buffer(256), 0), "root"),
    "lock a file": Attempt(lambda world: fcntl.flock(world.descriptor, fcntl.LOCK_SH)),
    "lock a part of a file": Attempt(lambda world: fcntl.lockf(world.descriptor, fcntl.LOCK_SH)),
    "lease a file": Attempt(lambda world: fcntl.fcntl(world.descriptor, F_SETLEASE, fcntl.F_RDLCK)),
    "be told of accesses": Attempt(lambda world: fcntl.fcntl(world.descriptor, F_NOTIFY, DN_ACCESS)),
    "watch files": Attempt(lambda _: raw("inotify_init1", 0)),
    "watch a file system": Attempt(lambda _: raw("fanotify_init", 0, 0), "root"),
    "control a device": Attempt(lambda world: fcntl.ioctl(world.descriptor, 0x5413, bytes(8))),
    "copy between files": Attempt(lambda w: raw("copy_file_range", w.descriptor, 0, -1, 0, 1, 0)),
    "send a file": Attempt(lambda world: raw("sendfile", -1, world.descriptor, 0, 1)),
    "splice": Attempt(lambda world: raw("splice", world.descriptor, 0, -1, 0, 1, 0)),
    "mount": Attempt(lambda w: raw("mount", b"none", w.new.encode(), b"tmpfs", 0, None), "root"),
    "unmount": Attempt(lambda world: raw("umount2", world.new.encode(), 0), "root"),
    "change root": Attempt(lambda world: os.chroot(world.new)),
    "swap roots": Attempt(lambda w: raw("pivot_root", w.new.encode(), w.new.encode()), "root"),
    "change the umask": Attempt(lambda _: raw("umask", 0)),
}
