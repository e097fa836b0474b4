/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The source of a layout: a copybook in a style, with COBOL's choices of words, order and clauses
 * that change nothing. What it wrote can be read, and what was read written once more.
 */
#ifndef PH_TESTS_RECORDS_SOURCE_WRITER_H
#define PH_TESTS_RECORDS_SOURCE_WRITER_H

#include "source_lines.h"

/**
 * Write a copybook. Free what is returned.
 *
 * @param places  Filled with the place of each item's level number and VALUE; of a wrapping 01,
 *                with that of the first entry below it.
 */
char *source_writer_write(const ph_copybook *copybook, const source_style *style, ph_random *random,
                          source_place *places);

#endif /* PH_TESTS_RECORDS_SOURCE_WRITER_H */
