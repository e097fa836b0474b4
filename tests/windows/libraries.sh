#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Build what libraries.list names for Windows, from Debian's sources, into build/windows/prefix:
# libraries.sh [NAME…], or all but some: libraries.sh --without [NAME…]. What was built is not built
# again until its line there or Debian's version changes. KEEP=1 leaves sources and objects.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD/tests/windows
toolchain=$PWD/script/x86_64-w64-mingw32.cmake
top=$PWD/build/windows
prefix=$top/prefix
host=x86_64-w64-mingw32
jobs=$(nproc)
# What configure, and a makefile of somebody's own, take for the compilers.
for_windows="CC=$host-gcc-posix CXX=$host-g++-posix AR=$host-ar RANLIB=$host-ranlib RC=$host-windres
    WINDRES=$host-windres PKG_CONFIG=$here/pkg-config.sh"

# Debian's sources, by lists that are none of this machine's.
with_sources() {
    tool=$1
    shift
    "$tool" -qq -o Dir::Etc::sourcelist="$top/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State::lists="$top/apt/lists" -o Dir::Cache="$top/apt/cache" -o APT::Sandbox::User=root "$@"
}

find_sources() {
    mkdir -p "$top/apt/lists/partial" "$top/apt/cache/archives/partial"
    # Releases before what is newer of them: of what stands in several, the first that is named is taken.
    # shellcheck disable=SC2016 # a format of apt-get's
    apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' |
        LC_ALL=C sort -u | sed 's/\(.*\) \(.*\)/deb-src \2 \1 main/' >"$top/apt/sources.list"
    with_sources apt-get update
}

# Of a source package, the newest first; of - there is none.
versions() {
    [ "$1" != - ] || return 0
    with_sources apt-cache showsrc --only-source "$1" | sed -n 's/^Version: //p' | sort -Vru
}

# Into this folder. Not every mirror has the newest of each, nor Debian's changes in their oldest form.
fetch() {
    for version in $(versions "$1"); do
        with_sources apt-get source --only-source "$1=$version" && return
    done
    with_sources apt-get source --only-source --download-only --tar-only "$1"
    tar xf "$1"_*.orig.tar.*
    version="$version, without Debian's changes"
}

configure_cmake() {
    cmake -G Ninja -S "$source${below:+/$below}" -B . -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR:STRING=lib "$@"
}

with_cmake() {
    configure_cmake "$@"
    cmake --build . -j "$jobs"
    cmake --install .
}

configure_meson() {
    cat >cross.ini <<END
[binaries]
c = '$host-gcc-posix'
cpp = '$host-g++-posix'
ar = '$host-ar'
strip = '$host-strip'
windres = '$host-windres'
pkgconfig = '$here/pkg-config.sh'
[built-in options]
c_args = ['-I$prefix/include', '-D__USE_MINGW_ANSI_STDIO=1']
cpp_args = ['-I$prefix/include']
c_link_args = ['-static', '-L$prefix/lib']
cpp_link_args = ['-static', '-L$prefix/lib']
[host_machine]
system = 'windows'
cpu_family = 'x86_64'
cpu = 'x86_64'
endian = 'little'
END
    meson setup . "$source" --cross-file cross.ini --prefix "$prefix" --libdir lib -Doptimization=2 \
        -Ddebug=false --default-library static --wrap-mode nofallback "$@"
}

with_meson() {
    configure_meson "$@"
    ninja -j "$jobs" install
}

# What is made by autoconf and automake stands there made, and is not made again where Debian has
# changed what it is of: all is of one time.
configure() {
    find "$source" -exec touch -d @0 {} +
    # shellcheck disable=SC2086 # a list of words
    env $for_windows CPPFLAGS="-I$prefix/include -D__USE_MINGW_ANSI_STDIO=1" LDFLAGS="-L$prefix/lib" CFLAGS=-O2 CXXFLAGS=-O2 \
        "$source/configure" --host="$host" --prefix="$prefix" --disable-shared --enable-static "$@"
}

with_configure() {
    configure "$@"
    make -j "$jobs"
    make install
}

# Libraries with ways of their own.

# NAME LIBRARIES FOLDER NEEDS: what pkg-config is told, of what says nothing itself.
describe() {
    cat >"$prefix/lib/pkgconfig/$1.pc" <<END
Name: $1
Description: built by tests/windows/libraries.sh
Version: ${version%%[-+]*}
Cflags: -I$prefix/include${3:+/$3}
Libs: -L$prefix/lib $2
Requires: ${4-}
END
}

compile_libintl() {
    "$host-gcc-posix" -O2 -Wall -Wextra -c "$here/libintl.c" -o libintl.o
    "$host-ar" rcs "$prefix/lib/libintl.a" libintl.o
    cp "$here/libintl.h" "$prefix/include/"
}

compile_zlib() {
    # shellcheck disable=SC2086 # a list of words
    env $for_windows CHOST="$host" "$source/configure" --static --prefix="$prefix"
    make -j "$jobs" libz.a
    make install
}

# Debian's source has not all that its manual is made of.
compile_gsl() {
    configure
    sed -i '/^SUBDIRS = /s/ doc$//' Makefile
    make -j "$jobs"
    make install
}

compile_libyaml() {
    with_cmake -DBUILD_TESTING=OFF
    describe yaml-0.1 -lyaml
}

# Its one file is made here, and compiled for there.
compile_sqlite3() {
    "$source/configure" --disable-tcl
    make sqlite3.c
    "$host-gcc-posix" -O2 -c sqlite3.c -o sqlite3.o
    "$host-ar" rcs "$prefix/lib/libsqlite3.a" sqlite3.o
    cp sqlite3.h "$prefix/include/"
    describe sqlite3 -lsqlite3
}

compile_openssl() {
    # shellcheck disable=SC2086 # a list of words
    env $for_windows perl "$source/Configure" mingw64 --prefix="$prefix" --libdir=lib \
        no-shared no-tests no-engine no-module no-legacy
    make -j "$jobs" build_generated libcrypto.a libcrypto.pc
    cp -R "$source/include/openssl" include/openssl "$prefix/include/"
    cp libcrypto.a "$prefix/lib/"
    cp libcrypto.pc "$prefix/lib/pkgconfig/"
}

# Its makefiles make a DLL alone for Windows, and some of them install outside of the prefix.
compile_libpq() {
    configure --without-readline --without-zlib --without-icu --with-system-tzdata=/
    make -C src/backend generated-headers
    for part in src/common src/port src/interfaces/libpq; do
        make -j "$jobs" -C $part all
    done
    rm src/interfaces/libpq/win32ver.o
    "$host-ar" rcs "$prefix/lib/libpq.a" src/interfaces/libpq/*.o
    # Threads are its own there, by names that others' have.
    for name in getspecific mutex_init mutex_lock mutex_unlock self setspecific; do
        echo "pthread_$name pq_pthread_$name"
    done >names
    "$host-objcopy" --redefine-syms=names "$prefix/lib/libpq.a"
    cp src/common/libpgcommon.a src/port/libpgport.a "$prefix/lib/"
    cp "$source/src/interfaces/libpq/libpq-fe.h" "$source/src/include/postgres_ext.h" src/include/pg_config_ext.h \
        "$prefix/include/"
    describe libpq "-lpq -lpgcommon -lpgport -lshell32 -lws2_32 -lsecur32"
}

# Debian's changes ask for a value of what cmake defines without one.
compile_expat() {
    sed -i 's/^#cmakedefine XML_DTD$/#define XML_DTD 1/' "$source/$below/expat_config.h.cmake"
    with_cmake "$@"
}

# All of it is in one of its files, too, which takes a tenth of the time.
compile_harfbuzz() {
    # shellcheck disable=SC2046 # a list of words
    "$host-g++-posix" -O2 -fno-exceptions -fno-rtti -DHAVE_FREETYPE -DHAVE_GLIB \
        $("$here/pkg-config.sh" --cflags freetype2 glib-2.0) -c "$source/src/harfbuzz.cc" -o harfbuzz.o
    "$host-ar" rcs "$prefix/lib/libharfbuzz.a" harfbuzz.o
    mkdir -p "$prefix/include/harfbuzz"
    cp "$source"/src/hb*.h "$prefix/include/harfbuzz/"
    describe harfbuzz -lharfbuzz harfbuzz "freetype2 glib-2.0"
}

# The programs and tests of this and the next take longer than they do. What a DLL begins when it is loaded,
# its locks, is begun by nobody in an archive.
compile_cairo() {
    sed -i 's/^void _cairo_mutex_initialize/__attribute__((constructor)) &/' "$source/src/cairo-mutex.c"
    configure "$@"
    make -C src -j "$jobs"
    make -C src install
}

compile_pango() {
    configure_meson "$@"
    ninja -j "$jobs" pango/libpango-1.0.a pango/libpangocairo-1.0.a pango/libpangoft2-1.0.a pango/libpangowin32-1.0.a
    meson install --no-rebuild --tags devel
}

# Of a library of the system's it has the name as Windows may write it, which knows no case.
compile_qpdf() {
    sed -i 's/Advapi32/advapi32/' "$source/CMakeLists.txt"
    configure_cmake "$@"
    cmake --build . -j "$jobs" --target libqpdf
    cmake --install . --component lib
    cmake --install . --component dev
}

# Headers alone, which are the same everywhere.
link_headers() {
    for name in kainjow nlohmann toml++ valijson; do
        ln -sfn "/usr/include/$name" "$prefix/include/$name"
    done
}

# NAME PACKAGE HOW OPTION…, as in libraries.list.
build() {
    name=$1
    package=$2
    how=${3%%:*}
    below=$(printf %s "$3" | sed -n 's/^[^:]*://p')
    wanted="$(versions "$package" | head -n 1) $*"
    [ "$(cat "$top/stamps/$name" 2>/dev/null)" != "$wanted" ] || return 0
    shift 3
    began=$(date +%s)
    rm -rf "$top/source/$name" "$top/objects/$name"
    mkdir -p "$top/source/$name" "$top/objects/$name"
    version=
    set +e
    (
        set -e
        if [ "$package" != - ]; then
            cd "$top/source/$name"
            fetch "$package"
            source=$(find "$PWD" -mindepth 1 -maxdepth 1 -type d)
            echo "$version" >version
        fi
        cd "$top/objects/$name"
        case $how in
        own) "compile_$name" "$@" ;;
        *) "with_$how" "$@" ;;
        esac
    ) </dev/null >"$top/log/$name.log" 2>&1
    status=$?
    set -e
    if [ $status -ne 0 ]; then
        tail -n 30 "$top/log/$name.log" >&2
        echo "libraries.sh: $name could not be built: its last lines are above, all are in $top/log/$name.log" >&2
        exit 1
    fi
    version=$(cat "$top/source/$name/version" 2>/dev/null || echo "of ours, without translations")
    echo "$name $version: $(($(date +%s) - began)) s"
    [ -n "${KEEP-}" ] || rm -rf "$top/source/$name" "$top/objects/$name"
    echo "$wanted" >"$top/stamps/$name"
}

mkdir -p "$prefix/include" "$prefix/lib/pkgconfig" "$top/log" "$top/stamps"
# The lists are good for a day.
[ -n "$(find "$top/apt/sources.list" -mtime -1 2>/dev/null)" ] || find_sources
link_headers
sed -e '/^#/d' -e ':more' -e '/\\$/{N;s/\\\n//;b more' -e '}' "$here/libraries.list" |
    while read -r name line; do
        case "${*:---without}" in
        --without*) case " $* " in *" $name "*) continue ;; esac ;;
        *) case " $* " in *" $name "*) ;; *) continue ;; esac ;;
        esac
        # shellcheck disable=SC2086 # words
        build "$name" $line
    done
