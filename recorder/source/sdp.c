/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/sdp.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/base/own.h"
#include "recorder/source/sdp_medium.h"

#define FILTER "source-filter:"

struct reading {
    const char *path;
    int line;
    int head_line; /* where v=0 has to be */
    struct sdp_place session;
    struct sdp_medium medium;
    bool has_found;
    struct rtp_description found;
    struct err refusal; /* why the first medium of audio was not taken */
};

/* Turns a reason into "PATH:LINE: reason". Always false. */
static bool refuse_at(const struct reading *reading, int line, struct err *err)
{
    if (err->kind == ERR_CONFIG)
        err->kind = ERR_FORMAT;
    return err_prefix(err, "%s:%d", reading->path, line);
}

/* That of the medium, or of the session before the first. */
static struct sdp_place *place_of(struct reading *reading)
{
    return reading->medium.line ? &reading->medium.place : &reading->session;
}

/* "IN IP4" or "IN IP6"; *is_ipv6 says which. */
static bool read_family(char **rest, bool *is_ipv6)
{
    const char *net = sdp_next_word(rest);
    const char *family = sdp_next_word(rest);

    *is_ipv6 = strcmp(family, "IP6") == 0;
    return strcmp(net, "IN") == 0 && (*is_ipv6 || strcmp(family, "IP4") == 0);
}

/* c=IN IP4 239.1.2.3/127 (section 5.7): the scope and the number of groups
 * behind the address do not matter to a receiver. */
static bool read_connection(
    struct reading *reading, char *value, struct err *err)
{
    struct sdp_place *place = place_of(reading);
    bool is_ipv6;
    bool is_good = read_family(&value, &is_ipv6);
    char *address = sdp_next_word(&value);

    if (!is_good || !*address)
        return err_set(
            err, ERR_FORMAT, "expected c=IN IP4 ADDRESS or c=IN IP6 ADDRESS");
    address[strcspn(address, "/")] = '\0';
    if (!rtp_description_set_address(&place->at, address, is_ipv6, err))
        return false;
    place->has_address = true;
    return true;
}

/* a=source-filter: incl IN IP4 232.1.2.3 192.0.2.7 (RFC 4570) */
static bool read_filter(struct reading *reading, char *value, struct err *err)
{
    struct sdp_place *place = place_of(reading);
    const char *mode = sdp_next_word(&value);
    const char *net = sdp_next_word(&value);
    const char *family = sdp_next_word(&value);
    const char *group = sdp_next_word(&value);
    const char *sender = sdp_next_word(&value);

    if (strcmp(mode, "incl") != 0)
        return err_set(err, ERR_FORMAT,
            "a=source-filter: \"%.60s\" is not supported, expected incl", mode);
    if (strcmp(net, "IN") != 0 || !*family || !*sender ||
        strlen(group) >= sizeof place->filtered)
        return err_set(err, ERR_FORMAT,
            "expected a=source-filter: incl IN IP4 ADDRESS SENDER");
    memcpy(place->filtered, group, strlen(group) + 1);
    place->at.sender_count = 0;
    for (; *sender; sender = sdp_next_word(&value)) {
        if (rtp_description_add_sender(&place->at, sender, err))
            continue;
        err->kind = ERR_FORMAT;
        return err_prefix(err, "a=source-filter");
    }
    return true;
}

static bool read_attribute(
    struct reading *reading, char *value, struct err *err)
{
    if (strncmp(value, FILTER, strlen(FILTER)) == 0 &&
        (reading->medium.is_audio || !reading->medium.line))
        return read_filter(reading, value + strlen(FILTER), err);
    return sdp_medium_attribute(&reading->medium, value, reading->line, err);
}

/* A medium is judged when all of its lines are known. */
static void judge_medium(struct reading *reading)
{
    struct rtp_description description = {0};
    struct err refusal = {0};
    int line;

    if (!reading->medium.is_audio || reading->has_found)
        return;
    if (sdp_medium_describe(&reading->medium, &reading->session, &description,
            &line, &refusal)) {
        reading->found = description;
        reading->has_found = true;
    } else if (!reading->refusal.kind) {
        reading->refusal = refusal;
        refuse_at(reading, line, &reading->refusal);
    }
    secure_key_wipe(&description.key);
}

/* How much of a bad line is shown: behind "crypto:" would be a key. */
static int shown_length(const char *line)
{
    size_t length = strstr(line, "crypto") ? 0 : strlen(line);

    return length > 60 ? 60 : (int)length;
}

static bool read_line(struct reading *reading, char *line, struct err *err)
{
    if (reading->line == 1 && strcmp(line, "SDP:") == 0)
        return (reading->head_line = 2);
    if (reading->line == reading->head_line && strcmp(line, "v=0") != 0)
        return err_set(err, ERR_FORMAT,
            "expected v=0 at the head of a session description, found "
            "\"%.*s\"",
            shown_length(line), line);
    if (!*line)
        return true;
    if (line[1] != '=')
        return err_set(err, ERR_FORMAT, "expected LETTER=VALUE, found \"%.*s\"",
            shown_length(line), line);
    if (*line == 'm') {
        judge_medium(reading);
        return sdp_medium_begin(&reading->medium, line + 2, reading->line, err);
    }
    if (*line == 'c')
        return read_connection(reading, line + 2, err);
    return *line == 'a' ? read_attribute(reading, line + 2, err) : true;
}

/* A copy of one line without its end, to be freed. */
static char *copy_line(const char *bytes, size_t length, struct err *err)
{
    if (length && bytes[length - 1] == '\r')
        length--;
    if (memchr(bytes, '\0', length))
        return err_set(err, ERR_FORMAT, "expected text, found a byte 0"), NULL;
    char *line = strndup(bytes, length);
    if (!line)
        err_no_memory(err);
    return line;
}

static bool read_lines(
    struct reading *reading, const char *bytes, size_t length, struct err *err)
{
    const char *end = bytes + length;

    do {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        if (!stop)
            stop = end;
        reading->line++;
        size_t line_length = (size_t)(stop - bytes);
        own_heap(char) line = copy_line(bytes, line_length, err);
        bool is_good = line && read_line(reading, line, err);
        if (line)
            explicit_bzero(line, line_length);
        if (!is_good)
            return refuse_at(reading, reading->line, err);
        bytes = stop + (stop < end);
    } while (bytes < end);
    return true;
}

static bool read_all(
    struct reading *reading, const char *bytes, size_t length, struct err *err)
{
    if (!read_lines(reading, bytes, length, err))
        return false;
    judge_medium(reading);
    if (!reading->has_found && reading->refusal.kind)
        *err = reading->refusal;
    else if (!reading->has_found)
        err_set(err, ERR_FORMAT, "%s: expected a line m=audio, found none",
            reading->path);
    return reading->has_found;
}

bool sdp_parse(const char *bytes, size_t length, const char *path,
    struct rtp_description *description, struct err *err)
{
    struct reading reading = {.path = path, .head_line = 1};
    bool is_good = read_all(&reading, bytes, length, err);

    if (is_good)
        *description = reading.found;
    explicit_bzero(&reading, sizeof reading);
    return is_good;
}

/* Not blocking, so that a FIFO by that name is refused and not waited for. */
static int open_regular(const char *path, bool *is_exposed, struct err *err)
{
    struct stat status;
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0 || fstat(fd, &status) < 0)
        return err_set_errno(err, ERR_CONFIG, "open %s", path), -1;
    if (!S_ISREG(status.st_mode))
        return err_set(err, ERR_CONFIG, "%s: expected a regular file", path),
               -1;
    *is_exposed = status.st_mode & S_IROTH;
    int opened = fd;
    fd = -1;
    return opened;
}

/* Room for one byte more shows that the file is too long. */
static bool read_file(int fd, const char *path, char bytes[SDP_MOST_BYTES + 1],
    size_t *length, struct err *err)
{
    size_t filled = 0;
    ssize_t count = 1;

    while (count > 0 && filled <= SDP_MOST_BYTES) {
        count = read(fd, bytes + filled, SDP_MOST_BYTES + 1 - filled);
        if (count < 0)
            return err_set_errno(err, ERR_IO, "read %s", path);
        filled += (size_t)count;
    }
    if (filled > SDP_MOST_BYTES)
        return err_set(err, ERR_LIMIT,
            "%s: expected a session description of at most %d bytes", path,
            SDP_MOST_BYTES);
    *length = filled;
    return true;
}

bool sdp_load(
    const char *path, struct rtp_description *description, struct err *err)
{
    bool is_exposed;
    size_t length;
    own_fd int fd = open_regular(path, &is_exposed, err);
    own_heap(char) bytes = malloc(SDP_MOST_BYTES + 1);

    if (fd < 0)
        return false;
    if (!bytes)
        return err_no_memory(err);
    bool is_good = read_file(fd, path, bytes, &length, err) &&
                   sdp_parse(bytes, length, path, description, err);
    explicit_bzero(bytes, SDP_MOST_BYTES + 1);
    if (is_good)
        description->is_key_exposed =
            is_exposed && description->key.suite != SECURE_NONE;
    return is_good;
}
