/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Standard input, output and error where a process was started without them. */
#ifndef PH_HARNESS_STORAGE_STANDARD_STREAMS_H
#define PH_HARNESS_STORAGE_STANDARD_STREAMS_H

/*
 * Whoever starts a program may have closed any of the three (`>&-`). The next file that is opened
 * would get its number, and what is printed would stand in that file. So each that is closed
 * becomes one that fails as a closed one does: input cannot be read, output and error not written.
 * Before any file is opened.
 */
void ph_standard_streams_reserve(void);

#endif /* PH_HARNESS_STORAGE_STANDARD_STREAMS_H */
