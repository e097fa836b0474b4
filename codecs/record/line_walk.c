/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Through a line as through its record: which value is which item's, and where that stands. */
#include "record/encoder.h"
#include "record/item_bytes.h"
#include "record/number_text.h"

static const ph_record_item *item_at(const ph_record_encoder *encoder, uint32_t item)
{
    return &encoder->decoder->items[item];
}

/* What its value is like: of another name for an item that item. */
static const ph_record_item *description_of(const ph_record_encoder *encoder, uint32_t item)
{
    return item_at(encoder, ph_record_described_by(encoder->decoder->items, item));
}

static const ph_item_text *text_of(const ph_record_encoder *encoder, uint32_t item)
{
    return ph_text_of(encoder->decoder, item);
}

static const ph_value *value_at(const ph_record_encoder *encoder, uint32_t value)
{
    return &encoder->values.values[value];
}

/* Of an item with a key, in the object that has it. */
static uint32_t find_member(ph_record_encoder *encoder, uint32_t object, uint32_t item)
{
    const ph_item_text *text = text_of(encoder, item);

    /* Without the quotes and the colon. */
    return ph_values_member(&encoder->values, object, text->key + 1, text->key_length - 3);
}

static bool fail_kind(ph_record_encoder *encoder, uint32_t item, ph_value_kind expected,
                      uint32_t value)
{
    encoder->result.expected = (uint8_t)expected;
    encoder->result.found = value_at(encoder, value)->kind;
    return ph_encode_fail(encoder, item, PH_RECORD_ENCODE_WRONG_KIND);
}

/* Somebody may yet say that the record ends before it. */
static void note_missing(ph_record_encoder *encoder, uint32_t item, size_t at,
                         ph_record_encode_status status)
{
    if (encoder->missing.status != PH_RECORD_ENCODE_OK && encoder->missing_at <= at)
        return;
    encoder->missing = encoder->result;
    encoder->missing.status = status;
    encoder->missing.item = item;
    encoder->missing.other = item_at(encoder, item)->counter;
    encoder->missing_at = at;
}

/* Is a member there, and not null where that may say that there is none? */
static bool has_value(ph_record_encoder *encoder, uint32_t item, uint32_t object, bool may_be_null)
{
    const uint32_t value =
        text_of(encoder, item)->key ? find_member(encoder, object, item) : PH_NO_VALUE;

    /* A float that is no number is null as well, which cannot be encoded. */
    return value != PH_NO_VALUE &&
           !(may_be_null && value_at(encoder, value)->kind == PH_VALUE_NULL);
}

/* Is any member of a late group there, around it? */
static bool has_copies(ph_record_encoder *encoder, uint32_t group, uint32_t object)
{
    bool is_any = false;

    for (uint32_t i = ph_first_below(encoder->decoder->items, group); i != PH_RECORD_NO_ITEM;
         i = item_at(encoder, i)->next)
        if (text_of(encoder, i)->is_copied)
            is_any = has_value(encoder, i, object, text_of(encoder, i)->is_in_views) || is_any;
    return is_any;
}

/* Has an item a value, or has anything in a group that is one level up? */
static bool is_there(ph_record_encoder *encoder, uint32_t item, uint32_t object)
{
    bool is_any = false;

    if (!text_of(encoder, item)->is_lifted)
        return has_value(encoder, item, object, text_of(encoder, item)->has_views);
    for (uint32_t i = ph_first_below(encoder->decoder->items, item); i != PH_RECORD_NO_ITEM;
         i = item_at(encoder, i)->next) {
        is_any = is_there(encoder, i, object) || is_any;
        if (text_of(encoder, i)->is_late)
            is_any = has_copies(encoder, i, object) || is_any;
    }
    return is_any;
}

uint32_t ph_encode_named_item(const ph_record_encoder *encoder, uint32_t item)
{
    uint32_t named = text_of(encoder, item)->key ? item : PH_RECORD_NO_ITEM;

    if (!text_of(encoder, item)->is_lifted)
        return named;
    for (uint32_t i = ph_first_below(encoder->decoder->items, item);
         i != PH_RECORD_NO_ITEM && named == PH_RECORD_NO_ITEM; i = item_at(encoder, i)->next)
        named = ph_encode_named_item(encoder, i);
    return named;
}

static bool is_view(const ph_record_item *item)
{
    return item->redefines != PH_RECORD_NO_ITEM && ph_record_kind_has_storage(item->kind);
}

/* Of what is not there: is it null, or anything in a group that is one level up? */
static bool is_null(ph_record_encoder *encoder, uint32_t item, uint32_t object)
{
    bool is_any = false;

    if (text_of(encoder, item)->is_lifted) {
        for (uint32_t i = ph_first_below(encoder->decoder->items, item); i != PH_RECORD_NO_ITEM;
             i = item_at(encoder, i)->next)
            is_any = is_null(encoder, i, object) || is_any;
        return is_any;
    }
    return text_of(encoder, item)->key && find_member(encoder, object, item) != PH_NO_VALUE;
}

/* The first that is there of what redefines an item, or PH_RECORD_NO_ITEM; is any of them null? */
static uint32_t find_view(ph_record_encoder *encoder, uint32_t item, uint32_t object,
                          bool *ret_is_null)
{
    *ret_is_null = is_null(encoder, item, object);
    for (uint32_t i = item_at(encoder, item)->next; i != PH_RECORD_NO_ITEM;
         i = item_at(encoder, i)->next) {
        if (item_at(encoder, i)->kind == PH_RECORD_KIND_CONDITION)
            continue;
        if (!is_view(item_at(encoder, i)) || is_there(encoder, i, object))
            return is_view(item_at(encoder, i)) ? i : PH_RECORD_NO_ITEM;
        *ret_is_null = is_null(encoder, i, object) || *ret_is_null;
    }
    return PH_RECORD_NO_ITEM;
}

/* A view that is not there may be behind the record's end. */
static void note_absent(ph_record_encoder *encoder, uint32_t view, uint32_t named, size_t at)
{
    const ph_line_decoder *decoder = encoder->decoder;
    const size_t begin =
        named == PH_RECORD_NO_ITEM
            ? SIZE_MAX
            : at + (ph_place_of(decoder, named)->at - ph_place_of(decoder, view)->at);

    encoder->has_absent_view = true;
    encoder->absent = begin < encoder->absent ? begin : encoder->absent;
}

/* One that is not there: is it missing, or is another view of its area there? */
static bool look_for_views(ph_record_encoder *encoder, uint32_t item, uint32_t object, size_t at)
{
    const uint32_t named = ph_encode_named_item(encoder, item);
    bool has_null;

    if (item_at(encoder, item)->kind == PH_RECORD_KIND_RENAMES)
        return true;
    if (text_of(encoder, item)->has_views)
        note_absent(encoder, item, named, at);
    if (named == PH_RECORD_NO_ITEM || is_view(item_at(encoder, item)) ||
        find_view(encoder, item, object, &has_null) != PH_RECORD_NO_ITEM)
        return true;
    if (has_null)
        return ph_encode_fail(encoder, named, PH_RECORD_ENCODE_NO_VIEW);
    note_missing(encoder, named, at, PH_RECORD_ENCODE_MISSING);
    return true;
}

/* It is there: the record ends no earlier. What has no bytes may stand right at the end. */
static void note_begin(ph_record_encoder *encoder, size_t at)
{
    encoder->latest = at > encoder->latest ? at : encoder->latest;
    encoder->end = at > encoder->end ? at : encoder->end;
}

/* Something that is there begins before the record's end: what is renamed is others' as well. */
static void note_there(ph_record_encoder *encoder, uint32_t item, size_t at)
{
    const ph_record_item *it = item_at(encoder, item);
    const size_t end = at + it->size;

    if (it->kind == PH_RECORD_KIND_RENAMES)
        return;
    note_begin(encoder, at);
    if (it->size == 0)
        return;
    encoder->end = at + 1 > encoder->end ? at + 1 : encoder->end;
    if (it->kind != PH_RECORD_KIND_GROUP)
        encoder->reach = end > encoder->reach ? end : encoder->reach;
}

/* What has no name is there wherever what is around it is. */
static void note_filler(ph_record_encoder *encoder, uint32_t item, size_t at)
{
    const ph_item_place *place = ph_place_of(encoder->decoder, item);
    const size_t end = at + (size_t)place->stride * place->count;

    encoder->reach = end > encoder->reach ? end : encoder->reach;
}

/* May the record end inside of an item at a byte, behind a value that ends at another? Nothing
 * begins behind that; but of PIC N there may be half a character yet, which has views. */
static bool is_cut(const ph_record_encoder *encoder, const ph_record_item *item, size_t at,
                   size_t end)
{
    enum { HALF_MAX = 3 }; /* Of a surrogate pair. */
    const size_t half = item->kind != PH_RECORD_KIND_NATIONAL ? 0
                        : encoder->latest < at + item->size   ? HALF_MAX
                                                              : 1;

    return encoder->decoder->options.is_variable && encoder->latest < end + half;
}

static bool encode_leaf(ph_record_encoder *encoder, uint32_t item, const ph_value *value, size_t at)
{
    const ph_record_item *it = description_of(encoder, item);
    const ph_line_options *options = &encoder->decoder->options;
    ph_item_value encoded = { it, encoder->values.line + value->text, value->length, true };
    size_t length = 0;
    ph_record_encode_status status =
        ph_item_bytes(options, &encoded, encoder->cell, &length, &encoder->result.at);

    if (status == PH_RECORD_ENCODE_OK && length < it->size) {
        if (is_cut(encoder, it, at, at + length)) {
            encoder->is_cut = true;
        } else if (it->kind != PH_RECORD_KIND_RENAMES) { /* Its range may be shorter here. */
            encoded.is_cut = false;
            status = ph_item_bytes(options, &encoded, encoder->cell, &length, &encoder->result.at);
            length = it->size;
        }
    }
    if (status != PH_RECORD_ENCODE_OK)
        return ph_encode_fail(encoder, item, status);
    encoder->end = at + length > encoder->end ? at + length : encoder->end;
    return ph_encode_put(encoder, item, at, length);
}

static bool take_leaf(ph_record_encoder *encoder, uint32_t item, uint32_t value, size_t at)
{
    const ph_value *const v = value_at(encoder, value);
    const bool is_number = ph_item_is_number(description_of(encoder, item));

    if (encoder->step != PH_ENCODE_STEP_LOOK) {
        const bool has_forms =
            ph_item_has_forms(&encoder->decoder->options, description_of(encoder, item));

        return has_forms != (encoder->step == PH_ENCODE_STEP_FORMS) ||
               encode_leaf(encoder, item, v, at);
    }
    if (v->kind != PH_VALUE_TEXT && !(is_number && v->kind == PH_VALUE_NUMBER))
        return fail_kind(encoder, item, is_number ? PH_VALUE_NUMBER : PH_VALUE_TEXT, value);
    note_there(encoder, item, at);
    return true;
}

static bool take_members(ph_record_encoder *encoder, uint32_t group, uint32_t object, size_t at);

/* An object that was looked through, of this item. */
static bool check_left_over(ph_record_encoder *encoder, uint32_t item, uint32_t object)
{
    const uint32_t member = ph_values_left_over(&encoder->values, object);

    if (encoder->step != PH_ENCODE_STEP_LOOK || member == PH_NO_VALUE)
        return true;
    ph_encode_note_member(encoder, member);
    return ph_encode_fail(encoder, item, PH_RECORD_ENCODE_UNKNOWN_MEMBER);
}

static bool take_occurrence(ph_record_encoder *encoder, uint32_t item, uint32_t value, size_t at)
{
    if (item_at(encoder, item)->kind != PH_RECORD_KIND_GROUP)
        return take_leaf(encoder, item, value, at);
    if (value_at(encoder, value)->kind != PH_VALUE_OBJECT)
        return fail_kind(encoder, item, PH_VALUE_OBJECT, value);
    note_there(encoder, item, at);
    return take_members(encoder, item, value, at) && check_left_over(encoder, item, value);
}

/* An array of so many elements as the table has. */
static bool check_elements(ph_record_encoder *encoder, uint32_t item, uint32_t value, size_t at)
{
    const ph_item_place *place = ph_place_of(encoder->decoder, item);
    const uint32_t count = value_at(encoder, value)->count;

    if (value_at(encoder, value)->kind != PH_VALUE_ARRAY)
        return fail_kind(encoder, item, PH_VALUE_ARRAY, value);
    if (count > place->count) {
        encoder->result.other = item_at(encoder, item)->counter;
        return ph_encode_fail(encoder, item, PH_RECORD_ENCODE_ELEMENTS);
    }
    if (count < place->count)
        note_missing(encoder, item, at + (size_t)count * place->stride, PH_RECORD_ENCODE_ELEMENTS);
    return true;
}

static bool take_table(ph_record_encoder *encoder, uint32_t item, uint32_t value, size_t at)
{
    const ph_item_place *place = ph_place_of(encoder->decoder, item);
    const uint8_t depth = encoder->result.depth;
    uint32_t element, i = 0;

    if (encoder->step == PH_ENCODE_STEP_LOOK) {
        if (!check_elements(encoder, item, value, at))
            return false;
        if (place->count == 0)
            note_begin(encoder, at);
    }
    encoder->result.depth++;
    for (element = value_at(encoder, value)->first; element != PH_NO_VALUE;
         element = value_at(encoder, element)->next, at += place->stride) {
        encoder->result.occurrence[depth] = i++;
        if (!take_occurrence(encoder, item, element, at))
            return false;
    }
    encoder->result.depth = depth;
    return true;
}

static bool take_value(ph_record_encoder *encoder, uint32_t item, uint32_t value, size_t at)
{
    return item_at(encoder, item)->is_table ? take_table(encoder, item, value, at)
                                            : take_occurrence(encoder, item, value, at);
}

/* The value of an item that may be there once more: null is none. */
static bool take_copy(ph_record_encoder *encoder, uint32_t item, uint32_t object, size_t at)
{
    const uint32_t value = find_member(encoder, object, item);

    return value == PH_NO_VALUE ||
           (value_at(encoder, value)->kind == PH_VALUE_NULL &&
            text_of(encoder, item)->is_in_views) ||
           take_value(encoder, item, value, at);
}

/* As copybook-rs has it: what is in a late group may stand around it as well. */
static bool take_copies(ph_record_encoder *encoder, uint32_t group, uint32_t object, size_t at)
{
    const uint32_t origin = ph_place_of(encoder->decoder, group)->at;

    for (uint32_t i = ph_first_below(encoder->decoder->items, group); i != PH_RECORD_NO_ITEM;
         i = item_at(encoder, i)->next)
        if (text_of(encoder, i)->is_copied &&
            !take_copy(encoder, i, object, at + (ph_place_of(encoder->decoder, i)->at - origin)))
            return false;
    return true;
}

static bool take_member(ph_record_encoder *encoder, uint32_t item, uint32_t object, size_t at)
{
    const ph_item_text *text = text_of(encoder, item);

    if (text->is_late && !text->is_lifted && !take_copies(encoder, item, object, at))
        return false;
    if (encoder->step == PH_ENCODE_STEP_LOOK && text->is_lifted && is_there(encoder, item, object))
        note_there(encoder, item, at);
    /* What one level up is missing is said of each. */
    if (!text->key && !text->is_lifted) {
        note_filler(encoder, item, at);
        return true;
    }
    if (!(text->is_lifted && !text->has_views) && !is_there(encoder, item, object))
        return encoder->step != PH_ENCODE_STEP_LOOK || look_for_views(encoder, item, object, at);
    return text->is_lifted ? take_members(encoder, item, object, at)
                           : take_value(encoder, item, find_member(encoder, object, item), at);
}

/* The members of a group, at one of its occurrences. */
static bool take_members(ph_record_encoder *encoder, uint32_t group, uint32_t object, size_t at)
{
    const uint32_t origin = ph_place_of(encoder->decoder, group)->at;

    for (uint32_t i = ph_first_below(encoder->decoder->items, group); i != PH_RECORD_NO_ITEM;
         i = item_at(encoder, i)->next)
        if (item_at(encoder, i)->kind != PH_RECORD_KIND_CONDITION &&
            !take_member(encoder, i, object, at + (ph_place_of(encoder->decoder, i)->at - origin)))
            return false;
    return true;
}

static uint32_t find_value(ph_record_encoder *encoder, uint32_t item);

/* Is it sure whose value stands at this leaf's place in the flat part? Of several of one name it is
 * that of the last that the record has, be its view null. */
static bool is_sure(ph_record_encoder *encoder, uint32_t place, uint32_t leaf)
{
    return leaf == place || find_value(encoder, leaf) != PH_NO_VALUE;
}

/* As copybook-rs has it: leaves of all levels, once more. */
static bool take_flat(ph_record_encoder *encoder)
{
    const ph_line_decoder *decoder = encoder->decoder;

    for (uint32_t i = decoder->first; i < decoder->behind; i++) {
        const uint32_t leaf = decoder->flat[i - decoder->first];

        if (leaf == PH_RECORD_NO_ITEM)
            continue;
        if (!is_sure(encoder, i, leaf))
            (void)find_member(encoder, PH_VALUE_ROOT, leaf);
        else if (!take_copy(encoder, leaf, PH_VALUE_ROOT, ph_place_of(decoder, leaf)->at))
            return false;
    }
    return true;
}

bool ph_encode_walk(ph_record_encoder *encoder)
{
    const bool has_flat = encoder->tree != PH_VALUE_ROOT;

    for (uint32_t i = encoder->decoder->first; i != PH_RECORD_NO_ITEM;
         i = item_at(encoder, i)->next)
        if (!take_member(encoder, i, encoder->tree, 0))
            return false;
    if (!check_left_over(encoder, PH_RECORD_NO_ITEM, encoder->tree))
        return false;
    return !has_flat ||
           (take_flat(encoder) && check_left_over(encoder, PH_RECORD_NO_ITEM, PH_VALUE_ROOT));
}

/* The object an item is a member of, of tables the first element; PH_NO_VALUE: there is none. */
static uint32_t find_object(ph_record_encoder *encoder, uint32_t item)
{
    const uint32_t parent = item_at(encoder, item)->parent;
    uint32_t value;

    if (parent == PH_RECORD_NO_ITEM)
        return encoder->tree;
    if (text_of(encoder, parent)->is_lifted)
        return find_object(encoder, parent);
    value = find_value(encoder, parent);
    if (value != PH_NO_VALUE && value_at(encoder, value)->kind == PH_VALUE_ARRAY)
        value = value_at(encoder, value)->first;
    return value != PH_NO_VALUE && value_at(encoder, value)->kind == PH_VALUE_OBJECT ? value
                                                                                     : PH_NO_VALUE;
}

static uint32_t find_value(ph_record_encoder *encoder, uint32_t item)
{
    const uint32_t object = text_of(encoder, item)->key ? find_object(encoder, item) : PH_NO_VALUE;
    const uint32_t value = object == PH_NO_VALUE ? PH_NO_VALUE : find_member(encoder, object, item);

    return value == PH_NO_VALUE || value_at(encoder, value)->kind == PH_VALUE_NULL ? PH_NO_VALUE
                                                                                   : value;
}

static bool read_count(ph_record_encoder *encoder, uint32_t counter, uint32_t value, uint32_t *ret)
{
    enum { DIGITS_MAX = 9 }; /* Of a count of elements, and more. */
    const ph_value *const v = value_at(encoder, value);
    ph_number_text number;
    ph_uint128 count;

    if (v->kind != PH_VALUE_TEXT && v->kind != PH_VALUE_NUMBER)
        return fail_kind(encoder, counter, PH_VALUE_NUMBER, value);
    if (!ph_number_text_read(encoder->values.line + v->text, v->length, &number))
        return ph_encode_fail(encoder, counter, PH_RECORD_ENCODE_NOT_A_NUMBER);
    if ((number.is_negative && !number.is_zero) ||
        ph_number_text_units(&number, 0, DIGITS_MAX, &count) != PH_NUMBER_FITS)
        return ph_encode_fail(encoder, counter, PH_RECORD_ENCODE_BAD_COUNT);
    *ret = (uint32_t)count;
    return true;
}

/* What the counter says; where it is not there, of which there may be no view, how many there are.
 */
bool ph_encode_count(void *data, uint32_t counter, uint32_t table, uint32_t *ret)
{
    ph_record_encoder *encoder = data;
    const ph_record_item *of = item_at(encoder, table);
    const uint32_t value = find_value(encoder, counter);
    const uint32_t elements = value == PH_NO_VALUE ? find_value(encoder, table) : PH_NO_VALUE;

    *ret = elements == PH_NO_VALUE ? of->occurs_min : value_at(encoder, elements)->count;
    if (value != PH_NO_VALUE && !read_count(encoder, counter, value, ret))
        return false;
    if (*ret >= of->occurs_min && *ret <= of->occurs_max)
        return true;
    encoder->result.other = value == PH_NO_VALUE ? counter : PH_RECORD_NO_ITEM;
    return ph_encode_fail(encoder, value == PH_NO_VALUE ? table : counter,
                          value == PH_NO_VALUE ? PH_RECORD_ENCODE_ELEMENTS
                                               : PH_RECORD_ENCODE_BAD_COUNT);
}
