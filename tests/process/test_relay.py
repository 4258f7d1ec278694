# SPDX-License-Identifier: BSD-2-Clause
"""roomcast relay: a room that is recorded, on the air at a real Icecast."""
import json
import os
import pathlib
import signal
import statistics
import time

import harness
import judges
from icecast import PASSWORD, Icecast
from ogg_opus import OggOpus, packet_frames
from relayed_room import Talker, listen, page_packets
from room import read_payloads, write_room

ROOMS = 50
QUIET_SECONDS = 4


class RelayTest(harness.ProcessTest):

    speech = []  # made once for all

    def setUp(self):
        super().setUp()
        self.config = self.folder / 'roomcast.conf'
        self.state = self.folder / 'state'
        self.spool = self.folder / 'spool'

    def write_config(self, room, *keys, head=''):
        self.port = self.free_udp_port()
        self.config.write_text('\n'.join([
            head, f'[room {room}]',
            f'source = rtp://127.0.0.1:{self.port}?codec=opus',
            'normalize = gain', *keys]) + '\n')
        self.config.chmod(0o600)

    def payloads(self):
        """Speech of five seconds, each packet another."""
        if not self.speech:
            path = self.folder / 'speech'
            write_room(self, path, 5)
            self.speech.extend(dict.fromkeys(read_payloads(path)))
        return self.speech

    def address(self, icecast, mount, user=f'source:{PASSWORD}@'):
        return f'icecast://{user}127.0.0.1:{icecast.port}/{mount}'

    def relay(self, *options):
        return self.start_verb('relay', '--config', self.config, *options)

    def record(self, room, *options):
        record = self.start_verb(
            'record', '--config', self.config, '--room', room, *options)
        self.wait_for_udp_ports(self.port)
        return record

    def talk(self, payloads):
        talker = Talker(self.port, payloads)
        self.addCleanup(talker.stop)
        return talker

    def status(self, room, target=1):
        path = self.state / 'relay' / f'{room}-{target}.json'
        return json.loads(path.read_text()) if path.exists() else {}

    def control(self, room, *words):
        return self.call_verb('control', room, *words, '--config', self.config)

    def end(self, program):
        program.stop(signal.SIGTERM)
        self.assertEqual(program.wait(), 0, program.output())

    @staticmethod
    def children(program):
        """The processes of a relay, by the number of their target."""
        children = {}
        pid = program.process.pid
        path = pathlib.Path(f'/proc/{pid}/task/{pid}/children')
        for child in path.read_text().split():
            try:
                words = pathlib.Path(f'/proc/{child}/cmdline').read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                continue  # gone meanwhile
            if b'--target' in words:
                children[words.split(b'\0')[-2].decode()] = int(child)
        return children

    def wait_state(self, room, state, target=1):
        self.wait_until(lambda: self.status(room, target).get('state') == state,
                        f'{room} {target} {state}')

    def judge(self, listener, name):
        """One unbroken stream from where the server let the listener in: one
        OpusHead, no page missing, granules that rise by the packets' frames,
        an end; and a player takes it."""
        path = self.folder / f'{name}.opus'
        path.write_bytes(listener.data)
        head, _, *pages = listener.pages
        self.assertTrue(head.is_first)
        self.assertEqual({page.serial for page in pages}, {head.serial})
        for before, page in zip(pages, pages[1:]):
            self.assertEqual(page.number, before.number + 1)
            self.assertEqual(page.granule - before.granule,
                             sum(map(packet_frames, page_packets(page))))
        self.assertTrue(pages[-1].is_last)
        self.assertEqual([page for page in pages if page.is_first], [])
        return judges.decoded_seconds(path)


class OneRoomTest(RelayTest):

    def wait_for_silence(self, listener):
        """Until the listener has been sent as much of it, though nobody
        speaks."""
        before = listener.sound_seconds
        self.wait_until(
            lambda: listener.sound_seconds > before + QUIET_SECONDS,
            'silence on the air')

    def test_listener_hears_all_of_a_session_over_split_gap_and_titles(self):
        icecast = Icecast(self, burst=0)
        self.write_config(
            'hall', f'relay = {self.address(icecast, "hall.opus")},',
            f'  {self.address(icecast, "hall.mp3")}', 'idle = 20s')
        self.config.write_text(self.config.read_text().replace(',\n', ', '))
        relay = self.relay('--room', 'hall')
        self.wait_state('hall', 'waiting', 2)
        record = self.record('hall')
        payloads = self.payloads()
        talker = self.talk(payloads)
        self.wait_until(lambda: talker.sent)
        self.wait_state('hall', 'on-air', 1)
        self.wait_state('hall', 'on-air', 2)
        listener = listen(self, icecast.port, 'hall.opus')
        ffmpeg = self.start(
            harness.tool('ffmpeg'), '-v', 'error', '-i',
            icecast.url('hall.mp3'), '-f', 'wav', self.folder / 'heard.wav')
        time.sleep(1)
        for number in range(100):
            self.control('hall', 'mark', f'Title {number}')
        self.control('hall', 'split')
        time.sleep(1)
        talker.is_quiet = True
        self.wait_for_silence(listener)
        talker.is_quiet = False
        time.sleep(1)
        self.assertEqual(self.status('hall')['title'], 'Title 99')
        self.assertEqual(self.status('hall')['state'], 'on-air')
        self.end(record)
        talker.stop()
        self.wait_until(lambda: listener.is_over, what='goodbye')
        ffmpeg.wait()  # an end without a length is an error to it
        heard = listener.ended - listener.begun
        self.assertAlmostEqual(listener.seconds, heard, delta=3)
        self.assertAlmostEqual(self.judge(listener, 'heard'), heard, delta=3)
        self.assertAlmostEqual(judges.decoded_seconds(
            self.folder / 'heard.wav'), heard, delta=4)
        latencies = [listener.arrived[each] - at
                     for each, at in talker.sent.items()
                     if each in listener.arrived
                     and at > listener.begun + 0.5  # the server lets it in
                     and len(each) > 8]  # silence may be left out
        late = statistics.quantiles(latencies, n=100)
        print(f'latency: median {statistics.median(latencies):.3f} s, '
              f'99 % below {late[-1]:.3f} s, of {len(latencies)}')
        self.assertLess(statistics.median(latencies), QUIET_SECONDS)
        record = self.record('hall')
        self.talk(payloads)
        self.wait_state('hall', 'on-air')
        self.assertEqual(self.status('hall')['connects'], 2)
        self.end(record)
        self.wait_state('hall', 'waiting')
        self.end(relay)
        self.assertEqual(self.status('hall')['state'], 'gone')
        self.assertNotIn(PASSWORD, relay.output())
        for path in (self.state / 'relay').iterdir():
            self.assertNotIn(PASSWORD, path.read_text())


class TroubleTest(RelayTest):

    def test_a_second_relay_is_refused_and_told_who_has_it(self):
        self.write_config('hall', 'relay = icecast://source:hush@127.0.0.1:'
                          f'{self.free_tcp_port()}/hall.opus')
        relay = self.relay('--all')
        self.wait_state('hall', 'waiting')
        child = self.children(relay)['1']
        for options in (['--all'], ['--room', 'hall'],
                        ['--room', 'hall', '--target', '1']):
            refused = self.call_verb('relay', '--config', self.config,
                                     *options, status=75)
            line, = refused.stderr().splitlines()
            self.assertIn('hall, target 1, is relayed already', line)
            self.assertIn(f'held by process {child} since 2', line)
        self.assertEqual(self.status('hall')['state'], 'waiting')
        relay.kill()
        # Its child ends with it, and takes the lock along.
        self.wait_until(lambda: not harness.is_alive(child),
                        'the end of its child')
        relay = self.relay('--room', 'hall')
        self.wait_until(
            lambda: self.children(relay).get('1') and
            self.status('hall')['state'] == 'waiting', 'another relay')
        self.end(relay)

    def test_dead_target_and_dead_child_touch_no_other(self):
        icecast = Icecast(self, burst=0)
        dead = f'icecast://source:x@127.0.0.1:{self.free_tcp_port()}/a.opus'
        self.write_config(
            'hall', f'relay = {dead}, {self.address(icecast, "hall.opus")}')
        record = self.record('hall')
        self.talk(self.payloads())
        relay = self.relay('--room', 'hall')
        self.wait_state('hall', 'on-air', 2)
        self.wait_state('hall', 'backing-off', 1)
        self.assertIn('connect', self.status('hall', 1)['last_error'])
        table = self.call_verb(
            'relay', '--config', self.config, '--status').stdout()
        self.assertRegex(table, r'hall +on-air')
        lines = self.call_verb('relay', '--config', self.config, '--status',
                               '--json').stdout().splitlines()
        self.assertEqual([json.loads(line)['target'] for line in lines], [1, 2])
        wrong = self.call_verb('relay', '--config', self.config, '--status',
                               '--room', 'hal', status=2)
        self.assertIn('no [room hal]', wrong.stderr())
        listener = listen(self, icecast.port, 'hall.opus')
        children = self.children(relay)
        os.kill(children['1'], signal.SIGKILL)
        self.wait_until(lambda: self.children(relay).get('1') not in
                        (None, children['1']), what='another child')
        self.assertFalse(listener.is_over)
        os.kill(children['2'], signal.SIGKILL)
        self.wait_until(lambda: listener.is_over, what='the end of a stream')
        again = listen(self, icecast.port, 'hall.opus')
        self.assertIn('killed by signal 9', relay.stderr())
        # Its parent's death ends the others, too.
        relay.kill()
        self.wait_until(lambda: again.is_over, what='the end of the rest')
        self.end(record)

    def test_recording_is_that_of_a_room_without_a_relay(self):
        """With one to a server that is frozen, to one that is gone, and while
        relays are killed: the same packets."""
        icecast = Icecast(self)
        self.write_config('hall', f'relay = {self.address(icecast, "a.opus")},'
                          f' icecast://127.0.0.1:{self.free_tcp_port()}/b.mp3')
        other = self.free_udp_port()
        with self.config.open('a', encoding='utf-8') as config:
            config.write('[room alone]\nnormalize = gain\n'
                         f'source = rtp://127.0.0.1:{other}?codec=opus\n')
        record = self.start_verb('record', '--config', self.config, '--all')
        self.wait_for_udp_ports(self.port, other)
        relay = self.relay('--all')
        talker = Talker(self.port, self.payloads(), other)
        self.addCleanup(talker.stop)
        self.wait_state('hall', 'on-air')
        icecast.freeze()
        time.sleep(2)
        os.kill(self.children(relay)['1'], signal.SIGKILL)
        time.sleep(2)
        icecast.thaw()
        talker.stop()
        time.sleep(1)
        self.end(record)
        self.end(relay)
        relayed, = (self.spool / 'hall').glob('*.opus')
        alone, = (self.spool / 'alone').glob('*.opus')
        relayed, alone = OggOpus(relayed), OggOpus(alone)
        self.assertEqual(*([packet for packet in file.packets
                            if len(packet) > 3] for file in (relayed, alone)))
        self.assertAlmostEqual(
            relayed.frames_48k, alone.frames_48k, delta=0.04 * 48000)
        self.assertGreater(len(relayed.pages), 2 * len(alone.pages))

    def test_killed_recorder_comes_back_to_the_same_listeners(self):
        icecast = Icecast(self, burst=0)
        self.write_config('hall', f'relay = {self.address(icecast, "h.opus")}')
        relay = self.relay('--room', 'hall')
        record = self.record('hall')
        self.talk(self.payloads())
        listener = listen(self, icecast.port, 'h.opus')
        time.sleep(1)
        record.kill()
        time.sleep(2)
        record = self.record('hall')
        self.wait_until(lambda: len(list(self.spool.glob('*/*.opus'))) == 1,
                        what='a repaired part')
        time.sleep(2)
        self.assertFalse(listener.is_over)
        self.assertEqual(self.status('hall')['connects'], 1)
        self.end(record)
        self.wait_until(lambda: listener.is_over, what='goodbye')
        self.judge(listener, 'heard')
        self.assertAlmostEqual(
            listener.seconds, listener.ended - listener.begun, delta=3)
        self.end(relay)


def cpu_seconds(pid):
    """Of all its threads, to the nanosecond."""
    return sum(int(path.read_text().split()[0]) for path in
               pathlib.Path(f'/proc/{pid}/task').glob('*/schedstat')) / 1e9


def memory_kib(pid):
    """Its share of memory: pages that several have count once."""
    lines = pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines()
    return int(next(line for line in lines if line.startswith('Pss:'))
               .split()[1])


class ManyRoomsTest(RelayTest):

    def test_fifty_rooms_are_on_the_air_at_once(self):
        """And what each costs; ROOMCAST_SECONDS: how long it is measured."""
        seconds = int(os.environ.get('ROOMCAST_SECONDS', 2))
        icecast = Icecast(self, burst=0, sources=60)
        names = [f'room{number}' for number in range(ROOMS)]
        ports = [self.free_udp_port() for _ in names]
        self.config.write_text('\n'.join(
            f'[room {name}]\nsource = rtp://127.0.0.1:{port}?codec=opus\n'
            f'normalize = gain\n'
            f'relay = {self.address(icecast, name + ".opus")}\n'
            for name, port in dict(zip(names, ports)).items()))
        self.config.chmod(0o600)
        record = self.start_verb('record', '--config', self.config, '--all')
        relay = self.relay('--all', '--metrics', self.folder / 'relay.prom')
        self.wait_until(
            lambda: all(self.status(name) for name in names), 'all relays')
        talker = Talker(ports[0], self.payloads(), *ports[1:])
        self.addCleanup(talker.stop)
        for name in names:
            self.wait_state(name, 'on-air')
        pid = relay.process.pid
        children = pathlib.Path(
            f'/proc/{pid}/task/{pid}/children').read_text().split()
        self.assertEqual(len(children), ROOMS)
        before, begun = sum(map(cpu_seconds, children)), time.monotonic()
        time.sleep(seconds)
        used = sum(map(cpu_seconds, children)) - before
        cpu = used / (time.monotonic() - begun) / ROOMS
        memory = sum(map(memory_kib, children)) / 1024 / ROOMS
        listener = listen(self, icecast.port, f'{names[-1]}.opus')
        time.sleep(1)
        self.end(record)
        self.wait_until(lambda: listener.is_over, 'goodbye')
        self.judge(listener, 'heard')
        self.end(relay)
        figures = (self.folder / 'relay.prom').read_text()
        self.assertEqual(figures.count('roomcast_relay_up{'), ROOMS)
        for name in names:
            status = self.status(name)
            self.assertEqual(
                (status['connects'], status['dropped_pages']), (1, 0), name)
        print(f'a room: {cpu * 100:.2f} % of a core, {memory:.2f} MiB')
        self.assertLess(cpu, 0.02)
        self.assertLess(memory, 16)


class PremiereTest(RelayTest):

    def test_finished_recording_is_played_in_real_time(self):
        icecast = Icecast(self, burst=0)
        recording = self.folder / 'talk.opus'
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  'sine=d=6', '-c:a', 'libopus', recording)
        secret = self.folder / 'secret'
        secret.write_text(PASSWORD + '\n')
        secret.chmod(0o600)
        begin = time.monotonic()
        relay = self.start_verb(
            'relay', '--file', recording, '--to',
            self.address(icecast, 'p.opus', user=''), '--password-file', secret)
        listener = listen(self, icecast.port, 'p.opus')
        self.assertEqual(relay.wait(), 0, relay.output())
        self.assertGreater(time.monotonic() - begin, 5.5)
        self.wait_until(lambda: listener.is_over)
        heard = self.judge(listener, 'heard')
        self.assertAlmostEqual(heard, listener.ended - listener.begun, delta=2)
        self.assertTrue(0 < heard < 6.1, heard)

    def test_password_on_the_command_line_is_refused(self):
        refused = self.call_verb(
            'relay', '--file', 'x.opus', '--to',
            'icecast://source:hush@127.0.0.1/x', status=2)
        self.assertIn('--password-file', refused.stderr())
        self.assertNotIn('hush', refused.output())

    def test_mistakes_are_told_before_anything_begins(self):
        self.write_config('hall', 'relay = icecast://source:hush@here')
        refused = self.call_verb('relay', '--config', self.config, '--all',
                                 status=2)
        self.assertIn('relay: address 1', refused.stderr())
        self.assertNotIn('hush', refused.output())
        self.write_config('hall', 'relay = http://source:hush@here/x')
        refused = self.call_verb('record', '--config', self.config, '--all',
                                 status=2)
        self.assertIn('relay', refused.stderr())
        self.assertNotIn('hush', refused.output())


if __name__ == '__main__':
    harness.main()
