/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_render.h"

#include <math.h>

#include "publisher/media/gain_search.h"
#include "publisher/media/gain_trial.h"
#include "publisher/media/limited_player.h"
#include "publisher/media/segment_encoder.h"
#include "recorder/audio/loudness_gain.h"

#define TOLERANCE_LU 0.1
#define MOST_GAIN_DB 40.0 /* as loudness_gain_for() */

/* Coding adds to the peaks, the more the limiter has flattened: with speech
 * at 128k 0.3 to 0.5 dB where 2 to 4 dB were taken off, 0.7 of 8 dB and 1.4
 * of 15 dB. A ceiling that leaves room for it saves encoding again. */
#define FIRST_CEILING_DBTP (-1.4)
#define CEILING_PER_LIMITED_DB 0.08
#define LEAST_FIRST_CEILING_DBTP (-3.0)
/* The next encoding does not overshoot by exactly as much as the last, and
 * what was not enough once has to be more the next time. */
#define CEILING_RESERVE_DB 0.1

/* Where less than that is limited the loudness stays what it was; otherwise
 * the gain is searched for without encoding, which costs a fifth. */
#define SEARCHED_FROM_DB 1.0

/* What limiting takes off the loudness, of what it takes off the highest peak:
 * with speech 0.06 to 0.08, from 2 to 5 dB. */
#define LEAST_SHARE 0.04
#define MOST_SHARE 0.1

/* What the recording is limited with. */
struct limits {
    double gain_db;
    double ceiling_dbtp;
    double slope;        /* the change of loudness by a dB of gain */
    double most_gain_db; /* more is not allowed, or of no use */
};

/* One encoding and what came of it. */
struct attempt {
    int number; /* from 1 */
    struct limits limits;
    struct mp3_measured measured;
};

/* --- Playing ------------------------------------------------------------ */

/* Takes the limited sound piece by piece. */
typedef bool sound_taker(
    void *user, const float *pcm, size_t frames, struct err *err);

static bool play(struct limited_player *player, sound_taker *taker, void *user,
    struct err *err)
{
    size_t samples =
        (size_t)limited_player_channels(player) * RECORDING_PLAYER_MOST_FRAMES;
    size_t frames;

    own_heap(float) pcm = calloc(samples, sizeof *pcm);
    if (!pcm)
        return err_no_memory(err);
    do {
        if (!limited_player_pull(player, pcm, &frames, err) ||
            !taker(user, pcm, frames, err))
            return false;
    } while (frames > 0);
    return true;
}

static struct limited_player *begin(
    const struct mp3_order *order, const struct limits *limits, struct err *err)
{
    return limited_player_new(
        order->recording_path, limits->gain_db, limits->ceiling_dbtp, err);
}

/* --- Encoding ----------------------------------------------------------- */

struct encoding {
    struct segment_encoder *encoder; /* all are borrowed */
    struct durable_file *file;
    const struct mp3_order *order;
    int64_t played_48k;
    int64_t told_48k;
    struct text bytes;
};

static void encoding_clear(struct encoding *encoding)
{
    text_clear(&encoding->bytes);
}

static bool write_bytes(struct encoding *encoding, struct err *err)
{
    bool is_written = durable_file_write(
        encoding->file, encoding->bytes.bytes, encoding->bytes.length, err);

    text_reset(&encoding->bytes);
    return is_written;
}

/* Each percent. */
static void tell_progress(struct encoding *encoding, size_t frames)
{
    const struct mp3_order *order = encoding->order;

    encoding->played_48k += (int64_t)frames;
    if (order->frames_48k <= 0 ||
        encoding->played_48k - encoding->told_48k < order->frames_48k / 100)
        return;
    encoding->told_48k = encoding->played_48k;
    render_progress_tell(order->progress,
        fmin((double)encoding->played_48k / (double)order->frames_48k, 1));
}

static bool take_to_encode(
    void *user, const float *pcm, size_t frames, struct err *err)
{
    struct encoding *encoding = user;

    tell_progress(encoding, frames);
    return segment_encoder_push(
               encoding->encoder, pcm, frames, &encoding->bytes, err) &&
           write_bytes(encoding, err);
}

/* The info frame belongs over the first one, which is written already. */
static bool write_info(
    struct encoding *encoding, const struct mp3_order *order, struct err *err)
{
    int fd = durable_file_descriptor(encoding->file);

    if (!segment_encoder_info(encoding->encoder, &encoding->bytes, err))
        return false;
    ssize_t written = pwrite(fd, encoding->bytes.bytes, encoding->bytes.length,
        (off_t)order->tag->length);
    if (written < 0)
        return err_set_errno(err, ERR_IO, "write %s", order->mp3_path);
    return written == (ssize_t)encoding->bytes.length ||
           err_set(err, ERR_IO, "write %s: no room for its info tag",
               order->mp3_path);
}

static bool write_mp3(const struct mp3_order *order,
    const struct limits *limits, struct durable_file *file, struct err *err)
{
    const struct text *tag = order->tag;

    own(limited_player) player = begin(order, limits, err);
    if (!player)
        return false;
    int channels = limited_player_channels(player);
    const struct mp3_format format = {.channels = channels,
        .bitrate = order->is_vbr ? 0 : mp3_encoder_default_bitrate(channels)};
    own(segment_encoder) encoder =
        segment_encoder_new(&format, order->threads, err);
    if (!encoder)
        return false;
    own_value(encoding)
        encoding = {.encoder = encoder, .file = file, .order = order};
    return durable_file_write(file, tag->bytes, tag->length, err) &&
           play(player, take_to_encode, &encoding, err) &&
           segment_encoder_finish(encoder, &encoding.bytes, err) &&
           write_bytes(&encoding, err) && write_info(&encoding, order, err);
}

/* Encodes once and measures. */
static struct durable_file *encode(
    const struct mp3_order *order, struct attempt *attempt, struct err *err)
{
    own(durable_file) file = durable_file_new(order->mp3_path, 0644, err);

    if (!file || !write_mp3(order, &attempt->limits, file, err) ||
        !mp3_measure(durable_file_temporary(file), &attempt->measured, err))
        return NULL;
    return take(file);
}

/* --- Gain and ceiling --------------------------------------------------- */

/* How much the highest peak has to come down. */
static double limited_db(
    const struct mp3_order *order, const struct limits *limits)
{
    return fmax(order->recording.true_peak_dbtp + limits->gain_db -
                    limits->ceiling_dbtp,
        0);
}

static struct limits first_limits(const struct mp3_order *order)
{
    double wanted_db = order->target_lufs - order->recording.integrated_lufs;
    struct limits limits = {
        .ceiling_dbtp = FIRST_CEILING_DBTP,
        .slope = 1,
        .most_gain_db = fmax(MOST_GAIN_DB - order->header_gain_db, 0),
    };

    if (isfinite(wanted_db))
        limits.gain_db = fmin(wanted_db, limits.most_gain_db);
    limits.ceiling_dbtp -= CEILING_PER_LIMITED_DB * limited_db(order, &limits);
    limits.ceiling_dbtp = fmax(limits.ceiling_dbtp, LEAST_FIRST_CEILING_DBTP);
    return limits;
}

/* What is missing to the target; negative when it is too loud, 0 for silence
 * and where more gain is not to be had. */
static double missing_lu(const struct mp3_order *order,
    const struct limits *limits, const struct loudness *loudness)
{
    double missing = order->target_lufs - loudness->integrated_lufs;
    bool is_at_most = limits->gain_db >= limits->most_gain_db;

    return isfinite(missing) && !(missing > 0 && is_at_most) ? missing : 0;
}

static void add_gain(struct limits *limits, double missing)
{
    limits->gain_db =
        fmin(limits->gain_db + missing / limits->slope, limits->most_gain_db);
}

static struct gain_trial first_trial(
    const struct mp3_order *order, const struct limits *limits)
{
    double limited = limited_db(order, limits);

    return (struct gain_trial){
        .path = order->recording_path,
        .ceiling_dbtp = limits->ceiling_dbtp,
        .gains_db = {fmin(limits->gain_db + LEAST_SHARE * limited,
                         limits->most_gain_db),
            fmin(limits->gain_db + MOST_SHARE * limited, limits->most_gain_db)},
        .count = 2,
    };
}

/* Two gains on either side of what it mostly takes, tried at once; then one by
 * one. Without encoding, which would cost three times as much. */
static bool search_gain(
    const struct mp3_order *order, struct limits *limits, struct err *err)
{
    struct gain_search search =
        gain_search_begin(limits->gain_db, limits->most_gain_db);
    struct gain_trial trial = first_trial(order, limits);
    struct loudness found[GAIN_TRIAL_MOST];
    bool goes_on = true;

    while (goes_on) {
        if (!gain_trial_measure(&trial, found, err))
            return false;
        for (size_t i = 0; i < trial.count && goes_on; i++) {
            limits->gain_db = search.gain_db = trial.gains_db[i];
            goes_on =
                gain_search_go_on(&search, missing_lu(order, limits, &found[i]),
                    found[i].true_peak_dbtp - found[i].integrated_lufs);
        }
        trial.gains_db[0] = search.gain_db;
        trial.count = 1;
    }
    limits->gain_db = search.gain_db;
    limits->slope = search.slope;
    limits->most_gain_db = search.most_db;
    return true;
}

/* --- Attempts ----------------------------------------------------------- */

static double excess_db(const struct attempt *attempt)
{
    double excess =
        attempt->measured.loudness.true_peak_dbtp - LOUDNESS_PEAK_LIMIT_DBTP;

    return fmax(excess, 0);
}

static double attempt_missing_lu(
    const struct mp3_order *order, const struct attempt *attempt)
{
    return missing_lu(order, &attempt->limits, &attempt->measured.loudness);
}

static bool is_good(
    const struct mp3_order *order, const struct attempt *attempt)
{
    return excess_db(attempt) <= 0 &&
           fabs(attempt_missing_lu(order, attempt)) <= TOLERANCE_LU;
}

static bool is_better(const struct mp3_order *order,
    const struct attempt *attempt, const struct attempt *than)
{
    if (excess_db(attempt) > 0 || excess_db(than) > 0)
        return excess_db(attempt) < excess_db(than);
    return fabs(attempt_missing_lu(order, attempt)) <
           fabs(attempt_missing_lu(order, than));
}

/* How much louder all of it may be, as far as peaks go. */
static double room_db(const struct attempt *attempt)
{
    return LOUDNESS_PEAK_LIMIT_DBTP - CEILING_RESERVE_DB -
           attempt->measured.loudness.true_peak_dbtp;
}

/* Gain and ceiling together make all of it louder or quieter by as much,
 * exactly: where peaks leave room for that, nothing else is as sure. A ceiling
 * that is lower by 1 dB costs 1 - slope LU. */
static struct limits next_limits(
    const struct mp3_order *order, const struct attempt *attempt)
{
    struct limits next = attempt->limits;
    double missing = attempt_missing_lu(order, attempt);

    if (excess_db(attempt) > 0) {
        double drop_db =
            attempt->number * (excess_db(attempt) + CEILING_RESERVE_DB);
        next.ceiling_dbtp -= drop_db;
        missing += drop_db * (1 - next.slope);
    } else if (missing <= room_db(attempt)) {
        next.ceiling_dbtp += missing;
        missing *= next.slope; /* which add_gain() divides by */
    }
    add_gain(&next, missing);
    return next;
}

struct durable_file *mp3_render(const struct mp3_order *order,
    struct mp3_rendered *rendered, struct err *err)
{
    struct limits limits = first_limits(order);
    struct attempt best = {0};
    int passes = 0;
    own(durable_file) best_file = NULL;

    if (limited_db(order, &limits) > SEARCHED_FROM_DB &&
        !search_gain(order, &limits, err))
        return NULL;
    while (passes < MP3_RENDER_MOST_PASSES) {
        struct attempt attempt = {.number = ++passes, .limits = limits};
        own(durable_file) file = encode(order, &attempt, err);
        if (!file)
            return NULL;
        if (!best_file || is_better(order, &attempt, &best)) {
            durable_file_free(best_file);
            best_file = take(file);
            best = attempt;
        }
        if (is_good(order, &best))
            break;
        limits = next_limits(order, &attempt);
    }
    *rendered = (struct mp3_rendered){
        .measured = best.measured,
        .bitrate = order->is_vbr
                       ? 0
                       : mp3_encoder_default_bitrate(best.measured.channels),
        .passes = passes,
    };
    return take(best_file);
}
