/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast publish: finished recordings become episodes of a podcast. */
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "publisher/publish.h"
#include "publisher/publish_config.h"
#include "publisher/publish_voice.h"
#include "publisher/publisher_lock.h"
#include "recorder/base/clock.h"
#include "recorder/base/command_line.h"
#include "recorder/base/config.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"
#include "recorder/base/text.h"

static const char *config_path;
static const char *jobs_text;
static bool is_dry_run;
static bool is_json;
static bool is_quiet;
static bool is_verbose;
static bool is_syslog;

static const struct command_option options[] = {
    {"config", "FILE", "the configuration; needed", .value = &config_path},
    {"dry-run", NULL, "say what would be done, and change nothing",
        .flag = &is_dry_run},
    {"json", NULL, "say it in JSON, one line for each event", .flag = &is_json},
    {"jobs", "N", "render so many episodes at once; default: one a core",
        .value = &jobs_text},
    {"quiet", NULL, "say what failed only", .flag = &is_quiet, .letter = 'q'},
    {"syslog", NULL, "say it to syslog(3), unless on a terminal",
        .flag = &is_syslog},
    {"verbose", NULL, "say more about what is done, on standard error",
        .flag = &is_verbose, .letter = 'v'},
};

static const struct command command = {
    .program = "roomcast publish",
    .usage = "--config FILE [--dry-run] [--json] [--jobs N] [--syslog] "
             "[-q | -v]",
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

static enum exit_status run(const struct publish_order *order)
{
    struct publish_result result;
    struct err err;

    if (!publish(order, &result, &err))
        return log_failure(&err);
    return result.failed_count ? EXIT_PARTLY : EXIT_DONE;
}

static bool make_lock_path(
    const struct config *config, struct text *path, struct err *err)
{
    text_appendf(path, "%s/publisher.lock", config->state);
    return text_finish(path, err) &&
           durable_make_folder(config->state, 0755, err);
}

static enum exit_status run_alone(const struct publish_order *order)
{
    own_value(text) path = {0};
    own_fd int lock = -1;
    struct err err;

    if (!make_lock_path(order->config, &path, &err))
        return log_failure(&err);
    switch (publisher_lock_take(text_string(&path), order->now, &lock, &err)) {
    case PUBLISHER_LOCK_TAKEN:
        return run(order);
    case PUBLISHER_LOCK_HELD:
        return EXIT_DONE;
    default:
        return log_failure(&err);
    }
}

static bool read_jobs(int *jobs, struct err *err)
{
    int64_t number = 0;

    if (jobs_text && !quantity_parse_whole(jobs_text, 1, 256, &number, err))
        return err_prefix(err, "--jobs");
    *jobs = (int)number;
    return true;
}

static bool check_command(struct err *err)
{
    if (!config_path)
        return err_set(err, ERR_CONFIG, "--config FILE is needed");
    if (is_quiet && is_verbose)
        return err_set(err, ERR_CONFIG, "--quiet and --verbose: one of them");
    return true;
}

static enum exit_status start(const struct config *config, int jobs)
{
    struct publish_voice voice = {
        .url = config->url,
        .is_json = is_json,
        .is_quiet = is_quiet,
    };
    const struct publish_order order = {
        .config = config,
        .now = clock_utc_ns() / CLOCK_SECOND_NS,
        .is_dry_run = is_dry_run,
        .most_renders = jobs,
        .stop_fd = -1,
        .told = publish_voice_tell,
        .user = &voice,
    };

    publish_voice_begin(&voice);
    enum exit_status status = is_dry_run ? run(&order) : run_alone(&order);
    publish_voice_end(&voice);
    return status;
}

int main(int argc, char **argv)
{
    struct err err;
    int jobs;

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
    if (is_syslog)
        log_to_system();
    if (!check_command(&err) || !read_jobs(&jobs, &err))
        return log_failure(&err);
    own(config) config = config_load(config_path, &err);
    if (!config || !publish_config_check(config, &err))
        return log_failure(&err);
    /* The site is for others to read, whatever cron's umask is. A reader of
     * our lines that leaves and a limit on file sizes are no reason to die. */
    umask(022);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    return start(config, jobs);
}
