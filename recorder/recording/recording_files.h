/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two files of a running recording, from their creation to their last
 * name: STEM.opus.part, which begins as STEM.opus.new, and STEM.jsonl.
 *
 *     recording_files_create(&files, stem, err);
 *     … the first line of the ledger …
 *     recording_files_begin(&files, &facts, serial, err);
 *     recording_files_show(&files, err);        it is STEM.opus.part now
 *     … pages and lines by a disk_writer …
 *     recording_files_rename(&files, RECORDING_SUFFIX, err);
 *     recording_files_clear(&files);
 *
 * Nothing is ever overwritten. It stays where it is in memory: disk_files
 * point into it.
 */
#ifndef ROOMCAST_RECORDING_RECORDING_FILES_H
#define ROOMCAST_RECORDING_RECORDING_FILES_H

#include "recorder/recording/disk_writer.h"
#include "recorder/recording/recording.h"

struct recording_files {
    char *stem;
    char *new_path; /* until it is shown */
    char *part_path;
    char *ledger_path;
    struct disk_reserve audio_reserve;
    struct disk_reserve ledger_reserve;
    struct disk_file audio;
    struct disk_file ledger;
};

/* Fills *files and creates the ledger, with room held ahead of it. ERR_IO when
 * one of the names is taken or the disk refuses; nothing is left behind. */
bool recording_files_create(
    struct recording_files *files, const char *stem, struct err *err);

/* Makes the audio file, locked, with its header synced and a megabyte held
 * ahead, under a passing name: a repair that runs at the same time must not
 * take it for a leftover. */
bool recording_files_begin(struct recording_files *files,
    const struct recording_facts *facts, uint32_t serial, struct err *err);

/* Gives it its name. */
bool recording_files_show(struct recording_files *files, struct err *err);

/* Removes what was created, after one of the above has failed. */
void recording_files_take_back(struct recording_files *files);

/* Has the disk no more room than they have reserved? */
bool recording_files_are_full(const struct recording_files *files);

/* Both are whole: gives back what was held for them, and the audio its last
 * name. */
bool recording_files_rename(
    struct recording_files *files, const char *suffix, struct err *err);

/* Closes them; zeroed ones, too. */
void recording_files_clear(struct recording_files *files);

#endif
