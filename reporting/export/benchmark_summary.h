/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The member "summary" of the specification's result document. One thread at a time; no state. */
#ifndef PH_REPORTING_EXPORT_BENCHMARK_SUMMARY_H
#define PH_REPORTING_EXPORT_BENCHMARK_SUMMARY_H

#include <cjson/cJSON.h>

#include "report.h"

/*
 * What a recommendation is of; each follows from what stands in the report, and there is none
 * where that does not say what to do. Identifier, its word, and when it is given.
 */
#define PH_BENCHMARK_ADVICE_LIST(X)                                                                \
    X(LAUNCHES, "launches", "so many launches would tell what is INCONCLUSIVE")                    \
    X(BISECT, "bisect", "slower, and the commits of both sides are known")                         \
    X(HOST, "host", "the machine was too busy for a number")                                       \
    X(REPEAT, "repeat", "the run's time was over before a number")

typedef enum ph_benchmark_advice {
#define X(identifier, word, when) PH_BENCHMARK_ADVICE_##identifier,
    PH_BENCHMARK_ADVICE_LIST(X)
#undef X
        PH_BENCHMARK_ADVICE_COUNT,
} ph_benchmark_advice;

/* Add it to the document. */
void ph_benchmark_summary_add(cJSON *document, const ph_report *report);

#endif /* PH_REPORTING_EXPORT_BENCHMARK_SUMMARY_H */
