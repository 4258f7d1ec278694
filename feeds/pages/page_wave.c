/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_wave.h"

#include <inttypes.h>
#include <math.h>

#include "feeds/feed_date.h"

#define MOST_BARS 100
#define WIDTH 1000
#define MIDDLE 50.0
#define HIGHEST 46.0 /* half of the height, with room for round ends */
#define LOWEST 0.6
#define QUIET_LUFS (-48.0)
#define LOUD_LUFS 0.0

/* The steps of the waveform that bar `at` of `bars` stands for. */
struct range {
    size_t from;
    size_t to;
};

static struct range range_of(
    const struct podcast_waveform *wave, size_t at, size_t bars)
{
    return (struct range){
        at * wave->count / bars, (at + 1) * wave->count / bars};
}

static double within(double value)
{
    return value > 0 ? fmin(value, 1) : 0; /* NaN is nothing */
}

static double peak_of(const struct podcast_waveform *wave, struct range range)
{
    double peak = 0;

    for (size_t i = range.from; i < range.to; i++)
        peak = fmax(peak, (double)wave->peaks[i]);
    return within(peak);
}

/* Loudness is a logarithm already: its mean is what the eye expects. */
static double loudness_of(
    const struct podcast_waveform *wave, struct range range)
{
    double sum = 0;

    for (size_t i = range.from; i < range.to; i++)
        sum += within(((double)wave->loudness_lufs[i] - QUIET_LUFS) /
                      (LOUD_LUFS - QUIET_LUFS));
    return sum / (double)(range.to - range.from);
}

/* As "%.1f", of which pages have so many that it is most of their cost. */
static void append_tenths(struct text *svg, double value)
{
    int tenths = (int)lrint(value * 10);

    if (tenths >= 100)
        text_append_byte(svg, (uint8_t)('0' + tenths / 100));
    text_append_byte(svg, (uint8_t)('0' + tenths / 10 % 10));
    text_append_byte(svg, '.');
    text_append_byte(svg, (uint8_t)('0' + tenths % 10));
}

static void draw_bars(const struct podcast_waveform *wave,
    double height_of(const struct podcast_waveform *wave, struct range range),
    const char *class_name, struct text *svg)
{
    size_t bars = wave->count < MOST_BARS ? wave->count : MOST_BARS;

    text_appendf(svg, "<path class=\"%s\" d=\"", class_name);
    for (size_t at = 0; at < bars; at++) {
        double half =
            LOWEST + HIGHEST * height_of(wave, range_of(wave, at, bars));
        text_appendf(svg, "M%d ", (int)((at * 2 + 1) * WIDTH / (bars * 2)));
        append_tenths(svg, MIDDLE - half);
        text_append_byte(svg, 'V');
        append_tenths(svg, MIDDLE + half);
    }
    text_append(svg, "\"/>");
}

static void draw_marks(const struct podcast_episode *episode, struct text *svg)
{
    text_append(svg, "<path class=\"marks\" d=\"M0 0");
    for (size_t i = 0; i < episode->chapter_count; i++) {
        const struct podcast_chapter *chapter = &episode->chapters[i];
        if (!chapter->is_hidden && chapter->start_ms > 0 &&
            chapter->start_ms < episode->duration_ms)
            text_appendf(svg, "M%d 0V100",
                (int)(WIDTH * ((double)chapter->start_ms /
                                  (double)episode->duration_ms)));
    }
    text_append(svg, "\"/>");
}

void page_wave_draw(const struct podcast_episode *episode, struct text *svg)
{
    const struct podcast_waveform *wave = episode->waveform;

    if (!wave || !wave->count || !wave->peaks)
        return;
    text_appendf(svg,
        "<svg class=\"wave\" viewBox=\"0 0 %d 100\" "
        "preserveAspectRatio=\"none\" aria-hidden=\"true\" "
        "data-seconds=\"%" PRId64 "\">"
        "<clipPath id=\"played\"><rect width=\"0\" height=\"100\"/>"
        "</clipPath>",
        WIDTH, feed_date_seconds(episode->duration_ms));
    draw_marks(episode, svg);
    draw_bars(wave, peak_of, "peaks", svg);
    if (wave->loudness_lufs)
        draw_bars(wave, loudness_of, "loud", svg);
    text_append(svg, "<g class=\"heard\" clip-path=\"url(#played)\">");
    draw_bars(wave, wave->loudness_lufs ? loudness_of : peak_of, "loud", svg);
    text_append(svg, "</g></svg>");
}
