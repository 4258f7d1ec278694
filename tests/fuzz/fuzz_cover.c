/* SPDX-License-Identifier: BSD-2-Clause */
/* Cover pictures: JPEG segments and PNG chunks. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "publisher/media/cover.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct cover cover = {0};
    struct err err = {0};

    if (!cover_inspect(&cover, bytes, length, &err)) {
        assert(err.kind == ERR_FORMAT && err.text[0]);
        assert(!cover.media_type);
        return 0;
    }
    assert(strncmp(cover.media_type, "image/", 6) == 0);
    assert(cover.width >= 0 && cover.height >= 0 && cover.depth_bits >= 0);
    return 0;
}
