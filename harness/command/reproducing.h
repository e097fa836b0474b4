/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Measuring again what a bundle holds: its builds made or found, its files looked for, the command
 * run in a process of its own, and what that says held against what was recorded.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_COMMAND_REPRODUCING_H
#define PH_HARNESS_COMMAND_REPRODUCING_H

#include "bundle/bundle.h"
#include "session/rebuilt.h"
#include "verdict/reproduction.h"

/* All borrowed. */
typedef struct ph_reproducing {
    const ph_bundle *bundle;
    ph_rebuilt_places places;  /* Files that are measured are looked for there, too. */
    const char *output_folder; /* Where what is measured is kept; NULL: nowhere. */
    const char *schemas;
} ph_reproducing;

/*
 * @return The facts, for ph_reproduction_free(): where a file is not the one that was measured,
 * that alone. NULL and error when it cannot be measured.
 */
ph_reproduction *ph_reproduce(const ph_reproducing *reproducing, GError **error);

#endif /* PH_HARNESS_COMMAND_REPRODUCING_H */
