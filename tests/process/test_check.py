# SPDX-License-Identifier: BSD-2-Clause
"""scripts/check finds each breach, and lets good code pass."""
import shutil

import harness

SPDX = '/* SPDX-License-Identifier: BSD-2-Clause */\n'
GOOD_HEADER = SPDX + '''\
#ifndef ROOMCAST_BASE_GOOD_H
#define ROOMCAST_BASE_GOOD_H

int good_count(void);

#endif
'''
GOOD = SPDX + '''\
#include "recorder/base/good.h"

#include <stdio.h>

/* Not sprintf() nor goto done; nor is "\\" \\"strcpy(a)" a call. */
int good_count(void)
{
    puts("system(1) // goto x; \\" /* atoi(x)");
    return 1;
}
'''


class CheckTest(harness.ProcessTest):
    def setUp(self):
        super().setUp()
        self.tree = self.folder / 'tree'
        self.tree.mkdir()
        for name in ('scripts/check', 'scripts/check.awk',
                     'scripts/sizes.awk', '.clang-format'):
            path = self.tree / name
            path.parent.mkdir(exist_ok=True)
            shutil.copy(harness.SOURCE / name, path)
        self.write('recorder/base/good.h', GOOD_HEADER)
        self.write('recorder/base/good.c', GOOD)

    def write(self, name, text):
        path = self.tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def check(self, status, *arguments):
        harness.tool('clang-format')
        harness.tool('shellcheck')
        harness.tool('mandoc')
        return self.call(self.tree / 'scripts' / 'check', *arguments,
                         status=status).output()

    def body(self, line):
        """A module with that line in its function, the tenth of the file."""
        self.write('recorder/base/good.c', GOOD.replace(
            '    puts(', f'    {line}\n    puts('))

    def expect(self, place, message):
        text = self.check(1)
        for line in text.splitlines():
            if line.startswith(place + ':') and message in line:
                return
        raise AssertionError(f'no "{place}: … {message}" in\n{text}')

    def test_good_code_passes(self):
        self.assertRegex(
            self.check(0), r'\A2 C files, \d+ lines; 1 functions: [^\n]+\n\Z')

    def test_good_code_passes_in_git_and_what_it_ignores_is_not_seen(self):
        self.call(harness.tool('git'), 'init', '-q', self.tree)
        self.write('.gitignore', '/build/\n')
        self.write('build/util.c', 'goto')
        self.check(0)

    def test_sizes_are_a_table_by_folder(self):
        text = self.check(0, '--sizes')
        self.assertRegex(text, r'(?m)^folder +files +lines')
        self.assertRegex(text, r'(?m)^recorder/base +2 ')

    def test_layout(self):
        self.write('recorder/base/good.c', GOOD.replace('return 1', 'return  1'))
        self.expect('recorder/base/good.c:10', 'clang-format')

    def test_tabs_blanks_and_long_lines(self):
        self.write('recorder/base/good.c', GOOD + '/* a\tb */\n')
        self.expect('recorder/base/good.c:12', 'a tab')
        self.write('recorder/base/good.c', GOOD + '/* a */ \n')
        self.expect('recorder/base/good.c:12', 'blanks at the end')
        self.write('recorder/base/good.c', GOOD + f'/* {"é" * 75} */\n')
        self.expect('recorder/base/good.c:12', '81 columns')
        self.write('recorder/base/good.c', GOOD + f'/* {"é" * 74} */\n')
        self.check(0)

    def test_banned_calls(self):
        for call in ('sprintf(a, "b")', 'strcpy(a, b)', 'atoi("1")',
                     'system("x")', 'gmtime(0)', 'alloca(1)', 'rand()',
                     'strtok(a, b)', 'setjmp(x)'):
            with self.subTest(call):
                self.body(call + ';')
                self.expect('recorder/base/good.c:9', 'is banned')
        self.body('snprintf(a, b, "c");')
        self.check(0)
        self.body('gmtime_r(a, b);')
        self.check(0)

    def test_goto(self):
        self.body('goto done;')
        self.expect('recorder/base/good.c:9', 'goto is banned')

    def test_libraries_never_exit(self):
        self.body('exit(1);')
        self.expect('recorder/base/good.c:9', 'never exit')
        self.write('recorder/base/good.c', GOOD)
        self.write('feeds/main_feed.c', SPDX + '''\
#include <stdlib.h>

int main(void)
{
    exit(1);
}
''')
        self.check(0)

    def test_layers(self):
        self.write('feeds/page.h', GOOD_HEADER)
        for text, breach in (
                ('"feeds/page.h"', 'base must not include feeds'),
                ('"page.h"', 'a path from the root'),
                ('"tests/page.h"', 'base must not include tests')):
            with self.subTest(text):
                self.write('recorder/base/good.c', GOOD.replace(
                    '<stdio.h>', text))
                self.expect('recorder/base/good.c:4', breach)
        self.write('recorder/base/good.c', GOOD)
        self.write('publisher/site.c', SPDX
                   + '#include "publisher/site.h"\n\n'
                   '#include "feeds/page.h"\n#include "recorder/base/good.h"\n')
        self.write('publisher/site.h', GOOD_HEADER)
        self.check(0)
        self.write('publisher/site.h', SPDX
                   + '#include "recorder/source/source.h"\n')
        self.expect('publisher/site.h:2', 'publisher must not include source')

    def test_own_header_comes_first(self):
        self.write('recorder/base/good.c', GOOD.replace(
            '#include "recorder/base/good.h"\n\n#include <stdio.h>\n',
            '#include <stdio.h>\n\n#include "recorder/base/good.h"\n'))
        self.expect('recorder/base/good.c:2', "module's own header")

    def test_foreign_headers_stay_in_their_wrapper(self):
        header = SPDX + '#include <sqlite3.h>\n'
        self.write('publisher/catalogue.h', GOOD_HEADER)
        self.write('publisher/catalogue.c', SPDX
                   + '#include "publisher/catalogue.h"\n\n'
                   '#include <sqlite3.h>\n')
        self.check(0)
        self.write('publisher/other.h', header)
        self.expect('publisher/other.h:2', 'SQLite belongs into its wrapper')
        self.write('publisher/other.h', GOOD_HEADER)
        self.write('publisher/other.c', SPDX
                   + '#include "publisher/other.h"\n\n#include <sqlite3.h>\n')
        self.expect('publisher/other.c:4',
                    'SQLite is wrapped by publisher/catalogue.c')
        (self.tree / 'publisher/other.c').unlink()
        self.write('publisher/catalogue.c', SPDX
                   + '#include "publisher/catalogue.h"\n\n'
                   '#include <opus/opus.h>\n')
        self.expect('publisher/catalogue.c:4',
                    'libopus belongs to recorder/audio/codec.c')
        self.write('publisher/catalogue.c', SPDX
                   + '#include "publisher/catalogue.h"\n')
        self.write('tests/test_a.c', SPDX + '#include <opus/opus.h>\n')
        self.check(0)

    def test_foreign_prefixes(self):
        self.write('feeds/xml_page.h', GOOD_HEADER)
        self.expect('feeds/xml_page.h:1', 'begins as a foreign')
        (self.tree / 'feeds/xml_page.h').unlink()
        self.write('feeds/page.h', GOOD_HEADER.replace(
            'good_count', 'ogg_count'))
        self.expect('feeds/page.h:5', 'begins as a foreign')

    def test_licence(self):
        self.write('recorder/base/good.c', GOOD.replace(SPDX, ''))
        self.expect('recorder/base/good.c:1', 'SPDX')
        self.write('recorder/base/good.c', GOOD)
        self.write('feeds/CMakeLists.txt', 'project(x)\n')
        self.expect('feeds/CMakeLists.txt:1', 'SPDX')

    def test_vague_names(self):
        for name in ('feeds/utils.h', 'feeds/string_util.h',
                     'feeds/common.h', 'tests/helpers.py', 'feeds/misc.h'):
            with self.subTest(name):
                self.write(name, GOOD_HEADER)
                self.expect(name + ':1', 'what is its noun')
                (self.tree / name).unlink()

    def test_module_without_header(self):
        self.write('publisher/store/store_folder.c', SPDX
                   + '#include "publisher/store/store.h"\n')
        self.expect('publisher/store/store_folder.c:1', 'store_folder.h')
        self.write('publisher/store/store.h', GOOD_HEADER)
        self.check(0)

    def test_scripts(self):
        self.write('scripts/bad', '#!/bin/sh\n'
                   '# SPDX-License-Identifier: BSD-2-Clause\necho $1\n')
        self.expect('scripts/bad:3', 'quote')

    def test_manuals(self):
        self.write('feeds/a.1', '.\\" SPDX-License-Identifier: BSD-2-Clause\n'
                   '.Dd November 22, 2026\n.Dt A 1\n.Os\n.Sh NAME\n.Nm a\n'
                   '.Nd b\n.Xx\n')
        self.expect('feeds/a.1:8', 'unknown macro')

    def test_sizes(self):
        lines = '/* a */\n' * 400
        self.write('recorder/base/good.c', GOOD + lines)
        self.assertIn('recorder/base/good.c:401: warning', self.check(0))
        self.write('recorder/base/good.c', GOOD + lines + '/* a */\n' * 100)
        self.expect('recorder/base/good.c:501', 'at most 500')
        self.body('puts("a");\n' + '    puts("a");\n' * 60)
        self.assertIn('good_count() has', self.check(0))

    def test_missing_tool_is_a_failure(self):
        tools = self.folder / 'bin'
        tools.mkdir()
        for name in ('bash', 'awk', 'grep', 'sed', 'sort', 'find', 'head',
                     'xargs', 'dirname', 'readlink', 'cat', 'shellcheck',
                     'mandoc'):
            (tools / name).symlink_to(harness.tool(name))
        ended = self.call(self.tree / 'scripts' / 'check', status=1,
                          env={'PATH': str(tools)})
        self.assertIn('clang-format is not installed', ended.stderr())

    def test_bad_usage(self):
        self.assertIn('usage:', self.check(2, '--nonsense'))


if __name__ == '__main__':
    harness.main()
