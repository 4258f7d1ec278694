# SPDX-License-Identifier: BSD-2-Clause
"""What a recorder was told to be on the disk, by strace's word and not by its
own: all that it had written to a file when an fdatasync() of it began that
came back with 0."""
import re

import harness
from studio import HEADER_BYTES

CALLS = 'write,pwrite64,ftruncate,fdatasync,unlink'
_LINE = re.compile(r'^(\d+) +([\d.]+) (?:<\.\.\. )?(\w+)(.*)')
_NAME = re.compile(r'\(\d+<(.*?)\.opus\.part>')


def command(log):
    """To be put before the program's."""
    return (harness.tool('strace'), '-f', '-qq', '-ttt', '-y', '-s', '0',
            '--seccomp-bpf', '-e', f'trace={CALLS}', '-o', log)


class SyncLog:
    """stems: {path without its suffix: bytes of its .opus.part}, of all that
    were not removed again, at a time (of time.time()). What is confirmed
    while the file system shuts down says nothing: a machine without power
    would not have confirmed it."""

    def __init__(self, log, until):
        self.stems = {}
        self._written = {}
        self._asked = {}  # thread: (path, bytes then)
        for line in log.read_text(errors='replace').splitlines():
            found = _LINE.match(line)
            if found and float(found[2]) < until:
                self._take(found[1], found[3], found[4])

    def _take(self, thread, call, rest):
        if call == 'unlink':
            removed = re.search(r'"(.*)\.opus\.part"', rest)
            if removed:
                self.stems.pop(removed[1], None)
            return
        if 'resumed>' not in rest:
            name = _NAME.match(rest)
            self._asked[thread] = name and (
                name[1], self._written.get(name[1], HEADER_BYTES))
            if name:
                self._note_change(call, name[1], rest)
        about = self._asked.get(thread)
        result = re.search(r'\) += (\d+)$', rest)
        if about and result:
            self._note_result(call, *about, int(result[1]))

    def _note_change(self, call, stem, rest):
        """The end of a recording takes back what lies behind it."""
        place = re.search(r', (\d+)(?:\)|,? <)', rest)
        if call in ('ftruncate', 'pwrite64') and place and \
                int(place[1]) >= HEADER_BYTES and stem in self.stems:
            self.stems[stem] = min(self.stems[stem], int(place[1]))
            self._written[stem] = self.stems[stem]

    def _note_result(self, call, stem, bytes_then, result):
        if call == 'write':
            self._written[stem] = bytes_then + result
        elif call == 'fdatasync' and result == 0:
            self.stems[stem] = max(self.stems.get(stem, 0), bytes_then)
