# SPDX-License-Identifier: BSD-2-Clause
"""roomcast record, with real rooms on loopback."""
import calendar
import signal
import subprocess
import time

import harness
import judges
import rtp
from ogg_opus import OggOpus
from room import Recording, read_payloads, write_room, written_seconds


def is_in_order(needles, haystack):
    """True if all of `needles` stand in `haystack` in their order."""
    rest = iter(haystack)
    return all(needle in rest for needle in needles)


class RecordTest(harness.ProcessTest):

    def record(self, name, *options, **more):
        return Recording(self, name, *options, **more)

    def test_a_levelled_room_is_as_long_and_as_loud_as_it_should_be(self):
        recording = self.record('hall', '--title', 'Town hall')
        recording.room(20, '--save-mix', 'mix.wav').wait_room().stop()
        file = recording.judge()
        lufs, peak = judges.loudness(recording.path)
        self.assertAlmostEqual(lufs, -16, delta=0.1)
        self.assertLessEqual(peak, -1.0)
        self.assertEqual(file.tag('TITLE'), 'Town hall')
        self.assertEqual(file.tag('R128_TRACK_GAIN'), '-1792')
        self.assertEqual(recording.record.output(), '')

    def test_gain_keeps_every_packet_byte_for_byte(self):
        recording = self.record('hall', '--normalize', 'gain')
        recording.room(10, '--save-packets', 'sent').wait_room().stop()
        file = recording.judge()
        sent = read_payloads(self.folder / 'sent')
        self.assertEqual(len(sent), 500)
        # 80 ms of our own silence are the pre-skip; what follows is theirs.
        self.assertEqual(file.packets[4:504], sent)
        lufs, peak = judges.loudness(recording.path)
        # The header aims at -1.2 dBTP, for meters that read more than ours.
        self.assertTrue(abs(lufs + 16) <= 0.1 or peak >= -1.3, (lufs, peak))
        self.assertLessEqual(peak, -1.0)

    def test_off_changes_nothing_at_all(self):
        recording = self.record('hall', '--normalize', 'off')
        recording.room(3, '--save-packets', 'sent').wait_room().stop()
        file = recording.judge()
        self.assertEqual(file.packets[4:154],
                         read_payloads(self.folder / 'sent'))
        self.assertEqual(file.gain_q8, 0)

    def test_faults_of_the_network_do_not_change_the_length(self):
        faults = {
            'loss': ('--loss', 5),
            'heavy': ('--loss', 20, '--jitter-ms', 60),
            'reorder': ('--reorder', 20, '--duplicate', 5),
            'empty': ('--pause-at', 2, '--pause-for', 3),
            'restart': ('--restart-at', 3),
            'burst': ('--burst-at', 3),
            'stranger': ('--stranger',),
            'wrap': ('--start-sequence', 65500,
                     '--start-timestamp', 4294960000),
        }
        rooms = {}
        for name, options in faults.items():
            for how in ('gain', 'level'):
                recording = self.record(f'{name}-{how}', '--normalize', how)
                rooms[recording.name] = recording.room(
                    8, '--save-packets', f'{recording.name}.sent', *options)
        for recording in rooms.values():
            recording.wait_room().stop()
        for name, recording in rooms.items():
            with self.subTest(name):
                file = recording.judge()
                sent = read_payloads(self.folder / f'{name}.sent')
                if name == 'reorder-gain':
                    self.assertTrue(is_in_order(sent, file.packets))
                elif name.endswith('-gain'):
                    theirs = [p for p in file.packets if len(p) > 3]
                    self.assertTrue(is_in_order(theirs, sent))

    def test_all_codecs_by_address_and_by_description(self):
        sdp = self.folder / 'room.sdp'
        rooms = [
            self.record('pcmu', source='rtp://127.0.0.1:{port}?codec=pcmu')
            .room(8, '--codec', 'pcmu'),
            self.record('pcma', source='rtp://127.0.0.1:{port}?codec=pcma')
            .room(8, '--codec', 'pcma'),
            self.record('l16',
                        source='rtp://127.0.0.1:{port}?codec=l16/48000/1')
            .room(8, '--codec', 'l16')]
        port = self.free_udp_port()
        sdp.write_text(
            'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=room\nc=IN IP4 127.0.0.1\n'
            f't=0 0\nm=audio {port} RTP/AVP 100\n'
            'a=rtpmap:100 opus/48000/2\n')
        described = self.start_verb(
            'record', '--source', sdp, '--output', self.folder / 'sdp.opus')
        self.wait_for_udp_ports(port)
        self.call(harness.program('room-simulator'), '--to',
                  f'127.0.0.1:{port}', '--seconds', 4)
        described.stop()
        for recording in rooms:
            recording.wait_room().stop().judge()
            lufs, peak = judges.loudness(recording.path)
            self.assertAlmostEqual(lufs, -16, delta=0.3, msg=recording.name)
            self.assertLessEqual(peak, -1.0, recording.name)
        self.assertEqual(described.wait(), 0, described.output())
        self.assertGreaterEqual(
            OggOpus(self.folder / 'sdp.opus').frames_48k / 48000, 4 - 0.040)

    def test_duration_counts_from_the_first_sound(self):
        speech = self.folder / 'speech'
        write_room(self, speech, 6)
        packets = rtp.paced(rtp.stream(read_payloads(speech)))
        recording = self.record('hall', '--duration', '3', '--normalize',
                                'gain')
        time.sleep(1)
        sender = rtp.PacedSender(recording.port, packets)
        self.assertEqual(recording.record.wait(), 0)
        sender.stop()
        recording.judge(seconds=3.0)

    def test_sigterm_ends_it_though_nothing_arrives(self):
        recording = self.record('hall').room(2).wait_room()
        time.sleep(0.5)
        recording.stop(signal.SIGTERM)
        recording.judge()

    def test_sigint_counts_though_a_shell_had_it_ignored(self):
        port = self.free_udp_port()
        record = self.start(
            '/bin/sh', '-c',
            f'trap "" INT; exec "{harness.program("roomcast-record")}" '
            f'--source rtp://127.0.0.1:{port}?codec=opus --output a.opus')
        self.wait_for_udp_ports(port)
        self.call(harness.program('room-simulator'), '--to',
                  f'127.0.0.1:{port}', '--seconds', 1)
        record.stop(signal.SIGINT)
        self.assertEqual(record.wait(), 0, record.output())
        judges.opusinfo(self.folder / 'a.opus')

    def test_killed_it_plays_and_the_next_run_finishes_it(self):
        recording = self.record('hall').room(60)
        self.wait_until(lambda: written_seconds(recording.part) > 3.5, 'sound')
        recording.record.kill()
        self.assertTrue(recording.part.exists())
        before = judges.decoded_seconds(recording.part)
        self.assertGreater(before, 3.0)
        again = self.record('hall')
        again.room(1).wait_room().stop()
        self.assertIn('left unfinished', again.record.stderr())
        judges.opusinfo(recording.path)
        judges.oggz_validate(recording.path)
        self.assertAlmostEqual(
            judges.decoded_seconds(recording.path), before, delta=0.05)
        lufs, _ = judges.loudness(recording.path)
        self.assertAlmostEqual(lufs, -16, delta=0.3)
        judges.opusinfo(self.folder / 'hall-2.opus')

    def test_ledger_of_a_leftover_without_sound_stops_no_later_run(self):
        ledger = self.folder / 'hall.jsonl'
        ledger.write_text('{"event":"begin"}\n')
        for number in (2, 3):
            again = self.record('hall')
            again.room(1).wait_room().stop()
            self.assertIn(f'hall-{number}.opus', again.record.stderr())
            judges.opusinfo(self.folder / f'hall-{number}.opus')
        self.assertEqual(ledger.read_text(), '{"event":"begin"}\n')

    def test_config_names_the_file_by_utc(self):
        port = self.free_udp_port()
        config = self.folder / 'roomcast.conf'
        config.write_text(
            f'[room townhall]\nsource = rtp://127.0.0.1:{port}?codec=opus\n'
            'title = Évening\n')
        record = self.start_verb('record', '--config', config, '--room',
                                 'townhall')
        self.wait_for_udp_ports(port)
        begun = time.time()
        self.call(harness.program('room-simulator'), '--to',
                  f'127.0.0.1:{port}', '--seconds', 2)
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        path, = (self.folder / 'spool/townhall').glob('*.opus')
        found = time.strptime(path.name, '%Y-%m-%dT%H%M%SZ.opus')
        self.assertTrue(
            begun - 1 <= calendar.timegm(found) <= time.time(), path.name)
        self.assertEqual(OggOpus(path).tag('TITLE'), 'Évening')
        self.assertTrue(path.with_suffix('.jsonl').exists())


class PcmTest(harness.ProcessTest):

    def make(self, name, *options):
        path = self.folder / name
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  'anoisesrc=r=48000:d=7.5:a=0.05:c=pink:seed=1', *options, path)
        return path

    def judge(self, path, seconds=7.5):
        judges.opusinfo(path)
        judges.oggz_validate(path)
        self.assertAlmostEqual(
            judges.decoded_seconds(path), seconds, delta=0.001)
        lufs, peak = judges.loudness(path)
        self.assertAlmostEqual(lufs, -16, delta=0.3)
        self.assertLessEqual(peak, -1.0)

    def test_wav_of_any_rate_is_exactly_as_long(self):
        for rate in (8000, 11025, 22050, 44100, 48000, 96000):
            with self.subTest(rate):
                wav = self.make(f'{rate}.wav', '-ar', rate, '-ac', 1)
                self.call_verb('record', '--source', wav, '--output',
                               self.folder / f'{rate}.opus')
                self.judge(self.folder / f'{rate}.opus')

    def test_raw_pcm_on_standard_input(self):
        raw = self.make('a.raw', '-f', 's16le', '-ac', 2, '-ar', 44100)
        with open(raw, 'rb') as stdin:
            self.call_verb('record', '--source', '-', '--format',
                           's16le,44100,2', '--output',
                           self.folder / 'a.opus', stdin=stdin)
        self.judge(self.folder / 'a.opus')

    def test_fifo_that_a_writer_closes(self):
        wav = self.make('a.wav')
        fifo = self.folder / 'fifo'
        subprocess.run(['mkfifo', fifo], check=True)
        record = self.start_verb('record', '--source', fifo, '--output',
                                 self.folder / 'a.opus')
        with open(fifo, 'wb') as writer:
            writer.write(wav.read_bytes())
        self.assertEqual(record.wait(), 0, record.output())
        self.judge(self.folder / 'a.opus')

    def test_duration_cuts_a_file_to_the_sample(self):
        wav = self.make('a.wav')
        self.call_verb('record', '--source', wav, '--duration', '3.21',
                       '--output', self.folder / 'a.opus')
        file = OggOpus(self.folder / 'a.opus')
        self.assertEqual(file.frames_48k, 3.21 * 48000)
        self.judge(self.folder / 'a.opus', 3.21)


if __name__ == '__main__':
    harness.main()
