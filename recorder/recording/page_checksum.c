/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/page_checksum.h"

#include <assert.h>
#include <stdbool.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define SLICES 16

/* A table of what each byte leaves, from what its bits leave. */
#define BYTE(n, a, b, c, d, e, f, g, h)                                        \
    (((n)&1 ? a : 0u) ^ ((n)&2 ? b : 0u) ^ ((n)&4 ? c : 0u) ^                  \
        ((n)&8 ? d : 0u) ^ ((n)&16 ? e : 0u) ^ ((n)&32 ? f : 0u) ^             \
        ((n)&64 ? g : 0u) ^ ((n)&128 ? h : 0u))
#define FOUR(n, ...)                                                           \
    BYTE((n), __VA_ARGS__), BYTE((n) + 1, __VA_ARGS__),                        \
        BYTE((n) + 2, __VA_ARGS__), BYTE((n) + 3, __VA_ARGS__)
#define SIXTEEN(n, ...)                                                        \
    FOUR((n), __VA_ARGS__), FOUR((n) + 4, __VA_ARGS__),                        \
        FOUR((n) + 8, __VA_ARGS__), FOUR((n) + 12, __VA_ARGS__)
#define SIXTY_FOUR(n, ...)                                                     \
    SIXTEEN((n), __VA_ARGS__), SIXTEEN((n) + 16, __VA_ARGS__),                 \
        SIXTEEN((n) + 32, __VA_ARGS__), SIXTEEN((n) + 48, __VA_ARGS__)
#define SLICE(...)                                                             \
    {                                                                          \
        SIXTY_FOUR(0, __VA_ARGS__), SIXTY_FOUR(64, __VA_ARGS__),               \
            SIXTY_FOUR(128, __VA_ARGS__), SIXTY_FOUR(192, __VA_ARGS__)         \
    }

/* What is left of a byte with so many bytes behind it: bit i of slice k is
 * x^(32 + 8 k + i) modulo the polynomial. */
static const uint32_t slices[SLICES][256] = {
    SLICE(0x04c11db7, 0x09823b6e, 0x130476dc, 0x2608edb8, 0x4c11db70,
        0x9823b6e0, 0x34867077, 0x690ce0ee),
    SLICE(0xd219c1dc, 0xa0f29e0f, 0x452421a9, 0x8a484352, 0x10519b13,
        0x20a33626, 0x41466c4c, 0x828cd898),
    SLICE(0x01d8ac87, 0x03b1590e, 0x0762b21c, 0x0ec56438, 0x1d8ac870,
        0x3b1590e0, 0x762b21c0, 0xec564380),
    SLICE(0xdc6d9ab7, 0xbc1a28d9, 0x7cf54c05, 0xf9ea980a, 0xf7142da3,
        0xeae946f1, 0xd1139055, 0xa6e63d1d),
    SLICE(0x490d678d, 0x921acf1a, 0x20f48383, 0x41e90706, 0x83d20e0c,
        0x036501af, 0x06ca035e, 0x0d9406bc),
    SLICE(0x1b280d78, 0x36501af0, 0x6ca035e0, 0xd9406bc0, 0xb641ca37,
        0x684289d9, 0xd08513b2, 0xa5cb3ad3),
    SLICE(0x4f576811, 0x9eaed022, 0x399cbdf3, 0x73397be6, 0xe672f7cc,
        0xc824f22f, 0x9488f9e9, 0x2dd0ee65),
    SLICE(0x5ba1dcca, 0xb743b994, 0x6a466e9f, 0xd48cdd3e, 0xadd8a7cb,
        0x5f705221, 0xbee0a442, 0x79005533),
    SLICE(0xf200aa66, 0xe0c0497b, 0xc5418f41, 0x8e420335, 0x18451bdd,
        0x308a37ba, 0x61146f74, 0xc228dee8),
    SLICE(0x8090a067, 0x05e05d79, 0x0bc0baf2, 0x178175e4, 0x2f02ebc8,
        0x5e05d790, 0xbc0baf20, 0x7cd643f7),
    SLICE(0xf9ac87ee, 0xf798126b, 0xebf13961, 0xd3236f75, 0xa287c35d,
        0x41ce9b0d, 0x839d361a, 0x03fb7183),
    SLICE(0x07f6e306, 0x0fedc60c, 0x1fdb8c18, 0x3fb71830, 0x7f6e3060,
        0xfedc60c0, 0xf979dc37, 0xf632a5d9),
    SLICE(0xe8a45605, 0xd589b1bd, 0xafd27ecd, 0x5b65e02d, 0xb6cbc05a,
        0x69569d03, 0xd2ad3a06, 0xa19b69bb),
    SLICE(0x47f7cec1, 0x8fef9d82, 0x1b1e26b3, 0x363c4d66, 0x6c789acc,
        0xd8f13598, 0xb5237687, 0x6e87f0b9),
    SLICE(0xdd0fe172, 0xbededf53, 0x797ca311, 0xf2f94622, 0xe13391f3,
        0xc6a63e51, 0x898d6115, 0x17dbdf9d),
    SLICE(0x2fb7bf3a, 0x5f6f7e74, 0xbedefce8, 0x797ce467, 0xf2f9c8ce,
        0xe1328c2b, 0xc6a405e1, 0x89891675),
};

/* x^(8 * 2^k) modulo the polynomial. */
static const uint32_t powers[] = {0x00000100, 0x00010000, 0x04c11db7,
    0x490d678d, 0xe8a45605, 0x75be46b7, 0xe6228b11, 0x567fddeb, 0x88fe2237,
    0x0e857e71, 0x7001e426, 0x075de2b2, 0xf12a7f90, 0xf0b4a1c1, 0x58f46c0c,
    0xc3395ade, 0x96837f8c};

static uint32_t read_first(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
           (uint32_t)bytes[2] << 8 | bytes[3];
}

/* What is left of the first of `behind` + 4 bytes, which are in a word. */
static uint32_t slice_word(uint32_t word, size_t behind)
{
    return slices[behind + 3][word >> 24] ^
           slices[behind + 2][word >> 16 & 255] ^
           slices[behind + 1][word >> 8 & 255] ^ slices[behind][word & 255];
}

uint32_t page_checksum_add_by_tables(
    uint32_t sum, const uint8_t *bytes, size_t length)
{
    for (; length >= SLICES; length -= SLICES, bytes += SLICES)
        sum = slice_word(read_first(bytes) ^ sum, 12) ^
              slice_word(read_first(bytes + 4), 8) ^
              slice_word(read_first(bytes + 8), 4) ^
              slice_word(read_first(bytes + 12), 0);
    for (; length > 0; length--, bytes++)
        sum = sum << 8 ^ slices[0][sum >> 24 ^ *bytes];
    return sum;
}

static uint32_t remainder_of(uint64_t product)
{
    return slice_word((uint32_t)(product >> 32), 0) ^ (uint32_t)product;
}

/* --- Polynomials multiplied by the processor ---------------------------- */

#if defined(__x86_64__)

#define WITH_CLMUL __attribute__((target("pclmul,ssse3")))
#define LEAST_FOLDED_BYTES 64

static bool has_clmul(void)
{
    return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("ssse3");
}

/* Highest power first, as the sum takes bytes. */
WITH_CLMUL static __m128i in_order(__m128i block)
{
    return _mm_shuffle_epi8(block,
        _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

WITH_CLMUL static __m128i load(const uint8_t *bytes)
{
    return in_order(_mm_loadu_si128((const __m128i *)(const void *)bytes));
}

/* A block moved over what is behind it, which is added: `by` holds x^(n + 64)
 * and x^n modulo the polynomial for n bits. */
WITH_CLMUL static __m128i fold(__m128i block, __m128i by, __m128i behind)
{
    __m128i high = _mm_clmulepi64_si128(block, by, 0x11);
    __m128i low = _mm_clmulepi64_si128(block, by, 0x00);

    return _mm_xor_si128(_mm_xor_si128(high, low), behind);
}

/* The sum of 16 bytes that leave the same as all of them: at least 64, and a
 * multiple of 16. Four blocks at a time hide how long a multiplication takes
 * (Gopal et al., Fast CRC Computation Using PCLMULQDQ, 2009). */
WITH_CLMUL static uint32_t add_blocks(
    uint32_t sum, const uint8_t *bytes, size_t length)
{
    const __m128i by_one = _mm_set_epi64x(0xc5b9cd4c, 0xe8a45605);
    const __m128i by_four = _mm_set_epi64x(0x8833794c, 0xe6228b11);
    __m128i blocks[4];
    uint8_t left[16];

    for (size_t i = 0; i < 4; i++)
        blocks[i] = load(bytes + 16 * i);
    blocks[0] = _mm_xor_si128(blocks[0], _mm_set_epi32((int32_t)sum, 0, 0, 0));
    for (bytes += 64, length -= 64; length >= 64; bytes += 64, length -= 64)
        for (size_t i = 0; i < 4; i++)
            blocks[i] = fold(blocks[i], by_four, load(bytes + 16 * i));
    for (size_t i = 1; i < 4; i++)
        blocks[0] = fold(blocks[0], by_one, blocks[i]);
    for (; length >= 16; bytes += 16, length -= 16)
        blocks[0] = fold(blocks[0], by_one, load(bytes));
    _mm_storeu_si128((__m128i *)(void *)left, in_order(blocks[0]));
    return page_checksum_add_by_tables(0, left, sizeof left);
}

WITH_CLMUL static uint32_t shift_by_processor(uint32_t sum, size_t length)
{
    for (size_t k = 0; sum != 0 && length > 0; length >>= 1, k++) {
        if (length & 1)
            sum = remainder_of((uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(
                _mm_cvtsi64_si128(sum), _mm_cvtsi64_si128(powers[k]), 0x00)));
    }
    return sum;
}

#else

#define LEAST_FOLDED_BYTES 64

static bool has_clmul(void)
{
    return false;
}

static uint32_t add_blocks(uint32_t sum, const uint8_t *bytes, size_t length)
{
    return page_checksum_add_by_tables(sum, bytes, length);
}

static uint32_t shift_by_processor(uint32_t sum, size_t length)
{
    return page_checksum_shift_by_tables(sum, length);
}

#endif

uint32_t page_checksum_add(uint32_t sum, const uint8_t *bytes, size_t length)
{
    size_t folded = length & ~(size_t)15;

    if (length < LEAST_FOLDED_BYTES || !has_clmul())
        return page_checksum_add_by_tables(sum, bytes, length);
    sum = add_blocks(sum, bytes, folded);
    return page_checksum_add_by_tables(sum, bytes + folded, length - folded);
}

/* --- Shifting ----------------------------------------------------------- */

static uint64_t multiply_bit_by_bit(uint32_t a, uint32_t b)
{
    uint64_t product = 0;

    for (int bit = 0; bit < 32; bit++)
        product ^= (uint64_t)b << bit & -(uint64_t)(a >> bit & 1);
    return product;
}

uint32_t page_checksum_shift(uint32_t sum, size_t length)
{
    assert(length <= PAGE_CHECKSUM_MOST_SHIFT);
    return has_clmul() ? shift_by_processor(sum, length)
                       : page_checksum_shift_by_tables(sum, length);
}

uint32_t page_checksum_shift_by_tables(uint32_t sum, size_t length)
{
    assert(length <= PAGE_CHECKSUM_MOST_SHIFT);
    for (size_t k = 0; sum != 0 && length > 0; length >>= 1, k++) {
        if (length & 1)
            sum = remainder_of(multiply_bit_by_bit(sum, powers[k]));
    }
    return sum;
}
