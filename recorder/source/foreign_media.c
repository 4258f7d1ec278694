/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/foreign_media.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *type;
    const char *name;
} types[] = {
    {"audio/mpeg", "MP3"},
    {"audio/mp3", "MP3"},
    {"audio/x-mp3", "MP3"},
    {"audio/aac", "AAC"},
    {"audio/aacp", "AAC"},
    {"audio/x-aac", "AAC"},
    {"audio/mp4", "MP4"},
    {"video/mp4", "MP4"},
    {"audio/flac", "FLAC without Ogg"},
    {"audio/x-flac", "FLAC without Ogg"},
    {"audio/webm", "WebM"},
    {"video/webm", "WebM"},
    {"audio/wav", "WAV"},
    {"audio/x-wav", "WAV"},
    {"audio/x-mpegurl", "a playlist"},
    {"audio/mpegurl", "a playlist"},
    {"application/x-mpegurl", "a playlist"},
    {"application/vnd.apple.mpegurl", "a playlist"},
    {"audio/x-scpls", "a playlist"},
    {"application/xspf+xml", "a playlist"},
    {"text/html", "a web page"},
};

/* Long enough that the middle of an Ogg page is hardly taken for one. */
static const struct {
    const char *magic;
    const char *name;
} beginnings[] = {
    {"ID3", "MP3"},
    {"fLaC", "FLAC without Ogg"},
    {"RIFF", "WAV"},
    {"\x1a\x45\xdf\xa3", "WebM"},
    {"#EXTM3U", "a playlist"},
    {"[playlist]", "a playlist"},
    {"<!DOCTYPE", "a web page"},
    {"<!doctype", "a web page"},
    {"<html", "a web page"},
};

static const char *name_of_type(const char *type)
{
    size_t length = strcspn(type, "; \t");

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strlen(types[i].type) == length &&
            strncasecmp(types[i].type, type, length) == 0)
            return types[i].name;
    }
    return NULL;
}

const char *foreign_media_name(
    const char *type, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        size_t known = strlen(beginnings[i].magic);
        if (length >= known && memcmp(bytes, beginnings[i].magic, known) == 0)
            return beginnings[i].name;
    }
    return type ? name_of_type(type) : NULL;
}
