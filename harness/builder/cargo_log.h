/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What cargo writes while it builds, read from the log that it goes to. Texts are printable. */
#ifndef PH_HARNESS_BUILDER_CARGO_LOG_H
#define PH_HARNESS_BUILDER_CARGO_LOG_H

#include <glib.h>

/* "copybook-codec v0.8.1", which it began last; NULL: none yet. The caller frees it. */
char *ph_cargo_log_last_crate(const char *path);

/*
 * The first error with what belongs to it, up to an empty line: at most 40 lines of 500 bytes, and
 * 16 KiB. NULL: none. The caller frees it.
 */
char *ph_cargo_log_first_error(const char *path);

#endif /* PH_HARNESS_BUILDER_CARGO_LOG_H */
