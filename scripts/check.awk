# SPDX-License-Identifier: BSD-2-Clause
#
# The rules for C sources that need no compiler, for scripts/check: reads
# files and prints FILE:LINE: MESSAGE for each breach. Comments and strings
# are blanked before code is judged.

function complain(message) {
    printf "%s:%d: %s\n", FILENAME, FNR, message
}

# The layer of a path below the root: "base" and so on; "tests" may use all.
function layer_of(path) {
    if (path ~ /^recorder\/[a-z]+\//) {
        split(path, part, "/")
        return part[2]
    }
    sub(/\/.*/, "", path)
    return path
}

BEGIN {
    may["base"] = " base "
    may["audio"] = " audio base "
    may["recording"] = " recording audio base "
    may["source"] = " source recording audio base "
    may["session"] = " session" may["source"]
    may["room"] = " room" may["session"]
    may["control"] = " control" may["room"]
    may["command"] = " command" may["control"]
    may["report"] = " report recording audio base "
    may["recorder"] = " recorder report" may["command"]
    may["feeds"] = " feeds base "
    may["publisher"] = " publisher feeds recording audio base "
    may["tests"] = " tests publisher feeds" may["recorder"]

    banned = "sprintf|vsprintf|strcpy|stpcpy|strcat|strncpy|strncat|strtok|" \
        "atoi|atol|atoll|atof|gets|system|popen|rand|srand|tmpnam|tempnam|" \
        "mktemp|alloca|localtime|gmtime|ctime|asctime|gethostbyname|" \
        "inet_ntoa|setjmp|longjmp"
    banned = "(^|[^A-Za-z0-9_.>])(" banned ")[ ]*\\("

    prefix = "(opus|ogg|op|shout|xml|curl|ebur128|json|ini|uuid|soxr|lame|" \
        "mpg123|sqlite3|MHD|srtp|cmark|PQ|snd|pa)_"
    declared = "(^|[ *])" prefix "[A-Za-z0-9_]*\\("
    tagged = "^(struct|enum|union) " prefix

    # Which library a foreign header belongs to.
    library["ogg/"] = "libogg"
    library["opus"] = "libopus"
    library["ebur128"] = "libebur128"
    library["soxr"] = "soxr"
    library["ini.h"] = "inih"
    library["jansson"] = "jansson"
    library["uuid/"] = "libuuid"
    library["libxml/tree"] = "libxml2, writing"
    library["libxml/xmlsave"] = "libxml2, writing"
    library["libxml/parser"] = "libxml2, reading"
    library["libxml/HTMLparser"] = "libxml2, HTML"
    library["glib"] = "GLib"
    library["sqlite3"] = "SQLite"
    library["lame/"] = "lame"
    library["lame.h"] = "lame"
    library["mpg123"] = "mpg123"
    library["gd.h"] = "libgd"
    library["gdfont"] = "libgd"
    library["zlib.h"] = "zlib"
    library["spandsp"] = "spandsp"
    library["nettle/"] = "nettle"
    library["curl/"] = "libcurl"
    library["srtp2/"] = "srtp2"
    library["shout/"] = "libshout"
    library["cmark"] = "cmark"
    library["libpq"] = "libpq"
    library["alsa/"] = "ALSA"
    library["pulse/"] = "PulseAudio"

    # Where some of them must stay: one of several in each layer.
    owner["libopus"] = "recorder/audio/codec.c"
    owner["libogg"] = "the tests"
    owner["libebur128"] = "the tests"
    owner["libxml2, HTML"] = \
        "feeds/text/html_sieve.c feeds/reader/html_entity.c"
    owner["PulseAudio"] = \
        "recorder/source/pulse_link.c recorder/source/pulse_source.c"
    owner["libcurl"] = "recorder/base/web_loop.c " \
        "recorder/source/http_stream.c " \
        "publisher/check/http_client.c publisher/relay/transfer.c"
}

FNR == 1 {
    in_comment = 0
    included = 0
    layer = layer_of(FILENAME)
    is_header = FILENAME ~ /\.h$/
    is_main = FILENAME ~ /(^|\/)main_[a-z0-9_]*\.c$/
    if ($0 !~ /^\/\* SPDX-License-Identifier: [A-Za-z0-9.-]+ \*\/$/)
        complain("expected /* SPDX-License-Identifier: BSD-2-Clause */")
}

# The line without comments, and with empty strings and characters.
function code_of(line,    code, at) {
    code = ""
    while (line != "") {
        if (in_comment) {
            at = index(line, "*/")
            if (!at)
                return code
            line = substr(line, at + 2)
            in_comment = 0
        } else if (!match(line, /["']|\/[*\/]/)) {
            return code line
        } else {
            code = code substr(line, 1, RSTART - 1)
            line = substr(line, RSTART)
            if (substr(line, 1, 2) == "//")
                return code
            if (substr(line, 1, 2) == "/*") {
                in_comment = 1
                line = substr(line, 3)
            } else {
                if (!match(line, /^("(\\.|[^"\\])*"|'(\\.|[^'\\])*')/))
                    return code
                code = code "\"\""
                line = substr(line, RLENGTH + 1)
            }
        }
    }
    return code
}

function check_layout(    width) {
    if ($0 ~ /\t/)
        complain("a tab")
    if ($0 ~ /[ \t\r]$/)
        complain("blanks at the end")
    width = $0
    gsub(/[\200-\277]/, "", width)
    if (length(width) > 80)
        complain(length(width) " columns; at most 80")
}

function check_own_include(path,    target) {
    target = layer_of(path)
    if (path !~ /\// || !(target in may))
        complain("#include \"" path "\": expected a path from the root")
    else if (index(may[layer], " " target " ") == 0)
        complain(layer " must not include " target ": " path)
}

# store.h is the header of store.c, and of a backend, store_directory.c.
function is_own_header(path) {
    sub(/\.h$/, "", path)
    return FILENAME == path ".c" || index(FILENAME, path "_") == 1
}

function check_foreign_include(path,    start, name) {
    for (start in library) {
        if (index(path, start) != 1)
            continue
        name = library[start]
        if (layer == "tests")
            return
        if (is_header)
            complain(path ": " name " belongs into its wrapper's .c only")
        else if (name in owner && !index(" " owner[name] " ",
            " " FILENAME " "))
            complain(path ": " name " belongs to " owner[name])
        else if (name in owner)
            return
        else if (name in wrapper && wrapper[name] != FILENAME)
            complain(path ": " name " is wrapped by " wrapper[name])
        else
            wrapper[name] = FILENAME
        return
    }
}

function check_include(    path) {
    path = substr($2, 2, length($2) - 2)
    if (++included == 1 && !is_header && !is_main && layer != "tests" &&
        !is_own_header(path))
        complain("the first include must be the module's own header")
    if ($2 ~ /^"/)
        check_own_include(path)
    else
        check_foreign_include(path)
}

function check_code(code,    name) {
    if (match(code, banned)) {
        name = substr(code, RSTART, RLENGTH)
        gsub(/[^A-Za-z0-9_]/, "", name)
        complain(name "() is banned")
    }
    if (code ~ /(^|[^A-Za-z0-9_])goto[ ]/)
        complain("goto is banned")
    if (code ~ /^typedef (struct|union)/)
        complain("no typedef for structs")
    # What runs in a process of its own ends it.
    if (!is_main && layer != "tests" &&
        FILENAME !~ /(worker_pool|process_family|process_tether)\.c$/ &&
        code ~ /(^|[^A-Za-z0-9_.>])(exit|_exit|abort)[ ]*\(/)
        complain("libraries never exit")
    if (code ~ /^[A-Za-z]/ && (match(code, declared) || match(code, tagged)))
        complain("a name that begins as a foreign library's")
}

{
    check_layout()
    if (!in_comment && $1 == "#include")
        check_include()
    else
        check_code(code_of($0))
}
