/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_reader_fields.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

#include "feeds/feed_address.h"
#include "feeds/reader/date_reader.h"
#include "recorder/base/text.h"

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define WHITE_SPACE " \t\r\n"

const char *reading_text(const struct feed_node *node)
{
    return node && *node->text ? node->text : NULL;
}

const char *reading_child(
    const struct feed_node *parent, enum feed_space space, const char *name)
{
    return reading_text(feed_child(parent, space, name));
}

const char *reading_attribute(const struct feed_node *node, const char *name)
{
    const char *value = feed_attribute(node, name);

    if (!value)
        return NULL;
    value += strspn(value, WHITE_SPACE);
    return *value ? value : NULL;
}

/* What of `base` comes before a relative address. */
static size_t base_length(const char *base, const char *address)
{
    const char *host = strstr(base, "//") + 2;
    const char *path = host + strcspn(host, "/?#");
    const char *end = base + strcspn(base, "?#");

    if (!strncmp(address, "//", 2))
        return (size_t)(host - 2 - base);
    if (*address == '/')
        return (size_t)(path - base);
    if (*address == '?' || *address == '#')
        return (size_t)(end - base);
    while (end > path && end[-1] != '/')
        end--;
    return (size_t)(end - base);
}

static void append_encoded(struct text *whole, const char *address)
{
    static const char plain[] = LETTERS DIGITS "-._~:/?#[]@!$&'()*+,;=";
    size_t length = strlen(address);

    while (length && strchr(WHITE_SPACE, address[length - 1]))
        length--;
    for (const char *at = address; at < address + length; at++) {
        bool is_escape =
            *at == '%' && strspn(at + 1, DIGITS "abcdefABCDEF") > 1;
        if (is_escape || strchr(plain, *at))
            text_append_byte(whole, (uint8_t)*at);
        else
            text_appendf(whole, "%%%02X", (unsigned char)*at);
    }
}

const char *reading_address(struct reading_place *place, const char *address)
{
    own_value(text) whole = {0};

    if (!address || !*address)
        return NULL;
    address += strspn(address, WHITE_SPACE);
    if (!*address || !feed_address_may_be_link(address))
        return NULL;
    if (!feed_address_is_absolute(address)) {
        if (!place->base || !feed_address_is_absolute(place->base))
            return NULL;
        text_append_bytes(
            &whole, place->base, base_length(place->base, address));
    }
    append_encoded(&whole, address);
    const char *kept = whole.has_failed
                           ? NULL
                           : feed_storage_copy(place->storage,
                                 text_string(&whole), whole.length);
    place->has_failed = place->has_failed || !kept;
    return kept && feed_address_is_absolute(kept) ? kept : NULL;
}

int reading_number(const char *text)
{
    int64_t number = 0;

    if (!text)
        return 0;
    text += *text == '+';
    size_t length = strspn(text, DIGITS);
    if (!length || length > 10)
        return 0;
    for (size_t i = 0; i < length; i++)
        number = number * 10 + (text[i] - '0');
    return number <= INT_MAX ? (int)number : 0;
}

bool reading_truth(const char *text)
{
    return text && (!strcasecmp(text, "yes") || !strcasecmp(text, "true") ||
                       !strcasecmp(text, "explicit"));
}

int64_t reading_date(const char *text)
{
    int64_t utc_seconds = 0;

    return text && date_read(text, &utc_seconds) ? utc_seconds : 0;
}

int64_t reading_duration(const char *text)
{
    int64_t ms = 0;
    bool is_plain;

    return text && duration_read(text, &ms, &is_plain) ? ms : 0;
}

enum podcast_markup reading_markup(const char *description)
{
    for (const char *at = description; at && *at; at++) {
        const char *name = at + 1 + (at[0] == '<' && at[1] == '/');
        size_t length = strspn(name, LETTERS);
        if (*at == '<' && length > 0 && strchr(name, '>'))
            return PODCAST_HTML;
        if (*at == '&' && (at[1] == '#' || (length > 1 && name[length] == ';')))
            return PODCAST_HTML;
    }
    return PODCAST_PLAIN;
}

const void *reading_list(struct reading_place *place,
    const struct feed_node *first, size_t size, reading_fill *fill,
    size_t *count)
{
    size_t most = 0;
    size_t used = 0;

    *count = 0;
    for (const struct feed_node *at = first; at; at = feed_next_alike(at))
        most++;
    if (!most)
        return NULL;
    char *items = feed_storage_get(place->storage, most * size);
    if (!items) {
        place->has_failed = true;
        return NULL;
    }
    for (const struct feed_node *at = first; at; at = feed_next_alike(at)) {
        if (fill(place, at, items + used * size))
            used++;
        else
            memset(items + used * size, 0, size);
    }
    *count = used;
    return used ? items : NULL;
}
