#!/usr/bin/env bash
# Starts three processes under mpirun, the middle one with one option more than the others, for each option of `train`, and of `eval`
# of splits: mpirun must end with exit code 2 within 10 s, and ghn must say one line that names the option and both processes' values.
#
# The options are those that --help lists; where one takes a value that this script does not know, it says so and fails.
# Needs OpenMPI and the built tool, unless GHN names another one (GHN="dotnet path/to/ghn.dll"):
# dotnet build -c Release src/Ghn.Cli && tests/reliability/ranks.sh
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
read -ra tool <<<"${GHN:-dotnet $root/src/Ghn.Cli/bin/Release/net10.0/ghn.dll}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
failures=0

# The value of an option; flags have none.
value_of() {
    case $1 in
        --mlp-decoder | --no-augmentation | --ensemble | --json | --paper) ;;
        --data | --from | --archs | --run | --csv | --ghn | --weights | --key) echo other ;;
        --lr | --wd | --gamma | --label-smoothing | --clip | --beta) echo 0.5 ;;
        --model) echo ghn2 ;;
        --without) echo centrality ;;
        --schedule) echo cosine ;;
        --recipe) echo ghn1 ;;
        --split) echo train ;;
        --post) echo noise ;;
        --bn) echo running ;;
        --transform-input) echo on ;;
        --train) echo sgd:5 ;;
        --hidden | --layers | --heads | --max-channels | --epochs | --meta-batch | --batch | --max-parameters | --image-size | --steps | --seed \
            | --log-every | --checkpoint-minutes | --classes | --limit | --from-layer | --bn-batches) echo 16 ;;
        *) echo "There is no value for $1 in this script." >&2; return 1 ;;
    esac
}

# All options of a command but --threads, which may differ, and --help.
options_of() {
    "${tool[@]}" "$1" --help | sed -n '/^Options:/,/^Examples:/p' | grep -oE '^ +(-[a-z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+' \
        | grep -vE -- '--(threads|help)$'
}

check() {
    local command=$1 option=$2 value
    shift 2
    value=$(value_of "$option")
    local -a usual=("$@") odd=("$@")
    if [ "$option" = --data ]; then
        odd=("${odd[@]/cifar10:images/cifar10:other}")
        value=cifar10:other
    else
        odd+=("$option" ${value:+"$value"})
    fi

    local code=0 start end
    start=$(date +%s%N)
    mpirun --oversubscribe --bind-to none --mca mpi_yield_when_idle 1 -n 1 "${tool[@]}" "${usual[@]}" : -n 1 "${tool[@]}" "${odd[@]}" \
        : -n 1 "${tool[@]}" "${usual[@]}" > out 2> err || code=$?
    end=$(date +%s%N)
    local ms=$(((end - start) / 1000000)) verdict=right
    [ "$code" -eq 2 ] && [ "$ms" -lt 10000 ] && [ "$(grep -c '^ghn: ' err)" -eq 1 ] && [ ! -s out ] && [ ! -e run ] \
        && grep -q "^ghn: the processes differ in $option: .* in process 0 on .* and process 2 on .*, '${value:-true}' in process 1 on " err \
        || { verdict=WRONG; failures=$((failures + 1)); sed 's/^/    /' err; }
    printf '%-28s exit code %s, %5d ms, %s\n' "$command $option" "$code" "$ms" "$verdict"
}

train=(train --data cifar10:images)
eval=(eval deepnets:test --data cifar10:images)
train_options=$(options_of train)
eval_options=$(options_of eval)
for option in $train_options; do check train "$option" "${train[@]}"; done
for option in $eval_options; do check eval "$option" "${eval[@]}"; done
[ "$failures" -eq 0 ] || { echo "$failures options are not as promised."; exit 1; }
echo "All $(wc -w <<<"$train_options $eval_options") options are as promised."
