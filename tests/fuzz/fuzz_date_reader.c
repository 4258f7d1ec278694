/* SPDX-License-Identifier: BSD-2-Clause */
/* A date or a duration. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdlib.h>

#include "feeds/reader/date_reader.h"
#include "feeds/reader/feed_storage.h"
#include "recorder/base/own.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    own(feed_storage) storage = feed_storage_new();
    const char *text = feed_storage_copy(storage, (const char *)bytes, length);
    int64_t strict = INT64_MIN;
    int64_t any = INT64_MIN;
    bool flag;

    if (!date_read_strictly(text, &strict)) {
        assert(date_read(text, &any));
        assert(any == strict);
    }
    if (date_read_iso(text, &any, &flag))
        assert(date_read(text, &strict) && strict == any);
    if (duration_read(text, &any, &flag))
        assert(any >= 0);
    return 0;
}
