/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/segment_encoder.h"

#include <pthread.h>
#include <string.h>

#include "publisher/media/mp3_info.h"
#include "publisher/media/mp3_segment.h"

/* Besides those at work: one that is being filled, and one that is done and
 * waits for the one behind it. */
#define MORE_SEGMENTS 2
#define MOST_SEGMENTS (SEGMENT_ENCODER_MOST_THREADS + MORE_SEGMENTS)

/* Segments go round in a ring: segment N is at N modulo their count. */
struct place {
    struct mp3_segment segment;
    bool is_done;   /* under the mutex, as the error is */
    struct err err; /* ERR_NONE: it was encoded */
};

struct segment_encoder {
    struct mp3_format format;
    struct place places[MOST_SEGMENTS];
    size_t place_count;

    /* The caller's. */
    int64_t filling;   /* the number of the segment that sound is put in */
    int64_t joined;    /* of the first one that is not all in the stream */
    int64_t kept_from; /* its first frame that is not */
    struct mp3_info info;
    struct text info_frame;
    struct segment_joints joints;

    pthread_t threads[SEGMENT_ENCODER_MOST_THREADS];
    int thread_count; /* 0: the caller encodes */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int64_t next;  /* the first segment nobody has begun to encode */
    int64_t ready; /* up to, and without, this one they are whole */
    bool is_ending;
};

static struct place *place_of(struct segment_encoder *encoder, int64_t number)
{
    return &encoder->places[(size_t)number % encoder->place_count];
}

static struct mp3_segment *segment_of(
    struct segment_encoder *encoder, int64_t number)
{
    return &place_of(encoder, number)->segment;
}

/* --- Encoding ----------------------------------------------------------- */

static void encode(struct segment_encoder *encoder, struct place *place)
{
    place->err = (struct err){0};
    mp3_segment_encode(&place->segment, &encoder->format, false, &place->err);
}

/* In a thread of its own. */
static void *run(void *user)
{
    struct segment_encoder *encoder = user;

    pthread_mutex_lock(&encoder->mutex);
    while (!encoder->is_ending) {
        if (encoder->next == encoder->ready) {
            pthread_cond_wait(&encoder->changed, &encoder->mutex);
            continue;
        }
        struct place *place = place_of(encoder, encoder->next++);
        pthread_mutex_unlock(&encoder->mutex);
        encode(encoder, place);
        pthread_mutex_lock(&encoder->mutex);
        place->is_done = true;
        pthread_cond_broadcast(&encoder->changed);
    }
    pthread_mutex_unlock(&encoder->mutex);
    return NULL;
}

/* The segment in hand is whole. */
static void hand_over(struct segment_encoder *encoder)
{
    struct place *place = place_of(encoder, encoder->filling);

    if (encoder->thread_count == 0) {
        encode(encoder, place);
        place->is_done = true;
        return;
    }
    pthread_mutex_lock(&encoder->mutex);
    place->is_done = false;
    encoder->ready = encoder->filling + 1;
    pthread_cond_broadcast(&encoder->changed);
    pthread_mutex_unlock(&encoder->mutex);
}

static bool wait_for(
    struct segment_encoder *encoder, int64_t number, struct err *err)
{
    struct place *place = place_of(encoder, number);

    pthread_mutex_lock(&encoder->mutex);
    while (!place->is_done)
        pthread_cond_wait(&encoder->changed, &encoder->mutex);
    pthread_mutex_unlock(&encoder->mutex);
    if (place->err.kind == ERR_NONE)
        return true;
    *err = place->err;
    return false;
}

/* --- Joining ------------------------------------------------------------ */

/* Appends what of the first segment is not in the stream yet. */
static bool put_frames(struct segment_encoder *encoder,
    const struct mp3_segment *segment, struct text *bytes, struct err *err)
{
    size_t old = bytes->length;

    if (segment->number == 0) {
        text_append_bytes(
            &encoder->info_frame, segment->info.bytes, segment->info.length);
        text_append_bytes(bytes, segment->info.bytes, segment->info.length);
        old = bytes->length;
    }
    mp3_run_append(&segment->run, encoder->kept_from, bytes);
    if (!text_finish(bytes, err) || !text_finish(&encoder->info_frame, err))
        return false;
    mp3_info_push(&encoder->info, (const uint8_t *)bytes->bytes + old,
        bytes->length - old);
    encoder->kept_from = mp3_run_end(&segment->run);
    return true;
}

/* Without a reservoir a segment needs no room in the one before, so that only
 * the blocks decide; those follow from the sound alone. */
static bool find_joint(struct segment_encoder *encoder,
    const struct mp3_segment *before, struct mp3_segment *behind,
    int64_t *joint, struct err *err)
{
    int64_t from = mp3_segment_begin(behind->number);

    encoder->joints.all++;
    if (mp3_run_find_joint(&before->run, &behind->run, from, joint))
        return true;
    encoder->joints.closed++;
    if (!mp3_segment_encode(behind, &encoder->format, true, err))
        return false;
    return mp3_run_find_joint(&before->run, &behind->run, from, joint) ||
           mp3_run_find_rough_joint(&before->run, &behind->run, from, joint) ||
           err_set(err, ERR_FORMAT,
               "two segments of an MP3 do not join at frame %lld",
               (long long)from);
}

/* Takes the first segment out of the ring: the one behind is done too. */
static bool join_first(
    struct segment_encoder *encoder, struct text *bytes, struct err *err)
{
    struct mp3_segment *before = segment_of(encoder, encoder->joined);
    struct mp3_segment *behind = segment_of(encoder, encoder->joined + 1);
    int64_t joint;

    if (!wait_for(encoder, before->number, err) ||
        !wait_for(encoder, behind->number, err) ||
        !find_joint(encoder, before, behind, &joint, err))
        return false;
    if (!mp3_run_join(&before->run, &behind->run, joint, err) ||
        !put_frames(encoder, before, bytes, err))
        return false;
    encoder->joined++;
    return true;
}

/* Hands the segment in hand over and begins the next, for which there has to
 * be a place. */
static bool turn(
    struct segment_encoder *encoder, struct text *bytes, struct err *err)
{
    const struct mp3_segment *full = segment_of(encoder, encoder->filling);
    int64_t next = encoder->filling + 1;

    hand_over(encoder);
    if (next - encoder->joined == (int64_t)encoder->place_count &&
        !join_first(encoder, bytes, err))
        return false;
    encoder->filling = next;
    mp3_segment_start(
        segment_of(encoder, next), full, encoder->format.channels);
    return true;
}

/* --- Beginning and end -------------------------------------------------- */

static bool start_threads(
    struct segment_encoder *encoder, int count, struct err *err)
{
    while (encoder->thread_count < count) {
        pthread_t *thread = &encoder->threads[encoder->thread_count];
        int failure = pthread_create(thread, NULL, run, encoder);
        if (failure != 0)
            return err_set(
                err, ERR_LIMIT, "start a thread: %s", strerror(failure));
        encoder->thread_count++;
    }
    return true;
}

struct segment_encoder *segment_encoder_new(
    const struct mp3_format *format, int threads, struct err *err)
{
    own(segment_encoder) encoder = calloc(1, sizeof *encoder);

    if (!encoder)
        return err_no_memory(err), NULL;
    pthread_mutex_init(&encoder->mutex, NULL);
    pthread_cond_init(&encoder->changed, NULL);
    encoder->format = *format;
    if (threads > SEGMENT_ENCODER_MOST_THREADS)
        threads = SEGMENT_ENCODER_MOST_THREADS;
    if (threads < 2)
        threads = 0;
    encoder->place_count = (size_t)threads + MORE_SEGMENTS;
    for (size_t i = 0; i < encoder->place_count; i++)
        if (!mp3_segment_init(
                &encoder->places[i].segment, format->channels, err))
            return NULL;
    mp3_segment_start(&encoder->places[0].segment, NULL, format->channels);
    return start_threads(encoder, threads, err) ? take(encoder) : NULL;
}

bool segment_encoder_push(struct segment_encoder *encoder, const float *pcm,
    size_t frames, struct text *bytes, struct err *err)
{
    int channels = encoder->format.channels;

    while (frames > 0) {
        if (mp3_segment_is_full(segment_of(encoder, encoder->filling)) &&
            !turn(encoder, bytes, err))
            return false;
        size_t taken = mp3_segment_push(
            segment_of(encoder, encoder->filling), pcm, frames, channels);
        pcm += taken * (size_t)channels;
        frames -= taken;
    }
    return true;
}

bool segment_encoder_finish(
    struct segment_encoder *encoder, struct text *bytes, struct err *err)
{
    struct mp3_segment *last = segment_of(encoder, encoder->filling);

    last->is_last = true;
    hand_over(encoder);
    while (encoder->joined < encoder->filling)
        if (!join_first(encoder, bytes, err))
            return false;
    return wait_for(encoder, last->number, err) &&
           put_frames(encoder, last, bytes, err);
}

bool segment_encoder_info(
    struct segment_encoder *encoder, struct text *bytes, struct err *err)
{
    const struct mp3_segment *last = segment_of(encoder, encoder->filling);
    struct text *frame = &encoder->info_frame;

    if (last->number > 0 && !mp3_info_fill(&encoder->info, last->padding,
                                (uint8_t *)frame->bytes, frame->length, err))
        return false;
    text_append_bytes(bytes, frame->bytes, frame->length);
    return text_finish(bytes, err);
}

struct segment_joints segment_encoder_joints(
    const struct segment_encoder *encoder)
{
    return encoder->joints;
}

static void stop_threads(struct segment_encoder *encoder)
{
    pthread_mutex_lock(&encoder->mutex);
    encoder->is_ending = true;
    pthread_cond_broadcast(&encoder->changed);
    pthread_mutex_unlock(&encoder->mutex);
    while (encoder->thread_count > 0)
        pthread_join(encoder->threads[--encoder->thread_count], NULL);
}

void segment_encoder_free(struct segment_encoder *encoder)
{
    if (!encoder)
        return;
    stop_threads(encoder);
    for (size_t i = 0; i < encoder->place_count; i++)
        mp3_segment_clear(&encoder->places[i].segment);
    text_clear(&encoder->info_frame);
    pthread_cond_destroy(&encoder->changed);
    pthread_mutex_destroy(&encoder->mutex);
    free(encoder);
}
