/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast publish: finished recordings become episodes of a podcast. */
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "publisher/publish.h"
#include "publisher/publish_config.h"
#include "publisher/publisher_lock.h"
#include "recorder/base/clock.h"
#include "recorder/base/command_line.h"
#include "recorder/base/config.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

static const char *config_path;
static bool is_dry_run;
static bool is_verbose;

static const struct command_option options[] = {
    {"config", "FILE", "the configuration; needed", .value = &config_path},
    {"dry-run", NULL, "say what would be done, and change nothing",
        .flag = &is_dry_run},
    {"verbose", NULL, "say more about what is done, on standard error",
        .flag = &is_verbose, .letter = 'v'},
};

static const struct command command = {
    .program = "roomcast publish",
    .usage = "--config FILE [--dry-run] [-v]",
    .summary = "Makes an episode of each finished recording and writes the "
               "feeds of the shows.\n"
               "Run again it does what is left to do; with nothing left it "
               "changes and prints nothing.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .notes = "exit status: 0 all done, or nothing to do, or another run is "
             "at work; 1 failed;\n"
             "2 command line or configuration; 3 some could not be "
             "published; 75 another run\n"
             "has been at it for more than 6 hours.",
};

static void on_event(void *user, enum publish_event event, const char *line)
{
    (void)user;
    switch (event) {
    case PUBLISH_DONE:
    case PUBLISH_PLANNED:
        printf("%s\n", line);
        fflush(stdout);
        break;
    case PUBLISH_FAILED:
        log_error("%s", line);
        break;
    case PUBLISH_NOTE:
        log_note("%s", line);
        break;
    }
}

static enum exit_status run(const struct config *config)
{
    const struct publish_order order = {
        .config = config,
        .now = clock_utc_ns() / CLOCK_SECOND_NS,
        .is_dry_run = is_dry_run,
        .told = on_event,
    };
    int failed_count = 0;
    struct err err;

    if (!publish_run(&order, &failed_count, &err))
        return log_failure(&err);
    return failed_count ? EXIT_PARTLY : EXIT_DONE;
}

static bool make_lock_path(
    const struct config *config, struct text *path, struct err *err)
{
    text_appendf(path, "%s/publisher.lock", config->state);
    return text_finish(path, err) &&
           durable_make_folder(config->state, 0755, err);
}

static enum exit_status run_alone(const struct config *config)
{
    own_value(text) path = {0};
    own_fd int lock = -1;
    struct err err;

    if (!make_lock_path(config, &path, &err))
        return log_failure(&err);
    switch (publisher_lock_take(
        text_string(&path), clock_utc_ns() / CLOCK_SECOND_NS, &lock, &err)) {
    case PUBLISHER_LOCK_TAKEN:
        return run(config);
    case PUBLISHER_LOCK_HELD:
        return EXIT_DONE;
    default:
        return log_failure(&err);
    }
}

int main(int argc, char **argv)
{
    struct err err;

    log_start("roomcast publish", LOG_LEVEL_WARNING);
    switch (command_line_parse(&command, argc, argv, NULL, &err)) {
    case COMMAND_LINE_ANSWERED:
        return EXIT_DONE;
    case COMMAND_LINE_BAD:
        return log_failure(&err);
    case COMMAND_LINE_RUN:
        break;
    }
    if (is_verbose)
        log_start("roomcast publish", LOG_LEVEL_NOTE);
    if (!config_path) {
        err_set(&err, ERR_CONFIG, "--config FILE is needed");
        return log_failure(&err);
    }
    own(config) config = config_load(config_path, &err);
    if (!config || !publish_config_check(config, &err))
        return log_failure(&err);
    /* The site is for others to read, whatever cron's umask is. A reader of
     * our lines that leaves and a limit on file sizes are no reason to die. */
    umask(022);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    return is_dry_run ? run(config) : run_alone(config);
}
