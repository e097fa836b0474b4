/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "vectors/vector_file.h"

#include <csv.h>
#include <string.h>

#include "error/error.h"
#include "perfharness/subject.h"
#include "subject/code_page.h"

enum { DIGITS_MAX = 31, SCALE_MAX = 31, CELL_BYTES_MAX = 32 * 1024, NOT_A_COLUMN = -1 };

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

static const struct {
    const char *name;
    uint32_t operation;
    uint32_t flags;
} kinds[] = {
#define X(name, operation, flags) { name, operation, flags },
    PH_VECTOR_KIND_LIST(X)
#undef X
};

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

static gboolean read_number(reader *r, column which, guint low, guint high, const char *expected,
                            uint32_t *ret)
{
    guint64 number;

    if (!g_ascii_string_to_unsigned(field_text(r, which), 10, low, high, &number, NULL))
        return add_unexpected(r, which, expected);
    *ret = (uint32_t)number;
    return TRUE;
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
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(field_text(r, COLUMN_KIND), kinds[i].name) == 0) {
            vector->operation = kinds[i].operation;
            vector->flags = kinds[i].flags;
            return TRUE;
        }
    return add_unexpected(r, COLUMN_KIND,
                          "comp3, zoned, zoned-leading, zoned-leading-separate, "
                          "zoned-trailing-separate or text");
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

/* "-007.50" of scale 2 becomes "-7.50". NULL when it is no decimal with exactly scale decimals. */
static char *canonical_decimal(const char *text, uint32_t scale)
{
    const gboolean is_negative = *text == '-';
    const char *digits = text + is_negative;
    const gsize whole = strspn(digits, "0123456789");
    const char *decimals = digits + whole;
    gboolean is_zero;

    if (whole == 0)
        return NULL;
    if (scale) {
        if (*decimals++ != '.' || strspn(decimals, "0123456789") != scale)
            return NULL;
        decimals += scale;
    }
    if (*decimals)
        return NULL;
    is_zero = strspn(digits, "0.") == strlen(digits);
    while (digits[0] == '0' && g_ascii_isdigit(digits[1]))
        digits++;
    return g_strconcat(is_negative && !is_zero ? "-" : "", digits, NULL);
}

static gboolean read_expected(reader *r, ph_vector *vector)
{
    const char *text = field_text(r, COLUMN_EXPECTED);

    if (strcmp(text, "ERROR") == 0) {
        vector->expected = g_strdup(text);
        return TRUE;
    }
    if (vector->operation == PH_OPERATION_DECODE_TEXT) {
        vector->expected = is_hex(text) ? g_ascii_strup(text, -1) : NULL;
        return vector->expected || add_unexpected(r, COLUMN_EXPECTED, "UTF-8 in hex, or ERROR");
    }
    vector->expected = canonical_decimal(text, vector->scale);
    return vector->expected ||
           add_unexpected(r, COLUMN_EXPECTED, "a decimal with exactly scale decimals, or ERROR");
}

static gboolean read_bytes(reader *r, ph_vector *vector)
{
    const char *text = field_text(r, COLUMN_BYTES_HEX);

    if (!is_hex(text) || strlen(text) > 2 * (gsize)CELL_BYTES_MAX)
        return add_unexpected(r, COLUMN_BYTES_HEX, "an even number of hex digits");
    vector->bytes_hex = g_ascii_strup(text, -1);
    return TRUE;
}

static gboolean read_picture(reader *r, ph_vector *vector)
{
    if (vector->operation == PH_OPERATION_DECODE_TEXT)
        return TRUE;
    if (!read_number(r, COLUMN_DIGITS, 1, DIGITS_MAX, "1 to 31", &vector->digits) ||
        !read_number(r, COLUMN_SCALE, 0, SCALE_MAX, "0 to 31", &vector->scale) ||
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
