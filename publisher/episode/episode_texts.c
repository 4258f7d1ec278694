/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_texts.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/episode/episode_notes.h"
#include "publisher/episode/episode_preparation.h"
#include "publisher/spool/ledger_persons.h"
#include "publisher/texts/item_tags.h"
#include "publisher/texts/title_template.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording.h"

static bool read_notes(const struct spool_recording *recording,
    struct episode_notes *notes, struct err *err)
{
    own_heap(char) path = recording_path_beside(recording->path, ".md");

    if (!path)
        return err_no_memory(err);
    return episode_notes_read(path, notes, err);
}

static void replace(char **field, char *with)
{
    free(*field);
    *field = with;
}

/* Those of the notes, then of the ledger, then the show's. */
static char *format_persons(const struct config_show *show,
    const struct spool_recording *recording, struct person_list *persons,
    struct err *err)
{
    own_value(text) lines = {0};

    if (!ledger_persons_add(persons, recording, err))
        return NULL;
    if (show->persons && !person_list_parse(persons, show->persons, err))
        return NULL;
    person_list_append(persons, &lines);
    char *made = text_take(&lines);
    if (!made)
        err_no_memory(err);
    return made;
}

static void set_figures(
    const struct episode_notes *notes, struct catalogue_episode *episode)
{
    episode->kind = notes->kind ? notes->kind : EPISODE_FULL;
    episode->is_explicit = notes->is_explicit;
    episode->publish_at = notes->publish_at;
    if (episode->state == EPISODE_LISTED)
        return;
    if (notes->season)
        episode->season = notes->season;
    if (notes->number)
        episode->number = notes->number;
}

bool episode_texts_find(const struct config_show *show,
    const struct spool_recording *recording, struct catalogue_episode *episode,
    struct err *err)
{
    own_value(episode_notes) notes = {0};

    if (!read_notes(recording, &notes, err))
        return false;
    own_heap(char) body = strdup(notes.body ? notes.body : "");
    own_heap(char) persons =
        body ? format_persons(show, recording, &notes.persons, err) : NULL;
    own_heap(char) tags =
        persons ? item_tags_format(&notes.item, true, err) : NULL;
    if (!body)
        return err_no_memory(err);
    if (!tags)
        return false;
    if (notes.title)
        replace(&episode->title, take(notes.title));
    replace(&episode->notes, take(body));
    replace(&episode->persons, take(persons));
    replace(&episode->tags, take(tags));
    set_figures(&notes, episode);
    return true;
}

bool episode_texts_title(const struct config_show *show,
    const struct spool_recording *recording, struct catalogue_episode *episode,
    struct err *err)
{
    own_value(episode_notes) notes = {0};
    own_value(text) line = {0};
    const struct config_room *room = recording->room;
    const struct title_facts facts = {
        .room = room->title ? room->title : room->name,
        .show = show->title,
        .title = recording->facts.title,
        .started = episode->started,
        .season = episode_season(episode),
        .number = episode->number,
    };

    if (!show->episode_title)
        return true;
    if (!read_notes(recording, &notes, err))
        return false;
    if (notes.title)
        return true;
    title_template_append(&line, show->episode_title, &facts);
    char *title = text_take(&line);
    if (!title)
        return err_no_memory(err);
    if (*title)
        replace(&episode->title, title);
    else
        free(title);
    return true;
}
