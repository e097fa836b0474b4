/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/character.h"

bool ph_is_word(const char *text, size_t length, const char *word)
{
    size_t i = 0;

    for (; i < length && word[i]; i++)
        if (ph_upper(text[i]) != ph_upper(word[i]))
            return false;
    return i == length && !word[i];
}
