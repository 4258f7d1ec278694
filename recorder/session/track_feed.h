/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a track is fed with: a room's packets as they are, or its sound encoded
 * anew.
 *
 *     struct track_feed feed = {0};
 *     track_feed_init(&feed, &settings, err);
 *     … a track of track_feed_channels() and track_feed_preskip_48k() …
 *     track_feed_attach(&feed, track, err);
 *     track_feed_opus(&feed, packet, bytes, frames_48k, err);      …
 *     track_feed_finish(&feed, &frames_48k, err);
 *     track_feed_clear(&feed);
 *
 * Packets are copied when Opus comes and is not to be levelled.
 */
#ifndef ROOMCAST_RECORDER_SESSION_TRACK_FEED_H
#define ROOMCAST_RECORDER_SESSION_TRACK_FEED_H

#include "recorder/session/passthrough.h"
#include "recorder/session/reencoder.h"
#include "recorder/session/track.h"
#include "recorder/source/source.h"

struct track_feed_settings {
    struct sound_format format; /* of what comes */
    int normalize;              /* enum normalize */
    double target_lufs;
    int bitrate;
    int64_t most_frames_48k; /* what is behind is let go; INT64_MAX: nothing */
    const char *level_state; /* see level_memory.h; NULL: not remembered */
};

/* A zeroed struct has taken nothing. */
struct track_feed {
    struct track *track; /* borrowed; NULL before it is attached */
    struct passthrough passthrough;
    struct reencoder *reencoder; /* NULL: packets are copied */
    int64_t most_frames_48k;
    int channels;
};

bool track_feed_init(struct track_feed *feed,
    const struct track_feed_settings *settings, struct err *err);

/* For the header of the track. */
int track_feed_channels(const struct track_feed *feed);
int track_feed_preskip_48k(const struct track_feed *feed);

bool track_feed_is_copied(const struct track_feed *feed);

/* The track must outlive the feed. */
bool track_feed_attach(
    struct track_feed *feed, struct track *track, struct err *err);

/* How much has been taken in, with what a resampler still holds. */
int64_t track_feed_frames_48k(const struct track_feed *feed);

/* One valid packet; sound as its format says; and a time that is filled with
 * silence, or with concealment where so many packets were lost, in frames of
 * the format's rate. */
bool track_feed_opus(struct track_feed *feed, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err);
bool track_feed_pcm(
    struct track_feed *feed, const float *pcm, size_t frames, struct err *err);
bool track_feed_gap(
    struct track_feed *feed, int64_t frames, int lost, struct err *err);

/* Hands over what is held back still. *frames_48k is how long the track is
 * with it. */
bool track_feed_finish(
    struct track_feed *feed, int64_t *frames_48k, struct err *err);

/* Lost packets that the next one repeated; samples at full scale. */
int64_t track_feed_recovered(const struct track_feed *feed);
int64_t track_feed_clipped_samples(const struct track_feed *feed);

void track_feed_clear(struct track_feed *feed);

#endif
