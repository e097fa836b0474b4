/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The code pages a user can name, and their CCSIDs. C11, libc. Any thread; no state. */
#ifndef PH_HARNESS_SUBJECT_CODE_PAGE_H
#define PH_HARNESS_SUBJECT_CODE_PAGE_H

#include <stdint.h>

/* Name, CCSID, and what stands behind the name where all of them are listed. */
#define PH_CODE_PAGE_LIST(X)                                                                       \
    X("cp037", 37, ", ")                                                                           \
    X("cp273", 273, ", ")                                                                          \
    X("cp500", 500, ", ")                                                                          \
    X("cp1047", 1047, " or ")                                                                      \
    X("cp1140", 1140, "")

/* "cp037, cp273, cp500, cp1047 or cp1140", a literal. */
#define PH_CODE_PAGE_NAMED(name, ccsid, separator) name separator
#define PH_CODE_PAGE_NAMES                         PH_CODE_PAGE_LIST(PH_CODE_PAGE_NAMED)

/* The CCSID of a code page by name; 0 when there is none of that name. */
uint32_t ph_ccsid_of(const char *code_page);

#endif /* PH_HARNESS_SUBJECT_CODE_PAGE_H */
