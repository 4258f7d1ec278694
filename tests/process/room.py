# SPDX-License-Identifier: BSD-2-Clause
"""A recorder and a simulated room that talks to it."""
import json
import signal
import struct
import time

import harness
import judges
from ogg_opus import OggOpus


def read_payloads(path):
    """What the simulator's --save-packets wrote."""
    data, at, payloads = path.read_bytes(), 0, []
    while at < len(data):
        length, = struct.unpack_from('>I', data, at)
        payloads.append(data[at + 4:at + 4 + length])
        at += 4 + length
    return payloads


def write_room(test, path, seconds, what='--save-packets'):
    """Writes what a simulated room says, and does not wait until it is said."""
    room = test.start(harness.program('room-simulator'), '--to', '127.0.0.1:9',
                      '--seconds', seconds, what, path)
    test.wait_until(path.exists, f'{path}')
    room.kill()


def written_seconds(part):
    """How much of a running recording is on the disk."""
    try:
        return OggOpus(part).frames_48k / 48000
    except (OSError, ValueError):
        return 0


class Recording:
    """One `roomcast record` at work, and the room it listens to.

    first_ns   when its first packet came, or should have; by the simulator,
               or set by whoever sends
    late_ns    how much later than it should the first packet was sent
    held_up_ns how late those on its way were at worst: a machine that is busy
               holds up senders, too, and what comes late at the very end is
               behind what was filled in its place
    """

    late_ns = held_up_ns = 0

    def __init__(self, test, name, *options, source=None, wrap=()):
        self.test = test
        self.name = name
        self.port = test.free_udp_port()
        self.path = test.folder / f'{name}.opus'
        self.part = test.folder / f'{name}.opus.part'
        self.ledger_path = test.folder / f'{name}.jsonl'
        source = source or f'rtp://127.0.0.1:{self.port}?codec=opus'
        self.record = test.start(
            *wrap, harness.program('roomcast-record'), '--source',
            source.format(port=self.port), '--output', self.path, *options,
            name=f'record-{name}')
        test.wait_until(self._listens, what=f'record {name} on its port')

    def _listens(self):
        wanted = f':{self.port:04X} '
        with open('/proc/net/udp', encoding='ascii') as table:
            return any(wanted in line for line in table) or \
                not self.record.is_running()

    def room(self, seconds, *options):
        """Opens the room; goes on at once."""
        self.simulator = self.test.start(
            harness.program('room-simulator'), '--to',
            f'127.0.0.1:{self.port}', '--seconds', seconds, *options,
            name=f'room-{self.name}')
        return self

    def wait_room(self):
        self.test.assertEqual(self.simulator.wait(), 0,
                              self.simulator.output())
        self.report = json.loads(self.simulator.stdout())
        self.take_report(self.report)
        return self

    def take_report(self, report, *relays):
        """The simulator's, of the room that this one listened to, and those
        of relays between."""
        self.first_ns = report['first_due_ns']
        relayed_ns = sum(int(each['late_most_ms'] * 1e6) for each in relays)
        self.late_ns = report['first_send_ns'] - self.first_ns + relayed_ns
        self.held_up_ns = int(report['late_most_ms'] * 1e6) + relayed_ns

    def stop(self, number=signal.SIGINT):
        """Ends the recording."""
        self.signalled_ns = time.monotonic_ns()
        self.record.stop(number)
        status = self.record.wait()
        self.ended_ns = time.monotonic_ns()
        self.test.assertEqual(status, 0, self.record.output())
        return self

    def _seconds_until(self, ns):
        """From the beginning: when the first packet was due, whose 20 ms
        were made before."""
        return (ns - self.first_ns) / 1e9 + 0.02

    def _judge_length(self, length, delta):
        """The promise is 40 ms. When exactly the recorder took the signal
        nobody knows but itself: after it was sent, before it was gone."""
        self.test.assertGreaterEqual(
            length, self._seconds_until(self.signalled_ns - self.late_ns)
            - delta, (self.name, self.late_ns, self.held_up_ns))
        self.test.assertLessEqual(
            length, self._seconds_until(self.ended_ns + self.held_up_ns)
            + delta, self.name)

    def ledger(self):
        lines = self.ledger_path.read_text().splitlines()
        return [json.loads(line) for line in lines]

    def judge(self, seconds=None, delta=0.040):
        """A finished file that everybody takes, of the promised length."""
        self.test.assertFalse(self.part.exists())
        judges.opusinfo(self.path)
        judges.oggz_validate(self.path)
        judges.verify(self.path)
        file = OggOpus(self.path)
        self.test.assertFalse(file.is_cut)
        length = file.frames_48k / 48000
        if seconds is None:
            self._judge_length(length, delta)
        else:
            self.test.assertAlmostEqual(length, seconds, delta=delta)
        self.test.assertAlmostEqual(
            judges.decoded_seconds(self.path), length, delta=0.001)
        return file
