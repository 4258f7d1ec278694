# SPDX-License-Identifier: BSD-2-Clause
"""scripts/bench: what it lists and refuses, and that each bench still runs to
its end, over as little as it can. (What they measure is no pass or fail, and
takes minutes.)"""
import re
import sys

import harness

BENCH = harness.SOURCE / 'scripts' / 'bench'
BENCHES = harness.SOURCE / 'tests' / 'bench'

# Each with so little to do that it takes seconds, and what it says then.
SMALL = {
    'level': (['--only', 'three-seconds'], r'^three-seconds +level '),
    'loudness': (['--seconds', 4, '--meter-seconds', 4, '--only', 'untreated'],
                 r'^ +libebur128 '),
    'publish': (['--seconds', 20, '--rounds', 1],
                r'^The MP3 took \d encodings and is at -1(5\.9|6\.0)'),
    'rooms': (['--only', 'Opus, gain', '--rooms', 1, '--seconds', 1,
               '--conversation', 2, '--warm', 1], r'^ +Opus, gain +1 '),
    'serve': (['--rounds', 1, '--scale', 0.05], r'^ +MP3, 32 MiB +lighttpd '),
    'site': (['--episodes', 3, '--runs', 1], r'^ +a new text on every page '),
}


class BenchTest(harness.ProcessTest):
    def test_every_bench_is_listed_with_what_it_is_for(self):
        listed = dict(re.findall(r'^  ([a-z]+) +(\S.*)$',
                                 self.call(BENCH).stdout(), re.M))
        names = [path.stem.removeprefix('bench_')
                 for path in BENCHES.glob('bench_*.py')]
        self.assertEqual(sorted(listed), sorted(names))

    def test_unknown_names_are_refused(self):
        for name in 'sound', '../bench/loudness', '--fast':
            ended = self.call(BENCH, name, status=2)
            self.assertEqual(ended.stdout(), '')
            self.assertIn(f'"{name}": no such bench', ended.stderr())

    def test_help_of_a_bench_needs_no_build(self):
        told = self.call(BENCH, 'loudness', '--help').stdout()
        self.assertIn('usage: scripts/bench loudness', told)
        self.assertIn('--seconds', told)

    def test_every_bench_runs_to_its_end(self):
        for path in BENCHES.glob('bench_*.py'):
            words, expected = SMALL[path.stem.removeprefix('bench_')]
            with self.subTest(path.stem):
                told = self.call(sys.executable, path, *words, seconds=300).stdout()
                self.assertRegex(told, re.compile(expected, re.M))


if __name__ == '__main__':
    harness.main()
