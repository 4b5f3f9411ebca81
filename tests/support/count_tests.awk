# Counts tests in ctest's LastTest.log: prints "passed failed skipped". A GoogleTest program counts with its cases, any
# other test as one. A program that crashed, timed out or was never built counts as one failure at least.
/^[0-9]+\/[0-9]+ Testing: / { total = passed_here = skipped_here = not_run = 0 }
/^Command: ""$/ { not_run = 1 }
/^\[==========\] [0-9]+ tests? from .* ran\./ { total += $2 }
/^\[  PASSED  \] [0-9]+ tests?\.$/ { passed_here += $4 }
/^\[  SKIPPED \] [0-9]+ tests?/ { skipped_here += $4 }
/^Test (Passed|Failed)\.$/ {
  ok = ($2 == "Passed." && !not_run)
  if (total == 0) {
    if (ok) passed++; else failed++
  } else {
    failed_here = total - passed_here - skipped_here
    if (!ok && failed_here == 0) failed_here = 1
    passed += passed_here; failed += failed_here; skipped += skipped_here
  }
}
END { print passed + 0, failed + 0, skipped + 0 }
