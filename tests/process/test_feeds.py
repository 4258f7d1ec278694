# SPDX-License-Identifier: BSD-2-Clause
"""Other people's readers on the golden feeds and pages, which
tests/feeds/test_feed_goldens.c holds equal to what we write."""
import html.parser
import json
import pathlib
import unittest

import feedparser

import harness
import judges

DATA = pathlib.Path(__file__).resolve().parents[1] / 'data/feeds'
FEEDS = sorted(DATA.glob('*.xml'))
PAGES = sorted(DATA.glob('*.html'))


SCHEMA = DATA / 'feed.rng'
VALID = ('minimal', 'full', 'long', 'rich', 'rich-opus', 'rich-archive')

# What the schema must not take: something that is in rich.xml, and what is
# put in its place.
FAULTS = (
    ('version="2.0"', 'version="0.91"'),
    ('<language>en-GB<', '<language>English<'),
    ('<itunes:explicit>false<', '<itunes:explicit>no<'),
    ('</podcast:guid>', '0</podcast:guid>'),
    ('Sat, 31 Jan 2026 19:00:00 +0000', '2026-01-31 19:00'),
    ('isPermaLink="false"', 'isPermaLink="true"'),
    ('length="44232000" type', 'length="" type'),
    ('flood.mp3" length', 'flood" length'),
    ('<itunes:duration>2765<', '<itunes:duration>46:05<'),
    ('<itunes:episodeType>full<', '<itunes:episodeType>Full<'),
    ('<itunes:season>1<', '<itunes:season>0<'),
    ('pubdate="', 'pubDate="'),
    ('status="pending"', 'status="soon"'),
    ('<podcast:contentLink href="https://radio.example.org/live">Listen in '
     'your browser</podcast:contentLink>', ''),
    ('<podcast:source uri="https://relay.example.org/river.opus"/>', ''),
    ('value="sha384-', 'value="md5-'),
    ('type="application/json+chapters"', 'type="application/json"'),
    ('start="00:05:12.000"', 'start="312"'),
    ('type="text/vtt"', 'type="application/srt"'),
    ('usesPodping="true"', 'usesPodping="yes"'),
    ('<podcast:license>cc-by-4.0</podcast:license>',
     '<podcast:licence>cc-by-4.0</podcast:licence>'),
    ('startTime="61.250"', 'startTime="-1"'),
    ('osm="R65606"', 'osm="65606"'),
    ('<title>Mist</title>', '<title> Mist</title>'),
    ('<title>Mist</title>', ''),
    ('<title>Mist</title>', '<title>a</title><title>b</title>'),
)

PARTYTIME = '''
const feed = require('podcast-partytime').parseFeed(
    require('fs').readFileSync(process.argv[1], 'utf8'));
console.log(JSON.stringify(feed));
'''


def parse(name):
    return feedparser.parse((DATA / name).read_bytes())


class Elements(html.parser.HTMLParser):
    """The names of a page's elements and all their attributes, and its
    scripts with their text."""

    def __init__(self, page):
        super().__init__()
        self.tags = set()
        self.attributes = set()
        self.scripts = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag == 'script':
            self.scripts.append([dict(attrs), ''])

    def handle_data(self, data):
        if self.scripts and self.lasttag == 'script':
            self.scripts[-1][1] += data


class FeedsTest(harness.ProcessTest):
    def test_there_are_feeds_and_pages(self):
        self.assertGreaterEqual(len(FEEDS), 5)
        self.assertGreaterEqual(len(PAGES), 8)

    def test_xmllint_takes_every_feed(self):
        for feed in FEEDS:
            judges.xmllint(feed)

    def test_feedparser_has_no_complaint_about_any_feed(self):
        for feed in FEEDS:
            with self.subTest(feed=feed.name):
                found = parse(feed.name)
                self.assertEqual(found.bozo, 0, found.get('bozo_exception'))
                self.assertEqual(found.version, 'rss20')
                self.assertEqual(found.encoding, 'utf-8')

    def test_feedparser_reads_the_full_show(self):
        found = parse('full.xml')
        self.assertEqual(found.feed.title, 'The Weekly Town Hall')
        self.assertEqual(found.feed.language, 'en-GB')
        self.assertEqual(found.feed.author, 'Radio Example')
        self.assertEqual(found.feed.image.href,
                         'https://radio.example.org/podcasts/weekly/'
                         'cover-5d41402a.jpg')
        self.assertEqual(found.feed.updated_parsed[:6],
                         (2026, 1, 24, 20, 0, 0))
        self.assertEqual([tag.term for tag in found.feed.tags],
                         ['News', 'Politics'])
        episode = found.entries[0]
        self.assertEqual(episode.title, 'The bridge, the budget & the bats')
        self.assertEqual(episode.id, '6f2c6d06-6d3a-5d9e-9c0f-3a2f6f0a9d12')
        self.assertFalse(episode.guidislink)
        self.assertEqual(episode.itunes_duration, '3723')
        self.assertEqual(episode.itunes_episode, '12')
        self.assertEqual(episode.published_parsed[:6],
                         (2026, 1, 24, 19, 0, 0))
        self.assertEqual(len(episode.enclosures), 1)
        self.assertEqual(episode.enclosures[0].type, 'audio/mpeg')
        self.assertEqual(episode.enclosures[0].length, '59575984')
        self.assertIn('<a href="https://radio.example.org/bridge?plan=1&amp;'
                      'v=2">', episode.summary)

    def test_feedparser_shows_hostile_text_as_it_was_typed(self):
        found = parse('hostile.xml')
        self.assertNotIn('<script', found.entries[0].summary)
        self.assertIn('&lt;script&gt;', found.entries[0].summary)
        self.assertNotIn('<img', found.feed.description)

    def test_schema_takes_what_we_write(self):
        for name in VALID:
            with self.subTest(feed=name):
                judges.xmllint_schema(SCHEMA, DATA / f'{name}.xml')

    def test_schema_finds_each_fault(self):
        good = (DATA / 'rich.xml').read_text()
        bad = self.folder / 'bad.xml'
        for wanted, wrong in FAULTS:
            with self.subTest(wanted=wanted, wrong=wrong):
                self.assertIn(wanted, good)
                bad.write_text(good.replace(wanted, wrong, 1))
                judges.xmllint(bad)
                with self.assertRaises(AssertionError):
                    judges.xmllint_schema(SCHEMA, bad)

    def test_feedparser_does_not_take_the_live_item_for_the_show(self):
        found = parse('rich.xml')
        self.assertEqual(found.feed.title, 'By the River')
        self.assertEqual(found.feed.link,
                         'https://radio.example.org/podcasts/river/')
        self.assertIn('cover-900150983c', found.feed.image.href)
        self.assertEqual([entry.title for entry in found.entries],
                         ['The night the river rose', 'Mist'])
        chapters = found.entries[0].psc_chapters.chapters
        self.assertEqual([chapter['title'] for chapter in chapters][1],
                         'The gauge at Lea Bridge')
        self.assertNotIn('<script', found.entries[0].summary)
        self.assertIn('00:05:12 The gauge', found.entries[0].summary)

    def test_podcast_index_reads_the_rich_show(self):
        done = self.call(
            harness.tool('node'), '-e', PARTYTIME, DATA / 'rich.xml',
            env={'NODE_PATH': str(harness.SOURCE / 'build/npm/node_modules')})
        feed = json.loads(done.stdout().splitlines()[-1])
        self.assertEqual(feed['title'], 'By the River')
        self.assertEqual(feed['link'],
                         'https://radio.example.org/podcasts/river/')
        self.assertEqual(len(feed['items']), 2)
        flood = feed['items'][0]
        self.assertEqual(flood['podcastChapters']['url'],
                         'https://radio.example.org/podcasts/river/flood/'
                         'flood.chapters.json')
        self.assertEqual([sound['startTime']
                          for sound in flood['podcastSoundbites']],
                         [1305, 61.25])
        self.assertEqual(len(flood['podcastTranscripts']), 2)
        self.assertEqual(len(flood['podcastPeople']), 3)
        self.assertEqual(sorted(sum(feed['pc20support'].values(), [])), [
            'alternateEnclosure', 'block', 'chapters', 'chat', 'episode',
            'funding', 'guid', 'license', 'liveItem', 'location', 'locked',
            'medium', 'person', 'podroll', 'publisher', 'season',
            'socialInteract', 'soundbite', 'trailer', 'transcript', 'txt'])
        live, = feed['podcastLiveItems']
        self.assertEqual(live['status'], 'pending')
        self.assertEqual(live['contentLinks'][0]['url'],
                         'https://radio.example.org/live')

    def test_tidy_finds_no_error_on_any_page(self):
        for page in PAGES:
            with self.subTest(page=page.name):
                # Debian's tidy does not know aria-current of ARIA 1.1.
                done = self.call(harness.tool('tidy'), '-errors', '-quiet',
                                 '--warn-proprietary-attributes', 'no',
                                 str(page), status=None)
                # Hostile addresses are not valid: only there are warnings.
                allowed = (0, 1) if 'hostile' in page.name else (0,)
                self.assertIn(done.wait(), allowed, done.output())

    def test_pages_have_nothing_inline_but_data(self):
        for page in PAGES:
            with self.subTest(page=page.name):
                found = Elements(page.read_text())
                self.assertFalse(
                    found.tags & {'iframe', 'object', 'embed', 'style'})
                self.assertFalse(
                    [name for name in found.attributes
                     if name.startswith('on') or name == 'style'])
                self.assertIn('main', found.tags)
                for attributes, text in found.scripts:
                    self.judge_script(attributes, text.strip())

    def judge_script(self, attributes, text):
        if 'src' in attributes:
            self.assertRegex(
                attributes['src'], r'^(\.\./)?player-[0-9a-f]{8}\.js$')
            self.assertEqual(text, '')
        else:
            self.assertEqual(attributes['type'], 'application/ld+json')
            data = json.loads(text)
            self.assertIn(data['@type'], ('PodcastSeries', 'PodcastEpisode'))


if __name__ == '__main__':
    harness.main()
