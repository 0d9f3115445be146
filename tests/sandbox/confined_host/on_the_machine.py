"""What a worker might do to the machine as a whole.

All of these are harmless even if nothing refuses them: they only ask, or name something that does not exist.
"""

from __future__ import annotations

import mmap
import time

from confined_host.attempts import Attempt, buffer, raw

NO_SUCH_CLOCK = 999
NO_SUCH_KEY = 0x5A5A_0F0F
HARDWARE_POISON = 100
SIZE_OF_LOG = 10

ATTEMPTS = {
    "set the clock": Attempt(lambda _: time.clock_settime(NO_SUCH_CLOCK, 0.0), "root"),
    "set the day": Attempt(lambda _: raw("settimeofday", None, None), "root"),
    "tune the clock": Attempt(lambda _: raw("adjtimex", buffer(256))),
    "name the host": Attempt(lambda _: raw("sethostname", None, -1), "root"),
    "name the domain": Attempt(lambda _: raw("setdomainname", None, -1), "root"),
    "read the kernel's log": Attempt(lambda _: raw("syslog", SIZE_OF_LOG, None, 0), "root"),
    "load a module": Attempt(lambda _: raw("finit_module", -1, b"", 0), "nobody for certain"),
    "load a kernel": Attempt(lambda _: raw("kexec_load", 0, 1 << 40, 0, -1), "nobody for certain"),
    "swap": Attempt(lambda _: raw("swapon", None, 0), "root"),
    "ask for quotas": Attempt(lambda _: raw("quotactl", -1, None, 0, 0), "root"),
    "set up a ring of requests": Attempt(lambda _: raw("io_uring_setup", 0, 0), "nobody for certain"),
    "set up old asynchronous requests": Attempt(lambda _: raw("io_setup", 0, 0)),
    "load a program into the kernel": Attempt(lambda _: raw("bpf", 9999, None, 0), "root"),
    "count events": Attempt(lambda _: raw("perf_event_open", None, 0, -1, -1, 0), "root"),
    "use keys": Attempt(lambda _: raw("keyctl", 0, -3, 0, 0, 0), "root"),
    "add a key": Attempt(lambda _: raw("add_key", None, None, None, 0, 0), "root"),
    "handle its own page faults": Attempt(lambda _: raw("userfaultfd", 1), "root"),
    "make a file of memory": Attempt(lambda _: raw("memfd_create", b"memory", 0)),
    "lock memory": Attempt(lambda _: raw("mlock", 0, 0)),
    "lock all memory": Attempt(lambda _: raw("mlockall", 0)),
    "poison memory": Attempt(lambda _: raw("madvise", 1, 0, HARDWARE_POISON)),
    "move memory between nodes": Attempt(lambda _: raw("mbind", 0, mmap.PAGESIZE, 0, 0, 0, 0), "root"),
    "find shared memory": Attempt(lambda _: raw("shmget", NO_SUCH_KEY, 4096, 0)),
    "find semaphores": Attempt(lambda _: raw("semget", NO_SUCH_KEY, 1, 0)),
    "find a queue of messages": Attempt(lambda _: raw("msgget", NO_SUCH_KEY, 0)),
    "open a queue of messages": Attempt(lambda _: raw("mq_open", b"no-such-queue", 0, 0, 0)),
    "make a counter of events": Attempt(lambda _: raw("eventfd2", 0, 0)),
    "read signals from a descriptor": Attempt(lambda _: raw("signalfd4", -1, bytes(8), 8, 0)),
    "make a timer": Attempt(lambda _: raw("timerfd_create", 1, 0)),
    "watch descriptors": Attempt(lambda _: raw("epoll_create1", 0)),
    "interrupt other processors": Attempt(lambda _: raw("membarrier", 0, 0, 0)),
}
