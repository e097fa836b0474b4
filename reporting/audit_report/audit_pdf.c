/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/audit_pdf.h"

#include <string.h>

#include "audit_report/audit_chart.h"
#include "audit_report/audit_sections.h"
#include "canvas/cairo_canvas.h"
#include "document/json_member.h"
#include "pdf/pdf_archival.h"
#include "pdf/pdf_table.h"

static const ph_pdf_style kind_style = { PH_PDF_SANS, 11.0, PH_INK_SOFT };
static const ph_pdf_style title_style = { PH_PDF_BOLD, 19.0, PH_INK_TEXT };
static const ph_pdf_style headline_style = { PH_PDF_SANS, 14.0, PH_INK_TEXT };
static const ph_pdf_style broken_style = { PH_PDF_BOLD, 14.0, PH_INK_FLOOR };
static const ph_pdf_style section_style = { PH_PDF_BOLD, 14.0, PH_INK_TEXT };
static const ph_pdf_style heading_style = { PH_PDF_BOLD, 9.5, PH_INK_TEXT };
static const ph_pdf_style text_style = { PH_PDF_SANS, 8.8, PH_INK_TEXT };
static const ph_pdf_style quiet_style = { PH_PDF_SANS, 8.0, PH_INK_SOFT };
static const ph_pdf_style command_style = { PH_PDF_MONO, 7.2, PH_INK_TEXT };
static const ph_pdf_style field_style = { PH_PDF_SANS, 9.0, PH_INK_SOFT };
static const ph_pdf_style contents_style = { PH_PDF_SANS, 10.5, PH_INK_TEXT };

/* What is left free above and below things. */
static const double COVER_TOP = 170.0, COVER_FOOT = 730.0;
static const double SECTION_BEFORE = 26.0, HEADING_BEFORE = 14.0, AFTER = 6.0, TABLE_AFTER = 10.0;
static const double CONTENTS_LINE = 20.0, INDENT = 14.0;
/* A heading is on the page of what follows it: some lines, or a chart. */
static const double SECTION_LEAST = 110.0, HEADING_LEAST = 125.0, CHART_KEPT = 215.0;
static const double CHART_HEIGHT = 86.0, CHART_FOOT = 14.0, CHART_RIGHT = 62.0;
static const double FIELD_HEIGHT = 40.0, FIELD_X = 150.0;

/* Blocks */

static const char *text_of(const cJSON *block, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(block, name));
}

static void put_list(ph_pdf_paper *paper, const cJSON *texts)
{
    const cJSON *text;

    ph_pdf_paper_open(paper, "L");
    cJSON_ArrayForEach(text, texts)
    {
        ph_pdf_paper_keep(paper, 2.5 * text_style.size);
        ph_pdf_paper_open(paper, "LI");
        ph_pdf_paper_open(paper, "Lbl");
        ph_pdf_paper_mark(paper, &text_style, PH_PDF_LEFT, "•");
        ph_pdf_paper_close(paper, "Lbl");
        ph_pdf_paper_text(paper, &text_style, "LBody", PH_PDF_LEFT + INDENT,
                          text_of(text, "words"));
        ph_pdf_paper_close(paper, "LI");
        ph_pdf_paper_skip(paper, AFTER / 2.0);
    }
    ph_pdf_paper_close(paper, "L");
    ph_pdf_paper_skip(paper, AFTER);
}

static void put_commands(ph_pdf_paper *paper, const cJSON *texts)
{
    const cJSON *text;

    cJSON_ArrayForEach(text, texts)
    {
        ph_pdf_paper_text(paper, &command_style, "Code", PH_PDF_LEFT + INDENT,
                          text_of(text, "words"));
        ph_pdf_paper_skip(paper, AFTER);
    }
}

/* To be written on, by hand or with what annotates PDFs. */
static void put_fields(ph_pdf_paper *paper, const cJSON *texts)
{
    const cJSON *text;

    cJSON_ArrayForEach(text, texts)
    {
        ph_pdf_paper_keep(paper, FIELD_HEIGHT);
        ph_pdf_paper_skip(paper, FIELD_HEIGHT - field_style.size - 4.0);
        ph_pdf_paper_open(paper, "P");
        ph_pdf_paper_mark(paper, &field_style, PH_PDF_LEFT, text_of(text, "words"));
        ph_pdf_paper_skip(paper, field_style.size + 4.0);
        ph_pdf_paper_rule(paper, PH_INK_SOFT, FIELD_X, ph_pdf_paper_y(paper),
                          PH_PDF_LEFT + PH_PDF_WIDTH - FIELD_X);
        ph_pdf_paper_close(paper, "P");
    }
    ph_pdf_paper_skip(paper, AFTER);
}

/* A caption that is the heading's words again is left out. */
static void put_table(ph_pdf_paper *paper, const cJSON *from, const char *heading)
{
    const cJSON *headings = ph_json_member(from, "headings"), *rows = ph_json_member(from, "rows");
    const guint count = (guint)cJSON_GetArraySize(headings);
    g_autofree ph_pdf_column *columns = g_new(ph_pdf_column, count);
    g_autoptr(GPtrArray) cells = g_ptr_array_new();
    const char *caption = text_of(from, "caption");
    const cJSON *at, *cell;
    guint column = 0;

    cJSON_ArrayForEach(at, headings) columns[column++] =
        (ph_pdf_column){ text_of(at, "label"), cJSON_IsTrue(ph_json_member(at, "is_number")) };
    cJSON_ArrayForEach(at, rows)
    {
        g_ptr_array_add(cells, (gpointer)text_of(at, "name"));
        cJSON_ArrayForEach(cell, ph_json_member(at, "cells"))
            g_ptr_array_add(cells, (gpointer)text_of(cell, "value"));
    }
    ph_pdf_table_put(paper, &(ph_pdf_table){
                                .caption = g_strcmp0(caption, heading) == 0 ? NULL : caption,
                                .columns = columns,
                                .column_count = count,
                                .cells = (const char *const *)cells->pdata,
                                .row_count = (guint)cJSON_GetArraySize(rows),
                            });
    ph_pdf_paper_skip(paper, TABLE_AFTER);
}

/* Charts */

static char *describe(const cJSON *chart)
{
    const char *about = text_of(chart, "about");

    return g_strdup_printf("%s; %s; %s to %s; from %s at the bottom to %s at the top",
                           text_of(chart, "label"), about ? about : "", text_of(chart, "from"),
                           text_of(chart, "to"), text_of(chart, "bottom"), text_of(chart, "top"));
}

/* Words beside a chart's box and below it, which has its corner at the canvas' origin. */
static void put_chart_words(ph_canvas *canvas, const cJSON *chart, double width)
{
    static const struct {
        const char *member;
        double share; /* Of the width. */
        double x, y;  /* From there on. */
        ph_align align;
    } places[] = {
        { "top", 1.0, 8.0, 7.0, PH_ALIGN_START },
        { "bottom", 1.0, 8.0, CHART_HEIGHT, PH_ALIGN_START },
        { "from", 0.0, 0.0, CHART_HEIGHT + 10.0, PH_ALIGN_START },
        { "about", 0.5, 0.0, CHART_HEIGHT + 10.0, PH_ALIGN_MIDDLE },
        { "to", 1.0, 0.0, CHART_HEIGHT + 10.0, PH_ALIGN_END },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        const ph_label label = { places[i].share * width + places[i].x, places[i].y, PH_INK_SOFT,
                                 places[i].align, PH_FACE_PLAIN };
        const char *text = text_of(chart, places[i].member);

        if (text)
            ph_canvas_words(canvas, &label, text);
    }
}

static void draw_chart(ph_pdf_paper *paper, const cJSON *chart)
{
    const double width = PH_PDF_WIDTH - CHART_RIGHT, y = ph_pdf_paper_y(paper);
    PangoLayout *layout = ph_pdf_fonts_layout(ph_pdf_paper_fonts(paper));
    ph_cairo_canvas words =
        ph_cairo_canvas_new(ph_pdf_paper_cairo(paper), layout, PH_PDF_LEFT, y, 1.0, 1.0);
    ph_cairo_canvas box = words;

    box.x_scale = width / g_ascii_strtod(text_of(chart, "width"), NULL);
    box.y_scale = CHART_HEIGHT / g_ascii_strtod(text_of(chart, "height"), NULL);
    ph_pdf_fonts_set(ph_pdf_paper_fonts(paper), layout, PH_PDF_SANS, quiet_style.size - 1.0, "");
    ph_pdf_paper_rule(paper, PH_INK_GRID, PH_PDF_LEFT, y, width);
    ph_pdf_paper_rule(paper, PH_INK_GRID, PH_PDF_LEFT, y + CHART_HEIGHT, width);
    ph_audit_chart_draw(chart, &box.canvas);
    put_chart_words(&words.canvas, chart, width);
    g_object_unref(layout);
}

static void put_chart(ph_pdf_paper *paper, const cJSON *chart)
{
    g_autofree char *words = describe(chart);
    const double height = CHART_HEIGHT + CHART_FOOT;

    ph_pdf_paper_keep(paper, height + AFTER);
    ph_pdf_paper_skip(paper, AFTER);
    ph_pdf_paper_picture(paper, height, words);
    if (ph_pdf_paper_cairo(paper))
        draw_chart(paper, chart);
    ph_pdf_paper_picture_end(paper);
    ph_pdf_paper_skip(paper, height + AFTER);
}

/* Sections */

/* What stands behind a heading decides how much of the page is to be free. */
static void put_heading(ph_pdf_paper *paper, const cJSON *block)
{
    const cJSON *next = block->next;
    gboolean has_chart = FALSE;

    for (int i = 0; i < 2 && next; i++, next = next->next)
        has_chart |= cJSON_IsObject(ph_json_member(next, "chart"));
    ph_pdf_paper_keep(paper, has_chart ? CHART_KEPT : HEADING_LEAST);
    if (ph_pdf_paper_y(paper) > PH_PDF_TOP)
        ph_pdf_paper_skip(paper, HEADING_BEFORE);
    ph_pdf_paper_heading(paper, &heading_style, "H3", 2, text_of(block, "heading"));
    ph_pdf_paper_skip(paper, AFTER / 2.0);
}

static void put_text(ph_pdf_paper *paper, const ph_pdf_style *style, const char *text)
{
    ph_pdf_paper_text(paper, style, "P", PH_PDF_LEFT, text);
    ph_pdf_paper_skip(paper, AFTER);
}

static const cJSON *texts_of(const cJSON *block, const char *name)
{
    return ph_json_member(ph_json_member(block, name), "texts");
}

/* @param heading  The newest, which it becomes where it is one. */
static void put_block(ph_pdf_paper *paper, const cJSON *block, const char **heading)
{
    if (text_of(block, "heading")) {
        *heading = text_of(block, "heading");
        put_heading(paper, block);
    } else if (text_of(block, "text")) {
        put_text(paper, &text_style, text_of(block, "text"));
    } else if (text_of(block, "quiet")) {
        put_text(paper, &quiet_style, text_of(block, "quiet"));
    } else if (texts_of(block, "items")) {
        put_list(paper, texts_of(block, "items"));
    } else if (texts_of(block, "commands")) {
        put_commands(paper, texts_of(block, "commands"));
    } else if (texts_of(block, "fields")) {
        put_fields(paper, texts_of(block, "fields"));
    } else if (cJSON_IsObject(ph_json_member(block, "chart"))) {
        put_chart(paper, ph_json_member(block, "chart"));
    } else if (cJSON_IsObject(ph_json_member(block, "table"))) {
        put_table(paper, ph_json_member(block, "table"), *heading);
    }
}

static gboolean has_fields(const cJSON *section)
{
    const cJSON *block;

    cJSON_ArrayForEach(
        block, ph_json_member(section, "blocks")) if (texts_of(block, "fields")) return TRUE;
    return FALSE;
}

/* Who signs has a page for it. TRUE: what follows begins on another. */
static gboolean put_section(ph_pdf_paper *paper, const cJSON *section, gboolean is_own_page)
{
    g_autofree char *title =
        g_strdup_printf("%s. %s", text_of(section, "number"), text_of(section, "title"));
    const char *heading = NULL;
    const cJSON *block;

    if (is_own_page || has_fields(section))
        ph_pdf_paper_turn(paper);
    else
        ph_pdf_paper_keep(paper, SECTION_LEAST);
    if (ph_pdf_paper_y(paper) > PH_PDF_TOP)
        ph_pdf_paper_skip(paper, SECTION_BEFORE);
    ph_pdf_paper_open(paper, "Sect");
    ph_pdf_paper_heading(paper, &section_style, "H2", 1, title);
    ph_pdf_paper_skip(paper, AFTER);
    cJSON_ArrayForEach(block, ph_json_member(section, "blocks")) put_block(paper, block, &heading);
    ph_pdf_paper_close(paper, "Sect");
    return has_fields(section);
}

/* Cover and contents */

static void put_cover(ph_pdf_paper *paper, const cJSON *document, const char *digest,
                      const char *title)
{
    const cJSON *cover = ph_json_member(document, "cover");
    g_autofree char *headline = ph_audit_headline(document);
    g_autofree char *made = g_strdup_printf("Made at %s", ph_json_text(cover, "made_at"));
    g_autofree char *of = g_strdup_printf("SHA-256 of audit.json: %s", digest);

    ph_pdf_paper_skip(paper, COVER_TOP - ph_pdf_paper_y(paper));
    put_text(paper, &kind_style, "Audit report");
    ph_pdf_paper_text(paper, &title_style, "H1", PH_PDF_LEFT, title);
    ph_pdf_paper_skip(paper, 3.0 * AFTER);
    put_text(paper, ph_audit_is_whole(document) ? &headline_style : &broken_style, headline);
    ph_pdf_paper_skip(paper, 2.0 * AFTER);
    put_text(paper, &text_style, ph_json_text(cover, "statement"));
    if (ph_pdf_paper_y(paper) < COVER_FOOT)
        ph_pdf_paper_skip(paper, COVER_FOOT - ph_pdf_paper_y(paper));
    put_text(paper, &quiet_style, made);
    put_text(paper, &quiet_style, of);
    ph_pdf_paper_turn(paper);
}

static void put_contents(ph_pdf_paper *paper, const cJSON *sections)
{
    const cJSON *section;
    guint number = 0;

    ph_pdf_paper_text(paper, &section_style, "H2", PH_PDF_LEFT, "Contents");
    ph_pdf_paper_skip(paper, 2.0 * AFTER);
    ph_pdf_paper_open(paper, "TOC");
    cJSON_ArrayForEach(section, sections)
    {
        g_autofree char *title =
            g_strdup_printf("%s. %s", text_of(section, "number"), text_of(section, "title"));
        g_autofree char *page = g_strdup_printf("%u", ph_pdf_paper_page_of(paper, ++number));
        g_autofree char *words = g_strdup_printf("%s, page %s", title, page);

        ph_pdf_paper_open(paper, "TOCI");
        ph_pdf_paper_link(paper, number, words);
        ph_pdf_paper_mark(paper, &contents_style, PH_PDF_LEFT, title);
        ph_pdf_paper_aside(paper, &contents_style, page);
        ph_pdf_paper_rule(paper, PH_INK_GRID, PH_PDF_LEFT,
                          ph_pdf_paper_y(paper) + CONTENTS_LINE - 4.0, PH_PDF_WIDTH);
        ph_pdf_paper_link_end(paper);
        ph_pdf_paper_close(paper, "TOCI");
        ph_pdf_paper_skip(paper, CONTENTS_LINE);
    }
    ph_pdf_paper_close(paper, "TOC");
    ph_pdf_paper_turn(paper);
}

/* The whole */

typedef struct report {
    const cJSON *document;
    const char *digest;
    cJSON *sections; /* Owned. */
    const ph_pdf_fonts *fonts;
    ph_pdf_about about;
} report;

static ph_pdf_paper *lay_out(const report *of, const ph_pdf_paper *measured)
{
    ph_pdf_paper *paper = ph_pdf_paper_new(of->fonts, &of->about, measured);
    gboolean is_own_page = FALSE;
    const cJSON *section;

    put_cover(paper, of->document, of->digest, of->about.title);
    put_contents(paper, of->sections);
    cJSON_ArrayForEach(section, of->sections) is_own_page =
        put_section(paper, section, is_own_page);
    return paper;
}

static GBytes *make(const report *of, GError **error)
{
    g_autoptr(ph_pdf_paper) measured = lay_out(of, NULL);
    g_autoptr(GBytes) nothing = ph_pdf_paper_finish(measured, NULL);
    g_autoptr(ph_pdf_paper) paper = lay_out(of, measured);
    g_autoptr(GBytes) drawn = ph_pdf_paper_finish(paper, error);

    (void)nothing;
    return drawn ? ph_pdf_archival(drawn, ph_pdf_paper_pictures(paper), ph_pdf_paper_links(paper),
                                   &of->about, error)
                 : NULL;
}

GBytes *ph_audit_pdf(const cJSON *document, const char *digest, char **ret_remark, GError **error)
{
    const cJSON *cover = ph_json_member(document, "cover");
    g_autofree char *title = ph_audit_title(document);
    g_autofree char *author = g_strdup_printf(
        "perfharness %s", ph_json_text(ph_json_member(cover, "made_by"), "version"));
    g_autoptr(ph_pdf_fonts) fonts = ph_pdf_fonts_new(error);
    report of = { document,
                  digest,
                  NULL,
                  fonts,
                  { title, "Audit report of performance records", author,
                    ph_json_text(cover, "made_at") } };
    GBytes *made;

    *ret_remark = NULL;
    if (!fonts)
        return NULL;
    of.sections = ph_audit_sections(document, digest);
    made = make(&of, error);
    cJSON_Delete(of.sections);
    *ret_remark = g_strdup(ph_pdf_fonts_remark(fonts));
    return made;
}
