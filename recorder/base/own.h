/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ownership: what a scope holds is released when the scope is left.
 *
 *     OWNED(durable_file)                     once, in the noun's header
 *
 *     own(durable_file) file = durable_file_new(path, 0644, err);
 *     if (!file)
 *         return false;                       released here, NULL is fine
 *     return take(file);                      given away: no longer held
 *
 *     own_value(text) page = {0};             embedded: text_clear()
 *     own_heap(char) line = strdup(s);        free()
 *     own_fd int fd = open(...);              close() unless negative
 *
 * A release only releases; it never decides success. Leaving a scope without
 * a commit means abort.
 */
#ifndef ROOMCAST_BASE_OWN_H
#define ROOMCAST_BASE_OWN_H

#include <stdlib.h>
#include <unistd.h>

/* Lets `own(noun)` hold a `struct noun *` that noun_free() releases. */
#define OWNED(noun)                                                            \
    static inline void noun##_release(struct noun **held)                      \
    {                                                                          \
        noun##_free(*held);                                                    \
    }

#define own(noun) __attribute__((cleanup(noun##_release))) struct noun *
#define own_value(noun) __attribute__((cleanup(noun##_clear))) struct noun
#define own_heap(type) __attribute__((cleanup(own_heap_release))) type *
#define own_fd __attribute__((cleanup(own_fd_release)))

/* Gives the held pointer away; the variable is NULL afterwards. */
#define take(held)                                                             \
    __extension__({                                                            \
        __auto_type taken = (held);                                            \
        (held) = NULL;                                                         \
        taken;                                                                 \
    })

static inline void own_heap_release(void *held)
{
    free(*(void **)held);
}

static inline void own_fd_release(const int *held)
{
    if (*held >= 0)
        close(*held);
}

#endif
