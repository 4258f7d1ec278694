# SPDX-License-Identifier: BSD-2-Clause
"""roomcast serve as a host of its own: what it sends to whom, its log, and
how it is told to go on or to end. Judged by curl, wget, aria2 and zlib."""
import gzip
import hashlib
import os
import pathlib
import re
import signal
import socket
import unittest

import feedparser

import harness
from web_site import AUDIO_BYTES, Reply, WebSiteTest

LONG_FEED = '<rss version="2.0">' + '<item>words</item>' * 5000 + '</rss>'


class EncodingTest(WebSiteTest):
    def setUp(self):
        super().setUp()
        self.feed = self.site / 'weekly' / 'feed.xml'
        self.feed.write_text(LONG_FEED)
        self.serve()

    def test_curl_gets_a_feed_in_gzip_and_the_same_bytes(self):
        packed = self.curl('/weekly/feed.xml', '-H', 'Accept-Encoding: gzip')
        self.assertEqual(packed.headers['content-encoding'], 'gzip')
        self.assertEqual(packed.headers['vary'], 'Accept-Encoding')
        self.assertLess(len(packed.body), len(LONG_FEED) // 20)
        self.assertEqual(gzip.decompress(packed.body).decode(), LONG_FEED)
        plain = self.curl('/weekly/feed.xml', '--compressed')
        self.assertEqual(plain.body.decode(), LONG_FEED)

    def test_who_does_not_ask_gets_the_bytes_as_they_are(self):
        for asked in ['identity', 'gzip;q=0', 'br']:
            reply = self.curl(
                '/weekly/feed.xml', '-H', f'Accept-Encoding: {asked}')
            self.assertNotIn('content-encoding', reply.headers)
            self.assertEqual(reply.headers['vary'], 'Accept-Encoding')
            self.assertEqual(reply.body.decode(), LONG_FEED)

    def test_head_tells_what_get_would(self):
        for options in [(), ('-H', 'Accept-Encoding: gzip')]:
            got = self.curl('/weekly/feed.xml', *options)
            asked = self.curl('/weekly/feed.xml', '-I', *options)
            got.headers.pop('date')
            asked.headers.pop('date')
            self.assertEqual(asked.headers, got.headers)

    def test_each_encoding_has_its_304(self):
        asked = ['-H', 'Accept-Encoding: gzip']
        etag = self.curl('/weekly/feed.xml', *asked).headers['etag']
        known = ['-H', f'If-None-Match: {etag}']
        self.assertEqual(
            self.curl('/weekly/feed.xml', *asked, *known).status, 304)
        self.assertEqual(self.curl('/weekly/feed.xml', *known).status, 200)

    def test_a_changed_feed_is_packed_anew(self):
        asked = ['-H', 'Accept-Encoding: gzip']
        self.curl('/weekly/feed.xml', *asked)
        new = self.site / 'new'
        new.write_text(LONG_FEED + '<!-- newer -->')
        new.rename(self.feed)
        reply = self.curl('/weekly/feed.xml', *asked)
        self.assertIn(b'newer', gzip.decompress(reply.body))

    def test_media_and_ranges_are_as_they_are(self):
        for path, options in [('/weekly/ep.mp3', ()),
                              ('/weekly/feed.xml', ('-r', '0-99'))]:
            reply = self.curl(
                path, '-H', 'Accept-Encoding: gzip', *options)
            self.assertNotIn('content-encoding', reply.headers)


class ClientsTest(WebSiteTest):
    def test_managers_of_downloads_put_the_file_together(self):
        self.serve()
        expected = hashlib.sha256(self.audio).digest()
        half = self.folder / 'ep.mp3'
        for command in [
                ('wget', '-q', '-c', '-P', self.folder),
                ('aria2c', '-q', '-c', '-x4', '-s4', '-k1M', '-d', self.folder,
                 '--no-conf')]:
            with self.subTest(command[0]):
                half.unlink(missing_ok=True)
                if command[0] == 'wget':
                    half.write_bytes(self.audio[:5_000_000])
                self.call(harness.tool(command[0]), *command[1:],
                          self.url + '/weekly/ep.mp3')
                self.assertEqual(
                    hashlib.sha256(half.read_bytes()).digest(), expected)

    def test_feedparser_gets_the_feed_and_then_its_304(self):
        (self.site / 'weekly' / 'feed.xml').write_text(
            '<rss version="2.0"><channel><title>Weekly</title>'
            + '<item><title>words</title></item>' * 100 + '</channel></rss>')
        self.serve()
        address = self.url + '/weekly/feed.xml'
        got = feedparser.parse(address)
        self.assertEqual((got.status, len(got.entries), got.bozo),
                         (200, 100, False))
        self.assertEqual(got.headers['content-encoding'], 'gzip')
        again = feedparser.parse(address, etag=got.etag, modified=got.modified)
        self.assertEqual((again.status, again.etag), (304, got.etag))

    def test_page_of_another_site_may_read_what_is_public(self):
        self.serve()
        reply = self.curl('/weekly/feed.xml', '-X', 'OPTIONS', '-H',
                          'Origin: https://player.example.org', '-H',
                          'Access-Control-Request-Method: GET', '-H',
                          'Access-Control-Request-Headers: range')
        self.assertEqual(reply.status, 204)
        self.assertEqual(reply.headers['access-control-allow-origin'], '*')
        self.assertIn('GET', reply.headers['access-control-allow-methods'])
        self.assertIn('Range', reply.headers['access-control-allow-headers'])
        reply = self.curl('/weekly/ep.mp3', '-r', '0-9')
        self.assertIn('Content-Range',
                      reply.headers['access-control-expose-headers'])

    def test_pages_have_a_policy_and_feeds_their_hub(self):
        self.configure(of_all=[
            'url = https://radio.example.org/p', 'hub = https://hub.example/'])
        self.serve()
        self.assertIn("default-src 'self'", self.curl('/weekly/').headers[
            'content-security-policy'])
        self.assertEqual(
            self.curl('/weekly/feed.xml').headers['link'],
            '<https://hub.example/>; rel="hub", '
            '<https://radio.example.org/p/weekly/feed.xml>; rel="self"')

    def test_too_much_is_told_by_its_name(self):
        self.serve()
        self.assertEqual(self.get('/' + 'a' * 2000).status, 414)
        self.assertEqual(self.get('/' + 'a' * 20000).status, 414)
        self.assertEqual(self.get('/', 'X: ' + 'y' * 20000).status, 431)
        self.assertEqual(self.get('/', *['X: y'] * 200).status, 431)
        self.assertEqual(
            Reply(self.raw(b'GET / HTTP/2.0\r\n\r\n')).status, 505)

    def test_pipelined_requests_are_answered_in_order(self):
        self.serve()
        count = 100
        client = self.connect()
        client.sendall(b'GET /weekly/ep.opus HTTP/1.1\r\nHost: x\r\n\r\n'
                       * count + b'HEAD / HTTP/1.0\r\n\r\n')
        raw = self.read_all(client)
        self.assertEqual(raw.count(b'HTTP/1.1 200 OK'), count + 1)
        self.assertEqual(raw.count(b'\r\n\r\nOggS'), count)

    def test_http_1_0_ends_unless_it_wants_to_go_on(self):
        self.serve()
        reply = Reply(self.raw(b'GET /weekly/feed.xml HTTP/1.0\r\n\r\n'))
        self.assertEqual((reply.status, reply.headers['connection']),
                         (200, 'close'))
        client = self.connect()
        for _ in range(2):
            client.sendall(b'GET /weekly/ep.opus HTTP/1.0\r\n'
                           b'Connection: keep-alive\r\n\r\n')
            raw = b''
            while not raw.endswith(b'OggS'):
                piece = client.recv(65536)
                self.assertTrue(piece)
                raw += piece

    def test_who_asks_too_often_has_to_wait(self):
        self.configure('rate = 1', 'proxies = 127.0.0.1')
        self.serve()
        one = 'X-Forwarded-For: 203.0.113.9'
        for _ in range(10):
            self.assertEqual(self.get('/weekly/feed.xml', one).status, 200)

        def refused():
            reply = self.get('/weekly/feed.xml', one)
            return reply.status == 429 and reply
        reply = self.wait_until(refused, 'a refusal')
        self.assertGreaterEqual(int(reply.headers['retry-after']), 1)
        self.assertEqual(
            self.get('/weekly/feed.xml', 'X-Forwarded-For: 1.2.3.4').status,
            200)


class LogTest(WebSiteTest):
    COMBINED = re.compile(
        r'(\S+) - - \[(\d\d/\w{3}/\d{4}(?::\d\d){3} \+0000)\] '
        r'"((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) '
        r'"((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"')

    def setUp(self):
        super().setUp()
        self.log = self.folder / 'access.log'
        self.configure('access-log = access.log', 'proxies = 127.0.0.1')
        self.serve()

    def lines(self, count, path=None):
        path = path or self.log
        return self.wait_until(
            lambda: path.exists()
            and len(path.read_text().splitlines()) >= count
            and path.read_text().splitlines(), what=f'{count} lines')

    def test_each_request_is_a_line_in_the_combined_format(self):
        self.curl('/weekly/ep.opus', '-A', 'AntennaPod/3.5', '-e',
                  'https://radio.example.org/')
        self.curl('/weekly/ep.mp3', '-r', '0-999', '-H',
                  'X-Forwarded-For: 203.0.113.9')
        self.get('/nothing"\\', 'User-Agent: a "b"')
        self.raw(b'nonsense\r\n\r\n')
        found = [self.COMBINED.fullmatch(line).groups()
                 for line in self.lines(4)]
        self.assertEqual([each[:1] + each[2:] for each in found], [
            ('127.0.0.1', 'GET /weekly/ep.opus HTTP/1.1', '200', '4',
             'https://radio.example.org/', 'AntennaPod/3.5'),
            ('203.0.113.9', 'GET /weekly/ep.mp3 HTTP/1.1', '206', '1000', '-',
             found[1][6]),
            ('127.0.0.1', 'GET /nothing\\"\\\\ HTTP/1.1', '404',
             '14', '-', 'a \\"b\\"'),
            ('127.0.0.1', '-', '400', found[3][4], '-', '-')])

    def test_an_answer_that_was_cut_short_is_logged_with_what_went_out(self):
        client = self.connect()
        client.sendall(b'GET /weekly/ep.mp3 HTTP/1.1\r\nHost: x\r\n\r\n')
        client.recv(1000)
        client.close()
        line, = self.lines(1)
        self.assertLess(
            int(self.COMBINED.fullmatch(line).group(5)), AUDIO_BYTES)

    def test_sighup_opens_the_log_again(self):
        self.curl('/weekly/ep.opus')
        self.lines(1)
        self.log.rename(self.folder / 'access.log.1')
        self.server.stop(signal.SIGHUP)
        self.wait_until(self.log.exists, what='a new log')
        self.curl('/weekly/feed.xml')
        self.assertIn('feed.xml', self.lines(1)[0])
        self.assertEqual(
            len(self.lines(1, self.folder / 'access.log.1')), 1)


class ChangeTest(WebSiteTest):
    def begin_download(self):
        client = self.connect()
        client.sendall(b'GET /weekly/ep.mp3 HTTP/1.1\r\nHost: x\r\n'
                       b'Connection: close\r\n\r\n')
        return client, client.recv(1000)

    def check_download(self, client, raw):
        self.assertEqual(Reply(raw + self.read_all(client)).body, self.audio)

    def test_reload_takes_another_site_and_downloads_go_on(self):
        self.serve()
        client, raw = self.begin_download()
        other = self.folder / 'other'
        other.mkdir()
        (other / 'new.txt').write_text('new')
        self.config.write_text('[roomcast]\nsite = other\n')
        self.server.stop(signal.SIGHUP)
        self.wait_until(lambda: self.curl('/new.txt').body == b'new',
                        what='the new site')
        self.assertEqual(self.curl('/weekly/feed.xml').status, 404)
        self.check_download(client, raw)

    def test_a_mistake_is_told_and_the_one_before_stays(self):
        self.serve()
        self.config.write_text('[roomcast]\nsit = other\n')
        self.server.stop(signal.SIGHUP)
        self.wait_until(self.server.stderr, what='a message')
        self.assertIn('roomcast.conf:2', self.server.stderr())
        self.assertIn('the one before stays', self.server.stderr())
        self.assertEqual(self.curl('/weekly/feed.xml').status, 200)

    def test_sigterm_lets_downloads_end_and_takes_no_more(self):
        self.serve()
        client, raw = self.begin_download()
        self.server.stop(signal.SIGTERM)
        self.wait_until(self.is_closed_to_all, what='the end of listening')
        self.assertTrue(self.server.is_running())
        self.check_download(client, raw)
        self.assertEqual(self.server.wait(), 0)

    def is_closed_to_all(self):
        with socket.socket() as client:
            return client.connect_ex(('127.0.0.1', self.port)) != 0

    @unittest.skipUnless(harness.has_ipv6(), 'this machine has no IPv6')
    def test_several_addresses(self):
        server = self.start_verb('serve', '--config', self.config, '--listen',
                                 '127.0.0.1:0,[::1]:0')
        urls = self.wait_until(
            lambda: re.findall(r'http://\S+', server.stdout()), what='a line')
        self.assertEqual(len(urls), 2)
        for url in urls:
            self.call(harness.tool('curl'), '-sS', '-g', '--fail', url)

    def test_socket_of_the_service_manager_is_taken(self):
        with socket.create_server(('127.0.0.1', 0)) as listener:
            self.port = listener.getsockname()[1]
            self.url = f'http://127.0.0.1:{self.port}'
            os.set_inheritable(listener.fileno(), True)
            self.server = self.start(
                '/bin/sh', '-c',
                f'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" --config "$1" '
                f'3<&{listener.fileno()}',
                harness.program('roomcast-serve'), self.config,
                pass_fds=[listener.fileno()])
            self.wait_until(self.server.stdout, what='a line')
        self.assertIn(self.url, self.server.stdout())
        self.assertEqual(self.curl('/weekly/feed.xml').status, 200)

    def test_root_becomes_the_user_it_is_told(self):
        if os.geteuid() != 0:
            return  # nobody else can
        os.chmod(self.folder, 0o755)
        self.configure('user = nobody')
        self.serve()
        status = pathlib.Path(f'/proc/{self.server.process.pid}/status')
        self.assertNotIn('Uid:\t0', status.read_text())
        self.assertEqual(self.curl('/weekly/feed.xml').status, 200)


if __name__ == '__main__':
    harness.main()
