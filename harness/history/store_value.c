/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/store_value.h"

#include "error/error.h"

char *ph_store_copy_text(const ph_store_value *value)
{
    const char *text = ph_store_as_text(value);

    return text ? ph_error_printable(text) : NULL;
}

char *ph_store_copy_known(const ph_store_value *value)
{
    char *text = ph_store_copy_text(value);

    return text ? text : g_strdup("");
}

gboolean ph_store_hex_to_bytes(const char *hex, guint8 *bytes, gsize count)
{
    if (!hex || strlen(hex) != 2 * count)
        return FALSE;
    for (gsize i = 0; i < count; i++) {
        const gint high = g_ascii_xdigit_value(hex[2 * i]);
        const gint low = g_ascii_xdigit_value(hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return FALSE;
        bytes[i] = (guint8)(high << 4 | low);
    }
    return TRUE;
}

char *ph_store_bytes_to_hex(const ph_store_value *value)
{
    static const char digits[] = "0123456789abcdef";
    const gsize length = value->type == PH_STORE_BYTES ? value->length : 0;
    const guint8 *bytes = (const guint8 *)value->bytes;
    char *hex = (char *)g_malloc(2 * length + 1);

    for (gsize i = 0; i < length; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * length] = '\0';
    return hex;
}
