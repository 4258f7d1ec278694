/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Vectors for the inner loops, as GCC and clang have them in C: what is
 * written with these types is compiled for any processor, and on x86-64 a
 * second time for AVX2, which is chosen when the program runs.
 *
 *     LANES_INLINE float body(…) { … float8 … }
 *     static float narrow(…) { return body(…); }
 *     LANES_WIDE_TARGET static float wide(…) { return body(…); }
 *
 * Each loop has a scalar twin, and all give the same figures but for rounding.
 * Multiplications and additions are never fused: it is not faster.
 */
#ifndef ROOMCAST_AUDIO_LANES_H
#define ROOMCAST_AUDIO_LANES_H

#include <stdint.h>

/* How an inner loop is run. */
enum lanes {
    LANES_NONE,   /* one after the other */
    LANES_NARROW, /* by whatever the processor has for certain */
    LANES_WIDE    /* by AVX2, where lanes_best() says so */
};

typedef float float4 __attribute__((vector_size(16)));
typedef float float8 __attribute__((vector_size(32)));
typedef double double4 __attribute__((vector_size(32)));
typedef int32_t whole8 __attribute__((vector_size(32)));

/* A memcpy() between vectors and arrays that stays an instruction where
 * _FORTIFY_SOURCE would make it a call. */
#define lanes_copy __builtin_memcpy

#define LANES_INLINE static inline __attribute__((always_inline))

#ifdef __x86_64__
#define LANES_WIDE_TARGET __attribute__((target("avx2")))
static inline enum lanes lanes_best(void)
{
    return __builtin_cpu_supports("avx2") ? LANES_WIDE : LANES_NARROW;
}
#else
#define LANES_WIDE_TARGET
static inline enum lanes lanes_best(void)
{
    return LANES_NARROW;
}
#endif

#endif
