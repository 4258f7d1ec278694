/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/montage.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/media/session_part.h"
#include "recorder/base/own.h"
#include "recorder/recording/recording_reader.h"

static struct montage_clip *add_clip(struct montage *montage, struct err *err)
{
    struct montage_clip *clips =
        realloc(montage->clips, (montage->count + 1) * sizeof *clips);

    if (!clips)
        return err_no_memory(err), NULL;
    montage->clips = clips;
    return memset(&clips[montage->count++], 0, sizeof *clips);
}

static bool add_silence(
    struct montage *montage, int64_t frames_48k, struct err *err)
{
    struct montage_clip *clip = add_clip(montage, err);

    if (!clip)
        return false;
    clip->sound = (struct montage_sound){
        .pcm = calloc((size_t)frames_48k, sizeof *clip->sound.pcm),
        .frames = (size_t)frames_48k,
        .channels = 1,
    };
    return clip->sound.pcm || err_no_memory(err);
}

/* Without a path, of a hole. */
static bool add_stretch(struct montage *montage, const char *path,
    int64_t offset_48k, struct edit_span stretch, struct err *err)
{
    if (stretch.from_48k >= stretch.to_48k)
        return true;
    if (!path)
        return add_silence(montage, stretch.to_48k - stretch.from_48k, err);
    struct montage_clip *clip = add_clip(montage, err);
    if (!clip)
        return false;
    clip->path = strdup(path);
    clip->from_48k = stretch.from_48k;
    clip->to_48k = stretch.to_48k;
    clip->offset_48k = offset_48k;
    return clip->path || err_no_memory(err);
}

/* One part by where it lies among all, or a hole, which has no path. */
static bool add_part(struct montage *montage, const char *path,
    struct edit_span part, const struct edit_spans *cut, struct err *err)
{
    int64_t length_48k = part.to_48k - part.from_48k;
    int64_t from = 0;

    for (size_t i = 0; i < cut->count; i++) {
        const struct edit_span *span = &cut->items[i];
        if (span->to_48k <= part.from_48k || span->from_48k >= part.to_48k)
            continue;
        struct edit_span kept = {from, span->from_48k - part.from_48k};
        if (!add_stretch(montage, path, part.from_48k, kept, err))
            return false;
        from = span->to_48k < part.to_48k ? span->to_48k - part.from_48k
                                          : length_48k;
    }
    struct edit_span rest = {from, length_48k};
    return add_stretch(montage, path, part.from_48k, rest, err);
}

static bool look_at(
    const char *path, int *channels, int64_t *frames_48k, struct err *err)
{
    own(recording_reader) reader = recording_reader_new(path, err);

    if (!reader || !recording_duration_48k(path, frames_48k, err))
        return false;
    *channels = recording_reader_channels(reader);
    return true;
}

bool montage_add_parts(struct montage *montage, const char *const *paths,
    size_t count, const struct edit_list *edits, struct err *err)
{
    int64_t offset_48k = 0;
    bool has_sound = false;

    for (size_t i = 0; i < count; i++) {
        int64_t frames_48k;
        int64_t length_48k;
        int channels;
        if (!look_at(paths[i], &channels, &frames_48k, err) ||
            !session_part_length_48k(paths, count, i, &length_48k, err))
            return false;
        int64_t heard_48k = length_48k < frames_48k ? length_48k : frames_48k;
        struct edit_span part = {offset_48k, offset_48k + heard_48k};
        struct edit_span hole = {part.to_48k, offset_48k + length_48k};
        size_t first = montage->count;
        if (!add_part(montage, paths[i], part, &edits->cut, err))
            return false;
        if (montage->count > first) {
            has_sound = true;
            montage->clips[montage->count - 1].is_to_end =
                montage->clips[montage->count - 1].to_48k == frames_48k;
        }
        if (!add_part(montage, NULL, hole, &edits->cut, err))
            return false;
        if (channels > montage->channels)
            montage->channels = channels;
        offset_48k += length_48k;
    }
    montage->silenced = &edits->silenced;
    return has_sound || err_set(err, ERR_FORMAT, "there is no sound in it");
}

bool montage_add_sound(
    struct montage *montage, const struct montage_sound *sound, struct err *err)
{
    size_t bytes = sound->frames * (size_t)sound->channels * sizeof *sound->pcm;

    if (sound->frames == 0)
        return true;
    struct montage_clip *clip = add_clip(montage, err);
    if (!clip)
        return false;
    clip->sound = *sound;
    clip->sound.pcm = malloc(bytes);
    if (!clip->sound.pcm)
        return err_no_memory(err);
    memcpy(clip->sound.pcm, sound->pcm, bytes);
    return true;
}

bool montage_is_plain(const struct montage *montage)
{
    return montage->count == 1 && montage->clips[0].path &&
           (!montage->silenced || montage->silenced->count == 0);
}

bool montage_is_silenced(const struct montage *montage,
    const struct montage_clip *clip, int64_t from_48k, int64_t to_48k)
{
    return montage->silenced &&
           edit_spans_meet(montage->silenced, from_48k + clip->offset_48k,
               to_48k + clip->offset_48k);
}

void montage_sound_clear(struct montage_sound *sound)
{
    free(sound->pcm);
    *sound = (struct montage_sound){0};
}

void montage_clear(struct montage *montage)
{
    for (size_t i = 0; i < montage->count; i++) {
        free(montage->clips[i].path);
        montage_sound_clear(&montage->clips[i].sound);
    }
    free(montage->clips);
    *montage = (struct montage){0};
}
