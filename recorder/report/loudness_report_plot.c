/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/loudness_report.h"

#include <math.h>

#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"

#define WIDTH 960
#define HEIGHT 400
#define LEFT 52
#define RIGHT 880
#define TOP 84
#define BOTTOM 362
#define LOWEST_LUFS (-50.0)
#define MOST_TICKS 12

/* How time and loudness lie on the sheet. */
struct sheet {
    double seconds;
    double highest_lufs;
};

static const char style[] =
    "<style>\n"
    "svg{--ground:#fff;--ink:#1c232b;--soft:#68737f;--grid:#e4e8ec;"
    "--sound:#9cc3e6;--line:#14629e;--aim:#c2410c}\n"
    "@media(prefers-color-scheme:dark){svg{--ground:#12161b;--ink:#e8edf2;"
    "--soft:#93a0ad;--grid:#262d35;--sound:#2c4f70;--line:#7cc0f5;"
    "--aim:#fb923c}}\n"
    "text{font:12px system-ui,sans-serif;fill:var(--soft)}\n"
    ".name{font-size:17px;font-weight:600;fill:var(--ink)}\n"
    ".figures{font-size:13px;fill:var(--ink)}\n"
    ".grid{stroke:var(--grid)}\n"
    ".momentary{fill:url(#fade)}.key{fill:var(--sound)}\n"
    ".short{fill:none;stroke:var(--line);stroke-width:1.6;"
    "stroke-linejoin:round}\n"
    ".aim{stroke:var(--aim);stroke-width:1.4;stroke-dasharray:6 4}\n"
    ".aimed{fill:var(--aim)}\n"
    ".end{text-anchor:end}.middle{text-anchor:middle}\n"
    "</style>\n"
    "<linearGradient id=\"fade\" gradientUnits=\"userSpaceOnUse\" x1=\"0\" "
    "y1=\"84\" x2=\"0\" y2=\"362\">"
    "<stop offset=\".2\" stop-color=\"var(--sound)\"/>"
    "<stop offset=\"1\" stop-color=\"var(--sound)\" stop-opacity=\".15\"/>"
    "</linearGradient>\n";

/* A file may be called anything. */
static void append_escaped(struct text *text, const char *name)
{
    own_value(text) shown = {0};

    text_append_shown(&shown, name);
    for (const char *string = text_string(&shown); *string; string++) {
        switch (*string) {
        case '&':
            text_append(text, "&amp;");
            break;
        case '<':
            text_append(text, "&lt;");
            break;
        case '>':
            text_append(text, "&gt;");
            break;
        default:
            text_append_byte(text, (uint8_t)*string);
        }
    }
}

static double x_of(const struct sheet *sheet, double seconds)
{
    return LEFT + (RIGHT - LEFT) * seconds / sheet->seconds;
}

static double y_of(const struct sheet *sheet, double lufs)
{
    double part = (sheet->highest_lufs - fmax(lufs, LOWEST_LUFS)) /
                  (sheet->highest_lufs - LOWEST_LUFS);

    return TOP + (BOTTOM - TOP) * fmax(part, 0);
}

/* With a true minus sign. */
static void append_level(struct text *text, double value, const char *unit)
{
    if (isfinite(value))
        text_appendf(
            text, "%s%.1f %s", value < -0.05 ? "−" : "", fabs(value), unit);
    else
        text_appendf(text, "– %s", unit);
}

static void append_head(const struct loudness_report *report, struct text *text)
{
    const struct loudness *all = &report->loudness;
    char time[QUANTITY_TIME_BYTES];

    quantity_format_length(loudness_report_ns(report), time);
    text_appendf(text, "<text class=\"name\" x=\"%d\" y=\"30\">", LEFT);
    append_escaped(text, loudness_report_name(report));
    text_appendf(
        text, "</text>\n<text class=\"figures\" x=\"%d\" y=\"54\">", LEFT);
    append_level(text, all->integrated_lufs, "LUFS");
    text_append(text, " · range ");
    append_level(text, all->range_lu, "LU");
    text_append(text, " · true peak ");
    append_level(text, all->true_peak_dbtp, "dBTP");
    text_appendf(text, " · %s</text>\n", time);
}

static void append_legend(struct text *text)
{
    text_appendf(text,
        "<rect class=\"key\" x=\"%d\" y=\"45\" width=\"18\" "
        "height=\"10\"/><text x=\"%d\" y=\"54\">momentary</text>\n"
        "<line class=\"short\" x1=\"%d\" y1=\"50\" x2=\"%d\" y2=\"50\"/>"
        "<text x=\"%d\" y=\"54\">short-term, LUFS</text>\n",
        RIGHT - 228, RIGHT - 204, RIGHT - 122, RIGHT - 104, RIGHT - 98);
}

static void append_level_grid(const struct sheet *sheet, struct text *text)
{
    for (double lufs = LOWEST_LUFS; lufs <= sheet->highest_lufs; lufs += 10) {
        double y = y_of(sheet, lufs);
        text_appendf(text,
            "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" "
            "y2=\"%.1f\"/><text class=\"end\" x=\"%d\" y=\"%.1f\">%s%.0f"
            "</text>\n",
            LEFT, y, RIGHT, y, LEFT - 8, y + 4, lufs < 0 ? "−" : "",
            fabs(lufs));
    }
}

/* The shortest step of a clock that is not too crowded. */
static int tick_seconds(double seconds)
{
    static const int steps[] = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200};
    size_t last = sizeof steps / sizeof steps[0] - 1;

    for (size_t i = 0; i < last; i++)
        if (seconds / steps[i] <= MOST_TICKS)
            return steps[i];
    return steps[last] * (1 + (int)(seconds / steps[last] / MOST_TICKS));
}

static void append_time_grid(const struct sheet *sheet, struct text *text)
{
    int step = tick_seconds(sheet->seconds);

    for (int64_t at = 0; (double)at <= sheet->seconds; at += step) {
        char time[QUANTITY_TIME_BYTES];
        double x = x_of(sheet, (double)at);
        quantity_format_time(at * CLOCK_SECOND_NS, time);
        text_appendf(text,
            "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" "
            "y2=\"%d\"/><text class=\"middle\" x=\"%.1f\" y=\"%d\">%s"
            "</text>\n",
            x, BOTTOM, x, BOTTOM + 5, x, BOTTOM + 20, time);
    }
}

/* The highest of the points that fall on one column, of which there are no
 * more than the sheet can show. */
static struct loudness_point highest_of(
    const struct loudness_report *report, size_t column, size_t columns)
{
    size_t from = column * report->point_count / columns;
    size_t to = (column + 1) * report->point_count / columns;
    struct loudness_point highest = report->points[from];

    for (size_t i = from + 1; i < to; i++) {
        const struct loudness_point *point = &report->points[i];
        highest.momentary_lufs =
            fmaxf(highest.momentary_lufs, point->momentary_lufs);
        highest.short_term_lufs =
            fmaxf(highest.short_term_lufs, point->short_term_lufs);
    }
    return highest;
}

static void append_curves(const struct loudness_report *report,
    const struct sheet *sheet, struct text *text)
{
    size_t columns = RIGHT - LEFT;
    struct text line = {0};

    if (columns > report->point_count)
        columns = report->point_count;
    text_appendf(text, "<path class=\"momentary\" d=\"M%d %d", LEFT, BOTTOM);
    for (size_t i = 0; i < columns; i++) {
        struct loudness_point point = highest_of(report, i, columns);
        double x =
            x_of(sheet, sheet->seconds * ((double)i + 0.5) / (double)columns);
        text_appendf(
            text, "L%.1f %.1f", x, y_of(sheet, (double)point.momentary_lufs));
        text_appendf(&line, "%s%.1f %.1f", i ? "L" : "M", x,
            y_of(sheet, (double)point.short_term_lufs));
    }
    text_appendf(text, "L%d %dZ\"/>\n<path class=\"short\" d=\"%s\"/>\n", RIGHT,
        BOTTOM, text_string(&line));
    text->has_failed = text->has_failed || line.has_failed;
    text_clear(&line);
}

static void append_target(
    const struct sheet *sheet, double target_lufs, struct text *text)
{
    double y = y_of(sheet, target_lufs);

    text_appendf(text,
        "<line class=\"aim\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>"
        "<text class=\"aimed\" x=\"%d\" y=\"%.1f\">%s%g target</text>\n",
        LEFT, y, RIGHT, y, RIGHT + 8, y + 4, target_lufs < 0 ? "−" : "",
        fabs(target_lufs));
}

void loudness_report_append_plot(
    const struct loudness_report *report, double target_lufs, struct text *text)
{
    double highest = report->loudness.highest_momentary_lufs;
    const struct sheet sheet = {
        .seconds = fmax((double)report->frames / report->rate_hz, 0.1),
        .highest_lufs = highest > 0 ? 10 * ceil(highest / 10) : 0,
    };

    text_appendf(text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
        "role=\"img\">\n<title>Loudness of ",
        WIDTH, HEIGHT);
    append_escaped(text, loudness_report_name(report));
    text_append(text, "</title>\n");
    text_append(text, style);
    text_appendf(text,
        "<rect width=\"%d\" height=\"%d\" fill=\"var(--ground)\"/>\n", WIDTH,
        HEIGHT);
    append_head(report, text);
    append_legend(text);
    append_level_grid(&sheet, text);
    append_time_grid(&sheet, text);
    append_curves(report, &sheet, text);
    append_target(&sheet, target_lufs, text);
    text_append(text, "</svg>\n");
}
