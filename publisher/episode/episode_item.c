/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_item.h"

#include "publisher/texts/item_tag_table.h"
#include "publisher/texts/item_tags.h"
#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"

bool episode_has_item_tags(const struct catalogue_episode *episode)
{
    return (episode->tags && *episode->tags) || episode->edit.tags ||
           (episode->soundbites && *episode->soundbites);
}

bool episode_item_fill(const struct catalogue_episode *episode,
    struct feed_storage *storage, struct podcast_episode *item)
{
    struct err err = {0};

    item_tags_read(episode->tags, storage, item, &err);
    item_tags_read(episode->edit.tags, storage, item, &err);
    item_tags_remove(item, "soundbites");
    item_tags_read(episode->soundbites, storage, item, &err);
    return err.kind != ERR_MEMORY;
}

static void append_field(
    const struct item_field *field, const void *record, struct text *text)
{
    const void *at = (const char *)record + field->offset;
    char clock[QUANTITY_TIME_BYTES];

    if (field->type == ITEM_TEXT && *(const char *const *)at)
        text_appendf(text, " %s", *(const char *const *)at);
    if (field->type != ITEM_TIME)
        return;
    quantity_format_length(*(const int64_t *)at * CLOCK_MILLISECOND_NS, clock);
    text_appendf(text, " %s %s", field->key[0] == 's' ? "at" : "for", clock);
}

void episode_item_append_lines(
    const struct podcast_episode *item, struct text *text)
{
    for (const struct item_tag *tag = item_tag_table; tag->key; tag++) {
        const char *record = item_tag_records(tag, item);
        for (size_t i = item_tag_count(tag, item); i > 0; i--) {
            text_appendf(text, "%-11s", tag->key);
            for (const struct item_field *field = tag->fields; field->key;
                 field++)
                append_field(field, record, text);
            text_append(text, "\n");
            record += tag->size;
        }
    }
}
