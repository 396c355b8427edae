using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Reading;
using K4os.Compression.LZ4.Streams;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>
/// Damaged files by the ten thousand, the same ones every time: each loads or is refused with the one exception for bad files,
/// at a bounded cost, and what loads lies within its memory.
/// </summary>
public class FuzzTests
{
    private const int CasesPerFile = 8_000;
    private const long ManagedBytes = 64 << 20;
    private const long NativeBytes = 72 << 20;

    private static readonly string[] Compressed = [".zlib", ".gz", ".bz2", ".xz", ".lzma", ".lz4"];

    private static readonly Dictionary<string, byte[]> Seeds = ReadSeeds();

    public static TheoryData<string> SeedNames => [.. Seeds.Keys];

    [Theory]
    [MemberData(nameof(SeedNames))]
    public void A_damaged_file_loads_or_is_refused(string name) => Fuzz(name, bytes => bytes);

    [Fact]
    public void A_damaged_pickle_with_the_right_checksum_loads_or_is_refused() => Fuzz("checkpoint.pt", Mutation.RepairChecksum);

    [Fact]
    public void A_damaged_pickle_in_good_compression_loads_or_is_refused() => Fuzz("state.pickle", Mutation.Compress);

    private static void Fuzz(string name, Func<byte[], byte[]> finish)
    {
        var random = new Random(20_231_105);
        byte[][] donors = [.. Seeds.Values];
        int loaded = 0;
        int refused = 0;
        for (int i = 0; i < CasesPerFile; i++)
        {
            byte[] file = finish(Mutation.Apply(Seeds[name], donors[random.Next(donors.Length)], random));
            using HeapMemory memory = HeapMemory.Copy(file);
            long managed = GC.GetAllocatedBytesForCurrentThread();
            long native = HeapMemory.AllocatedByThisThread;
            try
            {
                using Checkpoint checkpoint = StateDictFile.Read(memory, name);
                Touch(checkpoint.Content);
                Touch(checkpoint.Tensors.Select(entry => entry.Value));
                loaded++;
            }
            catch (InvalidFileException)
            {
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Case {i} of {name} throws {error.GetType().Name}.", error);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - managed, 0, ManagedBytes);
            Assert.InRange(HeapMemory.AllocatedByThisThread - native, 0, NativeBytes);
        }

        // Unless both happen often, the damage is too small or too great to find anything.
        Assert.InRange(refused, CasesPerFile / 50, CasesPerFile);
        Assert.True(loaded > 0 || Compressed.Contains(Path.GetExtension(name)));
    }

    /// <summary>Reads every byte, so that a tensor outside its memory is found out.</summary>
    private static int Touch(object? value) => value switch
    {
        Tensor tensor => tensor.Bytes(0, int.MaxValue).IndexOf((byte)0xa5),
        string => 0,
        IReadOnlyDictionary<string, object?> dictionary => dictionary.Values.Sum(Touch),
        System.Collections.IEnumerable list => list.Cast<object?>().Sum(Touch),
        _ => 0,
    };

    private static byte[] Lz4(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (LZ4EncoderStream lz4 = LZ4Stream.Encode(compressed, leaveOpen: true))
        {
            lz4.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static Dictionary<string, byte[]> ReadSeeds()
    {
        using var files = new Files();
        using StateDict state = RandomState.Create(7);
        var content = new Dictionary<string, object?> { ["config"] = new List<object?> { 1L, "x" } };
        StateDictFile.Save(files["ours.safetensors"], state, content);
        StateDictFile.Save(files["ours.pt"], state, content);
        var seeds = Fixture.Files.Concat(Fixture.Seeds).ToDictionary(file => file, Fixture.Bytes);
        seeds["seed.lz4"] = Lz4(Fixture.Bytes("seed_arrays.joblib"));
        seeds["ours.safetensors"] = File.ReadAllBytes(files["ours.safetensors"]);
        seeds["ours.pt"] = File.ReadAllBytes(files["ours.pt"]);
        return seeds;
    }
}
