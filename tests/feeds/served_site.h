/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A published folder of its own for each test, and a secret beside it.
 */
#ifndef ROOMCAST_TESTS_FEEDS_SERVED_SITE_H
#define ROOMCAST_TESTS_FEEDS_SERVED_SITE_H

#include "feeds/server/web_folder.h"

#define SERVED_SITE_MODIFIED_S 784111777

struct served_site {
    char root[64]; /* the folder is ROOT/site */
    struct web_folder *folder;
};

/* For cmocka: *state is the site. */
int served_site_begin(void **state);
int served_site_end(void **state);

/* A file below the root, modified at SERVED_SITE_MODIFIED_S and 5 ns. Those
 * named in served_site.c are removed at the end. */
void served_site_write(const char *root, const char *name, const char *bytes);

#endif
