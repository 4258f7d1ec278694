# SPDX-License-Identifier: BSD-2-Clause
"""roomcast publish tells the world: a hub that fetches the topic from
roomcast serve, a Podping, and a command; up, down, hanging and refusing."""
import json
import os
import re

import harness
import test_publish
import web_sub

TOKEN = 'S3CR3T-canary'


class AnnounceTest(test_publish.PublishTest):
    def setUp(self):
        super().setUp()
        self.make_sound(1)
        self.port = self.free_tcp_port()
        self.url = f'http://127.0.0.1:{self.port}'
        self.change_config(f'url = {test_publish.URL}', f'url = {self.url}')

    def configure(self, *lines):
        self.change_config('[room hall]', '\n'.join([*lines, '', '[room hall]']))

    def serve(self):
        self.site.mkdir(exist_ok=True)
        self.start_verb('serve', '--config', self.config, '--listen',
                        f'127.0.0.1:{self.port}')
        self.wait_for_tcp_port(self.port)

    def hub(self):
        hub = web_sub.Hub(self)
        self.configure(f'hub = {hub.url}')
        self.serve()
        return hub

    def ledger(self):
        return self.state / 'announce' / 'weekly.feed.json'

    def make_due(self, **changes):
        """As if the pause were over."""
        kept = json.loads(self.ledger().read_text())
        kept.update({key: 0 for key in kept if key.endswith('_next')})
        kept.update(changes)
        self.ledger().write_text(json.dumps(kept))

    def state_of(self, place):
        return json.loads(self.ledger().read_text())[place]


class HubTest(AnnounceTest):
    def test_hub_finds_the_new_feed_when_it_is_told(self):
        hub = self.hub()
        self.record('One')
        told = self.publish()
        self.assertEqual(told.stderr(), '')
        self.assertEqual(hub.topics, {
            f'{self.url}/weekly/{name}':
                (self.site / 'weekly' / name).read_bytes()
            for name in ('feed.xml', 'feed-opus.xml')})

    def test_each_change_is_told_once(self):
        hub = self.hub()
        self.record('One')
        self.publish()
        self.check_nothing_to_do()
        self.assertEqual(len(hub.asked), 2)
        self.record('Two')
        self.publish()
        self.check_nothing_to_do()
        self.assertEqual(len(hub.asked), 4)
        self.assertIn(b'Two', hub.topics[f'{self.url}/weekly/feed.xml'])

    def test_it_is_said_to_who_wants_to_know(self):
        self.hub()
        self.record('One')
        self.assertIn('weekly: told hub', self.publish('-v').stderr())
        self.record('Two')
        events = [json.loads(line) for line in
                  self.publish('--json').stdout().splitlines()]
        self.assertIn({'event': 'news', 'action': 'announce',
                       'text': 'weekly: told hub'}, events)

    def test_a_dry_run_tells_nobody(self):
        hub = self.hub()
        self.record('One')
        self.publish('--dry-run')
        self.assertEqual(hub.asked, [])
        self.assertFalse(self.ledger().exists())

    def test_a_hub_that_is_down_is_told_later(self):
        port = self.free_tcp_port()
        self.configure(f'hub = http://127.0.0.1:{port}/')
        self.serve()
        self.record('One')
        told = self.publish('-v')
        self.assertRegex(told.stderr(), r'weekly: tell hub http://\S+: .*; '
                         r'again at \d{4}-\d\d-\d\dT\d\d:\d\dZ')
        self.assertEqual(self.publish().output(), '')
        hub = web_sub.Hub(self, port)
        self.publish()
        self.assertEqual(hub.asked, [])
        self.make_due()
        self.assertEqual(self.publish().output(), '')
        self.assertEqual(len(hub.topics), 2)
        self.make_due()
        self.publish()
        self.assertEqual(len(hub.asked), 2)

    def test_a_hub_that_refuses_fails_no_run(self):
        hub = self.hub()
        hub.status = 500
        self.record('One')
        self.assertIn('it answers with status 500', self.publish('-v').stderr())
        self.assertEqual(self.state_of('hub'), 'waits')
        hub.status = None
        self.make_due()
        self.publish()
        self.assertEqual(self.state_of('hub'), 'told')

    def test_a_hub_that_hangs_holds_up_a_run_for_seconds(self):
        hub = self.hub()
        hub.hangs_s = 10 * harness.PATIENCE_SECONDS
        self.record('One')
        self.publish()
        self.assertEqual(self.state_of('hub'), 'waits')
        calls = hub.calls
        self.publish()
        self.assertEqual(hub.calls, calls)

    def test_what_is_given_up_is_said_once_and_fails_no_run(self):
        hub = self.hub()
        hub.status = 503
        self.record('One')
        self.publish()
        self.make_due(hub_tries=7)
        said = self.publish()
        self.assertRegex(
            said.stderr(), r'\Aroomcast publish: weekly: tell hub \S+: it '
            r'answers with status 503; given up after 8 tries\n\Z')
        self.make_due()
        self.assertEqual(self.publish().output(), '')
        hub.status = None
        self.record('Two')
        self.publish()
        self.assertEqual(self.state_of('hub'), 'told')

    def test_a_publisher_that_stays_tells_too(self):
        hub = self.hub()
        watch = self.start_verb('publish', '--config', self.config, '--watch')
        self.record('One')
        self.wait_until(lambda: len(hub.topics) == 2, 'both feeds')
        watch.stop()
        self.assertEqual(watch.wait(), 0)

    def test_a_damaged_ledger_is_told_anew(self):
        hub = self.hub()
        self.record('One')
        self.publish()
        self.ledger().write_text('{"print": ')
        self.record('Two')
        self.publish()
        self.assertEqual(len(hub.asked), 4)


class PodpingTest(AnnounceTest):
    def start_podping(self, *lines):
        podping = web_sub.Podping(self, TOKEN)
        self.configure(f'podping = {podping.url}', *lines)
        return podping

    def test_podping_gets_feed_reason_medium_and_token(self):
        (self.folder / 'token').write_text(TOKEN + '\n')
        podping = self.start_podping('podping-token-file = token')
        self.record('One')
        self.publish()
        self.assertEqual(podping.asked, [{
            'url': f'{self.url}/weekly/feed.xml', 'reason': 'update',
            'medium': 'podcast'}])
        self.assertEqual(self.state_of('podping'), 'told')
        self.assertIn('<podcast:podping usesPodping="true"/>',
                      self.feed.read_text())

    def test_the_token_is_nowhere_to_be_seen(self):
        seen = self.folder / 'seen'
        podping = self.start_podping(
            'podping-token-env = PODPING_TOKEN',
            f"tell = sh -c 'env; cat /proc/*/cmdline >{seen} 2>/dev/null; "
            f"env >>{seen}'")
        podping.token = 'another'
        self.record('One')
        said = self.publish(
            '-v', env={**os.environ, 'PODPING_TOKEN': TOKEN})
        self.assertIn('status 401', said.stderr())
        self.assertNotIn(TOKEN, said.output())
        self.assertIn('ROOMCAST_FEED=', seen.read_text(errors='replace'))
        for path in [seen, *self.site.rglob('*'), *self.state.rglob('*')]:
            if path.is_file():
                self.assertNotIn(TOKEN.encode(), path.read_bytes(), path)

    def test_a_token_that_cannot_be_had_is_said_and_stops_no_episode(self):
        podping = self.start_podping('podping-token-file = nowhere')
        self.record('One')
        said = self.publish(status=3).stderr()
        self.assertIn('nowhere', said)
        self.assertEqual(len(said.splitlines()), 1)
        self.assertTrue(self.feed.exists())
        self.assertEqual(self.publish(status=3).output(), '')
        podping.token = TOKEN
        (self.folder / 'nowhere').write_text(TOKEN + '\n')
        self.assertEqual(self.publish().output(), '')


class CommandTest(AnnounceTest):
    def test_a_command_is_told_by_its_environment(self):
        self.configure("tell = sh -c 'env >told.env'")
        self.record('What was said: "all of it"')
        self.publish()
        told = (self.folder / 'told.env').read_text()
        for line in [
                'ROOMCAST_REASON=update', 'ROOMCAST_SHOW=weekly',
                'ROOMCAST_SHOW_TITLE=The Weekly Town Hall',
                f'ROOMCAST_FEED={self.url}/weekly/feed.xml',
                'ROOMCAST_EPISODE_TITLE=What was said: "all of it"']:
            self.assertIn(line + '\n', told)
        self.assertTrue(re.search(
            rf'^ROOMCAST_EPISODE_URL={self.url}/weekly/\S+/$', told, re.M))

    def test_no_shell_reads_it(self):
        self.configure('tell = touch $HOME;id')
        self.record('One')
        self.publish()
        self.assertTrue((self.folder / '$HOME;id').exists())

    def test_a_command_that_fails_or_hangs_is_tried_again(self):
        self.configure("tell = sh -c 'echo no luck >&2; exit 3'")
        self.record('One')
        self.assertIn('exit status 3: no luck', self.publish('-v').stderr())
        self.change_config("tell = sh -c 'echo no luck >&2; exit 3'",
                           'tell = sleep 60\ntell-limit = 1s')
        self.make_due()
        self.assertIn('it takes more than 1 s', self.publish('-v').stderr())
        self.change_config('tell = sleep 60', 'tell = true')
        self.make_due()
        self.assertIn('told command', self.publish('-v').stderr())
        self.assertEqual(self.state_of('command'), 'told')


if __name__ == '__main__':
    harness.main()
