# SPDX-License-Identifier: BSD-2-Clause
"""The programs that people listen with, and the libraries that apps are made
of, at a published site: they subscribe, read what the catalogue says, get the
very bytes, and fetch nothing twice."""
import calendar
import datetime
import email
import email.policy
import io
import json
import secrets
import sqlite3
import urllib.error
import urllib.request

import feedparser
import podcastparser

import harness
from weekly_show import SHOW

CONFIG = '''\
[roomcast]
url = http://127.0.0.1:{port}

[room hall]
source = sound.wav
title = Town Hall
normalize = gain
show = weekly

''' + SHOW + '''\
cover = cover.jpg
persons = Ada Example (host)

[serve]
listen = 127.0.0.1:{port}
access-log = access.log
'''

TITLES = ('The bridge & the bats', 'Überfüllung <again>')
SECONDS = 5.6
MARKS = ((0.0, 'Welcome'), (2.0, 'The bridge'), (4.0, 'Bats & owls'))

NOTES = '''\
---
persons:
  - Ada Example (host) https://example.org/ada
  - Ben Müller (guest)
---
What is [planned](https://example.org/plan?a=1&b=2).
'''

TRANSCRIPT = '''\
WEBVTT

00:00:00.000 --> 00:00:02.000
<v Ada Example>Good evening.

00:00:02.000 --> 00:00:05.000
<v Ben Müller>The bridge is closed for the bats.
'''

# podget takes no configuration that does not say this.
PODGET = '''\
# Podget configuration file created by version 0.9.0
CONFIG_SERVERLIST=serverlist
DIR_LIBRARY={home}/library
LOG_FAIL=errors
LOG_COMPLETE=done
WGET_BASEOPTS="-c -nH"
MOST_RECENT=0
FORCE=0
CLEANUP=0
NO_PLAYLIST=1
'''

R2E = '''\
[DEFAULT]
from = feeds@example.org
to = reader@example.org
email-protocol = maildir
maildir-path = {home}
maildir-mailbox = mail
'''


class ClientsTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.port = self.free_tcp_port()
        self.config = self.folder / 'roomcast.conf'
        self.config.write_text(CONFIG.format(port=self.port))
        self.url = f'http://127.0.0.1:{self.port}/weekly/feed.xml'
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  'testsrc=s=1400x1400', '-frames:v', 1, '-pix_fmt',
                  'yuvj420p', self.folder / 'cover.jpg')
        self.call(harness.tool('sox'), '-R', '-n', '-r', 48000, '-c', 1,
                  self.folder / 'sound.wav', 'synth', SECONDS, 'pinknoise',
                  'gain', -12)
        for title in TITLES:
            self.call_verb('record', '--config', self.config, '--room', 'hall',
                           '--title', title)
            if title == TITLES[0]:
                self.write_beside(self.wait_for_file('spool/hall/*.opus'))
        self.call_verb('publish', '--config', self.config)
        self.wanted = self.read_catalogue()
        self.start_verb('serve', '--config', self.config)
        self.wait_for_tcp_port(self.port)

    @staticmethod
    def write_beside(recording):
        recording.with_suffix('.md').write_text(NOTES)
        recording.with_suffix('.vtt').write_text(TRANSCRIPT)
        with recording.with_suffix('.jsonl').open('a') as ledger:
            for at, title in MARKS:
                ledger.write(json.dumps(
                    {'event': 'mark', 'at': at, 'text': title}) + '\n')

    def read_catalogue(self):
        """What is to be read of each episode, by its GUID."""
        listed = self.call_verb('episodes', 'list', '--json', '--config',
                                self.config).stdout()
        found = {}
        for line in listed.splitlines():
            episode = json.loads(line)
            folder = self.url.replace('feed.xml', episode['slug'] + '/')
            name = folder + episode['slug']
            is_rich = episode['title'] == TITLES[0]
            found[episode['guid']] = {
                'guid': episode['guid'], 'title': episode['title'],
                'link': folder, 'number': episode['number'],
                'published': datetime.datetime.fromisoformat(
                    episode['published']).timestamp(),
                'duration': round(episode['duration']),
                'media': name + '.mp3', 'type': 'audio/mpeg',
                'bytes': episode['mp3']['bytes'],
                'chapters': name + '.chapters.json' if is_rich else None,
                'transcripts': [name + suffix for suffix in
                                ('.vtt', '.srt', '.json') if is_rich],
                'persons': ['Ada Example'] + ['Ben Müller'] * is_rich,
                'integrity': [episode[media]['integrity']
                              for media in ('mp3', 'opus')]}
        self.assertEqual(sorted(each['title'] for each in found.values()),
                         sorted(TITLES))
        return found

    def media(self):
        return sorted(path.read_bytes() for path in
                      (self.folder / 'site').glob('weekly/*/*.mp3'))

    def requests(self):
        """[(path, status)] of all that was asked. A line is written after its
        answer was sent: when the one of a last question is there, all are."""
        log = self.folder / 'access.log'
        last = f'/{secrets.token_hex(8)}'
        with self.assertRaises(urllib.error.HTTPError):
            urllib.request.urlopen(f'http://127.0.0.1:{self.port}{last}')
        lines = self.wait_until(
            lambda: last in log.read_text() and log.read_text().splitlines(),
            f'the line of {last}')
        found = [(line.split('"')[1].split()[1],
                  int(line.split('"')[2].split()[0])) for line in lines]
        return [(path, status) for path, status in found
                if not path.removeprefix('/').isalnum()]

    def home(self, name):
        home = self.folder / name
        home.mkdir()
        return home, {'PATH': '/usr/bin:/bin', 'HOME': str(home),
                      'LC_ALL': 'C.UTF-8', 'TERM': 'xterm'}

    def expect(self, found):
        """Each episode once, and each value that is told that of the
        catalogue."""
        self.assertEqual(sorted(each['guid'] for each in found),
                         sorted(self.wanted))
        for each in found:
            wanted = self.wanted[each['guid']]
            self.assertEqual(each, {key: wanted[key] for key in each})

    def expect_unchanged(self, update, status=304):
        """Nothing but the feed is asked for once more, and that it is still
        the same is the answer."""
        before = len(self.requests())
        update()
        self.assertEqual(self.requests()[before:],
                         [('/weekly/feed.xml', status)])

    def expect_files(self, folder):
        self.assertEqual(sorted(path.read_bytes()
                                for path in folder.rglob('*.mp3')),
                         self.media())

    @staticmethod
    def rows(database, statement):
        connection = sqlite3.connect(database)
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(statement)]
        connection.close()
        return rows

    def test_gpodder_downloads_each_episode_once(self):
        home, env = self.home('gpodder')

        def gpo(*words):
            return self.call(harness.tool('gpo'), *words,
                             env={**env, 'GPODDER_HOME': str(home)})
        gpo('subscribe', self.url)
        self.expect_unchanged(lambda: gpo('update'))
        self.expect(self.rows(home / 'Database', (
            'SELECT guid, title, link, published, total_time AS duration, url'
            ' AS media, mime_type AS type, file_size AS bytes FROM episode')))
        gpo('download')
        self.expect_files(home)
        self.expect_unchanged(lambda: gpo('update'))
        before = len(self.requests())
        gpo('download')
        self.assertEqual(self.requests()[before:], [])

    def test_podget_downloads_each_episode_once(self):
        home, env = self.home('podget')
        (home / 'podgetrc').write_text(PODGET.format(home=home))
        (home / 'serverlist').write_text(f'{self.url} Town Weekly\n')

        def podget():
            self.call(harness.tool('podget'), '--dir_config', home,
                      '--dir_session', home / 'session', '--silent', env=env)
        podget()
        self.expect_files(home / 'library')
        # It never says what it has of the feed.
        self.expect_unchanged(podget, status=200)

    def test_newsboat_reads_and_podboat_downloads(self):
        home, env = self.home('newsboat')
        (home / '.newsboat').mkdir()
        (home / '.newsboat/urls').write_text(self.url + '\n')
        (home / '.newsboat/config').write_text(
            f'podcast-auto-enqueue yes\ndownload-path {home}/media/\n')
        (home / 'media').mkdir()

        def reload():
            self.call(harness.tool('newsboat'), '-x', 'reload', env=env)
        reload()
        # It notes the validators of a show that it knows already.
        reload()
        self.expect_unchanged(reload)
        self.expect(self.rows(home / '.newsboat/cache.db', (
            'SELECT guid, title, url AS link, pubDate AS published,'
            ' enclosure_url AS media, enclosure_type AS type FROM rss_item')))
        podboat = self.start(harness.tool('script'), '-qec', 'podboat -a',
                             '/dev/null', env=env)
        self.wait_until(
            lambda: sorted(path.read_bytes() for path in
                           home.glob('media/*.mp3')) == self.media(),
            'what podboat downloads')
        podboat.kill()

    def test_rss2email_sends_each_episode_once(self):
        home, env = self.home('rss2email')
        (home / 'r2e.cfg').write_text(R2E.format(home=home))
        for folder in ('cur', 'new', 'tmp'):
            (home / 'mail' / folder).mkdir(parents=True)

        def r2e(*words):
            self.call(harness.tool('r2e'), '-c', home / 'r2e.cfg', '-d',
                      home / 'r2e.json', *words, env=env)
        r2e('add', 'weekly', self.url)
        r2e('run')
        found = [email.message_from_bytes(path.read_bytes(),
                                          policy=email.policy.default)
                 for path in home.glob('mail/new/*')]
        self.expect([{'guid': mail['X-RSS-ID'], 'title': mail['Subject'],
                      'link': mail['X-RSS-URL'],
                      'media': mail.get_content().split('Enclosure: ')[1]
                      .strip()} for mail in found])
        self.expect_unchanged(lambda: r2e('run'))
        self.assertEqual(len(list(home.glob('mail/new/*'))), len(found))

    def test_python_libraries_read_what_the_catalogue_says(self):
        with self.subTest('feedparser'):
            feed = feedparser.parse(self.url)
            self.assertFalse(feed.bozo, feed.get('bozo_exception'))
            self.expect([{
                'guid': entry.id, 'title': entry.title, 'link': entry.link,
                'published': calendar.timegm(entry.published_parsed),
                'duration': int(entry.itunes_duration),
                'number': int(entry.itunes_episode),
                'media': entry.enclosures[0].href,
                'type': entry.enclosures[0].type,
                'bytes': int(entry.enclosures[0].length)}
                for entry in feed.entries])
            self.expect_unchanged(lambda: feedparser.parse(
                self.url, etag=feed.etag, modified=feed.modified))
        with self.subTest('podcastparser'):
            with urllib.request.urlopen(self.url) as reply:
                feed = podcastparser.parse(self.url, io.BytesIO(reply.read()))
            self.expect([{
                'guid': entry['guid'], 'title': entry['title'],
                'link': entry['link'], 'published': entry['published'],
                'duration': entry['total_time'], 'number': entry['number'],
                'media': entry['enclosures'][0]['url'],
                'type': entry['enclosures'][0]['mime_type'],
                'bytes': entry['enclosures'][0]['file_size']}
                for entry in feed['episodes']])
            chapters = [[(chapter['start'], chapter['title'])
                         for chapter in entry['chapters']]
                        for entry in feed['episodes'] if entry.get('chapters')]
            self.assertEqual(chapters, [list(MARKS)])

    def test_script_libraries_read_what_the_catalogue_says(self):
        done = self.call(
            harness.tool('node'),
            harness.SOURCE / 'tests/process/read_feed.js', self.url,
            env={'NODE_PATH': str(harness.SOURCE / 'build/npm/node_modules')})
        found = json.loads(done.stdout().splitlines()[-1])
        self.assertEqual(found.pop('again'), 304)
        self.assertEqual(len(found), 3)
        for library, episodes in found.items():
            with self.subTest(library=library):
                self.expect(episodes)

    def test_what_the_feed_names_is_what_was_said(self):
        rich, = [each for each in self.wanted.values() if each['chapters']]
        chapters = json.loads(self.fetch(rich['chapters']))['chapters']
        self.assertEqual([(each['startTime'], each['title'])
                          for each in chapters], list(MARKS))
        for address in rich['transcripts']:
            words = self.fetch(address)
            self.assertIn('The bridge is closed for the bats.', words)
            self.assertIn('Ben Müller', words)

    @staticmethod
    def fetch(address):
        with urllib.request.urlopen(address) as reply:
            assert reply.headers['Access-Control-Allow-Origin'] == '*'
            return reply.read().decode()


if __name__ == '__main__':
    harness.main()
