/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/config_value.h"
#include "recorder/base/secret.h"
#include "recorder/base/settings_file.h"
#include "recorder/base/text.h"

struct key {
    const char *name;
    size_t offset;
    config_value_parser *parse;
    bool is_needed;
    const char *default_text; /* parsed like any other; NULL: field stays 0 */
};

struct section_kind {
    const char *name;
    const struct key *keys;
    size_t key_count;
};

#define GLOBAL(field) offsetof(struct config, field)
static const struct key global_keys[] = {
    {"spool", GLOBAL(spool), config_value_path, false, "spool"},
    {"second-spool", GLOBAL(second_spool), config_value_path, false, NULL},
    {"disk-least", GLOBAL(disk_least_bytes), config_value_bytes_or_off, false,
        "16M"},
    {"state", GLOBAL(state), config_value_path, false, "state"},
    {"site", GLOBAL(site), config_value_path, false, "site"},
    {"url", GLOBAL(url), config_value_url, false, NULL},
    {"templates", GLOBAL(templates), config_value_path, false, NULL},
};

#define ROOM(field) offsetof(struct config_room, field)
static const struct key room_keys[] = {
    {"source", ROOM(source), config_value_source, false, NULL},
    {"source-user", ROOM(source_user), config_value_string, false, NULL},
    {"source-password", ROOM(source_password), config_value_secret, false,
        NULL},
    {"source-password-file", ROOM(source_password_file), config_value_path,
        false, NULL},
    {"source-password-env", ROOM(source_password_env), config_value_string,
        false, NULL},
    {"format", ROOM(format), config_value_string, false, NULL},
    {"show", ROOM(show), config_value_string, false, NULL},
    {"title", ROOM(title), config_value_string, false, NULL},
    {"normalize", ROOM(normalize), config_value_normalize, false, "level"},
    {"target", ROOM(target_lufs), config_value_target, false, "-16"},
    {"bitrate", ROOM(bitrate), config_value_bitrate, false, "64k"},
    {"srtp-key", ROOM(srtp_key), config_value_secret, false, NULL},
    {"srtp-key-file", ROOM(srtp_key_file), config_value_path, false, NULL},
    {"srtp-key-env", ROOM(srtp_key_env), config_value_string, false, NULL},
    {"relay", ROOM(relay), config_value_string, false, NULL},
    {"relay-password-file", ROOM(relay_password_file), config_value_path, false,
        NULL},
    {"relay-password-env", ROOM(relay_password_env), config_value_string, false,
        NULL},
    {"start", ROOM(start), config_value_start, false, "packet"},
    {"schedule", ROOM(schedule), config_value_schedule, false, NULL},
    {"duration", ROOM(duration_ns), config_value_span, false, NULL},
    {"idle", ROOM(idle_ns), config_value_quiet, false, NULL},
    {"silence", ROOM(silence_ns), config_value_quiet, false, NULL},
    {"silence-level", ROOM(silence_lufs), config_value_silence_level, false,
        "-50"},
    {"pre-roll", ROOM(pre_roll_ns), config_value_roll, false, "auto"},
    {"post-roll", ROOM(post_roll_ns), config_value_roll, false, "auto"},
    {"min-duration", ROOM(least_ns), config_value_span, false, NULL},
    {"back-to-back", ROOM(is_sender_split), config_value_back_to_back, false,
        "join"},
    {"split", ROOM(split), config_value_split, false, NULL},
    {"resume", ROOM(resume_ns), config_value_duration_or_off, false, "10m"},
    {"pause", ROOM(is_pause_silence), config_value_pause, false, "cut"},
    {"hook-start", ROOM(hook_start), config_value_command, false, NULL},
    {"hook-segment", ROOM(hook_segment), config_value_command, false, NULL},
    {"hook-finish", ROOM(hook_finish), config_value_command, false, NULL},
    {"hook-alarm", ROOM(hook_alarm), config_value_command, false, NULL},
    {"hook-limit", ROOM(hook_limit_ns), config_value_duration, false, "60s"},
    {"alarm-no-input", ROOM(alarm_no_input_ns), config_value_duration_or_off,
        false, "60s"},
    {"alarm-silence", ROOM(alarm_silence_ns), config_value_duration_or_off,
        false, "off"},
    {"alarm-clipping", ROOM(alarm_clipping_ns), config_value_duration_or_off,
        false, "10s"},
    {"alarm-loss", ROOM(alarm_loss_percent), config_value_percent_or_off, false,
        "5"},
    {"alarm-disk", ROOM(alarm_disk_bytes), config_value_bytes_or_off, false,
        "1G"},
};

#define SHOW(field) offsetof(struct config_show, field)
static const struct key show_keys[] = {
    {"title", SHOW(title), config_value_string, true, NULL},
    {"description", SHOW(description), config_value_string, true, NULL},
    {"language", SHOW(language), config_value_string, false, "en"},
    {"author", SHOW(author), config_value_string, false, NULL},
    {"email", SHOW(email), config_value_string, false, NULL},
    {"category", SHOW(category), config_value_string, true, NULL},
    {"explicit", SHOW(is_explicit), config_value_bool, false, "false"},
    {"cover", SHOW(cover), config_value_path, false, NULL},
    {"copyright", SHOW(copyright), config_value_string, false, NULL},
    {"link", SHOW(link), config_value_url, false, NULL},
    {"type", SHOW(type), config_value_type, false, "episodic"},
    {"guid", SHOW(guid), config_value_string, false, NULL},
    {"locked", SHOW(is_locked), config_value_bool, false, "true"},
    {"intro", SHOW(intro), config_value_path, false, NULL},
    {"outro", SHOW(outro), config_value_path, false, NULL},
    {"trim-silence", SHOW(trims_silence), config_value_bool, false, "false"},
    {"join-parts", SHOW(joins_parts), config_value_bool, false, "true"},
    {"episode-title", SHOW(episode_title), config_value_string, false, NULL},
    {"persons", SHOW(persons), config_value_string, false, NULL},
    {"transcribe", SHOW(transcribe), config_value_command, false, NULL},
    {"transcribe-limit", SHOW(transcribe_limit_ns), config_value_duration,
        false, "2h"},
    {"publish", SHOW(is_review), config_value_review, false, "auto"},
    {"season", SHOW(season), config_value_count_or_off, false, "off"},
    {"keep-age", SHOW(keep_age_s), config_value_days_or_off, false, "off"},
    {"keep-count", SHOW(keep_count), config_value_count_or_off, false, "off"},
    {"keep-free", SHOW(keep_free_bytes), config_value_bytes_or_off, false,
        "off"},
    {"keep-recordings", SHOW(keep_recordings_s), config_value_days_or_off,
        false, "off"},
    {"grace", SHOW(grace_s), config_value_days_or_off, false, "7d"},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
_Static_assert(COUNT(show_keys) == CONFIG_SHOW_KEYS, "one line for each");
static const struct section_kind kinds[] = {
    {"roomcast", global_keys, COUNT(global_keys)},
    {"room", room_keys, COUNT(room_keys)},
    {"show", show_keys, COUNT(show_keys)},
};
enum { KIND_GLOBAL, KIND_ROOM, KIND_SHOW };

/* The state of one load: the section that settings go to, and which of its
 * keys have been seen. */
struct loader {
    struct config *config;
    const struct section_kind *kind; /* NULL before the first section */
    char section[80];
    int section_line;
    bool is_global_begun;
    const char *secret_key; /* the last that held one; NULL: none */
    bool has_seen[COUNT(room_keys) + COUNT(show_keys)];
    struct err *err;
};

static void *current_record(struct loader *loader)
{
    struct config *config = loader->config;

    if (loader->kind == &kinds[KIND_ROOM])
        return &config->rooms[config->room_count - 1];
    if (loader->kind == &kinds[KIND_SHOW])
        return &config->shows[config->show_count - 1];
    return config;
}

static bool set_field(
    struct loader *loader, const struct key *key, const char *text)
{
    char *record = current_record(loader);

    return key->parse(loader->config, text, record + key->offset, loader->err);
}

/* Ends a section: keys that did not come get their defaults. */
static bool end_section(struct loader *loader)
{
    const struct section_kind *kind = loader->kind;

    for (size_t i = 0; kind && i < kind->key_count; i++) {
        const struct key *key = &kind->keys[i];
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
        loader->kind = &kinds[KIND_ROOM];
        return add_room(loader, name, line);
    }
    loader->kind = &kinds[KIND_SHOW];
    return add_show(loader, name, line);
}

static bool begin_section(struct loader *loader, const char *section, int line)
{
    loader->section_line = line;
    snprintf(loader->section, sizeof loader->section, "%s", section);
    memset(loader->has_seen, 0, sizeof loader->has_seen);
    if (strcmp(section, "roomcast") == 0) {
        if (loader->is_global_begun)
            return err_set(
                loader->err, ERR_CONFIG, "[roomcast]: there already");
        loader->is_global_begun = true;
        loader->config->line = line;
        loader->kind = &kinds[KIND_GLOBAL];
        return true;
    }
    if (strncmp(section, "room ", 5) == 0 || strncmp(section, "show ", 5) == 0)
        return begin_named_section(loader, section, line);
    return err_set(loader->err, ERR_CONFIG,
        "[%s]: expected [roomcast], [room NAME] or [show NAME]", section);
}

static bool unknown_key(struct loader *loader, const char *name)
{
    own_value(text) known = {0};

    for (size_t i = 0; i < loader->kind->key_count; i++)
        text_appendf(&known, "%s%s", i ? ", " : "", loader->kind->keys[i].name);
    return err_set(loader->err, ERR_CONFIG,
        "[%s]: unknown key \"%s\"; expected one of: %s", loader->section, name,
        text_string(&known));
}

static void keep_line(struct loader *loader, size_t key, int line)
{
    if (loader->kind == &kinds[KIND_SHOW]) {
        struct config_show *show = current_record(loader);
        show->key_lines[key] = line;
    }
}

static bool take_key(struct loader *loader, const struct setting *setting)
{
    const struct section_kind *kind = loader->kind;
    const char *name = setting->name;

    for (size_t i = 0; i < kind->key_count; i++) {
        const struct key *key = &kind->keys[i];
        if (strcmp(key->name, name) != 0)
            continue;
        if (loader->has_seen[i])
            return err_set(loader->err, ERR_CONFIG, "%s: given twice", name);
        loader->has_seen[i] = true;
        keep_line(loader, i, setting->line);
        if (!*setting->value)
            return err_set(
                loader->err, ERR_CONFIG, "%s: expected a value", name);
        if (key->parse == config_value_secret)
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

/* Without a [roomcast] section its keys get their defaults all the same. */
static bool end_file(struct loader *loader)
{
    if (!end_section(loader))
        return false;
    if (loader->is_global_begun)
        return true;
    loader->kind = &kinds[KIND_GLOBAL];
    memset(loader->has_seen, 0, sizeof loader->has_seen);
    return end_section(loader);
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

struct config *config_load(const char *path, struct err *err)
{
    own(config) config = calloc(1, sizeof *config);
    struct loader loader = {.config = config, .err = err};

    if (!config || !(config->path = strdup(path)))
        return err_no_memory(err), NULL;
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

static void no_such(struct err *err, const struct config *config,
    const char *kind, const char *name, const struct text *names)
{
    err_set(err, ERR_CONFIG, "there is no [%s %s] in %s%s%s", kind, name,
        config->path, names->length ? "; there is: " : "", text_string(names));
}

const struct config_room *config_find_room(
    const struct config *config, const char *name, struct err *err)
{
    own_value(text) names = {0};

    for (size_t i = 0; i < config->room_count; i++) {
        if (strcmp(config->rooms[i].name, name) == 0)
            return &config->rooms[i];
        text_appendf(&names, "%s%s", i ? ", " : "", config->rooms[i].name);
    }
    no_such(err, config, "room", name, &names);
    return NULL;
}

const struct config_show *config_find_show(
    const struct config *config, const char *name, struct err *err)
{
    own_value(text) names = {0};

    for (size_t i = 0; i < config->show_count; i++) {
        if (strcmp(config->shows[i].name, name) == 0)
            return &config->shows[i];
        text_appendf(&names, "%s%s", i ? ", " : "", config->shows[i].name);
    }
    no_such(err, config, "show", name, &names);
    return NULL;
}

int config_show_line(const struct config_show *show, const char *key)
{
    for (size_t i = 0; i < COUNT(show_keys); i++) {
        if (strcmp(show_keys[i].name, key) == 0 && show->key_lines[i])
            return show->key_lines[i];
    }
    return show->line;
}

static const char *const normalize_names[] = {"level", "gain", "off"};

bool config_parse_normalize(const char *text, int *normalize, struct err *err)
{
    for (int i = 0; i < (int)COUNT(normalize_names); i++) {
        if (strcmp(text, normalize_names[i]) == 0) {
            *normalize = i;
            return true;
        }
    }
    return err_set(
        err, ERR_CONFIG, "\"%s\": expected level, gain or off", text);
}

const char *config_normalize_name(int normalize)
{
    return normalize_names[normalize];
}

static void free_strings(void *record, const struct key *keys, size_t key_count)
{
    for (size_t i = 0; i < key_count; i++) {
        char **string = (void *)((char *)record + keys[i].offset);
        if (keys[i].parse == config_value_secret)
            secret_free(*string);
        else if (config_value_is_string(keys[i].parse))
            free(*string);
    }
}

void config_free(struct config *config)
{
    if (!config)
        return;
    for (size_t i = 0; i < config->room_count; i++) {
        free(config->rooms[i].name);
        free_strings(&config->rooms[i], room_keys, COUNT(room_keys));
    }
    for (size_t i = 0; i < config->show_count; i++) {
        free(config->shows[i].name);
        free_strings(&config->shows[i], show_keys, COUNT(show_keys));
    }
    free_strings(config, global_keys, COUNT(global_keys));
    free(config->rooms);
    free(config->shows);
    free(config->path);
    free(config);
}
