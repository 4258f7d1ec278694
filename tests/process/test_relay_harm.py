# SPDX-License-Identifier: BSD-2-Clause
"""Whatever happens to its relays, a recording is what it would be without."""
import time

import harness
import judges
import test_relay
from icecast import PASSWORD, Icecast
from ogg_opus import OggOpus

SECONDS = 10


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
        # The last may come after the end, with or without a relay.
        return OggOpus(path).packets[:SECONDS * 50]

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
        self.assertEqual(self.run_room(harm), alone)
        self.assertEqual(self.status('hall', 1)['connects'], 1)
        self.assertEqual(self.status('hall', 1)['dropped_pages'], 0)
        self.assertNotIn('S3CR3T', relay.output())
        for path in (self.state / 'relay').iterdir():
            self.assertNotIn('S3CR3T', path.read_text())


del test_relay.RelayTest

if __name__ == '__main__':
    harness.main()
