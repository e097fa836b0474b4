/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/change_condition.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "error/unknown_word.h"

static const struct {
    const char *word;
    double rounding;
    const char *meaning;
} fields[] = {
#define X(identifier, word, rounding, meaning) { word, rounding, meaning },
    PH_CHANGE_FIELD_LIST(X)
#undef X
};

static const char *const field_words[] = {
#define X(identifier, word, rounding, meaning) word,
    PH_CHANGE_FIELD_LIST(X)
#undef X
        NULL,
};

/* Either end of what a field may be; without limits, all that is a number. */
typedef struct bounds {
    double low, high;
    gboolean has_low, has_high; /* The ends themselves are in it. */
    gboolean is_asked;
} bounds;

struct ph_change_condition {
    bounds of[PH_CHANGE_FIELD_COUNT];
};

const char *ph_change_field_word(ph_change_field field)
{
    return fields[field].word;
}

const char *ph_change_field_meaning(ph_change_field field)
{
    return fields[field].meaning;
}

ph_change_figures ph_change_figures_of(double change, double low, double high, double p_value)
{
    return (ph_change_figures){
        .value = {
            [PH_CHANGE_CHANGE_PERCENT] = 100.0 * change,
            [PH_CHANGE_LOW_PERCENT] = 100.0 * low,
            [PH_CHANGE_HIGH_PERCENT] = 100.0 * high,
            [PH_CHANGE_P_VALUE] = p_value,
            [PH_CHANGE_CONFIDENCE_LEVEL] = 100.0 * (1.0 - p_value),
        },
    };
}

/* A condition while it is read. */
typedef struct reader {
    const char *text, *at;
} reader;

static void skip_blanks(reader *in)
{
    while (g_ascii_isspace(*in->at))
        in->at++;
}

/* The caller frees it; "" where there is none. */
static char *take_word(reader *in)
{
    const char *start;

    skip_blanks(in);
    start = in->at;
    while (g_ascii_isalnum(*in->at) || *in->at == '_')
        in->at++;
    return g_strndup(start, (gsize)(in->at - start));
}

static gboolean read_field(reader *in, ph_change_field *ret, GError **error)
{
    static const ph_word_list known = { "field", NULL, NULL, field_words };
    g_autofree char *word = take_word(in);
    g_autofree char *sentence = NULL;

    for (guint field = 0; field < PH_CHANGE_FIELD_COUNT; field++)
        if (strcmp(word, field_words[field]) == 0) {
            *ret = (ph_change_field)field;
            return TRUE;
        }
    in->at -= strlen(word);
    sentence = ph_unknown_word_text(&known, *word ? word : NULL);
    return ph_refuse(error, PH_ERROR_SETTINGS, "%s", sentence);
}

static gboolean read_relation(reader *in, gboolean *ret_is_more, gboolean *ret_has_end,
                              GError **error)
{
    skip_blanks(in);
    if (*in->at != '<' && *in->at != '>')
        return ph_refuse(error, PH_ERROR_SETTINGS, "one of < <= > >= was expected");
    *ret_is_more = *in->at++ == '>';
    *ret_has_end = *in->at == '=';
    in->at += *ret_has_end ? 1 : 0;
    return TRUE;
}

static gboolean read_number(reader *in, double *ret, GError **error)
{
    g_autofree char *word = NULL;
    char *end = NULL;

    skip_blanks(in);
    word = g_strndup(in->at, strcspn(in->at, " \t\r\n"));
    if (strspn(word, "0123456789.+-eE") == strlen(word))
        *ret = g_ascii_strtod(word, &end);
    if (!end || end == word || *end || !isfinite(*ret))
        return ph_refuse(error, PH_ERROR_SETTINGS, "a number was expected");
    in->at += strlen(word);
    return TRUE;
}

/* All terms of a field at once: the narrowest of them. */
static void narrow(bounds *of, gboolean is_more, gboolean has_end, double limit)
{
    of->is_asked = TRUE;
    if (is_more && (limit > of->low || (limit == of->low && !has_end))) {
        of->low = limit;
        of->has_low = has_end;
    }
    if (!is_more && (limit < of->high || (limit == of->high && !has_end))) {
        of->high = limit;
        of->has_high = has_end;
    }
}

static gboolean read_term(reader *in, ph_change_condition *condition, GError **error)
{
    ph_change_field field = PH_CHANGE_FIELD_COUNT;
    gboolean is_more = FALSE, has_end = FALSE;
    double limit = NAN;

    if (!read_field(in, &field, error) || !read_relation(in, &is_more, &has_end, error) ||
        !read_number(in, &limit, error))
        return FALSE;
    narrow(&condition->of[field], is_more, has_end, limit);
    return TRUE;
}

static gboolean read_terms(reader *in, ph_change_condition *condition, GError **error)
{
    for (;;) {
        g_autofree char *word = NULL;

        if (!read_term(in, condition, error))
            return FALSE;
        skip_blanks(in);
        if (*in->at == '\0')
            return TRUE;
        word = take_word(in);
        if (strcmp(word, "and") != 0) {
            in->at -= strlen(word);
            return ph_refuse(error, PH_ERROR_SETTINGS, "\"and\" or the end was expected");
        }
    }
}

ph_change_condition *ph_change_condition_read(const char *text, gsize *ret_at, GError **error)
{
    g_autoptr(ph_change_condition) condition = g_new0(ph_change_condition, 1);
    reader in = { text, text };

    for (guint field = 0; field < PH_CHANGE_FIELD_COUNT; field++)
        condition->of[field] = (bounds){ -INFINITY, INFINITY, TRUE, TRUE, FALSE };
    if (read_terms(&in, condition, error))
        return g_steal_pointer(&condition);
    *ret_at = (gsize)g_utf8_strlen(text, in.at - text);
    return NULL;
}

void ph_change_condition_free(ph_change_condition *condition)
{
    g_free(condition);
}

static gboolean is_in(const bounds *of, double value, double rounding)
{
    const double low = of->has_low ? of->low - rounding : of->low + rounding;
    const double high = of->has_high ? of->high + rounding : of->high - rounding;

    return (of->has_low ? value >= low : value > low) &&
           (of->has_high ? value <= high : value < high);
}

gboolean ph_change_condition_holds(const ph_change_condition *condition,
                                   const ph_change_figures *figures)
{
    for (guint field = 0; field < PH_CHANGE_FIELD_COUNT; field++)
        if (condition->of[field].is_asked &&
            !is_in(&condition->of[field], figures->value[field], fields[field].rounding))
            return FALSE;
    return TRUE;
}

/* Whether no a and b of them are such that a is not more than b; of one's own, whether it is empty.
 */
static gboolean is_beyond(const bounds *a, const bounds *b)
{
    return a->low > b->high || (a->low == b->high && !(a->has_low && b->has_high));
}

/* Of p-values: all that is said of them, by their rest in percent, too. */
static bounds p_value_bounds(const ph_change_condition *condition)
{
    const bounds *rest = &condition->of[PH_CHANGE_CONFIDENCE_LEVEL];
    const double rounding = fields[PH_CHANGE_P_VALUE].rounding;
    bounds of = condition->of[PH_CHANGE_P_VALUE];

    narrow(&of, TRUE, TRUE, 0.0);
    narrow(&of, FALSE, TRUE, 1.0);
    narrow(&of, TRUE, TRUE, 1.0 - rest->high / 100.0 - (rest->has_high ? rounding : -rounding));
    narrow(&of, FALSE, TRUE, 1.0 - rest->low / 100.0 + (rest->has_low ? rounding : -rounding));
    return of;
}

gboolean ph_change_condition_is_never(const ph_change_condition *condition)
{
    const bounds p_value = p_value_bounds(condition);
    const bounds *change = &condition->of[PH_CHANGE_CHANGE_PERCENT];
    const bounds *low = &condition->of[PH_CHANGE_LOW_PERCENT];
    const bounds *high = &condition->of[PH_CHANGE_HIGH_PERCENT];

    for (guint field = 0; field < PH_CHANGE_FIELD_COUNT; field++)
        if (is_beyond(&condition->of[field], &condition->of[field]))
            return TRUE;
    return is_beyond(&p_value, &p_value) || is_beyond(low, change) || is_beyond(change, high) ||
           is_beyond(low, high);
}

static gboolean is_within(const bounds *of, const bounds *other)
{
    if (other->is_asked && !of->is_asked)
        return FALSE;
    return (of->low > other->low || (of->low == other->low && (other->has_low || !of->has_low))) &&
           (of->high < other->high ||
            (of->high == other->high && (other->has_high || !of->has_high)));
}

gboolean ph_change_condition_is_within(const ph_change_condition *condition,
                                       const ph_change_condition *other)
{
    for (guint field = 0; field < PH_CHANGE_FIELD_COUNT; field++)
        if (!is_within(&condition->of[field], &other->of[field]))
            return FALSE;
    return TRUE;
}
