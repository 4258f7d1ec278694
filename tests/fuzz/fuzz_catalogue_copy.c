/* SPDX-License-Identifier: BSD-2-Clause */
/* The copy of a catalogue that lies on the site, where others may write. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

#include "publisher/catalogue/catalogue_copy.h"
#include "publisher/catalogue/catalogue_read.h"

/* Whatever is refused leaves nothing behind; what is taken can be read, and
 * the database is sound. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct err err = {0};
    own_value(text) lines = {0};
    own_value(episode_list) episodes = {0};

    own(catalogue) catalogue =
        catalogue_open(":memory:", DATABASE_CREATE, &err);
    assert(catalogue);
    text_append_bytes(&lines, bytes, length);
    bool is_taken = catalogue_copy_take(catalogue, &lines, &err);
    assert(is_taken || err.text[0]);
    assert(catalogue_read(catalogue, &episodes, &err));
    assert(is_taken || episodes.count == 0);
    assert(catalogue_check(catalogue, &err));
    return 0;
}
