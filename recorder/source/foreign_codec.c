/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/foreign_codec.h"

#include <string.h>

/* The beginnings of first packets, as RFC 5334 section 4 and the mapping of
 * each codec have them. */
static const struct {
    const char *name;
    const char *magic;
    size_t length;
} codecs[] = {
    {"Vorbis", "\x01vorbis", 7},
    {"FLAC",
        "\x7f"
        "FLAC",
        5},
    {"Speex", "Speex   ", 8},
    {"CELT", "CELT    ", 8},
    {"PCM", "PCM     ", 8},
    {"Theora", "\x80theora", 7},
    {"Daala",
        "\x80"
        "daala",
        6},
    {"Dirac", "BBCD", 4},
    {"VP8", "OVP80", 5},
    {"Kate", "\x80kate", 5},
    {"Skeleton", "fishead", 7},
};

const char *foreign_codec_name(const uint8_t *packet, size_t length)
{
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        if (length >= codecs[i].length &&
            memcmp(packet, codecs[i].magic, codecs[i].length) == 0)
            return codecs[i].name;
    }
    return "an unknown codec";
}
