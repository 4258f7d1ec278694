/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the episodes of a catalogue, with what people have set and what is
 * the matter with them.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_READ_H
#define ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_READ_H

#include "publisher/catalogue/catalogue.h"

/* All episodes, into an empty list. */
bool catalogue_read(
    struct catalogue *catalogue, struct episode_list *list, struct err *err);

#endif
