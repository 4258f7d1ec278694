# SPDX-License-Identifier: BSD-2-Clause
"""Ports that nobody is given between their choice and their use: they lie
below those that Linux gives to whoever asks for any, and no two tests have the
same.

    port = ports.take()
    rtp = ports.take_pair()     # even, and the one behind it

Each test process has blocks of ports to itself and gives no port twice. A
block is had by an abstract socket of its name (unix(7)), which is known within
the network whose ports they are, and gone with the process.
"""
import os
import socket

BLOCK = 64  # ports
LEAST, MOST = 10000, 20000  # those above are for Janus (janus.py)


def _is_free(port):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as tried:
            try:
                tried.bind(('', port))
            except OSError:
                return False
    return True


class _Blocks:
    """Those of this process, and what is left of the last."""

    def __init__(self):
        self._locks = []
        self._left = iter(())
        starts = range(LEAST, MOST - BLOCK, BLOCK)
        turn = os.getpid() % len(starts)
        self._starts = iter([*starts[turn:], *starts[:turn]])

    def _lock(self, start):
        lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            lock.bind(f'\0roomcast-test-ports-{start}')
        except OSError:
            lock.close()
            return False
        self._locks.append(lock)
        return True

    def next(self):
        """The next port of this process."""
        for port in self._left:
            return port
        for start in self._starts:
            if self._lock(start):
                self._left = iter(range(start, start + BLOCK))
                return next(self._left)
        raise OSError('other tests have all ports')


_blocks = _Blocks()


def take():
    """A port that is free for TCP and for UDP."""
    while True:
        port = _blocks.next()
        if _is_free(port):
            return port


def take_pair():
    """The even one of two that are free."""
    while True:
        port = take()
        if port % 2 == 0 and _blocks.next() == port + 1 and _is_free(port + 1):
            return port
