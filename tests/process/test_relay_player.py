# SPDX-License-Identifier: BSD-2-Clause
"""A relayed room in the audio element of a real Chromium, through a hundred
titles, a split and a gap of the source."""
import json
import subprocess
import time

import harness
import test_relay
from icecast import Icecast

SECONDS = 2  # that are played after all harm


class PlayerTest(test_relay.RelayTest):

    def start_player(self, url):
        return self.start(
            harness.tool('node'),
            harness.SOURCE / 'tests/process/play_mount.js',
            harness.tool('chromium'), url, SECONDS,
            env={'NODE_PATH': str(harness.SOURCE / 'build/npm/node_modules'),
                 'HOME': str(self.folder), 'PATH': '/usr/bin:/bin',
                 'TMPDIR': str(self.folder)}, stdin=subprocess.PIPE)

    def judge_played(self, player, mount):
        player.process.stdin.close()
        self.assertEqual(
            player.wait(2 * harness.PATIENCE_SECONDS), 0, player.output())
        found = json.loads(player.stdout().splitlines()[-1])
        bad = [event for event in found['events']
               if event['name'] in ('error', 'ended', 'emptied')]
        self.assertEqual(bad, [], mount)
        # Chromium reads 32 kB at a time, so a stream of few kilobits waits
        # once when the first are played, whoever sent them.
        self.assertGreater(found['before'], 0, (mount, found))
        self.assertGreater(found['after'], found['before'] + SECONDS,
                           (mount, found))

    def test_chromium_plays_through_titles_split_and_gap(self):
        icecast = Icecast(self)
        self.write_config(
            'hall', f'relay = {self.address(icecast, "hall.opus")}, '
            f'{self.address(icecast, "hall.mp3")}', 'idle = 30s')
        self.relay('--room', 'hall')
        self.record('hall')
        talker = self.talk(self.payloads())
        for target in (1, 2):
            self.wait_until(lambda: self.status('hall', target).get('state')
                            == 'on-air', 'on the air')
        time.sleep(2)  # so that a burst is there
        players = {mount: self.start_player(icecast.url(mount))
                   for mount in ('hall.opus', 'hall.mp3')}
        for player in players.values():
            self.wait_until(player.stdout, 'a player that plays')
        for number in range(100):
            self.control('hall', 'mark', f'Title {number}')
        self.control('hall', 'split')
        time.sleep(1)
        talker.is_quiet = True
        time.sleep(3)
        talker.is_quiet = False
        for mount, player in players.items():
            self.judge_played(player, mount)


del test_relay.RelayTest

if __name__ == '__main__':
    harness.main()
