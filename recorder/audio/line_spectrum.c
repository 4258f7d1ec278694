/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/line_spectrum.h"

#include <math.h>
#include <stddef.h>

#include "recorder/audio/lanes.h"
#include "recorder/base/unfilled.h"

#define SAMPLES LINE_SPECTRUM_SAMPLES
#define POINTS (SAMPLES / 2) /* pairs of samples, as complex numbers */
#define HALF (POINTS / 2)
#define LANES 4
#define FIRST_LINE 4 /* 47 Hz */

struct points {
    float real[POINTS];
    float imaginary[POINTS];
};

static void design(struct line_spectrum *spectrum)
{
    const double turn = 2 * M_PI / SAMPLES;

    for (int i = 0; i < SAMPLES; i++)
        spectrum->window[i] = (float)(0.5 - 0.5 * cos(turn * i));
    for (int i = 0; i < SAMPLES / 2; i++) {
        spectrum->cosine[i] = (float)cos(turn * i);
        spectrum->sine[i] = (float)sin(turn * i);
    }
    spectrum->is_designed = true;
}

/* One butterfly of a Fourier transform that sorts itself (Stockham): i and
 * i + HALF, which lie `stride` apart afterwards. */
static void butterfly(const struct line_spectrum *spectrum,
    const struct points *from, struct points *to, int i, int stride)
{
    int base = i & -stride; /* the turn, and how far it moves */
    float cosine = spectrum->cosine[2 * base];
    float sine = spectrum->sine[2 * base];
    float real = from->real[i] - from->real[i + HALF];
    float imaginary = from->imaginary[i] - from->imaginary[i + HALF];

    to->real[i + base] = from->real[i] + from->real[i + HALF];
    to->imaginary[i + base] = from->imaginary[i] + from->imaginary[i + HALF];
    to->real[i + base + stride] = real * cosine + imaginary * sine;
    to->imaginary[i + base + stride] = imaginary * cosine - real * sine;
}

LANES_INLINE float4 load(const float *from)
{
    float4 lanes;

    lanes_copy(&lanes, from, sizeof lanes);
    return lanes;
}

LANES_INLINE void store(float *to, float4 lanes)
{
    lanes_copy(to, &lanes, sizeof lanes);
}

/* Four of them at once, with a stride of four or more. */
static void butterflies(const struct line_spectrum *spectrum,
    const struct points *from, struct points *to, int i, int stride)
{
    int base = i & -stride;
    float cosine = spectrum->cosine[2 * base];
    float sine = spectrum->sine[2 * base];
    float4 left = load(from->real + i);
    float4 right = load(from->real + i + HALF);
    float4 left_imaginary = load(from->imaginary + i);
    float4 right_imaginary = load(from->imaginary + i + HALF);
    float4 real = left - right;
    float4 imaginary = left_imaginary - right_imaginary;

    store(to->real + i + base, left + right);
    store(to->imaginary + i + base, left_imaginary + right_imaginary);
    store(to->real + i + base + stride, real * cosine + imaginary * sine);
    store(to->imaginary + i + base + stride, imaginary * cosine - real * sine);
}

static void pass(const struct line_spectrum *spectrum,
    const struct points *from, struct points *to, int stride)
{
    if (stride < LANES)
        for (int i = 0; i < HALF; i++)
            butterfly(spectrum, from, to, i, stride);
    else
        for (int i = 0; i < HALF; i += LANES)
            butterflies(spectrum, from, to, i, stride);
}

/* Of even and odd samples, taken as real and imaginary parts, that of all. */
static float magnitude_at(
    const struct line_spectrum *spectrum, const struct points *points, int line)
{
    float real = points->real[line];
    float imaginary = points->imaginary[line];
    float other_real = points->real[POINTS - line];
    float other_imaginary = points->imaginary[POINTS - line];
    float odd_real = imaginary + other_imaginary;
    float odd_imaginary = other_real - real;
    float cosine = spectrum->cosine[line];
    float sine = spectrum->sine[line];

    real += other_real + cosine * odd_real + sine * odd_imaginary;
    imaginary += cosine * odd_imaginary - sine * odd_real - other_imaginary;
    return sqrtf(real * real + imaginary * imaginary);
}

void line_spectrum_take(struct line_spectrum *spectrum,
    const float samples[LINE_SPECTRUM_SAMPLES],
    float lines[LINE_SPECTRUM_LINES])
{
    UNFILLED struct points points[2];
    int from = 0;

    if (!spectrum->is_designed)
        design(spectrum);
    for (int i = 0; i < POINTS; i++) {
        const float *window = spectrum->window + 2 * (size_t)i;
        points[0].real[i] = samples[2 * i] * window[0];
        points[0].imaginary[i] = samples[2 * i + 1] * window[1];
    }
    for (int stride = 1; stride < POINTS; stride *= 2, from = !from)
        pass(spectrum, &points[from], &points[!from], stride);
    for (int i = 0; i < LINE_SPECTRUM_LINES; i++)
        lines[i] = magnitude_at(spectrum, &points[from], FIRST_LINE + i);
}
