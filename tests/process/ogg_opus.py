# SPDX-License-Identifier: BSD-2-Clause
"""A reader of Ogg/Opus (RFC 3533, RFC 7845) that shares nothing with the
programs it checks. Anything it does not expect is a ValueError; a file cut in
mid-page is read up to there, with `is_cut` set."""
import struct


def _crc_table():
    table = []
    for byte in range(256):
        crc = byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04c11db7 if crc & 0x80000000 else crc << 1)
        table.append(crc & 0xffffffff)
    return table


_CRC = _crc_table()


def crc(data):
    value = 0
    for byte in data:
        value = (value << 8 & 0xffffffff) ^ _CRC[value >> 24 ^ byte]
    return value


class Page:
    """One page: flags, granule (signed), serial, number, lacing, body."""

    def __init__(self, data, at):
        (magic, version, self.flags, self.granule, self.serial, self.number,
         check, count) = struct.unpack_from('<4sBBqIIIB', data, at)
        if magic != b'OggS' or version != 0:
            raise ValueError(f'no page at byte {at}')
        self.lacing = data[at + 27:at + 27 + count]
        begin = at + 27 + count
        self.end = begin + sum(self.lacing)
        if len(self.lacing) < count or self.end > len(data):
            raise EOFError
        self.body = data[begin:self.end]
        whole = bytearray(data[at:self.end])
        whole[22:26] = bytes(4)
        if crc(whole) != check:
            raise ValueError(f'page {self.number}: wrong checksum')

    is_continued = property(lambda self: bool(self.flags & 1))
    is_first = property(lambda self: bool(self.flags & 2))
    is_last = property(lambda self: bool(self.flags & 4))


def packet_frames(packet):
    """48 kHz frames in an Opus packet, by its TOC (RFC 6716 3.1)."""
    config = packet[0] >> 3
    if config < 12:
        frame = (480, 960, 1920, 2880)[config & 3]
    elif config < 16:
        frame = (480, 960)[config & 1]
    else:
        frame = (120, 240, 480, 960)[config & 3]
    code = packet[0] & 3
    count = (1, 2, 2)[code] if code < 3 else packet[1] & 63
    return frame * count


class OggOpus:
    """A whole file:

    pages       all of them
    packets     the audio packets, bytes each
    channels, pre_skip, gain_q8 (signed), input_rate    OpusHead
    vendor, comments                                    OpusTags
    frames_48k  what is to be played, after pre-skip and end trimming
    is_cut      the file ends in mid-page, or without the EOS flag
    """

    def __init__(self, path):
        with open(path, 'rb') as file:
            data = file.read()
        self.pages = []
        self.is_cut = False
        at = 0
        while at < len(data):
            try:
                page = Page(data, at)
            except (EOFError, struct.error):
                self.is_cut = True
                break
            self.pages.append(page)
            at = page.end
        self._check_pages()
        packets = self._packets()
        self._read_head(packets[0])
        self._read_tags(packets[1])
        self.packets = packets[2:]
        self._check_granules()

    def _check_pages(self):
        if not self.pages or not self.pages[0].is_first:
            raise ValueError('no first page')
        for number, page in enumerate(self.pages):
            if page.serial != self.pages[0].serial:
                raise ValueError(f'page {number}: another serial number')
            if page.number != number:
                raise ValueError(f'page {number} is numbered {page.number}')
            if page.is_first != (number == 0):
                raise ValueError(f'page {number}: wrong BOS flag')
            if page.is_last and number != len(self.pages) - 1:
                raise ValueError(f'page {number}: EOS before the end')
        self.is_cut = self.is_cut or not self.pages[-1].is_last

    def _packets(self):
        """All packets; remembers those completed on each page."""
        packets, part, is_open = [], b'', False
        for page in self.pages:
            if page.is_continued != is_open:
                raise ValueError(f'page {page.number}: wrong continued flag')
            page.completed = []
            at = 0
            for lace in page.lacing:
                part += page.body[at:at + lace]
                at += lace
                if lace < 255:
                    page.completed.append(part)
                    part = b''
            is_open = bool(page.lacing) and page.lacing[-1] == 255
            packets += page.completed
        if len(packets) < 2:
            raise ValueError('headers are missing')
        return packets

    def _read_head(self, packet):
        (magic, version, self.channels, self.pre_skip, self.input_rate,
         self.gain_q8, family) = struct.unpack_from('<8sBBHIhB', packet)
        if magic != b'OpusHead' or version != 1 or family != 0:
            raise ValueError('no OpusHead of version 1, mapping family 0')
        if len(packet) != 19 or len(self.pages[0].completed) != 1:
            raise ValueError('OpusHead is not alone on its page')

    def _read_tags(self, packet):
        def text(at):
            length, = struct.unpack_from('<I', packet, at)
            end = at + 4 + length
            if end > len(packet):
                raise ValueError('OpusTags: a length beyond its end')
            return packet[at + 4:end].decode(), end
        if packet[:8] != b'OpusTags':
            raise ValueError('no OpusTags')
        self.vendor, at = text(8)
        count, = struct.unpack_from('<I', packet, at)
        at += 4
        self.comments = []
        for _ in range(count):
            comment, at = text(at)
            key, value = comment.split('=', 1)
            self.comments.append((key.upper(), value))

    def tag(self, key):
        """The first comment of that name, or None."""
        return next((v for k, v in self.comments if k == key.upper()), None)

    def _check_granules(self):
        """RFC 7845 section 4: each granule counts the frames so far; only the
        last may be less, and a file may begin above zero."""
        pages = [p for p in self.pages if any(
            packet in (p.completed) for packet in p.completed)
            and p.completed[0][:8] not in (b'OpusHead', b'OpusTags')]
        self.frames_48k = 0
        if not pages:
            return
        first = pages[0].granule - sum(map(packet_frames, pages[0].completed))
        begin = max(first, 0)
        total = first
        for page in pages:
            total += sum(map(packet_frames, page.completed))
            is_trimmed = page.is_last and page.granule <= total
            if page.granule != total and not is_trimmed:
                raise ValueError(
                    f'page {page.number}: granule {page.granule}, its packets '
                    f'end at {total}')
        self.frames_48k = pages[-1].granule - begin - self.pre_skip
