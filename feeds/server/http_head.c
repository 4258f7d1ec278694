/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_head.h"

#include <stdbool.h>
#include <string.h>

/* An empty line before a request is ignored (section 2.2): old clients send
 * one behind a form. */
static size_t skip_empty_line(const char *bytes, size_t length)
{
    return length >= 2 && bytes[0] == '\r' && bytes[1] == '\n' ? 2 : 0;
}

/* A CR is looked at with what follows it. */
static bool is_good_at(const char *bytes, size_t at)
{
    unsigned char byte = (unsigned char)bytes[at];
    bool is_after_cr = at > 0 && bytes[at - 1] == '\r';

    if (byte == '\n' || is_after_cr)
        return byte == '\n' && is_after_cr;
    return byte == '\r' || byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

static enum http_head_outcome judge_part(const char *bytes, size_t length)
{
    const char *line_end = length ? memchr(bytes, '\n', length) : NULL;

    if (!line_end && length > HTTP_HEAD_LINE_BYTES)
        return HTTP_HEAD_LONG_TARGET;
    return length >= HTTP_HEAD_BYTES ? HTTP_HEAD_LARGE : HTTP_HEAD_PART;
}

enum http_head_outcome http_head_find_end(
    const char *bytes, size_t length, size_t *seen)
{
    size_t begin = skip_empty_line(bytes, length);

    for (size_t at = *seen; at < length; at++) {
        if (!is_good_at(bytes, at))
            return HTTP_HEAD_BAD;
        if (at >= begin + 3 && memcmp(bytes + at - 3, "\r\n\r\n", 4) == 0) {
            *seen = at + 1;
            return HTTP_HEAD_WHOLE;
        }
    }
    *seen = length;
    return judge_part(bytes, length);
}

static bool is_token_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') ||
           (byte && strchr("!#$%&'*+-.^_`|~", byte));
}

static size_t token_length(const char *text)
{
    size_t length = 0;

    while (is_token_byte(text[length]))
        length++;
    return length;
}

/* Ends the line that begins here, and gives the beginning of the next. */
static char *end_line(char *line, const char *end)
{
    char *newline = memchr(line, '\n', (size_t)(end - line));

    newline[-1] = '\0';
    return newline + 1;
}

/* "METHOD TARGET HTTP/1.x", each by one space. */
static enum http_head_outcome parse_first(
    char *line, struct http_request *request)
{
    size_t method = token_length(line);

    if (strlen(line) > HTTP_HEAD_LINE_BYTES)
        return HTTP_HEAD_LONG_TARGET;
    if (method == 0 || line[method] != ' ')
        return HTTP_HEAD_BAD;
    char *target = line + method + 1;
    size_t length = strcspn(target, " \t");
    const char *version = target + length + 1;
    if (length == 0 || target[length] != ' ' ||
        strncmp(version, "HTTP/", 5) != 0)
        return HTTP_HEAD_BAD;
    if (strncmp(version + 5, "1.", 2) != 0)
        return HTTP_HEAD_VERSION;
    if (version[7] < '0' || version[7] > '9' || version[8])
        return HTTP_HEAD_BAD;
    line[method] = '\0';
    target[length] = '\0';
    request->method = line;
    request->target = target;
    request->minor_version = version[7] - '0';
    return HTTP_HEAD_WHOLE;
}

static char *trim(char *value)
{
    value += strspn(value, " \t");
    for (size_t length = strlen(value); length > 0; length--) {
        if (!strchr(" \t", value[length - 1]))
            break;
        value[length - 1] = '\0';
    }
    return value;
}

static bool parse_field(char *line, struct http_request *request)
{
    size_t name = token_length(line);

    if (name == 0 || line[name] != ':')
        return false;
    line[name] = '\0';
    http_request_add(request, line, trim(line + name + 1));
    return true;
}

enum http_head_outcome http_head_parse(
    char *bytes, size_t length, struct http_request *request)
{
    char *line = bytes + skip_empty_line(bytes, length);
    const char *end = bytes + length;
    char *next = end_line(line, end);
    enum http_head_outcome outcome = parse_first(line, request);
    int count = 0;

    while (outcome == HTTP_HEAD_WHOLE && strncmp(next, "\r\n", 2) != 0) {
        line = next;
        next = end_line(line, end);
        if (++count > HTTP_HEAD_FIELDS)
            return HTTP_HEAD_LARGE;
        if (!parse_field(line, request))
            return HTTP_HEAD_BAD;
    }
    return outcome;
}
