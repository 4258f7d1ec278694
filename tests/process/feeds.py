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
