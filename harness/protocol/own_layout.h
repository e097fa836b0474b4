/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Own records are laid out as their copybook says: how much of a subject's layout was compared with
 * that, and what becomes of one that has it otherwise. Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_OWN_LAYOUT_H
#define PH_HARNESS_PROTOCOL_OWN_LAYOUT_H

/* Identifier; name, in events and documents. */
#define PH_LAYOUT_COMPARED_LIST(X)                                                                 \
    X(NOTHING, "nothing")      /* The copybook's is not known, or nothing of the subject's is. */  \
    X(LENGTH, "record-length") /* The subject says no more. */                                     \
    X(ITEMS, "items")          /* Every item: where it is, how long, what it holds. */

typedef enum ph_layout_compared {
#define X(id, name) PH_LAYOUT_COMPARED_##id,
    PH_LAYOUT_COMPARED_LIST(X)
#undef X
        PH_LAYOUT_COMPARED_COUNT,
} ph_layout_compared;

/* Identifier; name, as --layout-differs takes it; what stands before it in a list of names. The
 * first is the usual. */
#define PH_LAYOUT_POLICY_LIST(X)                                                                   \
    X(VOID, "void", "")  /* It gives no number. */                                                 \
    X(WARN, "warn", "|") /* It is measured as it lays them out, and everybody is told. */

typedef enum ph_layout_policy {
#define X(id, name, separator) PH_LAYOUT_POLICY_##id,
    PH_LAYOUT_POLICY_LIST(X)
#undef X
        PH_LAYOUT_POLICY_COUNT,
} ph_layout_policy;

/* --replace is given so often at most. */
#define PH_REPLACEMENTS_MAX 64

/* "void|warn" */
#define PH_LAYOUT_POLICY_NAME(id, name, separator) separator name
#define PH_LAYOUT_POLICY_NAMES                     PH_LAYOUT_POLICY_LIST(PH_LAYOUT_POLICY_NAME)

#endif /* PH_HARNESS_PROTOCOL_OWN_LAYOUT_H */
