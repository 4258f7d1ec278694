/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/chapters.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FRAMES_A_MS 48
#define NAME_BYTES 32
#define TIME_BYTES 40

bool chapters_add(struct chapters *chapters, int64_t at_frames_48k,
    const char *title, struct err *err)
{
    struct chapter *list =
        realloc(chapters->list, (chapters->count + 1) * sizeof *chapters->list);
    char *copy = strdup(title);

    if (list)
        chapters->list = list;
    if (!list || !copy) {
        free(copy);
        return err_no_memory(err);
    }
    list[chapters->count++] = (struct chapter){at_frames_48k, copy};
    return true;
}

static void format_time(int64_t frames_48k, char time[TIME_BYTES])
{
    int64_t ms = frames_48k > 0 ? frames_48k / FRAMES_A_MS : 0;
    int seconds = (int)(ms / 1000 % 3600);

    snprintf(time, TIME_BYTES, "%02" PRId64 ":%02d:%02d.%03d", ms / 3600000,
        seconds / 60, seconds % 60, (int)(ms % 1000));
}

/* What a comment NAME=value takes in OpusTags. */
static size_t comment_bytes(const char *name, const char *value)
{
    return 4 + strlen(name) + 1 + strlen(value);
}

static bool set_tags(const struct chapter *chapter, size_t number,
    struct stream_tags *tags, size_t most_bytes)
{
    char time_name[NAME_BYTES];
    char title_name[NAME_BYTES];
    char time[TIME_BYTES];

    snprintf(time_name, sizeof time_name, "CHAPTER%03zu", number);
    snprintf(title_name, sizeof title_name, "CHAPTER%03zuNAME", number);
    format_time(chapter->at_frames_48k, time);
    if (stream_tags_bytes(tags) + comment_bytes(time_name, time) +
            comment_bytes(title_name, chapter->title) >
        most_bytes)
        return false;
    stream_tags_set(tags, time_name, time);
    stream_tags_set(tags, title_name, chapter->title);
    return true;
}

size_t chapters_set_tags(const struct chapters *chapters,
    int64_t end_frames_48k, struct stream_tags *tags, size_t most_bytes)
{
    size_t number = 0;
    size_t left_out = 0;

    for (size_t i = 0; i < chapters->count; i++) {
        const struct chapter *chapter = &chapters->list[i];
        if (chapter->at_frames_48k >= end_frames_48k)
            continue;
        if (number < CHAPTERS_MOST &&
            set_tags(chapter, number, tags, most_bytes))
            number++;
        else
            left_out++;
    }
    return left_out;
}

void chapters_clear(struct chapters *chapters)
{
    for (size_t i = 0; i < chapters->count; i++)
        free(chapters->list[i].title);
    free(chapters->list);
    *chapters = (struct chapters){0};
}
