/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether lines that are drawn again and again have a place, and how much: on
 * terminals that know control sequences. Others, such as a shell within Emacs,
 * and pipes and files get whole lines alone.
 */
#ifndef ROOMCAST_BASE_TERMINAL_H
#define ROOMCAST_BASE_TERMINAL_H

#include <stdbool.h>

/* Is standard error one (and TERM neither unset nor "dumb")? */
bool terminal_has_controls(void);

/* So many a line may fill, now: the last stays free, for some terminals begin
 * a line behind it. As of one of 80 where it cannot be known. */
int terminal_columns(void);

#endif
