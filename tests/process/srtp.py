# SPDX-License-Identifier: BSD-2-Clause
"""SRTP (RFC 3711, RFC 7714) for tests, written from the standards on the AES
of python3-cryptography: nothing of libsrtp is in it."""
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CM_80 = 'AES_CM_128_HMAC_SHA1_80'
CM_32 = 'AES_CM_128_HMAC_SHA1_32'
GCM = 'AEAD_AES_128_GCM'
TAG_BYTES = {CM_80: 10, CM_32: 4, GCM: 16}
SALT_BYTES = {CM_80: 14, CM_32: 14, GCM: 12}


def key_bytes(suite):
    return 16 + SALT_BYTES[suite]


def _counter_mode(key, initial, data):
    cipher = Cipher(algorithms.AES(key), modes.CTR(initial)).encryptor()
    return cipher.update(data) + cipher.finalize()


def _xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


class Protector:
    """Protects the packets of one stream, from any number on."""

    def __init__(self, suite, key, roc=0, mki=b''):
        assert len(key) == key_bytes(suite)
        self.suite, self.roc, self.mki = suite, roc, mki
        self._last = None
        # RFC 3711 4.3.3; RFC 7714 11 fills the shorter salt with zeros.
        self._master, self._salt = key[:16], key[16:].ljust(14, b'\0')
        self.cipher_key = self._derive(0, 16)
        self.auth_key = self._derive(1, 20)
        self.salt = self._derive(2, SALT_BYTES[suite])

    def _derive(self, label, length):
        block = bytearray(self._salt) + b'\0\0'
        block[7] ^= label
        return _counter_mode(self._master, bytes(block), bytes(length))

    def _follow(self, sequence):
        """Counts the wraps of the sequence number."""
        if self._last is not None and sequence < self._last - 0x8000:
            self.roc += 1
        self._last = sequence

    def protect(self, packet):
        """Of a plain packet without CSRCs and extension."""
        sequence, ssrc = struct.unpack_from('>2xH4xI', packet)
        self._follow(sequence)
        header, payload = packet[:12], packet[12:]
        if self.suite == GCM:
            nonce = struct.pack('>HIIH', 0, ssrc, self.roc, sequence)
            return header + AESGCM(self.cipher_key).encrypt(
                _xor(nonce, self.salt), payload, header) + self.mki
        index = struct.pack('>IIIHH', 0, ssrc, self.roc, sequence, 0)
        secret = header + _counter_mode(
            self.cipher_key, _xor(self.salt + b'\0\0', index), payload)
        tag = hmac.new(self.auth_key, secret + struct.pack('>I', self.roc),
                       hashlib.sha1).digest()
        return secret + self.mki + tag[:TAG_BYTES[self.suite]]
