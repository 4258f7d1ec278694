/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/feed_notes.h"

#include <stdlib.h>
#include <string.h>

struct feed_note {
    struct text where; /* of the first */
    struct text what;
    size_t count;
};

static struct feed_note *find(struct feed_notes *notes, const char *what)
{
    for (size_t i = 0; i < notes->count; i++)
        if (strcmp(text_string(&notes->items[i].what), what) == 0)
            return &notes->items[i];
    return NULL;
}

static struct feed_note *grow(struct feed_notes *notes)
{
    struct feed_note *larger =
        realloc(notes->items, (notes->count + 1) * sizeof *larger);

    if (!larger)
        return NULL;
    notes->items = larger;
    return memset(&larger[notes->count++], 0, sizeof *larger);
}

void feed_notes_add(
    struct feed_notes *notes, const struct feed_finding *finding)
{
    struct text what = {0};

    text_appendf(
        &what, "%s (%s, %s)", finding->message, finding->rule, finding->source);
    struct feed_note *note = find(notes, text_string(&what));
    if (note) {
        note->count++;
        text_clear(&what);
        return;
    }
    note = grow(notes);
    if (!note) {
        text_clear(&what);
        return;
    }
    note->what = what;
    text_append(&note->where, finding->where);
    note->count = 1;
}

void feed_notes_format(
    const struct feed_notes *notes, size_t at, struct text *line)
{
    const struct feed_note *note = &notes->items[at];

    text_appendf(
        line, "%s: %s", text_string(&note->where), text_string(&note->what));
    if (note->count > 1)
        text_appendf(line, ", and %zu more like it", note->count - 1);
}

void feed_notes_clear(struct feed_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        text_clear(&notes->items[i].where);
        text_clear(&notes->items[i].what);
    }
    free(notes->items);
    *notes = (struct feed_notes){0};
}
