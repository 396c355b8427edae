using System.Collections.ObjectModel;

namespace Ghn.Tensors;

/// <summary>What a file of tensors holds: the state dict, and what else was saved with it.</summary>
public sealed class Checkpoint : IDisposable
{
    internal Checkpoint(FileFormat format, StateDict tensors, IReadOnlyDictionary<string, object?> content)
    {
        Format = format;
        Tensors = tensors;
        Content = content;
    }

    /// <summary>The name under which the array of an .npy file and a lone PyTorch tensor stand in <see cref="Tensors"/>.</summary>
    public static string SingleTensorName => "tensor";

    /// <summary>How the file is written.</summary>
    public FileFormat Format { get; }

    /// <summary>
    /// The state dict. Where the file is not compressed, its tensors are views of the file's bytes in memory: loading copies no
    /// tensor, 16-bit elements stay 16-bit, and the data need not be aligned. Changes of them do not reach the file.
    /// </summary>
    public StateDict Tensors { get; }

    /// <summary>
    /// What the state dict holds that is no tensor of a kind supported here, by name, with the reason: sparse tensors, complex
    /// numbers, arrays of texts.
    /// </summary>
    public IReadOnlyDictionary<string, string> Unread { get; internal init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Where other state dicts stand in the file, as keys that <c>StateDictFile.Load</c> takes: an average of the weights.
    /// </summary>
    public IReadOnlyList<string> OtherStateDicts { get; internal init; } = [];

    /// <summary>The files that the tensors lie in, if they are several.</summary>
    public IReadOnlyList<string> Shards { get; internal init; } = [];

    /// <summary>
    /// Everything else at the top level: <c>config</c>, <c>epoch</c>, <c>optimizer</c>. A value is null, a <see cref="bool"/>,
    /// <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, byte array, <see cref="Tensor"/>, a list
    /// (<c>IReadOnlyList&lt;object?&gt;</c>) or a dictionary (<c>IReadOnlyDictionary&lt;string, object?&gt;</c>). What is of any other
    /// class was not made; the name of its class stands for it.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Content { get; }

    /// <summary>Returns the memory of every tensor at once, and closes the file.</summary>
    public void Dispose()
    {
        Tensors.Dispose();
        DisposeTensors(Content);
    }

    private static void DisposeTensors(object? value)
    {
        switch (value)
        {
            case Tensor tensor:
                tensor.Dispose();
                break;
            case IReadOnlyDictionary<string, object?> entries:
                DisposeTensors(entries.Values);
                break;
            case IEnumerable<object?> items:
                foreach (object? item in items)
                {
                    DisposeTensors(item);
                }

                break;
        }
    }
}
