# SPDX-License-Identifier: BSD-2-Clause
"""Disks in files, and in memory: to be filled, and to have their power cut.

    reason = loop_disk.missing()    # why this machine cannot; '' if it can
    disk = loop_disk.Disk(folder, 'xfs', 320)
    disk.mount()
    disk.cut(); disk.unmount(); disk.mount()

All mounts are seen by this process and its children alone, and are gone with
them, however they end.
"""
import ctypes
import os
import pathlib
import subprocess
import tempfile
import time

import harness

CLONE_NEWNS = 0x20000
LEAST_MIB = 16  # that all but XFS take, which wants 300


def _run(*command):
    done = subprocess.run(
        [harness.tool(command[0]), *map(str, command[1:])], check=False,
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f'{command}: {done.stdout}{done.stderr}'.strip())


def _unshare():
    """Once: a second namespace would only be one more."""
    if _unshare.done:
        return
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), 'no mount namespace of our own')
    _run('mount', '--make-rprivate', '/')
    _unshare.done = True


_unshare.done = False


def missing():
    """Why no disk can be mounted here, or ''."""
    if os.geteuid():
        return 'only root may mount a disk in a file'
    if not os.path.exists('/dev/loop-control'):
        return 'there are no loop devices (/dev/loop-control)'
    try:
        with tempfile.TemporaryDirectory() as folder:
            disk = Disk(pathlib.Path(folder), 'ext4', LEAST_MIB)
            disk.mount()
            disk.unmount()
    except FileNotFoundError:
        raise  # a tool that is not installed
    except OSError as error:
        return str(error)
    return ''


class Disk:
    """path is where it is mounted; `kind` is ext4, xfs or tmpfs."""

    def __init__(self, folder, kind, mib, options=''):
        _unshare()
        self.kind, self.options = kind, options
        self.path = folder / kind
        self.path.mkdir()
        self._size = mib
        self._file = folder / f'{kind}.img'
        if kind != 'tmpfs':
            with open(self._file, 'wb') as file:
                file.truncate(mib << 20)
            _run(f'mkfs.{kind}', '-q', self._file)

    def mount(self):
        if self.kind == 'tmpfs':
            _run('mount', '-t', 'tmpfs', '-o', f'size={self._size}M', 'tmpfs',
                 self.path)
        else:
            _run('mount', '-t', self.kind, '-o', f'loop{self.options}',
                 self._file, self.path)

    def unmount(self):
        """Programs that were killed may still be on their way out."""
        due = time.monotonic() + harness.PATIENCE_SECONDS
        while True:
            try:
                _run('umount', self.path)
                return
            except OSError as error:
                if 'busy' not in str(error) or time.monotonic() > due:
                    raise
            time.sleep(0.02)

    def cut(self):
        """The power."""
        _run(harness.program('power-cut'), self.path)

    def remount(self, options):
        _run('mount', '-o', f'remount,{options}', self.path)
