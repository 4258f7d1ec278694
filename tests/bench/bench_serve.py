# SPDX-License-Identifier: BSD-2-Clause
"""roomcast serve beside nginx and lighttpd: requests a second, CPU for each

The three serve the same folder over loopback, each in one process, without a
log, to ApacheBench with connections that are kept: a feed that has not
changed (304), the feed in gzip, a small page, and long episodes. What counts
is the server's CPU time for a request: how many there are in a second is as
much ApacheBench's doing. The bench takes each in turn, several times, and
tells the least CPU of all, for this machine does other things besides.
"""
import argparse
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import time
import urllib.request

from tools import machine, print_table, program, run, tool

TICK = os.sysconf('SC_CLK_TCK')
LEAST_US = 0.1  # nothing costs nothing; few requests take no tick

NGINX = '''
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/e;
worker_rlimit_nofile 4096;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  types {{ text/html html; application/rss+xml xml; audio/mpeg mp3; }}
  gzip on; gzip_types application/rss+xml; gzip_http_version 1.0;
  server {{ listen 127.0.0.1:{port}; root {folder}/site; }}
}}
'''

LIGHTTPD = '''
server.document-root = "{folder}/site"
server.port = {port}
server.bind = "127.0.0.1"
server.modules = ("mod_deflate")
server.max-keep-alive-requests = 1000000
server.stat-cache-engine = "simple"
mimetype.assign = (".html" => "text/html", ".xml" => "application/rss+xml",
                   ".mp3" => "audio/mpeg")
deflate.mimetypes = ("application/rss+xml")
deflate.allowed-encodings = ("gzip")
deflate.cache-dir = "{folder}/deflated"
'''

ROOMCAST = '''
[roomcast]
site = {folder}/site
[serve]
listen = 127.0.0.1:{port}
connections = 1000
'''


def free_port():
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        return taken.getsockname()[1]


class Server:
    """One of them at work on the folder."""

    def __init__(self, name, folder):
        self.port = free_port()
        text, command = {
            'roomcast': (ROOMCAST, [program('roomcast-serve'), '--config']),
            'nginx': (NGINX, [tool('nginx'), '-c']),
            'lighttpd': (LIGHTTPD, [tool('lighttpd'), '-D', '-f']),
        }[name]
        config = folder / f'{name}.conf'
        config.write_text(text.format(folder=folder, port=self.port))
        self.process = subprocess.Popen(
            [*command, config], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            with socket.socket() as client:
                if client.connect_ex(('127.0.0.1', self.port)) == 0:
                    return
            time.sleep(0.01)
        raise RuntimeError(f'{name} does not listen')

    def cpu(self):
        stat = pathlib.Path(f'/proc/{self.process.pid}/stat').read_text()
        fields = stat.rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def etag(self, path, headers):
        request = urllib.request.Request(
            f'http://127.0.0.1:{self.port}{path}', headers=headers)
        with urllib.request.urlopen(request) as reply:
            return reply.headers['ETag']

    def load(self, path, count, clients, headers):
        """Requests a second, and CPU microseconds for each."""
        words = [word for name, value in headers.items()
                 for word in ('-H', f'{name}: {value}')]
        before = self.cpu()
        said = run(tool('ab'), '-q', '-k', '-n', count, '-c', clients, *words,
                   f'http://127.0.0.1:{self.port}{path}')
        used = self.cpu() - before
        if re.search(r'Failed requests: +[1-9]', said):
            raise RuntimeError(said)
        rate = float(re.search(r'Requests per second: +(\S+)', said)[1])
        return rate, 1e6 * used / count

    def end(self):
        self.process.terminate()
        self.process.wait()


def make_site(folder):
    site = folder / 'site'
    site.mkdir()
    (folder / 'deflated').mkdir()
    items = ''.join(
        f'<item><title>Episode {number}</title><guid>{number * 7919}</guid>'
        f'<description>{"What was said. " * 20}</description></item>\n'
        for number in range(500))
    (site / 'feed.xml').write_text(f'<rss version="2.0">{items}</rss>')
    (site / 'page.html').write_text('<html>' + 'words ' * 700 + '</html>')
    (site / 'ep.mp3').write_bytes(os.urandom(1 << 20) * 32)


def scenes(scale):
    gzip = {'Accept-Encoding': 'gzip'}
    return {  # name: (path, requests, clients, headers, conditional)
        'feed, 304': ('/feed.xml', int(60000 * scale), 50, {}, True),
        'feed, gzip': ('/feed.xml', int(20000 * scale), 50, gzip, False),
        'page, 4 kB': ('/page.html', int(60000 * scale), 50, {}, False),
        'MP3, 32 MiB': ('/ep.mp3', int(100 * scale), 4, {}, False),
    }


def measure(servers, scene, rounds):
    """{server: (best rate, least CPU)}"""
    path, count, clients, headers, is_conditional = scene
    best = {}
    for _ in range(rounds):
        for name, server in servers.items():
            asked = dict(headers)
            if is_conditional:
                asked['If-None-Match'] = server.etag(path, headers)
            rate, cpu = server.load(path, count, clients, asked)
            known = best.get(name, (0, float('inf')))
            best[name] = (max(rate, known[0]), min(cpu, known[1]))
    return best


def main():
    parser = argparse.ArgumentParser(
        prog='scripts/bench serve', description=__doc__.splitlines()[0])
    parser.add_argument('--rounds', type=int, default=3, metavar='N',
                        help='measure each so often; default 3')
    parser.add_argument('--scale', type=float, default=1, metavar='N',
                        help='so many times the requests; default 1')
    arguments = parser.parse_args()
    names = ['roomcast', 'nginx', 'lighttpd']
    rows = []
    with tempfile.TemporaryDirectory(prefix='roomcast-bench-') as path:
        folder = pathlib.Path(path)
        os.chmod(folder, 0o755)
        make_site(folder)
        servers = {}
        try:
            for name in names:
                servers[name] = Server(name, folder)
            for scene, how in scenes(arguments.scale).items():
                best = measure(servers, how, arguments.rounds)
                for name in names:
                    rate, cpu = best[name]
                    ratio = cpu / max(best['nginx'][1], LEAST_US)
                    rows.append((scene, name, f'{rate:.0f}', f'{cpu:.1f}',
                                 f'{ratio:.2f}'))
        finally:
            for server in servers.values():
                server.end()
    print(machine())
    print_table('What a request costs', (
        'what', 'server', 'requests/s', 'CPU us', 'of nginx'), rows)


if __name__ == '__main__':
    main()
