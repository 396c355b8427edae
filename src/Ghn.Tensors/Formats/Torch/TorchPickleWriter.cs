using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using System.Text;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// Writes plain values and tensors as a pickle, with instructions of protocol 2, which every version of PyTorch reads, also with
/// <c>weights_only=True</c>. Where the elements of the tensors go is up to the format around it.
/// </summary>
internal sealed class TorchPickleWriter
{
    private readonly LittleEndianBuffer _pickle = new();
    private readonly Action<TorchPickleWriter, Tensor>? _writeStorage;

    /// <summary>Starts the pickle.</summary>
    /// <param name="protocol">The protocol that it announces: 4 if there are byte strings, otherwise 2.</param>
    /// <param name="writeStorage">Writes what makes a tensor's storage; unnecessary where there are no tensors.</param>
    public TorchPickleWriter(byte protocol, Action<TorchPickleWriter, Tensor>? writeStorage = null)
    {
        _writeStorage = writeStorage;
        Add(PickleOpcode.Proto).Add8(protocol);
    }

    /// <summary>The number of bytes written so far.</summary>
    public int Length => _pickle.Length;

    /// <summary>Ends the pickle.</summary>
    /// <returns>Its bytes.</returns>
    public ReadOnlySpan<byte> Finish() => Add(PickleOpcode.Stop).Bytes;

    /// <summary>Writes a state dict, or a dictionary of other values that has it under 'state_dict'.</summary>
    /// <param name="tensors">The state dict.</param>
    /// <param name="content">The other values; the state dict stands alone if there are none.</param>
    /// <exception cref="ArgumentException">The other values have a 'state_dict' themselves.</exception>
    /// <exception cref="NotSupportedException">A value is of a type that <see cref="Checkpoint.Content"/> does not list.</exception>
    public void WriteCheckpoint(StateDict tensors, IReadOnlyDictionary<string, object?>? content) =>
        Write(content is null or { Count: 0 }
            ? tensors
            : new OrderedDictionary<string, object?>([KeyValuePair.Create<string, object?>("state_dict", tensors), .. content]));

    /// <summary>Writes a state dict, or a value of the types that <see cref="Checkpoint.Content"/> lists.</summary>
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
            case StateDict state:
                WriteStateDict(state);
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

    /// <summary>Writes a whole number of less than 256 bytes.</summary>
    public void WriteInteger(BigInteger value)
    {
        if (value >= int.MinValue && value <= int.MaxValue)
        {
            Add(PickleOpcode.BinInt).Add32((uint)(int)value);
        }
        else
        {
            byte[] bytes = value.ToByteArray();
            Add(PickleOpcode.Long1).Add8(checked((byte)bytes.Length)).Add(bytes);
        }
    }

    /// <summary>
    /// Writes the start of a byte string of <paramref name="start"/> and <paramref name="laterByteCount"/> bytes more, which the
    /// pickle's bytes leave out: they belong right here.
    /// </summary>
    public void WriteBytesBefore(long laterByteCount, ReadOnlySpan<byte> start)
    {
        long byteCount = start.Length + laterByteCount;
        LittleEndianBuffer pickle = byteCount <= uint.MaxValue
            ? Add(PickleOpcode.BinBytes).Add32((uint)byteCount)
            : Add(PickleOpcode.BinBytes8).Add64(byteCount);
        pickle.Add(start);
    }

    /// <summary>Writes the persistent id of a storage that lies outside the pickle.</summary>
    /// <param name="storage">Its elements.</param>
    /// <param name="key">The name by which it is found.</param>
    /// <param name="isLegacy">Whether the file is of PyTorch's old format, where the description of a view follows, which is None.</param>
    public void WriteStorageId(Tensor storage, string key, bool isLegacy = false)
    {
        string type = TorchPickle.StorageName(storage.ElementType);
        int dot = type.LastIndexOf('.');
        Add(PickleOpcode.Mark);
        WriteText("storage");
        WriteGlobal(type[..dot], type[(dot + 1)..]);
        WriteText(key);
        WriteText("cpu");
        WriteInteger(storage.ElementCount);
        if (isLegacy)
        {
            Add(PickleOpcode.None);
        }

        Add(PickleOpcode.Tuple);
        Add(PickleOpcode.BinPersId);
    }

    /// <summary>Starts the call of a function, to be followed by its arguments and <see cref="EndCall"/>.</summary>
    public void BeginCall(string module, string function)
    {
        WriteGlobal(module, function);
        Add(PickleOpcode.Mark);
    }

    /// <summary>Ends the arguments of a call.</summary>
    public void EndCall()
    {
        Add(PickleOpcode.Tuple);
        Add(PickleOpcode.Reduce);
    }

    private void WriteStateDict(StateDict state)
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

    private void WriteDictionary(IReadOnlyDictionary<string, object?> dictionary)
    {
        Add(PickleOpcode.EmptyDict);
        Add(PickleOpcode.Mark);
        foreach ((string key, object? value) in dictionary)
        {
            WriteText(key);
            Write(value);
        }

        Add(PickleOpcode.SetItems);
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
        BeginCall("torch._utils", "_rebuild_tensor_v2");
        _writeStorage!(this, tensor);
        WriteInteger(0);
        WriteTuple(tensor.Shape.Select(size => (long)size));
        WriteTuple(Strides(tensor.Shape));
        Add(PickleOpcode.NewFalse);
        WriteOrderedDict();
        EndCall();
    }

    private void WriteOrderedDict()
    {
        BeginCall("collections", "OrderedDict");
        EndCall();
    }

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

    private void WriteText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Add(PickleOpcode.BinUnicode).Add32((uint)bytes.Length).Add(bytes);
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
