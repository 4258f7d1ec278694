# SPDX-License-Identifier: BSD-2-Clause
"""roomcast record, with real rooms on loopback."""
import calendar
import pathlib
import signal
import socket
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


class BadInputTest(harness.ProcessTest):
    """A message that says what, where and what was expected; nothing left."""

    def refuse(self, status, words, *arguments, **options):
        before = sorted(self.folder.glob('*.opus*'))
        ended = self.call_verb('record', *arguments, status=status, **options)
        lines = ended.stderr().splitlines()
        self.assertEqual(len(lines), 1, ended.output())
        for word in words:
            self.assertIn(word, lines[0])
        self.assertEqual(ended.stdout(), '')
        self.assertEqual(sorted(self.folder.glob('*.opus*')), before)

    def config(self, text):
        path = self.folder / 'roomcast.conf'
        path.write_text(text)
        return path

    def test_unknown_key(self):
        config = self.config('[room a]\nsource = -\nsorce = -\n')
        self.refuse(2, [f'{config}:3', 'sorce', 'source'],
                    '--config', config, '--room', 'a')

    def test_bad_value(self):
        config = self.config('[room a]\nsource = -\ntarget = loud\n')
        self.refuse(2, [f'{config}:3', 'target', '"loud"', '-36 to -8'],
                    '--config', config, '--room', 'a')

    def test_missing_configuration_and_room(self):
        self.refuse(2, ['nowhere.conf', 'No such file'],
                    '--config', 'nowhere.conf', '--room', 'a')
        config = self.config('[room a]\nsource = -\n')
        self.refuse(2, ['[room b]', 'there is: a'],
                    '--config', config, '--room', 'b')

    def test_options_that_make_no_sense(self):
        self.refuse(2, ['--loudness', '--help'], '--loudness', '3')
        self.refuse(2, ['--output', '.opus'],
                    '--source', '-', '--output', 'a.mp3')
        self.refuse(2, ['--target', '"-99"', '-36 to -8'], '--source', '-',
                    '--output', 'a.opus', '--target', '-99')
        self.refuse(2, ['--duration', '"soon"'], '--source', '-',
                    '--output', 'a.opus', '--duration', 'soon')

    def test_source_of_the_configuration_is_told_by_its_place(self):
        config = self.config('[room a]\nsource = rtp://127.0.0.1?codec=opus\n')
        self.refuse(2, [f'{config}:1', '[room a]', 'source', 'ADDRESS:PORT'],
                    '--config', config, '--room', 'a')
        config = self.config('[room a]\nsource = nowhere.wav\n')
        self.refuse(2, [f'{config}:1', f'{self.folder}/nowhere.wav',
                        'No such file'],
                    '--config', config, '--room', 'a')

    def test_busy_port(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(('127.0.0.1', 0))
            port = taken.getsockname()[1]
            self.refuse(75, [str(port), 'Address already in use'], '--source',
                        f'rtp://127.0.0.1:{port}?codec=opus', '--output',
                        'a.opus')

    def test_unreadable_sources(self):
        self.refuse(2, ['nowhere.wav', 'No such file'],
                    '--source', 'nowhere.wav', '--output', 'a.opus')
        self.refuse(2, ['gopher'], '--source', 'gopher://x', '--output',
                    'a.opus')
        self.refuse(2, ['codec', 'flac', 'opus'], '--source',
                    'rtp://127.0.0.1:5004?codec=flac', '--output', 'a.opus')

    def test_bad_session_descriptions_are_configuration(self):
        sdp = self.folder / 'room.sdp'
        head = 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\n'
        for words, text in (
                (['room.sdp:1', 'expected v=0'], 's=room\n'),
                (['room.sdp', 'm=audio'], head),
                (['room.sdp:7', 'MP4A'], head + 'm=audio 5004 RTP/AVP 96\n'
                 'a=rtpmap:96 MP4A-LATM/44100\n'),
                (['room.sdp', 'at most'], head + 'i=a\n' * 20000)):
            with self.subTest(words):
                sdp.write_text(text)
                self.refuse(2, words, '--source', sdp, '--output', 'a.opus')

    def test_corrupt_wav(self):
        bad = self.folder / 'bad.wav'
        bad.write_bytes(b'RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x55\0\x01\0' +
                        b'\0' * 40)
        self.refuse(1, ['bad.wav'], '--source', bad, '--output', 'a.opus')
        bad.write_bytes(b'not a wave file at all, just a few words')
        self.refuse(1, ['bad.wav', 'RIFF'], '--source', bad, '--output',
                    'a.opus')

    def test_no_place_to_write(self):
        (self.folder / 'file').write_text('')
        wav = self.folder / 'a.wav'
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  'sine=d=1', wav)
        self.refuse(2, ['file/', 'Not a directory'], '--source', wav,
                    '--output', 'file/a.opus')

    def test_no_place_to_write_is_told_before_the_room_is_waited_for(self):
        source = f'rtp://127.0.0.1:{self.free_udp_port()}?codec=opus'
        self.refuse(2, ['--output', 'nowhere/', 'No such file'],
                    '--source', source, '--output', 'nowhere/a.opus')
        self.refuse(2, ['--output', '/sys/', 'cannot write into'],
                    '--source', source, '--output', '/sys/a.opus')
        (self.folder / 'spool').write_text('')
        config = self.config(f'[room hall]\nsource = {source}\n')
        self.refuse(1, ['spool', 'a file is in its place'],
                    '--config', config, '--room', 'hall')

    def test_folder_of_a_room_is_made_at_once_and_left_empty(self):
        source = f'rtp://127.0.0.1:{self.free_udp_port()}?codec=opus'
        config = self.config(f'[room hall]\nsource = {source}\n')
        self.refuse(1, ['nothing came', 'no recording was made'], '--config',
                    config, '--room', 'hall', '--duration', 1)
        self.assertEqual(list((self.folder / 'spool/hall').iterdir()), [])

    def send_packets(self, port, payload_type):
        sender = rtp.Sender(port)
        for number in range(40):
            sender.send(rtp.build(b'\x55' * 160, number, number * 160,
                                  payload_type=payload_type))
            time.sleep(0.01)
        sender.close()

    def refuse_packets(self, codec, payload_type, words):
        recording = Recording(
            self, f'{codec}-{payload_type}',
            source='rtp://127.0.0.1:{port}?codec=' + codec)
        self.send_packets(recording.port, payload_type)
        self.wait_until(lambda: rtp.waiting_bytes(recording.port) == 0)
        recording.record.stop(signal.SIGTERM)
        self.assertEqual(recording.record.wait(), 1)
        told = recording.record.stderr()
        for word in words:
            self.assertIn(word, told)
        self.assertFalse(recording.part.exists())
        self.assertFalse(recording.path.exists())

    def test_packets_of_another_codec_are_told_and_not_recorded(self):
        self.refuse_packets('opus', 0, [
            'a packet of payload type 0, expected opus',
            '40 packets came, none was opus\n'])
        self.refuse_packets('pcmu', 97, [
            'a packet of payload type 97, expected PCMU',
            '40 packets came, none was PCMU (payload type 0)\n'])
        self.refuse_packets('pcma', 0, ['none was PCMA (payload type 8)\n'])

    def test_file_that_may_not_grow_is_followed_by_another(self):
        wav = self.folder / 'a.wav'
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  'anoisesrc=r=48000:d=60:a=0.05', '-ac', 1, wav)
        # As a full disk, but without one: the size that a file may have.
        record = self.start(
            '/bin/sh', '-c', "trap '' XFSZ; ulimit -f 300; "
            f'exec "{harness.program("roomcast-record")}" --source {wav} '
            '--output a.opus')
        self.assertEqual(record.wait(), 3, record.output())
        self.assertIn('write a.opus.part: File too large', record.stderr())
        left = len(list(self.folder.glob('*.opus.part')))
        self.assertIn(f'room: {left} of its files are left unfinished; '
                      'the next run finishes them\n', record.stderr())
        again = self.call_verb('record', '--source', wav, '--duration', 1,
                               '--output', 'a.opus')
        self.assertIn('a.opus.part: left unfinished; finished now',
                      again.stderr())
        self.assertIn('a-2.opus.part: left unfinished; finished now',
                      again.stderr())
        self.check_whole(60 * 48000, self.folder.glob('a*.opus'))

    def check_whole(self, frames_48k, paths):
        """The parts of one session, each as far as the next one's begin."""
        parts = {}
        session = OggOpus(self.folder / 'a.opus').tag('ROOMCAST_SESSION')
        for path in paths:
            judges.opusinfo(path)
            file = OggOpus(path)
            if file.tag('ROOMCAST_SESSION') == session:
                parts[int(file.tag('ROOMCAST_PART'))] = (
                    int(file.tag('ROOMCAST_OFFSET') or 0), file.frames_48k)
        at = 0
        for number in sorted(parts):
            offset, length = parts[number]
            self.assertLessEqual(offset, at)
            at = offset + length
        self.assertEqual(at, frames_48k)
        self.assertGreater(len(parts), 1)

    def test_silence_is_called_so(self):
        wav = self.folder / 'a.wav'
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  'anullsrc=r=48000:d=2', '-t', 2, wav)
        ended = self.call_verb('record', '--verbose', '--source', wav,
                               '--output', 'a.opus')
        self.assertIn('a.opus: 0:02, silent\n', ended.stderr())

    def test_a_recording_is_never_overwritten(self):
        old = self.folder / 'a.opus'
        old.write_bytes(b'precious')
        self.refuse(2, ['a.opus', 'overwritten'],
                    '--source', '-', '--output', 'a.opus')
        self.assertEqual(old.read_bytes(), b'precious')

    def test_room_that_never_speaks(self):
        port = self.free_udp_port()
        self.refuse(1, ['nothing came', str(port)], '--source',
                    f'rtp://127.0.0.1:{port}?codec=opus', '--output',
                    'a.opus', '--duration', '1')

    def test_garbage_on_the_port_is_not_recorded(self):
        recording = Recording(self, 'hall', '--normalize', 'gain')
        recording.room(4, '--save-packets', 'sent')
        sender = rtp.Sender(recording.port)
        for number in range(100):
            for junk in (b'', b'\0', b'\x80' * 11, b'GET / HTTP/1.1\r\n\r\n',
                         b'\0\x01\0\0\x21\x12\xa4\x42' + b'\0' * 12,
                         bytes([0x8f, 100]) + b'\0' * 20,
                         bytes([0xb0, 100]) + b'\xff' * 30,
                         b'\x80\xc8' + b'\0' * 26, b'\x81\xcb' + b'\0' * 10,
                         b'\xff' * 9000,
                         rtp.build(b'\xff\xff\xff', number, 0)):
                sender.send(junk)
            time.sleep(0.02)
        sender.close()
        recording.wait_room().stop()
        file = recording.judge()
        self.assertEqual(file.packets[4:204],
                         read_payloads(self.folder / 'sent'))
        self.assertGreater(recording.ledger()[-1]['garbage'], 900)
        told = recording.record.stderr()
        self.assertEqual(told.count('a datagram that is not RTP'), 1, told)
        self.assertIn(f'127.0.0.1:{recording.port}', told)

    def test_wav_that_ends_too_soon_is_told(self):
        wav = self.folder / 'a.wav'
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  'anoisesrc=r=48000:d=3:a=0.05', '-ac', 1, wav)
        wav.write_bytes(wav.read_bytes()[:100000])
        ended = self.call_verb('record', '--source', wav, '--output',
                               self.folder / 'a.opus', status=3)
        line, = ended.stderr().splitlines()
        self.assertIn(str(wav), line)
        self.assertIn('bytes are missing', line)
        judges.opusinfo(self.folder / 'a.opus')


if __name__ == '__main__':
    harness.main()
