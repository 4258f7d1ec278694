# SPDX-License-Identifier: BSD-2-Clause
"""roomcast serve, judged by curl and by raw sockets."""
import hashlib
import os
import re
import signal
import socket
import time
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


class HostileTest(WebSiteTest):
    def setUp(self):
        super().setUp()
        self.serve()

    def tearDown(self):
        """Whatever was sent, the server still serves."""
        self.assertEqual(self.curl('/weekly/feed.xml').status, 200)
        self.assertEqual(self.server.stderr(), '')

    def test_nothing_outside_the_site_is_served(self):
        targets = [
            '/../secret', '/weekly/../../secret', '/%2e%2e/secret',
            '/..%2fsecret', '/%2e%2e%2fsecret', '/..\\secret',
            '/..%5csecret', '/%252e%252e/secret', '//etc/passwd',
            '/weekly//../../secret', '/weekly/leak', '/weekly/passwd',
            '/weekly/.hidden', '/weekly/%2ehidden', '/weekly/next.mp3.part',
            '/.', '/..', '/weekly/.', '/weekly/..', '/./secret',
            '/proc/self/environ', '/weekly/feed.xml/',
            '/weekly/feed.xml/../../../secret',
            'http://x/../secret', '/%c0%ae%c0%ae/secret',
        ]
        for target in targets:
            with self.subTest(target):
                reply = self.get(target)
                self.assertEqual(reply.status, 404)
                self.assertNotIn(b'secret', reply.body)
                self.assertNotIn(b'root:', reply.body)

    def test_links_are_followed_within_the_site_alone(self):
        show = self.site / 'weekly'
        (self.site / 'old').symlink_to('weekly')
        (show / 'old.opus').symlink_to('ep.opus')
        (show / 'twice.opus').symlink_to('../old/old.opus')
        for target in ('/old/ep.opus', '/weekly/old.opus', '/old/twice.opus'):
            with self.subTest(target):
                self.assertEqual(self.get(target).body, b'OggS')
        outside = self.folder / 'outside'
        outside.mkdir()
        (outside / 'file').write_text('secret')
        (outside / 'site').symlink_to(self.site)
        for name, to in (('absolute', show / 'ep.opus'), ('way', outside),
                         ('up', '../../outside'), ('back', '../../site/weekly'),
                         ('again', 'leak'), ('ring', 'ring'),
                         ('dot', '.hidden'), ('part', 'next.mp3.part'),
                         ('self', '/proc/self')):
            (show / name).symlink_to(to)
        for target in ('/weekly/absolute', '/weekly/way/file', '/weekly/up/file',
                       '/weekly/back/ep.opus', '/weekly/again', '/weekly/ring',
                       '/weekly/dot', '/weekly/part', '/weekly/self/environ',
                       '/old/dot', '/old/leak'):
            with self.subTest(target):
                reply = self.get(target)
                self.assertEqual(reply.status, 404)
                self.assertNotIn(b'secret', reply.body)

    def test_malformed_targets_are_400(self):
        for target in ['/weekly/feed.xml%00', '/%', '/%zz', '/a%0d%0ab', '*',
                       'weekly/feed.xml', '/a%7f']:
            with self.subTest(target):
                self.assertEqual(self.get(target).status, 400)

    def test_folders_are_not_listed(self):
        (self.site / 'weekly' / 'index.html').unlink()
        self.assertEqual(self.curl('/weekly/').status, 404)

    def test_other_methods_are_405(self):
        for method in ['POST', 'PUT', 'DELETE', 'TRACE', 'PATCH', 'CONNECT',
                       'BREW']:
            with self.subTest(method):
                raw = self.raw(f'{method} / HTTP/1.1\r\nHost: x\r\n\r\n'
                               .encode())
                reply = Reply(raw)
                self.assertEqual(reply.status, 405)
                self.assertEqual(
                    reply.headers['allow'], 'GET, HEAD, OPTIONS')

    def test_bodies_and_doubtful_lengths_are_400_and_close(self):
        smuggled = b'GET /weekly/feed.xml HTTP/1.1\r\nHost: x\r\n\r\n'
        framings = [
            b'Content-Length: %d\r\n' % len(smuggled),
            b'Transfer-Encoding: chunked\r\n',
            b'Transfer-Encoding: identity\r\n',
            b'Content-Length: 0\r\nContent-Length: %d\r\n' % len(smuggled),
            b'Content-Length: %d\r\nContent-Length: 0\r\n' % len(smuggled),
            b'Content-Length: 0\r\nContent-Length: 0\r\n',
            b'Content-Length: 0\r\nTransfer-Encoding: chunked\r\n',
            b'Content-Length: -1\r\n',
            b'Content-Length: 0x10\r\n',
            b'Content-Length: 99999999999999999999999\r\n',
            b'Content-Length : 0\r\n',
            b'Content-Length:\r\n 0\r\n',
            b'Transfer-Encoding\x0b: chunked\r\n',
            b'Transfer-Encoding : chunked\r\n',
            b'X: y\r\n Transfer-Encoding: chunked\r\n',
            b'X: y\n',
            b'X: y\rTransfer-Encoding: chunked\r\n',
            b'X: \0\r\n',
            b'Host: y\r\n',
        ]
        for framing in framings:
            with self.subTest(framing):
                raw = self.raw(b'GET / HTTP/1.1\r\nHost: x\r\n' + framing
                               + b'\r\n' + smuggled)
                self.assertEqual(
                    re.findall(rb'HTTP/1.[01] (\d+)', raw), [b'400'])
                self.assertNotIn(b'<rss', raw)

    def test_garbage_and_excess_end_the_connection(self):
        requests = [
            b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'
            + b'\0' * 600 + b'\r\n\r\n',
            b'\r\n\r\n\r\n\r\nnonsense\r\n\r\n',
            b'GET / HTTP/9.9\r\n\r\n',
            b'GET /' + b'a' * 200_000 + b' HTTP/1.1\r\nHost: x\r\n\r\n',
            b'GET / HTTP/1.1\r\nHost: x\r\n' + b'X: y\r\n' * 50_000 + b'\r\n',
            b'GET / HTTP/1.1\r\nHost: x\r\nX: ' + b'y' * 200_000,
        ]
        for request in requests:
            with self.subTest(request[:40]):
                client = self.connect()
                try:
                    client.sendall(request)
                    client.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                raw = self.read_all(client)
                self.assertNotIn(b'HTTP/1.1 200', raw)

    def test_readers_that_leave_are_forgotten(self):
        for _ in range(150):
            client = self.connect()
            client.sendall(b'GET /weekly/ep.mp3 HTTP/1.1\r\nHost: x\r\n\r\n')
            client.recv(1000)
            client.close()
        self.assertLess(self.count_descriptors(), 120)

    def count_descriptors(self):
        return len(os.listdir(f'/proc/{self.server.process.pid}/fd'))


class CrowdTest(WebSiteTest):
    """Many that never finish their request, which is waited for far longer
    than anybody here waits."""

    def setUp(self):
        super().setUp()
        self.configure('patience = 10m')

    def half_open(self, count, source=None):
        clients = []
        for _ in range(count):
            client = self.connect(source)
            try:
                client.sendall(b'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
            except OSError:
                pass
            clients.append(client)
        return clients

    def check_served(self):
        for _ in range(5):
            self.assertEqual(self.curl('/weekly/feed.xml').status, 200)

    def test_1000_half_open_connections_shut_nobody_out(self):
        self.serve()
        self.half_open(1000)
        self.check_served()

    def test_1000_half_open_connections_of_many_addresses_neither(self):
        self.serve('0.0.0.0')
        for last in range(2, 102):
            self.half_open(10, f'127.0.0.{last}')
        self.check_served()

    def test_1000_that_say_nothing_neither(self):
        self.serve()
        for _ in range(1000):
            self.connect()
        self.check_served()

    def test_a_download_goes_on_in_a_crowd(self):
        self.serve()
        client = self.connect()
        client.sendall(b'GET /weekly/ep.mp3 HTTP/1.1\r\nHost: x\r\n'
                       b'Connection: close\r\n\r\n')
        raw = client.recv(1000)
        self.half_open(300)
        self.assertEqual(Reply(raw + self.read_all(client)).body, self.audio)

    def test_dripping_bytes_does_not_prolong_a_request(self):
        self.configure('patience = 2s')
        self.serve()
        client, = self.half_open(1)
        client.settimeout(0.2)
        began = time.monotonic()
        self.wait_until(lambda: self.is_closed_after_a_drip(client),
                        'the end of the connection')
        self.assertGreater(time.monotonic() - began, 1.5)

    def test_who_reads_too_slowly_is_left(self):
        self.configure('patience = 250ms', 'slowest = 100M')
        self.serve()
        client = self.connect()
        client.sendall(b'GET /weekly/ep.mp3 HTTP/1.1\r\nHost: x\r\n\r\n')
        self.wait_until(lambda: self.count_connections() == 0,
                        'the end of the connection')

    def count_connections(self):
        """Besides the one that listens."""
        folder = f'/proc/{self.server.process.pid}/fd'
        count = -1
        for name in os.listdir(folder):
            try:
                link = os.readlink(os.path.join(folder, name))
            except FileNotFoundError:
                continue  # closed meanwhile
            count += link.startswith('socket:')
        return count

    @staticmethod
    def is_closed_after_a_drip(client):
        try:
            client.sendall(b'y')
            return client.recv(1000) == b''
        except TimeoutError:
            return False
        except OSError:
            return True


class AddressTest(WebSiteTest):
    """In a network of their own, with addresses that are not this
    machine's."""

    SCRIPT = '''
import socket, subprocess, sys, time
subprocess.run([sys.argv[1], 'link', 'set', 'lo', 'up'], check=True)
for last in (1, 2):
    subprocess.run([sys.argv[1], 'addr', 'add', f'198.51.100.{last}/32',
                    'dev', 'lo'], check=True)
server = subprocess.Popen(
    [*sys.argv[2:], '--listen', '198.51.100.1:80'], stdout=subprocess.PIPE)
server.stdout.readline()

def connect(last):
    return socket.create_connection(
        ('198.51.100.1', 80), 60, source_address=(f'198.51.100.{last}', 0))

def ask(client):
    try:
        client.sendall(b'GET /weekly/feed.xml HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')
        return client.recv(100)[9:12].decode()
    except ConnectionError:
        return ''

held = [connect(1) for _ in range(3)]
print([ask(each) for each in held], ask(connect(1)), ask(connect(2)))
held.pop().close()
deadline = time.monotonic() + 60
while ask(connect(1)) != '200' and time.monotonic() < deadline:
    time.sleep(0.05)
print(ask(connect(1)))
server.terminate()
server.wait()
'''

    def test_one_address_has_so_many_connections_and_no_more(self):
        self.configure('connections-per-address = 3', 'drain = off')
        script = self.folder / 'script.py'
        script.write_text(self.SCRIPT)
        ended = self.call(
            *harness.unshared('--net'), harness.tool('python3'), script,
            harness.tool('ip'), harness.program('roomcast-serve'), '--config',
            self.config)
        self.assertEqual(
            ended.output(), "['200', '200', '200']  200\n200\n")


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
