/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/episode_render.h"

#include <math.h>
#include <sys/stat.h>

#include "publisher/media/cover.h"
#include "publisher/media/mp3_render.h"
#include "publisher/media/mp3_tag.h"
#include "publisher/media/remux.h"
#include "publisher/store/integrity.h"
#include "recorder/audio/loudness_gain.h"
#include "recorder/base/config.h"
#include "recorder/recording/recording_measure.h"
#include "recorder/recording/recording_reader.h"

#define FRAMES_48K_A_MS 48

/* What both files are made from. */
struct job {
    const struct montage *montage;
    const struct episode_settings *settings;
    struct cover cover;
    struct remux_order order;
    struct loudness loudness; /* of the Opus file, with its header gain */
    double header_gain_db;
    int64_t heard_48k;
};

static void job_clear(struct job *job)
{
    cover_clear(&job->cover);
}

static bool job_begin(struct job *job, struct err *err)
{
    const char *cover = job->settings->cover;

    job->order = (struct remux_order){
        .montage = job->montage,
        .settings = job->settings,
        .cover = &job->cover,
    };
    return !cover || cover_read(&job->cover, cover, err);
}

/* Fills what both kinds of file have; nothing is in view yet. */
static bool describe(
    struct durable_file *file, struct episode_media *media, struct err *err)
{
    struct stat status;

    if (fstat(durable_file_descriptor(file), &status) != 0)
        return err_set_errno(
            err, ERR_IO, "look at %s", durable_file_temporary(file));
    media->length_bytes = status.st_size;
    return integrity_of_file(
        durable_file_temporary(file), media->integrity, err);
}

static struct durable_file *write_opus(const struct job *job, const char *path,
    struct remuxed *remuxed, struct err *err)
{
    own(durable_file) file = durable_file_new(path, 0644, err);

    return file && remux(&job->order, file, remuxed, err) ? take(file) : NULL;
}

/* --- Loudness ----------------------------------------------------------- */

/* A gain for what was changed: from what a decoder gives of it. */
static bool find_gain(
    struct job *job, struct durable_file *file, struct err *err)
{
    struct remux_order *order = &job->order;

    own(loudness_meter) meter =
        recording_measure_without_gain(durable_file_temporary(file), err);
    if (!meter)
        return false;
    order->gain_q8 =
        loudness_gain_find(meter, job->settings->target_lufs, &job->loudness)
            .gain_q8;
    order->track_gain_q8 = loudness_track_gain_q8(&job->loudness);
    order->has_gain = true;
    job->header_gain_db = order->gain_q8 / 256.0;
    return true;
}

static bool states_loudness(const char *path, struct loudness *loudness)
{
    struct err err;
    own(recording_reader) reader = recording_reader_new(path, &err);

    return reader && recording_reader_loudness(reader, loudness);
}

/* What was left as it is keeps its gain, and with it the loudness that its
 * tags state; otherwise it is measured. */
static bool take_gain(
    struct job *job, struct durable_file *file, struct err *err)
{
    int64_t heard_48k;

    own(recording_reader) reader =
        recording_reader_new(durable_file_temporary(file), err);
    if (!reader)
        return false;
    job->header_gain_db = recording_reader_gain_q8(reader) / 256.0;
    return (montage_is_plain(job->montage) &&
               states_loudness(job->montage->clips[0].path, &job->loudness)) ||
           recording_measure(
               durable_file_temporary(file), &job->loudness, &heard_48k, err);
}

/* A room whose loudness is not to be touched is left alone here too. */
static bool keeps_gain(
    const struct montage *montage, bool *keeps, struct err *err)
{
    struct recording_facts facts;

    *keeps = montage_is_plain(montage);
    for (size_t i = 0; i < montage->count && !*keeps; i++) {
        if (!montage->clips[i].path)
            continue;
        own(recording_reader) reader =
            recording_reader_new(montage->clips[i].path, err);
        if (!reader || !recording_reader_facts(reader, &facts, err))
            return false;
        *keeps = facts.normalize == NORMALIZE_OFF;
    }
    return true;
}

/* Where the gain has to be found the file is written twice: that costs less
 * than a page of the header changed behind its back. */
static struct durable_file *write_with_gain(
    struct job *job, const char *path, struct remuxed *remuxed, struct err *err)
{
    bool keeps;
    own(durable_file) file = write_opus(job, path, remuxed, err);

    if (!file || !keeps_gain(job->montage, &keeps, err))
        return NULL;
    if (keeps)
        return take_gain(job, file, err) ? take(file) : NULL;
    return find_gain(job, file, err) ? write_opus(job, path, remuxed, err)
                                     : NULL;
}

/* --- Files -------------------------------------------------------------- */

static struct durable_file *make_opus(struct job *job, const char *path,
    struct episode_media *media, struct err *err)
{
    struct remuxed remuxed;

    own(durable_file) file = write_with_gain(job, path, &remuxed, err);
    if (!file || !describe(file, media, err))
        return NULL;
    media->loudness = job->loudness;
    job->heard_48k = remuxed.heard_48k;
    media->bitrate = (int)lround(
        (double)remuxed.packet_bytes * 8 * 48000 / (double)remuxed.heard_48k);
    return take(file);
}

static struct durable_file *make_mp3(const struct job *job,
    const struct durable_file *opus, const char *path,
    struct episode_files *files, struct err *err)
{
    struct mp3_rendered rendered;
    own_value(text) tag = {0};

    mp3_tag_append(&tag, job->settings, &job->cover);
    if (!text_finish(&tag, err))
        return NULL;
    struct mp3_order order = {
        .recording_path = durable_file_temporary(opus),
        .mp3_path = path,
        .tag = &tag,
        .recording = job->loudness,
        .header_gain_db = job->header_gain_db,
        .target_lufs = job->settings->target_lufs,
        .is_vbr = job->settings->is_vbr,
        .threads = job->settings->threads,
        .progress = job->settings->progress,
        .frames_48k = job->heard_48k,
    };
    own(durable_file) file = mp3_render(&order, &rendered, err);
    if (!file || !describe(file, &files->mp3, err))
        return NULL;
    files->mp3.loudness = rendered.measured.loudness;
    files->mp3.bitrate = rendered.bitrate;
    if (job->settings->curve)
        *job->settings->curve = rendered.measured.curve;
    if (rendered.bitrate == 0)
        files->mp3.bitrate = (int)lround(
            (double)(files->mp3.length_bytes - (int64_t)tag.length) * 8 *
            48000 / (double)rendered.measured.frames_48k);
    files->duration_ms =
        (rendered.measured.frames_48k + FRAMES_48K_A_MS / 2) / FRAMES_48K_A_MS;
    return take(file);
}

bool episode_render(const struct montage *montage, const char *opus_path,
    const char *mp3_path, const struct episode_settings *settings,
    struct episode_files *files, struct err *err)
{
    struct episode_files made = {0};
    own_value(job) job = {.montage = montage, .settings = settings};

    if (!job_begin(&job, err))
        return false;
    own(durable_file) opus = make_opus(&job, opus_path, &made.opus, err);
    if (!opus)
        return false;
    own(durable_file) mp3 = make_mp3(&job, opus, mp3_path, &made, err);
    if (!mp3)
        return false;
    /* Neither is in view before both are whole. */
    if (!durable_file_commit(opus, err) || !durable_file_commit(mp3, err))
        return false;
    *files = made;
    return true;
}
