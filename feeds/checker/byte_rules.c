/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/byte_rules.h"

#include <string.h>
#include <strings.h>

#include "feeds/reader/declared_encoding.h"

#define LARGE_BYTES (1 << 20)
#define TOO_LARGE_BYTES (10 << 20)

/* How far into the document a declaration may be looked for. */
#define HEAD_BYTES 1024

static int line_at(const char *bytes, const char *at)
{
    int line = 1;

    for (; bytes < at; bytes++)
        line += *bytes == '\n';
    return line;
}

static void check_size(size_t length, struct feed_report *report)
{
    if (length > TOO_LARGE_BYTES)
        feed_report_line(
            report, RULE_FEED_TOO_LARGE, 0, "the feed has %zu bytes", length);
    else if (length > LARGE_BYTES)
        feed_report_line(
            report, RULE_FEED_LARGE, 0, "the feed has %zu bytes", length);
}

/* The first bytes as a string. */
static void copy_head(const char *bytes, size_t length, char head[HEAD_BYTES])
{
    size_t used = length < HEAD_BYTES ? length : HEAD_BYTES - 1;

    memcpy(head, bytes, used);
    head[used] = '\0';
}

/* What is served in a feed's place when something went wrong. */
static bool is_no_feed(const char *head, struct feed_report *report)
{
    const char *start = head + strspn(head, " \t\r\n");
    const char *what = NULL;

    if (!*start)
        what = "the file is empty";
    else if (*start != '<')
        what = "it is no XML";
    else if (!strncasecmp(start, "<html", 5) ||
             !strncasecmp(start, "<!doctype html", 14))
        what = "it is an HTML page";
    if (what)
        feed_report_line(report, RULE_ROOT_NOT_RSS, 1, "%s", what);
    return what != NULL;
}

static bool check_declaration(const char *head, struct feed_report *report)
{
    const char *declaration = strstr(head, "<?xml ");
    char encoding[DECLARED_ENCODING_BYTES];

    if (!declaration)
        return true;
    if (declaration > head) {
        feed_report_line(report, RULE_TEXT_BEFORE_DECLARATION, 1,
            "there are %zu bytes before <?xml", (size_t)(declaration - head));
        return false;
    }
    if (!declared_encoding(head, strlen(head), encoding) ||
        !strcasecmp(encoding, "UTF-8"))
        return true;
    feed_report_line(report, RULE_ENCODING_DECLARED, 1,
        "the declared encoding is \"%s\"", encoding);
    return false;
}

/* The length of the UTF-8 character there (RFC 3629), 0 when it is none. */
static size_t character_length(const unsigned char *at, size_t left)
{
    size_t length = at[0] < 0x80                    ? 1
                    : at[0] >= 0xC2 && at[0] < 0xE0 ? 2
                    : at[0] >= 0xE0 && at[0] < 0xF0 ? 3
                    : at[0] >= 0xF0 && at[0] < 0xF5 ? 4
                                                    : 0;

    if (length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
        (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F))
        return 0;
    return length;
}

static bool check_characters(
    const char *bytes, size_t length, struct feed_report *report)
{
    for (size_t at = 0; at < length;) {
        unsigned char byte = (unsigned char)bytes[at];
        size_t step =
            character_length((const unsigned char *)bytes + at, length - at);
        if (!step) {
            feed_report_line(report, RULE_ENCODING_NOT_UTF8,
                line_at(bytes, bytes + at), "the byte %02X is not UTF-8", byte);
            return false;
        }
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') {
            feed_report_line(report, RULE_CONTROL_CHARACTER,
                line_at(bytes, bytes + at),
                "there is the control character %02X", byte);
            return false;
        }
        at += step;
    }
    return true;
}

static bool is_utf16(const char *bytes, size_t length)
{
    return length >= 2 &&
           (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2));
}

bool byte_rules_check(
    const char *bytes, size_t length, struct feed_report *report)
{
    char head[HEAD_BYTES];

    check_size(length, report);
    if (is_utf16(bytes, length)) {
        feed_report_line(
            report, RULE_ENCODING_NOT_UTF8, 1, "the feed is UTF-16");
        return false;
    }
    if (length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) {
        feed_report_line(report, RULE_BYTE_ORDER_MARK, 1,
            "the feed begins with a byte order mark");
        bytes += 3;
        length -= 3;
    }
    copy_head(bytes, length, head);
    return check_declaration(head, report) && !is_no_feed(head, report) &&
           check_characters(bytes, length, report);
}
