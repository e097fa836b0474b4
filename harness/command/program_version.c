/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/program_version.h"

#include <glib.h>
#include <string.h>

#include "command/library.h"
#include "command/manual.h"
#include "settings/installation.h"
#include "version/version.h"

static const ph_library *const library_tables[] = { ph_document_libraries, ph_engine_libraries };

static gboolean has_engine(void)
{
    return ph_engine_libraries->name != NULL;
}

/* rustc writes its version into what it makes: of copybook-rs, as far as it is there to be read. */
static char *rust_compiler(void)
{
    static const char mark[] = "rustc version ";
    g_autofree char *path = ph_installation_subject("copybook-rs.so");
    g_autofree char *bytes = NULL;
    const char *at;
    gsize length = 0;

    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return NULL;
    /* GLib puts a NUL behind it all. */
    for (at = bytes; (at = memchr(at, *mark, (gsize)(bytes + length - at))) != NULL; at++)
        if (g_str_has_prefix(at, mark))
            return g_strdup(at + strlen(mark));
    return NULL;
}

static void add_line(ph_manual_list *list, const char *term, GString *text)
{
    if (text->len)
        ph_manual_list_add(list, term, text->str);
    g_string_free(text, TRUE);
}

static void append(GString *to, const char *name, const char *version)
{
    g_string_append_printf(to, "%s%s%s%s", to->len ? ", " : "", name,
                           version && *version ? " " : "", version ? version : "");
}

static void add_libraries(ph_manual_list *list, const char *term, gboolean are_linked)
{
    GString *text = g_string_new(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(library_tables); i++)
        for (const ph_library *library = library_tables[i]; library->name; library++) {
            g_autofree char *version =
                library->is_linked == are_linked && library->version ? library->version() : NULL;

            if (library->is_linked == are_linked)
                append(text, library->name, version);
        }
    add_line(list, term, text);
}

static void add_commit(ph_manual_list *list)
{
    GString *text = g_string_new(*ph_commit_built.hash ? ph_commit_built.hash : "unknown");

    if (ph_commit_built.is_modified)
        append(text, "modified", NULL);
    add_line(list, "commit", text);
    ph_manual_list_add(list, "date", ph_commit_built.date);
}

static void add_build(ph_manual_list *list)
{
    const ph_version *built = &ph_version_built;
    GString *text = g_string_new(has_engine() ? "measures" : "reads and reports");

    if (*built->build_type)
        append(text, built->build_type, NULL);
    if (*built->target_cpu)
        append(text, "for", built->target_cpu);
    if (*built->sanitizers)
        append(text, "with sanitizers:", built->sanitizers);
    add_line(list, "build", text);
}

static void add_compilers(ph_manual_list *list)
{
    g_autofree char *rust = rust_compiler();
    GString *text = g_string_new(NULL);

    append(text, "C:", ph_version_built.c_compiler);
    append(text, "C++:", ph_version_built.cxx_compiler);
    if (rust)
        append(text, "Rust:", rust);
    add_line(list, "compilers", text);
}

void ph_program_version_record(ph_harness_info *harness)
{
    harness->version = g_strdup(ph_version_built.number);
    harness->commit = *ph_commit_built.hash ? g_strdup(ph_commit_built.hash) : NULL;
    harness->is_modified = ph_commit_built.is_modified;
}

void ph_program_version_print(FILE *to)
{
    g_autoptr(ph_manual_list) list = ph_manual_list_new();

    add_commit(list);
    add_build(list);
    add_compilers(list);
    add_libraries(list, "linked", TRUE);
    add_libraries(list, "compiled with", FALSE);
    (void)fprintf(to, "perfharness %s\n", ph_version_built.number);
    ph_manual_print_list(to, list);
}

/* null for what is not known, or not set. */
static void put(cJSON *object, const char *name, const char *text)
{
    if (text && *text)
        cJSON_AddStringToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
}

static void put_libraries(cJSON *document)
{
    cJSON *list = cJSON_AddArrayToObject(document, "libraries");

    for (gsize i = 0; i < G_N_ELEMENTS(library_tables); i++)
        for (const ph_library *library = library_tables[i]; library->name; library++) {
            g_autofree char *version = library->version ? library->version() : NULL;
            cJSON *entry = cJSON_CreateObject();

            cJSON_AddStringToObject(entry, "name", library->name);
            put(entry, "version", version);
            cJSON_AddBoolToObject(entry, "linked", library->is_linked);
            cJSON_AddItemToArray(list, entry);
        }
}

cJSON *ph_program_version_json(void)
{
    const ph_version *built = &ph_version_built;
    g_autofree char *rust = rust_compiler();
    cJSON *document = cJSON_CreateObject(), *compilers;

    cJSON_AddStringToObject(document, "version", built->number);
    put(document, "commit", ph_commit_built.hash);
    cJSON_AddBoolToObject(document, "modified", ph_commit_built.is_modified);
    cJSON_AddStringToObject(document, "date", ph_commit_built.date);
    cJSON_AddBoolToObject(document, "measures", has_engine());
    put(document, "build_type", built->build_type);
    put(document, "target_cpu", built->target_cpu);
    put(document, "sanitizers", built->sanitizers);
    compilers = cJSON_AddObjectToObject(document, "compilers");
    cJSON_AddStringToObject(compilers, "c", built->c_compiler);
    cJSON_AddStringToObject(compilers, "cxx", built->cxx_compiler);
    put(compilers, "rust", rust);
    put_libraries(document);
    return document;
}
