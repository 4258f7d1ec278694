/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/repair_ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/base/durable_file.h"
#include "recorder/recording/ledger.h"

#define LEDGER_MODE 0640
#define MOST_SECONDS 1e9 /* of a mark that is to be believed */

/* --- Reading ------------------------------------------------------------ */

struct begin_search {
    struct recording_facts facts;
    uint32_t serial;
    bool is_found;
};

static bool take_begin(void *user, const struct jdoc *line)
{
    struct begin_search *search = user;
    struct err ignored;

    search->is_found =
        ledger_parse_begin(line, &search->facts, &search->serial, &ignored);
    return false; /* it is the first line or none */
}

bool repair_ledger_begin(
    const char *path, struct recording_facts *facts, uint32_t *serial)
{
    struct begin_search search = {0};
    struct err ignored;

    if (!ledger_read(path, take_begin, &search, NULL, &ignored) ||
        !search.is_found)
        return false;
    *facts = search.facts;
    *serial = search.serial;
    return true;
}

struct mark_search {
    struct chapters chapters;
    bool has_failed; /* out of memory */
};

static bool take_mark(void *user, const struct jdoc *line)
{
    struct mark_search *search = user;
    const char *title = jdoc_string(line, "text");
    struct err ignored;
    double at;

    if (ledger_is_event(line, "mark") && title && jdoc_real(line, "at", &at) &&
        at >= 0 && at < MOST_SECONDS)
        search->has_failed = !chapters_add(
            &search->chapters, llround(at * 48000), title, &ignored);
    return !search->has_failed;
}

bool repair_ledger_chapters(
    const char *path, struct chapters *chapters, struct err *err)
{
    struct mark_search search = {0};
    struct err why = {0};

    ledger_read(path, take_mark, &search, NULL, &why);
    if (search.has_failed || why.kind == ERR_MEMORY) {
        chapters_clear(&search.chapters);
        return err_no_memory(err);
    }
    *chapters = search.chapters;
    return true;
}

/* --- Adding -------------------------------------------------------------- */

/* What a repair before this one has added. */
struct note_search {
    const struct leftover *leftover;
    bool has_repair;
    bool has_hole[LEFTOVER_MOST_HOLES];
};

static void look_for_hole(struct note_search *search, int64_t offset)
{
    for (size_t i = 0; i < search->leftover->hole_count; i++) {
        if (search->leftover->holes[i].offset == offset)
            search->has_hole[i] = true;
    }
}

static bool look_for_note(void *user, const struct jdoc *line)
{
    struct note_search *search = user;
    int64_t number;

    if (ledger_is_event(line, "repair") &&
        jdoc_whole(line, "kept_bytes", &number) &&
        number == search->leftover->kept_bytes)
        search->has_repair = true;
    if (ledger_is_event(line, "gap") && jdoc_whole(line, "byte", &number))
        look_for_hole(search, number);
    return true;
}

static void append_line(
    struct text *lines, const struct jdoc *line, struct err *err)
{
    own_heap(char) letters = jdoc_format(line, err);

    if (letters)
        text_appendf(lines, "%s\n", letters);
    else
        lines->has_failed = true;
}

/* Where it is in what is heard: the pre-skip is not. */
static void append_hole(struct text *lines, const struct leftover_hole *hole,
    int preskip_48k, struct err *err)
{
    int64_t from_48k = hole->begin - preskip_48k;
    int64_t to_48k = hole->end - preskip_48k;

    if (from_48k < 0)
        from_48k = 0;
    if (to_48k < from_48k)
        to_48k = from_48k;
    own(jdoc) line = ledger_line("gap", from_48k);
    jdoc_set_whole(line, "frames", to_48k - from_48k);
    jdoc_set_string(line, "cause", LEDGER_CAUSE_DAMAGE);
    jdoc_set_whole(line, "byte", hole->offset);
    jdoc_set_whole(line, "bytes", hole->bytes);
    append_line(lines, line, err);
}

static void append_repair(
    struct text *lines, const struct repair_note *note, struct err *err)
{
    const struct leftover *leftover = note->leftover;
    own(jdoc) line = ledger_line("repair", note->result->frames_48k);

    jdoc_set_whole(line, "kept_bytes", leftover->kept_bytes);
    jdoc_set_whole(
        line, "cut_bytes", leftover->file_bytes - leftover->kept_bytes);
    jdoc_set_whole(line, "skipped_bytes", leftover->skipped_bytes);
    ledger_set_result(line, note->result);
    append_line(lines, line, err);
}

/* Behind whatever a kill left of the line before. */
static bool append_lines(
    const char *path, const struct text *lines, struct err *err)
{
    char last = '\n';

    own_fd int fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", path);
    off_t length = lseek(fd, 0, SEEK_END);
    if (length > 0 && pread(fd, &last, 1, length - 1) != 1)
        return err_set_errno(err, ERR_IO, "read %s", path);
    return (last == '\n' || durable_write_all(fd, "\n", 1, path, err)) &&
           durable_write_all(fd, lines->bytes, lines->length, path, err) &&
           (fdatasync(fd) == 0 || err_set_errno(err, ERR_IO, "sync %s", path));
}

/* Its beginning is what the recording says of itself. */
static bool make_ledger(const char *path, const struct repair_note *note,
    struct text *lines, struct err *err)
{
    own(jdoc) begin = ledger_begin_line(note->facts, note->serial);
    own_value(text) all = {0};

    append_line(&all, begin, err);
    text_append_bytes(&all, lines->bytes, lines->length);
    return text_finish(&all, err) &&
           durable_replace(path, LEDGER_MODE, all.bytes, all.length, err);
}

/* True, too, when it cannot be told: then opening it tells. */
static bool has_begun(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 ? status.st_size > 0 : errno != ENOENT;
}

bool repair_ledger_add(
    const char *path, const struct repair_note *note, struct err *err)
{
    struct note_search search = {.leftover = note->leftover};
    own_value(text) lines = {0};
    bool is_there = has_begun(path);

    if (is_there && !ledger_read(path, look_for_note, &search, NULL, err))
        return false;
    if (search.has_repair)
        return true;
    for (size_t i = 0; i < note->leftover->hole_count; i++) {
        if (!search.has_hole[i])
            append_hole(&lines, &note->leftover->holes[i],
                note->facts->preskip_48k, err);
    }
    append_repair(&lines, note, err);
    if (!text_finish(&lines, err))
        return false;
    return is_there ? append_lines(path, &lines, err)
                    : make_ledger(path, note, &lines, err);
}
