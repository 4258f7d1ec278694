# SPDX-License-Identifier: BSD-2-Clause
"""A real Janus AudioBridge on loopback, rooms in it, and who talks there.

    bridge = JanusBridge(test)
    room = bridge.create_room()
    room.forward(port)                         to whoever records it
    talker = room.join(Crowd(test), payloads)  20 ms of Opus each
    ...
    bridge.kill()                              SIGKILL; start() begins anew

Janus runs from a folder of its own with nothing but the AudioBridge and its
API over HTTP; https://janus.conf.meetecho.com/docs/audiobridge.html has the
requests. Rooms and forwards are the plugin's: they outlive who made them.
"""
import glob
import http.client
import itertools
import json
import socket
import threading
import time

import harness
import rtp

CONFIG = {
    'janus': '''general: {{
  configs_folder = "{folder}"
  plugins_folder = "{folder}/plugins"
  transports_folder = "{folder}/transports"
  events_folder = "{folder}/none"
  loggers_folder = "{folder}/none"
  interface = "127.0.0.1"
  session_timeout = 0
  debug_level = 3
  debug_colors = false
  hide_dependencies = true
}}
nat: {{ ice_enforce_list = "lo" }}
media: {{ ipv6 = false }}
''',
    'janus.transport.http': '''general: {{
  http = true
  port = {port}
  ip = "127.0.0.1"
  https = false
}}
admin: {{ admin_http = false }}
''',
    # Below the ports that Linux gives to others; taken ones are passed over.
    'janus.plugin.audiobridge': '''general: {{
  local_ip = "127.0.0.1"
  rtp_port_range = "20000-30000"
}}
'''}

PLUGIN = 'janus.plugin.audiobridge'
LIBRARIES = ('plugins/libjanus_audiobridge.so', 'transports/libjanus_http.so')


def library_folder():
    """Where Debian keeps the parts of Janus, of any architecture."""
    found = glob.glob('/usr/lib/*/janus')
    if not found:
        raise FileNotFoundError('/usr/lib/*/janus is not installed; '
                                'scripts/packages says what tests need')
    return found[0]


class JanusBridge:
    """The server; ended with the test."""

    def __init__(self, test):
        self.test = test
        self.folder = test.folder / 'janus'
        for library in LIBRARIES:
            link = self.folder / library
            link.parent.mkdir(parents=True)
            link.symlink_to(f'{library_folder()}/{library}')
        (self.folder / 'none').mkdir()
        self.program = None
        self._numbers = itertools.count(1)
        self.start()

    def start(self):
        """A port for its API each time: after a kill, the old one stays taken
        for a minute. Should somebody be faster, another is tried."""
        for _ in range(5):
            self.port = self.test.free_tcp_port()
            for name, text in CONFIG.items():
                (self.folder / f'{name}.jcfg').write_text(
                    text.format(folder=self.folder, port=self.port))
            self.program = self.test.start(
                harness.tool('janus'), '-F', self.folder, '-C',
                self.folder / 'janus.jcfg')
            harness.prefer(self.program)
            if self._comes_up():
                return
            self.program.kill()
        raise AssertionError('Janus does not come up\n'
                             + self.program.output())

    def _comes_up(self):
        deadline = time.monotonic() + harness.PATIENCE_SECONDS
        while time.monotonic() < deadline and self.program.is_running():
            try:
                return self._http('GET', 'info')['janus'] == 'server_info'
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
        return False

    def kill(self):
        self.program.kill()

    def _http(self, method, path, body=None):
        client = http.client.HTTPConnection(
            '127.0.0.1', self.port, timeout=harness.PATIENCE_SECONDS)
        try:
            client.request(method, f'/janus/{path}', body and json.dumps(body))
            return json.loads(client.getresponse().read())
        finally:
            client.close()

    def call(self, path, what, **more):
        """One request of the Janus API; its answer."""
        answer = self._http('POST', path, {
            'janus': what, 'transaction': str(next(self._numbers)), **more})
        if answer['janus'] not in ('success', 'ack'):
            raise AssertionError(f'Janus: {what} {more}: {answer}')
        return answer

    def open_handle(self):
        """The path of a new handle of the plugin, in a session of its own."""
        session = self.call('', 'create')['data']['id']
        handle = self.call(session, 'attach', plugin=PLUGIN)['data']['id']
        return f'{session}/{handle}'

    def close_handle(self, handle):
        self.call(session_of(handle), 'destroy')

    def ask(self, handle, request, **more):
        """One request of the plugin; what it says to it, at once or, as to
        "join", in an event."""
        answer = self.call(handle, 'message',
                           body={'request': request, **more})
        wanted = answer['transaction']
        while answer['janus'] == 'ack' or answer['transaction'] != wanted:
            answer = self._http('GET', session_of(handle))
            answer.setdefault('transaction', None)
        data = answer['plugindata']['data']
        if 'error' in data:
            raise AssertionError(f'Janus: {request} {more}: {data}')
        return data

    def create_room(self, **options):
        return JanusRoom(self, **options)


def session_of(handle):
    return handle.split('/', maxsplit=1)[0]


class JanusRoom:
    """A room of the AudioBridge. Options are those of its "create"."""

    def __init__(self, bridge, **options):
        self.bridge = bridge
        self._options = options
        self.create()

    def create(self):
        """Makes it, or makes it anew: nobody is in it."""
        self._handle = self.bridge.open_handle()
        self.number = self._ask(
            'create', allow_rtp_participants=True, audiolevel_event=False,
            **{'sampling_rate': 48000, **self._options})['room']

    def _ask(self, request, **more):
        return self.bridge.ask(self._handle, request, **more)

    def destroy(self):
        self._ask('destroy', room=self.number)

    def forward(self, port, codec='opus', **options):
        """Sends what is said to the port from now on. Options are those of
        "rtp_forward": always_on, ssrc, srtp_suite and srtp_crypto. Returns
        its number."""
        return self._ask('rtp_forward', room=self.number, host='127.0.0.1',
                         port=port, codec=codec, **options)['stream_id']

    def stop_forward(self, number):
        self._ask('stop_rtp_forward', room=self.number, stream_id=number)

    def join(self, crowd, payloads, begun=None):
        """A participant of plain RTP, who talks at once, or in step with
        others as if all had `begun` at that time. `quality` is how much work
        is done for what nobody listens to here: the least."""
        handle = self.bridge.open_handle()
        there = self.bridge.ask(
            handle, 'join', room=self.number, codec='opus', quality=1,
            rtp={'ip': '127.0.0.1', 'port': crowd.port, 'payload_type': 100})
        talker = crowd.talk((there['rtp']['ip'], there['rtp']['port']),
                            payloads, begun or time.monotonic())
        talker.handle = handle
        return talker

    def leave(self, talker):
        talker.is_over = True
        self.bridge.close_handle(talker.handle)


class Talker:
    """Says some payloads, 20 ms of Opus each, and then falls silent."""

    def __init__(self, address, payloads, begun):
        self.address = address
        self.packets = rtp.stream(payloads, ssrc=address[1])
        self.begun = begun
        self.is_over = False
        self._next = 0

    def send(self, send, now):
        """What is due."""
        while not self.is_over and now >= self.begun + self._next * 0.02:
            send(self.packets[self._next], self.address)
            self._next += 1
            self.is_over = self._next == len(self.packets)


class Crowd(threading.Thread):
    """All who talk, in one thread and on one port: Janus knows each by the
    port that it talks to. What Janus says to them is never read; only a port
    that is open stops it from complaining."""

    def __init__(self, test):
        super().__init__(daemon=True)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(('127.0.0.1', 0))
        self.port = self._socket.getsockname()[1]
        self._talkers = []
        self._is_over = threading.Event()
        test.addCleanup(self.close)
        self.start()

    def talk(self, address, payloads, begun):
        self._talkers.append(Talker(address, payloads, begun))
        return self._talkers[-1]

    def has_spoken(self):
        """Has everybody said all?"""
        return all(talker.is_over for talker in self._talkers)

    def run(self):
        rtp.go_first()
        while not self._is_over.wait(0.01):
            now = time.monotonic()
            for talker in tuple(self._talkers):
                talker.send(self._socket.sendto, now)

    def close(self):
        self._is_over.set()
        self.join()
        self._socket.close()
