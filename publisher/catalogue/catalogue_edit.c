/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_edit.h"

bool catalogue_set_edit(struct catalogue *catalogue, const char *recording,
    const struct episode_edit *edit, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "INSERT OR REPLACE INTO edit (recording, title, notes, redact, trim,"
        "    is_explicit, is_draft, kind, season, publish_at, tags)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        err);

    query_bind_text(query, 1, recording);
    query_bind_text(query, 2, edit->title);
    query_bind_text(query, 3, edit->notes);
    query_bind_text(query, 4, edit->redact);
    query_bind_text(query, 5, edit->trim);
    query_bind_whole(query, 6, edit->is_explicit);
    query_bind_whole(query, 7, edit->is_draft);
    query_bind_text(query, 8, episode_kind_name(edit->kind));
    query_bind_whole(query, 9, edit->season);
    query_bind_whole(query, 10, edit->publish_at);
    query_bind_text(query, 11, edit->tags);
    return query_finish(query, err);
}

bool catalogue_hide(struct catalogue *catalogue, const char *recording,
    const struct catalogue_hiding *hiding, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "UPDATE episode SET hidden = ?2, remove_at = ?3, is_expired = ?4"
        " WHERE recording = ?1 AND hidden = 0",
        err);

    query_bind_text(query, 1, recording);
    query_bind_whole(query, 2, hiding->hidden);
    query_bind_whole(query, 3, hiding->remove_at);
    query_bind_whole(query, 4, hiding->is_expired);
    return query_finish(query, err);
}

bool catalogue_restore(
    struct catalogue *catalogue, const char *recording, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "UPDATE episode SET hidden = 0, remove_at = 0, is_expired = 0,"
        "    is_kept = 1"
        " WHERE recording = ?",
        err);

    query_bind_text(query, 1, recording);
    return query_finish(query, err);
}

bool catalogue_set_removed(struct catalogue *catalogue, const char *recording,
    int64_t removed, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "UPDATE episode SET removed = ?2 WHERE recording = ?1", err);

    query_bind_text(query, 1, recording);
    query_bind_whole(query, 2, removed);
    return query_finish(query, err);
}
