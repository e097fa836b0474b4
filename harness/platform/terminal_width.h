/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How wide a terminal is. */
#ifndef PH_HARNESS_PLATFORM_TERMINAL_WIDTH_H
#define PH_HARNESS_PLATFORM_TERMINAL_WIDTH_H

#include <stdio.h>

#include <glib.h>

/* The columns of the terminal that a stream goes to; 0: it is none, or does not say. Any thread. */
guint ph_terminal_width(FILE *stream);

#endif /* PH_HARNESS_PLATFORM_TERMINAL_WIDTH_H */
