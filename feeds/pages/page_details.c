/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_details.h"

#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "feeds/pages/page_frame.h"
#include "feeds/pages/page_words.h"

static const struct {
    const char *type;
    const char *name;
} formats[] = {
    {"text/vtt", "WebVTT"},
    {"application/x-subrip", "SRT"},
    {"application/srt", "SRT"},
    {"application/json", "JSON"},
    {"text/html", "page"},
    {"text/plain", "text"},
};

static const char *transcript_format(const char *type)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!strcmp(type, formats[i].type))
            return formats[i].name;
    return type;
}

static void set_chapters(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place)
{
    bool has_chapters = false;

    for (size_t i = 0; i < episode->chapter_count; i++) {
        const struct podcast_chapter *chapter = &episode->chapters[i];
        if (chapter->is_hidden)
            continue;
        struct page_data *item = page_data_add(data, "chapters");
        page_words_set_moment(item, episode, place, chapter->start_ms);
        page_data_set(item, "title", page_frame_title(chapter->title));
        has_chapters = true;
    }
    page_data_set_flag(data, "has_chapters", has_chapters);
}

/* One without a title speaks for the whole episode. */
static void set_soundbites(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place)
{
    for (size_t i = 0; i < episode->soundbite_count; i++) {
        const struct podcast_soundbite *soundbite = &episode->soundbites[i];
        struct page_data *item = page_data_add(data, "soundbites");
        bool has_title = !is_blank_text(soundbite->title);
        page_words_set_moment(item, episode, place, soundbite->start_ms);
        page_data_set(item, "title",
            page_frame_title(has_title ? soundbite->title : episode->title));
    }
    page_data_set_flag(data, "has_soundbites", episode->soundbite_count > 0);
}

/* The first letter, with all the bytes of its UTF-8. */
static void set_initial(struct page_data *data, const char *name)
{
    own_value(text) line = {0};
    own_value(text) initial = {0};
    size_t length = 1;

    clean_line_append(&line, name);
    const char *at = text_string(&line);
    while (*at && ((unsigned char)at[length] & 0xC0) == 0x80)
        length++;
    text_append_bytes(&initial, at, *at ? length : 0);
    initial.has_failed |= line.has_failed;
    page_data_set_text(data, "initial", &initial);
}

static void add_person(struct page_data *data,
    const struct podcast_person *person, const struct page_place *place)
{
    struct page_data *item = page_data_add(data, "persons");

    page_data_set(item, "name", person->name);
    set_initial(item, person->name);
    page_data_set(item, "role", person->role ? person->role : "host");
    page_frame_set_link(item, place, "person_url", person->link);
    page_frame_set_link(item, place, "picture", person->image_url);
}

static void set_persons(struct page_data *data,
    const struct podcast_person *persons, size_t count,
    const struct page_place *place)
{
    bool has_persons = false;

    for (size_t i = 0; i < count; i++) {
        if (is_blank_text(persons[i].name))
            continue;
        add_person(data, &persons[i], place);
        has_persons = true;
    }
    page_data_set_flag(data, "has_persons", has_persons);
}

static size_t add_link(struct page_data *data, const struct page_place *place,
    const char *address, const struct text *label)
{
    if (!address || !feed_address_may_be_link(address))
        return 0;
    struct page_data *item = page_data_add(data, "links");
    page_frame_set_link(item, place, "url", address);
    page_data_set_text(item, "text", label);
    return 1;
}

static size_t add_links(struct page_data *data,
    const struct podcast_link *links, size_t count,
    const struct page_place *place)
{
    size_t added = 0;

    for (size_t i = 0; i < count; i++) {
        own_value(text) label = {0};
        bool has_text = !is_blank_text(links[i].text);
        if (links[i].url)
            text_append(&label, has_text ? links[i].text : links[i].url);
        added += add_link(data, place, links[i].url, &label);
    }
    return added;
}

static size_t add_threads(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place)
{
    size_t added = 0;

    for (size_t i = 0; i < episode->social_count; i++) {
        const struct podcast_social *social = &episode->socials[i];
        own_value(text) label = {0};
        text_append(&label, "Talk about it");
        if (social->account)
            text_appendf(&label, " with %s", social->account);
        added += add_link(data, place, social->url, &label);
    }
    return added;
}

static size_t add_transcripts(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place)
{
    size_t added = 0;

    for (size_t i = 0; i < episode->transcript_count; i++) {
        const struct podcast_transcript *transcript = &episode->transcripts[i];
        bool has_type = !is_blank_text(transcript->type);
        if (!transcript->url || !feed_address_may_be_link(transcript->url))
            continue;
        struct page_data *item = page_data_add(data, "transcripts");
        page_frame_set_link(item, place, "url", transcript->url);
        page_data_set(item, "format",
            has_type ? transcript_format(transcript->type) : "file");
        added++;
    }
    page_data_set_flag(data, "has_transcripts", added > 0);
    return added;
}

static size_t add_places(
    struct page_data *data, const struct podcast_episode *episode)
{
    for (size_t i = 0; i < episode->location_count; i++)
        page_data_set(
            page_data_add(data, "places"), "name", episode->locations[i].name);
    return episode->location_count;
}

/* The words of "cc-by-nc-4.0", whose name says where they are. */
static void append_deed(const char *name, struct text *address)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz-";

    if (strcmp(name, "cc0-1.0") == 0)
        text_append(
            address, "https://creativecommons.org/publicdomain/zero/1.0/");
    if (strncmp(name, "cc-", 3) != 0)
        return;
    name += 3;
    size_t length = strspn(name, letters);
    const char *version = name + length;
    if (length > 1 && version[-1] == '-' && *version &&
        !version[strspn(version, "0123456789.")])
        text_appendf(address, "https://creativecommons.org/licenses/%.*s/%s/",
            (int)length - 1, name, version);
}

static size_t set_license(struct page_data *data,
    const struct podcast_license *license, const struct page_place *place)
{
    own_value(text) deed = {0};

    if (license->name && !license->url)
        append_deed(license->name, &deed);
    page_data_set(data, "license", license->name);
    page_frame_set_link(data, place, "license_url",
        deed.length ? text_string(&deed) : license->url);
    return !is_blank_text(license->name);
}

static void set_links(struct page_data *data, const struct podcast_show *show,
    const struct podcast_episode *episode, const struct page_place *place)
{
    bool has_funding = episode->funding_count > 0;
    size_t count = 0;

    count += add_links(
        data, episode->content_links, episode->content_link_count, place);
    count += add_links(data, has_funding ? episode->fundings : show->fundings,
        has_funding ? episode->funding_count : show->funding_count, place);
    count += add_threads(data, episode, place);
    count += add_transcripts(data, episode, place);
    count += add_places(data, episode);
    count += set_license(data,
        episode->license.name ? &episode->license : &show->license, place);
    page_data_set_flag(data, "has_links", count > 0);
}

void page_details_set(struct page_data *data, const struct podcast_show *show,
    const struct podcast_episode *episode, const struct page_place *place)
{
    bool has_persons = episode->person_count > 0;

    set_chapters(data, episode, place);
    set_soundbites(data, episode, place);
    set_persons(data, has_persons ? episode->persons : show->persons,
        has_persons ? episode->person_count : show->person_count, place);
    set_links(data, show, episode, place);
}
