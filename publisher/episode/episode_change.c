/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_change.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "publisher/catalogue/catalogue_edit.h"
#include "publisher/media/edit_list.h"
#include "publisher/texts/item_keys.h"
#include "publisher/texts/item_tags.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"

#define MOST_SEASON 100000

static bool keep_text(char **field, char *value, struct err *err)
{
    if (!value)
        return err_no_memory(err);
    free(*field);
    *field = value;
    if (!*value) {
        free(value);
        *field = NULL;
    }
    return true;
}

static bool set_title(
    struct episode_edit *edit, const char *value, struct err *err)
{
    struct text line = {0};

    clean_line_append(&line, value);
    return keep_text(&edit->title, text_take(&line), err);
}

static bool set_notes(
    struct episode_edit *edit, const char *value, struct err *err)
{
    if (!text_is_utf8(value))
        return err_set(err, ERR_CONFIG, "it is not UTF-8");
    return keep_text(&edit->notes, strdup(value), err);
}

static bool set_spans(char **field, const char *value, struct err *err)
{
    own_value(edit_spans) spans = {0};

    return edit_spans_parse(&spans, value, err) &&
           keep_text(field, strdup(value), err);
}

static bool set_redact(
    struct episode_edit *edit, const char *value, struct err *err)
{
    return set_spans(&edit->redact, value, err);
}

static bool set_cut(
    struct episode_edit *edit, const char *value, struct err *err)
{
    return set_spans(&edit->trim, value, err);
}

static bool set_type(
    struct episode_edit *edit, const char *value, struct err *err)
{
    enum episode_kind kind =
        *value ? episode_kind_of(value) : EPISODE_KIND_UNSET;

    if (*value && strcmp(episode_kind_name(kind), value) != 0)
        return err_set(
            err, ERR_CONFIG, "\"%s\": expected full, trailer or bonus", value);
    edit->kind = kind;
    return true;
}

static bool set_season(
    struct episode_edit *edit, const char *value, struct err *err)
{
    int64_t season = 0;

    if (*value && !quantity_parse_whole(value, 1, MOST_SEASON, &season, err))
        return false;
    edit->season = (int)season;
    return true;
}

static bool set_explicit(
    struct episode_edit *edit, const char *value, struct err *err)
{
    bool is_explicit = false;

    if (*value && !quantity_parse_bool(value, &is_explicit, err))
        return false;
    edit->is_explicit = !*value       ? CHOICE_UNSET
                        : is_explicit ? CHOICE_YES
                                      : CHOICE_NO;
    return true;
}

static bool set_publish_at(
    struct episode_edit *edit, const char *value, struct err *err)
{
    int64_t utc_ns = 0;

    if (*value && !clock_parse_iso(value, &utc_ns))
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected UTC as 2026-11-22T18:00:00Z", value);
    edit->publish_at = utc_ns / CLOCK_SECOND_NS;
    return true;
}

static const char *end_of_value(const char *at)
{
    const char *end = strstr(at, "; ");

    return end ? end : at + strlen(at);
}

/* All of one kind, in place of those there were. */
static bool read_tag(struct podcast_episode *item, struct feed_storage *storage,
    const char *key, const char *values, struct err *err)
{
    item_tags_remove(item, key);
    while (*values) {
        const char *end = end_of_value(values);
        own_heap(char) value = strndup(values, (size_t)(end - values));
        if (!value)
            return err_no_memory(err);
        if (!item_keys_add(item, key, value, storage, err))
            return false;
        values = *end ? end + 2 : end;
    }
    return true;
}

static bool set_tag(struct episode_edit *edit, const char *key,
    const char *values, struct err *err)
{
    struct podcast_episode item = {0};
    own(feed_storage) storage = feed_storage_new();

    if (!storage)
        return err_no_memory(err);
    if (!item_tags_read(edit->tags, storage, &item, err) ||
        !read_tag(&item, storage, key, values, err))
        return false;
    char *tags = item_tags_format(&item, true, err);
    return tags && keep_text(&edit->tags, tags, err);
}

static bool set_all_tags(struct episode_edit *edit,
    const struct episode_wishes *wishes, struct err *err)
{
    const struct {
        const char *key;
        const char *values;
    } all[] = {
        {"season-name", wishes->season_name},
        {"soundbites", wishes->soundbites},
        {"location", wishes->location},
        {"links", wishes->links},
        {"social", wishes->social},
        {"license", wishes->license},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i].values && !set_tag(edit, all[i].key, all[i].values, err))
            return err_prefix(err, "--%s", all[i].key);
    }
    return true;
}

typedef bool wish_setter(
    struct episode_edit *edit, const char *value, struct err *err);

static bool set_all(struct episode_edit *edit,
    const struct episode_wishes *wishes, struct err *err)
{
    const struct {
        const char *option;
        const char *value;
        wish_setter *set;
    } all[] = {
        {"--title", wishes->title, set_title},
        {"--notes", wishes->notes, set_notes},
        {"--type", wishes->type, set_type},
        {"--season", wishes->season, set_season},
        {"--explicit", wishes->is_explicit, set_explicit},
        {"--publish-at", wishes->publish_at, set_publish_at},
        {"--redact", wishes->redact, set_redact},
        {"--cut", wishes->cut, set_cut},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i].value && !all[i].set(edit, all[i].value, err))
            return err_prefix(err, "%s", all[i].option);
    }
    return true;
}

/* A copy that is its own. */
static bool copy_of(struct catalogue_episode *copy,
    const struct catalogue_episode *episode, struct err *err)
{
    return catalogue_episode_copy(copy, episode) || err_no_memory(err);
}

/* The number of a listed episode is one of its season. */
static bool may_change(const struct catalogue_episode *episode,
    const struct episode_wishes *wishes, struct err *err)
{
    if (episode->state != EPISODE_LISTED || !wishes->season)
        return true;
    return err_set(err, ERR_CONFIG,
        "--season: it has been published with its number, which stays");
}

bool episode_change_edit(struct catalogue *catalogue,
    const struct catalogue_episode *episode,
    const struct episode_wishes *wishes, struct err *err)
{
    struct catalogue_episode copy = {0};

    if (!may_change(episode, wishes, err) || !copy_of(&copy, episode, err))
        return false;
    bool is_kept =
        set_all(&copy.edit, wishes, err) &&
        set_all_tags(&copy.edit, wishes, err) &&
        catalogue_set_edit(catalogue, episode->recording, &copy.edit, err);
    catalogue_episode_clear(&copy);
    return is_kept;
}

bool episode_change_draft(struct catalogue *catalogue,
    const struct catalogue_episode *episode, bool is_draft, struct err *err)
{
    struct catalogue_episode copy = {0};

    if (!copy_of(&copy, episode, err))
        return false;
    copy.edit.is_draft = is_draft ? CHOICE_YES : CHOICE_NO;
    /* It is not in the future, and not "as found" either. */
    if (!is_draft && episode_publish_at(episode) > 0)
        copy.edit.publish_at = EPISODE_AT_ONCE;
    bool is_kept =
        catalogue_set_edit(catalogue, episode->recording, &copy.edit, err);
    catalogue_episode_clear(&copy);
    return is_kept;
}
