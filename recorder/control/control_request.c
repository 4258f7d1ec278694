/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/control_request.h"

#include <string.h>

#include "recorder/base/text.h"

static const char *const verb_names[CONTROL_VERBS] = {
    "status", "start", "stop", "split", "pause", "resume", "mark", "person"};

/* As enum err_kind has them. */
static const char *const kind_names[] = {
    "none", "io", "net", "format", "config", "limit", "memory", "busy"};

#define KINDS (sizeof kind_names / sizeof kind_names[0])

const char *control_verb_name(enum control_verb verb)
{
    return verb_names[verb];
}

bool control_verb_parse(
    const char *name, enum control_verb *verb, struct err *err)
{
    own_value(text) known = {0};

    for (int i = 0; i < CONTROL_VERBS; i++) {
        if (strcmp(name, verb_names[i]) == 0) {
            *verb = i;
            return true;
        }
        text_appendf(&known, "%s%s", i ? ", " : "", verb_names[i]);
    }
    return err_set(err, ERR_CONFIG, "\"%.60s\": no such verb; there is: %s",
        name, text_string(&known));
}

static bool has_controls(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at < 0x20 || *at == 0x7f)
            return true;
        if (at[0] == 0xc2 && at[1] < 0xa0)
            return true;
    }
    return false;
}

static bool check_text(const char *text, struct err *err)
{
    if (!text || !*text)
        return err_set(err, ERR_CONFIG, "expected a text");
    if (strlen(text) > CONTROL_TEXT_MOST)
        return err_set(err, ERR_LIMIT, "expected a text of at most %d bytes",
            CONTROL_TEXT_MOST);
    if (!text_is_utf8(text) || has_controls(text))
        return err_set(err, ERR_CONFIG, "expected one line of UTF-8");
    return true;
}

static bool has_text(enum control_verb verb)
{
    return verb == CONTROL_MARK || verb == CONTROL_PERSON;
}

bool control_request_set(struct control_request *request,
    enum control_verb verb, const char *text, struct err *err)
{
    if (has_text(verb) && !check_text(text, err))
        return err_prefix(err, "%s", verb_names[verb]);
    if (!has_text(verb) && text)
        return err_set(err, ERR_CONFIG, "%s: takes no text", verb_names[verb]);
    *request = (struct control_request){.verb = verb};
    if (text)
        memcpy(request->text, text, strlen(text) + 1);
    return true;
}

bool control_request_parse(const char *line, size_t length,
    struct control_request *request, struct err *err)
{
    own(jdoc) doc = jdoc_parse(line, length, err);
    enum control_verb verb;

    if (!doc)
        return false;
    const char *name = jdoc_string(doc, "verb");
    if (!name)
        return err_set(err, ERR_FORMAT, "expected a \"verb\"");
    if (!control_verb_parse(name, &verb, err))
        return false;
    return control_request_set(request, verb, jdoc_string(doc, "text"), err);
}

char *control_request_format(
    const struct control_request *request, struct err *err)
{
    own(jdoc) doc = jdoc_new();

    jdoc_set_string(doc, "verb", verb_names[request->verb]);
    if (request->text[0])
        jdoc_set_string(doc, "text", request->text);
    return jdoc_format(doc, err);
}

char *control_answer_refusal(const struct err *why)
{
    own(jdoc) doc = jdoc_new();
    struct err err;

    jdoc_set_bool(doc, "ok", false);
    jdoc_set_string(
        doc, "error", text_is_utf8(why->text) ? why->text : "failed");
    jdoc_set_string(doc, "kind", kind_names[why->kind]);
    return jdoc_format(doc, &err);
}

static bool take_refusal(const struct jdoc *doc, struct err *err)
{
    const char *text = jdoc_string(doc, "error");
    const char *kind = jdoc_string(doc, "kind");
    enum err_kind is = ERR_IO;

    for (size_t i = ERR_IO; kind && i < KINDS; i++) {
        if (strcmp(kind, kind_names[i]) == 0)
            is = i;
    }
    return err_set(err, is, "%s", text ? text : "refused");
}

struct jdoc *control_answer_parse(
    const char *line, size_t length, struct err *err)
{
    own(jdoc) doc = jdoc_parse(line, length, err);
    bool is_ok;

    if (!doc)
        return NULL;
    if (!jdoc_bool(doc, "ok", &is_ok)) {
        err_set(err, ERR_FORMAT, "expected an answer with \"ok\"");
        return NULL;
    }
    if (!is_ok)
        return take_refusal(doc, err), NULL;
    return take(doc);
}
