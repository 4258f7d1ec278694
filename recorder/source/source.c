/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/source.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "recorder/source/alsa_source.h"
#include "recorder/source/http_address.h"
#include "recorder/source/http_source.h"
#include "recorder/source/pcm_source.h"
#include "recorder/source/pulse_source.h"
#include "recorder/source/rtp_source.h"
#include "recorder/source/sdp.h"

#define SDP_ENDING ".sdp"

static bool set_key(
    struct rtp_description *description, const char *key, struct err *err)
{
    if (!key)
        return true;
    if (description->key.suite == SECURE_NONE)
        return err_set(
            err, ERR_CONFIG, "expected no srtp-key without srtp=SUITE");
    return secure_key_set(&description->key, key, err) ||
           err_prefix(err, "srtp-key");
}

/* Whatever comes of it, the key is wiped here. */
static struct source *open_described(struct rtp_description *description,
    const struct source_options *options, struct err *err)
{
    struct source *source = NULL;

    if (set_key(description, options->srtp_key, err))
        source = rtp_source_open(description, options->srtp_state, err);
    secure_key_wipe(&description->key);
    return source;
}

static struct source *open_rtp(
    const char *address, const struct source_options *options, struct err *err)
{
    struct rtp_description description;

    if (!rtp_description_from_url(address, &description, err))
        return NULL;
    return open_described(&description, options, err);
}

static struct source *open_sdp(
    const char *path, const struct source_options *options, struct err *err)
{
    struct rtp_description description;

    if (!sdp_load(path, &description, err)) {
        /* It says where the sound is, as the address of others does. */
        if (err->kind == ERR_FORMAT || err->kind == ERR_LIMIT)
            err->kind = ERR_CONFIG;
        return NULL;
    }
    return open_described(&description, options, err);
}

static struct source *open_http(
    const char *address, const struct source_options *options, struct err *err)
{
    return http_source_open(address, options->user, options->password, err);
}

static struct source *open_alsa(
    const char *address, const struct source_options *options, struct err *err)
{
    const char *device = strchr(address, ':') + 1;

    (void)options;
    return alsa_source_open(*device ? device : "default", err);
}

static struct source *open_pulse(
    const char *address, const struct source_options *options, struct err *err)
{
    (void)options;
    return pulse_source_open(strchr(address, ':') + 1, err);
}

struct live_kind {
    const char *beginning; /* of its addresses */
    struct source *(*open)(const char *address,
        const struct source_options *options, struct err *err);
};

static const struct live_kind schemes[] = {
    {"rtp://", open_rtp},
    {"http://", open_http},
    {"https://", open_http},
    {"alsa:", open_alsa},
    {"pulse:", open_pulse},
};

static const struct live_kind described = {"", open_sdp};

#define SCHEME_COUNT (sizeof schemes / sizeof schemes[0])

static bool is_sdp(const char *address)
{
    size_t length = strlen(address);
    size_t ending = strlen(SDP_ENDING);

    return length > ending &&
           strcasecmp(address + length - ending, SDP_ENDING) == 0;
}

/* NULL: it is no live source. */
static const struct live_kind *find_live(const char *address)
{
    for (size_t i = 0; i < SCHEME_COUNT; i++) {
        const char *beginning = schemes[i].beginning;
        if (strncasecmp(address, beginning, strlen(beginning)) == 0)
            return &schemes[i];
    }
    return is_sdp(address) ? &described : NULL;
}

/* "gopher://…", "mailto:a" (RFC 3986 section 3.1); a file by such a name is a
 * file all the same. */
static bool is_unknown_scheme(const char *address)
{
    size_t length = 0;

    while (isalnum((unsigned char)address[length]) ||
           (length && address[length] && strchr("+-.", address[length])))
        length++;
    return length && isalpha((unsigned char)*address) &&
           address[length] == ':' && access(address, F_OK) != 0;
}

/* "127.0.0.1:5004" or "[::1]:5004", where rtp:// is missing. */
static bool is_host_and_port(const char *address)
{
    const char *colon = strrchr(address, ':');

    return colon && colon[1] && strpbrk(address, ".]") &&
           colon[1 + strspn(colon + 1, "0123456789")] == '\0' &&
           !strchr(address, '/') && access(address, F_OK) != 0;
}

static bool refuse_unknown(const char *address, struct err *err)
{
    char shown[HTTP_ADDRESS_SHOWN_BYTES];

    http_address_show(address, shown);
    return err_set(err, ERR_CONFIG,
        "source \"%s\": expected rtp://ADDRESS:PORT?codec=CODEC, FILE.sdp, "
        "http://HOST/PATH, https://HOST/PATH, alsa:DEVICE, pulse:NAME, a WAV "
        "or PCM file, a FIFO, or - for standard input",
        shown);
}

/* Options that this kind of source has no use for. */
static bool check_options(const char *address, bool is_live,
    const struct source_options *options, struct err *err)
{
    char shown[HTTP_ADDRESS_SHOWN_BYTES];

    http_address_show(address, shown);
    if (is_live && options->pcm_format)
        return err_set(err, ERR_CONFIG,
            "source %s: expected no format, it is for raw PCM alone", shown);
    if (!is_http_address(address) && (options->user || options->password))
        return err_set(err, ERR_CONFIG,
            "source %s: expected no source-user and source-password, they "
            "are for http and https alone",
            shown);
    return true;
}

struct source *source_open(
    const char *address, const struct source_options *options, struct err *err)
{
    const struct source_options none = {0};
    const struct live_kind *live = find_live(address);

    if (!*address ||
        (!live && (is_unknown_scheme(address) || is_host_and_port(address))))
        return refuse_unknown(address, err), NULL;
    if (!options)
        options = &none;
    if (!check_options(address, live, options, err))
        return NULL;
    return live ? live->open(address, options, err)
                : pcm_source_open(address, options->pcm_format, err);
}

int source_descriptor(const struct source *source)
{
    return source->type->descriptor(source);
}

bool source_format(const struct source *source, struct sound_format *format)
{
    return source->type->format(source, format);
}

int64_t source_deadline_ns(const struct source *source)
{
    return source->type->deadline_ns(source);
}

bool source_is_stamped(const struct source *source)
{
    return source->type->is_stamped;
}

int64_t source_start_ns(const struct source *source)
{
    return source->type->start_ns ? source->type->start_ns(source) : INT64_MAX;
}

enum source_step source_read(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    return source->type->read(source, now_ns, sink, err);
}

bool source_stop(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    return source->type->stop(source, now_ns, sink, err);
}

void source_count(const struct source *source, struct source_counters *counters)
{
    source->type->count(source, counters);
}

bool source_nothing_came(
    const struct source *source, const char *address, struct err *err)
{
    struct source_counters counters;
    char expected[SOURCE_EXPECTED_BYTES];

    source_count(source, &counters);
    int64_t came = counters.garbage + counters.unauthentic;
    if (!source->type->expected || !came)
        return err_set(err, ERR_NET,
            "nothing came from %s: no recording was made", address);
    source->type->expected(source, expected);
    return err_set(err, ERR_NET,
        "nothing came from %s: %" PRId64 " packets came, none was %s", address,
        came, expected);
}

void source_free(struct source *source)
{
    if (source)
        source->type->free(source);
}
