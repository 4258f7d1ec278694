# SPDX-License-Identifier: BSD-2-Clause
"""what rooms cost: CPU and memory for one and for many in a process

`roomcast record --all` records rooms over RTP on loopback, all of them
talking all the time, by every kind of work that it does: packets of Opus
copied and measured (gain), decoded, levelled and encoded again (level), of one
channel, as an AudioBridge sends unless it is asked for two, and of two; and
telephone sound that is encoded for the first time (PCMU). What is told is its
CPU time while they talk, which is what a room of hours costs; beside it what
starting the process and ending it by SIGTERM took more, once; and its resident
memory when it was ended: by the number of rooms, and what each room needs more
than the first case's. Packets that are lost were too many for this machine.
Before that, what each stage of a room costs when nothing else runs in between,
and the limits that both are to keep below.
"""
import argparse
import ctypes
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

from tools import machine, print_table, program, run

CROWD = pathlib.Path(__file__).parents[1] / 'process/crowd.py'
KINDS = {  # name: (codec, channels, normalize)
    'Opus, gain': ('opus', 1, 'gain'),
    'Opus, level': ('opus', 1, 'level'),
    'Opus stereo, gain': ('opus', 2, 'gain'),
    'Opus stereo, level': ('opus', 2, 'level'),
    'PCMU, gain': ('pcmu', 1, 'gain'),
    'PCMU, level': ('pcmu', 1, 'level'),
}
MOST_PERCENT = {('opus', 'gain'): '0.25', ('opus', 'level'): '1.00'}  # a core
MOST_SECONDS_TO_END = 600


def free_ports(count):
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
               for _ in range(count)]
    for each in sockets:
        each.bind(('127.0.0.1', 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def make_payloads(folder, codec, channels, seconds):
    """So much conversation."""
    path = folder / f'{codec}-{channels}'
    run(program('room-simulator'), '--to', f'127.0.0.1:{free_ports(1)[0]}',
        '--seconds', seconds, '--codec', codec, '--channels', channels,
        '--save-packets', path)
    return path


class Recorder:
    """One `roomcast record --all` at work, and who talks to it."""

    def __init__(self, folder, kind, payloads, rooms, seconds):
        codec, _, normalize = KINDS[kind]
        ports = free_ports(rooms)
        self.spool = folder / 'spool'
        config = folder / 'roomcast.conf'
        config.write_text(f'[roomcast]\nspool = {self.spool}\n' + '\n'.join(
            f'[room r{number}]\nsource = rtp://127.0.0.1:{port}?codec={codec}'
            f'\nnormalize = {normalize}' for number, port in enumerate(ports)))
        self.log = open(folder / 'log', 'wb')
        self.process = subprocess.Popen(
            [program('roomcast-record'), '--config', config, '--all'],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        time.sleep(1)
        self.crowd = subprocess.Popen(
            [sys.executable, CROWD, *(['--pcmu'] if codec == 'pcmu' else []),
             payloads, str(seconds + 60), *map(str, ports)],
            stdout=subprocess.DEVNULL)

    def cpu_seconds(self):
        """Of all its threads, since its start; clock_getcpuclockid(3)."""
        clock = ctypes.c_int()
        failed = ctypes.CDLL(None).clock_getcpuclockid(
            self.process.pid, ctypes.byref(clock))
        if failed:
            raise OSError(failed, os.strerror(failed))
        return time.clock_gettime(clock.value)

    def resident_mib(self):
        with open(f'/proc/{self.process.pid}/status', encoding='ascii') as all_:
            line, = (line for line in all_ if line.startswith('VmRSS:'))
        return int(line.split()[1]) / 1024

    def end(self):
        """Seconds from SIGTERM to the end of all files, and those of CPU in
        all."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        usage = self._wait(begun + MOST_SECONDS_TO_END)
        seconds = time.monotonic() - begun
        self.crowd.kill()
        self.crowd.wait()
        self.log.close()
        if self.process.returncode != 0:
            raise RuntimeError(f'record: status {self.process.returncode}\n'
                               + pathlib.Path(self.log.name).read_text())
        return seconds, usage.ru_utime + usage.ru_stime

    def _wait(self, deadline):
        """As Popen.wait(), with what wait4(2) tells besides."""
        while time.monotonic() < deadline:
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                self.process.returncode = os.waitstatus_to_exitcode(status)
                return usage
            time.sleep(0.01)
        raise RuntimeError(f'record: goes on {MOST_SECONDS_TO_END} s after '
                           'SIGTERM')

    def check(self, rooms):
        """All rooms have a finished file. How many seconds they last
        together, and how many packets were lost on their way."""
        ledgers = list(self.spool.glob('*/*.jsonl'))
        ends = [json.loads(path.read_text().splitlines()[-1])
                for path in ledgers]
        finished = len(list(self.spool.glob('*/*.opus')))
        if finished != rooms:
            raise RuntimeError(f'{finished} of {rooms} rooms have a file')
        return (sum(end['duration'] for end in ends),
                sum(end['lost'] for end in ends))


def measure(kind, payloads, rooms, options):
    with tempfile.TemporaryDirectory(prefix='roomcast-bench-') as folder:
        recorder = Recorder(
            pathlib.Path(folder), kind, payloads, rooms, options.seconds)
        try:
            time.sleep(options.warm)
            before_mib = recorder.resident_mib()
            begun, before = time.monotonic(), recorder.cpu_seconds()
            time.sleep(options.seconds)
            rate = ((recorder.cpu_seconds() - before)
                    / (time.monotonic() - begun))
            after_mib = recorder.resident_mib()
            ended, cpu = recorder.end()
        finally:
            recorder.process.kill()
            recorder.crowd.kill()
        recorded, lost = recorder.check(rooms)
    once = cpu - rate * recorded / rooms
    codec, _, normalize = KINDS[kind]
    return after_mib, (
        f'{100 * rate / rooms:.3f}', MOST_PERCENT.get((codec, normalize), ''),
        f'{100 * rate:.1f}', f'{1000 * once:.0f}', f'{after_mib:.1f}',
        f'{after_mib / rooms:.2f}', f'{after_mib - before_mib:+.2f}',
        f'{ended:.2f}', lost)


def measure_kind(kind, payloads, counts, options):
    """A row for each number of rooms."""
    first_mib = None
    for rooms in counts:
        mib, cells = measure(kind, payloads, rooms, options)
        more = ''
        if first_mib is None:
            first_mib = mib
        elif rooms > counts[0]:
            more = f'{(mib - first_mib) / (rooms - counts[0]):.2f}'
        yield (kind, rooms, *cells[:6], more, *cells[6:])


def main():
    parser = argparse.ArgumentParser(
        prog='scripts/bench rooms', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=int, default=20,
                        help='how long each case is measured (20)')
    parser.add_argument('--rooms', default='1,50',
                        help='how many rooms, one case each (1,50)')
    parser.add_argument('--conversation', type=int, default=30,
                        help='seconds of what is said again and again (30)')
    parser.add_argument('--warm', type=int, default=14,
                        help='seconds before that, until files are made, '
                        'buffers filled, a first page is written and one '
                        'channel is known to be all that comes (14)')
    parser.add_argument('--only', choices=list(KINDS), metavar='KIND',
                        help='no other kind of work, and no stages: '
                        + '; '.join(KINDS))
    options = parser.parse_args()
    counts = [int(count) for count in options.rooms.split(',')]
    rows = []
    with tempfile.TemporaryDirectory(prefix='roomcast-bench-') as folder:
        kinds = [options.only] if options.only else list(KINDS)
        payloads = {
            sound: make_payloads(
                pathlib.Path(folder), *sound, options.conversation)
            for sound in {KINDS[kind][:2] for kind in kinds}}
        for kind in kinds:
            rows += measure_kind(
                kind, payloads[KINDS[kind][:2]], counts, options)
    print(machine())
    if not options.only:
        print('\nThe stages of a room\n')
        print(run(program('room-cost')), end='')
    print_table(
        f'Rooms in one process, {options.seconds} s each',
        ('', 'rooms', '% of a core, each', 'limit', 'together',
         'ms to start and end', 'RSS MiB', 'each', 'one more', 'growth',
         's to end', 'lost'), rows)


if __name__ == '__main__':
    main()
