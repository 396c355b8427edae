using System.Numerics;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>The numbers by which PyTorch's format before 1.6 is known.</summary>
internal static class TorchLegacyFormat
{
    /// <summary>The version of the format, and of the facts about the writer's machine; there has been only one.</summary>
    public const long Version = 1001;

    /// <summary>The value of the first pickle.</summary>
    public static BigInteger Magic { get; } = BigInteger.Parse("119547037146038801333356");
}
