/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/lenient_xml.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "feeds/clean_text.h"
#include "feeds/reader/declared_encoding.h"
#include "feeds/reader/html_entity.h"
#include "recorder/base/own.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
/* What cannot be converted becomes "?". */
static void convert(
    iconv_t converter, const char *bytes, size_t length, struct text *out)
{
    char *from = (char *)bytes;
    char buffer[4096];

    while (length) {
        char *to = buffer;
        size_t room = sizeof buffer;
        size_t done = iconv(converter, &from, &length, &to, &room);
        text_append_bytes(out, buffer, (size_t)(to - buffer));
        if (done == (size_t)-1 && errno != E2BIG && length) {
            text_append_byte(out, '?');
            from++;
            length--;
        }
    }
}

static bool convert_from(
    const char *encoding, const char *bytes, size_t length, struct text *out)
{
    iconv_t converter = iconv_open("UTF-8", encoding);

    if (converter == (iconv_t)-1)
        return false;
    convert(converter, bytes, length, out);
    iconv_close(converter);
    return true;
}

static void append_without_nul(
    struct text *out, const char *bytes, size_t length)
{
    const char *end = bytes + length;

    while (bytes < end) {
        size_t run = strnlen(bytes, (size_t)(end - bytes));
        text_append_bytes(out, bytes, run);
        bytes += run + 1;
    }
}

/* To UTF-8 that may be broken yet. A document that is UTF-8 is taken for
 * that, whatever it declares: publishers change databases more often than
 * templates. */
static void decode(const char *bytes, size_t length, struct text *out)
{
    char encoding[DECLARED_ENCODING_BYTES];

    if (length >= 2 &&
        (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2)) &&
        convert_from("UTF-16", bytes, length, out))
        return;
    append_without_nul(out, bytes, length);
    if (text_is_utf8(text_string(out)) ||
        !declared_encoding(bytes, length, encoding) ||
        !strcasecmp(encoding, "UTF-8"))
        return;
    text_reset(out);
    if (!convert_from(encoding, bytes, length, out))
        append_without_nul(out, bytes, length);
}

/* "&#38;", "&#x26;" */
static bool is_number(const char *reference)
{
    const char *digits = DIGITS;

    reference += 2;
    if (*reference == 'x') {
        digits = DIGITS "abcdefABCDEF";
        reference++;
    }
    size_t length = strspn(reference, digits);
    return length > 0 && reference[length] == ';';
}

/* Named entities become numbers: once something was wrong libxml2 leaves
 * even XML's own out. Returns where to go on. */
static const char *append_reference(struct text *out, const char *at)
{
    size_t length = strspn(at + 1, LETTERS DIGITS);
    unsigned number;

    if (at[1] == '#' && is_number(at)) {
        text_append(out, "&");
        return at + 1;
    }
    if (at[1 + length] == ';' && html_entity_find(at + 1, length, &number)) {
        text_appendf(out, "&#%u;", number);
        return at + length + 2;
    }
    text_append(out, "&#38;");
    return at + 1;
}

/* CDATA sections and comments hold no references. */
static const char *append_verbatim(struct text *out, const char *at)
{
    const char *close = strncmp(at, "<!--", 4) ? "]]>" : "-->";
    const char *end = strstr(at, close);
    size_t length = end ? (size_t)(end - at) + strlen(close) : strlen(at);

    text_append_bytes(out, at, length);
    return at + length;
}

static void escape(struct text *out, const char *at)
{
    while (*at) {
        size_t plain = strcspn(at, "&<");
        text_append_bytes(out, at, plain);
        at += plain;
        if (*at == '&') {
            at = append_reference(out, at);
        } else if (!strncmp(at, "<![CDATA[", 9) || !strncmp(at, "<!--", 4)) {
            at = append_verbatim(out, at);
        } else if (*at) {
            text_append_byte(out, (uint8_t)*at);
            at++;
        }
    }
}

bool lenient_xml_mend(
    const char *bytes, size_t length, struct text *out, struct err *err)
{
    own_value(text) decoded = {0};
    own_value(text) clean = {0};

    decode(bytes, length, &decoded);
    clean_text_append(&clean, text_string(&decoded));
    if (!text_finish(&decoded, err) || !text_finish(&clean, err))
        return false;
    const char *start = text_string(&clean);
    start += strcspn(start, "<");
    if (!strncmp(start, "<?xml", 5) && strchr(start, '>'))
        start = strchr(start, '>') + 1;
    escape(out, start);
    return text_finish(out, err);
}
