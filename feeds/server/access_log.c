/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/access_log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "recorder/base/durable_file.h"

#define FLUSH_BYTES 65536

struct access_log {
    char *path;
    int fd;
    bool has_failed;
    struct text lines;
};

static void append_date(struct text *line, int64_t time_s)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May",
        "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t time = (time_t)time_s;
    struct tm utc = {0};

    gmtime_r(&time, &utc);
    text_appendf(line, "[%02d/%s/%04d:%02d:%02d:%02d +0000]", utc.tm_mday,
        months[utc.tm_mon % 12], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
        utc.tm_sec);
}

static void append_escaped(struct text *line, const char *string)
{
    for (const char *at = string; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte == '"' || byte == '\\')
            text_append_byte(line, '\\');
        if (byte >= 0x20 && byte < 0x7f)
            text_append_byte(line, byte);
        else
            text_appendf(line, "\\x%02x", byte);
    }
}

static void append_quoted(struct text *line, const char *string)
{
    text_append(line, " \"");
    append_escaped(line, string && *string ? string : "-");
    text_append(line, "\"");
}

static void append_request(
    struct text *line, const struct http_request *request)
{
    if (!request->method) {
        append_quoted(line, NULL);
        return;
    }
    text_append(line, " \"");
    append_escaped(line, request->method);
    text_append(line, " ");
    append_escaped(line, request->target);
    text_appendf(line, " HTTP/1.%d\"", request->minor_version);
}

void access_entry_format(const struct access_entry *entry, struct text *line)
{
    char client[INET6_ADDRSTRLEN];

    peer_address_format(&entry->client, client);
    text_appendf(line, "%s - - ", client);
    append_date(line, entry->time_s);
    append_request(line, entry->request);
    text_appendf(line, " %d ", entry->status);
    if (entry->bytes)
        text_appendf(line, "%" PRIu64, entry->bytes);
    else
        text_append(line, "-");
    append_quoted(line, entry->request->referer);
    append_quoted(line, entry->request->user_agent);
    text_append(line, "\n");
}

struct access_log *access_log_open(const char *path, struct err *err)
{
    own(access_log) log = calloc(1, sizeof *log);

    if (!log || !(log->path = strdup(path)))
        return err_no_memory(err), NULL;
    if (strcmp(path, "-") == 0)
        log->fd = STDOUT_FILENO;
    else
        log->fd = open(
            path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
    if (log->fd < 0)
        return err_set_errno(err, ERR_IO, "open log %s", path), NULL;
    return take(log);
}

void access_log_add(struct access_log *log, const struct access_entry *entry)
{
    struct err ignored;

    access_entry_format(entry, &log->lines);
    if (log->lines.length >= FLUSH_BYTES)
        access_log_flush(log, &ignored);
}

bool access_log_flush(struct access_log *log, struct err *err)
{
    struct err failure;

    if (log->lines.length == 0)
        return true;
    bool is_written = text_finish(&log->lines, &failure) &&
                      durable_write_all(log->fd, log->lines.bytes,
                          log->lines.length, log->path, &failure);
    bool is_news = !is_written && !log->has_failed;
    log->has_failed = !is_written;
    text_clear(&log->lines);
    if (is_news)
        *err = failure;
    return !is_news;
}

void access_log_free(struct access_log *log)
{
    struct err ignored;

    if (!log)
        return;
    if (log->fd >= 0)
        access_log_flush(log, &ignored);
    if (log->fd > STDERR_FILENO)
        close(log->fd);
    text_clear(&log->lines);
    free(log->path);
    free(log);
}
