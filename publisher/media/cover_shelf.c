/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/cover_shelf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publisher/media/cover_picture.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/fingerprint.h"
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

/* What somebody asked for, and where it is or will be. */
struct wish {
    const char *title;
    struct cover cover; /* as it was given; empty: none was */
    char *place;        /* of the good one */
};

static void wish_clear(struct wish *wish)
{
    cover_clear(&wish->cover);
    free(wish->place);
}

static bool wish_for(struct wish *wish, const char *state, const char *path,
    const char *title, struct err *err)
{
    wish->title = title;
    if (!path) {
        wish->place = place_of(state, KIND_MADE, title, strlen(title), err);
        return wish->place != NULL;
    }
    if (!cover_read(&wish->cover, path, err))
        return false;
    if (!cover_is_good(&wish->cover)) {
        wish->place = place_of(
            state, KIND_FITTED, wish->cover.bytes, wish->cover.length, err);
        return wish->place != NULL;
    }
    wish->place = strdup(path);
    return wish->place || err_no_memory(err);
}

static bool make(const struct wish *wish, const char *path, struct text *jpeg,
    struct err *err)
{
    if (!wish->cover.bytes)
        return cover_picture_make(wish->title, jpeg, err);
    return cover_picture_fit(&wish->cover, jpeg, err) ||
           err_prefix(err, "cover: %s", path);
}

char *cover_shelf_find(
    const char *state, const char *path, const char *title, struct err *err)
{
    own_value(wish) wish = {0};
    own_value(text) jpeg = {0};

    if (!wish_for(&wish, state, path, title, err))
        return NULL;
    if (access(wish.place, R_OK) != 0 &&
        (!make(&wish, path, &jpeg, err) ||
            !keep(state, wish.place, &jpeg, err)))
        return NULL;
    return take(wish.place);
}

bool cover_shelf_read(const char *state, const char *path, const char *title,
    struct cover *cover, struct err *err)
{
    own_value(wish) wish = {0};
    own_value(text) jpeg = {0};

    if (!wish_for(&wish, state, path, title, err))
        return false;
    if (access(wish.place, R_OK) == 0)
        return cover_read(cover, wish.place, err);
    if (!make(&wish, path, &jpeg, err) ||
        !cover_inspect(cover, (const uint8_t *)jpeg.bytes, jpeg.length, err))
        return false;
    cover->length = jpeg.length;
    cover->bytes = (uint8_t *)text_take(&jpeg);
    return cover->bytes || err_no_memory(err);
}
