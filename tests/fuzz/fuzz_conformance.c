/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes, and the same with right checksums: the check comes to an end,
 * and what it counts and finds lies within the file. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "recorder/base/own.h"
#include "recorder/recording/conformance.h"
#include "tests/fuzz/mend_pages.h"

static void check_finding(
    const struct conformance_finding *finding, size_t length)
{
    assert(finding->rule < CONFORMANCE_RULES);
    assert(conformance_rule_name(finding->rule)[0]);
    assert(conformance_rule_section(finding->rule)[0]);
    assert(finding->offset >= 0 && finding->offset <= (int64_t)length);
    assert(finding->found[0] && finding->expected[0]);
}

static void check(const uint8_t *bytes, size_t length)
{
    struct conformance conformance;
    struct err err = {0};
    own_fd int fd = memfd_create("recording", MFD_CLOEXEC);

    assert(fd >= 0 && write(fd, bytes, length) == (ssize_t)length);
    assert(conformance_check(fd, &conformance, &err));
    assert(conformance.file_bytes == (int64_t)length);
    assert(conformance.damaged_bytes <= (int64_t)length);
    assert(conformance.frames_48k >= 0 && conformance.lost_48k >= 0);
    assert(conformance.damaged_bytes == 0 || conformance.findings.total > 0);
    for (size_t i = 0; i < conformance.findings.count; i++)
        check_finding(&conformance.findings.list[i], length);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    own_heap(uint8_t) mended = malloc(length + 1);

    assert(mended);
    memcpy(mended, bytes, length);
    check(mended, length);
    mend_pages(mended, length);
    check(mended, length);
    return 0;
}
