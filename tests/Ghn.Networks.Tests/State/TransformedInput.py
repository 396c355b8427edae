"""Runs torchvision's GoogLeNet and Inception v3 as their published weights want them, with weights and statistics of their own.

Usage: python3 TransformedInput.py FOLDER. Writes NAME.pt, NAME.images.npy and the logits, NAME.right.npy and, without transform_input, NAME.plain.npy.
"""

import sys, warnings

import numpy, torch, torchvision

warnings.filterwarnings("ignore")
torch.manual_seed(3)
for name, size in (("googlenet", 96), ("inception_v3", 299)):
    model = getattr(torchvision.models, name)(num_classes=1000, init_weights=False, transform_input=True, aux_logits=True)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None
    images = torch.randn(2, 3, size, size) + torch.linspace(-2, 2, size)
    with torch.no_grad():
        # Only the statistics learn: in train mode the auxiliary heads want larger images than a test has time for.
        model.eval()
        [module.train() for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
        model(torch.rand(4, 3, size, size) * 2 - 1)
        model.eval()
        torch.save(model.state_dict(), f"{sys.argv[1]}/{name}.pt")
        numpy.save(f"{sys.argv[1]}/{name}.images.npy", images.numpy())
        # In float64: torch's own float32 is 1e-6 of the largest logit away, and more with statistics of few images.
        model.double()
        numpy.save(f"{sys.argv[1]}/{name}.right.npy", model(images.double()).float().numpy())
        model.transform_input = False
        numpy.save(f"{sys.argv[1]}/{name}.plain.npy", model(images.double()).float().numpy())
