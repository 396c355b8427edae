#!/usr/bin/env bash
# Kills the tool at random moments (kill -9), again and again, and checks that nothing is lost: results are those of runs that nobody
# disturbed, to the last bit; no file is there in half; and what a killed process leaves is gone after the next run.
#
#   tests/reliability/kill.sh [KILLS [SEED [COMMAND…]]]
#
# KILLS is the number of kills of each command (50 unless given), SEED that of the moments (1 unless given), a COMMAND one of
# train, finetune, eval, predict and generate (all unless given). The data are made here. It takes about twenty minutes on two cores. The
# tool is built first, unless GHN names one: GHN="dotnet path/to/ghn.dll".
set -uo pipefail
cd "$(dirname "$0")/../.."

kills=${1:-50}
RANDOM=${2:-1}
commands=("${@:3}")
[ "${#commands[@]}" -gt 0 ] || commands=(train finetune eval predict generate)
if [ -z "${GHN:-}" ]; then
    dotnet build -c Release src/Ghn.Cli -v q || exit 2
    GHN="dotnet $PWD/src/Ghn.Cli/bin/Release/net10.0/ghn.dll"
fi
read -ra ghn <<<"$GHN"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# Sixteen images of noise in each file of CIFAR-10's binary version.
make_data() {
    mkdir data
    local file label
    for file in data_batch_{1..5} test_batch; do
        for label in {0..9} {0..5}; do
            printf "\\x0$label"
            head -c 3072 /dev/urandom
        done >"data/$file.bin"
    done
    printf 'class %s\n' {0..9} >data/batches.meta.txt
}

# The bytes of a safetensors file behind its header, which tells times among other things.
tensors() {
    local header
    header=$(od -An -t u8 -N 8 "$1" | tr -d ' ')
    tail -c +$((9 + header)) "$1"
}

# Whether a safetensors file is as long as its header says.
is_whole() {
    local header end size
    header=$(od -An -t u8 -N 8 "$1" | tr -d ' ')
    [ "${header:-0}" -gt 0 ] || return 1
    end=$(tail -c +9 "$1" | head -c "$header" | grep -ao '"data_offsets":\[[0-9]*,[0-9]*\]' | sed 's/.*,//; s/\]//' | sort -n | tail -1)
    size=$(stat -c %s "$1")
    [ "$size" = $((8 + header + end)) ]
}

same_tensors() { cmp -s <(tensors "$1") <(tensors "$2") || fail "$2 has other tensors than $1"; }
same_file() { cmp -s "$1" "$2" || fail "$2 is another file than $1"; }

# Tables are compared without the columns that tell times.
same_columns() { cmp -s <(cut -d, -f"$3" "$1") <(cut -d, -f"$3" "$2") || fail "$2 has other rows than $1"; }

no_leftovers() {
    local left
    left=$(find "$@" -name '*.tmp' -o -name '*.partial')
    [ -z "$left" ] || fail "left behind: $left"
}

# What a command writes, how its results are compared, and what must hold right after a kill, in a folder of its own. $1 is that folder.
command_train() {
    arguments=(train --data cifar10:data --archs archs.bin --run "$1/run" --batch 16 --meta-batch 1 --hidden 16 --layers 1
        --max-channels 16 --heads 4 --log-every 1 --epochs 2 --checkpoint-minutes 0 --threads 2)
}
compare_train() {
    same_tensors whole/run/ghn.safetensors "$1/run/ghn.safetensors"
    same_tensors whole/run/checkpoint.safetensors "$1/run/checkpoint.safetensors"
    same_columns whole/run/log.csv "$1/run/log.csv" 1-8
    [ "$(stat -c %s whole/run/events*)" = "$(stat -c %s "$1"/run/events*)" ] || fail "$1: other scalars in the event file"
}

command_finetune() {
    arguments=(finetune squeezenet1_1 --init rand --data cifar10:data --run "$1/run" -o "$1/out.safetensors" --steps 24 --batch 8
        --log-every 1 --eval-every 8 --checkpoint-minutes 0 --threads 2)
}
compare_finetune() {
    same_file whole/run/seed0/weights.safetensors "$1/run/seed0/weights.safetensors"
    same_file whole/out.safetensors "$1/out.safetensors"
    same_columns whole/run/seed0/log.csv "$1/run/seed0/log.csv" 1-5
    cmp -s <(grep -v econd whole/run/seed0/result.json) <(grep -v econd "$1/run/seed0/result.json") || fail "$1: another result.json"
}

command_eval() {
    arguments=(eval 'deepnets:test#0-15' --data cifar10:data --run "$1/run" --csv "$1/table.csv" --threads 2)
}
compare_eval() {
    cmp -s <(cut -d, -f1-10 whole/run/networks.csv | sort) <(cut -d, -f1-10 "$1/run/networks.csv" | sort) || fail "$1: another networks.csv"
    same_columns whole/table.csv "$1/table.csv" 1-10
}

command_predict() { arguments=(predict resnet50 --image-size 32 -o "$1/out.safetensors"); }
compare_predict() { same_file whole/out.safetensors "$1/out.safetensors"; }

command_generate() { arguments=(deepnets generate train --count 40000 --seed 5 -o "$1/out.deepnets"); }
compare_generate() { same_file whole/out.deepnets "$1/out.deepnets"; }

# After a kill: files that are replaced at once are whole, and a result is either not there or complete.
check_killed() {
    local file
    for file in $(find "$1" -name '*.safetensors'); do
        is_whole "$file" || fail "$file is there in half"
    done
    [ ! -e "$1/out.deepnets" ] || same_file whole/out.deepnets "$1/out.deepnets"
    [ ! -e "$1/table.csv" ] || same_columns whole/table.csv "$1/table.csv" 1-10
}

# The duration of a whole run, in milliseconds.
measure() {
    local start
    start=$(date +%s%3N)
    "${ghn[@]}" "${arguments[@]}" >log.txt 2>&1 || { cat log.txt; fail "$1 does not run"; }
    duration=$(($(date +%s%3N) - start))
}

try() {
    local name=$1 killed=0 runs=0 continued=0 process status start before=$failures
    rm -rf whole broken
    mkdir whole broken
    "command_$name" whole
    measure "$name"
    "command_$name" broken
    while [ "$killed" -lt "$kills" ]; do
        [ -z "$(find broken -name 'checkpoint*' -o -name 'networks.csv')" ] || continued=$((continued + 1))
        start=$(date +%s%3N)
        "${ghn[@]}" "${arguments[@]}" >log.txt 2>&1 &
        process=$!
        # RANDOM is below 32768. What continues takes less time than a whole run, so that some runs come to their end.
        sleep "$(awk -v r=$RANDOM -v d="$duration" 'BEGIN { print d * r / 32768 / 1000 }')"
        kill -9 "$process" 2>/dev/null
        wait "$process" 2>/dev/null
        status=$?
        if [ "$status" = 137 ]; then
            killed=$((killed + 1))
            check_killed broken
            continue
        fi
        [ "$status" = 0 ] || { cat log.txt; fail "$name ends with $status after $killed kills"; }
        # Where nothing continues, the next moment is drawn from the time that a run takes now.
        [ -d broken/run ] || duration=$(($(date +%s%3N) - start))
        finish "$name"
        runs=$((runs + 1))
    done
    "${ghn[@]}" "${arguments[@]}" >log.txt 2>&1 || { cat log.txt; fail "$name does not continue"; }
    finish "$name"
    echo "$name: $killed kills, $((runs + 1)) runs completed, $continued continued, $((failures - before)) failures (whole: $duration ms)"
}

finish() {
    "compare_$1" broken
    no_leftovers broken
    rm -rf broken
    mkdir broken
}

make_data
"${ghn[@]}" deepnets generate train --count 3 --seed 1 -o archs.bin >/dev/null || exit 2
for name in "${commands[@]}"; do
    try "$name"
done

if [ "$failures" -gt 0 ]; then
    echo "$failures failures"
    exit 1
fi
echo "no failure"
