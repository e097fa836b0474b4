/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A build as a subject whose library is a copy of the build's, in a folder of this process: two
 * loads of one file are one mapping, and two builds that are compared must not share their place
 * in memory, though they be the same. What is done to the build's file from then on does not
 * matter.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_SESSION_LIBRARY_COPY_H
#define PH_HARNESS_SESSION_LIBRARY_COPY_H

#include "measure/run.h"
#include "session/builds.h"

/*
 * @param name    What the subject is called; its file is FOLDER/NAME.so.
 * @return NULL and error (PH_ERROR_STORAGE) when it cannot be copied, or is not what the build's
 *         identity says any more.
 */
ph_run_subject *ph_library_copy(const char *name, const ph_build *build, const char *folder,
                                GError **error);

/* The copy is gone when a text about it is read: in it, the original's file takes its place. */
void ph_library_copy_name_original(const ph_run_subject *copy, const ph_build *build, char **text);

#endif /* PH_HARNESS_SESSION_LIBRARY_COPY_H */
