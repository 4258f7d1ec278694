/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/item_tag_table.h"

#include <stdint.h>
#include <string.h>

#define TEXT(record, name)                                                     \
    {                                                                          \
#name, ITEM_TEXT, offsetof(struct record, name)                        \
    }
#define TIME(record, name)                                                     \
    {                                                                          \
#name, ITEM_TIME, offsetof(struct record, name)                        \
    }
#define COUNT(record, name)                                                    \
    {                                                                          \
#name, ITEM_COUNT, offsetof(struct record, name)                       \
    }
#define END                                                                    \
    {                                                                          \
        NULL, ITEM_TEXT, 0                                                     \
    }

static const struct item_field soundbite[] = {
    TIME(podcast_soundbite, start_ms),
    TIME(podcast_soundbite, duration_ms),
    TEXT(podcast_soundbite, title),
    END,
};

static const struct item_field location[] = {
    TEXT(podcast_location, name),
    TEXT(podcast_location, relation),
    TEXT(podcast_location, geo),
    TEXT(podcast_location, osm),
    TEXT(podcast_location, country),
    END,
};

static const struct item_field address[] = {
    TEXT(podcast_link, url),
    TEXT(podcast_link, text),
    END,
};

static const struct item_field txt[] = {
    TEXT(podcast_txt, text),
    TEXT(podcast_txt, purpose),
    END,
};

static const struct item_field social[] = {
    TEXT(podcast_social, protocol),
    TEXT(podcast_social, url),
    TEXT(podcast_social, account),
    TEXT(podcast_social, account_url),
    COUNT(podcast_social, priority),
    END,
};

static const struct item_field image[] = {
    TEXT(podcast_image, url),
    TEXT(podcast_image, alt),
    TEXT(podcast_image, aspect_ratio),
    TEXT(podcast_image, type),
    TEXT(podcast_image, purpose),
    COUNT(podcast_image, width),
    COUNT(podcast_image, height),
    END,
};

static const struct item_field license[] = {
    TEXT(podcast_license, name),
    TEXT(podcast_license, url),
    END,
};

static const struct item_field chat[] = {
    TEXT(podcast_chat, server),
    TEXT(podcast_chat, protocol),
    TEXT(podcast_chat, account),
    TEXT(podcast_chat, space),
    END,
};

/* Single words of the episode itself, each as a record of one field. */
static const struct item_field season_name[] = {
    {"name", ITEM_TEXT, 0},
    END,
};
static const struct item_field number_name[] = {
    {"name", ITEM_TEXT, 0},
    END,
};

#define LIST(key, member, list, number, fields)                                \
    {                                                                          \
        key, member, offsetof(struct podcast_episode, list),                   \
            offsetof(struct podcast_episode, number),                          \
            sizeof *((struct podcast_episode *)0)->list, fields                \
    }
#define SINGLE(key, member, record, fields)                                    \
    {                                                                          \
        key, member, offsetof(struct podcast_episode, record), 0,              \
            sizeof((struct podcast_episode *)0)->record, fields                \
    }

const struct item_tag item_tag_table[] = {
    SINGLE("season-name", "season", season_name, season_name),
    SINGLE("number-name", "number", episode_display, number_name),
    LIST("soundbites", "soundbites", soundbites, soundbite_count, soundbite),
    LIST("location", "locations", locations, location_count, location),
    LIST("links", "links", content_links, content_link_count, address),
    LIST("funding", "funding", fundings, funding_count, address),
    LIST("txt", "txt", txts, txt_count, txt),
    LIST("social", "social", socials, social_count, social),
    LIST("image", "images", images, image_count, image),
    SINGLE("license", "license", license, license),
    SINGLE("chat", "chat", chat, chat),
    {NULL, NULL, 0, 0, 0, NULL},
};

const struct item_tag *item_tag_find(const char *key)
{
    const struct item_tag *tag = item_tag_table;

    while (tag->key && strcmp(tag->key, key) != 0)
        tag++;
    return tag->key ? tag : NULL;
}

static const void *place_in(const struct podcast_episode *item, size_t offset)
{
    return (const char *)item + offset;
}

/* Of one record: whether it has the field that every one has. */
size_t item_tag_count(
    const struct item_tag *tag, const struct podcast_episode *item)
{
    if (tag->count)
        return *(const size_t *)place_in(item, tag->count);
    return *(const char *const *)place_in(
               item, tag->offset + tag->fields->offset) != NULL;
}

const void *item_tag_records(
    const struct item_tag *tag, const struct podcast_episode *item)
{
    const void *at = place_in(item, tag->offset);

    return tag->count ? *(const void *const *)at : at;
}

void item_tag_set(const struct item_tag *tag, struct podcast_episode *item,
    const void *records, size_t count)
{
    char *at = (char *)item + tag->offset;

    if (!tag->count && count)
        memcpy(at, records, tag->size);
    else if (!tag->count)
        memset(at, 0, tag->size);
    if (!tag->count)
        return;
    memcpy(at, &records, sizeof records);
    memcpy((char *)item + tag->count, &count, sizeof count);
}
