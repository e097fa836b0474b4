/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "subject/code_page.h"

#include <stddef.h>
#include <string.h>

uint32_t ph_ccsid_of(const char *code_page)
{
    static const struct {
        const char *name;
        uint32_t ccsid;
    } pages[] = {
#define X(name, ccsid, separator) { name, ccsid },
        PH_CODE_PAGE_LIST(X)
#undef X
    };

    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
        if (strcmp(code_page, pages[i].name) == 0)
            return pages[i].ccsid;
    return 0;
}
