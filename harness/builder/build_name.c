/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/build_name.h"

#include <string.h>

#include "error/error.h"

#define RELEASE_OF "copybook-rs@"

static ph_build_name *make(ph_build_kind kind, const char *text, char *place, const char *which)
{
    ph_build_name *name = g_new0(ph_build_name, 1);

    name->kind = kind;
    name->text = g_strdup(text);
    name->place = place;
    name->which = g_strdup(which);
    return name;
}

/* As cargo writes them: a number for each of the three, and what may stand behind them. */
static gboolean is_version(const char *text)
{
    return g_regex_match_simple("^[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?$", text,
                                G_REGEX_DOLLAR_ENDONLY, 0);
}

static ph_build_name *parse_release(const char *text, GError **error)
{
    const char *version = text + strlen(RELEASE_OF);
    g_autofree char *printable = ph_error_printable(text);

    if (is_version(version))
        return make(PH_BUILD_RELEASE, text, NULL, version);
    (void)ph_refuse(error, PH_ERROR_USAGE,
                    "%s: a release was expected behind the @, as in " RELEASE_OF "0.8.1 (a folder "
                    "of that name is meant by ./%s)",
                    printable, printable);
    return NULL;
}

/* A file's name may have such a mark in it. */
static ph_build_name *parse_library(const char *text)
{
    const char *mark = g_file_test(text, G_FILE_TEST_EXISTS) ? NULL : strrchr(text, '?');

    return make(PH_BUILD_LIBRARY, text,
                mark ? g_strndup(text, (gsize)(mark - text)) : g_strdup(text),
                mark ? mark + 1 : NULL);
}

static gboolean is_library(const char *text)
{
    return g_file_test(text, G_FILE_TEST_EXISTS) || g_str_has_suffix(text, ".so") ||
           strstr(text, ".so?");
}

static ph_build_name *parse_revision(const char *text)
{
    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
        g_autofree char *folder = g_strndup(text, (gsize)(at - text));

        if (g_file_test(folder, G_FILE_TEST_IS_DIR))
            return make(PH_BUILD_REVISION, text, g_steal_pointer(&folder), at + 1);
    }
    return NULL;
}

ph_build_name *ph_build_name_parse(const char *text, GError **error)
{
    g_autofree char *printable = NULL;
    ph_build_name *name;

    if (g_str_has_prefix(text, RELEASE_OF))
        return parse_release(text, error);
    name = is_library(text) ? parse_library(text) : parse_revision(text);
    if (name)
        return name;
    printable = ph_error_printable(text);
    if (strchr(text, '@'))
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "%s: before the @ there is no folder, which a checkout of copybook-rs is",
                        printable);
    else
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "\"%s\" names no build: a library (FILE.so), a release "
                        "(" RELEASE_OF "0.8.1) or a revision (CHECKOUT@REVISION) was expected",
                        printable);
    return NULL;
}

ph_build_name *ph_build_name_copy(const ph_build_name *name)
{
    return make(name->kind, name->text, g_strdup(name->place), name->which);
}

void ph_build_name_free(ph_build_name *name)
{
    g_free(name->text);
    g_free(name->place);
    g_free(name->which);
    g_free(name);
}
