/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/names.h"

#include <string.h>

#include "record/character.h"

/* FNV-1a. */
static uint32_t chain_of(const char *name)
{
    uint32_t hash = UINT32_C(0x811C9DC5);

    for (; *name; name++)
        hash = (hash ^ (unsigned char)ph_upper(*name)) * UINT32_C(0x01000193);
    return (hash ^ hash >> 16) % PH_NAME_CHAINS;
}

void ph_names_add(ph_names *names, ph_record_item *items, uint32_t item)
{
    uint32_t *chain = &names->chains[chain_of(items[item].name)];

    items[item].offset = *chain;
    *chain = item + 1;
}

uint32_t ph_names_find(const ph_names *names, const ph_record_item *items, const char *name,
                       uint32_t first, uint32_t before)
{
    uint32_t link =
        before == PH_RECORD_NO_ITEM ? names->chains[chain_of(name)] : items[before].offset;

    for (; link > first; link = items[link - 1].offset)
        if (ph_is_word(items[link - 1].name, strlen(items[link - 1].name), name))
            return link - 1;
    return PH_RECORD_NO_ITEM;
}
