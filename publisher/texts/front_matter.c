/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/front_matter.h"

#include <string.h>

#define VALUE_BYTES 2048
#define KEY_BYTES 64

static const char *end_of_line(const char *at)
{
    return at + strcspn(at, "\n");
}

static const char *next_line(const char *at)
{
    at = end_of_line(at);
    return *at ? at + 1 : at;
}

static bool is_rule(const char *line)
{
    size_t length = (size_t)(end_of_line(line) - line);

    while (length > 0 && strchr(" \t\r", line[length - 1]))
        length--;
    return length == 3 && memcmp(line, "---", 3) == 0;
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* Behind a quoted value only a comment may stand. */
static bool unquote(char *value)
{
    char quote = value[0];
    char *end = strrchr(value + 1, quote);

    if (!end || (*skip_blanks(end + 1) && *skip_blanks(end + 1) != '#'))
        return false;
    *end = '\0';
    memmove(value, value + 1, strlen(value));
    return true;
}

static void end_before_comment(char *value)
{
    char *comment = value[0] == '#' ? value : strstr(value, " #");
    size_t length;

    if (comment)
        *comment = '\0';
    length = strlen(value);
    while (length > 0 && strchr(" \t\r", value[length - 1]))
        value[--length] = '\0';
}

/* What stands from `at` to the end of its line. */
static bool read_value(const char *at, char value[VALUE_BYTES], struct err *err)
{
    at = skip_blanks(at);
    size_t length = (size_t)(end_of_line(at) - at);
    if (length >= VALUE_BYTES)
        return err_set(err, ERR_FORMAT, "the value is too long");
    memcpy(value, at, length);
    value[length] = '\0';
    if (value[0] != '"' && value[0] != '\'')
        return end_before_comment(value), true;
    return unquote(value) ||
           err_set(err, ERR_FORMAT, "the quotes are not closed");
}

static bool read_key(const char **at, char key[KEY_BYTES], struct err *err)
{
    size_t length = strcspn(*at, ":\n");

    if ((*at)[length] != ':' || length == 0 || length >= KEY_BYTES)
        return err_set(err, ERR_FORMAT, "expected KEY: VALUE");
    memcpy(key, *at, length);
    key[length] = '\0';
    *at += length + 1;
    return true;
}

static bool read_line(const char *line, char key[KEY_BYTES],
    front_matter_taker *taker, void *user, struct err *err)
{
    const char *at = skip_blanks(line);
    char value[VALUE_BYTES];

    if (strchr("\n#\r", *at))
        return true;
    if (at[0] == '-' && (at[1] == ' ' || at[1] == '\t') && key[0])
        at++;
    else if (!read_key(&at, key, err))
        return false;
    return read_value(at, value, err) &&
           (!value[0] || taker(user, key, value, err));
}

const char *front_matter_read(
    const char *text, front_matter_taker *taker, void *user, struct err *err)
{
    char key[KEY_BYTES] = "";
    const char *line = text;

    if (strncmp(line, "\xEF\xBB\xBF", 3) == 0)
        line += 3;
    if (!is_rule(line))
        return line;
    for (int number = 2; *(line = next_line(line)); number++) {
        if (is_rule(line))
            return next_line(line);
        if (!read_line(line, key, taker, user, err))
            return err_prefix(err, "line %d", number), NULL;
    }
    err_set(err, ERR_FORMAT, "the head has no end: expected a line of ---");
    return NULL;
}
