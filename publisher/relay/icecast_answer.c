/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/icecast_answer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Enough of the server's words to know what it means. */
#define MOST_WORDS 512
#define STATUS_LINE_BYTES 12 /* "HTTP/1.1 200" */

/* One answer within what came. */
struct piece {
    const char *start;
    size_t length;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 0 when it is no status line, -1 when too little came. */
static int status_of(struct piece text)
{
    static const char begin[] = "HTTP/";
    size_t known = text.length < 5 ? text.length : 5;

    if (memcmp(text.start, begin, known) != 0)
        return 0;
    if (text.length < STATUS_LINE_BYTES)
        return -1;
    if (!is_digit(text.start[5]) || text.start[6] != '.' ||
        !is_digit(text.start[7]) || text.start[8] != ' ' ||
        !is_digit(text.start[9]) || !is_digit(text.start[10]) ||
        !is_digit(text.start[11]))
        return 0;
    int status = (text.start[9] - '0') * 100 + (text.start[10] - '0') * 10 +
                 (text.start[11] - '0');
    return status >= 100 && status <= 599 ? status : 0;
}

/* The length of the headers with the empty line behind them; 0: no end yet. */
static size_t head_length(struct piece text)
{
    for (size_t i = 0; i + 1 < text.length; i++) {
        if (text.start[i] != '\n')
            continue;
        if (text.start[i + 1] == '\n')
            return i + 2;
        if (i + 2 < text.length && text.start[i + 1] == '\r' &&
            text.start[i + 2] == '\n')
            return i + 3;
    }
    return 0;
}

/* What follows the headers; -1: until the server closes. */
static int64_t stated_length(struct piece head)
{
    static const char name[] = "\ncontent-length:";
    const size_t used = sizeof name - 1;

    for (size_t i = 0; i + used < head.length; i++) {
        if (strncasecmp(head.start + i, name, used) != 0)
            continue;
        const char *at = head.start + i + used;
        const char *end = head.start + head.length;
        int64_t value = 0;
        while (at < end && *at == ' ')
            at++;
        while (at < end && is_digit(*at) && value <= MOST_WORDS)
            value = value * 10 + (*at++ - '0');
        return value;
    }
    return -1;
}

/* Printable ASCII in one line; of anything else not more than a blank. */
static void keep_words(struct icecast_answer *answer, struct piece words)
{
    size_t used = 0;

    for (size_t i = 0; i < words.length && used + 1 < sizeof answer->reason;
         i++) {
        unsigned char c = (unsigned char)words.start[i];
        bool is_plain = c > ' ' && c < 0x7f;
        if (is_plain)
            answer->reason[used++] = (char)c;
        else if (used > 0 && answer->reason[used - 1] != ' ')
            answer->reason[used++] = ' ';
    }
    while (used > 0 && answer->reason[used - 1] == ' ')
        used--;
    answer->reason[used] = '\0';
}

static enum icecast_verdict refusal(struct icecast_answer *answer)
{
    if (answer->status == 401)
        return ICECAST_ANSWER_PASSWORD;
    if (answer->status == 409)
        return ICECAST_ANSWER_TAKEN;
    if (answer->status == 403 && strcasestr(answer->reason, "in use"))
        return ICECAST_ANSWER_TAKEN;
    if (answer->status == 403 && strcasestr(answer->reason, "too many"))
        return ICECAST_ANSWER_FULL;
    return ICECAST_ANSWER_REFUSED;
}

/* A page of HTML, or none at all, says less than the status line. */
static void choose_words(
    struct icecast_answer *answer, struct piece head, struct piece body)
{
    const char *end = memchr(head.start, '\n', head.length);

    keep_words(answer, body);
    if (answer->reason[0] != '\0' && answer->reason[0] != '<')
        return;
    keep_words(answer, (struct piece){head.start + STATUS_LINE_BYTES,
                           (size_t)(end - head.start) - STATUS_LINE_BYTES});
}

/* Consent is passed over: a refusal may follow it. */
static bool skip_consent(struct icecast_answer *answer, size_t length)
{
    if (answer->status != 100 && answer->status / 100 != 2)
        return false;
    answer->has_consent = true;
    answer->length -= length;
    memmove(answer->bytes, answer->bytes + length, answer->length);
    return true;
}

static enum icecast_verdict judge(struct icecast_answer *answer, bool is_over)
{
    struct piece text = {answer->bytes, answer->length};
    int status = status_of(text);
    size_t length = head_length(text);

    if (status <= 0 || length == 0)
        return status == 0 || is_over || answer->length == sizeof answer->bytes
                   ? ICECAST_ANSWER_GARBAGE
                   : ICECAST_ANSWER_PENDING;
    answer->status = status;
    if (skip_consent(answer, length))
        return ICECAST_ANSWER_PENDING;
    struct piece head = {text.start, length};
    struct piece body = {text.start + length, text.length - length};
    int64_t stated = stated_length(head);
    if (!is_over && body.length < MOST_WORDS &&
        (stated < 0 || (int64_t)body.length < stated))
        return ICECAST_ANSWER_PENDING;
    choose_words(answer, head, body);
    return refusal(answer);
}

/* Behind its consent what a server says counts only when it is a refusal. */
static enum icecast_verdict judge_all(
    struct icecast_answer *answer, bool is_over)
{
    enum icecast_verdict verdict;
    size_t length;

    do {
        length = answer->length;
        verdict = judge(answer, is_over);
    } while (answer->length < length);
    bool is_refusal =
        verdict != ICECAST_ANSWER_PENDING && verdict != ICECAST_ANSWER_GARBAGE;

    answer->verdict =
        answer->has_consent && !is_refusal ? ICECAST_ANSWER_CONSENT : verdict;
    return answer->verdict;
}

enum icecast_verdict icecast_answer_push(
    struct icecast_answer *answer, const void *bytes, size_t length)
{
    size_t room = sizeof answer->bytes - answer->length;

    if (answer->verdict > ICECAST_ANSWER_CONSENT)
        return answer->verdict;
    if (length > room)
        length = room;
    memcpy(answer->bytes + answer->length, bytes, length);
    answer->length += length;
    return judge_all(answer, false);
}

enum icecast_verdict icecast_answer_closed(struct icecast_answer *answer)
{
    if (answer->verdict > ICECAST_ANSWER_CONSENT)
        return answer->verdict;
    return judge_all(answer, true);
}
