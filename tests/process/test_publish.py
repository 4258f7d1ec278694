# SPDX-License-Identifier: BSD-2-Clause
"""roomcast publish, from recordings that roomcast record made."""
import email.utils
import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
import urllib.parse
import uuid

import feedparser

import harness
import judges
import weekly_show

URL = weekly_show.URL
CONFIG = weekly_show.CONFIG


def run_tool(*command):
    subprocess.run([harness.tool(command[0]), *map(str, command[1:])],
                   check=True, capture_output=True, stdin=subprocess.DEVNULL)


def snapshot(folder):
    """What a folder holds: {path: (bytes' hash, inode, mtime)}."""
    found = {}
    for path in sorted(folder.rglob('*')):
        status = path.stat()
        content = path.read_bytes() if path.is_file() else b''
        found[str(path.relative_to(folder))] = (
            hashlib.sha256(content).hexdigest(), status.st_ino,
            status.st_mtime_ns)
    return found


def contents(folder):
    """{path: bytes' hash} of all files, the date of the run taken out."""
    found = {}
    for path in sorted(folder.rglob('*')):
        if path.is_file():
            content = re.sub(rb'<lastBuildDate>[^<]*|"changed": ?[0-9]+', b'',
                             path.read_bytes())
            name = str(path.relative_to(folder))
            found[name] = hashlib.sha256(content).hexdigest()
    return found


class PublishTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'
        self.state = self.folder / 'state'
        self.spool = self.folder / 'spool'
        self.feed = self.site / 'weekly/feed.xml'
        self.config = self.folder / 'roomcast.conf'
        self.config.write_text(CONFIG)
        run_tool('ffmpeg', '-v', 'error', '-f', 'lavfi', '-i',
                 'testsrc=size=1400x1400', '-frames:v', 1, '-pix_fmt',
                 'yuvj420p', self.folder / 'cover.jpg')
        self.make_sound(2)

    def make_sound(self, seconds):
        run_tool('sox', '-R', '-n', '-r', 48000, '-c', 1,
                 self.folder / 'sound.wav', 'synth', seconds, 'pinknoise',
                 'gain', -12)

    def record(self, title=None):
        """A finished recording; its path. Recorded from a file it is done
        before it could have ended, and its end lies in the future for as
        long as it is."""
        before = set(self.spool.glob('hall/*.opus'))
        words = ('--title', title) if title else ()
        self.call_verb('record', '--config', self.config, '--room', 'hall',
                       *words)
        return (set(self.spool.glob('hall/*.opus')) - before).pop()

    def publish(self, *options, status=0, **more):
        return self.call_verb('publish', '--config', self.config, *options,
                              status=status, **more)

    def change_config(self, old, new):
        text = self.config.read_text()
        self.assertIn(old, text)
        self.config.write_text(text.replace(old, new))

    def parse_feed(self):
        judges.xmllint(self.feed)
        parsed = feedparser.parse(self.feed.read_bytes())
        self.assertFalse(parsed.bozo, parsed.get('bozo_exception'))
        return parsed

    def site_path(self, url):
        self.assertTrue(url.startswith(URL + '/'), url)
        return self.site / urllib.parse.unquote(url[len(URL) + 1:])

    def check_feed(self, folder=None):
        """All that a feed names is there, as long as it says; the items."""
        site = (folder or self.folder) / 'site'
        text = (site / 'weekly/feed.xml').read_text()
        judges.xmllint(site / 'weekly/feed.xml')
        named = re.findall(
            r'<enclosure url="([^"]+)" length="(\d+)"', text)
        named += [(uri, length) for length, uri in re.findall(
            r'<podcast:alternateEnclosure[^>]* length="(\d+)"[^>]*>\s*'
            r'<podcast:source uri="([^"]+)"', text)]
        self.assertTrue(named)
        for url, length in named:
            path = site / url[len(URL) + 1:]
            self.assertEqual(path.stat().st_size, int(length), url)
        for page in re.findall(r'<link>([^<]+)</link>', text):
            self.assertTrue(
                (site / page[len(URL) + 1:] / 'index.html').is_file(), page)
        return re.findall(r'<guid isPermaLink="false">([^<]+)', text)

    def check_no_catalogue(self):
        """The recorder's things may be there, nothing of the publisher's."""
        names = os.listdir(self.state) if self.state.exists() else []
        self.assertEqual([name for name in names if name != 'control'], [])

    def check_nothing_to_do(self):
        """Another run changes no byte and says nothing."""
        before = snapshot(self.site)
        again = self.publish()
        self.assertEqual(again.output(), '')
        self.assertEqual(snapshot(self.site), before)

    def check_catalogue(self, folder=None):
        database = sqlite3.connect(
            (folder or self.folder) / 'state/catalogue.sqlite')
        self.assertEqual(
            database.execute('PRAGMA integrity_check').fetchall(), [('ok',)])
        database.close()


class EpisodeTest(PublishTest):

    def test_a_recording_becomes_an_episode(self):
        self.make_sound(8)
        began = time.time()
        recording = self.record('On water')
        published = self.publish()
        day = recording.name[:10]
        slug = f'{day}-on-water'
        self.assertEqual(published.stdout(),
                         f'published weekly/{slug}: On water\n')
        self.assertEqual(published.stderr(), '')
        parsed = self.parse_feed()
        self.assertEqual(parsed.feed.title, 'The Weekly Town Hall')
        self.assertEqual(len(parsed.entries), 1)
        entry = parsed.entries[0]
        self.assertEqual(entry.title, 'On water')
        self.assertEqual(entry.link, f'{URL}/weekly/{slug}/')
        self.assertEqual(
            entry.id, 'urn:uuid:' + judges.tags(recording)['roomcast_id'])
        self.assertEqual(entry.itunes_duration, '8')
        self.assertEqual(entry.itunes_episode, '1')
        enclosure, = entry.enclosures
        self.assertEqual(enclosure.href, f'{URL}/weekly/{slug}/{slug}.mp3')
        self.assertEqual(enclosure.type, 'audio/mpeg')
        self.check_feed()
        # The date is that of the end, and never in the future.
        when = email.utils.parsedate_to_datetime(entry.published).timestamp()
        self.assertLessEqual(when, time.time())
        self.assertGreater(when, began - 1)

    def test_the_media_are_what_players_take(self):
        self.make_sound(8)
        self.record('On water')
        self.publish()
        mp3, = self.site.glob('weekly/*/*.mp3')
        opus, = self.site.glob('weekly/*/*.opus')
        judges.opusinfo(opus)
        judges.oggz_validate(opus)
        self.assertAlmostEqual(judges.decoded_seconds(opus), 8, delta=0.001)
        self.assertAlmostEqual(judges.duration(mp3), 8, delta=0.06)
        tags = judges.tags(mp3)
        self.assertEqual(tags['title'], 'On water')
        self.assertEqual(tags['album'], 'The Weekly Town Hall')
        self.assertEqual(tags['artist'], 'Radio Example')
        self.assertEqual(tags['track'], '1')
        for path in (mp3, opus):
            lufs, peak = judges.loudness(path)
            self.assertAlmostEqual(lufs, -16, delta=0.3)
            self.assertLessEqual(peak, -1.0)
        self.assertEqual(mp3.stat().st_mode & 0o777, 0o644)

    def test_the_podcast_guid_follows_its_rule(self):
        self.record()
        self.publish()
        space = uuid.UUID('ead4c236-bf58-58c6-a2c6-a6b28d128cb6')
        expected = uuid.uuid5(
            space, 'radio.example.org/podcasts/weekly/feed.xml')
        self.assertIn(f'<podcast:guid>{expected}</podcast:guid>',
                      self.feed.read_text())

    def test_a_configured_podcast_guid_is_taken_and_then_stays(self):
        guid = '917393e3-1b1e-5cef-ace4-edaa54e1f810'
        self.record()
        self.change_config('language = en', f'language = en\nguid = {guid}')
        self.publish()
        self.assertIn(f'<podcast:guid>{guid}</podcast:guid>',
                      self.feed.read_text())
        before = snapshot(self.site)
        self.change_config(guid, '9b024349-ccf0-5f69-a609-6b82873eab3c')
        refused = self.publish(status=2)
        line = 1 + self.config.read_text().splitlines().index(
            'guid = 9b024349-ccf0-5f69-a609-6b82873eab3c')
        self.assertIn(f'roomcast.conf:{line}: [show weekly]: guid',
                      refused.stderr())
        self.assertIn(guid, refused.stderr())
        self.assertEqual(snapshot(self.site), before)

    def test_without_a_title_the_room_and_the_day_are_one(self):
        recording = self.record()
        self.publish()
        day = time.strptime(recording.name[:10], '%Y-%m-%d')
        title = self.parse_feed().entries[0].title
        self.assertTrue(title.startswith('Town Hall — '), title)
        self.assertTrue(title.endswith(f' {day.tm_year}'), title)

    def test_apps_find_a_feed_of_opus_and_a_list_of_shows(self):
        self.record('One')
        self.publish()
        opus = self.site / 'weekly/feed-opus.xml'
        judges.xmllint(opus)
        feed = feedparser.parse(opus.read_bytes())
        self.assertFalse(feed.bozo, feed.get('bozo_exception'))
        enclosure, = feed.entries[0].enclosures
        self.assertEqual(enclosure.type, 'audio/ogg')
        self.assertEqual(int(enclosure.length),
                         self.site_path(enclosure.href).stat().st_size)
        self.assertEqual(feed.entries[0].id, self.parse_feed().entries[0].id)
        self.assertIn(f'{URL}/weekly/feed-opus.xml', self.feed.read_text())
        opml = self.site / 'shows.opml'
        judges.xmllint(opml)
        self.assertIn(f'xmlUrl="{URL}/weekly/feed.xml"', opml.read_text())

    def test_pages_are_there_for_people(self):
        self.record('<script>alert(1)</script> & more')
        self.publish()
        front = (self.site / 'index.html').read_text()
        self.assertIn('<a href="weekly/">The Weekly Town Hall</a>', front)
        self.assertRegex(front, 'src="weekly/cover-[0-9a-f]{8}.jpg"')
        page, = self.site.glob('weekly/*/index.html')
        text = page.read_text()
        self.assertNotIn('<script>', text)
        self.assertIn('&lt;script&gt;', text)
        self.assertIn('<audio', text)
        show = (self.site / 'weekly/index.html').read_text()
        self.assertIn(page.parent.name, show)
        for name in ('style-*.css', 'player-*.js', 'icon-*.svg'):
            beside, = self.site.glob('weekly/' + name)
            self.assertIn(f'href="../{beside.name}"' if 'player' not in name
                          else f'src="../{beside.name}"', text)
        cover, = self.site.glob('weekly/cover-*.jpg')
        self.assertEqual(cover.read_bytes(),
                         (self.folder / 'cover.jpg').read_bytes())


    def test_who_spoke_comes_from_the_notes_the_ledger_and_the_show(self):
        self.change_config('language = en', 'language = en\n'
                           'persons = Mary (host); Ada Lovelace (host)')
        recording = self.record('On water')
        recording.with_suffix('.md').write_text(
            '---\npersons: Émilie (author)\n---\nNotes.\n')
        ledger = recording.with_suffix('.jsonl')
        lines = ledger.read_text().splitlines()
        for who in ('Ada Lovelace (guest)', 'Émilie (guest)', '', 'x' * 300,
                    'Ada Lovelace'):
            lines.insert(1, json.dumps(
                {'event': 'person', 'at': 1, 'text': who}))
        lines.insert(1, json.dumps({'event': 'person', 'at': 1}))
        ledger.write_text('\n'.join(reversed(lines[1:-1])).join(
            (lines[0] + '\n', '\n' + lines[-1] + '\n')))
        self.publish()
        self.assertEqual(re.findall(
            '<podcast:person(?: role="([a-z ]+)")?[^>]*>([^<]+)',
            self.feed.read_text()),
            [('author', 'Émilie'), ('guest', 'Ada Lovelace'),
             ('host', 'Mary')])
        self.check_nothing_to_do()


class AgainTest(PublishTest):

    def test_a_second_run_changes_nothing_and_says_nothing(self):
        self.record('One')
        self.record('Two')
        self.publish()
        self.check_nothing_to_do()
        self.assertEqual(os.listdir(self.state), [
            name for name in os.listdir(self.state)
            if name in ('catalogue.sqlite', 'publisher.lock', 'control',
                        'feeds', 'workshop')])

    def test_a_renamed_and_a_copied_recording_are_not_published_again(self):
        recording = self.record('One')
        self.publish()
        shutil.copy(recording, recording.with_name('copy.opus'))
        recording.rename(recording.with_name('renamed.opus'))
        self.check_nothing_to_do()

    def test_a_recording_taken_from_the_spool_stays_published(self):
        recording = self.record('One')
        self.publish()
        recording.unlink()
        self.check_nothing_to_do()

    def test_a_new_episode_leaves_the_others_as_they_are(self):
        self.record('One')
        self.publish()
        first = self.check_feed()
        before = {name: what for name, what in contents(self.site).items()
                  if 'one' in name}
        self.record('Two')
        time.sleep(2.1)  # so that its end is not in the future
        self.assertEqual(len(self.publish().stdout().splitlines()), 1)
        self.assertEqual(len(self.check_feed()), 2)
        self.assertEqual(self.check_feed()[1:], first)
        after = contents(self.site)
        self.assertEqual({name: after[name] for name in before}, before)
        numbers = [e.itunes_episode for e in self.parse_feed().entries]
        self.assertEqual(numbers, ['2', '1'])

    def test_another_title_of_the_show_changes_no_guid_and_no_address(self):
        self.record('One')
        self.publish()
        before = self.parse_feed().entries[0]
        self.change_config('title = The Weekly', 'title = The Daily')
        self.assertEqual(
            self.publish().output(),
            'updated weekly: channel: title "The Weekly Town Hall" becomes '
            '"The Daily Town Hall"\n')
        after = self.parse_feed().entries[0]
        self.assertIn('The Daily', self.feed.read_text())
        self.assertEqual(before.id, after.id)
        self.assertEqual(before.published, after.published)
        self.assertEqual(before.enclosures, after.enclosures)
        self.check_nothing_to_do()

    def test_a_feed_deleted_by_hand_comes_back_the_same(self):
        self.record('One')
        self.publish()
        before = self.feed.read_bytes()
        self.feed.unlink()
        self.publish()
        self.assertEqual(self.feed.read_bytes(), before)

    def test_lost_media_are_made_again_byte_for_byte(self):
        self.record('One')
        self.publish()
        before = contents(self.site)
        shutil.rmtree(next(self.site.glob('weekly/*-one')))
        self.assertEqual(self.publish().output(), '')
        self.assertEqual(contents(self.site), before)

    def test_lost_media_of_a_show_on_the_air_are_no_failure(self):
        self.change_config('source = sound.wav', 'source = sound.wav\n'
                           'relay = icecast://127.0.0.1:1/hall.opus\n'
                           'relay-password-env = NOBODY')
        self.record('One')
        self.publish()
        before = snapshot(self.site)
        next(self.site.glob('weekly/*/*.mp3')).unlink()
        self.assertEqual(self.publish().stderr(), '')
        self.assertEqual(set(snapshot(self.site)), set(before))
        self.check_nothing_to_do()

    def test_media_lost_for_good_are_said_and_the_feed_stays(self):
        recording = self.record('One')
        self.publish()
        before = self.feed.read_bytes()
        recording.unlink()
        next(self.site.glob('weekly/*/*.mp3')).unlink()
        said = self.publish(status=3).stderr()
        self.assertIn('not in the spool', said)
        self.assertIn('the feed stays as it is', said)
        self.assertEqual(self.feed.read_bytes(), before)


class DryRunTest(PublishTest):

    def test_a_dry_run_of_nothing_makes_nothing(self):
        self.record('One')
        before = snapshot(self.folder / 'spool')
        said = self.publish('--dry-run').stdout()
        self.assertRegex(
            said, r'^would publish weekly/[0-9-]+-one: One \(0:02\) from .*\n$')
        self.assertFalse(self.site.exists())
        self.check_no_catalogue()
        self.assertEqual(snapshot(self.folder / 'spool'), before)

    def test_a_dry_run_later_changes_nothing(self):
        self.record('One')
        self.publish()
        self.assertEqual(self.publish('--dry-run').output(), '')
        self.record('Two')
        self.change_config('title = The Weekly', 'title = The Daily')
        site, state = snapshot(self.site), snapshot(self.state)
        said = self.publish('--dry-run').stdout()
        self.assertIn('-two: Two', said)
        self.assertIn('would write weekly/feed.xml', said)
        self.assertEqual(snapshot(self.site), site)
        self.assertEqual(snapshot(self.state), state)

    def test_what_is_being_recorded_is_left_alone(self):
        self.change_config('source = sound.wav', 'source = -')
        record = self.start_verb('record', '--config', self.config, '--room',
                                 'hall', '--format', 's16le,48000,1',
                                 stdin=subprocess.PIPE)
        record.process.stdin.write(bytes(2 * 48000 * 3))
        record.process.stdin.flush()
        part = self.wait_for_file('spool/hall/*.part')
        self.assertIn(f'would finish spool/hall/{part.name}, unless',
                      self.publish_here('--dry-run').stdout())
        self.assertEqual(self.publish_here().output(), '')
        self.assertTrue(part.exists())
        record.process.stdin.close()
        self.assertEqual(record.wait(), 0, record.output())

    def publish_here(self, *options):
        return self.call_verb('publish', '--config', 'roomcast.conf', *options)


class BadInputTest(PublishTest):

    def test_a_bad_recording_does_not_block_the_good_ones(self):
        self.record('One')
        bad = self.record('Two')
        self.record('Three')
        torn = bytearray(bad.read_bytes())
        for at in range(len(torn) // 2, len(torn) // 2 + 3000):
            torn[at] ^= 0x55
        bad.write_bytes(torn)
        (bad.parent / 'noise.opus').write_bytes(os.urandom(5000))
        (bad.parent / 'empty.opus').write_bytes(b'')
        published = self.publish(status=3)
        self.assertEqual(len(published.stderr().splitlines()),
                         3 - len(published.stdout().splitlines()) + 2)
        self.assertIn('noise.opus', published.stderr())
        self.assertIn('empty.opus', published.stderr())
        titles = {entry.title for entry in self.parse_feed().entries}
        self.assertLessEqual({'One', 'Three'}, titles)
        self.check_feed()
        before = snapshot(self.site)
        self.publish(status=3)
        self.assertEqual(snapshot(self.site), before)

    def test_a_spool_that_is_not_there_is_said(self):
        self.record('One')
        self.publish()
        self.spool.rename(self.folder / 'elsewhere')
        said = self.publish(status=3).stderr()
        self.assertIn('spool: there is no such folder', said)
        self.assertEqual(len(said.splitlines()), 1)
        self.assertEqual(self.publish(status=3).output(), '')
        self.assertFalse(self.spool.exists())
        (self.folder / 'elsewhere').rename(self.spool)
        self.assertEqual(self.publish().output(), '')
        self.check_nothing_to_do()

    def test_a_room_that_cannot_be_read_does_not_block_the_others(self):
        self.record('One')
        self.change_config('[show weekly]', '[room yard]\nsource = x\n'
                           'show = weekly\n\n[show weekly]')
        yard = self.spool / 'yard'
        yard.write_text('in the way')
        published = self.publish(status=3)
        self.assertIn(': One\n', published.stdout())
        self.assertRegex(published.stderr(), r'^.*spool/yard: Not a dir.*\n$')
        self.record('Two')
        self.assertEqual(self.publish(status=3).stderr(), '')
        yard.unlink()
        self.assertEqual(self.publish().output(), '')
        self.check_nothing_to_do()

    def test_fifos_in_the_spool_keep_no_run_waiting(self):
        one, two = self.record('One'), self.record('Two')
        two.with_suffix('.jsonl').unlink()
        for name in (one.with_suffix('.md'), two.with_suffix('.jsonl'),
                     one.with_name('2019-01-01T000000Z.opus'),
                     one.with_name('2020-01-01T000000Z.opus.part')):
            os.mkfifo(name)
        said = self.publish(status=3)
        self.assertIn('it is not a file', said.stderr())
        self.assertEqual(len(said.stderr().splitlines()), 3)
        self.assertEqual(len(self.check_feed()), 1)
        self.assertEqual(self.publish(status=3).output(), '')

    def test_a_recording_that_failed_leaves_no_hole_in_the_count(self):
        self.record('One')
        good = self.spool / 'hall/good'
        bad = self.record('Two')
        shutil.copy(bad, good)
        bad.write_bytes(bad.read_bytes()[:bad.stat().st_size // 3])
        self.record('Three')
        self.publish(status=None)
        numbers = {e.title: e.itunes_episode
                   for e in self.parse_feed().entries}
        self.assertEqual(sorted(numbers.values()),
                         [str(1 + i) for i in range(len(numbers))])
        good.rename(bad)
        self.publish()
        numbers = {e.title: e.itunes_episode
                   for e in self.parse_feed().entries}
        self.assertEqual(sorted(numbers), ['One', 'Three', 'Two'])
        self.assertEqual(sorted(numbers.values()), ['1', '2', '3'])

    def test_what_a_killed_recorder_left_is_finished_and_published(self):
        self.change_config('source = sound.wav', 'source = -')
        sound = subprocess.run(
            [harness.tool('sox'), '-R', '-n', '-r', '48000', '-c', '1', '-t',
             's16', '-', 'synth', '6', 'pinknoise', 'gain', '-12'],
            check=True, capture_output=True).stdout
        record = self.start_verb('record', '--config', self.config, '--room',
                                 'hall', '--format', 's16le,48000,1',
                                 '--title', 'Cut short', stdin=subprocess.PIPE)
        self.addCleanup(record.process.stdin.close)
        record.process.stdin.write(sound)
        record.process.stdin.flush()
        part = self.wait_for_file('spool/hall/*.part')
        self.wait_until(lambda: part.stat().st_size > 20000, 'the sound')
        record.kill()
        published = self.publish()
        self.assertIn(': Cut short\n', published.stdout())
        self.assertFalse(part.exists())
        self.check_feed()
        judges.opusinfo(next(self.site.glob('weekly/*/*.opus')))
        self.check_nothing_to_do()

    def test_a_configuration_without_url_names_the_key(self):
        self.change_config(f'url = {URL}\n', '')
        said = self.publish(status=2).stderr()
        self.assertIn('"url" is missing', said)
        self.assertFalse(self.site.exists())

    def test_mistakes_in_the_configuration_name_file_line_and_key(self):
        mistakes = {
            'cover = cover.jpg': 'cover = nowhere.jpg',
            'category = News > Politics': 'category = Newz',
            'language = en': 'language = klingon-xx',
            'email = podcast@example.org': 'guid = my-show',
            'author = Radio Example': 'link = http://[bad',
        }
        self.record('One')
        for good, bad in mistakes.items():
            with self.subTest(bad):
                self.change_config(good, bad)
                line = self.config.read_text().splitlines().index(bad) + 1
                key = bad.split(' = ')[0]
                for options in ((), ('--dry-run',)):
                    said = self.publish(*options, status=2)
                    self.assertEqual(said.stdout(), '')
                    self.assertIn(
                        f'roomcast.conf:{line}: [show weekly]: {key}: ',
                        said.stderr())
                    self.assertEqual(len(said.stderr().splitlines()), 1)
                self.change_config(bad, good)
        self.assertFalse(self.site.exists())
        self.check_no_catalogue()

    def test_a_show_without_a_cover_gets_a_plain_one(self):
        self.record('One')
        self.change_config('cover = cover.jpg\n', '')
        self.publish('--dry-run')
        self.assertFalse((self.state / 'covers').exists())
        self.publish()
        self.assertEqual(len(list(self.site.glob('weekly/cover-*.jpg'))), 1)
        self.check_feed()

    def test_a_category_is_known_in_any_case(self):
        self.record('One')
        self.change_config('News > Politics', 'news > POLITICS')
        self.publish()
        self.assertIn('<itunes:category text="Politics"',
                      self.feed.read_text())
        self.check_feed()

    def test_bad_command_lines_are_refused(self):
        for words in ((), ('--config',), ('--config', 'nowhere.conf'),
                      ('--config', self.config, 'more'), ('--frobnicate',)):
            with self.subTest(words):
                said = self.call_verb('publish', *words, status=2)
                self.assertEqual(said.stdout(), '')
                self.assertEqual(len(said.stderr().splitlines()), 1)

    def test_a_feed_that_directories_would_refuse_does_not_go_out(self):
        self.record('One')
        self.change_config('author = Radio Example', 'author = \u2028')
        refused = self.publish(status=3)
        self.assertIn('author', refused.stderr())
        self.assertEqual(refused.stdout(), '')
        self.assertFalse(self.feed.exists())
        self.change_config('author = \u2028', 'author = Radio Example')
        self.assertEqual(len(self.publish().stdout().splitlines()), 1)
        self.check_feed()

    def test_a_file_in_place_of_the_site_is_said(self):
        self.record('One')
        self.site.write_text('in the way')
        said = self.publish(status=1).stderr()
        self.assertIn('a file is in its place', said)
        self.assertEqual(self.site.read_text(), 'in the way')

    def test_a_damaged_catalogue_is_left_as_it_is(self):
        self.record('One')
        self.publish()
        catalogue = self.state / 'catalogue.sqlite'
        catalogue.write_bytes(b'no database' * 1000)
        before = snapshot(self.site)
        said = self.publish(status=1).stderr()
        self.assertIn('catalogue.sqlite', said)
        self.assertEqual(catalogue.read_bytes(), b'no database' * 1000)
        self.assertEqual(snapshot(self.site), before)


class TogetherTest(PublishTest):

    def test_of_runs_at_once_one_works_and_the_others_are_silent(self):
        for number in range(3):
            self.record(f'Number {number}')
        runs = [self.start_verb('publish', '--config', self.config)
                for _ in range(6)]
        self.assertEqual([run.wait() for run in runs], [0] * 6)
        lines = [line for run in runs for line in run.output().splitlines()]
        self.assertEqual(len(lines), 3, lines)
        self.assertEqual(len(self.check_feed()), 3)
        self.check_nothing_to_do()

    def test_a_run_that_hangs_is_said(self):
        self.state.mkdir()
        with open(self.state / 'publisher.lock', 'w', encoding='ascii') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.write(f'{os.getpid()} 2020-01-01T00:00:00.000Z\n')
            lock.flush()
            said = self.publish(status=75).stderr()
        self.assertIn(f'process {os.getpid()} since 2020-01-01', said)


if __name__ == '__main__':
    harness.main()
