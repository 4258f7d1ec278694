/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/publisher/tool.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static char folder[] = "/tmp/roomcast-test.XXXXXX";
static char original[4096];

int folder_set_up(void **state)
{
    (void)state;
    memcpy(folder + sizeof folder - 7, "XXXXXX", 7);
    return getcwd(original, sizeof original) && mkdtemp(folder) &&
                   chdir(folder) == 0
               ? 0
               : -1;
}

int folder_tear_down(void **state)
{
    (void)state;
    tool_do("rm -r %s", folder);
    return chdir(original);
}

static pid_t start(const char *command, int *output)
{
    const char *arguments[] = {"sh", "-c", command, NULL};
    posix_spawn_file_actions_t actions;
    int ends[2];
    pid_t child;

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(
        &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    assert_int_equal(posix_spawn(&child, "/bin/sh", &actions, NULL,
                         (char **)arguments, environ),
        0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    *output = ends[0];
    return child;
}

static char *run(const char *command, size_t *length)
{
    struct text text = {0};
    char block[65536];
    ssize_t got;
    int status = -1;
    int output;

    pid_t child = start(command, &output);
    while ((got = read(output, block, sizeof block)) > 0)
        text_append_bytes(&text, block, (size_t)got);
    close(output);
    waitpid(child, &status, 0);
    if (status != 0)
        fail_msg("%s: status %d\n%s", command, status, text_string(&text));
    if (length)
        *length = text.length;
    return text_take(&text);
}

static char *run_list(size_t *length, const char *format, va_list list)
{
    char command[8192];

    vsnprintf(command, sizeof command, format, list);
    return run(command, length);
}

char *tool(size_t *length, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    char *text = run_list(length, format, list);
    va_end(list);
    return text;
}

void tool_do(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    free(run_list(NULL, format, list));
    va_end(list);
}

double tool_number(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    own_heap(char) text = run_list(NULL, format, list);
    va_end(list);
    return strtod(text, NULL);
}

float *decoded(const char *path, size_t *samples)
{
    size_t length;
    char *bytes = tool(&length, "ffmpeg -v error -i %s -f f32le - 2>&1", path);

    *samples = length / sizeof(float);
    return (float *)(void *)bytes;
}

struct judged judge_loudness(const char *path)
{
    struct judged judged = {0};
    own_heap(char) text = tool(NULL,
        "ffmpeg -hide_banner -nostats -i %s -af ebur128=peak=true:"
        "framelog=verbose -f null - 2>&1 | sed -n '/Summary/,$p'",
        path);
    const char *level = strstr(text, "I:");
    const char *peak = strstr(text, "Peak:");

    if (!level || !peak)
        fail_msg("ebur128 of %s: %s", path, text);
    judged.integrated_lufs = strtod(level + 2, NULL);
    judged.true_peak_dbtp = strtod(peak + 5, NULL);
    return judged;
}

void write_file(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

size_t files_in_folder(void)
{
    size_t count = 0;
    DIR *open_folder = opendir(".");

    assert_non_null(open_folder);
    for (const struct dirent *entry; (entry = readdir(open_folder));)
        count +=
            strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open_folder);
    return count;
}
