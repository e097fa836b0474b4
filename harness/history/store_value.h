/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A value on its way into a database or out of it.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_HISTORY_STORE_VALUE_H
#define PH_HARNESS_HISTORY_STORE_VALUE_H

#include <glib.h>
#include <math.h>
#include <string.h>

typedef enum ph_store_value_type {
    PH_STORE_NULL,
    PH_STORE_INTEGER,
    PH_STORE_REAL,
    PH_STORE_TEXT, /* UTF-8; ends in a NUL, which is not counted. */
    PH_STORE_BYTES,
} ph_store_value_type;

/* Bytes and texts are borrowed: of a parameter until the call returns, of a row until the next. */
typedef struct ph_store_value {
    ph_store_value_type type;
    gint64 integer;
    double real;
    const void *bytes;
    gsize length;
} ph_store_value;

static inline ph_store_value ph_store_integer(gint64 integer)
{
    return (ph_store_value){ .type = PH_STORE_INTEGER, .integer = integer };
}

/* What a value has where none is known is NULL. */
static inline ph_store_value ph_store_integer_but(gint64 integer, gint64 none)
{
    return integer == none ? (ph_store_value){ .type = PH_STORE_NULL } : ph_store_integer(integer);
}

static inline ph_store_value ph_store_real(double real)
{
    return (ph_store_value){ .type = isnan(real) ? PH_STORE_NULL : PH_STORE_REAL, .real = real };
}

static inline ph_store_value ph_store_text(const char *text)
{
    if (!text)
        return (ph_store_value){ .type = PH_STORE_NULL };
    return (ph_store_value){ .type = PH_STORE_TEXT, .bytes = text, .length = strlen(text) };
}

static inline ph_store_value ph_store_bytes(const void *bytes, gsize length)
{
    return (ph_store_value){ .type = PH_STORE_BYTES, .bytes = bytes, .length = length };
}

/* What came; a value of another type, as NULL is, is what stands for none. */
static inline gint64 ph_store_as_integer(const ph_store_value *value, gint64 none)
{
    return value->type == PH_STORE_INTEGER ? value->integer : none;
}

static inline double ph_store_as_real(const ph_store_value *value)
{
    return value->type == PH_STORE_REAL ? value->real : NAN;
}

static inline const char *ph_store_as_text(const ph_store_value *value)
{
    return value->type == PH_STORE_TEXT ? (const char *)value->bytes : NULL;
}

/*
 * Copies of a text, printable, as a store may be anybody's; the caller frees them. NULL where there
 * is none, and "" where there always is one.
 */
char *ph_store_copy_text(const ph_store_value *value);
char *ph_store_copy_known(const ph_store_value *value);

/* Digests are 32 bytes in the store and 64 hexadecimal digits elsewhere; machines 8 and 16. */
enum { PH_STORE_DIGEST_BYTES = 32, PH_STORE_MACHINE_BYTES = 8 };

/* Into bytes of the caller's: FALSE where it is not so many digits. */
gboolean ph_store_hex_to_bytes(const char *hex, guint8 *bytes, gsize count);

/* The caller frees it; "" where the value holds no bytes. */
char *ph_store_bytes_to_hex(const ph_store_value *value);

#endif /* PH_HARNESS_HISTORY_STORE_VALUE_H */
