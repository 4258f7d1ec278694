/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/media_format.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Where a name has several types the usual one comes first. */
static const struct media_format formats[] = {
    {"mp3", "audio/mpeg", true},
    {"m4a", "audio/x-m4a", true},
    {"m4a", "audio/mp4", true},
    {"mp4", "video/mp4", true},
    {"m4v", "video/x-m4v", true},
    {"m4v", "video/mp4", true},
    {"mov", "video/quicktime", true},
    {"pdf", "application/pdf", true},
    {"opus", "audio/ogg", false},
    {"opus", "audio/opus", false},
    {"ogg", "audio/ogg", false},
    {"oga", "audio/ogg", false},
    {"flac", "audio/flac", false},
    {"wav", "audio/wav", false},
    {"wav", "audio/x-wav", false},
    {"aac", "audio/aac", false},
    {"webm", "video/webm", false},
    {"webm", "audio/webm", false},
};

#define FORMAT_COUNT (sizeof formats / sizeof *formats)

const struct media_format *media_format_find(const char *extension)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (!strcmp(formats[i].extension, extension))
            return &formats[i];
    return NULL;
}

bool media_format_has_type(const char *extension, const char *type)
{
    size_t length = strcspn(type, "; ");

    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (!strcmp(formats[i].extension, extension) &&
            strlen(formats[i].type) == length &&
            !strncasecmp(formats[i].type, type, length))
            return true;
    return false;
}

bool media_length_read(const char *text, int64_t *bytes)
{
    size_t length = text ? strlen(text) : 0;

    if (!length || length > 18 || strspn(text, "0123456789") != length)
        return false;
    *bytes = 0;
    for (; *text; text++)
        *bytes = *bytes * 10 + (*text - '0');
    return true;
}
