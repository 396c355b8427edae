"""Writes the first ten test images of CIFAR-10's Python version again, as Python 3 does in the ways that people have.

    /usr/bin/python3 make_cifar_again.py        (Python 3.11, NumPy 1.24)

p2: protocol 2, in which byte strings are calls of _codecs.encode. p4_bytes: keys as bytes, as pickle.load(encoding="bytes") leaves them.
p5: protocol 5, in which an array is a call of _frombuffer. scalars: labels taken out of an array, numpy.int64 each.
"""
import os
import pickle
import tarfile

import numpy

IMAGES = 10

with tarfile.open("cifar-10-python.tar.gz") as archive:
    entries = {
        os.path.basename(member.name): pickle.load(archive.extractfile(member), encoding="latin1") for member in archive if member.isfile()}
batch, meta = entries["test_batch"], entries["batches.meta"]
batch = {**batch, "data": batch["data"][:IMAGES].copy(), "labels": batch["labels"][:IMAGES]}
batch.pop("filenames", None)


def with_bytes(value):
    return {key.encode(): [text.encode() for text in entry] if key == "label_names" else entry for key, entry in value.items()}


WAYS = {
    "p2": (2, batch, meta),
    "p4_bytes": (4, with_bytes(batch), with_bytes(meta)),
    "p5": (5, batch, meta),
    "scalars": (4, {**batch, "labels": list(numpy.array(batch["labels"]))}, meta),
}
for way, (protocol, images, names) in WAYS.items():
    os.makedirs(f"cifar-10-again/{way}", exist_ok=True)
    for name, value in (("test_batch", images), ("batches.meta", names)):
        with open(f"cifar-10-again/{way}/{name}", "wb") as file:
            pickle.dump(value, file, protocol)
