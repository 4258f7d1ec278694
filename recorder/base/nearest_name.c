/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/nearest_name.h"

#include <stdbool.h>
#include <string.h>

#define MOST_STEPS 3
#define MOST_LETTERS 40

/* Rows of the table of distances: steps[j] from what was typed, up to a
 * letter of it, to the first j letters of the name. */
struct table {
    size_t before_last[MOST_LETTERS + 1];
    size_t last[MOST_LETTERS + 1];
    size_t row[MOST_LETTERS + 1];
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void fill_row(struct table *table, const char *typed, size_t at,
    const char *name, size_t length)
{
    table->row[0] = at + 1;
    for (size_t j = 1; j <= length; j++) {
        bool is_same = typed[at] == name[j - 1];
        size_t steps = least(table->last[j], table->row[j - 1]) + 1;
        steps = least(steps, table->last[j - 1] + (is_same ? 0 : 1));
        if (at > 0 && j > 1 && typed[at] == name[j - 2] &&
            typed[at - 1] == name[j - 1])
            steps = least(steps, table->before_last[j - 2] + 1);
        table->row[j] = steps;
    }
}

/* Optimal string alignment: Levenshtein's distance, and neighbours that were
 * swapped are one step. */
static size_t count_steps(
    const char *typed, size_t typed_length, const char *name, size_t length)
{
    struct table table = {0};

    for (size_t j = 0; j <= length; j++)
        table.last[j] = j;
    for (size_t at = 0; at < typed_length; at++) {
        fill_row(&table, typed, at, name, length);
        memcpy(table.before_last, table.last, sizeof table.last);
        memcpy(table.last, table.row, sizeof table.row);
    }
    return table.last[length];
}

void nearest_name_offer(struct nearest_name *nearest, const char *name)
{
    size_t typed = nearest->length ? nearest->length : strlen(nearest->typed);
    size_t length = strlen(name);

    if (!typed || typed > MOST_LETTERS || length > MOST_LETTERS)
        return;
    size_t steps = count_steps(nearest->typed, typed, name, length);
    if (typed < length && memcmp(nearest->typed, name, typed) == 0)
        steps = 1;
    if (steps > MOST_STEPS || steps * 2 > length ||
        (nearest->name && steps >= nearest->steps))
        return;
    nearest->name = name;
    nearest->steps = steps;
}
