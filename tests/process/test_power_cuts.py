# SPDX-License-Identifier: BSD-2-Clause
"""Power cuts while recordings are written, finished, repaired and published,
on ext4 and on XFS. campaign.py says how to run all hundred of each.

Whatever an fdatasync() had confirmed must be in the recording that a repair
makes of what is left, which everybody plays; recordings finished before and
episodes published before must be there; the feed is the old one or the new.
"""
import struct
import time

import campaign
import harness
import loop_disk
import studio
from ogg_opus import Page
from sync_log import SyncLog, command

STATES = ('writing', 'finish', 'repair', 'publish')
ROUNDS_A_FOLDER = 20
LOST_MOST_SECONDS = 3  # the promise


def pages_end(path, at):
    """Where the first whole pages behind `at` end."""
    data = path.read_bytes()
    try:
        while at < len(data):
            at = Page(data, at).end
    except (EOFError, ValueError, struct.error):
        pass
    return at


class PowerCutsTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        reason = loop_disk.missing()
        if reason:
            print(f'no power can be cut here: {reason}', flush=True)
            self.skipTest(reason)
        self.count = campaign.rounds(4)
        self.log = self.folder / 'sync.log'
        self.lost_seconds = [0.0]
        self.synced = self.recordings = self.cuts_in_publish = 0

    def use(self, kind):
        self.dice = campaign.dice(kind)
        self.disk = loop_disk.Disk(self.folder, kind, 512)
        self.disk.mount()
        self.addCleanup(self.disk.unmount)
        self.ports = [self.free_udp_port() for _ in studio.ROOMS]
        self.room = campaign.Room(
            campaign.make_payloads(self, 12 * self.count + 600), self.ports)
        self.addCleanup(self.room.close)

    # --- What goes on when the power fails

    def record(self, era):
        record = self.start(
            *command(self.log), harness.program('roomcast-record'), '--all',
            '--config', era.config, env=campaign.TRACED)
        self.wait_until(era.is_writing, 'sound in three files')
        return record

    def cut_in_writing(self, era):
        self.record(era)
        time.sleep(self.dice.uniform(0, 2))
        self.spoke_until = time.monotonic()

    def cut_in_finish(self, era):
        record = self.record(era)
        record.stop_traced()
        self.spoke_until = time.monotonic()
        time.sleep(self.dice.uniform(0, 0.15))

    def cut_in_repair(self, era):
        record = self.record(era)
        time.sleep(self.dice.uniform(0, 1))
        record.kill()
        era.start_repair()
        time.sleep(self.dice.uniform(0, 0.06))

    def cut_in_publish(self, era):
        record = self.record(era)
        record.stop_traced()
        self.assertEqual(record.wait(), 0, record.output())
        run = era.start('publish')
        time.sleep(self.dice.uniform(0, 1.2))
        if run.is_running():
            self.cuts_in_publish += 1
        else:
            self.assertEqual(run.wait(), 0, run.output())
            era.check_feed()  # from now on its episodes are for ever

    # --- The cut, and what is right after it

    def cut(self):
        """And the machine starts anew."""
        self.cut_at = time.time()
        self.disk.cut()
        self.end_programs()
        self.disk.unmount()
        self.disk.mount()

    def check_synced(self, era):
        """Before a repair: what was confirmed is there, in whole pages."""
        for stem, synced in SyncLog(self.log, self.cut_at).stems.items():
            names = [path for path in era.parts() | era.recordings()
                     if str(path).startswith(stem + '.opus')]
            self.assertEqual(len(names), 1, stem)
            end = pages_end(names[0], studio.HEADER_BYTES)
            self.assertGreaterEqual(end, synced, names[0])
            self.synced += 1

    def note_loss(self, path, packets):
        """What was said before the cut, or the end, and is nowhere; told by
        the copied packets of the hall."""
        known = [each for each in packets if self.room.place(each) is not None]
        if path.parent.name == 'hall' and self.spoke_until and known:
            self.lost_seconds.append(
                self.spoke_until - self.room.sent_at(known[-1]))

    def judge_new(self, era, leftovers):
        for leftover in leftovers:
            if leftover.path.exists():
                leftover.judge(self)
            else:
                self.assertEqual(leftover.packets, [], leftover.path)
        for path in era.recordings() - set(era.finished):
            file = campaign.judge_recording(self, path)
            self.note_loss(path, file.packets)
        era.note_finished()

    def play_round(self, era, state):
        self.spoke_until = None
        getattr(self, f'cut_in_{state}')(era)
        self.cut()
        era.check_catalogue()
        era.check_feed()
        self.check_synced(era)
        leftovers = [campaign.Leftover(part) for part in era.parts()]
        self.dice.choice((era.repair, era.publish))()
        self.assertEqual(era.parts(), set())
        self.judge_new(era, leftovers)
        era.check_feed()

    def end_era(self, era):
        era.publish()
        era.check_feed(is_settled=True)
        self.assertEqual(era.publish().output(), '')
        era.check_published_once()
        self.recordings += len(era.recordings())

    def play(self, kind):
        began = time.monotonic()
        self.use(kind)
        era = None
        for number in range(self.count):
            if number % ROUNDS_A_FOLDER == 0:
                if era:
                    self.end_era(era)
                era = studio.Studio(
                    self, self.disk.path / f'era-{number}', self.ports)
                self.call(harness.tool('sync'), '-f', self.disk.path)
            state = STATES[number % len(STATES)]
            with campaign.said(f'{kind}, round {number}: {state}'):
                self.play_round(era, state)
        self.end_era(era)
        campaign.tell({
            'campaign': f'power cuts on {kind}', 'rounds': self.count,
            'in publish': self.cuts_in_publish,
            'recordings': self.recordings, 'synced files': self.synced,
            'synced pages lost': 0, 'unplayable': 0,
            'published twice or never': 0,
            'most seconds lost': round(max(self.lost_seconds), 3),
            'seconds': round(time.monotonic() - began, 1)})
        self.assertLess(max(self.lost_seconds), LOST_MOST_SECONDS)

    def test_ext4_keeps_all_that_was_synced(self):
        self.play('ext4')

    def test_xfs_keeps_all_that_was_synced(self):
        self.play('xfs')


if __name__ == '__main__':
    campaign.main()
