/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/secure_key.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WHITE " \t\r\n"
#define NAME "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
#define INLINE "inline:"

#define WORD_MOST_BYTES 512

static const struct suite {
    const char *name;
    size_t secret_bytes;
} suites[] = {
    {"none", 0},
    {"AES_CM_128_HMAC_SHA1_80", 30},
    {"AES_CM_128_HMAC_SHA1_32", 30},
    {"AEAD_AES_128_GCM", 28},
};

#define SUITE_COUNT (sizeof suites / sizeof suites[0])

bool secure_suite_parse(
    const char *name, enum secure_suite *suite, struct err *err)
{
    for (size_t i = 1; i < SUITE_COUNT; i++) {
        if (strcasecmp(suites[i].name, name) == 0) {
            *suite = (enum secure_suite)i;
            return true;
        }
    }
    return err_set(err, ERR_CONFIG, "\"%.60s\": expected %s, %s or %s", name,
        suites[1].name, suites[2].name, suites[3].name);
}

const char *secure_suite_name(enum secure_suite suite)
{
    return suites[suite].name;
}

void secure_key_wipe(struct secure_key *key)
{
    explicit_bzero(key, sizeof *key);
}

/* 0 to 63, or -1. */
static int digit_value(char digit)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = digit ? strchr(digits, digit) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* Four digits into three bytes, less those that '=' stands for; 0 when they
 * are none. */
static size_t decode_group(const char *group, uint8_t bytes[3])
{
    uint32_t bits = 0;
    size_t padding = group[3] == '=' ? 1u + (group[2] == '=') : 0;

    for (size_t i = 0; i < 4; i++) {
        int value = i < 4 - padding ? digit_value(group[i]) : 0;
        if (value < 0)
            return 0;
        bits = bits << 6 | (uint32_t)value;
    }
    for (size_t i = 0; i < 3; i++)
        bytes[i] = (uint8_t)(bits >> (16 - 8 * i));
    return 3 - padding;
}

/* How many bytes it made, or `most` + 1 when it is no base64 or too long. */
static size_t decode(
    const char *text, size_t length, uint8_t *bytes, size_t most)
{
    size_t made = 0;
    uint8_t group[3] = {0};

    for (size_t i = 0; i < length; i += 4) {
        size_t count = length - i < 4 ? 0 : decode_group(text + i, group);
        if (!count || made + count > most || (count < 3 && i + 4 < length)) {
            made = most + 1;
            break;
        }
        memcpy(bytes + made, group, count);
        made += count;
    }
    explicit_bzero(group, sizeof group);
    return made;
}

/* The message must not show what is wrong: it may be most of a key. */
static bool set_secret(
    struct secure_key *key, const char *text, size_t length, struct err *err)
{
    uint8_t secret[SECURE_SECRET_MOST_BYTES] = {0};
    size_t wanted = suites[key->suite].secret_bytes;
    size_t made = decode(text, length, secret, sizeof secret);
    bool is_good = made == wanted;

    if (is_good) {
        memcpy(key->secret, secret, made);
        key->secret_bytes = made;
    }
    explicit_bzero(secret, sizeof secret);
    return is_good ||
           err_set(err, ERR_CONFIG,
               "the key of %s: expected %zu bytes of key and salt in base64, "
               "%zu characters",
               suites[key->suite].name, wanted, (wanted + 2) / 3 * 4);
}

bool secure_key_set(struct secure_key *key, const char *base64, struct err *err)
{
    base64 += strspn(base64, WHITE);
    if (strncmp(base64, INLINE, strlen(INLINE)) == 0)
        base64 += strlen(INLINE);
    size_t length = strcspn(base64, WHITE);
    if (base64[length + strspn(base64 + length, WHITE)])
        return err_set(err, ERR_CONFIG, "expected one key and nothing else");
    return set_secret(key, base64, length, err);
}

/* "1:4": the identifier 1 in 4 bytes, big-endian. */
static bool parse_mki(struct secure_key *key, const char *text)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 10);

    if (*text < '0' || *text > '9' || *end != ':' || end[1] < '0' ||
        end[1] > '9')
        return false;
    unsigned long length = strtoul(end + 1, &end, 10);
    if (*end || length < 1 || length > SECURE_MKI_MOST_BYTES ||
        (length < 8 && value >> (8 * length)))
        return false;
    key->mki_bytes = length;
    for (size_t i = length; i-- > 0; value >>= 8)
        key->mki[i] = (uint8_t)value;
    return true;
}

/* "2^20" or "1048576". */
static bool is_lifetime(const char *text)
{
    if (strncmp(text, "2^", 2) == 0)
        text += 2;
    return *text && !text[strspn(text, "0123456789")];
}

/* "KEY|2^20|1:4", what is behind "inline:". */
static bool parse_inline(struct secure_key *key, char *text, struct err *err)
{
    char *rest = text + strcspn(text, "|");
    size_t length = (size_t)(rest - text);

    while (*rest == '|') {
        char *part = rest + 1;
        rest = part + strcspn(part, "|");
        char stop = *rest;
        *rest = '\0';
        bool is_good =
            strchr(part, ':') ? parse_mki(key, part) : is_lifetime(part);
        *rest = stop;
        if (!is_good)
            return err_set(err, ERR_FORMAT,
                "a=crypto: expected a lifetime such as 2^20 or an MKI such as "
                "1:4 behind the key");
    }
    return set_secret(key, text, length, err);
}

/* RFC 4568 section 6.3: those that a receiver need not heed, and a key
 * derivation rate of once (0). Of another word only its name is shown: it
 * may be a key at the wrong place. */
static bool check_parameters(char *rest, struct err *err)
{
    char *state;

    for (char *word = strtok_r(rest, WHITE, &state); word;
         word = strtok_r(NULL, WHITE, &state)) {
        if (strncmp(word, "WSH=", 4) != 0 && strcmp(word, "KDR=0") != 0)
            return err_set(err, ERR_FORMAT,
                "a=crypto: parameter \"%.*s\" is not supported",
                (int)strspn(word, NAME), word);
    }
    return true;
}

/* The words of the value, cut in place. */
static bool parse_words(struct secure_key *key, char *words, struct err *err)
{
    char *rest;
    const char *tag = strtok_r(words, WHITE, &rest);
    const char *suite = strtok_r(NULL, WHITE, &rest);
    char *secret = strtok_r(NULL, WHITE, &rest);

    if (!tag || !suite || !secret || tag[strspn(tag, "0123456789")] ||
        suite[strspn(suite, NAME)])
        return err_set(
            err, ERR_FORMAT, "expected a=crypto:TAG SUITE inline:KEY");
    if (!secure_suite_parse(suite, &key->suite, err))
        return err_prefix(err, "a=crypto: suite");
    if (strchr(secret, ';'))
        return err_set(err, ERR_FORMAT,
            "a=crypto: several keys in one line are not supported");
    if (strncmp(secret, INLINE, strlen(INLINE)) != 0)
        return err_set(
            err, ERR_FORMAT, "a=crypto: expected the key behind inline:");
    return check_parameters(rest, err) &&
           parse_inline(key, secret + strlen(INLINE), err);
}

bool secure_key_from_crypto(
    const char *value, struct secure_key *key, struct err *err)
{
    char words[WORD_MOST_BYTES];
    struct secure_key parsed = {0};
    size_t length = strlen(value);

    if (length >= sizeof words)
        return err_set(err, ERR_FORMAT, "a=crypto: expected at most %d bytes",
            WORD_MOST_BYTES - 1);
    memcpy(words, value, length + 1);
    bool is_good = parse_words(&parsed, words, err);
    if (is_good)
        *key = parsed;
    else if (err->kind == ERR_CONFIG)
        err->kind = ERR_FORMAT;
    explicit_bzero(words, sizeof words);
    secure_key_wipe(&parsed);
    return is_good;
}
