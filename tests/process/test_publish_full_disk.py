# SPDX-License-Identifier: BSD-2-Clause
"""roomcast publish while a disk fills up: that of the state, where media are
made and the catalogue is, that of the site, that of the spool. Each is a real
one with so much room and no more, which the run believes to be enough. What is
in view is the old or the new, the words say what found no room where, and the
next run with more of it goes on by itself.
"""
import os
import re
import shutil
import subprocess

import campaign
import harness
import loop_disk
import test_publish
import test_publish_runs

KIB = 1024
# What a run writes on each disk, and somewhat more.
NEEDED = {'state': 700 * KIB, 'site': 480 * KIB, 'spool': 8 * KIB}
# Before a render is begun; the site for its plan too.
ASKED = {'state': 1, 'site': 2}


class FullDiskTest(test_publish_runs.RunsTest):

    def setUp(self):
        super().setUp()
        reason = loop_disk.missing()
        if reason:
            self.skipTest(reason)

    def disk(self, folder, mib):
        folder.mkdir(exist_ok=True)
        disk = loop_disk.Disk(folder, 'tmpfs', mib)
        disk.mount()
        self.addCleanup(disk.unmount)
        self.addCleanup(self.end_programs)
        return disk

    @staticmethod
    def leave(disk, free):
        """Fills it but for so many bytes; the file that does it."""
        status = os.statvfs(disk.path)
        filler = disk.path / 'filler'
        filler.write_bytes(
            bytes(max(0, status.f_bavail * status.f_frsize - free)))
        return filler


class FillingTest(FullDiskTest):
    """A published episode, a new recording with all that may lie beside it,
    and a run that finds no more room somewhere on its way."""

    def setUp(self):
        super().setUp()
        self.record('One')
        self.wait_for_end()
        self.publish()
        self.old = test_publish.contents(self.site)
        self.make_sound(12)
        # Its end shall not lie in the future: other days are other dates.
        recording = self.record_old('Two', 1)
        recording.with_suffix('.md').write_text(
            '---\npersons:\n  - Ada\n---\nWhat was said.\n')
        recording.with_suffix('.vtt').write_text(
            'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHello there.\n')
        shutil.copy(self.folder / 'cover.jpg', recording.with_suffix('.jpg'))
        folder = self.copy('roomy')
        self.run_in(folder)
        self.new = test_publish.contents(folder / 'site')

    def copy(self, name, place='', disk=None):
        """The state before the run, in a folder of its own."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        for entry in ('roomcast.conf', 'cover.jpg'):
            shutil.copy(self.folder / entry, folder / entry)
        for entry in ('spool', 'state', 'site'):
            if entry == place:
                (folder / entry).symlink_to(disk.path / entry)
                shutil.copytree(self.folder / entry, disk.path / entry)
            else:
                shutil.copytree(self.folder / entry, folder / entry)
        return folder

    @staticmethod
    def run_in(folder, *before):
        return subprocess.run(
            [*before, harness.program('roomcast-publish'), '--config',
             folder / 'roomcast.conf'], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
            timeout=harness.PATIENCE_SECONDS, env=campaign.TRACED)

    def check_view(self, folder):
        """No file is half what it was or will be, and none is left over."""
        for name, what in test_publish.contents(folder / 'site').items():
            self.assertIn(what, (self.old.get(name), self.new.get(name)), name)
        self.assertIn(len(self.check_feed(folder)), (1, 2))
        left = [path for path in (folder / 'state').rglob('.*')
                if path.is_file()]
        self.assertEqual(left, [])

    def check_goes_on(self, folder):
        """By itself, whatever the pauses are."""
        again = self.run_in(folder)
        self.assertEqual((again.returncode, again.stderr), (0, ''))
        self.assertEqual(test_publish.contents(folder / 'site'), self.new)
        self.assertEqual(len(set(self.check_feed(folder))), 2)
        self.assertEqual(list((folder / 'state/workshop').iterdir()), [])
        self.check_catalogue(folder)

    def fill(self, place, free):
        folder = self.folder / f'{place}-{free}'
        disk = self.disk(folder, 16)
        self.copy(folder.name, place, disk)
        filler = self.leave(disk, free)
        # Told how much room there is, it hears of that of another disk.
        most = ASKED.get(place, 1)
        done = self.run_in(
            folder, harness.tool('strace'), '-f', '-qq', '-o', '/dev/null',
            '-P', folder / place, '-e', f'inject=statfs:error=ENOSYS:when=1..{most}')
        self.check_view(folder)
        self.assertIn(done.returncode, (1, 3), done.stderr)
        self.assertRegex(done.stderr, rf'{folder}/{place}/\S+: '
                         '.*(No space left on device|disk is full)\n')
        # More runs of cron find it as it was.
        self.run_in(folder)
        last = self.run_in(folder)
        self.assertEqual(last.returncode, done.returncode, last.stderr)
        self.check_view(folder)
        filler.unlink()
        self.check_goes_on(folder)

    def test_wherever_a_disk_is_full_the_next_run_with_room_goes_on(self):
        count = 0
        steps = campaign.rounds(3, 40)
        for place, needed in NEEDED.items():
            for step in range(steps if place != 'spool' else 1):
                free = needed * step // steps
                with self.subTest(f'{place} {free}'):
                    self.fill(place, free)
                    count += 1
        campaign.tell({'campaign': 'disks that fill up while publishing',
                       'faults': count, 'feeds torn': 0})


class RoomTest(FullDiskTest):
    """How much room is asked for before a render is begun."""

    def test_what_fits_goes_on_and_the_rest_comes_when_it_fits(self):
        disk = self.disk(self.folder, 16)
        self.change_config('state = state', f'state = {disk.path}')
        self.state = disk.path
        self.make_sound(120)
        self.record_old('Long', 3)
        self.make_sound(1)
        self.record_old('Short', 2)
        filler = self.leave(disk, 7 << 20)
        said = self.publish(status=3)
        self.assertRegex(said.stdout(), r'^published weekly/\S+-short: Short\n$')
        self.assertRegex(said.stderr(), rf'^.*{disk.path}: too little room '
                         r'on its disk[^\n]*\n$')
        self.assertEqual(self.publish(status=3).output(), '')
        filler.unlink()
        self.assertIn('published', self.publish().stdout())
        self.assertEqual(sorted(self.titles()), ['Long', 'Short'])
        self.check_nothing_to_do()


if __name__ == '__main__':
    campaign.main()
