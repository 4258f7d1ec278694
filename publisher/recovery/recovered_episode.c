/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/recovery/recovered_episode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "feeds/chapter_list.h"
#include "publisher/episode/episode_marks.h"
#include "publisher/episode/made_print.h"
#include "publisher/texts/item_tags.h"
#include "publisher/texts/person_list.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording_reader.h"

#define GUID_START "urn:uuid:"

static char *media_path(const struct recovery_place *place, const char *slug,
    const char *suffix, struct err *err)
{
    struct text path = {0};

    text_appendf(&path, "%s/%s/%s/%s%s", place->config->site, place->show->name,
        slug, slug, suffix);
    char *made = text_take(&path);
    if (!made)
        err_no_memory(err);
    return made;
}

static bool keep(char **field, struct text *with, struct err *err)
{
    char *bytes = text_take(with);

    if (!bytes)
        return err_no_memory(err);
    free(*field);
    *field = bytes;
    return true;
}

static bool keep_copy(char **field, const char *with, struct err *err)
{
    struct text copy = {0};

    text_append(&copy, with ? with : "");
    return keep(field, &copy, err);
}

static void set_room(
    const struct recovery_place *place, struct catalogue_episode *episode)
{
    const struct config *config = place->config;

    for (size_t i = 0; i < config->room_count && !episode->room[0]; i++) {
        const struct config_room *room = &config->rooms[i];
        if (room->show && strcmp(room->show, place->show->name) == 0)
            snprintf(episode->room, sizeof episode->room, "%s", room->name);
    }
}

/* ".../weekly/2026-11-22-budget/" */
static bool take_slug(const char *link, char slug[SLUG_BYTES])
{
    size_t end = link ? strlen(link) : 0;

    while (end > 0 && link[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && link[start - 1] != '/')
        start--;
    if (end - start >= SLUG_BYTES)
        return false;
    memcpy(slug, link + start, end - start);
    slug[end - start] = '\0';
    return is_slug(slug);
}

/* What stands behind the slug in the name of one of its files. */
static const char *suffix_of(const char *url, const char *slug)
{
    const char *name = url ? strrchr(url, '/') : NULL;
    size_t length = strlen(slug);

    return name && strncmp(name + 1, slug, length) == 0 ? name + 1 + length
                                                        : NULL;
}

static void set_media(
    struct catalogue_media *media, const struct podcast_media *from)
{
    media->length_bytes = from->length_bytes;
    media->bitrate = from->bitrate;
    snprintf(media->integrity, sizeof media->integrity, "%s",
        from->integrity ? from->integrity : "");
}

static void set_both_media(
    const struct podcast_episode *item, struct catalogue_episode *episode)
{
    set_media(&episode->mp3, &item->enclosure);
    for (size_t i = 0; i < item->alternate_count; i++) {
        const struct podcast_media *media = &item->alternates[i];
        if (media->is_default)
            set_media(&episode->mp3, media);
        else if (media->type && strcmp(media->type, "audio/ogg") == 0)
            set_media(&episode->opus, media);
    }
}

/* The list of chapters that a feed has below the notes is made again. */
static size_t length_without_chapters(const struct podcast_episode *item)
{
    const char *html = item->description ? item->description : "";
    const char *last = NULL;
    own_value(text) start = {0};

    if (!item->chapter_count)
        return strlen(html);
    text_append(&start, "<p>");
    chapter_append_clock(&start, item->chapters[0].start_ms);
    for (const char *at = html; (at = strstr(at, text_string(&start))); at++)
        last = at;
    return last ? (size_t)(last - html) : strlen(html);
}

/* HTML within CommonMark ends at an empty line, which a listing may have: such
 * a line break is written in the HTML's own way. */
static void append_html(struct text *notes, const char *html, size_t length)
{
    bool is_blank = false;

    for (size_t i = 0; i < length; i++) {
        if (html[i] == '\n' && is_blank)
            text_append(notes, "&#10;");
        else
            text_append_byte(notes, (uint8_t)html[i]);
        is_blank = html[i] == '\n' || (is_blank && html[i] == ' ');
    }
}

static bool set_notes(const struct podcast_episode *item,
    struct catalogue_episode *episode, struct err *err)
{
    struct text notes = {0};

    if (item->description)
        append_html(&notes, item->description, length_without_chapters(item));
    return keep(&episode->notes, &notes, err);
}

static bool set_persons(const struct podcast_episode *item,
    struct catalogue_episode *episode, struct err *err)
{
    const struct person_list persons = {
        .items = (struct podcast_person *)item->persons,
        .count = item->person_count,
    };
    struct text lines = {0};

    person_list_append(&persons, &lines);
    return keep(&episode->persons, &lines, err);
}

/* In the feed soundbites are where they are heard. */
static bool set_tags(const struct podcast_episode *item,
    struct catalogue_episode *episode, struct err *err)
{
    const struct podcast_episode heard = {
        .soundbites = item->soundbites,
        .soundbite_count = item->soundbite_count,
    };

    episode->tags = item_tags_format(item, false, err);
    episode->soundbites =
        episode->tags ? item_tags_format(&heard, true, err) : NULL;
    return episode->soundbites != NULL;
}

static bool set_transcripts(const struct podcast_episode *item,
    struct catalogue_episode *episode, struct err *err)
{
    struct text lines = {0};

    for (size_t i = 0; i < item->transcript_count; i++) {
        const char *suffix = suffix_of(item->transcripts[i].url, episode->slug);
        if (suffix)
            text_appendf(&lines, "%s\n", suffix);
    }
    return keep(&episode->transcripts, &lines, err);
}

static bool set_chapters(
    const char *path, struct catalogue_episode *episode, struct err *err)
{
    own_value(episode_marks) marks = {0};
    struct text lines = {0};

    if (!episode_marks_read(&marks, &path, 1, err))
        return false;
    episode_marks_append(marks.chapters, marks.count, &lines);
    return keep(&episode->chapters, &lines, err);
}

static bool set_duration(
    const char *path, struct catalogue_episode *episode, struct err *err)
{
    int64_t frames_48k;

    if (!recording_duration_48k(path, &frames_48k, err))
        return false;
    episode->duration_ms =
        clock_ns_from_frames_48k(frames_48k) / CLOCK_MILLISECOND_NS;
    return true;
}

/* What the feed does not say, or less exactly. Without the file it does. */
static bool look_at_media(const struct recovery_place *place,
    struct catalogue_episode *episode, struct err *err)
{
    own_heap(char) path = media_path(place, episode->slug, ".opus", err);
    struct stat status;

    if (!path)
        return false;
    return stat(path, &status) != 0 || (set_duration(path, episode, err) &&
                                           set_chapters(path, episode, err));
}

static void set_names(const struct recovery_place *place,
    const struct podcast_episode *item, struct catalogue_episode *episode)
{
    snprintf(episode->guid, sizeof episode->guid, "%s", item->guid);
    snprintf(episode->recording, sizeof episode->recording, "%s",
        item->guid + strlen(GUID_START));
    snprintf(episode->show, sizeof episode->show, "%s", place->show->name);
    set_room(place, episode);
}

static void set_figures(const struct recovery_place *place,
    const struct podcast_episode *item, struct catalogue_episode *episode)
{
    episode->published = item->published;
    episode->duration_ms = item->duration_ms;
    episode->started = item->published - item->duration_ms / 1000;
    episode->kind = item->type ? episode_kind_of(item->type) : EPISODE_FULL;
    if (!episode->kind)
        episode->kind = EPISODE_FULL;
    if (item->is_explicit != place->show->is_explicit)
        episode->is_explicit = item->is_explicit ? CHOICE_YES : CHOICE_NO;
    episode->season = item->season;
    episode->number = item->episode;
    episode->state = EPISODE_LISTED;
}

static bool fill_from_item(const struct recovery_place *place,
    const struct podcast_episode *item, struct catalogue_episode *episode,
    struct err *err)
{
    set_names(place, item, episode);
    set_figures(place, item, episode);
    set_both_media(item, episode);
    if (!keep_copy(&episode->title, item->title, err) ||
        !keep_copy(&episode->description, "", err) ||
        !keep_copy(
            &episode->cover, suffix_of(item->image_url, episode->slug), err))
        return false;
    return set_notes(item, episode, err) && set_persons(item, episode, err) &&
           set_tags(item, episode, err) &&
           set_transcripts(item, episode, err) &&
           look_at_media(place, episode, err);
}

static bool is_ours_by(
    const struct podcast_episode *item, char slug[SLUG_BYTES])
{
    return item->guid &&
           strncmp(item->guid, GUID_START, strlen(GUID_START)) == 0 &&
           is_identifier(item->guid + strlen(GUID_START)) &&
           item->published > 0 && take_slug(item->link, slug) &&
           suffix_of(item->enclosure.url, slug) &&
           strncmp(item->enclosure.url, item->link, strlen(item->link)) == 0;
}

bool recovered_episode_is_ours(const struct podcast_episode *item)
{
    char slug[SLUG_BYTES];

    return is_ours_by(item, slug);
}

bool recovered_episode_of_item(const struct recovery_place *place,
    const struct podcast_episode *item, struct catalogue_episode *episode,
    bool *is_ours, struct err *err)
{
    struct catalogue_episode made = {0};

    *is_ours = is_ours_by(item, made.slug);
    if (!*is_ours)
        return true;
    if (!fill_from_item(place, item, &made, err)) {
        catalogue_episode_clear(&made);
        return err_prefix(err, "%s", made.slug);
    }
    *episode = made;
    return true;
}

static int64_t length_of(
    const struct recovery_place *place, const char *slug, const char *suffix)
{
    struct stat status;
    struct err err;
    own_heap(char) path = media_path(place, slug, suffix, &err);

    return path && stat(path, &status) == 0 ? status.st_size : 0;
}

/* The day of its tag; where it cannot be read, that of its file. */
static int64_t date_of(const char *path, const char *date)
{
    own_value(text) iso = {0};
    struct stat status;
    int64_t utc_ns;

    text_appendf(&iso, "%.10sT00:00:00Z", date ? date : "");
    if (clock_parse_iso(text_string(&iso), &utc_ns))
        return utc_ns / CLOCK_SECOND_NS;
    return stat(path, &status) == 0 ? status.st_mtime : 1;
}

static bool fill_from_tags(const struct recording_reader *reader,
    const char *path, struct catalogue_episode *episode, struct err *err)
{
    const char *title = recording_reader_tag(reader, "TITLE");
    const char *number = recording_reader_tag(reader, "TRACKNUMBER");

    episode->published = date_of(path, recording_reader_tag(reader, "DATE"));
    episode->started = episode->published;
    if (number)
        episode->number = (int)strtol(number, NULL, 10);
    episode->kind = episode->number > 0 ? EPISODE_FULL : EPISODE_BONUS;
    return keep_copy(&episode->title, title ? title : episode->slug, err) &&
           keep_copy(&episode->description, "", err) &&
           set_duration(path, episode, err) && set_chapters(path, episode, err);
}

static void set_hidden(const struct recovery_place *place, int64_t hidden,
    struct catalogue_episode *episode)
{
    episode->state = EPISODE_LISTED;
    episode->hidden = hidden > 0 ? hidden : 1;
    if (place->show->grace_s)
        episode->remove_at = episode->hidden + place->show->grace_s;
    episode->mp3.length_bytes = length_of(place, episode->slug, ".mp3");
    episode->opus.length_bytes = length_of(place, episode->slug, ".opus");
    set_room(place, episode);
}

bool recovered_episode_of_folder(const struct recovery_place *place,
    const struct hidden_folder *folder, struct catalogue_episode *episode,
    bool *is_ours, struct err *err)
{
    const char *slug = folder->slug;
    own_heap(char) path = media_path(place, slug, ".opus", err);
    struct catalogue_episode made = {0};
    struct err no_recording;

    if (!path)
        return false;
    own(recording_reader) reader =
        is_slug(slug) ? recording_reader_new(path, &no_recording) : NULL;
    const char *id =
        reader ? recording_reader_tag(reader, "ROOMCAST_ID") : NULL;
    *is_ours = id && is_identifier(id);
    if (!*is_ours)
        return true;
    snprintf(made.slug, sizeof made.slug, "%s", slug);
    snprintf(made.recording, sizeof made.recording, "%s", id);
    snprintf(made.guid, sizeof made.guid, GUID_START "%s", id);
    snprintf(made.show, sizeof made.show, "%s", place->show->name);
    set_hidden(place, folder->hidden, &made);
    if (!fill_from_tags(reader, path, &made, err)) {
        catalogue_episode_clear(&made);
        return err_prefix(err, "%s", slug);
    }
    *episode = made;
    return true;
}
