# SPDX-License-Identifier: BSD-2-Clause
"""Conversations of known loudness: who speaks when, and how loud."""
import dataclasses
import random

from tools import loudness, run, tool

SENTENCES = (
    'Good evening, and thank you all for coming in spite of the weather.',
    'The bridge will be closed for two weeks, and buses will go round by the '
    'mill.',
    'I would rather hear the figures before we argue about them.',
    'Peter paid for the paint and the planks; somebody should pay him back.',
    'We asked for a crossing three years ago, and nothing has happened since.',
    'That is not quite what the minutes say, if you will forgive me.',
    'Could the people at the back speak up, please? We cannot hear a word.',
    'Six hundred signatures were handed in on Thursday, with the petition.',
    'Let us vote on it then, and go home before the last tram has left.',
    'The children should have been asked, it is their playground after all.',
)
VOICES = ('en+m1', 'en+f2', 'en+m5', 'en+f4')
REFERENCE_LUFS = -23
PAUSE_SECONDS = 0.4
CLIPS_PER_TALKER = 3
RATE = 48000


@dataclasses.dataclass
class Turn:
    talker: int
    start: float  # seconds
    end: float


@dataclasses.dataclass
class Conversation:
    name: str
    path: str
    turns: list
    channels: int


def _clip(folder, talker, number, channels):
    """One of a talker's speeches at the reference loudness: its path and its
    length."""
    path = folder / f'clip-{talker}-{number}-{channels}.wav'
    raw = folder / 'raw.wav'
    chosen = random.Random(17 * talker + number).sample(SENTENCES, 2)
    run(tool('espeak-ng'), '-v', VOICES[talker], '-s', 150 + 8 * talker, '-w',
        raw, ' '.join(chosen))
    sides = [1.0] if channels == 1 else [0.6 + 0.1 * talker,
                                          0.9 - 0.1 * talker]
    shaped = folder / 'shaped.wav'
    run(tool('sox'), raw, '-r', RATE, '-e', 'float', '-b', 32, shaped,
        'remix', *[f'1v{side:.2f}' for side in sides])
    gain = REFERENCE_LUFS - loudness(shaped)[0]
    run(tool('sox'), shaped, path, 'gain', gain)
    frames = int(run(tool('soxi'), '-s', path))
    return path, frames / RATE


class Studio:
    """Makes conversations from clips, which are made once."""

    def __init__(self, folder):
        self.folder = folder
        self._clips = {}

    def clip(self, talker, number, channels):
        key = talker, number, channels
        if key not in self._clips:
            self._clips[key] = _clip(self.folder, *key)
        return self._clips[key]

    def _background(self, seconds, channels):
        """The noise of a room, -65 LUFS or so."""
        path = self.folder / 'background.wav'
        run(tool('sox'), '-R', '-n', '-r', RATE, '-c', channels, '-e', 'float',
            '-b', 32, path, 'synth', seconds, 'pinknoise', 'gain', -46)
        return path

    def make(self, name, seconds, level_of, channels=2, seed=1):
        """level_of(talker, at) gives a turn's loudness; `at` goes from 0 to 1
        over the conversation."""
        path = self.folder / f'{name.replace(" ", "-")}.wav'
        chance = random.Random(seed)
        parts, turns, at, last = [], [], 0.0, None
        pause = self.folder / f'pause-{channels}.wav'
        run(tool('sox'), '-n', '-r', RATE, '-c', channels, '-e', 'float', '-b',
            32, pause, 'trim', 0, PAUSE_SECONDS)
        while at < seconds:
            talker = chance.choice(
                [t for t in range(len(VOICES)) if t != last])
            clip, length = self.clip(
                talker, chance.randrange(CLIPS_PER_TALKER), channels)
            gain = level_of(talker, at / seconds) - REFERENCE_LUFS
            parts += ['-v', f'{10 ** (gain / 20):.6f}', clip, '-v', 1, pause]
            turns.append(Turn(talker, at, at + length))
            at += length + PAUSE_SECONDS
            last = talker
        dry = self.folder / 'dry.wav'
        run(tool('sox'), *parts, dry)
        run(tool('sox'), '-m', '-v', 1, dry, '-v', 1,
            self._background(at, channels), '-e', 'float', '-b', 32, path)
        return Conversation(name, path, turns, channels)
