/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/alert_settings.h"

#include <stdarg.h>
#include <string.h>

#include "alert/template.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "forge/event.h"
#include "settings/settings.h"

/* A channel's name stands in identifiers of messages. */
enum { CHANNEL_NAME_BYTES_MAX = 24 };

/* The file while it is read. */
typedef struct reader {
    const char *path;
    ph_alert_settings *settings;
    char *title, *text; /* Of rules that have none. */
} reader;

static void free_rule(gpointer data)
{
    ph_alert_rule *rule = (ph_alert_rule *)data;

    g_clear_pointer(&rule->condition, ph_change_condition_free);
    g_strfreev(rule->channels);
    g_free(rule->when);
    g_free(rule->title);
    g_free(rule->text);
    g_free(rule);
}

static void free_channel(gpointer data)
{
    ph_alert_channel_entry *entry = (ph_alert_channel_entry *)data;

    g_strfreev((char **)(gpointer)entry->settings.to);
    g_ptr_array_unref(entry->texts);
    g_free(entry);
}

void ph_alert_settings_free(ph_alert_settings *settings)
{
    if (!settings)
        return;
    g_ptr_array_unref(settings->rules);
    g_ptr_array_unref(settings->channels);
    g_strfreev(settings->house_channels);
    g_free(settings->path);
    g_free(settings->digest);
    g_free(settings->link);
    g_free(settings->repository);
    g_free(settings);
}

const ph_alert_channel_entry *ph_alert_settings_channel(const ph_alert_settings *settings,
                                                        const char *name)
{
    for (guint i = 0; i < settings->channels->len; i++) {
        const ph_alert_channel_entry *entry = settings->channels->pdata[i];

        if (strcmp(entry->settings.name, name) == 0)
            return entry;
    }
    return NULL;
}

const ph_alert_rule *ph_alert_settings_rule(const ph_alert_settings *settings,
                                            const ph_change_figures *figures, ph_case_severity most)
{
    for (guint i = 0; i < settings->rules->len; i++) {
        const ph_alert_rule *rule = settings->rules->pdata[i];

        if (rule->severity <= most && ph_change_condition_holds(rule->condition, figures))
            return rule;
    }
    return NULL;
}

/* At a character of a text that stands on one line; else where the text begins. */
static gboolean refuse_at(const reader *in, const ph_toml_node *node, gsize at, const char *key,
                          GError *cause, GError **error)
{
    g_autoptr(GError) owned = cause;
    ph_toml_node place = *node;

    if (!strchr(node->text, '\n'))
        place.column += 1 + (guint)at; /* Behind the quotation mark. */
    return ph_settings_refuse(in->path, &place, error, "%s: %s", key, owned->message);
}

/* A word of a list that is not in it: where, and which was meant. */
static gboolean refuse_word(const reader *in, const ph_toml_node *node, const char *kind,
                            const char *const *words, const char *given, GError **error)
{
    const ph_word_list known = { kind, NULL, NULL, words };
    g_autofree char *sentence = ph_unknown_word_text(&known, given);

    return ph_settings_refuse(in->path, node, error, "%s", sentence);
}

/* The texts of a list; NULL and error: it is none. */
static char **read_texts(const reader *in, const ph_toml_node *node, const char *key,
                         GError **error)
{
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();

    if (node->type != PH_TOML_ARRAY) {
        (void)ph_settings_refuse(in->path, node, error, "%s: a list of texts was expected", key);
        return NULL;
    }
    for (guint i = 0; i < node->children->len; i++) {
        const ph_toml_node *each = node->children->pdata[i];

        if (each->type != PH_TOML_STRING) {
            (void)ph_settings_refuse(in->path, each, error, "%s: a text was expected", key);
            return NULL;
        }
        g_strv_builder_add(texts, each->text);
    }
    return g_strv_builder_end(texts);
}

static char **channel_names(const ph_alert_settings *settings)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();

    for (guint i = 0; i < settings->channels->len; i++)
        g_strv_builder_add(
            names, ((const ph_alert_channel_entry *)settings->channels->pdata[i])->settings.name);
    return g_strv_builder_end(names);
}

/* Names of channels that there are, each once. */
static char **read_channel_list(const reader *in, const ph_toml_node *node, gboolean may_be_empty,
                                GError **error)
{
    g_auto(GStrv) names = read_texts(in, node, "channels", error);
    g_auto(GStrv) known = channel_names(in->settings);

    for (guint i = 0; names && names[i]; i++) {
        const ph_toml_node *each = node->children->pdata[i];

        if (!ph_alert_settings_channel(in->settings, names[i])) {
            (void)refuse_word(in, each, "channel", (const char *const *)known, names[i], error);
            return NULL;
        }
        for (guint before = 0; before < i; before++)
            if (strcmp(names[before], names[i]) == 0) {
                (void)ph_settings_refuse(in->path, each, error, "channels: %s stands there twice",
                                         names[i]);
                return NULL;
            }
    }
    if (names && !names[0] && !may_be_empty) {
        (void)ph_settings_refuse(in->path, node, error, "channels: at least one was expected");
        return NULL;
    }
    return g_steal_pointer(&names);
}

/* The template of a table that is checked; TRUE and NULL: it has none. */
static gboolean read_template(const reader *in, const ph_toml_node *table, const char *key,
                              char **ret, GError **error)
{
    const ph_toml_node *node = ph_settings_member(table, key);
    GError *cause = NULL;
    gsize at = 0;

    *ret = NULL;
    if (!node)
        return TRUE;
    if (node->type != PH_TOML_STRING || (*node->text == '\0' && strcmp(key, "title") == 0))
        return ph_settings_refuse(in->path, node, error, "%s: a text was expected", key);
    if (!ph_alert_template_check(node->text, &at, &cause))
        return refuse_at(in, node, at, key, cause, error);
    *ret = g_strdup(node->text);
    return TRUE;
}

static const char *const severities[] = { "info", "warning", "critical", NULL };

static const ph_setting_field rule_fields[] = {
    { "when", PH_SETTING_NESTED, 0, TRUE, NULL },
    { "severity", PH_SETTING_CHOICE, G_STRUCT_OFFSET(ph_alert_rule, severity), TRUE, severities },
    { "channels", PH_SETTING_NESTED, 0, TRUE, NULL },
    { "title", PH_SETTING_NESTED, 0, FALSE, NULL },
    { "text", PH_SETTING_NESTED, 0, FALSE, NULL },
    { NULL, PH_SETTING_NESTED, 0, FALSE, NULL },
};

static gboolean read_condition(const reader *in, const ph_toml_node *table, ph_alert_rule *rule,
                               GError **error)
{
    const ph_toml_node *node = ph_settings_member(table, "when");
    GError *cause = NULL;
    gsize at = 0;

    if (node->type != PH_TOML_STRING)
        return ph_settings_refuse(in->path, node, error, "when: a condition was expected");
    rule->when = g_strdup(node->text);
    rule->condition = ph_change_condition_read(node->text, &at, &cause);
    return rule->condition || refuse_at(in, node, at, "when", cause, error);
}

static gboolean read_rule(const reader *in, const ph_toml_node *table, GError **error)
{
    ph_alert_rule *rule = g_new0(ph_alert_rule, 1);

    g_ptr_array_add(in->settings->rules, rule);
    rule->line = table->line;
    if (!ph_settings_fill(in->path, table, rule_fields, rule, error) ||
        !read_condition(in, table, rule, error) ||
        !read_template(in, table, "title", &rule->title, error) ||
        !read_template(in, table, "text", &rule->text, error))
        return FALSE;
    rule->severity += PH_CASE_SEVERITY_INFO; /* The first of the words. */
    if (!rule->title)
        rule->title = g_strdup(in->title);
    if (!rule->text)
        rule->text = g_strdup(in->text);
    rule->channels = read_channel_list(in, ph_settings_member(table, "channels"), FALSE, error);
    return rule->channels != NULL;
}

static gboolean read_rules(const reader *in, const ph_toml_node *root, GError **error)
{
    const ph_toml_node *rules = ph_settings_member(root, "rule");

    if (!rules)
        return TRUE;
    if (rules->type != PH_TOML_ARRAY)
        return ph_settings_refuse(in->path, rules, error, "[[rule]] tables were expected");
    for (guint i = 0; i < rules->children->len; i++)
        if (!read_rule(in, rules->children->pdata[i], error))
            return FALSE;
    return TRUE;
}

/* What of a channel is not its kind's alone. */
static const char key_kind[] = "kind", key_enabled[] = "enabled";

static gboolean read_kind(const reader *in, const ph_toml_node *table,
                          ph_alert_channel_entry *entry, GError **error)
{
    static const char *const words[] = {
#define X(identifier, word, name) word,
        PH_ALERT_KIND_LIST(X)
#undef X
            NULL,
    };
    const ph_toml_node *node = ph_settings_member(table, key_kind);

    if (!node)
        return ph_settings_refuse(in->path, table, error, "kind is missing");
    entry->settings.kind =
        node->type == PH_TOML_STRING ? ph_alert_kind_of(node->text) : PH_ALERT_KIND_COUNT;
    return entry->settings.kind != PH_ALERT_KIND_COUNT ||
           refuse_word(in, node, "kind of channel", words,
                       node->type == PH_TOML_STRING ? node->text : NULL, error);
}

static gboolean read_enabled(const reader *in, const ph_toml_node *table,
                             ph_alert_channel_entry *entry, GError **error)
{
    const ph_toml_node *node = ph_settings_member(table, key_enabled);

    entry->is_enabled = !node || node->boolean;
    return !node || node->type == PH_TOML_BOOLEAN ||
           ph_settings_refuse(in->path, node, error, "enabled: true or false was expected");
}

/* A key that a channel of its kind does not have; what looks like a secret is said to be one. */
static gboolean refuse_key(const reader *in, const ph_toml_node *node, ph_alert_kind kind,
                           GError **error)
{
    g_autoptr(GStrvBuilder) known = g_strv_builder_new();
    g_auto(GStrv) words = NULL;
    g_autofree char *named = g_strconcat(node->key, "_env", NULL);
    const ph_alert_key secret = ph_alert_key_of(named);

    if (secret != PH_ALERT_KEY_COUNT && ph_alert_kind_has(kind, secret))
        return ph_settings_refuse(in->path, node, error,
                                  "%s: a secret does not stand in the settings: %s names the "
                                  "environment variable that has it",
                                  node->key, named);
    g_strv_builder_add_many(known, key_kind, key_enabled, NULL);
    for (guint key = 0; key < PH_ALERT_KEY_COUNT; key++)
        if (ph_alert_kind_has(kind, (ph_alert_key)key))
            g_strv_builder_add(known, ph_alert_key_word((ph_alert_key)key));
    words = g_strv_builder_end(known);
    return refuse_word(in, node, "key", (const char *const *)words, node->key, error);
}

static gboolean read_key(const reader *in, const ph_toml_node *node, ph_alert_channel_entry *entry,
                         GError **error)
{
    const ph_alert_key key = ph_alert_key_of(node->key);
    char *text;

    if (strcmp(node->key, key_kind) == 0 || strcmp(node->key, key_enabled) == 0)
        return TRUE;
    if (key == PH_ALERT_KEY_COUNT || !ph_alert_kind_has(entry->settings.kind, key))
        return refuse_key(in, node, entry->settings.kind, error);
    if (key == PH_ALERT_KEY_TO) {
        entry->settings.to = (const char *const *)read_texts(in, node, node->key, error);
        return entry->settings.to != NULL;
    }
    if (node->type != PH_TOML_STRING)
        return ph_settings_refuse(in->path, node, error, "%s: a text was expected", node->key);
    text = g_strdup(node->text);
    g_ptr_array_add(entry->texts, text);
    entry->settings.keys[key] = text;
    return TRUE;
}

static gboolean check_name(const reader *in, const ph_toml_node *table, GError **error)
{
    const gsize length = strlen(table->key);

    return (length > 0 && length <= CHANNEL_NAME_BYTES_MAX &&
            strspn(table->key, "abcdefghijklmnopqrstuvwxyz0123456789-") == length) ||
           ph_settings_refuse(in->path, table, error,
                              "[channels.NAME]: 1 to %d of a-z, 0-9 and - were expected for a name",
                              CHANNEL_NAME_BYTES_MAX);
}

static gboolean read_channel(const reader *in, const ph_toml_node *table, GError **error)
{
    ph_alert_channel_entry *entry;
    ph_alert_key wrong = PH_ALERT_KEY_COUNT;
    g_autoptr(GError) cause = NULL;
    const ph_toml_node *node;

    if (!check_name(in, table, error))
        return FALSE;
    if (table->type != PH_TOML_TABLE)
        return ph_settings_refuse(in->path, table, error, "[channels.NAME] was expected");
    entry = g_new0(ph_alert_channel_entry, 1);
    entry->texts = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(in->settings->channels, entry);
    g_ptr_array_add(entry->texts, g_strdup(table->key));
    entry->settings.name = entry->texts->pdata[0];
    if (!read_kind(in, table, entry, error) || !read_enabled(in, table, entry, error))
        return FALSE;
    for (guint i = 0; i < table->children->len; i++)
        if (!read_key(in, table->children->pdata[i], entry, error))
            return FALSE;
    if (ph_alert_channel_check_settings(&entry->settings, &wrong, &cause))
        return TRUE;
    node = wrong == PH_ALERT_KEY_COUNT ? NULL : ph_settings_member(table, ph_alert_key_word(wrong));
    return ph_settings_refuse(in->path, node ? node : table, error, "%s", cause->message);
}

static gboolean read_channels(const reader *in, const ph_toml_node *root, GError **error)
{
    const ph_toml_node *channels = ph_settings_member(root, "channels");

    if (!channels)
        return TRUE;
    if (channels->type != PH_TOML_TABLE)
        return ph_settings_refuse(in->path, channels, error, "[channels.NAME] was expected");
    for (guint i = 0; i < channels->children->len; i++)
        if (!read_channel(in, channels->children->pdata[i], error))
            return FALSE;
    return TRUE;
}

static gboolean read_house(const reader *in, const ph_toml_node *root, GError **error)
{
    static const ph_setting_field fields[] = {
        { "channels", PH_SETTING_NESTED, 0, TRUE, NULL },
        { NULL, PH_SETTING_NESTED, 0, FALSE, NULL },
    };
    const ph_toml_node *house = ph_settings_member(root, "house");

    if (!house) {
        in->settings->house_channels = g_new0(char *, 1);
        return TRUE;
    }
    if (!ph_settings_fill(in->path, house, fields, in->settings, error))
        return FALSE;
    in->settings->house_channels =
        read_channel_list(in, ph_settings_member(house, "channels"), TRUE, error);
    return in->settings->house_channels != NULL;
}

static gboolean read_templates(reader *in, const ph_toml_node *root, GError **error)
{
    static const ph_setting_field fields[] = {
        { "title", PH_SETTING_NESTED, 0, TRUE, NULL },
        { "text", PH_SETTING_NESTED, 0, TRUE, NULL },
        { NULL, PH_SETTING_NESTED, 0, FALSE, NULL },
    };
    const ph_toml_node *templates = ph_settings_member(root, "templates");

    return ph_settings_fill(in->path, templates, fields, in->settings, error) &&
           read_template(in, templates, "title", &in->title, error) &&
           read_template(in, templates, "text", &in->text, error);
}

/* An address that a mail, a chat and Markdown all take for one, up to its end. */
static gboolean is_address(const char *text)
{
    if (!g_str_has_prefix(text, "https://") || !g_utf8_validate(text, -1, NULL))
        return FALSE;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);

        if (!g_unichar_isgraph(character) || g_unichar_iszerowidth(character))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_link(const reader *in, const ph_toml_node *root, GError **error)
{
    const char *link = in->settings->link;

    return !link || is_address(link) ||
           ph_settings_refuse(in->path, ph_settings_member(root, "link"), error,
                              "link: an address was expected that begins with https://, without "
                              "blanks and control characters");
}

static gboolean check_repository(const reader *in, const ph_toml_node *root, GError **error)
{
    const char *repository = in->settings->repository;

    return !repository || ph_event_is_repository(repository) ||
           ph_settings_refuse(in->path, ph_settings_member(root, "repository"), error,
                              "repository: OWNER/NAME was expected");
}

static const ph_setting_field root_fields[] = {
    { "link", PH_SETTING_TEXT, G_STRUCT_OFFSET(ph_alert_settings, link), FALSE, NULL },
    { "repository", PH_SETTING_TEXT, G_STRUCT_OFFSET(ph_alert_settings, repository), FALSE, NULL },
    { "templates", PH_SETTING_NESTED, 0, TRUE, NULL },
    { "rule", PH_SETTING_NESTED, 0, FALSE, NULL },
    { "house", PH_SETTING_NESTED, 0, FALSE, NULL },
    { "channels", PH_SETTING_NESTED, 0, FALSE, NULL },
    { NULL, PH_SETTING_NESTED, 0, FALSE, NULL },
};

static gboolean fill(reader *in, const ph_toml_node *root, GError **error)
{
    return ph_settings_fill(in->path, root, root_fields, in->settings, error) &&
           check_link(in, root, error) && check_repository(in, root, error) &&
           read_templates(in, root, error) && read_channels(in, root, error) &&
           read_rules(in, root, error) && read_house(in, root, error);
}

static char *digest_of(const char *path)
{
    g_autofree char *text = NULL;
    gsize length = 0;

    (void)g_file_get_contents(path, &text, &length, NULL);
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)(text ? text : ""),
                                       length);
}

ph_alert_settings *ph_alert_settings_read(const char *path, GError **error)
{
    g_autoptr(ph_toml_node) root = ph_toml_read(path, error);
    g_autoptr(ph_alert_settings) settings = NULL;
    reader in = { .path = path };
    gboolean is_read;

    if (!root)
        return NULL;
    settings = g_new0(ph_alert_settings, 1);
    settings->path = g_strdup(path);
    settings->digest = digest_of(path);
    settings->rules = g_ptr_array_new_with_free_func(free_rule);
    settings->channels = g_ptr_array_new_with_free_func(free_channel);
    in.settings = settings;
    is_read = fill(&in, root, error);
    g_free(in.title);
    g_free(in.text);
    return is_read ? g_steal_pointer(&settings) : NULL;
}
