# SPDX-License-Identifier: BSD-2-Clause
"""Whatever happens to its relays, a recording is what it would be without."""
import itertools
import time

import harness
import judges
import test_relay
from icecast import PASSWORD, Icecast
from ogg_opus import OggOpus

SECONDS = 10
ON_TIME_SECONDS = 0.02  # or silence is put in


class HarmTest(test_relay.RelayTest):

    def run_room(self, meanwhile=lambda: None):
        """The packets of a recording while that happens."""
        record = self.record('hall')
        talker = self.talk(self.payloads())
        meanwhile()
        self.wait_until(lambda: time.monotonic() > talker.begun + SECONDS + 1,
                        'the end of a speech')
        self.end(record)
        talker.stop()
        path = max(self.spool.glob('hall/*.opus'))
        judges.opusinfo(path)
        judges.verify(path)
        packets = OggOpus(path).packets
        self.judge_said(packets, talker.late_most)
        # The last may come after the end, with or without a relay.
        return packets[:SECONDS * 50]

    def judge_said(self, packets, late_most):
        """All of it is there, in order. Where the talker was held up himself,
        silence is put in, and some of it left out for that."""
        self.is_on_time = late_most < ON_TIME_SECONDS
        heard = [packet for packet in packets if len(packet) > 3]
        left_out = 0 if self.is_on_time else SECONDS * 5
        wanted = itertools.cycle(p for p in self.payloads() if len(p) > 3)
        said = itertools.islice(wanted, len(heard) + left_out)
        self.assertTrue(all(packet in said for packet in heard))
        self.assertGreater(len(heard), SECONDS * 25)

    def mount_status(self, target):
        return self.status('hall', target).get('state')

    def test_dead_frozen_and_refusing_servers_change_no_packet(self):
        good = Icecast(self, name='good')
        frozen = Icecast(self, name='frozen')
        self.write_config('hall', 'relay = ' + ', '.join((
            self.address(good, 'hall.opus'),
            self.address(frozen, 'hall.opus'),
            self.address(good, 'locked.opus', 'source:S3CR3T-canary@'),
            f'icecast://source:{PASSWORD}@127.0.0.1:{self.free_tcp_port()}/x',
            self.address(good, 'hall.mp3'))))
        alone = self.run_room()
        self.assertEqual(len(alone), SECONDS * 50)
        was_on_time = self.is_on_time
        relay = self.relay('--room', 'hall')

        def harm():
            wanted = ['on-air', 'on-air', 'backing-off', 'backing-off',
                      'on-air']
            self.wait_until(lambda: wanted == [
                self.mount_status(each) for each in range(1, 6)], wanted)
            frozen.freeze()
            time.sleep(3)
            for each in (1, 5):
                self.assertEqual(self.mount_status(each), 'on-air')
            relay.kill()  # with all its children
        harmed = self.run_room(harm)
        if was_on_time and self.is_on_time:
            self.assertEqual(harmed, alone)
        self.assertEqual(self.status('hall', 1)['connects'], 1)
        self.assertEqual(self.status('hall', 1)['dropped_pages'], 0)
        self.assertNotIn('S3CR3T', relay.output())
        for path in (self.state / 'relay').iterdir():
            self.assertNotIn('S3CR3T', path.read_text())


del test_relay.RelayTest

if __name__ == '__main__':
    harness.main()
