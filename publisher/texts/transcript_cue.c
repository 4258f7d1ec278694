/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/transcript_cue.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define MOST_HOURS 9999

static const char *read_number(const char *at, int most, int *number)
{
    const char *begin = at;

    for (*number = 0; *at >= '0' && *at <= '9'; at++) {
        *number = *number * 10 + (*at - '0');
        if (*number > most)
            return NULL;
    }
    return at > begin ? at : NULL;
}

/* "MM:SS" or "HH:MM:SS"; behind it, or NULL. */
static const char *read_seconds(const char *at, int64_t *seconds)
{
    int part;
    int count = 1;

    at = read_number(at, MOST_HOURS, &part);
    for (*seconds = part; at && *at == ':' && count < 3; count++) {
        at = read_number(at + 1, 59, &part);
        *seconds = *seconds * 60 + part;
    }
    return count > 1 ? at : NULL;
}

/* Behind a time, or NULL. */
static const char *read_time(const char *at, int64_t *ms)
{
    int64_t seconds;
    int fraction;

    at = read_seconds(at, &seconds);
    if (!at || (*at != '.' && *at != ','))
        return NULL;
    const char *end = read_number(at + 1, 999, &fraction);
    *ms = seconds * 1000 + fraction;
    return end && end - at == 4 ? end : NULL;
}

enum cue_line transcript_cue_parse_times(
    struct podcast_cue *cue, const char *line)
{
    size_t length = strcspn(line, "\n");

    if (!memmem(line, length, "-->", 3))
        return CUE_NO_TIMES;
    const char *at = read_time(line + strspn(line, " \t"), &cue->start_ms);
    if (!at)
        return CUE_BAD_TIMES;
    at += strspn(at, " \t");
    if (strncmp(at, "-->", 3) != 0)
        return CUE_BAD_TIMES;
    at += 3;
    at = read_time(at + strspn(at, " \t"), &cue->end_ms);
    if (!at || (*at && !strchr(" \t\r\n", *at)))
        return CUE_BAD_TIMES;
    return cue->start_ms <= cue->end_ms ? CUE_TIMES : CUE_BAD_TIMES;
}

static const struct entity {
    const char *name;
    const char *text;
} entities[] = {
    {"&amp;", "&"},
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&nbsp;", "\xC2\xA0"},
    {"&quot;", "\""},
    {"&lrm;", ""},
    {"&rlm;", ""},
};

static const char *append_entity(struct text *words, const char *at)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        size_t length = strlen(entities[i].name);
        if (strncmp(at, entities[i].name, length) == 0) {
            text_append(words, entities[i].text);
            return at + length;
        }
    }
    text_append_byte(words, (uint8_t)*at);
    return at + 1;
}

/* "<v Ada>" and "<v.loud Ada>"; the first speaker of a cue counts. */
static void take_voice(struct text *speaker, const char *tag, size_t length)
{
    const char *name = memchr(tag, ' ', length);

    if (tag[0] != 'v' || !strchr(". \t", tag[1]) || !name || speaker->length)
        return;
    own_heap(char) copy = strndup(name + 1, length - (size_t)(name + 1 - tag));
    if (copy)
        clean_line_append(speaker, copy);
    speaker->has_failed |= !copy;
}

static bool is_tag(const char *at)
{
    return at[0] == '<' && strchr("vbiucr/lfVBIUCFR0123456789", at[1]) &&
           at[1] && strchr(at, '>');
}

/* A line of tags alone leaves one, and a blank line would end the cue. */
static void drop_blank_lines(char *words)
{
    char *to = words;

    for (const char *line = words; *line;) {
        size_t length = strcspn(line, "\n");
        size_t next = length + (line[length] == '\n');
        if (strspn(line, " \t") < length) {
            memmove(to, line, next);
            to += next;
        }
        line += next;
    }
    while (to > words && strchr(" \t\n", to[-1]))
        to--;
    *to = '\0';
}

bool transcript_cue_set_words(
    struct podcast_cue *cue, const char *raw, struct err *err)
{
    own_value(text) words = {0};
    own_value(text) clean = {0};
    own_value(text) speaker = {0};

    for (const char *at = raw; *at;) {
        if (is_tag(at)) {
            size_t length = strcspn(at, ">");
            take_voice(&speaker, at + 1, length - 1);
            at += length + 1;
        } else if (*at == '&') {
            at = append_entity(&words, at);
        } else {
            text_append_byte(&words, (uint8_t)*at++);
        }
    }
    clean_text_append(&clean, text_string(&words));
    if (!text_finish(&words, err) || !text_finish(&clean, err) ||
        !text_finish(&speaker, err))
        return false;
    if (clean.bytes)
        drop_blank_lines(clean.bytes);
    cue->speaker = speaker.length ? text_take(&speaker) : NULL;
    cue->words = text_take(&clean);
    return cue->words || err_no_memory(err);
}
