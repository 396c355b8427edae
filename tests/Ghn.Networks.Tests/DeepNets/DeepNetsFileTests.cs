using System.Buffers.Binary;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;
using Ghn.Networks.DeepNets.Generation;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Threading;

namespace Ghn.Networks.Tests;

/// <summary>
/// Files of architectures: what is written is read, in any order; damage is found; nothing is left of what was interrupted.
/// </summary>
public sealed class DeepNetsFileTests : IDisposable
{
    private const int Count = 300;

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-deepnets-").FullName;

    private string PathOf(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData("train", Count)]
    [InlineData("dense", Count)]
    [InlineData("wide", 64)]
    [InlineData("deep", 1)]
    public void Files_hold_what_the_generator_draws(string name, int count)
    {
        DeepNetsSplit split = DeepNetsSplits.Parse(name);
        DeepNetsFile.Generate(PathOf("nets"), split, seed: 9, count);
        using var file = DeepNetsFile.Open(PathOf("nets"));
        Assert.Equal((split, 9UL, count), (file.Split, file.Seed, file.Count));
        IReadOnlyList<DeepNet> expected = DeepNetGenerator.Generate(split, seed: 9, count);
        Assert.Equal(expected, file);
        foreach (int index in (int[])[count - 1, 0, count / 2, count / 3])
        {
            Assert.Equal(expected[index], file[index]);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => file[count]);
        Assert.Throws<ArgumentOutOfRangeException>(() => file[-1]);
    }

    [Fact]
    public void Chosen_architectures_are_kept_in_their_order()
    {
        DeepNet[] chosen = [.. ((int[])[70, 3, 3, 141]).Select(index => DeepNetGenerator.Draw(DeepNetsSplit.Test, seed: 4, index))];
        DeepNetsFile.Save(PathOf("chosen"), DeepNetsSplit.Test, seed: 4, chosen);
        using var file = DeepNetsFile.Open(PathOf("chosen"));
        Assert.Equal((DeepNetsSplit.Test, 4UL), (file.Split, file.Seed));
        Assert.Equal(chosen, file);
        Assert.Throws<ArgumentOutOfRangeException>(() => DeepNetsFile.Save(PathOf("none"), DeepNetsSplit.Test, seed: 4, []));
    }

    [Fact]
    public void Files_are_small_and_the_same_on_any_number_of_threads()
    {
        DeepNetsFile.Generate(PathOf("two"), DeepNetsSplit.Train, seed: 0, 5_000);
        int threads = WorkerPool.ThreadCount;
        WorkerPool.ThreadCount = 1;
        try
        {
            DeepNetsFile.Generate(PathOf("one"), DeepNetsSplit.Train, seed: 0, 5_000);
        }
        finally
        {
            WorkerPool.ThreadCount = threads;
        }

        Assert.Equal(File.ReadAllBytes(PathOf("one")), File.ReadAllBytes(PathOf("two")));
        Assert.InRange(new FileInfo(PathOf("one")).Length, 5_000, 5_000 * 20);
    }

    [Fact]
    public void Interrupted_generation_leaves_nothing_and_spoils_nothing()
    {
        DeepNetsFile.Generate(PathOf("nets"), DeepNetsSplit.Train, seed: 0, Count);
        byte[] before = File.ReadAllBytes(PathOf("nets"));
        using var interruption = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => DeepNetsFile.Generate(
            PathOf("nets"), DeepNetsSplit.Train, seed: 1, 100_000, _ => interruption.Cancel(), interruption.Token));
        Assert.Equal(before, File.ReadAllBytes(PathOf("nets")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Any_flipped_bit_is_found()
    {
        DeepNetsFile.Generate(PathOf("nets"), DeepNetsSplit.Dense, seed: 0, 100);
        byte[] whole = File.ReadAllBytes(PathOf("nets"));
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= (byte)(1 << (place % 8));
            Assert.Throws<InvalidFileException>(() => ReadAll(damaged));
        }
    }

    [Fact]
    public void Damage_under_right_checksums_is_refused_or_harmless()
    {
        DeepNetsFile.Generate(PathOf("nets"), DeepNetsSplit.Dense, seed: 0, 100);
        byte[] whole = File.ReadAllBytes(PathOf("nets"));
        var random = new Random(20_251_105);
        int refused = 0;
        const int Cases = 1_500;
        for (int i = 0; i < Cases; i++)
        {
            byte[] damaged = Damage(whole, random);
            try
            {
                Assert.All(ReadAll(damaged), net => net.Configuration.Validated());
            }
            catch (InvalidFileException error)
            {
                Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, Cases / 10, Cases - 1);
    }

    [Fact]
    public void Other_files_are_refused_with_a_remedy()
    {
        File.WriteAllText(PathOf("text"), "not architectures");
        File.WriteAllBytes(PathOf("empty"), []);
        foreach (string name in (string[])["text", "empty"])
        {
            var error = Assert.Throws<InvalidFileException>(() => DeepNetsFile.Open(PathOf(name)));
            Assert.Contains("ghn deepnets generate", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_of_the_first_version_are_read_as_they_are()
    {
        DeepNetsFile.Generate(PathOf("nets"), DeepNetsSplit.Test, seed: 0, 100);
        byte[] bytes = File.ReadAllBytes(PathOf("nets"));
        (bool HasEvaluationWidths, DeepNet[] Networks) Read(byte version)
        {
            bytes[8] = version;
            Repair(bytes);
            File.WriteAllBytes(PathOf("version"), bytes);
            using var file = DeepNetsFile.Open(PathOf("version"));
            return (file.HasEvaluationWidths, [.. file]);
        }

        Assert.False(Read(1).HasEvaluationWidths);
        Assert.True(Read(2).HasEvaluationWidths);
        Assert.Equal(Read(2).Networks, Read(1).Networks);
        string complaint = Assert.Throws<InvalidFileException>(() => Read(3)).Message;
        Assert.Contains("version 3 of the format is not known", complaint, StringComparison.Ordinal);
        Assert.Throws<InvalidFileException>(() => Read(0));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private List<DeepNet> ReadAll(byte[] bytes)
    {
        File.WriteAllBytes(PathOf("damaged"), bytes);
        using var file = DeepNetsFile.Open(PathOf("damaged"));
        return [.. file];
    }

    /// <summary>A file with a few wrong bytes in header, index or blocks, whose checksums have been put right.</summary>
    private static byte[] Damage(byte[] whole, Random random)
    {
        byte[] bytes = [.. whole];
        int damages = random.Next(1, 4);
        for (int i = 0; i < damages; i++)
        {
            bytes[random.Next(8, random.Next(2) == 0 ? 72 : bytes.Length)] = (byte)random.Next(256);
        }

        if (random.Next(4) == 0)
        {
            bytes = bytes[..random.Next(1, bytes.Length)];
        }

        Repair(bytes);
        return bytes;
    }

    private static void Repair(byte[] bytes)
    {
        const int FirstBlock = 48 + 24;
        if (bytes.Length < FirstBlock)
        {
            return;
        }

        int end = (int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(48)), 0, bytes.Length - FirstBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(56), Crc32.Append(0, bytes.AsSpan(FirstBlock, end)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(68), Crc32.Append(0, bytes.AsSpan(FirstBlock + end)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), Crc32.Append(0, bytes.AsSpan(48, 24)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(44), Crc32.Append(0, bytes.AsSpan(0, 44)));
    }
}
