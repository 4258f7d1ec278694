/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each allocation fails in its turn: the call says so, leaves its outputs as
 * they were, and (under AddressSanitizer) loses nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/source/card_source.h"
#include "recorder/source/sdp.h"
#include "recorder/source/source.h"

/* The linker sends these calls of all objects here. */
void *__real_calloc(size_t count, size_t size);
void *__real_malloc(size_t size);
char *__real_strdup(const char *string);
char *__real_strndup(const char *string, size_t most);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
char *__wrap_strdup(const char *string);
char *__wrap_strndup(const char *string, size_t most);

static long allowed = -1; /* -1: all */

static bool may_allocate(void)
{
    if (allowed > 0)
        allowed--;
    return allowed != 0;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return may_allocate() ? __real_calloc(count, size) : NULL;
}

void *__wrap_malloc(size_t size)
{
    return may_allocate() ? __real_malloc(size) : NULL;
}

char *__wrap_strdup(const char *string)
{
    return may_allocate() ? __real_strdup(string) : NULL;
}

char *__wrap_strndup(const char *string, size_t most)
{
    return may_allocate() ? __real_strndup(string, most) : NULL;
}

static bool open_wav(struct err *err)
{
    own(source) source = source_open("wav/sox_s16.wav", NULL, err);

    return source;
}

static bool open_http(struct err *err)
{
    const struct source_options options = {.user = "me", .password = "secret"};
    own(source) source =
        source_open("http://radio.example.org/a", &options, err);

    return source;
}

static bool read_url(struct err *err)
{
    struct rtp_description description = {.port = -7};
    bool is_read = rtp_description_from_url(
        "rtp://127.0.0.1:5004?codec=opus", &description, err);

    assert_int_equal(description.port, is_read ? 5004 : -7);
    return is_read;
}

static bool read_sdp(struct err *err)
{
    struct rtp_description description = {.port = -7};
    bool is_read = sdp_load("sdp/ffmpeg_opus.sdp", &description, err);

    assert_int_equal(description.port, is_read ? 5904 : -7);
    return is_read;
}

static int cards;

static void free_card(struct card *card)
{
    capture_queue_free(card->queue);
    free(card);
    cards--;
}

static bool open_card(struct err *err)
{
    struct card *card = calloc(1, sizeof *card);

    if (!card)
        return err_no_memory(err);
    cards++;
    card->free = free_card;
    card->format = (struct sample_format){SAMPLE_S16LE, 48000, 2, 0};
    card->queue = card_queue_new(&card->format, err);
    if (!card->queue) {
        free_card(card);
        return false;
    }
    own(source) source = card_source_new(card, err);
    return source;
}

/* Allows one allocation more each time, until the call succeeds. */
static void assert_fails_cleanly(bool (*call)(struct err *err), int least)
{
    bool is_done = false;
    int failures = 0;

    while (!is_done) {
        struct err err = {0};
        allowed = failures + 1;
        is_done = call(&err);
        allowed = -1;
        if (!is_done) {
            assert_int_equal(err.kind, ERR_MEMORY);
            assert_non_null(strstr(err.text, "out of memory"));
            failures++;
        }
    }
    assert_true(failures >= least);
}

static void test_opening_a_file_without_memory_fails_cleanly(void **state)
{
    (void)state;
    assert_fails_cleanly(open_wav, 3);
}

static void test_opening_a_stream_without_memory_fails_cleanly(void **state)
{
    (void)state;
    assert_fails_cleanly(open_http, 4);
}

static void test_reading_a_url_without_memory_fails_cleanly(void **state)
{
    (void)state;
    assert_fails_cleanly(read_url, 1);
}

static void test_reading_a_description_without_memory_fails_cleanly(
    void **state)
{
    (void)state;
    assert_fails_cleanly(read_sdp, 11);
}

static void test_opening_a_card_without_memory_frees_the_card(void **state)
{
    (void)state;
    assert_fails_cleanly(open_card, 5);
    assert_int_equal(cards, 0);
}

static void test_sound_without_memory_is_lost_and_the_next_says_so(void **state)
{
    struct err err;
    own(capture_queue) queue = capture_queue_new(4, 400, &err);

    (void)state;
    assert_non_null(queue);
    allowed = 1;
    capture_queue_push(queue, (const uint8_t *)"abcd", 1, 1);
    capture_queue_tell(queue, "source", "back");
    allowed = -1;
    assert_null(capture_queue_pop(queue));
    capture_queue_push(queue, (const uint8_t *)"efgh", 1, 2);
    own(capture_block) block = capture_queue_pop(queue);
    assert_non_null(block);
    assert_true(block->is_break);
    assert_memory_equal(block->bytes, "efgh", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opening_a_file_without_memory_fails_cleanly),
        cmocka_unit_test(test_opening_a_stream_without_memory_fails_cleanly),
        cmocka_unit_test(test_reading_a_url_without_memory_fails_cleanly),
        cmocka_unit_test(
            test_reading_a_description_without_memory_fails_cleanly),
        cmocka_unit_test(test_opening_a_card_without_memory_frees_the_card),
        cmocka_unit_test(
            test_sound_without_memory_is_lost_and_the_next_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
