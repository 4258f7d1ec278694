# SPDX-License-Identifier: BSD-2-Clause
"""Within a network namespace of its own: makes an interface, starts a
recorder and speaks to a group.

    multicast_room.py RECORDER SOURCE FILE.opus PAYLOADS GROUP SENDER
"""
import pathlib
import re
import subprocess
import sys
import time

import rtp
from room import read_payloads

INTERFACE = 'room0'


def make_interface():
    for words in ('link set lo up',
                  f'link add {INTERFACE} type veth peer name hall0',
                  'link set hall0 up', f'link set {INTERFACE} up',
                  f'address add 192.0.2.7/24 dev {INTERFACE}',
                  f'address add 2001:db8::7/64 dev {INTERFACE} nodad',
                  f'route add default dev {INTERFACE}'):
        subprocess.run(['ip', *words.split()], check=True)


def joined_groups():
    """How many there are on this machine, of both families; without those of
    one link, which the kernel joins by itself, and not at once (RFC 4291
    2.7.1)."""
    lines = [line for table in ('igmp', 'igmp6') for line in
             pathlib.Path('/proc/net', table).read_text().splitlines()]
    return sum(not re.search(' ff0[12]', line) for line in lines)


def wait_until(condition):
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)


def main():
    recorder, source, path, payloads, group, sender = sys.argv[1:]
    make_interface()
    groups = joined_groups()
    record = subprocess.Popen([recorder, '--source', source, '--output', path,
                               '--normalize', 'gain', '--duration', '3'])
    wait_until(lambda: joined_groups() > groups)
    packets = rtp.stream(read_payloads(pathlib.Path(payloads)))
    rtp.PacedSender(5004, rtp.paced(packets), group, leave_by=INTERFACE,
                    source=sender).wait()
    return record.wait(60)


if __name__ == '__main__':
    sys.exit(main())
