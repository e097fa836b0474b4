/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/usage.h"

#include <stddef.h>

#include "record/character.h"

/* How a usage is spelled, the longer words too. */
static const struct {
    const char *word;
    ph_usage usage;
} spellings[] = {
    { "DISPLAY", PH_USAGE_DISPLAY },
    { "COMP", PH_USAGE_COMP },
    { "COMPUTATIONAL", PH_USAGE_COMP },
    { "COMP-1", PH_USAGE_COMP_1 },
    { "COMPUTATIONAL-1", PH_USAGE_COMP_1 },
    { "COMP-2", PH_USAGE_COMP_2 },
    { "COMPUTATIONAL-2", PH_USAGE_COMP_2 },
    { "COMP-3", PH_USAGE_COMP_3 },
    { "COMPUTATIONAL-3", PH_USAGE_COMP_3 },
    { "PACKED-DECIMAL", PH_USAGE_COMP_3 },
    { "COMP-4", PH_USAGE_COMP_4 },
    { "COMPUTATIONAL-4", PH_USAGE_COMP_4 },
    { "COMP-5", PH_USAGE_COMP_5 },
    { "COMPUTATIONAL-5", PH_USAGE_COMP_5 },
    { "BINARY", PH_USAGE_BINARY },
    { "NATIONAL", PH_USAGE_NATIONAL },
    { "INDEX", PH_USAGE_INDEX },
    { "POINTER", PH_USAGE_POINTER },
    { "FUNCTION-POINTER", PH_USAGE_FUNCTION_POINTER },
    { "PROCEDURE-POINTER", PH_USAGE_PROCEDURE_POINTER },
};

const char *ph_usage_word(ph_usage usage)
{
    static const char *const words[] = {
#define X(id, word) word,
        PH_USAGE_LIST(X)
#undef X
    };

    return words[usage];
}

ph_usage ph_usage_find(const char *word, uint32_t length)
{
    for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
        if (ph_is_word(word, length, spellings[i].word))
            return spellings[i].usage;
    return PH_USAGE_NONE;
}

bool ph_usage_is_binary(ph_usage usage)
{
    return usage == PH_USAGE_COMP || usage == PH_USAGE_COMP_4 || usage == PH_USAGE_COMP_5 ||
           usage == PH_USAGE_BINARY;
}

bool ph_usage_is_pointer(ph_usage usage)
{
    return usage == PH_USAGE_POINTER || usage == PH_USAGE_FUNCTION_POINTER ||
           usage == PH_USAGE_PROCEDURE_POINTER;
}

uint32_t ph_usage_bytes(ph_usage usage, uint32_t pointer_bytes)
{
    switch (usage) {
    case PH_USAGE_COMP_1: return 4;
    case PH_USAGE_INDEX: return pointer_bytes == 8 ? 8 : 4; /* As long as what it points with. */
    case PH_USAGE_COMP_2: return 8;
    case PH_USAGE_POINTER:
    case PH_USAGE_FUNCTION_POINTER: return pointer_bytes;
    case PH_USAGE_PROCEDURE_POINTER: /* Of 31 bits, too: two words. */ return pointer_bytes ? 8 : 0;
    default: return 0;
    }
}
