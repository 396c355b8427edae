using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Reading;
using K4os.Compression.LZ4.Streams;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Pickles in every way that joblib and Python compress them, with tensors or arrays inside.</summary>
public class CompressedPickleTests
{
    private const string Write = """
        import bz2, gzip, lzma, pickle, zlib

        folder = sys.argv[1]
        torch.manual_seed(0)
        state = {"conv.weight": torch.randn(40, 30, 3, 3), "conv.bias": torch.randn(40), "half": torch.randn(7).half(),
                 "empty": torch.zeros(0, 3)}
        arrays = {"w": np.random.randn(50, 60), "t": np.asfortranarray(np.random.randn(4, 5).astype("f4")),
                  "big": np.arange(6, dtype=">i4"),
                  "n": np.arange(5, dtype="u2"), "s": np.array(3.0)}
        described = {}

        def put(name, data, content):
            open(f"{folder}/{name}", "wb").write(data)
            described[name] = content

        for protocol in range(2, 6):
            put(f"tensors{protocol}.pkl", pickle.dumps(state, protocol), "tensors")
            put(f"arrays{protocol}.pkl", pickle.dumps(arrays, protocol), "arrays")
        data = pickle.dumps(state, 4)
        put("gzip", gzip.compress(data), "tensors")
        put("zlib", zlib.compress(data), "tensors")
        put("bz2", bz2.compress(data), "tensors")
        put("xz", lzma.compress(data), "tensors")
        put("lzma", lzma.compress(data, format=lzma.FORMAT_ALONE), "tensors")
        put("bz2.members", bz2.compress(data[:9000]) + bz2.compress(data[9000:]), "tensors")
        put("xz.members", lzma.compress(data[:9000]) + b"\0" * 8 + lzma.compress(data[9000:]), "tensors")
        put("gzip.members", gzip.compress(data[:9000]) + gzip.compress(data[9000:]), "tensors")
        try:
            import joblib
        except ImportError:
            joblib = None
        if joblib:
            for method in ["zlib", "gzip", "bz2", "lzma", "xz"]:
                joblib.dump(arrays, f"{folder}/{method}.joblib", compress=(method, 3))
                joblib.dump(state, f"{folder}/{method}.tensors.joblib", compress=(method, 3))
                described[f"{method}.joblib"], described[f"{method}.tensors.joblib"] = "arrays", "tensors"
            joblib.dump(arrays, f"{folder}/plain.joblib")
            joblib.dump(arrays, f"{folder}/protocol2.joblib", protocol=2)
            described["plain.joblib"] = described["protocol2.joblib"] = "arrays"
        kinds = {"big": "i4", "n": "i4"}
        wanted = {name: torch.from_numpy(np.ascontiguousarray(value.astype(kinds.get(name, value.dtype))).reshape(value.shape))
                  for name, value in arrays.items()}
        print(json.dumps({"files": described, "tensors": list(facts(state)), "arrays": list(facts(wanted))}))
        """;

    [TorchFact]
    public void Every_compression_and_protocol_is_read()
    {
        using var files = new Files();
        (int exitCode, string output) = Python.Run(TorchTests.Describe + Write, files.Folder);
        Assert.True(exitCode == 0, output);
        using var json = System.Text.Json.JsonDocument.Parse(output);
        string[] names = [.. json.RootElement.GetProperty("files").EnumerateObject().Select(file => file.Name)];
        Assert.True(names.Length >= 16);
        foreach (string name in names)
        {
            string content = json.RootElement.GetProperty("files").GetProperty(name).GetString()!;
            TensorFacts[] expected = Fixture.ReadFacts(json.RootElement.GetProperty(content).GetRawText());
            using Checkpoint checkpoint = StateDictFile.Load(files[name]);
            Assert.True(expected.SequenceEqual(TensorFacts.Of(checkpoint.Tensors)), name);
        }

        foreach (string name in names.Where(name => !name.Contains("pkl", StringComparison.Ordinal)))
        {
            byte[] whole = File.ReadAllBytes(files[name]);
            Refused.Message(whole[..(whole.Length / 2)]);
        }
    }

    /// <summary>joblib takes lz4 from a package of its own that is rarely there; the frames are those of its command.</summary>
    [Fact]
    public void Frames_of_lz4_are_read_and_damaged_ones_refused()
    {
        using var pickle = new Files();
        using var state = new StateDict { { "w", Tensor.From<float>([.. Enumerable.Range(0, 5000)], [5000]) } };
        state.Save(pickle["state.joblib"]);
        using var compressed = new MemoryStream();
        using (LZ4EncoderStream lz4 = LZ4Stream.Encode(compressed, leaveOpen: true))
        {
            lz4.Write(File.ReadAllBytes(pickle["state.joblib"]));
        }

        byte[] file = compressed.ToArray();
        using Checkpoint checkpoint = StateDictFile.Read(HeapMemory.Copy(file), "state.lz4");
        Assert.Equal(state["w"].Values.ToArray(), checkpoint.Tensors["w"].Values.ToArray());
        Assert.Contains("lz4", Refused.Message(file[..(file.Length / 2)]), StringComparison.Ordinal);
    }

    /// <summary>As <c>gzip weights.pt</c> and <c>tar -cz</c> make them.</summary>
    [Fact]
    public void What_is_no_pickle_inside_is_told_to_be_none()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write("PK\u0003\u0004 and so on"u8);
        }

        string message = Refused.Message(compressed.ToArray());
        Assert.Contains("what gzip compressed is no pickle. Decompress the file first", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x5d, 0, 0, 0, 0x40, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0 }, "window")]
    [InlineData(new byte[] { 0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0 }, "zstd")]
    public void What_asks_for_too_much_or_is_not_supported_is_refused(byte[] file, string reason) =>
        Assert.Contains(reason, Refused.Message(file), StringComparison.Ordinal);
}
