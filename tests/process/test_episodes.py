# SPDX-License-Identifier: BSD-2-Clause
"""What people put beside a recording, and what they correct afterwards."""
import json
import pathlib
import re
import shutil
import subprocess
import urllib.parse

import feedparser
import mutagen.id3
import mutagen.oggopus

import harness
import judges
import weekly_show

URL = weekly_show.URL
CONFIG = weekly_show.CONFIG.replace('cover.jpg', 'cover.png') + (
    'persons = Hostess Example (host)\n')

NOTES = '''\
---
title: The budget, at last
type: bonus
explicit: yes
persons:
  - Ada Example (guest) https://example.org/ada
---
What **was** said.
'''

SAID = '''\
---
season: 2
season-name: Spring
number-name: Ch. 1
soundbites:
  - 0:06-0:08 The bridge
location: Hackney, London (subject) geo:51.5,-0.1 osm:R113314 country:GB
links: https://video.example.org/1 On video
social: https://social.example.org/@weekly/1 @weekly@social.example.org
license: cc-by-4.0
chat: "irc irc.example.org #weekly"
txt: verify S6lpp-7ZCn8
funding: https://radio.example.org/give Keep us going
image: https://radio.example.org/wide.jpg 1200x675 A bridge
---
'''

SAID_TAGS = (
    '<podcast:season name="Spring">2</podcast:season>',
    '<podcast:episode display="Ch. 1">1</podcast:episode>',
    '<podcast:soundbite startTime="6" duration="2">The bridge<',
    '<podcast:location rel="subject" geo="geo:51.5,-0.1" osm="R113314"'
    ' country="GB">Hackney, London<',
    '<podcast:contentLink href="https://video.example.org/1">On video<',
    '<podcast:socialInteract protocol="activitypub"'
    ' uri="https://social.example.org/@weekly/1"'
    ' accountId="@weekly@social.example.org"/>',
    '<podcast:license>cc-by-4.0<',
    '<podcast:chat server="irc.example.org" protocol="irc" space="#weekly"/>',
    '<podcast:txt purpose="verify">S6lpp-7ZCn8<',
    '<podcast:funding url="https://radio.example.org/give">Keep us going<',
    '<podcast:image href="https://radio.example.org/wide.jpg" alt="A bridge"'
    ' width="1200" height="675"/>',
)

TRANSCRIPT = '''\
WEBVTT

00:00:00.500 --> 00:00:01.500
<v Ada>Good evening.

00:00:04.000 --> 00:00:05.000
<v Ben>My number is 555.

00:00:08.000 --> 00:00:09.000
<v Ada>Good night.
'''

MARKS = ((0.0, 'Welcome'), (4.0, 'Secrets'), (7.0, 'Good night'))


def run_tool(*command):
    return subprocess.run(
        [harness.tool(command[0]), *map(str, command[1:])], check=True,
        capture_output=True, stdin=subprocess.DEVNULL).stdout


def milliseconds(time):
    """Of "00:01:02.345"."""
    return round(1000 * sum(float(part) * 60 ** i for i, part in enumerate(
        reversed(time.split(':')))))


class EpisodesTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'
        self.config = self.folder / 'roomcast.conf'
        self.config.write_text(CONFIG)
        run_tool('ffmpeg', '-v', 'error', '-f', 'lavfi', '-i',
                 'testsrc=size=320x200', '-frames:v', 1,
                 self.folder / 'cover.png')
        run_tool('sox', '-R', '-n', '-r', 48000, '-c', 1,
                 self.folder / 'sound.wav', 'synth', 10, 'pinknoise', 'gain',
                 -12)
        self.call_verb('record', '--config', self.config, '--room', 'hall')
        self.recording = next((self.folder / 'spool').glob('hall/*.opus'))
        with self.recording.with_suffix('.jsonl').open('a') as ledger:
            for at, title in MARKS:
                ledger.write(json.dumps(
                    {'event': 'mark', 'at': at, 'text': title}) + '\n')

    def change_config(self, old, new):
        text = self.config.read_text()
        self.assertIn(old, text)
        self.config.write_text(text.replace(old, new))

    def publish(self, status=0):
        return self.call_verb(
            'publish', '--config', self.config, status=status)

    def episodes(self, *words, status=0):
        return self.call_verb(
            'episodes', *words, '--config', self.config, status=status)

    def look(self):
        lines = self.episodes('list', '--json').stdout().splitlines()
        self.assertEqual(len(lines), 1)
        return json.loads(lines[0])

    def item(self):
        """The only item of the feed, parsed, and its text."""
        feed = self.site / 'weekly/feed.xml'
        judges.xmllint(feed)
        text = feed.read_text()
        parsed = feedparser.parse(text)
        self.assertEqual(len(parsed.entries), 1)
        return parsed.entries[0], text[text.index('<item>'):]

    def path_of(self, url):
        self.assertTrue(url.startswith(URL + '/'), url)
        return self.site / urllib.parse.unquote(url[len(URL) + 1:])

    def file(self, suffix):
        return next(self.site.glob(f'weekly/*/*{suffix}'))

    def chapters_everywhere(self):
        """What each place says, which must be the same; as (ms, title)."""
        found = []
        chapters = json.loads(self.file('.chapters.json').read_text())
        found.append([(round(c['startTime'] * 1000), c['title'])
                      for c in chapters['chapters']])
        tag = mutagen.id3.ID3(self.file('.mp3'))
        found.append([(tag['CHAP:' + name].start_time,
                       str(tag['CHAP:' + name].sub_frames['TIT2']))
                      for name in tag.getall('CTOC')[0].child_element_ids])
        for suffix in ('.mp3', '.opus'):
            said = json.loads(run_tool(
                'ffprobe', '-v', 'error', '-show_chapters', '-of', 'json',
                self.file(suffix)))
            found.append([(round(float(c['start_time']) * 1000),
                           c['tags']['title']) for c in said['chapters']])
        # As AntennaPod reads them: VorbisCommentChapterReader.
        tags = mutagen.oggopus.OggOpus(self.file('.opus')).tags
        found.append([
            (milliseconds(tags[f'CHAPTER{number:03}'][0]),
             tags[f'CHAPTER{number:03}NAME'][0])
            for number in range(len(found[0]))])
        self.assertNotIn(f'CHAPTER{len(found[0]):03}', tags)
        _, item = self.item()
        found.append([
            (milliseconds(start), title)
            for start, title in re.findall(
                r'<psc:chapter start="([^"]+)" title="([^"]+)"', item)])
        for other in found[1:]:
            self.assertEqual(other, found[0])
        return found[0]

    def check_loudness(self):
        """Both files are at the target, by ffmpeg's meter."""
        for suffix in ('.mp3', '.opus'):
            lufs, peak = judges.loudness(self.file(suffix))
            self.assertAlmostEqual(lufs, -16, delta=0.1, msg=suffix)
            self.assertLessEqual(round(peak, 1), -1, suffix)

    def rms_db(self, suffix, start, length):
        """How loud a stretch of a file is, in dBFS."""
        said = subprocess.run(
            [harness.tool('ffmpeg'), '-v', 'info', '-ss', str(start), '-t',
             str(length), '-i', self.file(suffix), '-af', 'volumedetect',
             '-f', 'null', '-'], check=True, capture_output=True, text=True)
        return float(re.search(r'mean_volume: (\S+)', said.stderr)[1])

    def test_what_lies_beside_a_recording_is_in_its_episode(self):
        self.recording.with_suffix('.md').write_text(NOTES)
        self.recording.with_suffix('.vtt').write_text(TRANSCRIPT)
        self.publish()
        entry, item = self.item()
        self.assertEqual(entry.title, 'The budget, at last')
        self.assertIn('<strong>was</strong>', item)
        self.assertIn('<itunes:explicit>true', item)
        self.assertIn('<itunes:episodeType>bonus', item)
        self.assertIn('>Ada Example</podcast:person>', item)
        self.assertIn('>Hostess Example</podcast:person>', item)
        self.assertEqual(self.chapters_everywhere(), [
            (0, 'Welcome'), (4000, 'Secrets'), (7000, 'Good night')])
        for type_, suffix in (('text/vtt', '.vtt'),
                              ('application/x-subrip', '.srt'),
                              ('application/json', '.json')):
            url = re.search(
                rf'<podcast:transcript url="([^"]+)" type="{type_}"', item)[1]
            self.assertTrue(url.endswith(suffix))
            self.assertIn('555', self.path_of(url).read_text())
        tag = mutagen.id3.ID3(self.file('.mp3'))
        self.assertEqual(str(tag['TIT2']), 'The budget, at last')
        # The cover was too small and is not square: a good one was made.
        cover = re.search(r'<itunes:image href="([^"]+)"',
                          (self.site / 'weekly/feed.xml').read_text())[1]
        said = run_tool('ffprobe', '-v', 'error', '-of', 'csv=p=0',
                        '-show_entries', 'stream=codec_name,width,height',
                        self.path_of(cover)).decode()
        self.assertEqual(said.strip(), 'mjpeg,1400,1400')
        before = self.file('.mp3').read_bytes()
        self.assertEqual(self.publish().stdout(), '')
        # Notes that change reach the files, under the same address.
        self.recording.with_suffix('.md').write_text(
            NOTES.replace('at last', 'again'))
        self.publish()
        self.assertEqual(self.item()[0].title, 'The budget, again')
        self.assertEqual(
            str(mutagen.id3.ID3(self.file('.mp3'))['TIT2']),
            'The budget, again')
        self.assertNotEqual(self.file('.mp3').read_bytes(), before)
        self.assertEqual(self.publish().stdout(), '')

    def test_what_people_say_of_an_episode_is_in_its_item(self):
        self.recording.with_suffix('.md').write_text(SAID)
        self.publish()
        _, item = self.item()
        for tag in SAID_TAGS:
            self.assertIn(tag, item)
        page = (self.file('.mp3').parent / 'index.html').read_text()
        for needed in ('data-t="6"', '>The bridge<', 'Hackney, London',
                       'cc-by-4.0', 'https://video.example.org/1'):
            self.assertIn(needed, page)
        self.assertEqual(self.publish().stdout(), '')
        # By hand, kind by kind; a cut before it moves a soundbite.
        self.episodes(
            'edit', self.look()['id'], '--soundbites',
            '0:02-0:04 Early; 0:05-0:09 Late', '--license', 'mit',
            '--season-name', 'Summer', '--cut', '0:00-0:01')
        said = self.publish().stdout()
        for change in ('licence "cc-by-4.0" becomes "mit"',
                       'season\'s name "Spring" becomes "Summer"',
                       'soundbite "6" becomes "1"'):
            self.assertIn(change, said)
        _, item = self.item()
        for tag in ('startTime="1" duration="2">Early<',
                    'startTime="4" duration="4">Late<',
                    '<podcast:license>mit<', 'name="Summer">2<',
                    '>Hackney, London<'):
            self.assertIn(tag, item)
        self.assertNotIn('The bridge', item)
        tags = self.look()['tags']
        self.assertEqual([bite['title'] for bite in tags['soundbites']],
                         ['Early', 'Late'])
        self.assertEqual(tags['license'], {'name': 'mit'})
        self.assertEqual(self.publish().stdout(), '')
        self.episodes('edit', self.look()['id'], '--soundbites', '',
                      '--license', '', '--cut', '')
        self.publish()
        self.assertIn('startTime="6" duration="2">The bridge<',
                      self.item()[1])
        self.assertIn('--license: "Rights": expected an address',
                      self.episodes('edit', self.look()['id'], '--license',
                                    'All Rights', status=2).stderr())

    def test_a_preview_shows_a_draft_to_its_editor_alone(self):
        self.change_config('language = en', 'language = en\npublish = review')
        self.recording.with_suffix('.md').write_text(SAID)
        self.recording.with_suffix('.vtt').write_text(TRANSCRIPT)
        self.publish()
        self.assertFalse((self.site / 'weekly').exists())
        state = sorted((self.folder / 'state').rglob('*'))
        folder = self.folder / 'preview'
        id_ = self.look()['id']
        for title in ('', 'Corrected'):
            self.episodes('edit', id_, '--title', title)
            page = pathlib.Path(
                self.episodes('preview', id_, folder).stdout().strip())
            shown = page.read_text()
            for needed in ('>The bridge<', '>Secrets<', 'Good evening.',
                           'class="wave"', title):
                self.assertIn(needed, shown)
            self.assertGreater(next(page.parent.glob('*.mp3')).stat().st_size,
                               50000)
        self.assertFalse((self.site / 'weekly').exists())
        self.assertEqual(sorted((self.folder / 'state').rglob('*')), state)
        self.assertIn('others see it', self.episodes(
            'preview', id_, self.folder / 'site/weekly', status=2).stderr())
        self.episodes('publish', id_)
        self.publish()
        self.assertEqual(self.file('.mp3').parent.joinpath('index.html')
                         .read_text(), shown)
        # From the site, once it is there.
        self.episodes('preview', id_, self.folder / 'other')
        other = self.folder / 'other/weekly' / page.parent.name
        self.assertEqual((other / 'index.html').read_text(), shown)

    def digest(self, *options):
        return self.call_verb('publish', '--config', self.config, '--digest',
                              *options).output()

    def test_a_digest_tells_once_what_happened_and_what_waits(self):
        self.assertEqual(self.digest(), '')
        self.assertFalse((self.folder / 'state/catalogue.sqlite').exists())
        self.publish()
        slug = self.look()['slug']
        self.episodes('rename', slug, 'Another title')
        self.publish()
        kept = sorted((self.folder / 'state/feeds/weekly').iterdir())
        self.assertEqual(len(kept), 2)
        self.assertEqual(kept[-1].read_bytes(),
                         (self.site / 'weekly/feed.xml').read_bytes())
        self.assertIn('Another title', self.call_verb(
            'feed', 'diff', *kept, status=0).output())
        said = self.digest('--dry-run')
        self.assertIn('published weekly/' + slug, said)
        self.assertIn('becomes "Another title"', said)
        self.assertEqual(self.digest(), said)
        self.assertEqual(self.digest(), '')
        # What fails and what waits for a person is told until it is over.
        self.episodes('unpublish', slug)
        broken = self.recording.with_name('2026-01-01T000000Z.opus')
        broken.write_bytes(b'no Ogg at all')
        self.publish(status=3)
        for _ in range(2):
            said = self.digest()
            self.assertIn('Fails:\n', said)
            self.assertIn(broken.name, said)
            self.assertIn(f'Drafts to be looked at:\n  weekly/{slug}', said)

    def test_a_redaction_is_in_every_format_and_in_the_words(self):
        self.recording.with_suffix('.vtt').write_text(TRANSCRIPT)
        self.publish()
        guid = self.item()[0].id
        self.assertGreater(self.rms_db('.mp3', 4.2, 0.6), -40)
        self.episodes('edit', self.look()['id'], '--redact', '0:04-0:05')
        self.publish()
        for suffix in ('.mp3', '.opus'):
            self.assertLess(self.rms_db(suffix, 4.05, 0.9), -75)
            self.assertGreater(self.rms_db(suffix, 6, 2), -40)
        for suffix in ('.vtt', '.srt', '.json'):
            words = self.file(suffix).read_text()
            self.assertNotIn('555', words)
            self.assertIn('Good night', words)
        self.check_loudness()
        self.assertEqual(self.chapters_everywhere(), [
            (0, 'Welcome'), (7000, 'Good night')])
        self.assertEqual(self.item()[0].id, guid)
        self.assertEqual(self.publish().stdout(), '')
        # A slip of the hand is no silence, and what is out stays as it is.
        before = self.file('.mp3').read_bytes()
        self.episodes('edit', self.look()['id'], '--redact', '4:00-5:00')
        self.assertIn('redact: 4:00 is behind the end of the recording',
                      self.publish(status=3).stderr())
        self.assertEqual(self.file('.mp3').read_bytes(), before)
        # Taken back it is as it was found.
        self.episodes('edit', self.look()['id'], '--redact', '')
        self.publish()
        self.assertGreater(self.rms_db('.mp3', 4.2, 0.6), -40)
        self.assertIn('555', self.file('.vtt').read_text())

    def test_the_page_shows_the_words_and_how_it_sounds(self):
        words = self.recording.with_suffix('.vtt')
        words.write_text(TRANSCRIPT)
        self.publish()
        page = self.file('.mp3').parent / 'index.html'
        shown = page.read_text()
        for needed in ('class="wave"', 'Good evening.', 'Ada', 'number is 555'):
            self.assertIn(needed, shown)
        steps = [tuple(map(float, line.split())) for line in
                 self.file('.curve.txt').read_text().splitlines()]
        self.assertGreater(len(steps), 100)
        self.assertTrue(all(0 <= peak < 1 and -71 < lufs < 0
                            for peak, lufs in steps))
        self.assertEqual(self.publish().stdout(), '')
        # What is taken back is nowhere.
        self.episodes('edit', self.look()['id'], '--redact', '0:04-0:05')
        self.publish()
        self.assertNotIn('number is 555', page.read_text())
        self.assertIn('Good evening.', page.read_text())
        words.unlink()
        self.publish()
        self.assertNotIn('Good evening.', page.read_text())

    def test_an_intro_a_cut_and_silent_ends_move_everything(self):
        run_tool('sox', '-n', '-r', 44100, '-c', 2, self.folder / 'intro.wav',
                 'synth', 2, 'sine', 500)
        self.change_config('persons =', 'intro = intro.wav\npersons =')
        self.recording.with_suffix('.vtt').write_text(TRANSCRIPT)
        self.recording.with_suffix('.md').write_text(
            '---\ncut: 0:05-0:06\n---\n')
        self.publish()
        self.assertAlmostEqual(self.look()['duration'], 11, delta=0.01)
        self.check_loudness()
        self.assertEqual(self.chapters_everywhere(), [
            (0, 'Town Hall' + ' — ' + self.day()), (2000, 'Welcome'),
            (6000, 'Secrets'), (8000, 'Good night')])
        self.assertIn('00:00:06.000 --> 00:00:07.000',
                      self.file('.vtt').read_text())
        for suffix in ('.mp3', '.opus'):
            said = subprocess.run(
                [harness.tool('ffmpeg'), '-v', 'info', '-i',
                 self.file(suffix), '-af', 'ebur128=peak=true', '-f', 'null',
                 '-'], check=True, capture_output=True, text=True).stderr
            summary = said[said.rindex('Summary'):]
            level = float(re.search(r'I:\s+(\S+) LUFS', summary)[1])
            peak = float(re.search(r'Peak:\s+(\S+) dBFS', summary)[1])
            self.assertAlmostEqual(level, -16, delta=0.11, msg=suffix)
            self.assertLessEqual(peak, -0.9, suffix)

    def test_a_long_episode_is_the_same_on_any_number_of_cores(self):
        sound = self.folder / 'long.wav'
        run_tool('sox', '-R', '-n', '-r', 48000, '-c', 2, sound, 'synth', 80,
                 'pinknoise', 'gain', -12)
        self.change_config('source = sound.wav', f'source = {sound}')
        for file in (self.folder / 'spool/hall').iterdir():
            file.unlink()
        self.call_verb('record', '--config', self.config, '--room', 'hall')
        self.call_verb('publish', '--config', self.config, '--jobs', 1)
        self.assertAlmostEqual(self.look()['duration'], 80, delta=0.01)
        self.check_loudness()
        file = self.file('.mp3')
        made = file.read_bytes()
        self.assertEqual(run_tool(
            'ffmpeg', '-v', 'warning', '-xerror', '-err_detect', 'explode',
            '-i', file, '-f', 'null', '-'), b'')
        file.unlink()
        self.call_verb('publish', '--config', self.config, '--jobs', 3)
        self.assertEqual(file.read_bytes(), made)

    def day(self):
        said = run_tool('date', '-u', '-d', self.look()['started'],
                        '+%-d %B %Y')
        return said.decode().strip()

    def test_corrections_survive_every_later_run(self):
        self.publish()
        found = self.look()
        self.assertTrue(found['visible'])
        self.episodes('rename', found['id'][:8], 'Another title')
        notes = self.folder / 'notes.md'
        notes.write_text('By *hand*.\n')
        self.episodes('edit', 'weekly/' + found['slug'], '--notes', notes,
                      '--type', 'trailer', '--explicit', 'yes')
        for _ in range(2):
            self.publish()
            entry, item = self.item()
            self.assertEqual(entry.title, 'Another title')
            self.assertIn('<em>hand</em>', item)
            self.assertIn('<itunes:episodeType>trailer', item)
            self.assertIn('<itunes:explicit>true', item)
        self.recording.with_suffix('.md').write_text(NOTES)
        self.publish()
        self.assertEqual(self.item()[0].title, 'Another title')
        changed = self.look()
        for key in ('id', 'slug', 'guid', 'number', 'published'):
            self.assertEqual(changed[key], found[key], key)
        self.assertEqual(changed['edits']['title'], 'Another title')
        self.episodes('rename', found['id'], '')
        self.publish()
        self.assertEqual(self.item()[0].title, 'The budget, at last')

    def test_one_in_the_feed_that_gets_a_time_is_shown_in_the_feed(self):
        self.publish()
        episode = self.look()['id']
        self.episodes('edit', episode, '--publish-at', '2038-01-02T03:04:05Z')
        self.publish()
        self.assertIn(episode, (self.site / 'weekly/feed.xml').read_text())
        self.assertIn('  in feed  ', self.episodes('list').stdout())

    def test_hidden_restored_and_drafted(self):
        self.call_verb('record', '--config', self.config, '--room', 'hall',
                       '--title', 'Another')
        self.publish()
        feed = self.site / 'weekly/feed.xml'
        for line in self.episodes('list', '--json').stdout().splitlines():
            if json.loads(line)['title'] != 'Another':
                episode = json.loads(line)
        for verb, is_there in (('hide', False), ('restore', True),
                               ('unpublish', False), ('publish', True)):
            self.episodes(verb, episode['id'])
            self.assertIn(f'updated weekly: {episode["title"]}: episode',
                          self.publish().output())
            shown = self.episodes('show', episode['id'], '--json').stdout()
            self.assertEqual(json.loads(shown)['visible'], is_there, verb)
            self.assertEqual(episode['guid'] in feed.read_text(), is_there)
            self.assertEqual(self.publish().stdout(), '')

    def test_hiding_the_only_one_leaves_a_feed_without_it(self):
        self.publish()
        episode = self.look()
        self.episodes('hide', episode['id'])
        self.publish()
        feed = (self.site / 'weekly/feed.xml').read_text()
        self.assertNotIn('<item>', feed)
        self.assertFalse(
            (self.site / 'weekly' / episode['slug'] / 'index.html').exists())
        self.assertEqual(self.publish().output(), '')
        self.episodes('restore', episode['id'])
        self.publish()
        self.assertEqual(self.item()[0].id, episode['guid'])

    def test_parts_of_a_session_are_one_episode(self):
        for path in (self.folder / 'spool/hall').iterdir():
            path.unlink()
        self.change_config('title = Town Hall', 'split = 4s')
        self.call_verb('record', '--config', self.config, '--room', 'hall')
        parts = sorted((self.folder / 'spool').glob('hall/*.opus'))
        self.assertEqual(len(parts), 3)
        self.publish()
        self.assertAlmostEqual(self.look()['duration'], 10, delta=0.01)
        self.assertEqual(self.publish().stdout(), '')

    def unpublished(self):
        """State and path of what lies in the spool and is no episode."""
        lines = self.episodes('list', '--all', '--json').stdout().splitlines()
        found = [json.loads(line) for line in lines]
        self.assertTrue(all(item.get('reason') for item in found
                            if 'path' in item), found)
        return [(item['state'], item['path']) for item in found
                if 'path' in item]

    def test_all_tells_what_lies_in_the_spool_and_is_no_episode(self):
        self.assertEqual(
            self.unpublished(), [('no episode', str(self.recording))])
        self.publish()
        self.assertEqual(self.unpublished(), [])
        self.call_verb('record', '--config', self.config, '--room', 'hall')
        new = max((self.folder / 'spool/hall').glob('*.opus'),
                  key=lambda path: path.stat().st_mtime_ns)
        self.assertEqual(self.unpublished(), [('no episode', str(new))])
        self.assertIn(str(new), self.episodes('list', '--all').stdout())
        self.assertNotIn(str(new), self.episodes('list').stdout())
        whole = new.read_bytes()
        new.write_bytes(whole[:len(whole) // 2])
        self.assertEqual(self.unpublished(), [('unreadable', str(new))])
        new.write_bytes(b'no sound')
        self.assertEqual(self.unpublished(), [('unreadable', str(new))])
        part = new.rename(new.with_suffix('.opus.part'))
        self.assertEqual(self.unpublished(), [('unfinished', str(part))])

    def test_parts_that_are_away_change_no_episode(self):
        for path in (self.folder / 'spool/hall').iterdir():
            path.unlink()
        self.change_config('title = Town Hall', 'split = 4s')
        self.call_verb('record', '--config', self.config, '--room', 'hall')
        self.publish()
        feed = (self.folder / 'site/weekly/feed.xml').read_bytes()
        for part in sorted((self.folder / 'spool').glob('hall/*.opus')):
            away = part.rename(self.folder / 'away.opus')
            self.assertEqual(self.publish().output(), '')
            away.rename(part)
            self.assertEqual(self.publish().output(), '')
        # A copy of a part is no other part; and what is one stays one.
        shutil.copy(part, part.with_name('copy.opus'))
        self.assertEqual(self.publish().output(), '')
        self.change_config('language = en', 'language = en\njoin-parts = no')
        self.assertEqual(self.publish().output(), '')
        self.assertEqual(
            (self.folder / 'site/weekly/feed.xml').read_bytes(), feed)

    def test_a_mistake_in_the_notes_is_told_with_its_line(self):
        self.recording.with_suffix('.md').write_text('---\ntitel: x\n---\n')
        said = self.publish(status=3).stderr()
        self.assertIn('.md: line 2: "titel"', said)
        self.recording.with_suffix('.md').write_text(NOTES)
        self.episodes('retry', self.recording_id())
        self.publish()
        self.assertEqual(self.item()[0].title, 'The budget, at last')

    def test_a_picture_that_is_no_cover_is_said_once(self):
        self.recording.with_suffix('.webp').write_bytes(b'RIFF')
        said = self.publish().stderr()
        self.assertIn('.webp is not taken as a cover: expected .jpg', said)
        self.assertEqual(len(said.splitlines()), 1)
        self.assertEqual(self.publish().output(), '')
        made = {path: path.stat() for path in self.site.rglob('*')}
        self.recording.with_suffix('.JPG').write_bytes(b'\xff\xd8')
        again = self.publish()
        self.assertIn('.JPG is not taken', again.stderr())
        self.assertEqual(len(again.output().splitlines()), 1)
        for path in ('*.mp3', '*.opus'):  # nothing is made anew for it
            [media] = self.site.rglob(path)
            self.assertEqual(media.stat().st_ino, made[media].st_ino)
        self.assertEqual(self.publish().output(), '')

    def test_a_title_goes_with_the_notes_that_said_it(self):
        self.publish()
        notes = self.recording.with_suffix('.md')
        notes.write_text('Only words.\n')
        self.publish()
        self.assertIn('Town Hall \u2014 ', self.item()[0].title)
        notes.write_text('# Said again\n')
        self.publish()
        self.assertEqual(self.item()[0].title, 'Said again')
        self.change_config('persons =', 'episode-title = No. {number}\n'
                           'persons =')
        notes.write_text('# Said\n')
        self.publish()
        notes.unlink()
        self.publish()
        self.assertEqual(self.item()[0].title, 'No. 1')

    def recording_id(self):
        return self.look()['id']

    def test_a_command_transcribes_once(self):
        self.change_config(
            'persons =', 'transcribe = sh -c \'echo run >> runs; '
            'printf "WEBVTT\\n\\n00:01.000 --> 00:02.000\\nHello.\\n"\' sh\n'
            'persons =')
        self.publish()
        self.assertIn('Hello.', self.file('.vtt').read_text())
        self.episodes('edit', self.look()['id'], '--cut', '0:00-0:01')
        self.publish()
        self.assertIn('00:00:00.000 --> 00:00:01.000',
                      self.file('.vtt').read_text())

    def test_a_transcript_that_fails_is_told_and_stops_nothing(self):
        self.change_config(
            'persons =', "transcribe = sh -c 'echo no model >&2; exit 3' sh\n"
            'persons =')
        self.assertIn('without a transcript: transcribe: sh -c',
                      self.publish().stderr())
        self.assertTrue(self.look()['visible'])
        self.assertEqual(self.publish().stderr(), '')

    def test_what_is_not_understood_is_refused(self):
        self.publish()
        for words, expected in (
                (('list', 'x'), 'expected nothing'),
                (('shw', 'x'), 'expected list, show'),
                (('show', 'nothing'), 'no episode has that id'),
                (('edit', self.look()['id']), 'expected what is to be'),
                (('edit', self.look()['id'], '--redact', '5-4'), 'FROM-TO'),
                (('edit', self.look()['id'], '--type', 'best'), 'trailer')):
            said = self.episodes(*words, status=2).stderr()
            self.assertIn(expected, said)


if __name__ == '__main__':
    harness.main()
