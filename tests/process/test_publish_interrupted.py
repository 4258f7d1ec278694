# SPDX-License-Identifier: BSD-2-Clause
"""roomcast publish, killed or out of space at each of its system calls that
change a file: what is in view is the old or the new, names nothing that is
missing, and the next run goes on to the same end. campaign.py says how to run
all; ctest runs three instants of each call.
"""
import collections
import re
import shutil
import subprocess
import time

import campaign
import harness
import test_publish

CALLS = ('mkdir', 'rename', 'renameat2', 'fsync', 'fdatasync', 'unlink',
         'unlinkat', 'rmdir', 'ftruncate', 'pwrite64', 'fchmod', 'write')


class InterruptedTest(test_publish.PublishTest):
    """A published episode, a new recording, and a run that is hit at each of
    its calls in turn."""

    def setUp(self):
        super().setUp()
        self.make_sound(1)
        self.record('One')
        time.sleep(1.1)  # so that its end is not in the future
        self.publish()
        self.old = test_publish.contents(self.site)
        self.record('Two').with_suffix('.md').write_text(
            '---\npersons:\n  - Ada\n---\nWhat was said.\n')
        time.sleep(1.1)
        self.start_folder = self.copy('start')
        count = self.copy('count')
        log = self.folder / 'calls'
        self.trace(count, f'trace={",".join(CALLS)}', '-o', log)
        self.new = test_publish.contents(count / 'site')
        # Of the process that makes the most of a call: strace counts in each
        # on its own, in the run and in its renders.
        calls = collections.Counter(
            re.findall(r'^(\d+) +(\w+)\(', log.read_text(), re.M))
        self.counts = {name: max([count for (_, call), count in calls.items()
                                  if call == name], default=0)
                       for name in CALLS}
        self.assertGreater(self.counts['fsync'], 5)
        self.count, self.began = 0, time.monotonic()

    def copy(self, name):
        """The state before the run, in a folder of its own."""
        folder = self.folder / name
        folder.mkdir()
        for entry in ('roomcast.conf', 'cover.jpg'):
            shutil.copy(self.folder / entry, folder / entry)
        for entry in ('spool', 'state', 'site'):
            shutil.copytree(self.folder / entry, folder / entry)
        return folder

    def trace(self, folder, expression, *options):
        return subprocess.run(
            [harness.tool('strace'), '-f', '-qq', '-o', '/dev/null',
             *map(str, options), '-e', expression,
             harness.program('roomcast-publish'), '--config',
             folder / 'roomcast.conf'],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, timeout=harness.PATIENCE_SECONDS,
            env=campaign.TRACED)

    def instants(self):
        """(call, number): all, or some of each, the last among them."""
        most = campaign.rounds(3)
        for name, count in self.counts.items():
            steps = min(most, count)
            numbers = {count - step * count // steps for step in range(steps)}
            yield from ((name, number) for number in sorted(numbers))

    def check_view(self, folder):
        """Whatever is in view is what it was or what it will be."""
        for name, what in test_publish.contents(folder / 'site').items():
            if not any(part.startswith('.') for part in name.split('/')):
                self.assertIn(what, (self.old.get(name), self.new.get(name)),
                              name)
        self.assertIn(len(self.check_feed(folder)), (1, 2))

    def check_resumes(self, folder):
        again = self.call_verb('publish', '--config', folder / 'roomcast.conf')
        self.assertEqual(again.stderr(), '')
        self.assertLessEqual(len(again.stdout().splitlines()), 1)
        self.assertEqual(test_publish.contents(folder / 'site'), self.new)
        self.assertEqual(len(set(self.check_feed(folder))), 2)
        self.assertEqual(list((folder / 'state/workshop').iterdir()), [])
        before = test_publish.snapshot(folder / 'site')
        self.check_catalogue(folder)
        last = self.call_verb('publish', '--config', folder / 'roomcast.conf')
        self.assertEqual(last.output(), '')
        self.assertEqual(test_publish.snapshot(folder / 'site'), before)

    def tell(self, name):
        campaign.tell({'campaign': name, 'faults': self.count,
                       'feeds torn': 0, 'published twice or never': 0,
                       'seconds': round(time.monotonic() - self.began, 1)})

    def test_killed_anywhere_it_leaves_a_good_site_and_goes_on(self):
        for name, number in self.instants():
            with self.subTest(f'{name} {number}'):
                folder = self.copy(f'kill-{name}-{number}')
                done = self.trace(
                    folder, f'inject={name}:signal=SIGKILL:when={number}')
                self.assertNotEqual(done.returncode, 0)
                self.check_view(folder)
                self.check_resumes(folder)
                shutil.rmtree(folder)
                self.count += 1
        self.tell('SIGKILL at each call of publish')

    def test_with_a_full_disk_it_says_so_and_goes_on_later(self):
        for name, number in self.instants():
            if name in ('unlink', 'unlinkat', 'rmdir'):
                continue  # these never say that the disk is full
            with self.subTest(f'{name} {number}'):
                folder = self.copy(f'full-{name}-{number}')
                done = self.trace(
                    folder, f'inject={name}:error=ENOSPC:when={number}+')
                self.check_view(folder)
                self.assertIn(done.returncode, (0, 1, 3), done.stderr)
                if not done.returncode:
                    self.assertEqual(
                        test_publish.contents(folder / 'site'), self.new)
                # To write(2) the words go too.
                if done.returncode and name != 'write':
                    self.assertRegex(
                        done.stderr, 'No space|is full|disk I/O error')
                self.check_resumes(folder)
                shutil.rmtree(folder)
                self.count += 1
        self.tell('no space from each call of publish on')


if __name__ == '__main__':
    campaign.main()
