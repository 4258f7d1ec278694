/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of `roomcast feed`, each a program of its own. */
#ifndef ROOMCAST_PUBLISHER_CHECK_FEED_VERB_H
#define ROOMCAST_PUBLISHER_CHECK_FEED_VERB_H

#include "publisher/check/http_client.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* argv[0] is the verb. The exit status of the program. */
int feed_verb_check(int argc, char **argv);
int feed_verb_diff(int argc, char **argv);
int feed_verb_import(int argc, char **argv);

/* Reads a feed from a file, "-", or an address. */
bool feed_verb_read(const char *place, struct text *bytes, struct err *err);

/* Asks a host for a feed: ERR_NET when the answer is not 200, ERR_LIMIT when it
 * is larger than any feed. */
bool feed_verb_ask(struct http_client *client, const char *address,
    struct http_reply *reply, struct err *err);

/* True for "http://…" and "https://…". */
bool feed_verb_is_address(const char *place);

#endif
