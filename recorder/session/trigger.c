/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/trigger.h"

#include "recorder/base/clock.h"

/* The wall clock may be set; the schedule is looked at again after this. */
#define LOOK_NS (10 * CLOCK_SECOND_NS)

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* a + b where b may be TRIGGER_NEVER. */
static int64_t after(int64_t a, int64_t b)
{
    return b == TRIGGER_NEVER ? TRIGGER_NEVER : a + b;
}

void trigger_init(struct trigger *trigger, const struct trigger_rules *rules)
{
    *trigger = (struct trigger){.rules = *rules,
        .last_packet_ns = INT64_MIN / 2,
        .last_sound_ns = INT64_MIN / 2,
        .stop_ns = TRIGGER_NEVER,
        .limit_ns = TRIGGER_NEVER,
        .span_end_ns = TRIGGER_NEVER,
        .gate_begin_ns = rules->schedule ? TRIGGER_NEVER : INT64_MIN,
        .gate_end_ns = TRIGGER_NEVER,
        .next_look_ns = INT64_MIN,
        .last_tick_ns = INT64_MIN};
}

/* --- The schedule ------------------------------------------------------ */

/* The end of the span that is recorded moves with the wall clock, but never
 * into what was recorded before the last look; and no post-roll reaches into
 * the next span. */
static void follow_span(struct trigger *trigger, int64_t now_ns, bool is_same)
{
    int64_t end_ns = after(trigger->gate_end_ns, trigger->rules.post_roll_ns);

    if (trigger->span_end_ns == TRIGGER_NEVER)
        return;
    if (!is_same)
        end_ns = earlier(trigger->span_end_ns,
            earlier(later(trigger->gate_begin_ns, trigger->last_tick_ns),
                now_ns + trigger->rules.post_roll_ns));
    trigger->span_end_ns = later(end_ns, trigger->last_tick_ns);
}

void trigger_tick(struct trigger *trigger, int64_t now_ns, int64_t utc_ns)
{
    struct schedule_span span;
    int64_t offset_ns = utc_ns - now_ns;

    if (!trigger->rules.schedule || now_ns < trigger->next_look_ns)
        return;
    if (!schedule_next(trigger->rules.schedule, utc_ns, &span)) {
        trigger->gate_begin_ns = TRIGGER_NEVER;
        trigger->next_look_ns = now_ns + LOOK_NS;
        follow_span(trigger, now_ns, false);
        trigger->last_tick_ns = now_ns;
        return;
    }
    bool is_same = span.begin_ns == trigger->utc_span.begin_ns;
    trigger->utc_span = span;
    trigger->gate_begin_ns = span.begin_ns - offset_ns;
    trigger->gate_end_ns = span.end_ns - offset_ns;
    trigger->next_look_ns = earlier(now_ns + LOOK_NS, trigger->gate_end_ns);
    follow_span(trigger, now_ns, is_same);
    trigger->last_tick_ns = now_ns;
}

/* --- Ends -------------------------------------------------------------- */

static int64_t told_end_ns(const struct trigger *trigger)
{
    int64_t end_ns = earlier(trigger->stop_ns, trigger->span_end_ns);

    if (trigger->is_paused && !trigger->is_pause_kept)
        return end_ns;
    return earlier(end_ns, trigger->limit_ns);
}

static void forget_ends(struct trigger *trigger)
{
    trigger->stop_ns = TRIGGER_NEVER;
    trigger->limit_ns = TRIGGER_NEVER;
    trigger->span_end_ns = TRIGGER_NEVER;
    trigger->is_paused = false;
}

void trigger_ended(struct trigger *trigger, bool is_spent)
{
    trigger->is_recording = false;
    trigger->is_spent = is_spent;
    forget_ends(trigger);
}

static bool end(struct trigger *trigger, int64_t end_ns, const char *cause,
    struct trigger_step *step)
{
    trigger_ended(trigger, trigger->is_spent);
    *step =
        (struct trigger_step){.is_end = true, .end_ns = end_ns, .cause = cause};
    return true;
}

/* The end that was told beforehand has come. */
static bool end_as_told(struct trigger *trigger, struct trigger_step *step)
{
    int64_t end_ns = told_end_ns(trigger);
    const char *cause = "schedule";

    if (end_ns == trigger->stop_ns)
        cause = "command";
    else if (end_ns == trigger->limit_ns)
        cause = "duration";
    trigger->is_spent = end_ns != trigger->span_end_ns;
    return end(trigger, end_ns, cause, step);
}

/* Nothing came, or was heard, until `time_ns`. */
static bool end_quiet(
    struct trigger *trigger, int64_t time_ns, struct trigger_step *step)
{
    const struct trigger_rules *rules = &trigger->rules;

    if (trigger->is_paused)
        return false;
    if (time_ns >= after(trigger->last_packet_ns, rules->idle_ns))
        return end(trigger, trigger->last_packet_ns + rules->post_roll_ns,
            "idle", step);
    if (time_ns < after(trigger->last_sound_ns, rules->silence_ns))
        return false;
    trigger->is_hushed = true;
    return end(
        trigger, trigger->last_sound_ns + rules->post_roll_ns, "silence", step);
}

static bool end_for_sender(struct trigger *trigger,
    const struct trigger_piece *piece, struct trigger_step *step)
{
    if (!trigger->is_sender_new || piece->sound == TRIGGER_GAP)
        return false;
    trigger->is_sender_new = false;
    if (!trigger->rules.is_sender_split || trigger->is_paused)
        return false;
    trigger->is_begin_due = true;
    return end(trigger,
        earlier(piece->from_ns,
            trigger->last_packet_ns + trigger->rules.post_roll_ns),
        "another sender", step);
}

/* --- Begins ------------------------------------------------------------ */

static int64_t quiet_ns(const struct trigger *trigger)
{
    int64_t least = earlier(trigger->rules.idle_ns, trigger->rules.silence_ns);

    return least == TRIGGER_NEVER ? TRIGGER_QUIET_NS : least;
}

/* Whether it still goes on after it was stopped. */
static bool is_still_spent(
    const struct trigger *trigger, const struct trigger_piece *piece)
{
    bool is_by_voice = trigger->rules.start == CONFIG_START_VOICE;
    int64_t last_ns =
        is_by_voice ? trigger->last_sound_ns : trigger->last_packet_ns;

    return trigger->is_spent && piece->from_ns - last_ns < quiet_ns(trigger);
}

static bool is_gate_open(const struct trigger *trigger, int64_t at_ns)
{
    return at_ns >= trigger->gate_begin_ns && at_ns < trigger->gate_end_ns;
}

static bool is_call_heard(
    const struct trigger *trigger, const struct trigger_piece *piece)
{
    if (trigger->is_hushed && piece->sound < TRIGGER_SOUND)
        return false;
    switch (trigger->rules.start) {
    case CONFIG_START_PACKET:
        return piece->sound >= TRIGGER_PACKET;
    case CONFIG_START_VOICE:
        return piece->sound == TRIGGER_SPEECH;
    default: /* the schedule is a command too */
        return trigger->rules.schedule && piece->sound >= TRIGGER_PACKET;
    }
}

static bool begin(struct trigger *trigger, const struct trigger_piece *piece,
    bool has_pre_roll, struct trigger_step *step)
{
    trigger->is_recording = true;
    trigger->is_spent = false;
    trigger->is_hushed = false;
    trigger->is_ordered = false;
    trigger->is_begin_due = false;
    trigger->is_sender_new = false;
    trigger->last_packet_ns = piece->from_ns;
    trigger->last_sound_ns = piece->from_ns;
    forget_ends(trigger);
    if (trigger->rules.schedule && is_gate_open(trigger, piece->from_ns))
        trigger->span_end_ns =
            after(trigger->gate_end_ns, trigger->rules.post_roll_ns);
    *step = (struct trigger_step){.has_pre_roll = has_pre_roll};
    return true;
}

static bool begin_if_called(struct trigger *trigger,
    const struct trigger_piece *piece, struct trigger_step *step)
{
    if (trigger->is_begin_due)
        return begin(trigger, piece, false, step);
    if (trigger->is_ordered && piece->from_ns >= trigger->order_ns)
        return begin(trigger, piece, true, step);
    trigger->is_spent = is_still_spent(trigger, piece);
    return !trigger->is_spent && is_gate_open(trigger, piece->from_ns) &&
           is_call_heard(trigger, piece) && begin(trigger, piece, true, step);
}

bool trigger_is_awaited(const struct trigger *trigger, int64_t now_ns)
{
    const struct trigger_rules *rules = &trigger->rules;

    if (trigger->is_recording)
        return false;
    if (trigger->is_ordered)
        return true;
    return rules->schedule && rules->start != CONFIG_START_VOICE &&
           !trigger->is_spent && !trigger->is_hushed &&
           is_gate_open(trigger, now_ns);
}

void trigger_begun(struct trigger *trigger, int64_t begin_ns)
{
    trigger->limit_ns = after(begin_ns, trigger->rules.duration_ns);
}

/* --- Asking ------------------------------------------------------------ */

static void remember(struct trigger *trigger, const struct trigger_piece *piece)
{
    if (piece->sound >= TRIGGER_PACKET)
        trigger->last_packet_ns = piece->to_ns;
    if (piece->sound >= TRIGGER_SOUND)
        trigger->last_sound_ns = piece->to_ns;
}

bool trigger_hear(struct trigger *trigger, const struct trigger_piece *piece,
    struct trigger_step *step)
{
    if (!trigger->is_recording) {
        if (begin_if_called(trigger, piece, step))
            return true;
        remember(trigger, piece);
        return false;
    }
    if (piece->from_ns >= told_end_ns(trigger))
        return end_as_told(trigger, step);
    if (end_for_sender(trigger, piece, step) ||
        end_quiet(trigger, piece->from_ns, step))
        return true;
    remember(trigger, piece);
    return end_quiet(trigger, piece->to_ns, step);
}

bool trigger_due(
    struct trigger *trigger, int64_t now_ns, struct trigger_step *step)
{
    if (!trigger->is_recording)
        return false;
    if (now_ns >= told_end_ns(trigger))
        return end_as_told(trigger, step);
    return end_quiet(trigger, now_ns, step);
}

int64_t trigger_deadline_ns(const struct trigger *trigger)
{
    const struct trigger_rules *rules = &trigger->rules;
    int64_t told_ns = told_end_ns(trigger);

    if (!trigger->is_recording)
        return TRIGGER_NEVER;
    if (trigger->is_paused)
        return told_ns;
    return earlier(
        told_ns, earlier(after(trigger->last_packet_ns, rules->idle_ns),
                     after(trigger->last_sound_ns, rules->silence_ns)));
}

/* The earlier of `edge` and `other`, if that is after. */
static int64_t nearer(int64_t edge_ns, int64_t other_ns, int64_t after_ns)
{
    return other_ns > after_ns ? earlier(edge_ns, other_ns) : edge_ns;
}

int64_t trigger_edge_ns(const struct trigger *trigger, int64_t after_ns)
{
    int64_t edge_ns = TRIGGER_NEVER;

    if (trigger->is_recording)
        return nearer(edge_ns, told_end_ns(trigger), after_ns);
    if (trigger->is_ordered)
        edge_ns = nearer(edge_ns, trigger->order_ns, after_ns);
    edge_ns = nearer(edge_ns, trigger->gate_begin_ns, after_ns);
    return nearer(edge_ns, trigger->gate_end_ns, after_ns);
}

/* --- Commands ---------------------------------------------------------- */

void trigger_start(struct trigger *trigger, int64_t now_ns)
{
    if (trigger->is_recording || trigger->is_ordered)
        return;
    trigger->is_ordered = true;
    trigger->order_ns = now_ns;
}

void trigger_stop(struct trigger *trigger, int64_t now_ns)
{
    trigger->is_ordered = false;
    if (trigger->is_recording && now_ns < trigger->stop_ns)
        trigger->stop_ns = now_ns;
}

void trigger_pause(struct trigger *trigger, int64_t at_ns, bool is_kept)
{
    if (trigger->is_paused)
        return;
    trigger->is_paused = true;
    trigger->is_pause_kept = is_kept;
    trigger->paused_ns = at_ns;
}

void trigger_resume(struct trigger *trigger, int64_t at_ns)
{
    if (!trigger->is_paused)
        return;
    trigger->is_paused = false;
    trigger->last_packet_ns = at_ns;
    trigger->last_sound_ns = at_ns;
    if (!trigger->is_pause_kept && trigger->limit_ns != TRIGGER_NEVER)
        trigger->limit_ns += at_ns - trigger->paused_ns;
}

void trigger_new_sender(struct trigger *trigger)
{
    trigger->is_sender_new = true;
}
