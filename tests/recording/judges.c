/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recording/judges.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "recorder/recording/conformance.h"
#include "tests/recording/scratch.h"

extern char **environ;

static void read_all(int fd, struct text *output)
{
    char chunk[4096];
    ssize_t got;

    while ((got = read(fd, chunk, sizeof chunk)) > 0) {
        if (output)
            text_append_bytes(output, chunk, (size_t)got);
    }
}

int judges_run(const char *const *arguments, struct text *output)
{
    posix_spawn_file_actions_t actions;
    int ends[2];
    pid_t pid;
    int status;

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    int failed = posix_spawnp(
        &pid, arguments[0], &actions, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failed)
        fail_msg("%s: %s", arguments[0], strerror(failed));
    read_all(ends[0], output);
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void accept_by_opusinfo(const char *path)
{
    const char *const arguments[] = {"opusinfo", path, NULL};
    own_value(text) output = {0};
    int status = judges_run(arguments, &output);

    if (status != 0 || strstr(text_string(&output), "WARNING") ||
        strstr(text_string(&output), "ERROR"))
        fail_msg("opusinfo: %d\n%s", status, text_string(&output));
}

static void accept_by_oggz(const char *path)
{
    const char *const arguments[] = {"oggz-validate", path, NULL};
    own_value(text) output = {0};
    int status = judges_run(arguments, &output);

    if (status != 0 || output.length > 0)
        fail_msg("oggz-validate: %d\n%s", status, text_string(&output));
}

/* ffprobe counts from the first granule, so pre-skip is part of it. */
static void accept_by_ffprobe(const char *path, int64_t frames_48k)
{
    const char *const arguments[] = {"ffprobe", "-v", "warning",
        "-show_entries", "format=duration", "-of", "csv=p=0", path, NULL};
    own_value(text) output = {0};
    char *end;
    int status = judges_run(arguments, &output);
    double seconds = strtod(text_string(&output), &end);

    if (status != 0 || *end != '\n')
        fail_msg("ffprobe: %d\n%s", status, text_string(&output));
    assert_float_equal(seconds, (double)frames_48k / 48000, 0.0075);
}

int64_t judges_decoded_frames(const char *path, int channels)
{
    own_value(text) raw = {0};

    text_appendf(&raw, "%s.raw", path);
    const char *const arguments[] = {
        "opusdec", "--quiet", "--rate", "48000", path, raw.bytes, NULL};
    own_value(text) output = {0};
    int status = judges_run(arguments, &output);
    if (status != 0 || output.length > 0)
        fail_msg("opusdec: %d\n%s", status, text_string(&output));
    int64_t bytes = scratch_size(raw.bytes);
    unlink(raw.bytes);
    return bytes / 2 / channels;
}

/* Our own checker: it must not complain of what others take. */
static void accept_by_us(const char *path, int64_t frames_48k)
{
    struct conformance conformance;
    struct err err = {0};
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0 && conformance_check(fd, &conformance, &err));
    if (conformance.findings.total > 0)
        fail_msg("conformance: %s", conformance.findings.list[0].found);
    assert_int_equal(conformance.frames_48k, frames_48k);
}

void judges_accept_long(const char *path, int64_t frames_48k)
{
    accept_by_us(path, frames_48k);
    accept_by_opusinfo(path);
    accept_by_oggz(path);
    accept_by_ffprobe(path, frames_48k);
}

void judges_accept(const char *path, int64_t frames_48k)
{
    judges_accept_long(path, frames_48k);
    assert_int_equal(judges_decoded_frames(path, 2), frames_48k);
}
