#!/usr/bin/env python3
"""Runs a table's generator again and compares the result with the committed table, byte for byte.

    regenerate_test.py fold GENERATOR
    regenerate_test.py confusable GENERATOR
    regenerate_test.py weights TOKEN_DUMP
    regenerate_test.py common_words TOKEN_DUMP
    regenerate_test.py scripts DIRECTORY

DIRECTORY holds Unihan_Readings.txt.bz2 and system.dic (match/tables/tools/make_script_tables.py says which).
Exit 77 (skipped) where the inputs are missing: another ICU than the table's, no shared data, no dictionaries.
"""
import importlib.util
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
SCRIPT_TABLES = {
    "han_sounds": ["Unihan_Readings.txt.bz2"],
    "han_simplified": [],
    "loan_words": ["system.dic"],
    "japanese_readings": ["Unihan_Readings.txt.bz2", "system.dic"],
}


def compare(table, text):
    committed = (ROOT / "match/tables" / table).read_text()
    if committed == text:
        return 0
    for number, (old, new) in enumerate(zip(committed.split("\n"), text.split("\n")), 1):
        if old != new:
            print(f"match/tables/{table}:{number} differs from what its generator writes:\n- {old[:200]}\n+ {new[:200]}")
            break
    print("write the table again (docs/matching.md, 'Changing the tables') or undo the change of the generator")
    return 1


def compare_scripts(inputs):
    readings, dictionary = inputs / "Unihan_Readings.txt.bz2", inputs / "system.dic"
    packages = [name for name in ("pypinyin", "opencc") if importlib.util.find_spec(name) is None]
    if packages or not readings.is_file() or not dictionary.is_file():
        print(f"skipped: no {', '.join(packages) or 'dictionaries in ' + str(inputs)}")
        return SKIPPED
    script = ROOT / "match/tables/tools/make_script_tables.py"
    result = 0
    for table, paths in SCRIPT_TABLES.items():
        arguments = [inputs / path for path in paths]
        text = subprocess.run([sys.executable, script, table, *arguments], capture_output=True, text=True, check=True).stdout
        result |= compare(f"{table}.inc", text)
    return result


def main():
    kind, program = sys.argv[1:]
    if kind == "scripts":
        return compare_scripts(pathlib.Path(program))
    if kind in ("fold", "confusable"):
        table = f"{kind}_table.inc"
        text = subprocess.run([program], capture_output=True, text=True, check=True).stdout
        if text.split("\n")[0] != (ROOT / "match/tables" / table).read_text().split("\n")[0]:
            print("skipped: this machine's ICU is not the one the table was made with")
            return SKIPPED
        return compare(table, text)
    data = pathlib.Path(os.environ.get("CORDON_SHARED_DATA") or ROOT / "../shared/data")
    if not (data / "benign_names").is_dir():
        print("skipped: no shared data")
        return SKIPPED
    tables = {"weights": "token_weights", "common_words": "common_words"}
    script = ROOT / f"match/tables/build_{tables[kind]}.py"
    text = subprocess.run([sys.executable, script, data, program], capture_output=True, text=True, check=True).stdout
    return compare(f"{tables[kind]}.inc", text)


if __name__ == "__main__":
    sys.exit(main())
