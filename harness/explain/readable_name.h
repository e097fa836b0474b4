/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names of functions as people know them, from those that linkers do. Any thread; no state.
 */
#ifndef PH_HARNESS_EXPLAIN_READABLE_NAME_H
#define PH_HARNESS_EXPLAIN_READABLE_NAME_H

#include <glib.h>

/* A longer name is not looked into: whoever wrote it may be anybody. */
#define PH_READABLE_NAME_BYTES_MAX 2048

/*
 * Rust's (either mangling) without its hash, C++'s with its arguments, and any other without what
 * gcc appends to the pieces of a function (".cold", ".part.0"), so that all of a function has one
 * name. Fit to be printed, and no longer than the limit.
 *
 * @param ret_is_rust  Receives whether it is a name of Rust's; may be NULL.
 * @return The caller frees it.
 */
char *ph_readable_name(const char *linkage_name, gboolean *ret_is_rust);

/*
 * Where in a readable name of Rust's its first path begins: `copybook_codec::A as …` of
 * `<&mut copybook_codec::A as core::fmt::Display>::fmt`. Of the name.
 */
const char *ph_readable_name_path(const char *name);

/*
 * The crate of a readable name of Rust's, newly allocated: of `<copybook_codec::A as
 * core::fmt::Display>::fmt` it is copybook_codec. "" for a name that begins with no path, as
 * `<[T] as core::fmt::Debug>::fmt`.
 */
char *ph_readable_name_crate(const char *name);

#endif /* PH_HARNESS_EXPLAIN_READABLE_NAME_H */
