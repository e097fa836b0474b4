/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The four reasons for which a baseline may move, as entries and --reason-kind call them. */
#ifndef PH_HARNESS_BASELINE_REASON_KIND_H
#define PH_HARNESS_BASELINE_REASON_KIND_H

#include <glib.h>

/* One list: constant, word, meaning. baseline.schema.json has the words, too. */
#define PH_REASON_KIND_LIST(X)                                                                     \
    X(SUSTAINED_IMPROVEMENT, "sustained-improvement",                                              \
      "seven consecutive runs pass, and gain enough; only `promote --stable` shows that")          \
    X(ENVIRONMENTAL_CHANGE, "environmental-change",                                                \
      "what surrounds the library changed: kernel, microcode, firmware, compiler")                 \
    X(TEST_PROCEDURES_UPDATED, "test-procedures-updated",                                          \
      "what is measured, or how, changed: a suite, a release, perfharness itself")                 \
    X(MANUAL_OVERRIDE, "manual-override",                                                          \
      "somebody decided so; the default of `--force`, of a "                                       \
      "rollback and of a single run")

typedef enum ph_reason_kind {
    PH_REASON_KIND_NONE, /* The first baseline replaces nothing; early entries do not say. */
#define X(constant, word, meaning) PH_REASON_KIND_##constant,
    PH_REASON_KIND_LIST(X)
#undef X
} ph_reason_kind;

/* The word; NULL of PH_REASON_KIND_NONE. Static. */
const char *ph_reason_kind_word(ph_reason_kind kind);

/* The kind of a word; PH_REASON_KIND_NONE where it is none. */
ph_reason_kind ph_reason_kind_of(const char *word);

#endif /* PH_HARNESS_BASELINE_REASON_KIND_H */
