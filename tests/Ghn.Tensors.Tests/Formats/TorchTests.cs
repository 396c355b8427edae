using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>PyTorch reads what this library writes, value for value.</summary>
public class TorchTests
{
    internal const string Describe = """
        import hashlib, json, sys
        import numpy as np
        import torch

        def facts(state):
            for name, t in state.items():
                elements = (t.contiguous().view(torch.int16) if t.dtype == torch.bfloat16 else t.contiguous()).numpy()
                yield [name, str(t.dtype), list(t.shape), hashlib.sha256(elements.tobytes()).hexdigest()]

        def describe(state):
            print(json.dumps(list(facts(state))))

        """;

    /// <summary>Loads with pickle, and with joblib where it is installed, and compares.</summary>
    private const string LoadJoblib = """
        import collections, pickle

        def load(path, tensors=lambda value: value):
            with open(path, "rb") as file:
                value = pickle.load(file)
            try:
                import joblib
            except ImportError:
                return value
            other = joblib.load(path)
            assert type(other) is type(value) and list(other) == list(value)
            assert list(facts(tensors(other))) == list(facts(tensors(value)))
            return value

        """;

    private const string AssertContent = """
        assert checkpoint["epoch"] == 3
        assert checkpoint["config"] == dict(hid=16, seed=1 << 40, negative=-(1 << 40), rate=0.125, ve=True, none=None, shape=[1, 2])
        """;

    private static readonly Dictionary<string, object?> Content = new()
    {
        ["epoch"] = 3,
        ["config"] = new Dictionary<string, object?>
        {
            ["hid"] = 16,
            ["seed"] = 1L << 40,
            ["negative"] = -(1L << 40),
            ["rate"] = 0.125,
            ["ve"] = true,
            ["none"] = null,
            ["shape"] = new long[] { 1, 2 },
        },
    };

    [TorchFact]
    public void PyTorch_loads_a_saved_state_dict()
    {
        using var files = new Files();
        using StateDict state = Everything();
        state.Save(files["state.pt"]);

        AssertSame(state, """
            state = torch.load(sys.argv[1])
            safe = torch.load(sys.argv[1], weights_only=True)
            assert list(state) == list(safe)
            describe(state)
            """, files["state.pt"]);
    }

    [TorchFact]
    public void A_frozen_module_and_an_empty_dictionary_say_what_they_lack()
    {
        using var files = new Files();
        const string Script = """
            import sys, torch
            module = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3)).eval()
            torch.jit.save(torch.jit.freeze(torch.jit.trace(module, torch.zeros(1, 3, 8, 8))), sys.argv[1])
            torch.save({}, sys.argv[2])
            """;
        (int exitCode, string output) = Python.Run(Script, files["frozen.pt"], files["empty.pt"]);
        Assert.True(exitCode == 0, output);
        string frozen = Assert.Throws<InvalidFileException>(() => StateDictFile.Load(files["frozen.pt"])).Message;
        Assert.Contains("its module has no tensors of its own; one that was frozen or", frozen, StringComparison.Ordinal);
        string empty = Assert.Throws<InvalidFileException>(() => StateDictFile.Load(files["empty.pt"])).Message;
        Assert.Contains("it holds no entries at all. Save model.state_dict()", empty, StringComparison.Ordinal);
    }

    [TorchFact]
    public void PyTorch_loads_a_saved_checkpoint_with_its_configuration()
    {
        using var files = new Files();
        using StateDict state = Everything();
        StateDictFile.Save(files["state.pth"], state, Content);

        AssertSame(state, $"""
            checkpoint = torch.load(sys.argv[1])
            {AssertContent}
            describe(checkpoint["state_dict"])
            """, files["state.pth"]);
    }

    [TorchFact]
    public void Pickle_and_joblib_load_a_saved_state_dict()
    {
        using var files = new Files();
        using StateDict state = Everything();
        state.Save(files["state.joblib"]);

        AssertSame(state, LoadJoblib + """
            state = load(sys.argv[1])
            assert type(state) is collections.OrderedDict
            assert all(type(t) is torch.Tensor and t.is_contiguous() and not t.requires_grad for t in state.values())
            describe(state)
            """, files["state.joblib"]);
    }

    [TorchFact]
    public void Pickle_and_joblib_load_a_saved_checkpoint_with_its_configuration()
    {
        using var files = new Files();
        using StateDict state = Everything();
        StateDictFile.Save(files["state.joblib"], state, Content);

        AssertSame(state, LoadJoblib + $"""
            checkpoint = load(sys.argv[1], lambda value: value["state_dict"])
            {AssertContent}
            describe(checkpoint["state_dict"])
            """, files["state.joblib"]);
    }

    [TorchFact]
    public void A_storage_written_for_joblib_is_the_file_that_PyTorch_writes()
    {
        using var files = new Files();
        using var state = new StateDict { { "weight", Tensor.From<float>([.. Enumerable.Range(0, 100)], [100]) } };
        state.Save(files["state.joblib"]);

        AssertSame(state, LoadJoblib + """
            import io, pickletools

            class Unpickler(pickle.Unpickler):
                def persistent_load(self, id):
                    return id

            def read_storage(data):
                [storage] = [argument for code, argument, _ in pickletools.genops(data) if code.name == "BINBYTES"]
                file = io.BytesIO(storage)
                magic, version, machine = (pickle.load(file) for _ in range(3))
                kind, type, key, device, count, view = Unpickler(file).load()
                assert pickle.load(file) == [key]
                return magic, version, machine, kind, type, device, count, view, file.read()

            state = load(sys.argv[1])
            ours = read_storage(open(sys.argv[1], "rb").read())
            theirs = read_storage(pickle.dumps(state, protocol=4))
            assert ours == theirs, (ours, theirs)
            describe(state)
            """, files["state.joblib"]);
    }

    [TorchFact]
    public void A_safetensors_file_is_what_the_format_s_description_says()
    {
        using var files = new Files();
        using StateDict state = Everything();
        state.Metadata["format"] = "pt";
        state.Save(files["state.safetensors"]);

        AssertSame(state, """
            data = open(sys.argv[1], "rb").read()
            length = int.from_bytes(data[:8], "little")
            assert length % 8 == 0
            header = json.loads(data[8:8 + length])
            assert header.pop("__metadata__") == {"format": "pt"}
            types = dict(F32="float32", F16="float16", BF16="bfloat16", F64="float64", I64="int64",
                         I32="int32", I16="int16", I8="int8", U8="uint8", BOOL="bool")
            state = {}
            for name, entry in header.items():
                begin, end = entry["data_offsets"]
                dtype = getattr(torch, types[entry["dtype"]])
                raw = bytearray(data[8 + length + begin:8 + length + end])
                state[name] = (torch.frombuffer(raw, dtype=dtype) if raw else torch.empty(0, dtype=dtype)).reshape(entry["shape"])
            extents = sorted(entry["data_offsets"] for entry in header.values())
            assert extents[0][0] == 0 and extents[-1][1] == len(data) - 8 - length
            assert all(a[1] == b[0] for a, b in zip(extents, extents[1:]))
            describe(state)
            """, files["state.safetensors"]);
    }

    [TorchFact]
    public void NumPy_loads_a_saved_archive()
    {
        using var files = new Files();
        using StateDict state = Everything(ElementType.BFloat16);
        state.Save(files["state.npz"]);

        AssertSame(state, """
            archive = np.load(sys.argv[1])
            describe({name: torch.from_numpy(np.array(archive[name])) for name in archive.files})
            """, files["state.npz"]);
    }

    [TorchFact]
    public void PyTorch_loads_a_golden_checkpoint_that_was_converted()
    {
        using var files = new Files();
        using Checkpoint checkpoint = StateDictFile.Load(Golden.PathOf("ghn3_micro_joblib_zlib3.pt"));
        checkpoint.Tensors.Save(files["converted.pt"]);

        AssertSame(checkpoint.Tensors, "describe(torch.load(sys.argv[1]))", files["converted.pt"]);
    }

    /// <summary>At least one tensor of each type.</summary>
    private static StateDict Everything(params ElementType[] except)
    {
        var state = new StateDict();
        for (int seed = 0; seed < 12; seed++)
        {
            foreach ((string name, Tensor tensor) in RandomState.Create(seed, except))
            {
                state.Add($"{seed}.{name.Replace('/', '.').Replace('\\', '.')}", tensor);
            }
        }

        IEnumerable<ElementType> types = state.Select(entry => entry.Value.ElementType).Distinct();
        Assert.Equal(Enum.GetValues<ElementType>().Length - except.Length, types.Count());
        return state;
    }

    private static void AssertSame(StateDict state, string script, string path)
    {
        (int exitCode, string output) = Python.Run(Describe + script, path);
        Assert.True(exitCode == 0, output);
        Assert.Equal(TensorFacts.Of(state), Fixture.ReadFacts(output));
    }
}
