/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/sound_curve.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LANES 16
#define SILENT_LUFS (-70.0) /* the gate of BS.1770: less is nothing */

static void halve(struct sound_curve *curve)
{
    curve->count /= 2;
    curve->pieces_a_step *= 2;
    curve->pieces = curve->pieces_a_step;
    for (size_t i = 0; i < curve->count; i++) {
        curve->peaks[i] = fmaxf(curve->peaks[2 * i], curve->peaks[2 * i + 1]);
        curve->loudness_lufs[i] =
            fmaxf(curve->loudness_lufs[2 * i], curve->loudness_lufs[2 * i + 1]);
    }
}

static void add(struct sound_curve *curve, float peak, float lufs)
{
    curve->peaks[curve->count] = peak;
    curve->loudness_lufs[curve->count++] = lufs;
}

static void begin_step(struct sound_curve *curve)
{
    if (curve->pieces_a_step == 0)
        curve->pieces_a_step = 1;
    if (curve->count == SOUND_CURVE_MOST)
        halve(curve);
    add(curve, 0, (float)SILENT_LUFS);
    curve->pieces = 0;
}

/* NaN counts for nothing. Of several at once, as no processor waits for one
 * comparison to begin the next. */
static float highest(const float *pcm, size_t samples)
{
    float peaks[LANES] = {0};
    float peak = 0;
    size_t i = 0;

    for (; i + LANES <= samples; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            float level = fabsf(pcm[i + lane]);
            peaks[lane] = level > peaks[lane] ? level : peaks[lane];
        }
    }
    for (size_t lane = 0; lane < LANES; lane++)
        peak = fmaxf(peak, peaks[lane]);
    for (; i < samples; i++)
        peak = fmaxf(peak, fabsf(pcm[i]));
    return peak;
}

void sound_curve_push(struct sound_curve *curve, const float *pcm,
    size_t samples, double short_term_lufs)
{
    if (samples == 0)
        return;
    if (curve->pieces == curve->pieces_a_step)
        begin_step(curve);
    float *peak = &curve->peaks[curve->count - 1];
    float *lufs = &curve->loudness_lufs[curve->count - 1];
    *peak = fmaxf(*peak, highest(pcm, samples));
    *lufs = fmaxf(*lufs, (float)short_term_lufs);
    curve->pieces++;
}

void sound_curve_append(const struct sound_curve *curve, struct text *lines)
{
    for (size_t i = 0; i < curve->count; i++)
        text_appendf(lines, "%.3f %.1f\n", (double)curve->peaks[i],
            (double)curve->loudness_lufs[i]);
}

bool sound_curve_parse(struct sound_curve *curve, const char *lines)
{
    struct sound_curve read = {0};
    float peak;
    float lufs;

    for (; *lines; lines = strchr(lines, '\n') + 1) {
        if (read.count == SOUND_CURVE_MOST || !strchr(lines, '\n') ||
            sscanf(lines, "%15f %15f", &peak, &lufs) != 2)
            return false;
        add(&read, peak, lufs);
    }
    *curve = read;
    return true;
}
