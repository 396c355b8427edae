using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Training.Data;
using Ghn.Training.Data.Images;

namespace Ghn.Training.Tests.Data;

public class ImageFileTests
{
    public static TheoryData<string> Names => [.. ImageFacts.Of("decoded").Select(fact => fact.GetProperty("file").GetString()!)];

    public static TheoryData<string> SomeNames =>
        [
            "420.jpg", "progressive.jpg", "progressive_grey.jpg", "cmyk.jpg", "rgb8.png", "rgb8_interlaced.png", "palette4.png", "rgb.bmp",
            "1.bmp", "lossy.webp", "lossless.webp",
        ];

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

    /// <summary>Its decoder makes a picture of the scans that are there, and says that all is well.</summary>
    [Fact]
    public void A_progressive_image_of_any_other_length_is_refused()
    {
        byte[] bytes = File.ReadAllBytes(ImageFacts.PathOf("progressive.jpg"));
        for (int length = 2; length < bytes.Length; length++)
        {
            byte[] start = bytes[..length];
            Assert.Throws<InvalidFileException>(() => ImageFile.Decode(start, "x.jpg"));
        }

        using RgbImage whole = ImageFile.Decode([.. bytes, 0xff, 0, 1], "x.jpg");
        Assert.Equal(45, whole.Width);
    }

    [Fact]
    public void The_end_of_a_thumbnail_is_not_the_end_of_the_picture()
    {
        byte[] bytes = File.ReadAllBytes(ImageFacts.PathOf("progressive.jpg"));
        byte[] thumbnail = [0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9];
        byte[] whole = [.. bytes[..2], .. thumbnail, .. bytes[2..]];

        using RgbImage image = ImageFile.Decode(whole, "x.jpg");
        Assert.Throws<InvalidFileException>(() => ImageFile.Decode(whole.AsSpan(0, whole.Length / 2), "x.jpg"));
    }

    /// <summary>Pillow 9 cuts off all above 255; here the upper 8 of the 16 bits are taken.</summary>
    [Fact]
    public void Grey_of_16_bits_keeps_its_upper_8()
    {
        using RgbImage image = ImageFile.Load(ImageFacts.PathOf("grey16.png"));

        Assert.Equal((3, 1), (image.Width, image.Height));
        Assert.Equal([0x00, 0x00, 0x00, 0x12, 0x12, 0x12, 0xff, 0xff, 0xff], image.Pixels.ToArray());
    }

    [Fact]
    public void A_file_of_another_format_is_refused()
    {
        string path = GoldenImages.PathOf("facts.json");

        var error = Assert.Throws<InvalidFileException>(() => ImageFile.Load(path));

        Assert.Contains("this is no image in a format that is read: JPEG, PNG, BMP or WebP", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_whose_checksum_is_wrong_is_refused()
    {
        byte[] bytes = File.ReadAllBytes(ImageFacts.PathOf("palette8.png"));
        int palette = bytes.AsSpan().IndexOf("PLTE"u8);
        bytes[palette + 100] ^= 4;

        var error = Assert.Throws<InvalidFileException>(() => ImageFile.Decode(bytes, "x.png"));

        Assert.StartsWith("x.png, the PNG ", error.Message, StringComparison.Ordinal);
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
