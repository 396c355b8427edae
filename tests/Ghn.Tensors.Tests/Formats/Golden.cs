using System.IO.Compression;
using System.Text.Json;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>The checkpoints under tests/Golden/ghns, and what PyTorch says about their tensors.</summary>
internal static class Golden
{
    public static string Folder { get; } = Repository.Golden("ghns");

    public static string PathOf(string file) => Path.Combine(Folder, file);

    public static byte[] Bytes(string file) => File.ReadAllBytes(PathOf(file));

    /// <summary>What a zlib-compressed joblib file holds is joblib's uncompressed format.</summary>
    public static byte[] PlainJoblib()
    {
        using var zlib = new ZLibStream(File.OpenRead(PathOf("ghn3_micro_joblib_zlib3.pt")), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zlib.CopyTo(plain);
        return plain.ToArray();
    }

    public static GoldenTensor[] Tensors(string file)
    {
        using var json = JsonDocument.Parse(Bytes(file));
        JsonElement checks = json.RootElement.GetProperty("checks");
        return
        [
            .. json.RootElement.GetProperty("state_dict").EnumerateArray().Select(entry => new GoldenTensor(
                entry[0].GetString()!,
                [.. entry[1].EnumerateArray().Select(size => size.GetInt32())],
                checks.GetProperty(entry[0].GetString()!)[0].GetDouble(),
                checks.GetProperty(entry[0].GetString()!)[1].GetDouble())),
        ];
    }

    public static JsonElement Config(string file)
    {
        using var json = JsonDocument.Parse(Bytes(file));
        return json.RootElement.GetProperty("config").Clone();
    }
}

internal sealed record GoldenTensor(string Name, Shape Shape, double Sum, double Norm);
