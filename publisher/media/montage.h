/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sound of an episode as clips that follow each other without a gap:
 * stretches of recordings, and sound of its own (an intro, an outro).
 *
 *     own_value(montage) montage = {0};
 *     montage_add_sound(&montage, &intro, err)
 *     montage_add_parts(&montage, paths, count, &edits, err)
 *     montage_add_sound(&montage, &outro, err)
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MONTAGE_H
#define ROOMCAST_PUBLISHER_MEDIA_MONTAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/media/edit_list.h"
#include "recorder/base/err.h"

/* Sound at 48 kHz, interleaved float, of one or two channels. */
struct montage_sound {
    float *pcm;
    size_t frames;
    int channels;
};

struct montage_clip {
    char *path;       /* of a recording; NULL: `sound` */
    int64_t from_48k; /* of the recording as it is heard */
    int64_t to_48k;
    bool is_to_end;     /* nothing is taken off its end */
    int64_t offset_48k; /* where the recording begins among its parts */
    struct montage_sound sound;
};

struct montage {
    struct montage_clip *clips;
    size_t count;
    int channels; /* of what comes out: the most of any recording */
    const struct edit_spans *silenced; /* borrowed from the edits, or NULL */
};

/* The parts of one session in their order (session_part.h), holes between them
 * as silence, without what is cut; `edits` must
 * outlive the montage. ERR_FORMAT when all of it is cut. */
bool montage_add_parts(struct montage *montage, const char *const *paths,
    size_t count, const struct edit_list *edits, struct err *err);

/* A copy. */
bool montage_add_sound(struct montage *montage,
    const struct montage_sound *sound, struct err *err);

/* True when it is one recording with nothing but its ends taken off, so that
 * its loudness is the recording's. */
bool montage_is_plain(const struct montage *montage);

/* Whether anything from `from_48k` to `to_48k` of a clip's recording, as it is
 * heard, is to be silent. */
bool montage_is_silenced(const struct montage *montage,
    const struct montage_clip *clip, int64_t from_48k, int64_t to_48k);

void montage_sound_clear(struct montage_sound *sound);
void montage_clear(struct montage *montage);

#endif
