/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes rooms to judge levelling by, for scripts/bench level: a WAV of each,
 * and on standard output a line of JSON that says what is heard when.
 */
#include <stdio.h>
#include <string.h>

#include "recorder/base/jdoc.h"
#include "recorder/base/log.h"
#include "recorder/base/program.h"
#include "recorder/base/quantity.h"
#include "recorder/base/text.h"
#include "tests/bench/chance_scenes.h"
#include "tests/support/wave_shape.h"

#define RATE_HZ 48000
#define MOST_VOICES 32
#define STEP_SECONDS 300

#define TALK(number, lufs, seconds)                                            \
    {                                                                          \
        PART_TALK, number, lufs, seconds                                       \
    }
#define TURN(number, lufs) TALK(number, lufs, 20), PAUSE(0.5)
#define WORD(number, lufs) TALK(number, lufs, 3), PAUSE(0.4)
#define PAUSE(seconds)                                                         \
    {                                                                          \
        PART_PAUSE, 0, 0, seconds                                              \
    }
#define MUSIC(number, lufs, seconds)                                           \
    {                                                                          \
        PART_MUSIC, number, lufs, seconds                                      \
    }
#define NOISE(lufs, seconds)                                                   \
    {                                                                          \
        PART_NOISE, 0, lufs, seconds                                           \
    }
#define BANG(seconds)                                                          \
    {                                                                          \
        PART_BANG, 0, 0, seconds                                               \
    }

static const struct scene scenes[] = {
    {"apart", ROOM_NOISE_HISS, -65, 0,
        {TURN(0, -28), TURN(1, -16), TURN(2, -35), TURN(3, -12), TURN(4, -22),
            TURN(5, -40), TURN(6, -25), TURN(7, -10)}},
    {"small-steps", ROOM_NOISE_HISS, -62, 0,
        {TURN(3, -24), TURN(4, -27), TURN(5, -22), TURN(6, -26), TURN(7, -21)}},
    {"no-pauses", ROOM_NOISE_HISS, -70, 0,
        {TALK(0, -20, 20), TALK(4, -32, 20), TALK(2, -24, 20), TALK(6, -36, 20),
            TALK(1, -14, 20)}},
    {"words", ROOM_NOISE_HISS, -65, 0,
        {WORD(0, -24), WORD(1, -12), WORD(2, -33), WORD(3, -18), WORD(1, -12),
            WORD(0, -24), WORD(3, -18), WORD(2, -33), WORD(0, -24)}},
    {"hot-12", ROOM_NOISE_HISS, -60, 12,
        {TURN(2, -20), TURN(3, -14), TURN(4, -24)}},
    {"quiet-20", ROOM_NOISE_HISS, -70, -20,
        {TURN(6, -20), TURN(7, -14), TURN(0, -30)}},
    {"quiet-8s", ROOM_NOISE_HISS, 0, -20,
        {TALK(0, -34, 2), TALK(1, -24, 2), TALK(2, -16, 2), TALK(3, -12, 2)}},
    {"quiet-30s", ROOM_NOISE_HISS, 0, -30,
        {WORD(0, -34), WORD(1, -24), WORD(2, -16), WORD(3, -12), WORD(0, -34),
            WORD(1, -24), WORD(2, -16), WORD(3, -12), WORD(0, -34)}},
    {"low-voice-6s", ROOM_NOISE_HISS, 0, 0, {TALK(4, -24, 6)}},
    {"three-seconds", ROOM_NOISE_HISS, 0, 0, {TALK(5, -30, 3)}},
    {"noise", ROOM_NOISE_HISS, -45, 0,
        {TALK(0, -22, 20), PAUSE(5), TALK(1, -28, 20), PAUSE(5),
            TALK(2, -25, 20)}},
    {"noise-begins", ROOM_NOISE_HISS, -70, 0,
        {TALK(0, -30, 20), PAUSE(1), NOISE(-45, 6), TALK(1, -25, 20),
            NOISE(-40, 6), TALK(2, -30, 20)}},
    {"bangs", ROOM_NOISE_HISS, -65, 0,
        {TALK(0, -24, 20), BANG(0.4), TALK(0, -24, 20), BANG(0.2), BANG(0.2),
            TALK(1, -30, 20)}},
    {"music", ROOM_NOISE_HISS, -70, 0,
        {TALK(0, -30, 20), MUSIC(0, -20, 30), TALK(1, -24, 20),
            MUSIC(1, -12, 30), TALK(2, -35, 20)}},
    {"quiet-loud-quiet", ROOM_NOISE_HISS, -65, 0,
        {TALK(0, -34, STEP_SECONDS), TALK(1, -14, STEP_SECONDS),
            TALK(2, -34, STEP_SECONDS)}},
};

static const char *folder;
static const char *music;
static const char *seed;
static const char *only;

static const struct command_option options[] = {
    {"to", "FOLDER", "where the WAV files go; needed", .value = &folder},
    {"music", "PIECE.wav", "what music is, made of chords without it",
        .value = &music},
    {"seed", "NUMBER", "rooms of chance instead of those always the same",
        .value = &seed},
    {"only", "ROOM", "no other room", .value = &only},
};

static const struct command command = {
    .program = "room-scenes",
    .usage = "--to FOLDER [OPTION]... VOICE.wav ...",
    .summary = "Writes rooms to judge levelling by.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = "VOICE.wav",
};

static bool read_wave(const char *path, struct wave *wave, struct err *err)
{
    if (!wave_read(path, wave, err))
        return err_prefix(err, "%s", path);
    wave_mix_down(wave);
    return wave_convert_rate(wave, RATE_HZ, err);
}

static void add_part(struct jdoc *line, const struct part *part, double at)
{
    static const char *const names[] = {
        [PART_TALK] = "talk",
        [PART_MUSIC] = "music",
        [PART_NOISE] = "noise",
        [PART_CROSSTALK] = "crosstalk",
        [PART_BANG] = "bang",
        [PART_PAUSE] = "pause",
    };
    own(jdoc) item = jdoc_new();

    jdoc_set_string(item, "kind", names[part->kind]);
    jdoc_set_real(item, "at", at);
    jdoc_set_real(item, "seconds", part->seconds);
    jdoc_set_real(item, "lufs", part->lufs);
    jdoc_add_to_array(line, "parts", item);
}

static bool tell(const struct scene *scene, const char *path, struct err *err)
{
    own(jdoc) line = jdoc_new();
    double at = 0;

    jdoc_set_string(line, "name", scene->name);
    jdoc_set_string(line, "path", path);
    jdoc_set_real(line, "noise_lufs", scene->noise_lufs + scene->gain_db);
    for (const struct part *part = scene->parts; part->kind; part++) {
        add_part(line, part, at);
        at += part->seconds;
    }
    own_heap(char) text = jdoc_format(line, err);
    return text && puts(text) >= 0;
}

static bool write_scene(const struct scene *scene, const struct cast *cast,
    int channels, struct err *err)
{
    own_value(sound) sound = {.channels = (size_t)channels};
    own_value(text) path = {0};

    text_appendf(&path, "%s/%s.wav", folder, scene->name);
    scene_play(scene, cast, &sound);
    const struct wave wave = {RATE_HZ, channels, sound.frames, sound.pcm};
    return text_finish(&path, err) &&
           wave_write(text_string(&path), &wave, err) &&
           tell(scene, text_string(&path), err);
}

/* In turn mono and stereo. */
static bool write_wanted(const struct scene *scene, const struct cast *cast,
    int number, struct err *err)
{
    bool is_wanted = !only || strcmp(only, scene->name) == 0;

    return !is_wanted || write_scene(scene, cast, 1 + number % 2, err);
}

static bool write_chance_scenes(const struct cast *cast, struct err *err)
{
    int64_t number;

    if (!quantity_parse_whole(seed, 0, INT32_MAX, &number, err))
        return err_prefix(err, "--seed");
    for (int i = 0; i < CHANCE_SCENES_COUNT; i++) {
        struct scene scene;
        chance_scene_make(i, (uint64_t)number, &scene);
        if (!write_wanted(&scene, cast, i + (int)number, err))
            return false;
    }
    return true;
}

static bool write_scenes(const struct cast *cast, struct err *err)
{
    if (seed)
        return write_chance_scenes(cast, err);
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++)
        if (!write_wanted(&scenes[i], cast, (int)i, err))
            return false;
    return true;
}

static bool write_all(char **paths, size_t count, struct err *err)
{
    struct wave voices[MOST_VOICES] = {0};
    own_value(wave) piece = {0};
    struct cast cast = {.voices = voices};
    bool is_good = count > 0 && count <= MOST_VOICES;

    if (!is_good)
        err_set(err, ERR_CONFIG, "expected 1 to %d voices", MOST_VOICES);
    is_good = is_good && (!music || read_wave(music, &piece, err));
    cast.music = music ? &piece : NULL;
    while (is_good && cast.voice_count < count) {
        is_good =
            read_wave(paths[cast.voice_count], &voices[cast.voice_count], err);
        cast.voice_count += is_good;
    }
    is_good = is_good && write_scenes(&cast, err);
    for (size_t i = 0; i < cast.voice_count; i++)
        wave_clear(&voices[i]);
    return is_good;
}

int main(int argc, char **argv)
{
    enum exit_status status;
    struct err err = {0};
    int first = 0;

    if (!program_begin(&command, argc, argv, &first, &status))
        return status;
    if (!folder)
        err_set(&err, ERR_CONFIG, "--to: expected FOLDER");
    if (!folder || !write_all(argv + first, (size_t)(argc - first), &err))
        return log_failure(&err);
    return EXIT_DONE;
}
