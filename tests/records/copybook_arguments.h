/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a copybook is to be read, on the command lines of programs that tests run. */
#ifndef PH_TESTS_RECORDS_COPYBOOK_ARGUMENTS_H
#define PH_TESTS_RECORDS_COPYBOOK_ARGUMENTS_H

#include <stdbool.h>

#include "perfharness/record.h"

enum { COPYBOOK_REPLACEMENTS_MOST = 8 };

typedef struct copybook_arguments {
    ph_copybook_options options; /* They point into what follows, and into arguments. */
    ph_copybook_replacement replacements[COPYBOOK_REPLACEMENTS_MOST];
} copybook_arguments;

/** No option was given: in any format, pointers of 8 bytes. */
void copybook_arguments_begin(copybook_arguments *arguments);

/** Take --format=NAME, --pointer-bytes=N or --replace=TAG=TEXT, which is written into; false: it is
 * none of them. */
bool copybook_arguments_take(copybook_arguments *arguments, char *argument);

#endif /* PH_TESTS_RECORDS_COPYBOOK_ARGUMENTS_H */
