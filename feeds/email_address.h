/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of e-mail, as far as they can be judged by looking at them. */
#ifndef ROOMCAST_FEEDS_EMAIL_ADDRESS_H
#define ROOMCAST_FEEDS_EMAIL_ADDRESS_H

#include <stdbool.h>

/* No more than whether a letter could arrive: one @ between two parts, of
 * which the second has a dot, and nothing that belongs to no address. */
bool is_email_address(const char *address);

#endif
