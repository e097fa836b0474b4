/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libcob, started and stopped inside a process that is not a COBOL program.
 *
 * libcob has one state per process. Starting it a second time only counts; the last stop ends it.
 * One thread only.
 */
#ifndef PH_CODECS_GNUCOBOL_RUNTIME_H
#define PH_CODECS_GNUCOBOL_RUNTIME_H

#include <stdbool.h>

/*
 * Start libcob, and enter a module with the settings of a program that was compiled with
 * `cobc -std=ibm -fsign=EBCDIC`. The process keeps its signal handlers, its locale and its
 * environment. False when there is no memory; a runtime configuration that libcob cannot read ends
 * the process.
 */
bool gnucobol_runtime_start(void);
void gnucobol_runtime_stop(void);

#endif /* PH_CODECS_GNUCOBOL_RUNTIME_H */
