/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where two decoded records first differ, by key and never by what they hold. Uses cJSON. */
#ifndef PH_HARNESS_ANSWER_JSON_DIFFERENCE_H
#define PH_HARNESS_ANSWER_JSON_DIFFERENCE_H

#include <cjson/cJSON.h>

#define PH_JSON_PATH_MAX 256

typedef enum ph_json_difference {
    PH_JSON_NONE,          /* They are the same. */
    PH_JSON_VALUE,         /* Both have the key, with two values. */
    PH_JSON_MISSING_LEFT,  /* Only the right one has it. */
    PH_JSON_MISSING_RIGHT, /* Only the left one has it. */
} ph_json_difference;

/* Unnamed storage, where only one of two records has it. */
typedef enum ph_json_filler {
    PH_JSON_FILLER_MAY_BE_MISSING, /* Two ways of decoding: it is no answer. */
    PH_JSON_FILLER_IS_COMPARED,    /* One way, twice. */
} ph_json_filler;

/*
 * Two records of one copybook. What "fields" holds is compared first: there a key's path says where
 * in the copybook it stands.
 *
 * Where FILLER may be missing, a member of that name, in whatever case, may on either side if it
 * holds no member of another name. On both sides it is compared as any other is.
 *
 * @param ret_path  Room for PH_JSON_PATH_MAX bytes: the key that differs,
 * "fields.ORDER.LINE[2].QTY", cut where it is longer; occurrences count from 1, as in COBOL. "" for
 * none.
 */
ph_json_difference ph_json_first_difference(const cJSON *left, const cJSON *right,
                                            ph_json_filler filler, char *ret_path);

#endif /* PH_HARNESS_ANSWER_JSON_DIFFERENCE_H */
