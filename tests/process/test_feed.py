# SPDX-License-Identifier: BSD-2-Clause
"""roomcast feed: files behind a feed and the host that serves it, one fault
each; what ffmpeg and opusenc made is left in peace."""
import base64
import gzip
import hashlib
import http.server
import json
import pathlib
import shutil
import subprocess
import tempfile
import threading

import harness

SECONDS = 20
CHAPTERS = [(0, 'Opening'), (8, 'Bats')]


def ffmpeg(*arguments):
    subprocess.run([harness.tool('ffmpeg'), '-v', 'error', '-y', *arguments],
                   check=True, timeout=harness.PATIENCE_SECONDS,
                   stdin=subprocess.DEVNULL)


def tone(path, *options):
    ffmpeg('-f', 'lavfi', '-i', f'sine=440:duration={SECONDS}',
           '-ar', '48000', *options, str(path))


def picture(path, size='1400x1400', pixels='yuvj444p'):
    ffmpeg('-f', 'lavfi', '-i', f'color=red:size={size}', '-frames:v', '1',
           '-pix_fmt', pixels, str(path))


def make_site(folder):
    """Everything that the feed names, made by other people's tools."""
    metadata = folder / 'chapters.txt'
    metadata.write_text(';FFMETADATA1\n' + ''.join(
        f'[CHAPTER]\nTIMEBASE=1/1\nSTART={start}\nEND={start + 8}\n'
        f'title={title}\n' for start, title in CHAPTERS))
    show = folder / 'site' / 'show'
    show.mkdir(parents=True)
    ffmpeg('-f', 'lavfi', '-i', f'sine=440:duration={SECONDS}',
           '-i', str(metadata), '-map_metadata', '1', '-ar', '48000',
           '-b:a', '96k', str(show / 'a.mp3'))
    tone(show / 'a.opus', '-c:a', 'libopus')
    tone(show / 'b.m4a', '-c:a', 'aac')
    picture(show / 'cover.jpg')
    (show / 'a.vtt').write_text(
        'WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ada>Hello\n')
    (show / 'a.srt').write_text('1\n00:00:00,000 --> 00:00:02,000\nHello\n')
    (show / 'a.json').write_text(json.dumps({
        'version': '1.2.0', 'chapters': [
            {'startTime': start, 'title': title}
            for start, title in CHAPTERS]}))
    return show


def feed_of(show, url):
    """A feed of that folder, as it is."""
    def length(name):
        return (show / name).stat().st_size
    digest = base64.b64encode(
        hashlib.sha384((show / 'a.opus').read_bytes()).digest()).decode()
    return f'''<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:psc="http://podlove.org/simple-chapters">
<channel>
<title>Town Hall</title>
<link>{url}/show/</link>
<description>What was said.</description>
<language>en</language>
<generator>by hand</generator>
<atom:link rel="self" type="application/rss+xml" href="{url}/show/feed.xml"/>
<itunes:image href="{url}/show/cover.jpg"/>
<itunes:author>Radio Example</itunes:author>
<itunes:owner><itunes:email>podcast@example.org</itunes:email></itunes:owner>
<itunes:category text="Government"/>
<itunes:explicit>false</itunes:explicit>
<podcast:guid>2c2c0a4d-8c70-5ad3-9e44-0f0a5a9c6d61</podcast:guid>
<item>
<title>The bridge</title>
<guid isPermaLink="false">one</guid>
<pubDate>Sat, 24 Jan 2026 19:00:00 +0000</pubDate>
<description>The bridge closes.</description>
<enclosure url="{url}/show/a.mp3" length="{length('a.mp3')}" type="audio/mpeg"/>
<itunes:duration>{SECONDS}</itunes:duration>
<podcast:chapters url="{url}/show/a.json" type="application/json+chapters"/>
<psc:chapters version="1.2"><psc:chapter start="00:00:00" title="Opening"/><psc:chapter start="00:00:08" title="Bats"/></psc:chapters>
<podcast:transcript url="{url}/show/a.vtt" type="text/vtt"/>
<podcast:transcript url="{url}/show/a.srt" type="application/x-subrip"/>
<podcast:alternateEnclosure type="audio/ogg" length="{length('a.opus')}">
<podcast:source uri="{url}/show/a.opus"/>
<podcast:integrity type="sri" value="sha384-{digest}"/>
</podcast:alternateEnclosure>
</item>
<item>
<title>The rain</title>
<guid isPermaLink="false">two</guid>
<pubDate>Sat, 17 Jan 2026 19:00:00 +0000</pubDate>
<description>Drains.</description>
<enclosure url="{url}/show/b.m4a" length="{length('b.m4a')}" type="audio/x-m4a"/>
<itunes:duration>{SECONDS}</itunes:duration>
</item>
</channel>
</rss>
'''


class Made:
    """The site, made once for all tests of this file."""
    folder = None

    @classmethod
    def copy_to(cls, folder):
        if not cls.folder:
            cls.folder = pathlib.Path(
                tempfile.mkdtemp(prefix='roomcast-test-'))
            make_site(cls.folder)
        shutil.copytree(cls.folder / 'site', folder / 'site')
        return folder / 'site' / 'show'


def tearDownModule():
    if Made.folder:
        shutil.rmtree(Made.folder)


class FeedTest(harness.ProcessTest):
    def setUp(self):
        super().setUp()
        self.show = Made.copy_to(self.folder)
        self.url = 'https://radio.example.org'

    def write_feed(self, change=lambda text: text):
        path = self.show / 'feed.xml'
        path.write_text(change(feed_of(self.show, self.url)))
        return path

    def check(self, *arguments, status=None):
        """The ids of what is found, in order."""
        done = self.call_verb('feed', 'check', '--json', *arguments,
                              status=status)
        lines = [json.loads(line) for line in done.stdout().splitlines()]
        self.assertTrue(lines, done.output())
        self.assertEqual(
            len(lines) - 1, sum(lines[-1].values()), done.output())
        return [line['id'] for line in lines[:-1]]

    def check_files(self, change=lambda text: text):
        return self.check(self.write_feed(change), '--root',
                          self.folder / 'site')


class CheckFilesTest(FeedTest):
    def test_files_of_other_peoples_tools_are_left_in_peace(self):
        self.assertEqual(self.check_files(), [])
        self.assertEqual(
            self.check(self.show / 'feed.xml', '--root', self.show,
                       '--profile', 'apple', status=0), [])

    def test_each_fault_of_a_file_is_named_and_nothing_else(self):
        faults = {
            'file-missing': lambda: (self.show / 'b.m4a').unlink(),
            'file-integrity': self.spoil_hash,
            'chapters-format': lambda: (self.show / 'a.json').write_text(
                '{"version": "1.2.0"}'),
            'chapters-past-end': lambda: self.write_chapters((0, 'Opening'),
                                                             (8, 'Bats'),
                                                             (99, 'Late')),
            'chapters-differ': lambda: self.write_chapters((0, 'Opening'),
                                                           (8, 'Cats')),
            'art-not-square': lambda: picture(self.show / 'cover.jpg',
                                              '1400x1500'),
            'art-size': lambda: picture(self.show / 'cover.jpg', '600x600'),
            'art-damaged': lambda: self.cut('cover.jpg', 200),
            'art-large': self.make_large_art,
        }
        for name, spoil in faults.items():
            with self.subTest(name):
                shutil.rmtree(self.folder / 'site')
                Made.copy_to(self.folder)
                feed = self.write_feed()
                spoil()
                self.assertEqual(
                    self.check(feed, '--root', self.folder / 'site'), [name])

    def spoil_hash(self):
        feed = self.show / 'feed.xml'
        feed.write_text(feed.read_text().replace('sha384-', 'sha384-A', 1)
                        .replace('"/>\n</podcast:alt', '', 0))
        text = feed.read_text()
        start = text.index('sha384-A') + len('sha384-')
        feed.write_text(text[:start + 64] + text[start + 65:])

    def write_chapters(self, *chapters):
        (self.show / 'a.json').write_text(json.dumps({
            'version': '1.2.0', 'chapters': [
                {'startTime': start, 'title': title,
                 **({'toc': False} if title == 'Late' else {})}
                for start, title in chapters]}))

    def cut(self, name, count):
        data = (self.show / name).read_bytes()
        (self.show / name).write_bytes(data[:-count])

    def make_large_art(self):
        data = (self.show / 'cover.jpg').read_bytes()
        filler = b'\xff\xfe\xff\xff' + bytes(65533)
        (self.show / 'cover.jpg').write_bytes(
            data[:2] + filler * 9 + data[2:])

    def test_length_and_format(self):
        self.assertEqual(self.check_files(
            lambda text: text.replace('length="', 'length="1', 1)),
            ['file-length'])
        (self.show / 'b.m4a').write_bytes((self.show / 'a.mp3').read_bytes())
        self.assertEqual(self.check_files(), ['file-format'])
        (self.show / 'b.m4a').write_text('<html>404</html>' + ' ' * 20000)
        self.assertEqual(self.check_files(), ['file-format'])

    def test_art_of_another_format(self):
        ffmpeg('-i', str(self.show / 'cover.jpg'),
               str(self.show / 'cover.png'))
        (self.show / 'cover.png').rename(self.show / 'cover.jpg')
        self.assertEqual(self.check_files(), ['file-format'])

    def test_art_with_transparency(self):
        picture(self.show / 'cover.png', pixels='rgba')
        self.assertEqual(self.check_files(
            lambda text: text.replace('cover.jpg', 'cover.png')),
            ['art-colour'])

    def test_sound_that_is_cut_short(self):
        for name in ('a.mp3', 'b.m4a', 'a.opus'):
            with self.subTest(name):
                whole = (self.show / name).read_bytes()
                (self.show / name).write_bytes(whole[:len(whole) * 2 // 3])
                found = self.check_files()
                (self.show / name).write_bytes(whole)
                self.assertEqual(len(found), 1)
                self.assertIn(found[0],
                              ('audio-cut-short', 'audio-damaged'))

    def test_sound_with_a_flipped_bit(self):
        for name in ('a.opus', 'a.mp3'):
            with self.subTest(name):
                whole = (self.show / name).read_bytes()
                spoilt = bytearray(whole)
                at = len(whole) // 2
                if name == 'a.mp3':
                    at = spoilt.index(b'\xff\xfb', at)
                spoilt[at] ^= 0x10
                (self.show / name).write_bytes(spoilt)
                found = self.check_files()
                (self.show / name).write_bytes(whole)
                self.assertEqual(found, ['audio-damaged'])

    def test_varying_bitrate_without_a_header(self):
        ffmpeg('-f', 'lavfi', '-i', f'anoisesrc=d={SECONDS}:c=pink', '-ar',
               '48000', '-q:a', '4', '-write_xing', '0', '-id3v2_version', '0',
               str(self.show / 'a.mp3'))
        self.assertEqual(self.check_files(), ['audio-vbr-header'])

    def test_rate_and_duration(self):
        ffmpeg('-f', 'lavfi', '-i', f'sine=440:duration={SECONDS}', '-ar',
               '32000', str(self.show / 'a.mp3'))
        self.assertEqual(self.check_files(), ['audio-rate'])
        tone(self.show / 'b.m4a', '-c:a', 'aac', '-t', '10')
        self.assertEqual(
            self.check_files(), ['audio-rate', 'duration-differs'])

    def test_chapters_in_the_mp3(self):
        data = (self.show / 'a.mp3').read_bytes()
        self.assertIn(b'CTOC', data)
        (self.show / 'a.mp3').write_bytes(data.replace(b'CTOC', b'XTOC'))
        self.assertEqual(self.check_files(), ['chapters-frames'])
        (self.show / 'a.mp3').write_bytes(
            data.replace(b'ch1\0', b'xx1\0', 1))
        self.assertEqual(self.check_files(), ['chapters-frames'])

    def test_transcripts_of_another_type(self):
        vtt = (self.show / 'a.vtt').read_text()
        (self.show / 'a.srt').write_text(vtt)
        self.assertEqual(self.check_files(), ['transcript-format'])
        (self.show / 'a.vtt').write_text('{}')
        self.assertEqual(self.check_files(), ['transcript-format'] * 2)

    def test_files_elsewhere_are_a_note(self):
        found = self.check_files(lambda text: text.replace(
            f'{self.url}/show/b.m4a', 'https://cdn.example.org/b.m4a'))
        self.assertEqual(found, ['file-elsewhere'])
        found = self.check_files(lambda text: text.replace(
            '/show/b.m4a', '/show/%2e%2e/%2e%2e/b.m4a'))
        self.assertEqual(found, ['file-elsewhere'])

    def test_exit_statuses(self):
        feed = self.write_feed()
        self.check(feed, status=0)
        self.check(feed, '--url', 'https://elsewhere.example.org/', status=1)
        self.call_verb('feed', 'check', self.folder / 'absent', status=2)
        self.call_verb('feed', 'check', status=2)
        self.call_verb('feed', 'check', feed, '--profile', 'mine', status=2)
        self.call_verb('feed', 'check', 'http://127.0.0.1:1/', status=2)
        self.call_verb('feed', 'frobnicate', status=2)

    def test_people_get_the_line_and_the_fix(self):
        feed = self.write_feed(lambda text: text.replace('>en<', '>tlh<'))
        text = self.call_verb('feed', 'check', feed, status=1).stdout()
        self.assertIn(f'{feed}:7: error: the language is "tlh" '
                      '[language-unknown]', text)
        self.assertIn('fix: use ISO 639-1', text)
        self.assertIn('1 error, 0 warnings, 0 notes', text)


class DiffTest(FeedTest):
    def test_promises(self):
        old = self.write_feed().rename(self.folder / 'old.xml')
        new = self.write_feed(
            lambda text: text.replace('>one<', '>uno<')
            .replace('17 Jan', '18 Jan').replace('Sat, 18', 'Sun, 18'))
        self.call_verb('feed', 'diff', old, old, status=0)
        said = self.call_verb('feed', 'diff', old, new, status=1).stdout()
        self.assertIn('! The bridge: guid "one" becomes "uno"', said)
        self.assertIn('! The rain: date', said)
        self.assertEqual(self.check(new, '--old', old, status=1),
                         ['guid-changed', 'date-changed'])

    def test_what_subscribers_see(self):
        old = self.write_feed().rename(self.folder / 'old.xml')
        new = self.write_feed(
            lambda text: text.replace('>two<', '>three<')
            .replace('b.m4a', 'c.m4a').replace('The rain', 'The snow')
            .replace('The bridge<', 'The tunnel<'))
        said = self.call_verb('feed', 'diff', '--json', old, new).stdout()
        lines = [json.loads(line) for line in said.splitlines()]
        self.assertEqual(
            [(line['kind'], line['what'], line['where']) for line in lines],
            [('changed', 'title', 'The tunnel'),
             ('new', 'episode', 'The snow'), ('gone', 'episode', 'The rain')])


class Handler(http.server.BaseHTTPRequestHandler):
    """A host that does all as it should, but for server.fault."""
    protocol_version = 'HTTP/1.1'
    types = {'.xml': 'application/rss+xml', '.mp3': 'audio/mpeg',
             '.m4a': 'audio/x-m4a', '.jpg': 'image/jpeg',
             '.json': 'application/json+chapters', '.vtt': 'text/vtt',
             '.srt': 'application/x-subrip'}

    def log_message(self, *_):
        pass

    def reply(self, status, body=b'', **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if self.command == 'GET':
            self.wfile.write(body)

    def do_GET(self):
        fault = self.server.fault
        name, _, query = self.path.partition('?')
        path = self.server.folder / name.lstrip('/')
        if fault == 'redirect' and path.suffix == '.mp3' and not query:
            return self.reply(302, Location=name + '?again')
        if not path.is_file() or (fault == 'head' and self.command == 'HEAD'
                                  and path.suffix == '.mp3'):
            return self.reply(404)
        body = path.read_bytes()
        if fault == 'unstable' and path.suffix == '.xml':
            self.server.count += 1
            body += b'<!-- %d -->' % self.server.count
        if fault == 'length' and path.suffix == '.mp3':
            body += b'x'
        etag = '"%s"' % hashlib.md5(body).hexdigest()
        headers = {'Content_Type': self.types[path.suffix]}
        if fault == 'type' and path.suffix == '.mp3':
            headers['Content_Type'] = 'application/octet-stream'
        if fault != 'validator':
            headers['ETag'] = etag
        if fault != 'not-modified' and \
                self.headers.get('If-None-Match') == etag:
            return self.reply(304, ETag=etag)
        if fault != 'gzip' and path.suffix == '.xml' and \
                'gzip' in self.headers.get('Accept-Encoding', ''):
            return self.reply(200, gzip.compress(body),
                              Content_Encoding='gzip', **headers)
        if not (fault == 'range' and path.suffix == '.mp3') and self.headers.get(
                'Range') == 'bytes=0-99':
            headers['Content_Range'] = f'bytes 0-99/{len(body)}'
            return self.reply(206, body[:100], **headers)
        return self.reply(200, body, **headers)

    do_HEAD = do_GET


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that has read enough hangs up."""


class HostedFeedTest(FeedTest):
    """The site is served, with faults that a test asks for, at self.url."""

    def setUp(self):
        super().setUp()
        self.server = Server(('127.0.0.1', 0), Handler)
        self.server.folder = self.folder / 'site'
        self.server.fault = None
        self.server.count = 0
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = f'http://127.0.0.1:{self.server.server_port}'


class CheckHostTest(HostedFeedTest):
    def setUp(self):
        super().setUp()
        self.write_feed()

    def test_a_good_host_is_left_in_peace(self):
        self.assertEqual(self.check(self.url + '/show/feed.xml'), [])

    def test_each_fault_of_a_host_is_named_and_nothing_else(self):
        for fault in ('head', 'range', 'redirect', 'type', 'length',
                      'validator', 'not-modified', 'gzip', 'unstable'):
            with self.subTest(fault):
                self.server.fault = fault
                found = self.check(self.url + '/show/feed.xml')
                if fault == 'unstable':  # its ETag is another each time
                    found.remove('host-not-modified')
                self.assertEqual(found, [f'host-{fault}'])

    def test_the_self_link_is_where_it_was_fetched(self):
        shutil.copy(self.show / 'feed.xml', self.folder / 'site')
        self.assertIn('feed-url-differs',
                      self.check(self.url + '/feed.xml', status=1))

    def test_a_missing_feed_is_unreadable(self):
        self.call_verb('feed', 'check', self.url + '/absent.xml', status=2)


if __name__ == '__main__':
    harness.main()
