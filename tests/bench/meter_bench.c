/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * meter-bench FILE SECONDS: measures that many seconds of the file's sound,
 * repeated and in packets of 20 ms, by the loudness_meter and by libebur128
 * (integrated loudness, range and true peak), and prints a line of JSON with
 * the CPU seconds of both.
 */
#include <ebur128.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "recorder/audio/loudness_meter.h"
#include "recorder/report/sound_file.h"

#define PACKETS_PER_SECOND 50
#define CORE_SECONDS 1e-9

struct sound {
    float *pcm;
    size_t frames;
    size_t channels;
    size_t rate_hz;
};

struct figures {
    double cpu_seconds;
    double integrated_lufs;
    double range_lu;
    double true_peak_dbtp;
};

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * CORE_SECONDS;
}

static bool read_all(
    struct sound_file *file, struct sound *sound, struct err *err)
{
    size_t room = 0;
    size_t got;

    sound->channels = (size_t)sound_file_channels(file);
    sound->rate_hz = (size_t)sound_file_rate_hz(file);
    do {
        if (sound->frames + SOUND_FILE_MOST_FRAMES > room) {
            room = 2 * room + SOUND_FILE_MOST_FRAMES;
            sound->pcm = realloc(
                sound->pcm, room * sound->channels * sizeof *sound->pcm);
        }
        if (!sound->pcm)
            return err_no_memory(err);
        if (!sound_file_pull(
                file, sound->pcm + sound->frames * sound->channels, &got, err))
            return false;
        sound->frames += got;
    } while (got > 0);
    return true;
}

/* Gives each packet to one of them. */
static double push(const struct sound *sound, size_t packets,
    struct loudness_meter *ours, ebur128_state *theirs)
{
    size_t packet = sound->rate_hz / PACKETS_PER_SECOND;
    size_t at = 0;
    double began = cpu_seconds();

    for (size_t i = 0; i < packets; i++) {
        if (at + packet > sound->frames)
            at = 0;
        const float *pcm = sound->pcm + at * sound->channels;
        if (ours)
            loudness_meter_push(ours, pcm, packet);
        else
            ebur128_add_frames_float(theirs, pcm, packet);
        at += packet;
    }
    return cpu_seconds() - began;
}

static bool measure_by_ours(const struct sound *sound, size_t packets,
    struct figures *figures, struct err *err)
{
    const struct loudness_format format = {
        .channels = (int)sound->channels, .rate_hz = (int)sound->rate_hz};
    own(loudness_meter) meter = loudness_meter_new_of(&format, err);

    if (!meter)
        return false;
    figures->cpu_seconds = push(sound, packets, meter, NULL);
    struct loudness loudness = loudness_meter_read(meter);
    figures->integrated_lufs = loudness.integrated_lufs;
    figures->range_lu = loudness.range_lu;
    figures->true_peak_dbtp = loudness.true_peak_dbtp;
    return true;
}

static bool measure_by_libebur128(const struct sound *sound, size_t packets,
    struct figures *figures, struct err *err)
{
    ebur128_state *state =
        ebur128_init((unsigned)sound->channels, sound->rate_hz,
            EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);
    double highest = 0;

    if (!state)
        return err_no_memory(err);
    figures->cpu_seconds = push(sound, packets, NULL, state);
    ebur128_loudness_global(state, &figures->integrated_lufs);
    ebur128_loudness_range(state, &figures->range_lu);
    for (unsigned c = 0; c < sound->channels; c++) {
        double peak = 0;
        ebur128_true_peak(state, c, &peak);
        highest = fmax(highest, peak);
    }
    figures->true_peak_dbtp = 20 * log10(highest);
    ebur128_destroy(&state);
    return true;
}

static void print_figures(const char *name, const struct figures *figures)
{
    printf("\"%s\":{\"cpu\":%.4f,\"integrated\":%.4f,\"range\":%.4f,"
           "\"true_peak\":%.4f}",
        name, figures->cpu_seconds, figures->integrated_lufs, figures->range_lu,
        figures->true_peak_dbtp);
}

static bool run(const char *path, size_t seconds, struct err *err)
{
    own(sound_file) file = sound_file_new(path, err);
    struct sound sound = {0};
    struct figures ours;
    struct figures theirs;
    bool is_done =
        file && read_all(file, &sound, err) &&
        measure_by_ours(&sound, seconds * PACKETS_PER_SECOND, &ours, err) &&
        measure_by_libebur128(
            &sound, seconds * PACKETS_PER_SECOND, &theirs, err);

    free(sound.pcm);
    if (!is_done)
        return false;
    printf("{");
    print_figures("ours", &ours);
    printf(",");
    print_figures("libebur128", &theirs);
    printf("}\n");
    return true;
}

int main(int argc, char **argv)
{
    struct err err;

    if (argc != 3 || strtol(argv[2], NULL, 10) <= 0) {
        fprintf(stderr, "usage: meter-bench FILE SECONDS\n");
        return EXIT_USAGE;
    }
    if (run(argv[1], (size_t)strtol(argv[2], NULL, 10), &err))
        return EXIT_DONE;
    fprintf(stderr, "meter-bench: %s: %s\n", argv[1], err.text);
    return EXIT_FAILED;
}
