"""Makes the small CIFAR files of this folder: the first images of each class of real CIFAR-10 batches.

    /usr/bin/python3 make_cifar.py PATH/cifar-10-batches-bin

The files have the names and the layout of the published ones, only fewer images. The Python versions are written as
Python 2 wrote the published ones (pickle protocol 2 with byte strings), which Python 3 no longer can: hence Python2Pickle.
CIFAR-100 has the same images under labels that are made up: fine = (7 * place) % 100, coarse = fine // 5.
"""
import gzip
import io
import os
import struct
import sys
import tarfile

TRAIN_PER_CLASS, TEST_PER_CLASS, FILES = 20, 10, 5
CIFAR100_TRAIN, CIFAR100_TEST = 30, 20


class Python2Pickle:
    """Writes what a CIFAR file holds as Python 2's cPickle did: dictionaries, lists, strings, integers, arrays of bytes."""

    def __init__(self):
        self.out, self.notes = io.BytesIO(), 0

    def dump(self, value):
        self.out.write(b"\x80\x02")
        self.add(value)
        self.out.write(b".")
        return self.out.getvalue()

    def note(self):
        self.notes += 1
        self.out.write(b"q" + bytes([self.notes]) if self.notes < 256 else b"r" + struct.pack("<I", self.notes))

    def add(self, value):
        if isinstance(value, dict):
            self.out.write(b"}")
            self.note()
            self.out.write(b"(")
            for key, entry in value.items():
                self.add(key)
                self.add(entry)
            self.out.write(b"u")
        elif isinstance(value, list):
            self.out.write(b"]")
            self.note()
            self.out.write(b"(")
            for entry in value:
                self.add(entry)
            self.out.write(b"e")
        elif isinstance(value, int):
            self.out.write(b"K" + bytes([value]) if value < 256 else b"M" + struct.pack("<H", value))
        elif isinstance(value, str):
            self.string(value.encode())
        else:
            self.array(value)

    def string(self, text):
        self.out.write(b"U" + bytes([len(text)]) + text if len(text) < 256 else b"T" + struct.pack("<I", len(text)) + text)
        self.note()

    def array(self, rows):
        """rows: byte strings of one length."""
        self.out.write(b"cnumpy.core.multiarray\n_reconstruct\n")
        self.note()
        self.out.write(b"cnumpy\nndarray\n")
        self.note()
        self.out.write(b"K\x00\x85")
        self.string(b"b")
        self.out.write(b"\x87Rq\xff(K\x01M" + struct.pack("<H", len(rows)) + b"M" + struct.pack("<H", len(rows[0])) + b"\x86")
        self.out.write(b"cnumpy\ndtype\n")
        self.note()
        self.string(b"u1")
        self.out.write(b"K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89")
        self.string(b"".join(rows))
        self.out.write(b"tb")


class Rows(tuple):
    """Images, each 3072 bytes."""


def first_of_each_class(path, count):
    data = open(path, "rb").read()
    records = [data[i : i + 3073] for i in range(0, len(data), 3073)]
    taken, counts = [], [0] * 10
    for record in records:
        if counts[record[0]] < count:
            counts[record[0]] += 1
            taken.append(record)
    return taken


def write_archive(name, folder, files):
    """The same bytes whenever it is made."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for file, content in files.items():
            entry = tarfile.TarInfo(f"{folder}/{file}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    with open(name, "wb") as out, gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as zipped:
        zipped.write(raw.getvalue())


def pickled(**entries):
    return Python2Pickle().dump(entries)


def main(source):
    names = open(os.path.join(source, "batches.meta.txt")).read().split()
    train = first_of_each_class(os.path.join(source, "data_batch_1.bin"), TRAIN_PER_CLASS)
    test = first_of_each_class(os.path.join(source, "test_batch.bin"), TEST_PER_CLASS)
    size = len(train) // FILES
    batches = {f"data_batch_{i + 1}": train[i * size : (i + 1) * size] for i in range(FILES)} | {"test_batch": test}

    os.makedirs("cifar-10-batches-bin", exist_ok=True)
    for name, records in batches.items():
        open(f"cifar-10-batches-bin/{name}.bin", "wb").write(b"".join(records))
    open("cifar-10-batches-bin/batches.meta.txt", "w").write("\n".join(names) + "\n\n")

    python = {"batches.meta": pickled(num_cases_per_batch=size, label_names=names, num_vis=3072)}
    for name in reversed(batches):
        records = batches[name]
        python[name] = pickled(
            batch_label=name,
            labels=[record[0] for record in records],
            data=Rows(record[1:] for record in records),
            filenames=[f"{names[record[0]]}_{i:06}.png" for i, record in enumerate(records)],
        )
    write_archive("cifar-10-python.tar.gz", "cifar-10-batches-py", python)

    hundred = {"train": train[:CIFAR100_TRAIN], "test": test[:CIFAR100_TEST]}
    fine = [f"fine_{i}" for i in range(100)]
    coarse = [f"coarse_{i}" for i in range(20)]
    python = {"meta": pickled(fine_label_names=fine, coarse_label_names=coarse)}
    binary = {"fine_label_names.txt": ("\n".join(fine) + "\n").encode(), "coarse_label_names.txt": ("\n".join(coarse) + "\n").encode()}
    for name, records in hundred.items():
        labels = [(7 * i) % 100 for i in range(len(records))]
        python[name] = pickled(
            filenames=[f"{i}.png" for i in range(len(records))],
            batch_label=name,
            fine_labels=labels,
            coarse_labels=[label // 5 for label in labels],
            data=Rows(record[1:] for record in records),
        )
        binary[name + ".bin"] = b"".join(bytes([label // 5, label]) + record[1:] for label, record in zip(labels, records))
    write_archive("cifar-100-python.tar.gz", "cifar-100-python", python)
    write_archive("cifar-100-binary.tar.gz", "cifar-100-binary", binary)


main(sys.argv[1])
