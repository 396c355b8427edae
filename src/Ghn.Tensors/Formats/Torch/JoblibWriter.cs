using Ghn.Tensors.Formats.Writing;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// Writes what <c>joblib.load</c> reads, and <c>pickle.load</c> too: an uncompressed pickle in which each storage is a byte string
/// that holds a file in PyTorch's old format, as in the published files of GHN-3.
/// </summary>
internal static class JoblibWriter
{
    /// <summary>The first protocol whose byte strings may exceed 4 GiB.</summary>
    private const byte Protocol = 4;

    /// <summary>Writes the file.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="tensors">The state dict.</param>
    /// <param name="content">Other values; if there are any, the state dict stands beside them under 'state_dict'.</param>
    public static void Write(OutputFile file, StateDict tensors, IReadOnlyDictionary<string, object?>? content)
    {
        var storages = new List<(int Place, Tensor Elements)>();
        TorchPickleWriter pickle = new TorchPickleWriter(Protocol, (pickle, tensor) =>
        {
            pickle.BeginCall("torch.storage", "_load_from_bytes");
            pickle.WriteBytesBefore(tensor.ByteCount, TorchLegacyWriter.Head(tensor));
            storages.Add((pickle.Length, tensor));
            pickle.EndCall();
        });
        pickle.WriteCheckpoint(tensors, content);

        // The elements go from the tensors' memory into the gaps that the pickle has for them.
        ReadOnlySpan<byte> bytes = pickle.Finish();
        int start = 0;
        foreach ((int place, Tensor elements) in storages)
        {
            file.Write(bytes[start..place]);
            file.Write(elements);
            start = place;
        }

        file.Write(bytes[start..]);
    }
}
