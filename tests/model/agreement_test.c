/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A figure of a user's own records says who agrees with it, and no more than is known of that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/agreement.h"

static ph_result *add_result(ph_measurement *run, const char *benchmark, const char *level,
                             const char *subject, ph_proof_kind proof)
{
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup(benchmark);
    result->level = g_strdup(level);
    result->subject = g_strdup(subject);
    result->state = PH_STATE_MEASURED;
    result->proof = proof;
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    g_ptr_array_add(run->results, result);
    return result;
}

static void add_subject(ph_measurement *run, const char *name, const char *path, const char *digest)
{
    ph_subject_info *info = g_new0(ph_subject_info, 1);

    info->name = g_strdup(name);
    info->path = g_strdup(path);
    if (digest) {
        info->built_from = ph_build_identity_new();
        info->built_from->library_sha256 = g_strdup(digest);
    }
    g_ptr_array_add(run->subjects, info);
}

static void test_levels_of_one_library(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();
    const ph_result *record = add_result(run, "own.bin", "record", "a", PH_PROOF_NONE);
    const ph_result *file = add_result(run, "own.bin", "file", "a", PH_PROOF_NONE);
    const ph_result *other = add_result(run, "other.bin", "file", "a", PH_PROOF_NONE);
    const ph_result *generated = add_result(run, "record-comp3", "file", "a", PH_PROOF_TRUTH);

    (void)state;
    add_subject(run, "a", "/a.so", "d1");
    ph_agreement_settle(run);
    assert_int_equal(record->proof, PH_PROOF_LEVELS);
    assert_int_equal(file->proof, PH_PROOF_LEVELS);
    assert_int_equal(other->proof, PH_PROOF_NONE);
    assert_int_equal(generated->proof, PH_PROOF_TRUTH);
}

/* Who has no figure agrees with nobody. */
static void test_a_void_level_is_no_peer(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();
    ph_result *record = add_result(run, "own.bin", "record", "a", PH_PROOF_NONE);
    const ph_result *file = add_result(run, "own.bin", "file", "a", PH_PROOF_NONE);

    (void)state;
    record->state = PH_STATE_VOID;
    record->reason = g_strdup("it does not decode");
    ph_agreement_settle(run);
    assert_int_equal(file->proof, PH_PROOF_NONE);
}

static void test_two_files_of_the_same_bytes_are_one_library(void **state)
{
    static const struct {
        const char *path, *digest;
        ph_proof_kind proof;
    } cases[] = {
        { "/b.so", "d2", PH_PROOF_LIBRARIES },
        { "/b.so", NULL, PH_PROOF_LIBRARIES },
        { "/b.so", "d1", PH_PROOF_LEVELS },
        { "/a.so", NULL, PH_PROOF_LEVELS },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_measurement) run = ph_measurement_new();
        const ph_result *a = add_result(run, "own.bin", "file", "a", PH_PROOF_NONE);
        const ph_result *b = add_result(run, "own.bin", "file", "b", PH_PROOF_NONE);

        add_subject(run, "a", "/a.so", "d1");
        add_subject(run, "b", cases[i].path, cases[i].digest);
        ph_agreement_settle(run);
        assert_int_equal(a->proof, cases[i].proof);
        assert_int_equal(b->proof, cases[i].proof);
    }
}

/* The reference does not prove itself. */
static void test_the_reference_is_proven_by_others(void **state)
{
    (void)state;
    for (gboolean is_proven = FALSE; is_proven <= TRUE; is_proven++) {
        g_autoptr(ph_measurement) run = ph_measurement_new();
        ph_result *reference =
            add_result(run, "own.bin", "file", PH_REFERENCE_SUBJECT, PH_PROOF_REFERENCE);
        const ph_result *other =
            add_result(run, "own.bin", "file", "b", is_proven ? PH_PROOF_REFERENCE : PH_PROOF_NONE);

        add_subject(run, PH_REFERENCE_SUBJECT, "/native.so", "d1");
        add_subject(run, "b", "/b.so", "d2");
        reference->records_proven = 7;
        ph_agreement_settle(run);
        assert_int_equal(reference->proof, is_proven ? PH_PROOF_REFERENCE : PH_PROOF_LIBRARIES);
        assert_int_equal(reference->records_proven, is_proven ? 7 : 0);
        assert_int_equal(other->proof, is_proven ? PH_PROOF_REFERENCE : PH_PROOF_LIBRARIES);
    }
}

static void test_names_lead_back(void **state)
{
    (void)state;
#define X(id, name, text)                                                                          \
    assert_int_equal(ph_proof_find(name), PH_PROOF_##id);                                          \
    assert_string_equal(ph_proof_name(PH_PROOF_##id), name);
    PH_PROOF_LIST(X)
#undef X
    assert_int_equal(ph_proof_find(NULL), PH_PROOF_UNKNOWN);
    assert_int_equal(ph_proof_find("proven"), PH_PROOF_UNKNOWN);
    assert_null(ph_proof_lacks(PH_PROOF_TRUTH));
    assert_null(ph_proof_lacks(PH_PROOF_REFERENCE));
    assert_null(ph_proof_lacks(PH_PROOF_UNKNOWN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels_of_one_library),
        cmocka_unit_test(test_a_void_level_is_no_peer),
        cmocka_unit_test(test_two_files_of_the_same_bytes_are_one_library),
        cmocka_unit_test(test_the_reference_is_proven_by_others),
        cmocka_unit_test(test_names_lead_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
