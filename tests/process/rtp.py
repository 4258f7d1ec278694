# SPDX-License-Identifier: BSD-2-Clause
"""RTP (RFC 3550) for tests: packets in, packets out."""
import os
import socket
import struct
import threading
import time

SO_TIMESTAMPNS = 35  # socket(7); Python has no name for it


class Packet:
    """One datagram: what RTP makes of it, when it came (monotonic seconds)
    and from which port."""

    def __init__(self, data, came=0.0, port=0):
        self.data, self.came, self.port = data, came, port
        self.is_rtp = len(data) >= 12 and data[0] >> 6 == 2
        if self.is_rtp:
            flags, self.sequence, self.timestamp, self.ssrc = \
                struct.unpack_from('>xBHII', data)
            self.payload_type = flags & 0x7f
            self.payload = data[12:]


def build(payload, sequence, timestamp, ssrc=0x1234, payload_type=100):
    """The bytes of one packet."""
    return struct.pack('>BBHII', 0x80, payload_type, sequence & 0xffff,
                       timestamp & 0xffffffff, ssrc) + payload


def go_first():
    """A sender stands for another machine: where it may, its thread goes before
    all that this one has to do, as a busy machine would hold it up."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except OSError:
        pass


class Receiver:
    """Keeps everything that comes to a port of its own, from the start on,
    with the time when the kernel had it: this thread may be late."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind(('127.0.0.1', 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.address = f'127.0.0.1:{self.port}'
        self.packets = []
        self._closed = None
        self._thread = threading.Thread(target=self._receive, daemon=True)
        self._thread.start()

    def _receive(self):
        while True:
            try:
                data, (stamp,), _, sender = self.socket.recvmsg(65536, 64)
            except TimeoutError:
                if self._closed:
                    return
                continue
            seconds, ns = struct.unpack('@ll', stamp[2])
            age = time.time() - (seconds + ns / 1e9)
            came = time.monotonic() - age
            if self._closed and came > self._closed:
                return
            self.packets.append(Packet(data, came, sender[1]))

    def close(self):
        """Takes what has come so far and ends."""
        self._closed = time.monotonic()
        self._thread.join()
        self.socket.close()


def waiting_bytes(port):
    """What has come to an IPv4 port and nobody has read yet."""
    with open('/proc/net/udp', encoding='ascii') as table:
        for line in table:
            words = line.split()
            if words[1].endswith(f':{port:04X}'):
                return int(words[4].split(':')[1], 16)
    raise ProcessLookupError(f'nobody has port {port}')


class Sender:
    """Sends single packets to a port, for tests that need a certain one."""

    def __init__(self, port):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(('127.0.0.1', port))

    def send(self, data):
        try:
            self.socket.send(data)
        except ConnectionRefusedError:
            self.socket.send(data)

    def close(self):
        self.socket.close()


class PacedSender:
    """Sends packets in a thread of its own, each at its time: (seconds from
    the start, bytes). `sent` counts them, and none was later than `late_most`
    seconds. Multicast leaves by the interface `leave_by`, from the address
    `source`."""

    def __init__(self, port, plan, address='127.0.0.1', leave_by=None,
                 source=None):
        family = socket.AF_INET6 if ':' in address else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        if source:
            self.socket.bind((source, 0))
        if leave_by:
            self._leave_by(family, leave_by)
        self._to = (address, port)
        self._plan = plan
        self._is_over = False
        self.sent, self.late_most = 0, 0.0
        self._thread = threading.Thread(target=self._send)
        self.began = time.monotonic() + 0.02
        self._thread.start()

    def _leave_by(self, family, interface):
        index = socket.if_nametoindex(interface)
        if family == socket.AF_INET6:
            self.socket.setsockopt(
                socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        else:
            self.socket.setsockopt(
                socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                struct.pack('=4s4si', bytes(4), bytes(4), index))

    def _send(self):
        go_first()
        for at, data in self._plan:
            left = self.began + at - time.monotonic()
            if left > 0:
                time.sleep(left)
            if self._is_over:
                return
            self.sent += 1
            try:
                self.socket.sendto(data, self._to)
            except ConnectionRefusedError:
                pass
            self.late_most = max(
                self.late_most, time.monotonic() - self.began - at)

    def wait(self):
        """Until all is sent."""
        self._thread.join()
        self.socket.close()
        return self

    def stop(self):
        self._is_over = True
        return self.wait()


def stream(payloads, sequence=1, timestamp=960, ssrc=0x1234, payload_type=100,
           ticks=960):
    """The packets of a stream that goes on with each payload."""
    return [build(payload, sequence + i, timestamp + i * ticks, ssrc,
                  payload_type) for i, payload in enumerate(payloads)]


def paced(packets, seconds=0.02, start=0.0):
    """A plan: one packet after the other."""
    return [(start + i * seconds, packet) for i, packet in enumerate(packets)]
