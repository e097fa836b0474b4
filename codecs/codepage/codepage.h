/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The code page tables. To add one: its cpNNN.c, its line in codepage.c and in CMakeLists.txt. */
#ifndef PH_CODECS_CODEPAGE_CODEPAGE_H
#define PH_CODECS_CODEPAGE_CODEPAGE_H

#include "perfharness/codec.h"

struct ph_code_page {
    uint32_t ccsid;
    const char *name;         /* "CP037", ... for people. */
    const char *iconv_name;   /* glibc's name for the same table; the tests compare them. */
    uint16_t to_unicode[256]; /* By EBCDIC byte. */
};

extern const ph_code_page ph_code_page_037;
extern const ph_code_page ph_code_page_273;
extern const ph_code_page ph_code_page_500;
extern const ph_code_page ph_code_page_1047;
extern const ph_code_page ph_code_page_1140;

/* All of them, by ascending CCSID, ended by NULL. */
const ph_code_page *const *ph_code_page_list(void);

#endif /* PH_CODECS_CODEPAGE_CODEPAGE_H */
