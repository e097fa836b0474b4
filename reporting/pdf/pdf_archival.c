/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pdf/pdf_archival.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#include "error/error.h"
#include "pdf/pdf_colours.h"
#include "pdf/pdf_xmp.h"

typedef struct pass {
    qpdf_data pdf;
    const GArray *pictures, *links; /* ph_pdf_described. */
    guint pictures_seen, links_seen;
} pass;

/* Its text in a dictionary. */
static void set_words(qpdf_data pdf, qpdf_oh dictionary, const char *key, const char *words)
{
    qpdf_oh_replace_key(pdf, dictionary, key, qpdf_oh_new_unicode_string(pdf, words));
}

static void set_parsed(qpdf_data pdf, qpdf_oh dictionary, const char *key, const char *object)
{
    qpdf_oh_replace_key(pdf, dictionary, key, qpdf_oh_parse(pdf, object));
}

static gboolean is_element(qpdf_data pdf, qpdf_oh object)
{
    return qpdf_oh_is_dictionary(pdf, object) && qpdf_oh_has_key(pdf, object, "/S");
}

static gboolean is_of(qpdf_data pdf, qpdf_oh element, const char *type)
{
    const qpdf_oh name = qpdf_oh_get_key(pdf, element, "/S");
    const gboolean is_it = qpdf_oh_is_name_and_equals(pdf, name, type);

    qpdf_oh_release(pdf, name);
    return is_it;
}

/* The tree of what is what */

/* In units of PDF's, of which y is more further up. */
static void describe_picture(pass *of, qpdf_oh element)
{
    const ph_pdf_described *picture;
    char numbers[4][G_ASCII_DTOSTR_BUF_SIZE];
    double box[4];
    g_autofree char *attributes = NULL;

    if (of->pictures_seen >= of->pictures->len)
        return;
    picture = &g_array_index(of->pictures, ph_pdf_described, of->pictures_seen);
    of->pictures_seen++;
    box[0] = picture->left;
    box[1] = PH_PDF_PAGE_HEIGHT - picture->top - picture->height;
    box[2] = picture->left + picture->width;
    box[3] = PH_PDF_PAGE_HEIGHT - picture->top;
    for (guint i = 0; i < G_N_ELEMENTS(box); i++)
        (void)g_ascii_formatd(numbers[i], sizeof numbers[i], "%.2f", box[i]);
    attributes = g_strdup_printf("<< /O /Layout /Placement /Block /BBox [%s %s %s %s] >>",
                                 numbers[0], numbers[1], numbers[2], numbers[3]);
    set_words(of->pdf, element, "/Alt", picture->words);
    set_parsed(of->pdf, element, "/A", attributes);
}

/* Headings of a row stand beside cells, headings of columns beside each other. */
static void say_scope(qpdf_data pdf, qpdf_oh kids, int count)
{
    gboolean has_cells = FALSE;

    for (int i = 0; i < count; i++) {
        const qpdf_oh cell = qpdf_oh_get_array_item(pdf, kids, i);

        has_cells |= is_of(pdf, cell, "/TD");
        qpdf_oh_release(pdf, cell);
    }
    for (int i = 0; i < count; i++) {
        const qpdf_oh cell = qpdf_oh_get_array_item(pdf, kids, i);

        if (is_of(pdf, cell, "/TH"))
            set_parsed(pdf, cell, "/A",
                       has_cells ? "<< /O /Table /Scope /Row >>"
                                 : "<< /O /Table /Scope /Column >>");
        qpdf_oh_release(pdf, cell);
    }
}

static void walk(pass *of, qpdf_oh element); /* NOLINT(misc-no-recursion): as deep as tags are. */

static void walk_kids(pass *of, qpdf_oh kids)
{
    for (int i = 0; i < qpdf_oh_get_array_n_items(of->pdf, kids); i++) {
        const qpdf_oh kid = qpdf_oh_get_array_item(of->pdf, kids, i);

        if (is_element(of->pdf, kid) && is_of(of->pdf, kid, "/NonStruct"))
            qpdf_oh_erase_item(of->pdf, kids, i--);
        else if (is_element(of->pdf, kid))
            walk(of, kid);
        qpdf_oh_release(of->pdf, kid);
    }
}

static void walk(pass *of, qpdf_oh element)
{
    const qpdf_oh kids = qpdf_oh_get_key(of->pdf, element, "/K");

    if (is_element(of->pdf, element) && is_of(of->pdf, element, "/Figure"))
        describe_picture(of, element);
    if (qpdf_oh_is_array(of->pdf, kids)) {
        if (is_element(of->pdf, element) && is_of(of->pdf, element, "/TR"))
            say_scope(of->pdf, kids, qpdf_oh_get_array_n_items(of->pdf, kids));
        else
            walk_kids(of, kids);
    } else if (is_element(of->pdf, kids)) {
        walk(of, kids);
    }
    qpdf_oh_release(of->pdf, kids);
}

/* What each piece of a page belongs to: those of what belongs to nothing are let go. */
static void forget_footers(qpdf_data pdf, qpdf_oh tree)
{
    const qpdf_oh parents = qpdf_oh_get_key(pdf, tree, "/ParentTree");
    const qpdf_oh numbers = qpdf_oh_get_key(pdf, parents, "/Nums");
    const int count = qpdf_oh_is_array(pdf, numbers) ? qpdf_oh_get_array_n_items(pdf, numbers) : 0;

    for (int i = 1; i < count; i += 2) {
        const qpdf_oh page = qpdf_oh_get_array_item(pdf, numbers, i);
        const int pieces = qpdf_oh_is_array(pdf, page) ? qpdf_oh_get_array_n_items(pdf, page) : 0;

        for (int k = 0; k < pieces; k++) {
            const qpdf_oh element = qpdf_oh_get_array_item(pdf, page, k);

            if (is_element(pdf, element) && is_of(pdf, element, "/NonStruct"))
                qpdf_oh_set_array_item(pdf, page, k, qpdf_oh_new_null(pdf));
            qpdf_oh_release(pdf, element);
        }
        qpdf_oh_release(pdf, page);
    }
}

/* Pages */

/*
 * Where a footer begins, at the start of a line: cairo breaks long texts over lines with a
 * backslash before the end of the line, so that no text of a page is taken for it.
 */
static const char *next_footer(const char *content, const char *end, const char **ret_end)
{
    static const char mark[] = "/NonStruct << /MCID ";
    static const char after[] = " >> BDC";

    for (const char *at = content; at; at++) {
        at = g_strstr_len(at, end - at, mark);
        if (!at)
            return NULL;
        *ret_end = at + strlen(mark);
        *ret_end += strspn(*ret_end, G_CSET_DIGITS);
        if (g_str_has_prefix(*ret_end, after) && at > content && at[-1] == '\n' &&
            (at < content + 2 || at[-2] != '\\')) {
            *ret_end += strlen(after);
            return at;
        }
    }
    return NULL;
}

static void mark_footers(qpdf_data pdf, qpdf_oh page)
{
    static const char artifact[] = "/Artifact << /Type /Pagination >> BDC";
    const qpdf_oh stream = qpdf_oh_get_key(pdf, page, "/Contents");
    g_autoptr(GByteArray) marked = g_byte_array_new();
    unsigned char *bytes = NULL;
    size_t length = 0;
    g_autofree char *content = NULL;
    const char *at, *footer, *footer_end;

    if (qpdf_oh_get_page_content_data(pdf, page, &bytes, &length) >= QPDF_ERRORS)
        return;
    content = g_strndup((const char *)bytes, length); /* It ends in a NUL. */
    free(bytes);
    at = content;
    while ((footer = next_footer(at, content + length, &footer_end)) != NULL) {
        g_byte_array_append(marked, (const guint8 *)at, (guint)(footer - at));
        g_byte_array_append(marked, (const guint8 *)artifact, (guint)strlen(artifact));
        at = footer_end;
    }
    g_byte_array_append(marked, (const guint8 *)at, (guint)(content + length - at));
    qpdf_oh_replace_stream_data(pdf, stream, marked->data, marked->len, qpdf_oh_new_null(pdf),
                                qpdf_oh_new_null(pdf));
}

/* PDF/A wants it said that numbers of signs are numbers of the font's. */
static void complete_font(qpdf_data pdf, qpdf_oh font)
{
    const qpdf_oh list = qpdf_oh_get_key(pdf, font, "/DescendantFonts");
    const qpdf_oh kid = qpdf_oh_is_array(pdf, list) ? qpdf_oh_get_array_item(pdf, list, 0) : list;

    if (qpdf_oh_is_dictionary(pdf, kid) &&
        qpdf_oh_is_name_and_equals(pdf, qpdf_oh_get_key(pdf, kid, "/Subtype"), "/CIDFontType2"))
        qpdf_oh_replace_key(pdf, kid, "/CIDToGIDMap", qpdf_oh_new_name(pdf, "/Identity"));
}

static void complete_fonts(qpdf_data pdf, qpdf_oh page)
{
    const qpdf_oh resources = qpdf_oh_get_key(pdf, page, "/Resources");
    const qpdf_oh fonts = qpdf_oh_get_key_if_dict(pdf, resources, "/Font");

    if (!qpdf_oh_is_dictionary(pdf, fonts))
        return;
    qpdf_oh_begin_dict_key_iter(pdf, fonts);
    while (qpdf_oh_dict_more_keys(pdf))
        complete_font(pdf, qpdf_oh_get_key(pdf, fonts, qpdf_oh_dict_next_key(pdf)));
}

static void complete_links(pass *of, qpdf_oh page)
{
    const qpdf_oh list = qpdf_oh_get_key(of->pdf, page, "/Annots");
    const int count =
        qpdf_oh_is_array(of->pdf, list) ? qpdf_oh_get_array_n_items(of->pdf, list) : 0;

    for (int i = 0; i < count && of->links_seen < of->links->len; i++) {
        const qpdf_oh link = qpdf_oh_get_array_item(of->pdf, list, i);

        set_parsed(of->pdf, link, "/F", "4"); /* It is printed. */
        set_words(of->pdf, link, "/Contents",
                  g_array_index(of->links, ph_pdf_described, of->links_seen).words);
        of->links_seen++;
    }
}

static void complete_pages(pass *of)
{
    const int count = qpdf_get_num_pages(of->pdf);

    for (int i = 0; i < count; i++) {
        const qpdf_oh page = qpdf_get_page_n(of->pdf, (size_t)i);

        qpdf_oh_replace_key(of->pdf, page, "/Tabs", qpdf_oh_new_name(of->pdf, "/S"));
        mark_footers(of->pdf, page);
        complete_fonts(of->pdf, page);
        complete_links(of, page);
        qpdf_oh_release_all(of->pdf);
    }
}

/* The whole */

static qpdf_oh new_stream(qpdf_data pdf, const void *bytes, gsize length, const char *dictionary)
{
    const qpdf_oh stream = qpdf_oh_new_stream(pdf), entries = qpdf_oh_parse(pdf, dictionary);
    const qpdf_oh own = qpdf_oh_get_dict(pdf, stream);

    qpdf_oh_begin_dict_key_iter(pdf, entries);
    while (qpdf_oh_dict_more_keys(pdf)) {
        const char *key = qpdf_oh_dict_next_key(pdf);

        qpdf_oh_replace_key(pdf, own, key, qpdf_oh_get_key(pdf, entries, key));
    }
    qpdf_oh_replace_stream_data(pdf, stream, bytes, length, qpdf_oh_new_null(pdf),
                                qpdf_oh_new_null(pdf));
    return stream;
}

static void set_colours(qpdf_data pdf, qpdf_oh root, const ph_pdf_about *about)
{
    g_autoptr(GBytes) profile = ph_pdf_colours_srgb(about->made_at);
    gsize length;
    const void *bytes = g_bytes_get_data(profile, &length);
    const qpdf_oh list = qpdf_oh_parse(
        pdf, "[ << /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) "
             "/RegistryName (http://www.color.org) /Info (sRGB IEC61966-2.1) >> ]");
    const qpdf_oh intent = qpdf_oh_get_array_item(pdf, list, 0);

    qpdf_oh_replace_key(pdf, intent, "/DestOutputProfile",
                        new_stream(pdf, bytes, length, "<< /N 3 /Alternate /DeviceRGB >>"));
    qpdf_oh_replace_key(pdf, root, "/OutputIntents", list);
}

static void complete_root(pass *of, const ph_pdf_about *about)
{
    const qpdf_oh root = qpdf_get_root(of->pdf);
    const qpdf_oh tree = qpdf_oh_get_key(of->pdf, root, "/StructTreeRoot");
    g_autofree char *xmp = ph_pdf_xmp(about, qpdf_get_info_key(of->pdf, "/Producer"));

    set_words(of->pdf, root, "/Lang", "en");
    set_parsed(of->pdf, root, "/ViewerPreferences", "<< /DisplayDocTitle true >>");
    set_colours(of->pdf, root, about);
    qpdf_oh_replace_key(
        of->pdf, root, "/Metadata",
        new_stream(of->pdf, xmp, strlen(xmp), "<< /Type /Metadata /Subtype /XML >>"));
    walk(of, tree);
    forget_footers(of->pdf, tree);
    qpdf_oh_release_all(of->pdf);
}

static GBytes *refuse(qpdf_data pdf, GError **error)
{
    const char *text = qpdf_has_error(pdf) ? qpdf_get_error_full_text(pdf, qpdf_get_error(pdf))
                                           : "pictures or links are not where they were drawn";

    (void)ph_refuse(error, PH_ERROR_STORAGE, "making a PDF: %s", text);
    return NULL;
}

static GBytes *write_all(qpdf_data pdf)
{
    qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
    qpdf_set_newline_before_endstream(pdf, QPDF_TRUE);
    qpdf_set_object_stream_mode(pdf, qpdf_o_generate);
    qpdf_set_minimum_pdf_version(pdf, "1.7");
    return qpdf_write(pdf) < QPDF_ERRORS
               ? g_bytes_new(qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf))
               : NULL;
}

GBytes *ph_pdf_archival(GBytes *drawn, const GArray *pictures, const GArray *links,
                        const ph_pdf_about *about, GError **error)
{
    pass of = { .pdf = qpdf_init(), .pictures = pictures, .links = links };
    gsize length;
    const char *bytes = g_bytes_get_data(drawn, &length);
    GBytes *made = NULL;

    qpdf_silence_errors(of.pdf);
    qpdf_set_suppress_warnings(of.pdf, QPDF_TRUE);
    if (qpdf_read_memory(of.pdf, "audit report", bytes, length, NULL) < QPDF_ERRORS) {
        complete_root(&of, about);
        complete_pages(&of);
        if (!qpdf_has_error(of.pdf) && of.pictures_seen == pictures->len &&
            of.links_seen == links->len && qpdf_init_write_memory(of.pdf) < QPDF_ERRORS)
            made = write_all(of.pdf);
    }
    if (!made)
        (void)refuse(of.pdf, error);
    qpdf_cleanup(&of.pdf);
    return made;
}
