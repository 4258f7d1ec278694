/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/config_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/clock.h"
#include "recorder/base/config_keys.h"
#include "recorder/base/config_value.h"
#include "recorder/base/nearest_name.h"
#include "recorder/base/secret.h"
#include "recorder/base/settings_file.h"
#include "recorder/base/text.h"

/* The state of one load: the section that settings go to, and which of its
 * keys have been seen. */
struct loader {
    struct config *config;
    const struct config_section *kind; /* NULL before the first section */
    char section[80];
    int section_line;
    const char *secret_key; /* the last that held one; NULL: none */
    bool has_seen[CONFIG_MOST_KEYS];
    struct err *err;
};

static void *current_record(struct loader *loader)
{
    struct config *config = loader->config;

    if (loader->kind == &config_sections[CONFIG_ROOM])
        return &config->rooms[config->room_count - 1];
    if (loader->kind == &config_sections[CONFIG_SHOW])
        return &config->shows[config->show_count - 1];
    if (loader->kind == &config_sections[CONFIG_SERVE])
        return &config->serve;
    return config;
}

static bool set_field(
    struct loader *loader, const struct config_key *key, const char *text)
{
    char *record = current_record(loader);

    return key->parse(loader->config, text, record + key->offset, loader->err);
}

/* Ends a section: keys that did not come get their defaults. */
static bool end_section(struct loader *loader)
{
    const struct config_section *kind = loader->kind;

    for (size_t i = 0; kind && i < kind->key_count; i++) {
        const struct config_key *key = &kind->keys[i];
        if (loader->has_seen[i])
            continue;
        if (key->is_needed)
            return err_set(loader->err, ERR_CONFIG,
                "[%s], begun at line %d: \"%s\" is missing", loader->section,
                loader->section_line, key->name);
        if (key->default_text && !set_field(loader, key, key->default_text))
            return false;
    }
    return true;
}

static bool is_safe_name(const char *name)
{
    size_t length = strspn(name,
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    return length > 0 && length <= 64 && !name[length];
}

/* One more zeroed element at the end of an array. */
static void *grow(void **array, size_t *count, size_t size)
{
    char *larger = realloc(*array, (*count + 1) * size);

    if (!larger)
        return NULL;
    *array = larger;
    void *element = memset(larger + *count * size, 0, size);
    (*count)++;
    return element;
}

static bool add_room(struct loader *loader, const char *name, int line)
{
    struct config *config = loader->config;

    for (size_t i = 0; i < config->room_count; i++) {
        if (strcmp(config->rooms[i].name, name) == 0)
            return err_set(loader->err, ERR_CONFIG,
                "[room %s]: there already, at line %d", name,
                config->rooms[i].line);
    }
    struct config_room *room =
        grow((void **)&config->rooms, &config->room_count, sizeof *room);
    if (!room)
        return err_no_memory(loader->err);
    room->line = line;
    return config_value_string(config, name, &room->name, loader->err);
}

static bool add_show(struct loader *loader, const char *name, int line)
{
    struct config *config = loader->config;

    for (size_t i = 0; i < config->show_count; i++) {
        if (strcmp(config->shows[i].name, name) == 0)
            return err_set(loader->err, ERR_CONFIG,
                "[show %s]: there already, at line %d", name,
                config->shows[i].line);
    }
    struct config_show *show =
        grow((void **)&config->shows, &config->show_count, sizeof *show);
    if (!show)
        return err_no_memory(loader->err);
    show->line = line;
    return config_value_string(config, name, &show->name, loader->err);
}

static bool begin_named_section(
    struct loader *loader, const char *section, int line)
{
    const char *name = section + strcspn(section, " ");

    name += strspn(name, " ");
    if (!is_safe_name(name))
        return err_set(loader->err, ERR_CONFIG,
            "[%s]: expected a name of 1 to 64 letters, digits, - and _",
            section);
    if (strncmp(section, "room ", 5) == 0) {
        loader->kind = &config_sections[CONFIG_ROOM];
        return add_room(loader, name, line);
    }
    loader->kind = &config_sections[CONFIG_SHOW];
    return add_show(loader, name, line);
}

/* One of which there is but one. */
static bool begin_single(
    struct loader *loader, int kind, int *known_line, int line)
{
    if (*known_line)
        return err_set(loader->err, ERR_CONFIG, "[%s]: there already",
            config_sections[kind].name);
    *known_line = line;
    loader->kind = &config_sections[kind];
    return true;
}

static bool begin_section(struct loader *loader, const char *section, int line)
{
    loader->section_line = line;
    snprintf(loader->section, sizeof loader->section, "%s", section);
    memset(loader->has_seen, 0, sizeof loader->has_seen);
    if (strcmp(section, "roomcast") == 0)
        return begin_single(loader, CONFIG_GLOBAL, &loader->config->line, line);
    if (strcmp(section, "serve") == 0)
        return begin_single(
            loader, CONFIG_SERVE, &loader->config->serve.line, line);
    if (strncmp(section, "room ", 5) == 0 || strncmp(section, "show ", 5) == 0)
        return begin_named_section(loader, section, line);
    return err_set(loader->err, ERR_CONFIG,
        "[%s]: expected [roomcast], [room NAME], [show NAME] or [serve]",
        section);
}

static bool unknown_key(struct loader *loader, const char *name)
{
    struct nearest_name nearest = {.typed = name};
    own_value(text) known = {0};

    for (size_t i = 0; i < loader->kind->key_count; i++) {
        text_appendf(&known, "%s%s", i ? ", " : "", loader->kind->keys[i].name);
        nearest_name_offer(&nearest, loader->kind->keys[i].name);
    }
    if (nearest.name)
        return err_set(loader->err, ERR_CONFIG,
            "[%s]: unknown key \"%s\"; did you mean %s? `roomcast help "
            "roomcast.conf` has them all",
            loader->section, name, nearest.name);
    return err_set(loader->err, ERR_CONFIG,
        "[%s]: unknown key \"%s\"; expected one of: %s", loader->section, name,
        text_string(&known));
}

static void keep_line(struct loader *loader, size_t key, int line)
{
    if (loader->kind == &config_sections[CONFIG_SHOW]) {
        struct config_show *show = current_record(loader);
        show->key_lines[key] = line;
    }
}

static bool take_key(struct loader *loader, const struct setting *setting)
{
    const struct config_section *kind = loader->kind;
    const char *name = setting->name;

    for (size_t i = 0; i < kind->key_count; i++) {
        const struct config_key *key = &kind->keys[i];
        if (strcmp(key->name, name) != 0)
            continue;
        if (loader->has_seen[i])
            return err_set(loader->err, ERR_CONFIG, "%s: given twice", name);
        loader->has_seen[i] = true;
        keep_line(loader, i, setting->line);
        if (!*setting->value)
            return err_set(
                loader->err, ERR_CONFIG, "%s: expected a value", name);
        if (config_value_has_secret(key->parse, setting->value))
            loader->secret_key = key->name;
        return set_field(loader, key, setting->value) ||
               err_prefix(loader->err, "%s", name);
    }
    return unknown_key(loader, name);
}

static bool take_setting(
    void *user, const struct setting *setting, struct err *err)
{
    struct loader *loader = user;

    if (!setting->name)
        return end_section(loader) &&
               begin_section(loader, setting->section, setting->line);
    if (!loader->kind)
        return err_set(err, ERR_CONFIG,
            "%s: expected [roomcast], [room NAME] or [show NAME] before it",
            setting->name);
    return take_key(loader, setting);
}

/* Without such a section its keys get their defaults all the same. */
static bool default_section(struct loader *loader, int kind, int known_line)
{
    if (known_line)
        return true;
    loader->kind = &config_sections[kind];
    memset(loader->has_seen, 0, sizeof loader->has_seen);
    return end_section(loader);
}

static bool end_file(struct loader *loader)
{
    const struct config *config = loader->config;

    return end_section(loader) &&
           default_section(loader, CONFIG_GLOBAL, config->line) &&
           default_section(loader, CONFIG_SERVE, config->serve.line);
}

static bool check_shows_of_rooms(const struct config *config, struct err *err)
{
    for (size_t i = 0; i < config->room_count; i++) {
        const struct config_room *room = &config->rooms[i];
        if (room->show && !config_find_show(config, room->show, err))
            return err_prefix(err, "%s:%d: [room %s]: show", config->path,
                room->line, room->name);
    }
    return true;
}

static bool can_others_read(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && status.st_mode & S_IROTH;
}

/* What makes sense only together. */
static bool check_ends_of_rooms(const struct config *config, struct err *err)
{
    for (size_t i = 0; i < config->room_count; i++) {
        const struct config_room *room = &config->rooms[i];
        bool is_beyond =
            (room->idle_ns && room->post_roll_ns > room->idle_ns) ||
            (room->silence_ns && room->post_roll_ns > room->silence_ns);
        if (is_beyond)
            return err_set(err, ERR_CONFIG,
                "%s:%d: [room %s]: post-roll: expected no more than idle and "
                "silence",
                config->path, room->line, room->name);
    }
    return true;
}

/* Before it is read: a change while that goes on makes it another. */
static void note_state(struct config *config)
{
    struct stat status;

    if (stat(config->path, &status) != 0)
        return;
    config->file_state[0] = (int64_t)status.st_ino;
    config->file_state[1] = (int64_t)status.st_size;
    config->file_state[2] = (int64_t)status.st_mtim.tv_sec * CLOCK_SECOND_NS +
                            (int64_t)status.st_mtim.tv_nsec;
}

struct config *config_load(const char *path, struct err *err)
{
    own(config) config = calloc(1, sizeof *config);
    struct loader loader = {.config = config, .err = err};

    if (!config || !(config->path = strdup(path)))
        return err_no_memory(err), NULL;
    note_state(config);
    if (!settings_file_read(path, take_setting, &loader, err))
        return NULL;
    if (!end_file(&loader))
        return err_prefix(err, "%s", path), NULL;
    if (loader.secret_key && can_others_read(path))
        config->exposed_key = loader.secret_key;
    if (!check_shows_of_rooms(config, err) || !check_ends_of_rooms(config, err))
        return NULL;
    return take(config);
}

int config_show_line(const struct config_show *show, const char *key)
{
    const struct config_section *section = &config_sections[CONFIG_SHOW];

    for (size_t i = 0; i < section->key_count; i++) {
        if (strcmp(section->keys[i].name, key) == 0 && show->key_lines[i])
            return show->key_lines[i];
    }
    return show->line;
}

static void free_strings(void *record, const struct config_section *section)
{
    for (size_t i = 0; i < section->key_count; i++) {
        const struct config_key *key = &section->keys[i];
        char **string = (void *)((char *)record + key->offset);
        if (config_value_is_secret(key->parse))
            secret_free(*string);
        else if (config_value_is_string(key->parse))
            free(*string);
    }
}

void config_free(struct config *config)
{
    if (!config)
        return;
    for (size_t i = 0; i < config->room_count; i++) {
        free(config->rooms[i].name);
        free_strings(&config->rooms[i], &config_sections[CONFIG_ROOM]);
    }
    for (size_t i = 0; i < config->show_count; i++) {
        free(config->shows[i].name);
        free_strings(&config->shows[i], &config_sections[CONFIG_SHOW]);
    }
    free_strings(&config->serve, &config_sections[CONFIG_SERVE]);
    free_strings(config, &config_sections[CONFIG_GLOBAL]);
    free(config->rooms);
    free(config->shows);
    free(config->path);
    free(config);
}
