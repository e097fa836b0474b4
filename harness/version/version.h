/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which perfharness this is and how it was built: constants, the same wherever it was built.
 *
 * C11, no state; any thread.
 */
#ifndef PH_HARNESS_VERSION_VERSION_H
#define PH_HARNESS_VERSION_VERSION_H

#include <stdbool.h>

/* All static; "" is what is not known, or not set. */
typedef struct ph_version {
    const char *number;     /* "0.1.0", the project's. */
    const char *build_type; /* CMake's. */
    const char *c_compiler; /* "GNU 12.2.0", as the next. */
    const char *cxx_compiler;
    const char *c_flags; /* CMake's of the build type included. */
    const char
        *target_cpu; /* What the measured code is compiled for; "": the compiler's default. */
    const char *sanitizers; /* As in -fsanitize=. */
} ph_version;

extern const ph_version ph_version_built;

/* What it was built from. */
typedef struct ph_commit {
    const char *hash; /* 40 hexadecimal digits; "": neither a checkout of git's, nor its archive. */
    bool is_modified; /* Files that git tracks differed from that commit. */
    const char *date; /* RFC 3339 in UTC: SOURCE_DATE_EPOCH, the commit's, or the sources'. */
} ph_commit;

extern const ph_commit ph_commit_built;

#endif /* PH_HARNESS_VERSION_VERSION_H */
