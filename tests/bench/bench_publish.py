# SPDX-License-Identifier: BSD-2-Clause
"""what an episode costs, against copying its recording and against LAME

Makes a recording of speech, or takes a finished one, and renders it as the
publisher does. The Opus episode is set against copying and syncing the
recording, the checksum that the feed states of it beside it, and the MP3
against LAME alone with the same settings over the same samples, and on all
cores against one. Costs are CPU seconds, of the system's calls too, besides
the time by the clock. Each is done in turn in several rounds: what is told is
the median, of ratios the median of those of each round.
"""
import argparse
import pathlib
import statistics
import tempfile

from tools import machine, print_table, program, run, tool

WORDS = ('The chair opened the meeting at six. There were two questions about '
         'the budget, and one about the bridge over the river. Nobody spoke '
         'against the plan to plant a hundred trees along the old road.')
CHEAP_ROUNDS = 5  # of what takes no second, for each round of the others
AGAINST = (('copying', 'copy', None),
           ('Opus episode', 'opus', 'copy'),
           ('its checksum', 'hash', 'copy'),
           ('LAME alone', 'lame', None),
           ('MP3, one core', 'mp3', 'lame'),
           ('MP3, all cores', 'cores', 'mp3'))


def make_recording(folder, seconds, normalize):
    """Three voices in turn, again and again."""
    for number, voice in enumerate(('en', 'en-us', 'en-gb')):
        run(tool('espeak-ng'), '-v', voice, '-p', 30 + 20 * number, '-w',
            folder / f'{number}.wav', WORDS)
    voices = [folder / f'{number}.wav' for number in range(3)]
    run(tool('sox'), '-R', *voices, '-r', 48000, '-c', 2, folder / 'voices.wav')
    length = float(run(tool('soxi'), '-D', folder / 'voices.wav'))
    run(tool('sox'), '-R', folder / 'voices.wav', folder / 'room.wav',
        'repeat', int(seconds / length), 'trim', 0, seconds)
    run(program('roomcast-record'), '--source', folder / 'room.wav',
        '--normalize', normalize, '--output', folder / 'room.opus')
    (folder / 'room.wav').unlink()
    return folder / 'room.opus'


def measure(rounds, recording, folder, *names):
    """{name: [(CPU seconds, seconds), …]}, one for each round."""
    took = {}
    for line in run(program('publish-bench'), rounds, recording, folder,
                    *names).splitlines():
        name, first, second = line.split()
        took.setdefault(name, []).append((float(first), float(second)))
    return took


def ratio(took, name, against, kind):
    return statistics.median(
        ours[kind] / theirs[kind]
        for ours, theirs in zip(took[name], took[against]))


def rows(took):
    for title, name, against in AGAINST:
        cells = [f'{statistics.median(cpu for cpu, _ in took[name]):.3f}',
                 f'{statistics.median(wall for _, wall in took[name]):.3f}']
        if against:
            cells += [f'{ratio(took, name, against, 0):.2f}',
                      f'{ratio(took, name, against, 1):.2f}', against]
        yield (title, *cells, *[''] * (5 - len(cells)))


def main():
    parser = argparse.ArgumentParser(
        prog='scripts/bench publish', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=int, default=3600,
                        help='length of the recording that is made (3600)')
    parser.add_argument('--normalize', choices=('level', 'gain'),
                        default='level', help='how it is recorded: what a gain '
                        'alone leaves too quiet, the MP3 has to be limited for '
                        '(level)')
    parser.add_argument('--recording', type=pathlib.Path,
                        help='a finished one instead')
    parser.add_argument('--rounds', type=int, default=3,
                        help='the median of how many is told (3)')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='roomcast-bench-') as name:
        folder = pathlib.Path(name)
        recording = (options.recording.resolve() if options.recording
                     else make_recording(folder, options.seconds,
                                         options.normalize))
        size = recording.stat().st_size
        seconds = float(run(tool('ffprobe'), '-v', 'error', '-of', 'csv=p=0',
                            '-show_entries', 'format=duration', recording))
        took = measure(CHEAP_ROUNDS * options.rounds, recording, folder,
                       'copy', 'opus', 'hash')
        took |= measure(options.rounds, recording, folder, 'lame', 'mp3',
                        'cores')
    print(machine())
    print_table(f'An episode of {seconds / 60:.1f} minutes, {size / 1e6:.1f} MB',
                ('', 'CPU s', 's', 'CPU, times', 's, times', 'of'), rows(took))
    passes, level = took['passes'][-1]
    print(f'\nThe MP3 took {passes:.0f} encodings and is at {level:.2f} LUFS.')


if __name__ == '__main__':
    main()
