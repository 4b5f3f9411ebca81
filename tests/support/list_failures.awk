# What failed, out of ctest's LastTest.log: each failing test with the messages it printed (a GoogleTest failure and the
# lines after it, or the end of what another program said), so that a reader without the log knows what to look at.
/^[0-9]+\/[0-9]+ Testing: / { name = $3; lines = kept = after = 0; next }
/^Command: ""$/ { report("was not built"); next }
/^-+$/ || /^[0-9]+\/[0-9]+ Test: / || /^Test time = / || /^Output:$/ || /^Command: / || /^Directory: / || /^"[^"]*" (start|end) time: / { next }
/^Test (Passed|Failed|Timeout)/ || /^<end of output>$/ {
  if (name != "" && $0 ~ /Failed|Timeout/) report("failed")
  next
}
/: (Failure|error)|^\[  FAILED  \]|Sanitizer|^(SUMMARY|FAIL)/ { after = 9 }
{
  if (after-- > 0 && kept < 40) messages[kept++] = $0
  last[lines++ % 12] = $0
}
function report(verdict,   i) {
  printf "test %s %s\n", name, verdict
  if (kept > 0) {
    for (i = 0; i < kept; i++) print "  " messages[i]
  } else {
    for (i = lines > 12 ? lines - 12 : 0; i < lines; i++) print "  " last[i % 12]
  }
  name = ""
}
