# SPDX-License-Identifier: BSD-2-Clause
"""roomcast record from a real Icecast, and from servers that are odd."""
import datetime
import json
import os
import pathlib
import signal
import socket
import ssl
import threading
import time

import harness
import judges
from certificates import make_certificate, trusting
from icecast import Icecast, Tap, send_on_time
from live_stream import (CODEC_DELAY, Sound, Stream, build_page,
                         heard_seconds, pitch)
from ogg_opus import OggOpus

PRESKIP_PACKETS = 4  # of our own silence, before what is copied
JOIN_MOST_SECONDS = 3
# Before a recording's end: a page of a second, and what a loaded machine lets
# it wait on its way.
NOT_YET_SECONDS = 1.8


class Recording:
    """One `roomcast record` of a stream, and how long it may be."""

    def __init__(self, test, name, url, *options, how='gain', **more):
        self.test = test
        self.how = how
        self.path = test.folder / f'{name}-{how}.opus'
        self.ledger_path = self.path.with_suffix('.jsonl')
        self.begun = time.monotonic()
        self.record = test.start_verb(
            'record', '--source', url, '--output', self.path, '--normalize',
            how, *options, name=f'record-{name}-{how}', **more)

    def stop(self, number=signal.SIGINT):
        self.signalled = time.monotonic()
        self.record.stop(number)
        return self

    def wait(self):
        self.test.assertEqual(self.record.wait(), 0, self.record.output())
        self.ended = time.monotonic()
        return self

    def ledger(self):
        return [json.loads(line)
                for line in self.ledger_path.read_text().splitlines()]

    def events(self, kind):
        return [line for line in self.ledger() if line['event'] == kind]

    def joined(self, answered):
        """When it joined, by its own word: when the server answered, or as
        much later as a loaded machine let it know of that."""
        start = self.ledger()[0]['start'].replace('Z', '+00:00')
        utc = datetime.datetime.fromisoformat(start).timestamp()
        found = utc - time.time() + time.monotonic()
        self.test.assertGreater(found, answered - 0.040, self.path.name)
        self.test.assertLess(found, answered + JOIN_MOST_SECONDS,
                             self.path.name)
        return found

    def judge(self, joined):
        """A file that everybody takes, as long as what passed since it
        joined, within 40 ms; what comes out of it is as long."""
        self.file = OggOpus(self.path)
        judges.opusinfo(self.path)
        judges.oggz_validate(self.path)
        judges.verify(self.path)
        length = self.file.frames_48k / 48000
        self.test.assertGreaterEqual(
            length, self.signalled - joined - 0.040, self.path.name)
        self.test.assertLessEqual(
            length, self.ended - joined + 0.040, self.path.name)
        self.test.assertAlmostEqual(
            judges.decoded_seconds(self.path), length, delta=0.001)
        return self

    def judge_gaps(self):
        """None, but for the page that had not come when it ended."""
        end = self.ledger()[-1]['at']
        for gap in self.events('gap') + self.events('loss'):
            self.test.assertGreater(gap['at'], end - NOT_YET_SECONDS,
                                    self.path.name)
        return self

    def judge_places(self, expected, delta=0.040):
        """Each (seconds since the join, pitch) that should be heard is, there
        and nowhere else; the first and the last second may be cut."""
        heard = heard_seconds(self.path)
        end = self.file.frames_48k / 48000 - 0.5
        wanted = [(at, hz) for at, hz in expected if 0.05 < at < end - NOT_YET_SECONDS]
        for at, hz in wanted:
            near = [h for h in heard if abs(h[0] - CODEC_DELAY - at) <= delta]
            self.test.assertTrue(
                near and abs(near[0][1] - hz) <= 30,
                f'{self.path.name}: {hz} Hz at {at:.3f} s in {heard}')
        places = [at for at, _ in expected]
        for at, hz in heard[1:]:
            self.test.assertTrue(
                any(abs(at - CODEC_DELAY - p) <= delta for p in places),
                f'{self.path.name}: {hz} Hz at {at:.3f} s, not in {places}')
        return self


def places(begun, joined, seconds, shift=0.0):
    """Where seconds of a schedule that began then should be heard."""
    return [(begun + shift + second - joined, pitch(second))
            for second in seconds]


class HttpTest(harness.ProcessTest):

    def pair(self, name, port, mount):
        """The same stream twice, copied and levelled, through a tap each."""
        pair = []
        for how in ('gain', 'level'):
            tap = Tap(self, port)
            pair.append(Recording(self, name, tap.url(mount), how=how))
            pair[-1].tap = tap
        return pair

    def sleep_until(self, moment):
        time.sleep(max(0, moment - time.monotonic()))


class IcecastTest(HttpTest):

    def test_what_sources_do_does_not_change_length_or_place(self):
        sound = Sound(self, 30)
        icecast = Icecast(self)
        streams = {
            'plain': Stream(sound).head().play(0, 30),
            'titles': Stream(sound).head('One').play(0, 5)
            .link('Two', has_end=True).play(5, 8)
            .link('Three', serial=1001).play(8, 11)
            .link('Three', channels=2).play(11, 30, page=5),
            'stalled': Stream(sound).head().play(0, 6).play(6, 9, at=9.0)
            .play(9, 30),
            'late': Stream(sound, granule=3600 * 48000, number=3702).head()
            .play(0, 30, page=25),
        }
        sources = {name: icecast.feed(f'{name}.opus', stream)
                   for name, stream in streams.items()}
        dropped = icecast.feed('dropped.opus', Stream(sound).head().play(0, 7))
        waiting = icecast.feed(
            'wait.opus', Stream(sound, serial=77).head('Wait').play(0, 30))
        backed = icecast.feed(
            'backed.opus', Stream(sound).head('Room').play(0, 7))
        icecast.encode('encoded.opus', sound)
        time.sleep(3.3)
        rooms = {name: self.pair(name, icecast.port, f'{name}.opus')
                 for name in (*sources, 'dropped', 'backed', 'encoded')}
        dropped.join()
        backed.join()
        time.sleep(1.5)
        again = icecast.feed(
            'dropped.opus', Stream(sound, serial=5).head().play(0, 30))
        back = icecast.feed(
            'backed.opus', Stream(sound, serial=6).head('Room').play(0, 30))
        self.sleep_until(back.begun + 6.5)
        for pair in rooms.values():
            for each in pair:
                each.stop()
        for pair in rooms.values():
            for each in pair:
                each.wait()
        self.assertTrue(waiting.is_alive())

        for name, pair in rooms.items():
            for each in pair:
                with self.subTest(f'{name} {each.how}'):
                    joined = each.joined(each.tap.answered[0])
                    each.judge(joined)
                    if name in sources:
                        each.judge_places(places(
                            sources[name].begun, joined, range(30)))
                        each.judge_gaps()
                    elif name == 'dropped':
                        each.judge_places(
                            places(dropped.begun, joined, range(7))
                            + places(again.begun, joined, range(20)))
                        self.assertIn('stream ended',
                                      each.events('reconnect')[0]['text'])
        self.judge_titles(rooms['titles'][0], rooms['backed'][0],
                          sources['titles'].begun)
        self.judge_copies(sound, rooms['encoded'][0])

    def judge_titles(self, titles, backed, begun):
        told = [(line['text'], line['at']) for line in titles.events('title')]
        self.assertEqual([text for text, _ in told], ['One', 'Two', 'Three'])
        begun -= titles.joined(titles.tap.answered[0])
        self.assertAlmostEqual(told[1][1], begun + 5, delta=0.060)
        self.assertAlmostEqual(told[2][1], begun + 8, delta=0.060)
        self.assertEqual(
            [line['text'] for line in backed.events('title')],
            ['Room', 'Wait', 'Room'])

    def judge_copies(self, sound, encoded):
        """Every packet since the join, once, in order."""
        packets = encoded.file.packets[PRESKIP_PACKETS:]
        first = sound.packets.index(packets[0])
        count = encoded.ledger()[-1]['packets']
        self.assertGreater(count, 400)
        self.assertEqual(packets[:count], sound.packets[first:first + count])

    def test_server_that_restarts_and_connections_that_break(self):
        sound = Sound(self, 30)
        icecast = Icecast(self)
        source = icecast.feed('a.opus', Stream(sound).head().play(0, 30))
        time.sleep(2.2)
        cut_pair = self.pair('cut', icecast.port, 'a.opus')
        held_pair = self.pair('held', icecast.port, 'a.opus')
        self.sleep_until(source.begun + 7)
        for each in cut_pair:
            each.tap.reset()
        self.sleep_until(source.begun + 12)
        for each in cut_pair:
            each.stop().wait()
        icecast.kill()
        killed = time.monotonic()
        source.close()
        time.sleep(1.5)
        icecast.start()
        again = icecast.feed('a.opus', Stream(sound, serial=9).head()
                             .play(0, 30))
        self.sleep_until(again.begun + 9)
        for each in held_pair:
            each.stop().wait()

        for each in cut_pair:
            with self.subTest(f'cut {each.how}'):
                joined = each.joined(each.tap.answered[0])
                each.judge(joined).judge_places(
                    places(source.begun, joined, range(20)))
                end = each.judge_gaps().ledger()[-1]
                self.assertGreater(end['duplicates'], 50)
                self.assertEqual(len(each.events('reconnect')), 1)
                self.assertEqual(len(each.events('reconnected')), 1)
        packets = cut_pair[0].file.packets[PRESKIP_PACKETS:]
        count = cut_pair[0].ledger()[-1]['packets']
        first = sound.packets.index(packets[0])
        self.assertEqual(packets[:count], sound.packets[first:first + count])
        for each in held_pair:
            with self.subTest(f'held {each.how}'):
                joined = each.joined(each.tap.answered[0])
                played = int(killed - source.begun)
                each.judge(joined).judge_places(
                    places(source.begun, joined, range(played))
                    + places(again.begun, joined, range(12)))

    def test_server_that_restarts_again_and_again(self):
        """Each time with a new chain, whose title tells the part."""
        sound = Sound(self, 8)
        icecast = Icecast(self)
        pair, parts = None, []
        for part in range(3):
            source = icecast.feed('a.opus', Stream(
                sound, serial=50 - part).head(f'Part {part}').play(0, 8))
            if not pair:
                self.sleep_until(source.begun + 1.2)
                pair = self.pair('often', icecast.port, 'a.opus')
            self.sleep_until(source.begun + (7.5 if part == 2 else 4.3))
            parts.append((source.begun, time.monotonic()))
            if part < 2:
                icecast.kill()
                source.close()
                time.sleep(0.3)
                icecast.start()
        for each in pair:
            each.stop().wait()

        for each in pair:
            with self.subTest(each.how):
                joined = each.joined(each.tap.answered[0])
                each.judge(joined).judge_places([
                    place for begun, ended in parts for place in
                    places(begun, joined, range(int(ended - begun)))])
                self.assertEqual(
                    [line['text'] for line in each.events('title')],
                    [f'Part {part}' for part in range(3)])
                self.assertEqual(len(each.events('reconnect')), 2)
                self.assertEqual(len(each.events('reconnected')), 2)
                self.judge_breaks(each, [
                    after[0] - before[0] - int(before[1] - before[0])
                    for before, after in zip(parts, parts[1:])])

    def judge_breaks(self, room, breaks):
        """Every time without sound is noted, as long as it was: from the last
        whole page to the next first one."""
        noted = [line['frames'] / 48000 for line in room.events('gap')]
        for found, expected in zip(noted, breaks, strict=False):
            self.assertAlmostEqual(found, expected, delta=0.040)
        self.assertGreaterEqual(len(noted), len(breaks))

    def test_server_that_is_not_ready_is_asked_again(self):
        sound = Sound(self, 30)
        icecast = Icecast(self)
        port = self.free_tcp_port()
        tap = Tap(self, icecast.port)
        missing = Recording(self, 'missing', tap.url('a.opus'))
        nobody = Recording(self, 'nobody', f'http://127.0.0.1:{port}/')
        # As long as the others take: an ended mount is answered otherwise.
        icecast.feed('full.opus', Stream(sound).head().play(0, 30))
        full = Recording(self, 'full', icecast.url('full.opus'))
        busy = Recording(self, 'busy', serve_text(
            self, 'HTTP/1.1 503 Service Unavailable\r\n'
            'Content-Length: 0\r\n\r\n'))
        self.wait_until(lambda: all(
            each.record.stderr() for each in (missing, nobody, full, busy)))
        self.assertIn('answered 404', missing.record.stderr())
        self.assertIn('Failed to connect', nobody.record.stderr())
        self.assertIn('answered 403', full.record.stderr())
        self.assertIn('answered 503', busy.record.stderr())
        source = icecast.feed('a.opus', Stream(sound).head().play(0, 12))
        self.wait_until(lambda: tap.answered)
        self.sleep_until(source.begun + 7)
        joined = missing.stop().wait().joined(tap.answered[0])
        missing.judge(joined).judge_places(
            places(source.begun, joined, range(12)))
        for each in (nobody, full, busy):
            each.stop()
            self.assertEqual(each.record.wait(), 1)
            self.assertIn('nothing came', each.record.stderr())
            self.assertEqual(len(each.record.stderr().splitlines()), 2)
            self.assertFalse(each.path.exists())

    def test_credentials_come_from_the_configuration_and_stay_there(self):
        sound = Sound(self, 12)
        icecast = Icecast(self)
        icecast.feed('locked.opus', play_again(Stream(sound).head(), 12))
        secret = self.folder / 'password'
        secret.write_text('listener-secret\n')
        secret.chmod(0o600)
        config = self.folder / 'roomcast.conf'
        rooms = {
            'file': f'source-password-file = {secret.name}',
            'env': 'source-password-env = HALL_PASSWORD',
            'text': 'source-password = listener-secret',
            'wrong': 'source-password = S3CR3T-canary'}
        config.write_text('\n'.join(
            f'[room {name}]\nsource = {icecast.url("locked.opus")}\n'
            f'source-user = listener\nnormalize = gain\n{key}\n'
            for name, key in rooms.items()))
        config.chmod(0o600)
        started = {name: self.start_verb(
            'record', '--config', config, '--room', name,
            *(() if name == 'wrong' else ('--duration', 5)),
            env={**os.environ, 'HALL_PASSWORD': 'listener-secret'})
            for name in rooms}
        self.assertEqual(started['wrong'].wait(), 2)
        told, failure = started['wrong'].stderr().splitlines()
        self.assertIn('answered 401', told)
        self.assertIn('answered 401: expected the source-user', failure)
        self.assertNotIn('S3CR3T', started['wrong'].output())
        for name in ('file', 'env', 'text'):
            with open(f'/proc/{started[name].process.pid}/cmdline',
                      encoding='utf-8') as line:
                self.assertNotIn('secret', line.read())
        for name in ('file', 'env', 'text'):
            self.assertEqual(started[name].wait(), 0,
                             started[name].output())
            path, = (self.folder / 'spool' / name).glob('*.opus')
            self.assertAlmostEqual(
                OggOpus(path).frames_48k / 48000, 5, delta=0.040)
        for path in (self.folder / 'spool').rglob('*.*'):
            for word in (b'listener-secret', b'S3CR3T'):
                self.assertNotIn(word, path.read_bytes())

    def test_password_that_all_can_read_is_warned_of(self):
        config = self.folder / 'roomcast.conf'
        config.write_text('[room a]\nsource = http://127.0.0.1:1/a\n'
                          'source-user = me\nsource-password = S3CR3T\n')
        config.chmod(0o644)
        ended = self.call_verb('record', '--config', config, '--room', 'a',
                               '--duration', 1, status=1)
        self.assertIn('others can read it, and source-password is in it', ended.stderr())
        self.assertNotIn('S3CR3T', ended.output())


def serve(test, answer, context=None):
    """A server on loopback that gives each connection, once it has asked, to
    answer(connection, request); its URL. `context` is for TLS."""
    listener = socket.create_server(('127.0.0.1', 0))
    test.addCleanup(listener.close)

    def talk(connection):
        try:
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                answer(connection, connection.recv(65536).decode())
        except OSError:
            connection.close()

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,),
                             daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return f'http://127.0.0.1:{listener.getsockname()[1]}/a.opus'


def serve_text(test, text, body=b''):
    def answer(connection, _):
        connection.sendall(text.encode() + body)
        connection.recv(1)
    return serve(test, answer)


def play_again(stream, seconds):
    """So much sound over and over, for longer than anybody waits."""
    for _ in range(harness.PATIENCE_SECONDS // seconds + 1):
        stream.play(0, seconds, page=10)
    return stream


GOOD = 'HTTP/1.0 200 OK\r\nContent-Type: audio/ogg\r\n\r\n'


class OddServer:
    """Sends a Stream on time behind a status line of its own, each piece as
    `send(connection, bytes)` does it."""

    def __init__(self, test, stream, head=GOOD, send=None, limit=None,
                 context=None):
        self.stream, self.head, self.limit = stream, head, limit
        self.send = send or (lambda connection, data: connection.sendall(data))
        self.answered, self.requests = [], []
        self.is_over = threading.Event()
        test.addCleanup(self.is_over.set)
        self.begun = time.monotonic()
        self.url = serve(test, self._answer, context)

    def _answer(self, connection, request):
        self.requests.append(request)
        now = time.monotonic()
        self.answered.append(now)
        connection.sendall(self.head.encode())
        if not self.stream:
            connection.recv(1)
            return
        heads = [piece for piece in self.stream.bytes_at if piece[0] == 0]
        rest = Stream(None)
        rest.bytes_at = [(0, data) for _, data in heads] + [
            piece for piece in self.stream.bytes_at
            if piece[0] > max(now - self.begun, 0)]
        if self.limit:
            rest.bytes_at = [piece for piece in rest.bytes_at
                             if piece[0] < now - self.begun + self.limit]
        send_on_time(rest, self.begun,
                     lambda data: self.send(connection, data), self.is_over)


def send_chunked(connection, data):
    """In chunks of 1, 2, 3 … bytes, which cut every page."""
    at, size = 0, 1
    while at < len(data):
        piece = data[at:at + size]
        connection.sendall(b'%x;x=1\r\n%s\r\n' % (len(piece), piece))
        at += size
        size = size % 997 + 1


def send_bytewise(connection, data):
    for at in range(0, min(len(data), 300)):
        connection.sendall(data[at:at + 1])
    connection.sendall(data[300:])


class TransportTest(HttpTest):

    def test_odd_servers(self):
        sound = Sound(self, 20)

        def plain():
            return Stream(sound).head().play(0, 20, page=10)
        damaged = Stream(sound).head().play(0, 3, page=10)
        damaged.damage_last().play(3, 20, page=10)
        servers = {
            'chunked': OddServer(
                self, plain(), 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked'
                '\r\nContent-Type: application/ogg\r\n\r\n', send_chunked),
            'bytewise': OddServer(self, plain(), send=send_bytewise),
            'icy': OddServer(
                self, plain(), 'ICY 200 OK\r\nicy-name: x\r\n'
                'icy-metaint: 16000\r\n\r\n'),
            'type': OddServer(
                self, plain(),
                'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n'),
            'short': OddServer(
                self, plain(), 'HTTP/1.0 200 OK\r\n'
                'Content-Length: 99999999\r\n\r\n', limit=4.1),
            'damaged': OddServer(self, damaged),
            'lost': OddServer(self, Stream(sound).head().play(0, 3)
                              .lose(1).play(4, 20, page=10)),
        }
        servers['moved'] = OddServer(self, plain())
        for name, command in {
                'opusenc': ('opusenc', '--quiet', '--framesize', 60,
                            sound.wav),
                'long': ('opusenc', '--quiet', '--bitrate', 16, '--max-delay',
                         1000, sound.wav),
                'ffmpeg': ('ffmpeg', '-v', 'error', '-i', sound.opus, '-c',
                           'copy', '-page_duration', 200000)}.items():
            path = self.folder / f'{name}.opus'
            self.call(harness.tool(command[0]), *command[1:], path)
            servers[name] = OddServer(self, Stream.of_file(path))
        moved = serve_text(
            self, f'HTTP/1.1 302 Found\r\nLocation: {servers["moved"].url}'
            '\r\nContent-Length: 0\r\n\r\n')
        rooms = {name: Recording(
            self, name, moved if name == 'moved' else server.url)
            for name, server in servers.items()}
        self.sleep_until(min(s.begun for s in servers.values()) + 9)
        for each in rooms.values():
            each.stop()
        for each in rooms.values():
            each.wait()
        for name, each in rooms.items():
            with self.subTest(name):
                server = servers[name]
                joined = each.joined(server.answered[0])
                each.judge(joined)
                request = server.requests[0].lower()
                self.assertIn('user-agent: roomcast/', request)
                self.assertNotIn('icy-metadata', request)
                silent = {'lost': [3]}.get(name, [])
                expected = places(server.begun, joined, [
                    s for s in range(20) if s not in silent])
                if name != 'short':
                    each.judge_places(expected)
        self.assertGreater(len(servers['short'].answered), 1)
        self.assertIn('reconnect', {
            line['event'] for line in rooms['short'].ledger()})
        for name, lost in (('damaged', 10), ('lost', 50)):
            self.assertEqual(rooms[name].ledger()[-1]['lost'], lost)
            loss, = rooms[name].events('loss')
            self.assertEqual(loss['frames'], lost * 960)


class RefusalTest(HttpTest):
    """One line that says what, where and what was expected; nothing left."""

    def refuse(self, status, words, url, *options, wrap=(), **more):
        before = sorted(self.folder.glob('*.opus*'))
        ended = self.call(*wrap, harness.program('roomcast-record'),
                          '--source', url, '--output',
                          self.folder / 'a.opus', *options, status=status,
                          **more)
        line, = ended.stderr().splitlines()
        for word in words:
            self.assertIn(word, line)
        self.assertEqual(sorted(self.folder.glob('*.opus*')), before)
        return line

    def test_user_and_password_in_the_address(self):
        for url in ('http://me:S3CR3T@127.0.0.1/a',
                    'https://S3CR3T@radio.example.org:8000/a',
                    'http://me:S3CR3T/x@127.0.0.1/a',
                    'htp://me:S3CR3T@127.0.0.1/a'):
            line = self.refuse(2, [url[:url.index(':')]], url)
            self.assertNotIn('S3CR3T', line)
        self.refuse(2, ['source-user', 'source-password-file'],
                    'http://me:S3CR3T@127.0.0.1/a')

    def test_addresses_that_are_none(self):
        self.refuse(2, ['http://HOST'], 'http://')
        self.refuse(2, ['http://HOST'], 'http:///a')
        self.refuse(2, ['http://HOST'], 'http://a b/')
        self.refuse(2, ['format'], 'http://127.0.0.1/a', '--format',
                    's16le,48000,2')

    def test_streams_that_are_not_opus(self):
        icecast = Icecast(self)
        for mount, codec, content, muxer, words in (
                ('a.ogg', 'libvorbis', 'audio/ogg', 'ogg',
                 ['Vorbis', 'expected Opus']),
                ('a.mp3', 'libmp3lame', 'audio/mpeg', 'mp3',
                 ['MP3', 'expected Ogg/Opus']),
                ('a.aac', 'aac', 'audio/aac', 'adts',
                 ['AAC', 'expected Ogg/Opus'])):
            self.start(harness.tool('ffmpeg'), '-v', 'error', '-re', '-f',
                       'lavfi', '-i', 'sine', '-c:a', codec,
                       '-content_type', content, '-f', muxer,
                       'icecast://source:source-secret@127.0.0.1:'
                       f'{icecast.port}/{mount}')
            icecast.wait_on_air(mount)
            self.refuse(1, [f'/{mount}', *words], icecast.url(mount))

        first = {'FLAC': b'\x7fFLAC\x01\0', 'Speex': b'Speex   1.2'}
        for name, packet in first.items():
            pages = build_page([packet], 1, 0, 0, 2) + build_page(
                [b'x'], 1, 1, 0)
            self.refuse(1, [name, 'expected Opus'],
                        serve_text(self, GOOD, pages))
        pages = b''.join(data for _, data in Stream(
            Sound(self, 1)).head(channels=4, family=255).play(0, 1).bytes_at)
        self.refuse(1, ['4 channels of mapping family 255'],
                    serve_text(self, GOOD, pages))
        self.refuse(1, ['no Ogg stream'],
                    serve_text(self, GOOD, b'\xff\xfb\x90\x64' * 40000))

    def test_pages_without_headers_are_told_and_asked_for_again(self):
        stream = play_again(Stream(Sound(self, 12)), 12)
        server = OddServer(self, stream)
        room = Recording(self, 'bare', server.url)
        self.wait_until(lambda: len(server.answered) > 1)
        self.assertIn('without the headers', room.record.stderr())
        room.stop()
        self.assertEqual(room.record.wait(), 1)

    def test_trouble_is_told_once_however_long_it_took(self):
        """A port whose queue is full, then none, then one that accepts: of
        the first two libcurl says after how many milliseconds."""
        full = socket.create_server(('127.0.0.1', 0), backlog=0)
        address = full.getsockname()

        def waiting():
            lines = pathlib.Path('/proc/net/tcp').read_text().splitlines()
            return sum(row[2].endswith(f':{address[1]:04X}')
                       and row[3] == '02' for row in map(str.split, lines))

        for _ in range(3):
            caller = socket.socket()
            self.addCleanup(caller.close)
            caller.setblocking(False)
            caller.connect_ex(address)
        self.wait_until(waiting)
        before = waiting()
        room = Recording(self, 'full', f'http://127.0.0.1:{address[1]}/')
        self.wait_until(lambda: waiting() > before)
        full.close()
        self.wait_until(lambda: 'Failed to connect' in room.record.stderr())
        time.sleep(2)  # at most a quarter more than a second to the next
        server = socket.create_server(address)
        self.addCleanup(server.close)
        server.settimeout(harness.PATIENCE_SECONDS)
        server.accept()[0].close()
        room.stop()
        self.assertEqual(room.record.wait(), 1)
        self.assertEqual(
            room.record.stderr().count('Failed to connect'), 1)

    def test_redirects_that_lead_astray(self):
        def answer(connection, request):
            connection.sendall((
                'HTTP/1.1 302 Found\r\nLocation: /a%d\r\nContent-Length: 0'
                '\r\n\r\n' % len(request)).encode())
        self.refuse(2, ['redirects'], serve(self, answer))
        for target in ('file:///etc/passwd', 'gopher://127.0.0.1/'):
            self.refuse(2, [target.split(':', maxsplit=1)[0]], serve_text(
                self, f'HTTP/1.1 302 Found\r\nLocation: {target}\r\n'
                'Content-Length: 0\r\n\r\n'))

    def test_certificate_must_be_one_to_trust(self):
        certificate, _ = make_certificate(self, 'localhost')
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(
            certificate, certificate.with_suffix('.key'))
        server = OddServer(
            self, play_again(Stream(Sound(self, 8)).head(), 8),
            context=context)
        url = server.url.replace('http://127.0.0.1', 'https://localhost')
        self.refuse(2, ['certificate'], url)
        self.refuse(2, ['certificate', "'127.0.0.1'"],
                    server.url.replace('http:', 'https:'),
                    wrap=trusting(certificate))
        self.call(*trusting(certificate),
                  harness.program('roomcast-record'), '--source', url,
                  '--output', self.folder / 'tls.opus', '--duration', 1)
        self.assertAlmostEqual(
            OggOpus(self.folder / 'tls.opus').frames_48k / 48000, 1,
            delta=0.040)

    def test_icecast_that_speaks_tls_and_asks_for_a_password(self):
        certificate, pem = make_certificate(self, 'localhost')
        icecast = Icecast(self, certificate=pem)
        sound = Sound(self, 12)
        icecast.feed('locked.opus', play_again(Stream(sound).head(), 12))
        url = icecast.url('locked.opus').replace('127.0.0.1', 'localhost')
        config = self.folder / 'roomcast.conf'
        config.write_text(
            f'[room hall]\nsource = {url}\nsource-user = listener\n'
            'source-password = listener-secret\nnormalize = gain\n')
        config.chmod(0o600)
        self.call(*trusting(certificate),
                  harness.program('roomcast-record'), '--config', config,
                  '--room', 'hall', '--duration', 2)
        path, = (self.folder / 'spool/hall').glob('*.opus')
        judges.verify(path)
        self.assertAlmostEqual(
            OggOpus(path).frames_48k / 48000, 2, delta=0.040)

    def test_redirect_from_the_internet_into_the_house_is_refused(self):
        """In a network of its own, whose loopback has a public address."""
        script = self.folder / 'redirect.py'
        script.write_text(
            'import socket, subprocess, sys, threading\n'
            'subprocess.run("ip link set lo up; '
            'ip address add 11.22.33.44/32 dev lo", shell=True, check=True)\n'
            'inside = socket.create_server(("127.0.0.1", 8001))\n'
            'outside = socket.create_server(("11.22.33.44", 8000))\n'
            'def serve():\n'
            '    while True:\n'
            '        peer, _ = outside.accept()\n'
            '        peer.recv(4096)\n'
            '        peer.sendall(b"HTTP/1.1 302 Found\\r\\nLocation: '
            'http://" + sys.argv[1].encode() + b":8001/\\r\\n'
            'Content-Length: 0\\r\\n\\r\\n")\n'
            'threading.Thread(target=serve, daemon=True).start()\n'
            'status = subprocess.run(sys.argv[2:]).returncode\n'
            'inside.setblocking(False)\n'
            'try:\n'
            '    inside.accept()\n'
            '    status = 99\n'
            'except BlockingIOError:\n'
            '    pass\n'
            'sys.exit(status)\n')
        for spelling in ('127.0.0.1', '2130706433', '[::ffff:127.0.0.1]'):
            self.refuse(
                2, ['private address'], 'http://11.22.33.44:8000/a',
                wrap=(*harness.unshared('--net'), harness.tool('python3'),
                      script, spelling))


class StopTest(HttpTest):

    def test_it_ends_at_once_whatever_the_server_does(self):
        silent = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(silent.close)
        urls = [f'http://127.0.0.1:{silent.getsockname()[1]}/',
                serve_text(self, 'HTTP/1.1 200'),
                serve_text(self, GOOD),
                'http://192.0.2.1/',
                'http://no-such-host.invalid/']
        rooms = [Recording(self, str(number), url)
                 for number, url in enumerate(urls)]
        time.sleep(1)
        for each in rooms:
            each.stop(signal.SIGTERM)
        for each in rooms:
            self.assertEqual(each.record.wait(), 1, each.record.output())
            self.assertIn('nothing came', each.record.stderr())


if __name__ == '__main__':
    harness.main()
