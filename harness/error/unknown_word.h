/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A word that is not one of a list: the sentence that says so, and which of them was meant.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_ERROR_UNKNOWN_WORD_H
#define PH_HARNESS_ERROR_UNKNOWN_WORD_H

#include <glib.h>

G_BEGIN_DECLS

/* A list of words that people choose from; all borrowed. */
typedef struct ph_word_list {
    const char *kind;   /* What they are, in the singular: "workload". */
    const char *option; /* Stands before the sentence: "--format"; NULL: nothing does. */
    const char
        *clause; /* Where they are listed; NULL: the sentence lists them; "": nobody is told. */
    const char *const *words; /* NULL-terminated. */
} ph_word_list;

/*
 * The word nearest to what was given: the fewest letters left out, put in, exchanged or swapped
 * with their neighbour, whatever their case, and no more of them than a third of the longer word.
 * NULL: none is so near. Borrowed from the words; of several, the one that begins and ends most
 * alike, as who leaves a letter out means the rest of it, then the first.
 */
const char *ph_nearest_word(const char *given, const char *const *words);

/*
 * 'there is no workload "comp4"; did you mean "comp3"? `perfharness help workloads` lists them'.
 *
 * @param given  NULL: a word was expected, and there is none.
 * @return The caller frees it.
 */
char *ph_unknown_word_text(const ph_word_list *list, const char *given);

/* Fail with PH_ERROR_USAGE and this sentence. Always FALSE. */
gboolean ph_refuse_word(GError **error, const ph_word_list *list, const char *given);

G_END_DECLS

#endif /* PH_HARNESS_ERROR_UNKNOWN_WORD_H */
