/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "recorder/audio/ledger.h"
#include "recorder/base/clock.h"
#include "recorder/base/config.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/log.h"
#include "recorder/base/text.h"
#include "recorder/passthrough.h"
#include "recorder/reencoder.h"

#define CLOCK_LINE_NS (60 * CLOCK_SECOND_NS)

/* Texts for the ledger that come before there is one. */
#define EARLY_NOTES 8

struct session {
    struct session_settings settings; /* strings are ours */
    struct sound_format format;       /* known from the first sound on */
    char *stem;
    struct measured_writer *writer; /* NULL before the first sound */
    struct passthrough passthrough;
    struct reencoder *reencoder; /* NULL: packets are copied */
    int64_t next_clock_line_ns;
    struct jdoc *early_notes[EARLY_NOTES];
    int early_note_count;
};

static bool is_copied(const struct session *session)
{
    return session->format.kind == SOUND_OPUS &&
           session->settings.normalize != NORMALIZE_LEVEL;
}

/* A copy, or NULL for NULL; *ok becomes false without memory. */
static char *copy_string(const char *string, bool *ok)
{
    char *copy = string ? strdup(string) : NULL;

    *ok = *ok && (copy || !string);
    return copy;
}

static bool copy_settings(struct session *session,
    const struct session_settings *settings, struct err *err)
{
    bool ok = true;

    session->settings = *settings;
    session->settings.stem = NULL;
    session->stem = copy_string(settings->stem, &ok);
    session->settings.folder = copy_string(settings->folder, &ok);
    session->settings.room = copy_string(settings->room, &ok);
    session->settings.title = copy_string(settings->title, &ok);
    session->settings.source = copy_string(settings->source, &ok);
    return ok || err_no_memory(err);
}

struct session *session_new(
    const struct session_settings *settings, struct err *err)
{
    own(session) session = calloc(1, sizeof *session);

    if (!session)
        return err_no_memory(err), NULL;
    if (!copy_settings(session, settings, err))
        return NULL;
    return take(session);
}

static bool make_reencoder(struct session *session, struct err *err)
{
    const struct session_settings *settings = &session->settings;
    struct reencoder_settings how = {.format = session->format,
        .is_levelled = settings->normalize == NORMALIZE_LEVEL,
        .target_lufs = settings->target_lufs,
        .bitrate = settings->bitrate,
        .most_frames_48k = settings->most_frames_48k};

    session->reencoder = reencoder_new(&how, err);
    return session->reencoder;
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

    *facts = (struct recording_facts){.start_utc_ns = start_utc_ns(is->tap),
        .normalize = is->normalize,
        .target_lufs = is->target_lufs,
        .input_rate_hz = session->format.rate_hz,
        .channels = PASSTHROUGH_CHANNELS,
        .preskip_48k = PASSTHROUGH_PRESKIP_48K};
    identifier_random(facts->id);
    snprintf(facts->room, sizeof facts->room, "%s", is->room);
    snprintf(
        facts->title, sizeof facts->title, "%s", is->title ? is->title : "");
    snprintf(facts->source, sizeof facts->source, "%s", is->source);
    if (session->reencoder) {
        facts->channels = session->format.channels;
        facts->preskip_48k = reencoder_preskip_48k(session->reencoder);
    }
}

static bool choose_stem(
    struct session *session, int64_t utc_ns, struct err *err)
{
    if (session->stem)
        return true;
    if (!durable_make_folder(session->settings.folder, 0755, err))
        return false;
    session->stem = recording_free_stem(session->settings.folder, utc_ns, err);
    return session->stem;
}

static bool write_early_notes(struct session *session, struct err *err)
{
    for (int i = 0; i < session->early_note_count; i++) {
        if (!measured_writer_note(
                session->writer, session->early_notes[i], err))
            return false;
    }
    return true;
}

/* The first sound: the file begins. */
static bool begin(struct session *session, struct err *err)
{
    struct recording_facts facts;

    if (session->writer)
        return true;
    if (!source_format(session->settings.tap, &session->format))
        return err_set(err, ERR_FORMAT, "the source gave no format");
    if (!is_copied(session) && !make_reencoder(session, err))
        return false;
    fill_facts(session, &facts);
    if (!choose_stem(session, facts.start_utc_ns, err))
        return false;
    session->writer = measured_writer_new(session->stem, &facts, err);
    if (!session->writer || !write_early_notes(session, err))
        return false;
    if (!session->reencoder)
        return passthrough_init(&session->passthrough, session->writer, err);
    reencoder_attach(session->reencoder, session->writer);
    return true;
}

/* How much sound has been taken in. */
static int64_t frames_48k(const struct session *session)
{
    if (session->reencoder)
        return reencoder_frames_48k(session->reencoder);
    return session->writer ? measured_writer_frames_48k(session->writer) : 0;
}

static bool note(struct session *session, struct jdoc *line, struct err *err)
{
    return measured_writer_note(session->writer, line, err);
}

static bool take_opus(void *user, const uint8_t *packet, size_t bytes,
    int packet_frames_48k, struct err *err)
{
    struct session *session = user;

    if (!begin(session, err))
        return false;
    if (session->reencoder)
        return reencoder_opus(session->reencoder, packet, bytes, err);
    if (session_is_full(session))
        return true;
    return passthrough_packet(
        &session->passthrough, packet, bytes, packet_frames_48k, err);
}

static bool take_pcm(
    void *user, const float *pcm, size_t frames, struct err *err)
{
    struct session *session = user;

    return begin(session, err) &&
           reencoder_pcm(session->reencoder, pcm, frames, err);
}

static bool note_gap(
    struct session *session, int64_t frames, int lost, struct err *err)
{
    own(jdoc) line = ledger_line(lost ? "loss" : "gap", frames_48k(session));

    if (lost)
        jdoc_set_whole(line, "packets", lost);
    jdoc_set_whole(line, "frames", frames * 48000 / session->format.rate_hz);
    return note(session, line, err);
}

static bool take_gap(void *user, int64_t frames, int lost, struct err *err)
{
    struct session *session = user;

    if (!begin(session, err) || !note_gap(session, frames, lost, err))
        return false;
    if (session->reencoder)
        return reencoder_gap(session->reencoder, frames, lost, err);
    int64_t room = session->settings.most_frames_48k - frames_48k(session);
    if (frames > room)
        frames = room > 0 ? room + (120 - room % 120) % 120 : 0;
    return passthrough_gap(&session->passthrough, frames, lost, err);
}

static void take_event(void *user, const char *event, const char *text)
{
    struct session *session = user;
    own(jdoc) line = ledger_line(event, frames_48k(session));
    struct err ignored;

    jdoc_set_string(line, "text", text);
    if (strcmp(event, "warning") == 0 || strcmp(event, "reconnect") == 0)
        log_warning("%s: %s", session->settings.source, text);
    /* A disk that fails is told by the next packet. */
    if (session->writer)
        note(session, line, &ignored);
    else if (session->early_note_count < EARLY_NOTES)
        session->early_notes[session->early_note_count++] = take(line);
}

struct sound_sink session_sink(struct session *session)
{
    return (struct sound_sink){.user = session,
        .opus = take_opus,
        .pcm = take_pcm,
        .gap = take_gap,
        .event = take_event};
}

bool session_tick(struct session *session, int64_t monotonic_ns, int64_t utc_ns,
    struct err *err)
{
    char utc[CLOCK_ISO_BYTES];

    if (!session->writer || monotonic_ns < session->next_clock_line_ns)
        return true;
    session->next_clock_line_ns = monotonic_ns + CLOCK_LINE_NS;
    own(jdoc) line = ledger_line("clock", frames_48k(session));
    clock_format_iso(utc_ns, utc);
    jdoc_set_whole(line, "granule", frames_48k(session));
    jdoc_set_whole(line, "monotonic_ns", monotonic_ns);
    jdoc_set_string(line, "utc", utc);
    return note(session, line, err);
}

bool session_wait_for_disk(struct session *session, struct err *err)
{
    return !session->writer || measured_writer_wait(session->writer, err);
}

bool session_has_begun(const struct session *session)
{
    return session->writer;
}

bool session_is_full(const struct session *session)
{
    return frames_48k(session) >= session->settings.most_frames_48k;
}

const char *session_stem(const struct session *session)
{
    return session->stem;
}

struct session_status session_status(const struct session *session)
{
    struct session_status status = {.frames_48k = frames_48k(session)};

    if (session->writer)
        status.loudness = measured_writer_loudness(session->writer);
    return status;
}

static void add_counters(const struct session *session, struct jdoc *end,
    const struct source_counters *counters)
{
    int64_t recovered = counters->recovered;

    if (session->reencoder)
        recovered += reencoder_recovered(session->reencoder);
    jdoc_set_whole(end, "packets", counters->packets);
    jdoc_set_whole(end, "lost", counters->lost);
    jdoc_set_whole(end, "late", counters->late);
    jdoc_set_whole(end, "duplicates", counters->duplicates);
    jdoc_set_whole(end, "strangers", counters->strangers);
    jdoc_set_whole(end, "garbage", counters->garbage);
    jdoc_set_whole(end, "gap_ms", counters->gap_ms);
    if (counters->unauthentic)
        jdoc_set_whole(end, "unauthentic", counters->unauthentic);
    if (recovered)
        jdoc_set_whole(end, "recovered", recovered);
    if (isfinite(counters->drift_ppm))
        jdoc_set_real(end, "drift_ppm", counters->drift_ppm);
    if (!counters->sender_reports)
        return;
    jdoc_set_whole(end, "sender_reports", counters->sender_reports);
    jdoc_set_real(end, "sender_offset_s", counters->sender_offset_s);
    jdoc_set_real(end, "sender_drift_ppm", counters->sender_drift_ppm);
}

bool session_finish(struct session *session,
    const struct source_counters *counters, const char *cause,
    struct session_report *report, struct err *err)
{
    int64_t frames = frames_48k(session);

    if (session->reencoder &&
        !reencoder_finish(session->reencoder, &frames, err))
        return false;
    if (frames > session->settings.most_frames_48k)
        frames = session->settings.most_frames_48k;
    own(jdoc) end = ledger_line("end", frames);
    jdoc_set_string(end, "cause", cause);
    add_counters(session, end, counters);
    if (!measured_writer_finish(
            session->writer, frames, end, &report->result, err))
        return false;
    snprintf(report->path, sizeof report->path, "%s%s", session->stem,
        RECORDING_SUFFIX);
    return true;
}

void session_free(struct session *session)
{
    if (!session)
        return;
    measured_writer_free(session->writer);
    reencoder_free(session->reencoder);
    for (int i = 0; i < session->early_note_count; i++)
        jdoc_free(session->early_notes[i]);
    free(session->stem);
    free((char *)session->settings.folder);
    free((char *)session->settings.room);
    free((char *)session->settings.title);
    free((char *)session->settings.source);
    free(session);
}
