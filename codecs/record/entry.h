/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One entry of a copybook: its level, its name and its clauses, before anything is looked up. */
#ifndef PH_CODECS_RECORD_ENTRY_H
#define PH_CODECS_RECORD_ENTRY_H

#include "record/picture.h"
#include "record/usage.h"
#include "record/words.h"

/* A name with the groups it is said to be in: A OF B OF C. */
enum { PH_QUALIFIERS_MAX = 5 };
typedef struct ph_reference {
    ph_token place;
    char names[1 + PH_QUALIFIERS_MAX][PH_COPYBOOK_NAME_MAX + 1];
    uint32_t count; /* 0: the reference is not there. */
} ph_reference;

/* Which clauses an entry has: a clause stands there once. */
#define PH_CLAUSE_LIST(X)                                                                          \
    X(REDEFINES, "REDEFINES")                                                                      \
    X(RENAMES, "RENAMES")                                                                          \
    X(OCCURS, "OCCURS")                                                                            \
    X(PICTURE, "PIC")                                                                              \
    X(USAGE, "USAGE")                                                                              \
    X(SIGN, "SIGN")                                                                                \
    X(SYNCHRONIZED, "SYNC")                                                                        \
    X(JUSTIFIED, "JUST")                                                                           \
    X(BLANK, "BLANK WHEN ZERO")                                                                    \
    X(VALUE, "VALUE")                                                                              \
    X(GLOBAL, "GLOBAL")                                                                            \
    X(EXTERNAL, "EXTERNAL")

typedef enum ph_clause {
#define X(id, word) PH_CLAUSE_##id,
    PH_CLAUSE_LIST(X)
#undef X
        PH_CLAUSE_COUNT
} ph_clause;

typedef struct ph_entry {
    ph_token place; /* Its level number; end: behind its period. */
    uint32_t level;
    char name[PH_COPYBOOK_NAME_MAX + 1]; /* "" for FILLER and no name. */
    ph_token clauses[PH_CLAUSE_COUNT];   /* Their first words; END where one is not there. */
    ph_reference redefines;              /* Or RENAMES. */
    ph_reference last;                   /* RENAMES … THRU. */
    ph_reference counter;
    uint32_t occurs_min;
    uint32_t occurs_max;
    bool has_counter; /* DEPENDING. */
    char picture_text[PH_COPYBOOK_PICTURE_MAX + 1];
    ph_picture picture;
    ph_usage usage;
    bool is_leading; /* SIGN. */
    bool is_separate;
    uint32_t value_begin;
    uint32_t value_end;
} ph_entry;

/* Is this clause there? */
bool ph_entry_has(const ph_entry *entry, ph_clause clause);

/* Read the entry whose level number is looked at, to behind its period. False after filling in
 * the words' error. */
bool ph_entry_read(ph_words *words, ph_entry *ret);

#endif /* PH_CODECS_RECORD_ENTRY_H */
