/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What making an episode costs:
 *
 *     publish_bench RECORDING.opus FOLDER
 *
 * prints lines "WHAT CPU_SECONDS WALL_SECONDS": copying the recording, making
 * the Opus episode of it, LAME alone over its sound, and making the MP3, on one
 * core ("mp3") and on all of them ("cores"). Files go into the folder, and are
 * synced.
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
#include "recorder/audio/recording_player.h"
#include "recorder/audio/recording_reader.h"
#include "recorder/base/durable_file.h"

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

static void print_since(const char *what, struct moment then)
{
    struct moment now = moment_now();

    printf("%s %.3f %.3f\n", what, now.cpu - then.cpu, now.wall - then.wall);
    fflush(stdout);
}

static bool copy(const char *from, const char *to, struct err *err)
{
    static char block[1 << 16];
    struct moment then = moment_now();
    own_fd int fd = open(from, O_RDONLY | O_CLOEXEC);
    own(durable_file) file = durable_file_new(to, 0644, err);
    ssize_t got;

    if (fd < 0 || !file)
        return fd < 0 ? err_set_errno(err, ERR_IO, "open %s", from) : false;
    while ((got = read(fd, block, sizeof block)) > 0) {
        if (!durable_file_write(file, block, (size_t)got, err))
            return false;
    }
    if (!durable_file_commit(file, err))
        return false;
    print_since("copy", then);
    return true;
}

static bool make_opus(const char *from, const char *to, struct err *err)
{
    static const struct episode_settings settings = {.title = "Bench"};
    const struct cover cover = {0};
    const struct edit_list edits = {0};
    own_value(montage) montage = {0};
    const struct remux_order order = {
        .montage = &montage, .settings = &settings, .cover = &cover};
    struct moment then = moment_now();
    struct remuxed remuxed;
    own(durable_file) file = durable_file_new(to, 0644, err);

    if (!file || !montage_add_parts(&montage, &from, 1, &edits, err) ||
        !remux(&order, file, &remuxed, err) || !durable_file_commit(file, err))
        return false;
    print_since("opus", then);
    return true;
}

/* Only what the encoder takes is counted. */
static bool run_lame(const char *from, struct err *err)
{
    static float pcm[2 * RECORDING_PLAYER_MOST_FRAMES];
    own(recording_player) player = recording_player_new(from, err);
    own_value(text) bytes = {0};
    struct moment taken = {0};
    size_t frames;

    if (!player)
        return false;
    int channels = recording_player_channels(player);
    const struct mp3_format format = {
        .channels = channels, .bitrate = mp3_encoder_default_bitrate(channels)};
    own(mp3_encoder) encoder = mp3_encoder_new(&format, err);
    if (!encoder)
        return false;
    do {
        if (!recording_player_pull(player, pcm, &frames, err))
            return false;
        struct moment then = moment_now();
        if (!mp3_encoder_push(encoder, pcm, frames, &bytes, err))
            return false;
        struct moment now = moment_now();
        taken.cpu += now.cpu - then.cpu;
        taken.wall += now.wall - then.wall;
        text_reset(&bytes);
    } while (frames > 0);
    printf("lame %.3f %.3f\n", taken.cpu, taken.wall);
    return true;
}

/* From the episode, at the loudness that its recording states. */
static bool make_mp3(
    const char *recording, const char *what, int threads, struct err *err)
{
    const struct text tag = {0};
    struct mp3_rendered rendered;
    struct mp3_order order = {.recording_path = "episode.opus",
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
    print_since(what, then);
    printf("passes %d %.2f\n", rendered.passes,
        rendered.measured.loudness.integrated_lufs);
    return true;
}

int main(int argc, char **argv)
{
    struct err err = {0};

    if (argc != 3 || chdir(argv[2]) != 0) {
        fprintf(stderr, "usage: publish_bench /RECORDING.opus FOLDER\n");
        return EXIT_USAGE;
    }
    if (copy(argv[1], "copy.opus", &err) &&
        make_opus(argv[1], "episode.opus", &err) && run_lame(argv[1], &err) &&
        make_mp3(argv[1], "mp3", 1, &err) &&
        make_mp3(argv[1], "cores", worker_pool_cores(), &err))
        return EXIT_DONE;
    if (err.kind == ERR_NONE)
        return EXIT_FAILED;
    fprintf(stderr, "publish_bench: %s\n", err.text);
    return EXIT_FAILED;
}
