/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bridge/json_schema.h"

#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "error/error.h"

namespace
{

using adapter = valijson::adapters::NlohmannJsonAdapter;

/* valijson names the place as "<root>", "[benchmarks]", "[3]": make it the pointer /benchmarks/3.
 */
std::string json_pointer(const std::vector<std::string> &context)
{
    std::string pointer;

    for (std::size_t i = 1; i < context.size(); i++)
        pointer += "/" + context[i].substr(1, context[i].size() - 2);
    return pointer;
}

/* Of some complaints about a property, only the text says which it is. */
std::string named_property(const std::string &description)
{
    static const std::string marker = "associated with property name '";
    const auto at = description.find(marker);

    if (at == std::string::npos)
        return "";
    const auto begin = at + marker.size();
    return "/" + description.substr(begin, description.find('\'', begin) - begin);
}

/* The deepest complaint is the cause; those above it only say that something below is wrong. */
std::string first_cause(valijson::ValidationResults &results)
{
    valijson::ValidationResults::Error mistake, deepest;

    while (results.popError(mistake))
        if (mistake.context.size() > deepest.context.size())
            deepest = mistake;
    const std::string pointer = json_pointer(deepest.context) + named_property(deepest.description);
    return (pointer.empty() ? "/" : pointer) + ": " + deepest.description;
}

gboolean check(const char *schema_text, const char *document_text, GError **error)
{
    const auto schema_document = nlohmann::json::parse(schema_text);
    const auto document = nlohmann::json::parse(document_text);
    valijson::Schema schema;
    valijson::SchemaParser parser;
    valijson::ValidationResults results;
    valijson::Validator validator(valijson::Validator::kStrongTypes);

    parser.populateSchema(adapter(schema_document), schema);
    if (validator.validate(schema, adapter(document), &results))
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_SCHEMA, "%s", first_cause(results).c_str());
    return FALSE;
}

} // namespace

extern "C" gboolean ph_json_is_strict(const char *text, gsize length, gsize *ret_offset) noexcept
{
    *ret_offset = 0;
    try {
        /* Accepting is quick; only parsing says where a text stops being JSON. */
        return nlohmann::json::accept(text, text + length) ||
               !nlohmann::json::parse(text, text + length).is_discarded();
    } catch (const nlohmann::json::parse_error &mistake) {
        *ret_offset = mistake.byte > 0 ? mistake.byte - 1 : 0;
    } catch (...) {
        /* A number beyond all doubles; the parser does not say where. */
    }
    return FALSE;
}

extern "C" gboolean ph_json_schema_check(const char *schema_path, const char *document,
                                         GError **error) noexcept
{
    g_autofree char *schema = nullptr;
    g_autoptr(GError) cause = nullptr;

    if (!g_file_get_contents(schema_path, &schema, nullptr, &cause)) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading the schema: %s", cause->message);
        return FALSE;
    }
    try {
        return check(schema, document, error);
    } catch (const std::exception &mistake) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "schema %s cannot be used: %s", schema_path,
                    mistake.what());
    } catch (...) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "schema %s cannot be used", schema_path);
    }
    return FALSE;
}

extern "C" const char *ph_json_schema_library_version(void) noexcept
{
    return G_STRINGIFY(NLOHMANN_JSON_VERSION_MAJOR) "." G_STRINGIFY(
        NLOHMANN_JSON_VERSION_MINOR) "." G_STRINGIFY(NLOHMANN_JSON_VERSION_PATCH);
}
