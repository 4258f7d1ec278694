/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_pictures.h"

#include <string.h>
#include <unistd.h>

#include "recorder/base/own.h"
#include "recorder/recording/recording.h"

/* The catalogue's word of them: their paths, each with a newline. */
#define MEMORY "strange pictures"

static const char *const suffixes[] = {".webp", ".gif", ".avif", ".heic",
    ".bmp", ".tif", ".tiff", ".JPG", ".JPEG", ".PNG", NULL};

static void append_beside(const char *recording, struct text *found)
{
    for (const char *const *suffix = suffixes; *suffix; suffix++) {
        own_heap(char) path = recording_path_beside(recording, *suffix);
        if (path && access(path, F_OK) == 0)
            text_appendf(found, "%s\n", path);
    }
}

/* A line, with its newline, of the lines before. */
static bool is_among(const char *lines, const char *line, size_t length)
{
    for (; *lines; lines += strcspn(lines, "\n") + 1)
        if (strncmp(lines, line, length) == 0)
            return true;
    return false;
}

static void tell_one(
    const struct publish_run *run, const char *path, int length)
{
    own_value(text) line = {0};

    text_appendf(&line,
        "%.*s is not taken as a cover: expected .jpg, .jpeg or .png", length,
        path);
    publish_run_tell(run, PUBLISH_FAILED, "cover", NULL, &line);
}

static void tell_new(
    const struct publish_run *run, const char *before, const char *found)
{
    for (const char *at = found; *at; at += strcspn(at, "\n") + 1) {
        size_t length = strcspn(at, "\n");
        if (!is_among(before, at, length + 1))
            tell_one(run, at, (int)length);
    }
}

void publish_tell_pictures(struct publish_run *run)
{
    own_value(text) found = {0};
    struct err err;

    for (size_t i = 0; i < run->spool.recording_count; i++)
        append_beside(run->spool.recordings[i].path, &found);
    own_heap(char) before = catalogue_recall(run->catalogue, MEMORY, &err);
    if (!before || !text_finish(&found, &err) ||
        strcmp(before, text_string(&found)) == 0)
        return;
    tell_new(run, before, text_string(&found));
    catalogue_remember(run->catalogue, MEMORY, text_string(&found), &err);
}
