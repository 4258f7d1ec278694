# SPDX-License-Identifier: BSD-2-Clause
"""roomcast control of a real recorder that listens to a simulated room."""
import json
import signal
import time

from prometheus_client.parser import text_string_to_metric_families

import harness
from ogg_opus import OggOpus

TELL = ('sh -c \'echo $ROOMCAST_EVENT $ROOMCAST_ALARM $ROOMCAST_ALARM_STATE '
        '$ROOMCAST_FILE >>told\'')


class ControlRecordTest(harness.ProcessTest):

    def configure(self, rooms, keys=''):
        """Rooms by their names, each on a port of its own."""
        self.ports = {name: self.free_udp_port() for name in rooms}
        self.config = self.folder / 'r.conf'
        self.config.write_text(''.join(
            f'[room {name}]\nsource = rtp://127.0.0.1:{port}?codec=opus\n'
            f'{keys}\n' for name, port in self.ports.items()))

    def record(self, *options):
        record = self.start_verb('record', '--config', self.config, *options)
        for name in self.ports:
            self.wait_for_socket(f'state/control/{name}.sock')
        return record

    def room(self, name, seconds, *options):
        return self.start(
            harness.program('room-simulator'), '--to',
            f'127.0.0.1:{self.ports[name]}', '--seconds', seconds, *options)

    def control(self, *words, status=0):
        return self.call_verb('control', *words, '--config', self.config,
                              status=status).stdout()

    def figures(self, name):
        return json.loads(self.control(name, 'status', '--json'))

    def wait_for_state(self, name, state):
        self.wait_until(lambda: self.figures(name)['state'] == state,
                        what=f'{name} is {state}')

    def told(self):
        path = self.folder / 'told'
        return path.read_text().splitlines() if path.exists() else []

    def metrics(self, name='roomcast.prom'):
        text = (self.folder / name).read_text()
        return {(sample.name, sample.labels['room']): sample.value
                for family in text_string_to_metric_families(text)
                for sample in family.samples if len(sample.labels) == 1}

    def test_a_room_is_split_paused_marked_and_stopped(self):
        self.configure(['hall'], f'hook-start = {TELL}\n'
                       f'hook-segment = {TELL}\nhook-finish = {TELL}\n')
        record = self.record('--room', 'hall', '--progress', 'json',
                             '--metrics', 'roomcast.prom')
        self.assertEqual(self.figures('hall')['state'], 'waiting')
        self.room('hall', 60)
        self.wait_for_state('hall', 'recording')
        self.wait_until(lambda: self.figures('hall')['packets'] > 90)
        figures = self.figures('hall')
        self.assertGreater(figures['duration_s'], 1.7)
        self.assertEqual(figures['lost'], 0)
        self.assertGreater(figures['short_term_lufs'], -50)
        self.assertGreater(figures['free_bytes'], 0)
        self.assertTrue(figures['file'].startswith(str(self.folder)))
        self.control('hall', 'mark', 'Questions')
        self.control('hall', 'person', 'Ada Lovelace', 'guest')
        self.control('hall', 'person', 'Émilie')
        for verb in ('split', 'pause', 'pause'):
            self.control('hall', verb)
        self.wait_for_state('hall', 'paused')
        self.control('hall', 'resume')
        self.wait_until(lambda: self.figures('hall')['recordings'] == 1)
        time.sleep(1)
        self.wait_until(lambda: record.stdout().count('\n') > 3, 'progress')
        self.control('hall', 'stop')
        self.assertEqual(record.wait(), 0, record.output())
        self.control('hall', 'stop')

        files = sorted(self.folder.glob('spool/hall/*.opus'))
        self.assertEqual(len(files), 2)
        events = [line.split() for line in self.told()]
        self.assertEqual([event[0] for event in events],
                         ['start', 'segment', 'finish'])
        self.assertEqual([event[1] for event in events],
                         [f'{files[0]}.part', str(files[0]), str(files[1])])
        recorded = sum(OggOpus(file).frames_48k for file in files) / 48000
        metrics = self.metrics()
        self.assertEqual(metrics['roomcast_up', 'hall'], 0)
        self.assertEqual(metrics['roomcast_recordings_total', 'hall'], 2)
        self.assertAlmostEqual(
            metrics['roomcast_recorded_seconds_total', 'hall'], recorded,
            delta=0.001)
        lines = [json.loads(line) for line in record.stdout().splitlines()]
        self.assertEqual(lines[-1]['state'], 'ended')
        ledgers = ''.join(path.read_text() for path in
                          self.folder.glob('spool/hall/*.jsonl'))
        self.assertIn('Questions', ledgers)
        persons = [json.loads(line)['text'] for line in ledgers.splitlines()
                   if '"person"' in line]
        self.assertEqual(persons, ['Ada Lovelace (guest)', 'Émilie'])
        self.assertEqual(record.stderr(), '')

    def test_a_room_has_one_recorder(self):
        self.configure(['hall'])
        first = self.record('--room', 'hall')
        second = self.call_verb(
            'record', '--config', self.config, '--room', 'hall', status=75)
        self.assertIn('hall: another recorder of this room runs',
                      second.stderr())
        self.assertTrue(first.is_running())
        first.stop()
        first.wait()

    def test_many_rooms_need_no_greater_limit_of_descriptors(self):
        self.configure([f'room{number}' for number in range(20)])
        record = self.start(
            harness.tool('prlimit'), '--nofile=64:4096',
            harness.program('roomcast'), 'record', '--all', '--config',
            self.config)
        for name in self.ports:
            self.wait_for_socket(f'state/control/{name}.sock')
        self.assertEqual(self.figures('room19')['state'], 'waiting')
        record.stop()
        self.assertEqual(record.wait(), 0)

    def test_all_rooms_are_controlled_at_once(self):
        self.configure(['hall', 'attic', 'cellar'], f'hook-finish = {TELL}')
        record = self.record('--all', '--metrics', 'roomcast.prom')
        for name in ('hall', 'attic'):
            self.room(name, 60)
            self.wait_for_state(name, 'recording')
        table = self.control().splitlines()
        self.assertEqual([row.split()[:2] for row in table[1:]],
                         [['hall', 'recording'], ['attic', 'recording'],
                          ['cellar', 'waiting']])
        self.control('attic', 'stop')
        self.wait_until(self.told)
        self.assertTrue(record.is_running())
        record.stop(signal.SIGTERM)
        self.assertEqual(record.wait(), 0, record.output())
        self.wait_until(lambda: any('/hall/' in line for line in self.told()))
        self.assertEqual(len(list(self.folder.glob('spool/hall/*.opus'))), 1)
        self.assertEqual(self.metrics()['roomcast_up', 'cellar'], 0)

    def test_a_room_that_falls_silent_raises_an_alarm(self):
        self.configure(['hall'], f'alarm-no-input = 2\nhook-alarm = {TELL}')
        record = self.record('--room', 'hall')
        self.room('hall', 3).wait()
        self.wait_until(lambda: len(self.told()) == 1)
        self.assertEqual(self.told()[0].split()[:3],
                         ['alarm', 'no-input', 'raised'])
        self.assertEqual(self.figures('hall')['alarms'], ['no-input'])
        self.room('hall', 30)
        self.wait_until(lambda: len(self.told()) == 2)
        self.assertEqual(self.told()[1].split()[:3],
                         ['alarm', 'no-input', 'cleared'])
        record.stop()
        self.assertEqual(record.wait(), 0)
        self.assertRegex(
            record.stderr(), '^roomcast record: warning: hall: no input for '
                             '0:0[2-9]\nroomcast record: warning: hall: there '
                             'is input again\n$')

    def test_workers_have_metrics_and_sockets_of_their_own(self):
        self.configure(['hall', 'attic'])
        record = self.record('--all', '--workers', '2', '--metrics',
                             'roomcast.prom')
        self.wait_for_file('roomcast.1.prom')
        self.wait_for_file('roomcast.2.prom')
        rooms = {room for name in ('roomcast.1.prom', 'roomcast.2.prom')
                 for _, room in self.metrics(name)}
        self.assertEqual(rooms, {'hall', 'attic'})
        self.assertEqual(len(self.control().splitlines()), 3)
        self.assertEqual(self.figures('attic')['state'], 'waiting')
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())

    def test_a_file_that_ends_gives_its_hook_all_the_time_it_may_take(self):
        config = self.folder / 'r.conf'
        self.call(harness.tool('sox'), '-n', '-r', '48000', '-c', '2',
                  'in.wav', 'synth', '5', 'sine', '440')
        config.write_text('[room hall]\nsource = in.wav\nhook-finish = '
                          'sh -c "sleep 3; echo $ROOMCAST_DURATION >>told"\n')
        self.call_verb('record', '--config', config, '--room', 'hall')
        self.assertEqual(self.told(), ['5.000'])


if __name__ == '__main__':
    harness.main()
