# SPDX-License-Identifier: BSD-2-Clause
"""roomcast control and what is around a room, against a recorder whose rooms
are fake (room-host): real sockets, hooks, metrics and progress."""
import json
import os
import pty
import re
import select
import signal
import socket
import stat
import subprocess
import time

from prometheus_client.parser import text_string_to_metric_families

import harness


class ControlTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.config = self.folder / 'r.conf'
        self.configure()

    def configure(self, hall='', attic=''):
        self.config.write_text(
            f'[room hall]\nsource = -\n{hall}\n'
            f'[room attic]\nsource = -\n{attic}\n')

    def host(self, *options, **popen):
        host = self.start(harness.program('room-host'), '--config',
                          self.config, *options, **popen)
        self.wait_for_socket('state/control/attic.sock')
        return host

    def control(self, *words, status=0):
        config = ('--config', self.config)
        if '--' in words:
            words = (*config, *words)
        else:
            words = (*words, *config)
        return self.call_verb('control', *words, status=status)

    def figures(self, room):
        return json.loads(self.control(room, 'status', '--json').stdout())

    def client(self, room='hall'):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(harness.PATIENCE_SECONDS)
        client.connect(str(self.folder / f'state/control/{room}.sock'))
        self.addCleanup(client.close)
        return client

    def told(self):
        path = self.folder / 'told'
        return path.read_text() if path.exists() else ''

    # -- verbs

    def test_a_recording_is_started_marked_split_paused_and_stopped(self):
        self.host()
        self.assertEqual(self.figures('hall')['state'], 'waiting')
        self.control('hall', 'start')
        self.assertEqual(self.figures('hall')['state'], 'recording')
        self.control('hall', 'mark', 'Questions and answers')
        self.control('hall', 'mark', '--', '--dashes')
        self.control('hall', 'person', 'Ada', 'guest')
        self.assertIn('"host": unexpected', self.control(
            'hall', 'person', 'Ada', 'guest', 'host', status=2).stderr())
        self.assertIn('person: expected a text', self.control(
            'hall', 'person', status=2).stderr())
        self.control('hall', 'split')
        self.control('hall', 'pause')
        self.assertEqual(self.figures('hall')['state'], 'paused')
        self.control('hall', 'resume')
        self.control('hall', 'stop')
        figures = self.figures('hall')
        self.assertEqual(figures['state'], 'waiting')
        self.assertEqual(figures['recordings'], 2)
        self.assertIsNone(figures['file'])

    def test_every_verb_may_be_said_twice_and_says_nothing(self):
        self.host()
        for verb in ('start', 'split', 'pause', 'resume', 'stop'):
            for _ in range(2):
                self.assertEqual(self.control('hall', verb).output(), '')
                if verb == 'stop':
                    self.assertEqual(self.figures('hall')['state'], 'waiting')

    def test_what_makes_no_sense_is_refused_with_its_reason(self):
        self.host()
        refused = self.control('hall', 'pause', status=1)
        self.assertEqual(refused.stderr(),
                         'roomcast control: hall: nothing is being recorded\n')
        self.assertIn('there is: hall, attic',
                      self.control('cellar', 'stop', status=2).stderr())
        self.assertIn('"dance": no such verb; there is: status, start',
                      self.control('hall', 'dance', status=2).stderr())
        self.assertIn('mark: expected a text',
                      self.control('hall', 'mark', status=2).stderr())
        self.assertIn('there is no [room dance]',
                      self.control('dance', status=2).stderr())
        self.assertIn('the room stands before the verb',
                      self.control('split', 'hall', status=2).stderr())
        self.assertIn('wants quotes',
                      self.control('hall', 'mark', 'a', 'b',
                                   status=2).stderr())

    def test_without_a_recorder_there_is_nothing_to_control(self):
        self.assertEqual(
            self.control('hall', 'split', status=75).stderr(),
            'roomcast control: hall: no recorder is running\n')
        self.assertEqual(self.control('hall', 'stop').output(), '')
        self.assertEqual(self.control('hall', 'status', status=75).stdout(),
                         'hall: not running\n')
        self.assertEqual(
            json.loads(self.control('hall', 'status', '--json',
                                    status=75).stdout()),
            {'ok': False, 'room': 'hall', 'state': 'not running'})
        self.assertIn('attic  not running', self.control().stdout())

    def test_all_rooms_are_told_at_once(self):
        self.host()
        self.control('all', 'start')
        for line in self.control('--json').stdout().splitlines():
            self.assertEqual(json.loads(line)['state'], 'recording')
        self.control('attic', 'stop')
        partly = self.control('all', 'pause', status=3)
        self.assertIn('attic: nothing is being recorded', partly.stderr())
        self.assertEqual(self.figures('hall')['state'], 'paused')

    def test_status_is_readable_by_people(self):
        self.host()
        self.control('hall', 'start')
        self.wait_until(lambda: self.figures('hall')['duration_s'] > 1)
        table = self.control('status').stdout().splitlines()
        self.assertEqual(len(table), 3)
        self.assertRegex(table[0], r'^ROOM +STATE +TIME +NOW LUFS +WHOLE')
        self.assertRegex(
            table[1], r'^hall +recording +\d:\d\d +-18.0 +-17.0 +0.0 % +\+12 ppm'
                      r' +50.0 GB$')
        self.assertRegex(table[2], r'^attic +waiting +-$')
        lines = self.control('hall').stdout()
        self.assertRegex(lines, r'^hall: recording since 20\d\d-.* UTC\n')
        self.assertIn(f'  file      {self.folder}/spool/hall/', lines)
        self.assertIn('  alarms    none\n', lines)

    # -- the socket

    def test_a_second_recorder_of_a_room_is_turned_away(self):
        self.host()
        second = self.call(harness.program('room-host'), '--config',
                           self.config, status=75)
        self.assertIn('hall: another recorder of this room runs',
                      second.stderr())
        self.assertEqual(self.figures('hall')['state'], 'waiting')

    def test_a_killed_recorder_is_followed_by_another(self):
        first = self.host()
        path = self.folder / 'state/control/hall.sock'
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(path.parent.stat().st_mode), 0o700)
        first.kill()
        self.assertTrue(path.exists())
        self.control('hall', 'split', status=75)
        second = self.host()
        self.wait_until(lambda: self.control(
            'hall', 'status', status=None).wait() == 0)
        second.stop()
        self.assertEqual(second.wait(), 0)
        self.assertFalse(path.exists())

    def test_hostile_clients_delay_nobody(self):
        host = self.host()
        self.control('hall', 'start')
        silent = [self.client() for _ in range(3)]
        greedy = [self.client() for _ in range(3)]
        for client in greedy:
            client.setblocking(False)
            for _ in range(200):
                try:
                    client.send(b'{"verb":"status"}\n' * 50)
                except BlockingIOError:
                    break
        silent[0].sendall(b'{"verb":"mark","text":"' + b'x' * 4000)
        silent[1].sendall(os.urandom(4000))
        before = self.figures('hall')['duration_s']
        used, start = self.cpu_seconds(host), time.monotonic()
        self.wait_until(
            lambda: self.figures('hall')['duration_s'] > before + 1,
            'a recording that goes on')
        self.assertTrue(host.is_running())
        self.assertLess(self.cpu_seconds(host) - used,
                        0.3 * (time.monotonic() - start))

    @staticmethod
    def cpu_seconds(host):
        with open(f'/proc/{host.process.pid}/stat', encoding='ascii') as file:
            fields = file.read().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def test_anybody_can_speak_json_lines(self):
        self.host()
        answer = subprocess.run(
            [harness.tool('python3'), '-c',
             'import socket,sys\n'
             's=socket.socket(socket.AF_UNIX)\n'
             's.connect(sys.argv[1])\n'
             's.sendall(b\'{"verb":"start"}\\n{"verb":"status"}\\n\')\n'
             's.shutdown(socket.SHUT_WR)\n'
             'sys.stdout.write(s.makefile().read())',
             self.folder / 'state/control/hall.sock'],
            capture_output=True, check=True, text=True, timeout=harness.PATIENCE_SECONDS).stdout
        start, status = map(json.loads, answer.splitlines())
        self.assertEqual(start, {'ok': True})
        self.assertEqual(status['state'], 'recording')

    # -- hooks and alarms

    HOOK = ('sh -c \'echo $ROOMCAST_EVENT $ROOMCAST_ROOM '
            '$ROOMCAST_LOUDNESS $RELAY_PASSWORD $ROOMCAST_ALARM >>told\'')

    def test_hooks_run_and_hear_no_secrets(self):
        self.configure(hall=f'hook-start = {self.HOOK}\n'
                            f'hook-segment = {self.HOOK}\n'
                            f'hook-finish = {self.HOOK}\n')
        self.host(env={**os.environ, 'RELAY_PASSWORD': 'hunter2'})
        for verb in ('start', 'split', 'stop'):
            self.control('hall', verb)
        self.wait_until(lambda: self.told().count('\n') == 3)
        self.assertEqual(self.told(), 'start hall\nsegment hall -16.0\n'
                                      'finish hall -16.0\n')

    def test_a_script_beside_the_configuration_is_a_hook(self):
        script = self.folder / 'hooks' / 'on start.sh'
        script.parent.mkdir()
        script.write_text('#!/bin/sh\necho "$1 $ROOMCAST_FILE" >>told\n')
        script.chmod(0o755)
        self.configure(hall='hook-start = "hooks/on start.sh" \'a b\'\n')
        self.host()
        self.control('hall', 'start')
        self.wait_until(lambda: self.told().endswith('\n'))
        self.assertEqual(
            self.told(), f'a b {self.folder}/spool/hall/'
                         '2026-11-22T180000Z.opus.part\n')

    def test_a_failing_hook_is_one_line(self):
        self.configure(hall='hook-start = false')
        host = self.host()
        self.control('hall', 'start')
        self.wait_until(lambda: host.stderr())
        self.assertEqual(
            host.stderr(),
            'room-host: warning: hall: hook-start: exit status 1\n')
        self.assertEqual(self.figures('hall')['hook_failures'], 1)

    def test_a_hanging_hook_does_not_hold_up_the_end(self):
        self.configure(
            hall='hook-start = sh -c "trap \'\' TERM; echo $$ >pid; '
                 'sleep 300; sleep 300"',
            attic='hook-finish = sh -c "while [ ! -e go ]; do sleep 0.1; done;'
                  ' echo done >>told"')
        host = self.host()
        self.control('all', 'start')
        self.wait_for_file('pid')
        host.stop()
        self.assertEqual(host.wait(), 0)
        self.assertIn('hall: hook-start: took too long and was ended',
                      host.stderr())
        self.assertIn('attic: hook-finish: still runs, and is left to itself',
                      host.stderr())
        pid = int((self.folder / 'pid').read_text())
        self.wait_until(lambda: not harness.is_alive(pid))
        self.assertEqual(self.told(), '')
        (self.folder / 'go').touch()
        self.wait_until(lambda: self.told() == 'done\n')

    def test_a_finish_hook_still_runs_at_the_end(self):
        self.configure(hall=f'hook-finish = {self.HOOK}')
        host = self.host()
        self.control('hall', 'start')
        host.stop()
        self.assertEqual(host.wait(), 0)
        self.assertEqual(self.told(), 'finish hall -16.0\n')

    def test_an_alarm_is_logged_shown_and_hooked_once(self):
        self.configure(hall='alarm-disk = 60G\n'
                            f'hook-alarm = {self.HOOK}')
        host = self.host()
        self.control('hall', 'start')
        self.wait_until(lambda: self.figures('hall')['alarms'] == ['disk'])
        self.wait_until(self.told)
        time.sleep(2)
        self.assertEqual(self.told(), 'alarm hall disk\n')
        self.assertEqual(
            host.stderr(), 'room-host: warning: hall: only 50.0 GB are free '
                           'on the disk, less than 60.0 GB\n')

    # -- metrics and progress

    def metrics(self):
        text = (self.folder / 'roomcast.prom').read_text()
        return {(sample.name, tuple(sorted(sample.labels.items()))):
                sample.value
                for family in text_string_to_metric_families(text)
                for sample in family.samples}

    def test_metrics_are_what_prometheus_reads(self):
        host = self.host('--metrics', 'roomcast.prom')
        self.wait_for_file('roomcast.prom')
        metrics = self.metrics()
        hall = (('room', 'hall'),)
        self.assertEqual(metrics['roomcast_up', hall], 1)
        self.assertEqual(
            metrics['roomcast_state',
                    (('room', 'attic'), ('state', 'waiting'))], 1)
        self.control('hall', 'start')
        self.wait_until(lambda: self.figures('hall')['packets'] > 20)
        host.stop()
        self.assertEqual(host.wait(), 0)
        metrics = self.metrics()
        self.assertEqual(metrics['roomcast_up', hall], 0)
        self.assertGreater(metrics['roomcast_packets_total', hall], 20)
        self.assertGreater(
            metrics['roomcast_recorded_seconds_total', hall], 0.4)
        self.assertEqual(metrics['roomcast_recordings_total', hall], 1)
        self.assertEqual(
            [path.name for path in self.folder.glob('*.prom*')],
            ['roomcast.prom'])

    def test_progress_is_a_json_line_a_second_and_room(self):
        host = self.host('--progress', 'json')
        self.control('hall', 'start')

        def lines(room, state):
            whole, _, _ = host.stdout().rpartition('\n')
            found = [json.loads(line) for line in whole.splitlines()]
            return [line for line in found
                    if line['room'] == room and line['state'] == state]
        self.wait_until(lambda: len(lines('hall', 'recording')) >= 3)
        self.assertGreater(len(lines('attic', 'waiting')), 1)
        times = [line['time'] for line in lines('hall', 'recording')]
        self.assertEqual(len(times), len(set(times)))

    def test_a_reader_that_stands_still_does_not_stop_the_recorder(self):
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        os.set_blocking(writer, False)
        with self.assertRaises(BlockingIOError):
            while True:
                os.write(writer, b'x' * 4096)
        os.set_blocking(writer, True)
        host = subprocess.Popen(
            [harness.program('room-host'), '--config', self.config,
             '--progress', 'json'], stdout=writer, cwd=self.folder)
        os.close(writer)
        self.addCleanup(host.wait)
        self.addCleanup(host.kill)
        self.wait_for_socket('state/control/hall.sock')
        time.sleep(2.5)
        self.assertEqual(self.figures('hall')['state'], 'waiting')

    def on_terminal(self, kind):
        """A recorder on a terminal of that kind, and what reads that."""
        self.configure(hall='hook-start = false')
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        host = subprocess.Popen(
            [harness.program('room-host'), '--config', self.config],
            stderr=slave, cwd=self.folder, env={**os.environ, 'TERM': kind})
        os.close(slave)
        self.addCleanup(host.wait)
        self.addCleanup(host.kill)
        self.wait_for_socket('state/control/attic.sock')
        self.control('hall', 'start')
        return host, master

    def test_a_dumb_terminal_gets_lines_alone(self):
        host, master = self.on_terminal('dumb')
        self.wait_until(lambda: self.figures('hall')['duration_s'] > 1)
        host.send_signal(signal.SIGINT)
        self.assertEqual(host.wait(), 0)
        seen = os.read(master, 65536)
        self.assertIn(b'hall: hook-start: exit status 1\r\n', seen)
        self.assertNotIn(b'\x1b', seen)
        self.assertNotIn(b'2 rooms', seen)

    def test_a_terminal_gets_one_line_and_a_log_line_of_its_own(self):
        host, master = self.on_terminal('xterm')
        seen = bytearray()

        def shown(*patterns):
            if select.select([master], [], [], 0)[0]:
                seen.extend(os.read(master, 65536))
            text = seen.decode(errors='replace')
            return all(re.search(each, text) for each in patterns) and text
        text = self.wait_until(lambda: shown(
            '2 rooms: 1 waiting, 1 recording.*\x1b', r'\r\x1b\[Kroom-host: '
            r'warning: hall: hook-start: exit status 1\r\n'))
        for drawn in re.split(r'[\r\n]|\x1b\[K', text):
            self.assertLess(len(drawn), 80)
        host.send_signal(signal.SIGINT)
        self.assertEqual(host.wait(), 0)


if __name__ == '__main__':
    harness.main()
