/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/pending_sound.h"

#include <stdlib.h>
#include <string.h>

float *pending_sound_room(
    struct pending_sound *pending, size_t frames, struct err *err)
{
    size_t needed =
        SEAM_BEFORE_48K + pending->frames + frames + SEAM_BEHIND_48K;
    size_t width = (size_t)pending->channels;
    size_t old = pending->capacity * width;

    if (needed > pending->capacity) {
        float *larger =
            realloc(pending->pcm, needed * width * sizeof *pending->pcm);
        if (!larger)
            return err_no_memory(err), NULL;
        memset(larger + old, 0, (needed * width - old) * sizeof *larger);
        pending->pcm = larger;
        pending->capacity = needed;
    }
    float *room = pending->pcm + (SEAM_BEFORE_48K + pending->frames) * width;
    pending->frames += frames;
    return room;
}

bool pending_sound_push(struct pending_sound *pending,
    struct episode_stream *stream, struct err *err)
{
    const struct seam seam = {
        .channels = pending->channels,
        .pcm = pending->pcm,
        .frames = pending->frames,
        .old_frames = pending->old_frames,
    };
    bool is_pushed = seam_push(stream, &seam, err);

    pending_sound_clear(pending);
    return is_pushed;
}

void pending_sound_clear(struct pending_sound *pending)
{
    free(pending->pcm);
    *pending = (struct pending_sound){.channels = pending->channels};
}
