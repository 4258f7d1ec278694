/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What making an episode costs:
 *
 *     publish-bench ROUNDS RECORDING.opus FOLDER WHAT…
 *
 * does each WHAT in turn, in so many rounds, and prints for each a line "WHAT
 * CPU_SECONDS WALL_SECONDS":
 *
 *     copy   the recording is copied
 *     opus   an Opus episode is made of it
 *     hash   the checksum that the feed states of the episode
 *     lame   LAME alone encodes the episode's sound
 *     mp3    an MP3 is made of the episode, on one core
 *     cores  the same, on all of them
 *
 * and "passes NUMBER LUFS" behind an MP3. Files go into the folder, and are
 * synced. What is made of the episode wants "opus" before it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "publisher/media/mp3_encoder.h"
#include "publisher/media/mp3_render.h"
#include "publisher/media/remux.h"
#include "publisher/run/worker_pool.h"
#include "publisher/store/integrity.h"
#include "recorder/base/durable_file.h"
#include "recorder/recording/recording_player.h"
#include "recorder/recording/recording_reader.h"

#define EPISODE "episode.opus"
#define MOST_ROUNDS 1000

/* CPU and wall, in seconds. */
struct moment {
    double cpu;
    double wall;
};

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct moment moment_now(void)
{
    return (struct moment){
        seconds(CLOCK_PROCESS_CPUTIME_ID), seconds(CLOCK_MONOTONIC)};
}

static struct moment since(struct moment then)
{
    struct moment now = moment_now();

    return (struct moment){now.cpu - then.cpu, now.wall - then.wall};
}

static bool copy_bytes(
    const char *from, struct durable_file *to, struct err *err)
{
    static char block[1 << 16];
    own_fd int fd = open(from, O_RDONLY | O_CLOEXEC);
    ssize_t got = -1;

    while (fd >= 0 && (got = read(fd, block, sizeof block)) > 0) {
        if (!durable_file_write(to, block, (size_t)got, err))
            return false;
    }
    return got == 0 || err_set_errno(err, ERR_IO, "read %s", from);
}

static bool copy(const char *from, struct moment *took, struct err *err)
{
    struct moment then = moment_now();
    own(durable_file) file = durable_file_new("copy.opus", 0644, err);

    if (!file || !copy_bytes(from, file, err) ||
        !durable_file_commit(file, err))
        return false;
    *took = since(then);
    return true;
}

static bool make_opus(const char *from, struct moment *took, struct err *err)
{
    static const struct episode_settings settings = {.title = "Bench"};
    const struct cover cover = {0};
    const struct edit_list edits = {0};
    own_value(montage) montage = {0};
    const struct remux_order order = {
        .montage = &montage, .settings = &settings, .cover = &cover};
    struct moment then = moment_now();
    struct remuxed remuxed;
    own(durable_file) file = durable_file_new(EPISODE, 0644, err);

    if (!file || !montage_add_parts(&montage, &from, 1, &edits, err) ||
        !remux(&order, file, &remuxed, err) || !durable_file_commit(file, err))
        return false;
    *took = since(then);
    return true;
}

static bool hash(const char *from, struct moment *took, struct err *err)
{
    char integrity[INTEGRITY_BYTES];
    struct moment then = moment_now();

    (void)from;
    if (!integrity_of_file(EPISODE, integrity, err))
        return false;
    *took = since(then);
    return true;
}

/* Only what the encoder takes is counted. */
static bool encode_all(struct recording_player *player,
    struct mp3_encoder *encoder, struct moment *took, struct err *err)
{
    static float pcm[2 * RECORDING_PLAYER_MOST_FRAMES];
    own_value(text) bytes = {0};
    size_t frames;

    do {
        if (!recording_player_pull(player, pcm, &frames, err))
            return false;
        struct moment then = moment_now();
        if (!mp3_encoder_push(encoder, pcm, frames, &bytes, err))
            return false;
        struct moment taken = since(then);
        took->cpu += taken.cpu;
        took->wall += taken.wall;
        text_reset(&bytes);
    } while (frames > 0);
    return true;
}

static bool run_lame(const char *from, struct moment *took, struct err *err)
{
    (void)from;
    own(recording_player) player = recording_player_new(EPISODE, err);
    if (!player)
        return false;
    int channels = recording_player_channels(player);
    const struct mp3_format format = {
        .channels = channels, .bitrate = mp3_encoder_default_bitrate(channels)};
    own(mp3_encoder) encoder = mp3_encoder_new(&format, err);
    *took = (struct moment){0};
    return encoder && encode_all(player, encoder, took, err);
}

/* From the episode, at the loudness that its recording states. */
static bool make_mp3(
    const char *recording, int threads, struct moment *took, struct err *err)
{
    const struct text tag = {0};
    struct mp3_rendered rendered;
    struct mp3_order order = {.recording_path = EPISODE,
        .mp3_path = "episode.mp3",
        .threads = threads,
        .tag = &tag,
        .target_lufs = -16};
    struct moment then = moment_now();

    own(recording_reader) reader = recording_reader_new(recording, err);
    if (!reader)
        return false;
    order.header_gain_db = recording_reader_gain_q8(reader) / 256.0;
    if (!recording_reader_loudness(reader, &order.recording))
        return err_set(err, ERR_FORMAT, "%s: states no loudness", recording);
    own(durable_file) file = mp3_render(&order, &rendered, err);
    if (!file || !durable_file_commit(file, err))
        return false;
    *took = since(then);
    printf("passes %d %.2f\n", rendered.passes,
        rendered.measured.loudness.integrated_lufs);
    return true;
}

static bool make_mp3_on_one(
    const char *recording, struct moment *took, struct err *err)
{
    return make_mp3(recording, 1, took, err);
}

static bool make_mp3_on_all(
    const char *recording, struct moment *took, struct err *err)
{
    return make_mp3(recording, worker_pool_cores(), took, err);
}

static const struct task {
    const char *name;
    bool (*run)(const char *recording, struct moment *took, struct err *err);
} tasks[] = {
    {"copy", copy},
    {"opus", make_opus},
    {"hash", hash},
    {"lame", run_lame},
    {"mp3", make_mp3_on_one},
    {"cores", make_mp3_on_all},
};

static bool run_task(const char *name, const char *recording, struct err *err)
{
    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        struct moment took;
        if (strcmp(tasks[i].name, name) != 0)
            continue;
        if (!tasks[i].run(recording, &took, err))
            return err_prefix(err, "%s", name);
        printf("%s %.6f %.6f\n", name, took.cpu, took.wall);
        fflush(stdout);
        return true;
    }
    return err_set(err, ERR_CONFIG, "\"%s\": no such work", name);
}

static bool run_rounds(long rounds, char **words, struct err *err)
{
    for (long round = 0; round < rounds; round++) {
        for (char **name = words + 2; *name; name++) {
            if (!run_task(*name, words[0], err))
                return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    struct err err = {0};
    long rounds = argc > 4 ? strtol(argv[1], NULL, 10) : 0;

    if (rounds < 1 || rounds > MOST_ROUNDS || chdir(argv[3]) != 0) {
        fprintf(stderr, "usage: publish-bench ROUNDS /RECORDING.opus FOLDER "
                        "copy|opus|hash|lame|mp3|cores…\n");
        return EXIT_USAGE;
    }
    if (run_rounds(rounds, argv + 2, &err))
        return EXIT_DONE;
    fprintf(stderr, "publish-bench: %s\n", err.text);
    return EXIT_FAILED;
}
