# SPDX-License-Identifier: BSD-2-Clause
"""roomcast record of encrypted rooms: ffmpeg sends some, and the standards
written down anew in srtp.py the others."""
import base64
import json
import os
import pathlib
import random

import harness
import judges
import rtp
import srtp
from ogg_opus import OggOpus
from room import Recording, written_seconds

KEY = bytes(range(7, 7 + 30))


def key_text(suite):
    return base64.b64encode(KEY[:srtp.key_bytes(suite)]).decode()


class SecureTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.payloads = self.make_payloads(6)

    def make_payloads(self, seconds):
        """Speech-like noise as Opus packets of 20 ms."""
        path = self.folder / 'sound.opus'
        self.call(harness.tool('ffmpeg'), '-y', '-v', 'error', '-f', 'lavfi',
                  '-i', f'anoisesrc=d={seconds}:a=0.1:c=pink:seed=3', '-c:a',
                  'libopus', '-b:a', '48k', path)
        return OggOpus(path).packets

    def key_file(self, suite):
        path = self.folder / f'{suite}.key'
        path.write_text(key_text(suite) + '\n')
        path.chmod(0o600)
        return path

    def record(self, name, suite, *options):
        return Recording(
            self, name, '--normalize', 'gain', '--srtp-key-file',
            self.key_file(suite), *options,
            source='rtp://127.0.0.1:{port}?codec=opus&srtp=' + suite)

    def protect(self, suite, packets, roc=0, key=KEY):
        protector = srtp.Protector(suite, key[:srtp.key_bytes(suite)], roc)
        return [protector.protect(packet) for packet in packets]

    def heard(self, recording):
        """The room's packets in the file: our own silence has 3 bytes."""
        return [p for p in OggOpus(recording.path).packets if len(p) > 3]


class SuiteTest(SecureTest):

    def test_our_peer_derives_keys_as_the_standard_does(self):
        peer = srtp.Protector(
            srtp.CM_80, bytes.fromhex('E1F97A0D3E018BE0D64FA32C06DE4139'
                                      '0EC675AD498AFEEBB6960B3AABE6'))
        self.assertEqual(peer.cipher_key.hex().upper(),
                         'C61E7A93744F39EE10734AFE3FF7A087')
        self.assertEqual(peer.salt.hex().upper(),
                         '30CBBC08863D8C85D49DB34A9AE1')

    def test_every_suite_is_recorded_packet_for_packet(self):
        rooms = []
        for suite in (srtp.CM_80, srtp.CM_32, srtp.GCM):
            recording = self.record(suite, suite)
            packets = self.protect(suite, rtp.stream(self.payloads))
            rooms.append((recording, rtp.PacedSender(
                recording.port, rtp.paced(packets))))
        for recording, sender in rooms:
            sender.wait()
            recording.stop()
            with self.subTest(recording.name):
                judges.opusinfo(recording.path)
                self.assertEqual(self.heard(recording), self.payloads)
                end = recording.ledger()[-1]
                self.assertEqual(end['lost'], 0)
                self.assertNotIn('unauthentic', end)
                self.assertEqual(recording.record.output(), '')

    def test_ffmpeg_sends_by_its_own_description(self):
        """Its reports (SRTCP) come to the next port: one with its first
        packet, maybe before we listen, and the next after five seconds."""
        sdp = self.describe_ffmpeg(srtp.CM_80)
        path = self.folder / 'reported.opus'
        ledger = path.with_suffix('.jsonl')
        record = self.start_verb('record', '--source', sdp, '--output', path)
        self.wait_until(lambda: ledger.exists() and '"sender-clock"' in
                        ledger.read_text(), 'a report of the sender')
        self.wait_until(lambda: written_seconds(
            self.folder / 'reported.opus.part') > 5, 'five seconds')
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        end = self.judge_sine(path)
        self.assertGreater(end['sender_reports'], 0)

    def test_ffmpeg_sends_with_short_tags(self):
        """It cuts those of its reports to 32 bits as well, against RFC 4568
        6.2.2, so they are refused."""
        sdp = self.describe_ffmpeg(srtp.CM_32)
        path = self.folder / 'short.opus'
        self.call_verb('record', '--source', sdp, '--output', path,
                       '--duration', 6)
        self.judge_sine(path)
        self.assertAlmostEqual(judges.duration(path), 6, delta=0.04)

    def describe_ffmpeg(self, suite):
        """Lets it send a sine, and returns the description that it writes."""
        port = self.free_udp_port()
        sdp = self.folder / f'{suite}.sdp'
        self.start(
            harness.tool('ffmpeg'), '-v', 'error', '-re', '-f', 'lavfi', '-i',
            'sine=440:r=48000', '-t', 600, '-c:a', 'libopus', '-f', 'rtp',
            '-srtp_out_suite', suite, '-srtp_out_params', key_text(suite),
            '-sdp_file', sdp, f'srtp://127.0.0.1:{port}')
        self.wait_until(lambda: sdp.exists() and 'crypto' in
                        sdp.read_text(), what='the description')
        sdp.chmod(0o600)
        return sdp

    def judge_sine(self, path):
        """Returns the last line of the ledger."""
        judges.opusinfo(path)
        lufs, _ = judges.loudness(path)
        self.assertAlmostEqual(lufs, -16, delta=0.3)
        lines = path.with_suffix('.jsonl').read_text().splitlines()
        end = json.loads(lines[-1])
        self.assertEqual(end['garbage'], 0)
        return end

    def test_tampered_and_repeated_packets_never_enter(self):
        recording = self.record('hall', srtp.CM_80)
        chance = random.Random(5)
        plan = []
        for at, packet in rtp.paced(
                self.protect(srtp.CM_80, rtp.stream(self.payloads))):
            bad = bytearray(packet)
            bad[chance.randrange(1, len(bad))] ^= 1 << chance.randrange(8)
            plan += [(at, bytes(bad)), (at, packet)]
            if plan and chance.random() < 0.3:
                plan.append((at, chance.choice(plan[1::2])[1]))
        rtp.PacedSender(recording.port, plan).wait()
        recording.stop()
        self.assertEqual(self.heard(recording), self.payloads)
        end = recording.ledger()[-1]
        self.assertGreaterEqual(end['unauthentic'] + end['duplicates'],
                                len(self.payloads))


class RolloverTest(SecureTest):

    def start_before_a_wrap(self, name):
        """A recorder, and a sender whose numbers soon begin anew."""
        recording = self.record(name, srtp.CM_80)
        packets = self.protect(
            srtp.CM_80, rtp.stream(self.payloads * 8, sequence=65500))
        return recording, rtp.PacedSender(recording.port, rtp.paced(packets))

    def restart_after_the_wrap(self, recording, sender, is_kept):
        """Kills the recorder when the wrap is on the disk; what the next one
        records, and how much was sent when it began to listen."""
        state = recording.path.with_suffix('.srtp')
        self.wait_until(lambda: state.exists() and
                        json.loads(state.read_text())['roc'] == 1,
                        'the counter on disk')
        recording.record.kill()
        if not is_kept:
            state.unlink()
        again = self.start_verb(
            'record', '--source', f'rtp://127.0.0.1:{recording.port}?codec='
            f'opus&srtp={srtp.CM_80}', '--srtp-key-file',
            self.key_file(srtp.CM_80), '--output', recording.path,
            '--normalize', 'gain', '--duration', 2)
        self.wait_for_udp_ports(recording.port)
        sent = sender.sent
        self.assertEqual(again.wait(), 0, again.output())
        sender.stop()
        return self.folder / f'{recording.name}-2.opus', sent

    def test_recorder_restarted_after_a_wrap_hears_within_a_second(self):
        rooms = {is_kept: self.start_before_a_wrap(f'kept-{is_kept}')
                 for is_kept in (True, False)}
        for is_kept, (recording, sender) in rooms.items():
            with self.subTest(is_kept=is_kept):
                path, sent = self.restart_after_the_wrap(
                    recording, sender, is_kept)
                end = json.loads(
                    path.with_suffix('.jsonl').read_text().splitlines()[-1])
                self.assertEqual(end['lost'], 0)
                self.assertNotIn('unauthentic', end)
                self.assertGreaterEqual(end['packets'], 95)
                first = next(p for p in OggOpus(path).packets if len(p) > 3)
                count = len(self.payloads)
                unheard = (self.payloads.index(first) - sent) % count
                self.assertTrue(unheard < 50 or unheard > count - 50, unheard)

    def test_joining_a_room_of_days_is_heard_within_a_second(self):
        recording = self.record('hall', srtp.GCM)
        packets = self.protect(
            srtp.GCM, rtp.stream(self.payloads, sequence=30000), roc=300)
        rtp.PacedSender(recording.port, rtp.paced(packets)).wait()
        recording.stop()
        judges.opusinfo(recording.path)
        self.assertEqual(self.heard(recording), self.payloads[-len(
            self.heard(recording)):])
        self.assertGreater(len(self.heard(recording)), 270)

    def test_forwarder_made_anew_with_the_same_numbers_is_heard(self):
        """What Janus does: same SSRC, key and numbering from 1."""
        recording = self.record('hall', srtp.CM_80)
        packets = self.protect(srtp.CM_80, rtp.stream(self.payloads[:150]))
        plan = rtp.paced(packets) + rtp.paced(packets, start=3.0 + 1.1) + \
            rtp.paced(packets, start=7.1)
        sender = rtp.PacedSender(recording.port, plan).wait()
        recording.stop()
        took = recording.ended_ns / 1e9 - sender.began
        judges.opusinfo(recording.path)
        judges.oggz_validate(recording.path)
        heard = self.heard(recording)
        # Two packets each time prove that it is no replay.
        expected = self.payloads[:150] + 2 * self.payloads[2:150]
        self.assertEqual(heard, expected)
        length = judges.decoded_seconds(recording.path)
        self.assertTrue(10.0 < length < took + 0.1, (length, took))


class RefusalTest(SecureTest):
    """An error that says what is wrong, and no file of noise."""

    def refuse(self, words, source, packets, *options):
        port = self.free_udp_port()
        record = self.start_verb(
            'record', '--source', source.format(port=port), '--output',
            self.folder / 'a.opus', '--duration', 4, *options)
        self.wait_for_udp_ports(port)
        rtp.PacedSender(port, rtp.paced(packets)).wait()
        self.assertEqual(record.wait(), 1, record.output())
        # Once when it is found out, and at the end why there is no file.
        lines = record.stderr().splitlines()
        self.assertEqual(len([line for line in lines if words in line]), 2,
                         record.output())
        self.assertIn('no sound came', lines[-1])
        self.assertEqual(sorted(self.folder.glob('a.opus*')), [])

    def test_wrong_key(self):
        wrong = bytes(30)
        self.refuse('wrong key?',
                    'rtp://127.0.0.1:{port}?codec=opus&srtp=' + srtp.CM_80,
                    self.protect(srtp.CM_80, rtp.stream(self.payloads[:150]),
                                 key=wrong),
                    '--srtp-key-file', self.key_file(srtp.CM_80))

    def test_few_packets_of_a_wrong_key_are_counted(self):
        port = self.free_udp_port()
        record = self.start_verb(
            'record', '--source',
            f'rtp://127.0.0.1:{port}?codec=opus&srtp=' + srtp.CM_80,
            '--output', self.folder / 'a.opus', '--duration', 2,
            '--srtp-key-file', self.key_file(srtp.CM_80))
        self.wait_for_udp_ports(port)
        rtp.PacedSender(port, rtp.paced(self.protect(
            srtp.CM_80, rtp.stream(self.payloads[:20]), key=bytes(30)))).wait()
        self.assertEqual(record.wait(), 1, record.output())
        self.assertIn('20 packets came, none was opus\n', record.stderr())

    def test_plain_rtp_where_srtp_is_expected(self):
        self.refuse('plain RTP',
                    'rtp://127.0.0.1:{port}?codec=opus&srtp=' + srtp.CM_80,
                    rtp.stream(self.payloads[:150]),
                    '--srtp-key-file', self.key_file(srtp.CM_80))

    def test_srtp_where_plain_rtp_is_expected(self):
        for suite in (srtp.CM_80, srtp.CM_32, srtp.GCM):
            with self.subTest(suite):
                self.refuse('srtp=SUITE', 'rtp://127.0.0.1:{port}?codec=opus',
                            self.protect(
                                suite, rtp.stream(self.payloads[:150])))

    def test_suite_without_a_key(self):
        done = self.call_verb(
            'record', '--source',
            'rtp://127.0.0.1:5004?codec=opus&srtp=' + srtp.CM_80, '--output',
            'a.opus', status=2)
        self.assertIn('srtp-key-file', done.stderr())


class SecretTest(SecureTest):
    """Keys come from where they should and go nowhere."""

    def run_room(self, key_line, mode=0o600, env=None):
        port = self.free_udp_port()
        config = self.folder / 'roomcast.conf'
        config.write_text(
            '[room hall]\n'
            f'source = rtp://127.0.0.1:{port}?codec=opus&srtp={srtp.CM_80}\n'
            f'normalize = gain\n{key_line}\n')
        config.chmod(mode)
        record = self.start_verb('record', '--config', config, '--room',
                                 'hall', '--duration', 2, '--verbose',
                                 env={**os.environ, **(env or {})})
        self.wait_for_udp_ports(port)
        command = pathlib.Path(
            f'/proc/{record.process.pid}/cmdline').read_bytes()
        sender = rtp.PacedSender(port, rtp.paced(self.protect(
            srtp.CM_80, rtp.stream(self.payloads))))
        self.assertEqual(record.wait(), 0, record.output())
        sender.stop()
        secret = key_text(srtp.CM_80).encode()
        self.assertNotIn(secret[4:20], command)
        self.assertNotIn(secret[4:20].decode(), record.output())
        for path in self.folder.rglob('*'):
            if path.is_file() and path.suffix in ('.opus', '.jsonl', '.srtp'):
                self.assertNotIn(secret[4:20], path.read_bytes(), path)
                self.assertNotIn(KEY[:16], path.read_bytes(), path)
        self.assertTrue((self.folder / 'state/hall.srtp').exists())
        return record.output()

    def test_key_in_the_configuration(self):
        output = self.run_room('srtp-key = ' + key_text(srtp.CM_80))
        self.assertNotIn('others can read', output)
        output = self.run_room(
            'srtp-key = inline:' + key_text(srtp.CM_80), mode=0o644)
        self.assertIn('others can read it, and srtp-key is in it', output)

    def test_key_in_a_file(self):
        path = self.key_file(srtp.CM_80)
        output = self.run_room(f'srtp-key-file = {path.name}', mode=0o644)
        self.assertNotIn('others can read', output)
        path.chmod(0o644)
        output = self.run_room(f'srtp-key-file = {path.name}')
        self.assertIn('others can read this key', output)

    def test_key_in_the_environment(self):
        self.run_room('srtp-key-env = HALL_KEY',
                      env={'HALL_KEY': key_text(srtp.CM_80)})

    def test_bad_key_is_named_and_not_shown(self):
        config = self.folder / 'roomcast.conf'
        config.write_text(
            '[room hall]\nsrtp-key = UzNDUjNULWNhbmFyeQ==\n'
            f'source = rtp://127.0.0.1:5004?codec=opus&srtp={srtp.CM_80}\n')
        config.chmod(0o600)
        done = self.call_verb('record', '--config', config, '--room', 'hall',
                              status=2)
        self.assertIn('srtp-key', done.stderr())
        self.assertIn('30 bytes', done.stderr())
        self.assertNotIn('UzNDUjNULWNhbmFyeQ', done.output())


if __name__ == '__main__':
    harness.main()
