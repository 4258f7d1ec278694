/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/leveller.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "recorder/audio/k_weighting.h"
#include "recorder/audio/levelled_programme.h"
#include "recorder/audio/music_gain.h"
#include "recorder/audio/ramped_delay.h"
#include "recorder/audio/speech_detector.h"
#include "recorder/audio/talker_loudness.h"

#define HOP_FRAMES 480
#define HOP_SECONDS 0.01
#define LOOKAHEAD_HOPS                                                         \
    47 /* 470 ms: 3 s would even out a little better, but a                    \
          live listener would wait for it */
#define LOOKAHEAD_48K (LOOKAHEAD_HOPS * HOP_FRAMES)
#define STEP_HOPS 5 /* 50 ms */

#define MOST_GAIN_DB 46.0
#define MOST_LOSS_DB 30.0

#define RISE_DB_PER_SECOND 20.0
#define FALL_DB_PER_SECOND 60.0
#define RISE_SECONDS 0.6 /* the slope is the distance in so long */
#define FALL_SECONDS 0.15
#define FIRST_WORDS_STEPS 12 /* so long it may rise as fast as it falls */

/* What is remembered: of 50 ms of speech each. */
#define USUAL_STEPS 1200
#define USUAL_LEAST_STEPS 60

/* Whatever it is, for a quarter of a second nothing is so much above the aim;
 * less than that is a bang. */
#define LOUD_STEPS 5
#define LOUD_ABOVE_LU 6.0
/* Applause and laughter, which nobody says or plays: louder, they would lift
 * the programme, and the header gain would take that off the talkers. */
#define APPLAUSE_ABOVE_LU 0.5

/* A header gain can always take away, but not always add: true peak may
 * forbid. So the programme is to be a trifle too loud, and more so while its
 * first words, at a gain not yet found, still weigh much. */
#define AIM_ABOVE_TARGET_LU 0.3
#define AIM_ABOVE_AT_FIRST_LU 0.8
#define AT_FIRST_SECONDS 10.0

/* What is counted of speech is louder than the programme, which has gaps
 * between the words, by about so much. */
#define SPEECH_ABOVE_PROGRAMME_LU 0.3
#define MOST_CORRECTION_LU 0.7
#define LEAST_CORRECTION_LU (-0.3) /* the header gain does the rest evenly */

/* One who talks is heard for three to seven tenths of the time. What is heard
 * as speech less often was a clink or a squeak, and lifts nothing. */
#define SHARE_HOPS 100.0
#define SHARE_LEAST 0.15
#define SHARE_SURE 0.30

#define TALK_HOPS 30 /* so long a gap between words may be */

/* What happens in 10 ms, until it comes out. */
struct hop {
    double energy;
    enum heard_kind kind;
    bool is_talk;
    double most_db; /* of gain, with an aim of 0, HUGE_VAL in a bang */
};

/* The 50 ms that run. */
struct step {
    double energy; /* its sum */
    int hops;
    int speech_hops;
    bool was_speech; /* the one before */
};

struct leveller {
    size_t channels;
    double target_lufs;

    struct ramped_delay *delay; /* of LOOKAHEAD_48K */
    float *hop_pcm;             /* input frames until there are HOP_FRAMES */
    size_t hop_frames;

    struct k_weighting weighting;
    struct speech_detector detector;
    struct hop ahead[LOOKAHEAD_HOPS];
    int ahead_at; /* the oldest, which comes out next */
    struct step step;
    double step_energy[LOUD_STEPS];
    int steps;
    struct talker_loudness talker;
    int talker_steps;    /* with speech, since it began */
    double usual_lufs;   /* of talkers */
    double speech_share; /* of the last second */
    struct music_gain music;

    struct levelled_programme *programme;
    int talk_hops; /* so many more are gaps between words */

    double gain_db;
};

struct leveller *leveller_new(int channels, double target_lufs, struct err *err)
{
    own(leveller) leveller = calloc(1, sizeof *leveller);

    if (!leveller)
        return err_no_memory(err), NULL;
    leveller->channels = (size_t)channels;
    leveller->target_lufs = target_lufs;
    leveller->weighting.channels = (size_t)channels;
    for (int i = 0; i < LOOKAHEAD_HOPS; i++)
        leveller->ahead[i].most_db = HUGE_VAL;
    leveller->delay = ramped_delay_new(channels, LOOKAHEAD_48K, err);
    if (!leveller->delay)
        return NULL;
    leveller->hop_pcm = calloc(HOP_FRAMES * leveller->channels, sizeof(float));
    if (!leveller->hop_pcm)
        return err_no_memory(err), NULL;
    leveller->programme = levelled_programme_new(err);
    if (!leveller->programme)
        return NULL;
    return take(leveller);
}

static double limited(double number, double least, double most)
{
    return fmin(fmax(number, least), most);
}

/* --- What goes in ------------------------------------------------------- */

/* What all but one of the latest steps reach. */
static double loud_lufs(const struct leveller *leveller)
{
    double least = HUGE_VAL;
    double second = HUGE_VAL;

    for (int i = 0; i < LOUD_STEPS; i++) {
        double energy = leveller->step_energy[i];
        if (energy < least) {
            second = least;
            least = energy;
        } else {
            second = fmin(second, energy);
        }
    }
    return k_weighting_lufs(second);
}

static void follow_usual(struct leveller *leveller)
{
    double lufs = talker_loudness_lufs(&leveller->talker);
    int steps = ++leveller->talker_steps;

    if (!isfinite(lufs))
        return;
    leveller->usual_lufs += (lufs - leveller->usual_lufs) /
                            (steps < USUAL_STEPS ? steps : USUAL_STEPS);
}

/* Whoever speaks after a piece is seldom who spoke before it. */
static void hear_speech_beside_music(struct leveller *leveller)
{
    struct music_gain *music = &leveller->music;
    bool was_doubted = music_gain_doubts_speech(music);

    music_gain_hear_speech(music);
    if (was_doubted && !music_gain_doubts_speech(music))
        talker_loudness_forget(&leveller->talker, MUSIC_GAIN_DOUBTED_STEPS);
}

static void finish_step(struct leveller *leveller, enum heard_kind kind)
{
    struct step step = leveller->step;
    double energy = step.energy / STEP_HOPS;
    bool is_speech = step.speech_hops >= 2;

    leveller->step_energy[leveller->steps++ % LOUD_STEPS] = energy;
    if (is_speech || (step.was_speech && kind == HEARD_QUIET)) {
        talker_loudness_push(&leveller->talker, energy);
        follow_usual(leveller);
        hear_speech_beside_music(leveller);
    } else if (kind == HEARD_MUSIC) {
        music_gain_hear(&leveller->music, energy);
    }
    leveller->step = (struct step){.was_speech = is_speech};
}

/* Speech, and the gaps between its words. */
static bool is_talk(struct leveller *leveller, enum heard_kind kind)
{
    if (kind == HEARD_SPEECH)
        leveller->talk_hops = TALK_HOPS;
    else if (leveller->talk_hops > 0)
        leveller->talk_hops--;
    return leveller->talk_hops > 0 &&
           (kind == HEARD_SPEECH || kind == HEARD_QUIET);
}

/* By what it may exceed the aim. Applause sounds like the gaps between words,
 * but nobody has just spoken. */
static double most_above_lu(
    const struct leveller *leveller, enum heard_kind kind)
{
    return kind == HEARD_MUSIC || leveller->talk_hops > 0 ? LOUD_ABOVE_LU
                                                          : APPLAUSE_ABOVE_LU;
}

static struct hop analyse_hop(struct leveller *leveller)
{
    struct hop hop;

    hop.energy =
        k_weighting_energy(&leveller->weighting, leveller->hop_pcm, HOP_FRAMES);
    hop.kind = speech_detector_push(
        &leveller->detector, hop.energy, leveller->hop_pcm, leveller->channels);
    hop.is_talk = is_talk(leveller, hop.kind);
    leveller->speech_share +=
        ((hop.kind == HEARD_SPEECH) - leveller->speech_share) / SHARE_HOPS;
    leveller->step.energy += hop.energy;
    leveller->step.speech_hops += hop.kind == HEARD_SPEECH;
    if (++leveller->step.hops == STEP_HOPS)
        finish_step(leveller, hop.kind);
    hop.most_db = most_above_lu(leveller, hop.kind) - loud_lufs(leveller);
    return hop;
}

/* --- What is made of it ------------------------------------------------- */

static double most_ahead_db(const struct leveller *leveller)
{
    double most = HUGE_VAL;

    for (int i = 0; i < LOOKAHEAD_HOPS; i++)
        most = fmin(most, leveller->ahead[i].most_db);
    return most;
}

static bool is_ahead(const struct leveller *leveller, enum heard_kind kind)
{
    for (int i = 0; i < LOOKAHEAD_HOPS; i++)
        if (leveller->ahead[i].kind == kind)
            return true;
    return false;
}

/* Where speech, lifted so far, is to be brought so that the programme lands
 * on the target. */
static double aim_lufs(const struct leveller *leveller, double lift)
{
    double integrated = levelled_programme_lufs(leveller->programme);
    double seconds = levelled_programme_seconds(leveller->programme);
    double at_first = exp(-seconds / AT_FIRST_SECONDS);
    double aim = leveller->target_lufs + AIM_ABOVE_TARGET_LU + lift +
                 at_first * (AIM_ABOVE_AT_FIRST_LU - AIM_ABOVE_TARGET_LU);

    if (!isfinite(integrated))
        return aim;
    return aim + limited((aim - integrated) * (1 - at_first),
                     LEAST_CORRECTION_LU, MOST_CORRECTION_LU);
}

/* The gain one hop further on the way to the one that is wanted. */
static double approach(
    const struct leveller *leveller, double gain_db, double wanted_db)
{
    bool is_first = leveller->talker_steps < FIRST_WORDS_STEPS;
    double most_rise = is_first ? FALL_DB_PER_SECOND : RISE_DB_PER_SECOND;
    double distance = limited(wanted_db, -MOST_LOSS_DB, MOST_GAIN_DB) - gain_db;
    double seconds = distance < 0 || is_first ? FALL_SECONDS : RISE_SECONDS;
    double slope = limited(distance / seconds, -FALL_DB_PER_SECOND, most_rise);

    return gain_db + slope * HOP_SECONDS;
}

/* The less sure it is that somebody talks, the slower upwards. */
static double approach_talker(const struct leveller *leveller, double wanted_db)
{
    double gain_db = leveller->gain_db;
    double next_db = approach(leveller, gain_db, wanted_db);
    double sure =
        (leveller->speech_share - SHARE_LEAST) / (SHARE_SURE - SHARE_LEAST);

    if (next_db <= gain_db || leveller->talker_steps < FIRST_WORDS_STEPS)
        return next_db;
    return gain_db + (next_db - gain_db) * limited(sure, 0, 1);
}

/* How far the programme is below its target. */
static double short_lu(const struct leveller *leveller)
{
    double integrated = levelled_programme_lufs(leveller->programme);

    return isfinite(integrated) ? fmax(leveller->target_lufs - integrated, 0)
                                : 0;
}

static void decide_gain(struct leveller *leveller)
{
    double lift = levelled_programme_lift_lu(leveller->programme);
    double aim = aim_lufs(leveller, lift) +
                 levelled_programme_taken_lu(leveller->programme);
    double most_db = aim - lift + most_ahead_db(leveller);
    double lufs = talker_loudness_lufs(&leveller->talker);
    double gain_db = leveller->gain_db;

    if (isfinite(lufs) && is_ahead(leveller, HEARD_SPEECH) &&
        !music_gain_doubts_speech(&leveller->music))
        gain_db =
            approach_talker(leveller, aim + SPEECH_ABOVE_PROGRAMME_LU - lufs);
    else if (is_ahead(leveller, HEARD_MUSIC))
        gain_db += music_gain_slope(&leveller->music, gain_db, aim - lift,
                       short_lu(leveller)) *
                   HOP_SECONDS;
    if (gain_db > most_db)
        gain_db = fmin(gain_db, approach(leveller, leveller->gain_db, most_db));
    leveller->gain_db = gain_db;
}

static void finish_hop(struct leveller *leveller)
{
    struct hop *oldest = &leveller->ahead[leveller->ahead_at];
    double gain = ramped_delay_gain_in(leveller->delay, 0.5 * HOP_FRAMES);

    levelled_programme_make(
        leveller->programme, oldest->energy * gain * gain, oldest->is_talk);
    *oldest = analyse_hop(leveller);
    leveller->ahead_at = (leveller->ahead_at + 1) % LOOKAHEAD_HOPS;
    decide_gain(leveller);
    ramped_delay_head_for(
        leveller->delay, (float)pow(10, leveller->gain_db / 20), HOP_FRAMES);
    leveller->hop_frames = 0;
}

/* Frames up to the end of the hop. */
static void process_piece(struct leveller *leveller, float *pcm, size_t frames)
{
    size_t channels = leveller->channels;

    memcpy(leveller->hop_pcm + leveller->hop_frames * channels, pcm,
        frames * channels * sizeof *pcm);
    ramped_delay_process(leveller->delay, pcm, frames);
    leveller->hop_frames += frames;
    if (leveller->hop_frames == HOP_FRAMES)
        finish_hop(leveller);
}

void leveller_process(struct leveller *leveller, float *pcm, size_t frames)
{
    while (frames > 0) {
        size_t now = HOP_FRAMES - leveller->hop_frames;
        now = now < frames ? now : frames;
        process_piece(leveller, pcm, now);
        pcm += now * leveller->channels;
        frames -= now;
    }
}

/* --- What came of it ---------------------------------------------------- */

void leveller_heard(struct leveller *leveller, double share)
{
    levelled_programme_hear(leveller->programme, share);
}

double leveller_programme_lufs(const struct leveller *leveller)
{
    return levelled_programme_lufs(leveller->programme);
}

void leveller_expect(struct leveller *leveller, double talker_lufs)
{
    double gain_db = leveller->target_lufs + AIM_ABOVE_TARGET_LU +
                     SPEECH_ABOVE_PROGRAMME_LU - talker_lufs;

    talker_loudness_expect(&leveller->talker, talker_lufs);
    leveller->gain_db = limited(gain_db, -MOST_LOSS_DB, MOST_GAIN_DB);
    ramped_delay_set_gain(
        leveller->delay, (float)pow(10, leveller->gain_db / 20));
}

double leveller_talker_lufs(const struct leveller *leveller)
{
    return leveller->talker_steps < USUAL_LEAST_STEPS ? -HUGE_VAL
                                                      : leveller->usual_lufs;
}

int leveller_lookahead_48k(const struct leveller *leveller)
{
    (void)leveller;
    return LOOKAHEAD_48K;
}

void leveller_free(struct leveller *leveller)
{
    if (!leveller)
        return;
    levelled_programme_free(leveller->programme);
    ramped_delay_free(leveller->delay);
    free(leveller->hop_pcm);
    free(leveller);
}
