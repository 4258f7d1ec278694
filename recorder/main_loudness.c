/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast loudness: how loud files are. */
#include <stdio.h>
#include <string.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/log.h"
#include "recorder/base/program.h"
#include "recorder/base/quantity.h"
#include "recorder/report/loudness_report.h"

#define LOUDEST_TARGET_LUFS 0
#define QUIETEST_TARGET_LUFS (-50)

static const char *target_word = "-16";
static const char *plot_path;
static bool is_json;
static bool is_dual_mono;
static double target_lufs;

static const struct command_option options[] = {
    {"target", "LUFS", "what it should be; -16 if not given",
        .value = &target_word},
    {"dual-mono", NULL, "measure one channel as it will be played: by two",
        .flag = &is_dual_mono},
    {"json", NULL, "a line of JSON for each file", .flag = &is_json},
    {"plot", "FILE.svg", "draw loudness over time; of one file only",
        .value = &plot_path},
};

static const struct command command = {
    .program = "roomcast loudness",
    .usage = "[OPTION]... FILE...",
    .summary = "Measures WAV, Ogg/Opus and MP3 files as a listener hears them:"
               "\nloudness and range by EBU R 128, true peak, minute by "
               "minute.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = "FILE",
    .notes = "FILE may be - for standard input; through a pipe comes WAV only."
             "\n\n"
             "exit status:\n"
             "  0 all measured   1 none   2 command line   3 some of them",
};

static bool check_command(int file_count, struct err *err)
{
    if (!quantity_parse_real(target_word, QUIETEST_TARGET_LUFS,
            LOUDEST_TARGET_LUFS, &target_lufs, err))
        return err_prefix(err, "--target");
    if (file_count == 0)
        return err_set(err, ERR_CONFIG, "a file is needed");
    if (plot_path && file_count > 1)
        return err_set(
            err, ERR_CONFIG, "--plot draws one file, not %d", file_count);
    return true;
}

static bool print_report(
    const struct loudness_report *report, bool is_first, struct err *err)
{
    own_value(text) text = {0};

    if (is_json) {
        own_heap(char) line =
            loudness_report_format_json(report, target_lufs, err);
        return line && puts(line) >= 0;
    }
    if (!is_first)
        text_append(&text, "\n");
    loudness_report_append_text(report, target_lufs, &text);
    if (!text_finish(&text, err))
        return false;
    fputs(text_string(&text), stdout);
    return true;
}

static bool draw(const struct loudness_report *report, struct err *err)
{
    own_value(text) plot = {0};

    loudness_report_append_plot(report, target_lufs, &plot);
    return text_finish(&plot, err) &&
           durable_replace(plot_path, 0644, plot.bytes, plot.length, err);
}

static bool measure(const char *path, bool is_first, struct err *err)
{
    own_value(loudness_report) report = {0};
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;

    /* What reads recordings names them itself. */
    if (!loudness_report_make(&report, path, is_dual_mono, err))
        return strstr(err->text, name) ? false : err_prefix(err, "%s", name);
    if (!print_report(&report, is_first, err))
        return false;
    if (fflush(stdout) != 0 || ferror(stdout))
        return err_set_errno(err, ERR_IO, "standard output");
    return !plot_path || draw(&report, err);
}

static enum exit_status measure_all(char **paths, int count)
{
    enum exit_status status = EXIT_DONE;
    int measured_count = 0;
    struct err err;

    for (int i = 0; i < count; i++) {
        if (measure(paths[i], i == 0, &err))
            measured_count++;
        else
            status = log_failure(&err);
    }
    return status != EXIT_DONE && measured_count > 0 ? EXIT_PARTLY : status;
}

int main(int argc, char **argv)
{
    enum exit_status status;
    int first = 0;
    struct err err;

    if (!program_begin(&command, argc, argv, &first, &status))
        return status;
    if (!check_command(argc - first, &err))
        return log_failure(&err);
    return measure_all(argv + first, argc - first);
}
