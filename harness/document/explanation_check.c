/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/explanation_check.h"

#include <math.h>
#include <string.h>

#include "document/json_member.h"
#include "error/error.h"

/* Of all instructions: doubles survive being printed; this leaves room for a sum in another order.
 */
#define TOLERANCE 1e-6

static gboolean refuse(const char *pointer, const char *place, const char *why, GError **error)
{
    return ph_refuse(error, PH_ERROR_SCHEMA, "%s/explanation%s: %s", pointer, place, why);
}

static gboolean is_measured(const cJSON *function)
{
    return strcmp(ph_json_text(function, "origin"), "measured") == 0;
}

/* By what functions are ordered. */
static double change_of(const cJSON *function)
{
    const char *member = is_measured(function) ? "own" : "self";

    return fabs(ph_json_number(ph_json_member(function, "head"), member) -
                ph_json_number(ph_json_member(function, "base"), member));
}

/* A part is no more than its whole. */
static gboolean check_work(const cJSON *explanation, const cJSON *function, const char *side,
                           const char *pointer, GError **error)
{
    const cJSON *work = ph_json_member(function, side);
    const double all = ph_json_number(explanation, side);
    const double self = ph_json_number(work, "self"), own = ph_json_number(work, "own");
    const double inclusive = ph_json_number(work, "inclusive");
    const double room = TOLERANCE * all;

    if (self > inclusive + room)
        return refuse(pointer, "/functions", "a function's self is more than its inclusive", error);
    if (inclusive > all + room || own > all + room)
        return refuse(pointer, "/functions", "a function is more than all of it", error);
    if (is_measured(function) ? own < self - room : own > 0.0)
        return refuse(pointer, "/functions", "a function's own is not of its origin", error);
    return TRUE;
}

/* Measured ones first, then the largest. */
static gboolean is_in_order(const cJSON *before, const cJSON *function, double room)
{
    if (is_measured(before) != is_measured(function))
        return is_measured(before);
    return change_of(before) >= change_of(function) - room;
}

static gboolean check_functions(const cJSON *explanation, const char *pointer, double sums[2],
                                GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const double room =
        TOLERANCE * MAX(ph_json_number(explanation, "base"), ph_json_number(explanation, "head"));
    const cJSON *before = NULL, *function;

    cJSON_ArrayForEach(function, ph_json_member(explanation, "functions"))
    {
        if (!g_hash_table_add(seen, ph_json_printable(function, "name")))
            return refuse(pointer, "/functions", "a function stands twice", error);
        if (!check_work(explanation, function, "base", pointer, error) ||
            !check_work(explanation, function, "head", pointer, error))
            return FALSE;
        if (before && !is_in_order(before, function, room))
            return refuse(pointer, "/functions",
                          "they do not stand by origin and by how much they changed", error);
        sums[0] += ph_json_number(ph_json_member(function, "base"), "self");
        sums[1] += ph_json_number(ph_json_member(function, "head"), "self");
        before = function;
    }
    return TRUE;
}

gboolean ph_explanation_check(const cJSON *explanation, const char *pointer, GError **error)
{
    static const char *const sides[] = { "base", "head" };
    const cJSON *rest = ph_json_member(explanation, "rest");
    double sums[2] = { 0.0, 0.0 };

    if (!cJSON_IsObject(explanation))
        return TRUE;
    if (!check_functions(explanation, pointer, sums, error))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
        const double all = ph_json_number(explanation, sides[i]);

        if (fabs(sums[i] + ph_json_number(rest, sides[i]) - all) > TOLERANCE * all)
            return refuse(pointer, i == 0 ? "/base" : "/head",
                          "is not the sum of all functions' selves", error);
    }
    return TRUE;
}
