/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Proves the code page tables, and the control policies over them, against glibc's iconv. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <iconv.h>

#include "codepage/codepage.h"
#include "subject/code_page.h"

enum { CODES = 256 };

typedef struct utf8_character {
    size_t length;
    uint8_t bytes[PH_TEXT_MAX_UTF8_PER_BYTE];
} utf8_character;

static utf8_character convert(iconv_t converter, uint8_t code)
{
    utf8_character character = { 0 };
    char input = (char)code, *in = &input, *out = (char *)character.bytes;
    size_t in_left = 1, out_left = sizeof(character.bytes);

    assert_int_equal(iconv(converter, &in, &in_left, &out, &out_left), 0);
    assert_int_equal(in_left, 0);
    character.length = sizeof(character.bytes) - out_left;
    return character;
}

static int is_refused(utf8_character character)
{
    const uint8_t first = character.bytes[0];

    return first < 0x20 && first != '\t' && first != '\n' && first != '\r';
}

/* One cell of one byte. Returns the status; *ret_text receives what was written. */
static ph_codec_status decode(const ph_code_page *page, uint8_t code, ph_control_policy policy,
                              utf8_character *ret_text)
{
    uint32_t end = 0;
    const ph_text_output output = { ret_text->bytes, sizeof(ret_text->bytes), &end };
    const ph_decode_result result = ph_text_decode(
        ph_codec_choose("scalar"), (ph_column){ &code, 1, 1, 1 }, page, policy, output);

    ret_text->length = end;
    return result.status;
}

static void assert_same(utf8_character have, utf8_character want)
{
    assert_int_equal(have.length, want.length);
    assert_memory_equal(have.bytes, want.bytes, want.length);
}

/* The way back, behind an A and in front of padding. */
static void check_encoded(const ph_code_page *page, utf8_character character, uint8_t code)
{
    uint8_t text[1 + PH_TEXT_MAX_UTF8_PER_BYTE] = { 'A' }, cell[3];
    const uint32_t end = (uint32_t)(1 + character.length);

    memcpy(text + 1, character.bytes, character.length);
    const ph_encode_result result =
        ph_text_encode(ph_codec_choose("scalar"), (ph_text_input){ text, &end }, page,
                       (ph_column_output){ cell, 3, 3, 1 });

    assert_int_equal(result.status, PH_ENCODE_OK);
    assert_memory_equal(cell, ((uint8_t[]){ 0xc1, code, 0x40 }), 3);
}

static void check_page(const ph_code_page *page)
{
    static const utf8_character replacement = { 3, { 0xef, 0xbf, 0xbd } };
    iconv_t converter = iconv_open("UTF-8", page->iconv_name);
    size_t refused = 0;

    /* NOLINTNEXTLINE(performance-no-int-to-ptr): this is how POSIX spells the failure. */
    assert_ptr_not_equal(converter, (iconv_t)-1);
    for (unsigned code = 0; code < CODES; code++) {
        const utf8_character want = convert(converter, (uint8_t)code);
        const int is_bad = is_refused(want);
        utf8_character have = { 0 };

        assert_int_equal(decode(page, (uint8_t)code, PH_CONTROL_PASS, &have), PH_CODEC_OK);
        assert_same(have, want);
        assert_int_equal(decode(page, (uint8_t)code, PH_CONTROL_REPLACE, &have), PH_CODEC_OK);
        assert_same(have, is_bad ? replacement : want);
        assert_int_equal(decode(page, (uint8_t)code, PH_CONTROL_ERROR, &have),
                         is_bad ? PH_CODEC_BAD_CONTROL : PH_CODEC_OK);
        assert_same(have, is_bad ? (utf8_character){ 0 } : want);
        check_encoded(page, want, (uint8_t)code);
        refused += is_bad ? 1 : 0;
    }
    assert_int_equal(refused, 29);
    (void)iconv_close(converter);
}

static void pages_equal_iconv(void **state)
{
    const ph_code_page *const *pages = ph_code_page_list();

    (void)state;
    for (size_t i = 0; pages[i]; i++)
        check_page(pages[i]);
}

/* And none that a user could not name. */
static void users_name_every_page(void **state)
{
    static const uint32_t named[] = {
#define X(name, ccsid, separator) (ccsid),
        PH_CODE_PAGE_LIST(X)
#undef X
    };
    const ph_code_page *const *pages = ph_code_page_list();
    size_t count = 0;

    (void)state;
    for (; pages[count]; count++)
        if (count < sizeof(named) / sizeof(*named))
            assert_int_equal(pages[count]->ccsid, named[count]);
    assert_int_equal(count, sizeof(named) / sizeof(*named));
}

static void pages_are_found_by_ccsid(void **state)
{
    const ph_code_page *const *pages = ph_code_page_list();

    (void)state;
    for (size_t i = 0; pages[i]; i++) {
        assert_ptr_equal(ph_code_page_find(pages[i]->ccsid), pages[i]);
        assert_true(i == 0 || pages[i - 1]->ccsid < pages[i]->ccsid);
    }
    assert_string_equal(ph_code_page_find(37)->iconv_name, "IBM037");
    assert_string_equal(ph_code_page_find(273)->iconv_name, "IBM273");
    assert_string_equal(ph_code_page_find(500)->iconv_name, "IBM500");
    assert_string_equal(ph_code_page_find(1047)->iconv_name, "IBM1047");
    assert_string_equal(ph_code_page_find(1140)->iconv_name, "IBM1140");
    assert_null(ph_code_page_find(0));
    assert_null(ph_code_page_find(65535));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_equal_iconv),
        cmocka_unit_test(users_name_every_page),
        cmocka_unit_test(pages_are_found_by_ccsid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
