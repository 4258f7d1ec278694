# SPDX-License-Identifier: BSD-2-Clause
"""roomcast loudness: files of all kinds, judged by ffmpeg's ebur128."""
import json
import subprocess
import xml.etree.ElementTree

import harness
import judges

SAID = ('The meeting is open. We have three points tonight: the trees in '
        'Mill Lane, the timetable of the tram, and the price of bread. '
        'Peter, please begin, and do speak up this time. ') * 3


class LoudnessTest(harness.ProcessTest):
    """One speech, in every form it may come."""

    def setUp(self):
        super().setUp()
        self.speech = self.folder / 'speech.wav'
        self.call(harness.tool('espeak-ng'), '-v', 'en', '-w', self.speech,
                  SAID)

    def make(self, name, *options, source=None):
        path = self.folder / name
        self.call(harness.tool('ffmpeg'), '-nostdin', '-v', 'error', '-i',
                  source or self.speech, *options, path)
        return path

    def measure(self, *arguments):
        ended = self.call_verb('loudness', '--json', *arguments)
        self.assertEqual(ended.stderr(), '')
        found = [json.loads(line) for line in ended.stdout().splitlines()]
        return found[0] if len(found) == 1 else found

    def assert_as_ffmpeg(self, path):
        ours = self.measure(path)
        integrated, true_peak = judges.loudness(path)
        self.assertAlmostEqual(ours['integrated'], integrated, delta=0.06)
        # Its oversampler has more taps than the standard asks for.
        self.assertAlmostEqual(ours['true_peak'], true_peak, delta=0.2)
        return ours

    def test_wavs_of_many_formats(self):
        for name, options in {
                's16.wav': ('-ar', 44100, '-ac', 2),
                's24.wav': ('-ar', 48000, '-c:a', 'pcm_s24le'),
                'f32.wav': ('-ar', 96000, '-ac', 2, '-c:a', 'pcm_f32le'),
                'f64.wav': ('-ar', 48000, '-c:a', 'pcm_f64le'),
                'u8.wav': ('-ar', 32000, '-c:a', 'pcm_u8', '-ac', 2),
                'big.wav': ('-ar', 48000, '-rf64', 'always')}.items():
            with self.subTest(name):
                ours = self.assert_as_ffmpeg(self.make(name, *options))
                self.assertEqual(ours['format'], 'WAV')
                self.assertAlmostEqual(ours['seconds'],
                                       judges.duration(self.speech),
                                       delta=0.001)

    def test_surround_is_weighed(self):
        path = self.make(
            'six.wav', '-ar', 48000, '-af',
            'pan=5.1(side)|FL=c0|FR=0.5*c0|FC=0.3*c0|LFE=4*c0|SL=c0|SR=0.7*c0',
            '-c:a', 'pcm_f32le')
        self.assertEqual(self.assert_as_ffmpeg(path)['channels'], 6)

    def test_opus_and_mp3(self):
        for name, options in {
                'mono.opus': ('-b:a', '32k'),
                'stereo.opus': ('-b:a', '96k', '-ac', 2),
                'low.mp3': ('-ar', 22050, '-b:a', '48k'),
                'stereo.mp3': ('-ar', 44100, '-ac', 2, '-b:a', '128k'),
                'hot.mp3': ('-ar', 48000, '-af', 'volume=12dB', '-b:a',
                            '128k')}.items():
            with self.subTest(name):
                ours = self.assert_as_ffmpeg(self.make(name, *options))
                self.assertAlmostEqual(
                    ours['seconds'], judges.duration(self.speech), delta=0.06)
                if name == 'hot.mp3':
                    self.assertGreater(ours['true_peak'], 0)

    def test_all_links_of_a_chain_are_measured(self):
        first = self.make('a.opus', '-b:a', '64k', '-ac', 2)
        second = self.make('b.opus', '-b:a', '64k', '-ac', 2, '-af',
                           'volume=-12dB,atrim=end=5')
        links = [path.read_bytes() for path in (first, second, first)]
        chain = self.folder / 'chain.opus'
        chain.write_bytes(b''.join(links))
        ours = self.assert_as_ffmpeg(chain)
        self.assertAlmostEqual(
            ours['seconds'],
            2 * judges.duration(first) + judges.duration(second), delta=0.06)
        self.assertFalse(ours['cut_off'])
        # A source that left without an end, and another that came.
        chain.write_bytes(links[0][:-2000] + links[1])
        self.assertGreater(self.measure(chain)['seconds'],
                           judges.duration(first) + 3)
        self.assertFalse(self.measure(chain)['cut_off'])
        for missing in (2000, len(links[1]) - 60):
            chain.write_bytes(links[0] + links[1][:-missing])
            self.assertTrue(self.measure(chain)['cut_off'])
            self.assertGreaterEqual(self.measure(chain)['seconds'],
                                    self.measure(first)['seconds'])

    def test_what_is_cut_off_is_told(self):
        for name, options in {
                's16.wav': (),
                'mono.opus': ('-b:a', '32k'),
                'fixed.mp3': ('-b:a', '64k'),
                'varied.mp3': ('-q:a', '4')}.items():
            with self.subTest(name):
                whole = self.make(name, *options)
                self.assertFalse(self.measure(whole)['cut_off'])
                cut = self.folder / ('cut ' + name)
                cut.write_bytes(whole.read_bytes()[:-2000])
                self.assertTrue(self.measure(cut)['cut_off'])
                told = self.call_verb('loudness', cut).stdout()
                self.assertRegex(told.splitlines()[1],
                                 r'\d:\d\d; the end is missing$')

    def test_what_ffmpeg_pipes_is_measured(self):
        made = subprocess.run(
            (harness.tool('ffmpeg'), '-nostdin', '-v', 'error', '-i',
             self.speech, '-f', 'wav', '-'), stdout=subprocess.PIPE,
            check=True, timeout=harness.PATIENCE_SECONDS).stdout
        ended = subprocess.run(
            (harness.program('roomcast-loudness'), '--json', '-'), input=made,
            stdout=subprocess.PIPE, check=True,
            timeout=harness.PATIENCE_SECONDS)
        ours = json.loads(ended.stdout)
        self.assertFalse(ours['cut_off'])
        self.assertEqual(ours['integrated'],
                         self.measure(self.speech)['integrated'])

    def test_an_mp3_that_does_not_say_how_long_it_is_is_not_cut_off(self):
        path = self.make('plain.mp3', '-b:a', '64k', '-write_xing', 0)
        path.write_bytes(path.read_bytes()[:-2000])
        self.assertFalse(self.measure(path)['cut_off'])

    def run_with(self, status, **stdin):
        ended = subprocess.run(
            (harness.program('roomcast-loudness'), '--json', '-'),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            check=False, timeout=harness.PATIENCE_SECONDS, **stdin)
        self.assertEqual(ended.returncode, status, ended.stderr)
        return ended

    def test_a_file_on_standard_input_may_be_of_any_kind(self):
        for name in ('a.opus', 'a.mp3', 'a.wav'):
            path = self.make(name)
            with self.subTest(name), open(path, 'rb') as file:
                ours = json.loads(self.run_with(0, stdin=file).stdout)
                self.assertEqual(ours['integrated'],
                                 self.measure(path)['integrated'])

    def test_a_pipe_that_brings_no_wav_is_told_so(self):
        path = self.make('a.opus')
        with subprocess.Popen(('cat', path),
                              stdout=subprocess.PIPE) as cat:
            said = self.run_with(1, stdin=cat.stdout).stderr
        self.assertIn('standard input: only WAV can come through a pipe: ',
                      said)

    def test_what_was_found_instead_is_named(self):
        for name, words in (
                ('a.flac', 'found FLAC, expected WAV'),
                ('a.m4a', 'found MP4 or M4A, expected WAV'),
                ('a.avi', 'found "AVI ", expected WAVE')):
            with self.subTest(name):
                path = self.make(name)
                said = self.call_verb('loudness', path, status=1).stderr()
                self.assertIn(f'{path}: ', said)
                self.assertIn(words, said)

    def test_names_of_any_bytes_are_recorded_and_shown(self):
        path = self.folder / 'red \x1b[31m\udcff.wav'
        self.speech.rename(path)
        told = self.call_verb('loudness', path).stdout()
        self.assertTrue(told.splitlines()[0].endswith('red ?[31m\ufffd.wav'))
        self.assertTrue(self.measure(path)['file'].endswith('\ufffd.wav'))
        recording = self.folder / 'hall \udcff.opus'
        self.call_verb('record', '--source', path, '--output', recording)
        ended = self.call_verb('verify', '--json', recording)
        self.assertTrue(
            json.loads(ended.stdout())['file'].endswith('\ufffd.opus'))

    def test_header_gain_of_a_recording_is_applied(self):
        room = self.make('room.opus', '-af', 'volume=-20dB', '-ac', 2)
        wav = self.make('room.wav', source=room)
        recording = self.folder / 'hall.opus'
        self.call_verb('record', '--source', wav, '--output', recording)
        ours = self.assert_as_ffmpeg(recording)
        self.assertAlmostEqual(ours['integrated'], -16, delta=0.1)
        self.assertAlmostEqual(ours['error'], 0, delta=0.1)

    def test_table_has_a_line_a_minute(self):
        path = self.make('long.wav', '-af', 'aloop=-1:1e9,atrim=end=130')
        ended = self.call_verb('loudness', '--target', '-20', path)
        lines = ended.stdout().splitlines()
        self.assertEqual(lines[0], str(path))
        self.assertEqual(lines[1], '  WAV, mono, 22050 Hz, 2:10')
        self.assertRegex(lines[2], r'^  integrated +-\d+\.\d LUFS, '
                         r'[+-]\d+\.\d LU from the target of -20$')
        table = lines[lines.index('') + 2:]
        self.assertEqual([line.split()[0] for line in table],
                         ['0:00', '1:00', '2:00'])
        ours = self.measure(path)
        self.assertEqual([minute['at'] for minute in ours['minutes']],
                         [0, 60, 120])
        first = self.make('first.wav', '-t', 60, source=path)
        self.assertAlmostEqual(ours['minutes'][0]['integrated'],
                               self.measure(first)['integrated'], delta=0.001)
        self.assertEqual(ours['true_peak'], max(
            minute['true_peak'] for minute in ours['minutes']))

    def test_on_target_is_a_zero_without_a_sign_of_less(self):
        target = self.measure(self.speech)['integrated'] + 0.02
        said = self.call_verb('loudness', '--target', f'{target:.3f}',
                              self.speech).stdout()
        self.assertIn(' +0.0 LU from the target', said)

    def test_loudest_moments_are_where_they_are(self):
        path = self.make(
            'loud.wav', '-af', "apad=whole_dur=60,volume=-20dB,"
            "volume=20dB:enable='between(t,7,8)'")
        ours = self.measure(path)
        self.assertTrue(7.2 <= ours['max_momentary_at'] <= 8.2, ours)
        self.assertTrue(7.9 <= ours['max_short_term_at'] <= 10.2, ours)

    def test_dual_mono_is_3_lu_louder(self):
        plain = self.measure(self.speech)
        dual = self.measure('--dual-mono', self.speech)
        self.assertAlmostEqual(
            dual['integrated'] - plain['integrated'], 3.01, delta=0.002)
        self.assertTrue(dual['dual_mono'])
        self.assertEqual(dual['true_peak'], plain['true_peak'])

    def test_silence_has_no_loudness(self):
        path = self.make('silence.wav', '-af', 'volume=0')
        ours = self.measure(path)
        self.assertIsNone(ours['integrated'])
        self.assertIsNone(ours['error'])
        self.assertIsNone(ours['true_peak'])
        told = self.call_verb('loudness', path).stdout()
        self.assertRegex(told, r'integrated +- LUFS\n')

    def test_plot_is_a_picture_of_any_name(self):
        path = self.folder / 'a <b> & "c".wav'
        self.speech.rename(path)
        plot = self.folder / 'plot.svg'
        self.call_verb('loudness', '--plot', plot, path)
        judges.xmllint(plot)
        root = xml.etree.ElementTree.parse(plot).getroot()
        self.assertIn('a <b> & "c".wav', ''.join(root.itertext()))
        self.assertIn('prefers-color-scheme', plot.read_text())
        self.call_verb('loudness', '--plot', plot, path, path, status=2)

    def test_several_files_and_those_that_are_none(self):
        noise = self.folder / 'noise.mp3'
        noise.write_bytes(b'ID3 and nothing else')
        empty = self.folder / 'empty.opus'
        empty.write_bytes(b'')
        both = self.measure(self.speech, self.speech)
        self.assertEqual(both[0], both[1])
        some = self.call_verb('loudness', noise, self.speech, empty, 'absent',
                              status=3)
        self.assertIn(str(self.speech), some.stdout())
        messages = some.stderr().splitlines()
        self.assertEqual(len(messages), 3, messages)
        for message, path in zip(messages, (noise, empty, 'absent')):
            self.assertTrue(
                message.startswith(f'roomcast loudness: {path}: '), message)
        self.call_verb('loudness', empty, status=1)
        self.call_verb('loudness', status=2)
        self.call_verb('loudness', '--target', 'loud', empty, status=2)

    def test_full_disk_is_told(self):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run(
                [harness.program('roomcast-loudness'), str(self.speech)],
                stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'standard output', done.stderr)


if __name__ == '__main__':
    harness.main()
