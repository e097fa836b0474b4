/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signals that are noted, and end nothing by themselves. Main thread: they come through the default
 * main context.
 */
#ifndef PH_HARNESS_PLATFORM_SIGNAL_WATCH_H
#define PH_HARNESS_PLATFORM_SIGNAL_WATCH_H

#include <glib.h>

/* What asks a program to end: three of them, or fewer, and zeros. */
enum { PH_SIGNALS = 3 };
extern const int ph_signals_of_end[PH_SIGNALS];

/* A source that calls this at each such signal; 0: what is ignored, as under nohup, stays so. */
guint ph_signal_watch(int number, GSourceFunc note, gpointer data);

#endif /* PH_HARNESS_PLATFORM_SIGNAL_WATCH_H */
