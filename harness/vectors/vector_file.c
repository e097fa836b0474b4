/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "vectors/vector_file.h"

#include <csv.h>
#include <math.h>
#include <string.h>

#include "error/error.h"
#include "perfharness/subject.h"
#include "protocol/vector_answer.h"
#include "subject/code_page.h"

enum {
    DIGITS_MAX = 31,
    BINARY_DIGITS_MAX = 18,
    SCALE_MAX = 31,
    CELL_BYTES_MAX = 32 * 1024,
    NOT_A_COLUMN = -1,
};

/* What the file's columns are called, and which it may do without. */
#define COLUMN_LIST(X)                                                                             \
    X(KIND, "kind", TRUE)                                                                          \
    X(BYTES_HEX, "bytes_hex", TRUE)                                                                \
    X(DIGITS, "digits", TRUE)                                                                      \
    X(SCALE, "scale", TRUE)                                                                        \
    X(SIGNED, "signed", TRUE)                                                                      \
    X(CODEPAGE, "codepage", TRUE)                                                                  \
    X(EXPECTED, "expected", TRUE)                                                                  \
    X(BLANK_WHEN_ZERO, "blank_when_zero", FALSE)

typedef enum column {
#define X(name, text, required) COLUMN_##name,
    COLUMN_LIST(X)
#undef X
        COLUMN_COUNT,
} column;

static const struct {
    const char *name;
    gboolean is_required;
} columns[] = {
#define X(name, text, required) { text, required },
    COLUMN_LIST(X)
#undef X
};

static gboolean is_float(const ph_vector *vector)
{
    return ph_vector_kinds[vector->kind].float_format != 0;
}

/* A number as JSON has it. */
static gboolean read_float(const char *text, double *ret)
{
    char *end;

    *ret = g_ascii_strtod(text, &end);
    return end != text && !*end && strspn(text, "0123456789+-.eE") == strlen(text) &&
           isfinite(*ret);
}

gboolean ph_vector_agrees(const ph_vector *vector, const char *answer)
{
    double expected, found;

    if (strcmp(answer, vector->expected) == 0)
        return TRUE;
    return is_float(vector) && read_float(vector->expected, &expected) &&
           read_float(answer, &found) && !(expected < found) && !(expected > found);
}

/* A field and where in the file its text begins. */
typedef struct field {
    char *text;
    guint line;
    guint column;
} field;

typedef struct reader {
    ph_vector_file *file;
    int column_at[COLUMN_COUNT]; /* Position of each column in a row, or NOT_A_COLUMN. */
    gboolean has_heading;
    GError *heading_error;
    const char *path;
    GPtrArray *fields; /* field, of the row that is being read. */
    guint row;
    guint line;       /* Of the next byte. */
    guint column;     /* Of the next byte. */
    guint field_line; /* Where the next field begins. */
    guint field_column;
    gboolean has_field_ended; /* By the byte that is being looked at. */
} reader;

static void field_free(gpointer data)
{
    field *f = data;

    g_free(f->text);
    g_free(f);
}

static void malformed_free(gpointer data)
{
    ph_malformed_row *row = data;

    g_free(row->reason);
    g_free(row);
}

static void vector_clear(gpointer data)
{
    ph_vector *vector = data;

    g_free(vector->bytes_hex);
    g_free(vector->expected);
}

static gboolean add_malformed(reader *r, guint line, guint at, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static gboolean add_malformed(reader *r, guint line, guint at, const char *format, ...)
{
    ph_malformed_row *row = g_new0(ph_malformed_row, 1);
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    row->line = line;
    row->column = at;
    row->reason = g_utf8_make_valid(text, -1);
    g_ptr_array_add(r->file->malformed, row);
    return FALSE;
}

static gboolean add_unexpected(reader *r, column which, const char *expected)
{
    const int at = r->column_at[which];
    const field *f = r->fields->pdata[at];

    return add_malformed(r, f->line, f->column, "%s: \"%.64s\" was found, %s was expected",
                         columns[which].name, f->text, expected);
}

static const char *field_text(const reader *r, column which)
{
    const int at = r->column_at[which];

    return at == NOT_A_COLUMN ? "" : ((const field *)r->fields->pdata[at])->text;
}

static gboolean read_number(reader *r, column which, gint64 low, gint64 high, const char *expected,
                            gint64 *ret)
{
    return g_ascii_string_to_signed(field_text(r, which), 10, low, high, ret, NULL) ||
           add_unexpected(r, which, expected);
}

static gboolean read_switch(reader *r, column which, uint32_t flag, uint32_t *flags)
{
    const char *text = field_text(r, which);

    if (strcmp(text, "1") == 0)
        *flags |= flag;
    else if (*text && strcmp(text, "0") != 0)
        return add_unexpected(r, which, "0 or 1");
    return TRUE;
}

static gboolean is_hex(const char *text)
{
    const gsize length = strlen(text);

    return length % 2 == 0 && strspn(text, "0123456789abcdefABCDEF") == length;
}

static gboolean read_kind(reader *r, ph_vector *vector)
{
    for (gsize i = 0; i < PH_VECTOR_KIND_COUNT; i++)
        if (strcmp(field_text(r, COLUMN_KIND), ph_vector_kinds[i].name) == 0) {
            vector->kind = (ph_vector_kind)i;
            vector->operation = ph_vector_kinds[i].operation;
            vector->flags = ph_vector_kinds[i].flags;
            return TRUE;
        }
    return add_unexpected(r, COLUMN_KIND, ph_vector_kind_names);
}

static gboolean read_page(reader *r, ph_vector *vector)
{
    const char *text = field_text(r, COLUMN_CODEPAGE);

    vector->ccsid = 37; /* Digits and signs are the same in all of them. */
    if (!*text && vector->operation != PH_OPERATION_DECODE_TEXT)
        return TRUE;
    vector->ccsid = ph_ccsid_of(text);
    return vector->ccsid || add_unexpected(r, COLUMN_CODEPAGE, PH_CODE_PAGE_NAMES);
}

/* Whether an integer is a multiple of what so many P stand for. */
static gboolean ends_with_zeros(const char *digits, gsize zeros)
{
    const gsize length = strlen(digits);

    return strspn(digits, "0") == length ||
           (length > zeros && strspn(digits + length - zeros, "0") == zeros);
}

/* "-007.50" of scale 2 becomes "-7.50". NULL when it is no decimal with exactly scale decimals. */
static char *canonical_decimal(const char *text, int32_t scale)
{
    const gboolean is_negative = *text == '-';
    const char *digits = text + is_negative;
    const gsize whole = strspn(digits, "0123456789");
    const char *decimals = digits + whole;
    gboolean is_zero;

    if (whole == 0)
        return NULL;
    if (scale > 0) {
        if (*decimals++ != '.' || strspn(decimals, "0123456789") != (gsize)scale)
            return NULL;
        decimals += scale;
    }
    if (*decimals || (scale < 0 && !ends_with_zeros(digits, (gsize)-scale)))
        return NULL;
    is_zero = strspn(digits, "0.") == strlen(digits);
    while (digits[0] == '0' && g_ascii_isdigit(digits[1]))
        digits++;
    return g_strconcat(is_negative && !is_zero ? "-" : "", digits, NULL);
}

static gboolean read_expected(reader *r, ph_vector *vector)
{
    const char *text = field_text(r, COLUMN_EXPECTED);
    double number;

    if (strcmp(text, PH_VECTOR_ERROR) == 0) {
        vector->expected = g_strdup(text);
        return TRUE;
    }
    if (is_float(vector)) {
        vector->expected = g_strdup(text);
        return strcmp(text, "null") == 0 || read_float(text, &number) ||
               add_unexpected(r, COLUMN_EXPECTED, "a number, null or ERROR");
    }
    if (vector->operation == PH_OPERATION_DECODE_TEXT) {
        vector->expected = is_hex(text) ? g_ascii_strup(text, -1) : NULL;
        return vector->expected || add_unexpected(r, COLUMN_EXPECTED, "UTF-8 in hex, or ERROR");
    }
    vector->expected = canonical_decimal(text, vector->scale);
    return vector->expected ||
           add_unexpected(r, COLUMN_EXPECTED,
                          vector->scale < 0 ? "an integer with a zero for each P, or ERROR"
                                            : "a decimal with exactly scale decimals, or ERROR");
}

/* Bytes that are none of a record, or several, would be asked of the framing. */
static gboolean has_its_length(reader *r, const ph_vector *vector)
{
    const gsize width = ph_vector_kind_width(vector->kind, vector->digits);
    char expected[64];

    if (width == 0 || strlen(vector->bytes_hex) == 2 * width)
        return TRUE;
    (void)g_snprintf(expected, sizeof(expected), "%" G_GSIZE_FORMAT " bytes in hex", width);
    return add_unexpected(r, COLUMN_BYTES_HEX, expected);
}

static gboolean read_bytes(reader *r, ph_vector *vector)
{
    const char *text = field_text(r, COLUMN_BYTES_HEX);

    if (!is_hex(text) || strlen(text) > 2 * (gsize)CELL_BYTES_MAX)
        return add_unexpected(r, COLUMN_BYTES_HEX, "an even number of hex digits");
    vector->bytes_hex = g_ascii_strup(text, -1);
    return has_its_length(r, vector);
}

static gboolean read_digits(reader *r, ph_vector *vector)
{
    const gboolean is_binary = vector->kind == PH_VECTOR_KIND_BINARY;
    gint64 digits;

    if (!read_number(r, COLUMN_DIGITS, 1, is_binary ? BINARY_DIGITS_MAX : DIGITS_MAX,
                     is_binary ? "1 to 18" : "1 to 31", &digits))
        return FALSE;
    vector->digits = (uint32_t)digits;
    return TRUE;
}

static gboolean read_scale(reader *r, ph_vector *vector)
{
    gint64 scale;

    if (!read_number(r, COLUMN_SCALE, -SCALE_MAX, SCALE_MAX, "-31 to 31", &scale))
        return FALSE;
    vector->scale = (int32_t)scale;
    if (scale < 0 || scale > vector->digits) /* P: a column has no picture. */
        vector->operation = PH_OPERATION_DECODE_RECORDS;
    return TRUE;
}

static gboolean read_picture(reader *r, ph_vector *vector)
{
    if (vector->kind == PH_VECTOR_KIND_TEXT || is_float(vector))
        return TRUE;
    if (!read_digits(r, vector) || !read_scale(r, vector) ||
        !read_switch(r, COLUMN_SIGNED, PH_COLUMN_SIGNED, &vector->flags) ||
        !read_switch(r, COLUMN_BLANK_WHEN_ZERO, PH_COLUMN_BLANK_WHEN_ZERO, &vector->flags))
        return FALSE;
    if (!(vector->flags & PH_COLUMN_SIGNED)) /* No sign: nowhere for it to stand. */
        vector->flags &= ~(PH_COLUMN_SIGN_LEADING | PH_COLUMN_SIGN_SEPARATE);
    return TRUE;
}

static gboolean has_all_fields(reader *r)
{
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (r->column_at[i] >= (int)r->fields->len)
            return add_malformed(r, r->field_line, 1, "the row has %u fields, %s would be the %dth",
                                 r->fields->len, columns[i].name, r->column_at[i] + 1);
    return TRUE;
}

static void read_row(reader *r)
{
    ph_vector vector = { .row = r->row };

    if (has_all_fields(r) && read_kind(r, &vector) && read_page(r, &vector) &&
        read_picture(r, &vector) && read_bytes(r, &vector) && read_expected(r, &vector))
        g_array_append_val(r->file->vectors, vector);
    else
        vector_clear(&vector);
}

static void read_heading(reader *r)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        r->column_at[i] = NOT_A_COLUMN;
        for (guint k = 0; k < r->fields->len; k++)
            if (strcmp(((const field *)r->fields->pdata[k])->text, columns[i].name) == 0)
                r->column_at[i] = (int)k;
        if (r->column_at[i] == NOT_A_COLUMN && columns[i].is_required && !r->heading_error)
            g_set_error(&r->heading_error, PH_ERROR, PH_ERROR_PARSE,
                        "%s:1:1: the first line does not name the column %s", r->path,
                        columns[i].name);
    }
    r->has_heading = TRUE;
}

static void take_field(void *text, size_t length, void *data)
{
    reader *r = data;
    field *f = g_new0(field, 1);

    f->text = g_strndup(text ? text : "", length);
    f->line = r->field_line;
    f->column = r->field_column;
    g_ptr_array_add(r->fields, f);
    r->has_field_ended = TRUE;
}

static void end_row(int terminator, void *data)
{
    reader *r = data;

    (void)terminator;
    if (!r->has_heading) {
        read_heading(r);
    } else if (!r->heading_error) {
        r->row++;
        read_row(r);
    }
    g_ptr_array_set_size(r->fields, 0);
}

static void step(reader *r, char byte)
{
    r->column++;
    if (byte == '\n') {
        r->line++;
        r->column = 1;
    }
}

/* Give up on the row: read on behind the next line end. */
static const char *skip_row(reader *r, struct csv_parser *parser, const char *at, const char *end)
{
    (void)add_malformed(r, r->line, r->column, "a quotation mark stands where CSV has none");
    if (r->has_heading)
        r->row++;
    g_ptr_array_set_size(r->fields, 0);
    for (; at < end && *at != '\n'; at++)
        step(r, *at);
    csv_free(parser);
    (void)csv_init(parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    return at;
}

/* Byte by byte, because the parser does not say where it is. */
static void parse(reader *r, const char *text, gsize length)
{
    const char *end = text + length;
    struct csv_parser parser;

    (void)csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    for (const char *at = text; at < end; at++) {
        if (csv_parse(&parser, at, 1, take_field, end_row, r) != 1) {
            at = skip_row(r, &parser, at, end);
            if (at == end)
                break;
        }
        step(r, *at);
        if (r->has_field_ended || (*at == '\n' && r->fields->len == 0)) {
            r->field_line = r->line;
            r->field_column = r->column;
            r->has_field_ended = FALSE;
        }
    }
    if (csv_fini(&parser, take_field, end_row, r) != 0)
        (void)add_malformed(r, r->line, r->column, "the file ends inside quotation marks");
    csv_free(&parser);
}

ph_vector_file *ph_vector_file_read(const char *path, GError **error)
{
    g_autoptr(ph_vector_file) file = g_new0(ph_vector_file, 1);
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(field_free);
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;
    reader r = { .file = file,
                 .path = path,
                 .fields = fields,
                 .line = 1,
                 .column = 1,
                 .field_line = 1,
                 .field_column = 1 };

    file->vectors = g_array_new(FALSE, FALSE, sizeof(ph_vector));
    g_array_set_clear_func(file->vectors, vector_clear);
    file->malformed = g_ptr_array_new_with_free_func(malformed_free);
    if (!g_file_get_contents(path, &text, &length, &cause)) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading vectors: %s", cause->message);
        return NULL;
    }
    parse(&r, text, length);
    if (!r.has_heading && !r.heading_error)
        g_set_error(&r.heading_error, PH_ERROR, PH_ERROR_PARSE,
                    "%s:1:1: a line that names the columns was expected", path);
    if (r.heading_error) {
        g_propagate_error(error, r.heading_error);
        return NULL;
    }
    return g_steal_pointer(&file);
}

void ph_vector_file_free(ph_vector_file *file)
{
    g_array_unref(file->vectors);
    g_ptr_array_unref(file->malformed);
    g_free(file);
}
