using Ghn.Tensors.Files;

namespace Ghn.Onnx.Lowering;

/// <summary>An operation that layers stand for.</summary>
internal interface ILowerable
{
    /// <summary>Appends the layers.</summary>
    /// <returns>What the operation gives.</returns>
    /// <exception cref="InvalidFileException">There are none.</exception>
    SignalView Lower(NetworkAssembly network);
}
