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

Then what each stage of a live room costs on this machine.
"""
import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile

TARGET = -16.0
BUILD = os.environ['ROOMCAST_BUILD']
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
    window = f'atrim={at:.3f}' + (f':{at + seconds:.3f}' if seconds else '')
    return run('ffmpeg', '-nostdin', '-i', path, '-vn', '-af',
               f'{window},asetpts=PTS-STARTPTS,{chain}', '-f', 'null',
               '-').stderr


def loudness(path, at=0.0, seconds=None):
    said = ffmpeg(path, 'ebur128=peak=true', at, seconds)
    said = said[said.rindex('Summary:'):]
    return (float(re.search(r'I:\s+(\S+) LUFS', said)[1]),
            float(re.search(r'Peak:\s+(\S+) dBFS', said)[1]))


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
        if part['kind'] == 'talk' and seconds >= 20:
            found['3..10'].append(loudness(out, at + 3, 7)[0] - TARGET)
            found['10..'].append(
                loudness(out, at + 10, end - at - 10)[0] - TARGET)
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
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run(f'{BUILD}/roomcast-record', '--source', scene['path'],
               '--output', out, '--normalize', how, '--target', TARGET)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = re.search(r'([\d.]+) LU below the target', done.stderr)
    return (float(said[1]) if said else 0.0,
            ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime)


def show(folder, scene):
    length = sum(part['seconds'] for part in scene['parts'])
    for how in 'level', 'gain':
        out = f"{folder}/{scene['name']}.{how}.opus"
        short, cpu = record(scene, how, out)
        integrated, peak = loudness(out)
        worst = judge(scene, out) if how == 'level' else {}
        cells = [f'{worst[name]:+6.1f}' if worst.get(name) is not None
                 else '     .' for name in ('3..10', '10..', 'noise', 'music')]
        print(f"{scene['name']:18} {how:5} {integrated:6.1f} {peak:5.1f} "
              f"{short:5.1f} {' '.join(cells)} {100 * cpu / length:5.2f}%",
              flush=True)
        if abs(integrated - TARGET) > 0.1 + short or peak > -1:
            show.failures += 1


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n', 1)[0],
        epilog=__doc__.split('\n', 2)[2],
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--music')
    parser.add_argument('voices', nargs='*', metavar='VOICE.wav')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        music = ['--music', options.music] if options.music else []
        lines = run(f'{BUILD}/tests/room-scenes', '--to', folder, *music,
                    *(options.voices or speak(folder))).stdout
        print('scene              mode      I    TP short  3..10   10..  '
              'noise  music   CPU')
        show.failures = 0
        for line in lines.splitlines():
            show(folder, json.loads(line))
    print(run(f'{BUILD}/tests/room-cost').stdout, end='')
    if show.failures:
        print(f'{show.failures} files are off their target without saying so, '
              'or above -1 dBTP')
    return 1 if show.failures else 0


if __name__ == '__main__':
    sys.exit(main())
