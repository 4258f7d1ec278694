/* SPDX-License-Identifier: BSD-2-Clause */
/* The media files of podcasts: names, types, and who plays them. */
#ifndef ROOMCAST_FEEDS_MEDIA_FORMAT_H
#define ROOMCAST_FEEDS_MEDIA_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

struct media_format {
    const char *extension;
    const char *type; /* the usual one */
    bool is_apple;    /* on the lists of Apple and PSP-1 */
};

/* By extension, in lower case without its dot; NULL for others. */
const struct media_format *media_format_find(const char *extension);

/* True when files of that extension may be given that type; parameters
 * behind ';' do not count. */
bool media_format_has_type(const char *extension, const char *type);

/* A length in bytes: digits alone. `text` may be NULL. */
bool media_length_read(const char *text, int64_t *bytes);

#endif
