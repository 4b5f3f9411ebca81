#!/usr/bin/env python3
"""What the same list costs with the PyPI package rapidfuzz, one query against every name, one core.

    bench/rapidfuzz_scan.py NAMES QUERIES

One folded name per line in each file (match_scale --dump writes them). Prints microseconds per query for Jaro-Winkler
with cutoff 0.90 and for normalised Levenshtein with cutoff 0.80. rapidfuzz is needed for nothing else: put it into a
virtual environment of its own (python3 -m venv DIR; DIR/bin/pip install rapidfuzz) and run this with DIR/bin/python.
"""
import sys
import time

try:
    from rapidfuzz import __version__, process
    from rapidfuzz.distance import JaroWinkler, Levenshtein
except ImportError:
    print("skipped: this Python has no rapidfuzz (see the top of this file)")
    sys.exit(77)


def main():
    names = open(sys.argv[1], encoding="utf-8").read().splitlines()
    queries = open(sys.argv[2], encoding="utf-8").read().splitlines()
    for title, scorer, cutoff in (
        ("Jaro-Winkler, cutoff 0.90", JaroWinkler.similarity, 0.90),
        ("Levenshtein, cutoff 0.80", Levenshtein.normalized_similarity, 0.80),
    ):
        best = None
        for _ in range(3):
            start = time.perf_counter()
            for query in queries:
                for _ in process.extract_iter(query, names, scorer=scorer, processor=None, score_cutoff=cutoff):
                    pass
            loop = (time.perf_counter() - start) / len(queries)
            best = loop if best is None else min(best, loop)
        try:
            start = time.perf_counter()
            process.cdist(queries, names, scorer=scorer, score_cutoff=cutoff, workers=1)
            best = min(best, (time.perf_counter() - start) / len(queries))
        except ImportError:  # cdist needs numpy
            pass
        print(f"rapidfuzz {__version__} {title}: {best * 1e6:.0f} us per query, {len(names)} names")


if __name__ == "__main__":
    main()
