/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast publish: finished recordings become episodes of a podcast. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "publisher/recovery/rebuild.h"
#include "publisher/run/publish.h"
#include "publisher/run/publish_config.h"
#include "publisher/run/publish_digest.h"
#include "publisher/run/publish_voice.h"
#include "publisher/run/publish_watch.h"
#include "publisher/run/publisher_lock.h"
#include "recorder/base/clock.h"
#include "recorder/base/config_file.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/program.h"
#include "recorder/base/quantity.h"
#include "recorder/base/text.h"

/* Hosts of many shows spread over more than that by other minutes. */
#define MOST_JITTER_NS (3600 * CLOCK_SECOND_NS)

static const char *config_path;
static const char *jitter_text;
static const char *jobs_text;
static const char *verify_text;
static bool is_digest;
static bool is_dry_run;
static bool is_json;
static bool is_quiet;
static bool is_rebuild;
static bool is_retry;
static bool is_syslog;
static bool is_verbose;
static bool is_watch;

static const struct command_option options[] = {
    {"config", "FILE", "the configuration; needed", .value = &config_path},
    {"dry-run", NULL, "say what would be done, and change nothing",
        .flag = &is_dry_run},
    {"digest", NULL, "say what happened since the last digest, and no more",
        .flag = &is_digest},
    {"watch", NULL, "stay, and publish what comes as it comes",
        .flag = &is_watch},
    {"retry", NULL, "try what was given up again", .flag = &is_retry},
    {"verify", "TIME", "read what is published for so long, and mend it",
        .value = &verify_text},
    {"rebuild", NULL, "make a lost catalogue again from the site first",
        .flag = &is_rebuild},
    {"jitter", "TIME", "wait up to so long first, by chance",
        .value = &jitter_text},
    {"jobs", "N", "use so many cores for rendering; default: all there are",
        .value = &jobs_text},
    {"json", NULL, "say it in JSON, one line for each event", .flag = &is_json},
    {"syslog", NULL, "say it to syslog(3), unless on a terminal",
        .flag = &is_syslog},
    {"quiet", NULL, "say what failed only", .flag = &is_quiet, .letter = 'q'},
    {"verbose", NULL, "say more about what is done, on standard error",
        .flag = &is_verbose, .letter = 'v'},
};

static const struct command command = {
    .program = "roomcast publish",
    .usage = "--config FILE [--dry-run | --watch] [OPTION]...",
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

/* All that a run is told by the command line. */
struct setup {
    struct publish_voice voice;
    int jobs;
    int64_t jitter_ns;       /* the longest wait at the start */
    int64_t verify_ns;       /* how long to read what is published */
    enum exit_status status; /* of the last run */
    int64_t due;             /* when it wants the next */
};

static void run(struct setup *setup, const struct config *config, int stop_fd)
{
    const struct publish_order order = {
        .config = config,
        .now = clock_utc_ns() / CLOCK_SECOND_NS,
        .is_dry_run = is_dry_run,
        .is_retry = is_retry,
        .verify_ns = setup->verify_ns,
        .most_renders = setup->jobs,
        .stop_fd = stop_fd,
        .told = publish_voice_tell,
        .user = &setup->voice,
    };
    struct publish_result result;
    struct err err;

    setup->voice.url = config->url;
    if (!publish(&order, &result, &err)) {
        setup->status = log_failure(&err);
        setup->due = INT64_MAX;
        return;
    }
    setup->status = result.failed_count ? EXIT_PARTLY : EXIT_DONE;
    setup->due = result.due;
}

static bool rebuild(struct setup *setup, const struct config *config)
{
    struct rebuilt rebuilt;
    struct err err;

    if (!rebuild_catalogue(config, &rebuilt, &err)) {
        setup->status = log_failure(&err);
        return false;
    }
    if (rebuilt.has_set_aside)
        log_warning("the damaged catalogue lies beside it as "
                    "catalogue.sqlite.damaged");
    log_result("rebuilt the catalogue: %zu show%s, %zu episode%s",
        rebuilt.show_count, rebuilt.show_count == 1 ? "" : "s",
        rebuilt.episode_count, rebuilt.episode_count == 1 ? "" : "s");
    return true;
}

static bool make_lock_path(
    const struct config *config, struct text *path, struct err *err)
{
    text_appendf(path, "%s/publisher.lock", config->state);
    return text_finish(path, err) &&
           durable_make_folder(config->state, 0755, err);
}

static void run_alone(
    struct setup *setup, const struct config *config, int stop_fd)
{
    own_value(text) path = {0};
    own_fd int lock = -1;
    struct err err;

    setup->status = EXIT_DONE;
    setup->due = INT64_MAX;
    if (!make_lock_path(config, &path, &err)) {
        setup->status = log_failure(&err);
        return;
    }
    switch (publisher_lock_take(
        text_string(&path), clock_utc_ns() / CLOCK_SECOND_NS, &lock, &err)) {
    case PUBLISHER_LOCK_TAKEN:
        if (!is_rebuild || rebuild(setup, config))
            run(setup, config, stop_fd);
        break;
    case PUBLISHER_LOCK_HELD:
        break;
    case PUBLISHER_LOCK_HUNG_STILL:
        setup->status = EXIT_TRY_LATER;
        break;
    default:
        setup->status = log_failure(&err);
        break;
    }
}

static struct config *load(void *user, const char *path, struct err *err)
{
    own(config) config = config_load(path, err);

    (void)user;
    return config && publish_config_check(config, err) ? take(config) : NULL;
}

static int64_t run_watched(void *user, const struct config *config, int stop_fd)
{
    struct setup *setup = user;

    run_alone(setup, config, stop_fd);
    publish_voice_end(&setup->voice);
    return setup->due;
}

static void on_refused(void *user, const struct err *err)
{
    (void)user;
    log_error("%s: not taken, the one before stays", err->text);
}

static enum exit_status stay(struct setup *setup)
{
    const struct publish_watch watch = {
        .config_path = config_path,
        .ends_on_hangup = isatty(STDERR_FILENO),
        .run = run_watched,
        .load = load,
        .refused = on_refused,
        .user = setup,
    };
    struct err err;

    return publish_watch(&watch, &err) ? EXIT_DONE : log_failure(&err);
}

static enum exit_status run_once(struct setup *setup)
{
    struct err err;
    own(config) config = load(NULL, config_path, &err);

    if (!config)
        return log_failure(&err);
    (is_dry_run ? run : run_alone)(setup, config, -1);
    publish_voice_end(&setup->voice);
    return setup->status;
}

static bool print(const struct text *letter, struct err *err)
{
    return (fputs(text_string(letter), stdout) >= 0 && fflush(stdout) == 0) ||
           err_set_errno(err, ERR_IO, "write standard output");
}

/* A letter that could not be written comes again. */
static bool write_digest(const struct config *config, struct err *err)
{
    own_heap(char) path = catalogue_path(config->state);
    own_value(text) letter = {0};
    int64_t last;

    if (!path)
        return err_no_memory(err);
    /* One that is lost must be missed, not made anew. */
    bool only_looks = is_dry_run || access(path, F_OK) != 0;
    own(catalogue) catalogue =
        catalogue_open(path, only_looks ? DATABASE_LOOK : DATABASE_CREATE, err);
    const struct publish_digest digest = {
        config, catalogue, clock_utc_ns() / CLOCK_SECOND_NS};
    return catalogue && publish_digest_append(&digest, &letter, &last, err) &&
           print(&letter, err) &&
           (only_looks || publish_digest_end(&digest, last, err));
}

static enum exit_status digest(void)
{
    struct err err;
    own(config) config = load(NULL, config_path, &err);

    return config && write_digest(config, &err) ? EXIT_DONE : log_failure(&err);
}

static bool check_jitter(struct setup *setup, struct err *err)
{
    if (!jitter_text)
        return true;
    if (is_watch)
        return err_set(err, ERR_CONFIG, "--jitter and --watch: one of them");
    if (!quantity_parse_duration(jitter_text, &setup->jitter_ns, err))
        return err_prefix(err, "--jitter");
    return setup->jitter_ns <= MOST_JITTER_NS ||
           err_set(err, ERR_CONFIG, "--jitter: at most 1h");
}

static bool check_verify(struct setup *setup, struct err *err)
{
    if (!verify_text)
        return true;
    if (is_watch || is_dry_run || is_digest)
        return err_set(err, ERR_CONFIG,
            "--verify: not with --watch, --dry-run or --digest");
    if (!quantity_parse_duration(verify_text, &setup->verify_ns, err))
        return err_prefix(err, "--verify");
    return setup->verify_ns > 0 ||
           err_set(err, ERR_CONFIG, "--verify: expected a time such as 10m");
}

static bool check_command(struct setup *setup, struct err *err)
{
    int64_t jobs = 0;

    if (!config_path)
        return err_set(err, ERR_CONFIG, "--config FILE is needed");
    if (is_quiet && is_verbose)
        return err_set(err, ERR_CONFIG, "--quiet and --verbose: one of them");
    if (is_digest + is_watch + is_rebuild > 1)
        return err_set(
            err, ERR_CONFIG, "--digest, --watch and --rebuild: one of them");
    if (is_dry_run + is_watch + is_rebuild > 1)
        return err_set(
            err, ERR_CONFIG, "--dry-run, --watch and --rebuild: one of them");
    if (jobs_text && !quantity_parse_whole(jobs_text, 1, 256, &jobs, err))
        return err_prefix(err, "--jobs");
    setup->jobs = (int)jobs;
    return check_jitter(setup, err) && check_verify(setup, err);
}

/* Before the lock is taken: who waits keeps nobody waiting. Ended by a signal
 * as the run itself would be. */
static void wait_by_chance(int64_t most_ns)
{
    uint64_t chance = 0;

    if (most_ns <= 0 ||
        getrandom(&chance, sizeof chance, 0) != (ssize_t)sizeof chance)
        return;
    int64_t ns = (int64_t)(chance % (uint64_t)most_ns);
    struct timespec left = {
        .tv_sec = ns / CLOCK_SECOND_NS, .tv_nsec = ns % CLOCK_SECOND_NS};
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

int main(int argc, char **argv)
{
    enum exit_status status;
    struct setup setup = {0};
    struct err err;

    if (!program_begin(&command, argc, argv, NULL, &status))
        return status;
    if (is_verbose)
        log_start("roomcast publish", LOG_LEVEL_NOTE);
    if (is_syslog)
        log_to_system();
    if (!check_command(&setup, &err))
        return log_failure(&err);
    setup.voice =
        (struct publish_voice){.is_json = is_json, .is_quiet = is_quiet};
    publish_voice_begin(&setup.voice);
    /* The site is for others to read, whatever cron's umask is. A reader of
     * our lines that leaves and a limit on file sizes are no reason to die. */
    umask(022);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    wait_by_chance(setup.jitter_ns);
    if (is_digest)
        return digest();
    return is_watch ? stay(&setup) : run_once(&setup);
}
