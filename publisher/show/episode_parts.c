/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/episode_parts.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/chapter_list.h"
#include "publisher/episode/episode_extra.h"
#include "publisher/episode/episode_item.h"
#include "publisher/episode/episode_marks.h"
#include "publisher/episode/media_key.h"
#include "publisher/texts/person_list.h"
#include "recorder/base/own.h"

#define MOST_TRANSCRIPTS 3

/* Of one episode. */
struct part {
    struct chapter_list *chapters;
    struct person_list persons;
    struct podcast_transcript transcripts[MOST_TRANSCRIPTS];
    char *chapters_url;
    char *image_url;
    char *transcript_urls[MOST_TRANSCRIPTS];
    struct part *next;
};

struct episode_parts {
    struct part *first;
    struct feed_storage *storage; /* of tags; NULL: none has any yet */
};

/* The best first. */
static const struct {
    enum episode_extra extra;
    const char *type;
} formats[MOST_TRANSCRIPTS] = {
    {EXTRA_VTT, "text/vtt"},
    {EXTRA_SRT, "application/x-subrip"},
    {EXTRA_JSON, "application/json"},
};

struct episode_parts *episode_parts_new(void)
{
    return calloc(1, sizeof(struct episode_parts));
}

static char *url_of(const struct show_facts *facts,
    const struct catalogue_episode *from, const char *suffix)
{
    own_heap(char) key = media_key(from, suffix);
    struct text url = {0};

    text_appendf(&url, "%s/%s", facts->url, key ? key : "");
    return key ? text_take(&url) : NULL;
}

/* They are in order and clean already: this gives them their ends. */
static bool fill_chapters(struct part *part, const struct show_facts *facts,
    const struct catalogue_episode *from, struct podcast_episode *episode)
{
    own_value(episode_marks) marks = {0};
    struct err err;

    if (!episode_marks_parse(&marks, from->chapters, &err))
        return false;
    const struct chapter_marks found = {
        .chapters = marks.chapters,
        .count = marks.count,
        .duration_ms = from->duration_ms,
        .opening = episode_title(from),
    };
    part->chapters = chapter_list_new(&found, &err);
    part->chapters_url =
        url_of(facts, from, episode_extra_suffix(EXTRA_CHAPTERS));
    if (!part->chapters || !part->chapters_url)
        return false;
    episode->chapters = part->chapters->chapters;
    episode->chapter_count = part->chapters->count;
    episode->chapters_url = part->chapters_url;
    return true;
}

static bool has_line(const char *lines, const char *line)
{
    size_t length = strlen(line);

    for (; lines && *lines; lines = strchr(lines, '\n')) {
        lines += *lines == '\n';
        if (strncmp(lines, line, length) == 0 &&
            (lines[length] == '\n' || !lines[length]))
            return true;
    }
    return false;
}

static bool fill_transcripts(struct part *part, const struct show_facts *facts,
    const struct catalogue_episode *from, struct podcast_episode *episode)
{
    for (size_t i = 0; i < MOST_TRANSCRIPTS; i++) {
        const char *suffix = episode_extra_suffix(formats[i].extra);
        size_t at = episode->transcript_count;
        if (!has_line(from->transcripts, suffix))
            continue;
        part->transcript_urls[at] = url_of(facts, from, suffix);
        if (!part->transcript_urls[at])
            return false;
        part->transcripts[at] = (struct podcast_transcript){
            .url = part->transcript_urls[at],
            .type = formats[i].type,
            .language = facts->config->language,
            .is_captions = formats[i].extra != EXTRA_JSON,
        };
        episode->transcript_count++;
    }
    episode->transcripts = part->transcripts;
    return true;
}

static bool fill_persons(struct part *part,
    const struct catalogue_episode *from, struct podcast_episode *episode)
{
    struct err err;

    if (!person_list_parse(&part->persons, from->persons, &err))
        return err.kind != ERR_MEMORY;
    episode->persons = part->persons.items;
    episode->person_count = part->persons.count;
    return true;
}

static bool fill_tags(struct episode_parts *parts,
    const struct catalogue_episode *from, struct podcast_episode *episode)
{
    if (!episode_has_item_tags(from))
        return true;
    if (!parts->storage && !(parts->storage = feed_storage_new()))
        return false;
    return episode_item_fill(from, parts->storage, episode);
}

bool episode_parts_fill(struct episode_parts *parts,
    const struct show_facts *facts, const struct catalogue_episode *from,
    struct podcast_episode *episode)
{
    struct part *part = calloc(1, sizeof *part);

    if (!part)
        return false;
    part->next = parts->first;
    parts->first = part;
    if (from->cover && *from->cover) {
        part->image_url = url_of(facts, from, from->cover);
        episode->image_url = part->image_url;
        if (!part->image_url)
            return false;
    }
    return (!from->chapters || !*from->chapters ||
               fill_chapters(part, facts, from, episode)) &&
           (!from->transcripts || !*from->transcripts ||
               fill_transcripts(part, facts, from, episode)) &&
           (!from->persons || !*from->persons ||
               fill_persons(part, from, episode)) &&
           fill_tags(parts, from, episode);
}

static void part_free(struct part *part)
{
    chapter_list_free(part->chapters);
    person_list_clear(&part->persons);
    free(part->chapters_url);
    free(part->image_url);
    for (size_t i = 0; i < MOST_TRANSCRIPTS; i++)
        free(part->transcript_urls[i]);
    free(part);
}

void episode_parts_free(struct episode_parts *parts)
{
    while (parts && parts->first) {
        struct part *part = parts->first;
        parts->first = part->next;
        part_free(part);
    }
    if (parts)
        feed_storage_free(parts->storage);
    free(parts);
}
