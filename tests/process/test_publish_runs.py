# SPDX-License-Identifier: BSD-2-Clause
"""roomcast publish over many runs: what is due and nothing else, what keeps
failing, what has had its time, a lost catalogue, and the publisher that
stays."""
import base64
import fcntl
import hashlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import termios
import threading
import time

import harness
import judges
import loop_disk
import test_publish

URL = test_publish.URL


class RunsTest(test_publish.PublishTest):

    def setUp(self):
        super().setUp()
        self.make_sound(1)

    def record_old(self, title, days):
        """A recording that began so many days ago."""
        recording = self.record(title)
        bytes_then = recording.read_bytes()
        began = re.search(rb'ROOMCAST_START=([-0-9T:.]+Z)', bytes_then)[1]
        earlier = time.strftime(
            '%Y-%m-%dT%H:%M:%S', time.gmtime(time.time() - days * 86400))
        began_earlier = earlier.encode() + began[len(earlier):]
        self.rewrite_header(recording, began, began_earlier)
        return recording

    @staticmethod
    def rewrite_header(recording, old, new):
        """Of the same length; with the page's checksum, as RFC 3533 has it."""
        content = bytearray(recording.read_bytes().replace(old, new))
        at = content.index(b'OggS', 4)
        lacing = content[at + 27:at + 27 + content[at + 26]]
        end = at + 27 + len(lacing) + sum(lacing)
        content[at + 22:at + 26] = bytes(4)
        crc = 0
        for byte in content[at:end]:
            crc ^= byte << 24
            for _ in range(8):
                crc = (crc << 1) ^ (0x04c11db7 if crc & 0x80000000 else 0)
            crc &= 0xffffffff
        content[at + 22:at + 26] = crc.to_bytes(4, 'little')
        recording.write_bytes(content)

    def sql(self, statement, *values):
        database = sqlite3.connect(self.state / 'catalogue.sqlite')
        with database:
            rows = database.execute(statement, values).fetchall()
        database.close()
        return rows

    def slug_of(self, end):
        slug, = self.sql('SELECT slug FROM episode WHERE slug LIKE ?',
                         '%-' + end)
        return slug[0]

    def forget_witness(self):
        """As if the day were over: the next run looks at everything."""
        self.sql("DELETE FROM memory WHERE name = 'witness'")

    def titles(self):
        return [entry.title for entry in self.parse_feed().entries]

    def start_yielding(self, *options):
        """A run that is not done before those who wait for its first file
        know of that, however much else there is to do."""
        return self.start(
            harness.tool('nice'), '-n', '19',
            harness.program('roomcast-publish'), '--config', self.config,
            *options)

    def wait_for_end(self):
        time.sleep(1.1)  # so that no recording's end is in the future


class IdleTest(RunsTest):

    def test_ten_runs_change_no_byte_and_say_nothing(self):
        self.record('One')
        self.record('Two')
        self.wait_for_end()
        self.publish()
        before = test_publish.snapshot(self.site)
        for number in range(10):
            if number % 3 == 2:
                self.forget_witness()
            self.assertEqual(self.publish().output(), '')
        self.assertEqual(test_publish.snapshot(self.site), before)

    def test_an_idle_run_opens_no_recording_and_no_page(self):
        self.record('One')
        self.publish()
        log = self.folder / 'opened'
        self.call(harness.tool('strace'), '-f', '-qq', '-e', 'trace=openat',
                  '-o', log, harness.program('roomcast-publish'), '--config',
                  self.config, env={**os.environ,
                                    'ASAN_OPTIONS': 'detect_leaks=0'})
        opened = re.findall(r'"([^"]*)"', log.read_text())
        self.assertTrue(any('catalogue.sqlite' in name for name in opened))
        self.assertEqual(
            [name for name in opened
             if re.search(r'\.(opus|mp3|html|xml)$', name)], [])

    def test_what_is_set_during_a_run_is_not_forgotten(self):
        self.record('One')
        self.publish()
        slug = self.slug_of('one')
        self.make_sound(60)
        self.record('Long')
        run = self.start_verb('publish', '--config', self.config)
        self.wait_for_file('state/workshop/*/.*')
        self.call_verb('episodes', 'rename', slug, 'By hand', '--config',
                       self.config)
        self.call_verb('episodes', 'edit', slug, '--redact', '0:00.2-0:00.4',
                       '--config', self.config)
        self.assertEqual(run.wait(), 0)
        self.publish()
        self.assertIn('By hand', self.titles())
        self.assertEqual(self.sql(
            "SELECT count(*) FROM episode WHERE made_print = (SELECT made_print"
            " FROM episode WHERE title = 'Long') AND title = 'One'"), [(0,)])
        self.check_nothing_to_do()

    def test_what_a_killed_run_left_goes_when_nobody_wants_it(self):
        self.make_sound(60)
        self.record('Long')
        run = self.start_yielding()
        self.wait_for_file('state/workshop/*/.*')
        run.kill()
        self.call_verb('episodes', 'hide', self.slug_of('long'), '--config',
                       self.config)
        self.assertNotEqual(os.listdir(self.state / 'workshop'), [])
        self.publish()
        self.assertEqual(os.listdir(self.state / 'workshop'), [])

    def test_another_recording_of_the_same_name_and_inode_is_news(self):
        """As where a spool is removed and made anew within a second."""
        first = self.record('One')
        self.publish()
        second = self.record('Two')
        for suffix in ('.opus', '.jsonl'):
            other = second.with_suffix(suffix)
            first.with_suffix(suffix).write_bytes(other.read_bytes())
            other.unlink()
        self.assertIn(': Two\n', self.publish().stdout())
        self.check_nothing_to_do()

    def test_another_template_is_taken_by_the_next_run(self):
        templates = self.folder / 'templates'
        templates.mkdir()
        self.change_config('site = site', 'site = site\ntemplates = templates')
        self.record('One')
        self.publish()
        page = next(self.site.glob('weekly/*/index.html'))
        for words in ('Made by hand', 'Made by hands'):
            (templates / 'foot.html').write_text(f'<p>{words}</p>\n')
            self.assertEqual(self.publish().output(), '')
            self.assertIn(f'<p>{words}</p>', page.read_text())
        self.check_nothing_to_do()

    def test_a_moved_site_keeps_guids_and_paths(self):
        self.record('One')
        self.publish()
        before = self.feed.read_text()
        files = {name: what
                 for name, what in test_publish.contents(self.site).items()
                 if name.endswith(('.mp3', '.opus'))}
        self.change_config(URL, 'https://new.example.net/shows')
        self.assertEqual(
            self.publish().output(),
            f'updated weekly: channel: address "{URL}/weekly/feed.xml" becomes '
            '"https://new.example.net/shows/weekly/feed.xml"\n')
        self.assertEqual(self.publish().output(), '')
        after = self.feed.read_text()
        self.assertEqual(
            re.sub('<lastBuildDate>.*', '', after).replace(
                'https://new.example.net/shows', URL),
            re.sub('<lastBuildDate>.*', '', before))
        now = test_publish.contents(self.site)
        self.assertEqual({name: now[name] for name in files}, files)

    def test_what_could_not_go_out_is_told_as_published_when_it_does(self):
        self.record('One')
        self.publish()
        copy = self.site / 'weekly/catalogue.jsonl'
        copy.unlink()
        (copy / 'in the way').mkdir(parents=True)
        self.wait_for_end()
        self.record('Two')
        self.assertNotIn('published', self.publish(status=3).stdout())
        shutil.rmtree(copy)
        self.assertRegex(self.publish('--retry').stdout(),
                         r'^published weekly/\S+-two: Two\n$')
        self.check_nothing_to_do()

    def test_a_renamed_room_keeps_guids_and_addresses(self):
        self.record('One')
        self.publish()
        before = self.feed.read_bytes()
        self.change_config('[room hall]', '[room plenum]')
        (self.spool / 'hall').rename(self.spool / 'plenum')
        self.assertEqual(self.publish().output(), '')
        self.assertEqual(self.feed.read_bytes(), before)


    def test_media_that_are_made_anew_keep_guids_and_addresses(self):
        recording = self.record('One')
        self.publish()
        before = self.parse_feed().entries[0]
        sound = next(self.site.glob('weekly/*/*.mp3')).read_bytes()
        self.change_config('language = en', 'language = en\nmp3-vbr = yes')
        shutil.rmtree(next(self.site.glob('weekly/*-one')))
        self.publish()
        self.call_verb('episodes', 'edit', before.link.split('/')[-2],
                       '--redact', '0:00.2-0:00.4', '--config', self.config)
        self.publish()
        recording.with_suffix('.md').write_text('Other notes.\n')
        self.publish()
        mp3 = next(self.site.glob('weekly/*/*.mp3'))
        self.assertNotEqual(mp3.read_bytes(), sound)
        after = self.parse_feed().entries[0]
        for key in ('id', 'link', 'published', 'itunes_episode'):
            self.assertEqual(after[key], before[key])
        self.assertEqual(after.enclosures[0].href, before.enclosures[0].href)
        self.check_feed()
        self.check_nothing_to_do()


    def test_what_is_made_anew_goes_out_with_its_feed(self):
        """Seen while each episode of the show is being made."""
        self.record('One')
        self.record('Two')
        self.wait_for_end()
        self.publish()
        seen = self.folder / 'seen'
        seen.mkdir()
        self.change_config(
            'language = en', f'language = en\ntranscribe = sh -c '
            f'\'n={seen}/$(ls {seen} | wc -l); mkdir $n; '
            f'cp -r {self.site} $n && '
            f'printf "WEBVTT\\n\\n0:00:00.000 --> 0:00:01.000\\nHm."\' sh')
        self.record('Three')
        for title in ('one', 'two'):
            self.call_verb('episodes', 'edit', self.slug_of(title), '--redact',
                           '0:00.2-0:00.4', '--config', self.config)
        self.publish('--jobs', '1')
        folders = [*(seen / str(number) for number in range(3)), self.folder]
        for folder in folders:
            self.check_hashes(folder)
        # With the last that is made anew, before the new one.
        was, waits, is_out, at_end = (
            self.opus_of_one(folder).read_bytes() for folder in folders)
        self.assertEqual(was, waits)
        self.assertNotEqual(waits, is_out)
        self.assertEqual(is_out, at_end)
        self.check_nothing_to_do()

    @staticmethod
    def opus_of_one(folder):
        return next(folder.glob('site/weekly/*/*-one.opus'))

    def check_hashes(self, folder):
        """The feed tells the hash of each file that it names with one."""
        named = re.findall(
            r'<podcast:source uri="([^"]+)".*?value="sha384-([^"]+)"',
            (folder / 'site/weekly/feed.xml').read_text(), re.S)
        self.assertTrue(named)
        for url, hash_told in named:
            content = (folder / 'site' / url[len(URL) + 1:]).read_bytes()
            self.assertEqual(
                base64.b64encode(hashlib.sha384(content).digest()).decode(),
                hash_told, url)


class FailureTest(RunsTest):

    def test_a_feed_that_failed_late_is_told_and_kept_by_the_next_run(self):
        self.record('One')
        self.publish()
        self.record('Two')
        copy = self.site / 'weekly/catalogue.jsonl'
        copy.unlink()
        (copy / 'in the way').mkdir(parents=True)
        before = self.feed.read_bytes()
        self.assertEqual(self.publish(status=3).stdout(), '')
        self.assertEqual(self.feed.read_bytes(), before)
        (copy / 'in the way').rmdir()
        copy.rmdir()
        self.assertIn('Two', self.publish().stdout())
        kept = sorted((self.state / 'feeds/weekly').iterdir())
        self.assertEqual([path.read_bytes() for path in kept],
                         [before, self.feed.read_bytes()])
        self.check_nothing_to_do()

    def test_a_disk_without_room_is_told_once_and_takes_no_media(self):
        reason = loop_disk.missing()
        if reason:
            self.skipTest(reason)
        disk = loop_disk.Disk(self.folder, 'tmpfs', 8)
        disk.mount()
        self.addCleanup(disk.unmount)
        self.change_config('state = state', f'state = {disk.path}')
        self.state = disk.path
        filler = disk.path / 'filler'
        filler.write_bytes(bytes(5 << 20))
        for title in ('One', 'Two'):
            self.record(title)
            self.wait_for_end()
        self.assertRegex(
            self.publish(status=3).output(),
            rf'^roomcast publish: {disk.path}: too little room .*\n$')
        self.forget_witness()
        self.assertEqual(self.publish(status=3).output(), '')
        self.assertEqual(list(disk.path.glob('workshop/*/*')), [])
        filler.unlink()
        self.publish('--retry')
        self.assertEqual(self.titles(), ['Two', 'One'])
        self.check_nothing_to_do()

    def test_what_fails_is_said_once_then_parked_then_retried(self):
        bad = self.spool / 'hall/noise.opus'
        bad.parent.mkdir(parents=True)
        bad.write_bytes(os.urandom(5000))
        self.assertEqual(len(self.publish(status=3).stderr().splitlines()), 1)
        said = []
        for _ in range(5):
            self.forget_witness()
            said.append(self.publish(status=3).output())
            self.sql('UPDATE trouble SET next_try = 0')
        self.assertEqual(said[:3], ['', '', ''])
        self.assertIn('given up after 5 tries', said[3])
        self.assertEqual(said[4], '')
        self.assertEqual(self.publish('--retry', status=3).output(), '')
        self.assertEqual(self.sql('SELECT tries, parked FROM trouble'),
                         [(1, 0)])
        bad.unlink()
        self.assertEqual(self.publish().output(), '')
        self.assertEqual(self.sql('SELECT * FROM trouble'), [])

    def test_a_failure_waits_for_its_next_try(self):
        recording = self.record('One')
        good = recording.read_bytes()
        workshop = self.state / 'workshop'
        self.state.mkdir(exist_ok=True)
        workshop.write_text('in the way')
        self.assertIn('workshop', self.publish(status=3).stderr())
        self.assertEqual(self.publish(status=3).output(), '')  # at once
        workshop.unlink()
        self.assertEqual(self.publish(status=3).output(), '')  # in 5 minutes
        self.sql('UPDATE trouble SET next_try = 0')
        self.forget_witness()
        self.assertIn('published', self.publish().stdout())
        self.assertEqual(recording.read_bytes(), good)

    def test_a_copy_that_cannot_be_kept_is_said_once_and_stops_nothing(self):
        self.record('One')
        copies = self.spool / '.catalogue'
        copies.write_text('in the way')
        said = self.publish(status=3)
        self.assertIn(': One\n', said.stdout())
        self.assertIn('copy of the catalogue of weekly', said.stderr())
        self.assertEqual(self.publish(status=3).output(), '')
        copies.unlink()
        self.assertEqual(self.publish('--retry').output(), '')
        self.assertIn('One', (copies / 'weekly.jsonl').read_text())
        self.check_nothing_to_do()

    def test_events_are_told_in_json(self):
        self.record('One')
        bad = self.spool / 'hall/noise.opus'
        bad.write_bytes(os.urandom(5000))
        planned = [json.loads(line) for line in self.publish(
            '--dry-run', '--json', status=3).stdout().splitlines()]
        self.assertIn('planned', [event['event'] for event in planned])
        said = self.publish('--json', status=3)
        self.assertEqual(said.stderr(), '')
        events = {event['event']: event for event in
                  map(json.loads, said.stdout().splitlines())}
        self.assertEqual(events['failed']['subject'], str(bad))
        self.assertEqual(events['failed']['tries'], 1)
        self.assertEqual(events['done']['title'], 'One')
        self.assertEqual(events['done']['action'], 'publish')
        self.assertIn(events['done']['guid'], self.check_feed())
        self.assertEqual(self.parse_feed().entries[0].link,
                         events['done']['url'])

    def test_quiet_says_failures_only(self):
        self.record('One')
        self.assertEqual(self.publish('--quiet').output(), '')
        (self.spool / 'hall/noise.opus').write_bytes(os.urandom(5000))
        self.assertEqual(
            len(self.publish('--quiet', status=3).stderr().splitlines()), 1)

    def test_a_recording_is_waited_for_until_all_of_it_was_copied(self):
        recording = self.record('One')
        whole = recording.read_bytes()
        recording.write_bytes(whole[:-100])
        said = self.publish('-v')
        self.assertIn('still arriving', said.stderr())
        self.assertEqual(said.stdout(), '')
        recording.write_bytes(whole)
        self.assertIn('published', self.publish().stdout())

    def test_a_recording_that_was_copied_in_part_fails(self):
        recording = self.record('One')
        whole = recording.read_bytes()
        recording.write_bytes(whole[:-100])
        os.utime(recording, (0, os.stat(recording).st_mtime - 90))
        self.assertIn('its end is missing', self.publish(status=3).stderr())
        recording.rename(f'{recording}.part')
        self.assertIn('published', self.publish().stdout())

    def test_with_syslog_nothing_is_printed_and_the_log_is_called(self):
        self.record('One')
        (self.spool / 'hall/noise.opus').write_bytes(os.urandom(5000))
        log = self.folder / 'connects'
        said = self.call(
            harness.tool('strace'), '-f', '-qq', '-e', 'trace=connect', '-o',
            log, harness.program('roomcast-publish'), '--config', self.config,
            '--syslog', status=3,
            env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})
        self.assertEqual(said.output(), '')
        self.assertIn('/dev/log', log.read_text())

    def test_the_journal_gets_priorities(self):
        self.record('One')
        (self.spool / 'hall/noise.opus').write_bytes(os.urandom(5000))
        with open(self.folder / 'journal', 'w+', encoding='utf-8') as journal:
            stream = os.fstat(journal.fileno())
            said = subprocess.run(
                [harness.program('roomcast-publish'), '--config', self.config],
                stdin=subprocess.DEVNULL, stdout=journal, stderr=journal,
                check=False, env={**os.environ, 'JOURNAL_STREAM':
                                  f'{stream.st_dev}:{stream.st_ino}'})
            journal.seek(0)
            lines = journal.read().splitlines()
        self.assertEqual(said.returncode, 3)
        self.assertEqual(sorted(line[:20] for line in lines),
                         ['<3>roomcast publish:', '<5>published weekly/'])

    def test_a_run_waits_by_chance_before_it_takes_the_lock(self):
        self.record('One')
        log = self.folder / 'calls'
        self.call(
            harness.tool('strace'), '-f', '-qq', '-e',
            'trace=clock_nanosleep,nanosleep,flock,fcntl', '-o', log,
            harness.program('roomcast-publish'), '--config', self.config,
            '--jitter', '200ms',
            env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})
        calls = log.read_text()
        wait = re.search(r'sleep\(.*tv_sec=0, tv_nsec=(\d+)', calls)
        self.assertLess(int(wait[1]), 200_000_000)
        self.assertLess(wait.start(), calls.index('LOCK'))
        self.assertEqual(self.titles(), ['One'])
        for bad in (('--jitter', '2h'), ('--jitter', 'x'),
                    ('--jitter', '1s', '--watch')):
            self.assertIn('--jitter', self.publish(*bad, status=2).stderr())

    def render_on_terminal(self, columns, kind='xterm'):
        """What a terminal of so many columns is sent."""
        self.make_sound(20)
        self.record('One')
        main, terminal = os.openpty()
        self.addCleanup(os.close, main)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ,
                    struct.pack('HHHH', 10, columns, 0, 0))
        process = subprocess.Popen(
            [harness.program('roomcast-publish'), '--config', self.config],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=terminal, env={**os.environ, 'TERM': kind})
        os.close(terminal)
        drawn = b''
        try:
            while chunk := os.read(main, 4096):
                drawn += chunk
        except OSError:
            pass  # the terminal's other end is closed
        self.assertEqual(process.wait(), 0)
        return drawn

    def test_a_terminal_sees_how_far_the_renders_are(self):
        drawn = self.render_on_terminal(80)
        self.assertRegex(drawn, rb'rendering 1 of 1: weekly/\S+-one  \d+ %')
        self.assertTrue(drawn.endswith(b'\r\x1b[K'))

    def test_a_narrow_terminal_sees_it_in_one_line(self):
        drawn = self.render_on_terminal(40)
        self.assertRegex(drawn, rb'rendering 1 of 1: weekly/2\S*  \d+ %')
        for line in drawn.split(b'\r\x1b[K'):
            self.assertLess(len(line), 40, line)

    def test_a_dumb_terminal_is_sent_no_progress(self):
        self.assertEqual(self.render_on_terminal(80, 'dumb'), b'')


class VerifyTest(RunsTest):

    def setUp(self):
        super().setUp()
        self.recording = self.record('One')
        self.wait_for_end()
        self.publish()
        self.whole = test_publish.contents(self.site)

    def damage(self, suffix):
        """A bit, as disks do it; the file as it was."""
        media = next(self.site.glob(f'weekly/*/*{suffix}'))
        content = media.read_bytes()
        turned = bytearray(content)
        turned[len(turned) // 2] ^= 1
        with open(media, 'r+b') as file:
            file.write(turned)
        return media, content

    def test_media_damaged_in_place_are_found_and_made_again(self):
        for suffix in ('.mp3', '.opus'):
            self.damage(suffix)
            self.assertEqual(self.publish().output(), '')
            said = self.publish('--verify', '1m')
            self.assertIn('were damaged on the site', said.stderr())
            self.assertEqual(test_publish.contents(self.site), self.whole)
            self.assertEqual(self.publish('--verify', '1m').output(), '')
        self.check_nothing_to_do()

    def test_what_cannot_be_made_again_is_said_until_it_is_put_back(self):
        media, content = self.damage('.mp3')
        self.recording.unlink()
        said = self.publish('--verify', '1m', status=3).stderr()
        self.assertIn(f'{media} is not what was published', said)
        self.assertEqual(len(said.splitlines()), 1)
        self.assertEqual(self.publish(status=3).output(), '')
        media.write_bytes(content)
        self.assertEqual(self.publish('--retry').output(), '')
        self.check_nothing_to_do()

    def test_what_is_new_does_not_wait_for_the_reading(self):
        self.damage('.mp3')
        self.record('Two')
        self.wait_for_end()
        lines = [json.loads(line) for line in self.publish(
            '--verify', '1m', '--json').stdout().splitlines()]
        told = [line['text'] for line in lines]
        self.assertIn('published', told[0])
        self.assertIn('were damaged on the site', told[-1])
        self.check_nothing_to_do()

    def test_media_that_cannot_be_read_are_not_made_again(self):
        media = next(self.site.glob('weekly/*/*.mp3'))
        said = self.call(
            harness.tool('strace'), '-f', '-qq', '-o', '/dev/null', '-P',
            media, '-e', 'inject=read:error=EIO',
            harness.program('roomcast-publish'), '--config', self.config,
            '--verify', '1m', status=3).stderr()
        self.assertRegex(said, f'read {media}: Input/output error\n$')
        self.assertEqual(len(said.splitlines()), 1)
        self.assertEqual(test_publish.contents(self.site), self.whole)
        self.assertEqual(self.publish('--retry').output(), '')
        self.check_nothing_to_do()

    def test_trouble_with_media_ends_with_their_episode(self):
        self.damage('.mp3')
        self.recording.unlink()
        self.publish('--verify', '1m', status=3)
        self.publish(status=3)
        self.call_verb('episodes', 'hide', self.slug_of('one'), '--config',
                       self.config, status=0)
        self.publish()
        self.check_nothing_to_do()

    def test_each_run_goes_on_where_the_last_one_stopped(self):
        for title in ('Two', 'Three'):
            self.record(title)
        self.wait_for_end()
        self.publish()
        self.damage('-three.mp3')
        said = ''
        for _ in range(3):
            said += self.publish('--verify', '1ms').stderr()
        self.assertEqual(said.count('were damaged'), 1)
        for bad in (('--verify', 'x'), ('--verify', '0s'),
                    ('--verify', '1m', '--watch')):
            self.assertIn('--verify', self.publish(*bad, status=2).stderr())


class ReviewTest(RunsTest):

    def test_a_draft_is_not_to_be_seen_until_it_is_published(self):
        self.change_config('language = en', 'language = en\npublish = review')
        recording = self.record('Secret')
        self.assertRegex(
            self.publish().output(),
            r'^prepared weekly/\S+-secret: Secret; it waits for `roomcast '
            r'episodes publish [0-9a-f]{8}`\n$')
        # It is news once, not each time it is made.
        recording.with_suffix('.md').write_text('Another word.\n')
        self.assertEqual(self.publish().output(), '')
        self.assertEqual(list(self.site.rglob('*secret*')), [])
        self.assertEqual(
            len(list((self.state / 'workshop').glob('*/*.mp3'))), 1)
        self.assertEqual(self.publish().output(), '')
        now = int(time.time())
        self.sql('INSERT INTO edit (recording, is_draft, publish_at)'
                 ' SELECT recording, 1, ? FROM episode', now)
        self.assertIn(': Secret\n', self.publish().stdout())
        self.check_feed()
        # Empty, and there: another worker may be about to make a folder in it.
        self.assertEqual(list((self.state / 'workshop').iterdir()), [])
        when = time.mktime(self.parse_feed().entries[0].published_parsed)
        self.assertEqual(int(when - time.timezone), now)

    def test_a_scheduled_episode_comes_at_its_time(self):
        self.record('Later')
        self.change_config('language = en', 'language = en\npublish = review')
        self.publish()
        due = self.run_before_it_is_due()
        self.wait_until(lambda: time.time() > due + 1, 'its time')
        self.assertIn(': Later\n', self.publish().stdout())
        self.check_feed()

    def run_before_it_is_due(self):
        """A run that is over before: the sooner the machine is done, the less
        is waited for."""
        for ahead in (6, 20, 90):
            due = int(time.time()) + ahead
            self.sql('INSERT OR REPLACE INTO edit (recording, is_draft,'
                     ' publish_at) SELECT recording, 1, ? FROM episode', due)
            said = self.publish().output()
            if time.time() < due:
                self.assertEqual(said, '')
                self.assertFalse(self.feed.exists())
                return due
        raise AssertionError('a run takes a minute and a half')

    def test_what_waits_for_its_time_is_told_with_it(self):
        self.record('Later').with_suffix('.md').write_text(
            '---\npublish: 2038-01-02T03:04:05Z\n---\n')
        self.assertRegex(self.publish().output(),
                         r': Later; it waits for 2038-01-02T03:04:05Z\n$')


class RetentionTest(RunsTest):

    def test_by_count_the_oldest_leave_the_feed_and_later_the_site(self):
        for title in ('One', 'Two', 'Three'):
            self.record(title)
            self.wait_for_end()
        self.publish()
        self.change_config('language = en', 'language = en\nkeep-count = 2')
        planned = self.publish('--dry-run').stdout()
        self.assertRegex(planned, r'would hide weekly/\S+-one: more than')
        self.assertRegex(
            self.publish().stdout(),
            r'^hidden weekly/\S+-one: more than keep-count.*\n'
            r'updated weekly: One: episode "urn:uuid:[^"]+" is gone\n$')
        self.assertEqual(self.titles(), ['Three', 'Two'])
        self.check_feed()
        self.assertEqual(len(list(self.site.glob('weekly/*-one/*.mp3'))), 1)
        self.assertEqual(list(self.site.glob('weekly/*-one/*.html')), [])
        self.check_nothing_to_do()
        self.sql('UPDATE episode SET remove_at = 1 WHERE hidden')
        self.forget_witness()
        self.assertIn('would remove the media of',
                      self.publish('--dry-run').stdout())
        self.assertIn('removed the media of', self.publish().stdout())
        self.assertEqual(list(self.site.glob('weekly/*-one')), [])
        self.check_nothing_to_do()
        # What was removed stays so, and its number is never given again.
        self.record('Four')
        self.wait_for_end()
        self.publish()
        self.assertEqual(self.titles(), ['Four', 'Three'])
        self.assertEqual(self.parse_feed().entries[0].itunes_episode, '4')

    def test_a_dry_run_shows_what_will_follow_from_new_episodes(self):
        self.change_config('language = en', 'language = en\nkeep-count = 1')
        self.record('Old')
        self.wait_for_end()
        self.publish()
        old = self.slug_of('old')
        self.record('New')
        self.wait_for_end()
        planned = self.publish('--dry-run').stdout()
        self.assertIn(f'would hide weekly/{old}: ', planned)
        self.assertEqual(len(planned.splitlines()), 2)
        self.assertIn(f'hidden weekly/{old}: ', self.publish().stdout())
        self.assertEqual(self.publish('--dry-run').output(), '')

    def test_a_first_run_publishes_nothing_to_hide_it_at_once(self):
        self.change_config('language = en', 'language = en\nkeep-count = 1')
        self.record_old('Older', 800)
        self.record_old('Old', 400)
        self.assertRegex(
            self.publish('--dry-run').stdout(),
            r'would leave unpublished weekly/\S+-older: more than keep-count')
        self.assertRegex(self.publish().stdout(),
                         r'^published weekly/\S+-old: Old\n$')
        self.assertEqual(self.titles(), ['Old'])
        self.check_nothing_to_do()

    def test_a_dry_run_knows_the_date_of_what_was_scheduled(self):
        self.change_config('language = en',
                           'language = en\npublish = review\nkeep-count = 1')
        self.record_old('Waited', 400)
        self.record('New')
        self.wait_for_end()
        self.publish()
        for title in ('new', 'waited'):
            self.call_verb('episodes', 'publish', self.slug_of(title),
                           '--config', self.config)
            if title == 'new':
                self.publish()
                self.wait_for_end()
        due = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())
        self.call_verb('episodes', 'edit', self.slug_of('waited'),
                       '--publish-at', due, '--config', self.config)
        planned = self.publish('--dry-run').stdout()
        self.assertIn(f'would hide weekly/{self.slug_of("new")}: ', planned)
        self.publish()
        self.assertEqual(self.titles(), ['Waited'])

    def test_by_age_but_never_the_newest(self):
        self.record_old('Old', 400)
        self.record_old('Older', 800)
        self.publish()
        self.change_config('language = en', 'language = en\nkeep-age = 1y')
        self.publish()
        self.assertEqual(self.titles(), ['Old'])

    def test_by_free_space(self):
        self.record('One')
        self.wait_for_end()
        self.record('Two')
        self.wait_for_end()
        self.publish()
        self.change_config('language = en',
                           'language = en\nkeep-free = 1000000T')
        self.assertIn('less than keep-free', self.publish().stdout())
        self.assertEqual(self.titles(), ['Two'])
        self.check_nothing_to_do()

    def test_what_is_not_out_there_stays_whatever_retention_says(self):
        hidden = self.record_old('Hidden', 300)
        self.record_old('Out', 200)
        newest = self.record('Newest')
        self.wait_for_end()
        self.publish()
        slug, = self.sql("SELECT slug FROM episode WHERE title = 'Hidden'")
        self.call_verb('episodes', 'hide', *slug, '--config', self.config)
        self.change_config('language = en', 'language = en\npublish = review')
        draft = self.record_old('Draft', 400)
        running = draft.with_name('2020-01-01T000000Z.opus.part')
        running.write_bytes(draft.read_bytes()[:-100])
        with open(running, 'rb') as part:
            fcntl.flock(part, fcntl.LOCK_EX)
            self.publish()
            self.change_config(
                'language = en', 'language = en\nkeep-recordings = 1d\n'
                'keep-age = 1d\nkeep-count = 1\nkeep-free = 1000000T')
            planned = self.publish('--dry-run').stdout()
            before = test_publish.snapshot(self.site)
            self.assertRegex(planned, 'would hide weekly/.*-out: older than')
            self.assertNotRegex(planned, 'would (hide|remove).*(draft|newest)')
            self.assertEqual(test_publish.snapshot(self.site), before)
            self.forget_witness()
            self.publish()
            self.assertTrue(running.exists())
        for path in (draft, hidden, newest):
            self.assertTrue(path.exists(), path)
        self.assertEqual(self.titles(), ['Newest'])
        self.assertEqual(self.sql(
            "SELECT count(*) FROM episode WHERE title = 'Draft'"
            " AND hidden = 0 AND state = 'rendered'"), [(1,)])

    def test_recordings_leave_the_spool_when_they_are_whole_on_the_site(self):
        kept = self.record('New')
        gone = self.record_old('Old', 400)
        lost = self.record_old('Lost', 300)
        self.wait_for_end()
        self.publish()
        stored = next(self.site.glob('weekly/*-lost/*.opus'))
        content = bytearray(stored.read_bytes())
        content[-1] ^= 1
        stored.write_bytes(content)
        self.change_config('language = en',
                           'language = en\nkeep-recordings = 90d')
        said = self.publish(status=3)
        self.assertIn('removed the recording', said.stdout())
        self.assertIn('damaged in the store', said.stderr())
        self.assertTrue(kept.exists() and lost.exists())
        self.assertFalse(gone.exists())
        self.assertFalse(gone.with_suffix('.jsonl').exists())
        self.assertEqual(len(self.titles()), 3)
        # Told once; then the damaged file is taken away by hand.
        for _ in range(2):
            self.forget_witness()
            self.assertEqual(self.publish(status=3).output(), '')
        stored.unlink()
        self.publish()
        self.assertFalse(lost.exists())
        self.check_nothing_to_do()


class RebuildTest(RunsTest):

    def test_a_lost_catalogue_comes_back_and_the_feed_is_the_same(self):
        for title in ('One', 'Two', 'Three'):
            self.record(title)
            self.wait_for_end()
        self.publish()
        recording, = self.sql(
            "SELECT recording FROM episode WHERE title = 'One'")
        self.sql('UPDATE episode SET hidden = 5 WHERE recording = ?',
                 *recording)
        edited, = self.sql("SELECT recording FROM episode WHERE title = 'Two'")
        self.sql("INSERT INTO edit (recording, title) VALUES (?, 'By hand')",
                 *edited)
        self.publish()
        self.assertEqual(self.titles(), ['Three', 'By hand'])
        before = test_publish.snapshot(self.site)
        kept = self.sql('SELECT recording, guid, slug, number, published,'
                        ' state FROM episode ORDER BY recording')
        self.assertNotIn('"One"', (self.site / 'weekly/catalogue.jsonl')
                         .read_text())
        shutil.rmtree(self.state)
        self.assertEqual(self.publish('--rebuild').stdout(),
                         'rebuilt the catalogue: 1 show, 3 episodes\n')
        self.assertEqual(test_publish.snapshot(self.site), before)
        self.assertEqual(
            self.sql('SELECT recording, guid, slug, number, published, state'
                     ' FROM episode ORDER BY recording'), kept)
        self.check_catalogue()
        self.record('Four')
        self.wait_for_end()
        self.publish()
        self.assertEqual(self.parse_feed().entries[0].itunes_episode, '4')

    def test_drafts_and_what_people_set_come_back_with_no_copy_on_the_site(
            self):
        self.change_config('language = en', 'language = en\npublish = review')
        for title in ('One', 'Two', 'Draft'):
            self.record(title)
            self.wait_for_end()
        self.publish()

        def episodes(*words):
            self.call_verb('episodes', *words, '--config', self.config)
        for slug in ('one', 'two'):
            episodes('publish', self.slug_of(slug))
        notes = self.folder / 'notes.md'
        notes.write_text('What *people* wrote.\n')
        self.publish()
        episodes('hide', self.slug_of('one'))
        episodes('edit', self.slug_of('two'), '--notes', notes, '--title',
                 'Second')
        self.publish()
        episodes('edit', self.slug_of('draft'), '--notes', notes, '--title',
                 'By hand', '--cut', '0:00-0:00.2')
        site = test_publish.snapshot(self.site)
        told = 'SELECT recording, slug, number, hidden FROM episode'
        edits = 'SELECT recording, title, notes, trim, is_draft FROM edit'
        kept = sorted(self.sql(told)), sorted(self.sql(edits))
        copy = self.spool / '.catalogue/weekly.jsonl'
        self.assertEqual(copy.stat().st_mode & 0o777, 0o600)
        self.assertNotIn('By hand', (self.site / 'weekly/catalogue.jsonl')
                         .read_text())
        shutil.rmtree(self.state)
        (self.site / 'weekly/catalogue.jsonl').unlink()
        self.assertRegex(self.publish('--rebuild').stdout(),
                         '^rebuilt the catalogue: 1 show, 3 episodes\n'
                         'prepared weekly/.*-draft: By hand; .*\n$')
        now = test_publish.snapshot(self.site)
        for name in site:
            if name not in ('weekly', 'weekly/catalogue.jsonl'):
                self.assertEqual(now[name], site[name], name)
        self.assertEqual((sorted(self.sql(told)), sorted(self.sql(edits))),
                         kept)
        episodes('publish', self.slug_of('draft'))
        self.publish()
        self.assertEqual(self.titles(), ['By hand', 'Second'])

    def test_without_any_copy_the_site_tells_and_the_feed_is_the_same(self):
        self.make_sound(3)
        recording = self.record('One & <two>')
        recording.with_suffix('.md').write_text(
            '---\nseason: 2\ntype: bonus\npersons: Ada Lovelace (guest)\n'
            'season-name: Spring\nsoundbites: 0:01-0:02 Here\n'
            'location: Hackney (subject) geo:51.5,-0.1\nlicense: cc-by-4.0\n'
            'social: disabled\ntxt: verify S6lpp\n'
            'links: https://video.example.org/1\n'
            '---\nWhat was *said*.\n\n- a <b>list</b>\n\nAnd [more]'
            '(https://example.org/?a=1&b=2).\n\n'
            '```\nA\n\n\n    score & <more>\n\n```\n')
        recording.with_suffix('.vtt').write_text(
            'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Hello & welcome\n')
        run_tool = test_publish.run_tool
        run_tool('ffmpeg', '-v', 'error', '-f', 'lavfi', '-i',
                 'testsrc=size=1400x1400', '-frames:v', 1,
                 recording.with_suffix('.png'))
        ledger = recording.with_suffix('.jsonl')
        lines = ledger.read_text().splitlines()
        lines.insert(1, json.dumps(
            {'event': 'mark', 'at': 2, 'text': 'Budget'}))
        ledger.write_text('\n'.join(lines) + '\n')
        self.record('Secret')
        self.record('Three')
        time.sleep(3.1)
        self.publish()
        self.call_verb('episodes', 'edit', self.slug_of('three'), '--title',
                       'By hand', '--config', self.config)
        self.call_verb('episodes', 'hide', self.slug_of('secret'),
                       '--config', self.config)
        self.publish()
        told = 'SELECT recording, guid, slug, season, number, published,' \
               ' started, duration_ms, kind, hidden > 0 FROM episode'
        kept = sorted(self.sql(told + ' WHERE hidden = 0'))
        site = test_publish.snapshot(self.site)
        shutil.rmtree(self.state)
        shutil.rmtree(self.spool / '.catalogue')
        (self.site / 'weekly/catalogue.jsonl').unlink()
        self.assertEqual(self.publish('--rebuild').output(),
                         'rebuilt the catalogue: 1 show, 3 episodes\n')
        self.assertEqual(sorted(self.sql(told + ' WHERE hidden = 0')), kept)
        self.assertEqual(
            self.sql('SELECT title FROM episode WHERE hidden > 0'), [('Secret',)])
        now = test_publish.snapshot(self.site)
        changed = [name for name in site if now[name][0] != site[name][0]]
        self.assertEqual(changed, ['weekly/catalogue.jsonl'])
        self.assertEqual(self.titles(), ['By hand', 'One & <two>'])
        self.check_nothing_to_do()
        self.record('Four')
        time.sleep(3.1)
        self.publish()
        self.assertEqual(self.parse_feed().entries[0].itunes_episode, '3')

    def test_a_lost_catalogue_is_said_and_nothing_is_published_again(self):
        self.record('One')
        self.wait_for_end()
        self.publish()
        self.record('Two')
        self.wait_for_end()
        before = test_publish.snapshot(self.site)
        shutil.rmtree(self.state)
        for options in ((), ('--dry-run',)):
            self.assertIn('was it lost', self.publish(
                *options, status=2).stderr())
        (self.site / 'weekly/catalogue.jsonl').unlink()
        before.pop('weekly/catalogue.jsonl')
        self.assertIn('the site does', self.publish(status=2).stderr())
        now = test_publish.snapshot(self.site)
        self.assertEqual(now.keys(), before.keys())
        shutil.move(self.site, self.folder / 'away')
        self.assertIn('its copy in the spool does',
                      self.publish(status=2).stderr())
        shutil.rmtree(self.site)
        shutil.move(self.folder / 'away', self.site)
        self.publish('--rebuild')
        self.assertEqual(self.titles(), ['Two', 'One'])

    def test_of_two_copies_the_good_and_newer_one_is_taken(self):
        self.record('One')
        self.wait_for_end()
        self.publish()
        private = self.spool / '.catalogue/weekly.jsonl'
        old = private.read_bytes()
        public = self.site / 'weekly/catalogue.jsonl'
        time.sleep(1)
        self.record('Two')
        self.wait_for_end()
        self.publish()
        feed = self.feed.read_bytes()
        for damaged, bytes_then in ((private, old[:-9]), (private, old),
                                    (public, b'{')):
            kept = damaged.read_bytes()
            damaged.write_bytes(bytes_then)
            shutil.rmtree(self.state)
            self.assertIn('1 show, 2 episodes',
                          self.publish('--rebuild').stdout())
            self.assertEqual(self.feed.read_bytes(), feed)
            self.assertEqual(damaged.read_bytes(), kept)

    def test_a_good_catalogue_is_not_made_again(self):
        self.record('One')
        self.publish()
        before = test_publish.snapshot(self.site)
        said = self.publish('--rebuild', status=2).stderr()
        self.assertIn('is there and good', said)
        self.assertEqual(test_publish.snapshot(self.site), before)

    def test_a_damaged_catalogue_is_set_aside(self):
        self.record('One')
        self.publish()
        before = self.feed.read_bytes()
        catalogue = self.state / 'catalogue.sqlite'
        catalogue.write_bytes(b'no database' * 1000)
        said = self.publish('--rebuild')
        self.assertIn('catalogue.sqlite.damaged', said.stderr())
        self.assertEqual(
            (self.state / 'catalogue.sqlite.damaged').read_bytes(),
            b'no database' * 1000)
        self.assertEqual(self.feed.read_bytes(), before)
        self.check_nothing_to_do()


class TogetherTest(RunsTest):

    def test_of_twenty_runs_at_once_one_works(self):
        for number in range(3):
            self.record(f'Number {number}')
        runs = [self.start_verb('publish', '--config', self.config)
                for _ in range(20)]
        self.assertEqual([run.wait() for run in runs], [0] * 20)
        lines = [line for run in runs for line in run.output().splitlines()]
        self.assertEqual(len(lines), 3, lines)
        self.assertEqual(len(self.check_feed()), 3)
        self.check_nothing_to_do()

    def test_killed_at_random_it_blocks_nobody_and_goes_on(self):
        for number in range(3):
            self.record(f'Number {number}')
        self.wait_for_end()
        chance = random.Random(7)
        for _ in range(16):
            run = self.start_verb('publish', '--config', self.config)
            time.sleep(chance.uniform(0, 0.5))
            os.kill(run.process.pid, signal.SIGKILL)
            run.wait()
            if self.feed.exists():
                self.check_feed()
        # A kill may have hit a render: its next try is at most minutes away.
        self.publish('--retry')
        self.assertEqual(len(set(self.check_feed())), 3)
        self.check_nothing_to_do()
        self.check_catalogue()

    def read_on(self, found, is_over):
        """As two strangers would: every feed, and whether all it names is
        there. A file may go when the feed that named it has gone, and so it is
        only missed when the feed still names it."""
        def missing(feed):
            text = feed.read_text()
            found['reads'] += 1
            if not text.endswith('</rss>\n'):
                return {'torn'}
            urls = re.findall(
                r'(?:url|uri|href|rel="self" href)="([^"]+)"', text)
            return {url for url in urls if url.startswith(URL + '/weekly/') and
                    not url.endswith('/') and not self.site_path(url).exists()}
        while not is_over.is_set():
            for feed in (self.feed, self.site / 'weekly/feed-opus.xml'):
                bad = missing(feed)
                found['bad'] |= bad and bad & missing(feed) | bad & {'torn'}

    def test_readers_see_whole_feeds_that_name_what_is_there(self):
        """For as long as READERS_SECONDS says, and three changes at least."""
        end = time.monotonic() + float(os.environ.get('READERS_SECONDS', 0))
        self.record('First')
        self.wait_for_end()
        self.publish()
        found = {'reads': 0, 'bad': set()}
        is_over = threading.Event()
        readers = [threading.Thread(target=self.read_on, args=(found, is_over))
                   for _ in range(2)]
        for reader in readers:
            reader.start()
        number = 0
        try:
            while number < 3 or time.monotonic() < end:
                self.record(f'Number {number}')
                self.publish()
                self.change_config('author = ', f'author = {number % 10}')
                self.publish()
                number += 1
            self.change_config('language = en',
                               'language = en\nkeep-count = 1\ngrace = 1d')
            self.publish()
            self.sql('UPDATE episode SET remove_at = 1 WHERE hidden')
            self.forget_witness()
            self.assertIn('removed the media', self.publish().stdout())
        finally:
            is_over.set()
            for reader in readers:
                reader.join()
        self.assertEqual(found['bad'], set())
        self.assertGreater(found['reads'], 50)
        self.assertEqual(len(self.titles()), 1)


class WatchTest(RunsTest):

    def start_watch(self, *options):
        (self.spool / 'hall').mkdir(parents=True, exist_ok=True)
        return self.start_verb(
            'publish', '--config', self.config, '--watch', *options)

    def test_what_comes_is_published_as_it_comes(self):
        watch = self.start_watch()
        self.wait_until(lambda: (self.state / 'catalogue.sqlite').exists(),
                        'the first run')
        self.record('One')
        self.wait_until(lambda: ': One\n' in watch.stdout(), 'One')
        self.record('Two')
        self.wait_until(lambda: ': Two\n' in watch.stdout(), 'Two')
        self.call_verb('episodes', 'rename', self.slug_of('two'), 'By hand',
                       '--config', self.config)
        self.wait_until(lambda: '"Two" becomes "By hand"' in watch.stdout(),
                        'the title set by hand')
        self.change_config('title = The Weekly', 'title = The Daily')
        watch.stop(signal.SIGHUP)
        self.wait_until(lambda: 'The Daily' in self.feed.read_text(),
                        'the new title')
        self.check_feed()
        watch.stop(signal.SIGTERM)
        self.assertEqual(watch.wait(), 0, watch.output())
        self.assertEqual(watch.stderr(), '')

    def test_a_mistake_in_a_new_configuration_is_said_and_not_taken(self):
        watch = self.start_watch()
        self.wait_until(lambda: (self.state / 'catalogue.sqlite').exists(),
                        'the first run')
        self.change_config('category = News > Politics', 'category = Newz')
        watch.stop(signal.SIGHUP)
        self.wait_until(lambda: 'not taken' in watch.stderr(), 'a word')
        self.record('One')
        self.wait_until(lambda: ': One\n' in watch.stdout(), 'One')
        watch.stop(signal.SIGINT)
        self.assertEqual(watch.wait(), 0)

    def test_another_configuration_is_taken_as_it_comes(self):
        self.record('One')
        watch = self.start_watch()
        self.wait_until(lambda: ': One\n' in watch.stdout(), 'One')
        self.change_config('category = News > Politics', 'category = Newz')
        self.wait_until(lambda: 'not taken' in watch.stderr(), 'a word')
        said = watch.stderr()
        self.record('Two')
        self.wait_until(lambda: ': Two\n' in watch.stdout(), 'Two')
        self.assertEqual(watch.stderr(), said)
        config = self.config.read_text().replace('Newz', 'News')
        other = self.folder / 'new.conf'
        other.write_text(config.replace('The Weekly', 'The Daily'))
        other.rename(self.config)
        self.wait_until(lambda: 'The Daily' in self.feed.read_text(),
                        'the new title')
        watch.stop(signal.SIGTERM)
        self.assertEqual(watch.wait(), 0, watch.output())

    def test_a_spool_that_is_made_again_is_watched_again(self):
        spools = self.folder / 'disk'
        self.change_config('spool = spool', 'spool = disk/spool')
        self.spool = spools / 'spool'
        watch = self.start_watch()
        self.record('One')
        self.wait_until(lambda: ': One\n' in watch.stdout(), 'One')
        self.spool.rename(spools / 'old')
        self.record('Two')
        self.wait_until(lambda: ': Two\n' in watch.stdout(), 'Two')
        self.remove(self.spool)
        self.record('Three')
        self.wait_until(lambda: ': Three\n' in watch.stdout(), 'Three')
        watch.stop(signal.SIGTERM)
        self.assertEqual(watch.wait(), 0, watch.output())

    def test_told_to_stop_in_mid_render_it_stops(self):
        self.make_sound(120)
        self.record('Long')
        watch = self.start_yielding('--watch')
        self.wait_for_file('state/workshop/*/.*')
        watch.stop(signal.SIGTERM)
        self.assertEqual(watch.wait(), 0, watch.output())
        self.assertFalse(self.feed.exists())
        self.assertIn(': Long\n', self.publish().stdout())
        judges.opusinfo(next(self.site.glob('weekly/*/*.opus')))

    def test_what_was_made_anew_does_not_wait_for_the_rest(self):
        self.record('One')
        self.record('Two')
        self.publish()
        # The transcriber waits at the second remake, then at the new one.
        calls = self.folder / 'calls'
        holds = [self.folder / f'hold{number}' for number in (2, 4)]
        for hold in holds:
            hold.touch()
        transcriber = self.folder / 'transcriber'
        transcriber.write_text(
            f'echo >>{calls}\nhold={self.folder}/hold$(wc -l <{calls})\n'
            'while [ -e "$hold" ]; do sleep 0.05; done\n'
            'printf "WEBVTT\\n\\n00:00.000 --> 00:01.000\\nHello.\\n"\n')
        self.change_config('category =', f'transcribe = sh {transcriber}\n'
                           'category =')
        for title in ('one', 'two'):
            self.call_verb('episodes', 'edit', self.slug_of(title), '--cut',
                           '0:00-0:00.5', '--config', self.config)
        self.record('Three')
        before = self.media()
        for hold, made in zip(holds, (1, 2)):
            watch = self.start_watch('--jobs', '1')
            number = int(hold.name[-1])
            self.wait_until(
                lambda: calls.exists() and len(calls.read_text()) == number,
                'the transcriber')
            if made == 2:  # while the third is still being made
                self.assertEqual(self.count_changed(before), 2)
                self.assertEqual(len(self.check_feed()), 2)
            watch.stop(signal.SIGTERM)
            self.assertEqual(watch.wait(), 0, watch.output())
            hold.unlink()
            self.assertEqual(self.count_changed(before), made)
            self.assertEqual(len(self.check_feed()), 2)
        self.assertEqual(len(self.publish().stdout().splitlines()), 1)
        self.assertEqual(len(calls.read_text()), 5)
        self.assertEqual(len(self.check_feed()), 3)

    def media(self):
        return {path: path.stat().st_ino
                for path in self.site.glob('weekly/*/*.mp3')}

    def count_changed(self, before):
        now = self.media()
        return sum(now[path] != inode for path, inode in before.items())


if __name__ == '__main__':
    harness.main()
