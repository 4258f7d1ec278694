/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a configuration can be published, as far as it alone can tell: so
 * that a mistake is told before a recording is rendered for nothing, and a
 * dry run tells it too. What the feed's checker refuses (feed_checker.h) and
 * the owner can mend here is looked for here.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_CONFIG_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_CONFIG_H

#include <stdbool.h>

#include "recorder/base/config.h"
#include "recorder/base/err.h"

/* Looks at `url`, at the templates, and, of each show, at category, language,
 * email, guid, title templates, cover, whose file it reads, and how intro and
 * outro begin; changes nothing.
 * ERR_CONFIG with file, line and key, and what was expected. */
bool publish_config_check(const struct config *config, struct err *err);

#endif
