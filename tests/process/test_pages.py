# SPDX-License-Identifier: BSD-2-Clause
"""The pages in a real browser, served by roomcast serve: Chromium draws them
and axe-core judges them. They are the golden ones, which
tests/feeds/test_feed_goldens.c holds equal to what we write."""
import json
import re
import shutil

import harness

DATA = harness.SOURCE / 'tests/data/feeds'
FILES = harness.SOURCE / 'feeds/templates'
SECONDS = 400

# Where the golden pages lie on a site.
PAGES = {
    'index.html': 'site.html',
    'river/index.html': 'rich.html',
    'river/flood/index.html': 'rich-episode.html',
    'river/flood/transcript.html': 'rich-transcript.html',
    'long/index.html': 'long.html',
    'long/episodes-2025.html': 'long-2025.html',
}

CONFIG = '''[roomcast]
url = http://127.0.0.1:{port}
site = site
'''


class PagesTest(harness.ProcessTest):

    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'
        for path, golden in PAGES.items():
            page = self.site / path
            page.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(DATA / golden, page)
            self.put_what_it_needs(page)
        self.put_page_with_words_elsewhere()
        sound = self.site / 'river/flood/flood'
        self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi', '-i',
                  f'sine=440:d={SECONDS}', '-ac', '1', '-b:a', '16k',
                  f'{sound}.mp3', '-ac', '1', '-b:a', '16k', f'{sound}.opus')

    def put_page_with_words_elsewhere(self):
        """The page that an episode with many more words would have."""
        text = (self.site / 'river/flood/index.html').read_text()
        text, count = re.subn(
            r'<div class="transcript".*?\n</div>\n</section>',
            '<p data-words=""><a href="../flood/transcript.html">Read the '
            'transcript</a></p></section>', text, flags=re.S)
        self.assertEqual(count, 1)
        page = self.site / 'river/long/index.html'
        page.parent.mkdir()
        page.write_text(re.sub(r'src="flood\.', 'src="../flood/flood.', text))

    def put_what_it_needs(self, page):
        text = page.read_text()
        for reference in re.findall(r'(?:href|src)="([^":#]+)"', text):
            name = reference.rsplit('/', 1)[-1]
            ours = re.sub(r'-[0-9a-f]{8}\.', '.', name)
            if (FILES / ours).is_file():
                shutil.copy(FILES / ours, page.parent / reference)
            elif name.endswith('.jpg'):
                self.draw(page.parent / reference)

    def draw(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            self.call(harness.tool('ffmpeg'), '-v', 'error', '-f', 'lavfi',
                      '-i', 'color=c=0x0b3954:s=64x64', '-frames:v', 1, path)

    def browse(self):
        port = self.free_tcp_port()
        config = self.folder / 'roomcast.conf'
        config.write_text(CONFIG.format(port=port))
        self.start_verb('serve', '--config', config, '--listen',
                        f'127.0.0.1:{port}')
        self.wait_for_tcp_port(port)
        self.url = f'http://127.0.0.1:{port}/'
        done = self.call(
            harness.tool('node'),
            harness.SOURCE / 'tests/process/browse_pages.js',
            harness.tool('chromium'), self.url,
            seconds=4 * harness.PATIENCE_SECONDS,
            env={'NODE_PATH': str(harness.SOURCE / 'build/npm/node_modules'),
                 'HOME': str(self.folder), 'PATH': '/usr/bin:/bin',
                 'TMPDIR': str(self.folder)})
        return json.loads(done.stdout().splitlines()[-1])

    def test_pages_are_fit_for_everybody(self):
        found = self.browse()
        with self.subTest('WCAG 2.2 AA, by axe-core'):
            self.assertEqual(found['violations'], [])
            self.assertEqual(found['looked'], 9)
        with self.subTest('a policy of self, and no error'):
            self.assertEqual(found['complaints'], [])
        with self.subTest('a phone need not scroll sideways'):
            self.assertEqual(found['too_wide'], [])
        with self.subTest('a link to a time'):
            self.assertAlmostEqual(found['by_link']['time'], 61, delta=1)
            self.assertTrue(found['by_link']['has_controls'])
        with self.subTest('a chapter'):
            chapter = found['by_chapter']
            self.assertGreaterEqual(chapter['time'], 312)
            self.assertEqual(chapter['chapter'], 'The gauge at Lea Bridge')
            self.assertIn('painted board', chapter['words'])
            self.assertEqual(chapter['speed'], 1.5)
            self.assertAlmostEqual(
                chapter['played'], 1000 * chapter['time'] / SECONDS, delta=30)
        with self.subTest('a word'):
            self.assertLess(found['by_word']['time'], 20)
        with self.subTest('what is shared'):
            self.assertRegex(found['shared'], re.escape(self.url)
                             + r'river/flood/#t=1?[0-9]$')
        with self.subTest('words that are a page of their own'):
            self.assertIn('painted board', found['fetched']['words'])
        with self.subTest('the speed is remembered'):
            self.assertEqual(found['reloaded'], '1.5')
        with self.subTest('without the script'):
            self.assertEqual(found['without_script'], {
                'has_player': True, 'has_controls': False,
                'has_follow': False, 'chapter': 'flood.mp3#t=312'})


if __name__ == '__main__':
    harness.main()
