# SPDX-License-Identifier: BSD-2-Clause
"""tests/publisher/relay_probe.c, which keeps a file on the air of an Icecast,
and networks to try it with."""
import os
import re
import unittest

import harness
import judges
from icecast import PASSWORD

MOUNT = '/hall.opus'


class Probe:
    """tests/publisher/relay_probe.c on its way to some servers."""

    def __init__(self, test, path, *servers, wrap=(), return_seconds=60):
        self.test = test
        self.titles, write = os.pipe()
        self.write = os.fdopen(write, 'w')
        test.addCleanup(self.write.close)
        self.report_path = test.folder / f'report{self.write.fileno()}'
        self.program = test.start(
            *wrap, harness.program('relay_probe'), path, self.report_path,
            *(str(word) for server in servers for word in server),
            stdin=self.titles, env=os.environ | {
                'RELAY_PROBE_RETURN_SECONDS': str(return_seconds)})
        os.close(self.titles)

    def lines(self, kind):
        return [line.partition(' ')[2] for line in
                self.program.stdout().splitlines()
                if line.partition(' ')[0] == kind]

    def report(self):
        """What it says of itself, of the last tenth of a second."""
        self.test.wait_until(self.report_path.exists, 'a report')
        return {key: value if key == 'state' else int(value) for key, value in
                (word.split('=') for word in
                 self.report_path.read_text().split())}

    def wait_reported(self, **expected):
        self.wait_for(lambda: expected.items() <= self.report().items(),
                      expected)

    def wait_sent(self, pages=10):
        self.wait_for(lambda: self.report()['pages'] > pages, 'pages')

    def wait_for(self, condition, what):
        return self.test.wait_until(condition, what)

    def wait_joined(self, times=1):
        self.wait_for(lambda: len(self.lines('joined')) >= times,
                      f'on the air for the {times}. time')

    def wait_news(self, pattern):
        return self.wait_for(
            lambda: next((n for n in self.lines('news')
                          if re.search(pattern, n)), None), pattern)

    def title(self, text):
        self.write.write(text + '\n')
        self.write.flush()

    def resident_kib(self):
        status = open(f'/proc/{self.program.process.pid}/status').read()
        return int(re.search(r'VmRSS:\s+(\d+)', status)[1])


class Network:
    """A network of its own with nothing but a loopback, for root."""

    def __init__(self, test):
        if os.geteuid() != 0:
            raise unittest.SkipTest('only root may cut off a network')
        self.test = test
        self.holder = test.start(
            harness.tool('unshare'), '--net', '/bin/sh', '-c',
            'ip link set lo up && echo up && exec sleep 600')
        test.wait_until(self.holder.stdout, 'a network')
        self.wrap = (harness.tool('nsenter'), '--net', '-t',
                     self.holder.process.pid)

    def call(self, *command):
        self.test.call(*self.wrap, *command)

    def drop(self, *rules):
        self.call(harness.tool('nft'), 'add table inet cut ; '
                  'add chain inet cut in '
                  '{ type filter hook input priority 0 ; } ; '
                  + ' ; '.join(f'add rule inet cut in {rule} drop'
                               for rule in rules))

    def mend(self):
        self.call(harness.tool('nft'), 'delete table inet cut')


class RelayTest(harness.ProcessTest):

    def make_sound(self, name='sound.opus', seconds=300, bitrate='64k'):
        path = self.folder / name
        codec = ('libmp3lame', '-id3v2_version', 0) if name.endswith('mp3') \
            else ('libopus', '-vbr', 'off', '-page_duration', 200000,
                  '-compression_level', 0)
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  f'anoisesrc=d={seconds}:a=0.1:r=48000:seed=1', '-ac', 1,
                  '-c:a', codec[0], *codec[1:], '-b:a', bitrate, path)
        return path

    def server(self, icecast, host='127.0.0.1', kind='plain', mount=MOUNT,
               password=PASSWORD, authority='-'):
        return host, icecast.port, kind, mount, password, authority

    def hear(self, icecast, seconds=2, mount=MOUNT):
        """What a listener who comes now gets in so long, as a file."""
        path = self.folder / f'heard{len(self._programs)}.opus'
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-i',
                  icecast.url(mount[1:]), '-t', seconds, '-c', 'copy', path)
        return path

    def assert_heard(self, icecast):
        path = self.hear(icecast)
        judges.opusinfo(path)
        self.assertGreater(judges.decoded_seconds(path), 1.5)
