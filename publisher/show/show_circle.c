/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/show_circle.h"

#include <string.h>

#include "publisher/texts/tag_lines.h"
#include "recorder/base/identifier.h"

#define BLANKS " \t"

struct show_circle {
    char *texts[5]; /* what the records point into, one for each key */
    struct podcast_remote *podroll;
    size_t podroll_count;
    struct podcast_block *blocks;
    size_t block_count;
    struct podcast_remote publisher;
    struct podcast_social social;
    struct podcast_chat chat;
};

static bool read_remote(
    char *entry, struct podcast_remote *remote, struct err *err)
{
    struct tag_words words = tag_words_split(entry);

    if (!words.at[0] || !is_identifier(words.at[0]) ||
        !tag_address_is_good(words.at[1]) || words.at[2])
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected a podcast:guid and, if known, the address of "
            "its feed",
            words.at[0] ? words.at[0] : "");
    *remote = (struct podcast_remote){
        .feed_guid = words.at[0], .feed_url = words.at[1]};
    return true;
}

/* As many as there can be. */
static size_t count_entries(const char *text)
{
    size_t count = 1;

    for (; *text; text++)
        count += *text == ';';
    return count;
}

static bool read_podroll(
    struct show_circle *circle, char *text, struct err *err)
{
    circle->podroll = calloc(count_entries(text), sizeof *circle->podroll);
    if (!circle->podroll)
        return err_no_memory(err);
    while (text) {
        char *entry = strsep(&text, ";");
        if (entry[strspn(entry, BLANKS)] &&
            !read_remote(entry, &circle->podroll[circle->podroll_count++], err))
            return false;
    }
    return true;
}

static bool read_publisher(
    struct show_circle *circle, char *text, struct err *err)
{
    if (!read_remote(text, &circle->publisher, err))
        return false;
    circle->publisher.medium = "publisher";
    return true;
}

static bool read_social(struct show_circle *circle, char *text, struct err *err)
{
    return tag_line_social(text, &circle->social, err);
}

static bool read_chat(struct show_circle *circle, char *text, struct err *err)
{
    return tag_line_chat(text, &circle->chat, err);
}

static bool is_slug(const char *word)
{
    return !word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-_")];
}

static bool read_block(struct show_circle *circle, char *text, struct err *err)
{
    circle->blocks = calloc(count_entries(text), sizeof *circle->blocks);
    if (!circle->blocks)
        return err_no_memory(err);
    while (text) {
        struct tag_words words = tag_words_split(strsep(&text, ";"));
        if (!words.at[0])
            continue;
        if (words.at[1] || !is_slug(words.at[0]))
            return err_set(err, ERR_CONFIG,
                "\"%s\": expected services such as amazon; spotify, or all",
                words.at[0]);
        circle->blocks[circle->block_count++] = (struct podcast_block){
            .service = strcmp(words.at[0], "all") == 0 ? NULL : words.at[0],
            .is_blocked = true};
    }
    return true;
}

struct show_circle *show_circle_new(
    const struct config_show *config, struct err *err)
{
    const struct {
        const char *key;
        const char *value;
        bool (*read)(struct show_circle *circle, char *text, struct err *err);
    } keys[] = {
        {"podroll", config->podroll, read_podroll},
        {"publisher", config->publisher, read_publisher},
        {"social", config->social, read_social},
        {"chat", config->chat, read_chat},
        {"block", config->block, read_block},
    };
    own(show_circle) circle = calloc(1, sizeof *circle);

    if (!circle)
        return err_no_memory(err), NULL;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (!keys[i].value)
            continue;
        circle->texts[i] = strdup(keys[i].value);
        if (!circle->texts[i])
            return err_no_memory(err), NULL;
        if (!keys[i].read(circle, circle->texts[i], err))
            return err_prefix(err, "%s", keys[i].key), NULL;
    }
    return take(circle);
}

void show_circle_fill(
    const struct show_circle *circle, struct podcast_show *show)
{
    if (circle->podroll_count) {
        show->podroll = circle->podroll;
        show->podroll_count = circle->podroll_count;
    }
    if (circle->block_count) {
        show->blocks = circle->blocks;
        show->block_count = circle->block_count;
    }
    if (circle->social.protocol) {
        show->socials = &circle->social;
        show->social_count = 1;
    }
    if (circle->publisher.feed_guid)
        show->publisher = circle->publisher;
    if (circle->chat.server)
        show->chat = circle->chat;
    for (size_t i = 0; i < circle->block_count; i++)
        show->is_blocked |= !circle->blocks[i].service;
}

void show_circle_free(struct show_circle *circle)
{
    if (!circle)
        return;
    for (size_t i = 0; i < sizeof circle->texts / sizeof *circle->texts; i++)
        free(circle->texts[i]);
    free(circle->podroll);
    free(circle->blocks);
    free(circle);
}
