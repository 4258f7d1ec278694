/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/room/room_trouble.h"

#include "recorder/base/clock.h"
#include "recorder/base/text.h"

void room_trouble_begin(struct room_trouble *trouble)
{
    *trouble = (struct room_trouble){.retry_ns = INT64_MAX};
    back_off_reset(&trouble->back_off);
}

bool room_trouble_note(struct room_trouble *trouble, bool is_of_source,
    int64_t now_ns, struct err *why)
{
    /* Recordings are named by their time, and what is free on a disk is never
     * twice the same. */
    bool is_news = !text_is_alike(trouble->told.text, why->text);
    int64_t retry_ns = back_off_next_ns(&trouble->back_off, now_ns);

    trouble->retry_ns = retry_ns;
    trouble->is_of_source = is_of_source;
    trouble->told = *why;
    err_prefix(why, "trying again in %d s",
        (int)((retry_ns - now_ns) / CLOCK_SECOND_NS));
    return is_news;
}

void room_trouble_wait(struct room_trouble *trouble, struct err *why)
{
    trouble->is_of_source = false;
    trouble->told = *why;
    err_prefix(why, "waiting for space");
}

bool room_trouble_end(struct room_trouble *trouble, struct err *over)
{
    if (!trouble->told.text[0] || trouble->retry_ns != INT64_MAX)
        return false;
    *over = trouble->told;
    err_prefix(over, "works again, after");
    trouble->told.text[0] = '\0';
    return true;
}

void room_trouble_forget(struct room_trouble *trouble)
{
    back_off_reset(&trouble->back_off);
}

const char *room_trouble_text(const struct room_trouble *trouble)
{
    return trouble->told.text[0] ? trouble->told.text : NULL;
}
