/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/config.h"

#include <string.h>

#include "recorder/base/text.h"

static void no_such(struct err *err, const struct config *config,
    const char *kind, const char *name, const struct text *names)
{
    err_set(err, ERR_CONFIG, "there is no [%s %s] in %s%s%s", kind, name,
        config->path, names->length ? "; there is: " : "", text_string(names));
}

const struct config_room *config_find_room(
    const struct config *config, const char *name, struct err *err)
{
    own_value(text) names = {0};

    for (size_t i = 0; i < config->room_count; i++) {
        if (strcmp(config->rooms[i].name, name) == 0)
            return &config->rooms[i];
        text_appendf(&names, "%s%s", i ? ", " : "", config->rooms[i].name);
    }
    no_such(err, config, "room", name, &names);
    return NULL;
}

const struct config_show *config_find_show(
    const struct config *config, const char *name, struct err *err)
{
    own_value(text) names = {0};

    for (size_t i = 0; i < config->show_count; i++) {
        if (strcmp(config->shows[i].name, name) == 0)
            return &config->shows[i];
        text_appendf(&names, "%s%s", i ? ", " : "", config->shows[i].name);
    }
    no_such(err, config, "show", name, &names);
    return NULL;
}

static const char *const normalize_names[] = {"level", "gain", "off"};

bool config_parse_normalize(const char *text, int *normalize, struct err *err)
{
    for (int i = 0; i <= NORMALIZE_OFF; i++) {
        if (strcmp(text, normalize_names[i]) == 0) {
            *normalize = i;
            return true;
        }
    }
    return err_set(
        err, ERR_CONFIG, "\"%s\": expected level, gain or off", text);
}

const char *config_normalize_name(int normalize)
{
    return normalize_names[normalize];
}
