/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/page_checksum.h"

#include <ogg/ogg.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define BYTES 70000

static uint8_t noise[BYTES];

static int fill(void **state)
{
    uint32_t random = 1;

    (void)state;
    for (size_t i = 0; i < BYTES; i++) {
        random = random * 1664525u + 1013904223u;
        noise[i] = (uint8_t)(random >> 24);
    }
    return 0;
}

/* RFC 3533 6, bit by bit: polynomial 0x04c11db7, nothing reflected. */
static uint32_t slow_sum(const uint8_t *bytes, size_t length)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < length; i++) {
        sum ^= (uint32_t)bytes[i] << 24;
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 0x80000000u ? sum << 1 ^ 0x04c11db7u : sum << 1;
    }
    return sum;
}

/* "123456789" is what catalogues of CRCs give: CRC-32/MPEG-2 begins with all
 * bits set, which is four bytes of 0xff that leave 0xc704dd7b before it. */
static void test_the_sum_is_that_of_the_catalogues(void **state)
{
    static const uint8_t digits[] = "123456789";
    uint32_t begun = 0xffffffffu;

    (void)state;
    assert_int_equal(page_checksum_add(begun, digits, 9), 0x0376e6e7u);
    assert_int_equal(page_checksum_add(0, digits, 9), 0x89a1897fu);
    assert_int_equal(page_checksum_add(0, digits, 0), 0);
}

static void test_every_length_at_every_place_gives_the_same_in_all_ways(
    void **state)
{
    (void)state;
    for (size_t at = 0; at < 17; at++) {
        for (size_t length = 0; length < 400; length++) {
            uint32_t expected = slow_sum(noise + at, length);
            assert_int_equal(
                page_checksum_add(0, noise + at, length), expected);
            assert_int_equal(
                page_checksum_add_by_tables(0, noise + at, length), expected);
        }
    }
    assert_int_equal(
        page_checksum_add(0, noise, BYTES), slow_sum(noise, BYTES));
}

static void test_a_sum_goes_on_wherever_the_bytes_are_cut(void **state)
{
    uint32_t expected = slow_sum(noise, 1000);

    (void)state;
    for (size_t cut = 0; cut <= 1000; cut++) {
        uint32_t sum = page_checksum_add(0, noise, cut);
        assert_int_equal(
            page_checksum_add(sum, noise + cut, 1000 - cut), expected);
        sum = page_checksum_add_by_tables(0, noise, cut);
        assert_int_equal(
            page_checksum_add_by_tables(sum, noise + cut, 1000 - cut),
            expected);
    }
}

static void test_a_shift_is_as_many_zeros(void **state)
{
    static const size_t lengths[] = {
        0, 1, 2, 3, 27, 255, 256, 4096, 65025, 65307, 65536, 131071};
    uint8_t *zeros = calloc(1, PAGE_CHECKSUM_MOST_SHIFT);
    uint32_t sum = slow_sum(noise, 100);

    (void)state;
    assert_non_null(zeros);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        uint32_t expected = page_checksum_add(sum, zeros, lengths[i]);
        assert_int_equal(page_checksum_shift(sum, lengths[i]), expected);
        assert_int_equal(
            page_checksum_shift_by_tables(sum, lengths[i]), expected);
        assert_int_equal(page_checksum_shift(0, lengths[i]), 0);
    }
    free(zeros);
}

static void test_two_stretches_make_one(void **state)
{
    (void)state;
    for (size_t cut = 0; cut <= 65000; cut += 499) {
        uint32_t first = page_checksum_add(0, noise, cut);
        uint32_t second = page_checksum_add(0, noise + cut, 65000 - cut);
        assert_int_equal(page_checksum_shift(first, 65000 - cut) ^ second,
            page_checksum_add(0, noise, 65000));
    }
}

/* libogg writes it into a page of nothing but noise. */
static void test_libogg_finds_the_same(void **state)
{
    uint8_t head[27 + 255];

    (void)state;
    for (size_t length = 0; length < 65025; length += 997) {
        for (size_t i = 0; i < sizeof head; i++)
            head[i] = noise[BYTES - 1 - i];
        ogg_page page = {.header = head,
            .header_len = sizeof head,
            .body = noise,
            .body_len = (long)length};
        ogg_page_checksum_set(&page);
        uint32_t stated = head[22] | (uint32_t)head[23] << 8 |
                          (uint32_t)head[24] << 16 | (uint32_t)head[25] << 24;
        for (size_t i = 22; i < 26; i++)
            head[i] = 0;
        uint32_t sum = page_checksum_add(0, head, sizeof head);
        assert_int_equal(page_checksum_add(sum, noise, length), stated);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_sum_is_that_of_the_catalogues),
        cmocka_unit_test(
            test_every_length_at_every_place_gives_the_same_in_all_ways),
        cmocka_unit_test(test_a_sum_goes_on_wherever_the_bytes_are_cut),
        cmocka_unit_test(test_a_shift_is_as_many_zeros),
        cmocka_unit_test(test_two_stretches_make_one),
        cmocka_unit_test(test_libogg_finds_the_same),
    };

    return cmocka_run_group_tests(tests, fill, NULL);
}
