/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/settings_file.h"

#include <ctype.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* Fed to inih behind each [section], which then tells us even empty ones. */
#define SECTION_MARK "\x01"
#define BOM "\xef\xbb\xbf"

struct reader {
    FILE *file;
    char *line; /* the line being handed out, its rest at `rest` */
    size_t capacity;
    const char *rest;
    int line_number;
    size_t indent;         /* of the last setting or section */
    struct text head;      /* the section that the line begins */
    bool is_mark_due;      /* … which inih has not been told yet */
    bool is_going_on;      /* this piece goes on a value */
    bool is_piece_of_line; /* … because we cut the line, not the user */
    setting_taker *taker;
    void *user;
    struct err *err;
    int failed_line;         /* 0: none has failed */
    struct text piece_lines; /* an int for each piece handed out */
    /* The setting that may still go on. */
    struct text section;
    struct text name;
    struct text value;
    int value_line;
    bool has_setting;
};

/* inih hands out at most this much of a line. */
#define PIECE_BYTES 180

static void cut_comment(char *line)
{
    for (char *at = line; *at; at++) {
        if (isspace((unsigned char)at[0]) && at[1] == ';') {
            *at = '\0';
            return;
        }
    }
}

/* Where to cut a long line so that no white space is lost at the seam and
 * the next piece is not taken for a comment. */
static size_t piece_length(const char *rest)
{
    size_t length = strcspn(rest, "\n");

    if (length <= PIECE_BYTES)
        return length;
    for (size_t at = PIECE_BYTES; at > 1; at--) {
        if (!isspace((unsigned char)rest[at - 1]) &&
            !isspace((unsigned char)rest[at]) && !strchr(";#", rest[at]))
            return at;
    }
    return PIECE_BYTES;
}

static char *hand_out(struct reader *reader, char *buffer, size_t capacity)
{
    size_t length = piece_length(reader->rest);

    snprintf(buffer, capacity, "%s%.*s\n", reader->is_piece_of_line ? " " : "",
        (int)length, reader->rest);
    reader->rest += length;
    if (!*reader->rest || *reader->rest == '\n')
        reader->rest = NULL;
    return buffer;
}

/* A setting goes on in lines that are indented deeper than itself; inih alone
 * asks for any indentation, and would join a file that is indented throughout
 * into one value. */
static void begin_line(struct reader *reader)
{
    const char *first = reader->line + strspn(reader->line, " \t");
    size_t indent = (size_t)(first - reader->line);
    bool is_empty = strchr(";#\r\n", *first);

    reader->rest = reader->line;
    reader->is_going_on =
        !is_empty && reader->has_setting && indent > reader->indent;
    if (is_empty || reader->is_going_on)
        return;
    reader->rest = first;
    reader->indent = indent;
    size_t name_length = strcspn(first, "]");
    reader->is_mark_due = *first == '[' && first[name_length];
    if (reader->is_mark_due) {
        text_reset(&reader->head);
        text_append_bytes(&reader->head, first + 1, name_length - 1);
    }
}

static bool read_line(struct reader *reader)
{
    ssize_t length = getline(&reader->line, &reader->capacity, reader->file);

    if (length < 0)
        return false;
    reader->line_number++;
    /* A NUL: no text file, and no setting. */
    if (strlen(reader->line) != (size_t)length)
        memcpy(reader->line, "?", 2);
    if (reader->line_number == 1 && strncmp(reader->line, BOM, 3) == 0)
        memmove(reader->line, reader->line + 3, (size_t)length - 2);
    /* inih cuts none from lines that go on, nor from our pieces. */
    cut_comment(reader->line);
    begin_line(reader);
    return true;
}

/* The next piece: a line, a part of one, or the mark behind a section. */
static char *read_piece(char *buffer, int capacity, struct reader *reader)
{
    if (reader->is_mark_due) {
        reader->is_mark_due = false;
        reader->is_going_on = false;
        snprintf(buffer, (size_t)capacity, SECTION_MARK "=\n");
        return buffer;
    }
    reader->is_piece_of_line = reader->rest;
    if (reader->is_piece_of_line)
        reader->is_going_on = true;
    else if (!read_line(reader))
        return NULL;
    return hand_out(reader, buffer, (size_t)capacity);
}

static bool check_encoding(const struct setting *setting, struct err *err)
{
    return (text_is_utf8(setting->section) &&
               text_is_utf8(setting->name ? setting->name : "") &&
               text_is_utf8(setting->value)) ||
           err_set(err, ERR_CONFIG, "expected text in UTF-8");
}

static bool deliver(struct reader *reader, const char *name, int line)
{
    struct setting setting = {.section = text_string(&reader->section),
        .name = name,
        .value = text_string(&reader->value),
        .line = line};

    if (text_finish(&reader->head, reader->err) &&
        text_finish(&reader->section, reader->err) &&
        text_finish(&reader->name, reader->err) &&
        text_finish(&reader->value, reader->err) &&
        check_encoding(&setting, reader->err) &&
        reader->taker(reader->user, &setting, reader->err))
        return true;
    reader->failed_line = line;
    return false;
}

static bool deliver_held(struct reader *reader)
{
    if (!reader->has_setting)
        return true;
    reader->has_setting = false;
    return deliver(reader, text_string(&reader->name), reader->value_line);
}

static void hold(struct reader *reader, const char *name, const char *value)
{
    text_reset(&reader->name);
    text_append(&reader->name, name);
    text_reset(&reader->value);
    text_append(&reader->value, value);
    reader->value_line = reader->line_number;
    reader->has_setting = true;
}

/* What ini_parse_stream() calls for each line it wants. It counts pieces, and
 * names a bad one by that count. */
static char *give_piece(char *buffer, int capacity, void *stream)
{
    struct reader *reader = stream;
    char *piece = read_piece(buffer, capacity, reader);

    text_append_bytes(&reader->piece_lines, &reader->line_number, sizeof(int));
    return piece;
}

static int line_of_piece(const struct reader *reader, int piece)
{
    int line = 0;
    size_t offset = (size_t)(piece - 1) * sizeof line;

    if (piece > 0 && offset < reader->piece_lines.length)
        memcpy(&line, reader->piece_lines.bytes + offset, sizeof line);
    return line;
}

/* What ini_parse_stream() calls for each setting, and for each further line
 * of one. */
static int take_setting(
    void *user, const char *section, const char *name, const char *value)
{
    struct reader *reader = user;

    (void)section; /* inih cuts it at 49 bytes; ours is whole */
    if (reader->failed_line)
        return 0;
    if (reader->has_setting && reader->is_going_on &&
        strcmp(name, text_string(&reader->name)) == 0) {
        if (!reader->is_piece_of_line)
            text_append(&reader->value, " ");
        text_append(&reader->value, value);
        return 1;
    }
    if (!deliver_held(reader))
        return 0;
    if (strcmp(name, SECTION_MARK) == 0) {
        text_reset(&reader->section);
        text_append(&reader->section, text_string(&reader->head));
        text_reset(&reader->value);
        return deliver(reader, NULL, reader->line_number);
    }
    hold(reader, name, value ? value : "");
    return 1;
}

static bool read_all(struct reader *reader, const char *path)
{
    int bad_piece = ini_parse_stream(give_piece, reader, take_setting, reader);

    if (ferror(reader->file))
        return err_set_errno(reader->err, ERR_CONFIG, "read %s", path);
    if (!reader->failed_line && deliver_held(reader) && bad_piece == 0)
        return true;
    if (bad_piece < 0)
        return err_no_memory(reader->err);
    /* inih reads on after a bad line; what follows from it is not news. */
    int bad_line = line_of_piece(reader, bad_piece);
    if (!reader->failed_line || (bad_line && bad_line < reader->failed_line)) {
        reader->failed_line = bad_line;
        err_set(reader->err, ERR_CONFIG, "expected [section] or name = value");
    }
    return err_prefix(reader->err, "%s:%d", path, reader->failed_line);
}

bool settings_file_read(
    const char *path, setting_taker *taker, void *user, struct err *err)
{
    struct reader reader = {.taker = taker, .user = user, .err = err};

    reader.file = fopen(path, "re");
    if (!reader.file)
        return err_set_errno(err, ERR_CONFIG, "configuration %s", path);
    bool is_good = read_all(&reader, path);
    fclose(reader.file);
    free(reader.line);
    text_clear(&reader.head);
    text_clear(&reader.section);
    text_clear(&reader.name);
    text_clear(&reader.value);
    text_clear(&reader.piece_lines);
    return is_good;
}
