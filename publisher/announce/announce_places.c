/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/announce/announce_places.h"

#include <string.h>
#include <unistd.h>

#include "publisher/announce/announce_web.h"
#include "recorder/base/command_run.h"
#include "recorder/base/secret.h"
#include "recorder/base/text.h"

/* Of what the command prints nothing is kept. */
#define MOST_PRINTED_BYTES ((size_t)1 << 20)
#define VARIABLES_MOST 10

struct announce_places {
    const struct config *config;
    char *token;
};

struct announce_places *announce_places_new(
    const struct config *config, struct err *err)
{
    const struct secret_place place = {
        .name = "podping-token",
        .value = config->podping_token,
        .file = config->podping_token_file,
        .environment = config->podping_token_env,
    };
    own(announce_places) places = calloc(1, sizeof *places);
    bool is_exposed;

    if (!places)
        return err_no_memory(err), NULL;
    places->config = config;
    if (!secret_load(&place, &places->token, &is_exposed, err)) {
        err_prefix(err, "%s: [roomcast]", config->path);
        return NULL;
    }
    return take(places);
}

bool announce_places_have(
    const struct announce_places *places, enum announce_place place)
{
    switch (place) {
    case ANNOUNCE_HUB:
        return places->config->hub;
    case ANNOUNCE_PODPING:
        return places->token;
    default:
        return places->config->tell;
    }
}

/* NAME=VALUE for each that has a value. */
static void append_variables(
    const struct announcement *news, struct text variables[VARIABLES_MOST])
{
    const struct {
        const char *name;
        const char *value;
    } pairs[] = {
        {"ROOMCAST_REASON", announcement_reason_name(news->reason)},
        {"ROOMCAST_SHOW", news->show},
        {"ROOMCAST_SHOW_TITLE", news->title},
        {"ROOMCAST_FEED", news->feed},
        {"ROOMCAST_EPISODE_TITLE", news->episode_title},
        {"ROOMCAST_EPISODE_URL", news->episode_url},
        {"ROOMCAST_EPISODE_GUID", news->episode_guid},
    };
    size_t count = 0;

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].value)
            text_appendf(
                &variables[count++], "%s=%s", pairs[i].name, pairs[i].value);
    }
}

static bool is_variable(const char *pair, const char *name)
{
    size_t length = name ? strlen(name) : 0;

    return name && strncmp(pair, name, length) == 0 && pair[length] == '=';
}

/* Ours without the secret, and the news. Borrows all. */
static char **make_environment(
    const char *secret_name, const struct text variables[VARIABLES_MOST])
{
    size_t count = 0;

    while (environ[count])
        count++;
    char **made = calloc(count + VARIABLES_MOST + 1, sizeof *made);
    size_t at = 0;
    for (size_t i = 0; made && i < count; i++) {
        if (!is_variable(environ[i], secret_name))
            made[at++] = environ[i];
    }
    for (size_t i = 0; made && i < VARIABLES_MOST; i++) {
        if (variables[i].length)
            made[at++] = variables[i].bytes;
    }
    return made;
}

static bool run_command(const struct config *config,
    const struct text variables[VARIABLES_MOST], int stop_fd, struct err *err)
{
    own_value(text) printed = {0};
    own_heap(char *) environment =
        make_environment(config->podping_token_env, variables);
    const struct command_run order = {
        .command = config->tell,
        .environment = environment,
        .limit_ns = config->tell_limit_ns,
        .most_bytes = MOST_PRINTED_BYTES,
        .stop_fd = stop_fd,
    };

    return environment ? command_run(&order, &printed, err)
                       : err_no_memory(err);
}

static bool tell_command(const struct config *config,
    const struct announcement *news, int stop_fd, struct err *err)
{
    struct text variables[VARIABLES_MOST] = {0};
    bool is_told = true;

    append_variables(news, variables);
    for (size_t i = 0; is_told && i < VARIABLES_MOST; i++)
        is_told = text_finish(&variables[i], err);
    is_told = is_told && run_command(config, variables, stop_fd, err);
    for (size_t i = 0; i < VARIABLES_MOST; i++)
        text_clear(&variables[i]);
    return is_told || err_prefix(err, "%.60s", config->tell);
}

bool announce_places_tell(struct announce_places *places,
    enum announce_place place, const struct announcement *news, int stop_fd,
    struct err *err)
{
    const struct config *config = places->config;

    switch (place) {
    case ANNOUNCE_HUB:
        return news->reason != ANNOUNCE_UPDATE ||
               announce_to_hub(config->hub, news, stop_fd, err);
    case ANNOUNCE_PODPING:
        return announce_to_podping(
            &(struct podping){config->podping, places->token}, news, stop_fd,
            err);
    default:
        return tell_command(config, news, stop_fd, err);
    }
}

const char *announce_place_name(enum announce_place place)
{
    static const char *const names[] = {"hub", "podping", "command"};

    return names[place];
}

void announce_places_free(struct announce_places *places)
{
    if (!places)
        return;
    secret_free(places->token);
    free(places);
}
