# SPDX-License-Identifier: BSD-2-Clause
"""The roomcast command: finds its programs, helps, and refuses by name."""
import os
import re
import shutil

import harness


class CommandTest(harness.ProcessTest):
    """The script with programs of our own, which say how they were called."""

    def setUp(self):
        super().setUp()
        self.bin = self.folder / 'usr' / 'bin'
        self.libexec = self.folder / 'usr' / 'libexec' / 'roomcast'
        self.bin.mkdir(parents=True)
        self.libexec.mkdir(parents=True)
        self.command = self.bin / 'roomcast'
        shutil.copy(harness.program('roomcast'), self.command)
        for verb in ('record', 'publish', 'serve', 'extra-verb'):
            self.add_program(self.libexec / f'roomcast-{verb}')

    @staticmethod
    def add_program(path, status=0):
        path.write_text(
            '#!/bin/sh\n'
            'if [ "${1-}" = --version ]; then echo "roomcast x 4.5.6"\n'
            'else printf "%s:" "${0##*/}"; printf " [%s]" "$@"; echo\n'
            f'fi\nexit {status}\n')
        path.chmod(0o755)

    def run_command(self, *arguments, status=0, **popen):
        return self.call(self.command, *arguments, status=status, **popen)

    def refuse(self, *arguments):
        ended = self.run_command(*arguments, status=2)
        self.assertEqual(ended.stdout(), '')
        self.assertRegex(ended.stderr(), r'\Aroomcast: [^\n]+\n\Z')
        return ended.stderr()

    def test_verb_runs_its_program_with_all_arguments(self):
        ended = self.run_command('record', '--title', 'a b', '', '*')
        self.assertEqual(ended.output(),
                         'roomcast-record: [--title] [a b] [] [*]\n')

    def test_status_of_the_program_is_passed_on(self):
        self.add_program(self.libexec / 'roomcast-verify', 75)
        self.run_command('verify', status=75)

    def test_program_beside_the_command_comes_first(self):
        self.add_program(self.bin / 'roomcast-record', 3)
        self.run_command('record', status=3)

    def test_command_is_found_through_a_symbolic_link(self):
        link = self.folder / 'rc'
        link.symlink_to(self.command)
        self.call(link, 'serve')

    def test_folder_may_have_blanks(self):
        moved = self.folder / 'two words'
        (self.folder / 'usr').rename(moved)
        self.call(moved / 'bin' / 'roomcast', 'serve')
        text = self.call(moved / 'bin' / 'roomcast', 'help').stdout()
        self.assertIn('\n  serve ', text)

    def test_path_is_not_searched_for_verbs(self):
        elsewhere = self.folder / 'elsewhere'
        elsewhere.mkdir()
        self.add_program(elsewhere / 'roomcast-evil')
        path = f'{elsewhere}:{os.environ["PATH"]}'
        self.run_command('evil', status=2, env={'PATH': path})

    def test_help_lists_the_verbs_that_are_there(self):
        (self.libexec / 'roomcast-notes').write_text('not a program')
        text = self.run_command('help').stdout()
        self.assertEqual(text, self.run_command('--help').stdout())
        verbs = [line.split()[0] for line in text.splitlines()
                 if line.startswith('  ')]
        self.assertEqual(
            verbs, ['record', 'publish', 'serve', 'extra-verb', 'help'])
        self.assertIn('serve the published site over HTTP', text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_without_a_verb_usage_goes_to_standard_error(self):
        ended = self.run_command(status=2)
        self.assertEqual(ended.stdout(), '')
        self.assertIn('usage: roomcast VERB', ended.stderr())

    def test_version_is_that_of_the_programs(self):
        self.assertEqual(
            self.run_command('--version').stdout(), 'roomcast 4.5.6\n')

    def test_without_programs_there_is_no_version(self):
        shutil.rmtree(self.libexec)
        self.assertIn('installed',
                      self.run_command('--version', status=1).stderr())

    def test_unknown_verb_names_the_nearest(self):
        for wrong, right in {'sreve': 'serve', 'publsh': 'publish',
                             'pub': 'publish', 'recrod': 'record',
                             'hlep': 'help'}.items():
            self.assertIn(f'"{wrong}": no such verb; did you mean "{right}"?',
                          self.refuse(wrong))
        self.assertNotIn('did you mean', self.refuse('xylophone'))

    def test_verb_is_never_a_path(self):
        self.add_program(self.folder / 'usr' / 'libexec' / 'roomcast-up')
        for wrong in ('../roomcast-up', '/bin/sh', 'x;y', 'a b', '..',
                      'Record'):
            self.refuse(wrong)

    def test_controls_in_a_verb_are_not_printed(self):
        self.assertIn('"a?[31m"', self.refuse('a\x1b[31m'))

    def test_unknown_option_is_refused(self):
        self.assertIn('--verbose: no such option', self.refuse('--verbose'))

    def test_help_of_a_verb_without_manual_is_its_help(self):
        empty = self.folder / 'man'
        empty.mkdir()
        environment = {'PATH': os.environ['PATH'], 'MANPATH': str(empty)}
        ended = self.run_command('help', 'record', env=environment)
        self.assertEqual(ended.stdout(), 'roomcast-record: [--help]\n')

    def test_help_of_a_verb_is_its_manual(self):
        manuals = self.folder / 'usr' / 'share' / 'man' / 'man1'
        manuals.mkdir(parents=True)
        shutil.copy(harness.SOURCE / 'feeds' / 'roomcast-serve.1', manuals)
        harness.tool('man')
        ended = self.run_command('help', 'serve')
        self.assertIn('serve the published site over HTTP', ended.stdout())
        self.assertIn('EXIT STATUS', ended.stdout())

    def test_each_form_of_a_usage_begins_with_the_verb(self):
        for verb, forms in {'record': 4, 'control': 2, 'verify': 2,
                            'publish': 1, 'relay': 4, 'feed': 3}.items():
            usage = self.call_verb(verb, '--help').stdout().split('\n\n')[0]
            begin = re.compile(rf'(usage:| {{6}}) roomcast {verb} (?!roomcast)')
            lines = usage.splitlines()
            self.assertEqual(len(lines), forms, usage)
            self.assertTrue(all(map(begin.match, lines)), usage)

    def test_help_in_a_build_folder_is_its_manual(self):
        harness.tool('man')
        command = harness.program('roomcast')
        for word in ('record', 'publish', 'serve', 'roomcast'):
            text = self.call(command, 'help', word).stdout()
            self.assertIn('EXIT STATUS', text)
        self.assertIn('[room NAME]',
                      self.call(command, 'help', 'roomcast.conf').stdout())

    def test_manual_of_the_configuration_has_every_key(self):
        manual = (harness.SOURCE / 'recorder/base/roomcast.conf.5').read_text()
        config = self.folder / 'roomcast.conf'
        for section in ('roomcast', 'room a', 'show a'):
            config.write_text(f'[{section}]\nxyz = 1\n')
            told = self.call_verb('publish', '--config', config,
                                  status=2).stderr()
            keys = told.split('one of: ')[1].strip().split(', ')
            heading = f'.Ss [{section.replace(" a", " NAME")}]'
            parts = [re.split(r'\n\.S[hs] ', part)[0]
                     for part in manual.split(heading)[1:]]
            items = re.findall(r'^\.It Ic (.*)', '\n'.join(parts), re.M)
            found = [key for item in items
                     for key in re.split(r' P[oq] ', item)[0].split(' , ')]
            self.assertEqual(sorted(found), sorted(keys))

    def test_help_of_an_unknown_verb_is_refused(self):
        self.assertIn('did you mean "serve"', self.refuse('help', 'serv'))


class InstallTest(harness.ProcessTest):
    def test_installed_command_runs_installed_programs(self):
        self.call(harness.tool('cmake'), '--install', harness.BUILD,
                  '--prefix', self.folder / 'usr')
        command = self.folder / 'usr' / 'bin' / 'roomcast'
        self.assertRegex(
            self.call(command, 'serve', '--version').stdout(),
            r'\Aroomcast serve \d+\.\d+\.\d+\n\Z')
        manuals = self.folder / 'usr' / 'share' / 'man' / 'man1'
        self.assertTrue((manuals / 'roomcast.1').exists())
        self.assertTrue((manuals / 'roomcast-serve.1').exists())
        self.assertTrue(
            (manuals.parent / 'man5' / 'roomcast.conf.5').exists())


class QuickstartTest(harness.ProcessTest):
    def test_wrong_options_are_named_before_the_usage(self):
        for words, told in ((['--foo'], '--foo: no such option'),
                            (['--folder'], '--folder: expected a value'),
                            (['--folder='], '--folder: expected a value'),
                            (['--folder', '--keep'], '--folder: expected'),
                            (['--seconds', '4'], '--seconds: expected')):
            with self.subTest(words):
                ended = self.call(harness.SOURCE / 'scripts/quickstart',
                                  *words, status=2)
                first = ended.stderr().splitlines()[0]
                self.assertTrue(first.startswith(f'quickstart: {told}'), first)
                self.assertIn('--seconds N', ended.stderr())
                self.assertEqual(ended.stdout(), '')


if __name__ == '__main__':
    harness.main()
