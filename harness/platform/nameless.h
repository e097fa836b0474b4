/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files without a name, which are gone with the last that has them open: on Linux. Descriptors that
 * no other program inherits; -1: errno.
 */
#ifndef PH_HARNESS_PLATFORM_NAMELESS_H
#define PH_HARNESS_PLATFORM_NAMELESS_H

/* To read and write. EOPNOTSUPP or EISDIR where system or file system know none. */
int ph_nameless_in(const char *folder);

/* Open one once more, with an offset of its own. ENOTSUP where there is none. */
int ph_nameless_again(int descriptor, int flags);

#endif /* PH_HARNESS_PLATFORM_NAMELESS_H */
