# SPDX-License-Identifier: BSD-2-Clause
"""roomcast serve, judged by curl and by raw sockets."""
import hashlib
import os
import re
import signal
import unittest

import harness
from web_site import AUDIO_BYTES, Reply, WebSiteTest


class FilesTest(WebSiteTest):
    def setUp(self):
        super().setUp()
        self.serve()

    def test_files_come_with_type_age_and_version(self):
        expected = {
            '/weekly/feed.xml': ('application/rss+xml; charset=utf-8', 300),
            '/weekly/': ('text/html; charset=utf-8', 300),
            '/': ('text/html; charset=utf-8', 300),
            '/weekly/ep.mp3': ('audio/mpeg', 86400),
            '/weekly/ep.opus': ('audio/ogg', 86400),
        }
        for path, (kind, age) in expected.items():
            with self.subTest(path):
                reply = self.curl(path)
                self.assertEqual(reply.status, 200)
                self.assertEqual(reply.headers['content-type'], kind)
                self.assertEqual(
                    reply.headers['cache-control'], f'max-age={age}')
                self.assertEqual(reply.headers['accept-ranges'], 'bytes')
                self.assertEqual(
                    reply.headers['x-content-type-options'], 'nosniff')
                self.assertEqual(
                    reply.headers['access-control-allow-origin'], '*')
                self.assertRegex(reply.headers['etag'], r'^"[0-9a-f-]+"$')
                self.assertRegex(
                    reply.headers['last-modified'],
                    r'^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$')
                self.assertEqual(
                    int(reply.headers['content-length']), len(reply.body))

    def test_audio_arrives_bit_exactly(self):
        self.assertEqual(len(self.audio), AUDIO_BYTES)
        self.assertEqual(self.curl('/weekly/ep.mp3').body, self.audio)

    def test_ranges_put_together_are_the_file(self):
        digest = hashlib.sha256()
        step = 3_000_001
        for first in range(0, AUDIO_BYTES, step):
            reply = self.curl('/weekly/ep.mp3', '-r',
                              f'{first}-{first + step - 1}')
            last = min(first + step, AUDIO_BYTES) - 1
            self.assertEqual(reply.status, 206)
            self.assertEqual(reply.headers['content-range'],
                             f'bytes {first}-{last}/{AUDIO_BYTES}')
            self.assertEqual(len(reply.body), last - first + 1)
            digest.update(reply.body)
        self.assertEqual(
            digest.digest(), hashlib.sha256(self.audio).digest())

    def test_open_and_suffix_ranges(self):
        reply = self.curl('/weekly/ep.mp3', '-r', f'{AUDIO_BYTES - 7}-')
        self.assertEqual(reply.status, 206)
        self.assertEqual(reply.body, self.audio[-7:])
        reply = self.curl('/weekly/ep.mp3', '-r', '-9')
        self.assertEqual(reply.status, 206)
        self.assertEqual(reply.body, self.audio[-9:])

    def test_download_is_resumed_by_curl(self):
        half = self.folder / 'half.mp3'
        half.write_bytes(self.audio[:1_000_000])
        self.call(harness.tool('curl'), '-sS', '-C', '-', '-o', half,
                  self.url + '/weekly/ep.mp3')
        self.assertEqual(half.read_bytes(), self.audio)

    def test_unsatisfiable_range_is_416(self):
        reply = self.curl('/weekly/ep.mp3', '-r', f'{AUDIO_BYTES}-')
        self.assertEqual(reply.status, 416)
        self.assertEqual(reply.headers['content-range'],
                         f'bytes */{AUDIO_BYTES}')

    def test_several_ranges_get_the_whole(self):
        reply = self.curl('/weekly/feed.xml', '-r', '0-1,3-4')
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.body, b'<rss version="2.0"/>')

    def test_if_range_guards_a_resumed_download(self):
        etag = self.curl('/weekly/ep.mp3', '-I').headers['etag']
        reply = self.curl('/weekly/ep.mp3', '-r', '5-9',
                          '-H', f'If-Range: {etag}')
        self.assertEqual((reply.status, reply.body),
                         (206, self.audio[5:10]))
        reply = self.curl('/weekly/ep.mp3', '-r', '5-9',
                          '-H', 'If-Range: "older"')
        self.assertEqual((reply.status, len(reply.body)),
                         (200, AUDIO_BYTES))

    def test_head_tells_length_without_body(self):
        reply = Reply(self.raw(b'HEAD /weekly/ep.mp3 HTTP/1.1\r\nHost: x\r\n'
                               b'Connection: close\r\n\r\n'))
        self.assertEqual(reply.status, 200)
        self.assertEqual(int(reply.headers['content-length']), AUDIO_BYTES)
        self.assertEqual(reply.body, b'')

    def test_unchanged_feed_is_304_until_it_is_replaced(self):
        reply = self.curl('/weekly/feed.xml')
        known = ['-H', f'If-None-Match: {reply.headers["etag"]}',
                 '-H', 'If-Modified-Since: '
                 + reply.headers['last-modified']]
        again = self.curl('/weekly/feed.xml', *known)
        self.assertEqual((again.status, again.body), (304, b''))
        self.assertEqual(again.headers['etag'], reply.headers['etag'])
        self.assertNotEqual(again.headers.get('content-length'), '0')
        self.assertEqual(
            self.curl('/weekly/feed.xml', '-H',
                      'If-Modified-Since: '
                      + reply.headers['last-modified']).status, 304)

        new = self.site / 'weekly' / 'new'
        new.write_text('<rss version="2.1"/>')
        new.rename(self.site / 'weekly' / 'feed.xml')
        changed = self.curl('/weekly/feed.xml', *known)
        self.assertEqual((changed.status, changed.body),
                         (200, b'<rss version="2.1"/>'))

    def test_304_keeps_the_connection_in_step(self):
        """Its Content-Length must not be waited for, nor a body follow."""
        client = self.connect()
        client.sendall(
            b'GET /weekly/feed.xml HTTP/1.1\r\nHost: x\r\n'
            b'If-None-Match: *\r\n\r\n'
            b'GET /weekly/feed.xml HTTP/1.1\r\nHost: x\r\n'
            b'Connection: close\r\n\r\n')
        raw = self.read_all(client)
        self.assertEqual(
            re.findall(rb'HTTP/1.1 (\d+)', raw), [b'304', b'200'])
        self.assertEqual(raw.count(b'<rss'), 1)

    def test_folder_without_slash_leads_to_its_page(self):
        reply = self.curl('/weekly')
        self.assertEqual(reply.status, 301)
        self.assertEqual(reply.headers['location'], './weekly/')
        reply = self.curl('/weekly', '-L')
        self.assertEqual(reply.body, b'<html>weekly</html>')

    def test_two_fetches_of_the_feed_are_equal(self):
        first = self.curl('/weekly/feed.xml')
        second = self.curl('/weekly/feed.xml')
        self.assertEqual(first.body, second.body)
        first.headers.pop('date')
        second.headers.pop('date')
        self.assertEqual(first.headers, second.headers)

    def test_unreadable_file_is_403(self):
        if os.geteuid() == 0:
            return  # root reads everything
        (self.site / 'weekly' / 'ep.opus').chmod(0)
        self.assertEqual(self.curl('/weekly/ep.opus').status, 403)


class StartTest(WebSiteTest):
    def fail(self, status, *arguments):
        """One line that names the program; nothing on standard output."""
        ended = self.call_verb('serve', *arguments, status=status)
        self.assertEqual(ended.stdout(), '')
        self.assertRegex(ended.stderr(), r'\Aroomcast serve: [^\n]+\n\Z')
        return ended.stderr()

    def test_one_line_says_where_it_serves(self):
        self.serve()
        self.assertRegex(
            self.server.stdout(),
            r'\Aserving \S+/site at http://127\.0\.0\.1:\d+/\n\Z')

    @unittest.skipUnless(harness.has_ipv6(), 'this machine has no IPv6')
    def test_ipv6(self):
        self.server = self.start_verb(
            'serve', '--config', self.config, '--listen', '[::1]:0')
        url = self.wait_until(
            lambda: re.search(r'http://\[::1\]:\d+/', self.server.output()),
            what='the address').group(0)
        self.call(harness.tool('curl'), '-sS', '-g', '--fail', url)

    def test_sigint_and_sigterm_end_it_with_0_in_mid_download(self):
        self.configure('drain = 100ms')
        for number in (signal.SIGINT, signal.SIGTERM):
            self.serve()
            client = self.connect()
            client.sendall(b'GET /weekly/ep.mp3 HTTP/1.1\r\nHost: x\r\n\r\n')
            client.recv(1000)
            self.server.stop(number)
            self.assertEqual(self.server.wait(), 0)
            self.assertEqual(self.server.stderr(), '')

    def test_restarted_server_has_its_port_at_once(self):
        self.serve()
        self.curl('/weekly/feed.xml')
        self.server.stop()
        self.server.wait()
        again = self.start_verb('serve', '--config', self.config, '--listen',
                                f'127.0.0.1:{self.port}')
        self.wait_until(again.output, what='the address')
        self.assertEqual(again.stderr(), '')

    def test_busy_port_is_75(self):
        self.serve()
        text = self.fail(75, '--config', self.config, '--listen',
                         f'127.0.0.1:{self.port}')
        self.assertIn(f'127.0.0.1:{self.port}: Address already in use', text)

    def test_bad_listen_is_2(self):
        for bad in ['8080', 'localhost', '127.0.0.1:99999', '::1:80', '']:
            with self.subTest(bad):
                text = self.fail(
                    2, '--config', self.config, '--listen', bad)
                self.assertIn('expected ADDRESS:PORT', text)
        self.assertIn('192.0.2.1:0', self.fail(
            2, '--config', self.config, '--listen', '192.0.2.1:0'))

    def test_missing_site_names_the_folder(self):
        self.config.write_text('[roomcast]\nsite = nowhere\n')
        text = self.fail(1, '--config', self.config, '--listen',
                         '127.0.0.1:0')
        self.assertRegex(
            text, r'nothing is published yet in \S+/nowhere; run '
            '`roomcast publish`')

    def test_bad_usage_is_2(self):
        self.assertIn('--config', self.fail(2))
        self.assertIn('missing.conf', self.fail(
            2, '--config', self.folder / 'missing.conf'))
        self.assertIn('--port', self.fail(2, '--port', '80'))
        self.fail(2, '--config', self.config, 'operand')


if __name__ == '__main__':
    harness.main()
