/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/k_filter.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "recorder/base/unfilled.h"

#define BLOCK_SAMPLES 480
#define STANDARD_RATE_HZ 48000
#define ALIGNMENT_HZ 1000. /* the tone of EBU Tech 3341 */

struct biquad {
    double forward[3];
    double back[3];
};

/* From here on it is silence; denormal numbers are a hundred times slower. */
#define LEAST_TRACE 1e-20

/* The analogue filters behind the tables 1 and 2 of BS.1770, whose digits
 * come out at 48 kHz (found by R. Toop and by libebur128's authors). */
static struct biquad design_shelf(double rate_hz)
{
    static const double q = 0.7071752369554196;
    double k = tan(M_PI * 1681.974450955533 / rate_hz);
    double high = pow(10, 3.999843853973347 / 20);
    double band = pow(high, 0.4996667741545416);
    double scale = 1 + k / q + k * k;

    return (struct biquad){
        .forward = {(high + band * k / q + k * k) / scale,
            2 * (k * k - high) / scale, (high - band * k / q + k * k) / scale},
        .back = {1, 2 * (k * k - 1) / scale, (1 - k / q + k * k) / scale},
    };
}

/* 1, -2, 1 is printed in the standard: a little more than the filter's gain
 * should be, which the -0.691 of its loudness takes off again. */
static struct biquad design_high_pass(double rate_hz)
{
    static const double q = 0.5003270373238773;
    double k = tan(M_PI * 38.13547087602444 / rate_hz);
    double scale = 1 + k / q + k * k;

    return (struct biquad){
        .forward = {1, -2, 1},
        .back = {1, 2 * (k * k - 1) / scale, (1 - k / q + k * k) / scale},
    };
}

/* Both stages as one recursion. */
static void join_stages(struct k_filter *filter, double rate_hz)
{
    struct biquad shelf = design_shelf(rate_hz);
    struct biquad high_pass = design_high_pass(rate_hz);

    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            filter->forward[i + j] += shelf.forward[i] * high_pass.forward[j];
            filter->back[i + j] += shelf.back[i] * high_pass.back[j];
        }
    }
}

/* The magnitude of a polynomial in 1/z at a frequency. */
static double magnitude_at(
    const double coefficients[K_FILTER_ORDER + 1], double turns)
{
    double real = 0;
    double imaginary = 0;

    for (int i = 0; i <= K_FILTER_ORDER; i++) {
        real += coefficients[i] * cos(2 * M_PI * turns * i);
        imaginary += coefficients[i] * sin(2 * M_PI * turns * i);
    }
    return hypot(real, imaginary);
}

static double gain_at_alignment(const struct k_filter *filter, double rate_hz)
{
    double turns = ALIGNMENT_HZ / rate_hz;

    return magnitude_at(filter->forward, turns) /
           magnitude_at(filter->back, turns);
}

static void align(struct k_filter *filter, double rate_hz)
{
    struct k_filter standard = {0};

    join_stages(&standard, STANDARD_RATE_HZ);
    double gain = gain_at_alignment(&standard, STANDARD_RATE_HZ) /
                  gain_at_alignment(filter, rate_hz);
    for (int i = 0; i <= K_FILTER_ORDER; i++)
        filter->forward[i] *= gain;
}

/* The next one out; `in` and `out` are where it comes and goes, with four
 * before them. */
static double filter_one(
    const struct k_filter *filter, const double *in, const double *out)
{
    double sum = filter->forward[0] * in[0];

    for (int i = 1; i <= K_FILTER_ORDER; i++)
        sum += filter->forward[i] * in[-i] - filter->back[i] * out[-i];
    return sum;
}

/* What the samples out are made of one that is 1 while all others are 0. */
static void find_column(const struct k_filter *filter,
    double in[K_FILTER_ORDER + K_FILTER_STEP],
    double out[K_FILTER_ORDER + K_FILTER_STEP], double column[K_FILTER_STEP])
{
    for (int i = K_FILTER_ORDER; i < K_FILTER_ORDER + K_FILTER_STEP; i++)
        out[i] = filter_one(filter, in + i, out + i);
    lanes_copy(column, out + K_FILTER_ORDER, K_FILTER_STEP * sizeof *column);
}

void k_filter_design(struct k_filter *filter, int rate_hz)
{
    *filter = (struct k_filter){0};
    join_stages(filter, rate_hz);
    if (rate_hz != STANDARD_RATE_HZ)
        align(filter, rate_hz);
    for (int i = 0; i < K_FILTER_ORDER + K_FILTER_STEP; i++) {
        double in[K_FILTER_ORDER + K_FILTER_STEP] = {[0] = 0};
        double out[K_FILTER_ORDER + K_FILTER_STEP] = {0};
        in[i] = 1;
        find_column(filter, in, out, filter->of_in[i]);
    }
    for (int i = 0; i < K_FILTER_ORDER; i++) {
        double in[K_FILTER_ORDER + K_FILTER_STEP] = {0};
        double out[K_FILTER_ORDER + K_FILTER_STEP] = {[0] = 0};
        out[i] = 1;
        find_column(filter, in, out, filter->of_out[i]);
    }
}

/* The scalar twin. */
static double filter_alone(const struct k_filter *filter,
    struct k_filter_state *state, const double *in, size_t count)
{
    double out[K_FILTER_ORDER + 1];
    double sum = 0;

    lanes_copy(out, state->out, sizeof state->out);
    for (size_t i = 0; i < count; i++) {
        double now = filter_one(filter, in + i, out + K_FILTER_ORDER);
        out[K_FILTER_ORDER] = now;
        memmove(out, out + 1, K_FILTER_ORDER * sizeof *out);
        sum += now * now;
    }
    lanes_copy(state->out, out, sizeof state->out);
    return sum;
}

LANES_INLINE void widen(const float *samples, size_t count, double *wide)
{
    for (size_t i = 0; i < count; i += 4) {
        float4 four;
        lanes_copy(&four, samples + i, sizeof four);
        double4 widened = __builtin_convertvector(four, double4);
        lanes_copy(wide + i, &widened, sizeof widened);
    }
}

LANES_INLINE double4 weigh(
    const double by[K_FILTER_ORDER], const double4 columns[K_FILTER_ORDER])
{
    return (by[0] * columns[0] + by[1] * columns[1]) +
           (by[2] * columns[2] + by[3] * columns[3]);
}

/* Four samples for each half of a step; one half is for processors that have
 * too few registers for two. What came out last is added last, since it is
 * what must be waited for. */
LANES_INLINE double filter_by_halves(const struct k_filter *filter,
    struct k_filter_state *state, const float *samples, double *in,
    size_t count, int halves)
{
    double4 of_in[2][K_FILTER_ORDER + K_FILTER_STEP];
    double4 of_out[2][K_FILTER_ORDER];
    double4 next[2];
    double4 out;
    double4 sum = {0};

    for (int half = 0; half < halves; half++) {
        for (int i = 0; i < K_FILTER_ORDER + K_FILTER_STEP; i++)
            lanes_copy(&of_in[half][i], &filter->of_in[i][4 * half], 32);
        for (int i = 0; i < K_FILTER_ORDER; i++)
            lanes_copy(&of_out[half][i], &filter->of_out[i][4 * half], 32);
    }
    lanes_copy(&out, state->out, sizeof out);
    widen(samples, count, in);
    for (size_t i = 0; i < count; i += 4 * (size_t)halves) {
        const double *oldest = in + i - K_FILTER_ORDER;
        for (int half = 0; half < halves; half++) {
            next[half] =
                weigh(oldest, of_in[half]) + weigh(oldest + 4, of_in[half] + 4);
            if (half > 0)
                next[half] += weigh(oldest + 8, of_in[half] + 8);
        }
        for (int half = 0; half < halves; half++) {
            next[half] +=
                (out[0] * of_out[half][0] + out[1] * of_out[half][1]) +
                (out[2] * of_out[half][2] + out[3] * of_out[half][3]);
            sum += next[half] * next[half];
        }
        out = next[halves - 1];
    }
    lanes_copy(state->out, &out, sizeof out);
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static double filter_narrow(const struct k_filter *filter,
    struct k_filter_state *state, const float *samples, double *in,
    size_t count)
{
    return filter_by_halves(filter, state, samples, in, count, 1);
}

LANES_WIDE_TARGET static double filter_wide(const struct k_filter *filter,
    struct k_filter_state *state, const float *samples, double *in,
    size_t count)
{
    return filter_by_halves(filter, state, samples, in, count, 2);
}

static double filter_block(const struct k_filter *filter,
    struct k_filter_state *state, const float *samples, size_t count,
    enum lanes lanes)
{
    UNFILLED double block[K_FILTER_ORDER + BLOCK_SAMPLES];
    double *in = block + K_FILTER_ORDER;
    size_t whole = lanes == LANES_NONE ? 0 : count - count % K_FILTER_STEP;
    double sum = 0;

    lanes_copy(block, state->in, sizeof state->in);
    if (whole > 0 && lanes == LANES_WIDE)
        sum = filter_wide(filter, state, samples, in, whole);
    else if (whole > 0)
        sum = filter_narrow(filter, state, samples, in, whole);
    for (size_t i = whole; i < count; i++)
        in[i] = (double)samples[i];
    sum += filter_alone(filter, state, in + whole, count - whole);
    lanes_copy(state->in, block + count, sizeof state->in);
    return sum;
}

/* In silence it would fade for ever. */
static void forget_traces(struct k_filter_state *state)
{
    bool is_trace = true;

    for (int i = 0; i < K_FILTER_ORDER; i++)
        is_trace = is_trace && fabs(state->in[i]) < LEAST_TRACE &&
                   fabs(state->out[i]) < LEAST_TRACE;
    if (is_trace)
        *state = (struct k_filter_state){0};
}

double k_filter_energy(const struct k_filter *filter,
    struct k_filter_state *state, const float *samples, size_t count,
    enum lanes lanes)
{
    double sum = 0;

    while (count > 0) {
        size_t now = count < BLOCK_SAMPLES ? count : BLOCK_SAMPLES;
        sum += filter_block(filter, state, samples, now, lanes);
        forget_traces(state);
        samples += now;
        count -= now;
    }
    return sum;
}
