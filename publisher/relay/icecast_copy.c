/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/icecast_copy.h"

#include <string.h>

#include "recorder/base/secret.h"

/* NULL stays NULL; false when memory ran out. */
static bool copy_string(const char **copy, const char *string)
{
    *copy = string ? strdup(string) : NULL;
    return *copy || !string;
}

bool icecast_target_copy(
    struct icecast_target *copy, const struct icecast_target *from)
{
    copy->port = from->port;
    copy->is_tls = from->is_tls;
    return copy_string(&copy->host, from->host) &&
           copy_string(&copy->mount, from->mount) &&
           copy_string(&copy->user, from->user) &&
           copy_string(&copy->password, from->password) &&
           copy_string(&copy->ca_file, from->ca_file);
}

bool icecast_facts_copy(
    struct icecast_facts *copy, const struct icecast_facts *from)
{
    copy->is_public = from->is_public;
    copy->bitrate_kbps = from->bitrate_kbps;
    copy->channels = from->channels;
    return copy_string(&copy->name, from->name) &&
           copy_string(&copy->description, from->description) &&
           copy_string(&copy->genre, from->genre) &&
           copy_string(&copy->url, from->url) &&
           copy_string(&copy->content_type, from->content_type);
}

void icecast_target_clear(struct icecast_target *copy)
{
    free((char *)copy->host);
    free((char *)copy->mount);
    free((char *)copy->user);
    secret_free((char *)copy->password);
    free((char *)copy->ca_file);
    *copy = (struct icecast_target){0};
}

void icecast_facts_clear(struct icecast_facts *copy)
{
    free((char *)copy->name);
    free((char *)copy->description);
    free((char *)copy->genre);
    free((char *)copy->url);
    free((char *)copy->content_type);
    *copy = (struct icecast_facts){0};
}
