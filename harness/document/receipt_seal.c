/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/receipt_seal.h"

#include <math.h>
#include <string.h>

#include "document/json_member.h"
#include "perfharness/require.h"

#define INTEGRITY "integrity"
/* Beyond these, jq writes an exponent. */
#define WHOLE_MAX 1e17

static void print_value(GString *to, const cJSON *item);

static void print_text(GString *to, const char *text)
{
    cJSON *item = cJSON_CreateStringReference(text);
    char *printed = cJSON_PrintUnformatted(item);

    g_string_append(to, printed);
    cJSON_free(printed);
    cJSON_Delete(item);
}

/* The fewest digits that are this number and no other. */
static void print_number(GString *to, double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    char format[] = "%.15g";

    if (number == trunc(number) && fabs(number) < WHOLE_MAX) {
        g_string_append(to, g_ascii_formatd(text, sizeof text, "%.0f", number));
        return;
    }
    for (const char *digit = "567"; *digit; digit++) {
        format[3] = *digit;
        (void)g_ascii_formatd(text, sizeof text, format, number);
        if (g_ascii_strtod(text, NULL) == number)
            break;
    }
    g_string_append(to, text);
}

static int by_name(gconstpointer left, gconstpointer right)
{
    const cJSON *const *one = left, *const *other = right;

    return strcmp((*one)->string, (*other)->string);
}

static void print_object(GString *to, const cJSON *object, const char *except)
{
    g_autoptr(GPtrArray) members = g_ptr_array_new();

    for (cJSON *member = object->child; member; member = member->next)
        if (g_strcmp0(member->string, except) != 0)
            g_ptr_array_add(members, member);
    g_ptr_array_sort(members, by_name);
    g_string_append_c(to, '{');
    for (guint i = 0; i < members->len; i++) {
        const cJSON *member = members->pdata[i];

        if (i)
            g_string_append_c(to, ',');
        print_text(to, member->string);
        g_string_append_c(to, ':');
        print_value(to, member);
    }
    g_string_append_c(to, '}');
}

static void print_array(GString *to, const cJSON *array)
{
    g_string_append_c(to, '[');
    for (const cJSON *item = array->child; item; item = item->next) {
        print_value(to, item);
        if (item->next)
            g_string_append_c(to, ',');
    }
    g_string_append_c(to, ']');
}

static void print_value(GString *to, const cJSON *item)
{
    if (cJSON_IsObject(item))
        print_object(to, item, NULL);
    else if (cJSON_IsArray(item))
        print_array(to, item);
    else if (cJSON_IsString(item))
        print_text(to, item->valuestring);
    else if (cJSON_IsNumber(item))
        print_number(to, item->valuedouble);
    else if (cJSON_IsNull(item))
        g_string_append(to, "null");
    else
        g_string_append(to, cJSON_IsTrue(item) ? "true" : "false");
}

char *ph_receipt_digest(const cJSON *receipt)
{
    g_autoptr(GString) text = g_string_new(NULL);

    print_object(text, receipt, INTEGRITY);
    g_string_append_c(text, '\n');
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize)text->len);
}

void ph_receipt_seal(cJSON *receipt)
{
    PH_REQUIRE(!cJSON_GetObjectItemCaseSensitive(receipt, INTEGRITY));

    g_autofree char *digest = ph_receipt_digest(receipt);

    cJSON_AddStringToObject(cJSON_AddObjectToObject(receipt, INTEGRITY), "sha256", digest);
}

const char *ph_receipt_sealed_digest(const cJSON *receipt)
{
    return ph_json_text(cJSON_GetObjectItemCaseSensitive(receipt, INTEGRITY), "sha256");
}
