/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_import_texts.h"

#include <string.h>

#include "publisher/check/chapter_files.h"
#include "publisher/check/transcript_files.h"
#include "recorder/base/identifier.h"
#include "recorder/base/own.h"

static const struct {
    const char *type;
    const char *extension;
} extensions[] = {
    {"text/vtt", "vtt"},
    {"application/x-subrip", "srt"},
    {"application/srt", "srt"},
    {"application/json", "json"},
    {"text/html", "html"},
    {"text/plain", "txt"},
};

static const char *extension_of(const char *type)
{
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (type && !strcmp(type, extensions[i].type))
            return extensions[i].extension;
    return NULL;
}

/* One file: what the feed calls it, and what comes of it. */
struct import_text {
    const char *type; /* NULL: chapters */
    const char *what; /* for people */
    const char *key;
    const char **address;
};

static const char *judge(const struct import_text *file, const char *bytes)
{
    return file->type ? transcript_fault(file->type, bytes)
                      : chapters_fault(bytes, strlen(bytes));
}

/* False with the reason when it cannot be had as it should be. */
static bool download(const struct import_texts *texts,
    const struct import_text *file, struct http_reply *reply, struct err *err)
{
    const struct http_question question = {
        .address = *file->address,
        .most = file->type ? TRANSCRIPT_MOST_BYTES : CHAPTERS_MOST_BYTES,
    };

    if (!http_client_ask(texts->place->client, &question, reply, err))
        return false;
    if (reply->status != 200)
        return err_set(err, ERR_NET, "the answer is %d", reply->status);
    if (reply->is_cut)
        return err_set(err, ERR_NET, "it is larger than %zu MiB",
            question.most / ((size_t)1 << 20));
    const char *fault = judge(file, text_string(&reply->body));
    return !fault || err_set(err, ERR_NET, "%s", fault);
}

static bool keep(const struct import_texts *texts,
    const struct import_text *file, const struct text *bytes, struct err *err)
{
    own_value(text) address = {0};

    text_appendf(&address, "%s/%s", texts->place->config->url, file->key);
    if (!text_finish(&address, err) ||
        !store_put_bytes(
            texts->place->store, file->key, bytes->bytes, bytes->length, err))
        return false;
    const char *ours = feed_storage_copy(
        texts->place->storage, text_string(&address), address.length);
    if (!ours)
        return err_no_memory(err);
    *file->address = ours;
    return true;
}

static bool fetch(const struct import_texts *texts,
    const struct import_text *file, struct err *err)
{
    own_value(http_reply) reply = {0};
    struct err reason;

    if (download(texts, file, &reply, &reason))
        return keep(texts, file, &reply.body, err);
    if (reason.kind == ERR_MEMORY) {
        *err = reason;
        return false;
    }
    texts->told(texts->user, file->what, reason.text);
    return true;
}

static bool fetch_chapters(const struct import_texts *texts, const char *name,
    struct podcast_episode *episode, struct err *err)
{
    own_value(text) key = {0};

    if (!episode->chapters_url)
        return true;
    text_appendf(
        &key, "%s/imported/%s.chapters.json", texts->place->show, name);
    const struct import_text file = {
        .what = "its chapters' file",
        .key = text_string(&key),
        .address = &episode->chapters_url,
    };
    return text_finish(&key, err) && fetch(texts, &file, err);
}

/* Several may be of one type, in several languages. */
static bool fetch_transcript(const struct import_texts *texts, const char *name,
    size_t number, struct podcast_transcript *transcript, struct err *err)
{
    own_value(text) key = {0};
    const char *extension = extension_of(transcript->type);

    if (!extension) {
        texts->told(
            texts->user, "a transcript", "its type is not one of transcripts");
        return true;
    }
    text_appendf(&key, "%s/imported/%s", texts->place->show, name);
    if (number > 1)
        text_appendf(&key, "-%zu", number);
    text_appendf(&key, ".%s", extension);
    const struct import_text file = {
        .type = transcript->type,
        .what = "a transcript",
        .key = text_string(&key),
        .address = &transcript->url,
    };
    return text_finish(&key, err) && fetch(texts, &file, err);
}

static bool fetch_transcripts(const struct import_texts *texts,
    const char *name, struct podcast_episode *episode, struct err *err)
{
    size_t size = episode->transcript_count * sizeof *episode->transcripts;

    if (!size)
        return true;
    struct podcast_transcript *copies =
        feed_storage_get(texts->place->storage, size);
    if (!copies)
        return err_no_memory(err);
    memcpy(copies, episode->transcripts, size);
    for (size_t i = 0; i < episode->transcript_count; i++)
        if (!fetch_transcript(texts, name, i + 1, &copies[i], err))
            return false;
    episode->transcripts = copies;
    return true;
}

bool import_texts_fetch(const struct import_texts *texts,
    struct podcast_episode *episode, struct err *err)
{
    char name[IDENTIFIER_BYTES];

    import_media_name(episode, name);
    return fetch_chapters(texts, name, episode, err) &&
           fetch_transcripts(texts, name, episode, err);
}
