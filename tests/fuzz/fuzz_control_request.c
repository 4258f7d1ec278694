/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The input is a line that a client sends to a control socket, and then one
 * that a recorder answers.
 */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "recorder/base/text.h"
#include "recorder/control/control_request.h"

static void read_request(const char *line, size_t length)
{
    struct control_request request;
    struct control_request again;
    struct err err = {0};

    if (!control_request_parse(line, length, &request, &err)) {
        assert(err.kind != ERR_NONE && err.text[0]);
        own_heap(char) answer = control_answer_refusal(&err);
        assert(answer && !strchr(answer, '\n'));
        return;
    }
    assert(strlen(request.text) <= CONTROL_TEXT_MOST);
    assert(text_is_utf8(request.text));
    assert((request.verb == CONTROL_MARK || request.verb == CONTROL_PERSON) ==
           (request.text[0] != '\0'));
    own_heap(char) written = control_request_format(&request, &err);
    assert(written && strlen(written) < CONTROL_LINE_MOST);
    assert(control_request_parse(written, strlen(written), &again, &err));
    assert(again.verb == request.verb);
    assert(strcmp(again.text, request.text) == 0);
}

static void read_answer(const char *line, size_t length)
{
    struct err err = {0};
    own(jdoc) doc = control_answer_parse(line, length, &err);

    assert(doc || err.kind != ERR_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length > CONTROL_LINE_MOST)
        return 0;
    read_request((const char *)bytes, length);
    read_answer((const char *)bytes, length);
    return 0;
}
