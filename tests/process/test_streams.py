# SPDX-License-Identifier: BSD-2-Clause
"""roomcast record of the rarer kinds of RTP: G.722, redundancy, reports,
multicast and neighbours on the next port."""
import json
import random
import socket
import struct

import harness
import judges
import rtp
from live_stream import CODEC_DELAY, Sound, heard_seconds
from ogg_opus import OggOpus
from room import Recording


class StreamTest(harness.ProcessTest):

    def make_payloads(self, seconds):
        path = self.folder / 'sound.opus'
        self.call(harness.tool('ffmpeg'), '-y', '-v', 'error', '-f', 'lavfi',
                  '-i', f'anoisesrc=d={seconds}:a=0.1:c=pink:seed=3', '-c:a',
                  'libopus', '-b:a', '48k', path)
        return OggOpus(path).packets

    def record(self, name, source, *options, **more):
        return Recording(self, name, '--normalize', 'gain', *options,
                         source=source, **more)

    def heard(self, recording):
        return [p for p in OggOpus(recording.path).packets if len(p) > 3]

    def ffmpeg(self, url, *options, seconds=8):
        return self.start(
            harness.tool('ffmpeg'), '-v', 'error', '-re', '-f', 'lavfi', '-i',
            'sine=1000:r=48000', '-t', seconds, *options, '-f', 'rtp', url)


class CodecTest(StreamTest):

    def test_g722_of_ffmpeg_is_heard_at_16_khz(self):
        recording = self.record('hall', 'rtp://127.0.0.1:{port}?codec=g722')
        sender = self.ffmpeg(f'rtp://127.0.0.1:{recording.port}', '-c:a',
                             'g722', '-ar', 16000, '-ac', 1, seconds=5)
        self.assertEqual(sender.wait(), 0, sender.output())
        recording.stop()
        judges.opusinfo(recording.path)
        judges.oggz_validate(recording.path)
        self.assertGreater(judges.decoded_seconds(recording.path), 4.9)
        self.assertEqual(recording.ledger()[0]['rate'], 16000)
        lufs, _ = judges.loudness(recording.path)
        self.assertAlmostEqual(lufs, -16, delta=0.3)
        # A kilohertz crosses zero 2000 times a second.
        samples = judges.decode(recording.path, 1)[48000:3 * 48000]
        crossings = sum(a < 0 <= b or b < 0 <= a
                        for a, b in zip(samples, samples[1:]))
        self.assertAlmostEqual(crossings, 4000, delta=20)

    def test_loss_in_g722_is_filled(self):
        recording = self.record('hall', 'rtp://127.0.0.1:{port}?codec=g722')
        chance = random.Random(1)
        payloads = [bytes(chance.randrange(256) for _ in range(160))
                    for _ in range(200)]
        packets = rtp.stream(payloads, payload_type=9, ticks=160)
        plan = [entry for i, entry in enumerate(rtp.paced(packets))
                if i < 8 or i % 7]
        sender = rtp.PacedSender(recording.port, plan).wait()
        recording.stop()
        judges.opusinfo(recording.path)
        took = recording.ended_ns / 1e9 - sender.began
        length = judges.decoded_seconds(recording.path)
        self.assertTrue(3.96 <= length < took + 0.1 + sender.late_most,
                        (length, took, sender.late_most))

    def test_redundancy_makes_up_for_lost_packets(self):
        """RFC 2198 as browsers send it: one earlier packet in each."""
        recording = self.record(
            'hall', 'rtp://127.0.0.1:{port}?codec=opus&pt=111&red=63')
        payloads = self.make_payloads(6)
        wrapped = [b'\x6f' + payloads[0]] + [
            struct.pack('>BHBB', 0x80 | 111, 960 << 2 | len(before) >> 8,
                        len(before) & 0xff, 111) + before + now
            for before, now in zip(payloads, payloads[1:])]
        packets = rtp.stream(wrapped, sequence=65400, payload_type=63)
        plan = [entry for i, entry in enumerate(rtp.paced(packets))
                if i < 8 or i % 3 or i == len(packets) - 1]
        rtp.PacedSender(recording.port, plan).wait()
        recording.stop()
        judges.opusinfo(recording.path)
        self.assertEqual(self.heard(recording), payloads)
        end = recording.ledger()[-1]
        self.assertEqual(end['lost'], 0)
        self.assertGreater(end['recovered'], len(payloads) // 3 - 8)

    def test_g711_where_opus_is_expected_is_warned_of(self):
        recording = self.record('hall', 'rtp://127.0.0.1:{port}?codec=opus')
        packets = rtp.stream([bytes([0xd5]) * 160] * 150, payload_type=97,
                             ticks=160)
        rtp.PacedSender(recording.port, rtp.paced(packets)).wait()
        recording.record.stop()
        recording.record.wait()
        self.assertIn('looks like G.711', recording.record.stderr())


class TimeTest(StreamTest):

    def test_being_held_up_before_each_look_moves_nothing(self):
        """As on a machine with too much to do: between the recorder's look at
        the clock and what the socket gives, 60 ms pass."""
        sound = Sound(self, 8)
        recording = self.record(
            'hall', 'rtp://127.0.0.1:{port}?codec=opus', '--duration', 7,
            wrap=(harness.tool('strace'), '-qqq', '-o', '/dev/null', '-e',
                  'trace=recvmmsg', '-e',
                  'inject=recvmmsg:delay_enter=60000'))
        sender = rtp.PacedSender(
            recording.port, rtp.paced(rtp.stream(sound.packets)))
        self.assertEqual(recording.record.wait(), 0)
        sender.stop()
        recording.judge(seconds=7)
        heard = heard_seconds(recording.path)
        self.assertEqual(len(heard), 7)
        for second, (at, _) in enumerate(heard):
            self.assertAlmostEqual(at, second + CODEC_DELAY, delta=0.020)


class ReportTest(StreamTest):

    def test_reports_of_ffmpeg_tell_its_clock(self):
        """One with its first packet, and the next after five seconds."""
        recording = self.record('hall', 'rtp://127.0.0.1:{port}?codec=opus')
        sender = self.ffmpeg(f'rtp://127.0.0.1:{recording.port}', '-c:a',
                             'libopus', seconds=7)
        self.assertEqual(sender.wait(), 0, sender.output())
        recording.stop()
        clock, = [line['text'] for line in recording.ledger()
                  if line['event'] == 'sender-clock']
        self.assertRegex(clock, r'^offset [+-]0\.\d\d\d s$')
        self.assertGreaterEqual(recording.ledger()[-1]['sender_reports'], 2)

    def test_bye_is_no_end(self):
        recording = self.record('hall', 'rtp://127.0.0.1:{port}?codec=opus')
        payloads = self.make_payloads(3)
        plan = rtp.paced(rtp.stream(payloads))
        bye = struct.pack('>BBHIBBHI', 0x80, 201, 1, 0x1234,
                          0x81, 203, 1, 0x1234)
        plan.insert(75, (plan[75][0], bye))
        rtp.PacedSender(recording.port, plan).wait()
        recording.stop()
        self.assertEqual(self.heard(recording), payloads)
        self.assertIn('the sender says that it leaves',
                      [line.get('text') for line in recording.ledger()])
        self.assertEqual(recording.ledger()[-1]['garbage'], 0)

    def test_rooms_on_neighbouring_ports_both_record(self):
        """The second room's port is where the first one's reports come."""
        first = self.record('first', 'rtp://127.0.0.1:{port}?codec=opus')
        payloads = self.make_payloads(2)
        second = self.start_verb(
            'record', '--source',
            f'rtp://127.0.0.1:{first.port + 1}?codec=opus', '--output',
            self.folder / 'second.opus', '--normalize', 'gain')
        # The first listens there too, for reports, until there is a second.
        self.wait_for_udp_ports(first.port + 1, first.port + 1)
        senders = [rtp.PacedSender(first.port + i, rtp.paced(rtp.stream(
            payloads, ssrc=i + 1))) for i in (0, 1)]
        for sender in senders:
            sender.wait()
        first.stop()
        second.stop()
        self.assertEqual(second.wait(), 0, second.output())
        for name in ('first', 'second'):
            packets = OggOpus(self.folder / f'{name}.opus').packets
            self.assertEqual([p for p in packets if len(p) > 3], payloads)

    def test_port_of_another_room_is_still_busy(self):
        first = self.record('first', 'rtp://127.0.0.1:{port}?codec=opus')
        done = self.call_verb(
            'record', '--source', f'rtp://127.0.0.1:{first.port}?codec=opus',
            '--output', 'second.opus', status=75)
        self.assertIn('Address already in use', done.stderr())
        first.record.stop()
        first.record.wait()


class MulticastTest(StreamTest):
    """In a network of its own, with one interface that carries groups; see
    multicast_room.py."""

    def hear(self, source, group, *sender, sends=True):
        """What comes of a recorder of `source` when `sender` speaks to the
        group."""
        payloads = self.folder / 'payloads'
        packets = self.make_payloads(2)
        payloads.write_bytes(b''.join(
            struct.pack('>I', len(p)) + p for p in packets))
        path = self.folder / 'group.opus'
        done = self.call(
            *harness.unshared('--net'), '/usr/bin/python3', harness.SOURCE /
            'tests/process/multicast_room.py',
            harness.program('roomcast-record'), source, path, payloads, group,
            *sender, status=None)
        if not sends:
            self.assertIn('nothing came', done.output())
            return
        self.assertEqual(done.process.returncode, 0, done.output())
        self.assertEqual([p for p in OggOpus(path).packets if len(p) > 3],
                         packets)

    def test_any_source(self):
        self.hear('rtp://239.77.1.1:5004?codec=opus&interface=room0',
                  '239.77.1.1', '192.0.2.7')

    def test_interface_is_chosen_by_the_kernel(self):
        self.hear('rtp://239.77.1.2:5004?codec=opus', '239.77.1.2',
                  '192.0.2.7')

    def test_source_specific(self):
        self.hear('rtp://232.77.1.1:5004?codec=opus&interface=room0'
                  '&source=192.0.2.7', '232.77.1.1', '192.0.2.7')

    def test_another_source_is_not_heard(self):
        self.hear('rtp://232.77.1.2:5004?codec=opus&interface=room0'
                  '&source=192.0.2.8', '232.77.1.2', '192.0.2.7', sends=False)

    def test_another_group_is_not_heard(self):
        self.hear('rtp://239.77.1.3:5004?codec=opus', '239.77.1.4',
                  '192.0.2.7', sends=False)

    def test_ipv6_any_source(self):
        self.hear('rtp://[ff15::77:1]:5004?codec=opus&interface=room0',
                  'ff15::77:1', '2001:db8::7')

    def test_ipv6_source_specific(self):
        self.hear('rtp://[ff35::77:2]:5004?codec=opus&interface=room0'
                  '&source=2001:db8::7', 'ff35::77:2', '2001:db8::7')

    def test_ipv6_of_another_source_is_not_heard(self):
        self.hear('rtp://[ff35::77:3]:5004?codec=opus&interface=room0'
                  '&source=2001:db8::8', 'ff35::77:3', '2001:db8::7',
                  sends=False)

    def test_description_with_a_source_filter(self):
        sdp = self.folder / 'group.sdp'
        for sender, sends in (('192.0.2.7', True), ('192.0.2.8', False)):
            sdp.write_text(
                'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=room\nt=0 0\n'
                f'a=source-filter: incl IN IP4 232.77.1.4 {sender}\n'
                'm=video 6000 RTP/AVP 96\na=rtpmap:96 VP8/90000\n'
                'm=audio 5004 RTP/AVP 97 100\nc=IN IP4 232.77.1.4/1\n'
                'a=rtpmap:97 AAC/48000\na=rtpmap:100 opus/48000/2\n'
                'a=fmtp:100 stereo=1;usedtx=1\na=ptime:20\n')
            self.hear(sdp, '232.77.1.4', '192.0.2.7', sends=sends)
            (self.folder / 'group.opus').unlink(missing_ok=True)

    def test_unicast_from_another_source_is_a_stranger(self):
        recording = self.record(
            'hall', 'rtp://127.0.0.1:{port}?codec=opus&source=127.0.0.1')
        payloads = self.make_payloads(2)
        stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        stranger.bind(('127.0.0.7', 0))
        for i in range(50):
            stranger.sendto(rtp.build(b'\xf8' + bytes(50), i, i * 960, 9),
                            ('127.0.0.1', recording.port))
        stranger.close()
        rtp.PacedSender(recording.port, rtp.paced(rtp.stream(payloads))).wait()
        recording.stop()
        self.assertEqual(self.heard(recording), payloads)
        self.assertEqual(recording.ledger()[-1]['strangers'], 50)

    def test_interfaces_that_make_no_sense_are_refused(self):
        for source, words in (
                ('rtp://239.77.1.1:5004?codec=opus&interface=nowhere0',
                 'nowhere0: there is none'),
                ('rtp://127.0.0.1:5004?codec=opus&interface=lo',
                 'multicast group alone')):
            done = self.call_verb('record', '--source', source, '--output',
                                  'a.opus', status=2)
            self.assertIn(words, done.stderr())


if __name__ == '__main__':
    harness.main()
