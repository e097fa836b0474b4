/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pdf/pdf_fonts.h"

#include <fontconfig/fontconfig.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

#include "error/error.h"

enum { ASCII_END = 0x80, LINE_SEPARATOR = 0x2028, PARAGRAPH_SEPARATOR = 0x2029 };

static const struct {
    const char *family;
    int weight;
    PangoWeight pango_weight;
} faces[PH_PDF_FACE_COUNT] = {
    [PH_PDF_SANS] = { "DejaVu Sans", FC_WEIGHT_REGULAR, PANGO_WEIGHT_NORMAL },
    [PH_PDF_BOLD] = { "DejaVu Sans", FC_WEIGHT_BOLD, PANGO_WEIGHT_BOLD },
    [PH_PDF_MONO] = { "DejaVu Sans Mono", FC_WEIGHT_REGULAR, PANGO_WEIGHT_NORMAL },
};

struct ph_pdf_fonts {
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *descriptions[PH_PDF_FACE_COUNT];
    PangoFont *fonts[PH_PDF_FACE_COUNT];
    double widths[PH_PDF_FACE_COUNT][ASCII_END]; /* Of letters, of their size. */
    double widest[PH_PDF_FACE_COUNT];
    char *remark; /* NULL: none. */
};

/* The file that fontconfig has for a face, and the family that it is of. FALSE: none at all. */
static gboolean find_file(ph_pdf_face face, char **ret_file, char **ret_family)
{
    FcPattern *wanted =
        FcPatternBuild(NULL, FC_FAMILY, FcTypeString, faces[face].family, FC_WEIGHT, FcTypeInteger,
                       faces[face].weight, FC_SLANT, FcTypeInteger, FC_SLANT_ROMAN, FC_OUTLINE,
                       FcTypeBool, FcTrue, (char *)NULL);
    FcPattern *found;
    FcChar8 *file = NULL, *family = NULL;
    FcResult result;

    FcConfigSubstitute(NULL, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    found = FcFontMatch(NULL, wanted, &result);
    if (found && FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch &&
        FcPatternGetString(found, FC_FAMILY, 0, &family) == FcResultMatch) {
        *ret_file = g_strdup((const char *)file);
        *ret_family = g_strdup((const char *)family);
    }
    if (found)
        FcPatternDestroy(found);
    FcPatternDestroy(wanted);
    return *ret_file != NULL;
}

static void note_family(ph_pdf_fonts *fonts, ph_pdf_face face, const char *family)
{
    if (strcmp(family, faces[face].family) != 0 && !fonts->remark)
        fonts->remark = g_strdup_printf(
            "the PDF is set in %s, as %s is not installed: it is not the same bytes as elsewhere",
            family, faces[face].family);
}

/* Each face of its file alone; a family that stands for several is there once for each. */
static gboolean add_faces(ph_pdf_fonts *fonts, FcConfig *config, GError **error)
{
    for (guint face = 0; face < PH_PDF_FACE_COUNT; face++) {
        g_autofree char *file = NULL, *family = NULL;
        PangoFontDescription *description;

        if (!find_file((ph_pdf_face)face, &file, &family))
            return ph_refuse(error, PH_ERROR_STORAGE,
                             "making a PDF: there is no font; install the package "
                             "fonts-dejavu-core, or leave pdf out of --format");
        if (!FcConfigAppFontAddFile(config, (const FcChar8 *)file))
            return ph_refuse(error, PH_ERROR_STORAGE, "making a PDF: %s cannot be read as a font",
                             file);
        note_family(fonts, (ph_pdf_face)face, family);
        description = pango_font_description_new();
        pango_font_description_set_family(description, family);
        pango_font_description_set_weight(description, faces[face].pango_weight);
        fonts->descriptions[face] = description;
    }
    return TRUE;
}

/* As lengths, not as dots of a screen. */
static void make_context(ph_pdf_fonts *fonts)
{
    cairo_font_options_t *options = cairo_font_options_create();

    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts->map), 72.0);
    fonts->context = pango_font_map_create_context(fonts->map);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(fonts->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(fonts->context, FALSE);
    pango_context_set_language(fonts->context, pango_language_from_string("en"));
    pango_context_set_base_dir(fonts->context, PANGO_DIRECTION_LTR);
}

/* Texts are many, and letters are few. */
static void measure_letters(ph_pdf_fonts *fonts, ph_pdf_face face)
{
    static const double size = 100.0;
    PangoLayout *layout = ph_pdf_fonts_layout(fonts);

    for (int letter = ' '; letter < ASCII_END; letter++) {
        const char text[] = { (char)letter, '\0' };
        PangoRectangle box;

        ph_pdf_fonts_set(fonts, layout, face, size, text);
        pango_layout_get_extents(layout, NULL, &box);
        fonts->widths[face][letter] = pango_units_to_double(box.width) / size;
        fonts->widest[face] = fmax(fonts->widest[face], fonts->widths[face][letter]);
    }
    g_object_unref(layout);
}

double ph_pdf_fonts_width(const ph_pdf_fonts *fonts, ph_pdf_face face, double size,
                          const char *text, gsize length)
{
    double width = 0.0;

    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        const unsigned char letter = (unsigned char)*at;

        width += letter < ASCII_END ? fonts->widths[face][letter] : fonts->widest[face];
    }
    return width * size;
}

ph_pdf_fonts *ph_pdf_fonts_new(GError **error)
{
    g_autoptr(ph_pdf_fonts) fonts = g_new0(ph_pdf_fonts, 1);
    FcConfig *config = FcConfigCreate();
    gboolean is_there;

    fonts->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    is_there = add_faces(fonts, config, error);
    if (is_there) {
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map), config);
        make_context(fonts);
        for (guint face = 0; face < PH_PDF_FACE_COUNT; face++) {
            fonts->fonts[face] = pango_context_load_font(fonts->context, fonts->descriptions[face]);
            measure_letters(fonts, (ph_pdf_face)face);
        }
    }
    FcConfigDestroy(config);
    return is_there ? g_steal_pointer(&fonts) : NULL;
}

void ph_pdf_fonts_free(ph_pdf_fonts *fonts)
{
    for (guint face = 0; face < PH_PDF_FACE_COUNT; face++) {
        g_clear_object(&fonts->fonts[face]);
        g_clear_pointer(&fonts->descriptions[face], pango_font_description_free);
    }
    g_clear_object(&fonts->context);
    g_clear_object(&fonts->map);
    g_free(fonts->remark);
    g_free(fonts);
}

const char *ph_pdf_fonts_remark(const ph_pdf_fonts *fonts)
{
    return fonts->remark;
}

PangoLayout *ph_pdf_fonts_layout(const ph_pdf_fonts *fonts)
{
    PangoLayout *layout = pango_layout_new(fonts->context);

    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    return layout;
}

static gboolean has_sign(PangoFont *font, gunichar letter)
{
    return letter < ASCII_END ||
           (letter != LINE_SEPARATOR && letter != PARAGRAPH_SEPARATOR &&
            !g_unichar_iszerowidth(letter) && pango_font_has_char(font, letter)) ||
           (g_unichar_ismark(letter) && pango_font_has_char(font, letter));
}

/* What a face has no sign for is shown as its number, "\u{1f600}". */
static char *showable(const ph_pdf_fonts *fonts, ph_pdf_face face, const char *text)
{
    GString *shown = g_string_new(NULL);

    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        const gunichar letter = g_utf8_get_char(at);

        if (has_sign(fonts->fonts[face], letter))
            g_string_append_unichar(shown, letter);
        else
            g_string_append_printf(shown, "\\u{%x}", (unsigned)letter);
    }
    return g_string_free(shown, FALSE);
}

/* A unit is one word: "MB/s". */
static void keep_units(PangoAttrList *list, const char *text)
{
    static const char unit[] = "B/s";

    for (const char *at = strstr(text, unit); at; at = strstr(at + 1, unit)) {
        PangoAttribute *whole = pango_attr_allow_breaks_new(FALSE);

        whole->start_index = (guint)(at - text);
        whole->end_index = whole->start_index + (guint)strlen(unit);
        pango_attr_list_insert(list, whole);
    }
}

void ph_pdf_fonts_set(const ph_pdf_fonts *fonts, PangoLayout *layout, ph_pdf_face face, double size,
                      const char *text)
{
    g_autofree char *shown = showable(fonts, face, text);
    PangoAttrList *list = pango_attr_list_new();

    pango_font_description_set_size(fonts->descriptions[face], pango_units_from_double(size));
    pango_layout_set_font_description(layout, fonts->descriptions[face]);
    /* Letters stay apart, so that who copies a text has it. */
    pango_attr_list_insert(list, pango_attr_font_features_new("liga=0, clig=0"));
    pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
    keep_units(list, shown);
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_layout_set_text(layout, shown, -1);
}
