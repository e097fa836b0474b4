/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading what callgrind wrote of one region ("Callgrind Format Specification" in valgrind's
 * manual), written with --compress-strings=no --compress-pos=no --demangle=no.
 */
#ifndef PH_HARNESS_COMPARE_CALLGRIND_FILE_H
#define PH_HARNESS_COMPARE_CALLGRIND_FILE_H

#include <glib.h>

/*
 * @param library           Path of the library whose functions are of interest.
 * @param ret_instructions  Receives the region's instructions, those of other libraries included.
 * @param hot               Receives the linkage names of the library's functions that took at least
 *                          a hundredth of them in their own code (char *, newly allocated), those
 *                          that it holds already only once.
 * @return FALSE and error (PH_ERROR_PARSE, PH_ERROR_STORAGE) when there is no such file or no
 *         total in it.
 */
gboolean ph_callgrind_file_read(const char *path, const char *library, double *ret_instructions,
                                GPtrArray *hot, GError **error);

#endif /* PH_HARNESS_COMPARE_CALLGRIND_FILE_H */
