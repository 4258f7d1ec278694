/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/stream_tags.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MAGIC "OpusTags"
#define MAGIC_BYTES 8

struct stream_tags {
    char *vendor;
    char **comments; /* "NAME=value" */
    size_t count;
    size_t capacity;
    bool has_failed;
};

struct stream_tags *stream_tags_new(const char *vendor)
{
    own(stream_tags) tags = calloc(1, sizeof *tags);

    if (!tags)
        return NULL;
    tags->vendor = strdup(vendor);
    return tags->vendor ? take(tags) : NULL;
}

/* Takes the comment over. */
static bool add(struct stream_tags *tags, char *comment)
{
    if (tags->count == tags->capacity) {
        size_t capacity = tags->capacity ? tags->capacity * 2 : 16;
        char **grown =
            realloc(tags->comments, capacity * sizeof *tags->comments);
        if (!grown) {
            free(comment);
            return false;
        }
        tags->comments = grown;
        tags->capacity = capacity;
    }
    tags->comments[tags->count++] = comment;
    return true;
}

static bool has_name(const char *comment, const char *name)
{
    size_t length = strlen(name);

    return strncasecmp(comment, name, length) == 0 && comment[length] == '=';
}

/* Where the first of that name is, or the count. */
static size_t find(
    const struct stream_tags *tags, const char *name, size_t from)
{
    while (from < tags->count && !has_name(tags->comments[from], name))
        from++;
    return from;
}

static void remove_others(
    struct stream_tags *tags, const char *name, size_t from)
{
    for (size_t i; (i = find(tags, name, from)) < tags->count;) {
        free(tags->comments[i]);
        memmove(&tags->comments[i], &tags->comments[i + 1],
            (tags->count - i - 1) * sizeof *tags->comments);
        tags->count--;
    }
}

static char *join(const char *name, const char *value)
{
    struct text comment = {0};

    text_append(&comment, name);
    text_append(&comment, "=");
    text_append(&comment, value);
    char *joined = text_take(&comment);
    text_clear(&comment);
    return joined;
}

void stream_tags_set(
    struct stream_tags *tags, const char *name, const char *value)
{
    if (!tags)
        return;
    char *comment = join(name, value);
    size_t i = find(tags, name, 0);
    if (!comment) {
        tags->has_failed = true;
    } else if (i == tags->count) {
        tags->has_failed |= !add(tags, comment);
    } else {
        free(tags->comments[i]);
        tags->comments[i] = comment;
        remove_others(tags, name, i + 1);
    }
}

void stream_tags_setf(
    struct stream_tags *tags, const char *name, const char *format, ...)
{
    char value[256];
    va_list list;

    va_start(list, format);
    vsnprintf(value, sizeof value, format, list);
    va_end(list);
    stream_tags_set(tags, name, value);
}

const char *stream_tags_get(const struct stream_tags *tags, const char *name)
{
    size_t i = tags ? find(tags, name, 0) : 0;

    return tags && i < tags->count ? tags->comments[i] + strlen(name) + 1
                                   : NULL;
}

/* What is left to be read of a packet. */
struct rest {
    const uint8_t *bytes;
    size_t length;
};

static bool read_count(struct rest *rest, uint32_t *count)
{
    if (rest->length < 4)
        return false;
    *count = rest->bytes[0] | (uint32_t)rest->bytes[1] << 8 |
             (uint32_t)rest->bytes[2] << 16 | (uint32_t)rest->bytes[3] << 24;
    rest->bytes += 4;
    rest->length -= 4;
    return true;
}

/* A length and as many bytes; borrowed. */
static bool read_string(struct rest *rest, struct rest *string)
{
    uint32_t length;

    if (!read_count(rest, &length) || length > rest->length)
        return false;
    *string = (struct rest){rest->bytes, length};
    rest->bytes += length;
    rest->length -= length;
    return true;
}

static bool parse_comments(
    struct stream_tags *tags, struct rest *rest, struct err *err)
{
    uint32_t count;
    struct rest string;

    if (!read_count(rest, &count))
        return err_set(err, ERR_FORMAT, "OpusTags is cut short");
    for (uint32_t i = 0; i < count; i++) {
        if (!read_string(rest, &string))
            return err_set(err, ERR_FORMAT, "OpusTags is cut short");
        char *comment = strndup((const char *)string.bytes, string.length);
        if (!comment || !add(tags, comment))
            return err_no_memory(err);
    }
    return true;
}

struct stream_tags *stream_tags_parse(
    const uint8_t *bytes, size_t length, struct err *err)
{
    own(stream_tags) tags = calloc(1, sizeof *tags);
    struct rest vendor;

    if (!tags)
        return err_no_memory(err), NULL;
    if (length < MAGIC_BYTES || memcmp(bytes, MAGIC, MAGIC_BYTES) != 0)
        return err_set(err, ERR_FORMAT, "no OpusTags"), NULL;
    struct rest rest = {bytes + MAGIC_BYTES, length - MAGIC_BYTES};
    if (!read_string(&rest, &vendor))
        return err_set(err, ERR_FORMAT, "OpusTags is cut short"), NULL;
    tags->vendor = strndup((const char *)vendor.bytes, vendor.length);
    if (!tags->vendor)
        return err_no_memory(err), NULL;
    return parse_comments(tags, &rest, err) ? take(tags) : NULL;
}

size_t stream_tags_bytes(const struct stream_tags *tags)
{
    size_t bytes = MAGIC_BYTES + 4 + 4;

    if (!tags)
        return bytes;
    bytes += strlen(tags->vendor);
    for (size_t i = 0; i < tags->count; i++)
        bytes += 4 + strlen(tags->comments[i]);
    return bytes;
}

static void append_string(struct text *packet, const char *string)
{
    text_append_le32(packet, (uint32_t)strlen(string));
    text_append(packet, string);
}

bool stream_tags_format(const struct stream_tags *tags, size_t padded_bytes,
    struct text *packet, struct err *err)
{
    size_t begin = packet->length;

    if (!tags || tags->has_failed)
        return err_no_memory(err);
    text_append(packet, MAGIC);
    append_string(packet, tags->vendor);
    text_append_le32(packet, (uint32_t)tags->count);
    for (size_t i = 0; i < tags->count; i++)
        append_string(packet, tags->comments[i]);
    if (!text_finish(packet, err))
        return false;

    size_t length = packet->length - begin;
    if (padded_bytes && length > padded_bytes)
        return err_set(err, ERR_LIMIT, "tags of %zu bytes: at most %zu fit",
            length, padded_bytes);
    for (; length < padded_bytes; length++)
        text_append_byte(packet, 0);
    return text_finish(packet, err);
}

void stream_tags_free(struct stream_tags *tags)
{
    if (!tags)
        return;
    for (size_t i = 0; i < tags->count; i++)
        free(tags->comments[i]);
    free(tags->comments);
    free(tags->vendor);
    free(tags);
}
