/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/rule_table.h"

const struct rule_row *rule_row_of(enum feed_rule rule)
{
    if (rule < RULE_TITLE_MISSING)
        return &rule_table_document[rule];
    if (rule < RULE_EPISODE_TITLE_MISSING)
        return &rule_table_show[rule - RULE_TITLE_MISSING];
    if (rule < RULE_FILE_ELSEWHERE)
        return &rule_table_episode[rule - RULE_EPISODE_TITLE_MISSING];
    return &rule_table_host[rule - RULE_FILE_ELSEWHERE];
}

enum feed_severity rule_severity(enum feed_rule rule, enum feed_profile profile)
{
    switch (rule_row_of(rule)->severities[profile]) {
    case 'E':
        return FEED_REFUSED;
    case 'W':
        return FEED_WARNING;
    case 'I':
        return FEED_NOTE;
    default:
        return FEED_SILENT;
    }
}
