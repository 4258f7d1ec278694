# SPDX-License-Identifier: BSD-2-Clause
"""A room that talks in packets of its own, a listener of an Icecast mount that
notes when each came, and what is between: a recorder and a relay."""
import socket
import struct
import threading
import time

import harness
import rtp
from ogg_opus import Page, packet_frames


def page_packets(page):
    """Of a page that holds whole ones only."""
    packets, packet, at = [], b'', 0
    for lace in page.lacing:
        packet += page.body[at:at + lace]
        at += lace
        if lace < 255:
            packets.append(packet)
            packet = b''
    return packets


class Talker(threading.Thread):
    """Sends one packet of Opus after the other to each port, 20 ms each, over
    and over, and knows when each was first sent; silent while is_quiet. None
    was later than `late_most` seconds."""

    def __init__(self, port, payloads, *more_ports):
        super().__init__(daemon=True)
        self.ports, self.payloads = (port, *more_ports), payloads
        self.is_over = threading.Event()
        self.is_quiet = False
        self.sent = {}
        self.late_most = 0.0
        self.begun = time.monotonic()
        self.start()

    def run(self):
        rtp.go_first()
        number = 0
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            while not self.is_over.wait(
                    max(0, self.begun + number * 0.02 - time.monotonic())):
                payload = self.payloads[number % len(self.payloads)]
                if not self.is_quiet:
                    for port in self.ports:
                        sender.sendto(
                            rtp.build(payload, number, number * 960),
                            ('127.0.0.1', port))
                    now = time.monotonic()
                    self.sent.setdefault(payload, now)
                    self.late_most = max(
                        self.late_most, now - self.begun - number * 0.02)
                number += 1

    def stop(self):
        self.is_over.set()
        self.join()


class Listener(threading.Thread):
    """Hears a mount to its end.

    status     of the answer
    data       the bytes of the stream
    arrived    packet -> when it first came, of an Ogg stream
    sound_seconds  how much sound of an Ogg stream has arrived
    begun      when it began to listen
    ended      when it heard the last of it
    """

    def __init__(self, port, mount):
        super().__init__(daemon=True)
        self.data = b''
        self.arrived = {}
        self.is_over = False
        self.begun = time.monotonic()
        self.sound_seconds = 0.0
        self.ended = self.begun
        self._at = 0
        self.socket = socket.create_connection(
            ('127.0.0.1', port), harness.PATIENCE_SECONDS)
        self.socket.sendall(
            f'GET /{mount} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n'.encode())
        head = b''
        while b'\r\n\r\n' not in head:
            got = self.socket.recv(4096)
            if not got:
                break
            head += got
        head, _, self.data = head.partition(b'\r\n\r\n')
        self.status = int(head.split()[1]) if head else 0
        self.heads = head.decode(errors='replace').lower()
        self.start()

    def run(self):
        while True:
            try:
                got = self.socket.recv(65536)
            except OSError:
                break
            now = time.monotonic()
            if not got:
                break
            self.ended = now
            self.data += got
            self._take_pages(now)
        self.is_over = True

    def _take_pages(self, now):
        while True:
            try:
                page = Page(self.data, self._at)
            except (EOFError, struct.error):
                return
            self._at = page.end
            for packet in page_packets(page):
                self.arrived.setdefault(packet, now)
                if packet[:4] != b'Opus':  # of the headers
                    self.sound_seconds += packet_frames(packet) / 48000

    @property
    def pages(self):
        pages, at = [], 0
        while at < len(self.data):
            try:
                page = Page(self.data, at)
            except (EOFError, struct.error):  # cut within it
                break
            pages.append(page)
            at = page.end
        return pages

    @property
    def packets(self):
        """The sound's, without the headers."""
        return [packet for page in self.pages[2:]
                for packet in page_packets(page)]

    @property
    def seconds(self):
        return sum(map(packet_frames, self.packets)) / 48000

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:  # the server was first
            pass
        self.join(10)
        self.socket.close()


def listen(test, port, mount):
    """A Listener as soon as a source has the mount."""
    def try_it():
        try:
            listener = Listener(port, mount)
        except ConnectionRefusedError:
            return None
        if listener.status == 200:
            return listener
        listener.close()
        return None
    return test.wait_until(try_it, f'/{mount} on the air')
