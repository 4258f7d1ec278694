/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/bench/chance_scenes.h"

#define QUIETEST_LUFS (-40)
#define LOUDEST_LUFS (-10)

struct span {
    double least;
    double most;
};

static const struct span any_lufs = {QUIETEST_LUFS, LOUDEST_LUFS};
static const struct span usual_lufs = {-32, -14};
static const struct span turn_seconds = {14, 32};

struct draft {
    struct scene *scene;
    struct seeded_random random;
    int parts;
    int voice;
};

static double draw(struct draft *draft, struct span span)
{
    return seeded_random_between(&draft->random, span.least, span.most);
}

static void add(
    struct draft *draft, enum part_kind kind, double lufs, double seconds)
{
    if (draft->parts < SCENE_MOST_PARTS - 1)
        draft->scene->parts[draft->parts++] =
            (struct part){kind, draft->voice, lufs, seconds};
}

static void pause_for(struct draft *draft, struct span seconds)
{
    add(draft, PART_PAUSE, 0, draw(draft, seconds));
}

/* Somebody else than before. */
static void next_voice(struct draft *draft)
{
    draft->voice += 1 + (int)seeded_random_below(&draft->random, 3);
}

static void talk(struct draft *draft, struct span lufs, struct span seconds)
{
    next_voice(draft);
    add(draft, PART_TALK, draw(draft, lufs), draw(draft, seconds));
}

static void turns(
    struct draft *draft, int count, struct span lufs, struct span seconds)
{
    for (int i = 0; i < count; i++) {
        talk(draft, lufs, seconds);
        pause_for(draft, (struct span){0.1, 1.5});
    }
}

static void noise_for(struct draft *draft, enum room_noise kind,
    struct span lufs, struct span seconds)
{
    struct part *part = &draft->scene->parts[draft->parts];

    add(draft, PART_NOISE, draw(draft, lufs), draw(draft, seconds));
    part->number = (int)kind;
}

/* --- The kinds ---------------------------------------------------------- */

static void write_turns(struct draft *draft)
{
    turns(draft, 10, any_lufs, turn_seconds);
}

static void write_short_turns(struct draft *draft)
{
    turns(draft, 24, usual_lufs, (struct span){1.5, 8});
}

static void write_crosstalk(struct draft *draft)
{
    for (int i = 0; i < 5; i++) {
        talk(draft, usual_lufs, turn_seconds);
        next_voice(draft);
        add(draft, PART_CROSSTALK, draw(draft, usual_lufs),
            draw(draft, (struct span){2, 6}));
    }
    talk(draft, usual_lufs, turn_seconds);
}

static void write_laughter(struct draft *draft)
{
    for (int i = 0; i < 6; i++) {
        talk(draft, usual_lufs, turn_seconds);
        noise_for(draft, ROOM_NOISE_LAUGHTER, (struct span){-28, -10},
            (struct span){1, 4});
    }
    talk(draft, usual_lufs, turn_seconds);
}

static void write_applause(struct draft *draft)
{
    for (int i = 0; i < 5; i++) {
        talk(draft, usual_lufs, turn_seconds);
        noise_for(draft, ROOM_NOISE_APPLAUSE, (struct span){-28, -10},
            (struct span){3, 10});
    }
    talk(draft, usual_lufs, turn_seconds);
}

static void write_noisy(struct draft *draft)
{
    draft->scene->noise_lufs = draw(draft, (struct span){-56, -46});
    for (int i = 0; i < 6; i++) {
        talk(draft, (struct span){-30, -14}, turn_seconds);
        pause_for(draft, (struct span){3, 8});
    }
}

static void write_keys(struct draft *draft)
{
    draft->scene->noise = ROOM_NOISE_KEYS;
    write_noisy(draft);
}

static void write_hum(struct draft *draft)
{
    draft->scene->noise = ROOM_NOISE_HUM;
    write_noisy(draft);
}

/* Somebody types, walks, opens the window. */
static void write_clatter(struct draft *draft)
{
    for (int i = 0; i < 6; i++) {
        talk(draft, usual_lufs, turn_seconds);
        noise_for(draft, ROOM_NOISE_RINGING_KEYS + (enum room_noise)(i % 3),
            (struct span){-56, -40}, (struct span){8, 14});
    }
    talk(draft, usual_lufs, turn_seconds);
}

static void write_music(struct draft *draft)
{
    for (int i = 0; i < 4; i++) {
        talk(draft, usual_lufs, turn_seconds);
        add(draft, PART_MUSIC, draw(draft, (struct span){-28, -12}),
            draw(draft, (struct span){20, 40}));
    }
    talk(draft, usual_lufs, turn_seconds);
}

static void write_bangs(struct draft *draft)
{
    for (int i = 0; i < 8; i++) {
        talk(draft, usual_lufs, turn_seconds);
        add(draft, PART_BANG, 0, draw(draft, (struct span){0.2, 0.6}));
        add(draft, PART_TALK, draft->scene->parts[draft->parts - 2].lufs,
            draw(draft, turn_seconds));
    }
}

static void write_step(struct draft *draft)
{
    turns(draft, 13, (struct span){-40, -30}, turn_seconds);
    turns(draft, 13, (struct span){-16, -10}, turn_seconds);
    turns(draft, 13, (struct span){-40, -30}, turn_seconds);
}

static void write_hot(struct draft *draft)
{
    draft->scene->gain_db = 12;
    turns(draft, 6, (struct span){-30, -14}, turn_seconds);
}

static void write_quiet(struct draft *draft)
{
    draft->scene->gain_db = -20;
    turns(draft, 8, (struct span){-30, -10}, turn_seconds);
}

static void write_half_minute(struct draft *draft)
{
    turns(draft, 4, any_lufs, (struct span){6, 8});
}

static void write_hour(struct draft *draft)
{
    turns(draft, 150, any_lufs, (struct span){6, 42});
}

struct kind {
    const char *name;
    void (*write)(struct draft *draft);
};

static const struct kind kinds[CHANCE_SCENES_COUNT] = {
    {"turns", write_turns},
    {"short-turns", write_short_turns},
    {"crosstalk", write_crosstalk},
    {"laughter", write_laughter},
    {"applause", write_applause},
    {"keys", write_keys},
    {"hum", write_hum},
    {"clatter", write_clatter},
    {"with-music", write_music},
    {"many-bangs", write_bangs},
    {"step", write_step},
    {"hot", write_hot},
    {"quiet", write_quiet},
    {"half-minute", write_half_minute},
    {"hour", write_hour},
};

void chance_scene_make(int number, uint64_t seed, struct scene *scene)
{
    struct draft draft = {.scene = scene};

    *scene = (struct scene){.name = kinds[number].name};
    draft.random.state = seed * CHANCE_SCENES_COUNT + (uint64_t)number;
    draft.voice = (int)seeded_random_below(&draft.random, 64);
    scene->noise_lufs = draw(&draft, (struct span){-78, -60});
    scene->noise = seeded_random_below(&draft.random, 2) ? ROOM_NOISE_AIR
                                                         : ROOM_NOISE_HISS;
    kinds[number].write(&draft);
}
