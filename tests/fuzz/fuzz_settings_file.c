/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration: INI lines first, the keys of config.c behind them. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "recorder/base/config_file.h"
#include "recorder/base/own.h"
#include "recorder/base/settings_file.h"

static bool check_setting(
    void *user, const struct setting *setting, struct err *err)
{
    int *last_line = user;

    (void)err;
    assert(setting->section && setting->value);
    assert(setting->line >= *last_line);
    *last_line = setting->line;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    int last_line = 1;
    struct err err = {0};
    own_fd int fd = memfd_create("settings", MFD_CLOEXEC);

    assert(fd >= 0);
    assert(write(fd, bytes, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (!settings_file_read(path, check_setting, &last_line, &err))
        assert(err.kind == ERR_CONFIG && err.text[0]);
    err = (struct err){0};
    own(config) config = config_load(path, &err);
    assert(config || (err.kind == ERR_CONFIG && err.text[0]));
    return 0;
}
