using Ghn.Tensors.Formats.Writing;
using Ghn.Tensors.Formats.Zip;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>Writes what <c>torch.load</c> reads: a state dict, or a dictionary of one and other values.</summary>
internal static class TorchZipWriter
{
    private const string Folder = "archive";
    private const byte Protocol = 2;

    /// <summary>Writes the file.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="tensors">The state dict.</param>
    /// <param name="content">Other values; if there are any, the state dict stands beside them under 'state_dict'.</param>
    public static void Write(OutputFile file, StateDict tensors, IReadOnlyDictionary<string, object?>? content)
    {
        var storages = new List<Tensor>();
        TorchPickleWriter pickle = new TorchPickleWriter(Protocol, (pickle, tensor) =>
        {
            pickle.WriteStorageId(tensor, key: $"{storages.Count}");
            storages.Add(tensor);
        });
        pickle.WriteCheckpoint(tensors, content);

        var archive = new ZipWriter(file);
        archive.Add($"{Folder}/data.pkl", pickle.Finish());
        for (int i = 0; i < storages.Count; i++)
        {
            archive.Add($"{Folder}/data/{i}", [], storages[i]);
        }

        archive.Add($"{Folder}/version", "3\n"u8);
        archive.Finish();
    }
}
