# SPDX-License-Identifier: BSD-2-Clause
"""roomcast feed import: a show moves in from another host, and publish goes on
with it."""
import re
import shutil
import subprocess

import feedparser

import harness
import judges
import test_feed
import weekly_show

URL = weekly_show.URL
CONFIG = weekly_show.CONFIG.replace('site = site', 'site = site2')

PERSON = ('<podcast:person role="host">Ada Okafor</podcast:person>\n'
          '<itunes:season>2</itunes:season>\n')


class ImportTest(test_feed.HostedFeedTest):
    def setUp(self):
        super().setUp()
        self.write_feed(self.number)
        shutil.copy(self.show / 'cover.jpg', self.folder / 'cover.jpg')
        self.config = self.folder / 'roomcast.conf'
        self.config.write_text(CONFIG)
        self.feed = self.folder / 'site2/weekly/feed.xml'

    @staticmethod
    def number(text):
        text = text.replace(
            '<itunes:duration>',
            PERSON + '<itunes:episode>8</itunes:episode>\n<itunes:duration>',
            1)
        return text.replace('<language>', '<itunes:keywords>water'
                            '</itunes:keywords>\n<language>')

    def run_import(self, *options, status=0, place=None):
        return self.call_verb(
            'feed', 'import', place or self.url + '/show/feed.xml',
            '--show', 'weekly', '--config', self.config, *options,
            status=status)

    def publish(self, status=0):
        return self.call_verb(
            'publish', '--config', self.config, status=status)

    def entries(self):
        judges.xmllint(self.feed)
        parsed = feedparser.parse(self.feed.read_bytes())
        self.assertFalse(parsed.bozo, parsed.get('bozo_exception'))
        return parsed.entries

    def test_a_lost_state_brings_back_what_was_imported(self):
        self.run_import()
        self.publish()
        before = self.feed.read_bytes()
        shutil.rmtree(self.folder / 'state')
        self.assertIn('roomcast publish --rebuild',
                      self.publish(status=2).stderr())
        self.assertEqual(self.feed.read_bytes(), before)
        self.call_verb('publish', '--config', self.config, '--rebuild')
        self.assertEqual(self.feed.read_bytes(), before)
        self.assertEqual(self.publish().output(), '')

    def test_what_was_imported_comes_back_from_the_site_alone(self):
        subprocess.run(
            [harness.tool('sox'), '-n', '-r', '48000', '-c', '1',
             self.folder / 'sound.wav', 'synth', '2', 'pinknoise'],
            check=True)
        self.call_verb('record', '--config', self.config, '--room', 'hall')
        self.config.write_text(CONFIG + 'funding = https://example.org/give\n')
        self.run_import('--fetch')
        self.publish()
        self.assertEqual(len(self.entries()), 3)
        before = self.feed.read_bytes()
        for copies in (('site2/weekly/catalogue.jsonl',), ()):
            for folder in ('state', 'spool/.catalogue'):
                shutil.rmtree(self.folder / folder)
            for copy in copies:
                (self.folder / copy).unlink()
            self.call_verb('publish', '--config', self.config, '--rebuild')
            self.assertEqual(self.feed.read_bytes(), before)
            self.assertEqual(self.publish().output(), '')
        kept = (self.folder / 'state/imported/weekly.xml').read_text()
        self.assertNotIn('example.org/give', kept)
        self.assertIn('<guid isPermaLink="false">one</guid>', kept)

    def test_a_show_moves_in_by_reference(self):
        said = self.run_import().stdout()
        self.assertIn('not taken over: <itunes:keywords>', said)
        self.assertIn('for the configuration: category = Government', said)
        self.assertIn('weekly: 2 episodes\n', said)
        self.publish()
        one, two = self.entries()
        self.assertEqual((one.id, two.id), ('one', 'two'))
        self.assertEqual(one.itunes_episode, '8')
        self.assertEqual(one.published, 'Sat, 24 Jan 2026 19:00:00 +0000')
        self.assertEqual(one.enclosures[0].href, self.url + '/show/a.mp3')
        text = self.feed.read_text()
        self.assertIn('Ada Okafor', text)
        self.assertIn('title="Bats"', text)
        self.assertIn(f'{self.url}/show/a.vtt', text)
        self.assertIn('>2c2c0a4d-8c70-5ad3-9e44-0f0a5a9c6d61<', text)
        for link in (one.link, two.link):
            page = self.feed.parent.parent / link[len(URL) + 1:]
            self.assertTrue((page / 'index.html').is_file())
        self.call_verb('feed', 'diff', self.show / 'feed.xml', self.feed)
        self.assertEqual(self.publish().output(), '')

    def test_a_show_moves_in_with_its_files(self):
        self.run_import('--fetch')
        self.publish()
        one, two = self.entries()
        for entry, name in ((one, 'a.mp3'), (two, 'b.m4a')):
            href = entry.enclosures[0].href
            self.assertTrue(href.startswith(URL + '/weekly/imported/'), href)
            path = self.feed.parent.parent / href[len(URL) + 1:]
            self.assertEqual(path.read_bytes(),
                             (self.show / name).read_bytes())
            self.assertEqual(entry.enclosures[0].length,
                             str(path.stat().st_size))
        self.assertEqual(
            [path.name for path in (self.folder / 'state/imported').iterdir()],
            ['weekly.xml'])
        self.assertEqual(
            self.check(self.feed, '--root', self.feed.parent.parent,
                       status=0)[:1], ['file-elsewhere'])

    def test_chapters_and_transcripts_come_along(self):
        said = self.run_import('--fetch').stdout()
        self.assertIn('The bridge: its files in other formats stay where they '
                      'are', said)
        self.publish()
        text = self.feed.read_text()
        for name, end in (('a.json', 'chapters.json'), ('a.vtt', 'vtt'),
                          ('a.srt', 'srt')):
            address, = re.findall(rf'url="({URL}/weekly/imported/[^"]+\.{end})"',
                                  text)
            path = self.feed.parent.parent / address[len(URL) + 1:]
            self.assertEqual(path.read_bytes(),
                             (self.show / name).read_bytes())
            self.assertNotIn(f'{self.url}/show/{name}', text)
        self.assertEqual(self.publish().output(), '')

    def test_chapters_that_are_a_file_alone_are_on_the_page(self):
        self.write_feed(lambda text: re.sub(
            r'<psc:chapters.*</psc:chapters>\n', '', text))
        self.run_import('--fetch')
        self.publish()
        self.assertNotIn('Bats', self.feed.read_text())
        page = next(self.feed.parent.glob('*the-bridge/index.html')).read_text()
        for needed in ('data-t="8"', '>Bats<', 'Hello', '<cite>Ada:</cite>'):
            self.assertIn(needed, page)
        self.assertEqual(self.publish().output(), '')

    def test_texts_that_are_not_what_they_are_called_stay(self):
        (self.show / 'a.json').write_text('{"version": "1.2.0"}')
        (self.show / 'a.vtt').write_text('<html>gone</html>')
        (self.show / 'a.srt').unlink()
        said = self.run_import('--fetch', status=3).stdout()
        self.assertIn("The bridge: its chapters' file stays where it is: "
                      'it has no "version" or no "chapters"', said)
        self.assertIn('The bridge: a transcript stays where it is: '
                      'it does not begin with WEBVTT', said)
        self.assertIn('The bridge: a transcript stays where it is: '
                      'the answer is 404', said)
        kept = (self.folder / 'state/imported/weekly.xml').read_text()
        for name in ('a.json', 'a.vtt', 'a.srt'):
            self.assertIn(f'{self.url}/show/{name}', kept)

    def test_what_cannot_be_fetched_stays_where_it_is(self):
        (self.show / 'b.m4a').write_text('<html>gone</html>')
        said = self.run_import('--fetch', status=3).stdout()
        self.assertIn('The rain: its file stays where it is: '
                      'it is an HTML page', said)
        self.assertIn(f'{self.url}/show/b.m4a',
                      (self.folder / 'state/imported/weekly.xml').read_text())

    def test_numbers_go_on_after_those_that_came_along(self):
        subprocess.run(
            [harness.tool('sox'), '-n', '-r', '48000', '-c', '1',
             self.folder / 'sound.wav', 'synth', '2', 'pinknoise'],
            check=True)
        self.write_feed(lambda text: self.number(text).replace(
            '<itunes:season>2</itunes:season>\n', ''))
        self.run_import()
        for title in ('On water', 'On fire'):
            self.call_verb('record', '--config', self.config, '--room', 'hall',
                           '--title', title)
        self.publish()
        entries = self.entries()
        self.assertEqual([entry.title for entry in entries],
                         ['On fire', 'On water', 'The bridge', 'The rain'])
        self.assertEqual([entry.itunes_episode for entry in entries[:2]],
                         ['10', '9'])

    def test_imported_again_promises_stay(self):
        self.run_import()
        kept = (self.folder / 'state/imported/weekly.xml').read_bytes()
        self.run_import()
        self.write_feed(
            lambda text: self.number(text).replace('>one<', '>uno<'))
        said = self.run_import(status=1)
        self.assertIn('the guid was "one" and is "uno" now', said.stdout())
        self.assertIn('nothing is changed', said.stderr())
        self.assertEqual(
            (self.folder / 'state/imported/weekly.xml').read_bytes(), kept)

    def test_a_published_number_stays(self):
        self.run_import()
        self.publish()
        before = self.feed.read_bytes()
        path = self.folder / 'state/imported/weekly.xml'
        path.write_text(re.sub('<itunes:episode>8<', '<itunes:episode>7<',
                               path.read_text()))
        said = self.publish(status=3).stderr()
        self.assertIn('the number was "8" and is "7" now', said)
        self.assertEqual(self.feed.read_bytes(), before)

    def test_broken_feeds_give_what_they_have(self):
        path = self.folder / 'wild.xml'
        path.write_text(
            '<rss><channel><title>Wild &nbsp; West & more</title>'
            '<link>https://wild.example.org/</link>'
            '<item><title>No file</title><guid>a</guid></item>'
            '<item><title>Undated</title><enclosure url="one two.mp3"/>'
            '<guid>b</guid></item>'
            '<item><title>Twice</title><enclosure url="three.mp3"/>'
            '<guid>b</guid></item>'
            '<item><title>Dated</title><enclosure url="four.mp3"/>'
            '<pubDate>2020-01-01</pubDate></item>')
        said = self.run_import(place=path, status=1).stderr()
        self.assertIn('neither podcast:guid nor self link', said)
        path.write_text(path.read_text().replace(
            '<link>', '<atom:link rel="self" '
            'href="https://wild.example.org/feed"/><link>'))
        said = self.run_import('--dry-run', place=path, status=3).stdout()
        self.assertIn('No file: left out: it has no file', said)
        self.assertIn('Twice: left out: its guid is that of another', said)
        self.assertIn('podcast:guid; of its address it is', said)
        self.assertIn('weekly: 2 episodes would come in', said)
        self.assertFalse((self.folder / 'state').exists())

    def test_archives_come_along(self):
        older = (self.show / 'feed.xml').read_text()
        older = older.replace('>one<', '>zero<').replace(
            'The bridge', 'The ferry').replace(
                'Sat, 24 Jan 2026', 'Sat, 10 Jan 2026').replace(
                    'a.mp3', 'c.mp3').replace('>8<', '>6<')
        (self.show / 'feed-2025.xml').write_text(older)
        self.write_feed(lambda text: self.number(text).replace(
            '<language>', '<atom:link rel="prev-archive" href="'
            + self.url + '/show/feed-2025.xml"/><language>'))
        said = self.run_import().stdout()
        self.assertIn('weekly: 3 episodes', said)
        self.assertNotIn('left out', said)
        (self.show / 'feed-2025.xml').unlink()
        said = self.run_import(status=3).stdout()
        self.assertIn('not taken over: older episodes at', said)

    def test_mistakes_are_said(self):
        self.run_import(place=self.folder / 'absent.xml', status=1)
        self.call_verb('feed', 'import', 'x', status=2)
        self.call_verb('feed', 'import', 'x', '--show', 'other', '--config',
                       self.config, status=2)


if __name__ == '__main__':
    harness.main()
