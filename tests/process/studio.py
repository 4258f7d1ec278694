# SPDX-License-Identifier: BSD-2-Clause
"""Three rooms with a spool, a catalogue and a site, for tests that do harm to
the programs at work there and judge what is left."""
import hashlib
import re
import sqlite3

import campaign
import judges
from weekly_show import SHOW, URL

CONFIG = f'''\
[roomcast]
url = {URL}

[room hall]
source = rtp://127.0.0.1:{{}}?codec=opus
normalize = gain
resume = off
show = weekly

[room level]
source = rtp://127.0.0.1:{{}}?codec=opus
show = weekly

[room parts]
source = rtp://127.0.0.1:{{}}?codec=opus
normalize = gain
split = 1s
resume = off
show = weekly

{SHOW}'''
ROOMS = ('hall', 'level', 'parts')
HEADER_BYTES = 8192  # before the first page of sound


def size(path):
    """0 if it has another name by now."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


class Studio:
    """Rooms listen to the ports given, in the order of ROOMS."""

    def __init__(self, test, folder, ports):
        self.test = test
        self.folder = folder
        self.folder.mkdir()
        self.config = self.folder / 'roomcast.conf'
        self.config.write_text(CONFIG.format(*ports))
        self.spool = self.folder / 'spool'
        self.feed = self.folder / 'site/weekly/feed.xml'
        self.finished = {}  # path: hash
        self.guids = set()

    def recordings(self):
        return set(self.spool.glob('*/*.opus'))

    def parts(self):
        return set(self.spool.glob('*/*.opus.part'))

    def is_writing(self):
        """Is there sound in a file of each room?"""
        return len({part.parent for part in self.parts()
                    if size(part) > HEADER_BYTES}) == len(ROOMS)

    def start(self, verb, *options):
        return self.test.start_verb(verb, *options, '--config', self.config)

    def record(self):
        return self.start('record', '--all')

    def start_repair(self):
        """Of one room; returns it."""
        return self.test.start_verb('verify', '--repair', self.spool / 'hall')

    def repair(self):
        for room in ROOMS:
            if (self.spool / room).is_dir():
                self.test.call_verb(
                    'verify', '--repair', self.spool / room, status=None)

    def publish(self):
        run = self.start('publish')
        self.test.assertEqual(run.wait(), 0, run.output())
        return run

    def note_finished(self):
        """What was finished stays as it is."""
        for path in self.recordings():
            now = hashlib.sha256(path.read_bytes()).hexdigest()
            self.test.assertEqual(
                self.finished.setdefault(path, now), now, path)
        for path in self.finished:
            self.test.assertTrue(path.exists(), path)

    def check_feed(self, is_settled=False):
        """A whole feed, whose media are there as long as it says, and that
        forgets no episode. Media of a session that goes on come before the
        feed that tells how long they are now, unless all is settled."""
        check = (self.test.assertEqual if is_settled
                 else self.test.assertGreaterEqual)
        if not self.feed.exists():
            self.test.assertFalse(self.guids)
            return
        judges.xmllint(self.feed)
        text = self.feed.read_text()
        for url, length in re.findall(
                r'<enclosure url="([^"]+)" length="(\d+)"', text):
            path = self.folder / 'site' / url[len(URL) + 1:]
            check(path.stat().st_size, int(length), url)
        guids = re.findall(r'<guid isPermaLink="false">urn:uuid:([^<]+)', text)
        self.test.assertEqual(len(guids), len(set(guids)))
        self.test.assertLessEqual(self.guids, set(guids))
        self.guids = set(guids)

    def sql(self, statement):
        database = sqlite3.connect(self.folder / 'state/catalogue.sqlite')
        rows = database.execute(statement).fetchall()
        database.close()
        return rows

    def check_catalogue(self):
        """Whole, if there is one."""
        if (self.folder / 'state/catalogue.sqlite').exists():
            self.test.assertEqual(
                self.sql('PRAGMA integrity_check'), [('ok',)])

    def check_published_once(self):
        """Each recording is one episode, or a part of one, as long as it."""
        self.check_catalogue()
        found = dict(self.sql('SELECT recording, duration_ms FROM episode'
                              " WHERE state = 'listed'"))
        wanted = campaign.episodes(self.recordings())
        self.test.assertEqual(set(found), set(wanted))
        self.test.assertEqual(self.guids, set(wanted))
        for each, seconds in wanted.items():
            self.test.assertAlmostEqual(
                found[each] / 1000, seconds, delta=0.05, msg=each)
