/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/record_options.h"

#include <string.h>

#include "error/unknown_word.h"
#include "subject/code_page.h"

#define DEFAULT_CODE_PAGE "cp037"

static char *code_page;
static char *record_format;
static char *float_format;
static char *controls;
static char *redefines;

const GOptionEntry ph_record_entries[] = {
    { "codepage", 0, 0, G_OPTION_ARG_STRING, &code_page,
      "The records' code page: " PH_CODE_PAGE_NAMES " (default: " DEFAULT_CODE_PAGE ")", "NAME" },
    { "record-format", 0, 0, G_OPTION_ARG_STRING, &record_format,
      "How they are framed: " PH_FRAMING_NAMES " (default: fixed)", "FORMAT" },
    { "float", 0, 0, G_OPTION_ARG_STRING, &float_format,
      "How their COMP-1 and COMP-2 are written: " PH_FLOAT_FORMAT_NAMES
      " (default: hfp, as on z/OS)",
      "FORMAT" },
    G_OPTION_ENTRY_NULL
};

const GOptionEntry ph_record_line_entries[] = {
    { "controls", 0, 0, G_OPTION_ARG_STRING, &controls,
      "Control characters in their text: they fail their record, U+FFFD stands for each, or they "
      "pass (default: error; for lines of the shape plain: pass)",
      PH_CONTROLS_NAMES },
    { "redefines", 0, 0, G_OPTION_ARG_STRING, &redefines,
      "Which views of what is redefined are decoded: all, the one that is redefined, or all with "
      "null for one that does not decode (default: all)",
      PH_REDEFINES_NAMES },
    G_OPTION_ENTRY_NULL
};

static const char *const code_pages[] = {
#define NAME(name, ccsid, separator) name,
    PH_CODE_PAGE_LIST(NAME)
#undef NAME
        NULL,
};

/* In the order of the table: what was given, and what there is. */
static const struct {
    char **given;
    ph_word_list words;
} choices[] = {
    { &code_page, { "code page", "--codepage", NULL, code_pages } },
    { &record_format, { "record format", "--record-format", NULL, ph_record_formats } },
    { &float_format, { "float format", "--float", NULL, ph_float_formats } },
    { &controls, { "answer", "--controls", NULL, ph_controls } },
    { &redefines, { "answer", "--redefines", NULL, ph_redefines } },
};

char **ph_record_values(const char *option)
{
    for (gsize i = 0; option && i < G_N_ELEMENTS(choices); i++)
        if (g_str_equal(choices[i].words.option + strlen("--"), option))
            return g_strdupv((char **)choices[i].words.words);
    return NULL;
}

gboolean ph_record_option_is_given(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(choices); i++)
        if (*choices[i].given)
            return TRUE;
    return FALSE;
}

/* The word of a list, which outlives the command line's; NULL: it is none. */
static const char *known_word(const char *const *words, const char *given)
{
    while (*words && !g_str_equal(*words, given))
        words++;
    return *words;
}

const char *ph_record_options_code_page(void)
{
    return code_page ? code_page : DEFAULT_CODE_PAGE;
}

gboolean ph_record_options_read(const char *usual_controls, ph_own_data *ret, GError **error)
{
    const char *page = ph_record_options_code_page();
    const char **const results[G_N_ELEMENTS(choices)] = {
        &page, &ret->record_format, &ret->float_format, &ret->controls, &ret->redefines,
    };

    ret->record_format = ph_record_formats[0];
    ret->float_format = ph_float_formats[0];
    ret->controls = usual_controls;
    ret->redefines = ph_redefines[0];
    for (gsize i = 0; i < G_N_ELEMENTS(choices); i++) {
        if (!*choices[i].given)
            continue;
        *results[i] = known_word(choices[i].words.words, *choices[i].given);
        if (!*results[i])
            return ph_refuse_word(error, &choices[i].words, *choices[i].given);
    }
    ret->ccsid = ph_ccsid_of(page);
    return TRUE;
}
