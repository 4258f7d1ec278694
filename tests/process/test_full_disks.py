# SPDX-License-Identifier: BSD-2-Clause
"""Disks that are full, that refuse, that vanish and that are slow, while a
room speaks. All of it must be recorded, packet for packet, in files that
everybody plays and that the publisher makes one episode of.

The disks fail side by side: each has a recorder of its own, and a scenario
that is a generator. It yields what it waits for, as something to be called.
"""
import json
import re
import shutil
import time

import campaign
import harness
import loop_disk
import studio
from weekly_show import SHOW

FILE_SECONDS = 120
SECONDS = 240  # of the room, whose end nobody waits for
# 64 kB a second, so that what a recorder has in reserve is soon used up.
PADDING = 1200
LATE_MOST_PACKETS = 25  # those that were under way when it was stopped
FULL = re.compile('No space left|disk is full')
CONFIG = f'''\
[roomcast]
spool = {{spool}}
disk-least = off
{{more}}
url = {studio.URL}

[room hall]
source = rtp://127.0.0.1:{{port}}?codec=opus
normalize = gain
show = weekly

{SHOW}'''


def after(seconds):
    """To be waited for: so much time."""
    due = time.monotonic() + seconds
    return lambda: time.monotonic() >= due


class Hall:
    """One recorder of the room, and what it left."""

    def __init__(self, test, name, port, spool=None, more='', injected=None):
        self.test, self.port = test, port
        self.folder = test.folder / name
        self.folder.mkdir()
        self.config = self.folder / 'roomcast.conf'
        self.spools = [spool or self.folder / 'spool']
        if more.startswith('second-spool'):
            self.spools.append(self.folder / 'second')
        self.first = self.spools[0] / 'hall/first.opus'
        if injected:
            self.first.parent.mkdir(parents=True)
        self.config.write_text(CONFIG.format(
            spool=self.spools[0], port=port, more=more))
        self.record = test.start(
            *self._strace(injected), harness.program('roomcast-record'),
            '--config', self.config, '--room', 'hall', *(
                ('--output', self.first) if injected else ()),
            name=f'record-{name}', env=campaign.TRACED)

    def _strace(self, injected):
        """What is injected goes for the first file alone."""
        if not injected:
            return ()
        return (harness.tool('strace'), '-f', '-qq', '-o', '/dev/null', '-P',
                f'{self.first}.part', '-e', f'inject={injected}')

    def files(self, pattern):
        return sorted(path for spool in self.spools
                      for path in (spool / 'hall').glob(pattern))

    def is_writing(self):
        assert self.record.is_running(), self.record.output()
        return any(part.stat().st_size > studio.HEADER_BYTES
                   for part in self.files('*.opus.part'))

    def has_said(self, words):
        return lambda: words in self.record.stderr()

    def stop(self):
        self.said = self.test.room.sent()
        self.record.stop_traced()

    def has_ended(self):
        return not self.record.is_running()

    def ledgers(self):
        return [json.loads(line) for path in self.files('*.jsonl')
                for line in path.read_text().splitlines()]

    def judge(self, least_parts=1):
        """After the repair: every packet from the first one on is in a part,
        and each part plays."""
        test, room = self.test, self.test.room
        for spool in self.spools:
            if (spool / 'hall').exists():
                test.call_verb('verify', '--repair', spool / 'hall',
                               status=None)
        paths = self.files('*.opus')
        test.assertGreaterEqual(len(paths), least_parts)
        places = set()
        for path in paths:
            packets = campaign.judge_recording(test, path).packets
            places |= {room.place(each) for each in packets} - {None}
        test.assertEqual(places, set(range(min(places), max(places) + 1)))
        test.assertGreater(max(places), self.said - LATE_MOST_PACKETS)
        self.seconds = len(places) * campaign.FRAME_SECONDS

    def publish(self):
        """One episode, as long as the recordings together: all that was said,
        and what little a busy machine was late to say."""
        self.test.call_verb('publish', '--config', self.config)
        (seconds,) = campaign.episodes(self.files('*.opus')).values()
        self.test.assertGreater(seconds, self.seconds - 0.05)
        media = list(self.folder.glob('site/weekly/*/*.opus'))
        self.test.assertEqual(len(media), 1)
        file = campaign.OggOpus(media[0])
        self.test.assertAlmostEqual(
            file.frames_48k / 48000, seconds, delta=0.05)


class FullDisksTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.ports = [self.free_udp_port() for _ in range(8)]
        self.room = campaign.Room(
            campaign.make_payloads(self, SECONDS, PADDING), self.ports)
        self.addCleanup(self.room.close)
        self.unused = list(self.ports)

    def hall(self, name, **more):
        return Hall(self, name, self.unused.pop(), **more)

    def disk(self, name, kind, mib):
        folder = self.folder / f'disk-{name}'
        folder.mkdir()
        disk = loop_disk.Disk(folder, kind, mib)
        disk.mount()
        self.addCleanup(disk.unmount)
        self.addCleanup(self.end_programs)  # which happens before
        return disk

    @staticmethod
    def fill(disk):
        """To the last byte; returns the file that does it."""
        filler = disk.path / 'filler'
        for step in (1 << 20, 4096, 512, 1):
            with open(filler, 'ab', buffering=0) as file:
                try:
                    while file.write(bytes(step)):
                        pass
                except OSError:
                    pass
        return filler

    # --- Scenarios

    def full(self, name, kind, mib):
        """Full for three seconds, then there is room again."""
        disk = self.disk(name, kind, mib)
        hall = self.hall(name, spool=disk.path / 'spool')
        yield hall.is_writing
        filler = self.fill(disk)
        yield lambda: FULL.search(hall.record.stderr())
        yield after(3)
        filler.unlink()
        yield lambda: len(hall.files('*.jsonl')) > 1 and hall.is_writing()
        yield after(2)
        hall.stop()
        yield hall.has_ended
        hall.judge(2)
        hall.publish()
        self.assertTrue(any(
            line['event'] == 'warning' and FULL.search(line['text'])
            for line in hall.ledgers()))

    def refused(self, name, disk, harm):
        """Another spool takes over from a disk that takes nothing more."""
        hall = self.hall(name, spool=disk.path / 'spool',
                         more='second-spool = second')
        yield hall.is_writing
        yield after(1)
        harm(disk)
        yield lambda: list((hall.folder / 'second').glob('hall/*.part'))
        yield after(1)
        hall.stop()
        yield hall.has_ended
        disk.unmount()
        disk.mount()
        hall.judge(2)
        hall.publish()

    def read_only(self):
        yield from self.refused(
            'read-only', self.disk('read-only', 'ext4', 32),
            lambda disk: disk.remount('abort'))

    def dead(self):
        yield from self.refused(
            'dead', self.disk('dead', 'ext4', 32), lambda disk: disk.cut())

    def over_quota(self):
        """EDQUOT by strace: few kernels have quotas."""
        hall = self.hall('quota', injected='write:error=EDQUOT:when=3+')
        yield hall.has_said('Disk quota exceeded')
        yield after(2)
        hall.stop()
        yield hall.has_ended
        hall.judge(2)
        hall.publish()

    def deleted(self):
        """The folder, with what was in it."""
        hall = self.hall('deleted')
        yield hall.is_writing
        yield after(1)
        # At once: nothing can be written into it meanwhile.
        (hall.spools[0] / 'hall').rename(hall.folder / 'deleted')
        shutil.rmtree(hall.folder / 'deleted')
        gone = self.room.sent()
        yield lambda: hall.files('*.opus.part')
        yield after(2)
        hall.stop()
        yield hall.has_ended
        hall.judge()
        self.assertGreater(
            hall.seconds, (hall.said - gone) * campaign.FRAME_SECONDS - 2)

    def slow(self):
        """Five seconds for each sync."""
        hall = self.hall('slow', injected='fdatasync:delay_enter=5000000')
        yield hall.has_said('the disk took 5.')
        yield after(3)
        hall.stop()
        yield hall.has_ended
        hall.judge()
        end = hall.ledgers()[-1]
        self.assertEqual((end['event'], end['lost']), ('end', 0))
        self.assertTrue(any(
            line['event'] == 'warning' and 'the disk took' in line['text']
            for line in hall.ledgers()))

    def record_file(self, name):
        """A file is read far faster than time passes: it waits for space."""
        disk = self.disk(name, 'tmpfs', 8)
        filler = disk.path / 'filler'
        filler.write_bytes(bytes(5 << 20))
        wav = self.folder / f'{name}.wav'
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  f'anoisesrc=r=48000:d={FILE_SECONDS}:a=0.05', wav)
        record = self.start_verb(
            'record', '--source', wav, '--bitrate', '256k',
            '--output', disk.path / 'file.opus')
        return disk, filler, record

    def input_waits(self):
        disk, filler, record = self.record_file('waits')
        yield lambda: 'waiting for space' in record.stderr()
        yield after(2)
        self.assertNotIn('works again', record.stderr())
        filler.unlink()
        yield lambda: not record.is_running()
        self.assertEqual(record.wait(), 0, record.output())
        self.assertIn('works again', record.stderr())
        parts = [campaign.OggOpus(path) for path in disk.path.glob('*.opus')]
        places = sorted((int(part.tag('ROOMCAST_OFFSET') or 0),
                         part.frames_48k) for part in parts)
        end = 0
        for offset, frames_48k in places:
            self.assertEqual(offset, end)
            end += frames_48k
        self.assertEqual(end, FILE_SECONDS * 48000)

    def input_is_stopped(self):
        """What was finished until then stays, and the status says so."""
        disk, _, record = self.record_file('stopped')
        yield lambda: 'waiting for space' in record.stderr()
        record.stop()
        yield lambda: not record.is_running()
        self.assertEqual(record.wait(), 3, record.output())
        self.assertIn('the disk is full', record.stderr())
        campaign.judge_recording(self, disk.path / 'file.opus')

    # --- All of them

    def play(self, scenarios):
        """Side by side, until all are over."""
        waiting = {name: (scenario, after(0))
                   for name, scenario in scenarios.items()}
        due = time.monotonic() + SECONDS
        while waiting:
            for name, (scenario, condition) in list(waiting.items()):
                if not condition():
                    continue
                with campaign.said(name):
                    try:
                        waiting[name] = (scenario, next(scenario))
                    except StopIteration:
                        del waiting[name]
            if time.monotonic() > due:
                self.fail(f'{list(waiting)} did not come to an end\n'
                          + self.outputs())
            time.sleep(0.02)

    def test_disks_that_fail_lose_nothing(self):
        scenarios = {'slow': self.slow(), 'quota': self.over_quota(),
                     'deleted': self.deleted()}
        reason = loop_disk.missing()
        if not reason:
            scenarios |= {'tmpfs': self.full('tmpfs', 'tmpfs', 20),
                          'waits': self.input_waits(),
                          'stopped': self.input_is_stopped(),
                          'loop': self.full('loop', 'ext4', 20),
                          'read-only': self.read_only(), 'dead': self.dead()}
        began = time.monotonic()
        self.play(scenarios)
        campaign.tell({'campaign': 'disks that fail', 'packets lost': 0,
                       'disks': list(scenarios),
                       'seconds': round(time.monotonic() - began, 1)})
        if reason:
            print(f'no disk can be filled here: {reason}', flush=True)
            self.skipTest(reason)


if __name__ == '__main__':
    campaign.main()
