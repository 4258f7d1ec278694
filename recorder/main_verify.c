/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast verify: whether recordings are whole. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/program.h"
#include "recorder/base/quantity.h"
#include "recorder/recording/recording.h"
#include "recorder/recording/repair_folder.h"
#include "recorder/report/verifier.h"

static bool is_json;
static const char *repair_path;

static const struct command_option options[] = {
    {"json", NULL, "a line of JSON for each file", .flag = &is_json},
    {"repair", "DIR",
        "finish what killed recorders left in a folder\n"
        "and in those right in it, as in a spool",
        .value = &repair_path},
};

static const struct command command = {
    .program = "roomcast verify",
    .usage = "[--json] FILE...\n--repair DIR",
    .summary = "Checks recordings: every page and packet, the ledger, and "
               "that they agree;\nor finishes those that were left unfinished.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = "FILE",
    .notes = "exit status:\n"
             "  0 clean   1 bad   2 command line   3 repaired or degraded",
};

/* --- Checking ----------------------------------------------------------- */

static bool print_report(
    const struct verification *verification, struct err *err)
{
    own_value(text) text = {0};

    if (is_json) {
        own_heap(char) line = verification_format_json(verification, err);
        if (!line)
            return false;
        text_appendf(&text, "%s\n", line);
    } else {
        verification_append_text(verification, &text);
    }
    if (!text_finish(&text, err))
        return false;
    if (fputs(text_string(&text), stdout) < 0 || fflush(stdout) != 0)
        return err_set_errno(err, ERR_IO, "standard output");
    return true;
}

static enum exit_status status_of(enum verdict verdict)
{
    if (verdict == VERDICT_BAD)
        return EXIT_FAILED;
    return verdict <= VERDICT_RUNNING ? EXIT_DONE : EXIT_PARTLY;
}

static enum exit_status verify(const char *path)
{
    static struct verification verification; /* large */
    struct err err = {0};

    if (!verifier_check(&verification, path, &err))
        return log_failure(&err), EXIT_FAILED;
    bool is_printed = print_report(&verification, &err);
    enum verdict verdict = verification.verdict;
    verification_clear(&verification);
    return is_printed ? status_of(verdict) : log_failure(&err);
}

/* A ledger stands for its recording, finished or not. */
static char *recording_of(const char *path, struct err *err)
{
    if (!text_has_suffix(path, RECORDING_LEDGER_SUFFIX)) {
        char *same = strdup(path);
        return same ? same : (err_no_memory(err), NULL);
    }
    own_heap(char) whole = recording_path_beside(path, RECORDING_SUFFIX);
    own_heap(char) part = recording_path_beside(path, RECORDING_PART_SUFFIX);
    if (!whole || !part)
        return err_no_memory(err), NULL;
    if (access(whole, F_OK) == 0)
        return take(whole);
    if (access(part, F_OK) == 0)
        return take(part);
    err_set(err, ERR_FORMAT, "%s: a ledger without a recording", path);
    return NULL;
}

static bool is_among(const char *path, char **paths, int count)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(paths[i], path) == 0)
            return true;
    }
    return false;
}

static enum exit_status verify_named(char **paths, int count, int at)
{
    struct err err = {0};
    own_heap(char) path = recording_of(paths[at], &err);

    if (!path)
        return log_failure(&err), EXIT_FAILED;
    if (strcmp(path, paths[at]) != 0 && is_among(path, paths, count))
        return EXIT_DONE; /* named itself, too */
    return verify(path);
}

/* The worst of all: 1, then 3, then 0. */
static enum exit_status verify_all(char **paths, int count)
{
    enum exit_status status = EXIT_DONE;

    for (int i = 0; i < count; i++) {
        enum exit_status one = verify_named(paths, count, i);
        if (one == EXIT_FAILED || status == EXIT_DONE)
            status = one;
    }
    return status;
}

/* --- Repairing ---------------------------------------------------------- */

struct repairs {
    int done;
    int failed;
};

static void tell_repair(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    struct repairs *repairs = user;
    char time[QUANTITY_TIME_BYTES];

    if (outcome == REPAIR_FAILED) {
        repairs->failed++;
        log_error("%s: %s", part_path, err->text);
        return;
    }
    repairs->done++;
    if (outcome == REPAIR_EMPTY) {
        log_result("%s: there is no sound in it", part_path);
        return;
    }
    quantity_format_length(clock_ns_from_frames_48k(report->frames_48k), time);
    log_result(
        "%s: finished%s%s, %s long; %lld bytes cut off, %lld passed over",
        part_path, *report->other_name ? " as " : "", report->other_name, time,
        (long long)report->cut_bytes, (long long)report->skipped_bytes);
}

static enum exit_status repair(void)
{
    struct repairs repairs = {0};
    struct err err = {0};

    if (access(repair_path, F_OK) != 0) {
        err_set_errno(&err, ERR_IO, "%s", repair_path);
        return log_failure(&err);
    }
    if (!repair_spool(repair_path, tell_repair, &repairs, &err) &&
        repairs.failed == 0)
        return log_failure(&err);
    if (repairs.failed > 0)
        return EXIT_FAILED;
    return repairs.done > 0 ? EXIT_PARTLY : EXIT_DONE;
}

static bool check_command(int file_count, struct err *err)
{
    if (repair_path && (file_count > 0 || is_json))
        return err_set(err, ERR_CONFIG, "--repair takes nothing but a folder");
    if (!repair_path && file_count == 0)
        return err_set(err, ERR_CONFIG, "a file is needed");
    return true;
}

int main(int argc, char **argv)
{
    enum exit_status status;
    int first = 0;
    struct err err;

    if (!program_begin(&command, argc, argv, &first, &status))
        return status;
    signal(SIGXFSZ, SIG_IGN); /* a limit of size is an error of write(2) */
    if (!check_command(argc - first, &err))
        return log_failure(&err);
    return repair_path ? repair() : verify_all(argv + first, argc - first);
}
