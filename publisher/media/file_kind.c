/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/file_kind.h"

#include <string.h>
#include <strings.h>

static const struct {
    enum file_kind kind;
    size_t at;
    const char *bytes;
    size_t length;
} marks[] = {
    {FILE_MP3, 0, "ID3", 3},
    {FILE_MP4, 4, "ftyp", 4},
    {FILE_OGG, 0, "OggS", 4},
    {FILE_FLAC, 0, "fLaC", 4},
    {FILE_WAV, 8, "WAVE", 4},
    {FILE_WEBP, 8, "WEBP", 4},
    {FILE_JPEG, 0, "\xFF\xD8\xFF", 3},
    {FILE_PNG, 0, "\x89PNG\r\n\x1a\n", 8},
    {FILE_GIF, 0, "GIF8", 4},
};

static const struct {
    const char *extension;
    enum file_kind kind;
} names[] = {
    {"mp3", FILE_MP3},
    {"m4a", FILE_MP4},
    {"m4v", FILE_MP4},
    {"mp4", FILE_MP4},
    {"mov", FILE_MP4},
    {"opus", FILE_OGG},
    {"ogg", FILE_OGG},
    {"oga", FILE_OGG},
    {"flac", FILE_FLAC},
    {"wav", FILE_WAV},
    {"aac", FILE_AAC},
    {"jpg", FILE_JPEG},
    {"jpeg", FILE_JPEG},
    {"png", FILE_PNG},
    {"webp", FILE_WEBP},
    {"gif", FILE_GIF},
};

static bool is_html(const uint8_t *bytes, size_t length)
{
    static const char *const starts[] = {"<!doctype html", "<html", "<head"};

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (length >= strlen(starts[i]) &&
            !strncasecmp((const char *)bytes, starts[i], strlen(starts[i])))
            return true;
    return false;
}

/* MPEG audio begins with eleven bits (ISO 11172-3, section 2.4.2.3), ADTS
 * with twelve, its layer is 0. */
static enum file_kind sync_kind(const uint8_t *bytes, size_t length)
{
    if (length < 4 || bytes[0] != 0xFF || (bytes[1] & 0xE0) != 0xE0)
        return FILE_UNKNOWN;
    if ((bytes[1] & 0xF6) == 0xF0)
        return FILE_AAC;
    return (bytes[1] & 0x06) == 0x02 ? FILE_MP3 : FILE_UNKNOWN;
}

enum file_kind file_kind_of(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (length >= marks[i].at + marks[i].length &&
            !memcmp(bytes + marks[i].at, marks[i].bytes, marks[i].length))
            return marks[i].kind;
    while (length && strchr(" \t\r\n", *bytes) && *bytes) {
        bytes++;
        length--;
    }
    return is_html(bytes, length) ? FILE_HTML : sync_kind(bytes, length);
}

const char *file_kind_name(enum file_kind kind)
{
    static const char *const texts[] = {"something else", "an MP3",
        "an MP4 or M4A", "an Ogg", "a FLAC", "a WAV", "an AAC stream", "a JPEG",
        "a PNG", "a WebP", "a GIF", "an HTML page"};

    return texts[kind];
}

bool file_kind_fits(enum file_kind kind, const char *extension)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i].extension, extension))
            return names[i].kind == kind;
    return kind != FILE_HTML;
}
