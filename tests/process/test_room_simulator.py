# SPDX-License-Identifier: BSD-2-Clause
"""The simulated room does what its options say, as seen from the other end."""
import json
import math
import statistics
import wave

import harness
import judges
import rtp
from room import read_payloads


class RoomSimulatorTest(harness.ProcessTest):

    def hear(self, *options, seconds=2):
        """Runs a room; returns the room's packets and its report."""
        receiver = rtp.Receiver()
        self.addCleanup(receiver.close)
        room = self.call(
            harness.program('room-simulator'), '--to', receiver.address,
            '--seconds', seconds, *options)
        receiver.close()
        self.packets = receiver.packets
        return json.loads(room.stdout())

    def test_a_room_sends_as_janus_does(self):
        report = self.hear('--save-packets', 'sent')
        self.assertEqual(len(self.packets), 100)
        self.assertEqual(report['packets'], 100)
        for number, packet in enumerate(self.packets, 1):
            self.assertEqual(packet.payload_type, 100)
            self.assertEqual(packet.sequence, number)
            self.assertEqual(packet.timestamp, 960 * number)
            self.assertEqual(packet.ssrc, report['ssrc'])
        self.assertEqual([packet.payload for packet in self.packets],
                         read_payloads(self.folder / 'sent'))

    def begin(self, packets, first=0):
        """When a run of packets began, the first of which is the so-manieth
        of its room: the machine may hold up a few of them."""
        return statistics.median(
            packet.came - number * 0.02
            for number, packet in enumerate(packets, first))

    def test_packets_leave_in_real_time(self):
        report = self.hear(seconds=3)
        elapsed = (report['last_send_ns'] - report['first_send_ns']) / 1e9
        self.assertGreater(elapsed, 149 * 0.02 - 0.03)
        self.assertAlmostEqual(self.begin(self.packets[:50]),
                               self.begin(self.packets[100:], 100), delta=0.05)

    def test_the_same_seed_gives_the_same_room(self):
        self.hear('--seed', 5, '--loss', 10, seconds=1)
        first = [packet.data for packet in self.packets]
        self.hear('--seed', 5, '--loss', 10, seconds=1)
        self.assertEqual([packet.data for packet in self.packets], first)
        self.hear('--seed', 6, '--loss', 10, seconds=1)
        self.assertNotEqual([packet.data for packet in self.packets], first)

    def test_the_mix_has_loud_and_quiet_talkers(self):
        room = self.start(
            harness.program('room-simulator'), '--to', '127.0.0.1:9',
            '--seconds', 25, '--save-mix', 'mix.wav')
        path = self.wait_for_file('mix.wav')
        room.kill()
        lufs, peak = judges.loudness(path)
        self.assertTrue(-20 < lufs < -12, lufs)
        self.assertLess(peak, 0.5)
        with wave.open(str(path)) as mix:
            self.assertEqual(mix.getnframes(), 25 * 48000)

    def judge_g711(self, codec, name):
        self.hear('--codec', codec, '--save-mix', 'mix.wav')
        self.assertEqual(len(self.packets), 100)
        self.assertTrue(all(len(p.payload) == 160 for p in self.packets))
        self.assertEqual(self.packets[-1].timestamp, 100 * 160)
        raw = self.folder / 'raw'
        raw.write_bytes(b''.join(p.payload for p in self.packets))
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', name, '-ar',
                  8000, '-ac', 1, '-i', raw, 'heard.wav')
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-i', 'mix.wav',
                  '-ar', 8000, 'narrow.wav')
        heard = judges.decode(self.folder / 'heard.wav', 1)
        mixed = judges.decode(self.folder / 'narrow.wav', 1)
        power = sum(a * a for a in heard), sum(b * b for b in mixed)
        self.assertAlmostEqual(10 * math.log10(power[0] / power[1]), 0,
                               delta=0.5)
        both = sum(a * b for a, b in zip(heard, mixed))
        self.assertGreater(both / math.sqrt(power[0] * power[1]), 0.98)

    def test_pcmu_is_what_ffmpeg_takes_for_mulaw(self):
        self.judge_g711('pcmu', 'mulaw')

    def test_pcma_is_what_ffmpeg_takes_for_alaw(self):
        self.judge_g711('pcma', 'alaw')

    def test_l16_carries_the_mix_bit_by_bit(self):
        self.hear('--codec', 'l16', '--channels', 2, '--save-mix', 'mix.wav')
        self.assertEqual(len(self.packets), 200)
        heard = b''.join(packet.payload for packet in self.packets)
        with wave.open(str(self.folder / 'mix.wav')) as mix:
            self.assertEqual(mix.getnchannels(), 2)
            mixed = mix.readframes(mix.getnframes())
        swapped = bytearray(len(heard))
        swapped[0::2], swapped[1::2] = heard[1::2], heard[0::2]
        self.assertEqual(bytes(swapped), mixed)

    def test_lost_packets_never_come(self):
        report = self.hear('--loss', 20)
        self.assertEqual(len(self.packets) + report['lost'], 100)
        self.assertTrue(5 <= report['lost'] <= 40, report)

    def test_duplicates_and_late_ones_are_the_same_packets(self):
        report = self.hear('--duplicate', 20, '--reorder', 5, '--jitter-ms',
                           15, seconds=4)
        sequences = [packet.sequence for packet in self.packets]
        self.assertEqual(sorted(set(sequences)), list(range(1, 201)))
        self.assertEqual(len(sequences) - 200, report['duplicates'])
        self.assertGreater(report['duplicates'], 10)
        self.assertNotEqual(sequences, sorted(sequences))

    def test_an_empty_room_goes_on_by_one_step(self):
        report = self.hear('--pause-at', 1, '--pause-for', 2, seconds=4)
        self.assertEqual(len(self.packets), 100)
        self.assertEqual(report['seconds'], 4)
        before, after = self.packets[49], self.packets[50]
        self.assertEqual(after.sequence, before.sequence + 1)
        self.assertEqual(after.timestamp, before.timestamp + 960)
        self.assertAlmostEqual(
            self.begin(self.packets[50:], 50) - self.begin(self.packets[:50]),
            2, delta=0.05)

    def test_a_restarted_sender_begins_anew(self):
        self.hear('--restart-at', 1, '--start-sequence', 65530,
                  '--start-timestamp', 4294967000)
        self.assertEqual(self.packets[0].sequence, 65530)
        self.assertEqual(self.packets[6].sequence, 0)
        self.assertEqual(self.packets[1].timestamp, 4294967000 + 960 - 2**32)
        self.assertEqual((self.packets[50].sequence,
                          self.packets[50].timestamp), (1, 960))
        self.assertEqual(len({packet.ssrc for packet in self.packets}), 2)

    def test_a_burst_comes_all_at_once(self):
        self.hear('--burst-at', 1)
        gaps = [b.came - a.came for a, b in
                zip(self.packets, self.packets[1:])]
        longest = gaps.index(max(gaps))
        self.assertAlmostEqual(longest, 49, delta=1)
        self.assertGreater(gaps[longest], 0.4)
        self.assertLess(statistics.median(gaps[longest + 1:longest + 25]),
                        0.01)
        self.assertEqual([packet.sequence for packet in self.packets],
                         list(range(1, 101)))

    def test_a_stranger_comes_from_elsewhere(self):
        report = self.hear('--stranger')
        ours = [p for p in self.packets if p.is_rtp
                and p.ssrc == report['ssrc']]
        others = [p for p in self.packets if p not in ours]
        self.assertEqual(len(ours), 100)
        self.assertEqual(len(others), 20)
        self.assertEqual(len({p.port for p in ours}), 1)
        self.assertNotIn(ours[0].port, {p.port for p in others})

    def test_an_interrupt_ends_it_with_a_report(self):
        receiver = rtp.Receiver()
        self.addCleanup(receiver.close)
        room = self.start(harness.program('room-simulator'), '--to',
                          receiver.address, '--seconds', 30)
        self.wait_until(lambda: len(receiver.packets) > 10)
        room.stop()
        self.assertEqual(room.wait(), 0, room.output())
        self.assertGreater(json.loads(room.stdout())['packets'], 10)


if __name__ == '__main__':
    harness.main()
