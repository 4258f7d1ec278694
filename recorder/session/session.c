/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/session.h"

#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/recording/ledger.h"
#include "recorder/session/counters_line.h"
#include "recorder/session/session_facts.h"
#include "recorder/session/session_notes.h"
#include "recorder/session/track_feed.h"
#include "recorder/session/track_watch.h"

/* Of a listener's delay it is a part. */
#define BATCHES_PER_SECOND 5

/* Each ends a page: what waits in the kernel is lost by a kill, and half a
 * second more that the look-ahead holds. */
#define COPIED_BATCHES_PER_SECOND 2
#define LEVELLED_BATCHES_PER_SECOND 3
#define LEAST_BATCHED_FRAMES_48K 960

struct session {
    struct session_settings settings;
    struct sound_format format; /* known from the first sound on */
    int64_t start_utc_ns;
    bool has_start;
    struct track *track; /* NULL before the first sound */
    struct track_feed feed;
    struct track_watch watch;
    struct session_notes notes;
    int packet_frames_48k; /* of the newest; 0: none has come */
    bool is_paused;
    int64_t left_out_frames; /* in this pause, at the format's rate */
};

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

struct session *session_new(
    const struct session_settings *settings, struct err *err)
{
    own(session) session = calloc(1, sizeof *session);

    if (!session)
        return err_no_memory(err), NULL;
    session->settings = *settings;
    session->watch = (struct track_watch){
        .follow_mark = settings->follow_mark, .listener = settings->listener};
    return take(session);
}

static bool make_feed(struct session *session, struct err *err)
{
    const struct session_settings *is = &session->settings;
    const struct track_feed_settings how = {.format = session->format,
        .normalize = is->normalize,
        .target_lufs = is->target_lufs,
        .bitrate = is->bitrate,
        .most_frames_48k = is->most_frames_48k,
        .level_state = is->level_state};

    track_feed_clear(&session->feed);
    return track_feed_init(&session->feed, &how, err);
}

/* A live source may hand its first sound over seconds after it was made. */
static int64_t start_utc_ns(const struct source *tap)
{
    int64_t start_ns = source_start_ns(tap);
    int64_t utc_ns = clock_utc_ns();

    return start_ns == INT64_MAX ? utc_ns
                                 : utc_ns - (clock_monotonic_ns() - start_ns);
}

static void fill_facts(
    const struct session *session, struct recording_facts *facts)
{
    const struct session_settings *is = &session->settings;

    *facts = (struct recording_facts){
        .start_utc_ns =
            session->has_start ? session->start_utc_ns : start_utc_ns(is->tap),
        .input_rate_hz = session->format.rate_hz,
        .channels = track_feed_channels(&session->feed),
        .preskip_48k = track_feed_preskip_48k(&session->feed)};
    session_facts_add(facts, is);
}

static bool open_track(struct session *session, struct err *err)
{
    const struct track_place place = {.stem = (char *)session->settings.stem,
        .folder = (char *)session->settings.folder,
        .second = (char *)session->settings.second_folder,
        .least_free_bytes = session->settings.least_free_bytes};
    struct recording_facts facts;

    fill_facts(session, &facts);
    session->track =
        track_new(&place, &facts, &session->settings.listener, err);
    return session->track;
}

/* The first sound: the file begins. */
static bool begin(struct session *session, struct err *err)
{
    if (session->track)
        return true;
    if (!source_format(session->settings.tap, &session->format))
        return err_set(err, ERR_FORMAT, "the source gave no format");
    return make_feed(session, err) && open_track(session, err) &&
           session_notes_attach(&session->notes, session->track, err) &&
           track_feed_attach(&session->feed, session->track, err);
}

int64_t session_frames_48k(const struct session *session)
{
    return track_feed_frames_48k(&session->feed);
}

/* --- What the source hands over ---------------------------------------- */

/* What comes while it is paused. */
static bool pass_over(struct session *session, int64_t frames, struct err *err)
{
    if (session->settings.is_pause_kept)
        return track_feed_gap(&session->feed, frames, 0, err);
    session->left_out_frames += frames;
    return true;
}

static bool take_opus(void *user, const uint8_t *packet, size_t bytes,
    int packet_frames_48k, struct err *err)
{
    struct session *session = user;

    if (!begin(session, err))
        return false;
    session->packet_frames_48k = packet_frames_48k;
    if (session->is_paused)
        return pass_over(session, packet_frames_48k, err);
    return session_notes_packet(&session->notes, bytes, packet_frames_48k,
               session_frames_48k(session), err) &&
           track_feed_opus(
               &session->feed, packet, bytes, packet_frames_48k, err);
}

static bool take_pcm(
    void *user, const float *pcm, size_t frames, struct err *err)
{
    struct session *session = user;

    if (!begin(session, err))
        return false;
    if (session->is_paused)
        return pass_over(session, (int64_t)frames, err);
    return track_feed_pcm(&session->feed, pcm, frames, err);
}

static bool take_gap(void *user, int64_t frames, int lost, struct err *err)
{
    struct session *session = user;

    if (!begin(session, err))
        return false;
    if (session->is_paused)
        return pass_over(session, frames, err);
    return session_notes_gap(&session->notes,
               frames * 48000 / session->format.rate_hz, lost,
               session_frames_48k(session), err) &&
           track_feed_gap(&session->feed, frames, lost, err);
}

static void take_event(void *user, const char *event, const char *text)
{
    struct session *session = user;

    if (strcmp(event, "warning") == 0 || strcmp(event, "reconnect") == 0 ||
        strcmp(event, "reconnected") == 0)
        log_warning("%s: %s", session->settings.source, text);
    session_notes_event(
        &session->notes, event, text, session_frames_48k(session));
}

struct sound_sink session_sink(struct session *session)
{
    return (struct sound_sink){.user = session,
        .opus = take_opus,
        .pcm = take_pcm,
        .gap = take_gap,
        .event = take_event};
}

/* --- While it runs ------------------------------------------------------ */

void session_set_start(struct session *session, int64_t utc_ns)
{
    session->start_utc_ns = utc_ns;
    session->has_start = true;
}

/* Each wake-up finds the processor's caches cold, which is a good part of what
 * a lone room costs; so it gets as few as a kill and a listener allow. But the
 * kernel keeps only so many packets. */
static bool has_time(const struct session *session)
{
    return session->track && !track_is_followed(session->track) &&
           session->packet_frames_48k >= LEAST_BATCHED_FRAMES_48K &&
           source_is_stamped(session->settings.tap);
}

int session_batches_per_second(const struct session *session)
{
    if (!has_time(session))
        return BATCHES_PER_SECOND;
    return track_feed_is_copied(&session->feed) ? COPIED_BATCHES_PER_SECOND
                                                : LEVELLED_BATCHES_PER_SECOND;
}

bool session_tick(struct session *session, int64_t monotonic_ns, int64_t utc_ns,
    struct err *err)
{
    const struct track_moment now = {
        session_frames_48k(session), monotonic_ns, utc_ns};

    if (has_time(session))
        track_end_batch(session->track);
    return !session->track ||
           track_watch_look(&session->watch, session->track, &now, err);
}

bool session_wait_for_disk(struct session *session, struct err *err)
{
    return !session->track || track_wait(session->track, err);
}

bool session_has_begun(const struct session *session)
{
    return session->track;
}

bool session_is_full(const struct session *session)
{
    return session_frames_48k(session) >= session->settings.most_frames_48k;
}

void session_split(struct session *session, int64_t utc_ns)
{
    if (session->track)
        track_split(session->track, session_frames_48k(session), utc_ns);
}

bool session_pause(struct session *session, struct err *err)
{
    if (session->is_paused || !session->track)
        return true;
    if (!session_notes_end_dtx(&session->notes, err))
        return false;
    session->is_paused = true;
    session->left_out_frames = 0;
    return session_notes_pause(&session->notes, session->settings.is_pause_kept,
        session_frames_48k(session), err);
}

bool session_resume(struct session *session, struct err *err)
{
    if (!session->is_paused)
        return true;
    session->is_paused = false;
    return session_notes_resume(&session->notes,
        (double)session->left_out_frames / session->format.rate_hz,
        session_frames_48k(session), err);
}

bool session_mark(struct session *session, const char *title, struct err *err)
{
    return !session->track ||
           track_mark(session->track, title, session_frames_48k(session), err);
}

bool session_person(struct session *session, const char *who, struct err *err)
{
    return !session->track || session_notes_person(&session->notes, who,
                                  session_frames_48k(session), err);
}

const char *session_path(const struct session *session)
{
    return session->track ? track_path(session->track) : NULL;
}

int64_t session_bytes(const struct session *session)
{
    return session->track ? track_bytes(session->track) : 0;
}

struct session_status session_status(const struct session *session)
{
    struct session_status status = {.frames_48k = session_frames_48k(session)};

    if (session->track) {
        status.loudness = track_loudness(session->track);
        status.failure = track_failure(session->track);
    }
    status.clipped_samples = track_feed_clipped_samples(&session->feed);
    status.recovered = track_feed_recovered(&session->feed);
    return status;
}

/* --- The end ----------------------------------------------------------- */

bool session_finish(struct session *session, const struct session_end *end,
    struct track_report *report, struct err *err)
{
    own(jdoc) line = ledger_line("end", 0);
    int64_t frames;

    if (!track_feed_finish(&session->feed, &frames, err) ||
        !session_notes_end_dtx(&session->notes, err))
        return false;
    frames = least(
        frames, least(end->frames_48k, session->settings.most_frames_48k));
    jdoc_set_string(line, "cause", end->cause);
    counters_line_add(
        line, &end->counters, track_feed_recovered(&session->feed));
    return track_finish(session->track, frames, line, report, err);
}

bool session_discard(struct session *session, struct err *err)
{
    return track_discard(session->track, err);
}

bool session_is_in_first_part(const struct session *session)
{
    return track_is_in_first_part(session->track);
}

void session_free(struct session *session)
{
    if (!session)
        return;
    track_feed_clear(&session->feed);
    track_free(session->track);
    session_notes_clear(&session->notes);
    free(session);
}
