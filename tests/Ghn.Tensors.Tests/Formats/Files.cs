using FsCheck;
using FsCheck.Fluent;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>A folder that lasts as long as a test.</summary>
internal sealed class Files : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghn-formats-");

    public string Folder => _folder.FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>State dicts made of random bytes.</summary>
internal static class RandomState
{
    private static readonly string[] Parts = ["layer", "weight", "0", "ß", "名前", "\"", "\\", "/", " ", "\n", "running_mean", "😀"];

    /// <summary>State dicts of every type and many shapes, for a property test.</summary>
    public static Arbitrary<int> Seeds { get; } = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    public static unsafe StateDict Create(int seed, params ElementType[] except)
    {
        var random = new Random(seed);
        ElementType[] types = [.. Enum.GetValues<ElementType>().Except(except)];
        var state = new StateDict();
        int count = random.Next(1, 12);
        for (int i = 0; i < count; i++)
        {
            string name = string.Join('.', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Parts[random.Next(Parts.Length)]));
            int[] shape = [.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => random.Next(0, 6))];
            Tensor tensor = Tensor.Allocate([.. shape], types[random.Next(types.Length)]);
            var bytes = new Span<byte>(tensor.Data, (int)tensor.ByteCount);
            random.NextBytes(bytes);
            if (tensor.ElementType == ElementType.Bool)
            {
                for (int j = 0; j < bytes.Length; j++)
                {
                    bytes[j] &= 1;
                }
            }

            state[$"{i}.{name}"] = tensor;
        }

        return state;
    }
}
