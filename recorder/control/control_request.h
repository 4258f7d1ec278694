/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is said over a control socket: a JSON object a line each way.
 *
 *     {"verb":"mark","text":"Questions"}      {"ok":true}
 *     {"verb":"status"}                       {"ok":true,"room":"hall",…}
 *     {"verb":"dance"}                        {"ok":false,"error":"…",
 *                                              "kind":"config"}
 *
 * Unknown keys are passed over, so that either side may be the newer one.
 * Pure.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_CONTROL_REQUEST_H
#define ROOMCAST_RECORDER_CONTROL_CONTROL_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/jdoc.h"

enum control_verb {
    CONTROL_STATUS,
    CONTROL_START,
    CONTROL_STOP,
    CONTROL_SPLIT,
    CONTROL_PAUSE,
    CONTROL_RESUME,
    CONTROL_MARK,   /* these two have a text, and are never without; */
    CONTROL_PERSON, /* the others have none */
    CONTROL_VERBS
};

/* The longest request, with its newline, and the longest text, in bytes. */
#define CONTROL_LINE_MOST 4096
#define CONTROL_TEXT_MOST 500

struct control_request {
    enum control_verb verb;
    char text[CONTROL_TEXT_MOST + 1]; /* UTF-8 without control characters */
};

const char *control_verb_name(enum control_verb verb);

/* ERR_CONFIG that lists the verbs there are. */
bool control_verb_parse(
    const char *name, enum control_verb *verb, struct err *err);

/* `text` may be NULL. ERR_CONFIG when it is missing, or is not one line of
 * UTF-8, ERR_LIMIT when it is too long. */
bool control_request_set(struct control_request *request,
    enum control_verb verb, const char *text, struct err *err);

/* A line without its newline. ERR_FORMAT when it is no request. */
bool control_request_parse(const char *line, size_t length,
    struct control_request *request, struct err *err);

/* A line without a newline, to be freed. */
char *control_request_format(
    const struct control_request *request, struct err *err);

/* The answer to a request that failed, without a newline, to be freed; NULL
 * when out of memory. */
char *control_answer_refusal(const struct err *why);

/* Reads an answer: the document, or NULL with *err: what the other side said,
 * of its kind; ERR_FORMAT when it is no answer. */
struct jdoc *control_answer_parse(
    const char *line, size_t length, struct err *err);

#endif
