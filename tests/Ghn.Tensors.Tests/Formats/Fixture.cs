using System.Security.Cryptography;
using System.Text.Json;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>The small files in Fixtures, which make.py made with PyTorch and NumPy.</summary>
internal static class Fixture
{
    public static string[] Files { get; } =
    [
        "checkpoint.pt", "checkpoint_legacy.pt", "state.pickle", "state.pickle.zlib", "state.pickle.gz",
        "arrays.npz", "arrays_compressed.npz", "array.npy",
    ];

    /// <summary>Files for damaged copies alone, which make_seeds.py made.</summary>
    public static string[] Seeds { get; } =
    [
        "seed_values.pt", "seed_2017.pth", "seed_script.pt", "seed_arrays.joblib", "seed_protocol2.pickle", "seed_protocol5.pickle",
        "seed.pickle.bz2", "seed.pickle.xz", "seed.pickle.lzma", "seed_kinds.npz",
    ];

    public static TensorFacts[] Facts { get; } = ReadFacts(File.ReadAllText(PathOf("facts.json")));

    public static string PathOf(string file) =>
        Path.Combine(Repository.Root, "tests", "Ghn.Tensors.Tests", "Formats", "Fixtures", file);

    public static byte[] Bytes(string file) => File.ReadAllBytes(PathOf(file));

    public static TensorFacts[] ReadFacts(string text)
    {
        using var json = JsonDocument.Parse(text);
        return
        [
            .. json.RootElement.EnumerateArray().Select(entry => new TensorFacts(
                entry[0].GetString()!,
                entry[1].GetString()!,
                [.. entry[2].EnumerateArray().Select(size => size.GetInt32())],
                entry[3].GetString()!)),
        ];
    }
}

/// <summary>What Python says about a tensor: its name, PyTorch's name of its type, its shape, and the hash of its elements.</summary>
internal sealed record TensorFacts(string Name, string Type, Shape Shape, string Sha256)
{
    public static TensorFacts[] Of(StateDict state) => [.. state.Select(entry => Of(entry.Key, entry.Value))];

    public static TensorFacts Of(string name, Tensor tensor) => new(
        name,
        $"torch.{tensor.ElementType.ToString().ToLowerInvariant()}",
        tensor.Shape,
        Convert.ToHexStringLower(SHA256.HashData(tensor.Bytes(0, int.MaxValue))));
}
