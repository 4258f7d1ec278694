/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/render_space.h"

#include <sys/stat.h>

#include "publisher/media/cover_picture.h"
#include "publisher/media/jingle.h"
#include "publisher/media/mp3_encoder.h"
#include "recorder/base/free_space.h"
#include "recorder/base/own.h"
#include "recorder/recording/recording.h"

/* For the catalogue with its log, and for feeds and pages. */
#define KEPT_BYTES (INT64_C(4) << 20)

/* Tags, chapters, the curve, the page, and what is lost of each file's last
 * block. */
#define SMALL_BYTES (INT64_C(128) << 10)

/* A transcript in three formats and as a page, three words a second. */
#define WORDS_BYTES_A_SECOND 100

/* A picture is base64 in the tags of Opus (RFC 7845, section 5.2), as it is in
 * those of MP3, and may be a file of its own. */
#define COVER_COPIES 4

static int64_t file_bytes(const char *path)
{
    struct stat status;

    return path && stat(path, &status) == 0 ? status.st_size : 0;
}

static int64_t smaller(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

static int64_t larger(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

/* What is larger is made to fit, as is what is not there. */
static int64_t cover_bytes(
    const struct config_show *show, const struct spool_recording *recording)
{
    static const char *const suffixes[] = {".jpg", ".jpeg", ".png"};
    int64_t bytes = 0;

    for (size_t i = 0; i < 3 && !bytes; i++) {
        own_heap(char) path =
            recording_path_beside(recording->path, suffixes[i]);
        bytes = file_bytes(path);
    }
    if (!bytes)
        bytes = file_bytes(show->cover);
    return bytes ? smaller(bytes, COVER_GOOD_BYTES) : COVER_GOOD_BYTES;
}

/* At most as long as it may be, and as its file is at 64 kbit/s. */
static int64_t jingle_seconds(const char *path)
{
    return smaller(file_bytes(path) / 8000, JINGLE_MOST_SECONDS);
}

static int64_t mp3_bytes_a_second(
    const struct config_show *show, const struct spool_recording *recording)
{
    bool has_jingles = show->intro || show->outro;
    int channels = has_jingles ? 2 : recording->facts.channels;
    int64_t bytes = mp3_encoder_default_bitrate(channels) / 8;

    /* Where much happens it is above the default. */
    return show->is_vbr ? bytes * 3 / 2 : bytes;
}

void render_space_of(const struct config_show *show,
    const struct spool_recording *recording, struct render_space *space)
{
    int64_t jingles_s =
        jingle_seconds(show->intro) + jingle_seconds(show->outro);
    int64_t seconds = recording->duration_ms / 1000 + 1 + jingles_s;
    int64_t rate = mp3_bytes_a_second(show, recording);
    int64_t mp3_bytes = seconds * rate;
    int64_t others = recording->length_bytes + jingles_s * rate +
                     COVER_COPIES * cover_bytes(show, recording) +
                     seconds * WORDS_BYTES_A_SECOND + SMALL_BYTES;

    /* Either file may be there twice, while its gain is found. */
    *space = (struct render_space){
        .workshop_bytes =
            others + larger(2 * mp3_bytes, recording->length_bytes),
        .store_bytes = others + mp3_bytes,
    };
}

void render_space_add(struct render_space *sum, const struct render_space *more)
{
    sum->workshop_bytes += more->workshop_bytes;
    sum->store_bytes += more->store_bytes;
}

static bool check(const char *path, int64_t bytes, struct err *err)
{
    int64_t free_bytes = free_space_bytes(path);

    if (free_bytes < 0 || free_bytes - KEPT_BYTES >= bytes)
        return true;
    err_set(err, ERR_IO,
        "%s: too little room on its disk: what is to be rendered waits until "
        "there is more",
        path);
    err->is_full = true;
    return false;
}

static bool are_on_one_disk(const struct config *config)
{
    struct stat state;
    struct stat site;

    return stat(config->state, &state) == 0 && stat(config->site, &site) == 0 &&
           state.st_dev == site.st_dev;
}

bool render_space_check(const struct config *config,
    const struct render_space *space, struct err *err)
{
    return check(config->state, space->workshop_bytes, err) &&
           check(config->site, are_on_one_disk(config) ? 0 : space->store_bytes,
               err);
}
