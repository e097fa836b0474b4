/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/code_layout.h"

#include <gelf.h>
#include <string.h>

#include "error/error.h"

enum {
    LINE_BYTES = 64,
    LIBRARY_BYTES_MAX = 512 * 1024 * 1024,
    NAMES_SHOWN = 3,
};

#define ALIGN_RUST "-C llvm-args=-align-all-functions=6"
#define ALIGN_C    "-falign-functions=64"

typedef struct function {
    uint64_t address;
    uint64_t size;
    gboolean is_ambiguous; /* Several have this name. */
} function;

struct ph_code {
    GHashTable *by_linkage_name; /* function. */
    GHashTable *by_plain_name;   /* function. */
    char *checksum;              /* Of all that is loaded. */
    gboolean is_rust;
};

/* An ELF file in memory while it is read. */
typedef struct elf_file {
    const char *path;
    Elf *elf;
    size_t names; /* Index of the section with the sections' names. */
} elf_file;

static gboolean refuse_library(const char *path, const char *what, GError **error)
{
    g_autofree char *name = ph_error_printable(path);
    const int number = elf_errno();

    return ph_refuse(error, PH_ERROR_SUBJECT_LOAD, "%s is not a sound ELF library: %s%s%s", name,
                     what, number ? ": " : "", number ? elf_errmsg(number) : "");
}

/* Rust's legacy mangling ends in "17h", 16 hexadecimal digits, "E". */
static gsize length_without_legacy_hash(const char *name, gsize length)
{
    enum { HASH_LENGTH = 20 };
    const char *hash = name + length - HASH_LENGTH;

    if (length < HASH_LENGTH || !g_str_has_prefix(name, "_ZN") || name[length - 1] != 'E' ||
        strncmp(hash, "17h", 3) != 0)
        return length;
    for (int i = 3; i < HASH_LENGTH - 1; i++)
        if (!g_ascii_isxdigit(hash[i]))
            return length;
    return length - HASH_LENGTH;
}

/* Rust's v0 mangling has its hashes, crates' disambiguators, inside: "Cs", base 62, "_". */
static char *without_crate_hashes(const char *name, gsize length)
{
    GString *plain = g_string_new(NULL);

    for (gsize i = 0; i < length; i++) {
        gsize end = i + 2;

        g_string_append_c(plain, name[i]);
        if (name[i] != 'C' || i + 1 >= length || name[i + 1] != 's')
            continue;
        while (end < length && g_ascii_isalnum(name[end]))
            end++;
        if (end < length && name[end] == '_')
            i = end;
    }
    return g_string_free(plain, FALSE);
}

char *ph_code_plain_name(const char *linkage_name)
{
    const char *suffix = strstr(linkage_name, ".llvm.");
    const gsize length = suffix ? (gsize)(suffix - linkage_name) : strlen(linkage_name);

    if (g_str_has_prefix(linkage_name, "_R"))
        return without_crate_hashes(linkage_name, length);
    return g_strndup(linkage_name, length_without_legacy_hash(linkage_name, length));
}

static void add_name(GHashTable *functions, char *name, function is)
{
    function *known = g_hash_table_lookup(functions, name);

    if (known) {
        known->is_ambiguous = TRUE;
        g_free(name);
        return;
    }
    known = g_new(function, 1);
    *known = is;
    g_hash_table_insert(functions, name, known);
}

static void add_function(ph_code *code, const char *name, const GElf_Sym *symbol)
{
    const function is = { .address = symbol->st_value, .size = symbol->st_size };

    add_name(code->by_linkage_name, g_strdup(name), is);
    add_name(code->by_plain_name, ph_code_plain_name(name), is);
    code->is_rust |= g_str_has_prefix(name, "rust_");
}

static gboolean read_symbols(const elf_file *file, Elf_Scn *section, const GElf_Shdr *header,
                             ph_code *code, GError **error)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym symbol;

    if (!data || header->sh_entsize == 0)
        return refuse_library(file->path, "its table of symbols cannot be read", error);
    for (int i = 0; gelf_getsym(data, i, &symbol); i++) {
        const char *name;

        if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF ||
            symbol.st_size == 0)
            continue;
        name = elf_strptr(file->elf, header->sh_link, symbol.st_name);
        if (!name)
            return refuse_library(file->path, "a symbol has no name", error);
        add_function(code, name, &symbol);
    }
    return TRUE;
}

/* The full table where there is one, else that of the dynamic linker. */
static gboolean read_functions(const elf_file *file, ph_code *code, GError **error)
{
    Elf_Scn *found = NULL, *section = NULL;
    GElf_Shdr header, found_header = { 0 };

    while ((section = elf_nextscn(file->elf, section))) {
        if (!gelf_getshdr(section, &header))
            return refuse_library(file->path, "the header of a section cannot be read", error);
        if (header.sh_type != SHT_SYMTAB && (found || header.sh_type != SHT_DYNSYM))
            continue;
        found = section;
        found_header = header;
        if (header.sh_type == SHT_SYMTAB)
            break;
    }
    return !found || read_symbols(file, found, &found_header, code, error);
}

static void add_number(GChecksum *checksum, uint64_t number)
{
    g_checksum_update(checksum, (const guchar *)&number, sizeof(number));
}

static gboolean add_section(const elf_file *file, Elf_Scn *section, const GElf_Shdr *header,
                            const char *name, GChecksum *checksum, GError **error)
{
    Elf_Data *data;

    g_checksum_update(checksum, (const guchar *)name, (gssize)strlen(name) + 1);
    add_number(checksum, header->sh_type);
    add_number(checksum, header->sh_flags);
    add_number(checksum, header->sh_addr);
    add_number(checksum, header->sh_size);
    if (header->sh_type == SHT_NOBITS || header->sh_size == 0)
        return TRUE;
    data = elf_rawdata(section, NULL);
    if (!data || !data->d_buf || data->d_size != header->sh_size)
        return refuse_library(file->path, "a section reaches beyond the end of the file", error);
    g_checksum_update(checksum, data->d_buf, (gssize)data->d_size);
    return TRUE;
}

static gboolean read_loaded(const elf_file *file, ph_code *code, GError **error)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    Elf_Scn *section = NULL;
    gboolean has_code = FALSE;

    while ((section = elf_nextscn(file->elf, section))) {
        const char *name;
        GElf_Shdr header;

        if (!gelf_getshdr(section, &header))
            return refuse_library(file->path, "the header of a section cannot be read", error);
        if (!(header.sh_flags & SHF_ALLOC))
            continue;
        name = elf_strptr(file->elf, file->names, header.sh_name);
        if (!name)
            return refuse_library(file->path, "a section has no name", error);
        has_code |= (header.sh_flags & SHF_EXECINSTR) && header.sh_type == SHT_PROGBITS;
        if (strcmp(name, ".note.gnu.build-id") != 0 &&
            !add_section(file, section, &header, name, checksum, error))
            return FALSE;
    }
    if (!has_code)
        return refuse_library(file->path, "no section of it holds code", error);
    code->checksum = g_strdup(g_checksum_get_string(checksum));
    return TRUE;
}

static gboolean read_elf(elf_file *file, ph_code *code, GError **error)
{
    if (!file->elf || elf_kind(file->elf) != ELF_K_ELF)
        return refuse_library(file->path, "it does not begin as one", error);
    if (elf_getshdrstrndx(file->elf, &file->names) != 0)
        return refuse_library(file->path, "it has no table of sections", error);
    return read_loaded(file, code, error) && read_functions(file, code, error);
}

static char *read_file(const char *path, gsize *ret_length, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *bytes = NULL;

    if (!g_file_get_contents(path, &bytes, ret_length, &cause)) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading a library: %s", cause->message);
        return NULL;
    }
    if (*ret_length <= LIBRARY_BYTES_MAX)
        return bytes;
    g_set_error(error, PH_ERROR, PH_ERROR_SUBJECT_LOAD, "%s is larger than 512 MiB", path);
    g_free(bytes);
    return NULL;
}

ph_code *ph_code_read(const char *path, GError **error)
{
    gsize length = 0;
    g_autofree char *bytes = read_file(path, &length, error);
    g_autoptr(ph_code) code = NULL;
    elf_file file = { .path = path };
    gboolean is_read;

    if (!bytes)
        return NULL;
    code = g_new0(ph_code, 1);
    code->by_linkage_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    code->by_plain_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    (void)elf_version(EV_CURRENT);
    (void)elf_errno(); /* Forget what an earlier file left. */
    file.elf = elf_memory(bytes, length);
    is_read = read_elf(&file, code, error);
    (void)elf_end(file.elf);
    return is_read ? g_steal_pointer(&code) : NULL;
}

void ph_code_free(ph_code *code)
{
    g_hash_table_unref(code->by_linkage_name);
    g_hash_table_unref(code->by_plain_name);
    g_free(code->checksum);
    g_free(code);
}

gboolean ph_code_is_identical(const ph_code *base, const ph_code *head)
{
    return strcmp(base->checksum, head->checksum) == 0;
}

/* By its full name, else by its plain one where no other has that. */
static const function *find(const ph_code *code, const char *linkage_name)
{
    g_autofree char *plain_name = ph_code_plain_name(linkage_name);
    const function *found = g_hash_table_lookup(code->by_linkage_name, linkage_name);

    if (!found || found->is_ambiguous)
        found = g_hash_table_lookup(code->by_plain_name, plain_name);
    return found && !found->is_ambiguous ? found : NULL;
}

static GPtrArray *large_functions(const ph_code *code)
{
    GPtrArray *names = g_ptr_array_new();
    GHashTableIter each;
    gpointer name, value;

    g_hash_table_iter_init(&each, code->by_linkage_name);
    while (g_hash_table_iter_next(&each, &name, &value))
        if (((const function *)value)->size > LINE_BYTES)
            g_ptr_array_add(names, name);
    return names;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "NAME begins at byte 16 of a 64-byte line, before at 0", by plain name, each once. */
static GPtrArray *describe_moved(const ph_code *base, const ph_code *head, const GPtrArray *names)
{
    GPtrArray *moved = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < names->len; i++) {
        const function *before = find(base, names->pdata[i]);
        const function *now = find(head, names->pdata[i]);
        g_autofree char *plain_name = ph_code_plain_name(names->pdata[i]);
        g_autofree char *name = ph_error_printable(plain_name);
        g_autofree char *text = NULL;

        if (!before || !now || before->size != now->size ||
            before->address % LINE_BYTES == now->address % LINE_BYTES)
            continue;
        text = g_strdup_printf("%s begins at byte %u of a %d-byte line, before at %u", name,
                               (guint)(now->address % LINE_BYTES), LINE_BYTES,
                               (guint)(before->address % LINE_BYTES));
        if (!g_ptr_array_find_with_equal_func(moved, text, g_str_equal, NULL))
            g_ptr_array_add(moved, g_steal_pointer(&text));
    }
    g_ptr_array_sort(moved, compare_names);
    return moved;
}

char *ph_code_moved(const ph_code *base, const ph_code *head, const GPtrArray *hot)
{
    g_autoptr(GPtrArray) names =
        hot->len ? g_ptr_array_ref((GPtrArray *)hot) : large_functions(base);
    g_autoptr(GPtrArray) moved = describe_moved(base, head, names);
    GString *text;

    if (moved->len == 0)
        return NULL;
    text = g_string_new("layout differs: ");
    for (guint i = 0; i < MIN(moved->len, NAMES_SHOWN); i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "", (const char *)moved->pdata[i]);
    if (moved->len > NAMES_SHOWN)
        g_string_append_printf(text, " and %u more functions", moved->len - NAMES_SHOWN);
    g_string_append_printf(text, "; both built with %s would tell",
                           base->is_rust ? ALIGN_RUST : ALIGN_C);
    return g_string_free(text, FALSE);
}
