#!/usr/bin/env python3
"""Every rule of lint.py finds what it is for and leaves the neighbouring good case alone."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import lint  # noqa: E402

ROOT_DIR = "/" + "root/project"


def header(path, body):
    guard = "CORDON_" + "".join(c if c.isalnum() else "_" for c in path).upper() + "_"
    return f"// A thing.\n#ifndef {guard}\n#define {guard}\n{body}#endif  // {guard}\n"


# (name, path, content, rules expected)
CASES = [
    ("base includes nothing of ours", "base/a.cc", '#include "base/b.h"\n#include "cordon/v1/list.pb.h"\n', []),
    ("base reaches up", "base/a.cc", '#include "match/matcher.h"\n', ["direction"]),
    ("match may not see db", "match/a.cc", '#include "db/lists/csv.h"\n', ["direction"]),
    ("db may not see match", "db/lists/a.cc", '#include "match/matcher.h"\n', ["direction"]),
    ("lists may not see store", "db/lists/a.cc", '#include "db/store/store.h"\n', ["direction"]),
    ("store may not see lists", "db/store/sqlite/a.cc", '#include "db/lists/csv.h"\n', ["direction"]),
    ("store sees its own subfolder", "db/store/a.cc", '#include "db/store/sqlite/sqlite_store.h"\n', []),
    ("rules may not see match", "rules/facts/a.cc", '#include "match/matcher.h"\n', ["direction"]),
    ("audit log may see the store", "audit/log/a.cc", '#include "db/store/store.h"\n', []),
    ("audit verify may not", "audit/verify/a.cc", '#include "db/store/store.h"\n', ["direction"]),
    ("verify may not see log", "audit/verify/a.cc", '#include "audit/log/log.h"\n', ["direction"]),
    ("screening sees the lower folders", "service/screening/a.cc",
     '#include "match/matcher.h"\n#include "db/store/store.h"\n#include "db/lists/import.h"\n', []),
    ("screening may not see render", "service/screening/a.cc", '#include "service/render/json.h"\n', ["direction"]),
    ("screening may not see grpc", "service/screening/a.cc", '#include "service/grpc/server.h"\n', ["direction"]),
    ("screening speaks no gRPC", "service/screening/a.cc", "#include <grpcpp/grpcpp.h>\n", ["grpc"]),
    ("stubs stay in the transport", "service/render/a.cc", '#include "cordon/v1/lists.grpc.pb.h"\n', ["grpc"]),
    ("grpc folder speaks gRPC", "service/grpc/a.cc", "#include <grpcpp/grpcpp.h>\n", []),
    ("render stands alone", "service/render/a.cc", '#include "service/screening/screener.h"\n', ["direction"]),
    ("cli does not open the store", "cli/a.cc", '#include "db/store/store.h"\n', ["direction"]),
    ("nobody includes cli", "service/grpc/a.cc", '#include "cli/app.h"\n', ["direction"]),
    ("product does not include tests", "match/a.cc", '#include "tests/support/twin.h"\n', ["direction"]),
    ("tests include all", "tests/match/a.cc", '#include "db/store/store.h"\n#include "tests/support/x.h"\n', []),
    ("short include", "match/a.cc", '#include "matcher.h"\n', ["include"]),
    ("an include in a comment is none", "base/a.cc", '// #include "match/matcher.h"\n', []),
    ("unknown folder", "audit/new/a.cc", '#include "base/a.h"\n', ["direction"]),
    ("std::string_view in a header", "match/a.h", header("match/a.h", "void F(std::string_view s);\n"), ["string-view"]),
    ("std::string_view in a source", "match/a.cc", "void F(std::string_view s);\n", []),
    ("absl::Mutex", "match/a.cc", "absl::Mutex mu;\n", ["absl-mutex"]),
    ("absl::Mutex in a comment", "match/a.cc", "// not absl::Mutex\n", []),
    ("std::regex", "cli/a.cc", "std::regex r;\n", ["std-regex"]),
    ("double in match", "match/a.cc", "double x = 0;\n", ["float"]),
    ("float in screening", "service/screening/a.cc", "float x = 0;\n", ["float"]),
    ("the word double in a string", "match/a.cc", 'const char* kText = "double";\n', []),
    ("double in a benchmark", "bench/a.cc", "double x = 0;\n", []),
    ("throw", "base/a.cc", "throw 1;\n", ["throw"]),
    ("locale", "match/a.cc", "c = std::tolower(c);\n", ["locale"]),
    ("hash order", "match/a.cc", "std::unordered_map<int, int> m;\n", ["unordered"]),
    ("fixed statement", "db/store/a.cc", 'sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);\n', []),
    ("constant statement", "db/store/a.cc", "sqlite3_exec(db, kBegin, nullptr, nullptr, nullptr);\n", []),
    ("built statement", "db/store/a.cc", 'sqlite3_exec(db, absl::StrCat("DELETE ", t).c_str(), 0, 0, 0);\n', ["sql"]),
    ("added statement", "db/store/a.cc", 'sqlite3_prepare_v2(db, ("SELECT " + name).c_str(), -1, &s, 0);\n', ["sql"]),
    ("built over lines", "db/store/a.cc", 'db.Execute(\n    "DELETE FROM " +\n    name);\n', ["sql"]),
    ("wrapper with a literal", "db/store/a.cc", 'db.Execute(a ? "SELECT 1 + 1" : "PRAGMA x"); i = j + 1;\n', []),
    ("constants joined", "db/store/a.cc", 'db.Prepare(absl::StrCat("SELECT ", kColumns, " FROM x"));\n', []),
    ("guard", "match/a.h", "// A thing.\n#ifndef A_H\n#define A_H\n#endif\n", ["guard"]),
    ("header without a comment", "match/a.h", header("match/a.h", "").split("\n", 1)[1], ["header"]),
    ("machine path", "README.md", f"see {ROOT_DIR}\n", ["machine-path"]),
    ("a relative path that looks alike", "README.md", "see docs/wo" + "rk/flow\n", []),
    ("trailing blanks", "base/a.cc", "int x; \n", ["blank"]),
    ("no newline at the end", "base/a.cc", "int x;", ["blank"]),
    ("500 lines", "base/a.cc", "\n" * 500, []),
    ("501 lines", "base/a.cc", "\n" * 501, ["length"]),
    ("generated table", "match/tables/a.inc", "\n" * 5000, []),
    ("proto without packages", "proto/cordon/v1/a.proto", "package cordon.v1;\n", ["proto", "proto"]),
    ("proto with packages", "proto/cordon/v1/a.proto",
     "package cordon.v1;\noption go_package = \"a\";\noption java_multiple_files = true;\n", []),
    ("digit separator is not a literal", "base/a.cc", "int a = 1'000; double b = 2'000;\nabsl::Mutex m;\n", ["absl-mutex"]),
]


class LintTest(unittest.TestCase):
    def test_rules(self):
        for name, path, content, expected in CASES:
            with self.subTest(name):
                found = [finding[2] for finding in lint.check_file(path, content)]
                self.assertEqual(expected, found)

    def test_findings_name_file_and_line(self):
        findings = lint.check_file("base/a.cc", '\n\n#include "match/matcher.h"\n')
        self.assertEqual(("base/a.cc", 3, "direction"), findings[0][:3])

    def test_tree_walk(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            for path, content in [("match/bad.cc", "absl::Mutex m;\n"), ("build/x/bad.cc", "absl::Mutex m;\n"),
                                  ("tests/fuzz/corpus/x/a.csv", "a\r\n"), ("docs/a.md", "fine\n")]:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(content.encode())
            findings, _, count = lint.check_tree(root)
            self.assertEqual([("match/bad.cc", 1, "absl-mutex")], [finding[:3] for finding in findings])
            self.assertEqual(2, count)

    def test_direction_table_has_no_cycle(self):
        def reach(folder, seen):
            for other in lint.MAY_INCLUDE[folder]:
                self.assertNotIn(other, seen, f"cycle over {folder} -> {other}")
                reach(other, seen + [other])
        for folder in lint.MAY_INCLUDE:
            reach(folder, [folder])


if __name__ == "__main__":
    unittest.main()
