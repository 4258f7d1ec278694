/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_finder.h"

#include <string.h>

static bool has_id(const struct catalogue_episode *episode, const char *name)
{
    size_t length = strlen(name);

    return length >= EPISODE_FINDER_LEAST_LETTERS &&
           strncasecmp(episode->recording, name, length) == 0;
}

static bool has_name(const struct catalogue_episode *episode, const char *name)
{
    size_t length = strlen(episode->show);

    return strcmp(episode->slug, name) == 0 ||
           (strncmp(episode->show, name, length) == 0 && name[length] == '/' &&
               strcmp(episode->slug, name + length + 1) == 0);
}

const struct catalogue_episode *episode_find(
    const struct episode_list *list, const char *name, struct err *err)
{
    const struct catalogue_episode *found = NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct catalogue_episode *episode = &list->items[i];
        if (!has_id(episode, name) && !has_name(episode, name))
            continue;
        if (found)
            return err_set(err, ERR_CONFIG,
                       "\"%.80s\" may be %s/%s or %s/%s, or another: say more "
                       "of its id",
                       name, found->show, found->slug, episode->show,
                       episode->slug),
                   NULL;
        found = episode;
    }
    if (!found)
        err_set(err, ERR_CONFIG,
            "\"%.80s\": no episode has that id or name; `roomcast episodes "
            "list` shows them",
            name);
    return found;
}
