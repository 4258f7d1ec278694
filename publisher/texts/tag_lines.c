/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/tag_lines.h"

#include <stdio.h>
#include <string.h>

#include "feeds/feed_address.h"
#include "publisher/media/edit_list.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define BLANKS " \t"
#define FRAMES_A_MS 48
#define MOST_PIXELS 100000

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

struct tag_words tag_words_split(char *line)
{
    struct tag_words words = {0};
    size_t count = 0;

    while (line) {
        char *word = strsep(&line, BLANKS);
        if (!*word)
            continue;
        if (count == TAG_WORDS)
            words.has_more = true;
        else
            words.at[count++] = word;
    }
    return words;
}

/* Ends the first word, and returns what follows it: "" when nothing does. */
static char *split_first(char *line)
{
    char *rest = line + strcspn(line, BLANKS);

    if (*rest)
        *rest++ = '\0';
    return rest + strspn(rest, BLANKS);
}

/* Ends the line before its last word, and returns that. */
static char *split_last(char *line)
{
    char *word = strrchr(line, ' ');
    size_t length;

    if (!word)
        return NULL;
    length = (size_t)(word - line);
    while (length > 0 && strchr(BLANKS, line[length - 1]))
        length--;
    line[length] = '\0';
    return word + 1;
}

bool tag_address_is_good(const char *address)
{
    return !address || (feed_address_is_absolute(address) &&
                           feed_address_is_encoded(address));
}

bool tag_text_check(
    const char *text, size_t most, const char *what, struct err *err)
{
    return !text || text_characters(text) <= most ||
           err_set(err, ERR_CONFIG,
               "\"%.40s…\": a %s of more than %zu characters", text, what,
               most);
}

static bool expect_address(const char *address, struct err *err)
{
    return (*address && tag_address_is_good(address)) ||
           err_set(err, ERR_CONFIG,
               "\"%s\": expected an address that begins with https://",
               address);
}

bool tag_line_soundbite(
    char *line, struct podcast_soundbite *soundbite, struct err *err)
{
    own_value(edit_spans) spans = {0};
    const char *title = split_first(line);

    if (!edit_spans_parse(&spans, line, err))
        return false;
    if (spans.count != 1 || spans.items[0].to_48k == EDIT_END_48K ||
        spans.items[0].to_48k - spans.items[0].from_48k < FRAMES_A_MS)
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected FROM-TO and a title, as 0:12:03-0:12:33 The "
            "bridge",
            line);
    if (!tag_text_check(title, TAG_TEXT_MOST, "title", err))
        return false;
    const struct edit_span *span = &spans.items[0];
    *soundbite = (struct podcast_soundbite){
        .start_ms = span->from_48k / FRAMES_A_MS,
        .duration_ms = (span->to_48k - span->from_48k) / FRAMES_A_MS,
        .title = *title ? title : NULL,
    };
    return true;
}

/* Whether a last word says more of a place than its name. */
static bool take_detail(char *word, struct podcast_location *location)
{
    if (strncmp(word, "geo:", 4) == 0)
        location->geo = word;
    else if (strncmp(word, "osm:", 4) == 0)
        location->osm = word + 4;
    else if (strncmp(word, "country:", 8) == 0)
        location->country = word + 8;
    else if (strcmp(word, "(subject)") == 0)
        location->relation = "subject";
    else if (strcmp(word, "(creator)") == 0)
        location->relation = "creator";
    else
        return false;
    return true;
}

bool tag_line_location(
    char *line, struct podcast_location *location, struct err *err)
{
    struct podcast_location read = {.name = line};
    char *word;

    while ((word = strrchr(line, ' ')) && take_detail(word + 1, &read))
        split_last(line);
    if (!*line || strncmp(line, "geo:", 4) == 0)
        return err_set(err, ERR_CONFIG,
            "expected the name of a place, as Hackney, London geo:51.5,-0.1");
    if (!tag_text_check(line, TAG_TEXT_MOST, "name", err))
        return false;
    *location = read;
    return true;
}

bool tag_line_link(char *line, struct podcast_link *link, struct err *err)
{
    const char *text = split_first(line);

    if (!expect_address(line, err) ||
        !tag_text_check(text, TAG_TEXT_MOST, "text", err))
        return false;
    *link = (struct podcast_link){.url = line, .text = *text ? text : NULL};
    return true;
}

bool tag_line_txt(char *line, struct podcast_txt *txt, struct err *err)
{
    const char *text = split_first(line);

    if (!*text)
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected a purpose and a text, as verify S6lpp-7ZCn8",
            line);
    if (!tag_text_check(line, TAG_TEXT_MOST, "purpose", err) ||
        !tag_text_check(text, TAG_TXT_MOST, "text", err))
        return false;
    *txt = (struct podcast_txt){.purpose = line, .text = text};
    return true;
}

bool tag_line_social(char *line, struct podcast_social *social, struct err *err)
{
    struct tag_words words = tag_words_split(line);
    const char *first = or_empty(words.at[0]);

    if (strcmp(first, "disabled") == 0 && !words.at[1]) {
        *social = (struct podcast_social){.protocol = "disabled"};
        return true;
    }
    if (!*first || !tag_address_is_good(first) || words.at[2])
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected the address of a post and, if wanted, its "
            "account, or disabled",
            first);
    *social = (struct podcast_social){
        .protocol = "activitypub", .url = first, .account = words.at[1]};
    return true;
}

bool tag_line_license(
    char *line, struct podcast_license *license, struct err *err)
{
    char *address = split_first(line);

    if (*address && !expect_address(address, err))
        return false;
    if (!tag_text_check(line, TAG_TEXT_MOST, "name", err))
        return false;
    *license = (struct podcast_license){
        .name = line, .url = *address ? address : NULL};
    return true;
}

bool tag_line_chat(char *line, struct podcast_chat *chat, struct err *err)
{
    struct tag_words words = tag_words_split(line);

    if (!words.at[1] || words.has_more)
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected a protocol, a server and, if there is one, a "
            "room, such as: irc irc.example.org #weekly",
            or_empty(words.at[0]));
    *chat = (struct podcast_chat){
        .protocol = words.at[0], .server = words.at[1], .space = words.at[2]};
    return true;
}

/* "1200x675"; false leaves both as they are. */
static bool read_size(const char *word, int *width, int *height)
{
    int wide;
    int high;
    int end = 0;

    if (sscanf(word, "%6dx%6d%n", &wide, &high, &end) < 2 || wide <= 0 ||
        high <= 0 || wide > MOST_PIXELS || high > MOST_PIXELS ||
        (word[end] && !strchr(BLANKS, word[end])))
        return false;
    *width = wide;
    *height = high;
    return true;
}

bool tag_line_image(char *line, struct podcast_image *image, struct err *err)
{
    struct podcast_image read = {.url = line};
    char *text = split_first(line);

    if (read_size(text, &read.width, &read.height))
        text = split_first(text);
    if (!expect_address(line, err) ||
        !tag_text_check(text, TAG_TEXT_MOST, "text", err))
        return false;
    read.alt = *text ? text : NULL;
    *image = read;
    return true;
}
