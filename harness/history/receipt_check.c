/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/receipt_check.h"

static void tell(const ph_receipt_check *check, char *fault)
{
    check->found(fault, check->data);
    g_free(fault);
}

static void check_number(const ph_receipt_check *check, gint64 number)
{
    const gint64 expected = check->last.id + 1;

    if (number < expected)
        tell(check, g_strdup_printf("receipt %" G_GINT64_FORMAT ": the first one is 1", number));
    else if (number == expected + 1)
        tell(check, g_strdup_printf("receipt %" G_GINT64_FORMAT " is missing", expected));
    else if (number > expected)
        tell(check,
             g_strdup_printf("receipts %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " are missing",
                             expected, number - 1));
}

static const char *expected_previous(const ph_receipt_check *check)
{
    return check->last.sha256 ? check->last.sha256 : PH_RECEIPT_NO_PREVIOUS;
}

void ph_receipt_check_next(ph_receipt_check *check, const ph_receipt *receipt)
{
    g_autofree char *sha256 = ph_receipt_sha256(receipt);
    const gboolean is_next = receipt->id == check->last.id + 1;

    if (!is_next)
        check_number(check, receipt->id);
    if (g_strcmp0(receipt->sha256, sha256) != 0)
        tell(check, g_strdup_printf("receipt %" G_GINT64_FORMAT
                                    ": its SHA-256 does not follow from what it says",
                                    receipt->id));
    else if (is_next && g_strcmp0(receipt->previous, expected_previous(check)) != 0)
        tell(check,
             g_strdup_printf("receipt %" G_GINT64_FORMAT ": it does not follow from the one before",
                             receipt->id));
    ph_receipt_clear(&check->last);
    ph_receipt_copy(&check->last, receipt);
}

void ph_receipt_check_clear(ph_receipt_check *check)
{
    ph_receipt_clear(&check->last);
}
