# SPDX-License-Identifier: BSD-2-Clause
"""What campaigns of faults share: how many rounds, a room that speaks all the
time, and the judgement of what a fault left.

The tests that use it are run by ctest (label fault) for a few rounds each, and
in full by hand, each by one command:

    python3 tests/process/test_kills.py --rounds 200
    python3 tests/process/test_system_calls.py --rounds all
    python3 tests/process/test_publish_interrupted.py --rounds all
    sudo python3 tests/process/test_power_cuts.py --rounds 100
    sudo python3 tests/process/test_full_disks.py
    sudo python3 tests/process/test_publish_full_disk.py --rounds all

`--seed N` throws other dice, `--table FILE` keeps the figures as lines of
JSON; ROOMCAST_FAULT_ROUNDS does what --rounds does. Words of unittest, as the
name of one test, may follow.
"""
import argparse
import contextlib
import json
import os
import random
import socket
import sys
import threading
import time
import unittest

import harness
import judges
import rtp
from ogg_opus import OggOpus

SKIPPED = 77  # ctest's SKIP_RETURN_CODE
FRAME_SECONDS = 0.02
# The leak check of a sanitized build cannot work under strace.
TRACED = {**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'}

_options = argparse.Namespace(rounds=None, seed=1, table=None)


def rounds(bounded, everything=sys.maxsize):
    """How many: `bounded` unless told otherwise, `everything` for all."""
    if _options.rounds == 'all':
        return everything
    return int(_options.rounds or bounded)


def dice(name):
    """The same throws for the same seed."""
    return random.Random(f'{name} {_options.seed}')


def tell(figures):
    """Prints the figures of a campaign, and keeps them if that was asked."""
    print(json.dumps(figures), flush=True)
    if _options.table:
        with open(_options.table, 'a', encoding='ascii') as table:
            table.write(json.dumps(figures) + '\n')


@contextlib.contextmanager
def said(where):
    """The first failure ends a campaign, and says where it was."""
    try:
        yield
    except Exception as failure:
        raise AssertionError(where) from failure


def main():
    """As harness.main(), but ctest learns when nothing could be tested."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument('--rounds',
                        default=os.environ.get('ROOMCAST_FAULT_ROUNDS'))
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--table')
    _, words = parser.parse_known_args(namespace=_options)
    program = unittest.main(argv=sys.argv[:1] + words, verbosity=2, exit=False)
    done = program.result
    if not done.wasSuccessful():
        sys.exit(1)
    if done.skipped and len(done.skipped) == done.testsRun:
        sys.exit(SKIPPED)


class Room:
    """Speaks to some ports in real time, the same packets to each, until it
    is closed. No packet is like another, so that each tells its time."""

    def __init__(self, payloads, ports):
        self._payloads = payloads
        self._places = {each: at for at, each in enumerate(payloads)}
        self._ports = ports
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._is_over = threading.Event()
        self._times = []  # when each was sent (monotonic)
        self._thread = threading.Thread(target=self._speak)
        self._thread.start()

    def _speak(self):
        rtp.go_first()
        began = time.monotonic()
        for at, payload in enumerate(self._payloads):
            left = began + at * FRAME_SECONDS - time.monotonic()
            if self._is_over.wait(max(left, 0)):
                return
            self._times.append(time.monotonic())
            for port in self._ports:
                packet = rtp.build(payload, at, at * 960, 0x1000 + port)
                try:
                    self._socket.sendto(packet, ('127.0.0.1', port))
                except ConnectionRefusedError:
                    pass  # told of a packet before: nobody listens yet

    def place(self, packet):
        """The number of a packet; None if it is not of this room."""
        return self._places.get(packet)

    def sent_at(self, packet):
        """When its sound had been made."""
        return self._times[self.place(packet)]

    def sent(self):
        """How many so far."""
        return len(self._times)

    def close(self):
        self._is_over.set()
        self._thread.join()
        self._socket.close()


def make_payloads(test, seconds, padding=0):
    """Opus packets of 20 ms, all different, with so many bytes of nothing."""
    noise, coded = test.folder / 'noise.wav', test.folder / 'noise.opus'
    test.call(harness.tool('sox'), '-R', '-n', '-r', 48000, '-c', 1, '-b', 16,
              noise, 'synth', min(seconds, 60), 'pinknoise', 'gain', -12)
    test.call(harness.tool('opusenc'), '--quiet', '--bitrate', 32, noise,
              coded)
    once = list(dict.fromkeys(OggOpus(coded).packets))
    noise.unlink()
    coded.unlink()
    # Padding (RFC 6716 3.2.5) makes another of the same sound.
    return [padded(packet, padding + again) if padding + again else packet
            for again in range(seconds // 60 + 1) for packet in once]


def padded(packet, zeros):
    """The packet, of one frame, with padding behind it."""
    assert packet[0] & 3 == 0
    length = bytes([255]) * (zeros // 254) + bytes([zeros % 254])
    return bytes([packet[0] | 3, 0x41]) + length + packet[1:] + bytes(zeros)


class Leftover:
    """What a kill or a power cut left of a .opus.part, and what must be in
    the recording that a repair makes of it: all its whole pages."""

    def __init__(self, part):
        self.path = part.with_suffix('')
        self.bytes = part.stat().st_size
        self.packets = []
        self.rest = 'no header'
        try:
            file = OggOpus(part)
            # One that has no more than its pre-skip, which the part before
            # it has too, is no recording.
            self.packets = file.packets if file.frames_48k > 0 else []
            self.rest = 'torn' if file.is_cut else ''
        except ValueError as damage:
            self.rest = str(damage)

    def judge(self, test):
        """After the repair."""
        if self.packets:
            kept = OggOpus(self.path).packets
            test.assertEqual(kept[:len(self.packets)], self.packets, self.path)


class Recorded:
    """A finished recording, as a part of its session."""

    def __init__(self, path):
        file = OggOpus(path)
        begin = json.loads(
            path.with_suffix('.jsonl').read_text().split('\n', 1)[0])
        self.id = file.tag('ROOMCAST_ID')
        self.session = file.tag('ROOMCAST_SESSION')
        self.part = int(file.tag('ROOMCAST_PART'))
        self.begin = int(file.tag('ROOMCAST_OFFSET') or 0) / 48000
        self.seconds = file.frames_48k / 48000
        self.continues = begin.get('continues', False)


def episodes(paths):
    """{recording id: seconds} of the episodes that recordings are to become,
    each in one: a session whose first part is there is one, and what goes on
    where another recording was cut off belongs to that."""
    wholes = []
    for each in sorted(map(Recorded, paths), key=lambda it: it.part):
        for whole in wholes:
            if whole[0].session == each.session and (
                    whole[0].part == 1 or
                    each.continues and whole[-1].part + 1 == each.part):
                whole.append(each)
                break
        else:
            wholes.append([each])
    return {whole[0].id: whole[-1].begin + whole[-1].seconds - whole[0].begin
            for whole in wholes}


def judge_recording(test, path):
    """One that everybody plays."""
    judges.opusinfo(path)
    judges.oggz_validate(path)
    judges.verify(path)
    file = OggOpus(path)
    test.assertFalse(file.is_cut, path)
    test.assertAlmostEqual(
        judges.duration(path), file.frames_48k / 48000 + file.pre_skip / 48000,
        delta=0.05)
    return file
