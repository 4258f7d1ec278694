/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/title_template.h"

#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/feed_date.h"
#include "recorder/base/own.h"

#define DAY_LETTERS 10 /* of "2026-11-22T18:00:00Z" */
#define TIME_LETTERS 5

typedef void place_writer(struct text *line, const struct title_facts *facts);

static void append_or_nothing(struct text *line, const char *value)
{
    text_append(line, value ? value : "");
}

static void write_room(struct text *line, const struct title_facts *facts)
{
    append_or_nothing(line, facts->room);
}

static void write_show(struct text *line, const struct title_facts *facts)
{
    append_or_nothing(line, facts->show);
}

static void write_title(struct text *line, const struct title_facts *facts)
{
    append_or_nothing(line, facts->title);
}

static void write_date(struct text *line, const struct title_facts *facts)
{
    char date[FEED_DATE_BYTES];

    feed_date_words(facts->started, date);
    text_append(line, date);
}

static void write_day(struct text *line, const struct title_facts *facts)
{
    char date[FEED_DATE_BYTES];

    feed_date_iso(facts->started, date);
    text_append_bytes(line, date, DAY_LETTERS);
}

static void write_time(struct text *line, const struct title_facts *facts)
{
    char date[FEED_DATE_BYTES];

    feed_date_iso(facts->started, date);
    text_append_bytes(line, date + DAY_LETTERS + 1, TIME_LETTERS);
}

static void write_season(struct text *line, const struct title_facts *facts)
{
    if (facts->season > 0)
        text_appendf(line, "%d", facts->season);
}

static void write_number(struct text *line, const struct title_facts *facts)
{
    if (facts->number > 0)
        text_appendf(line, "%d", facts->number);
}

static const struct template_place {
    const char *name;
    place_writer *write;
} places[] = {
    {"room", write_room},
    {"show", write_show},
    {"title", write_title},
    {"date", write_date},
    {"day", write_day},
    {"time", write_time},
    {"season", write_season},
    {"number", write_number},
};

static const struct template_place *find_place(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strlen(places[i].name) == length &&
            memcmp(places[i].name, name, length) == 0)
            return &places[i];
    }
    return NULL;
}

bool title_template_check(const char *template, struct err *err)
{
    for (const char *at = template; (at = strchr(at, '{'));) {
        if (at[1] == '{') {
            at += 2;
            continue;
        }
        size_t length = strcspn(at + 1, "}");
        if (!at[1 + length] || !find_place(at + 1, length))
            return err_set(err, ERR_CONFIG,
                "\"%.*s\": expected {room}, {show}, {title}, {date}, {day}, "
                "{time}, {season} or {number}",
                (int)(length < 40 ? length + 2 : 40), at);
        at += length + 2;
    }
    return true;
}

void title_template_append(
    struct text *line, const char *template, const struct title_facts *facts)
{
    own_value(text) filled = {0};

    while (*template) {
        size_t length = strcspn(template, "{");
        text_append_bytes(&filled, template, length);
        template += length;
        if (!*template)
            break;
        length = strcspn(template + 1, "}");
        const struct template_place *place = find_place(template + 1, length);
        if (place)
            place->write(&filled, facts);
        else
            text_append(&filled, "{");
        template += place ? length + 2 : template[1] == '{' ? 2 : 1;
    }
    clean_line_append(line, text_string(&filled));
    line->has_failed |= filled.has_failed;
}
