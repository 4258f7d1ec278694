/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/track_feed.h"

#include "recorder/base/config.h"

#define GRAIN_48K 120

static bool is_copied(const struct track_feed_settings *settings)
{
    return settings->format.kind == SOUND_OPUS &&
           settings->normalize != NORMALIZE_LEVEL;
}

bool track_feed_init(struct track_feed *feed,
    const struct track_feed_settings *settings, struct err *err)
{
    const struct reencoder_settings how = {.format = settings->format,
        .is_levelled = settings->normalize == NORMALIZE_LEVEL,
        .target_lufs = settings->target_lufs,
        .bitrate = settings->bitrate,
        .most_frames_48k = settings->most_frames_48k,
        .level_state = settings->level_state};

    feed->most_frames_48k = settings->most_frames_48k;
    feed->channels = PASSTHROUGH_CHANNELS;
    if (is_copied(settings))
        return true;
    feed->channels = settings->format.channels;
    feed->reencoder = reencoder_new(&how, err);
    return feed->reencoder;
}

bool track_feed_is_copied(const struct track_feed *feed)
{
    return !feed->reencoder;
}

int track_feed_channels(const struct track_feed *feed)
{
    return feed->channels;
}

int track_feed_preskip_48k(const struct track_feed *feed)
{
    return feed->reencoder ? reencoder_preskip_48k(feed->reencoder)
                           : PASSTHROUGH_PRESKIP_48K;
}

bool track_feed_attach(
    struct track_feed *feed, struct track *track, struct err *err)
{
    feed->track = track;
    if (!feed->reencoder)
        return passthrough_init(&feed->passthrough, track, err);
    reencoder_attach(feed->reencoder, track);
    return true;
}

int64_t track_feed_frames_48k(const struct track_feed *feed)
{
    if (!feed->track)
        return 0;
    if (!feed->reencoder)
        return track_frames_48k(feed->track);
    int64_t frames_48k = reencoder_frames_48k(feed->reencoder);
    return frames_48k < feed->most_frames_48k ? frames_48k
                                              : feed->most_frames_48k;
}

bool track_feed_opus(struct track_feed *feed, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err)
{
    if (feed->reencoder)
        return reencoder_opus(feed->reencoder, packet, bytes, err);
    if (track_feed_frames_48k(feed) >= feed->most_frames_48k)
        return true;
    return passthrough_packet(
        &feed->passthrough, packet, bytes, frames_48k, err);
}

bool track_feed_pcm(
    struct track_feed *feed, const float *pcm, size_t frames, struct err *err)
{
    return reencoder_pcm(feed->reencoder, pcm, frames, err);
}

bool track_feed_gap(
    struct track_feed *feed, int64_t frames, int lost, struct err *err)
{
    if (feed->reencoder)
        return reencoder_gap(feed->reencoder, frames, lost, err);
    int64_t room = feed->most_frames_48k - track_feed_frames_48k(feed);
    if (frames > room)
        frames =
            room > 0 ? room + (GRAIN_48K - room % GRAIN_48K) % GRAIN_48K : 0;
    return passthrough_gap(&feed->passthrough, frames, lost, err);
}

bool track_feed_finish(
    struct track_feed *feed, int64_t *frames_48k, struct err *err)
{
    *frames_48k = track_feed_frames_48k(feed);
    return !feed->reencoder ||
           reencoder_finish(feed->reencoder, frames_48k, err);
}

int64_t track_feed_recovered(const struct track_feed *feed)
{
    return feed->reencoder ? reencoder_recovered(feed->reencoder) : 0;
}

int64_t track_feed_clipped_samples(const struct track_feed *feed)
{
    if (feed->reencoder)
        return reencoder_clipped_samples(feed->reencoder);
    return feed->track ? track_clipped_samples(feed->track) : 0;
}

void track_feed_clear(struct track_feed *feed)
{
    reencoder_free(feed->reencoder);
    *feed = (struct track_feed){0};
}
