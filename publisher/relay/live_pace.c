/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/live_pace.h"

#include "recorder/base/clock.h"

#define PACKET_48K 960

/* Digital silence takes 3 bytes, DTX 1 or 2, and comfort noise a few more. */
#define SILENT_BYTES 8

/* What is sent ahead of time; behind it when negative. */
static int64_t lead_48k(const struct live_pace *pace, int64_t now_ns)
{
    return pace->sent_48k - clock_frames_48k_from_ns(now_ns - pace->begin_ns);
}

void live_pace_begin(struct live_pace *pace, int64_t now_ns, int64_t frames_48k)
{
    *pace = (struct live_pace){
        .begin_ns = now_ns - clock_ns_from_frames_48k(frames_48k),
        .sent_48k = frames_48k};
}

/* Silence is left out of the middle of silence only, where it is not heard. */
static bool is_too_much(struct live_pace *pace, bool is_silent, int64_t now_ns)
{
    int64_t lead = lead_48k(pace, now_ns);

    if (lead > LIVE_PACE_MOST_EARLY_48K)
        pace->is_skipping = true;
    else if (lead <= LIVE_PACE_EARLY_48K)
        pace->is_skipping = false;
    return pace->is_skipping ||
           (is_silent && pace->is_silent && lead > LIVE_PACE_EARLY_48K);
}

bool live_pace_takes(
    struct live_pace *pace, size_t bytes, int frames_48k, int64_t now_ns)
{
    bool is_silent = bytes <= SILENT_BYTES;
    bool is_left_out = is_too_much(pace, is_silent, now_ns);

    pace->is_silent = is_silent;
    pace->is_filling = false;
    if (is_left_out)
        pace->left_out_48k += frames_48k;
    else
        pace->sent_48k += frames_48k;
    return !is_left_out;
}

static int64_t starved_48k(const struct live_pace *pace)
{
    return pace->is_filling ? LIVE_PACE_FILLING_48K : LIVE_PACE_STARVED_48K;
}

int64_t live_pace_silence_48k(struct live_pace *pace, int64_t now_ns)
{
    int64_t lead = lead_48k(pace, now_ns);

    if (lead > -starved_48k(pace))
        return 0;
    if (lead < -LIVE_PACE_MOST_FILL_48K) {
        int64_t missed_48k = -lead - LIVE_PACE_MOST_FILL_48K;
        pace->begin_ns += clock_ns_from_frames_48k(missed_48k);
        lead = -LIVE_PACE_MOST_FILL_48K;
    }
    int64_t frames = -lead - LIVE_PACE_FILLED_48K;
    frames -= frames % PACKET_48K;
    pace->sent_48k += frames;
    pace->filled_48k += frames;
    pace->is_silent = true;
    pace->is_filling = true;
    return frames;
}

int64_t live_pace_deadline_ns(const struct live_pace *pace)
{
    return pace->begin_ns +
           clock_ns_from_frames_48k(pace->sent_48k + starved_48k(pace));
}
