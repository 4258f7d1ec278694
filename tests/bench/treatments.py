# SPDX-License-Identifier: BSD-2-Clause
"""Ways to make an Opus episode of a WAV at a target, ours and others'."""
import json
import os
import re
import shutil

from tools import program, run, tool

TARGET_LUFS = -16
PEAK_DBTP = -1
BIT_RATE = '64k'


def _encode(source, made, *filters):
    chain = ('-af', ','.join(filters)) if filters else ()
    run(tool('ffmpeg'), '-nostdin', '-y', '-v', 'error', '-ignore_length', 1,
        '-i', source, *chain, '-ar', 48000, '-c:a', 'libopus', '-b:a',
        BIT_RATE, made)


def _ours(mode):
    def record(source, made):
        made.unlink(missing_ok=True)
        made.with_suffix('.jsonl').unlink(missing_ok=True)
        run(program('roomcast-record'), '--source', source, '--output', made,
            '--normalize', mode, '--target', TARGET_LUFS, '--bitrate',
            BIT_RATE)
    return record


def untreated(source, made):
    _encode(source, made)


def _loudnorm(*more):
    options = ':'.join([f'I={TARGET_LUFS}', f'TP={PEAK_DBTP}', 'LRA=11', *more])
    return f'loudnorm={options}'


def loudnorm_once(source, made):
    _encode(source, made, _loudnorm())


def loudnorm_twice(source, made):
    said = run(tool('ffmpeg'), '-nostdin', '-hide_banner', '-i', source, '-af',
               _loudnorm('print_format=json'), '-f', 'null', '-')
    found = json.loads(re.search(r'\{[^{}]*"input_i"[^{}]*\}', said)[0])
    _encode(source, made, _loudnorm(
        f'measured_I={found["input_i"]}', f'measured_TP={found["input_tp"]}',
        f'measured_LRA={found["input_lra"]}',
        f'measured_thresh={found["input_thresh"]}',
        f'offset={found["target_offset"]}', 'linear=true'))


def dynaudnorm(source, made):
    _encode(source, made, 'dynaudnorm=p=0.89')


def liquidsoap(source, made):
    """Its own float WAVs it reads, but writes 24 bits."""
    script, wav = made.with_suffix('.liq'), made.with_suffix('.wav')
    script.write_text(
        'set("init.allow_root", true)\nset("log.level", 1)\n'
        'set("frame.audio.samplerate", 48000)\n'
        f's = once(single("{source}"))\n'
        f's = normalize(target={TARGET_LUFS}., lufs=true, s)\n'
        'clock.assign_new(sync="none", [s])\n'
        'output.file(fallible=true, on_stop=shutdown, '
        f'%wav(stereo=true, samplesize=24), "{wav}", s)\n')
    run(tool('liquidsoap'), script)
    _encode(wav, made)
    os.unlink(wav)


# By name, ours first: the others' costs are told as multiples of it.
TREATMENTS = {
    'roomcast level': _ours('level'),
    'roomcast gain': _ours('gain'),
    'untreated': untreated,
    'loudnorm, 1 pass': loudnorm_once,
    'loudnorm, 2 passes': loudnorm_twice,
    'dynaudnorm': dynaudnorm,
}
if shutil.which('liquidsoap'):
    TREATMENTS['Liquidsoap normalize'] = liquidsoap
