# SPDX-License-Identifier: BSD-2-Clause
"""how exact, even and cheap levelling is, on rooms of any voices

Makes rooms of the voices given (of espeak-ng's without any), records them by
`roomcast record`, and lets ffmpeg judge what its decoder gives:

    I, TP     integrated loudness and true peak of the whole file
    short     how far below the target `roomcast record` says it ended
    3..10     the worst distance from the target of a talker's 3rd to 10th
              second, and 10.. of what he says afterwards
    noise     the gain of noise against that of the talker before it
    music     by how many dB the gain moves within a piece, from its 6th
              second on

With a seed the rooms are others: who speaks how loud for how long, over which
noise and between what else, is left to chance. With --peers, ffmpeg's and
Liquidsoap's levelling of the same rooms is judged by the same.

Then what each stage of a live room costs on this machine.
"""
import argparse
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

from treatments import PEAK_DBTP, TARGET_LUFS, TREATMENTS

BUILD = os.environ['ROOMCAST_BUILD']
PEERS = [name for name in TREATMENTS
         if not name.startswith('roomcast') and name != 'untreated']
TOLERANCE_LU = 0.1
ROUNDING = 0.051  # ffmpeg and we tell one decimal
TEXT = ('Good evening. I would like to say something about the library. It '
        'closes at five, and most of us work until six. Perhaps one late '
        'evening a week would do. Thank you for coming, all of you. We have '
        'three points tonight: the bridge, the library and the budget. The '
        'engineers say that it can carry buses again from March, if the '
        'weather is kind. What is left would pay for twenty late evenings, '
        'not for fifty. I want to see a date, in writing, and I want to see '
        'it tonight. Nobody asked us about the bridge!')
VOICES = [('en+f3', 62, 150), ('en+m3', 45, 170), ('en-us+f2', 50, 165),
          ('en-gb+m7', 35, 180), ('en+m1', 20, 140), ('en+croak', 30, 130),
          ('en+f4', 80, 190), ('en-gb+m5', 50, 160)]


def run(*command):
    done = subprocess.run([str(word) for word in command],
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    if done.returncode:
        sys.exit(f'{command[0]}: status {done.returncode}\n{done.stderr}')
    return done


def speak(folder):
    paths = []
    for voice, pitch, words in VOICES:
        paths.append(f'{folder}/{voice}.wav')
        run('espeak-ng', '-v', voice, '-p', pitch, '-s', words, '-w',
            paths[-1], TEXT)
    return paths


def ffmpeg(path, chain, at=0.0, seconds=None):
    length = ['-t', f'{seconds:.3f}'] if seconds else []
    return run('ffmpeg', '-nostdin', '-ss', f'{at:.3f}', *length, '-i', path,
               '-vn', '-af', chain, '-f', 'null', '-').stderr


def loudness(path, at=0.0, seconds=None):
    said = ffmpeg(path, 'ebur128=peak=true:framelog=verbose', at, seconds)
    said = said[said.rindex('Summary:'):]
    return (float(re.search(r'I:\s+(\S+) LUFS', said)[1]),
            float(re.search(r'Peak:\s+(\S+) dBFS', said)[1]))


def decoded(path):
    """As WAV, in which ffmpeg finds every place at once."""
    wav = f'{path}.wav'
    run('ffmpeg', '-nostdin', '-y', '-v', 'error', '-i', path, '-c:a',
        'pcm_f32le', wav)
    return wav


def level_db(path, at, seconds):
    said = ffmpeg(path, 'astats=measure_perchannel=none', at, seconds)
    return float(re.search(r'RMS level dB:\s+(\S+)', said)[1])


def gain_db(scene, out, at, seconds):
    return level_db(out, at, seconds) - level_db(scene['path'], at, seconds)


def farthest(distances):
    return max(distances, key=abs, default=None)


def judge(scene, out):
    """Of the rows above, what the scene has to show."""
    found = {'3..10': [], '10..': [], 'noise': [], 'music': []}
    before = None
    for part in scene['parts']:
        at, seconds = part['at'], part['seconds']
        end = at + seconds
        if part['kind'] == 'talk' and seconds >= 14:
            found['3..10'].append(loudness(out, at + 3, 7)[0] - TARGET_LUFS)
            found['10..'].append(
                loudness(out, at + 10, seconds - 10)[0] - TARGET_LUFS)
        if part['kind'] == 'talk' and seconds >= 6:
            before = gain_db(scene, out, end - 2, 2)
        is_noise = part['kind'] == 'noise' or (
            part['kind'] == 'pause' and scene['noise_lufs'] > -50)
        if is_noise and seconds >= 3 and before is not None:
            gain = gain_db(scene, out, at + 0.7, seconds - 1.4)
            found['noise'].append(gain - before)
        if part['kind'] == 'music':
            gains = [gain_db(scene, out, at + second, 3)
                     for second in range(6, int(seconds) - 3, 3)]
            found['music'].append(max(gains) - min(gains))
    return {name: farthest(list(values)) for name, values in found.items()}


def record(scene, how, out):
    done = run(f'{BUILD}/roomcast-record', '--source', scene['path'],
               '--output', out, '--normalize', how, '--target', TARGET_LUFS)
    said = re.search(r'([\d.]+) LU below the target', done.stderr)
    return float(said[1]) if said else 0.0


def treat(scene, name, out):
    """How many LU below the target it says it is."""
    if name in ('level', 'gain'):
        return record(scene, name, out)
    TREATMENTS[name](scene['path'], pathlib.Path(out))
    return 0.0


def cell(number, form='{:+6.1f}'):
    return '     .' if number is None else form.format(number)


def show(folder, scene, name):
    """Prints a row; returns whether that is what was asked for."""
    length = sum(part['seconds'] for part in scene['parts'])
    out = f'{folder}/made.opus'
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    short = treat(scene, name, out)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    wav = decoded(out)
    integrated, peak = loudness(wav)
    worst = judge(scene, wav) if name != 'gain' else {}
    print(f"{scene['name']:17} {name:20} {integrated:6.1f} {peak:5.1f} "
          f'{short:5.1f} ' + ' '.join(cell(worst.get(column)) for column in (
              '3..10', '10..', 'noise', 'music')) +
          f' {100 * cpu / length:5.2f}%', flush=True)
    for path in out, wav, f'{out[:-5]}.jsonl':
        pathlib.Path(path).unlink(missing_ok=True)
    return (abs(integrated + short - TARGET_LUFS) <= TOLERANCE_LU + ROUNDING
            and peak <= PEAK_DBTP)


def parse():
    parser = argparse.ArgumentParser(
        prog='scripts/bench level', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--music', metavar='PIECE.wav',
                        help='what music is, made of chords without it')
    parser.add_argument('--seed', type=int,
                        help='rooms of chance instead of those always the same')
    parser.add_argument('--only', metavar='ROOM', help='no other room, and no costs')
    parser.add_argument('--peers', action='store_true',
                        help='judge ' + ', '.join(PEERS) + ' too')
    parser.add_argument('voices', nargs='*', metavar='VOICE.wav')
    return parser.parse_args()


def main():
    options = parse()
    names = ['level', 'gain'] + (PEERS if options.peers else [])
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        chosen = [word for name in ('music', 'seed', 'only')
                  if getattr(options, name) is not None
                  for word in (f'--{name}', getattr(options, name))]
        lines = run(f'{BUILD}/tests/room-scenes', '--to', folder, *chosen,
                    *(options.voices or speak(folder))).stdout
        print('room              mode                      I    TP short  '
              '3..10   10..  noise  music   CPU')
        for line in lines.splitlines():
            scene = json.loads(line)
            for name in names:
                is_good = show(folder, scene, name)
                failures += not is_good and name not in PEERS
    if not options.only:
        print(run(f'{BUILD}/tests/room-cost').stdout, end='')
    if failures:
        print(f'{failures} files are off their target without saying so, '
              'or above -1 dBTP')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
