/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/text/show_notes.h"

#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/text/commonmark.h"
#include "feeds/text/html_sieve.h"
#include "recorder/base/own.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define ENOUGH_BYTES 60 /* of an excerpt, to end it with a paragraph */

static void write_bytes(struct markup *markup, const char *from, size_t length)
{
    own_value(text) part = {0};

    text_append_bytes(&part, from, length);
    markup_check(markup, &part);
    if (length)
        markup_text(markup, text_string(&part));
}

static bool is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

/* How long the web address is that begins here, 0 when none does. What ends
 * a sentence does not belong to it, nor a bracket that it did not open. */
static size_t address_length(const char *line, const char *at, const char *end)
{
    if (at > line && is_word(at[-1]))
        return 0;
    if (strncmp(at, "https://", 8) && strncmp(at, "http://", 7))
        return 0;
    size_t length = strcspn(at, " \t\n<>\"");
    if (length > (size_t)(end - at))
        length = (size_t)(end - at);
    while (length && strchr(".,;:!?'])", at[length - 1]) &&
           !(at[length - 1] == ')' && memchr(at, '(', length)))
        length--;
    return length > strlen("https://") ? length : 0;
}

static void write_link(struct markup *markup, const char *at, size_t length)
{
    own_value(text) address = {0};

    text_append_bytes(&address, at, length);
    markup_check(markup, &address);
    markup_open(markup, "a");
    markup_attribute(markup, "href", text_string(&address));
    markup_text(markup, text_string(&address));
    markup_close(markup);
}

static void write_line(struct markup *markup, const char *line, size_t length)
{
    const char *end = line + length;
    const char *plain = line;

    for (const char *at = line; at < end;) {
        size_t address = *at == 'h' ? address_length(line, at, end) : 0;
        if (address) {
            write_bytes(markup, plain, (size_t)(at - plain));
            write_link(markup, at, address);
            plain = at + address;
        }
        at += address ? address : 1;
    }
    write_bytes(markup, plain, (size_t)(end - plain));
}

/* The line without white space around it. */
static const char *trim_line(const char *line, size_t *length)
{
    size_t before = strspn(line, " \t");

    if (before > *length)
        before = *length;
    *length -= before;
    line += before;
    while (*length && strchr(" \t", line[*length - 1]))
        --*length;
    return line;
}

static void write_plain(struct markup *markup, const char *description)
{
    own_value(text) notes = {0};
    bool is_open = false;

    clean_text_append(&notes, description);
    markup_check(markup, &notes);
    for (const char *at = text_string(&notes); *at; at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        const char *next = at + length;
        const char *line = trim_line(at, &length);
        if (length && is_open) {
            markup_open(markup, "br");
            markup_close(markup);
        } else if (length) {
            markup_open(markup, "p");
        } else if (is_open) {
            markup_close(markup);
        }
        is_open = length > 0;
        write_line(markup, line, length);
        at = next;
    }
    if (is_open)
        markup_close(markup);
}

static void write_commonmark(struct markup *markup, const char *description)
{
    own_value(text) html = {0};

    commonmark_append_html(&html, description);
    markup_check(markup, &html);
    html_sieve_write(markup, text_string(&html));
}

void show_notes_write(
    struct markup *markup, const char *description, enum podcast_markup written)
{
    if (is_blank_text(description))
        return;
    switch (written) {
    case PODCAST_PLAIN:
        write_plain(markup, description);
        break;
    case PODCAST_COMMONMARK:
        write_commonmark(markup, description);
        break;
    case PODCAST_HTML:
        html_sieve_write(markup, description);
        break;
    }
}

/* The beginning alone where that says enough: what follows is often a list,
 * which makes no sense in one line. */
static void keep_beginning(struct text *words)
{
    char *end = words->bytes;

    while (end && (end = strchr(end, '\n'))) {
        if (end - words->bytes >= ENOUGH_BYTES) {
            *end = '\0';
            words->length = (size_t)(end - words->bytes);
            return;
        }
        end++;
    }
}

/* Its words in one line. */
static void append_words(
    struct text *line, const char *description, enum podcast_markup written)
{
    own_value(text) html = {0};
    own_value(text) words = {0};

    if (written == PODCAST_COMMONMARK)
        commonmark_append_html(&html, description);
    else if (written == PODCAST_HTML)
        text_append(&html, description);
    if (written != PODCAST_PLAIN)
        html_sieve_append_words(&words, text_string(&html));
    else
        text_append(&words, description);
    if (written != PODCAST_PLAIN)
        keep_beginning(&words);
    clean_line_append(line, text_string(&words));
    line->has_failed |= html.has_failed || words.has_failed;
}

/* After a word and without the point or comma behind it; a text without
 * words is cut between two letters. */
static size_t cut_length(const char *line, size_t most_bytes)
{
    size_t length = most_bytes - strlen(ELLIPSIS);
    size_t word = length;

    while (word > 0 && line[word] != ' ')
        word--;
    while (word > 0 && strchr(" .,;:", line[word]))
        word--;
    if (word > 0)
        return word + 1;
    while (length > 0 && ((uint8_t)line[length] & 0xC0) == 0x80)
        length--;
    return length;
}

void show_notes_excerpt(struct text *out, const char *description,
    enum podcast_markup written, size_t most_bytes)
{
    own_value(text) line = {0};

    append_words(&line, description, written);
    out->has_failed = out->has_failed || line.has_failed;
    if (line.length <= most_bytes) {
        text_append(out, text_string(&line));
        return;
    }
    text_append_bytes(out, line.bytes, cut_length(line.bytes, most_bytes));
    text_append(out, ELLIPSIS);
}
