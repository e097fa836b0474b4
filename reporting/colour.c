/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "colour.h"

#include <string.h>
#include <unistd.h>

#define RED "\033[31m"
#define DIM "\033[2m"

const char *ph_colour_of(ph_verdict verdict)
{
    switch (verdict) {
    case PH_VERDICT_NEUTRAL: return "";
    case PH_VERDICT_FAIL: return RED;
    case PH_VERDICT_WARN:
    case PH_VERDICT_INCONCLUSIVE: return "\033[33m";
    default: return "\033[32m";
    }
}

static char *coloured(const char *colour, const char *text, gboolean has_colour)
{
    return has_colour && *colour ? g_strconcat(colour, text, PH_COLOUR_END, NULL) : g_strdup(text);
}

char *ph_colour_verdict(ph_verdict verdict, gboolean has_colour)
{
    return coloured(ph_colour_of(verdict), ph_verdict_word(verdict), has_colour);
}

char *ph_colour_state(const ph_result *result, gboolean has_colour)
{
    return coloured(ph_result_is_excused(result) ? DIM : RED, ph_state_name(result->state),
                    has_colour);
}

gboolean ph_colour_is_wanted(FILE *stream)
{
    const char *no_colour = g_getenv("NO_COLOR");

    return isatty(fileno(stream)) && g_strcmp0(g_getenv("TERM"), "dumb") != 0 &&
           (!no_colour || !*no_colour);
}

static const char *const when_words[] = {
#define X(identifier, word) word,
    PH_COLOUR_WHEN_LIST(X)
#undef X
};

const char *ph_colour_when_word(ph_colour_when when)
{
    return when_words[when];
}

ph_colour_when ph_colour_when_of(const char *word)
{
    guint when = 0;

    while (when < PH_COLOUR_WHEN_COUNT && strcmp(when_words[when], word) != 0)
        when++;
    return (ph_colour_when)when;
}

gboolean ph_colour_is_wanted_when(FILE *stream, ph_colour_when when)
{
    return when == PH_COLOUR_ALWAYS || (when == PH_COLOUR_AUTO && ph_colour_is_wanted(stream));
}
