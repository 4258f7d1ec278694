/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "feeds/server/web_server.h"
#include "recorder/base/command_line.h"
#include "recorder/base/config.h"
#include "recorder/base/log.h"
#include "recorder/base/stop_signal.h"

static const char *config_path;
static const char *listen_text = "127.0.0.1:8080";

static const struct command_option options[] = {
    {"config", "FILE", "the configuration", .value = &config_path},
    {"listen", "ADDR:PORT",
        "where to answer; default 127.0.0.1:8080,\n"
        "[::1]:8080 for IPv6, port 0 for any free one",
        .value = &listen_text},
};

static const struct command command = {
    .program = "roomcast serve",
    .usage = "--config FILE [--listen ADDR:PORT]",
    .summary = "Serves the published site over HTTP until it gets SIGINT or "
               "SIGTERM.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .notes = "It knows no TLS: put a proxy before it on the open Internet.",
};

static void wait_for_stop(int stop_fd)
{
    struct pollfd polled = {.fd = stop_fd, .events = POLLIN};

    do
        poll(&polled, 1, -1);
    while (!stop_signal_read(stop_fd));
}

/* The publisher makes the folder. */
static bool check_site(const char *site, struct err *err)
{
    if (access(site, F_OK) == 0 || errno != ENOENT)
        return true;
    return err_set(err, ERR_IO,
        "nothing is published yet in %s; run `roomcast publish`", site);
}

/* Prints one line when it is ready, for people and for scripts that wait. */
static bool serve(struct err *err)
{
    own_fd int stop_fd = stop_signal_open(err);
    own(config) config = stop_fd < 0 ? NULL : config_load(config_path, err);

    if (!config || !check_site(config->site, err))
        return false;
    own(web_server) server = web_server_new(config->site, listen_text, err);
    if (!server)
        return false;
    printf("serving %s at %s\n", config->site, web_server_url(server));
    fflush(stdout);
    wait_for_stop(stop_fd);
    return true;
}

int main(int argc, char **argv)
{
    struct err err = {0};

    log_start("roomcast serve", LOG_LEVEL_WARNING);
    switch (command_line_parse(&command, argc, argv, NULL, &err)) {
    case COMMAND_LINE_ANSWERED:
        return EXIT_DONE;
    case COMMAND_LINE_BAD:
        return log_failure(&err);
    case COMMAND_LINE_RUN:
        break;
    }
    if (!config_path) {
        err_set(&err, ERR_CONFIG, "expected --config FILE");
        return log_failure(&err);
    }
    return serve(&err) ? EXIT_DONE : log_failure(&err);
}
