/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/session_part.h"

#include "recorder/recording/recording_reader.h"

static bool read_facts(
    const char *path, struct recording_facts *facts, struct err *err)
{
    own(recording_reader) reader = recording_reader_new(path, err);

    return reader && recording_reader_facts(reader, facts, err);
}

static int64_t limit(int64_t value, int64_t least, int64_t most)
{
    if (value < least)
        return least;
    return value < most ? value : most;
}

bool session_part_length_48k(const char *const *paths, size_t count, size_t at,
    int64_t *length_48k, struct err *err)
{
    struct recording_facts facts;
    struct recording_facts next;
    int64_t frames_48k;

    if (!recording_duration_48k(paths[at], &frames_48k, err))
        return false;
    if (at + 1 < count) {
        if (!read_facts(paths[at], &facts, err) ||
            !read_facts(paths[at + 1], &next, err))
            return false;
        if (next.continues)
            frames_48k = limit(next.offset_48k - facts.offset_48k, 0,
                frames_48k + SESSION_HOLE_MOST_48K);
    }
    *length_48k = frames_48k;
    return true;
}

bool session_part_cut_holes(const char *const *paths, size_t count,
    struct edit_spans *cut, struct err *err)
{
    int64_t offset_48k = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t frames_48k;
        int64_t length_48k;
        if (!recording_duration_48k(paths[i], &frames_48k, err) ||
            !session_part_length_48k(paths, count, i, &length_48k, err))
            return false;
        int64_t end_48k = offset_48k + length_48k;
        if (frames_48k < length_48k &&
            !edit_spans_add(cut, offset_48k + frames_48k, end_48k, err))
            return false;
        offset_48k = end_48k;
    }
    return true;
}
