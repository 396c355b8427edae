#!/usr/bin/env bash
# Trains a GHN as the default one was trained: models/train.sh MODEL DATA FOLDER, with one of ghn3-t, ghn2, ghn1, mlp and data such as cifar10:DIR.
# Interrupted, the same command continues.
set -euo pipefail
(($# == 3)) || { sed -n '2,3s/^# //p' "$0"; exit 2; }
model=$1 data=$2 folder=$3
ghn() { dotnet run -c Release --project "$(dirname "$0")/../src/Ghn.Cli" -- "$@"; }

ghn train --model "$model" --data "$data" --run "$folder/small" --image-size 16 --max-parameters 500000 --meta-batch 2 --batch 32 \
    --lr 3e-4 --schedule constant --epochs 100 --steps 18100
ghn train --from "$folder/small/ghn.safetensors" --data "$data" --run "$folder/full" --seed 1 --max-parameters 1500000 --meta-batch 4 --batch 32 \
    --lr 3e-4 --schedule step-cosine --epochs 1
