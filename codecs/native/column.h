/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The subject's calls for columns. state is the const ph_codec that open() chose. */
#ifndef PH_CODECS_NATIVE_COLUMN_H
#define PH_CODECS_NATIVE_COLUMN_H

#include "perfharness/codec.h"
#include "perfharness/subject.h"

int32_t ph_native_decode_column(void *state, const ph_subject_column *column,
                                ph_subject_outcome *outcome);
int32_t ph_native_encode_column(void *state, const ph_subject_encode_column *column,
                                ph_subject_outcome *outcome);

/* What open() chose, or what it has for columns that stream. */
static inline const ph_codec *ph_native_codec_for(const ph_codec *chosen, uint32_t flags)
{
    return flags & PH_COLUMN_STREAMED ? ph_codec_streamed(chosen) : chosen;
}

/* Flags of a decimal column as the codecs know them: the same bits. */
static inline uint32_t ph_native_decimal_flags(uint32_t flags)
{
    _Static_assert(PH_COLUMN_SIGNED == PH_DECIMAL_SIGNED &&
                       PH_COLUMN_SIGN_LEADING == PH_DECIMAL_SIGN_LEADING &&
                       PH_COLUMN_SIGN_SEPARATE == PH_DECIMAL_SIGN_SEPARATE &&
                       PH_COLUMN_BLANK_WHEN_ZERO == PH_DECIMAL_BLANK_WHEN_ZERO,
                   "both sides number the flags alike");
    return flags & (PH_COLUMN_SIGNED | PH_COLUMN_SIGN_LEADING | PH_COLUMN_SIGN_SEPARATE |
                    PH_COLUMN_BLANK_WHEN_ZERO);
}

#endif /* PH_CODECS_NATIVE_COLUMN_H */
