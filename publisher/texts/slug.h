/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The name of an episode's folder and files: "2026-11-22-town-hall".
 *
 * It is part of URLs that never change, so it holds only [a-z0-9-], which
 * every server, shell and file system leaves alone (Apple 823 asks for ASCII
 * letters and digits). Latin letters lose their accents; other scripts leave
 * the date alone.
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_SLUG_H
#define ROOMCAST_PUBLISHER_TEXTS_SLUG_H

#include <stdbool.h>
#include <stdint.h>

#define SLUG_BYTES 72

/* From the UTC day and as many whole words of the title as fit into 64
 * bytes. Never empty. */
void slug_from_title(
    int64_t utc_seconds, const char *title, char slug[SLUG_BYTES]);

/* The `number`th of that name, from 2: "2026-11-22-town-hall-2". */
void slug_append_number(char slug[SLUG_BYTES], int number);

/* True if it is one of ours: safe as a folder name and in a URL. */
bool is_slug(const char *text);

#endif
