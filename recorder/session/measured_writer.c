/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/measured_writer.h"

#include <pthread.h>
#include <signal.h>

#include "recorder/audio/batch_decoder.h"
#include "recorder/audio/loudness_gain.h"
#include "recorder/audio/pcm.h"
#include "recorder/base/config.h"
#include "recorder/recording/ledger.h"

struct measured_writer {
    struct recording_facts facts;
    struct recording_writer *writer;
    struct batch_decoder *unheard; /* NULL until a packet comes unheard */
    struct loudness_meter *meter;
    int64_t skip_frames; /* of the pre-skip, not yet passed over */
    int64_t clipped_samples;
};

struct measured_writer *measured_writer_new(
    const char *stem, const struct recording_facts *facts, struct err *err)
{
    own(measured_writer) measured = calloc(1, sizeof *measured);

    if (!measured)
        return err_no_memory(err), NULL;
    measured->facts = *facts;
    measured->skip_frames = facts->preskip_48k;
    measured->meter = loudness_meter_new(facts->channels, err);
    if (!measured->meter)
        return NULL;
    measured->writer = recording_writer_new(stem, facts, err);
    return measured->writer ? take(measured) : NULL;
}

static void measure(
    struct measured_writer *measured, const float *pcm, int64_t frames)
{
    int64_t skip =
        measured->skip_frames < frames ? measured->skip_frames : frames;

    measured->skip_frames -= skip;
    loudness_meter_push(measured->meter, pcm + skip * measured->facts.channels,
        (size_t)(frames - skip));
    measured->clipped_samples +=
        pcm_count_clipped(pcm, (size_t)frames, measured->facts.channels);
}

static void measure_decoded(void *user, const float *pcm, int frames_48k)
{
    measure(user, pcm, frames_48k);
}

static void hear_waiting(struct measured_writer *measured)
{
    struct pcm_taker taker = {measured, measure_decoded};

    if (measured->unheard)
        batch_decoder_flush(measured->unheard, &taker);
}

static bool hear_later(struct measured_writer *measured,
    const struct measured_packet *packet, struct err *err)
{
    if (!measured->unheard)
        measured->unheard = batch_decoder_new(measured->facts.channels, err);
    if (!measured->unheard || !batch_decoder_push(measured->unheard,
                                  packet->packet, packet->bytes, err))
        return false;
    if (batch_decoder_is_full(measured->unheard))
        hear_waiting(measured);
    return true;
}

bool measured_writer_push_heard(struct measured_writer *measured,
    const struct measured_packet *packet, struct err *err)
{
    if (!recording_writer_push(measured->writer, packet->packet, packet->bytes,
            packet->frames_48k, err))
        return false;
    if (!packet->heard)
        return hear_later(measured, packet, err);
    hear_waiting(measured);
    measure(measured, packet->heard, packet->frames_48k);
    return true;
}

bool measured_writer_push(struct measured_writer *measured,
    const uint8_t *packet, size_t bytes, int frames_48k, struct err *err)
{
    const struct measured_packet unheard = {
        .packet = packet, .bytes = bytes, .frames_48k = frames_48k};

    return measured_writer_push_heard(measured, &unheard, err);
}

void measured_writer_set_followed(
    struct measured_writer *measured, bool is_followed)
{
    recording_writer_set_followed(measured->writer, is_followed);
}

bool measured_writer_end_batch(
    struct measured_writer *measured, struct err *err)
{
    return recording_writer_end_batch(measured->writer, err);
}

int64_t measured_writer_frames_48k(const struct measured_writer *measured)
{
    return recording_writer_frames_48k(measured->writer);
}

int64_t measured_writer_safe_48k(const struct measured_writer *measured)
{
    return recording_writer_safe_48k(measured->writer);
}

bool measured_writer_is_full(const struct measured_writer *measured)
{
    return recording_writer_is_full(measured->writer);
}

int64_t measured_writer_take_delay_ns(struct measured_writer *measured)
{
    return recording_writer_take_delay_ns(measured->writer);
}

int64_t measured_writer_clipped_samples(struct measured_writer *measured)
{
    hear_waiting(measured);
    return measured->clipped_samples;
}

struct loudness measured_writer_loudness(struct measured_writer *measured)
{
    hear_waiting(measured);
    return loudness_meter_read(measured->meter);
}

bool measured_writer_note(
    struct measured_writer *measured, const struct jdoc *line, struct err *err)
{
    return recording_writer_note(measured->writer, line, err);
}

bool measured_writer_mark(struct measured_writer *measured,
    int64_t at_frames_48k, const char *title, struct err *err)
{
    return recording_writer_mark(measured->writer, at_frames_48k, title, err);
}

int64_t measured_writer_bytes(const struct measured_writer *measured)
{
    return recording_writer_bytes(measured->writer);
}

bool measured_writer_discard(struct measured_writer *measured, struct err *err)
{
    return recording_writer_discard(measured->writer, err);
}

bool measured_writer_wait(struct measured_writer *measured, struct err *err)
{
    return recording_writer_wait(measured->writer, err);
}

bool measured_writer_finish(struct measured_writer *measured,
    int64_t frames_48k, struct jdoc *end, struct recording_result *result,
    struct err *err)
{
    struct loudness loudness = measured_writer_loudness(measured);
    struct loudness_gain gain = {0};

    if (measured->facts.normalize != NORMALIZE_OFF)
        gain = loudness_gain_find(
            measured->meter, measured->facts.target_lufs, &loudness);
    struct recording_result ended = {.frames_48k = frames_48k,
        .gain_q8 = gain.gain_q8,
        .loudness = loudness,
        .short_lu = gain.short_lu};
    ledger_set_result(end, &ended);
    if (!recording_writer_finish(measured->writer, &ended, end, err))
        return false;
    *result = ended;
    return true;
}

static void *free_later(void *user)
{
    measured_writer_free(user);
    return NULL;
}

/* No signal is for that thread. */
void measured_writer_abandon(struct measured_writer *measured)
{
    pthread_t thread;
    sigset_t all;
    sigset_t before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, NULL, free_later, measured) == 0)
        pthread_detach(thread);
    else
        measured_writer_free(measured);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void measured_writer_free(struct measured_writer *measured)
{
    if (!measured)
        return;
    recording_writer_free(measured->writer);
    batch_decoder_free(measured->unheard);
    loudness_meter_free(measured->meter);
    free(measured);
}
