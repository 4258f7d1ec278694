/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_episode.h"

#include <stdlib.h>
#include <string.h>

static const char *const state_names[] = {
    "finished", "rendered", "stored", "verified", "listed"};
static const char *const kind_names[] = {"", "full", "trailer", "bonus"};

const char *episode_title(const struct catalogue_episode *episode)
{
    return episode->edit.title ? episode->edit.title : episode->title;
}

const char *episode_notes(const struct catalogue_episode *episode)
{
    return episode->edit.notes ? episode->edit.notes : episode->notes;
}

enum episode_kind episode_kind(const struct catalogue_episode *episode)
{
    return episode->edit.kind ? episode->edit.kind : episode->kind;
}

int episode_season(const struct catalogue_episode *episode)
{
    return episode->edit.season ? episode->edit.season : episode->season;
}

int64_t episode_publish_at(const struct catalogue_episode *episode)
{
    return episode->edit.publish_at ? episode->edit.publish_at
                                    : episode->publish_at;
}

bool episode_is_explicit(
    const struct catalogue_episode *episode, bool is_show_explicit)
{
    enum episode_choice choice = episode->edit.is_explicit
                                     ? episode->edit.is_explicit
                                     : episode->is_explicit;

    return choice == CHOICE_UNSET ? is_show_explicit : choice == CHOICE_YES;
}

bool episode_is_draft(const struct catalogue_episode *episode, bool is_review)
{
    if (episode->edit.is_draft != CHOICE_UNSET)
        return episode->edit.is_draft == CHOICE_YES;
    return is_review && episode->state < EPISODE_LISTED;
}

bool episode_is_public(
    const struct catalogue_episode *episode, bool is_review, int64_t now)
{
    if (episode->hidden || episode_is_draft(episode, is_review))
        return false;
    return episode->state == EPISODE_LISTED ||
           (episode->state == EPISODE_VERIFIED &&
               episode_publish_at(episode) <= now);
}

const char *episode_state_name(enum episode_state state)
{
    return state_names[state];
}

enum episode_state episode_state_of(const char *name)
{
    enum episode_state state = EPISODE_LISTED;

    while (state > EPISODE_FINISHED && strcmp(name, state_names[state]) != 0)
        state--;
    return state;
}

const char *episode_kind_name(enum episode_kind kind)
{
    return kind_names[kind];
}

enum episode_kind episode_kind_of(const char *name)
{
    enum episode_kind kind = EPISODE_BONUS;

    while (kind > EPISODE_KIND_UNSET && strcmp(name, kind_names[kind]) != 0)
        kind--;
    return kind;
}

/* All that an episode owns, so that none is forgotten. */
#define OWNED_STRINGS 15
static void list_strings(
    struct catalogue_episode *episode, char **strings[OWNED_STRINGS])
{
    char **owned[OWNED_STRINGS] = {
        &episode->title,
        &episode->description,
        &episode->notes,
        &episode->chapters,
        &episode->transcripts,
        &episode->persons,
        &episode->tags,
        &episode->soundbites,
        &episode->cover,
        &episode->edit.title,
        &episode->edit.notes,
        &episode->edit.redact,
        &episode->edit.trim,
        &episode->edit.tags,
        &episode->trouble.reason,
    };

    memcpy(strings, owned, sizeof owned);
}

bool catalogue_episode_copy(
    struct catalogue_episode *copy, const struct catalogue_episode *from)
{
    char **strings[OWNED_STRINGS];
    bool is_good = true;

    *copy = *from;
    list_strings(copy, strings);
    for (size_t i = 0; i < OWNED_STRINGS; i++) {
        const char *string = *strings[i];
        *strings[i] = string && is_good ? strdup(string) : NULL;
        is_good = is_good && (!string || *strings[i]);
    }
    if (!is_good)
        catalogue_episode_clear(copy);
    return is_good;
}

void catalogue_episode_clear(struct catalogue_episode *episode)
{
    char **strings[OWNED_STRINGS];

    list_strings(episode, strings);
    for (size_t i = 0; i < OWNED_STRINGS; i++)
        free(*strings[i]);
    memset(episode, 0, sizeof *episode);
}

/* Room for 16, 32, 64 … so that ten thousand are not copied ten thousand
 * times. */
static bool is_full(size_t count)
{
    return count == 0 || (count >= 16 && (count & (count - 1)) == 0);
}

struct catalogue_episode *episode_list_add(struct episode_list *list)
{
    if (is_full(list->count)) {
        size_t room = list->count ? 2 * list->count : 16;
        struct catalogue_episode *larger =
            realloc(list->items, room * sizeof *larger);
        if (!larger)
            return NULL;
        list->items = larger;
    }
    return memset(&list->items[list->count++], 0, sizeof *list->items);
}

const struct catalogue_episode *episode_list_find(
    const struct episode_list *list, const char *recording)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].recording, recording) == 0)
            return &list->items[i];
    }
    return NULL;
}

void episode_list_clear(struct episode_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        catalogue_episode_clear(&list->items[i]);
    free(list->items);
    *list = (struct episode_list){0};
}
