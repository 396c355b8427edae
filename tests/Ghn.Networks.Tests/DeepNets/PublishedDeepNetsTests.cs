using System.Buffers.Binary;
using System.IO.Compression;
using Ghn.Networks.DeepNets.Published;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Networks.Tests;

/// <summary>Files as DeepNets-1M is published, written by libhdf5 (<c>tests/Golden/deepnets/published</c>).</summary>
public sealed class PublishedDeepNetsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-published-").FullName;

    [Fact]
    public void Networks_are_those_of_the_metadata()
    {
        using var val = PublishedDeepNets.Open(Unpack("eval"), "val");
        Assert.Equal(("val", 2), (val.Split, val.Count));
        Assert.Equal((12, 7), (val[0].Configuration.Cells, val[1].Configuration.Cells));
        Assert.Equal(79, val.Graph(1).NodeCount);
        Assert.Equal(3_151_178, val[0].CountParameters());
        Assert.Equal([val[0], val[1]], val);
        Assert.Throws<ArgumentOutOfRangeException>(() => val[2]);
    }

    [Fact]
    public void Graphs_are_found_among_hundreds()
    {
        using var test = PublishedDeepNets.Open(Unpack("eval"), "test");
        Assert.Equal(300, test.Count);
        foreach (int index in Enumerable.Range(0, 300))
        {
            int nodes = 3 + (index % 4);
            PublishedGraph graph = test.Graph(index);
            Assert.Equal((nodes, nodes - 1 + (index % 2)), (graph.NodeCount, graph.EdgeCount));
            IEnumerable<int> rows = Enumerable.Range(0, nodes).SelectMany(i => (int[])[(index + i) % 15, i / 4, 300 + i]);
            Assert.Equal(rows, graph.Rows.Select(code => (int)code));
            Assert.Equal(64 + index, test[index].Configuration.ClassifierWidth);
        }

        byte[] distances = test.Graph(4).Distances;
        Assert.Equal([0, 1, 2, 0, 0, 1, 0, 0, 0], distances);
    }

    [Fact]
    public void Distances_reach_to_fifty()
    {
        using var val = PublishedDeepNets.Open(Unpack("eval"), "val");
        PublishedGraph graph = val.Graph(0);
        Assert.Equal(157, graph.NodeCount);
        Assert.InRange(graph.Distances.Max(), 30, 50);
        Assert.All(Enumerable.Range(0, graph.NodeCount), i => Assert.Equal(0, graph.Distances[(i * graph.NodeCount) + i]));
    }

    [Fact]
    public void The_only_split_needs_no_name()
    {
        using var train = PublishedDeepNets.Open(Unpack("small"));
        Assert.Equal(("train", 2), (train.Split, train.Count));
        string complaint = Assert.Throws<InvalidRequestException>(() => PublishedDeepNets.Open(Unpack("eval"))).Message;
        Assert.Contains("the splits val, test", complaint, StringComparison.Ordinal);
        Assert.Throws<InvalidRequestException>(() => PublishedDeepNets.Open(Unpack("eval"), "train"));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("v108")]
    [InlineData("track_order")]
    [InlineData("user_block")]
    [InlineData("user_block_latest")]
    [InlineData("gzip")]
    [InlineData("shuffled")]
    [InlineData("checksums")]
    [InlineData("checksums_gzip")]
    public void Files_written_again_in_another_way_hold_the_same(string way)
    {
        using var published = PublishedDeepNets.Open(Unpack("small"));
        using var again = PublishedDeepNets.Open(Unpack($"again_{way}"));

        Assert.Equal(published, again);
        for (int i = 0; i < published.Count; i++)
        {
            (PublishedGraph expected, PublishedGraph graph) = (published.Graph(i), again.Graph(i));
            Assert.Equal(expected.NodeCount, graph.NodeCount);
            Assert.Equal(expected.Distances, graph.Distances);
            Assert.Equal(expected.Rows, graph.Rows);
        }
    }

    [Fact]
    public void A_wrong_checksum_is_told()
    {
        string path = Unpack("again_checksums");
        byte[] bytes = File.ReadAllBytes(path);
        byte[] chunk = [0, 1, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(4), Fletcher32Filter.Checksum(chunk.AsSpan(0, 4)));
        bytes[bytes.AsSpan().IndexOf(chunk) + 3] = 7;
        File.WriteAllBytes(path, bytes);

        using var again = PublishedDeepNets.Open(path);
        var error = Assert.Throws<InvalidFileException>(() => (again.Graph(0), again.Graph(1)));
        Assert.Contains("The checksum of a chunk is wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_a_group_are_listed()
    {
        using var file = Hdf5File.Open(Unpack("eval"));
        Assert.Equal(["test", "val"], file.Root.FirstNames(10));
        Assert.Equal(
            Enumerable.Range(0, 300).Select(i => $"{i}").Order(StringComparer.Ordinal), file.Root.Find("test")!.AsGroup().FirstNames(1000));
        Assert.Null(file.Root.Find("train"));
    }

    [Theory]
    [InlineData("small", 1_500, 16, 150)]
    [InlineData("again_latest", 300, 512, 3)]
    [InlineData("again_shuffled", 300, 512, 3)]
    [InlineData("again_checksums", 300, 512, 3)]
    public void Damaged_files_are_read_or_refused(string name, int cases, int maxMegabytes, int minRead)
    {
        string path = Unpack(name);
        byte[] whole = File.ReadAllBytes(path);
        byte[] metadata = File.ReadAllBytes(MetadataOf(path));
        var random = new Random(20_251_121);
        int refused = 0;
        for (int i = 0; i < cases; i++)
        {
            File.WriteAllBytes(path, Damage(whole, random));
            File.WriteAllBytes(MetadataOf(path), i % 4 == 0 ? Damage(metadata, random) : metadata);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var train = PublishedDeepNets.Open(path, "train");
                for (int index = 0; index < Math.Min(train.Count, 2); index++)
                {
                    _ = train[index];
                    _ = train.Graph(index);
                }

                using Hdf5File? file = name == "small" ? Hdf5File.Open(path) : null;
                file?.Root.FirstNames(100);
            }
            catch (Exception error) when (
                error is InvalidFileException or UnsupportedHdf5Exception or InvalidRequestException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, (long)maxMegabytes << 20);
        }

        Assert.InRange(refused, cases / 10, cases - minRead);
    }

    [Theory]
    [InlineData("no HDF5 file", 0, 1)]
    [InlineData("PureHDF, which reads files like this one, finds", 8, 3)]
    [InlineData("PureHDF, which reads files like this one, finds", 8, 9)]
    [InlineData("8 bytes", 13, 4)]
    public void What_is_not_supported_is_named(string complaint, int place, byte value)
    {
        string path = Unpack("small");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[place] = value;
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<InvalidFileException>(() => PublishedDeepNets.Open(path));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string MetadataOf(string path) => path.Replace(".hdf5", "_meta.json", StringComparison.Ordinal);

    /// <summary>Most of the file is gaps: the bytes that are not zero, or stand beside one, are changed.</summary>
    private static byte[] Damage(byte[] whole, Random random)
    {
        byte[] bytes = [.. whole];
        int damages = random.Next(1, 6);
        while (damages > 0)
        {
            int place = random.Next(bytes.Length);
            if (bytes[place] != 0 || (place > 0 && bytes[place - 1] != 0))
            {
                bytes[place] = random.Next(3) == 0 ? (byte)(bytes[place] ^ (1 << random.Next(8))) : (byte)random.Next(256);
                damages--;
            }
        }

        return random.Next(8) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }

    private string Unpack(string name)
    {
        string source = Repository.Golden("deepnets", "published");
        foreach (string ending in (string[])[".hdf5", "_meta.json"])
        {
            using var packed = new GZipStream(File.OpenRead(Path.Combine(source, $"{name}{ending}.gz")), CompressionMode.Decompress);
            using FileStream file = File.Create(Path.Combine(_folder, $"{name}{ending}"));
            packed.CopyTo(file);
        }

        return Path.Combine(_folder, $"{name}.hdf5");
    }
}
