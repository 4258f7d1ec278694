/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/live_ogg.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "recorder/recording/page_scanner.h"
#include "recorder/recording/stream_head.h"
#include "recorder/source/foreign_codec.h"
#include "recorder/source/foreign_media.h"
#include "recorder/source/live_link.h"
#include "recorder/source/stream_title.h"

#define PIECE_BYTES 4096
#define MOST_NOTES 8
#define BEGINNING_BYTES 16
#define TYPE_BYTES 64

struct live_ogg {
    struct page_scanner *scanner;
    struct media_queue packets;
    struct live_link link;
    char title[STREAM_TITLE_BYTES];
    struct live_ogg_note notes[MOST_NOTES];
    int note_count;
    int64_t garbage;

    /* This connection. */
    bool is_linked;    /* the link runs */
    bool is_foreign;   /* it does not: what came is not for us, and was told */
    char foreign[256]; /* what that is, while it is to be told; or "" */
    bool has_pages;
    bool is_stray_told;
    bool is_junk_told;
    int64_t junk_bytes;
    char type[TYPE_BYTES]; /* "": unknown */
    uint8_t beginning[BEGINNING_BYTES];
    size_t beginning_bytes;
    int64_t stray_since_ns; /* pages of no link; INT64_MAX: none */
};

struct live_ogg *live_ogg_new(struct err *err)
{
    own(live_ogg) ogg = calloc(1, sizeof *ogg);

    if (!ogg)
        return err_no_memory(err), NULL;
    return live_ogg_join(ogg, NULL, err) ? take(ogg) : NULL;
}

static void tell(
    struct live_ogg *ogg, enum live_ogg_kind kind, const char *text)
{
    if (ogg->note_count == MOST_NOTES) {
        memmove(&ogg->notes[0], &ogg->notes[1],
            (MOST_NOTES - 1) * sizeof ogg->notes[0]);
        ogg->note_count--;
    }
    struct live_ogg_note *note = &ogg->notes[ogg->note_count++];
    *note = (struct live_ogg_note){.kind = kind, .link = ogg->link.number};
    snprintf(note->text, sizeof note->text, "%s", text);
}

static void start_link(struct live_ogg *ogg, const struct page *page,
    const struct stream_head *head)
{
    char text[96];

    live_link_start(&ogg->link, page);
    ogg->is_linked = true;
    ogg->is_foreign = false;
    ogg->foreign[0] = '\0';
    ogg->stray_since_ns = INT64_MAX;
    snprintf(text, sizeof text, "Opus, %d channel%s, serial number %08" PRIx32,
        head->channels, head->channels == 1 ? "" : "s", page->serial);
    tell(ogg, LIVE_OGG_LINK, text);
}

/* Logical streams that belong together begin one behind the other; what is
 * not for us is refused when the first page that is no beginning finds no
 * Opus among them. */
static void refuse_link(struct live_ogg *ogg, const char *what)
{
    ogg->is_linked = false;
    ogg->is_foreign = false;
    snprintf(ogg->foreign, sizeof ogg->foreign, "%s", what);
}

static void take_first_page(struct live_ogg *ogg, const struct page *page)
{
    struct page_piece piece = {0};
    struct stream_head head;
    struct err err;
    char what[256];
    size_t segment = 0;

    page_next_piece(page, &segment, &piece);
    if (!is_stream_head(piece.bytes, piece.length)) {
        snprintf(what, sizeof what, "%s: expected Opus",
            foreign_codec_name(piece.bytes, piece.length));
        if (!ogg->is_linked || !ogg->link.begins)
            refuse_link(ogg, what);
    } else if (stream_head_parse(piece.bytes, piece.length, &head, &err)) {
        start_link(ogg, page, &head);
    } else {
        snprintf(what, sizeof what, "Opus with %.200s", err.text);
        refuse_link(ogg, what);
    }
}

/* A page of no link that runs: of one that was refused, of a stream beside
 * ours, or one whose headers we never got. */
static void take_stray_page(struct live_ogg *ogg, int64_t arrival_ns)
{
    if (!ogg->is_linked && ogg->foreign[0]) {
        tell(ogg, LIVE_OGG_REFUSED, ogg->foreign);
        ogg->foreign[0] = '\0';
        ogg->is_foreign = true;
    }
    if (ogg->is_foreign)
        return;
    ogg->garbage++;
    if (ogg->stray_since_ns == INT64_MAX)
        ogg->stray_since_ns = arrival_ns;
    if (arrival_ns - ogg->stray_since_ns < LIVE_OGG_STRAY_NS ||
        ogg->is_stray_told)
        return;
    ogg->is_stray_told = true;
    tell(ogg, LIVE_OGG_HEADERLESS, "pages without the headers of their stream");
}

static void take_tags(struct live_ogg *ogg, const struct joined_packet *packet)
{
    char title[STREAM_TITLE_BYTES];
    struct err err;
    own(stream_tags) tags =
        stream_tags_parse(packet->bytes, packet->length, &err);

    if (!tags) {
        ogg->garbage++;
        return;
    }
    stream_title_from_tags(tags, title);
    if (title[0] && strcmp(title, ogg->title) != 0)
        tell(ogg, LIVE_OGG_TITLE, title);
    snprintf(ogg->title, sizeof ogg->title, "%s", title);
}

static bool take_link_page(struct live_ogg *ogg, const struct page *page,
    int64_t arrival_ns, struct err *err)
{
    ogg->stray_since_ns = INT64_MAX;
    if (!live_link_push(&ogg->link, page, arrival_ns, &ogg->packets, err))
        return false;
    if (ogg->link.tags.bytes)
        take_tags(ogg, &ogg->link.tags);
    return true;
}

static bool take_page(struct live_ogg *ogg, const struct page *page,
    int64_t arrival_ns, struct err *err)
{
    ogg->has_pages = true;
    if (page->is_first)
        take_first_page(ogg, page);
    else if (ogg->is_linked && page->serial == ogg->link.serial)
        return take_link_page(ogg, page, arrival_ns, err);
    else
        take_stray_page(ogg, arrival_ns);
    return true;
}

const char *live_ogg_foreign_name(const struct live_ogg *ogg)
{
    const char *name =
        foreign_media_name(ogg->type, ogg->beginning, ogg->beginning_bytes);

    return name ? name : "no Ogg stream";
}

static int64_t most_junk_bytes(const struct live_ogg *ogg)
{
    return foreign_media_name(ogg->type, ogg->beginning, ogg->beginning_bytes)
               ? LIVE_OGG_MOST_FOREIGN_BYTES
               : LIVE_OGG_MOST_JUNK_BYTES;
}

/* Before the first page come an old server's headers, or it is no Ogg. */
static void take_junk(struct live_ogg *ogg, const struct page *page)
{
    char what[64];

    if (ogg->has_pages) {
        ogg->garbage++;
        return;
    }
    ogg->junk_bytes += (int64_t)page->length;
    if (ogg->is_junk_told || ogg->junk_bytes < most_junk_bytes(ogg))
        return;
    ogg->is_junk_told = true;
    ogg->garbage++;
    snprintf(
        what, sizeof what, "%s: expected Ogg/Opus", live_ogg_foreign_name(ogg));
    tell(ogg, LIVE_OGG_REFUSED, what);
}

static bool take_pages(
    struct live_ogg *ogg, int64_t arrival_ns, struct err *err)
{
    enum page_step step;
    struct page page;

    while ((step = page_scanner_next(ogg->scanner, &page)) != PAGE_STARVED) {
        if (step == PAGE_SKIPPED)
            take_junk(ogg, &page);
        else if (!take_page(ogg, &page, arrival_ns, err))
            return false;
    }
    return true;
}

static void keep_beginning(
    struct live_ogg *ogg, const uint8_t *bytes, size_t length)
{
    size_t room = BEGINNING_BYTES - ogg->beginning_bytes;
    size_t piece = length < room ? length : room;

    if (piece == 0)
        return;
    memcpy(ogg->beginning + ogg->beginning_bytes, bytes, piece);
    ogg->beginning_bytes += piece;
}

bool live_ogg_push(struct live_ogg *ogg, const uint8_t *bytes, size_t length,
    int64_t arrival_ns, struct err *err)
{
    keep_beginning(ogg, bytes, length);
    while (length > 0) {
        size_t piece = length < PIECE_BYTES ? length : PIECE_BYTES;
        uint8_t *room = page_scanner_room(ogg->scanner, piece);
        if (!room)
            return err_no_memory(err);
        memcpy(room, bytes, piece);
        page_scanner_fed(ogg->scanner, piece);
        if (!take_pages(ogg, arrival_ns, err))
            return false;
        bytes += piece;
        length -= piece;
    }
    return true;
}

bool live_ogg_join(struct live_ogg *ogg, const char *type, struct err *err)
{
    own(page_scanner) scanner = page_scanner_new(err);

    if (!scanner)
        return false;
    page_scanner_free(ogg->scanner);
    ogg->scanner = take(scanner);
    ogg->is_linked = false;
    ogg->is_foreign = false;
    ogg->has_pages = false;
    ogg->is_stray_told = false;
    ogg->is_junk_told = false;
    ogg->junk_bytes = 0;
    snprintf(ogg->type, sizeof ogg->type, "%s", type ? type : "");
    ogg->beginning_bytes = 0;
    ogg->stray_since_ns = INT64_MAX;
    ogg->foreign[0] = '\0';
    return true;
}

struct media_packet *live_ogg_pull(struct live_ogg *ogg)
{
    return media_queue_pop(&ogg->packets);
}

bool live_ogg_note(struct live_ogg *ogg, struct live_ogg_note *note)
{
    if (ogg->note_count == 0)
        return false;
    *note = ogg->notes[0];
    ogg->note_count--;
    memmove(&ogg->notes[0], &ogg->notes[1],
        (size_t)ogg->note_count * sizeof ogg->notes[0]);
    return true;
}

bool live_ogg_has_pages(const struct live_ogg *ogg)
{
    return ogg->has_pages;
}

int64_t live_ogg_lost(const struct live_ogg *ogg)
{
    return ogg->link.lost;
}

int64_t live_ogg_garbage(const struct live_ogg *ogg)
{
    return ogg->garbage + ogg->link.garbage;
}

void live_ogg_free(struct live_ogg *ogg)
{
    if (!ogg)
        return;
    page_scanner_free(ogg->scanner);
    live_link_clear(&ogg->link);
    media_queue_clear(&ogg->packets);
    free(ogg);
}
