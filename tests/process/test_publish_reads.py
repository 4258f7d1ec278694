# SPDX-License-Identifier: BSD-2-Clause
"""What roomcast publish reads of the site: no more than it must, and with
--verify all that is published."""
import os
import re
import shutil

import campaign
import harness

import test_publish_runs


class FeedTest(test_publish_runs.RunsTest):

    def test_a_run_reads_the_feed_once(self):
        for title in ('One', 'Two'):
            self.record(title)
            self.wait_for_end()
            log = self.folder / f'{title}.log'
            self.call(harness.tool('strace'), '-f', '-qq', '-o', log, '-e',
                      'trace=openat', harness.program('roomcast-publish'),
                      '--config', self.config, env=campaign.TRACED)
            self.assertIn(title, self.titles())
            reads = re.findall(r'/weekly/feed\.xml", O_RDONLY',
                               log.read_text())
            self.assertEqual(len(reads), 1, log.read_text())


class VerifyTest(test_publish_runs.RunsTest):
    """Files of all kinds are damaged in place, as disks do it, or taken away."""

    def setUp(self):
        super().setUp()
        self.recording = self.record_old('One', 2)
        self.recording.with_suffix('.vtt').write_text(
            'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHello there.\n')
        shutil.copy(self.folder / 'cover.jpg',
                    self.recording.with_suffix('.jpg'))
        self.publish()
        self.whole = {path: path.read_bytes()
                      for path in self.site.rglob('*') if path.is_file()}

    def verify(self, **more):
        return self.publish('--verify', '1m', **more)

    @staticmethod
    def turn(path):
        """A bit of it; what tells of changes stays as it was."""
        status = path.stat()
        turned = bytearray(path.read_bytes())
        turned[len(turned) // 2] ^= 1
        with open(path, 'r+b') as file:
            file.write(turned)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def check_whole(self):
        for path, content in self.whole.items():
            self.assertEqual(path.read_bytes(), content, path)
        self.assertEqual(self.verify().output(), '')
        self.check_nothing_to_do()

    def test_every_file_of_the_site_is_found_damaged_and_mended(self):
        self.assertEqual(self.verify().output(), '')
        for path in self.whole:
            with self.subTest(path.name):
                self.turn(path)
                said = self.verify().stderr()
                place = str(path.relative_to(self.site))
                made = path.name.startswith(path.parent.name)
                self.assertIn('files of it were damaged on the site'
                              if made else place, said)
                self.assertEqual(len(said.splitlines()), 1, said)
                self.assertEqual(path.read_bytes(), self.whole[path])
        self.check_whole()

    def test_every_file_that_is_missing_comes_back(self):
        media = [path for path in self.whole
                 if path.suffix in ('.mp3', '.opus')]
        for gone in (self.whole.keys() - media, media):
            for path in gone:
                path.unlink()
            self.verify()
            self.check_whole()

    def test_a_damaged_guid_in_the_feed_holds_nothing_up(self):
        guid = re.search(rb'<guid[^>]*>([^<]+)', self.whole[self.feed])[1]
        self.feed.write_bytes(self.whole[self.feed].replace(
            guid, b'0' + guid[1:] if guid[:1] != b'0' else b'1' + guid[1:]))
        self.assertRegex(
            self.verify().stderr(),
            r'weekly/feed\.xml: was damaged on the site or missing, and has '
            r'been written again\n$')
        self.check_whole()

    def test_without_its_recording_a_damaged_transcript_is_a_failure(self):
        self.recording.unlink()
        path = next(self.site.glob('weekly/*/*.srt'))
        self.turn(path)
        said = self.verify(status=3).stderr()
        self.assertIn(f'{path} is not what was published', said)
        self.assertEqual(self.verify(status=3).output(), '')
        path.write_bytes(self.whole[path])
        self.assertEqual(self.publish('--retry').output(), '')

    def test_what_has_changed_is_no_damage(self):
        self.change_config('language = en', 'language = de')
        self.record_old('Two', 1)
        said = self.verify()
        self.assertEqual(said.stderr(), '')
        self.assertIn('published', said.stdout())


if __name__ == '__main__':
    harness.main()
