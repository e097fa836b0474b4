/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The command line in a document that people copy: it does what it says, and no more. */
#ifndef PH_HARNESS_DOCUMENT_REPEAT_CHECK_H
#define PH_HARNESS_DOCUMENT_REPEAT_CHECK_H

#include <glib.h>

/* Whether it is one command of words that mean themselves, as ph_shell_words() has them. */
gboolean ph_repeat_is_one_command(const char *line);

/*
 * Whether it can be given elsewhere, besides: it reads nothing but what lies in the folder where it
 * is given (./NAME, and base/NAME and head/NAME of two runs), and writes nothing.
 */
gboolean ph_repeat_is_of_anywhere(const char *line);

#endif /* PH_HARNESS_DOCUMENT_REPEAT_CHECK_H */
