/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/cover_shelf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publisher/cover_picture.h"
#include "publisher/fingerprint.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"

/* Of what was changed here, so that old ones are not taken. */
#define KIND_FITTED "fitted-1"
#define KIND_MADE "made-1"

static char *place_of(const char *state, const char *kind, const void *bytes,
    size_t length, struct err *err)
{
    struct text path = {0};
    char print[FINGERPRINT_BYTES];

    fingerprint_make(bytes, length, print);
    text_appendf(&path, "%s/covers/%s-%s.jpg", state, kind, print);
    char *place = text_take(&path);
    if (!place)
        err_no_memory(err);
    return place;
}

static bool keep(const char *state, const char *place, const struct text *jpeg,
    struct err *err)
{
    own_value(text) folder = {0};

    text_appendf(&folder, "%s/covers", state);
    return text_finish(&folder, err) &&
           durable_make_folder(text_string(&folder), 0755, err) &&
           durable_replace(place, 0644, jpeg->bytes, jpeg->length, err);
}

static char *find_made(const char *state, const char *title, struct err *err)
{
    own_value(text) jpeg = {0};
    own_heap(char) place =
        place_of(state, KIND_MADE, title, strlen(title), err);

    if (!place)
        return NULL;
    if (access(place, R_OK) == 0)
        return take(place);
    return cover_picture_make(title, &jpeg, err) &&
                   keep(state, place, &jpeg, err)
               ? take(place)
               : NULL;
}

static char *find_fitted(
    const char *state, const struct cover *cover, struct err *err)
{
    own_value(text) jpeg = {0};
    own_heap(char) place =
        place_of(state, KIND_FITTED, cover->bytes, cover->length, err);

    if (!place)
        return NULL;
    if (access(place, R_OK) == 0)
        return take(place);
    return cover_picture_fit(cover, &jpeg, err) &&
                   keep(state, place, &jpeg, err)
               ? take(place)
               : NULL;
}

char *cover_shelf_find(
    const char *state, const char *path, const char *title, struct err *err)
{
    own_value(cover) cover = {0};

    if (!path)
        return find_made(state, title, err);
    if (!cover_read(&cover, path, err))
        return NULL;
    char *found =
        cover_is_good(&cover) ? strdup(path) : find_fitted(state, &cover, err);
    if (!found)
        err_prefix(err, "cover: %s", path);
    return found;
}
