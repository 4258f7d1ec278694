/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/person_list.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "recorder/base/own.h"

#define LINE_BYTES 1024

/* The parts of a line, in it. */
struct person_parts {
    char *name;
    char *role; /* or NULL */
    char *link; /* or NULL */
};

static void trim_end(char *text)
{
    size_t length = strlen(text);

    while (length > 0 && isspace((unsigned char)text[length - 1]))
        text[--length] = '\0';
}

/* The address is the last word, if that looks like one. */
static char *split_link(char *line)
{
    char *word = strrchr(line, ' ');

    if (!word || !strstr(word, "://"))
        return NULL;
    *word = '\0';
    trim_end(line);
    return word + 1;
}

static char *split_role(char *line)
{
    size_t length = strlen(line);
    char *role = strrchr(line, '(');

    if (!role || length == 0 || line[length - 1] != ')')
        return NULL;
    line[length - 1] = '\0';
    *role++ = '\0';
    trim_end(line);
    for (char *at = role; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return *role ? role : NULL;
}

static bool is_link(const char *link)
{
    return strncmp(link, "https://", 8) == 0 ||
           strncmp(link, "http://", 7) == 0;
}

static bool check(const struct person_parts *parts, struct err *err)
{
    if (!*parts->name)
        return err_set(err, ERR_CONFIG, "a person without a name");
    if (text_characters(parts->name) > PERSON_NAME_MOST_CHARACTERS)
        return err_set(err, ERR_CONFIG,
            "\"%.40s…\": a name of more than %d characters", parts->name,
            PERSON_NAME_MOST_CHARACTERS);
    return !parts->link || is_link(parts->link) ||
           err_set(
               err, ERR_CONFIG, "\"%.60s\": expected http(s)://…", parts->link);
}

static bool is_known(const struct person_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0)
            return true;
    }
    return false;
}

static void free_person(struct podcast_person *person)
{
    free((char *)person->name);
    free((char *)person->role);
    free((char *)person->link);
}

static bool keep(
    struct person_list *list, const struct person_parts *parts, struct err *err)
{
    struct podcast_person *items =
        realloc(list->items, (list->count + 1) * sizeof *items);

    if (!items)
        return err_no_memory(err);
    list->items = items;
    struct podcast_person person = {
        .name = strdup(parts->name),
        .role = parts->role ? strdup(parts->role) : NULL,
        .link = parts->link ? strdup(parts->link) : NULL,
    };
    if (!person.name || (parts->role && !person.role) ||
        (parts->link && !person.link)) {
        free_person(&person);
        return err_no_memory(err);
    }
    items[list->count++] = person;
    return true;
}

static bool add_line(struct person_list *list, char *line, struct err *err)
{
    struct person_parts parts = {.link = split_link(line)};

    parts.role = split_role(line);
    parts.name = line;
    return check(&parts, err) &&
           (is_known(list, parts.name) || keep(list, &parts, err));
}

static bool add(struct person_list *list, const char *line, struct err *err)
{
    own_value(text) clean = {0};

    clean_line_append(&clean, line);
    if (!text_finish(&clean, err))
        return false;
    return clean.length == 0 || add_line(list, clean.bytes, err);
}

bool person_list_parse(
    struct person_list *list, const char *lines, struct err *err)
{
    char line[LINE_BYTES];

    while (*lines) {
        size_t length = strcspn(lines, ";\n");
        if (length >= sizeof line)
            return err_set(err, ERR_CONFIG, "\"%.40s…\": too long", lines);
        memcpy(line, lines, length);
        line[length] = '\0';
        if (!add(list, line, err))
            return false;
        lines += length + (lines[length] != '\0');
    }
    return true;
}

void person_list_append(const struct person_list *list, struct text *lines)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct podcast_person *person = &list->items[i];
        text_append(lines, person->name);
        if (person->role)
            text_appendf(lines, " (%s)", person->role);
        if (person->link)
            text_appendf(lines, " %s", person->link);
        text_append(lines, "\n");
    }
}

void person_list_clear(struct person_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free_person(&list->items[i]);
    free(list->items);
    *list = (struct person_list){0};
}
