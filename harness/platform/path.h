/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The path of what stands in a folder, as it is opened, shown, and written into documents. */
#ifndef PH_HARNESS_PLATFORM_PATH_H
#define PH_HARNESS_PLATFORM_PATH_H

#include <glib.h>

/*
 * The folder, and one name or more below it, up to NULL. Between them is '/' on every system, which
 * Windows takes as well, so that a command says and keeps the same on each; only behind a folder
 * that was itself written with '\' there, as its user or Windows did, it is that. Any thread; the
 * caller frees it.
 */
char *ph_path_join(const char *folder, const char *name, ...) G_GNUC_NULL_TERMINATED;

#endif /* PH_HARNESS_PLATFORM_PATH_H */
