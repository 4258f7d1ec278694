# SPDX-License-Identifier: BSD-2-Clause
"""What an episode costs, against copying its recording and against LAME.

    scripts/bench publish [--minutes N] [--recording FILE]

Makes a recording of speech (an hour), or takes a finished one, and renders it
as the publisher does. Prints CPU seconds and how many times as much they are
as copying and syncing the recording, and as LAME alone with the same settings
over the same samples; and the MP3 on all cores against one.
"""
import argparse
import os
import pathlib
import subprocess
import tempfile

BUILD = pathlib.Path(os.environ.get('ROOMCAST_BUILD', 'build/release'))
WORDS = ('The chair opened the meeting at six. There were two questions about '
         'the budget, and one about the bridge over the river. Nobody spoke '
         'against the plan to plant a hundred trees along the old road.')


def run(*command):
    return subprocess.run(
        [str(word) for word in command], check=True, capture_output=True,
        text=True, stdin=subprocess.DEVNULL).stdout


def make_recording(folder, minutes):
    """Three voices in turn, again and again."""
    for number, voice in enumerate(('en', 'en-us', 'en-gb')):
        run('espeak-ng', '-v', voice, '-p', 30 + 20 * number, '-w',
            folder / f'{number}.wav', WORDS)
    voices = [folder / f'{number}.wav' for number in range(3)]
    run('sox', '-R', *voices, '-r', 48000, '-c', 2, folder / 'voices.wav')
    length = float(run('soxi', '-D', folder / 'voices.wav'))
    times = int(minutes * 60 / length)
    run('sox', '-R', folder / 'voices.wav', folder / 'room.wav', 'repeat',
        times)
    run(BUILD / 'roomcast-record', '--source', folder / 'room.wav',
        '--output', folder / 'room.opus')
    return folder / 'room.opus'


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--minutes', type=int, default=60)
    parser.add_argument('--recording', type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='roomcast-bench-') as name:
        folder = pathlib.Path(name)
        recording = options.recording or make_recording(
            folder, options.minutes)
        seconds = float(run('ffprobe', '-v', 'error', '-of', 'csv=p=0',
                            '-show_entries', 'format=duration', recording))
        print(f'{recording.stat().st_size / 1e6:.1f} MB of '
              f'{seconds / 60:.0f} minutes')
        took = {}
        for line in run(BUILD / 'tests/publish_bench', recording.resolve(),
                        folder).splitlines():
            what, cpu, wall = line.split()
            took[what] = float(cpu), float(wall)
    for what, against in (('copy', None), ('opus', 'copy'), ('lame', None),
                          ('mp3', 'lame'), ('cores', 'mp3')):
        cpu, wall = took[what]
        ratio = ''
        if against:
            ratio = (f'  {cpu / took[against][0]:5.2f} x {against} (CPU), '
                     f'{wall / took[against][1]:.2f} (wall)')
        print(f'{what:5} {cpu:8.3f} s CPU {wall:8.3f} s wall{ratio}')
    passes, level = took['passes']
    print(f'MP3: {passes:.0f} encodings, {level:.2f} LUFS')


if __name__ == '__main__':
    main()
