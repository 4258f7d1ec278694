# SPDX-License-Identifier: BSD-2-Clause
"""how exact, even and cheap loudness is, ours and others'

Conversations of four talkers, 22 LU apart, are made into Opus episodes at
-16 LUFS and -1 dBTP by roomcast, ffmpeg's loudnorm (one and two passes) and
dynaudnorm, and Liquidsoap's normalize. ffmpeg's ebur128 judges what it
decodes of them: the distance to the target, the true peak after coding, and
how far the talkers are apart, without the first three seconds of each turn.
Then our meter and libebur128 measure the same hour.
"""
import argparse
import json
import pathlib
import statistics
import tempfile

import conversation
from tools import (cpu_of, loudness, machine, print_table, program, run, tool)
from treatments import PEAK_DBTP, TARGET_LUFS, TREATMENTS

LEVELS = (-34, -24, -16, -12)  # of the talkers, LUFS
SETTLING_SECONDS = 3
CLEAR_SECONDS = 0.5


def make_conversations(studio, seconds):
    def usual(talker, _):
        return LEVELS[talker]

    def rising(talker, at):
        return LEVELS[talker] / 4 - (32 if at < 0.5 else 10)

    def falling(talker, at):
        return rising(talker, 1 - at)

    yield studio.make('ordinary', seconds, usual)
    yield studio.make('20 dB too quiet', seconds, lambda t, _: usual(t, 0) - 20)
    yield studio.make('12 dB too hot', seconds, lambda t, _: usual(t, 0) + 12)
    yield studio.make('quiet, then loud', seconds, rising)
    yield studio.make('loud, then quiet', seconds, falling)
    yield studio.make('30 seconds', min(30, seconds), usual)
    yield studio.make('mono', seconds, usual, channels=1)


def spread(path, turns):
    """LU between the loudest and the quietest talker, once settled."""
    levels = []
    for talker in sorted({turn.talker for turn in turns}):
        spans = [
            f'between(t,{turn.start + SETTLING_SECONDS},{turn.end})'
            for turn in turns if turn.talker == talker
            and turn.end - turn.start > SETTLING_SECONDS + CLEAR_SECONDS]
        if spans:
            levels.append(loudness(
                path, f"aselect='{'+'.join(spans)}'",
                'asetpts=N/SR/TB')[0])
    return max(levels) - min(levels)


def judge(path, turns):
    integrated, peak = loudness(path)
    return {'error': integrated - TARGET_LUFS, 'peak': peak,
            'spread': spread(path, turns)}


def treat(talk, folder, names):
    """What each treatment makes of a conversation."""
    found = {}
    for name in names:
        made = folder / 'made.opus'
        cpu = cpu_of(lambda made=made, name=name: TREATMENTS[name](
            talk.path, made))
        found[name] = {'cpu': cpu, **judge(made, talk.turns)}
    return found


def print_conversations(talks, found, names):
    for key, title, form in (
            ('error', 'Distance to the target (LU)', '{:+.1f}'),
            ('peak', f'True peak after coding (dBTP; at most {PEAK_DBTP})',
             '{:+.1f}'),
            ('spread', 'Between the loudest and the quietest talker, after '
             f'{SETTLING_SECONDS} s (LU)', '{:.1f}')):
        print_table(title, ['conversation', *names], [
            [talk.name, *[form.format(found[talk.name][name][key])
                          for name in names]] for talk in talks])


def print_summary(talks, found, names):
    seconds = sum(talk.turns[-1].end for talk in talks)
    ours = sum(found[talk.name][names[0]]['cpu'] for talk in talks)
    rows = []
    for name in names:
        of = [found[talk.name][name] for talk in talks]
        cpu = sum(each['cpu'] for each in of)
        rows.append([
            name, f'{max(abs(each["error"]) for each in of):.1f}',
            f'{max(each["peak"] for each in of):+.1f}',
            f'{statistics.mean(each["spread"] for each in of):.1f}',
            f'{cpu / seconds * 3600:.0f}', f'{cpu / ours:.1f}'])
    print_table(
        f'All {len(talks)} conversations, {seconds / 60:.0f} minutes; whole '
        'programs, from WAV to Opus',
        ['', 'worst error (LU)', 'highest peak (dBTP)', 'mean spread (LU)',
         'CPU s an hour', f'times {names[0]}'], rows)


def print_meters(talk, seconds):
    measured = json.loads(run(program('meter-bench'), talk.path, seconds))
    cpu = cpu_of(lambda: run(
        tool('ffmpeg'), '-nostdin', '-v', 'error', '-i', talk.path, '-af',
        'ebur128=peak=true', '-f', 'null', '-'))
    cpu *= seconds / talk.turns[-1].end
    ours = measured['ours']['cpu']
    rows = [[name, *[f'{of[key]:.2f}' for key in (
        'integrated', 'range', 'true_peak')], f'{of["cpu"]:.2f}',
        f'{of["cpu"] / ours:.1f}'] for name, of in measured.items()]
    rows.append(['ffmpeg ebur128, whole program', '', '', '', f'{cpu:.2f}',
                 f'{cpu / ours:.1f}'])
    print_table(f'Meters: {seconds} s of stereo',
                ['', 'I (LUFS)', 'LRA (LU)', 'TP (dBTP)', 'CPU s',
                 'times ours'], rows)


def main():
    parser = argparse.ArgumentParser(
        prog='scripts/bench loudness', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=int, default=120,
                        help='length of each conversation (120)')
    parser.add_argument('--meter-seconds', type=int, default=3600,
                        help='length of what the meters measure (3600)')
    parser.add_argument('--only', action='append', choices=list(TREATMENTS),
                        help='a treatment besides ours; may be repeated')
    options = parser.parse_args()
    names = list(TREATMENTS)
    if options.only:
        names = [name for name in names
                 if name == names[0] or name in options.only]
    print(machine())
    with tempfile.TemporaryDirectory(prefix='roomcast-bench-') as folder:
        folder = pathlib.Path(folder)
        studio = conversation.Studio(folder)
        talks, found = [], {}
        for talk in make_conversations(studio, options.seconds):
            talks.append(talk)
            found[talk.name] = treat(talk, folder, names)
        print_conversations(talks, found, names)
        print_summary(talks, found, names)
        print_meters(talks[0], options.meter_seconds)


if __name__ == '__main__':
    main()
