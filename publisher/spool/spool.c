/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/spool/spool.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publisher/spool/spool_sessions.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording_reader.h"

struct scan {
    const struct config_room *room;
    struct spool *spool;
    spool_listener *told;
    void *user;
};

const char *spool_place(const struct config *config, size_t at)
{
    if (at == 0)
        return config->spool;
    return at == 1 ? config->second_spool : NULL;
}

static bool room_folder(const char *place, const struct config_room *room,
    struct text *folder, struct err *err)
{
    text_reset(folder);
    text_appendf(folder, "%s/%s", place, room->name);
    return text_finish(folder, err);
}

/* Gives `path` to the array; false (out of memory) leaves it the caller's. */
static bool add_leftover(struct spool *spool, char *path, struct err *err)
{
    char **larger =
        realloc(spool->leftovers, (spool->leftover_count + 1) * sizeof *larger);

    if (!larger)
        return err_no_memory(err);
    spool->leftovers = larger;
    larger[spool->leftover_count++] = path;
    return true;
}

static bool add_recording(struct spool *spool,
    const struct spool_recording *recording, struct err *err)
{
    size_t count = spool->recording_count;

    if (count == spool->recording_room) {
        size_t room = count ? 2 * count : 16;
        struct spool_recording *larger =
            realloc(spool->recordings, room * sizeof *larger);
        if (!larger)
            return err_no_memory(err);
        spool->recordings = larger;
        spool->recording_room = room;
    }
    spool->recordings[spool->recording_count++] = *recording;
    return true;
}

const char *const spool_note_suffixes[] = {
    ".md", ".vtt", ".srt", ".jpg", ".jpeg", ".png", NULL};

static bool print_file(const char *path, struct stat *file,
    char print[FINGERPRINT_BYTES], struct err *err)
{
    struct fingerprint whole = {0};
    struct stat status;

    if (stat(path, &status) != 0)
        return err_set_errno(err, ERR_IO, "look at %s", path);
    /* Its name may change. */
    fingerprint_add(&whole, &status.st_ino, sizeof status.st_ino);
    fingerprint_add(&whole, &status.st_size, sizeof status.st_size);
    fingerprint_add(&whole, &status.st_mtim, sizeof status.st_mtim);
    fingerprint_finish(&whole, print);
    *file = status;
    return true;
}

static bool print_notes(
    const char *path, char print[FINGERPRINT_BYTES], struct err *err)
{
    own_value(text) name = {0};
    struct fingerprint whole = {0};
    bool has_any = false;
    int stem = (int)(strlen(path) - strlen(RECORDING_SUFFIX));
    struct stat status;

    for (const char *const *suffix = spool_note_suffixes; *suffix; suffix++) {
        text_reset(&name);
        text_appendf(&name, "%.*s%s", stem, path, *suffix);
        if (!text_finish(&name, err))
            return false;
        if (stat(text_string(&name), &status) != 0)
            continue;
        has_any = true;
        fingerprint_add_text(&whole, *suffix);
        fingerprint_add(&whole, &status.st_size, sizeof status.st_size);
        fingerprint_add(&whole, &status.st_mtim, sizeof status.st_mtim);
    }
    if (has_any)
        fingerprint_finish(&whole, print);
    return true;
}

static bool read_recording(const char *path, struct spool_recording *recording,
    bool *has_end, struct err *err)
{
    own(recording_reader) reader = recording_reader_new(path, err);
    int64_t frames_48k;

    if (!reader || !recording_reader_facts(reader, &recording->facts, err) ||
        !recording_extent_48k(path, &frames_48k, has_end, err))
        return false;
    if (!*has_end)
        return err_set(err, ERR_FORMAT,
            "%s: its end is missing: was it copied in part? As %s.part, what "
            "is there would be published",
            path, path);
    recording->duration_ms = (frames_48k + 24) / 48;
    return print_notes(path, recording->notes_print, err);
}

/* A file that cannot be read is told, and is no failure. */
static bool take_recording(struct scan *scan, char **path, struct err *err)
{
    struct spool_recording recording = {.path = *path, .room = scan->room};
    struct spool_fault fault = {.path = *path};
    struct stat file = {0};
    bool has_end = true;

    if (!print_file(*path, &file, recording.print, &fault.reason) ||
        !read_recording(*path, &recording, &has_end, &fault.reason)) {
        memcpy(fault.print, recording.print, sizeof fault.print);
        fault.changed = has_end ? 0 : file.st_mtim.tv_sec;
        scan->told(scan->user, &fault);
        return true;
    }
    recording.length_bytes = file.st_size;
    if (!add_recording(scan->spool, &recording, err))
        return false;
    *path = NULL;
    return true;
}

static bool take_file(
    struct scan *scan, const char *folder, const char *name, struct err *err)
{
    struct text joined = {0};

    text_appendf(&joined, "%s/%s", folder, name);
    own_heap(char) path = text_take(&joined);
    if (!path)
        return err_no_memory(err);
    if (text_has_suffix(name, RECORDING_SUFFIX))
        return take_recording(scan, &path, err);
    if (!add_leftover(scan->spool, path, err))
        return false;
    path = NULL;
    return true;
}

static int is_ours(const struct dirent *entry)
{
    return entry->d_name[0] != '.' &&
           (text_has_suffix(entry->d_name, RECORDING_SUFFIX) ||
               text_has_suffix(entry->d_name, RECORDING_PART_SUFFIX));
}

static int by_bytes(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

/* The others can still be read: one that is not there has no recordings yet,
 * any other is told as a file is. */
static bool pass_over_folder(
    const struct scan *scan, const char *folder, int number, struct err *err)
{
    struct spool_fault fault = {.path = folder};

    errno = number;
    if (number == ENOMEM)
        return err_no_memory(err);
    if (number != ENOENT) {
        err_set_errno(&fault.reason, ERR_IO, "read %s", folder);
        scan->told(scan->user, &fault);
    }
    return true;
}

static bool scan_folder(struct scan *scan, const char *folder, struct err *err)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_ours, by_bytes);
    bool is_good = true;

    if (count < 0)
        return pass_over_folder(scan, folder, errno, err);
    for (int i = 0; i < count; i++) {
        is_good = is_good && take_file(scan, folder, entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    return is_good;
}

static int by_start(const void *left, const void *right)
{
    const struct spool_recording *one = left;
    const struct spool_recording *other = right;

    if (one->facts.start_utc_ns != other->facts.start_utc_ns)
        return one->facts.start_utc_ns < other->facts.start_utc_ns ? -1 : 1;
    return strcmp(one->path, other->path);
}

static bool scan_place(const struct config *config, const char *place,
    struct scan *scan, struct err *err)
{
    own_value(text) folder = {0};

    for (size_t i = 0; i < config->room_count; i++) {
        scan->room = &config->rooms[i];
        if (!scan->room->show)
            continue;
        if (!room_folder(place, scan->room, &folder, err) ||
            !scan_folder(scan, text_string(&folder), err))
            return false;
    }
    return true;
}

bool spool_is_there(const struct config *config)
{
    return access(config->spool, F_OK) == 0 || errno != ENOENT;
}

bool spool_scan(const struct config *config, struct spool *spool,
    spool_listener *told, void *user, struct err *err)
{
    own_value(spool) found = {0};
    struct scan scan = {.spool = &found, .told = told, .user = user};

    for (size_t at = 0; spool_place(config, at); at++) {
        if (!scan_place(config, spool_place(config, at), &scan, err))
            return false;
    }
    if (found.recording_count)
        qsort(found.recordings, found.recording_count, sizeof *found.recordings,
            by_start);
    if (!spool_sessions_join(config, &found, err))
        return false;
    *spool = found;
    found = (struct spool){0};
    return true;
}

/* Knows whether a failure has been told, so that a folder that cannot even
 * be read is told too. */
struct leftovers {
    repair_listener *told;
    void *user;
    bool has_told_failure;
};

static void pass_on(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    struct leftovers *leftovers = user;

    if (outcome == REPAIR_FAILED)
        leftovers->has_told_failure = true;
    leftovers->told(leftovers->user, part_path, outcome, report, err);
}

static void finish_folder(const char *place, const struct config_room *room,
    repair_listener *told, void *user)
{
    own_value(text) folder = {0};
    struct leftovers leftovers = {.told = told, .user = user};
    struct repair_report nothing = {0};
    struct err err;

    if (room_folder(place, room, &folder, &err) &&
        repair_folder(text_string(&folder), pass_on, &leftovers, &err))
        return;
    if (!leftovers.has_told_failure)
        told(user, text_string(&folder), REPAIR_FAILED, &nothing, &err);
}

void spool_finish_leftovers(
    const struct config *config, repair_listener *told, void *user)
{
    for (size_t at = 0; spool_place(config, at); at++) {
        for (size_t i = 0; i < config->room_count; i++) {
            if (config->rooms[i].show)
                finish_folder(
                    spool_place(config, at), &config->rooms[i], told, user);
        }
    }
}

static void recording_clear(struct spool_recording *recording)
{
    for (size_t i = 0; i < recording->more_count; i++)
        free(recording->more[i].path);
    free(recording->more);
    free(recording->path);
}

void spool_clear(struct spool *spool)
{
    for (size_t i = 0; i < spool->recording_count; i++)
        recording_clear(&spool->recordings[i]);
    for (size_t i = 0; i < spool->leftover_count; i++)
        free(spool->leftovers[i]);
    free(spool->recordings);
    free(spool->leftovers);
    *spool = (struct spool){0};
}
