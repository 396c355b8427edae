#!/usr/bin/env bash
# Versions: Open MPI 4.1.4 (Debian 12's openmpi-bin 4.1.4-3+b1). Date seen: 2026-11-30.
#
# The guess: odls_base_sigkill_timeout, "Time to wait for a process to die after issuing a kill signal to it", is a limit: mpirun goes on
# as soon as the processes are gone, so that a generous limit, for processes that save their work when they are asked to end, costs
# nothing where none is left.
#
# What happens: once a process has failed, mpirun sleeps for the whole time, and does so twice, although no process is left at all. With
# one process that ends with exit code 3, and a limit of 6 s, it ends 12 s later; with a limit of 1 s, 2 s later. Only where all end with
# exit code 0 is there no wait. So the limit is the price of every failure: with a minute's patience for a long save, a misspelt option
# costs two minutes.
#
# Output seen:
#   limit 1 s, exit code 0: mpirun ends with 0 after 0.3 s
#   limit 1 s, exit code 3: mpirun ends with 3 after 2.1 s
#   limit 6 s, exit code 0: mpirun ends with 0 after 0.1 s
#   limit 6 s, exit code 3: mpirun ends with 3 after 12.2 s
set -euo pipefail

command -v mpirun > /dev/null || apt-get install --yes openmpi-bin=4.1.4-3+b1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

changed=0
for limit in 1 6; do
    for code in 0 3; do
        start=$(date +%s%N)
        result=0
        mpirun -n 1 --bind-to none --oversubscribe --mca odls_base_sigkill_timeout $limit sh -c "exit $code" > /dev/null 2>&1 || result=$?
        ms=$((($(date +%s%N) - start) / 1000000))
        echo "limit $limit s, exit code $code: mpirun ends with $result after $((ms / 1000)).$((ms % 1000 / 100)) s"
        # Somewhat less than twice the limit: it counts from a moment before.
        [ "$code" -eq 0 ] || [ "$ms" -gt $((limit * 1700)) ] || changed=1
        [ "$code" -ne 0 ] || [ "$limit" -eq 1 ] || [ "$ms" -lt $((limit * 1000)) ] || changed=1
    done
done
[ "$changed" -eq 0 ] || { echo "The behaviour is another one now."; exit 1; }
