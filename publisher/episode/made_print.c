/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/made_print.h"

#include <string.h>

#include "publisher/episode/episode_soundbites.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* Their places in the episode are found when it is made. */
static void append_soundbites(const char *edit_tags, struct text *facts)
{
    struct err err;
    own_heap(char) soundbites =
        edit_tags ? episode_soundbites_of_edit(edit_tags, &err) : NULL;

    if (soundbites && *soundbites)
        text_appendf(facts, "soundbites %s\n", soundbites);
}

/* Out of memory the print is one that nothing was made from: it is made
 * anew, or that fails and says why. */
void made_print_of(
    const struct catalogue_episode *episode, char print[FINGERPRINT_BYTES])
{
    own_value(text) facts = {0};
    const struct episode_edit *edit = &episode->edit;

    text_appendf(&facts, "redact %s\ntrim %s\n",
        edit->redact ? edit->redact : "", edit->trim ? edit->trim : "");
    append_soundbites(edit->tags, &facts);
    if (episode->notes_print[0])
        text_appendf(&facts, "beside it %s\n", episode->notes_print);
    fingerprint_make(text_string(&facts), facts.length, print);
}

/* Before prints were kept nothing could be cut. */
bool made_print_is_old(const struct catalogue_episode *known)
{
    const struct catalogue_episode uncut = {0};
    char now[FINGERPRINT_BYTES];
    char then[FINGERPRINT_BYTES];

    if (known->state < EPISODE_RENDERED)
        return false;
    made_print_of(known, now);
    made_print_of(&uncut, then);
    return strcmp(known->made_print[0] ? known->made_print : then, now) != 0;
}
