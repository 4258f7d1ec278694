# SPDX-License-Identifier: BSD-2-Clause
"""SIGKILL at every system call that a recording and its repair make on their
files. campaign.py says how to run all; ctest throws dice for some of them.
(test_publish_interrupted.py does so with the publisher.)

strace counts the calls of each thread on its own, and kills at the first that
comes to the number: so the calls on each file are counted for themselves.
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
CONFIG = '[room hall]\nsource = hall.wav\nsplit = 1s\n'


class CallsTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.wav = self.folder / 'hall.wav'
        self.call(harness.tool('sox'), '-R', '-n', '-r', 48000, '-c', 1, '-b',
                  16, self.wav, 'synth', 2.3, 'pinknoise', 'gain', -12)
        self.config = self.folder / 'roomcast.conf'
        self.config.write_text(CONFIG)

    @staticmethod
    def trace(command, *options):
        return subprocess.run(
            [harness.tool('strace'), '-f', '-qq', *map(str, options),
             *map(str, command)], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
            timeout=harness.PATIENCE_SECONDS, env=campaign.TRACED)

    def instants(self, folder, command, bounded):
        """(name, call, number) of all that the command does with a file or a
        folder; of one whose name nobody can foretell without it, and counted
        among all calls. At most so many, unless all are asked for."""
        log = self.folder / 'calls'
        self.trace(command, '-y', '-s', '0', '-e', f'trace={",".join(CALLS)}',
                   '-o', log)
        found, counts = set(), collections.Counter()
        for line in log.read_text().splitlines():
            thread, call = re.match(r'(\d+) +(\w*)', line).groups()
            counts[thread, call, None] += 1
            names = re.findall(rf'["<]{folder}/?([^">]*)', line)
            # Of rename(), strace looks at the old name alone.
            names = names[:1] if call == 'rename' else set(names)
            for name in names if call else ():
                foreseen = None if name.startswith('.') else name
                counts[thread, call, foreseen] += foreseen is not None
                found.add((foreseen, call, counts[thread, call, foreseen]))
        every = sorted(found, key=str)
        most = min(campaign.rounds(bounded), len(every))
        return campaign.dice(folder.name).sample(every, most)

    def kill_at(self, folder, command, instant):
        name, call, number = instant
        only = () if name is None else ('-P', folder / name)
        done = self.trace(command, '-o', '/dev/null', *only, '-e',
                          f'inject={call}:signal=SIGKILL:when={number}')
        was_killed = done.returncode in (-9, 137)
        # How often there is a sync depends on how quick the disk is.
        self.assertTrue(was_killed or call == 'fdatasync', done.stderr)
        return was_killed

    def new_folder(self, *words, like=None):
        folder = self.folder / '-'.join(map(str, words))
        if like:
            shutil.copytree(like, folder)
        else:
            folder.mkdir()
        return folder

    def repair(self, folder):
        """What never became a recording is set aside after a minute, what no
        repair had time to complete is removed after an hour."""
        for path in (*folder.glob('*.new'), *folder.glob('.*')):
            os.utime(path, (time.time() - 7200,) * 2)
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
        kills, began = 0, time.monotonic()
        counted = self.new_folder('count')
        instants = self.instants(counted, self.record(counted), 24)
        for number, instant in enumerate(instants):
            with self.subTest(instant=instant):
                folder = self.new_folder('kill', number)
                kills += self.kill_at(folder, self.record(folder), instant)
                leftovers = [campaign.Leftover(part)
                             for part in folder.glob('*.part')]
                self.repair(folder)
                self.judge(folder, leftovers)
                self.assertEqual(self.repair(folder).output(), '')
                shutil.rmtree(folder)
        campaign.tell({'campaign': 'SIGKILL at each call of record',
                       'kills': kills,
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
        instants = self.instants(counted, command(counted), 10)
        for number, instant in enumerate(instants):
            with self.subTest(name, instant=instant):
                folder = self.new_folder(name, number, like=left)
                self.kill_at(folder, command(folder), instant)
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
