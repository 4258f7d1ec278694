# SPDX-License-Identifier: BSD-2-Clause
"""scripts/bench: what it lists and refuses. (What benches measure is no pass
or fail, and takes minutes.)"""
import re

import harness

BENCH = harness.SOURCE / 'scripts' / 'bench'
BENCHES = harness.SOURCE / 'tests' / 'bench'


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


if __name__ == '__main__':
    harness.main()
