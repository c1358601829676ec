#!/usr/bin/env bash
# Runs the harnesses in Fuzzing/ with libFuzzer and the address sanitizer; any finding fails.
#
#   scripts/fuzz.sh [SECONDS [HARNESS...]]      default: 60 seconds for each
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
harnesses=("$@")
if [ ${#harnesses[@]} -eq 0 ]; then
  for file in Fuzzing/*.swift; do harnesses+=("$(basename "$file" .swift)"); done
fi

out=.build/fuzzing
fixtures=Tests/VigilTensorFilesTests/Fixtures
mkdir -p "$out"

# The library is compiled here, not by the package manager, so that it is instrumented too.
# -package-name opens its in-memory readers to the harnesses.
flags=(-swift-version 6 -use-ld=lld -O -g -parse-as-library -package-name vigil -sanitize=fuzzer,address
  -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility
  -enable-upcoming-feature ExistentialAny -I "$out" -I Sources/CZlib)
for module in VigilCore VigilTensorFiles; do
  echo "building $module" >&2
  # shellcheck disable=SC2046
  swiftc "${flags[@]}" -wmo -emit-module -emit-module-path "$out/$module.swiftmodule" -emit-object \
    -o "$out/$module.o" -module-name "$module" $(find "Sources/$module" -name '*.swift')
done

failed=0
for harness in "${harnesses[@]}"; do
  work="$out/$harness"
  mkdir -p "$work/corpus" "$work/findings"
  swiftc "${flags[@]}" -module-name "${harness}Fuzzing" "Fuzzing/$harness.swift" \
    "$out/VigilCore.o" "$out/VigilTensorFiles.o" -lz -o "$work/fuzzer"
  case $harness in
  NPY) cp "$fixtures"/arrays/*.npy "$work/corpus" ;;
  NPZ) cp "$fixtures"/arrays/*.npz "$work/corpus" ;;
  Safetensors) cp "$fixtures"/checkpoints/*.safetensors "$work/corpus" ;;
  Checkpoint) cp "$fixtures"/checkpoints/* "$work/corpus" ;;
  Pickle)
    for archive in "$fixtures"/checkpoints/*.pth; do
      unzip -p "$archive" '*/data.pkl' >"$work/corpus/$(basename "$archive").pkl" 2>/dev/null || true
    done
    cp "$fixtures"/checkpoints/*.pkl "$work/corpus"
    ;;
  esac
  echo "fuzzing $harness for $seconds seconds" >&2
  # The sanitizer keeps freed memory for a while; less of it, so that the limit is for what is in use.
  ASAN_OPTIONS=quarantine_size_mb=32 "$work/fuzzer" "$work/corpus" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=512 \
    -malloc_limit_mb=256 -artifact_prefix="$work/findings/" -print_final_stats=1 2>"$work/log" || {
    failed=1
    tail -40 "$work/log" >&2
    echo "$harness: finding in $work/findings" >&2
    continue
  }
  grep -E 'stat::number_of_executed_units|stat::peak_rss_mb' "$work/log" >&2
done
exit $failed
