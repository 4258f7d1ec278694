/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_status.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/text.h"

#define MOST_BYTES 16384
#define SUFFIX ".json"

static const char *const names[] = {
    "waiting", "connecting", "on-air", "backing-off", "gone"};

const char *relay_air_name(enum relay_air air)
{
    return names[air];
}

static void set_time(struct jdoc *doc, const char *key, int64_t utc_ns)
{
    char iso[CLOCK_ISO_BYTES];

    clock_format_iso(utc_ns, iso);
    jdoc_set_string(doc, key, iso);
}

static void set_text(struct jdoc *doc, const char *key, const char *text)
{
    jdoc_set_string(doc, key, *text && text_is_utf8(text) ? text : NULL);
}

static void set_figures(struct jdoc *doc, const struct relay_status *status)
{
    if (status->listeners < 0)
        jdoc_set_string(doc, "listeners", NULL);
    else
        jdoc_set_whole(doc, "listeners", status->listeners);
    jdoc_set_whole(doc, "connects", status->connects);
    jdoc_set_whole(doc, "failures", status->failures);
    jdoc_set_whole(doc, "sent_bytes", status->sent_bytes);
    jdoc_set_whole(doc, "sent_pages", status->sent_pages);
    jdoc_set_whole(doc, "dropped_pages", status->dropped_pages);
    jdoc_set_whole(doc, "queue_ms", status->queue_ms);
    jdoc_set_whole(doc, "silence_ms", status->silence_ms);
    jdoc_set_whole(doc, "left_out_ms", status->left_out_ms);
}

struct jdoc *relay_status_object(const struct relay_status *status)
{
    struct jdoc *doc = jdoc_new();

    set_text(doc, "room", status->room);
    jdoc_set_whole(doc, "target", status->target);
    set_text(doc, "address", status->address);
    set_text(doc, "mount_url", status->mount_url);
    jdoc_set_string(doc, "format", status->is_mp3 ? "mp3" : "opus");
    jdoc_set_string(doc, "state", relay_air_name(status->air));
    set_time(doc, "since", status->since_utc_ns);
    set_time(doc, "updated", status->updated_utc_ns);
    set_text(doc, "session", status->session);
    set_text(doc, "title", status->title);
    set_figures(doc, status);
    set_text(doc, "last_error", status->last_error);
    return doc;
}

char *relay_status_path(const char *state, const char *room, int target)
{
    own_value(text) path = {0};

    text_appendf(&path, "%s/relay/%s-%d" SUFFIX, state, room, target);
    return text_take(&path);
}

bool relay_status_store(
    const struct relay_status *status, const char *path, struct err *err)
{
    own(jdoc) doc = relay_status_object(status);
    own_value(text) line = {0};
    own_heap(char) letters = jdoc_format(doc, err);

    if (!letters)
        return false;
    text_appendf(&line, "%s\n", letters);
    return text_finish(&line, err) &&
           durable_replace_unsynced(path, 0644, line.bytes, line.length, err);
}

/* --- Reading ------------------------------------------------------------ */

static bool get_text(
    const struct jdoc *doc, const char *key, char *text, size_t room)
{
    const char *found = jdoc_string(doc, key);

    if (found && strlen(found) >= room)
        return false;
    snprintf(text, room, "%s", found ? found : "");
    return true;
}

static bool get_air(const struct jdoc *doc, enum relay_air *air)
{
    const char *name = jdoc_string(doc, "state");

    for (size_t i = 0; name && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            *air = (enum relay_air)i;
            return true;
        }
    }
    return false;
}

static bool get_time(const struct jdoc *doc, const char *key, int64_t *utc_ns)
{
    const char *iso = jdoc_string(doc, key);

    return iso && clock_parse_iso(iso, utc_ns);
}

static bool get_texts(const struct jdoc *doc, struct relay_status *status)
{
    const char *format = jdoc_string(doc, "format");

    status->is_mp3 = format && strcmp(format, "mp3") == 0;
    return get_text(doc, "room", status->room, sizeof status->room) &&
           get_text(doc, "address", status->address, sizeof status->address) &&
           get_text(
               doc, "mount_url", status->mount_url, sizeof status->mount_url) &&
           get_text(doc, "session", status->session, sizeof status->session) &&
           get_text(doc, "title", status->title, sizeof status->title) &&
           get_text(doc, "last_error", status->last_error,
               sizeof status->last_error) &&
           *status->room;
}

static void get_figures(const struct jdoc *doc, struct relay_status *status)
{
    status->listeners = -1;
    jdoc_whole(doc, "listeners", &status->listeners);
    jdoc_whole(doc, "connects", &status->connects);
    jdoc_whole(doc, "failures", &status->failures);
    jdoc_whole(doc, "sent_bytes", &status->sent_bytes);
    jdoc_whole(doc, "sent_pages", &status->sent_pages);
    jdoc_whole(doc, "dropped_pages", &status->dropped_pages);
    jdoc_whole(doc, "queue_ms", &status->queue_ms);
    jdoc_whole(doc, "silence_ms", &status->silence_ms);
    jdoc_whole(doc, "left_out_ms", &status->left_out_ms);
}

static bool parse(
    const struct jdoc *doc, struct relay_status *status, struct err *err)
{
    struct relay_status parsed = {0};
    int64_t target = 0;

    if (!get_texts(doc, &parsed) || !get_air(doc, &parsed.air) ||
        !get_time(doc, "since", &parsed.since_utc_ns) ||
        !get_time(doc, "updated", &parsed.updated_utc_ns) ||
        !jdoc_whole(doc, "target", &target) || target < 1 || target > 1000)
        return err_set(err, ERR_FORMAT, "it is no status of a relay");
    parsed.target = (int)target;
    get_figures(doc, &parsed);
    *status = parsed;
    return true;
}

bool relay_status_load(
    const char *path, struct relay_status *status, struct err *err)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    char bytes[MOST_BYTES];
    ssize_t got = fd >= 0 ? read(fd, bytes, sizeof bytes) : -1;

    if (got < 0)
        return err_set_errno(err, ERR_IO, "read %s", path);
    own(jdoc) doc = jdoc_parse(bytes, (size_t)got, err);
    return (doc && parse(doc, status, err)) || err_prefix(err, "%s", path);
}

static int is_status(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && text_has_suffix(entry->d_name, SUFFIX);
}

static bool take_file(const char *folder, const char *name, int64_t utc_ns,
    relay_status_taker *told, void *user)
{
    own_value(text) path = {0};
    struct relay_status status;
    struct err ignored;

    text_appendf(&path, "%s/%s", folder, name);
    if (!relay_status_load(text_string(&path), &status, &ignored))
        return true;
    if (utc_ns - status.updated_utc_ns > RELAY_STATUS_DEAD_NS)
        status.air = RELAY_AIR_GONE;
    return told(user, &status);
}

bool relay_status_each(const char *state, int64_t utc_ns,
    relay_status_taker *told, void *user, struct err *err)
{
    own_value(text) folder = {0};
    struct dirent **entries = NULL;
    bool goes_on = true;

    text_appendf(&folder, "%s/relay", state);
    if (!text_finish(&folder, err))
        return false;
    int count = scandir(text_string(&folder), &entries, is_status, versionsort);
    for (int i = 0; i < count; i++) {
        goes_on = goes_on && take_file(text_string(&folder), entries[i]->d_name,
                                 utc_ns, told, user);
        free(entries[i]);
    }
    free(entries);
    return goes_on || err_set(err, ERR_IO, "the figures cannot be told");
}
