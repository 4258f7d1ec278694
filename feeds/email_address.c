/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/email_address.h"

#include <string.h>

bool is_email_address(const char *address)
{
    const char *at = strchr(address, '@');

    return at && at > address && at[1] && !strchr(at + 1, '@') &&
           strchr(at, '.') && !strpbrk(address, " \t\r\n<>,;");
}
