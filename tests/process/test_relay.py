# SPDX-License-Identifier: BSD-2-Clause
"""roomcast relay: a room that is recorded, on the air at a real Icecast."""
import json
import signal
import statistics
import time

import harness
import judges
from icecast import PASSWORD, Icecast
from ogg_opus import packet_frames
from relayed_room import Talker, listen, page_packets
from room import read_payloads


class RelayTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.config = self.folder / 'roomcast.conf'
        self.state = self.folder / 'state'
        self.spool = self.folder / 'spool'

    def write_config(self, room, *keys):
        self.port = self.free_udp_port()
        self.config.write_text('\n'.join([
            f'[room {room}]', f'source = rtp://127.0.0.1:{self.port}?codec=opus',
            'normalize = gain', *keys]) + '\n')
        self.config.chmod(0o600)

    def payloads(self, seconds):
        path = self.folder / 'speech'
        self.call(harness.program('room-simulator'), '--to',
                  f'127.0.0.1:{self.free_udp_port()}', '--seconds', seconds,
                  '--save-packets', path)
        return list(dict.fromkeys(read_payloads(path)))

    def address(self, icecast, mount, user=f'source:{PASSWORD}@'):
        return f'icecast://{user}127.0.0.1:{icecast.port}/{mount}'

    def relay(self, *options):
        return self.start_verb('relay', '--config', self.config, *options)

    def record(self, room, *options):
        record = self.start_verb(
            'record', '--config', self.config, '--room', room, *options)
        wanted = f':{self.port:04X} '

        def listens():
            with open('/proc/net/udp', encoding='ascii') as table:
                return wanted in table.read()
        self.wait_until(listens, what='record on its port')
        return record

    def talk(self, payloads):
        talker = Talker(self.port, payloads)
        self.addCleanup(talker.stop)
        return talker

    def status(self, room, target=1):
        path = self.state / 'relay' / f'{room}-{target}.json'
        return json.loads(path.read_text()) if path.exists() else {}

    def control(self, room, *words):
        return self.call_verb('control', room, *words, '--config', self.config)

    def end(self, program, seconds=30):
        program.stop(signal.SIGTERM)
        self.assertEqual(program.wait(seconds), 0, program.output())

    def judge(self, listener, name):
        """One unbroken stream from where the server let the listener in: one
        OpusHead, no page missing, granules that rise by the packets' frames,
        an end; and a player takes it."""
        path = self.folder / f'{name}.opus'
        path.write_bytes(listener.data)
        head, _, *pages = listener.pages
        self.assertTrue(head.is_first)
        self.assertEqual({page.serial for page in pages}, {head.serial})
        for before, page in zip(pages, pages[1:]):
            self.assertEqual(page.number, before.number + 1)
            self.assertEqual(page.granule - before.granule,
                             sum(map(packet_frames, page_packets(page))))
        self.assertTrue(pages[-1].is_last)
        self.assertEqual([page for page in pages if page.is_first], [])
        return judges.decoded_seconds(path)


class OneRoomTest(RelayTest):

    def test_listener_hears_all_of_a_session_over_split_gap_and_titles(self):
        icecast = Icecast(self, burst=0)
        self.write_config(
            'hall', f'relay = {self.address(icecast, "hall.opus")},',
            f'  {self.address(icecast, "hall.mp3")}', 'idle = 20s')
        self.config.write_text(self.config.read_text().replace(',\n', ', '))
        relay = self.relay('--room', 'hall')
        self.wait_until(lambda: self.status('hall', 2).get('state') ==
                        'waiting', what='a waiting relay')
        record = self.record('hall')
        payloads = self.payloads(8)
        talker = self.talk(payloads)
        self.wait_until(lambda: talker.sent)
        listener = listen(self, icecast.port, 'hall.opus')
        self.assertLess(time.monotonic() - talker.begun, 2, 'on the air')
        ffmpeg = self.start(
            harness.tool('ffmpeg'), '-v', 'error', '-i',
            icecast.url('hall.mp3'), '-f', 'wav', self.folder / 'heard.wav')
        time.sleep(1)
        for number in range(100):
            self.control('hall', 'mark', f'Title {number}')
        self.control('hall', 'split')
        time.sleep(1)
        talker.is_quiet = True
        time.sleep(5)
        talker.is_quiet = False
        time.sleep(2)
        self.assertEqual(self.status('hall')['title'], 'Title 99')
        self.assertEqual(self.status('hall')['state'], 'on-air')
        self.end(record)
        talker.stop()
        self.wait_until(lambda: listener.is_over, what='goodbye')
        ffmpeg.wait(20)  # an end without a length is an error to it
        heard = time.monotonic() - talker.begun
        self.assertLess(listener.longest_wait, 1.5)
        self.assertAlmostEqual(listener.seconds, heard, delta=2)
        self.assertAlmostEqual(self.judge(listener, 'heard'), heard, delta=2)
        self.assertAlmostEqual(judges.decoded_seconds(
            self.folder / 'heard.wav'), heard, delta=3)
        latencies = [listener.arrived[each] - at
                     for each, at in talker.sent.items()
                     if each in listener.arrived and at > listener.begun]
        late = statistics.quantiles(latencies, n=100)
        print(f'latency: median {statistics.median(latencies):.3f} s, '
              f'99 % below {late[-1]:.3f} s, of {len(latencies)}')
        self.assertLess(late[89], 1)
        self.end(relay)
        self.assertEqual(self.status('hall')['state'], 'gone')
        self.assertNotIn(PASSWORD, relay.output())
        for path in (self.state / 'relay').iterdir():
            self.assertNotIn(PASSWORD, path.read_text())


if __name__ == '__main__':
    harness.main()
