/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/case_severity.h"

#include <string.h>

static const struct {
    const char *word;
    double beyond;
} severities[] = {
#define X(identifier, word, beyond) { word, beyond },
    PH_CASE_SEVERITY_LIST(X)
#undef X
};

const char *ph_case_severity_word(ph_case_severity severity)
{
    return severities[severity].word;
}

ph_case_severity ph_case_severity_of(const char *word)
{
    for (guint severity = 0; severity < PH_CASE_SEVERITY_COUNT; severity++)
        if (strcmp(word, severities[severity].word) == 0)
            return severity;
    return PH_CASE_SEVERITY_COUNT;
}

ph_case_severity ph_case_severity_judge(double change, double p_value)
{
    if (!(p_value < PH_CASE_P_VALUE_MOST))
        return PH_CASE_SEVERITY_NONE;
    if (change > severities[PH_CASE_SEVERITY_CRITICAL].beyond)
        return PH_CASE_SEVERITY_CRITICAL;
    if (change > severities[PH_CASE_SEVERITY_WARNING].beyond)
        return PH_CASE_SEVERITY_WARNING;
    return change < severities[PH_CASE_SEVERITY_INFO].beyond ? PH_CASE_SEVERITY_INFO
                                                             : PH_CASE_SEVERITY_NONE;
}
