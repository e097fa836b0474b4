/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a build lays out a copybook's record, beside what the copybook says.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_SESSION_AGAINST_BUILD_H
#define PH_HARNESS_SESSION_AGAINST_BUILD_H

#include "model/layout_against.h"
#include "session/copybook_file.h"
#include "session/copybook_options.h"

/*
 * Ask it, in so many fresh processes as make it likely that each of its layouts is seen.
 *
 * @param build   A subject of the installation, or the name of a build, which is made here.
 * @param file    As it was read, as the choice says. Where that names a record, the build is given
 *                no other; else the whole file.
 * @param record  The one that is meant.
 * @return NULL and error, which names the build: when it cannot be found, made or loaded, or reads
 *         no copybooks, when no worker can be run, or the user gives up.
 */
ph_layout_against *ph_against_build(const char *build, const ph_copybook_file *file,
                                    const ph_record *record, const ph_copybook_choice *choice,
                                    GError **error);

#endif /* PH_HARNESS_SESSION_AGAINST_BUILD_H */
