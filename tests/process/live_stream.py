# SPDX-License-Identifier: BSD-2-Clause
"""Live Ogg/Opus for tests: sound that tells the time, its packets, pages of
them, and schedules of when to send which bytes.

    sound = Sound(test, seconds=20)
    stream = Stream(sound).head('Title').play(0, 10).title('Next').play(10, 20)
    stream.bytes_at        [(seconds, bytes), …]

Each second of the sound begins with a tone of 300 ms; its pitch tells which.
"""
import array
import math
import random
import struct
import subprocess

import harness
from ogg_opus import OggOpus, crc

PACKET = 0.020
PAGE_PACKETS = 50
TONE_SECONDS = 0.3
RATE = 8000
PITCHES = 24
CODEC_DELAY = 312 / 48000  # of a decoder of Opus: later than the packet


def pitch(second):
    return 400 + 100 * (second % PITCHES)


def build_page(body, serial, number, granule, flags=0, lacing=None):
    """One page; `body` is a list of packets unless lacing is given."""
    if lacing is None:
        lacing = b''.join(
            b'\xff' * (len(packet) // 255) + bytes([len(packet) % 255])
            for packet in body)
        body = b''.join(body)
    page = bytearray(struct.pack(
        '<4sBBqIIIB', b'OggS', 0, flags, granule, serial, number, 0,
        len(lacing)) + lacing + body)
    struct.pack_into('<I', page, 22, crc(page))
    return bytes(page)


def opus_head(channels=1, family=0):
    head = struct.pack('<8sBBHIhB', b'OpusHead', 1, channels, 312, 48000, 0,
                       family)
    if family:
        head += bytes([channels, 0]) + bytes(range(channels))
    return head


def opus_tags(title=None):
    comments = [f'TITLE={title}'.encode()] if title else []
    return b'OpusTags' + struct.pack('<I', 4) + b'test' + struct.pack(
        '<I', len(comments)) + b''.join(
            struct.pack('<I', len(c)) + c for c in comments)


class Sound:
    """Packets of 20 ms, no two alike."""

    def __init__(self, test, seconds, name='sound'):
        self.seconds = seconds
        self.wav = test.folder / f'{name}.wav'
        self.opus = test.folder / f'{name}.opus'
        noise = random.Random(1)
        samples = array.array('h')
        for second in range(seconds):
            part = array.array('h', (
                byte % 81 - 40 for byte in noise.randbytes(48000)))
            turn = 2 * math.pi * pitch(second) / 48000
            for at in range(round(TONE_SECONDS * 48000)):
                part[at] += int(9000 * math.sin(turn * at))
            samples += part
        data = samples.tobytes()
        self.wav.write_bytes(
            b'RIFF' + struct.pack('<I', 36 + len(data)) + b'WAVEfmt '
            + struct.pack('<IHHIIHH', 16, 1, 1, 48000, 96000, 2, 16)
            + b'data' + struct.pack('<I', len(data)) + data)
        test.call(harness.tool('ffmpeg'), '-v', 'error', '-i', self.wav,
                  '-c:a', 'libopus', '-b:a', '48k', '-frame_duration', 20,
                  self.opus)
        self.packets = OggOpus(self.opus).packets[:seconds * 50]


class Stream:
    """A schedule of bytes; times count from its beginning, and a page comes
    when the last of its sound has been made."""

    def __init__(self, sound, serial=1000, granule=0, number=0):
        self.sound = sound
        self.serial, self.granule, self.number = serial, granule, number
        self.bytes_at = []
        self.now = 0.0

    @classmethod
    def of_file(cls, path):
        """A file as its writer paged it, each page when its sound is over."""
        data, begin = path.read_bytes(), 0
        stream = cls(None)
        for page in OggOpus(path).pages:
            stream.bytes_at.append((page.granule / 48000, data[begin:page.end]))
            begin = page.end
        return stream

    def _page(self, body, flags=0, granule=None, at=None):
        page = build_page(body, self.serial, self.number,
                          self.granule if granule is None else granule, flags)
        self.number += 1
        self.bytes_at.append((self.now if at is None else at, page))
        return self

    def head(self, title=None, channels=1, family=0):
        """The headers; behind them granules and page numbers go on from where
        the constructor put them, as for a listener who comes late."""
        number, self.number = self.number, 0
        self._page([opus_head(channels, family)], 2, 0)
        self._page([opus_tags(title)], 0, 0)
        self.number = max(number, 2)
        return self

    def link(self, title=None, serial=None, has_end=False, channels=1):
        """The next link of the chain."""
        if has_end:
            self._page([b''], 4)
        self.serial = self.serial + 1 if serial is None else serial
        self.granule = self.number = 0
        return self.head(title, channels)

    def play(self, begin, end, at=None, page=PAGE_PACKETS):
        """The seconds `begin` to `end` of the sound, page by page, each when
        its time has come, or all at `at`."""
        packets = self.sound.packets[round(begin * 50):round(end * 50)]
        for first in range(0, len(packets), page):
            some = packets[first:first + page]
            self.granule += 960 * len(some)
            self.now += PACKET * len(some)
            self._page(some, at=at)
        return self

    def wait(self, seconds):
        """Nothing is made."""
        self.now += seconds
        return self

    def lose(self, seconds):
        """That much is made and never sent."""
        pages = round(seconds / PACKET / PAGE_PACKETS)
        self.granule += round(seconds * 48000)
        self.number += max(pages, 1)
        return self.wait(seconds)

    def damage_last(self):
        at, page = self.bytes_at[-1]
        spoilt = bytearray(page)
        spoilt[len(page) // 2] ^= 0xff
        self.bytes_at[-1] = at, bytes(spoilt)
        return self

    def junk(self, data):
        self.bytes_at.append((self.now, data))
        return self


def heard_seconds(path):
    """[(time in the recording, pitch)] of each tone that begins in it."""
    done = subprocess.run(
        [harness.tool('ffmpeg'), '-nostdin', '-v', 'error', '-i', path, '-f',
         's16le', '-ac', '1', '-ar', str(RATE), '-'],
        stdin=subprocess.DEVNULL, capture_output=True, check=True,
        timeout=harness.PATIENCE_SECONDS)
    samples = array.array('h')
    samples.frombytes(done.stdout)
    step = RATE // 200
    levels = [max(map(abs, samples[at:at + step]), default=0)
              for at in range(0, len(samples) - step, step)]
    loud = max(levels, default=0) / 6
    found = []
    quiet = 20
    for index, level in enumerate(levels):
        if level < loud:
            quiet += 1
            continue
        if quiet >= 20:
            begin = index * step + RATE // 20
            tone = samples[begin:begin + RATE // 10]
            turns = sum(a < 0 <= b for a, b in zip(tone, tone[1:]))
            found.append((index * step / RATE, turns * 10))
        quiet = 0
    return found
