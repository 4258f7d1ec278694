# SPDX-License-Identifier: BSD-2-Clause
"""Process tests: real programs on loopback, each test in a folder of its own.

    class RecordTest(harness.ProcessTest):
        def test_sigint_ends_the_recording(self):
            port = self.free_udp_port()
            record = self.start_verb('record', '--source', f'rtp://…:{port}')
            ...
            record.stop(signal.SIGINT)
            self.assertEqual(record.wait(), 0, record.output())

    if __name__ == '__main__':
        harness.main()

Every wait has a deadline, PATIENCE_SECONDS, far beyond what a loaded machine
needs: nothing here says how fast anything is. Whatever a test started and did
not end is killed when it is over, with everything it started in turn. The
folder is removed unless ROOMCAST_KEEP is set; then its name is printed.

ROOMCAST_BUILD names the build to test. A missing program or tool is a
failure, never a skip.
"""
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import ports

PATIENCE_SECONDS = 120
SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(
    os.environ.get('ROOMCAST_BUILD', SOURCE / 'build/dev')).resolve()


def tool(name):
    """The path of somebody else's program; fails when it is not installed."""
    path = shutil.which(name)
    if not path:
        raise FileNotFoundError(
            f'{name} is not installed; scripts/packages says what tests need')
    return path


def unshared(*namespaces):
    """A command before another that gives it namespaces of its own. Root has
    them for the asking, and may not map itself in a changed root; anybody else
    becomes root in a user namespace."""
    plain = (tool('unshare'), *namespaces)
    if subprocess.run((*plain, tool('true')), stderr=subprocess.DEVNULL,
                      check=False).returncode == 0:
        return plain
    return (tool('unshare'), '--map-root-user', *namespaces)


def program(name):
    """The path of a program of this build, such as 'roomcast-record'."""
    for path in (BUILD / name, BUILD / 'tests' / name):
        if os.access(path, os.X_OK):
            return str(path)
    raise FileNotFoundError(f'{name} is not in {BUILD}; was it built?')


def has_ipv6():
    """A machine may be without."""
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(('::1', 0))
    except OSError:
        return False
    return True


def is_alive(pid):
    """Not even as a zombie that nobody waits for."""
    try:
        status = pathlib.Path(f'/proc/{pid}/stat').read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(')')[2].split()[0] not in 'ZX'


def prefer(program):
    """To all others, where we may: it stands for another machine. Threads that
    it starts inherit that."""
    try:
        os.setpriority(os.PRIO_PROCESS, program.process.pid, -15)
    except OSError:
        pass


def _die_with_parent():
    """Should ctest kill us at its time limit, our programs go too
    (prctl(2) PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Program:
    """A started program in a process group of its own."""

    def __init__(self, command, folder, name, **popen):
        self.command = [str(word) for word in command]
        self._out = open(folder / f'{name}.out', 'w+b')
        self._err = open(folder / f'{name}.err', 'w+b')
        popen.setdefault('stdin', subprocess.DEVNULL)
        self.process = subprocess.Popen(
            self.command, stdout=self._out, stderr=self._err, cwd=folder,
            start_new_session=True, preexec_fn=_die_with_parent, **popen)

    def wait(self, seconds=PATIENCE_SECONDS):
        """The exit status, negative for a signal; fails at the deadline."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f'{self.command} still ran after {seconds} s\n'
                + self.output()) from None

    def is_running(self):
        return self.process.poll() is None

    def stop(self, number=signal.SIGTERM):
        """Sends the signal to the program alone, as a service manager does."""
        self.process.send_signal(number)

    def stop_traced(self, number=signal.SIGTERM):
        """The same to what it runs under strace, if it is that: strace would
        not pass it on."""
        if pathlib.Path(self.command[0]).name != 'strace':
            self.stop(number)
            return
        pid = self.process.pid
        children = pathlib.Path(f'/proc/{pid}/task/{pid}/children')
        for child in children.read_text().split():
            os.kill(int(child), number)

    def kill(self):
        """Kills it and what it started, and waits."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def stdout(self):
        return self._read(self._out)

    def stderr(self):
        return self._read(self._err)

    def output(self):
        return self.stdout() + self.stderr()

    @staticmethod
    def _read(file):
        return pathlib.Path(file.name).read_text(errors='replace')

    def close(self):
        self.kill()
        self._out.close()
        self._err.close()


class ProcessTest(unittest.TestCase):
    """A test with a folder of its own, self.folder."""

    maxDiff = 4000

    def setUp(self):
        os.umask(0o022)  # whatever that of the caller is
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='roomcast-test-'))
        self.addCleanup(self._leave_folder)
        self._programs = []
        self.addCleanup(self.end_programs)

    def _leave_folder(self):
        if os.environ.get('ROOMCAST_KEEP'):
            print(f'{self.id()}: {self.folder}')
        else:
            self.remove(self.folder)

    def remove(self, folder):
        """With all that is in it, though somebody may still write there."""
        def is_gone():
            shutil.rmtree(folder, ignore_errors=True)
            return not folder.exists()
        self.wait_until(is_gone, f'the end of {folder}')

    def end_programs(self):
        """Kills and forgets whatever runs."""
        while self._programs:
            self._programs.pop().close()

    def start(self, *command, name=None, **popen):
        """Starts a program by its path; see tool() and program()."""
        name = name or f'{len(self._programs)}-{pathlib.Path(command[0]).name}'
        started = Program(command, self.folder, name, **popen)
        self._programs.append(started)
        return started

    def start_verb(self, verb, *arguments, **popen):
        """Starts `roomcast VERB …` of this build, without the dispatcher, so
        that signals reach the program itself."""
        return self.start(program(f'roomcast-{verb}'), *arguments, **popen)

    def call(self, *command, status=0, seconds=PATIENCE_SECONDS,
             **popen):
        """Runs to the end and returns the Program; fails on another status.
        `status` None takes any."""
        ended = self.start(*command, **popen)
        found = ended.wait(seconds)
        if status is not None and found != status:
            raise AssertionError(
                f'{ended.command}: status {found}, expected {status}\n'
                + ended.output())
        return ended

    def call_verb(self, verb, *arguments, **options):
        return self.call(program(f'roomcast-{verb}'), *arguments, **options)

    def wait_until(self, condition, what='it'):
        """Polls until condition() is true and returns what it gave."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(
            f'{what}: not within {PATIENCE_SECONDS} s\n{self.outputs()}')

    def outputs(self):
        """What all programs have said."""
        return '\n'.join(each.output() for each in self._programs)

    def wait_for_file(self, pattern):
        """The first file below the folder that matches, once there is one."""
        return self.wait_until(
            lambda: next(iter(sorted(self.folder.glob(pattern))), None),
            f'a file {pattern}')

    @staticmethod
    def free_udp_port():
        """An even port, as RTP has it (RFC 3550 11), whose odd one is free."""
        return ports.take_pair()

    @staticmethod
    def free_tcp_port():
        """Nobody listens there, and nobody will unless told to."""
        return ports.take()

    def wait_for_udp_ports(self, *wanted):
        """Until somebody has them all; as many as it is named times."""
        def are_taken():
            with open('/proc/net/udp', encoding='ascii') as table:
                taken = [int(line.split()[1].split(':')[1], 16)
                         for line in table.readlines()[1:]]
            return all(taken.count(port) >= wanted.count(port)
                       for port in wanted)
        self.wait_until(are_taken, f'somebody on UDP ports {wanted}')

    def wait_for_socket(self, pattern):
        """Until somebody listens at a socket below the folder, which is there
        a moment before."""
        path = self.wait_for_file(pattern)

        def accepts():
            with socket.socket(socket.AF_UNIX) as client:
                return client.connect_ex(str(path)) == 0
        self.wait_until(accepts, f'somebody at {path}')

    def wait_for_tcp_port(self, port):
        def accepts():
            with socket.socket() as client:
                return client.connect_ex(('127.0.0.1', port)) == 0
        self.wait_until(accepts, f'somebody on TCP port {port}')


def main():
    unittest.main(verbosity=2)
