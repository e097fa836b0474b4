/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codepage/codepage.h"

static const ph_code_page *const pages[] = {
    &ph_code_page_037,
};

const ph_code_page *const *ph_code_page_list(size_t *ret_count)
{
    *ret_count = sizeof(pages) / sizeof(*pages);
    return pages;
}

const ph_code_page *ph_code_page_find(uint32_t ccsid)
{
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
        if (pages[i]->ccsid == ccsid)
            return pages[i];
    return NULL;
}
