/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A tap: where sound comes from.
 *
 *     source = source_open("rtp://127.0.0.1:5004?codec=opus", NULL, err);
 *     poll(source_descriptor(source) …, until source_deadline_ns(source))
 *     switch (source_read(source, clock_monotonic_ns(), &sink, err)) …
 *     source_stop(source, clock_monotonic_ns(), &sink, err);
 *     source_free(source);
 *
 * A source hands its sink a continuous run of sound: packets of Opus or PCM
 * at its own rate, and gaps where nothing came, in order and without holes,
 * so that what has been handed over is always as long as what it stands for.
 * A live source (RTP, HTTP, a sound card) judges by arrival time; a file is as
 * long as its samples. Nothing here decodes Opus, resamples or touches the
 * recording.
 *
 * Kinds are chosen by the look of the address:
 *     rtp://ADDRESS:PORT?codec=opus|pcmu|pcma|g722|l16[/RATE[/CHANNELS]]…
 *     FILE.sdp                            RTP described by RFC 8866
 *     http://HOST[:PORT]/PATH | https://… live Ogg/Opus (http_source.h)
 *     alsa:DEVICE                         a sound card (alsa_source.h)
 *     pulse:NAME                          the same (pulse_source.h)
 *     - | FIFO | FILE                     WAV, or raw PCM with a format
 */
#ifndef ROOMCAST_SOURCE_SOURCE_H
#define ROOMCAST_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

enum sound_kind { SOUND_OPUS, SOUND_PCM };

/* What a source delivers; fixed once source_format() knows it. */
struct sound_format {
    enum sound_kind kind;
    int rate_hz;  /* 48000 for Opus */
    int channels; /* 1 or 2; for Opus the most that may come */
};

/* Where it goes. Each returns false, with *err filled, to end the reading. */
struct sound_sink {
    void *user;
    /* One valid Opus packet. */
    bool (*opus)(void *user, const uint8_t *packet, size_t bytes,
        int frames_48k, struct err *err);
    /* Interleaved float at the format's rate and channels. */
    bool (*pcm)(void *user, const float *pcm, size_t frames, struct err *err);
    /* Nothing came for that long, in frames at the format's rate; for Opus a
     * multiple of 120. `lost` counts the packets known to be missing. */
    bool (*gap)(void *user, int64_t frames, int lost, struct err *err);
    /* Something for the ledger: an event and a sentence or a value. */
    void (*event)(void *user, const char *event, const char *text);
};

enum source_step {
    SOURCE_GOES_ON, /* all that was there has been taken */
    SOURCE_ENDED,   /* end of input: no more will come */
    SOURCE_FAILED   /* *err: the source's, or the sink's */
};

/* What an address cannot say. All may be NULL; strings are borrowed for the
 * call. */
struct source_options {
    const char *pcm_format; /* "s16le,48000,2"; NULL: by a WAV header */
    const char *srtp_key;   /* key and salt in base64 */
    const char *srtp_state; /* a file of our own: where an encrypted stream
                               stands (rollover_file.h); NULL: none is kept */
    const char *user;       /* whom an HTTP server knows us as */
    const char *password;
};

/* What a source has counted so far. */
struct source_counters {
    int64_t packets; /* taken into the recording */
    int64_t lost;    /* never came */
    int64_t late;    /* came when their place was filled already */
    int64_t duplicates;
    int64_t strangers;       /* from another sender */
    int64_t garbage;         /* not what was expected */
    int64_t gap_ms;          /* filled because nothing came */
    int64_t unauthentic;     /* did not authenticate (SRTP) */
    int64_t recovered;       /* lost, and repeated by a later packet (RED) */
    int64_t missing_bytes;   /* that the header of a file promises */
    int64_t sender_reports;  /* RTCP; the next two are 0 without */
    double sender_offset_s;  /* the sender's time of day less ours */
    double sender_drift_ppm; /* its sampling clock against ours; 0: unknown */
    double drift_ppm; /* the same by when its sound came: that is taken out;
                         above 0 it is fast; NAN: not known, or not live */
};

struct source;

#define SOURCE_EXPECTED_BYTES 48

/* The implementation of one kind; see source_open(). */
struct source_type {
    int (*descriptor)(const struct source *source);
    bool (*format)(const struct source *source, struct sound_format *format);
    int64_t (*deadline_ns)(const struct source *source);
    enum source_step (*read)(struct source *source, int64_t now_ns,
        const struct sound_sink *sink, struct err *err);
    bool (*stop)(struct source *source, int64_t now_ns,
        const struct sound_sink *sink, struct err *err);
    int64_t (*start_ns)(const struct source *source); /* NULL: not live */
    void (*count)(
        const struct source *source, struct source_counters *counters);
    /* What its packets should be, for people; NULL: it takes what comes. */
    void (*expected)(
        const struct source *source, char text[SOURCE_EXPECTED_BYTES]);
    void (*free)(struct source *source);
    bool is_stamped; /* see source_is_stamped() */
};

/* The head of each implementation's struct. */
struct source {
    const struct source_type *type;
};

/* ERR_CONFIG: the address or the SDP makes no sense, the file is not there, or
 * an option is given that is for another kind; ERR_NET or ERR_BUSY: it cannot
 * be bound; ERR_FORMAT: a corrupt WAV. `options` NULL: none. All is copied. */
struct source *source_open(
    const char *address, const struct source_options *options, struct err *err);

/* What to poll for input. */
int source_descriptor(const struct source *source);

/* True once the format is known (a FIFO must have sent its header), which
 * source_read() brings about. */
bool source_format(const struct source *source, struct sound_format *format);

/* When source_read() wants to be called even if nothing has come, on the
 * monotonic clock; INT64_MAX: never. */
int64_t source_deadline_ns(const struct source *source);

/* True when it is noted what came when, by the kernel or a thread, so that a
 * live source may be read a little late, in batches. Others take for arrival
 * when they are read. */
bool source_is_stamped(const struct source *source);

/* For a live source the monotonic time at which its sound begins; INT64_MAX
 * before anything came, and for files. */
int64_t source_start_ns(const struct source *source);

/* Takes what is there without waiting, and hands over what is due. */
enum source_step source_read(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err);

/* The recording ends at `now_ns`: hands over what is held back and, for a
 * live source, fills up to now. */
bool source_stop(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err);

void source_count(
    const struct source *source, struct source_counters *counters);

/* ERR_NET for a source that brought no sound, which is told apart from one
 * whose packets were none of those expected. Always false. */
bool source_nothing_came(
    const struct source *source, const char *address, struct err *err);

/* NULL is fine. */
void source_free(struct source *source);
OWNED(source)

#endif
