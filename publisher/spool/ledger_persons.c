/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/spool/ledger_persons.h"

#include "recorder/base/own.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/recording.h"

struct reading {
    struct person_list *persons;
    bool has_failed;
};

static bool take_line(void *user, const struct jdoc *line)
{
    struct reading *reading = user;
    const char *who = jdoc_string(line, "text");
    struct err err = {0};

    if (!who || !ledger_is_event(line, "person"))
        return true;
    reading->has_failed = !person_list_parse(reading->persons, who, &err) &&
                          err.kind == ERR_MEMORY;
    return !reading->has_failed;
}

static bool add_part(
    struct person_list *persons, const char *path, struct err *err)
{
    own_heap(char) ledger =
        recording_path_beside(path, RECORDING_LEDGER_SUFFIX);
    struct reading reading = {.persons = persons};
    struct err ignored;

    if (!ledger)
        return err_no_memory(err);
    ledger_read(ledger, take_line, &reading, NULL, &ignored);
    return !reading.has_failed || err_no_memory(err);
}

bool ledger_persons_add(struct person_list *persons,
    const struct spool_recording *recording, struct err *err)
{
    if (!add_part(persons, recording->path, err))
        return false;
    for (size_t i = 0; i < recording->more_count; i++)
        if (!add_part(persons, recording->more[i].path, err))
            return false;
    return true;
}
