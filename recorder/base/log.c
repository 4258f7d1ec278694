/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "recorder/base/terminal.h"

static const char *log_program = "roomcast";
static enum log_level log_most = LOG_LEVEL_WARNING;
static bool is_to_system;
static bool is_error_journal;  /* systemd's journal reads our errors */
static bool is_output_journal; /* and our output */
static char system_name[32];

/* systemd.exec(5) tells the device and inode of the stream that it reads. */
static bool is_journal(int fd)
{
    const char *stream = getenv("JOURNAL_STREAM");
    uintmax_t device;
    uintmax_t inode;
    struct stat status;

    return stream &&
           sscanf(stream, "%" SCNuMAX ":%" SCNuMAX, &device, &inode) == 2 &&
           fstat(fd, &status) == 0 && status.st_dev == device &&
           status.st_ino == inode;
}

void log_start(const char *program, enum log_level most)
{
    log_program = program;
    log_most = most;
    is_error_journal = is_journal(STDERR_FILENO);
    is_output_journal = is_journal(STDOUT_FILENO);
}

/* A terminal must not be steered by a title or a server's answer. */
static void mask_controls(char *line)
{
    for (unsigned char *at = (unsigned char *)line; *at; at++) {
        bool is_c1 = at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0;
        if (is_c1)
            at[1] = '?';
        if (is_c1 || *at < 0x20 || *at == 0x7f)
            *at = '?';
    }
}

static const int priorities[] = {
    [LOG_LEVEL_ERROR] = LOG_ERR,
    [LOG_LEVEL_WARNING] = LOG_WARNING,
    [LOG_LEVEL_NOTE] = LOG_INFO,
};

bool log_shows(enum log_level level)
{
    return level <= log_most;
}

/* The name that others grep for: "roomcast-publish". */
void log_to_system(void)
{
    if (isatty(STDERR_FILENO))
        return;
    snprintf(system_name, sizeof system_name, "%s", log_program);
    for (char *at = system_name; (at = strchr(at, ' ')); at++)
        *at = '-';
    openlog(system_name, LOG_PID, LOG_DAEMON);
    is_to_system = true;
}

__attribute__((format(printf, 3, 0))) static void write_line(
    enum log_level level, const char *label, const char *format, va_list list)
{
    char line[1024];

    if (level > log_most)
        return;
    vsnprintf(line, sizeof line, format, list);
    mask_controls(line);
    if (is_to_system) {
        syslog(priorities[level], "%s%s", label, line);
        return;
    }
    /* A status line may stand there; it is drawn again below. */
    const char *margin = terminal_has_controls() ? "\r\x1b[K" : "";
    char priority[8] = "";
    if (is_error_journal)
        snprintf(priority, sizeof priority, "<%d>", priorities[level]);
    fprintf(
        stderr, "%s%s%s: %s%s\n", margin, priority, log_program, label, line);
}

void log_error(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    write_line(LOG_LEVEL_ERROR, "", format, list);
    va_end(list);
}

void log_warning(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    write_line(LOG_LEVEL_WARNING, "warning: ", format, list);
    va_end(list);
}

void log_note(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    write_line(LOG_LEVEL_NOTE, "", format, list);
    va_end(list);
}

void log_result(const char *format, ...)
{
    char line[1024];
    va_list list;

    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    mask_controls(line);
    if (is_to_system) {
        syslog(LOG_NOTICE, "%s", line);
        return;
    }
    char priority[8] = "";
    if (is_output_journal)
        snprintf(priority, sizeof priority, "<%d>", LOG_NOTICE);
    printf("%s%s\n", priority, line);
    fflush(stdout);
}

enum exit_status log_failure(const struct err *err)
{
    log_error("%s", err->text);
    return err_exit_status(err);
}
