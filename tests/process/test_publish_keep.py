# SPDX-License-Identifier: BSD-2-Clause
"""What roomcast publish keeps when a disk is short, and what it leaves out."""
import fcntl
import os

import campaign
import loop_disk
import test_publish_runs

MIB = 1 << 20


class KeepFreeTest(test_publish_runs.RunsTest):
    """The site on a small disk of its own that others fill, too."""

    def setUp(self):
        super().setUp()
        reason = loop_disk.missing()
        if reason:
            self.skipTest(reason)
        self.disk = loop_disk.Disk(self.folder, 'tmpfs', 24)
        self.disk.mount()
        self.addCleanup(self.disk.unmount)
        self.addCleanup(self.end_programs)
        self.change_config('site = site', f'site = {self.disk.path}/site')
        self.site = self.disk.path / 'site'
        self.feed = self.site / 'weekly/feed.xml'

    def leave(self, free):
        """Fills the disk with what is not ours, but for so many bytes."""
        filler = self.disk.path / 'filler'
        filler.unlink(missing_ok=True)
        status = os.statvfs(self.disk.path)
        filler.write_bytes(bytes(status.f_bavail * status.f_frsize - free))

    def has_media(self, title):
        return len(list(self.site.glob(f'weekly/*-{title}/*.mp3'))) == 1

    def test_the_oldest_go_one_by_one_and_nothing_else(self):
        self.make_sound(20)
        titles = ['One', 'Two', 'Three', 'Four', 'Five']
        recordings = [self.record_old(title, 9 - at)
                      for at, title in enumerate(titles)]
        self.publish()
        self.call_verb('episodes', 'hide', self.slug_of('one'), '--config',
                       self.config)
        self.publish()
        self.call_verb('episodes', 'restore', self.slug_of('one'), '--config',
                       self.config)
        self.publish()
        self.change_config('language = en', 'language = en\npublish = review\n'
                           'keep-free = 6M\ngrace = off')
        recordings.append(self.record_old('Draft', 20))
        running = recordings[0].with_name('2020-01-01T000000Z.opus.part')
        running.write_bytes(recordings[0].read_bytes()[:-100])
        with open(running, 'rb') as part:
            fcntl.flock(part, fcntl.LOCK_EX)
            self.publish()
            # An episode takes half a megabyte.
            self.leave(6_000_000 - 100_000)
            planned = self.publish('--dry-run').stdout()
            self.assertRegex(planned, r'hide \S+-two: less than keep-free')
            self.assertEqual(planned.count('would hide'), 1)
            self.assertIn('-two', self.publish().stdout())
            self.assertEqual(self.titles(), ['Five', 'Four', 'Three', 'One'])
            self.publish()
            self.assertFalse(self.has_media('two'))
            self.check_nothing_to_do()
            # Whatever is wanted: the newest stays, and what was brought back.
            self.leave(200_000)
            for _ in range(3):
                self.publish()
            self.assertEqual(self.titles(), ['Five', 'One'])
            self.assertTrue(self.has_media('one') and self.has_media('five'))
            self.assertFalse(self.has_media('three') or self.has_media('four'))
            self.assertTrue(running.exists())
        for recording in recordings:
            self.assertTrue(recording.exists(), recording)
        self.assertEqual(self.sql(
            "SELECT count(*) FROM episode WHERE title = 'Draft'"
            " AND hidden = 0 AND state = 'rendered'"), [(1,)])
        self.check_feed_on_site()

    def check_feed_on_site(self):
        (self.folder / 'site').symlink_to(self.site)
        self.check_feed()


class LeftOutTest(test_publish_runs.RunsTest):

    def test_all_names_the_rule_that_leaves_an_old_recording_out(self):
        old = self.record_old('Old', 50)
        self.record_old('New', 2)
        for rule, words in (('keep-count = 1', 'more than keep-count'),
                            ('keep-age = 9d', 'older than keep-age')):
            self.change_config('language = en', f'language = en\n{rule}')
            for _ in range(2):  # before a run, and after it
                said = self.call_verb('episodes', 'list', '--all', '--config',
                                      self.config).stdout()
                line, = (line for line in said.splitlines()
                         if str(old) in line)
                self.assertIn(words, line)
                self.publish()
            self.change_config(f'language = en\n{rule}', 'language = en')


if __name__ == '__main__':
    campaign.main()
