# SPDX-License-Identifier: BSD-2-Clause
"""roomcast record of rooms of a real Janus AudioBridge.

Each room is forwarded to its recorders and to a witness. Janus encodes once
and sends to all of them at the same moment, so the witness knows to the bit
and to the microsecond what came to the recorders.
"""
import base64
import statistics
import time
import types

import harness
import rtp
from janus import Crowd, JanusBridge
from live_stream import CODEC_DELAY, Sound, Stream, heard_seconds, pitch
from room import Recording

PACKET = 0.020
BREAK_SECONDS = 0.4  # Janus is never as late as that while somebody is there
KEY = base64.b64encode(bytes(range(1, 31))).decode()


class Hall:
    """A room of the test's Janus, its recorders, one for each way to
    normalise, and the witness."""

    def __init__(self, test, name, ways=('gain', 'level'), codec='opus',
                 suite=None, room=(), **forward):
        self.test, self.name, self.codec = test, name, codec
        self._options = {'codec': codec, **forward}
        self._secrets, options = {}, []
        source = f'rtp://127.0.0.1:{{port}}?codec={codec}'
        if suite:
            self._secrets = {'srtp_suite': suite, 'srtp_crypto': KEY}
            source += f'&srtp=AES_CM_128_HMAC_SHA1_{suite}'
            options = ['--srtp-key-file', test.key_file()]
        self.witness = rtp.Receiver()
        test.addCleanup(self.witness.close)
        self.recordings = {
            way: Recording(test, f'{name}-{way}', '--normalize', way, *options,
                           source=source) for way in ways}
        self.room = test.bridge.create_room(**dict(room))
        self.forward()

    def forward(self):
        """The witness comes last and goes first: all that it hears, the
        recorders were sent."""
        self._forwards = [
            self.room.forward(each.port, **self._options, **self._secrets)
            for each in self.recordings.values()]
        self._forwards.append(
            self.room.forward(self.witness.port, **self._options))

    def stop_forward(self):
        for number in reversed(self._forwards):
            self.room.stop_forward(number)

    def talk(self, begin, end):
        """Somebody joins who says these seconds of the sound."""
        said = self.test.sound.packets[round(begin * 50):round(end * 50)]
        return self.room.join(self.test.crowd, said)

    def stop(self):
        for each in self.recordings.values():
            each.stop()
        stopped = min(r.signalled_ns for r in self.recordings.values()) / 1e9
        self.packets = [p for p in self.witness.packets if p.came < stopped]
        for each in self.recordings.values():
            each.first_ns = self.packets[0].came * 1e9

    def runs(self):
        """What came without a break, and then what came after it …"""
        runs = [self.packets[:1]]
        for before, packet in zip(self.packets, self.packets[1:]):
            if not follows(before, packet):
                runs.append([])
            runs[-1].append(packet)
        return runs

    def places(self):
        """Where in a recording each packet belongs: one behind the other, and
        after a break as late as they came."""
        for run in self.runs():
            begin = statistics.median(
                packet.came - i * PACKET for i, packet in enumerate(run))
            for i in range(len(run)):
                yield begin - self.packets[0].came + i * PACKET

    def tones(self):
        """[(place, pitch)] of what the witness heard."""
        path = self.test.folder / f'{self.name}-witness'
        payloads = b''.join(p.payload for p in self.packets)
        delay = 0
        if self.codec == 'opus':
            delay = CODEC_DELAY
            stream = Stream(types.SimpleNamespace(
                packets=[p.payload for p in self.packets])).head().play(
                    0, len(self.packets) * PACKET)
            payloads = b''.join(page for _, page in stream.bytes_at)
        path.write_bytes(payloads)
        raw = {'pcmu': ('-f', 'mulaw', '-ar', 8000),
               'pcma': ('-f', 'alaw', '-ar', 8000), 'opus': ()}[self.codec]
        wav = path.with_suffix('.wav')
        self.test.call(harness.tool('ffmpeg'), '-v', 'error', *raw, '-i', path,
                       wav)
        places = list(self.places())
        found = []
        for at, hz in heard_seconds(wav):
            index, rest = divmod(at + delay, PACKET)
            found.append((places[int(index)] + rest, hz))
        return found

    def judge(self, pitches, breaks=0, replayed=0):
        """Files that everybody takes, as long as they should be, where all is
        in its place that the witness heard, and that was what was said."""
        tones = self.tones()
        self.test.assertEqual([round(hz, -2) for _, hz in tones], pitches)
        self.test.assertEqual(len(self.runs()), breaks + 1)
        for way, each in self.recordings.items():
            with self.test.subTest(each.name):
                file = each.judge()
                self._judge_tones(each, tones)
                self._judge_ledger(each.ledger())
                self.test.assertEqual(each.record.output(), '')
                if way == 'gain':
                    self._judge_packets(file, replayed)

    def _judge_ledger(self, ledger):
        """Nothing was lost, and each break is noted, as long as it was. What
        was under way when it ended is no break."""
        end = ledger[-1]
        self.test.assertEqual(end['lost'], 0)
        gaps = [line['frames'] / 48000 for line in ledger
                if line['event'] == 'gap' and line['at'] < end['at'] - 0.3]
        runs = self.runs()
        breaks = [run[0].came - before[-1].came - PACKET
                  for before, run in zip(runs, runs[1:])]
        self.test.assertEqual(len(gaps), len(breaks), gaps)
        for gap, expected in zip(gaps, breaks):
            self.test.assertAlmostEqual(gap, expected, delta=0.060)

    def _judge_tones(self, recording, expected):
        heard = heard_seconds(recording.path)
        words = f'heard {heard}, expected {expected}'
        self.test.assertEqual(len(heard), len(expected), words)
        for (at, hz), (place, said_hz) in zip(heard, expected):
            self.test.assertAlmostEqual(at, place, delta=0.040, msg=words)
            self.test.assertAlmostEqual(hz, said_hz, delta=30, msg=words)

    def _judge_packets(self, file, replayed):
        """All that came is in the file, in order and byte for byte, but for
        the packets after a break that had to be taken for a replay."""
        first, *others = self.runs()
        expected = first + [p for run in others for p in run[replayed:]]
        rest = iter(file.packets)
        for number, packet in enumerate(expected):
            self.test.assertTrue(packet.payload in rest,
                                 f'packet {number} of {len(expected)}')


def follows(before, packet):
    return (before.ssrc == packet.ssrc
            and packet.sequence == before.sequence + 1 & 0xffff
            and packet.came - before.came < BREAK_SECONDS)


class JanusTest(harness.ProcessTest):

    sound = None

    def setUp(self):
        super().setUp()
        if not JanusTest.sound:
            JanusTest.sound = Sound(self, 24)
        self.bridge = JanusBridge(self)
        self.crowd = Crowd(self)

    def key_file(self):
        path = self.folder / 'room.key'
        path.write_text(KEY)
        path.chmod(0o600)
        return path

    def hear_out(self, seconds):
        """All that is said, and what Janus does in so many seconds then."""
        self.wait_until(self.crowd.has_spoken, 'the last words')
        time.sleep(seconds)

    def stop(self, halls):
        for each in halls.values():
            each.stop()

    def test_two_talkers_are_heard_in_every_encoding(self):
        halls = {
            'wide': Hall(self, 'wide'),
            'narrow': Hall(self, 'narrow', ('gain',),
                           room={'sampling_rate': 16000}),
            'spatial': Hall(self, 'spatial', room={'spatial_audio': True}),
            'pcmu': Hall(self, 'pcmu', ('level',), 'pcmu'),
            'pcma': Hall(self, 'pcma', ('level',), 'pcma'),
            'secret 80': Hall(self, 'secret-80', ('gain',), suite=80),
            'secret 32': Hall(self, 'secret-32', ('gain',), suite=32)}
        for each in halls.values():
            each.talk(0, 5)
            each.talk(12.5, 17.5)
        self.hear_out(0.7)
        self.stop(halls)
        turns = [pitch(s) for turn in zip(range(5), range(13, 18))
                 for s in turn]
        for name, each in halls.items():
            with self.subTest(name):
                each.judge(turns)

    def test_rooms_that_are_empty_and_forwards_that_end(self):
        fixed = {'ssrc': 77}
        halls = {
            'left': Hall(self, 'left'),
            'always on': Hall(self, 'always-on', always_on=True),
            'late': Hall(self, 'late'),
            'again': Hall(self, 'again'),
            'same SSRC': Hall(self, 'same', **fixed),
            'same key': Hall(self, 'key', ('gain',), suite=80, **fixed),
            'anew': Hall(self, 'anew')}
        time.sleep(0.5)
        first = {name: each.talk(0, 3) for name, each in halls.items()}
        self.hear_out(0.3)
        for name in ('left', 'always on'):
            halls[name].room.leave(first[name])
        for name in ('again', 'same SSRC', 'same key'):
            halls[name].stop_forward()
        halls['anew'].room.destroy()
        time.sleep(2.7)
        for name in ('again', 'same SSRC', 'same key'):
            halls[name].forward()
        halls['anew'].room.create()
        halls['anew'].forward()
        for each in halls.values():
            each.talk(12, 15)
        self.hear_out(0.5)
        self.stop(halls)
        turns = [pitch(s) for s in (0, 1, 2, 12, 13, 14)]
        for name, each in halls.items():
            with self.subTest(name):
                each.judge(turns, breaks=name not in ('always on', 'late'),
                           replayed=2 if name == 'same key' else 0)

    def test_a_server_that_is_killed(self):
        halls = {
            'opus': Hall(self, 'opus'),
            'pcmu': Hall(self, 'pcmu', ('level',), 'pcmu'),
            'secret': Hall(self, 'secret', ('gain',), suite=32, ssrc=77)}
        for each in halls.values():
            each.talk(0, 3)
        self.hear_out(0.3)
        self.bridge.kill()
        time.sleep(0.7)
        self.bridge.start()
        for each in halls.values():
            each.room.create()
            each.forward()
            each.talk(12, 15)
        self.hear_out(0.5)
        self.stop(halls)
        for name, each in halls.items():
            with self.subTest(name):
                each.judge([pitch(s) for s in (0, 1, 2, 12, 13, 14)], breaks=1,
                           replayed=2 if name == 'secret' else 0)

    def test_fifty_talkers_in_turn(self):
        """All send all the time, the noise of their rooms at least; every
        third says one second's tone, the next half a second later."""
        hall = Hall(self, 'full')
        quiet = self.sound.packets[20:45]
        begun = time.monotonic() + 0.5
        for number in range(50):
            turn, rest = divmod(number, 3)
            said = quiet if rest else \
                self.sound.packets[turn * 50:turn * 50 + 25]
            hall.room.join(self.crowd, quiet * turn + said
                           + quiet * (16 - turn), begun)
        self.hear_out(0.5)
        hall.stop()
        hall.judge([pitch(turn) for turn in range(17)])


if __name__ == '__main__':
    harness.main()
