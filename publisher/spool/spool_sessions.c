/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/spool/spool_sessions.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording_reader.h"

size_t spool_part_count(const struct spool_recording *recording)
{
    return 1 + recording->more_count;
}

const char *spool_part_path(const struct spool_recording *recording, size_t at)
{
    return at == 0 ? recording->path : recording->more[at - 1].path;
}

const char *spool_part_id(const struct spool_recording *recording, size_t at)
{
    return at == 0 ? recording->facts.id : recording->more[at - 1].id;
}

static bool is_joined(
    const struct config *config, const struct spool_recording *recording)
{
    for (size_t i = 0; i < config->show_count; i++) {
        if (strcmp(config->shows[i].name, recording->room->show) == 0)
            return config->shows[i].joins_parts;
    }
    return false;
}

/* "" for one that is no part of several, as far as it knows. */
static const char *session_of(const struct spool_recording *recording)
{
    const struct recording_facts *facts = &recording->facts;

    return facts->session[0] ? facts->session : facts->id;
}

static struct spool_recording *find_first(
    struct spool *spool, const struct spool_recording *part)
{
    for (size_t i = 0; i < spool->recording_count; i++) {
        struct spool_recording *first = &spool->recordings[i];
        if (first->room == part->room &&
            strcmp(first->facts.id, session_of(part)) == 0)
            return first;
    }
    return NULL;
}

static int number_of(const struct recording_facts *facts)
{
    return facts->part > 1 ? facts->part : 1;
}

/* Whether a part goes on where a recording of the spool ends. Numbers between
 * them are parts that hold no sound. */
static bool is_continued_by(const struct spool_recording *recording,
    const struct recording_facts *facts, const char *session)
{
    return facts->continues && recording->path &&
           recording_first_part(&recording->facts) == facts->continues &&
           number_of(&recording->facts) < facts->part &&
           strcmp(session_of(recording), session) == 0;
}

static struct spool_recording *find_continued(
    struct spool *spool, const struct spool_recording *part)
{
    for (size_t i = 0; i < spool->recording_count; i++) {
        struct spool_recording *before = &spool->recordings[i];
        if (before->room == part->room &&
            is_continued_by(before, &part->facts, session_of(part)))
            return before;
    }
    return NULL;
}

static struct spool_recording *find_whole(const struct config *config,
    struct spool *spool, const struct spool_recording *part)
{
    struct spool_recording *first =
        is_joined(config, part) ? find_first(spool, part) : NULL;

    return first ? first : find_continued(spool, part);
}

/* Of the session, or of what was joined of it. */
static int64_t begin_ms(
    const struct spool_recording *first, const struct spool_recording *part)
{
    if (!part->facts.continues)
        return first->duration_ms;
    return (part->facts.offset_48k - first->facts.offset_48k) / 48;
}

/* Any change of any part is one of the whole. */
static bool mix_prints(struct spool_recording *first,
    const struct spool_recording *part, struct err *err)
{
    own_value(text) facts = {0};

    text_appendf(&facts, "%s %s", first->print, part->print);
    if (!text_finish(&facts, err))
        return false;
    fingerprint_make(facts.bytes, facts.length, first->print);
    text_reset(&facts);
    text_appendf(&facts, "%s %s %s", first->notes_print, part->facts.id,
        part->notes_print);
    if (!text_finish(&facts, err))
        return false;
    fingerprint_make(facts.bytes, facts.length, first->notes_print);
    return true;
}

static bool has_part(const struct spool_recording *recording, const char *id)
{
    for (size_t i = 0; i < spool_part_count(recording); i++)
        if (strcmp(spool_part_id(recording, i), id) == 0)
            return true;
    return false;
}

/* Takes the part's path. A second file with the same id is the same part. */
static bool append(struct spool_recording *first, struct spool_recording *part,
    struct err *err)
{
    if (has_part(first, part->facts.id)) {
        free(take(part->path));
        return true;
    }
    struct spool_part *more =
        realloc(first->more, (first->more_count + 1) * sizeof *more);
    if (!more)
        return err_no_memory(err);
    first->more = more;
    if (!mix_prints(first, part, err))
        return false;
    struct spool_part *added = &more[first->more_count++];
    memcpy(added->id, part->facts.id, sizeof added->id);
    added->path = take(part->path);
    first->duration_ms = begin_ms(first, part) + part->duration_ms;
    first->length_bytes += part->length_bytes;
    return true;
}

/* Those without a path, which have gone into others. */
static void close_gaps(struct spool *spool)
{
    size_t kept = 0;

    for (size_t i = 0; i < spool->recording_count; i++) {
        if (spool->recordings[i].path)
            spool->recordings[kept++] = spool->recordings[i];
    }
    spool->recording_count = kept;
}

/* --- Sessions that go on ------------------------------------------------ */

static void forget(struct spool_recording *recording)
{
    for (size_t i = 0; i < recording->more_count; i++)
        free(recording->more[i].path);
    free(recording->more);
    free(recording->path);
    *recording = (struct spool_recording){0};
}

/* A .part file says whose it is from its first second on. */
static void hold_back(
    const struct config *config, struct spool *spool, const char *part_path)
{
    struct recording_facts facts;
    struct err err;

    own(recording_reader) reader = recording_reader_new(part_path, &err);
    if (!reader || !recording_reader_facts(reader, &facts, &err) ||
        !facts.session[0] || strcmp(facts.session, facts.id) == 0)
        return;
    for (size_t i = 0; i < spool->recording_count; i++) {
        struct spool_recording *recording = &spool->recordings[i];
        if (!recording->path)
            continue;
        if (is_continued_by(recording, &facts, facts.session) ||
            (is_joined(config, recording) &&
                strcmp(session_of(recording), facts.session) == 0))
            forget(recording);
    }
}

/* They are in the order of their beginnings already. */
bool spool_sessions_join(
    const struct config *config, struct spool *spool, struct err *err)
{
    for (size_t i = 0; i < spool->recording_count; i++) {
        struct spool_recording *part = &spool->recordings[i];
        if (part->facts.part <= 1)
            continue;
        struct spool_recording *first = find_whole(config, spool, part);
        if (first && first->path && !append(first, part, err))
            return false;
    }
    close_gaps(spool);
    for (size_t i = 0; i < spool->leftover_count; i++)
        hold_back(config, spool, spool->leftovers[i]);
    close_gaps(spool);
    return true;
}
