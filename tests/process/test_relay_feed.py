# SPDX-License-Identifier: BSD-2-Clause
"""A session that is scheduled, on the air and over, as the show's feed tells
it: by roomcast record, relay and publish with a real Icecast between."""
import json
import re
import time
import xml.etree.ElementTree as xml

import feedparser

import harness
import judges
import test_publish
import web_sub
from icecast import PASSWORD, Icecast

PODCAST = '{https://podcastindex.org/namespace/1.0}'

PARTYTIME = '''
const feed = require('podcast-partytime').parseFeed(
    require('fs').readFileSync(process.argv[1], 'utf8'));
console.log(JSON.stringify(feed.podcastLiveItems));
'''


class FeedTest(test_publish.PublishTest):

    def setUp(self):
        super().setUp()
        self.make_sound(1)
        self.icecast = Icecast(self)
        self.port = self.free_udp_port()
        # A feed goes out with its first episode.
        self.record('One')
        time.sleep(1.1)
        self.publish()

    def schedule(self, seconds_ahead):
        begin = time.gmtime(time.time() + seconds_ahead)
        keys = [f'relay = icecast://source:{PASSWORD}@127.0.0.1:'
                f'{self.icecast.port}/hall.opus, icecast://source:{PASSWORD}@'
                f'127.0.0.1:{self.icecast.port}/hall.mp3',
                f'schedule = {time.strftime("%Y-%m-%d %H:%M", begin)} UTC, 1h']
        self.change_config('source = sound.wav', '\n'.join(
            [f'source = rtp://127.0.0.1:{self.port}?codec=opus', *keys]))
        self.config.chmod(0o600)
        return time.strftime('%Y-%m-%dT%H:%M:00', begin)

    def lives(self):
        return xml.parse(self.feed).getroot().findall(
            f'channel/{PODCAST}liveItem')

    def check(self):
        """The checker of ours, and people's."""
        judges.xmllint(self.feed)
        self.call_verb('feed', 'check', self.feed)
        feed = feedparser.parse(self.feed.read_bytes())
        self.assertFalse(feed.bozo, feed.get('bozo_exception'))
        self.assertEqual(feed.feed.title, 'The Weekly Town Hall')
        self.assertEqual(feed.feed.link.rstrip('/'),
                         f'{test_publish.URL}/weekly')

    def partytime(self):
        done = self.call(
            harness.tool('node'), '-e', PARTYTIME, self.feed,
            env={'NODE_PATH': str(harness.SOURCE / 'build/npm/node_modules')})
        return json.loads(done.stdout().splitlines()[-1])

    def test_a_scheduled_session_is_pending(self):
        begin = self.schedule(2 * 3600)
        self.publish()
        live, = self.lives()
        self.check()
        self.assertEqual(live.get('status'), 'pending')
        self.assertTrue(live.get('start').startswith(begin))
        self.assertEqual(live.find('title').text, 'Town Hall')
        self.assertEqual(
            live.find('enclosure').attrib,
            {'url': f'http://127.0.0.1:{self.icecast.port}/hall.mp3',
             'type': 'audio/mpeg', 'length': '0'})
        alternate, = live.findall(f'{PODCAST}alternateEnclosure')
        self.assertEqual(alternate.find(f'{PODCAST}source').get('uri'),
                         self.icecast.url('hall.opus'))
        self.assertNotIn(PASSWORD, self.feed.read_text())
        page = (self.site / 'weekly/index.html').read_text()
        self.assertIn('Coming up', page)
        item, = self.partytime()
        self.assertEqual(item['status'], 'pending')
        self.assertEqual(
            item['contentLinks'][0]['url'], f'{test_publish.URL}/weekly/')
        self.assertEqual(self.publish().output(), '')

    def talk(self):
        """A room until it is stopped."""
        return self.start(
            harness.program('room-simulator'), '--to',
            f'127.0.0.1:{self.port}', '--seconds', 120)

    def wait_for_lives(self, count):
        return self.wait_until(
            lambda: len(self.lives()) == count and (self.lives() or True),
            f'{count} live items')

    def judge_that_a_dead_server_is_not_live(self):
        """The session before was on the air, the next is not."""
        self.icecast.kill()
        self.start_verb('record', '--config', self.config, '--room', 'hall')
        self.talk()
        path = self.folder / 'state/relay/hall-1.json'

        def status():
            found = json.loads(path.read_text())
            return found['session'] and found['last_error'] and found
        found = self.wait_until(status, 'a session without a server')
        self.assertGreater(found['connects'], 0)
        self.assertIsNone(found['mount_url'])
        self.assertEqual(self.lives(), [])

    def test_a_session_on_the_air_is_live_until_it_is_an_episode(self):
        """Seen by a publisher that watches."""
        self.schedule(-60)
        podping = web_sub.Podping(self, 'a-token')
        (self.folder / 'token').write_text('a-token\n')
        (self.folder / 'token').chmod(0o600)
        self.change_config('[room hall]', f'podping = {podping.url}\n'
                           'podping-token-file = token\n[room hall]')
        watch = self.start_verb('publish', '--watch', '--config', self.config)
        self.start_verb('relay', '--config', self.config, '--room', 'hall')
        record = self.start_verb(
            'record', '--config', self.config, '--room', 'hall')
        room = self.talk()
        self.wait_until(
            lambda: any(live.get('status') == 'live' and
                        live.find(f'{PODCAST}alternateEnclosure') is not None
                        for live in self.lives()), 'both mounts live')
        live, = self.lives()
        guid = live.find('guid').text
        self.check()
        self.assertEqual(live.find('enclosure').get('type'), 'audio/mpeg')
        page = (self.site / 'weekly/index.html').read_text()
        self.assertRegex(page, '<audio[^>]*>\\s*<source src="'
                         + re.escape(self.icecast.url('hall.mp3')))
        self.assertEqual(self.partytime()[0]['status'], 'live')
        time.sleep(6)  # the relays write their figures: that is no news
        written = self.feed.stat().st_mtime_ns
        self.assertLess(written, time.time_ns() - 4e9)
        room.kill()
        record.stop()
        self.assertEqual(record.wait(), 0, record.output())
        self.wait_for_lives(0)
        self.wait_until(lambda: len(self.parse_feed().entries) == 2,
                        'the episode')
        self.check()
        self.assertEqual(self.lives(), [])
        self.assertNotIn(guid, self.feed.read_text())
        self.wait_until(
            lambda: [asked['reason'] for asked in podping.asked
                     if asked['reason'] != 'update'] == ['live', 'liveEnd'],
            'podping live and liveEnd')
        # The feed that has a podping now, and the episode: no live item.
        self.wait_until(
            lambda: [asked['reason'] for asked in podping.asked]
            .count('update') == 2, 'two updates')
        self.judge_that_a_dead_server_is_not_live()
        watch.stop()
        self.assertEqual(watch.wait(), 0, watch.output())


del test_publish.PublishTest

if __name__ == '__main__':
    harness.main()
