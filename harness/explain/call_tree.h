/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stacks from what callgrind counted. Callgrind keeps what a function costs apart by all of its
 * callers, so that the functions of a stack are as they were called. What is inlined in between,
 * line tables say: at an instruction exactly; at a call, by where in the caller it is. Where the
 * same functions call one another from several places, into which different functions are inlined,
 * what is below is shared out by what each place cost.
 *
 * Not thread-safe; no state.
 */
#ifndef PH_HARNESS_EXPLAIN_CALL_TREE_H
#define PH_HARNESS_EXPLAIN_CALL_TREE_H

#include "explain/callgrind_profile.h"
#include "model/work_profile.h"

/*
 * Functions, frames and sums of a profile. What the program that calls the library does itself is
 * the root's.
 *
 * @param library  Path of the library, as the profile names it.
 * @param program  The same of the program.
 * @return The rest of it is the caller's to fill in. NULL and error as ph_code_names_new().
 */
ph_work_profile *ph_call_tree(const ph_callgrind_profile *counted, const char *library,
                              const char *program, GError **error);

#endif /* PH_HARNESS_EXPLAIN_CALL_TREE_H */
