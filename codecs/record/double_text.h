/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The shortest decimal text that reads back as the same double. */
#ifndef PH_CODECS_RECORD_DOUBLE_TEXT_H
#define PH_CODECS_RECORD_DOUBLE_TEXT_H

#include <stddef.h>

/* "-1.2345678901234567e-308" */
#define PH_DOUBLE_TEXT_MAX 24

/*
 * Of all texts with the fewest digits that read back as the value, the nearest to it. Written as
 * Rust's serde_json writes it: "4.5", "100.0", "1.5625e-6", "1e+300", "0.0", "-0.0": an exponent
 * from 1e16 on and below 1e-5.
 *
 * @param text  Room for PH_DOUBLE_TEXT_MAX bytes; no NUL is written.
 * @return      Its length; 0 for what is not finite.
 */
size_t ph_double_text(double value, char *text);

#endif /* PH_CODECS_RECORD_DOUBLE_TEXT_H */
