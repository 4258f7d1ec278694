# SPDX-License-Identifier: BSD-2-Clause
"""What lies at the two ends of a relayed stream: certificates and names of a
real Icecast, titles, and those who listen.

ROOMCAST_LISTENERS: how many hear it at once (20).
"""
import os
import re
import resource
import select
import socket
import threading
import time
import urllib.request

import harness
from certificates import make_certificate
from icecast import PASSWORD, Icecast
from relay_probe import MOUNT, Network, Probe, RelayTest

# A silent server is asked so often, and given so long: the most that
# resolv.conf(5) allows, and more than anybody waits here.
LOOKUP = 'options timeout:30 attempts:5'
LISTENERS = int(os.environ.get('ROOMCAST_LISTENERS', 20))


class TlsTest(RelayTest):

    def test_names_and_certificates_are_checked(self):
        """And no word goes out in plain when they are wrong."""
        authority = make_certificate(self, 'authority.example')
        good = Icecast(self, name='good', certificate=make_certificate(
            self, '127.0.0.1')[1])
        wrong = Icecast(self, name='wrong', certificate=make_certificate(
            self, 'elsewhere.example')[1])
        sound = self.make_sound()
        own = self.folder / '127.0.0.1.pem'
        other = self.folder / 'elsewhere.example.pem'
        Probe(self, sound, self.server(
            good, kind='tls', authority=own)).wait_joined()
        for icecast, trusted in ((wrong, other), (good, authority[0]),
                                 (good, '-')):
            probe = Probe(self, sound, self.server(
                icecast, kind='tls', authority=trusted, mount='/b.opus'))
            self.assertRegex(probe.wait_news('.'), '(?i)certificate|SSL')
            self.assertEqual(probe.report()['connects'], 0)
        for icecast in (good, wrong):
            self.assertNotIn('/b.opus', icecast.log('access'))

    def test_tls_asked_of_a_plain_server_fails(self):
        """One that answers; Icecast waits for the end of the request."""
        heard = []
        with socket.create_server(('127.0.0.1', 0)) as listener:
            def answer():
                with listener.accept()[0] as client:
                    heard.append(client.recv(65536))
                    client.sendall(b'HTTP/1.0 400 Bad Request\r\n\r\n')
            threading.Thread(target=answer, daemon=True).start()
            probe = Probe(self, self.make_sound(seconds=10), (
                '127.0.0.1', listener.getsockname()[1], 'tls', MOUNT, PASSWORD,
                '-'))
            self.assertRegex(probe.wait_news('.'), '(?i)SSL|TLS')
        self.assertNotIn(b'PUT', heard[0])


class NameTest(RelayTest):

    def test_a_name_server_that_is_silent_holds_up_nothing(self):
        network = Network(self)
        network.drop('udp dport 53')
        resolver = self.folder / 'resolv.conf'
        resolver.write_text(f'nameserver 127.0.0.1\n{LOOKUP}\n')
        probe = Probe(
            self, self.make_sound(seconds=10),
            ('radio.example.org', 8000, 'plain', MOUNT, PASSWORD, '-'),
            wrap=(*network.wrap, harness.tool('unshare'), '--mount', '/bin/sh',
                  '-c', f'mount --bind {resolver} /etc/resolv.conf && '
                  'exec "$@"', 'sh'))
        # Ten reports a second, while the name is looked up.
        probe.wait_for(lambda: probe.report()['times'] > 20, 'reports')
        self.assertEqual(probe.report()['state'], 'connecting')
        probe.program.stop()
        probe.program.wait()


class ListenerTest(RelayTest):

    def test_players_of_mp3_see_titles_and_the_stream_flows_on(self):
        icecast = Icecast(self)
        probe = Probe(self, self.make_sound('sound.mp3', bitrate='128k'),
                      self.server(icecast, mount='/hall.mp3'))
        probe.wait_joined()
        probe.wait_sent()
        request = urllib.request.Request(
            icecast.url('hall.mp3'), headers={'Icy-MetaData': '1'})
        with urllib.request.urlopen(
                request, timeout=harness.PATIENCE_SECONDS) as stream:
            every = int(stream.headers['icy-metaint'])
            for number in range(3):
                title = f"Fräulein & 100% <{number}> it's"
                probe.title(title)
                self.assertEqual(self.next_title(stream, every, title), title)
        self.assertEqual(probe.report()['connects'], 1)
        self.assertEqual(probe.report()['dropped'], 0)

    def next_title(self, stream, every, wanted):
        deadline = time.monotonic() + harness.PATIENCE_SECONDS
        title = None
        while title != wanted and time.monotonic() < deadline:
            stream.read(every)
            block = stream.read(16 * stream.read(1)[0]).rstrip(b'\0')
            if block:
                # The characters of MP3 mounts unless Icecast is told others.
                title = re.search(b"StreamTitle='(.*)';", block)[1].decode(
                    'latin-1')
                # Icecast puts what it knows about names before a title.
                title = title.removeprefix('Town Hall - ')
        return title

    def test_a_hundred_titles_leave_an_opus_stream_alone(self):
        icecast = Icecast(self)
        probe = Probe(self, self.make_sound(), self.server(icecast))
        probe.wait_joined()
        for number in range(100):
            probe.title(f'Title {number}')
        self.assert_heard(icecast)
        self.assertEqual(probe.report()['connects'], 1)
        self.assertNotIn('/admin/metadata', icecast.log('access'))

    def test_many_hear_it_and_are_counted(self):
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit[1], limit[1]))
        icecast = Icecast(self, clients=LISTENERS + 50)
        probe = Probe(self, self.make_sound(), self.server(icecast))
        probe.wait_joined()
        crowd = Crowd(self, icecast.port, LISTENERS)
        probe.wait_reported(listeners=LISTENERS)
        self.wait_until(lambda: min(map(len, crowd.heard.values())) > 8000,
                        'everybody to hear it')
        heard = crowd.stop()
        for data in heard:
            self.assertIn(b'OpusHead', data)
        self.assertEqual(probe.report()['dropped'], 0)


class Crowd(threading.Thread):
    """So many listeners, each by a connection of its own."""

    def __init__(self, test, port, count):
        super().__init__(daemon=True)
        self.sockets = []
        for _ in range(count):
            listener = socket.create_connection(('127.0.0.1', port))
            listener.sendall(f'GET {MOUNT} HTTP/1.0\r\n\r\n'.encode())
            test.addCleanup(listener.close)
            self.sockets.append(listener)
        self.heard = {listener.fileno(): b'' for listener in self.sockets}
        self.is_over = threading.Event()
        self.start()

    def run(self):
        watch = select.epoll()
        for number in self.heard:
            watch.register(number, select.EPOLLIN)
        while not self.is_over.is_set():
            for number, _ in watch.poll(0.1):
                data = os.read(number, 65536)
                if not data:
                    watch.unregister(number)
                self.heard[number] += data
        watch.close()

    def stop(self):
        self.is_over.set()
        self.join()
        return list(self.heard.values())


if __name__ == '__main__':
    harness.main()
