"""Writes checkpoints in the layouts of well-known training code, after its documentation, and describes the weights that are wanted.

Usage: python3 CheckpointLayouts.py FOLDER. Prints {file: {"key": key or null, "facts": [[name, type, shape, sha256]]}}.
"""

import argparse, collections, copy, datetime, hashlib, json, pathlib, pickle, random, sys

import numpy as np
import torch

folder = pathlib.Path(sys.argv[1])
described = {}


def facts(state):
    tensors = {name: torch.as_tensor(value).detach().contiguous() for name, value in state.items()}
    return [[name, str(t.dtype), list(t.shape), hashlib.sha256(t.numpy().tobytes()).hexdigest()] for name, t in tensors.items()]


def describe(file, state, key=None):
    described[file] = {"key": key, "facts": facts(state)}


def save(file, value, state, key=None):
    torch.save(value, folder / file)
    describe(file, state, key)


torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(16, 5))
average = copy.deepcopy(model)
with torch.no_grad():
    for parameter in average.parameters():
        parameter.mul_(0.5)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(torch.randn(2, 3, 4, 4)).sum().backward()
optimizer.step()
state, ema, opt = model.state_dict(), average.state_dict(), optimizer.state_dict()
multistep = torch.optim.lr_scheduler.MultiStepLR(optimizer, [1, 2]).state_dict()
cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 3).state_dict()
args = argparse.Namespace(lr=0.1, data=pathlib.Path("data"), started=datetime.datetime(2026, 11, 30))
states_of_random = {"torch": torch.get_rng_state(), "numpy": np.random.get_state(), "python": random.getstate()}
parallel = {f"module.{name}": value for name, value in state.items()}

# PyTorch's ImageNet example: data parallel, the best accuracy is a tensor.
save("imagenet.pth.tar", dict(epoch=3, arch="resnet18", state_dict=parallel, best_acc1=torch.tensor(70.1), optimizer=opt, scheduler=multistep), parallel)
# torchvision's references: an average of the weights beside them, and a counter of milestones.
save("references.pth", dict(model=state, optimizer=opt, lr_scheduler=multistep, epoch=3, args=args, model_ema=ema, scaler=None), state)
save("references_ema.pth", dict(model=state, model_ema=ema, args=args), ema, key="model_ema")
# PyTorch Lightning.
save("lightning.ckpt", {
    "epoch": 1, "global_step": 10, "pytorch-lightning_version": "2.1.0", "state_dict": state,
    "callbacks": {"ModelCheckpoint{'monitor': 'val_loss'}": {"best_model_score": torch.tensor(0.1), "dirpath": "."}},
    "optimizer_states": [opt], "lr_schedulers": [cosine], "hparams_name": "kwargs", "hyper_parameters": {"lr": 0.1, "path": pathlib.Path("x")},
}, state)
# timm.
save("timm.pth.tar", dict(epoch=1, arch="vit", state_dict=state, optimizer=opt, version=2, args=args, state_dict_ema=ema, metric=np.float64(70.1)), state)
# The well-known CIFAR-10 scripts.
save("cifar.t7", dict(net=parallel, acc=93.1, epoch=199), parallel)
# DeepSpeed.
save("mp_rank_00_model_states.pt", dict(
    module=state, buffer_names=["1.running_mean"], optimizer=None, lr_scheduler=cosine, sparse_tensor_module_names=set(), skipped_steps=0,
    global_steps=7, dp_world_size=1, param_shapes=[collections.OrderedDict((name, value.shape) for name, value in state.items())],
    ds_config={"train_batch_size": 8}, ds_version="0.12"), state)
# BasicSR: weights and their average, neither the likelier.
save("net_g.pth", dict(params=state, params_ema=ema), ema, key="params_ema")
save("net_g_ema.pth", dict(params_ema=ema), ema)
# mmengine.
save("mmengine.pth", dict(
    meta=dict(time=datetime.datetime(2026, 11, 30), dataset_meta={"classes": ("a", "b")}, seed=1), state_dict=state, optimizer=opt,
    message_hub={"log_scalars": collections.OrderedDict(loss=np.array([0.5, 0.25])), "resumed_keys": {"loss"}}, param_schedulers=[multistep]), state)
# DINO: student and teacher.
save("dino.pth", dict(student=parallel, teacher=ema, optimizer=opt, epoch=5, args=args, dino_loss={"center": torch.zeros(1, 5)}), ema, key="teacher")
# MAE, with everything that there is for continuing.
save("mae.pth", {"model": state, "optimizer": opt, "epoch": 3, "scaler": {"scale": 65536.0}, "args": args, "random": states_of_random,
                 None: 1, ("a", 2): {3}, "z": 1 + 2j, "frozen": frozenset("ab"), "bytes": b"\0\xff"}, state)
# Arrays of classes that are derived from NumPy's, and of records.
record = np.dtype([("loss", "f4"), ("step", "i4")])
save("records.pt", {"model": state, "log": np.zeros(2, record), "log_rec": np.zeros(2, record).view(np.recarray), "last": np.zeros(2, record)[0],
                    "matrix": np.matrix([1, 2]), "masked": np.ma.masked_array([1.0, 2.0], [0, 1]), "type": record}, state)
# The state dict one level further down, by whatever name.
save("nested.pt", {"trainer": {"state_dict": state, "step": 3}, "version": 1}, state)
save("generator.pt", {"models": {"generator": state, "discriminator": ema}, "loss": torch.tensor([1.0, 2.0])}, state, key="models.generator")
# detectron2: arrays of NumPy in a pickle.
arrays = {name: value.numpy() for name, value in state.items()}
(folder / "detectron2.pkl").write_bytes(pickle.dumps({"model": arrays, "__author__": "x", "matching_heuristics": True}))
describe("detectron2.pkl", state)
mapped = dict(arrays)
for name, value in arrays.items():
    if value.ndim > 0:
        mapped[name] = np.memmap(folder / f"{name}.bin", value.dtype, "w+", shape=value.shape)
        mapped[name][...] = value
(folder / "mapped.pkl").write_bytes(pickle.dumps({"model": mapped, "log_rec": np.zeros(2, record).view(np.recarray)}, protocol=4))
describe("mapped.pkl", state)
# A module's parameters, as they are, in files of 2026 and of before 1.6.
parameters = dict(model.named_parameters())
save("parameters.pt", parameters, parameters)
torch.save({"net": state, "criterion": {"weight": torch.ones(5)}}, folder / "criterion.pt", _use_new_zipfile_serialization=False)
describe("criterion.pt", state)

# TorchScript: the tensors of an archive are those of its module.
torch.jit.script(model).save(str(folder / "script.pt"))
describe("script.pt", torch.jit.load(str(folder / "script.pt")).state_dict())
torch.jit.trace(model.eval(), torch.randn(1, 3, 4, 4)).save(str(folder / "trace.pt"))
describe("trace.pt", torch.jit.load(str(folder / "trace.pt")).state_dict())

print(json.dumps(described))
