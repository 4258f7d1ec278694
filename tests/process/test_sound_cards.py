# SPDX-License-Identifier: BSD-2-Clause
"""roomcast record from sound cards: real ALSA plugins, and a real PulseAudio
server whose null sinks are the cards."""
import array
import json
import math
import os
import random
import signal
import time
import wave

import harness
import judges
from ogg_opus import OggOpus

RATE = 8000  # judged at this rate: enough for a millisecond
CALL = 0.1   # seconds

ASOUND = """
pcm.quiet { type null }
pcm.known {
    type file slave.pcm quiet file /dev/null infile "%(folder)s/known.raw"
    format raw hint { show on description "A known file" }
}
pcm.six {
    type multi slaves.a.pcm quiet slaves.a.channels 6
    bindings.0.slave a bindings.0.channel 0
    bindings.1.slave a bindings.1.channel 1
    bindings.2.slave a bindings.2.channel 2
    bindings.3.slave a bindings.3.channel 3
    bindings.4.slave a bindings.4.channel 4
    bindings.5.slave a bindings.5.channel 5
}
pcm.surround {
    type file slave.pcm six file /dev/null infile "%(folder)s/six.raw"
    format raw
}
pcm.room { type pulse device "hall.monitor" }
"""

PULSE = """
.fail
load-module module-native-protocol-unix
load-module module-null-sink sink_name=hall rate=48000 channels=2
load-module module-null-sink sink_name=tape rate=44100 channels=1
"""


def call(number):
    """A tenth of a second of noise that no other number has, at RATE; soft,
    so that half a sample more or less makes no difference."""
    dice = random.Random(number)
    hard = [dice.uniform(-1, 1) for _ in range(int(CALL * RATE) + 3)]
    return [sum(hard[at:at + 4]) / 4 for at in range(int(CALL * RATE))]


def calls(count, first=0):
    """A call at each half second."""
    samples = []
    for number in range(first, first + count):
        samples += call(number)
        samples += [0.0] * (RATE // 2 - int(CALL * RATE))
    return samples


def at_48k(samples):
    """Each sample six times: what is above 4 kHz is not judged."""
    return [sample for sample in samples for _ in range(6)]


def find_call(number, sound, near=None, within=0.3):
    """Where in `sound` (at RATE) the call is, in seconds, and how well it
    matches; near that time, or anywhere."""
    wanted = call(number)
    norm = math.sqrt(sum(a * a for a in wanted))
    if near is None:
        first, last = 0, len(sound) - len(wanted)
    else:
        first = max(0, int((near - within) * RATE))
        last = min(len(sound) - len(wanted), int((near + within) * RATE))
    best, best_at = -1.0, first
    for at in _candidates(sound, first, last, near is None):
        piece = sound[at:at + len(wanted)]
        power = math.sqrt(sum(a * a for a in piece))
        if power < 1e-4:
            continue
        match = sum(a * b for a, b in zip(piece, wanted)) / (power * norm)
        if match > best:
            best, best_at = match, at
    return best_at / RATE, best


def _candidates(sound, first, last, is_wide):
    """All places; of a whole recording only those where a call begins."""
    if not is_wide:
        return range(first, last)
    block = RATE // 100
    loud = [max(map(abs, sound[at:at + block])) > 0.02
            for at in range(0, len(sound), block)]
    starts = [i for i in range(1, len(loud)) if loud[i] and not loud[i - 1]]
    return [at for i in starts
            for at in range(max(first, (i - 1) * block),
                            min(last, (i + 1) * block))]


class SoundCardTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        for name in ('run', 'home'):
            (self.folder / name).mkdir(mode=0o700)
        (self.folder / 'client.conf').write_text('autospawn = no\n')
        (self.folder / 'asound.conf').write_text(
            ASOUND % {'folder': self.folder})
        (self.folder / 'known.raw').touch()
        (self.folder / 'server.pa').write_text(PULSE)
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(('PULSE_', 'DBUS_', 'DISPLAY'))}
        self.environment.update(
            HOME=str(self.folder / 'home'),
            XDG_RUNTIME_DIR=str(self.folder / 'run'),
            PULSE_CLIENTCONFIG=str(self.folder / 'client.conf'),
            ALSA_CONFIG_PATH=str(self.folder / 'asound.conf'),
            # libpulse synchronises by what ThreadSanitizer cannot see in it.
            TSAN_OPTIONS='ignore_noninstrumented_modules=1 '
            + os.environ.get('TSAN_OPTIONS', ''))

    def start_server(self):
        self.server = self.start(
            harness.tool('pulseaudio'), '--daemonize=no', '--system=no',
            '--exit-idle-time=-1', '--disable-shm=yes', '-n', '-F',
            self.folder / 'server.pa', env=self.environment)
        harness.prefer(self.server)
        self.wait_until(self._answers, what='PulseAudio')

    def _answers(self):
        asked = self.start(harness.tool('pactl'), 'list', 'short', 'sources',
                           env=self.environment)
        return asked.wait() == 0 and 'tape.monitor' in asked.stdout()

    def pactl(self, *arguments):
        return self.call(harness.tool('pactl'), *arguments,
                         env=self.environment)

    def play(self, sink, samples):
        """Plays what is at RATE, after half a second in which server and
        sink wake up; returns when it has been started."""
        self.played = getattr(self, 'played', 0) + 1
        path = self.folder / f'play-{self.played}.wav'
        with wave.open(str(path), 'wb') as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(48000)
            file.writeframes(array.array(
                'h', [int(32767 * a) for a in at_48k(
                    [0.0] * (RATE // 2) + samples)]).tobytes())
        return self.start(harness.tool('paplay'), '-d', sink, path,
                          env=self.environment)

    def wait_for_player(self):
        """Until what was started plays."""
        self.wait_until(
            lambda: 'Corked: no' in self.pactl('list', 'sink-inputs').stdout(),
            'a player')

    def record(self, source, name=None, *options):
        name = name or source.replace(':', '-')
        return self.start_verb(
            'record', '--source', source, '--output',
            self.folder / f'{name}.opus', '--normalize', 'off', '--bitrate',
            '128k', *options, env=self.environment, name=f'record-{name}')

    def refuse(self, source, status=2):
        """The recorder's complaint."""
        record = self.record(source, 'refused')
        self.assertEqual(record.wait(), status, record.output())
        return record.stderr()

    def ledger(self, name):
        lines = (self.folder / f'{name}.jsonl').read_text().splitlines()
        return [json.loads(line) for line in lines]

    def wait_for_event(self, name, word, count=1):
        def events():
            if not (self.folder / f'{name}.jsonl').exists():
                return False
            texts = [line.get('text', line['event'])
                     for line in self.ledger(name)]
            return sum(word in text for text in texts) >= count
        self.wait_until(events, f'"{word}" in the ledger of {name}')

    def wait_for_sound(self, *names):
        """Until they record; the ledger's first clock line says so."""
        for name in names:
            self.wait_for_event(name, 'clock')

    def start_ns(self, name):
        """The monotonic time at which it began: the first clock line comes
        with the first block."""
        clock = next(line for line in self.ledger(name)
                     if line['event'] == 'clock')
        return clock['monotonic_ns'] - clock['granule'] * 1000000 // 48

    def stop(self, record, name):
        """Ends it, and judges its length: 40 ms."""
        signalled_ns = time.monotonic_ns()
        record.stop(signal.SIGINT)
        self.assertEqual(record.wait(), 0, record.output())
        ended_ns = time.monotonic_ns()
        start_ns = self.start_ns(name)
        length = self.length(name)
        self.assertGreaterEqual(
            length, (signalled_ns - start_ns) / 1e9 - 0.040, name)
        self.assertLessEqual(
            length, (ended_ns - start_ns) / 1e9 + 0.040, name)
        return self.sound(name)

    def length(self, name):
        path = self.folder / f'{name}.opus'
        judges.opusinfo(path)
        judges.oggz_validate(path)
        return OggOpus(path).frames_48k / 48000

    def sound(self, name, channels=1, channel=0):
        """One channel of it at RATE."""
        samples = judges.decode(self.folder / f'{name}.opus', channels)
        return self.thin(samples[channel::channels])

    @staticmethod
    def thin(samples):
        return [sum(samples[at:at + 6]) / 6
                for at in range(0, len(samples) - 5, 6)]

    def assert_calls(self, sound, first, numbers, within=0.005):
        """Each of them is half a second after the one before; the call 0
        would be at `first`. A server's pace is uneven by milliseconds."""
        for number in numbers:
            expected = first + number / 2
            at, match = find_call(number, sound, expected, 0.02)
            self.assertGreater(match, 0.8, f'call {number}')
            self.assertAlmostEqual(at, expected, delta=within,
                                   msg=f'call {number}')

    def first_call(self, sound, number=0):
        at, match = find_call(number, sound)
        self.assertGreater(match, 0.8, f'call {number} anywhere')
        return at

    # ALSA

    def test_alsa_file_arrives_sample_by_sample(self):
        samples = array.array('i')
        for sample in at_48k(calls(16)):
            samples.extend([int(sample * (1 << 31))] * 2)
        (self.folder / 'known.raw').write_bytes(samples.tobytes())
        record = self.record('alsa:known', 'known', '--duration', '6')
        self.assertEqual(record.wait(), 0, record.output())
        self.assertAlmostEqual(self.length('known'), 6, delta=0.001)
        self.assert_calls(self.sound('known'), 0, range(12), 0.0005)

    def test_alsa_null_is_silence_as_long_as_it_took(self):
        record = self.record('alsa:quiet', 'quiet')
        self.wait_for_sound('quiet')
        time.sleep(3)
        sound = self.stop(record, 'quiet')
        self.assertLess(max(map(abs, sound)), 1e-4)

    def test_alsa_centre_of_six_channels_is_heard_on_both_sides(self):
        samples = array.array('i')
        for sample in at_48k(calls(8)):
            frame = [0] * 6
            frame[4] = int(sample * (1 << 31))  # ALSA: L R RL RR C LFE
            samples.extend(frame)
        (self.folder / 'six.raw').write_bytes(samples.tobytes())
        record = self.record('alsa:surround', 'surround', '--duration', '3')
        self.assertEqual(record.wait(), 0, record.output())
        for channel in range(2):
            sound = self.sound('surround', 2, channel)
            self.assert_calls(sound, 0, range(6), 0.0005)

    def test_device_that_is_not_there_names_those_that_are(self):
        self.start_server()
        said = self.refuse('alsa:hw:CARD=absent')
        self.assertIn('alsa:hw:CARD=absent', said)
        self.assertIn('there is alsa:known', said)
        said = self.refuse('pulse:absent')
        self.assertIn('pulse:absent: the server has no such source', said)
        self.assertIn('pulse:hall.monitor, pulse:tape.monitor', said)

    def test_devices_are_listed_with_rates_channels_and_names(self):
        self.start_server()
        listed = self.call_verb('record', '--list-devices',
                                env=self.environment)
        self.assertEqual(listed.stderr(), '')
        lines = {line.split()[0]: line
                 for line in listed.stdout().splitlines()}
        self.assertIn('A known file', lines['alsa:known'])
        self.assertRegex(lines['pulse:hall.monitor'],
                         '48000 Hz +2 channels +Monitor of ')
        self.assertRegex(lines['pulse:tape.monitor'],
                         '44100 Hz +1 channel +Monitor of ')

    def test_none_being_there_is_said_and_no_failure(self):
        """With an ALSA whose configuration names no card, and no server."""
        empty = self.folder / 'empty.conf'
        empty.write_text('defaults.pcm.card 0\n')
        listed = self.call_verb(
            'record', '--list-devices',
            env={**self.environment, 'ALSA_CONFIG_PATH': str(empty)})
        self.assertEqual(listed.stdout(), '')
        self.assertIn('there are no sound cards', listed.stderr())

    # PulseAudio

    def test_without_a_server_it_says_so_and_lists_the_rest(self):
        self.assertRegex(self.refuse('pulse:hall.monitor', 1),
                         'pulse:hall.monitor: Connection refused')
        listed = self.call_verb('record', '--list-devices',
                                env=self.environment)
        self.assertIn('alsa:known', listed.stdout())
        self.assertIn('pulse', listed.stderr())

    def test_server_that_hangs_is_given_up(self):
        self.start_server()
        self.server.stop(signal.SIGSTOP)
        self.assertIn('Timeout', self.refuse('pulse:hall.monitor', 1))

    def test_rooms_by_pulse_and_by_alsa_hear_the_same(self):
        self.start_server()
        names = ('pulse', 'tape', 'alsa', 'default')
        self.pactl('set-default-source', 'hall.monitor')
        records = [self.record('pulse:hall.monitor', 'pulse'),
                   self.record('pulse:tape.monitor', 'tape'),
                   self.record('alsa:room', 'alsa'),
                   self.record('pulse:', 'default')]
        self.wait_for_sound(*names)
        players = [self.play('hall', calls(16)), self.play('tape', calls(16))]
        for player in players:
            self.assertEqual(player.wait(), 0, player.output())
        time.sleep(0.7)
        for record, name in zip(records, names):
            with self.subTest(name):
                sound = self.stop(record, name)
                self.assert_calls(sound, self.first_call(sound), range(16))
                gaps = [line for line in self.ledger(name)
                        if line['event'] == 'gap']
                self.assertEqual(gaps, [])

    def test_server_that_is_killed_and_comes_back_goes_on(self):
        self.start_server()
        names = ('pulse', 'alsa')
        records = [self.record('pulse:hall.monitor', 'pulse'),
                   self.record('alsa:room', 'alsa')]
        self.wait_for_sound(*names)
        self.play('hall', calls(12))
        self.wait_for_player()
        time.sleep(3.5)
        self.server.kill()
        for name in names:
            self.wait_for_event(name, 'is gone')
        time.sleep(2)
        self.start_server()
        for name in names:
            self.wait_for_event(name, 'is back')
        played_ns = time.monotonic_ns()
        # the first may be cut on a busy machine
        player = self.play('hall', calls(7, first=99))
        self.assertEqual(player.wait(), 0, player.output())
        ended_ns = time.monotonic_ns()
        time.sleep(0.7)
        for record, name in zip(records, names):
            with self.subTest(name):
                sound = self.stop(record, name)
                self.assert_calls(sound, self.first_call(sound), range(4))
                at = self.first_call(sound, 100)
                self.assert_calls(sound, at - 50, range(100, 106))
                # where it belongs: while paplay played
                begin = (played_ns - self.start_ns(name)) / 1e9 + 0.5
                end = (ended_ns - self.start_ns(name)) / 1e9 - 2.5
                self.assertTrue(begin - 0.04 < at < end, (begin, at, end))
                self.assertTrue(any(line['event'] == 'gap'
                                    for line in self.ledger(name)))

    def test_source_that_is_unplugged_and_comes_back_goes_on(self):
        self.start_server()
        record = self.record('pulse:hall.monitor', 'hall')
        self.wait_for_sound('hall')
        player = self.play('hall', calls(4))
        self.assertEqual(player.wait(), 0, player.output())
        time.sleep(0.5)
        self.pactl('unload-module', 'module-null-sink')
        self.wait_for_event('hall', 'is gone')
        time.sleep(1)
        self.pactl('load-module', 'module-null-sink', 'sink_name=hall',
                   'rate=44100', 'channels=1')  # another card by its name
        self.wait_for_event('hall', 'is back')
        player = self.play('hall', calls(4, first=50))
        self.assertEqual(player.wait(), 0, player.output())
        time.sleep(0.7)
        sound = self.stop(record, 'hall')
        self.assert_calls(sound, self.first_call(sound), range(4))
        self.assert_calls(sound, self.first_call(sound, 50) - 25,
                          range(50, 54))

    def test_recorder_that_is_stopped_for_a_while_loses_nothing(self):
        self.start_server()
        record = self.record('pulse:hall.monitor', 'hall')
        self.wait_for_sound('hall')
        player = self.play('hall', calls(16))
        self.wait_for_player()
        time.sleep(2)
        record.stop(signal.SIGSTOP)
        time.sleep(4)
        record.stop(signal.SIGCONT)
        self.assertEqual(player.wait(), 0, player.output())
        time.sleep(0.7)
        sound = self.stop(record, 'hall')
        self.assert_calls(sound, self.first_call(sound), range(16))


if __name__ == '__main__':
    harness.main()
