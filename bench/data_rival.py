"""The rival of `Ghn.Benchmarks data`: torchvision's transforms of Pillow images, in one process, as a DataLoader without workers.

Arguments: the folder of CIFAR-10's binary files, and an empty folder, where it puts JPEG images of 500×375 pixels first and then
says "ready". Then each request is a line, "kind count", answered with the processor time in seconds for so many images.
"""

import os
import sys
import time

import numpy as np
import torch
from PIL import Image
from torchvision import transforms

BATCH = 50
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
FINISH = [transforms.ToTensor(), transforms.Normalize(MEAN, DEVIATION)]
CROP = [transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip()]
PIPELINES = {
    "cifar": transforms.Compose(CROP + FINISH),
    "cifar224": transforms.Compose(CROP + [transforms.Resize(224)] + FINISH),
    "train": transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip()] + FINISH),
    "test": transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224)] + FINISH),
}


def cifar_images(folder):
    records = np.fromfile(os.path.join(folder, "data_batch_1.bin"), np.uint8).reshape(-1, 3073)
    return records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1).copy()


def make_photographs(images, folder):
    """CIFAR images enlarged, with the noise of a camera: 60 to 120 KB each, as in ImageNet."""
    random = np.random.RandomState(0)
    paths = []
    os.makedirs(os.path.join(folder, "x"))
    for i, image in enumerate(images):
        large = np.asarray(Image.fromarray(image).resize((500, 375), Image.BICUBIC), np.float32)
        noisy = np.clip(large + random.normal(0, 9, large.shape), 0, 255).astype(np.uint8)
        paths.append(os.path.join(folder, "x", f"{i:03}.jpg"))
        Image.fromarray(noisy).save(paths[-1], quality=90)
    return paths


def load(path):
    with open(path, "rb") as file:
        return Image.open(file).convert("RGB")


def main(cifar, folder):
    torch.set_num_threads(1)
    images = cifar_images(cifar)
    paths = make_photographs(images, folder)
    print("ready", flush=True)
    for line in sys.stdin:
        kind, count = line.split()
        transform = PIPELINES[kind]
        start = time.thread_time()
        for first in range(0, int(count), BATCH):
            places = range(first, first + BATCH)
            if kind.startswith("cifar"):
                batch = [transform(Image.fromarray(images[i % len(images)])) for i in places]
            else:
                batch = [transform(load(paths[i % len(paths)])) for i in places]
            torch.stack(batch)
        print(time.thread_time() - start, flush=True)


main(*sys.argv[1:])
