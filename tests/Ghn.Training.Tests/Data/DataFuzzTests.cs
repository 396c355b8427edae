using System.Buffers.Binary;
using System.IO.Compression;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;
using Ghn.Training.Data.Images;

namespace Ghn.Training.Tests.Data;

/// <summary>
/// Damaged images and archives by the thousand, the same ones every time: each loads or is refused with the one exception for
/// bad files, at a bounded cost.
/// </summary>
public class DataFuzzTests
{
    public static TheoryData<string> Images =>
        ["420.jpg", "progressive.jpg", "cmyk.jpg", "grey.jpg", "rgb8_interlaced.png", "palette4.png", "rgba16_interlaced.png", "grey1.png"];

    [Theory]
    [MemberData(nameof(Images))]
    public void A_damaged_image_loads_or_is_refused(string name)
    {
        byte[] file = File.ReadAllBytes(ImageFacts.PathOf(name));
        Fuzz(cases: 2000, bytes => ImageFile.Decode(bytes, name).Dispose(), random => Damage.Apply(file, random));
    }

    [Fact]
    public void A_damaged_PNG_image_with_the_right_checksums_loads_or_is_refused()
    {
        byte[] file = File.ReadAllBytes(ImageFacts.PathOf("palette4.png"));
        Fuzz(cases: 4000, bytes => ImageFile.Decode(bytes, "x.png").Dispose(), random => RepairChecksums(Damage.Apply(file, random)));
    }

    [Theory]
    [InlineData("cifar-10-python.tar.gz", CifarLabels.Cifar10)]
    [InlineData("cifar-100-binary.tar.gz", CifarLabels.Cifar100Fine)]
    [InlineData("cifar-100-python.tar.gz", CifarLabels.Cifar100Coarse)]
    public void A_damaged_archive_loads_or_is_refused(string name, CifarLabels labels)
    {
        byte[] file = File.ReadAllBytes(GoldenImages.PathOf(name));
        Fuzz(cases: 60, bytes => Open(bytes, name, labels), random => Damage.Apply(file, random));
    }

    [Theory]
    [InlineData("cifar-100-binary.tar.gz")]
    [InlineData("cifar-100-python.tar.gz")]
    public void A_damaged_archive_in_good_compression_loads_or_is_refused(string name)
    {
        using var gzip = new GZipStream(File.OpenRead(GoldenImages.PathOf(name)), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        byte[] file = plain.ToArray();
        Fuzz(cases: 400, bytes => Open(bytes, name, CifarLabels.Cifar100Fine), random => Compress(Damage.Apply(file, random)));
    }

    private static void Open(byte[] bytes, string name, CifarLabels labels)
    {
        using var stream = new MemoryStream(bytes);
        CifarFiles.FromArchive(stream, name, CifarFormat.Of(labels), DataSplit.Test).Read(0);
    }

    private static void Fuzz(int cases, Action<byte[]> read, Func<Random, byte[]> damage)
    {
        var random = new Random(20_240_613);
        int loaded = 0;
        int refused = 0;
        for (int i = 0; i < cases; i++)
        {
            byte[] bytes = damage(random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(bytes);
                loaded++;
            }
            catch (Exception error) when (error is InvalidFileException or FileNotFoundException)
            {
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Case {i} throws {error.GetType().Name}.", error);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
        }

        // Unless both happen, the damage is too small or too great to find anything.
        Assert.InRange(refused, 1, cases);
        Assert.InRange(loaded, 1, cases);
    }

    private static byte[] RepairChecksums(byte[] bytes)
    {
        for (int place = 8; place + 12 <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(place));
            if (length > bytes.Length - place - 12)
            {
                break;
            }

            Span<byte> body = bytes.AsSpan(place + 4, 4 + (int)length);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(place + 8 + (int)length), Crc32.Append(0, body));
            place += 12 + (int)length;
        }

        return bytes;
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
