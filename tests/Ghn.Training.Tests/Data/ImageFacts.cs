using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Ghn.Networks.Layers;
using Ghn.Training.Data;
using Ghn.Training.Data.Images;

namespace Ghn.Training.Tests.Data;

/// <summary>What Pillow and torchvision make of the files in tests/Golden/images/files; make_images.py has written it down.</summary>
internal static class ImageFacts
{
    private static readonly JsonElement All = JsonDocument.Parse(File.ReadAllBytes(GoldenImages.PathOf("facts.json"))).RootElement;

    /// <summary>The facts of a kind.</summary>
    public static JsonElement[] Of(string kind) => [.. All.GetProperty(kind).EnumerateArray()];

    /// <summary>The picture that a fact is about.</summary>
    public static RgbImage Image(this JsonElement fact) => ImageFile.Load(PathOf(fact.GetProperty("file").GetString()!));

    /// <summary>The path of a picture.</summary>
    public static string PathOf(string file) => GoldenImages.PathOf($"files/{file}");

    /// <summary>A number in a fact.</summary>
    public static int Int(this JsonElement fact, string name) => fact.GetProperty(name).GetInt32();

    /// <summary>Whole numbers in a fact.</summary>
    public static int[] Ints(this JsonElement fact, string name) =>
        [.. fact.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    /// <summary>A size in a fact.</summary>
    public static Size2d Size(this JsonElement fact, string name) => (fact.Ints(name)[0], fact.Ints(name)[1]);

    /// <summary>Compares a picture with the digest in a fact.</summary>
    public static void AssertEquals(this JsonElement fact, RgbImage image) => fact.AssertDigest(image.Pixels.Span);

    /// <summary>Compares planes with the digest in a fact.</summary>
    public static void AssertEquals(this JsonElement fact, ReadOnlySpan<float> planes) => fact.AssertDigest(MemoryMarshal.AsBytes(planes));

    private static void AssertDigest(this JsonElement fact, ReadOnlySpan<byte> bytes)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.True(digest == fact.GetProperty("sha256").GetString(), $"The pixels differ from those of {fact.GetRawText()}.");
    }
}
