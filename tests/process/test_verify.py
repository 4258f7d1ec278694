# SPDX-License-Identifier: BSD-2-Clause
"""roomcast verify: recordings that are whole, and what was done to others."""
import json
import os
import signal

import harness
import judges
import ogg_opus
from ogg_opus import OggOpus
from room import Recording

SAID = ('The meeting is open. We have three points tonight: the trees in '
        'Mill Lane, the timetable of the tram, and the price of bread. ')


class VerifyTest(harness.ProcessTest):
    """One speech, recorded, and copies of it with a fault each."""

    def setUp(self):
        super().setUp()
        speech = self.folder / 'speech.wav'
        self.call(harness.tool('espeak-ng'), '-v', 'en', '-w', speech, SAID)
        self.path = self.folder / 'hall.opus'
        self.ledger = self.folder / 'hall.jsonl'
        self.call_verb('record', '--source', speech, '--output', self.path)

    def verify(self, *paths, status=0):
        """What is said of one file, and of more a list."""
        ended = self.call_verb('verify', '--json', *paths, status=status)
        found = [json.loads(line) for line in ended.stdout().splitlines()]
        return found[0] if len(paths) == 1 else found

    def change_ledger(self, event, **values):
        lines = [json.loads(line)
                 for line in self.ledger.read_text().splitlines()]
        for line in lines:
            if line['event'] == event:
                line.update(values)
        self.ledger.write_text(
            ''.join(json.dumps(line) + '\n' for line in lines))

    def damage(self, offset):
        with self.path.open('r+b') as file:
            file.seek(offset)
            byte = file.read(1)[0]
            file.seek(offset)
            file.write(bytes([byte ^ 0xff]))

    def leave_unfinished(self):
        """As a recorder that was killed in the middle of a page."""
        part = self.folder / 'hall.opus.part'
        self.path.rename(part)
        data = part.read_bytes()
        part.write_bytes(data[:OggOpus(part).pages[8].end + 100])
        lines = self.ledger.read_text().splitlines(keepends=True)
        self.ledger.write_text(
            ''.join(line for line in lines if '"end"' not in line))
        return part

    def test_a_fifo_holds_nobody_up(self):
        fifo = self.folder / 'fifo.opus'
        os.mkfifo(fifo)
        for verb in ('verify', 'loudness'):
            said = self.call_verb(verb, fifo, status=1).stderr()
            self.assertIn(f'roomcast {verb}: {fifo}: it is ', said)
            self.assertRegex(said, 'it is not a file|expected a file')

    def test_a_recording_of_ours_is_clean(self):
        found = self.verify(self.path)
        judges.opusinfo(self.path)
        judges.oggz_validate(self.path)
        file = OggOpus(self.path)
        self.assertEqual(found['verdict'], 'clean')
        self.assertEqual(found['findings'] + found['notes'], [])
        self.assertEqual(found['pages'], len(file.pages))
        self.assertAlmostEqual(found['seconds'], file.frames_48k / 48000,
                               places=6)
        integrated, _ = judges.loudness(self.path)
        self.assertAlmostEqual(found['integrated'], integrated, delta=0.1)

    def test_one_that_is_too_short_for_a_loudness_is_clean(self):
        brief = self.folder / 'brief.opus'
        self.call_verb('record', '--source', self.folder / 'speech.wav',
                       '--duration', '0.3975', '--output', brief)
        self.assertEqual(self.verify(brief)['verdict'], 'clean')

    def test_recordings_of_others_are_clean(self):
        for name, options in {'a.opus': ('-b:a', '24k'),
                              'b.opus': ('-ac', 2, '-frame_duration', 60),
                              'c.ogg': ('-c:a', 'libopus')}.items():
            with self.subTest(name):
                path = self.folder / name
                self.call(harness.tool('ffmpeg'), '-nostdin', '-v', 'error',
                          '-i', self.folder / 'speech.wav', *options, path)
                self.assertEqual(self.verify(path)['verdict'], 'clean')
        path = self.folder / 'tools.opus'
        self.call(harness.tool('opusenc'), '--quiet',
                  self.folder / 'speech.wav', path)
        self.assertEqual(self.verify(path)['findings'], [])

    def test_a_damaged_page_is_told_with_its_place(self):
        page = OggOpus(self.path).pages[5]
        self.damage(page.end - 20)
        found = self.verify(self.path, status=1)
        self.assertEqual(found['verdict'], 'bad')
        self.assertEqual(
            [(item['rule'], item['page']) for item in found['findings']],
            [('checksum', 5)])
        begin = found['findings'][0]['offset']
        self.assertEqual(self.path.read_bytes()[begin:begin + 4], b'OggS')
        self.assertLess(begin, page.end)
        text = self.call_verb('verify', self.path, status=1).stdout()
        self.assertIn(f'byte {begin}, page 5: checksum', text)
        self.assertIn('RFC 3533, 6', text)

    def test_a_ledger_that_says_otherwise(self):
        for event, change, about in (
                ('begin', {'id': 'f' * 8 + '-' + 'f' * 4}, 'ROOMCAST_ID'),
                ('begin', {'room': 'other'}, 'ROOMCAST_ROOM'),
                ('begin', {'serial': 7}, 'serial'),
                ('end', {'duration': 3.0}, 'duration'),
                ('end', {'gain': 5.5}, 'gain'),
                ('end', {'integrated': -15.0}, 'ROOMCAST_INTEGRATED')):
            with self.subTest(about):
                before = self.ledger.read_text()
                self.change_ledger(event, **change)
                found = self.verify(self.path, status=1)
                self.assertIn(about, [n['about'] for n in found['notes']])
                self.ledger.write_text(before)

    def test_a_mark_that_is_no_chapter(self):
        with self.ledger.open('a') as ledger:
            ledger.write('{"event":"mark","at":1.5,"text":"Trees"}\n')
        found = self.verify(self.path, status=1)
        self.assertEqual([n['about'] for n in found['notes']],
                         ['CHAPTER000', 'CHAPTER000NAME'])

    def test_a_gain_that_makes_it_louder_than_stated(self):
        data = bytearray(self.path.read_bytes())
        head = data.index(b'OpusHead')
        data[head + 17] ^= 1  # by 1 dB, or by so much less
        first = OggOpus(self.path).pages[0]
        data[22:26] = bytes(4)
        data[22:26] = checksum(data[:first.end])
        self.path.write_bytes(data)
        found = self.verify(self.path, status=1)
        self.assertEqual({n['about'] for n in found['notes']},
                         {'gain', 'loudness'})

    def test_a_recording_without_its_ledger_is_degraded(self):
        self.ledger.unlink()
        found = self.verify(self.path, status=3)
        self.assertEqual(found['verdict'], 'degraded')

    def test_a_ledger_stands_for_its_recording(self):
        both = self.call_verb('verify', '--json', self.ledger, self.path)
        self.assertEqual(len(both.stdout().splitlines()), 1)
        self.assertEqual(self.verify(self.ledger)['file'], str(self.path))
        part = self.leave_unfinished()
        self.assertEqual(self.verify(self.ledger, status=3)['file'], str(part))
        part.unlink()
        said = self.call_verb('verify', self.ledger, status=1).stderr()
        self.assertIn('a ledger without a recording', said)

    def test_a_gap_that_was_written_in_pieces_is_one(self):
        """As an empty room writes its: a piece a second."""
        gaps = [(0.5, 48000), (1.5, 48000), (2.5, 9600), (4, 480)]
        lines = self.ledger.read_text().splitlines(keepends=True)
        lines[-1:-1] = [json.dumps({'event': 'gap', 'frames': frames,
                                    'at': at}) + '\n' for at, frames in gaps]
        self.ledger.write_text(''.join(lines))
        found = self.verify(self.path)
        self.assertEqual(found['gaps'], 2)
        self.assertAlmostEqual(found['gap_seconds'], 2.21, places=6)

    def test_one_left_unfinished_and_finished_by_hand(self):
        part = self.leave_unfinished()
        self.assertEqual(self.verify(part, status=3)['verdict'], 'degraded')
        told = self.call_verb('verify', '--repair', self.folder, status=3)
        self.assertIn('100 bytes cut off', told.stdout())
        self.assertFalse(part.exists())
        found = self.verify(self.path, status=3)
        self.assertEqual(found['verdict'], 'repaired')
        self.assertEqual(found['repairs'], 1)
        judges.opusinfo(self.path)
        judges.oggz_validate(self.path)
        self.call_verb('verify', '--repair', self.folder)

    def test_spool_is_repaired_with_its_rooms(self):
        part = self.leave_unfinished()
        hidden = self.folder / 'spool/.trash/hidden.opus.part'
        hall = self.folder / 'spool/hall/moved.opus.part'
        for path in (hidden, hall):
            path.parent.mkdir(parents=True)
            path.write_bytes(part.read_bytes())
        told = self.call_verb(
            'verify', '--repair', self.folder / 'spool', status=3)
        self.assertIn('spool/hall/moved.opus.part: finished', told.stdout())
        self.assertTrue(hall.with_suffix('').exists())
        self.assertTrue(hidden.exists())

    def test_damage_that_a_repair_noted_is_told_with_its_place(self):
        part = self.leave_unfinished()
        pages = OggOpus(part).pages
        data = bytearray(part.read_bytes())
        data[pages[4].end - 20] ^= 1
        part.write_bytes(data)
        self.call_verb('verify', '--repair', self.folder, status=3)
        found = self.verify(self.path, status=3)
        self.assertEqual(found['verdict'], 'repaired')
        [gap] = [n['text'] for n in found['notes'] if n['about'] == 'gap']
        lost = (pages[4].granule - pages[3].granule) / 48000
        self.assertAlmostEqual(float(gap.split()[0]), lost, delta=0.006)
        self.assertIn(f'{pages[4].end - pages[3].end} bytes at byte '
                      f'{pages[3].end}', gap)
        self.assertAlmostEqual(found['missing_seconds'], lost, places=6)
        text = self.call_verb('verify', self.path, status=3).stdout()
        self.assertIn(f'  gap: {gap}', text)

    def test_one_that_is_being_recorded(self):
        live = Recording(self, 'live').room(30)
        self.wait_until(lambda: live.part.exists() and
                        live.part.stat().st_size > 30000, 'two pages')
        self.assertEqual(self.verify(live.part)['verdict'], 'being recorded')
        self.call_verb('verify', '--repair', self.folder)
        self.assertTrue(live.part.exists())
        live.stop(signal.SIGINT)
        found = self.verify(live.path)
        self.assertEqual(found['verdict'], 'clean')
        self.assertIsNotNone(found['lost_packets'])

    def test_the_worst_of_several_is_the_status(self):
        part = self.folder / 'x.opus'
        part.write_bytes(self.path.read_bytes()[:-10])
        found = self.verify(self.path, part, status=1)
        self.assertEqual([item['verdict'] for item in found],
                         ['clean', 'bad'])
        self.call_verb('verify', self.folder / 'none.opus', status=1)

    def test_the_command_line(self):
        self.call_verb('verify', status=2)
        self.call_verb('verify', '--repair', self.folder, self.path, status=2)
        self.call_verb('verify', '--repair', self.folder / 'none', status=1)


def checksum(page):
    """The four bytes of a page's checksum."""
    return ogg_opus.crc(bytes(page)).to_bytes(4, 'little')


if __name__ == '__main__':
    harness.main()
