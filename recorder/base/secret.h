/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Secrets of the configuration, wherever they are kept: in a key itself, in
 * a file that another key names (KEY-file), or in the environment (KEY-env).
 * A file called credential:NAME is the credential NAME that systemd gave the
 * program (systemd.exec(5), LoadCredential=), in $CREDENTIALS_DIRECTORY. Never
 * on a command line, where everybody sees them.
 *
 * Messages name the place and never show what is there.
 */
#ifndef ROOMCAST_BASE_SECRET_H
#define ROOMCAST_BASE_SECRET_H

#include <stdbool.h>

#include "recorder/base/err.h"

#define SECRET_MOST_BYTES 4096

/* Whether the name of a file is that of a credential, and no path. */
bool secret_is_credential(const char *file);

/* Where it may be; at most one is not NULL. */
struct secret_place {
    const char *name;        /* of the key, for messages: "srtp-key" */
    const char *value;       /* KEY */
    const char *file;        /* KEY-file: its first line */
    const char *environment; /* KEY-env */
};

/* *secret is a copy without white space around it, for secret_free(), or NULL
 * when there is none. *is_exposed: it is in a file that others than its owner
 * and group can read. ERR_CONFIG when it cannot be had, is empty, or is told
 * twice. */
bool secret_load(const struct secret_place *place, char **secret,
    bool *is_exposed, struct err *err);

/* Wipes it. NULL is fine. */
void secret_free(char *secret);

#endif
