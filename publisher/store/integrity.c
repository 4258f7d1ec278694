/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/store/integrity.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <string.h>

#include "recorder/base/base64.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

static bool hash_file(
    const char *path, uint8_t digest[SHA384_DIGEST_SIZE], struct err *err)
{
    struct sha384_ctx hash;
    uint8_t block[16384];
    ssize_t got;

    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", path);
    sha384_init(&hash);
    while ((got = read(fd, block, sizeof block)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set_errno(err, ERR_IO, "read %s", path);
        sha384_update(&hash, (size_t)got, block);
    }
    sha384_digest(&hash, SHA384_DIGEST_SIZE, digest);
    return true;
}

static bool format(const uint8_t digest[SHA384_DIGEST_SIZE],
    char integrity[INTEGRITY_BYTES], struct err *err)
{
    own_value(text) line = {0};

    text_append(&line, "sha384-");
    base64_append(&line, digest, SHA384_DIGEST_SIZE);
    if (!text_finish(&line, err))
        return false;
    memcpy(integrity, line.bytes, line.length + 1);
    return true;
}

bool integrity_of_file(
    const char *path, char integrity[INTEGRITY_BYTES], struct err *err)
{
    uint8_t digest[SHA384_DIGEST_SIZE];

    return hash_file(path, digest, err) && format(digest, integrity, err);
}

bool integrity_of_bytes(const void *bytes, size_t length,
    char integrity[INTEGRITY_BYTES], struct err *err)
{
    uint8_t digest[SHA384_DIGEST_SIZE];
    struct sha384_ctx hash;

    sha384_init(&hash);
    sha384_update(&hash, length, bytes);
    sha384_digest(&hash, SHA384_DIGEST_SIZE, digest);
    return format(digest, integrity, err);
}
