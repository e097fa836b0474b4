/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sparkline.h"

#include <math.h>

#include "model/statistics.h"

enum { BLOCKS = 8, DOTS_ACROSS = 2, DOTS_DOWN = 4, COLUMNS_A_MARK = 4 };

#define MARK "┃"

static const char *const blocks[BLOCKS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

typedef struct scale {
    double low, range;
} scale;

static scale scale_between(double low, double high, double range_least)
{
    const double range = fmax(high - low, range_least);

    return (scale){ (low + high - range) / 2.0, range };
}

/* 0 at the bottom to steps - 1 at the top. */
static guint step_of(const scale *on, double value, guint steps)
{
    const double share = on->range > 0.0 ? (value - on->low) / on->range : 0.5;

    return (guint)CLAMP(floor(share * steps), 0.0, steps - 1.0);
}

/* The figures that share a column; of a mark, none. */
typedef struct column {
    guint first, end;
    double median; /* NAN of a mark. */
} column;

static double median_of(const double *values, guint count)
{
    g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof(double));

    g_array_append_vals(array, values, count);
    return ph_quantile(array, 0.5);
}

/* Columns while they are shared out among the parts from one mark to the next. */
typedef struct sharing {
    const ph_sparkline *line;
    GArray *columns; /* column. */
    guint least;     /* A column has at least so many figures, but for the last of a part. */
    guint spare;     /* So many there are beyond one for each part. */
} sharing;

/* As many as its share of the figures, none of them for fewer than the least. */
static guint columns_for(const sharing *in, guint count)
{
    const guint share = 1 + (guint)((guint64)count * in->spare / in->line->count);

    return MIN(share, (count + in->least - 1) / in->least);
}

/* Where the figures of a column begin: where there is room, each has the least; else they are
 * shared as evenly as can be. */
static guint begin_of(const sharing *in, guint count, guint columns, guint i)
{
    return columns * in->least >= count ? MIN(i * in->least, count)
                                        : (guint)((guint64)count * i / columns);
}

/* Of the figures [first, end). */
static void add_part(const sharing *in, guint first, guint end)
{
    const guint count = end - first, columns = columns_for(in, count);

    for (guint i = 0; i < columns; i++) {
        const guint from = first + begin_of(in, count, columns, i);
        const guint to = first + begin_of(in, count, columns, i + 1);
        const column one = { from, to, median_of(in->line->values + from, to - from) };

        g_array_append_val(in->columns, one);
    }
}

/* Up to so many, each with at least so many figures; of the marks the newest, as far as there is
 * room. */
static GArray *columns_of(const ph_sparkline *line, guint count, guint least, guint *mark_columns)
{
    const guint marks = MIN(line->mark_count, count / COLUMNS_A_MARK);
    const sharing in = { line, g_array_new(FALSE, FALSE, sizeof(column)), least,
                         count - marks - (marks + 1) };
    const column mark = { 0, 0, NAN };
    guint first = 0;

    for (guint i = 0; i < line->mark_count; i++) {
        const gboolean is_drawn = i >= line->mark_count - marks;

        if (is_drawn) {
            add_part(&in, first, line->marks[i]);
            g_array_append_val(in.columns, mark);
            first = line->marks[i];
        }
        if (mark_columns)
            mark_columns[i] = is_drawn ? in.columns->len - 1 : G_MAXUINT;
    }
    add_part(&in, first, line->count);
    return in.columns;
}

static scale scale_of_columns(const GArray *columns, double range_least)
{
    double low = INFINITY, high = -INFINITY;

    /* A mark's is no number, which neither takes. */
    for (guint i = 0; i < columns->len; i++) {
        low = fmin(low, g_array_index(columns, column, i).median);
        high = fmax(high, g_array_index(columns, column, i).median);
    }
    return scale_between(low, high, range_least);
}

char *ph_sparkline_text(const ph_sparkline *line, guint columns, guint *mark_columns)
{
    g_autoptr(GArray) drawn = columns_of(line, columns, 1, mark_columns);
    const scale on = scale_of_columns(drawn, line->range_least);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < drawn->len; i++) {
        const double median = g_array_index(drawn, column, i).median;

        g_string_append(text, isnan(median) ? MARK : blocks[step_of(&on, median, BLOCKS)]);
    }
    return g_string_free(text, FALSE);
}

static scale scale_of_chart(const ph_sparkline *line)
{
    double low = INFINITY, high = -INFINITY;

    for (guint i = 0; i < line->count; i++) {
        const double level = line->levels ? line->levels[i] : line->values[i];

        low = fmin(low, fmin(line->values[i], level));
        high = fmax(high, fmax(line->values[i], level));
    }
    return scale_between(low, high, line->range_least);
}

void ph_sparkline_chart_range(const ph_sparkline *line, double *ret_low, double *ret_high)
{
    const scale on = scale_of_chart(line);

    *ret_low = on.low;
    *ret_high = on.low + on.range;
}

/* A character of braille has its dots by these bits, from the top down. */
static const guint8 dot_bits[DOTS_ACROSS][DOTS_DOWN] = { { 0x01, 0x02, 0x04, 0x40 },
                                                         { 0x08, 0x10, 0x20, 0x80 } };

/* A chart while it is drawn. */
typedef struct canvas {
    guint8 *cells; /* Dots, row by row. */
    guint columns, rows;
    scale on;
} canvas;

static void set_dot(const canvas *to, guint x, double value)
{
    const guint down = to->rows * DOTS_DOWN;
    const guint y = down - 1 - step_of(&to->on, value, down);

    to->cells[(y / DOTS_DOWN) * to->columns + x / DOTS_ACROSS] |=
        dot_bits[x % DOTS_ACROSS][y % DOTS_DOWN];
}

static void draw_column(const canvas *to, const ph_sparkline *line, const column *of, guint at)
{
    /* One alone is to the left. */
    const guint count = MAX(of->end - of->first, DOTS_ACROSS);

    for (guint i = of->first; i < of->end; i++) {
        const guint x = at * DOTS_ACROSS + (i - of->first) * DOTS_ACROSS / count;

        set_dot(to, x, line->values[i]);
        if (line->levels)
            set_dot(to, x, line->levels[i]);
    }
}

static void append_row(GString *text, const canvas *from, const GArray *drawn, guint row)
{
    guint end = drawn->len;

    while (end > 0 && from->cells[row * from->columns + end - 1] == 0 &&
           !isnan(g_array_index(drawn, column, end - 1).median))
        end--;
    for (guint i = 0; i < end; i++) {
        if (isnan(g_array_index(drawn, column, i).median))
            g_string_append(text, MARK);
        else
            g_string_append_unichar(text, 0x2800u + from->cells[row * from->columns + i]);
    }
    g_string_append_c(text, '\n');
}

char *ph_sparkline_chart(const ph_sparkline *line, guint columns, guint rows, guint *mark_columns)
{
    g_autoptr(GArray) drawn = columns_of(line, columns, DOTS_ACROSS, mark_columns);
    g_autofree guint8 *cells = g_new0(guint8, (gsize)drawn->len * rows);
    const canvas to = { cells, drawn->len, rows, scale_of_chart(line) };
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < drawn->len; i++)
        draw_column(&to, line, &g_array_index(drawn, column, i), i);
    for (guint row = 0; row < rows; row++)
        append_row(text, &to, drawn, row);
    return g_string_free(text, FALSE);
}
