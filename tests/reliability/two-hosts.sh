#!/usr/bin/env bash
# Trains in four processes on two hosts, cuts one of them off in mid-training, and continues.
#
# The hosts are two network namespaces of this machine, each with an address and a host name of its own, joined by a cable (veth).
# mpirun runs on the first and starts its daemon on the second as it would by ssh, here by nsenter. Once with the second host cut off,
# once with the first one, where mpirun and the run folder are, while the second lives on:
#   1. what is left must end by itself in bounded time, with one line of ghn's own, and leave no process behind on either host;
#   2. the same command must continue from the checkpoint, and end with the GHN of a training that was never cut off, bit for bit.
#
# Needs root (network namespaces), iproute2, util-linux, OpenMPI 4, and the built tool:
#   dotnet build -c Release src/Ghn.Cli && tests/reliability/two-hosts.sh
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
tool=${GHN:-$root/src/Ghn.Cli/bin/Release/net10.0/ghn.dll}
steps=${STEPS:-40}
work=$(mktemp -d)
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
declare -A holder

cleanup() {
    for pid in "${holder[@]}"; do kill "$pid" 2>/dev/null || true; done
    ip link delete ghn-cable0 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

fail() { echo "FAILED: $*" >&2; exit 1; }

# A host: a process that holds a network namespace and a host name.
host() {
    unshare --net --uts sleep infinity &
    holder[$1]=$!
    sleep 0.2
    on "$1" hostname "$1"
    on "$1" ip link set lo up
}

on() {
    local name=$1
    shift
    nsenter --target "${holder[$name]}" --net --uts "$@"
}

host ghn-one
host ghn-two
ip link add ghn-cable0 type veth peer name ghn-cable1
ip link set ghn-cable0 netns "${holder[ghn-one]}"
ip link set ghn-cable1 netns "${holder[ghn-two]}"
on ghn-one ip address add 10.77.0.1/24 dev ghn-cable0
on ghn-two ip address add 10.77.0.2/24 dev ghn-cable1
on ghn-one ip link set ghn-cable0 up
on ghn-two ip link set ghn-cable1 up

# In place of ssh: the address is the only argument before the command.
cat > "$work/agent" <<EOF
#!/bin/sh
shift
exec nsenter --target ${holder[ghn-two]} --net --uts sh -c "\$*"
EOF
chmod +x "$work/agent"

# Random images of ten classes, and a few architectures.
mkdir "$work/images"
for file in data_batch_1 data_batch_2 data_batch_3 data_batch_4 data_batch_5 test_batch; do
    for label in 0 1 2 3 4 5 6 7 8 9; do
        printf "\\x0$label"
        head -c 3072 /dev/urandom
    done > "$work/images/$file.bin"
done
seq -f "class %g" 0 9 > "$work/images/batches.meta.txt"
dotnet "$tool" deepnets generate train --count 8 -o "$work/archs.deepnets" > /dev/null

# mpirun looks at a silent connection after 3 s, then every second, and gives it up after 3 times without an answer.
train() {
    local run=$1
    shift
    on ghn-one mpirun --host 10.77.0.1:2,10.77.0.2:2 -n 4 --bind-to none --oversubscribe \
        --mca plm_rsh_agent "$work/agent" --mca btl tcp,self --mca mpi_yield_when_idle 1 \
        --mca oob_tcp_if_include 10.77.0.0/24 --mca btl_tcp_if_include 10.77.0.0/24 \
        --mca odls_base_sigkill_timeout 3 \
        --mca oob_tcp_keepalive_time 3 --mca oob_tcp_keepalive_intvl 1 --mca oob_tcp_keepalive_probes 3 \
        dotnet "$tool" train --data "cifar10:$work/images" --archs "$work/archs.deepnets" --run "$work/$run" \
        --batch 4 --meta-batch 4 --hidden 16 --layers 1 --heads 4 --max-channels 16 --log-every 1 --threads 1 --steps "$steps" "$@"
}

# How many steps stand in the log of a run, below its heading.
rows() { tail -n +2 "$work/$1/log.csv" 2> /dev/null | wc -l; }

# The steps of a run without the times at the end of each row.
curve() { cut -d, -f1-8 "$work/$1/log.csv"; }

# The tensors of a run's GHN, without the header, which tells how long the training took.
tensors() { tail -c +$((9 + $(od -An -tu8 -N8 "$work/$1/ghn.safetensors"))) "$work/$1/ghn.safetensors"; }

processes() { pgrep --count --full -- "--run $work/$1 " || true; }

echo "A training that is not disturbed:"
train whole

# Cuts a host off once the training is under way, waits for the end, and continues.
cut_off() {
    local name=$1 cable=$2
    echo
    echo "A training in which $name is cut off:"
    train "$name" > "$work/$name.out" 2>&1 &
    local mpirun=$!
    while [ "$(rows "$name")" -lt 5 ]; do sleep 0.1; done
    on "$name" ip link set "$cable" down
    local start=$SECONDS
    echo "  cable out after step $(rows "$name")"
    local code=0
    wait "$mpirun" || code=$?
    echo "  mpirun ended with exit code $code, $((SECONDS - start)) s later; with:"
    grep '^ghn: ' "$work/$name.out" | sed "s|$work|.|g; s/^/  | /" || fail "ghn said nothing."
    while [ "$(processes "$name")" -gt 0 ]; do
        [ $((SECONDS - start)) -lt 60 ] || fail "$(processes "$name") processes are left after a minute."
        sleep 0.2
    done
    echo "  no process is left on either host $((SECONDS - start)) s after the cut"
    [ "$code" -ne 0 ] || fail "mpirun reports success."
    [ "$(grep -c '^ghn: ' "$work/$name.out")" -eq 1 ] || fail "not one line of ghn's own."
    [ -f "$work/$name/checkpoint.safetensors" ] || fail "there is no checkpoint."

    on "$name" ip link set "$cable" up
    echo "  cable in again; the same command:"
    train "$name" | sed "s|$work|.|g; s/^/  | /"
    cmp <(curve whole) <(curve "$name") || fail "the loss curve is another one."
    cmp <(tensors whole) <(tensors "$name") || fail "the GHN is another one."
    echo "  loss curve and GHN are those of the undisturbed training, bit for bit"
}

cut_off ghn-two ghn-cable1
cut_off ghn-one ghn-cable0
echo
echo "All as promised."
