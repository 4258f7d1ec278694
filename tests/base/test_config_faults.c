/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/config_file.h"

/* A configuration for which memory runs out at each allocation in its turn
 * (the linker's --wrap; see CMakeLists.txt). */

static int allocations_left = -1; /* negative: all of them */

static bool is_to_fail(void)
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    return is_to_fail() ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    return is_to_fail() ? NULL : __real_calloc(count, size);
}

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size)
{
    return is_to_fail() ? NULL : __real_realloc(old, size);
}

char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
char *__wrap_strdup(const char *text)
{
    return is_to_fail() ? NULL : __real_strdup(text);
}

static void assert_is_whole(const struct config *config)
{
    assert_string_equal(config->url, "http://a");
    assert_int_equal(config->room_count, 2);
    assert_string_equal(config->rooms[0].show, "s");
    assert_string_equal(config->rooms[1].name, "b");
    assert_string_equal(config->shows[0].description, "D E");
    assert_string_equal(config->shows[0].type, "episodic");
    assert_non_null(config->spool);
}

/* Loads with that many allocations granted before one fails; false when
 * there were no more. */
static bool load_with(const char *path, int granted, int *failures)
{
    struct err err = {0};

    allocations_left = granted;
    own(config) config = config_load(path, &err);
    bool has_failed = allocations_left < 0;
    allocations_left = -1;
    if (config) {
        assert_is_whole(config);
        return has_failed;
    }
    assert_int_equal(err.kind, ERR_MEMORY);
    assert_non_null(strstr(err.text, "out of memory"));
    (*failures)++;
    return true;
}

static void test_memory_may_run_out_at_any_allocation(void **state)
{
    static const char settings[] =
        "[roomcast]\nurl = http://a/\n[room a]\nshow = s\nsource = -\n"
        "[show s]\ntitle = T\ndescription = D\n  E\ncategory = C\n"
        "cover = c.jpg\n[room b]\n";
    char path[] = "/tmp/roomcast-config-XXXXXX";
    int fd = mkstemp(path);
    int failures = 0;

    (void)state;
    assert_int_equal(
        write(fd, settings, sizeof settings - 1), sizeof settings - 1);
    close(fd);
    for (int granted = 0; load_with(path, granted, &failures); granted++)
        ;
    unlink(path);
    assert_true(failures > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_may_run_out_at_any_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
