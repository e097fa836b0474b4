/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codepage/codepage.h"

static const ph_code_page *const pages[] = {
#define X(ccsid) &ph_code_page_##ccsid,
    PH_CODE_PAGE_TABLES(X)
#undef X
        NULL,
};

const ph_code_page *const *ph_code_page_list(void)
{
    return pages;
}

const ph_code_page *ph_code_page_find(uint32_t ccsid)
{
    for (size_t i = 0; pages[i]; i++)
        if (pages[i]->ccsid == ccsid)
            return pages[i];
    return NULL;
}
