/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Standard input, output and error as the rest takes them to be. */
#ifndef PH_HARNESS_PLATFORM_STANDARD_STREAMS_H
#define PH_HARNESS_PLATFORM_STANDARD_STREAMS_H

/*
 * Make the three what the rest takes them for: first of all, before any file is opened.
 *
 * Whoever starts a program may have closed any of the three (`>&-`). The next file that is opened
 * would get its number, and what is printed would stand in that file. So each that is closed
 * becomes one that fails as a closed one does: input cannot be read, output and error not written.
 *
 * What is written to them, and to any file, is those bytes: no line end becomes another. A terminal
 * shows UTF-8, and colours.
 */
void ph_standard_streams_begin(void);

#endif /* PH_HARNESS_PLATFORM_STANDARD_STREAMS_H */
