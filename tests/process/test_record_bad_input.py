# SPDX-License-Identifier: BSD-2-Clause
"""roomcast record, given what it cannot record."""
import signal
import socket
import time

import harness
import judges
import rtp
from ogg_opus import OggOpus
from room import Recording, read_payloads


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
