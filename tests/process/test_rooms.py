# SPDX-License-Identifier: BSD-2-Clause
"""roomcast record --all: many rooms, and what begins and ends recordings."""
import json
import math
import os
import pathlib
import signal
import socket
import struct
import sys
import time

import harness
import judges
import studio
from ogg_opus import OggOpus
from room import read_payloads, write_room

SILENCE = bytes([0xfc, 0xff, 0xfe])


def write_payloads(path, payloads):
    path.write_bytes(b''.join(
        struct.pack('>I', len(each)) + each for each in payloads))


class RoomsTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.config = self.folder / 'roomcast.conf'
        self.spool = self.folder / 'spool'

    def write_config(self, rooms):
        """rooms: {name: (port, 'key = value' ...)}"""
        lines = []
        for name, (port, *keys) in rooms.items():
            lines += [f'[room {name}]',
                      f'source = rtp://127.0.0.1:{port}?codec=opus', *keys]
        self.config.write_text('\n'.join(lines) + '\n')

    def say(self, seconds):
        """Real speech as payloads of Opus."""
        path = self.folder / f'speech-{seconds}'
        if not path.exists():
            write_room(self, path, seconds)
        return path

    def send(self, payloads, seconds, *ports):
        return self.start(
            sys.executable, pathlib.Path(__file__).parent / 'crowd.py',
            payloads, seconds, *ports, name='crowd')

    @staticmethod
    def late_most(crowd):
        """How late its sender was at worst, in seconds: so much more silence
        may be in a recording, and so much later sound."""
        return max([0.01, *map(float, crowd.stdout().split()[1:])])

    def record_all(self, *options, ports=()):
        record = self.start_verb(
            'record', '--config', self.config, '--all', *options)
        self.wait_for_udp_ports(*ports)
        return record

    def wait_for_parts(self, count):
        """Until there is sound in so many files."""
        self.wait_until(lambda: count == sum(
            studio.size(part) > studio.HEADER_BYTES
            for part in self.spool.glob('*/*.part')), f'{count} rooms at work')

    def finished(self, room):
        return sorted((self.spool / room).glob('*.opus'))

    def judge(self, path):
        judges.opusinfo(path)
        judges.oggz_validate(path)
        file = OggOpus(path)
        self.assertFalse(file.is_cut, path)
        return file

    @staticmethod
    def ledger(path):
        lines = path.with_suffix('.jsonl').read_text().splitlines()
        return [json.loads(line) for line in lines]


class ManyRoomsTest(RoomsTest):

    def test_fifty_rooms_are_finished_by_sigterm(self):
        """How quickly, scripts/bench rooms tells."""
        ports = [self.free_udp_port() for _ in range(50)]
        names = [f'room{number}' for number in range(50)]
        rooms = {name: (port, 'normalize = gain' if number % 5 else '')
                 for number, (name, port) in enumerate(zip(names, ports))}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(('127.0.0.1', 0))
            rooms['taken'] = (taken.getsockname()[1],)
            unwritable = self.free_udp_port()
            rooms['unwritable'] = (unwritable,)
            self.write_config(rooms)
            self.spool.mkdir()
            (self.spool / 'unwritable').write_text('no folder')
            payloads = self.say(4)
            record = self.record_all(ports=ports)
            began = time.monotonic()
            crowd = self.send(payloads, 6, *ports, unwritable)
            self.assertEqual(crowd.wait(), 0, crowd.output())
            record.stop(signal.SIGTERM)
            self.assertEqual(record.wait(), 3, record.output())
            took = time.monotonic() - began + self.late_most(crowd)
        self.assertIn('taken: ', record.stderr())
        self.assertIn('Address already in use', record.stderr())
        self.assertIn('unwritable: ', record.stderr())
        self.assertEqual(list(self.spool.glob('*/*.part')), [])
        for name in names:
            self.assertEqual(
                len(self.finished(name)), 1, f'{name}: {record.output()}')
            path, = self.finished(name)
            file = self.judge(path)
            self.assertTrue(5.9 < file.frames_48k / 48000 < took, name)
            self.assertEqual(self.ledger(path)[-1]['lost'], 0, name)

    def test_broken_room_comes_to_life_when_its_port_is_free(self):
        port = self.free_udp_port()
        told = self.folder / 'told'
        self.write_config({'hall': (
            port, 'hook-alarm = sh -c \'echo $ROOMCAST_ALARM '
            f'$ROOMCAST_ALARM_STATE >>{told}\'')})
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(('127.0.0.1', port))
            record = self.record_all()
            self.wait_until(lambda: 'trying again' in record.stderr())
            time.sleep(3)  # an attempt or two
            status = self.call_verb('control', 'hall', 'status',
                                    '--config', self.config).stdout()
            self.assertIn('hall: broken since', status)
            self.assertRegex(status, '  failure   .*Address already in use')
        self.send(self.say(4), 60, port)
        self.wait_for_parts(1)
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        self.assertEqual(record.stderr().count('trying again'), 1)
        self.assertEqual(record.stderr().count('works again'), 1)
        self.assertEqual(told.read_text(),
                         'failure raised\nfailure cleared\n')
        self.judge(*self.finished('hall'))

    def test_killed_recorder_is_followed_up_while_rooms_are_recorded(self):
        ports = [self.free_udp_port() for _ in range(3)]
        self.write_config(
            {f'room{i}': (port,) for i, port in enumerate(ports)})
        record = self.record_all(ports=ports)
        self.send(self.say(4), 300, *ports)
        self.wait_for_parts(3)
        time.sleep(2)
        record.kill()
        record = self.record_all(ports=ports)
        self.wait_until(lambda: all(
            len(self.finished(f'room{i}')) == 1 for i in range(3)))
        self.wait_for_parts(3)
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        self.assertEqual(record.stderr().count('left unfinished'), 3)
        for i in range(3):
            for path in self.finished(f'room{i}'):
                self.judge(path)

    def test_workers_share_the_rooms_and_are_started_again(self):
        ports = [self.free_udp_port() for _ in range(5)]
        self.write_config(
            {f'room{i}': (port,) for i, port in enumerate(ports)})
        record = self.record_all('--workers', 2, ports=ports)
        self.send(self.say(4), 300, *ports)
        self.wait_for_parts(5)
        children = pathlib.Path(
            f'/proc/{record.process.pid}/task/{record.process.pid}/children'
        ).read_text().split()
        self.assertEqual(len(children), 2)
        os.kill(int(children[0]), signal.SIGKILL)
        self.wait_until(lambda: 'is started again' in record.stderr())
        self.wait_until(lambda: sum(
            len(self.finished(f'room{i}')) for i in range(5)) == 3)
        self.wait_for_parts(5)
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        self.assertEqual(list(self.spool.glob('*/*.part')), [])
        files = [len(self.finished(f'room{i}')) for i in range(5)]
        self.assertEqual(files, [2, 1, 2, 1, 2])

    def test_options_that_make_no_sense(self):
        self.write_config({'hall': (5004,)})
        for words, *options in (
                ('--config', '--all'),
                ('--room', '--all', '--config', self.config, '--room', 'a'),
                ('--all', '--config', self.config, '--workers', '2',
                 '--room', 'a'),
                ('--shard', '--config', self.config, '--all', '--shard', '3/2')):
            ended = self.call_verb('record', *options, status=2)
            self.assertIn(words, ended.stderr())
            self.assertEqual(len(ended.stderr().splitlines()), 1)
        self.config.write_text('[room a]\nsource = -\nsplit = hourly\n')
        ended = self.call_verb('record', '--config', self.config, '--all',
                               status=2)
        self.assertIn(f'{self.config}:3: split: "hourly"', ended.stderr())


class BeginAndEndTest(RoomsTest):

    def test_voice_begins_two_seconds_before_it_is_heard(self):
        port = self.free_udp_port()
        self.write_config({'hall': (
            port, 'start = voice', 'silence = 3s', 'normalize = off')})
        speech = read_payloads(self.say(4))
        sent = self.folder / 'sent'
        write_payloads(sent, [SILENCE] * 250 + speech + [SILENCE] * 1000)
        record = self.record_all(ports=[port])
        crowd = self.send(sent, 16, port)
        path = self.wait_for_file('spool/hall/*.opus')
        begun = float(crowd.stdout().split()[0])
        late = self.late_most(crowd)
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        file = self.judge(path)
        # The speech is there, what was before it and what came after; on a
        # busy machine a packet may have come too late.
        at = file.packets.index(speech[0])
        there = sum(packet in file.packets for packet in speech)
        self.assertGreater(there, 0.95 * len(speech))
        self.assertTrue(60 <= at <= 104 + 50 * late, (at, late))
        length = file.frames_48k / 48000
        self.assertTrue(6.5 <= length <= 8.6 + late, (length, late))
        start = self.ledger(path)[0]['start']
        seconds = time.mktime(time.strptime(start[:19], '%Y-%m-%dT%H:%M:%S'))
        seconds += float(start[19:-1]) - time.timezone
        self.assertAlmostEqual(
            seconds, begun + 5 - (at - 4) * 0.02, delta=0.3 + late)

    def test_idle_room_gets_a_file_for_each_session(self):
        port = self.free_udp_port()
        self.write_config({'hall': (port, 'idle = 2s', 'normalize = off')})
        record = self.record_all(ports=[port])
        late = []
        for sessions in (1, 2):
            crowd = self.send(self.say(4), 3, port)
            self.assertEqual(crowd.wait(), 0, crowd.output())
            late.append(self.late_most(crowd))
            self.wait_until(
                lambda: len(self.finished('hall')) == sessions)
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        for path in self.finished('hall'):
            file = self.judge(path)
            self.assertAlmostEqual(
                file.frames_48k / 48000, 3, delta=0.031 + max(late))
            self.assertEqual(self.ledger(path)[-1]['cause'], 'idle')

    def record_ahead_of_schedule(self, port):
        """The time when it is to begin, and the recorder, which is there at
        least two seconds before: the sooner the machine is ready, the less is
        waited for."""
        for ahead in (4, 10, 60):
            begin = math.ceil(time.time()) + ahead
            clock = time.strftime('%H:%M:%S', time.gmtime(begin))
            self.write_config({'hall': (
                port, f'schedule = daily {clock} UTC, 3s', 'pre-roll = 1s')})
            record = self.record_all(ports=[port])
            if time.time() < begin - 2:
                return begin, record
            record.kill()
        raise AssertionError('the recorder takes a minute to begin')

    def test_schedule_is_kept(self):
        port = self.free_udp_port()
        crowd = self.send(self.say(4), 300, port)
        self.wait_until(crowd.stdout, 'a crowd')
        begin, record = self.record_ahead_of_schedule(port)
        path = self.wait_for_file('spool/hall/*.opus')
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        file = self.judge(path)
        self.assertAlmostEqual(file.frames_48k / 48000, 4, delta=0.041)
        self.assertEqual(
            path.name, time.strftime('%Y-%m-%dT%H%M%SZ.opus',
                                     time.gmtime(begin - 1)))
        self.assertEqual(len(self.finished('hall')), 1)

    def test_room_alone_goes_on_when_its_keys_end_recordings(self):
        port = self.free_udp_port()
        self.write_config({'hall': (
            port, 'idle = 2s', 'min-duration = 2s', 'normalize = off',
            f'hook-start = touch {self.folder}/started')})
        record = self.start_verb(
            'record', '--config', self.config, '--room', 'hall')
        self.wait_for_udp_ports(port)
        self.send(self.say(4), 1, port)
        self.wait_for_file('started')
        self.wait_until(lambda: not list(self.spool.glob('*/*')),
                        'the end of a recording too short')
        self.send(self.say(4), 3, port).wait()
        self.wait_for_file('spool/hall/*.opus')
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())


class SplitTest(RoomsTest):

    @staticmethod
    def _decode(path, file):
        """Without the header gain."""
        factor = 10 ** (-file.gain_q8 / 256 / 20)
        return [sample * factor for sample in judges.decode(path)]

    def _compare(self, whole, parts):
        """The parts begin the whole, sample for sample; returns how far."""
        files = [self.judge(path) for path in parts]
        for number, file in enumerate(files):
            self.assertEqual(file.tag('ROOMCAST_PART'), str(number + 1))
            self.assertEqual(
                file.tag('ROOMCAST_SESSION'), files[0].tag('ROOMCAST_ID'))
        expected = self._decode(whole, self.judge(whole))
        found = []
        for path, file in zip(parts, files):
            found += self._decode(path, file)
        common = min(len(found), len(expected))
        worst = max(abs(a - b) for a, b in zip(found, expected))
        self.assertLess(worst, 2 ** -17)
        return common / 2 / 48000, len(found) - len(expected)

    def _packets_heard(self, *paths):
        """Those of the room, without the pre-skip of later parts."""
        packets = []
        for path in paths:
            file = OggOpus(path)
            skip = file.pre_skip
            for packet in file.packets:
                if skip > 0:
                    skip -= 960
                else:
                    packets.append(packet)
        return packets

    def test_parts_of_copied_packets_are_the_whole(self):
        ports = [self.free_udp_port() for _ in range(2)]
        self.write_config({
            'whole': (ports[0], 'normalize = off'),
            'parts': (ports[1], 'normalize = off', 'split = 2s')})
        record = self.record_all(ports=ports)
        speech = self.say(12)
        self.send(speech, 12, *ports).wait()
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        whole, = self.finished('whole')
        parts = self.finished('parts')
        # The last packets begin one more part, or just do not.
        self.assertIn(len(parts), (6, 7))
        # On a busy machine the one may hear a packet late, and the other not.
        here, there = self._packets_heard(whole), self._packets_heard(*parts)
        common = min(len(here), len(there)) - 25
        self.assertGreater(common, 500)
        if here[:common] == there[:common]:
            self._compare_copied(whole, parts, common)
        else:
            self.assertEqual([p for p in there if len(p) > 3],
                             [p for p in here if len(p) > 3])

    def _compare_copied(self, whole, parts, packets):
        expected = self._decode(whole, self.judge(whole))
        found = []
        for path in parts:
            found += self._decode(path, self.judge(path))
        samples = packets * 960 * 2
        worst = max(abs(a - b) for a, b in
                    zip(found[:samples], expected[:samples]))
        self.assertLess(worst, 2 ** -17)

    def test_parts_of_levelled_sound_are_the_whole(self):
        wav = self.folder / 'room.wav'
        write_room(self, wav, 13, '--save-mix')
        self.config.write_text(
            f'[room whole]\nsource = {wav}\n'
            f'[room parts]\nsource = {wav}\nsplit = 2s\n')
        record = self.record_all()
        self.assertEqual(record.wait(), 0, record.output())
        whole, = self.finished('whole')
        parts = self.finished('parts')
        self.assertEqual(len(parts), 7)
        seconds, rest = self._compare(whole, parts)
        self.assertEqual((seconds, rest), (13, 0))


if __name__ == '__main__':
    harness.main()
