# SPDX-License-Identifier: BSD-2-Clause
"""Running programs for benches: what they cost, and tables of it."""
import os
import pathlib
import re
import resource
import shutil
import subprocess

BUILD = pathlib.Path(os.environ['ROOMCAST_BUILD'])


def tool(name):
    path = shutil.which(name)
    if not path:
        raise FileNotFoundError(
            f'{name} is not installed; scripts/packages says what benches need')
    return path


def program(name):
    for path in (BUILD / name, BUILD / 'tests' / name):
        if os.access(path, os.X_OK):
            return str(path)
    raise FileNotFoundError(f'{name} is not in {BUILD}')


def run(*command):
    """Runs to the end and returns what it said on both outputs, as text."""
    done = subprocess.run(
        [str(word) for word in command], stdin=subprocess.DEVNULL,
        capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode(errors='replace')
    if done.returncode != 0:
        raise RuntimeError(f'{command}: status {done.returncode}\n{said}')
    return said


def cpu_of(work):
    """Calls it and returns the CPU seconds of the programs it ran."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime
            + after.ru_stime - before.ru_stime)


def loudness(path, *filters):
    """(LUFS, dBTP) as ffmpeg's ebur128 measures what it decodes; filters go
    before it."""
    chain = ','.join([*filters, 'ebur128=peak=true:framelog=verbose'])
    said = run(tool('ffmpeg'), '-nostdin', '-hide_banner', '-nostats', '-i',
               path, '-af', chain, '-f', 'null', '-')
    summary = said[said.rindex('Summary:'):]
    integrated = re.search(r'I:\s+(\S+) LUFS', summary)
    peak = re.search(r'Peak:\s+(\S+) dBFS', summary)
    return float(integrated[1]), float(peak[1])


def machine():
    """One line about where the figures come from."""
    model = re.search(r'model name\s*:\s*(.+)',
                      pathlib.Path('/proc/cpuinfo').read_text())
    load = os.getloadavg()[0]
    return (f'{model[1] if model else os.uname().machine}, '
            f'{os.cpu_count()} cores, load {load:.1f}')


def print_table(title, head, rows):
    """The first column to the left, the others to the right."""
    cells = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    print(f'\n{title}\n')
    for number, row in enumerate(cells):
        print('  ' + '  '.join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths))))
        if number == 0:
            print('  ' + '  '.join('-' * width for width in widths))
