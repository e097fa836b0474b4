/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conformance_words.h"

#include <string.h>

char *ph_conformance_build_words(const ph_conformance *conformance)
{
    const char *version = conformance->version ? conformance->version : "";

    return *version && !strstr(conformance->build, version)
               ? g_strconcat(conformance->build, " ", version, NULL)
               : g_strdup(conformance->build);
}

/* How it goes on behind a number of constructs. */
static const char *words_of(ph_conformity conformity)
{
    switch (conformity) {
    case PH_CONFORMITY_RIGHT: return "right";
    case PH_CONFORMITY_REFUSED: return "refused though valid";
    case PH_CONFORMITY_WRONG: return "wrong without a word";
    case PH_CONFORMITY_RANDOM: return "random from process to process";
    case PH_CONFORMITY_CRASHED: return "fatal to the process";
    case PH_CONFORMITY_COUNT: break;
    }
    return "";
}

char *ph_conformance_summary(const ph_conformance *conformance)
{
    GString *text = g_string_new(NULL);
    const guint right = ph_conformance_count(conformance, PH_CONFORMITY_RIGHT);

    g_string_append_printf(text, "Of %u constructs %u %s right", conformance->results->len, right,
                           right == 1 ? "is" : "are");
    for (ph_conformity other = PH_CONFORMITY_RIGHT + 1; other < PH_CONFORMITY_COUNT; other++) {
        const guint count = ph_conformance_count(conformance, other);

        if (count > 0)
            g_string_append_printf(text, ", %u %s", count, words_of(other));
    }
    g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

char *ph_conformance_method(const ph_conformance *conformance)
{
    return g_strdup_printf(
        "%s Each copybook was given to it in %u processes, and what it made of it held against the "
        "reader of %s, which keeps to IBM Enterprise COBOL. A mistake is right where it is "
        "refused. Where the layout is right and a record stands beside the copybook, that was "
        "decoded in one process more, and every value compared.",
        conformance->is_undescribed ? PH_CONFORMANCE_UNDESCRIBED
                                    : "Compared were names, offsets, sizes, occurrences and kinds "
                                      "of all items, and the length of the record.",
        conformance->processes, conformance->reader);
}

static const char *words_of_right(const ph_construct *construct)
{
    if (!construct->is_valid)
        return "refuses it";
    return construct->record ? "reads it, and a record of it" : "reads it";
}

GStrv ph_construct_record_lines(const ph_construct *construct)
{
    return g_strsplit(construct->record, "\n", -1);
}

char *ph_construct_result_words(const ph_construct_result *result)
{
    GString *text;

    if (result->conformity == PH_CONFORMITY_RIGHT)
        return g_strdup(words_of_right(result->construct));
    text = g_string_new(result->found);
    if (result->differences > 1)
        g_string_append_printf(text, "; and %u more", result->differences - 1);
    if (result->processes < result->asked)
        g_string_append_printf(text, "; in %u of %u processes", result->processes, result->asked);
    return g_string_free(text, FALSE);
}
