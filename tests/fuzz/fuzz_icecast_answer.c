/* SPDX-License-Identifier: BSD-2-Clause */
/* What a server answers to a source, and to the question how many listen:
 * whole, and cut in two. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "publisher/relay/icecast_answer.h"
#include "publisher/relay/icecast_listeners.h"

static void check(const struct icecast_answer *answer)
{
    assert(answer->verdict != ICECAST_ANSWER_PENDING);
    assert(answer->length <= sizeof answer->bytes);
    assert(answer->status == 0 ||
           (answer->status >= 100 && answer->status <= 599));
    for (const char *at = answer->reason; *at; at++)
        assert(*at >= ' ' && *at < 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct icecast_answer whole = {0};
    struct icecast_answer pieces = {0};
    size_t cut = length ? bytes[0] % length : 0;

    icecast_answer_push(&whole, bytes, length);
    icecast_answer_closed(&whole);
    check(&whole);
    icecast_answer_push(&pieces, bytes, cut);
    icecast_answer_push(&pieces, bytes + cut, length - cut);
    icecast_answer_closed(&pieces);
    check(&pieces);

    char *string = strndup((const char *)bytes, length);
    if (string) {
        assert(icecast_listeners_in_stats(string, "/m") >= -1);
        assert(icecast_listeners_in_status(string, "/m") >= -1);
    }
    free(string);
    return 0;
}
