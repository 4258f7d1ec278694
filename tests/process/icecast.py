# SPDX-License-Identifier: BSD-2-Clause
"""A real Icecast on loopback, sources that feed it, and taps between it and a
recorder that note when it answered."""
import base64
import hashlib
import http.client
import os
import pwd
import select
import signal
import socket
import ssl
import struct
import threading
import time
import urllib.request

import harness

PASSWORD = 'source-secret'

CONFIG = '''<icecast>
  <location>test</location><admin>test@localhost</admin>
  <limits>
    <clients>{clients}</clients><sources>{sources}</sources>
    <queue-size>524288</queue-size><client-timeout>30</client-timeout>
    <header-timeout>15</header-timeout><source-timeout>8</source-timeout>
    <burst-on-connect>1</burst-on-connect><burst-size>{burst}</burst-size>
  </limits>
  <authentication>
    <source-password>{password}</source-password>
    <relay-password>{password}</relay-password>
    <admin-user>admin</admin-user><admin-password>{password}</admin-password>
  </authentication>
  <hostname>127.0.0.1</hostname>
  <listen-socket>
    <port>{port}</port><bind-address>127.0.0.1</bind-address>
    <ssl>{tls}</ssl>
  </listen-socket>
  <mount type="normal">
    <mount-name>/backed.opus</mount-name>
    <fallback-mount>/wait.opus</fallback-mount>
    <fallback-override>1</fallback-override>
  </mount>
  <mount type="normal">
    <mount-name>/full.opus</mount-name><max-listeners>0</max-listeners>
  </mount>
  <mount type="normal">
    <mount-name>/locked.opus</mount-name>
    <authentication type="htpasswd">
      <option name="filename" value="{folder}/listeners"/>
      <option name="allow_duplicate_users" value="1"/>
    </authentication>
  </mount>
  <fileserve>0</fileserve>
  <paths>
    <basedir>{folder}</basedir><logdir>{folder}</logdir>
    <webroot>{folder}/web</webroot><adminroot>{folder}/web</adminroot>
    <ssl-certificate>{folder}/server.pem</ssl-certificate>
  </paths>
  <logging>
    <accesslog>access.log</accesslog><errorlog>error.log</errorlog>
    <loglevel>3</loglevel>
  </logging>
  <security><chroot>0</chroot></security>
</icecast>
'''


def any_server():
    """For TLS with whoever it is."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Icecast:
    """Mounts of any name; see CONFIG for those that are special."""

    def __init__(self, test, burst=65536, certificate=None, wrap=(),
                 name='icecast', clients=60, sources=10):
        """`certificate`: PEM with its key, and all is TLS. `wrap`: a command
        before it; then nobody waits for its port, which may be elsewhere."""
        self.test = test
        self.wrap = wrap
        self.scheme = 'https' if certificate else 'http'
        self.port = test.free_tcp_port()
        self.folder = test.folder / name
        (self.folder / 'web').mkdir(parents=True)
        (self.folder / 'icecast.xml').write_text(CONFIG.format(
            port=self.port, folder=self.folder, password=PASSWORD,
            burst=burst, tls=int(bool(certificate)), clients=clients,
            sources=sources))
        if certificate:
            (self.folder / 'server.pem').write_bytes(certificate)
        secret = hashlib.md5(b'listener-secret').hexdigest()
        (self.folder / 'listeners').write_text(f'listener:{secret}\n')
        self.identity = {}
        if os.geteuid() == 0:
            # It refuses to run as root.
            nobody = pwd.getpwnam('nobody')
            self.identity = {'user': nobody.pw_uid, 'group': nobody.pw_gid,
                             'extra_groups': []}
            test.folder.chmod(0o711)
            for path in (self.folder, *self.folder.rglob('*')):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        self.start()

    def start(self):
        command = (harness.tool('icecast2'), '-c', self.folder / 'icecast.xml')
        if self.wrap:
            if self.identity:
                command = (harness.tool('setpriv'), '--reuid=nobody',
                           '--regid=nogroup', '--clear-groups', *command)
            self.program = self.test.start(*self.wrap, *command)
            return
        while not self._has_begun(
                self.test.start(*command, **self.identity)):
            pass

    def _has_begun(self, program):
        """It dies of a client that comes before its statistics are there (2.4.4
        counts it where nothing is yet): false then. Statistics that tell the
        server's start know all clients that came before."""
        self.program = program
        self.test.wait_until(
            lambda: not program.is_running() or self._tells_its_start(),
            f'Icecast on TCP port {self.port}')
        if program.is_running():
            return True
        self.test.assertEqual(program.wait(), -signal.SIGSEGV,
                              program.output())
        return False

    def _tells_its_start(self):
        request = urllib.request.Request(self.url('admin/stats'))
        credentials = base64.b64encode(f'admin:{PASSWORD}'.encode()).decode()
        request.add_header('Authorization', f'Basic {credentials}')
        try:
            with urllib.request.urlopen(
                    request, context=any_server()) as answer:
                return b'<server_start>' in answer.read()
        except (OSError, http.client.HTTPException):
            return False

    def kill(self):
        self.program.kill()

    def freeze(self):
        self.program.stop(signal.SIGSTOP)

    def thaw(self):
        self.program.stop(signal.SIGCONT)

    def url(self, mount):
        return f'{self.scheme}://127.0.0.1:{self.port}/{mount}'

    def log(self, name='error'):
        path = self.folder / f'{name}.log'
        return path.read_text(errors='replace') if path.exists() else ''

    def encode(self, mount, sound, *options):
        """ffmpeg as a source of a mount, playing the packets of a Sound."""
        return self.test.start(
            harness.tool('ffmpeg'), '-v', 'error', '-re', '-i', sound.opus,
            *(options or ('-c', 'copy')), '-content_type', 'audio/ogg', '-f',
            'ogg',
            f'icecast://source:{PASSWORD}@127.0.0.1:{self.port}/{mount}')

    def wait_on_air(self, mount):
        """Until a listener of the mount gets sound."""
        def is_heard():
            with socket.create_connection(('127.0.0.1', self.port)) as client:
                client.settimeout(harness.PATIENCE_SECONDS)
                client.sendall(f'GET /{mount} HTTP/1.0\r\n\r\n'.encode())
                return b' 200 ' in client.recv(20)
        self.test.wait_until(is_heard, f'/{mount} on the air')

    def feed(self, mount, stream):
        """A source client of our own that keeps to a Stream's schedule."""
        source = Source(self.port, mount, stream, self.scheme == 'https')
        self.test.addCleanup(source.close)
        return source


class Source(threading.Thread):
    """One source of Icecast (PUT); `begun` is when its schedule began."""

    def __init__(self, port, mount, stream, has_tls=False):
        super().__init__(daemon=True)
        self.stream = stream
        self.has_tls = has_tls
        self.is_over = threading.Event()
        credentials = base64.b64encode(f'source:{PASSWORD}'.encode()).decode()
        deadline = time.monotonic() + harness.PATIENCE_SECONDS
        while True:
            # Icecast keeps a source that went away for a moment.
            answer = self._ask(port, (
                f'PUT /{mount} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: '
                f'Basic {credentials}\r\nContent-Type: audio/ogg\r\n\r\n'))
            if b' 200 ' in answer:
                break
            self.socket.close()
            if time.monotonic() > deadline:
                raise AssertionError(f'/{mount}: {answer}')
            time.sleep(0.1)
        self.begun = time.monotonic()
        self.start()

    def _ask(self, port, request):
        """What is answered: nothing by a server that is starting."""
        self.socket = socket.create_connection(('127.0.0.1', port))
        try:
            if self.has_tls:
                self.socket = any_server().wrap_socket(self.socket)
            self.socket.sendall(request.encode())
            return self.socket.recv(4096)
        except ConnectionResetError:
            return b''

    def run(self):
        send_on_time(self.stream, self.begun, self.socket.sendall,
                     self.is_over)
        self.socket.close()

    def close(self):
        self.is_over.set()
        self.join()


def send_on_time(stream, begun, send, is_over):
    """Sends what is due when it is due; False when it was cut short."""
    for at, data in stream.bytes_at:
        if is_over.wait(max(0, begun + at - time.monotonic())):
            return False
        try:
            send(data)
        except OSError:
            return False
    return True


class Tap:
    """Forwards connections to a port and notes when each was answered."""

    def __init__(self, test, port):
        self.upstream = port
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.answered = []
        self.resets = 0
        test.addCleanup(self.close)
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, mount):
        return f'http://127.0.0.1:{self.port}/{mount}'

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._forward, args=(client,),
                             daemon=True).start()

    def _forward(self, client):
        resets = self.resets
        with client:
            try:
                with socket.create_connection(
                        ('127.0.0.1', self.upstream)) as server:
                    self._forward_both(client, server, resets)
            except OSError:
                pass
            if self.resets > resets:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                  struct.pack('ii', 1, 0))

    def _forward_both(self, client, server, resets):
        has_answered = False
        while self.resets == resets:
            ready, _, _ = select.select([client, server], [], [], 0.02)
            for source in ready:
                data = source.recv(65536)
                if not data:
                    return
                if source is server and not has_answered:
                    has_answered = True
                    if b' 200 ' in data[:20]:
                        self.answered.append(time.monotonic())
                (client if source is server else server).sendall(data)

    def reset(self):
        """Connections end as by a router that forgot them: RST."""
        self.resets += 1

    def close(self):
        self.listener.close()
        self.reset()
