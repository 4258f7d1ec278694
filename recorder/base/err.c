/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A text that was cut must not end in half a character. */
static void drop_half_character(char *text, size_t size)
{
    size_t length = strlen(text);
    size_t at = length;

    if (length < size - 1)
        return;
    while (at > 0 && ((unsigned char)text[at - 1] & 0xc0) == 0x80)
        at--;
    if (at == 0)
        return;
    unsigned char lead = (unsigned char)text[at - 1];
    size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    if (length - at < more)
        text[at - 1] = '\0';
}

/* Puts a text behind what is there. */
static void append(struct err *err, const char *before, const char *text)
{
    size_t used = strlen(err->text);

    snprintf(err->text + used, sizeof err->text - used, "%s%s", before, text);
    drop_half_character(err->text, sizeof err->text);
}

__attribute__((format(printf, 2, 0))) static void format_text(
    struct err *err, const char *format, va_list list)
{
    vsnprintf(err->text, sizeof err->text, format, list);
    drop_half_character(err->text, sizeof err->text);
}

bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    format_text(err, format, list);
    va_end(list);
    err->kind = kind;
    err->is_full = false;
    return false;
}

bool err_set_errno(struct err *err, enum err_kind kind, const char *format, ...)
{
    int number = errno;
    va_list list;

    va_start(list, format);
    format_text(err, format, list);
    va_end(list);
    err->kind = kind;
    err->is_full = number == ENOSPC || number == EDQUOT;
    append(err, ": ", strerror(number));
    return false;
}

bool err_prefix(struct err *err, const char *format, ...)
{
    char before[sizeof err->text];
    va_list list;

    memcpy(before, err->text, sizeof before);
    va_start(list, format);
    format_text(err, format, list);
    va_end(list);
    append(err, ": ", before);
    return false;
}

bool err_no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, "out of memory");
}

enum exit_status err_exit_status(const struct err *err)
{
    switch (err->kind) {
    case ERR_NONE:
        return EXIT_DONE;
    case ERR_CONFIG:
        return EXIT_USAGE;
    case ERR_BUSY:
        return EXIT_TRY_LATER;
    default:
        return EXIT_FAILED;
    }
}
