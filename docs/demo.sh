#!/usr/bin/env bash
# What `./dev demo` shows once the programs are built: docs/demo.sh BIN_DIR. Needs nothing but the two programs; works in
# a temporary directory and leaves nothing behind. Fails when an answer is not what it should be.
set -euo pipefail
bin_dir="$(cd "${1:?usage: demo.sh BIN_DIR}" && pwd)"
demo_dir="$(mktemp -d -t cordon-demo.XXXXXX)"
server_pid=""

clean_up() {
  if [ -n "$server_pid" ]; then kill "$server_pid" 2>/dev/null || true; wait "$server_pid" 2>/dev/null || true; fi
  rm -rf "$demo_dir"
}
trap clean_up EXIT
export PATH="$bin_dir:$PATH" CORDON_DATA_DIR="$demo_dir/data" NO_COLOR=1

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n%s\n' "$*"; }

# show EXPECTED_EXIT COMMAND...: prints the command, runs it, checks how it ended.
show() {
  local expected="$1" status=0 word
  shift
  printf '\n  $'
  for word in "$@"; do
    case "$word" in *[!A-Za-z0-9_./:=@,+-]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
  done
  printf '\n'
  "$@" >"$demo_dir/out" 2>"$demo_dir/err" || status=$?
  sed 's/^/  /' "$demo_dir/out"
  sed 's/^/  (stderr) /' "$demo_dir/err"
  if [ "$status" -ne "$expected" ]; then
    echo "demo: that ended with exit code $status, expected $expected" >&2
    exit 1
  fi
}

# must_say TEXT: the last output holds it.
must_say() {
  grep -qF -- "$1" "$demo_dir/out" || { echo "demo: expected '$1' in the output above" >&2; exit 1; }
}

say "1. Screen four suppliers on the command line, no server needed"
echo "   A name as listed, one written differently, one in Chinese, and one that is on no list. A fresh data directory"
echo "   answers from the small built-in starter list, and says so. Exit code 3 means: something must be looked at."
show 3 cordon screen -o table 'HUAWEI TECHNOLOGIES' 'Hangzhou Hikvison Digital' '北京市商汤科技开发有限公司' 'Lindgren Bakery Equipment AB'
must_say HOLD
must_say CLEAR

say "2. Start the server and ask it the same way over gRPC"
cordond --listen 127.0.0.1:0 --ready-file "$demo_dir/ready" 2>"$demo_dir/cordond.log" &
server_pid=$!
for _ in $(seq 100); do
  [ -s "$demo_dir/ready" ] && break
  kill -0 "$server_pid" 2>/dev/null || { cat "$demo_dir/cordond.log" >&2; exit 1; }
  sleep 0.1
done
address="$(grep -oE '127\.0\.0\.1:[0-9]+' "$demo_dir/ready" | head -n 1)"
echo "   cordond is ready on $address (loopback only)."
show 3 cordon --server "$address" screen -o table 'Sense Time' 'Hua Wei Technology'
must_say HOLD
show 0 cordon --server "$address" screen -o jsonl 'Lindgren Bakery Equipment AB'
must_say '"disposition":"CLEAR"'
screening="$(grep -oE 'screenings/[0-9a-z]+' "$demo_dir/out" | head -n 1)"

say "3. Show the records: each answer was stored before it was given"
show 0 cordon --server "$address" explain -o table "$screening"
show 3 cordon --server "$address" screen -o table 'IFLYTEK'
show 0 cordon --server "$address" explain -o table latest

say "4. Stop the server"
kill -TERM "$server_pid"
status=0
wait "$server_pid" || status=$?
server_pid=""
[ "$status" -eq 0 ] || { echo "demo: cordond ended with $status" >&2; cat "$demo_dir/cordond.log" >&2; exit 1; }
echo "   It finished what it had accepted and ended."

cat <<TEXT

That was the starter list, which is not for compliance decisions. Next:
  $bin_dir/cordon lists import consolidated.csv     the United States' Consolidated Screening List
  $bin_dir/cordon screen -f suppliers.csv           a whole spreadsheet
  README.md, docs/cli.md, docs/api.md               the rest
TEXT
