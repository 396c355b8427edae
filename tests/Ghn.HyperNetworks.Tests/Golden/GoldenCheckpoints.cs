using System.IO.Compression;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The GHNs whose predictions are golden.</summary>
internal static class GoldenCheckpoints
{
    /// <summary>Marks weights of the first code that the second code ran, and files in the second code's layout.</summary>
    private static readonly string[] SecondLayout = ["_via_ghn3code", "_ghn3layout"];

    /// <summary>Whether the reference's first code made a GHN's predictions, from graphs that in a few cases lack nodes.</summary>
    public static bool UsesFirstGraphCode(string ghn) => !ghn.StartsWith("ghn3", StringComparison.Ordinal) && BaseName(ghn) == ghn;

    /// <summary>Whether the file of a GHN is there: the largest one only where the golden data lie beside the repository.</summary>
    public static bool Exists(string ghn) => File.Exists(PathOf(BaseName(ghn)));

    /// <summary>The GHNs and models that a folder has golden files for, <c>ghn__model</c>, as far as the GHNs are there.</summary>
    public static TheoryData<string, string> Cases(string folder, string suffix)
    {
        var cases = new TheoryData<string, string>();
        foreach (string[] parts in GoldenFiles.Names(folder, suffix).Select(name => name.Split("__")).Where(parts => Exists(parts[0])))
        {
            cases.Add(parts[0], parts[1]);
        }

        return cases;
    }

    /// <summary>Loads the GHN of that name.</summary>
    public static HyperNetwork Load(string ghn) => HyperNetwork.From(LoadCheckpoint(ghn));

    /// <summary>Loads the checkpoint of a GHN, in the layout of the code that ran it.</summary>
    public static HyperNetworkCheckpoint LoadCheckpoint(string ghn)
    {
        string path = PathOf(BaseName(ghn));
        HyperNetworkCheckpoint checkpoint = HyperNetworkCheckpoint.Load(path);
        return BaseName(ghn) == ghn ? checkpoint : HyperNetworkCheckpoint.From(AsMatrices(checkpoint.Tensors), path);
    }

    /// <summary>Writes a file of joblib as it is before compression.</summary>
    public static string Decompress(string ghn, string folder)
    {
        string path = Path.Combine(folder, $"{ghn}.decompressed");
        using FileStream compressed = File.OpenRead(PathOf(ghn));
        using var content = new ZLibStream(compressed, CompressionMode.Decompress);
        using FileStream file = File.Create(path);
        content.CopyTo(file);
        return path;
    }

    /// <summary>The second code stores 1×1 convolutions as matrices of the same values.</summary>
    private static StateDict AsMatrices(StateDict tensors)
    {
        var matrices = new StateDict();
        foreach ((string name, Tensor tensor) in tensors)
        {
            matrices.Add(name, tensor.Shape is [int rows, int columns, 1, 1] ? tensor.Reshape([rows, columns]) : tensor);
        }

        return matrices;
    }

    private static string BaseName(string ghn) =>
        SecondLayout.Aggregate(ghn, (name, mark) => name.Replace(mark, string.Empty, StringComparison.Ordinal));

    private static string PathOf(string ghn)
    {
        string own = Repository.Golden("ghns", $"{ghn}.pt");
        return File.Exists(own) ? own : Path.GetFullPath(Repository.Golden("..", "..", "..", "shared", "golden", "ghns", $"{ghn}.pt"));
    }
}
