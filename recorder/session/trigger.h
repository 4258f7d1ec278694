/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What begins and ends the recordings of a room: packets that come and cease,
 * voice and silence, a schedule, a command, a length, another sender.
 *
 *     trigger_init(&trigger, &rules);
 *     trigger_tick(&trigger, now_ns, utc_ns);              now and then
 *     for each piece of sound:
 *         while (trigger_hear(&trigger, &piece, &step)) … begin or end …
 *     while (trigger_due(&trigger, now_ns, &step)) … end …
 *
 * Pure. Times are those of the sound on the monotonic clock, but for UTC.
 */
#ifndef ROOMCAST_RECORDER_SESSION_TRIGGER_H
#define ROOMCAST_RECORDER_SESSION_TRIGGER_H

#include "recorder/base/config.h"
#include "recorder/base/schedule.h"

#define TRIGGER_NEVER INT64_MAX

/* A room that was stopped, or was as long as it may be, begins again only
 * when it has been quiet, for as long as ends it or for this. */
#define TRIGGER_QUIET_NS INT64_C(10000000000)

struct trigger_rules {
    int start;                       /* enum config_start */
    const struct schedule *schedule; /* borrowed; NULL: at any time */
    int64_t duration_ns;             /* TRIGGER_NEVER, as the next two */
    int64_t idle_ns;
    int64_t silence_ns;
    int64_t post_roll_ns; /* kept after the last packet, sound, or span */
    bool is_sender_split;
};

enum trigger_sound {
    TRIGGER_GAP,    /* nothing came */
    TRIGGER_PACKET, /* something came, and nothing is heard in it */
    TRIGGER_SOUND,
    TRIGGER_SPEECH
};

struct trigger_piece {
    enum trigger_sound sound;
    int64_t from_ns;
    int64_t to_ns;
};

struct trigger_step {
    bool is_end;       /* else a recording begins with this piece */
    bool has_pre_roll; /* … and with what is kept from before it */
    int64_t end_ns;    /* where it is to end: behind it nothing is kept */
    const char *cause; /* "idle", "silence", "schedule", … */
};

struct trigger {
    struct trigger_rules rules;
    bool is_recording;
    bool is_paused;
    bool is_pause_kept;
    int64_t paused_ns; /* since when */
    bool is_spent;     /* waits for the room to be quiet */
    bool is_hushed;    /* by silence: the next begins with sound */
    bool is_ordered;   /* to begin, from order_ns on */
    int64_t order_ns;
    bool is_sender_new;     /* its first packet is to come */
    bool is_begin_due;      /* what came ended one and begins the next */
    int64_t last_packet_ns; /* its end */
    int64_t last_sound_ns;
    /* When the recording is to end, by what. */
    int64_t stop_ns;
    int64_t limit_ns;
    int64_t span_end_ns;
    /* The span of the schedule that is, or is next. */
    struct schedule_span utc_span;
    int64_t gate_begin_ns;
    int64_t gate_end_ns;
    int64_t next_look_ns;
    int64_t last_tick_ns;
};

void trigger_init(struct trigger *trigger, const struct trigger_rules *rules);

/* Looks at the schedule; before what came meanwhile is heard. */
void trigger_tick(struct trigger *trigger, int64_t now_ns, int64_t utc_ns);

/* Hears the next piece. True: do *step first, then ask again with the same
 * piece. The piece belongs to the recording that runs when it is false. */
bool trigger_hear(struct trigger *trigger, const struct trigger_piece *piece,
    struct trigger_step *step);

/* What time alone brings about: give now, less what a source may still hand
 * over for the time before it. */
bool trigger_due(
    struct trigger *trigger, int64_t now_ns, struct trigger_step *step);

/* When trigger_due() will have something; TRIGGER_NEVER: not by itself. */
int64_t trigger_deadline_ns(const struct trigger *trigger);

/* Where a longer piece is to be divided, so that it is on one side: the next
 * such time after `after_ns`; TRIGGER_NEVER: none. */
int64_t trigger_edge_ns(const struct trigger *trigger, int64_t after_ns);

/* Should it be recording, and only the first packet is missing? By a command
 * or the schedule; not where a voice begins it, nor when it was stopped. */
bool trigger_is_awaited(const struct trigger *trigger, int64_t now_ns);

/* The recording that just began does so here, with its pre-roll. */
void trigger_begun(struct trigger *trigger, int64_t begin_ns);

/* It ended without our doing; `is_spent`: as if it had been stopped. */
void trigger_ended(struct trigger *trigger, bool is_spent);

/* By command, each idempotent. */
void trigger_start(struct trigger *trigger, int64_t now_ns);
void trigger_stop(struct trigger *trigger, int64_t now_ns);

/* Quiet ends nothing meanwhile. `is_kept`: the pause is recorded as silence,
 * so it counts into the duration. */
void trigger_pause(struct trigger *trigger, int64_t at_ns, bool is_kept);
void trigger_resume(struct trigger *trigger, int64_t at_ns);

/* Another sender has taken over; its first packet is still to be heard. */
void trigger_new_sender(struct trigger *trigger);

#endif
