/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/loudness_window.h"

#include <math.h>

/* From `first` on, `count` slices, in four sums that need not wait for each
 * other. Sums that are carried on from slice to slice were rejected: what
 * rounding leaves of a loud window would be heard in the silence behind it. */
static double sum_of(const double *slices, size_t count)
{
    double sums[4] = {0};

    for (size_t i = 0; i < count; i += 4)
        for (size_t k = 0; k < 4; k++)
            sums[k] += slices[i + k];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static double latest(const struct loudness_window *window, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        size_t at = window->next + LOUDNESS_SHORT_TERM_SLICES - 1 - i;
        sum += window->slices[at % LOUDNESS_SHORT_TERM_SLICES];
    }
    return sum;
}

void loudness_window_push(struct loudness_window *window, double mean_square)
{
    window->slices[window->next] = mean_square;
    window->next = (window->next + 1) % LOUDNESS_SHORT_TERM_SLICES;
    window->momentary =
        latest(window, LOUDNESS_MOMENTARY_SLICES) / LOUDNESS_MOMENTARY_SLICES;
    window->short_term = sum_of(window->slices, LOUDNESS_SHORT_TERM_SLICES) /
                         LOUDNESS_SHORT_TERM_SLICES;
    window->highest_momentary =
        fmax(window->highest_momentary, window->momentary);
    window->highest_short_term =
        fmax(window->highest_short_term, window->short_term);
}
