# SPDX-License-Identifier: BSD-2-Clause
"""Rooms behind a bad network: the recording is as long as the room was, and
all that was said is where it was said.

Each room is sent through a fault-relay to two recorders, one that copies and
one that levels; all rooms are open at the same time.
"""
import concurrent.futures
import json
import random
import re
import signal
import time

import harness
import rtp
import sound_match
from ogg_opus import OggOpus
from room import Recording, read_payloads

SECONDS = 8
LATE_MOST_MS = 40  # the promise
# Of the pieces, where a sender was held up for longer: silence is put in, and
# some left out for it, within those.
HELD_UP_SHARE = 1 / 3

# name: (options of the relay, the least likeness of a piece of speech).
# Through two codecs of 24 kbit/s it is 0.7 at worst when nothing is lost.
FAULTS = {
    'clean': ((), 0.65),
    'loss-1': (('--loss', 1), 0.6),
    'loss-5': (('--loss', 5), 0.5),
    'loss-20': (('--loss', 20), 0.35),
    'bursts': (('--burst', 2), 0.4),
    'reorder': (('--reorder', 32), 0.65),
    'duplicates': (('--duplicate', 20), 0.65),
    'jitter': (('--jitter-ms', 200, '--calm', 0), 0.65),
    'new-ssrc': (('--new-ssrc',), 0.65),
    'timestamp-zero': (('--timestamps', 'zero'), 0.65),
    'timestamp-flip': (('--timestamps', 'flip'), 0.65),
    'timestamp-hour': (('--timestamps', 'hour'), 0.65),
    'stalled': ((), 0.65),  # the recorders sleep for four seconds
    'flooded': ((), 0.65),  # by strangers
}


def memory_kib(program):
    status = open(f'/proc/{program.process.pid}/status', encoding='ascii')
    with status:
        return int(re.search(r'VmRSS:\s+(\d+)', status.read()).group(1))


class Room:
    """A room that talks through a relay to two recorders."""

    def __init__(self, test, name, options):
        source = 'rtp://127.0.0.1:{port}?codec=opus&reorder=1000'
        self.test, self.name = test, name
        self.copied = Recording(
            test, f'{name}-gain', '--normalize', 'gain', source=source)
        self.levelled = Recording(test, f'{name}-level', source=source)
        self.port = test.free_udp_port()
        self.relay = test.start(
            harness.program('fault-relay'), '--listen', self.port, *options,
            self.copied.port, self.levelled.port, name=f'relay-{name}')
        test.wait_for_udp_ports(self.port)

    def open(self):
        self.simulator = self.test.start(
            harness.program('room-simulator'), '--to',
            f'127.0.0.1:{self.port}', '--seconds', SECONDS,
            '--codec', 'opus-fec', '--save-packets', f'{self.name}.sent',
            '--save-mix', f'{self.name}.wav', *self.test.talkers,
            name=f'room-{self.name}')

    def close(self):
        """Waits for the room's end, and ends the recordings."""
        self.test.assertEqual(self.simulator.wait(), 0,
                              self.simulator.output())
        self.relay.stop(signal.SIGTERM)
        self.test.assertEqual(self.relay.wait(), 0, self.relay.output())
        self.report = json.loads(self.relay.stdout())
        for recording in (self.copied, self.levelled):
            recording.take_report(json.loads(self.simulator.stdout()),
                                  self.report)
            recording.stop()

    def most_left_out(self):
        """How many packets may be, for silence that was put in where the
        sender was held up."""
        held_up_ms = self.copied.held_up_ns / 1e6
        return 0 if held_up_ms < LATE_MOST_MS else SECONDS * 50 // 10

    def judge(self, least_likeness):
        sent = sound_match.samples(self.test.folder / f'{self.name}.wav')
        for recording in (self.copied, self.levelled):
            recording.judge()
            found = sound_match.find_all(
                sent, sound_match.samples(recording.path))
            self.test.assertGreater(len(found), SECONDS, self.name)
            held_up_ms = recording.held_up_ns / 1e6
            bad = [piece for piece in found if
                   abs(piece.late) * 1000 >= LATE_MOST_MS + held_up_ms or
                   piece.likeness <= least_likeness]
            may_be_bad = held_up_ms > LATE_MOST_MS and HELD_UP_SHARE
            self.test.assertLessEqual(
                len(bad), len(found) * may_be_bad,
                f'{recording.name}, held up for {held_up_ms} ms: {bad}')


class FaultsTest(harness.ProcessTest):

    def counted(self, name):
        """What the ledger of the copied room counts, and the relay."""
        room = self.rooms[name]
        return room.copied.ledger()[-1], room.report

    def flood(self, recording, packets=10000):
        """Each has another SSRC. Returns by how many KiB memory grew."""
        dice = random.Random(1)
        before = memory_kib(recording.record)
        sender = rtp.Sender(recording.port)
        for number in range(packets):
            sender.send(rtp.build(
                b'\xf8' + bytes(90), dice.getrandbits(16),
                dice.getrandbits(32), ssrc=dice.getrandbits(32)))
            if number % 250 == 0:
                time.sleep(0.02)
                self.wait_until(
                    lambda: rtp.waiting_bytes(recording.port) < 100000,
                    'a recorder that reads')
        sender.close()
        return memory_kib(recording.record) - before

    def do_harm(self):
        """To the rooms behind no bad network, while all are open."""
        stalled, flooded = self.rooms['stalled'], self.rooms['flooded']
        self.wait_until(stalled.copied.part.exists, what='sound')
        self.wait_until(flooded.copied.part.exists, what='sound')
        time.sleep(1)
        for recording in (stalled.copied, stalled.levelled):
            recording.record.stop(signal.SIGSTOP)
        began = time.monotonic()
        self.assertLess(self.flood(flooded.copied), 2048)
        time.sleep(max(0, began + 4 - time.monotonic()))
        for recording in (stalled.copied, stalled.levelled):
            recording.record.stop(signal.SIGCONT)

    def judge_counts(self):
        for name in ('loss-1', 'loss-5', 'loss-20', 'bursts'):
            end, report = self.counted(name)
            self.assertGreater(report['lost'], 0, name)
            self.assertAlmostEqual(end['lost'], report['lost'], delta=12)
        end, report = self.counted('duplicates')
        self.assertEqual(end['duplicates'], report['duplicates'])
        end, report = self.counted('flooded')
        self.assertGreater(end['strangers'], 9900)
        self.assertLessEqual(end['packets'], report['packets'])
        self.assertGreaterEqual(
            end['packets'],
            report['packets'] - self.rooms['flooded'].most_left_out())
        for name in ('clean', 'stalled', 'reorder', 'jitter', 'new-ssrc', 'timestamp-zero',
                     'timestamp-flip', 'timestamp-hour', 'duplicates'):
            end, report = self.counted(name)
            self.assertEqual((end['lost'], end['late']), (0, 0), name)

    def judge_jumps(self):
        """Timestamps that lied are told in the ledger."""
        for name, words in (('timestamp-flip', '44739.2'),
                            ('timestamp-hour', 'jumped 1 times, by -3600.'),
                            ('timestamp-zero', 'jumped')):
            told = [line['text'] for line in self.rooms[name].copied.ledger()
                    if line['event'] == 'timestamps']
            self.assertIn(words, told[0])

    def judge_packets(self):
        """What is copied is the room's, byte for byte and in order; what is
        levelled is recovered where packets repeat others."""
        for name, room in self.rooms.items():
            sent = read_payloads(self.folder / f'{name}.sent')
            rest = iter(sent)
            packets = OggOpus(room.copied.path).packets[4:]
            theirs = [packet for packet in packets if len(packet) > 3]
            self.assertTrue(all(packet in rest for packet in theirs), name)
            missing = len(sent) - len(theirs) - room.report['lost']
            self.assertLessEqual(missing, 3 + room.most_left_out(), name)
        for name in ('loss-5', 'loss-20'):
            end = self.rooms[name].levelled.ledger()[-1]
            self.assertGreater(end['recovered'], end['lost'] // 4, name)

    def speak(self):
        """The talkers of all rooms, so that not each makes its own."""
        for voice in ('en-us', 'en-gb'):
            path = self.folder / f'{voice}.wav'
            self.call(harness.tool('espeak-ng'), '-v', voice, '-w', path,
                      'All that was said in this room is to be found again, '
                      'each word in its place, whatever becomes of it on its '
                      'way from here to there.')
            yield path

    def test_rooms_behind_bad_networks_are_recorded_as_they_were(self):
        self.talkers = list(self.speak())
        self.rooms = {name: Room(self, name, options)
                      for name, (options, _) in FAULTS.items()}
        for room in self.rooms.values():
            room.open()
        self.do_harm()
        for room in self.rooms.values():
            room.close()
        with concurrent.futures.ThreadPoolExecutor(2) as judges:
            done = [judges.submit(room.judge, FAULTS[name][1])
                    for name, room in self.rooms.items()]
        for judged in done:
            judged.result()
        self.judge_counts()
        self.judge_jumps()
        self.judge_packets()


if __name__ == '__main__':
    harness.main()
