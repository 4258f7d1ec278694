# SPDX-License-Identifier: BSD-2-Clause
"""Finds what was said in what was recorded, by cross-correlation."""
import subprocess

import numpy

from harness import PATIENCE_SECONDS, tool

RATE = 8000
PIECE = RATE            # looked for at a time
SEARCH = RATE * 3 // 10  # so far to both sides
QUIET = 10 ** (-45 / 20)  # a piece of that RMS says nothing


class Found:
    """A piece: where it was said, how much later it was found (seconds), and
    how alike the two are (1 at most)."""

    def __init__(self, at, late, likeness):
        self.at, self.late, self.likeness = at, late, likeness

    def __repr__(self):
        return (f'{self.at:.1f} s: {self.late * 1000:+.1f} ms late, '
                f'likeness {self.likeness:.2f}')


def samples(path):
    """Mono at 8 kHz, where nearly all of speech is."""
    done = subprocess.run(
        [tool('ffmpeg'), '-nostdin', '-v', 'error', '-i', str(path), '-f',
         'f32le', '-ac', '1', '-ar', str(RATE), '-'], check=True,
        capture_output=True, timeout=PATIENCE_SECONDS)
    return numpy.frombuffer(done.stdout, '<f4').astype(float)


def _find(piece, around):
    """Where the piece fits best in what is around it, and how well."""
    size = len(around) + len(piece)
    products = numpy.fft.irfft(
        numpy.fft.rfft(around, size)
        * numpy.conj(numpy.fft.rfft(piece, size)), size)
    places = len(around) - len(piece) + 1
    energy = numpy.concatenate([[0], numpy.cumsum(around ** 2)])
    energies = energy[len(piece):] - energy[:places]
    likeness = products[:places] / numpy.sqrt(
        numpy.maximum(energies, 1e-9) * numpy.sum(piece ** 2))
    best = int(numpy.argmax(likeness))
    return best, float(likeness[best])


def find_all(sent, heard):
    """All pieces of `sent` that say something, as Found in `heard`."""
    found = []
    padded = numpy.pad(heard, SEARCH)
    for at in range(0, len(sent) - PIECE + 1, PIECE // 2):
        piece = sent[at:at + PIECE]
        around = padded[at:at + PIECE + 2 * SEARCH]
        if numpy.sqrt(numpy.mean(piece ** 2)) < QUIET or \
                len(around) < PIECE + 2 * SEARCH:
            continue
        best, likeness = _find(piece, around)
        found.append(Found(at / RATE, (best - SEARCH) / RATE, likeness))
    return found
