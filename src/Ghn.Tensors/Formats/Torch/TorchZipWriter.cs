namespace Ghn.Tensors;

/// <summary>Writes what <c>torch.load</c> reads: a state dict, or a dictionary of one and other values.</summary>
internal static class TorchZipWriter
{
    private const string Folder = "archive";

    /// <summary>Writes the file.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="tensors">The state dict.</param>
    /// <param name="content">Other values; if there are any, the state dict stands beside them under 'state_dict'.</param>
    public static void Write(OutputFile file, StateDict tensors, IReadOnlyDictionary<string, object?>? content)
    {
        var pickle = new PickleWriter();
        if (content is null or { Count: 0 })
        {
            pickle.WriteStateDict(tensors);
        }
        else
        {
            pickle.BeginDictionary();
            pickle.WriteText("state_dict");
            pickle.WriteStateDict(tensors);
            foreach ((string key, object? value) in content)
            {
                pickle.WriteText(key);
                pickle.Write(value);
            }

            pickle.EndDictionary();
        }

        var archive = new ZipWriter(file);
        archive.Add($"{Folder}/data.pkl", pickle.Finish());
        for (int i = 0; i < pickle.Tensors.Count; i++)
        {
            archive.Add($"{Folder}/data/{i}", [], pickle.Tensors[i]);
        }

        archive.Add($"{Folder}/version", "3\n"u8);
        archive.Finish();
    }
}
