/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/jdoc.h"

#include <jansson.h>
#include <math.h>

#include "recorder/base/text.h"

struct jdoc {
    json_t *object;
    enum err_kind failure; /* the first; ERR_NONE: none */
};

static struct jdoc *wrap(json_t *object)
{
    struct jdoc *doc = object ? calloc(1, sizeof *doc) : NULL;

    if (doc)
        doc->object = object;
    else
        json_decref(object);
    return doc;
}

struct jdoc *jdoc_new(void)
{
    return wrap(json_object());
}

struct jdoc *jdoc_parse(const char *bytes, size_t length, struct err *err)
{
    json_error_t error;
    json_t *object = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);

    if (!object && json_error_code(&error) == json_error_out_of_memory)
        return err_no_memory(err), NULL;
    if (!object) {
        err_set(err, ERR_FORMAT, "JSON, line %d: %s", error.line, error.text);
        return NULL;
    }
    if (!json_is_object(object)) {
        json_decref(object);
        err_set(err, ERR_FORMAT, "JSON: expected an object");
        return NULL;
    }
    struct jdoc *doc = wrap(object);
    if (!doc)
        err_no_memory(err);
    return doc;
}

struct jdoc *jdoc_copy(const struct jdoc *doc)
{
    struct jdoc *copy = doc ? wrap(json_deep_copy(doc->object)) : NULL;

    if (copy)
        copy->failure = doc->failure;
    return copy;
}

static void fail(struct jdoc *doc, enum err_kind failure)
{
    if (doc && doc->failure == ERR_NONE)
        doc->failure = failure;
}

static void set(struct jdoc *doc, const char *key, json_t *value)
{
    if (!doc)
        json_decref(value);
    else if (json_object_set_new(doc->object, key, value) != 0)
        fail(doc, ERR_FORMAT);
}

void jdoc_set_string(struct jdoc *doc, const char *key, const char *value)
{
    set(doc, key, value ? json_string(value) : json_null());
}

void jdoc_set_any_text(struct jdoc *doc, const char *key, const char *value)
{
    own_value(text) good = {0};

    text_append_as_utf8(&good, value ? value : "");
    if (text_finish(&good, &(struct err){0}))
        jdoc_set_string(doc, key, value ? text_string(&good) : NULL);
    else
        fail(doc, ERR_MEMORY);
}

void jdoc_set_whole(struct jdoc *doc, const char *key, int64_t value)
{
    set(doc, key, json_integer(value));
}

void jdoc_set_real(struct jdoc *doc, const char *key, double value)
{
    set(doc, key, isfinite(value) ? json_real(value) : json_null());
}

void jdoc_set_bool(struct jdoc *doc, const char *key, bool value)
{
    set(doc, key, json_boolean(value));
}

void jdoc_set_object(
    struct jdoc *doc, const char *key, const struct jdoc *object)
{
    bool is_usable = object && object->failure == ERR_NONE;

    if (object)
        fail(doc, object->failure);
    set(doc, key, is_usable ? json_deep_copy(object->object) : NULL);
}

void jdoc_add_to_array(
    struct jdoc *doc, const char *key, const struct jdoc *item)
{
    if (!doc)
        return;
    if (!json_object_get(doc->object, key))
        set(doc, key, json_array());
    json_t *array = json_object_get(doc->object, key);
    if (item)
        fail(doc, item->failure);
    if (!item || item->failure != ERR_NONE ||
        json_array_append_new(array, json_deep_copy(item->object)) != 0)
        fail(doc, ERR_FORMAT);
}

void jdoc_set_array(struct jdoc *doc, const char *key)
{
    set(doc, key, json_array());
}

void jdoc_add_string(struct jdoc *doc, const char *key, const char *value)
{
    if (doc && json_array_append_new(
                   json_object_get(doc->object, key), json_string(value)) != 0)
        fail(doc, ERR_FORMAT);
}

char *jdoc_format(const struct jdoc *doc, struct err *err)
{
    if (doc && doc->failure == ERR_MEMORY)
        return err_no_memory(err), NULL;
    if (doc && doc->failure != ERR_NONE) {
        err_set(err, ERR_FORMAT, "JSON: a text is not UTF-8");
        return NULL;
    }
    char *line =
        doc ? json_dumps(doc->object, JSON_COMPACT | JSON_REAL_PRECISION(10))
            : NULL;
    if (!line)
        err_no_memory(err);
    return line;
}

static json_t *get(const struct jdoc *doc, const char *key)
{
    return doc ? json_object_get(doc->object, key) : NULL;
}

const char *jdoc_string(const struct jdoc *doc, const char *key)
{
    return json_string_value(get(doc, key));
}

const char *jdoc_string_at(
    const struct jdoc *doc, const char *key, size_t place)
{
    return json_string_value(json_array_get(get(doc, key), place));
}

size_t jdoc_array_length(const struct jdoc *doc, const char *key)
{
    return json_array_size(get(doc, key));
}

struct jdoc *jdoc_array_item(
    const struct jdoc *doc, const char *key, size_t place)
{
    json_t *item = json_array_get(get(doc, key), place);

    return json_is_object(item) ? wrap(json_deep_copy(item)) : NULL;
}

struct jdoc *jdoc_object(const struct jdoc *doc, const char *key)
{
    json_t *object = get(doc, key);

    return json_is_object(object) ? wrap(json_deep_copy(object)) : NULL;
}

bool jdoc_has(const struct jdoc *doc, const char *key)
{
    return get(doc, key) != NULL;
}

bool jdoc_bool(const struct jdoc *doc, const char *key, bool *value)
{
    const json_t *truth = get(doc, key);

    if (!json_is_boolean(truth))
        return false;
    *value = json_is_true(truth);
    return true;
}

bool jdoc_whole(const struct jdoc *doc, const char *key, int64_t *value)
{
    const json_t *number = get(doc, key);

    if (!json_is_integer(number))
        return false;
    *value = json_integer_value(number);
    return true;
}

bool jdoc_real(const struct jdoc *doc, const char *key, double *value)
{
    const json_t *number = get(doc, key);

    if (!json_is_number(number))
        return false;
    *value = json_number_value(number);
    return true;
}

void jdoc_free(struct jdoc *doc)
{
    if (!doc)
        return;
    json_decref(doc->object);
    free(doc);
}
