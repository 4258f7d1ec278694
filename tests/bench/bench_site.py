# SPDX-License-Identifier: BSD-2-Clause
"""what a large show costs: runs of publish over thousands of episodes

A spool of many short recordings is published from nothing; then runs are
timed that have nothing to do, one new recording, one corrected title, a new
description of the show (which is on every page), that look at everything
again as they do once a day, or that have lost the catalogue. The first line is
what the program needs to start at all, the last one of `roomcast episodes`.
Times are by the clock, with CPU time and the memory at its highest beside; of
several runs the fastest.
"""
import argparse
import json
import os
import pathlib
import shutil
import tempfile
import time

from tools import machine, print_table, program, run

CONFIG = '''\
[roomcast]
spool = spool
state = state
site = site
url = https://radio.example.org/podcasts

[room hall]
source = rtp://127.0.0.1:5004
show = weekly

[show weekly]
title = The Weekly Town Hall
description = {description}
language = en
author = Radio Example
email = podcast@example.org
category = News > Politics
'''


def cost_of(name, *words):
    """Seconds, CPU seconds and MiB of one run; what it prints is lost."""
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    began = time.monotonic()
    child = os.posix_spawn(program(name), [name, *map(str, words)], os.environ,
                           file_actions=nowhere)
    _, status, used = os.wait4(child, 0)
    if status != 0:
        raise RuntimeError(f'{name}: status {status}')
    return (time.monotonic() - began, used.ru_utime + used.ru_stime,
            used.ru_maxrss / 1024)


def fastest(runs):
    return [min(column) for column in zip(*runs)]


class Site:
    def __init__(self, folder, episodes):
        self.folder = folder
        self.episodes = 0
        self.configure('What was said in the town hall this week.')
        (folder / 'spool/hall').mkdir(parents=True)
        self.record(episodes)

    def configure(self, description):
        (self.folder / 'roomcast.conf').write_text(
            CONFIG.format(description=description))

    def record(self, count):
        run(program('many-recordings'), self.folder / 'spool/hall',
            self.episodes, count)
        self.episodes += count

    def publish(self, *options):
        return cost_of('roomcast-publish', '--quiet', *options, '--config',
                       self.folder / 'roomcast.conf')

    def best_of(self, times, prepare, *options):
        runs = []
        for _ in range(times):
            prepare()
            runs.append(self.publish(*options))
        return fastest(runs)

    def list_all(self):
        return cost_of('roomcast-episodes', 'list', '--json', '--config',
                       self.folder / 'roomcast.conf')

    def episodes_do(self, verb, *words):
        return run(program('roomcast-episodes'), verb, *words, '--config',
                   self.folder / 'roomcast.conf')

    def edit(self):
        newest = self.episodes_do('list', '--json').splitlines()[-1]
        self.episodes_do('edit', json.loads(newest)['id'], '--title',
                         f'At {time.monotonic_ns()}')

    def describe(self):
        self.configure(f'Said anew, {time.monotonic_ns()}.')

    def lose_catalogue(self):
        shutil.rmtree(self.folder / 'state')

    def forget(self):
        """What it saw last: it has to look at all again."""
        touched = self.folder / 'spool/hall/none.md'
        touched.write_text(str(time.monotonic_ns()))


def main():
    parser = argparse.ArgumentParser(
        prog='scripts/bench site', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--episodes', type=int, default=10000,
                        help='how many there are (10000)')
    parser.add_argument('--runs', type=int, default=3,
                        help='the fastest of how many is told (3)')
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix='roomcast-bench-'))
    try:
        site = Site(folder, options.episodes)
        rows = [('starting', site.best_of(
                    options.runs, lambda: None, '--version')),
                ('all for the first time', site.publish())]
        for name, prepare in (('nothing to do', lambda: None),
                              ('one new recording', lambda: site.record(1)),
                              ('one corrected title', site.edit),
                              ('a look at everything', site.forget),
                              ('a new text on every page', site.describe)):
            rows.append((name, site.best_of(options.runs, prepare)))
        rows.append(('the catalogue made again',
                     site.best_of(1, site.lose_catalogue, '--rebuild')))
        rows.append(('a list of all', fastest(
            [site.list_all() for _ in range(options.runs)])))
    finally:
        shutil.rmtree(folder)
    print(machine())
    print_table(f'{options.episodes} episodes',
                ('', 's', 'CPU s', 'MiB'),
                [(name, f'{took:.3f}', f'{cpu:.3f}', f'{memory:.0f}')
                 for name, (took, cpu, memory) in rows])


if __name__ == '__main__':
    main()
