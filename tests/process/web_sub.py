# SPDX-License-Identifier: BSD-2-Clause
"""Servers that publishers tell of news: a hub of WebSub that believes nothing
it has not fetched, and a Podping that wants its token."""
import http.server
import re
import threading
import time
import urllib.parse
import urllib.request


class Listener:
    """A web server of the test's own, with what it was asked."""

    def __init__(self, test, port=0):
        self.asked = []
        self.calls = 0  # those that it has not answered yet, too
        self.status = None  # answered in place of what it would
        self.hangs_s = 0
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer(b'')

            def do_POST(self):
                length = int(self.headers['Content-Length'])
                self.answer(self.rfile.read(length))

            def answer(self, body):
                owner.calls += 1
                time.sleep(owner.hangs_s)
                status = owner.status or owner.take(self, body)
                try:
                    self.send_response(status)
                    self.send_header('Content-Length', '0')
                    self.end_headers()
                except BrokenPipeError:
                    pass

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(
            ('127.0.0.1', port), Handler)
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_port}/'
        threading.Thread(
            target=self.server.serve_forever, args=(0.05,),
            daemon=True).start()
        test.addCleanup(self.close)

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def take(self, request, body):
        raise NotImplementedError


class Hub(Listener):
    """Takes hub.mode=publish. It fetches the topic, and wants to find itself
    and the topic named there, in the document and in the Link field
    (https://www.w3.org/TR/websub/#discovery). `topics` is what it would send
    to subscribers."""

    def __init__(self, test, port=0):
        super().__init__(test, port)
        self.topics = {}

    def take(self, request, body):
        form = urllib.parse.parse_qs(body.decode('ascii'))
        self.asked.append(form)
        if (request.headers['Content-Type']
                != 'application/x-www-form-urlencoded'
                or form.get('hub.mode') != ['publish']):
            return 400
        topic, = form['hub.url']
        with urllib.request.urlopen(topic, timeout=60) as reply:
            content = reply.read()
            link = reply.headers['Link'] or ''
        named = {
            (rel, url) for url, rel in re.findall(
                r'<atom:link href="([^"]*)" rel="([^"]*)"', content.decode())
        } | {(rel, url) for rel, url in re.findall(
            r'<atom:link rel="([^"]*)" href="([^"]*)"', content.decode())}
        wanted = {('self', topic), ('hub', self.url)}
        fields = {(rel, url) for url, rel in re.findall(
            r'<([^>]*)>; rel="([^"]*)"', link)}
        if not wanted <= named or not wanted <= fields:
            return 409
        self.topics[topic] = content
        return 204


class Podping(Listener):
    """Takes what podping.cloud takes."""

    def __init__(self, test, token):
        super().__init__(test)
        self.token = token

    def take(self, request, body):
        query = urllib.parse.urlsplit(request.path).query
        self.asked.append(dict(urllib.parse.parse_qsl(query)))
        if request.headers['Authorization'] != self.token:
            return 401
        return 200 if request.command == 'GET' else 405
