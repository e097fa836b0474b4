/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The code page tables: one in each cpNNN.c, and a row in the list here. */
#ifndef PH_CODECS_CODEPAGE_CODEPAGE_H
#define PH_CODECS_CODEPAGE_CODEPAGE_H

#include "perfharness/codec.h"

struct ph_code_page {
    uint32_t ccsid;
    const char *name;         /* "CP037", ... for people. */
    const char *iconv_name;   /* glibc's name for the same table; the tests compare them. */
    uint16_t to_unicode[256]; /* By EBCDIC byte. */
};

/* By ascending CCSID, as the names of the tables have it. */
#define PH_CODE_PAGE_TABLES(X)                                                                     \
    X(037)                                                                                         \
    X(273)                                                                                         \
    X(500)                                                                                         \
    X(1047)                                                                                        \
    X(1140)

#define X(ccsid) extern const ph_code_page ph_code_page_##ccsid;
PH_CODE_PAGE_TABLES(X)
#undef X

/* All of them, by ascending CCSID, ended by NULL. */
const ph_code_page *const *ph_code_page_list(void);

#endif /* PH_CODECS_CODEPAGE_CODEPAGE_H */
