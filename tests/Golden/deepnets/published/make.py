"""Writes small files as DeepNets-1M is published, by libhdf5: python3 make.py (needs h5py, numpy).

eval: two real networks and 300 tiny graphs, enough for a B-tree of two levels. small: one split of two tiny graphs.
again_...: small, written in other ways that HDF5 has. Files are gzipped, as they consist of gaps.
"""
import gzip
import json
import pathlib
import tempfile

import h5py
import numpy

WAYS = {
    "latest": ({"libver": "latest"}, {}),
    "v108": ({"libver": ("v108", "v108")}, {"chunks": (2, 2), "compression": "gzip"}),
    "track_order": ({"track_order": True}, {}),
    "user_block": ({"userblock_size": 2048}, {}),
    "user_block_latest": ({"userblock_size": 512, "libver": "latest"}, {}),
    "gzip": ({}, {"chunks": (2, 2), "compression": "gzip"}),
    "shuffled": ({"libver": "latest"}, {"chunks": (3, 2), "compression": "gzip", "shuffle": True}),
    "checksums": ({}, {"chunks": (2, 2), "fletcher32": True}),
    "checksums_gzip": ({}, {"chunks": (2, 2), "fletcher32": True, "compression": "gzip"}),
}
FOLDER = pathlib.Path(__file__).parent


def distances(nodes, edges):
    matrix = numpy.zeros((nodes, nodes), dtype=numpy.uint8)
    following = [[b for a, b in edges if a == node] for node in range(nodes)]
    for source in range(nodes):
        frontier, distance, seen = [source], 0, {source}
        while frontier and distance < 50:
            frontier = sorted({b for a in frontier for b in following[a]} - seen)
            seen.update(frontier)
            distance += 1
            matrix[source, frontier] = distance
    return matrix


def tiny(index):
    nodes = 3 + index % 4
    return nodes, [(i, i + 1) for i in range(nodes - 1)] + ([(0, nodes - 1)] if index % 2 else [])


def write(name, splits, file_options={}, dataset_options={}):
    metadata = {split: {"nets": [net for net, _, _ in networks], "meta": {}} for split, networks in splits.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        with h5py.File(path, "w", **file_options) as file:
            file.attrs["title"] = "DeepNets-1M"
            for split, networks in splits.items():
                group = file.create_group(split)
                for index, (_, nodes, edges) in enumerate(networks):
                    entry = group.create_group(str(index))
                    entry.create_dataset("adj", data=distances(nodes, edges), **dataset_options)
                    rows = [[(index + i) % 15, i // 4, 300 + i] for i in range(nodes)]
                    entry.create_dataset("nodes", data=numpy.array(rows, dtype=numpy.uint16), **dataset_options)
        for ending, content in ((".hdf5", path.read_bytes()), ("_meta.json", json.dumps(metadata).encode())):
            with open(FOLDER / f"{name}{ending}.gz", "wb") as out, gzip.GzipFile("", "wb", 9, out, 0) as packed:
                packed.write(content)
        print(name, path.stat().st_size)


def main():
    golden = json.load(gzip.open(FOLDER.parent / "val.json.gz"))
    nets = [{**entry["net_args"], "genotype": entry["genotype"]} for entry in golden]
    graphs = [(len(entry["cifar10"]["graph"]["nodes"]), entry["cifar10"]["graph"]["edges_1hop"]) for entry in golden]
    val = [(nets[i], *graphs[i]) for i in (0, 1)]
    test = [({**nets[i % 4], "fc_dim": 64 + i}, *tiny(i)) for i in range(300)]
    write("eval", {"val": val, "test": test})
    write("small", {"train": test[:2]})
    for way, options in WAYS.items():
        write(f"again_{way}", {"train": test[:2]}, *options)


main()
