using System.Text.Json;
using Ghn.Tensors;

namespace Ghn.Training.Tests.Data;

public class ImageFileTests
{
    public static TheoryData<string> Names => [.. ImageFacts.Of("decoded").Select(fact => fact.GetProperty("file").GetString()!)];

    public static TheoryData<string> SomeNames =>
        ["420.jpg", "progressive.jpg", "cmyk.jpg", "rgb8.png", "rgb8_interlaced.png", "palette4.png"];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_image_has_the_pixels_that_Pillow_decodes(string name)
    {
        JsonElement fact = ImageFacts.Of("decoded").Single(fact => fact.GetProperty("file").GetString() == name);

        using RgbImage image = fact.Image();

        Assert.Equal((fact.Int("width"), fact.Int("height")), (image.Width, image.Height));
        fact.AssertEquals(image);
    }

    [Theory]
    [MemberData(nameof(SomeNames))]
    public void An_image_that_ends_too_early_is_refused_by_name(string name)
    {
        byte[] bytes = File.ReadAllBytes(ImageFacts.PathOf(name));
        foreach (int length in (int[])[0, 1, 8, 20, bytes.Length / 2, bytes.Length - 30])
        {
            using var files = new TemporaryFolder();
            File.WriteAllBytes(files.File(name), bytes[..length]);

            var error = Assert.Throws<InvalidFileException>(() => ImageFile.Load(files.File(name)));

            Assert.StartsWith(files.File(name), error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_of_another_format_is_refused()
    {
        string path = GoldenImages.PathOf("facts.json");

        var error = Assert.Throws<InvalidFileException>(() => ImageFile.Load(path));

        Assert.Contains("neither a JPEG nor a PNG", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_whose_checksum_is_wrong_is_refused()
    {
        byte[] bytes = File.ReadAllBytes(ImageFacts.PathOf("palette8.png"));
        int palette = bytes.AsSpan().IndexOf("PLTE"u8);
        bytes[palette + 100] ^= 4;

        var error = Assert.Throws<InvalidFileException>(() => ImageFile.Decode(bytes, "x.png"));

        Assert.Contains("the checksum of the chunk PLTE is wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_cannot_claim_a_large_image()
    {
        byte[] bytes = File.ReadAllBytes(ImageFacts.PathOf("grey1.png"));
        bytes[18] = bytes[22] = 30;
        Span<byte> header = bytes.AsSpan(12, 17);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc32.Append(0, header));

        var error = Assert.Throws<InvalidFileException>(() => ImageFile.Decode(bytes, "x.png"));

        Assert.Contains("cannot hold 7699×7693", error.Message, StringComparison.Ordinal);
    }
}
