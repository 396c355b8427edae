using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Configuration;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Fuzz.Readers;

/// <summary>
/// Valid files to start from: those of <c>tests</c>, which other programs have written, and small ones of our own writers.
/// </summary>
internal static class Seeds
{
    /// <summary>The file of the shard that <see cref="ShardIndex"/> names.</summary>
    public const string ShardName = "x-00001-of-00001.safetensors";

    private const int CifarRecords = 3;

    private static readonly string Root = Repository.Root;

    /// <summary>Small files of tensors that PyTorch, joblib and NumPy have written.</summary>
    public static byte[] Tensors(string name) => File.ReadAllBytes(
        Path.Combine(Root, "tests", "Ghn.Tensors.Tests", "Formats", "Fixtures", name));

    /// <summary>A file of <c>tests/Golden</c>, unpacked if it is compressed on top of its own format.</summary>
    public static byte[] Golden(string path)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Root, "tests", "Golden", path));
        return path.EndsWith(".gz", StringComparison.Ordinal) ? Unpacked(bytes) : bytes;
    }

    /// <summary>Exported networks by their names in <c>tests/Golden</c>.</summary>
    public static byte[][] Networks(params string[] names) => [.. names.Select(name => Golden($"{name}.onnx.gz"))];

    /// <summary>Pictures by their names.</summary>
    public static byte[][] Images(params string[] names) => [.. names.Select(name => Golden($"images/files/{name}"))];

    /// <summary>Tensors in a format of ours.</summary>
    /// <param name="extension">The format.</param>
    /// <param name="content">What stands beside the tensors.</param>
    public static byte[] Written(string extension, IReadOnlyDictionary<string, object?>? content = null) => Written(extension, path =>
    {
        using var state = new StateDict
        {
            ["conv.weight"] = Tensor.From<float>(new float[54], [2, 3, 3, 3]),
            ["bn.running_mean"] = Tensor.From<double>([0.5, -1], [2]),
            ["bn.num_batches_tracked"] = Tensor.From<long>([7], []),
            ["empty"] = Tensor.From<float>([], [0, 4]),
        };
        StateDictFile.Save(path, state, content);
    });

    /// <summary>
    /// The index of weights that lie in one shard, those of <see cref="Written(string, IReadOnlyDictionary{string, object?}?)"/>.
    /// </summary>
    public static byte[] ShardIndex() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        metadata = new { total_size = 248 },
        weight_map = new Dictionary<string, string>
        {
            ["conv.weight"] = ShardName,
            ["bn.running_mean"] = ShardName,
            ["bn.num_batches_tracked"] = ShardName,
            ["empty"] = ShardName,
        },
    });

    /// <summary>GHNs of all kinds, as small as they can be.</summary>
    public static byte[][] HyperNetworks(string extension) =>
    [
        .. from encoder in Enum.GetValues<EncoderKind>()
           from decoder in Enum.GetValues<DecoderKind>()
           select HyperNetwork(extension, encoder, decoder),
    ];

    /// <summary>What <paramref name="write"/> puts into a file.</summary>
    /// <param name="extension">The extension of the file.</param>
    /// <param name="write">Writes a file at a path.</param>
    public static byte[] Written(string extension, Action<string> write)
    {
        string folder = Directory.CreateTempSubdirectory("ghn-fuzz-").FullName;
        try
        {
            string path = Path.Combine(folder, $"seed{extension}");
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The first images of a binary file of CIFAR.</summary>
    public static byte[] CifarImages(byte[] file, int labelBytes) => file[..(CifarRecords * (labelBytes + 3072))];

    /// <summary>The content of a file in an archive of CIFAR.</summary>
    public static byte[] Packed(string archive, string name)
    {
        using var tar = new TarReader(new MemoryStream(Golden($"images/{archive}")));
        while (tar.GetNextEntry() is { } entry)
        {
            if (Path.GetFileName(entry.Name) == name)
            {
                var content = new MemoryStream();
                entry.DataStream!.CopyTo(content);
                return content.ToArray();
            }
        }

        throw new FileNotFoundException(name);
    }

    /// <summary>An archive of CIFAR-100 with few images, compressed.</summary>
    public static byte[] CifarArchive()
    {
        const string Archive = "cifar-100-binary.tar.gz";
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (string name in (string[])["test.bin", "fine_label_names.txt", "coarse_label_names.txt"])
            {
                byte[] content = Packed(Archive, name);
                content = name == "test.bin" ? CifarImages(content, labelBytes: 2) : content;
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"cifar-100-binary/{name}")
                {
                    DataStream = new MemoryStream(content),
                });
            }
        }

        return packed.ToArray();
    }

    private static byte[] HyperNetwork(string extension, EncoderKind encoder, DecoderKind decoder) => Written(extension, path =>
    {
        using var ghn = HyperNetworkCheckpoint.Create(
            new HyperNetworkConfiguration
            {
                Encoder = encoder,
                Decoder = decoder,
                Hidden = 8,
                MaxOutChannels = 4,
                MaxInChannels = 4,
                MaxKernel = 3,
                ClassCount = 10,
                Layers = encoder == EncoderKind.Graphormer ? 2 : 0,
                Heads = encoder == EncoderKind.Graphormer ? 2 : 0,
                WeightNormalization = true,
                VirtualEdges = encoder != EncoderKind.NodeMlp,
                LayerNormalization = true,
                Centrality = encoder == EncoderKind.Graphormer,
                InputDistance = encoder == EncoderKind.Graphormer,
                BackwardDistances = encoder == EncoderKind.Graphormer,
                KernelAnchor = KernelAnchor.Center,
                KernelExtension = KernelExtension.Interpolate,
            },
            seed: 1);
        ghn.Save(path);
    });

    private static byte[] Unpacked(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
