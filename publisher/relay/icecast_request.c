/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/icecast_request.h"

#include <string.h>

#include "recorder/base/base64.h"
#include "recorder/base/version.h"

#define MOST_PART_BYTES 255
#define MOST_VALUE_BYTES 1000

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

/* Whether all are letters, digits, of UTF-8 beyond ASCII, or among `more`. */
static bool has_only(const char *text, const char *more)
{
    for (; *text; text++)
        if (!is_letter_or_digit(*text) && (unsigned char)*text < 0x80 &&
            !strchr(more, *text))
            return false;
    return true;
}

static bool is_short(const char *text)
{
    return text && text[0] && strlen(text) <= MOST_PART_BYTES;
}

static const char *user_of(const struct icecast_target *target)
{
    return target->user ? target->user : "source";
}

static bool is_user(const char *user)
{
    for (; *user; user++)
        if ((unsigned char)*user < 0x20 || *user == 0x7f || *user == ':')
            return false;
    return true;
}

bool icecast_target_check(const struct icecast_target *target, struct err *err)
{
    if (!is_short(target->host) || !has_only(target->host, "-._:[]"))
        return err_set(
            err, ERR_CONFIG, "the relay's host: expected a name or an address");
    if (target->port < 1 || target->port > 65535)
        return err_set(
            err, ERR_CONFIG, "the relay's port: expected 1 to 65535");
    if (!is_short(target->mount) || target->mount[0] != '/' ||
        !has_only(target->mount, "/-._~!$&'()*+,;=:@%"))
        return err_set(err, ERR_CONFIG,
            "the relay's mount: expected one such as /live.opus");
    if (!is_short(user_of(target)) || !is_user(user_of(target)))
        return err_set(err, ERR_CONFIG,
            "the relay's user: expected a name without a colon");
    return true;
}

void icecast_append_place(
    struct text *text, const struct icecast_target *target)
{
    bool is_bare = strchr(target->host, ':') && target->host[0] != '[';

    text_appendf(
        text, is_bare ? "[%s]:%d" : "%s:%d", target->host, target->port);
}

void icecast_append_url(
    struct text *text, const struct icecast_target *target, const char *path)
{
    text_append(text, target->is_tls ? "https://" : "http://");
    icecast_append_place(text, target);
    text_append(text, path);
}

void icecast_append_query_value(struct text *text, const char *value)
{
    for (; *value; value++) {
        if (is_letter_or_digit(*value) || strchr("-._~", *value))
            text_append_byte(text, (uint8_t)*value);
        else
            text_appendf(text, "%%%02X", (unsigned)(uint8_t)*value);
    }
}

static void append_header(
    struct text *text, const char *name, const char *value)
{
    if (!value || !value[0])
        return;
    text_appendf(text, "%s: ", name);
    for (size_t i = 0; value[i] && i < MOST_VALUE_BYTES; i++) {
        unsigned char c = (unsigned char)value[i];
        text_append_byte(text, c < 0x20 || c == 0x7f ? ' ' : c);
    }
    text_append(text, "\r\n");
}

/* Room is made at once: text that grows would leave copies of the password. */
static void reserve(struct text *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        text_append_byte(text, 0);
    if (text->bytes)
        text_reset(text);
}

static void append_credentials(
    struct text *text, const struct icecast_target *target)
{
    const char *password = target->password ? target->password : "";
    struct text pair = {0};

    reserve(&pair, strlen(user_of(target)) + strlen(password) + 2);
    text_appendf(&pair, "%s:%s", user_of(target), password);
    text_append(text, "Authorization: Basic ");
    base64_append(text, text_string(&pair), pair.length);
    text_append(text, "\r\n");
    if (pair.bytes)
        explicit_bzero(pair.bytes, pair.capacity);
    text_clear(&pair);
}

/* As libshout says it, for the server's statistics. */
static void append_audio_info(
    struct text *text, const struct icecast_facts *facts)
{
    own_value(text) info = {0};

    if (facts->bitrate_kbps > 0)
        text_appendf(&info, "ice-bitrate=%d;", facts->bitrate_kbps);
    if (facts->channels > 0)
        text_appendf(&info, "ice-channels=%d;", facts->channels);
    text_append(&info, "ice-samplerate=48000");
    append_header(text, "Ice-Audio-Info", text_string(&info));
}

static size_t request_bytes(
    const struct icecast_target *target, const struct icecast_facts *facts)
{
    const char *parts[] = {target->host, target->mount, target->user,
        target->password, facts->name, facts->description, facts->genre,
        facts->url, facts->content_type};
    size_t bytes = 1024;

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        bytes += parts[i] ? 2 * strlen(parts[i]) : 0;
    return bytes;
}

void icecast_append_request(struct text *text,
    const struct icecast_target *target, const struct icecast_facts *facts)
{
    reserve(text, request_bytes(target, facts));
    text_appendf(text, "PUT %s HTTP/1.1\r\nHost: ", target->mount);
    icecast_append_place(text, target);
    text_append(text, "\r\n");
    append_credentials(text, target);
    append_header(text, "User-Agent", "roomcast/" ROOMCAST_VERSION);
    append_header(text, "Content-Type", facts->content_type);
    append_header(text, "Expect", "100-continue");
    append_header(text, "Ice-Public", facts->is_public ? "1" : "0");
    append_header(text, "Ice-Name", facts->name);
    append_header(text, "Ice-Description", facts->description);
    append_header(text, "Ice-Genre", facts->genre);
    append_header(text, "Ice-URL", facts->url);
    append_audio_info(text, facts);
    text_append(text, "\r\n");
}
