/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/remux.h"

#include <string.h>

#include "publisher/media/clip_copy.h"
#include "publisher/media/clip_reader.h"
#include "publisher/media/episode_stream.h"
#include "publisher/media/episode_tags.h"
#include "publisher/media/pending_sound.h"
#include "recorder/audio/codec.h"

/* For a decoder to settle where a stream begins (RFC 7845 4.2). */
#define PRE_ROLL_48K 3840
/* A shorter clip is encoded as a whole: seams would meet in it. */
#define LEAST_COPIED_48K (4 * SEAM_SETTLING_48K)

struct remuxer {
    const struct remux_order *order;
    struct recording_reader *first; /* the first recording; all are borrowed */
    struct episode_stream *stream;
    struct recording_facts facts;
    struct pending_sound pending;
    bool has_begun; /* the headers are out */
    int preskip_48k;
    struct remuxed done;
};

static void remuxer_clear(struct remuxer *remuxer)
{
    pending_sound_clear(&remuxer->pending);
}

/* RFC 7845 wants the serial unique among the streams of a file only; taking
 * it from the id keeps the output the same from run to run. */
static uint32_t serial_of(const char *id)
{
    char derived[IDENTIFIER_BYTES];

    if (!identifier_from_name(id, "episode", derived))
        return 0;
    return (uint32_t)strtoul(derived, NULL, 16);
}

static bool begin(struct remuxer *remuxer, int64_t preskip_48k, struct err *err)
{
    const struct remux_order *order = remuxer->order;
    own_value(text) tags = {0};
    struct stream_head head = {
        .channels = order->montage->channels,
        .preskip_48k = (int)preskip_48k,
        .input_rate_hz = remuxer->facts.input_rate_hz,
        .gain_q8 = order->has_gain ? order->gain_q8
                                   : recording_reader_gain_q8(remuxer->first),
    };

    remuxer->has_begun = true;
    remuxer->preskip_48k = (int)preskip_48k;
    return episode_tags_format(order, remuxer->first, &tags, err) &&
           episode_stream_begin(remuxer->stream, &head, &tags, err);
}

/* --- Sound to be encoded ------------------------------------------------ */

static size_t width_of(const struct remuxer *remuxer)
{
    return (size_t)remuxer->order->montage->channels;
}

/* What remains of a copied clip behind its last packet, and as much before as
 * the encoder has to hear. */
static bool hold_rest(struct remuxer *remuxer, const struct montage_clip *clip,
    int64_t position, size_t rest, struct err *err)
{
    const struct clip_stretch heard = {
        clip, position - SEAM_BEFORE_48K, SEAM_BEFORE_48K + rest};

    remuxer->pending.frames = 0;
    remuxer->pending.old_frames = rest;
    return pending_sound_room(&remuxer->pending, rest, err) &&
           clip_decode(
               remuxer->order->montage, &heard, remuxer->pending.pcm, err);
}

/* A stream that begins with sound of ours begins with silence before it. */
static bool begin_with_silence(struct remuxer *remuxer, struct err *err)
{
    if (remuxer->has_begun)
        return true;
    return pending_sound_room(&remuxer->pending, PRE_ROLL_48K, err) &&
           begin(remuxer, PRE_ROLL_48K, err);
}

/* Mono in two channels is as loud in each; the meter knows (BS.1770-4). */
static bool add_sound(
    struct remuxer *remuxer, const struct montage_clip *clip, struct err *err)
{
    const struct montage_sound *sound = &clip->sound;
    size_t width = width_of(remuxer);

    if (!begin_with_silence(remuxer, err))
        return false;
    float *room = pending_sound_room(&remuxer->pending, sound->frames, err);
    if (!room)
        return false;
    for (size_t i = 0; i < sound->frames; i++) {
        const float *frame = sound->pcm + i * (size_t)sound->channels;
        float left = frame[0];
        float right = frame[sound->channels - 1];
        room[i * width] = width == 2 ? left : (left + right) / 2;
        room[i * width + width - 1] = width == 2 ? right : (left + right) / 2;
    }
    return true;
}

static bool add_short_clip(struct remuxer *remuxer,
    const struct montage_clip *clip, int64_t position, struct err *err)
{
    const struct clip_stretch all = {
        clip, position, (size_t)(clip->to_48k - clip->from_48k)};

    if (!begin_with_silence(remuxer, err))
        return false;
    float *room = pending_sound_room(&remuxer->pending, all.frames, err);
    return room && clip_decode(remuxer->order->montage, &all, room, err);
}

/* The pre-skip of a clip that begins the episode: up to where it is heard. */
static bool begin_with_clip(
    struct remuxer *remuxer, struct clip_copy *copy, struct err *err)
{
    if (copy->clip->from_48k > 0 &&
        !clip_copy_skip_ended(copy, copy->from - PRE_ROLL_48K, err))
        return false;
    if (copy->step != CLIP_PACKET)
        return err_set(err, ERR_FORMAT, "there is no sound in it");
    return begin(remuxer, copy->from - copy->packet.position, err);
}

/* Leads over to the first packet that can be copied, behind which the decoder
 * has settled. Seams are whole steps: what is too much is left out where the
 * clip begins. */
static bool lead_over(
    struct remuxer *remuxer, struct clip_copy *copy, struct err *err)
{
    if (!clip_copy_skip_to(copy, copy->from + SEAM_SETTLING_48K, err))
        return false;
    if (copy->step != CLIP_PACKET)
        return err_set(err, ERR_FORMAT, "it ends too early");
    int64_t head = copy->packet.position - copy->from;
    int64_t extra = ((int64_t)remuxer->pending.frames + head) % SEAM_STEP_48K;
    const struct clip_stretch lead = {copy->clip, copy->from + extra,
        (size_t)(head - extra) + SEAM_BEHIND_48K};
    float *room =
        pending_sound_room(&remuxer->pending, (size_t)(head - extra), err);
    return room && clip_decode(remuxer->order->montage, &lead, room, err) &&
           pending_sound_push(&remuxer->pending, remuxer->stream, err);
}

/* --- Clips -------------------------------------------------------------- */

static bool finish(struct remuxer *remuxer, int64_t end_48k, struct err *err)
{
    remuxer->done.heard_48k = end_48k - remuxer->preskip_48k;
    if (remuxer->done.heard_48k <= 0)
        return err_set(err, ERR_FORMAT, "there is no sound in it");
    return episode_stream_finish(remuxer->stream, end_48k, err);
}

/* With sound of ours: whole packets, trimmed. */
static bool finish_with_pending(struct remuxer *remuxer, struct err *err)
{
    size_t frames = remuxer->pending.frames;
    int64_t end = episode_stream_position(remuxer->stream) + (int64_t)frames;
    size_t missing = seam_missing_frames(frames, remuxer->pending.old_frames);

    return pending_sound_room(&remuxer->pending, missing, err) &&
           pending_sound_push(&remuxer->pending, remuxer->stream, err) &&
           finish(remuxer, end, err);
}

static bool finish_with_clip(
    struct remuxer *remuxer, const struct clip_copy *copy, struct err *err)
{
    int64_t end = copy->heard_to;

    if (!copy->clip->is_to_end && copy->to < end)
        end = copy->to;
    return finish(remuxer,
        episode_stream_position(remuxer->stream) - (copy->copied_to - end),
        err);
}

static bool copy_clip(struct remuxer *remuxer, struct clip_copy *copy,
    bool is_last, struct err *err)
{
    if (!(remuxer->has_begun ? lead_over : begin_with_clip)(
            remuxer, copy, err) ||
        !clip_copy_run(copy, remuxer->stream, is_last, err))
        return false;
    remuxer->done.packet_bytes += copy->packet_bytes;
    if (is_last)
        return finish_with_clip(remuxer, copy, err);
    return hold_rest(remuxer, copy->clip, copy->copied_to,
        (size_t)(copy->to - copy->copied_to), err);
}

static bool add_recording(struct remuxer *remuxer,
    const struct montage_clip *clip, bool is_last, struct err *err)
{
    const struct montage *montage = remuxer->order->montage;
    bool is_short =
        clip->to_48k - clip->from_48k < LEAST_COPIED_48K && montage->count > 1;
    own_value(clip_copy) copy = {0};

    if (!clip_copy_open(&copy, montage, clip, err))
        return false;
    if (!is_short)
        return copy_clip(remuxer, &copy, is_last, err);
    return add_short_clip(remuxer, clip, copy.from, err) &&
           (!is_last || finish_with_pending(remuxer, err));
}

static bool add_clips(struct remuxer *remuxer, struct err *err)
{
    const struct montage *montage = remuxer->order->montage;

    for (size_t i = 0; i < montage->count; i++) {
        const struct montage_clip *clip = &montage->clips[i];
        bool is_last = i + 1 == montage->count;
        if (clip->path) {
            if (!add_recording(remuxer, clip, is_last, err))
                return false;
        } else if (!add_sound(remuxer, clip, err) ||
                   (is_last && !finish_with_pending(remuxer, err))) {
            return false;
        }
    }
    return true;
}

static const char *first_path(const struct montage *montage)
{
    for (size_t i = 0; i < montage->count; i++) {
        if (montage->clips[i].path)
            return montage->clips[i].path;
    }
    return "";
}

static bool write_all(const struct remux_order *order,
    struct durable_file *file, struct remuxed *remuxed, struct err *err)
{
    own_value(remuxer) remuxer = {
        .order = order, .pending.channels = order->montage->channels};
    own(recording_reader) reader =
        recording_reader_new(first_path(order->montage), err);

    if (!reader || !recording_reader_facts(reader, &remuxer.facts, err))
        return false;
    remuxer.first = reader;
    own(episode_stream) stream =
        episode_stream_new(file, serial_of(remuxer.facts.id), err);
    if (!stream)
        return false;
    remuxer.stream = stream;
    if (!add_clips(&remuxer, err))
        return false;
    *remuxed = remuxer.done;
    return true;
}

bool remux(const struct remux_order *order, struct durable_file *file,
    struct remuxed *remuxed, struct err *err)
{
    return write_all(order, file, remuxed, err) ||
           err_prefix(err, "remux %s", first_path(order->montage));
}
