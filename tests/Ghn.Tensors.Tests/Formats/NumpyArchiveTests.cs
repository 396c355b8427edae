using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Archives of NumPy with arrays of every type: what is numbers is read, the rest is named.</summary>
public class NumpyArchiveTests
{
    private const string Write = """
        numbers = np.arange(-12, 12).reshape(2, 3, 4)
        arrays = {f"{order}{kind}": numbers.astype(f"{order}{kind}") for order in "<>" for kind in ["f2", "f4", "f8", "i2", "i4", "i8"]}
        arrays |= {f"{order}{kind}": (numbers + 250).astype(f"{order}{kind}") for order in "<>" for kind in ["u2", "u4", "u8"]}
        arrays |= {"i1": numbers.astype("i1"), "u1": (numbers + 20).astype("u1"), "b1": numbers > 0, "scalar": np.array(2.5, ">f4"),
                   "fortran": np.asfortranarray(numbers.astype("f4")), "empty": np.zeros((0, 3), ">f8"),
                   "bigfortran": np.asfortranarray(numbers.astype(">i4"))}
        np.savez(sys.argv[1] + "/arrays.npz", **arrays)
        np.savez_compressed(sys.argv[1] + "/compressed.npz", **arrays)
        np.savez(sys.argv[1] + "/mixed.npz", w=numbers.astype("f4"), text=np.array("resnet18"), objects=np.array([{}, None]),
                 date=np.array("2026-11-30", "M8[D]"),
                 bytes=np.array(b"x"), complex=np.ones(2, "c8"), structure=np.zeros(2, [("a", "f4"), ("b", "i4")]),
                 huge=np.array([2**63], "u8"))
        np.savez(sys.argv[1] + "/text.npz", arch=np.array("resnet18"))
        np.save(sys.argv[1] + "/text.npy", np.array("resnet18"))
        wanted = {"u2": "i4", "u4": "i8", "u8": "i8"}
        kind = lambda value: wanted.get(value.dtype.str[1:], value.dtype.str[1:])
        describe({name: torch.from_numpy(np.ascontiguousarray(value.astype(kind(value))).reshape(value.shape))
                  for name, value in arrays.items()})
        """;

    [TorchFact]
    public void Numbers_of_every_type_order_and_sign_are_read()
    {
        using var files = new Files();
        string output = Make(files);

        foreach (string file in (string[])["arrays.npz", "compressed.npz"])
        {
            using Checkpoint checkpoint = StateDictFile.Load(files[file]);
            Assert.Equal(Fixture.ReadFacts(output), TensorFacts.Of(checkpoint.Tensors));
            Assert.Empty(checkpoint.Unread);
        }
    }

    [TorchFact]
    public void What_is_no_numbers_is_passed_over_and_named()
    {
        using var files = new Files();
        Make(files);

        using Checkpoint mixed = StateDictFile.Load(files["mixed.npz"]);
        Assert.Equal(["w"], mixed.Tensors.Names);
        Assert.Equal(["text", "objects", "date", "bytes", "complex", "structure", "huge"], mixed.Unread.Keys);
        Assert.Contains("texts", mixed.Unread["text"], StringComparison.Ordinal);
        Assert.Contains("Python objects", mixed.Unread["objects"], StringComparison.Ordinal);
        Assert.Contains("2⁶³", mixed.Unread["huge"], StringComparison.Ordinal);
        Assert.Contains("array arch: elements of type '<U8', texts, are not supported", Message("text.npz"), StringComparison.Ordinal);
        Assert.Contains("texts", Message("text.npy"), StringComparison.Ordinal);

        string Message(string file) => Assert.Throws<InvalidFileException>(() => StateDictFile.Load(files[file])).Message;
    }

    private static string Make(Files files)
    {
        (int exitCode, string output) = Python.Run(TorchTests.Describe + Write, files.Folder);
        Assert.True(exitCode == 0, output);
        JsonDocument.Parse(output).Dispose();
        return output;
    }
}
