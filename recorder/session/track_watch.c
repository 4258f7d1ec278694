/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/track_watch.h"

#include "recorder/audio/ledger.h"
#include "recorder/base/clock.h"
#include "recorder/base/follow_mark.h"

#define CLOCK_LINE_NS (60 * CLOCK_SECOND_NS)
#define FOLLOW_MARK_NS CLOCK_SECOND_NS

/* A disk that takes so long is told of. */
#define SLOW_DISK_NS (2 * CLOCK_SECOND_NS)

/* Nothing is lost by a disk that is slow now and then; somebody should know.
 */
static bool note_slow_disk(const struct track_watch *watch, struct track *track,
    int64_t frames_48k, struct err *err)
{
    int64_t delay_ns = track_take_delay_ns(track);
    struct err why;

    if (delay_ns < SLOW_DISK_NS)
        return true;
    err_set(&why, ERR_IO, "%s: the disk took %.1f s to write",
        track_path(track), (double)delay_ns / CLOCK_SECOND_NS);
    if (watch->listener.trouble)
        watch->listener.trouble(watch->listener.user, &why);
    own(jdoc) line = ledger_line("warning", -1);
    jdoc_set_any_text(line, "text", why.text);
    return track_note(track, line, frames_48k, err);
}

static void look_for_followers(
    struct track_watch *watch, struct track *track, int64_t monotonic_ns)
{
    if (!watch->follow_mark || monotonic_ns < watch->next_follow_ns)
        return;
    watch->next_follow_ns = monotonic_ns + FOLLOW_MARK_NS;
    track_set_followed(track, follow_mark_is_held(watch->follow_mark));
}

bool track_watch_look(struct track_watch *watch, struct track *track,
    const struct track_moment *now, struct err *err)
{
    look_for_followers(watch, track, now->monotonic_ns);
    int64_t step_ns =
        utc_watch_look(&watch->utc_watch, now->monotonic_ns, now->utc_ns);
    if (!step_ns && now->monotonic_ns < watch->next_clock_line_ns)
        return note_slow_disk(watch, track, now->frames_48k, err);
    watch->next_clock_line_ns = now->monotonic_ns + CLOCK_LINE_NS;
    own(jdoc) line = ledger_clock_line(
        now->frames_48k, now->monotonic_ns, now->utc_ns, step_ns);
    return track_note(track, line, now->frames_48k, err);
}
