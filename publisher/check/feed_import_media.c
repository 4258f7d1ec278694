/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_import_media.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "feeds/feed_address.h"
#include "feeds/media_format.h"
#include "publisher/media/audio_probe.h"
#include "publisher/store/integrity.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* Longer than any episode; a live stream never ends. */
#define MOST_BYTES ((size_t)4 << 30)

/* A namespace of our own for names made of guids. */
#define NAME_SPACE "6ba7b812-9dad-11d1-80b4-00c04fd430c8"

const char *media_type_of(const char *address)
{
    char extension[FEED_ADDRESS_EXTENSION_BYTES];

    feed_address_extension(address, extension);
    const struct media_format *format = media_format_find(extension);
    return format ? format->type : NULL;
}

static const char *extension_of(enum file_kind kind)
{
    switch (kind) {
    case FILE_MP3:
        return "mp3";
    case FILE_MP4:
        return "m4a";
    case FILE_OGG:
        return "opus";
    default:
        return NULL;
    }
}

static bool download(const struct import_media *media, const char *address,
    const char *path, struct err *err)
{
    own_value(http_reply) reply = {0};

    own_fd int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return err_set_errno(err, ERR_IO, "%s", path);
    const struct http_question question = {
        .address = address, .most = MOST_BYTES, .out_fd = fd};
    if (!http_client_ask(media->client, &question, &reply, err))
        return false;
    if (reply.status != 200)
        return err_set(
            err, ERR_NET, "%s: the answer is %d", address, reply.status);
    if (reply.is_cut)
        return err_set(err, ERR_NET, "%s: it does not end", address);
    return fsync(fd) == 0 || err_set_errno(err, ERR_IO, "sync %s", path);
}

/* What has come must be a whole sound. */
static const char *judge(
    const char *path, struct audio_facts *facts, struct err *err)
{
    if (!audio_probe(path, facts, err))
        return NULL;
    const char *extension = extension_of(facts->kind);
    if (!extension)
        err_set(err, ERR_NET, "it is %s", file_kind_name(facts->kind));
    else if (facts->is_cut_short)
        err_set(err, ERR_NET, "it is cut short: %s", facts->fault);
    else
        return extension;
    return NULL;
}

/* A sound that lies in the store now. */
struct stored_sound {
    const char *key;
    const struct audio_facts *facts;
    const char *integrity;
};

static bool make_ours(const struct import_media *media,
    const struct stored_sound *sound, struct podcast_episode *episode,
    struct err *err)
{
    own_value(text) address = {0};

    text_appendf(&address, "%s/%s", media->config->url, sound->key);
    if (!text_finish(&address, err))
        return false;
    episode->enclosure.url = feed_storage_copy(
        media->storage, text_string(&address), address.length);
    episode->enclosure.integrity = feed_storage_copy(
        media->storage, sound->integrity, strlen(sound->integrity));
    episode->enclosure.signature = NULL;
    episode->enclosure.length_bytes = sound->facts->length_bytes;
    if (!episode->enclosure.url || !episode->enclosure.integrity)
        return err_no_memory(err);
    episode->enclosure.type = media_type_of(episode->enclosure.url);
    if (!episode->duration_ms)
        episode->duration_ms = sound->facts->duration_ms;
    return true;
}

static enum import_media_outcome keep(const struct import_media *media,
    const char *path, const char *name, struct podcast_episode *episode,
    struct err *err)
{
    own_value(text) key = {0};
    struct audio_facts facts;
    char integrity[INTEGRITY_BYTES];
    const char *extension = judge(path, &facts, err);

    if (!extension)
        return IMPORT_MEDIA_ELSEWHERE;
    text_appendf(&key, "%s/imported/%s.%s", media->show, name, extension);
    if (!text_finish(&key, err) || !integrity_of_file(path, integrity, err) ||
        !store_put_file(media->store, text_string(&key), path, err))
        return IMPORT_MEDIA_FAILED;
    const struct stored_sound sound = {text_string(&key), &facts, integrity};
    return make_ours(media, &sound, episode, err) ? IMPORT_MEDIA_OURS
                                                  : IMPORT_MEDIA_FAILED;
}

void import_media_name(
    const struct podcast_episode *episode, char name[IDENTIFIER_BYTES])
{
    identifier_from_name(NAME_SPACE, episode->guid, name);
}

enum import_media_outcome import_media_fetch(const struct import_media *media,
    struct podcast_episode *episode, struct err *err)
{
    char name[IDENTIFIER_BYTES];
    own_value(text) path = {0};

    import_media_name(episode, name);
    text_appendf(&path, "%s/imported", media->config->state);
    if (!text_finish(&path, err) ||
        !durable_make_folder(text_string(&path), 0755, err))
        return IMPORT_MEDIA_FAILED;
    text_appendf(&path, "/%s.part", name);
    if (!text_finish(&path, err))
        return IMPORT_MEDIA_FAILED;
    enum import_media_outcome outcome = IMPORT_MEDIA_ELSEWHERE;
    if (download(media, episode->enclosure.url, text_string(&path), err))
        outcome = keep(media, text_string(&path), name, episode, err);
    else if (err->kind == ERR_IO)
        outcome = IMPORT_MEDIA_FAILED;
    unlink(text_string(&path));
    return outcome;
}
