/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every fuzz target implements, as libFuzzer calls it. It returns 0, and
 * finds a fault by crashing: assert, abort, or a sanitizer's report.
 */
#ifndef ROOMCAST_FUZZ_TARGET_H
#define ROOMCAST_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
