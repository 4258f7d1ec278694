/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why something failed: one fixed-size value, owned by the caller.
 *
 * A fallible function returns bool (or a pointer) and takes `struct err *err`
 * last. On failure it returns false (or NULL), leaves its outputs untouched
 * and has filled *err; on success *err is not touched. The text grows on the
 * way up, so that a failure is one line:
 *
 *     if (!durable_file_commit(file, err))
 *         return err_prefix(err, "publish %s", slug);
 *
 *     publish ep-12: sync feed.xml: No space left on device
 *
 * Libraries only fill errors; mains and the session loop print them, once.
 */
#ifndef ROOMCAST_BASE_ERR_H
#define ROOMCAST_BASE_ERR_H

#include <stdbool.h>

/* What the caller should do about it. */
enum err_kind {
    ERR_NONE,
    ERR_IO,     /* a file or device failed: look at the machine */
    ERR_NET,    /* the network or the other end failed */
    ERR_FORMAT, /* the input is not what it should be */
    ERR_CONFIG, /* the configuration or the command line is wrong */
    ERR_LIMIT,  /* larger or more than this program accepts */
    ERR_MEMORY, /* out of memory */
    ERR_BUSY,   /* somebody else holds it: the same call may succeed later */
};

struct err {
    enum err_kind kind;
    bool is_full;   /* of ERR_IO: there was no room, and with more it may do */
    char text[768]; /* one line of UTF-8, cut at the end if longer */
};

/* The exit statuses of every roomcast program; any other means failure. */
enum exit_status {
    EXIT_DONE = 0,      /* all done, or nothing to do */
    EXIT_FAILED = 1,    /* it failed; the message says why */
    EXIT_USAGE = 2,     /* command line or configuration: nothing was begun */
    EXIT_PARTLY = 3,    /* some of it is done, the rest is reported */
    EXIT_TRY_LATER = 75 /* held by another program: try again later */
};

/* Fills *err. Always false, so that `return err_set(...)` fails. */
bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": " and the text of errno behind it, which tells whether it
 * was for want of room. */
bool err_set_errno(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts a text and ": " before what is there. Always false. */
bool err_prefix(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Fills *err with "out of memory". Always false. */
bool err_no_memory(struct err *err);

/* The exit status that tells a script the kind. */
enum exit_status err_exit_status(const struct err *err);

#endif
