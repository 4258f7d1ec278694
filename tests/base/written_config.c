/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/base/written_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/roomcast config-XXXXXX";
static char path[64];

int written_config_make(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/r.conf", folder);
    return 0;
}

int written_config_remove(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

const char *written_config_folder(void)
{
    return folder;
}

const char *written_config_path(void)
{
    return path;
}

struct config *written_config_load(const char *settings, struct err *err)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    fputs(settings, file);
    assert_int_equal(fclose(file), 0);
    return config_load(path, err);
}

struct config *written_config_good(const char *settings)
{
    struct err err = {0};
    struct config *config = written_config_load(settings, &err);

    if (!config)
        fail_msg("%s", err.text);
    return config;
}

void written_config_refuse(const char *settings, const char *expected)
{
    struct err err = {0};

    if (written_config_load(settings, &err))
        fail_msg("taken: %s", settings);
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_memory_equal(err.text, path, strlen(path));
    assert_string_equal(err.text + strlen(path), expected);
}
