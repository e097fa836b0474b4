/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bridge/mustache.h"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <stdexcept>
#include <string>

#include "error/error.h"

namespace
{

namespace engine = kainjow::mustache;

/* What is wrong with a template, and the byte of it at which it is. */
class template_error : public std::runtime_error
{
  public:
    template_error(const std::string &what, std::size_t offset)
        : std::runtime_error(what), offset_(offset)
    {
    }
    std::size_t offset() const
    {
        return offset_;
    }

  private:
    std::size_t offset_;
};

engine::data convert(const cJSON *item)
{
    const cJSON *child;

    if (cJSON_IsObject(item)) {
        engine::data object(engine::data::type::object);
        cJSON_ArrayForEach(child, item) object.set(child->string, convert(child));
        return object;
    }
    if (cJSON_IsArray(item)) {
        engine::data list(engine::data::type::list);
        cJSON_ArrayForEach(child, item) list.push_back(convert(child));
        return list;
    }
    if (cJSON_IsString(item))
        return engine::data(std::string(item->valuestring));
    return engine::data(cJSON_IsTrue(item) != 0);
}

/* Where a name stands first in a tag; the engine does not say which tag it is at. */
std::size_t find_tag(const std::string &text, const std::string &name)
{
    for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 1)) {
        const auto begin = text.find_first_not_of("{#^/&> \t\r\n", at);

        if (begin != std::string::npos && text.compare(begin, name.size(), name) == 0 &&
            std::string("} \t\r\n").find(text[begin + name.size()]) != std::string::npos)
            return at;
    }
    return 0;
}

/* To the engine, a name that is not there is an empty text. */
class strict_context : public engine::context<std::string>
{
  public:
    explicit strict_context(const std::string &text) : text_(text)
    {
    }
    const engine::data *get(const std::string &name) const override
    {
        const auto *found = engine::context<std::string>::get(name);

        if (!found)
            throw template_error("there is no \"" + name + "\" in a report", find_tag(text_, name));
        return found;
    }
    const engine::data *get_partial(const std::string &name) const override
    {
        throw template_error("{{> " + name + "}}: a template cannot include another",
                             find_tag(text_, name));
    }

  private:
    const std::string &text_;
};

/* The engine calls itself for each level of nesting, and would come to the end of the stack. */
void check_tags(const std::string &text)
{
    int depth = 0;

    for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
        const auto sigil = text.find_first_not_of(" \t\r\n", at + 2);
        const char kind = sigil == std::string::npos ? '\0' : text[sigil];

        if (kind == '=')
            throw template_error("the delimiters {{ and }} cannot be changed", at);
        depth += (kind == '#' || kind == '^') - (kind == '/');
        if (depth > PH_TEMPLATE_NESTING_MAX)
            throw template_error("sections are nested too deeply", at);
    }
}

/* Its messages end in " at " and the offset in bytes. */
template_error parse_failure(const std::string &message)
{
    const auto at = message.rfind(" at ");

    if (at == std::string::npos)
        return { message, 0 };
    return { message.substr(0, at), std::stoul(message.substr(at + 4)) };
}

std::string render(const std::string &text, const cJSON *data, char *(*escape)(const char *text))
{
    const engine::data values = convert(data);
    strict_context context(text);

    context.push(&values);
    check_tags(text);
    engine::mustache parsed(text);
    if (!parsed.is_valid())
        throw parse_failure(parsed.error_message());
    parsed.set_custom_escape([escape](const std::string &value) {
        g_autofree char *escaped = escape(value.c_str());
        return std::string(escaped);
    });
    return parsed.render(context);
}

void tell_mistake(const ph_template *from, const template_error &mistake, GError **error)
{
    const std::string before(from->text, mistake.offset());
    const auto line_begin = before.rfind('\n') + 1; /* npos + 1 is 0. */
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const glong column =
        g_utf8_strlen(before.c_str() + line_begin, (gssize)(before.size() - line_begin)) + 1;

    g_set_error(error, PH_ERROR, PH_ERROR_SETTINGS, "%s:%ld:%ld: %s", from->path, (long)line,
                column, mistake.what());
}

} // namespace

extern "C" char *ph_mustache_render(const ph_template *from, const cJSON *data,
                                    char *(*escape)(const char *text), GError **error) noexcept
{
    try {
        return g_strdup(render(from->text, data, escape).c_str());
    } catch (const template_error &mistake) {
        tell_mistake(from, mistake, error);
    } catch (...) {
        g_set_error(error, PH_ERROR, PH_ERROR_SETTINGS, "%s: could not be used as a template",
                    from->path);
    }
    return nullptr;
}
