"""Makes the small JPEG, PNG, BMP and WebP files of this folder, and facts.json: what Pillow and torchvision make of them.

    /usr/bin/python3 make_images.py        (Debian 12: Pillow 9.4, torchvision 0.14, libjpeg-turbo 2.1)

Pixels are recorded as the SHA-256 of their bytes: red, green and blue of each pixel, row by row; normalised images as that
of their little-endian float32, plane by plane.
"""
import hashlib
import json
import struct
import zlib

import numpy as np
import torch
from PIL import Image
from torchvision import transforms
from torchvision.transforms import functional

RANDOM = np.random.RandomState(7)
STATISTICS = {
    "cifar10": ([0.49139968, 0.48215827, 0.44653124], [0.24703233, 0.24348505, 0.26158768]),
    "cifar100": ([0.5071, 0.4865, 0.4409], [0.2673, 0.2564, 0.2762]),
    "imagenet": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
}
GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGBA: 4}
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def picture(height, width, channels=3, top=255):
    """Waves, an edge and noise."""
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    waves = np.sin(0.31 * x + c) + np.cos(0.23 * y - 2 * c) + ((x + 2 * y > width) * 1.0)
    values = (waves + 2) / 5 + 0.1 * RANDOM.standard_normal(waves.shape)
    return np.clip(values * top, 0, top).astype(np.uint16)


def save_jpeg(name, pixels, mode="RGB", **options):
    image = Image.fromarray(pixels.astype(np.uint8).squeeze(), mode)
    image.save(f"files/{name}", "JPEG", **options)


def save(name, pixels, mode="RGB", **options):
    Image.fromarray(pixels.astype(np.uint8).squeeze()).convert(mode).save(f"files/{name}", **options)


def filtered(kind, row, above, step):
    out = bytearray([kind])
    for i, value in enumerate(row):
        left = row[i - step] if i >= step else 0
        up, corner = above[i], above[i - step] if i >= step else 0
        estimate = left + up - corner
        paeth = min((left, up, corner), key=lambda candidate: abs(estimate - candidate))
        out.append((value - [0, left, up, (left + up) // 2, paeth][kind]) % 256)
    return bytes(out)


def packed(row, depth):
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = "".join(format(value, f"0{depth}b") for value in row.ravel())
    return bytes(int(bits[i : i + 8].ljust(8, "0"), 2) for i in range(0, len(bits), 8))


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def save_png(name, samples, color, depth, interlaced=False, palette=None, transparency=None):
    """Pillow writes neither interlaced nor 16-bit colour images, nor does it use every filter; this does."""
    height, width, _ = samples.shape
    raw, step = b"", max(1, CHANNELS[color] * depth // 8)
    for left, top, dx, dy in PASSES if interlaced else [(0, 0, 1, 1)]:
        part = samples[top::dy, left::dx]
        if part.size:
            above = bytes(len(packed(part[0], depth)))
            for y, line in enumerate(part):
                row = packed(line, depth)
                raw += filtered(y % 5, row, above, step)
                above = row
    data = zlib.compress(raw, 9)
    half = len(data) // 2
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced))
    out += chunk(b"tEXt", b"Comment\0of no importance")
    out += chunk(b"PLTE", palette) if palette else b""
    out += chunk(b"tRNS", transparency) if transparency else b""
    out += chunk(b"IDAT", data[:half]) + chunk(b"IDAT", data[half:]) + chunk(b"IEND", b"")
    open(f"files/{name}", "wb").write(out)


def make_files():
    save_jpeg("420.jpg", picture(23, 37), quality=85)
    save_jpeg("422.jpg", picture(33, 50), quality=90, subsampling=1)
    save_jpeg("444.jpg", picture(29, 41), quality=95, subsampling=0)
    save_jpeg("grey.jpg", picture(17, 31, 1), mode="L")
    save_jpeg("progressive.jpg", picture(38, 45), progressive=True, quality=80)
    save_jpeg("cmyk.jpg", picture(14, 20, 4), mode="CMYK", quality=95)
    save_jpeg("photograph.jpg", picture(97, 130), quality=75)
    exif = Image.Exif()
    exif[0x0112] = 6
    save_jpeg("rotated.jpeg", picture(12, 19), exif=exif)
    save_png("png_called.JPEG", picture(9, 11), RGB, 8)
    save_png("rgb8.png", picture(21, 34), RGB, 8)
    save_png("rgb8_interlaced.png", picture(21, 34), RGB, 8, interlaced=True)
    save_png("tiny_interlaced.png", picture(3, 2), RGB, 8, interlaced=True)
    save_png("rgb16.png", picture(10, 13, 3, 65535), RGB, 16)
    save_png("rgba8.png", picture(18, 25, 4), RGBA, 8)
    save_png("rgba16_interlaced.png", picture(11, 14, 4, 65535), RGBA, 16, interlaced=True)
    save_png("grey_alpha8.png", picture(16, 15, 2), GRAY_ALPHA, 8)
    for depth in (1, 2, 4, 8):
        save_png(f"grey{depth}.png", picture(13, 19, 1, (1 << depth) - 1), GRAY, depth, interlaced=depth == 2)
        colors = bytes(RANDOM.randint(0, 256, 3 << depth).astype(np.uint8))
        save_png(
            f"palette{depth}.png", picture(13, 21, 1, (1 << depth) - 1), PALETTE, depth, depth == 4, colors, bytes([0, 128]) if depth < 4 else None)
    save("rgb.bmp", picture(13, 22))
    save("grey.bmp", picture(11, 17, 1), "L")
    save("palette.bmp", picture(12, 15), "P")
    save("1.bmp", picture(9, 21, 1), "1")
    save("rgba.bmp", picture(8, 13, 4), "RGBA")
    save("lossy.webp", picture(27, 35), quality=70)
    save("lossless.webp", picture(14, 23), lossless=True)
    save("alpha.webp", picture(15, 18, 4), "RGBA", quality=80)
    save_png("grey16.png", np.array([[[0x00FF], [0x1234], [0xFFFF]]]), GRAY, 16)
    save("progressive_grey.jpg", picture(40, 33, 1), "L", progressive=True)


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def load(name):
    return Image.open(f"files/{name}").convert("RGB")


def decoded(name):
    image = load(name)
    return {"file": name, "height": image.height, "width": image.width, "sha256": digest(np.asarray(image))}


def resized(name, height, width):
    image = functional.resize(load(name), [height, width])
    return {"file": name, "size": [height, width], "sha256": digest(np.asarray(image))}


def shortened(name, length):
    image = functional.resize(load(name), length)
    return {"file": name, "length": length, "size": [image.height, image.width], "sha256": digest(np.asarray(image))}


def centered(name, height, width):
    image = functional.center_crop(load(name), [height, width])
    return {"file": name, "size": [height, width], "sha256": digest(np.asarray(image))}


def padded(name, top, left, side, padding):
    image = functional.crop(functional.pad(load(name), padding), top, left, side, side)
    return {"file": name, "top": top, "left": left, "side": side, "padding": padding, "sha256": digest(np.asarray(image))}


def flipped(name):
    return {"file": name, "sha256": digest(np.asarray(functional.hflip(load(name))))}


def normalized(name, statistics):
    mean, deviation = STATISTICS[statistics]
    tensor = transforms.Normalize(mean, deviation)(transforms.ToTensor()(load(name)))
    return {"file": name, "statistics": statistics, "sha256": digest(tensor.numpy())}


def evaluated(name, resize, crop):
    mean, deviation = STATISTICS["imagenet"]
    pipeline = transforms.Compose(
        [transforms.Resize(resize), transforms.CenterCrop(crop), transforms.ToTensor(), transforms.Normalize(mean, deviation)])
    return {"file": name, "crop": crop, "sha256": digest(pipeline(load(name)).numpy())}


def random_resized_crops():
    """torchvision's choices with the draws that led to them, each as a number from 0 to 1."""
    draws = []
    uniform, randint = torch.Tensor.uniform_, torch.randint

    def recorded_uniform(self, low, high):
        result = uniform(self, low, high)
        draws.append((result.item() - float(low)) / (float(high) - float(low)))
        return result

    def recorded_randint(low, high, size):
        result = randint(low, high, size)
        draws.append((result.item() - low + 0.5) / (high - low))
        return result

    torch.manual_seed(11)
    torch.Tensor.uniform_, torch.randint = recorded_uniform, recorded_randint
    crops = []
    for height, width in [(375, 500), (500, 375), (224, 224), (64, 200), (10, 1000), (1000, 10), (1, 1), (33, 50)] * 8:
        draws.clear()
        image = torch.empty(3, height, width)
        top, left, h, w = transforms.RandomResizedCrop.get_params(image, (0.08, 1.0), (3 / 4, 4 / 3))
        crops.append({"size": [height, width], "draws": list(draws), "crop": [top, left, h, w]})
    torch.Tensor.uniform_, torch.randint = uniform, randint
    return crops


make_files()
jpegs = ["420.jpg", "422.jpg", "444.jpg", "grey.jpg", "progressive.jpg", "cmyk.jpg", "photograph.jpg", "rotated.jpeg"]
pngs = ["png_called.JPEG", "rgb8.png", "rgb8_interlaced.png", "tiny_interlaced.png", "rgb16.png", "rgba8.png"]
pngs += ["rgba16_interlaced.png", "grey_alpha8.png"] + [f"{kind}{depth}.png" for kind in ("grey", "palette") for depth in (1, 2, 4, 8)]
others = ["rgb.bmp", "grey.bmp", "palette.bmp", "1.bmp", "rgba.bmp", "lossy.webp", "lossless.webp", "alpha.webp", "progressive_grey.jpg"]
sizes = [(7, 90), (64, 64), (20, 34), (21, 5), (1, 1), (50, 13)]
facts = {
    "decoded": [decoded(name) for name in jpegs + pngs + others],
    "resized": [resized(name, *size) for name in ("rgb8.png", "photograph.jpg", "tiny_interlaced.png") for size in sizes],
    "shortened": [shortened(name, length) for name in ("rgb8.png", "photograph.jpg", "rgb16.png") for length in (8, 21, 57)],
    "centered": [centered("rgb8.png", *size) for size in ((10, 10), (21, 34), (20, 33), (11, 12), (30, 40), (10, 51), (26, 33))],
    "padded": [padded("rgb8.png", top, left, 24, 4) for top in (0, 3, 5) for left in (0, 4, 7, 18)],
    "flipped": [flipped("rgb8.png"), flipped("420.jpg")],
    "normalized": [normalized("rgb8.png", statistics) for statistics in STATISTICS],
    "evaluated": [evaluated("photograph.jpg", 256, 224), evaluated("422.jpg", 64, 56)],
    "random_resized_crops": random_resized_crops(),
}
json.dump(facts, open("facts.json", "w"), indent=None, separators=(",", ":"))
