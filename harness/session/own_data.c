/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/own_data.h"

#include "error/error.h"
#include "session/copybook_file.h"
#include "session/regular_file.h"

gboolean ph_own_data_can_be_read(const ph_own_data *own_data, GError **error)
{
    return ph_regular_file_check("copybook", own_data->copybook, NULL, error) &&
           ph_regular_file_check("data file", own_data->data, NULL, error);
}

gboolean ph_own_data_is_spared(const ph_own_data *own_data, const char *option, const char *output,
                               GError **error)
{
    return ph_regular_file_is_spared("the copybook", own_data->copybook, option, output, error) &&
           ph_regular_file_is_spared("the data file", own_data->data, option, output, error);
}

static ph_record_layout *layout_of(const ph_record *record)
{
    ph_record_layout *layout = g_new0(ph_record_layout, 1);

    layout->record = ph_error_printable(record->name);
    layout->length_min = record->length_min;
    layout->length_max = record->length_max;
    return layout;
}

static ph_record_layout *unknown_layout(const GError *why)
{
    ph_record_layout *layout = g_new0(ph_record_layout, 1);

    layout->unknown = ph_error_printable(why->message);
    return layout;
}

ph_record_layout *ph_own_data_layout(const ph_own_data *own_data, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(ph_copybook_file) file =
        ph_copybook_file_read(own_data->copybook, &own_data->reading, &why);
    const ph_record *record;

    if (!file && own_data->layout_policy == PH_LAYOUT_POLICY_WARN)
        return unknown_layout(why);
    if (!file) {
        g_propagate_error(error, g_steal_pointer(&why));
        return NULL;
    }
    record = ph_copybook_file_record(file, own_data->record, error);
    return record ? layout_of(record) : NULL;
}
