/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/publisher/opened_catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/publisher/temporary_folder.h"

struct catalogue *opened_catalogue(const char *folder, const char *name)
{
    struct err err;
    struct catalogue *catalogue =
        catalogue_open(path_in(folder, name), DATABASE_CREATE, &err);

    assert_non_null(catalogue);
    return catalogue;
}

int next_number_of(
    struct catalogue *catalogue, const char *show, int season, int last)
{
    const struct catalogue_series series = {show, season, last};
    struct err err;
    int number;

    assert_true(catalogue_next_number(catalogue, &series, &number, &err));
    return number;
}
