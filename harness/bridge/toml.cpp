/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bridge/toml.h"

#include <string>
#include <toml++/toml.h>

#include "error/error.h"

namespace
{

ph_toml_node *convert(const toml::node &from, const char *key);

void free_node(gpointer node)
{
    ph_toml_node_free(static_cast<ph_toml_node *>(node));
}

void convert_table(const toml::table &table, ph_toml_node *node)
{
    node->type = PH_TOML_TABLE;
    node->children = g_ptr_array_new_with_free_func(free_node);
    for (const auto &[key, value] : table) {
        g_ptr_array_add(node->children, convert(value, std::string(key.str()).c_str()));
    }
}

void convert_array(const toml::array &array, ph_toml_node *node)
{
    node->type = PH_TOML_ARRAY;
    node->children = g_ptr_array_new_with_free_func(free_node);
    for (const auto &value : array)
        g_ptr_array_add(node->children, convert(value, nullptr));
}

ph_toml_node *convert(const toml::node &from, const char *key)
{
    auto *node = g_new0(ph_toml_node, 1);

    node->key = g_strdup(key);
    node->line = from.source().begin.line;
    node->column = from.source().begin.column;
    node->type = PH_TOML_DATE_OR_TIME;
    if (const auto *table = from.as_table()) {
        convert_table(*table, node);
    } else if (const auto *array = from.as_array()) {
        convert_array(*array, node);
    } else if (const auto *text = from.as_string()) {
        node->type = PH_TOML_STRING;
        node->text = g_strndup(text->get().data(), text->get().size());
    } else if (const auto *integer = from.as_integer()) {
        node->type = PH_TOML_INTEGER;
        node->integer = integer->get();
        node->number = static_cast<double>(integer->get());
    } else if (const auto *number = from.as_floating_point()) {
        node->type = PH_TOML_FLOAT;
        node->number = number->get();
    } else if (const auto *boolean = from.as_boolean()) {
        node->type = PH_TOML_BOOLEAN;
        node->boolean = boolean->get();
    }
    return node;
}

} // namespace

extern "C" ph_toml_node *ph_toml_read(const char *path, GError **error) noexcept
{
    g_autofree char *text = nullptr;
    g_autoptr(GError) cause = nullptr;
    gsize length = 0;

    if (!g_file_get_contents(path, &text, &length, &cause)) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading settings: %s", cause->message);
        return nullptr;
    }
    try {
        return convert(toml::parse(std::string_view(text, length), std::string_view(path)),
                       nullptr);
    } catch (const toml::parse_error &mistake) {
        g_set_error(error, PH_ERROR, PH_ERROR_SETTINGS, "%s:%u:%u: %s", path,
                    mistake.source().begin.line, mistake.source().begin.column,
                    std::string(mistake.description()).c_str());
    } catch (...) {
        g_set_error(error, PH_ERROR, PH_ERROR_SETTINGS, "%s: could not be parsed", path);
    }
    return nullptr;
}

extern "C" void ph_toml_node_free(ph_toml_node *node) noexcept
{
    g_free(node->key);
    g_free(node->text);
    if (node->children)
        g_ptr_array_unref(node->children);
    g_free(node);
}
