# SPDX-License-Identifier: BSD-2-Clause
#
# The sizes of files and functions, for scripts/check: reads C files laid out
# by clang-format, where only functions have braces at the first column, and
# prints a table by folder. Warns of files over 400 lines and functions over
# 60; fails for files over 500. With QUIET=1 only these and one line are
# printed.

function folder_of(path) {
    if (!sub(/\/[^\/]*$/, "", path))
        return "."
    return path
}

function sort_numbers(list, count,    i, j, held) {
    for (i = 2; i <= count; i++) {
        held = list[i]
        for (j = i - 1; j >= 1 && list[j] > held; j--)
            list[j + 1] = list[j]
        list[j + 1] = held
    }
}

function quantile(list, count, share) {
    return count ? list[int((count - 1) * share) + 1] : 0
}

function end_file() {
    if (!file)
        return
    folder = folder_of(file)
    files[folder]++
    lines[folder] += file_lines
    all_files++
    all_lines += file_lines
    if (file_lines > longest_file[folder])
        longest_file[folder] = file_lines
    if (file_lines > 500) {
        printf "%s:501: %d lines; at most 500\n", file, file_lines
        failures++
    } else if (file_lines > 400) {
        printf "%s:401: warning: %d lines; 400 are enough\n", file, file_lines
    }
}

function end_function(    folder, length_lines) {
    folder = folder_of(FILENAME)
    length_lines = FNR - began + 1
    length_of[folder, ++functions[folder]] = length_lines
    all[++all_functions] = length_lines
    if (length_lines > 60)
        printf "%s:%d: warning: %s() has %d lines; 60 are enough\n", \
            FILENAME, began, name, length_lines
}

FNR == 1 {
    end_file()
    file = FILENAME
    began = 0
}
{ file_lines = FNR }
/^[A-Za-z_].*\(/ {
    name = $0
    sub(/\(.*/, "", name)
    sub(/.*[ *]/, "", name)
}
/^{$/ { began = FNR }
/^}$/ && began {
    end_function()
    began = 0
}

END {
    end_file()
    if (!QUIET)
        printf "%-24s %6s %7s %8s %10s %7s %7s %8s\n", "folder", "files", \
            "lines", "longest", "functions", "median", "9 in 10", "longest"
    fflush()
    for (folder in files) {
        count = functions[folder]
        for (i = 1; i <= count; i++)
            list[i] = length_of[folder, i]
        sort_numbers(list, count)
        if (!QUIET)
            printf "%-24s %6d %7d %8d %10d %7d %7d %8d\n", folder, \
                files[folder], lines[folder], longest_file[folder], count, \
                quantile(list, count, 0.5), quantile(list, count, 0.9), \
                quantile(list, count, 1) | "sort"
    }
    close("sort")
    sort_numbers(all, all_functions)
    printf "%d C files, %d lines; %d functions: median %d lines, " \
        "9 in 10 up to %d, longest %d\n", all_files, all_lines, \
        all_functions, quantile(all, all_functions, 0.5), \
        quantile(all, all_functions, 0.9), quantile(all, all_functions, 1)
    exit failures > 0
}
