"""
Makes gradients.json.gz of the reference's golden gradients: all norms and distances, and a few of the samples.

usage: python3 condense.py REFERENCE      (a folder of the reference's files, one per case)
"""
import glob
import gzip
import json
import os
import sys


def gradient(name, noise, record, every=1):
    samples = [list(pair) for pair in zip(record["idx"], record["val"])]
    return {"name": name, "noise": noise, "norm": record["l2"], "values": samples[::every] if len(samples) > 12 else samples}


def condense(path):
    case = json.load(gzip.open(path))
    return {
        "network": case["name"],
        "gain": case["gain"],
        "size": case["size"],
        "labels": case["labels"],
        "mode": case["mode"],
        "auxiliaryWeight": case["aux_weight"],
        "loss": case["loss"],
        "noise": float(f"{case['f32_vs_f64_rel_l2_all_params']:.3g}"),
        "norm": case["grad_total_l2"],
        "input": gradient("input", case["f32_vs_f64_input_grad_rel_l2"], case["input_grad"]),
        "parameters": [
            gradient(record["name"], record["f64_rel_l2_err"], record, every=5)
            for record in case["params"] if record.get("idx") is not None
        ],
    }


paths = sorted(glob.glob(os.path.join(sys.argv[1], "*.json.gz")))
with gzip.GzipFile("gradients.json.gz", "wb", mtime=0) as output:
    output.write(json.dumps({os.path.basename(path)[:-len(".json.gz")]: condense(path) for path in paths}, separators=(",", ":")).encode())
