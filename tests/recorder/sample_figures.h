/* SPDX-License-Identifier: BSD-2-Clause */
/* The figures of a room in the middle of a recording, for tests. */
#ifndef ROOMCAST_TESTS_SAMPLE_FIGURES_H
#define ROOMCAST_TESTS_SAMPLE_FIGURES_H

#include "recorder/control/room_figures.h"

struct room_figures sample_figures(const char *room);

/* Of a room that has not begun: nothing is known. */
struct room_figures sample_figures_waiting(const char *room);

#endif
