/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast relay: rooms live on Icecast servers while they are recorded. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "publisher/relay/relay_channel.h"
#include "publisher/relay/relay_children.h"
#include "publisher/relay/relay_lock.h"
#include "publisher/relay/relay_metrics.h"
#include "publisher/relay/relay_table.h"
#include "recorder/base/clock.h"
#include "recorder/base/config_file.h"
#include "recorder/base/log.h"
#include "recorder/base/program.h"
#include "recorder/base/quantity.h"
#include "recorder/base/secret.h"
#include "recorder/base/stop_signal.h"

static const char *config_path;
static const char *file_path;
static const char *metrics_path;
static const char *password_file;
static const char *room_name;
static const char *target_text;
static const char *to_address;
static bool is_all;
static bool is_json;
static bool is_status;
static bool is_syslog;
static bool is_verbose;

static const struct command_option options[] = {
    {"config", "FILE", "the configuration", .value = &config_path},
    {"room", "NAME", "relay this room", .value = &room_name},
    {"all", NULL, "relay every room that has a `relay`", .flag = &is_all},
    {"target", "N", "only the Nth target of the room, in this process",
        .value = &target_text},
    {"file", "F.opus", "play this recording in real time instead",
        .value = &file_path},
    {"to", "ADDRESS", "where to: icecast://HOST:PORT/MOUNT, without a room",
        .value = &to_address},
    {"password-file", "FILE", "the password for --to is its first line",
        .value = &password_file},
    {"metrics", "FILE", "keep figures for Prometheus in this file",
        .value = &metrics_path},
    {"status", NULL, "tell how the relays are", .flag = &is_status},
    {"json", NULL, "tell it in JSON, one object on a line", .flag = &is_json},
    {"syslog", NULL, "say it to syslog(3), unless on a terminal",
        .flag = &is_syslog},
    {"verbose", NULL, "say more about what is done", .flag = &is_verbose,
        .letter = 'v'},
};

static const struct command command = {
    .program = "roomcast relay",
    .usage = "--config FILE (--room NAME | --all) [--metrics FILE]\n"
             "--config FILE --room NAME [--target N] [--file F.opus]\n"
             "--file F.opus --to ADDRESS [--password-file FILE]\n"
             "--config FILE [--room NAME] --status [--json]",
    .summary = "Sends rooms live to Icecast servers while they are recorded, "
               "from the files that\n"
               "`roomcast record` writes, or plays a finished recording in "
               "real time.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .notes = "exit status: 0 ended by a signal, or the recording was played; "
             "1 failed;\n"
             "2 command line or configuration; 3 some of the relays failed;\n"
             "75 another relay has one of the targets: try later.",
};

/* --- One target in this process ----------------------------------------- */

static enum exit_status run_channel(
    const struct relay_channel_setup *setup, int stop_fd)
{
    struct err err;
    own(relay_channel) channel = relay_channel_new(setup, &err);

    if (!channel || !relay_channel_run(channel, stop_fd, &err))
        return log_failure(&err);
    return EXIT_DONE;
}

/* The file's name without its folders. */
static const char *title_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static enum exit_status play_to(int stop_fd)
{
    const struct secret_place place = {.name = "relay-password",
        .file = password_file,
        .environment = password_file ? NULL : "ROOMCAST_RELAY_PASSWORD"};
    char *password = NULL;
    bool is_exposed;
    struct err err;

    if ((password_file || getenv(place.environment)) &&
        !secret_load(&place, &password, &is_exposed, &err))
        return log_failure(&err);
    if (password && is_exposed)
        log_warning("--password-file: others can read %s", password_file);
    own(relay_plan) plan =
        relay_plan_for(to_address, title_of(file_path), password, &err);
    secret_free(password);
    if (!plan)
        return log_failure(&err);
    const struct relay_channel_setup setup = {.plan = plan,
        .target = 1,
        .room = title_of(file_path),
        .premiere = file_path,
        .mp3_bitrate = 128000};
    return run_channel(&setup, stop_fd);
}

static void warn_of_config(const struct config *config)
{
    if (config->exposed_key)
        log_warning("%s: others can read it, and there is a secret in it (%s)",
            config->path, config->exposed_key);
}

static void warn_of_room(
    const struct config_room *room, const struct relay_plan *plan)
{
    if (plan->is_exposed)
        log_warning(
            "[room %s] relay-password-file: others can read it", room->name);
}

static enum exit_status run_target(const struct config *config,
    const struct config_room *room, int target, int stop_fd)
{
    own_value(text) folder = {0};
    own_value(text) second = {0};
    struct err err;
    own(relay_plan) plan = relay_plan_new(config, room, &err);

    text_appendf(&folder, "%s/%s", config->spool, room->name);
    if (config->second_spool)
        text_appendf(&second, "%s/%s", config->second_spool, room->name);
    if (!plan || !text_finish(&folder, &err) || !text_finish(&second, &err))
        return log_failure(&err);
    if (target > (int)plan->target_count) {
        err_set(&err, ERR_CONFIG, "--target %d: room %s has %zu", target,
            room->name, plan->target_count);
        return log_failure(&err);
    }
    /* With a target, its parent has warned. */
    if (!target_text) {
        warn_of_config(config);
        warn_of_room(room, plan);
    }
    own_fd int lock = relay_lock_take(config->state, room->name, target, &err);
    if (lock < 0)
        return log_failure(&err);
    const struct relay_channel_setup setup = {.plan = plan,
        .target = target,
        .room = room->name,
        .folder = text_string(&folder),
        .second = config->second_spool ? text_string(&second) : NULL,
        .premiere = file_path,
        .state = config->state,
        .hook_alarm = room->hook_alarm,
        .hook_limit_ns = room->hook_limit_ns,
        .ca_file = room->relay_ca,
        .is_public = room->is_relay_public,
        .mp3_bitrate = room->relay_bitrate,
        .bitrate = room->normalize == NORMALIZE_LEVEL ? room->bitrate : 0};
    return run_channel(&setup, stop_fd);
}

/* --- A process for each ------------------------------------------------- */

/* Each target of the rooms that are to be relayed. */
struct setup {
    const struct config *config;
    struct relay_child *children;
    size_t child_count;
    int64_t metrics_ns; /* when they are due */
    bool has_failed;    /* the last time */
};

static bool add_room(
    struct setup *setup, const struct config_room *room, struct err *err)
{
    own(relay_plan) plan = relay_plan_new(setup->config, room, err);

    if (!plan)
        return false;
    warn_of_room(room, plan);
    struct relay_child *grown = reallocarray(setup->children,
        setup->child_count + plan->target_count, sizeof *grown);
    if (!grown)
        return err_no_memory(err);
    setup->children = grown;
    for (int target = 1; target <= (int)plan->target_count; target++) {
        if (!relay_lock_is_free(setup->config->state, room->name, target, err))
            return false;
        grown[setup->child_count++] = (struct relay_child){room->name, target};
    }
    return true;
}

static bool add_rooms(struct setup *setup, struct err *err)
{
    const struct config *config = setup->config;

    for (size_t i = 0; i < config->room_count; i++) {
        if (config->rooms[i].relay && !add_room(setup, &config->rooms[i], err))
            return false;
    }
    return setup->child_count > 0 ||
           err_set(err, ERR_CONFIG, "%s: no room has a relay", config->path);
}

static void keep_metrics(void *user, int64_t now_ns, bool is_over)
{
    struct setup *setup = user;
    struct err err;

    if (!metrics_path || (now_ns < setup->metrics_ns && !is_over))
        return;
    setup->metrics_ns = now_ns + RELAY_METRICS_PERIOD_NS;
    bool is_good = relay_metrics_store(
        setup->config->state, clock_utc_ns(), metrics_path, &err);
    if (!is_good && !setup->has_failed)
        log_warning("--metrics: %s", err.text);
    setup->has_failed = !is_good;
}

static enum exit_status run_children(struct setup *setup, int stop_fd)
{
    const struct relay_family family = {.config = config_path,
        .is_verbose = is_verbose,
        .is_syslog = is_syslog,
        .children = setup->children,
        .child_count = setup->child_count,
        .user = setup,
        .tick = keep_metrics};

    return relay_children_run(&family, stop_fd);
}

static bool find_room(const struct config *config,
    const struct config_room **room, struct err *err)
{
    *room = config_find_room(config, room_name, err);
    if (!*room)
        return false;
    return (*room)->relay ||
           err_set(err, ERR_CONFIG, "%s: [room %s] has no relay", config->path,
               room_name);
}

static enum exit_status run_rooms(const struct config *config, int stop_fd)
{
    struct setup setup = {.config = config};
    const struct config_room *room;
    struct err err;

    warn_of_config(config);
    if (!(is_all ? add_rooms(&setup, &err)
                 : find_room(config, &room, &err) &&
                       add_room(&setup, room, &err)))
        return log_failure(&err);
    enum exit_status status = run_children(&setup, stop_fd);
    free(setup.children);
    return status;
}

static enum exit_status run_one(const struct config *config, int stop_fd)
{
    const struct config_room *room;
    int64_t target = 1;
    struct err err;

    if (!find_room(config, &room, &err))
        return log_failure(&err);
    if (target_text && !quantity_parse_whole(target_text, 1,
                           RELAY_PLAN_MOST_TARGETS, &target, &err)) {
        err_prefix(&err, "--target");
        return log_failure(&err);
    }
    return run_target(config, room, (int)target, stop_fd);
}

/* --- The command -------------------------------------------------------- */

static enum exit_status tell_status(const struct config *config)
{
    own_value(text) text = {0};
    struct err err;
    int64_t utc_ns = clock_utc_ns();

    if (room_name && !config_find_room(config, room_name, &err))
        return log_failure(&err);
    bool is_good = is_json ? relay_table_format_json(
                                 config->state, room_name, utc_ns, &text, &err)
                           : relay_table_format(
                                 config->state, room_name, utc_ns, &text, &err);

    if (!is_good)
        return log_failure(&err);
    fputs(text_string(&text), stdout);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

static bool check_address(struct err *err)
{
    struct relay_address address;

    if (strchr(to_address, '@'))
        return err_set(err, ERR_CONFIG,
            "--to: others can see a password there: --password-file FILE, or "
            "ROOMCAST_RELAY_PASSWORD in the environment");
    if (!relay_address_parse(to_address, strlen(to_address), &address, err))
        return err_prefix(err, "--to");
    relay_address_clear(&address);
    return true;
}

static bool check_command(struct err *err)
{
    if (to_address)
        return file_path && !config_path
                   ? check_address(err)
                   : err_set(err, ERR_CONFIG,
                         "--to goes with --file, and without --config");
    if (!config_path)
        return err_set(err, ERR_CONFIG, "--config FILE is needed, or --to");
    if (is_status)
        return true;
    if (is_all == (room_name != NULL))
        return err_set(err, ERR_CONFIG, "--room NAME or --all: one of them");
    if (is_all && (target_text || file_path))
        return err_set(
            err, ERR_CONFIG, "--target and --file go with --room NAME");
    return true;
}

static enum exit_status run(void)
{
    struct err err;
    own_fd int stop_fd = stop_signal_open(&err);

    if (stop_fd < 0)
        return log_failure(&err);
    if (to_address)
        return play_to(stop_fd);
    own(config) config = config_load(config_path, &err);
    if (!config)
        return log_failure(&err);
    if (is_status)
        return tell_status(config);
    return target_text || file_path ? run_one(config, stop_fd)
                                    : run_rooms(config, stop_fd);
}

int main(int argc, char **argv)
{
    enum exit_status status;
    struct err err;

    if (!program_begin(&command, argc, argv, NULL, &status))
        return status;
    if (is_verbose)
        log_start("roomcast relay", LOG_LEVEL_NOTE);
    if (is_syslog)
        log_to_system();
    if (!check_command(&err))
        return log_failure(&err);
    umask(022); /* the status is for others to read */
    return run();
}
