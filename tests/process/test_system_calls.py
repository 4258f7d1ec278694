# SPDX-License-Identifier: BSD-2-Clause
"""SIGKILL at every system call that a recording and its repair make on their
files. campaign.py says how to run all; ctest runs the first, a middle and the
last of each kind. (test_publish_interrupted.py does so with the publisher.)

strace counts calls of each thread on its own; the thread that writes and the
one that begins and finishes share none that change a file.
"""
import collections
import hashlib
import os
import re
import shutil
import subprocess
import time

import campaign
import harness
from ogg_opus import OggOpus

CALLS = ('openat', 'write', 'pwrite64', 'fdatasync', 'fsync', 'renameat2',
         'rename', 'ftruncate', 'fallocate', 'link', 'unlink', 'fchmod',
         'close', 'flock')
SUFFIXES = ('.opus', '.opus.part', '.opus.new', '.opus.empty', '.jsonl',
            '.tail')
CONFIG = '[room hall]\nsource = hall.wav\nsplit = 1s\n'


class CallsTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.wav = self.folder / 'hall.wav'
        self.call(harness.tool('sox'), '-R', '-n', '-r', 48000, '-c', 1, '-b',
                  16, self.wav, 'synth', 2.3, 'pinknoise', 'gain', -12)
        self.config = self.folder / 'roomcast.conf'
        self.config.write_text(CONFIG)

    def trace(self, folder, command, *options):
        """Under strace, which looks at what is done with our files."""
        paths = [folder] + [folder / f'a{number}{suffix}'
                            for number in ('', '-2', '-3', '-4')
                            for suffix in SUFFIXES]
        words = [harness.tool('strace'), '-f', '-qq', *options]
        for path in paths:
            words += ['-P', path]
        return subprocess.run(
            [*map(str, words), *map(str, command)], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=60,
            # The leak check of a sanitized build cannot work under ptrace.
            env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})

    def instants(self, folder, command):
        """(call, number) of all that the command does, or of some."""
        log = self.folder / 'calls'
        self.trace(folder, command, '-e', f'trace={",".join(CALLS)}', '-o',
                   log)
        calls = collections.Counter(
            re.findall(r'^(\d+) +(\w+)\(', log.read_text(), re.M))
        most = campaign.rounds(3)
        for name in CALLS:
            last = max((count for (_, call), count in calls.items()
                        if call == name), default=0)
            numbers = range(1, last + 1)
            if last > most:
                numbers = sorted({1, (last + 1) // 2, last})
            yield from ((name, number) for number in numbers)

    def kill_at(self, folder, command, name, number):
        done = self.trace(folder, command, '-o', '/dev/null', '-e',
                          f'inject={name}:signal=SIGKILL:when={number}')
        self.assertIn(done.returncode, (-9, 137), done.stderr)

    def new_folder(self, *words, like=None):
        folder = self.folder / '-'.join(map(str, words))
        if like:
            shutil.copytree(like, folder)
        else:
            folder.mkdir()
        return folder

    def repair(self, folder):
        """What never became a recording is set aside after a minute."""
        for path in folder.glob('*.new'):
            os.utime(path, (time.time() - 120,) * 2)
        return self.call_verb('verify', '--repair', folder, status=None)


class RecordTest(CallsTest):

    def record(self, folder):
        return (harness.program('roomcast-record'), '--config', self.config,
                '--room', 'hall', '--source', self.wav, '--output',
                folder / 'a.opus')

    def judge(self, folder, leftovers):
        """All that was in a file is in a recording, which is a part of the
        one that nobody disturbed; nothing is in between."""
        for leftover in leftovers:
            if leftover.packets:
                leftover.judge(self)
        for path in folder.iterdir():
            self.assertTrue(
                path.name.endswith(('.opus', '.jsonl', '.empty')), path)
        for path in sorted(folder.glob('*.opus')):
            packets = campaign.judge_recording(self, path).packets
            whole = self.whole[path.name]
            self.assertEqual(packets, whole[:len(packets)], path)

    def test_killed_at_any_call_it_is_before_or_after(self):
        whole = self.new_folder('whole')
        self.call(*self.record(whole))
        self.whole = {path.name: OggOpus(path).packets
                      for path in whole.glob('*.opus')}
        self.assertEqual(len(self.whole), 3)
        count, began = 0, time.monotonic()
        for name, number in list(self.instants(
                self.new_folder('count'), self.record(self.folder / 'count'))):
            with self.subTest(f'{name} {number}'):
                folder = self.new_folder('kill', name, number)
                self.kill_at(folder, self.record(folder), name, number)
                leftovers = [campaign.Leftover(part)
                             for part in folder.glob('*.part')]
                self.repair(folder)
                self.judge(folder, leftovers)
                self.assertEqual(self.repair(folder).output(), '')
                shutil.rmtree(folder)
                count += 1
        campaign.tell({'campaign': 'SIGKILL at each call of record',
                       'kills': count,
                       'seconds': round(time.monotonic() - began, 1)})


class RepairTest(CallsTest):

    def leave(self, name, damage):
        """A folder with a recording that was killed, and damaged."""
        folder = self.new_folder(name)
        self.call_verb('record', '--source', self.wav, '--output',
                       folder / 'a.opus')
        part = folder / 'a.opus.part'
        (folder / 'a.opus').rename(part)
        ledger = folder / 'a.jsonl'
        lines = ledger.read_text().splitlines(keepends=True)
        ledger.write_text(
            ''.join(line for line in lines if '"end"' not in line))
        data = part.read_bytes()
        pages = OggOpus(part).pages
        part.write_bytes(damage(data[:pages[-2].end], pages))
        return folder

    @staticmethod
    def prints(folder):
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in folder.iterdir()}

    def check_repair(self, name, damage):
        left = self.leave(name, damage)
        whole = self.new_folder(name, 'whole', like=left)
        self.repair(whole)
        wanted = self.prints(whole)
        campaign.judge_recording(self, whole / 'a.opus')

        def command(folder):
            return (harness.program('roomcast-verify'), '--repair', folder)
        counted = self.new_folder(name, 'count', like=left)
        instants = list(self.instants(counted, command(counted)))
        for call, number in instants:
            with self.subTest(f'{name}: {call} {number}'):
                folder = self.new_folder(name, call, number, like=left)
                self.kill_at(folder, command(folder), call, number)
                self.repair(folder)
                self.assertEqual(self.prints(folder), wanted)
                shutil.rmtree(folder)
        return len(instants)

    def test_killed_at_any_call_it_is_repaired_to_the_same_bytes(self):
        began = time.monotonic()
        count = self.check_repair(
            'torn', lambda data, pages: data + b'OggS torn')
        count += self.check_repair(
            'zeros', lambda data, pages: data + bytes(9000))
        count += self.check_repair(
            'headless', lambda data, pages: bytes(100) + data[100:])
        campaign.tell({'campaign': 'SIGKILL at each call of a repair',
                       'kills': count,
                       'seconds': round(time.monotonic() - began, 1)})


if __name__ == '__main__':
    campaign.main()
