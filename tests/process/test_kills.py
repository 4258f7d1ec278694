# SPDX-License-Identifier: BSD-2-Clause
"""kill -9 at random instants of everything a recording goes through: start,
writing, split, pause, finish, repair, publishing. campaign.py says how to run
all two hundred.

Three rooms speak all the time to one recorder after another. After each kill
every whole page that was in a file must be in the recording it becomes, those
finished before must be as they were; and in the end each is in one episode.
"""
import signal
import time

import campaign
import harness
import studio

STATES = ('start', 'writing', 'split', 'pause', 'finish', 'repair', 'publish')
ROUNDS_A_FOLDER = 20
# A page of half a second, and the second the jitter buffer may wait; the rest
# is for a loaded machine.
LOST_MOST_SECONDS = 3


class KillsTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.dice = campaign.dice('kills')
        self.count = campaign.rounds(12)
        self.lost_seconds = [0.0]
        self.kills = self.recordings = 0
        self.pages_judged = 0

    def start_room(self):
        self.ports = [self.free_udp_port() for _ in studio.ROOMS]
        self.room = campaign.Room(
            campaign.make_payloads(self, 8 * self.count + 600), self.ports)
        self.addCleanup(self.room.close)

    # --- States: each returns the program to kill

    def write(self, era):
        record = era.record()
        self.wait_until(era.is_writing, 'sound in three files')
        return record

    def kill_in_start(self, era):
        record = era.record()
        time.sleep(self.dice.uniform(0, 0.4))
        return record

    def kill_in_writing(self, era):
        record = self.write(era)
        time.sleep(self.dice.uniform(0, 1.5))
        return record

    def control(self, era, room, verb):
        self.call_verb('control', room, verb, '--config', era.config)
        time.sleep(self.dice.uniform(0, 0.2))

    def kill_in_split(self, era):
        record = self.write(era)
        self.control(era, 'all', 'split')
        return record

    def kill_in_pause(self, era):
        record = self.write(era)
        self.control(era, 'all', 'pause')
        if self.dice.random() < 0.5:
            self.control(era, 'all', 'resume')
        return record

    def kill_in_finish(self, era):
        record = self.write(era)
        record.stop(signal.SIGTERM)
        time.sleep(self.dice.uniform(0, 0.1))
        return record

    def kill_in_repair(self, era):
        self.kill(era, self.kill_in_writing(era))
        repair = era.start_repair()
        time.sleep(self.dice.uniform(0, 0.06))
        return repair

    def kill_in_publish(self, era):
        record = self.write(era)
        if self.dice.random() < 0.5:
            record.stop(signal.SIGTERM)
            self.assertEqual(record.wait(), 0, record.output())
        else:
            self.kill(era, record)
        run = era.start('publish')
        time.sleep(self.dice.uniform(0, 1.0))
        return run

    # --- The kill, and what is right after it

    def note_loss(self, leftover, killed):
        """What was said before the kill and is in no page; told by the copied
        packets of the hall."""
        known = [each for each in leftover.packets
                 if self.room.place(each) is not None]
        if leftover.path.parent.name == 'hall' and known:
            self.lost_seconds.append(killed - self.room.sent_at(known[-1]))

    def kill(self, era, program):
        """Kills it. What it wrote must still be there."""
        before = {part: studio.size(part) for part in era.parts()}
        was_recording = 'roomcast-record' in program.command[0] and \
            program.is_running()
        killed = time.monotonic()
        self.kills += program.is_running()
        program.kill()
        for part in era.parts():
            leftover = campaign.Leftover(part)
            self.assertGreaterEqual(leftover.bytes, before.get(part, 0))
            if part not in self.leftovers:
                self.leftovers[part] = leftover
                if was_recording:
                    self.note_loss(leftover, killed)

    def finish(self, era):
        """By any of the three that do it."""
        self.dice.choice((
            era.repair, era.publish, lambda: self.record_on(era)))()
        self.assertEqual(era.parts(), set())

    def record_on(self, era):
        """The next recorder finishes what the last one left, and records."""
        left = era.parts()
        record = era.record()
        self.wait_until(lambda: era.parts() and not left & era.parts(),
                        what='the repair of what was left')
        time.sleep(self.dice.uniform(0, 1))
        record.stop(signal.SIGTERM)
        self.assertEqual(record.wait(), 0, record.output())

    def judge_new(self, era):
        """Every file that has become a recording."""
        for leftover in self.leftovers.values():
            if leftover.path.exists():
                leftover.judge(self)
                self.pages_judged += 1
            else:
                self.assertEqual(leftover.packets, [], leftover.path)
        for path in era.recordings() - set(era.finished):
            campaign.judge_recording(self, path)
        era.note_finished()

    def play_round(self, era, state):
        self.leftovers = {}
        try:
            self.kill(era, getattr(self, f'kill_in_{state}')(era))
            self.finish(era)
            self.judge_new(era)
            era.check_catalogue()
            era.check_feed()
        finally:
            self.end_programs()

    def end_era(self, era):
        era.publish()
        era.check_feed(is_settled=True)
        self.assertEqual(era.publish().output(), '')
        era.check_published_once()
        self.recordings += len(era.recordings())

    def test_killed_at_any_time_nothing_written_is_lost(self):
        began = time.monotonic()
        self.start_room()
        era = None
        for number in range(self.count):
            if number % ROUNDS_A_FOLDER == 0:
                if era:
                    self.end_era(era)
                era = studio.Studio(
                    self, self.folder / f'era-{number}', self.ports)
            state = STATES[number % len(STATES)]
            with campaign.said(f'round {number}: {state}'):
                self.play_round(era, state)
        self.end_era(era)
        campaign.tell({
            'campaign': 'kill -9', 'rounds': self.count,
            'kills': self.kills,
            'recordings': self.recordings, 'repaired': self.pages_judged,
            'written pages lost': 0, 'unplayable': 0,
            'published twice or never': 0,
            'most seconds lost': round(max(self.lost_seconds), 3),
            'seconds': round(time.monotonic() - began, 1)})
        self.assertLess(max(self.lost_seconds), LOST_MOST_SECONDS)


if __name__ == '__main__':
    campaign.main()
