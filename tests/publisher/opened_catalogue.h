/* SPDX-License-Identifier: BSD-2-Clause */
/* Catalogues for tests; what fails fails the test. */
#ifndef ROOMCAST_TESTS_PUBLISHER_OPENED_CATALOGUE_H
#define ROOMCAST_TESTS_PUBLISHER_OPENED_CATALOGUE_H

#include "publisher/catalogue/catalogue.h"

/* FOLDER/NAME, made when it is not there. */
struct catalogue *opened_catalogue(const char *folder, const char *name);

/* See catalogue_next_number(). */
int next_number_of(
    struct catalogue *catalogue, const char *show, int season, int last);

#endif
