# SPDX-License-Identifier: BSD-2-Clause
"""A stream kept on the air of a real Icecast that is restarted, frozen, cut
off, locked, taken or slow.

ROOMCAST_RESTARTS: how often it is restarted (2).
"""
import os
import select
import socket
import threading
import time

import harness
from icecast import PASSWORD, Icecast, Source
from live_stream import Stream
from relayed_room import listen
from relay_probe import MOUNT, Network, Probe, RelayTest

RESTARTS = int(os.environ.get('ROOMCAST_RESTARTS', 2))


class ServerTest(RelayTest):

    def test_restarts_are_survived_and_listeners_get_a_whole_stream(self):
        sound = self.make_sound(seconds=300 if RESTARTS < 4 else 1800)
        icecast = Icecast(self)
        probe = Probe(self, sound, self.server(icecast))
        for restart in range(RESTARTS):
            probe.wait_joined(restart + 1)
            if restart in (0, RESTARTS - 1):
                self.assert_heard(icecast)
            if RESTARTS > 3:
                time.sleep(6)  # on the air for a while: a new failure
            icecast.kill()
            probe.wait_for(lambda: len(probe.lines('left')) > restart, 'gone')
            icecast.start()
        probe.wait_joined(RESTARTS + 1)
        self.assertTrue(all('closed' in n or "connect" in n.lower()
                            for n in probe.lines('news')), probe.lines('news'))

    def test_frozen_and_cut_off_servers_are_left_and_found_again(self):
        """Both at once, for each takes its ten seconds."""
        network = Network(self)
        # Quickly more than the system of the frozen one takes in.
        sound = self.make_sound(bitrate='256k')
        near = Icecast(self, name='near')
        far = Icecast(self, name='far', wrap=network.wrap)
        frozen = Probe(self, sound, self.server(near))
        cut_off = Probe(self, sound, self.server(far), wrap=network.wrap)
        frozen.wait_joined()
        cut_off.wait_joined()
        frozen.wait_sent()
        before = frozen.resident_kib()
        near.freeze()
        network.drop(f'tcp dport {far.port}', f'tcp sport {far.port}')
        cut_off.wait_news('took nothing for ten seconds')
        network.mend()
        frozen.wait_news('took nothing for ten seconds')
        self.assertGreater(frozen.report()['dropped'], 0)
        self.assertLess(frozen.resident_kib() - before, 4096)
        near.thaw()
        for probe in (frozen, cut_off):
            probe.wait_joined(2)
        self.assert_heard(near)

    def test_a_wrong_password_is_told_once_and_not_shown(self):
        icecast = Icecast(self)
        probe = Probe(self, self.make_sound(seconds=10),
                      self.server(icecast, password='S3CR3T-canary'))
        news = probe.wait_news('401')
        self.assertIn('authenticate', news)
        time.sleep(3)
        self.assertEqual(len(probe.lines('news')), 1)
        self.assertEqual(probe.report()['failures'], 1)
        self.assertEqual(probe.report()['state'], 'backing-off')
        self.assertNotIn('S3CR3T', probe.program.output())

    def test_a_taken_mount_is_told_and_had_when_it_is_free(self):
        icecast = Icecast(self)
        sound = self.make_sound()
        other = Source(icecast.port, MOUNT[1:], Stream.of_file(sound))
        self.addCleanup(other.close)
        probe = Probe(self, sound, self.server(icecast))
        self.assertIn('in use', probe.wait_news('403'))
        other.close()
        probe.wait_joined()

    def test_a_server_that_takes_it_slowly_is_kept(self):
        icecast = Icecast(self)
        slow = SlowLine(self, icecast.port, bytes_a_second=2000)
        probe = Probe(self, self.make_sound(bitrate='128k'), (
            '127.0.0.1', slow.port, 'plain', MOUNT, PASSWORD, '-'))
        probe.wait_joined()
        probe.wait_for(lambda: probe.report()['dropped'] > 5,
                       'dropped pages')
        self.assertEqual(probe.report()['state'], 'on-air')
        self.assertLessEqual(probe.report()['queued_ms'], 5000)
        self.assertEqual(probe.lines('news'), [])

    def test_the_fallback_server_takes_over_at_once(self):
        icecast, dead = Icecast(self), self.free_tcp_port()
        probe = Probe(
            self, self.make_sound(),
            ('127.0.0.1', dead, 'plain', MOUNT, PASSWORD, '-'),
            self.server(icecast))
        probe.wait_joined()
        self.assertEqual(probe.lines('joined'), [icecast.url(MOUNT[1:])])
        probe.wait_reported(server=1, state='on-air', failures=1)
        self.assertEqual(len(probe.lines('news')), 1)

    def test_it_returns_to_the_preferred_server_when_that_is_back(self):
        preferred = Icecast(self, name='preferred')
        fallback = Icecast(self, name='fallback')
        preferred.kill()
        probe = Probe(self, self.make_sound(), self.server(preferred),
                      self.server(fallback), return_seconds=1)
        probe.wait_joined()
        listener = listen(self, fallback.port, MOUNT[1:])
        self.addCleanup(listener.close)
        time.sleep(2)  # it looks, and nobody is there yet
        self.assertEqual(probe.report()['server'], 1)
        preferred.start()
        probe.wait_joined(2)
        self.assertEqual(probe.lines('joined'),
                         [fallback.url(MOUNT[1:]), preferred.url(MOUNT[1:])])
        probe.wait_reported(server=0, state='on-air')
        self.wait_until(lambda: listener.is_over, 'the fallback to end')
        self.assert_heard(preferred)
        head, _, *pages = listener.pages
        self.assertTrue(head.is_first)
        self.assertEqual([page.number for page in pages],
                         list(range(pages[0].number,
                                    pages[0].number + len(pages))))

    def test_goodbye_leaves_nothing_unsaid(self):
        icecast = Icecast(self)
        probe = Probe(self, self.make_sound(), self.server(icecast))
        probe.wait_joined()
        probe.wait_sent()
        probe.program.stop()
        self.assertEqual(probe.program.wait(), 0)
        self.assertEqual(probe.lines('left'), [''])
        self.assertEqual(probe.report()['queued_ms'], 0)


class SlowLine:
    """Forwards to a port, so many bytes a second."""

    def __init__(self, test, port, bytes_a_second):
        self.upstream, self.rate = port, bytes_a_second
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.listener.bind(('127.0.0.1', 0))
        self.listener.listen()
        self.port = self.listener.getsockname()[1]
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        test.addCleanup(self.close)

    def _run(self):
        client, _ = self.listener.accept()
        server = socket.create_connection(('127.0.0.1', self.upstream))
        with client, server:
            while not self.is_over.wait(0.1):
                for source, sink, most in ((server, client, 4096), (
                        client, server, self.rate // 10)):
                    if select.select([source], [], [], 0)[0]:
                        data = source.recv(most)
                        if not data:
                            return
                        sink.sendall(data)

    def close(self):
        self.is_over.set()
        self.listener.close()
        self.thread.join(5)


if __name__ == '__main__':
    harness.main()
