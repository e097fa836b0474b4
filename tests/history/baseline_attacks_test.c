/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The same of a baseline's history: what its chain shows by itself, and what only a witness shows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "baseline/chain.h"
#include "document/json_member.h"
#include "history/history_clock.h"
#include "history/witness.h"
#include "scratch_folder.h"

#define HOST      "0123456789abcdef"
#define FILE_NAME "baselines/" HOST "/critical.jsonl"

enum { ENTRIES = 12, TRIALS = 60 };

typedef struct scene {
    char *folder;
    char *histories;
    char *witness;
    GPtrArray *lines; /* As they are to be, without their ends. */
    GRand *chance;
} scene;

static ph_baseline *make_entry(guint number, const ph_baseline *before)
{
    cJSON *document = cJSON_CreateObject();
    ph_baseline *entry;

    cJSON_AddStringToObject(document, "timestamp", "2025-06-01T12:00:00Z");
    cJSON_AddStringToObject(cJSON_AddObjectToObject(document, "environment"), "fingerprint", HOST);
    cJSON_AddStringToObject(document, "schema_version", "made up");
    cJSON_AddStringToObject(document, "suite", "critical");
    cJSON_AddStringToObject(document, "promoted_at", "2025-06-02T12:00:00Z");
    cJSON_AddNumberToObject(document, "number", number);
    entry = ph_baseline_new(document);
    ph_baseline_seal(entry, before);
    return entry;
}

static void add_line(GPtrArray *lines, const ph_baseline *entry)
{
    char *line = ph_baseline_line(entry);

    g_ptr_array_add(lines, g_strdup(line));
    cJSON_free(line);
}

/* All lines, of which the one at changed is another one, and the one at left_out is not there; the
 * numbers of none are G_MAXUINT. */
static GPtrArray *make_lines(guint changed, guint left_out, char **ret_sha256)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(ph_baseline) before = NULL;

    for (guint i = 0; i < ENTRIES; i++) {
        ph_baseline *entry;

        if (i == left_out)
            continue;
        entry = make_entry(i == changed ? i + 1000 : i, before);
        add_line(lines, entry);
        g_clear_pointer(&before, ph_baseline_free);
        before = entry;
    }
    if (ret_sha256)
        *ret_sha256 = g_strdup(before->sha256);
    return lines;
}

static int set_up(void **state)
{
    scene *at = g_new0(scene, 1);
    g_autofree char *sha256 = NULL;

    at->folder = scratch_folder_new();
    at->histories = scratch_path(at->folder, "baselines");
    at->chance = g_rand_new_with_seed(1);
    g_ptr_array_unref(make_lines(G_MAXUINT, G_MAXUINT, &sha256));
    at->witness = g_strdup_printf("%d %s 2025-06-02T12:00:00Z", ENTRIES, sha256);
    *state = at;
    return 0;
}

static int tear_down(void **state)
{
    scene *at = *state;

    g_rand_free(at->chance);
    scratch_folder_remove(at->folder);
    g_free(at->histories);
    g_free(at->witness);
    g_free(at);
    return 0;
}

static char *text_of(const GPtrArray *lines)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)lines->pdata[i]);
    return g_string_free(text, FALSE);
}

typedef struct sight {
    gboolean is_whole;
    gboolean is_witnessed;
} sight;

static sight look(scene *at, const char *text, gsize length)
{
    g_autoptr(GPtrArray) witnesses = ph_witnesses_new();
    g_autoptr(ph_chain) chain = NULL;
    sight seen = { 0 };

    scratch_write_bytes(at->folder, FILE_NAME, text, length);
    assert_true(ph_witnesses_take(witnesses, at->witness, NULL));
    chain = ph_chain_read(at->histories, HOST, "critical", NULL);
    if (!chain)
        return seen;
    seen.is_whole = *chain->tail == '\0';
    for (guint i = 0; i < chain->entries->len; i++) {
        g_autoptr(ph_baseline) entry = ph_chain_entry_at(chain, i);
        gint64 at_us = 0;

        assert_true(ph_history_time_read(ph_json_text(entry->document, "promoted_at"), &at_us));
        ph_witnesses_hold(witnesses, chain->path, i + 1, entry->sha256, at_us);
    }
    seen.is_witnessed = ((const ph_witness *)witnesses->pdata[0])->is_met;
    return seen;
}

static sight look_at(scene *at)
{
    g_autofree char *text = text_of(at->lines);
    const sight seen = look(at, text, strlen(text));

    g_ptr_array_unref(at->lines);
    return seen;
}

static guint draw(scene *at)
{
    return (guint)g_rand_int_range(at->chance, 1, ENTRIES - 2);
}

static void test_without_an_attack(void **state)
{
    scene *at = *state;
    sight seen;

    at->lines = make_lines(G_MAXUINT, G_MAXUINT, NULL);
    seen = look_at(at);
    assert_true(seen.is_whole);
    assert_true(seen.is_witnessed);
}

static void test_one_bit(void **state)
{
    scene *at = *state;
    g_autoptr(GPtrArray) lines = make_lines(G_MAXUINT, G_MAXUINT, NULL);

    for (guint trial = 0; trial < TRIALS; trial++) {
        g_autofree char *text = text_of(lines);
        const gsize length = strlen(text);

        text[g_rand_int_range(at->chance, 0, (gint32)length)] ^=
            (char)(1 << g_rand_int_range(at->chance, 0, 8));
        assert_false(look(at, text, length).is_whole);
    }
}

static void delete_one(scene *at)
{
    g_ptr_array_remove_index(at->lines, draw(at));
}

static void exchange_two(scene *at)
{
    const guint i = draw(at);
    gpointer kept = at->lines->pdata[i];

    at->lines->pdata[i] = at->lines->pdata[i + 1];
    at->lines->pdata[i + 1] = kept;
}

/* It follows the one before. */
static void insert_one(scene *at)
{
    const guint i = draw(at);
    g_autoptr(ph_baseline) before = ph_baseline_new(cJSON_Parse((const char *)at->lines->pdata[i]));
    g_autoptr(ph_baseline) made_up = make_entry(i + 1000, before);
    char *line = ph_baseline_line(made_up);

    g_ptr_array_insert(at->lines, (gint)i + 1, g_strdup(line));
    cJSON_free(line);
}

static void test_what_the_chain_shows(void **state)
{
    static void (*const attacks[])(scene *) = { delete_one, exchange_two, insert_one };
    scene *at = *state;

    for (gsize attack = 0; attack < G_N_ELEMENTS(attacks); attack++)
        for (guint trial = 0; trial < TRIALS; trial++) {
            at->lines = make_lines(G_MAXUINT, G_MAXUINT, NULL);
            attacks[attack](at);
            if (look_at(at).is_whole)
                fail_msg("attack %zu was not seen at trial %u", attack, trial);
        }
}

static void test_what_a_witness_shows(void **state)
{
    scene *at = *state;

    for (guint trial = 0; trial < 3 * TRIALS; trial++) {
        sight seen;

        at->lines = make_lines(trial % 3 == 1 ? draw(at) : G_MAXUINT,
                               trial % 3 == 2 ? draw(at) : G_MAXUINT, NULL);
        if (trial % 3 == 0)
            g_ptr_array_set_size(at->lines, (gint)draw(at));
        seen = look_at(at);
        assert_true(seen.is_whole);
        assert_false(seen.is_witnessed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_without_an_attack, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_bit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_the_chain_shows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_a_witness_shows, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
