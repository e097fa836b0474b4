/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a picture is drawn on: bars, lines, dots, courses and words, in units of the picture, in
 * which y is more further down. Who draws does not know whether it becomes SVG (svg_canvas.h) or a
 * page of a PDF (cairo_canvas.h), so that both show the same.
 *
 * Texts may be anybody's. One thread at a time for each object; no state.
 */
#ifndef PH_REPORTING_CANVAS_CANVAS_H
#define PH_REPORTING_CANVAS_CANVAS_H

#include <glib.h>

/*
 * What a thing is drawn in: identifier, its class in a style sheet, its red, green and blue of 255
 * each on white paper, and whether it is dashed. On a page a colour is no other's veil: what a
 * sheet makes faint is written out here as what that is on white.
 */
#define PH_INK_LIST(X)                                                                             \
    X(TEXT, "", 0x1b, 0x1f, 0x24, FALSE)                                                           \
    X(SOFT, "soft", 0x5b, 0x62, 0x6c, FALSE)                                                       \
    X(GRID, "grid", 0xdf, 0xe3, 0xe8, FALSE)                                                       \
    X(ROOF, "roof", 0x5b, 0x62, 0x6c, TRUE)                                                        \
    X(HEAD, "head", 0x1d, 0x63, 0xb8, FALSE)                                                       \
    X(REFERENCE, "reference", 0xb4, 0x58, 0x0a, FALSE)                                             \
    X(OTHER, "other", 0x6b, 0x72, 0x80, FALSE)                                                     \
    X(BAND, "band", 0xcd, 0xdd, 0xef, FALSE)                                                       \
    X(FLOOR, "floor", 0xc2, 0x2f, 0x2f, TRUE)                                                      \
    X(GAP, "gap", 0xbf, 0xc3, 0xca, FALSE)

typedef enum ph_ink {
#define X(identifier, class, red, green, blue, is_dashed) PH_INK_##identifier,
    PH_INK_LIST(X)
#undef X
        PH_INK_COUNT,
} ph_ink;

typedef enum ph_align { PH_ALIGN_START, PH_ALIGN_MIDDLE, PH_ALIGN_END } ph_align;

/* How words look: as most do, as a title, a name, a figure in a column, at a tick of an axis. */
typedef enum ph_face {
    PH_FACE_PLAIN,
    PH_FACE_TITLE,
    PH_FACE_NAME,
    PH_FACE_FIGURE,
    PH_FACE_TICK,
} ph_face;

/* Where words stand, y being their base line, and how they look. */
typedef struct ph_label {
    double x, y;
    ph_ink ink;
    ph_align align;
    ph_face face;
} ph_label;

/* What a kind of canvas does; to be its first member. */
typedef struct ph_canvas ph_canvas;
struct ph_canvas {
    void (*put_words)(ph_canvas *to, const ph_label *label, const char *text);
    void (*put_bar)(ph_canvas *to, ph_ink ink, double x, double y, double width, double height);
    void (*put_upright)(ph_canvas *to, ph_ink ink, double x, double top, double bottom);
    void (*put_dot)(ph_canvas *to, ph_ink ink, double x, double y);
    void (*put_course)(ph_canvas *to, ph_ink ink, double x, const char *course);
    void (*begin)(ph_canvas *to, const char *words);
    void (*end)(ph_canvas *to);
};

void ph_canvas_words(ph_canvas *to, const ph_label *label, const char *text);

/* A rectangle, filled; a line from top to bottom; a disk. */
void ph_canvas_bar(ph_canvas *to, ph_ink ink, double x, double y, double width, double height);
void ph_canvas_upright(ph_canvas *to, ph_ink ink, double x, double top, double bottom);
void ph_canvas_dot(ph_canvas *to, ph_ink ink, double x, double y);

/*
 * A course as dashboard/course.h writes it, so far to the right. One that closes is filled. Lines
 * are as wide wherever the picture is stretched to.
 */
void ph_canvas_course(ph_canvas *to, ph_ink ink, double x, const char *course);

/* What is drawn until it ends belongs together, and is this in words. */
void ph_canvas_begin(ph_canvas *to, const char *words);
void ph_canvas_end(ph_canvas *to);

#endif /* PH_REPORTING_CANVAS_CANVAS_H */
