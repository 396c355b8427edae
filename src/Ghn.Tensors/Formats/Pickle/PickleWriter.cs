using System.Buffers.Binary;
using System.Collections;
using System.Text;

namespace Ghn.Tensors;

/// <summary>
/// Writes plain values and tensors as a pickle of protocol 2, which every version of PyTorch reads, also with
/// <c>weights_only=True</c>. The tensors' storages are numbered as they occur; they go elsewhere.
/// </summary>
internal sealed class PickleWriter
{
    private readonly LittleEndianBuffer _pickle = new();
    private readonly List<Tensor> _tensors = [];

    /// <summary>The tensors, each the storage of its index.</summary>
    public IReadOnlyList<Tensor> Tensors => _tensors;

    /// <summary>Starts the pickle.</summary>
    public PickleWriter() => Add(PickleOpcode.Proto).Add8(2);

    /// <summary>Ends the pickle.</summary>
    /// <returns>Its bytes.</returns>
    public ReadOnlySpan<byte> Finish() => Add(PickleOpcode.Stop).Bytes;

    /// <summary>Writes an <c>OrderedDict</c> of tensors.</summary>
    public void WriteStateDict(StateDict state)
    {
        WriteOrderedDict();
        Add(PickleOpcode.Mark);
        foreach ((string name, Tensor tensor) in state)
        {
            WriteText(name);
            WriteTensor(tensor);
        }

        Add(PickleOpcode.SetItems);
    }

    /// <summary>Starts a dictionary, to be filled with keys and values and closed by <see cref="EndDictionary"/>.</summary>
    public void BeginDictionary()
    {
        Add(PickleOpcode.EmptyDict);
        Add(PickleOpcode.Mark);
    }

    /// <summary>Closes a dictionary.</summary>
    public void EndDictionary() => Add(PickleOpcode.SetItems);

    /// <summary>Writes a plain value, as <see cref="Checkpoint.Content"/> lists them.</summary>
    /// <exception cref="NotSupportedException">It is of another type.</exception>
    public void Write(object? value)
    {
        switch (value)
        {
            case null:
                Add(PickleOpcode.None);
                break;
            case bool truth:
                Add(truth ? PickleOpcode.NewTrue : PickleOpcode.NewFalse);
                break;
            case int integer:
                WriteInteger(integer);
                break;
            case long integer:
                WriteInteger(integer);
                break;
            case float or double:
                WriteDouble(Convert.ToDouble(value));
                break;
            case string text:
                WriteText(text);
                break;
            case Tensor tensor:
                WriteTensor(tensor);
                break;
            case IReadOnlyDictionary<string, object?> dictionary:
                WriteDictionary(dictionary);
                break;
            case IEnumerable list and not byte[]:
                WriteList(list);
                break;
            default:
                throw new NotSupportedException($"A value of type {value.GetType().Name} cannot be kept in a PyTorch file.");
        }
    }

    /// <summary>Writes a text.</summary>
    public void WriteText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Add(PickleOpcode.BinUnicode).Add32((uint)bytes.Length).Add(bytes);
    }

    private void WriteDictionary(IReadOnlyDictionary<string, object?> dictionary)
    {
        BeginDictionary();
        foreach ((string key, object? value) in dictionary)
        {
            WriteText(key);
            Write(value);
        }

        EndDictionary();
    }

    private void WriteList(IEnumerable list)
    {
        Add(PickleOpcode.EmptyList);
        Add(PickleOpcode.Mark);
        foreach (object? item in list)
        {
            Write(item);
        }

        Add(PickleOpcode.Appends);
    }

    /// <summary>A call of <c>_rebuild_tensor_v2</c> with a storage, an offset, sizes, strides, no gradient and no hooks.</summary>
    private void WriteTensor(Tensor tensor)
    {
        WriteGlobal("torch._utils", "_rebuild_tensor_v2");
        Add(PickleOpcode.Mark);
        WriteStorage(tensor);
        WriteInteger(0);
        WriteTuple(tensor.Shape);
        WriteTuple(Strides(tensor.Shape));
        Add(PickleOpcode.NewFalse);
        WriteOrderedDict();
        Add(PickleOpcode.Tuple);
        Add(PickleOpcode.Reduce);
    }

    private void WriteStorage(Tensor tensor)
    {
        string storage = TorchPickle.StorageName(tensor.ElementType);
        int dot = storage.LastIndexOf('.');
        Add(PickleOpcode.Mark);
        WriteText("storage");
        WriteGlobal(storage[..dot], storage[(dot + 1)..]);
        WriteText($"{_tensors.Count}");
        WriteText("cpu");
        WriteInteger(tensor.ElementCount);
        Add(PickleOpcode.Tuple);
        Add(PickleOpcode.BinPersId);
        _tensors.Add(tensor);
    }

    private void WriteOrderedDict()
    {
        WriteGlobal("collections", "OrderedDict");
        Add(PickleOpcode.EmptyTuple);
        Add(PickleOpcode.Reduce);
    }

    private void WriteTuple(IEnumerable<int> numbers) => WriteTuple(numbers.Select(number => (long)number));

    private void WriteTuple(IEnumerable<long> numbers)
    {
        Add(PickleOpcode.Mark);
        foreach (long number in numbers)
        {
            WriteInteger(number);
        }

        Add(PickleOpcode.Tuple);
    }

    private void WriteGlobal(string module, string name) => Add(PickleOpcode.Global).Add(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));

    private void WriteInteger(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            Add(PickleOpcode.BinInt).Add32((uint)value);
        }
        else
        {
            Add(PickleOpcode.Long1).Add8(sizeof(long)).Add64(value);
        }
    }

    private void WriteDouble(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        Add(PickleOpcode.BinFloat).Add(bytes);
    }

    private static long[] Strides(Shape shape)
    {
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(1, shape[i]);
        }

        return strides;
    }

    private LittleEndianBuffer Add(PickleOpcode code) => _pickle.Add8((byte)code);
}
