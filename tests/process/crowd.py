# SPDX-License-Identifier: BSD-2-Clause
"""Many light senders in one process: the same packets of Opus, 20 ms each, to
every port given, in real time, each port from an SSRC of its own.

    crowd.py [--pcmu] PAYLOADS SECONDS PORT...

PAYLOADS is what the room simulator's --save-packets wrote, of Opus unless
PCMU is told; it is sent over and over. Says when it begins (time.time()), and
by how many seconds it is late, each time that it was never as late as that.
SIGTERM ends it.
"""
import pathlib
import socket
import struct
import sys
import time

import rtp

OPUS = 100, 960  # payload type, ticks in 20 ms
PCMU = 0, 160
TOLD_SECONDS = 0.01  # less is not told


def read_payloads(path):
    data, at, payloads = pathlib.Path(path).read_bytes(), 0, []
    while at < len(data):
        length, = struct.unpack_from('>I', data, at)
        payloads.append(data[at + 4:at + 4 + length])
        at += 4 + length
    return payloads


def main():
    words = sys.argv[1:]
    payload_type, step = OPUS
    if words[0] == '--pcmu':
        payload_type, step = PCMU
        words.pop(0)
    payloads = read_payloads(words[0])
    count = round(float(words[1]) * 50)
    ports = [int(port) for port in words[2:]]
    rtp.go_first()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        begin = time.monotonic()
        print(time.time(), flush=True)
        late_most = TOLD_SECONDS
        for number in range(count):
            wait = begin + number * 0.02 - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            payload = payloads[number % len(payloads)]
            for port in ports:
                header = struct.pack(
                    '>BBHII', 0x80, payload_type, number & 0xffff,
                    number * step & 0xffffffff, 0x10000000 + port)
                sender.sendto(header + payload, ('127.0.0.1', port))
            late = time.monotonic() - begin - number * 0.02
            if late > late_most:
                late_most = late
                print(f'{late:.3f}', flush=True)


if __name__ == '__main__':
    main()
