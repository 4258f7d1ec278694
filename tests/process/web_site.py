# SPDX-License-Identifier: BSD-2-Clause
"""A small published site, served by roomcast serve, and clients of it."""
import os
import re
import socket

import harness

AUDIO_BYTES = 24 * 1024 * 1024 + 12345


class Reply:
    """A reply as it came over the wire."""

    def __init__(self, raw):
        head, _, self.body = raw.partition(b'\r\n\r\n')
        lines = head.decode('latin-1').split('\r\n')
        self.status = int(lines[0].split()[1]) if lines[0] else None
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(':')
            self.headers[name.lower()] = value.strip()


class WebSiteTest(harness.ProcessTest):
    listen = '127.0.0.1'

    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'
        show = self.site / 'weekly'
        show.mkdir(parents=True)
        (self.site / 'index.html').write_text('<html>index</html>')
        (show / 'index.html').write_text('<html>weekly</html>')
        (show / 'feed.xml').write_text('<rss version="2.0"/>')
        self.audio = os.urandom(1 << 20) * 24 + os.urandom(12345)
        (show / 'ep.mp3').write_bytes(self.audio)
        (show / 'ep.opus').write_bytes(b'OggS')
        (show / '.hidden').write_text('secret')
        (show / 'next.mp3.part').write_text('secret')
        (self.folder / 'secret').write_text('secret')
        (show / 'leak').symlink_to('../../secret')
        (show / 'passwd').symlink_to('/etc/passwd')
        self.config = self.folder / 'roomcast.conf'
        self.config.write_text('[roomcast]\nsite = site\n')

    def configure(self, *lines, of_all=()):
        """Sets what [serve] says, and more of [roomcast]."""
        self.config.write_text('\n'.join(
            ['[roomcast]', 'site = site', *of_all, '[serve]', *lines, '']))

    def serve(self, address=None):
        """Starts the server on a free port and waits for its line."""
        self.server = self.start_verb(
            'serve', '--config', self.config, '--listen',
            f'{address or self.listen}:0')
        line = self.wait_until(
            lambda: re.search(r'http://\S+:(\d+)/\n', self.server.stdout()),
            what='the address')
        self.port = int(line.group(1))
        self.url = f'http://127.0.0.1:{self.port}'

    def curl(self, path, *options):
        """What curl got, with its header."""
        ended = self.call(
            harness.tool('curl'), '-sS', '--max-time', str(harness.PATIENCE_SECONDS), '--path-as-is',
            '-D', 'head', '-o', 'body', *options, self.url + path)
        self.assertEqual(ended.output(), '')
        head = (self.folder / 'head').read_bytes()
        body = self.folder / 'body'
        reply = Reply(head)
        reply.body = body.read_bytes() if body.exists() else b''
        body.unlink(missing_ok=True)
        return reply

    def connect(self, source=None):
        client = socket.create_connection(
            ('127.0.0.1', self.port), harness.PATIENCE_SECONDS,
            source_address=(source, 0) if source else None)
        self.addCleanup(client.close)
        return client

    @staticmethod
    def read_all(client):
        """Until the server closes."""
        raw = b''
        try:
            while piece := client.recv(65536):
                raw += piece
        except ConnectionResetError:
            pass
        return raw

    def raw(self, request):
        """The replies to bytes that no client library would send; fails when
        the server leaves the connection open."""
        client = self.connect()
        client.sendall(request)
        return self.read_all(client)

    def get(self, target, *fields):
        lines = [f'GET {target} HTTP/1.1', 'Host: x', 'Connection: close',
                 *fields, '', '']
        return Reply(self.raw('\r\n'.join(lines).encode('latin-1')))
