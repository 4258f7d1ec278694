/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/repair_paths.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording.h"
#include "recorder/recording/repair_ledger.h"

/* Also true of a file system that cannot be written. */
static bool check_folder(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    own_value(text) folder = {0};

    if (slash)
        text_append_bytes(&folder, path, (size_t)(slash - path + 1));
    else
        text_append(&folder, "./");
    if (!text_finish(&folder, err))
        return false;
    return faccessat(AT_FDCWD, folder.bytes, W_OK | X_OK, AT_EACCESS) == 0 ||
           err_set_errno(err, ERR_IO, "cannot write into %s", folder.bytes);
}

bool repair_paths_find(
    struct repair_paths *paths, const char *part, struct err *err)
{
    if (!text_has_suffix(part, RECORDING_PART_SUFFIX))
        return err_set(err, ERR_FORMAT, "%s: its name does not end in %s", part,
            RECORDING_PART_SUFFIX);
    if (!check_folder(part, err))
        return false;
    paths->part = strdup(part);
    paths->stem = recording_stem(part);
    paths->ledger = recording_path_beside(part, RECORDING_LEDGER_SUFFIX);
    return (paths->part && paths->stem && paths->ledger) || err_no_memory(err);
}

static bool is_ledger_of(const char *path, const char *id)
{
    struct recording_facts facts;
    uint32_t serial;

    return repair_ledger_begin(path, &facts, &serial) &&
           strcmp(facts.id, id) == 0;
}

/* The sound first: killed between the two, it is its ledger that stays
 * behind, and a new one is made. */
static bool move_to(struct repair_paths *paths, const char *stem,
    const char *id, struct err *err)
{
    own_heap(char) part = recording_path(stem, RECORDING_PART_SUFFIX);
    own_heap(char) ledger = recording_path(stem, RECORDING_LEDGER_SUFFIX);
    own_heap(char) copy = strdup(stem);

    if (!part || !ledger || !copy)
        return err_no_memory(err);
    if (!durable_rename_new(paths->part, part, err) ||
        (is_ledger_of(paths->ledger, id) &&
            !durable_rename_new(paths->ledger, ledger, err)))
        return false;
    repair_paths_clear(paths);
    *paths = (struct repair_paths){
        take(part), take(copy), take(ledger), .has_moved = true};
    return true;
}

bool repair_paths_settle(
    struct repair_paths *paths, const char *id, struct err *err)
{
    own_heap(char) done = recording_path(paths->stem, RECORDING_SUFFIX);

    if (!done)
        return err_no_memory(err);
    if (access(done, F_OK) != 0)
        return true;
    own_heap(char) stem = recording_next_stem(paths->stem, err);
    return stem && move_to(paths, stem, id, err);
}

void repair_paths_clear(struct repair_paths *paths)
{
    free(paths->part);
    free(paths->stem);
    free(paths->ledger);
}
