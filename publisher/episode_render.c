/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode_render.h"

#include <math.h>
#include <sys/stat.h>

#include "publisher/cover.h"
#include "publisher/integrity.h"
#include "publisher/mp3_render.h"
#include "publisher/mp3_tag.h"
#include "publisher/remux.h"
#include "recorder/audio/recording_measure.h"
#include "recorder/audio/recording_reader.h"

#define FRAMES_48K_A_MS 48

/* What both files are made from. */
struct job {
    const char *recording_path;
    const struct episode_settings *settings;
    struct cover cover;
    struct loudness recording;
    double header_gain_db;
};

static void job_clear(struct job *job)
{
    cover_clear(&job->cover);
}

static bool job_begin(struct job *job, struct err *err)
{
    int64_t played_48k;
    const char *cover = job->settings->cover;

    own(recording_reader) reader =
        recording_reader_new(job->recording_path, err);
    if (!reader)
        return false;
    job->header_gain_db = recording_reader_gain_q8(reader) / 256.0;
    return (!cover || cover_read(&job->cover, cover, err)) &&
           recording_measure(
               job->recording_path, &job->recording, &played_48k, err);
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

static struct durable_file *make_opus(const struct job *job, const char *path,
    struct episode_media *media, struct err *err)
{
    struct remuxed remuxed;

    own(durable_file) file = durable_file_new(path, 0644, err);
    if (!file ||
        !remux(job->recording_path, job->settings, &job->cover, file, &remuxed,
            err) ||
        !describe(file, media, err))
        return NULL;
    media->loudness = job->recording;
    media->bitrate = (int)lround(
        (double)remuxed.packet_bytes * 8 * 48000 / (double)remuxed.heard_48k);
    return take(file);
}

static struct durable_file *make_mp3(const struct job *job, const char *path,
    struct episode_files *files, struct err *err)
{
    struct mp3_rendered rendered;
    own_value(text) tag = {0};

    mp3_tag_append(&tag, job->settings, &job->cover);
    if (!text_finish(&tag, err))
        return NULL;
    struct mp3_order order = {
        .recording_path = job->recording_path,
        .mp3_path = path,
        .tag = &tag,
        .recording = job->recording,
        .header_gain_db = job->header_gain_db,
        .target_lufs = job->settings->target_lufs,
    };
    own(durable_file) file = mp3_render(&order, &rendered, err);
    if (!file || !describe(file, &files->mp3, err))
        return NULL;
    files->mp3.loudness = rendered.measured.loudness;
    files->mp3.bitrate = rendered.bitrate;
    files->duration_ms =
        (rendered.measured.frames_48k + FRAMES_48K_A_MS / 2) / FRAMES_48K_A_MS;
    return take(file);
}

bool episode_render(const char *recording_path, const char *opus_path,
    const char *mp3_path, const struct episode_settings *settings,
    struct episode_files *files, struct err *err)
{
    struct episode_files made = {0};
    own_value(job)
        job = {.recording_path = recording_path, .settings = settings};

    if (!job_begin(&job, err))
        return false;
    own(durable_file) opus = make_opus(&job, opus_path, &made.opus, err);
    if (!opus)
        return false;
    own(durable_file) mp3 = make_mp3(&job, mp3_path, &made, err);
    if (!mp3)
        return false;
    /* Neither is in view before both are whole. */
    if (!durable_file_commit(opus, err) || !durable_file_commit(mp3, err))
        return false;
    *files = made;
    return true;
}
