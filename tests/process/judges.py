# SPDX-License-Identifier: BSD-2-Clause
"""Other people's tools as judges of what our programs made.

Each raises AssertionError, with what the tool said, when it does not like the
file, and FileNotFoundError when the tool is missing.
"""
import array
import json
import math
import re
import subprocess
import sys

from harness import program, tool


def _run(*command):
    done = subprocess.run(
        [tool(command[0]), *map(str, command[1:])], stdin=subprocess.DEVNULL,
        capture_output=True, timeout=300, check=False)
    if done.returncode != 0:
        raise AssertionError(
            f'{command}: status {done.returncode}\n'
            + (done.stdout + done.stderr).decode(errors='replace'))
    return done


def opusinfo(path):
    """Passes without a warning; returns what it printed."""
    done = _run('opusinfo', path)
    text = (done.stdout + done.stderr).decode(errors='replace')
    if re.search(r'^\t?(WARNING|ERROR)|corrupt', text, re.M):
        raise AssertionError(f'opusinfo {path}:\n{text}')
    return text


def oggz_validate(path):
    """Passes without a word: it says something only about mistakes."""
    done = _run('oggz-validate', path)
    text = (done.stdout + done.stderr).decode(errors='replace').strip()
    if text:
        raise AssertionError(f'oggz-validate {path}:\n{text}')


def verify(path):
    """Our own checker finds nothing in the container, and the ledger agrees."""
    done = subprocess.run(
        [program('roomcast-verify'), '--json', str(path)],
        capture_output=True, timeout=300, check=False)
    report = json.loads(done.stdout)
    if done.returncode not in (0, 3) or report['findings']:
        raise AssertionError(f'roomcast verify {path}:\n{done.stdout}')
    return report


def xmllint(path):
    """Well-formed XML."""
    _run('xmllint', '--noout', '--nonet', path)


def xmllint_schema(schema, path):
    """Valid by a RELAX NG schema."""
    _run('xmllint', '--noout', '--nonet', '--relaxng', schema, path)


def duration(path):
    """Seconds, as ffprobe reads the container."""
    done = _run('ffprobe', '-v', 'error', '-show_entries', 'format=duration',
                '-of', 'csv=p=0', path)
    return float(done.stdout)


def tags(path):
    """Tags of the container and its first stream, keys in lower case."""
    done = _run('ffprobe', '-v', 'error', '-show_entries',
                'format_tags:stream_tags', '-of', 'default=nw=1', path)
    found = {}
    for line in done.stdout.decode(errors='replace').splitlines():
        if line.startswith('TAG:') and '=' in line:
            key, value = line[4:].split('=', 1)
            found.setdefault(key.lower(), value)
    return found


def decode(path, channels=2):
    """All samples at 48 kHz as array('f'), interleaved, as ffmpeg decodes
    (with the header gain of Ogg/Opus); without a single complaint."""
    done = _run('ffmpeg', '-nostdin', '-v', 'warning', '-i', path, '-vn',
                '-f', 'f32le', '-ac', channels, '-ar', 48000, '-')
    said = done.stderr.decode(errors='replace')
    if re.search(r'^(?!Guessed Channel Layout).', said, re.M):
        raise AssertionError(f'ffmpeg -i {path}:\n{said}')
    samples = array.array('f')
    samples.frombytes(done.stdout)
    if sys.byteorder == 'big':
        samples.byteswap()
    return samples


def decoded_seconds(path):
    """The length of what comes out of a decoder."""
    return len(decode(path, 1)) / 48000


def loudness(path):
    """(integrated LUFS, true peak dBTP) by ffmpeg's ebur128 (BS.1770-4), to
    a hundredth; the last tenth of a second may not count."""
    done = _run('ffmpeg', '-nostdin', '-hide_banner', '-nostats', '-i', path,
                '-af', 'ebur128=peak=true:metadata=1,ametadata=print:file=-',
                '-f', 'null', '-')
    text = done.stdout.decode()
    levels = re.findall(r'lavfi\.r128\.I=(\S+)', text)
    peaks = re.findall(r'lavfi\.r128\.true_peaks_ch\d+=(\S+)', text)
    if not levels or not peaks:
        raise AssertionError(f'ebur128 measured nothing in {path}')
    peak = max(float(value) for value in peaks)
    return float(levels[-1]), 20 * math.log10(peak) if peak else -math.inf
