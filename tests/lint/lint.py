#!/usr/bin/env python3
"""Layout and language rules that a compiler does not check: who may include whom, and what our code may not use.

    python3 tests/lint/lint.py --root . [--verbose]

Prints one line per finding, "file:line: [rule] what; remedy", and exits 1 if there is any. Python standard library
only. lint_test.py shows that every rule can fail.
"""

import argparse
import pathlib
import re
import sys

# ------------------------------------------------------------------------------------------------- dependency direction
# Folder -> folders it may include besides itself, base and the messages of proto/. Longest prefix wins. This table IS
# the architecture (ARCHITECTURE.md shows it to people); a new edge is a decision, not a convenience.
MAY_INCLUDE = {
    "base": [],
    "match": [],
    "rules": [],
    "db/lists": [],
    "db/ownership": ["db/lists"],  # byte sources and CSV
    "db/store": ["db/migrations"],
    "db/migrations": [],
    "db/fetch": [],  # only the command line downloads: the server never reaches out
    "audit/log": ["db/store"],
    "audit/verify": [],
    "audit/export": ["audit/log", "audit/verify", "db/lists"],  # what is written is verified at once; how CSV is quoted
    "service/screening": ["match", "rules", "db/lists", "db/ownership", "db/store", "audit/log"],
    "service/render": ["db/lists"],  # how a CSV field is quoted
    "service/grpc": ["service/screening", "service/render", "db/lists"],  # an import's chunks are a ByteSource
    "service": ["service/screening", "service/render", "service/grpc"],  # main.cc
    "clients": [],  # worked examples: they know the wire API and nothing of ours
    "cli": ["service/screening", "service/render", "service/grpc", "service", "match", "rules", "db/lists", "db/ownership", "db/fetch", "audit/verify", "audit/export"],
}
# Tests and benchmarks may include everything, product code nothing of theirs.
UNBOUND = ("tests", "bench")
TOP_FOLDERS = ("base", "match", "rules", "db", "audit", "service", "cli", "tests", "bench", "proto", "deploy", "docs",
               "clients")

# gRPC's headers and the service stubs stay where the transport is.
GRPC_FOLDERS = ("service/grpc", "service/main.cc", "cli", "clients", "tests", "bench")
GRPC_INCLUDE = re.compile(r"^(grpc|grpcpp|grpc\+\+)/|\.grpc\.pb\.h$")

# ------------------------------------------------------------------------------------------------------ forbidden words
# (rule, pattern over code without comments and strings, where it holds, where it does not and why, remedy)
FLOAT_FOLDERS = ("match/", "rules/", "db/", "service/screening/")
FLOAT_ALLOWED = {}  # file -> reason
FORBIDDEN = [
    ("string-view", re.compile(r"\bstd::string_view\b"), lambda p: p.endswith(".h"),
     "use absl::string_view in interfaces (it does not convert on the supported distribution)"),
    ("absl-mutex", re.compile(r"\babsl::(Mutex|MutexLock|CondVar|ReaderMutexLock|WriterMutexLock)\b"), lambda p: True,
     "use base/mutex.h (ThreadSanitizer reports correct code of absl::Mutex)"),
    ("std-regex", re.compile(r"\bstd::(basic_)?regex\b|#\s*include\s*<regex>"), lambda p: True,
     "use RE2 (linear time)"),
    ("float", re.compile(r"\b(float|double)\b"),
     lambda p: p.startswith(FLOAT_FOLDERS) and p not in FLOAT_ALLOWED,
     "nothing decided or stored is a float: use integers (basis points, minor units)"),
    ("throw", re.compile(r"\bthrow\b(?!\s*\()"), lambda p: not p.startswith(UNBOUND),
     "return absl::Status; exceptions do not cross our interfaces"),
    ("unordered", re.compile(r"\bstd::unordered_(map|set)\b"), lambda p: not p.startswith(UNBOUND),
     "use absl::flat_hash_map; order anything that is decided, stored or printed"),
    ("locale", re.compile(r"\bstd::(to_)?(tolower|toupper|isalpha|isspace|isalnum|locale|stod|stof)\b|\bsetlocale\b"),
     lambda p: not p.startswith(UNBOUND), "use absl::ascii_* or the frozen tables: no locale in anything decided"),
]

# SQL text is never put together at run time: values are bound. Looked at are SQLite's own functions and the wrappers of
# db/store, whose arguments must be free of anything that builds text.
SQL_CALL = re.compile(r"\b(sqlite3_exec|sqlite3_prepare\w*|Prepare|Execute|Run|QueryText|QueryInt)\s*\(")
SQL_BUILT = re.compile(r"\b(StrCat|StrAppend|StrFormat|StrJoin|Substitute|to_string|snprintf|append)\b|\+(?!\+)")
SQL_FIXED = re.compile(r'\babsl::StrCat\(\s*(?:(?:""|k[A-Z]\w*)\s*,?\s*)+\)')  # literals and constants joined: fixed
SQL_ALLOWED = {"db/store/sqlite/schema.cc": "PRAGMA takes no parameters; the values are our own integers"}

# Text that may stand nowhere in the tree. Written in pieces so that this file passes its own rule.
MACHINE_PATHS = re.compile(
    "(?<![A-Za-z0-9._-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "fa" + "rm", "home/[a-z]"]) + ")/?[A-Za-z.]"
    "|/tmp/" + "bash_job|artifact" + "registry|artifact" + "-registry")

MAX_LINES, WARN_LINES = 500, 400
CXX = (".cc", ".h")
TEXT = CXX + (".py", ".proto", ".md", ".txt", ".cmake", ".json", ".textproto", ".csv", ".sh", ".service", ".awk", ".sql", ".go", ".java", ".ts")
THIRD_PARTY = ("proto/google/",)


def strip_comments(text, keep_strings):
    """The same text with comments blanked (and literals, unless kept); line numbers stay."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(match):
        found = match.group(0)
        if keep_strings and not found.startswith("/"):
            return found
        if not found.startswith("/"):
            return '""' + "\n" * found.count("\n")
        return "\n" * found.count("\n")

    # Digit separators (1'000) are not character literals.
    return pattern.sub(blank, re.sub(r"(?<=\d)'(?=\d)", "", text))


def strip_literals_in_line(text):
    """String literals emptied, so that what looks like code inside them is not read as code."""
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def longest_prefix(path, table):
    best = None
    for folder in table:
        if (path == folder or path.startswith(folder + "/")) and (best is None or len(folder) > len(best)):
            best = folder
    return best


def check_includes(path, text):
    """Findings (line, rule, message) of one C++ file about whom it includes."""
    own = longest_prefix(path, MAY_INCLUDE)
    for number, line in enumerate(strip_comments(text, keep_strings=True).split("\n"), 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not found:
            continue
        target = found.group(2)
        if GRPC_INCLUDE.search(target) and not path.startswith(GRPC_FOLDERS):
            yield number, "grpc", f"{target}: only {', '.join(GRPC_FOLDERS)} speak gRPC"
        if path.startswith(UNBOUND) or found.group(1) == "<":
            continue
        top = target.split("/")[0]
        if top in ("google", "cordon") or top not in TOP_FOLDERS:
            if "/" not in target and not target.endswith(".inc"):
                yield number, "include", f'"{target}": write the path from the source root'
            continue
        if top in UNBOUND:
            yield number, "direction", f"{target}: product code does not include tests or benchmarks"
            continue
        if own is None:
            yield number, "direction", f"{path} is in no known folder; add it to MAY_INCLUDE in tests/lint/lint.py"
            return
        there = longest_prefix(target, MAY_INCLUDE)
        if there is None:
            yield number, "direction", f"{target} is in no known folder; add it to MAY_INCLUDE in tests/lint/lint.py"
        elif there not in (own, "base") and there not in MAY_INCLUDE[own]:
            allowed = ", ".join([own, "base"] + MAY_INCLUDE[own])
            yield number, "direction", f"{own} may not include {target}; allowed: {allowed}"


def check_words(path, text):
    code = strip_comments(text, keep_strings=False)
    for rule, pattern, holds, remedy in FORBIDDEN:
        if not holds(path):
            continue
        for number, line in enumerate(code.split("\n"), 1):
            found = pattern.search(line)
            if found:
                yield number, rule, f"{found.group(0).strip()}: {remedy}"


def check_sql(path, text):
    if not path.startswith("db/store/") or path in SQL_ALLOWED:
        return
    code = strip_comments(text, keep_strings=True)
    bare = strip_literals_in_line(code)
    for found in SQL_CALL.finditer(bare):
        depth, end = 1, found.end()
        while depth > 0 and end < len(bare):
            depth += {"(": 1, ")": -1}.get(bare[end], 0)
            end += 1
        built = SQL_BUILT.search(SQL_FIXED.sub("", bare[found.end():end]))
        if built:
            number = bare.count("\n", 0, found.start()) + 1
            yield number, "sql", f"{found.group(1)} with text built by '{built.group(0)}'; bind values instead"


def check_header(path, text):
    if not path.endswith(".h"):
        return
    guard = "CORDON_" + re.sub(r"[^A-Za-z0-9]", "_", path).upper() + "_"
    if f"#ifndef {guard}\n#define {guard}\n" not in text:
        yield 1, "guard", f"include guard must be {guard}"
    if not text.startswith("//"):
        yield 1, "header", "open with a comment: what the thing is, thread contract, example"


def check_text(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        found = MACHINE_PATHS.search(line)
        if found:
            yield number, "machine-path", f"'{found.group(0)}' belongs to one machine, not to the project"
        if path.endswith(CXX + (".py", ".proto")):
            if line != line.rstrip():
                yield number, "blank", "trailing blanks"
            if "\t" in line:
                yield number, "blank", "tab"
    if "\r" in text and not path.startswith(UNBOUND):
        yield text[: text.index("\r")].count("\n") + 1, "blank", "carriage return"
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "blank", "no newline at the end of the file"


def check_proto(path, text):
    if not path.startswith("proto/cordon/") or not path.endswith(".proto"):
        return
    for option in ("go_package", "java_multiple_files"):
        if f"\noption {option} = " not in text:
            yield 1, "proto", f"no option {option}: the clients of other languages are generated from it (clients/README.md)"


def check_length(path, text):
    lines = text.count("\n")
    if path.endswith(CXX + (".py",)) and lines > MAX_LINES:
        yield lines, "length", f"{lines} lines; split it: one idea per file, at most {MAX_LINES}"


def check_file(path, text):
    findings = []
    third_party = path.startswith(THIRD_PARTY)
    if path.endswith(CXX):
        for check in (check_includes, check_words, check_sql, check_header):
            findings += check(path, text)
    if not third_party:
        findings += check_text(path, text)
        findings += check_length(path, text)
        findings += check_proto(path, text)
    return [(path, *finding) for finding in sorted(findings)]


def project_files(root):
    """Every text file of ours below root, as (relative path, content)."""
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root).as_posix()
        top = path.split("/")[0]
        if top in (".git", "build", ".cache") or "node_modules" in path.split("/") or not file.is_file() or file.is_symlink():
            continue
        if "/corpus/" in path or "__pycache__" in path:
            continue
        if not path.endswith(TEXT) and path not in ("dev", ".ci/run"):
            continue
        yield path, file.read_bytes().decode("utf-8", "replace")


def check_tree(root):
    findings, long_files, count = [], [], 0
    for path, text in project_files(pathlib.Path(root)):
        count += 1
        findings += check_file(path, text)
        if path.endswith(CXX + (".py",)) and text.count("\n") > WARN_LINES:
            long_files.append((text.count("\n"), path))
    return findings, sorted(long_files, reverse=True), count


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", default=".")
    parser.add_argument("--verbose", action="store_true", help="also list files close to the length limit")
    options = parser.parse_args()
    findings, long_files, count = check_tree(options.root)
    for path, number, rule, message in findings:
        print(f"{path}:{number}: [{rule}] {message}")
    if options.verbose:
        for lines, path in long_files:
            print(f"note: {path} has {lines} lines (aim: at most {WARN_LINES})")
    print(f"lint: {count} files, {len(findings)} findings")
    if count < 20:
        print("lint: hardly any file found; wrong --root?")
        return 1
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
