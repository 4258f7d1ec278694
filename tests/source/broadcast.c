/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/source/broadcast.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/recording/stream_head.h"
#include "recorder/recording/stream_tags.h"

void broadcast_begin(struct broadcast *broadcast)
{
    struct err err;

    *broadcast = (struct broadcast){
        .ogg = live_ogg_new(&err), .now_ns = INT64_C(1000000000)};
    assert_non_null(broadcast->ogg);
}

void broadcast_clear(struct broadcast *broadcast)
{
    live_ogg_free(broadcast->ogg);
    page_writer_free(broadcast->writer);
    text_clear(&broadcast->bytes);
    text_clear(&broadcast->notes);
    media_queue_clear(&broadcast->heard);
}

void broadcast_start(
    struct broadcast *broadcast, uint32_t serial, uint32_t first_page)
{
    struct err err;

    page_writer_free(broadcast->writer);
    broadcast->writer = page_writer_new(serial, first_page, &err);
    assert_non_null(broadcast->writer);
    broadcast->granule = 0;
}

void broadcast_write_packet(struct broadcast *broadcast, const void *packet,
    size_t length, bool is_page)
{
    struct err err;

    assert_true(page_writer_push(
        broadcast->writer, packet, length, broadcast->granule, &err));
    if (is_page)
        assert_true(
            page_writer_flush(broadcast->writer, &broadcast->bytes, &err));
}

void broadcast_write_tags(struct broadcast *broadcast, const char *title)
{
    own_value(text) packet = {0};
    own(stream_tags) tags = stream_tags_new("test");
    struct err err;

    if (title)
        stream_tags_set(tags, "TITLE", title);
    assert_true(stream_tags_format(tags, 0, &packet, &err));
    broadcast_write_packet(broadcast, packet.bytes, packet.length, true);
}

void broadcast_write_head(struct broadcast *broadcast, uint32_t serial,
    int channels, const char *title)
{
    const struct stream_head head = {.channels = channels, .preskip_48k = 312};
    uint8_t packet[STREAM_HEAD_BYTES];

    broadcast_start(broadcast, serial, 0);
    stream_head_format(&head, packet);
    broadcast_write_packet(broadcast, packet, sizeof packet, true);
    broadcast_write_tags(broadcast, title);
}

void broadcast_write_sound(struct broadcast *broadcast, bool is_page)
{
    uint8_t packet[12] = {0xf8, broadcast->next++};

    broadcast->granule += BROADCAST_TICKS;
    broadcast_write_packet(broadcast, packet, sizeof packet, is_page);
}

size_t broadcast_write_page(struct broadcast *broadcast, int packets)
{
    size_t begin = broadcast->bytes.length;

    for (int i = 1; i <= packets; i++)
        broadcast_write_sound(broadcast, i == packets);
    return begin;
}

void broadcast_push(
    struct broadcast *broadcast, const void *bytes, size_t length)
{
    struct live_ogg_note note;
    struct media_packet *packet;
    struct err err;

    assert_true(
        live_ogg_push(broadcast->ogg, bytes, length, broadcast->now_ns, &err));
    while (live_ogg_note(broadcast->ogg, &note))
        text_appendf(&broadcast->notes, "%d %s;", (int)note.kind, note.text);
    while ((packet = live_ogg_pull(broadcast->ogg)))
        media_queue_push(&broadcast->heard, packet);
}

void broadcast_send(struct broadcast *broadcast)
{
    broadcast_push(broadcast, broadcast->bytes.bytes, broadcast->bytes.length);
    text_reset(&broadcast->bytes);
}

void broadcast_expect(const struct broadcast *broadcast, const char *note)
{
    if (!strstr(text_string(&broadcast->notes), note))
        fail_msg("no \"%s\" in \"%s\"", note, text_string(&broadcast->notes));
}

const struct media_packet *broadcast_heard(
    const struct broadcast *broadcast, int index)
{
    const struct media_packet *packet = broadcast->heard.first;

    while (index-- > 0)
        packet = packet->next;
    return packet;
}

int broadcast_set_up(void **state)
{
    static struct broadcast broadcast;

    broadcast_begin(&broadcast);
    *state = &broadcast;
    return 0;
}

int broadcast_tear_down(void **state)
{
    broadcast_clear(*state);
    return 0;
}
