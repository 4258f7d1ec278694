# SPDX-License-Identifier: BSD-2-Clause
"""What roomcast publish reads of the site: no more than it must, and with
--verify all that is published."""
import re

import campaign
import harness

import test_publish_runs


class FeedTest(test_publish_runs.RunsTest):

    def test_a_run_reads_the_feed_once(self):
        for title in ('One', 'Two'):
            self.record(title)
            self.wait_for_end()
            log = self.folder / f'{title}.log'
            self.call(harness.tool('strace'), '-f', '-qq', '-o', log, '-e',
                      'trace=openat', harness.program('roomcast-publish'),
                      '--config', self.config, env=campaign.TRACED)
            self.assertIn(title, self.titles())
            reads = re.findall(r'/weekly/feed\.xml", O_RDONLY',
                               log.read_text())
            self.assertEqual(len(reads), 1, log.read_text())


if __name__ == '__main__':
    harness.main()
