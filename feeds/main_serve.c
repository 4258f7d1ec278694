/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "feeds/server/web_server.h"
#include "recorder/base/config_file.h"
#include "recorder/base/log.h"
#include "recorder/base/program.h"
#include "recorder/base/stop_signal.h"

/* Descriptors besides the connections, of which each may hold a file too. */
#define OTHER_DESCRIPTORS 64

static const char *config_path;
static const char *listen_text;
static const char *log_path;

static const struct command_option options[] = {
    {"config", "FILE", "the configuration", .value = &config_path},
    {"listen", "ADDR:PORT",
        "where to answer; default 127.0.0.1:8080,\n"
        "[::1]:8080 for IPv6, port 0 for any free one;\n"
        "several with commas between",
        .value = &listen_text},
    {"access-log", "FILE", "a line for each request; - is standard output",
        .value = &log_path},
};

static const struct command command = {
    .program = "roomcast serve",
    .usage = "--config FILE [--listen ADDR:PORT] [--access-log FILE]",
    .summary = "Serves the published site over HTTP until it gets SIGINT or "
               "SIGTERM.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .notes = "SIGHUP takes a changed configuration and opens the log again.\n"
             "It knows no TLS: put a proxy before it on the open Internet.\n\n"
             "exit status:\n"
             "  0 ended by a signal   1 failed   2 command line or "
             "configuration\n"
             "  75 the port is taken: try later",
};

static void warn(const struct err *err)
{
    log_warning("%s", err->text);
}

/* The publisher makes the folder. */
static bool check_site(const char *site, struct err *err)
{
    if (access(site, F_OK) == 0 || errno != ENOENT)
        return true;
    return err_set(err, ERR_IO,
        "nothing is published yet in %s; run `roomcast publish`", site);
}

static struct config *load(struct err *err)
{
    own(config) config = config_load(config_path, err);

    return config && check_site(config->site, err) ? take(config) : NULL;
}

/* The configuration, with what the command line says instead. */
struct plan {
    struct config_serve serve;
    struct web_server_settings settings;
};

static void make_plan(struct plan *plan, const struct config *config)
{
    plan->serve = config->serve;
    if (listen_text)
        plan->serve.listen = (char *)listen_text;
    if (log_path)
        plan->serve.access_log = (char *)log_path;
    plan->settings = (struct web_server_settings){
        .folder = config->site,
        .url = config->url,
        .hub = config->hub,
        .serve = &plan->serve,
        .warn = warn,
    };
}

static bool raise_descriptors(int connections, struct err *err)
{
    rlim_t wanted = 2 * (rlim_t)connections + OTHER_DESCRIPTORS;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
        return true;
    if (limit.rlim_max < wanted)
        return err_set(err, ERR_CONFIG,
            "connections: %d need %ju descriptors, this process may have %ju",
            connections, (uintmax_t)wanted, (uintmax_t)limit.rlim_max);
    limit.rlim_cur = wanted;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ||
           err_set_errno(err, ERR_IO, "raise the limit of descriptors");
}

/* After the port below 1024 is ours. */
static bool become(const char *name, struct err *err)
{
    if (!name || geteuid() != 0)
        return true;
    errno = 0;
    const struct passwd *user = getpwnam(name);
    if (!user)
        return err_set(err, ERR_CONFIG, "user: there is no \"%s\"", name);
    if (initgroups(name, user->pw_gid) < 0 || setgid(user->pw_gid) < 0 ||
        setuid(user->pw_uid) < 0)
        return err_set_errno(err, ERR_IO, "become %s", name);
    return true;
}

/* The new one is taken whole or not at all. */
static void reload(struct web_server *server)
{
    struct plan plan;
    struct err err;
    own(config) config = load(&err);

    if (config)
        make_plan(&plan, config);
    if (!config || !raise_descriptors(plan.serve.connections, &err) ||
        !web_server_reload(server, &plan.settings, &err))
        log_error("%s: not taken, the one before stays", err.text);
}

/* On a terminal SIGHUP says that it is gone. */
static bool is_reload(int number)
{
    return number == SIGHUP && !isatty(STDERR_FILENO);
}

static void serve_until_stopped(
    struct web_server *server, int stop_fd, int64_t drain_ns)
{
    int number;

    do {
        web_server_run(server, stop_fd);
        number = stop_signal_read(stop_fd);
        if (is_reload(number))
            reload(server);
    } while (number == 0 || is_reload(number));
    if (number == SIGTERM)
        web_server_drain(server, stop_fd, drain_ns);
}

/* Prints one line when it is ready, for people and for scripts that wait. */
static bool serve(struct err *err)
{
    own_fd int stop_fd = stop_signal_open(err);
    own(config) config = stop_fd < 0 ? NULL : load(err);
    struct plan plan;

    if (!config)
        return false;
    make_plan(&plan, config);
    if (!raise_descriptors(plan.serve.connections, err))
        return false;
    own(web_server) server = web_server_new(&plan.settings, err);
    if (!server || !become(plan.serve.user, err))
        return false;
    printf("serving %s at %s\n", config->site, web_server_url(server));
    fflush(stdout);
    serve_until_stopped(server, stop_fd, plan.serve.drain_ns);
    return true;
}

int main(int argc, char **argv)
{
    enum exit_status status;
    struct err err = {0};

    if (!program_begin(&command, argc, argv, NULL, &status))
        return status;
    if (!config_path) {
        err_set(&err, ERR_CONFIG, "expected --config FILE");
        return log_failure(&err);
    }
    return serve(&err) ? EXIT_DONE : log_failure(&err);
}
