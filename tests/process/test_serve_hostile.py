# SPDX-License-Identifier: BSD-2-Clause
"""roomcast serve, among strangers and crowds that mean it harm."""
import os
import re
import socket
import time

import harness
from web_site import Reply, WebSiteTest


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


if __name__ == '__main__':
    harness.main()
