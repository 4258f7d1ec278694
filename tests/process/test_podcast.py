# SPDX-License-Identifier: BSD-2-Clause
"""From a live room to a podcast client: the whole way, with the programs that
listeners and directories use."""
import json
import pathlib
import subprocess

import feedparser

import harness
import judges
from ogg_opus import OggOpus
from room import written_seconds
from weekly_show import SHOW

CONFIG = '''[roomcast]
url = http://127.0.0.1:{port}

[room townhall]
source = rtp://127.0.0.1:{rtp}?codec=opus
title  = Town hall
show   = weekly

''' + SHOW + '''\
cover = cover.jpg
'''

PARTYTIME = '''
const feed = require('podcast-partytime').parseFeed(
    require('fs').readFileSync(process.argv[1], 'utf8'));
console.log(JSON.stringify(feed));
'''


class PodcastTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.rtp = self.free_udp_port()
        self.port = self.free_tcp_port()
        self.config = self.folder / 'roomcast.conf'
        self.config.write_text(CONFIG.format(port=self.port, rtp=self.rtp))
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  'testsrc=s=1400x1400', '-frames:v', 1,
                  self.folder / 'cover.jpg')

    def start_record(self, *options):
        return self.start_verb('record', '--config', self.config, '--room',
                               'townhall', *options)

    def open_room(self, seconds, *options):
        return self.call(
            harness.program('room-simulator'), '--to',
            f'127.0.0.1:{self.rtp}', '--seconds', seconds, *options)

    def record(self, seconds):
        record = self.start_record('--duration', seconds)
        self.wait_for_udp_ports(self.rtp)
        self.open_room(seconds + 1)
        self.assertEqual(record.wait(), 0, record.output())

    def publish(self, **options):
        return self.call_verb('publish', '--config', self.config, **options)

    def serve(self):
        self.start_verb('serve', '--config', self.config, '--listen',
                        f'127.0.0.1:{self.port}')
        self.wait_for_tcp_port(self.port)
        return f'http://127.0.0.1:{self.port}/weekly/feed.xml'

    def tree(self):
        site = self.folder / 'site'
        return {str(p.relative_to(site)): (p.read_bytes(), p.stat().st_mtime_ns)
                for p in sorted(site.rglob('*')) if p.is_file()}

    def test_a_room_becomes_an_episode_that_clients_take(self):
        self.record(20)
        self.publish()
        self.judge_feed(self.folder / 'site/weekly/feed.xml')
        self.judge_media()
        url = self.serve()
        self.judge_by_gpodder(url)
        before = self.tree()
        again = self.publish()
        self.assertEqual(again.output(), '')
        self.assertEqual(self.tree(), before)

    def judge_feed(self, path):
        judges.xmllint(path)
        feed = feedparser.parse(path.read_bytes())
        self.assertFalse(feed.bozo, feed.get('bozo_exception'))
        entry, = feed.entries
        self.assertIn('Town hall', entry.title)
        enclosure, = entry.enclosures
        self.assertEqual(enclosure.type, 'audio/mpeg')
        self.judge_by_podcast_index(path)

    def judge_by_podcast_index(self, path):
        """podcast-partytime reads feeds for the Podcast Index."""
        done = self.call(
            harness.tool('node'), '-e', PARTYTIME, path,
            env={'NODE_PATH': str(harness.SOURCE / 'build/npm/node_modules')})
        feed = json.loads(done.stdout().splitlines()[-1])
        self.assertEqual(feed['title'], 'The Weekly Town Hall')
        self.assertEqual(
            feed['pc20support'],
            {'1': ['locked'], '2': ['episode'],
             '3': ['guid', 'alternateEnclosure'], '4': ['medium']})
        item, = feed['items']
        mp3, opus = item['alternativeEnclosures']
        self.assertEqual(mp3['type'], 'audio/mpeg')
        self.assertTrue(mp3['default'])
        self.assertEqual(opus['type'], 'audio/ogg')

    def judge_media(self):
        opus, = self.folder.glob('site/weekly/*/*.opus')
        mp3, = self.folder.glob('site/weekly/*/*.mp3')
        judges.opusinfo(opus)
        judges.oggz_validate(opus)
        for path in (opus, mp3):
            lufs, peak = judges.loudness(path)
            self.assertAlmostEqual(lufs, -16, delta=0.3, msg=path)
            self.assertLessEqual(peak, -1.0, path)
            self.assertAlmostEqual(
                judges.decoded_seconds(path), 20, delta=0.040, msg=path)
        recording, = self.folder.glob('spool/townhall/*.opus')
        self.assertEqual(OggOpus(opus).packets, OggOpus(recording).packets)

    def judge_by_gpodder(self, url):
        """gPodder's command line subscribes and downloads."""
        home = self.folder / 'gpodder'
        home.mkdir()

        def gpo(*words):
            return self.call(
                harness.tool('gpo'), *words,
                env={'PATH': '/usr/bin:/bin', 'HOME': str(home),
                     'GPODDER_HOME': str(home), 'LC_ALL': 'C.UTF-8'})
        gpo('subscribe', url)
        self.assertIn('The Weekly Town Hall', gpo('list').stdout())
        gpo('download')
        files = [p for p in home.rglob('*.mp3')]
        self.assertEqual(len(files), 1, list(home.rglob('*')))
        mp3, = self.folder.glob('site/weekly/*/*.mp3')
        self.assertEqual(files[0].read_bytes(), mp3.read_bytes())

    def test_a_killed_recording_is_finished_and_published_once(self):
        record = self.start_record()
        self.wait_for_udp_ports(self.rtp)
        room = self.start(harness.program('room-simulator'), '--to',
                          f'127.0.0.1:{self.rtp}', '--seconds', 60)
        part = self.wait_for_file('spool/townhall/*.opus.part')
        self.wait_until(lambda: written_seconds(part) > 7.5, 'sound')
        record.kill()
        heard = judges.decoded_seconds(part)
        room.kill()
        self.publish()
        self.assertEqual(self.publish().output(), '')
        opus, = self.folder.glob('site/weekly/*/*.opus')
        judges.opusinfo(opus)
        judges.oggz_validate(opus)
        self.assertAlmostEqual(
            judges.decoded_seconds(opus), heard, delta=0.04)
        lufs, peak = judges.loudness(opus)
        self.assertAlmostEqual(lufs, -16, delta=0.3)
        self.assertLessEqual(peak, -1.0)
        feed = feedparser.parse(
            (self.folder / 'site/weekly/feed.xml').read_bytes())
        self.assertEqual(len(feed.entries), 1)

    def test_a_running_recording_is_left_alone(self):
        first = self.start_record()
        self.wait_for_udp_ports(self.rtp)
        self.open_room(3)
        first.stop()
        self.assertEqual(first.wait(), 0, first.output())
        record = self.start_record()
        self.wait_for_udp_ports(self.rtp)
        self.open_room(3)
        part = self.wait_for_file('spool/townhall/*.opus.part')
        self.publish()
        self.assertTrue(record.is_running())
        self.assertEqual(len(list(self.folder.glob('site/weekly/*/*.mp3'))), 1)
        self.assertTrue(pathlib.Path(part).exists())


if __name__ == '__main__':
    harness.main()
