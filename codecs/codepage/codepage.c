/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codepage/codepage.h"

static const ph_code_page *const pages[] = {
    &ph_code_page_037,  &ph_code_page_273,  &ph_code_page_500,
    &ph_code_page_1047, &ph_code_page_1140, NULL,
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
