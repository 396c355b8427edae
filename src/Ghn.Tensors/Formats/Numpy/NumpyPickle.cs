using System.Collections.Frozen;
using System.Text;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>
/// What NumPy's own functions do in a pickle: make arrays, empty ones that get their state afterwards or whole ones, and element
/// types; numbers by themselves; and how byte strings are written in protocol 2.
/// </summary>
internal static class NumpyPickle
{
    private const string ArrayClass = "numpy.ndarray";
    private const string MappedArrayClass = "numpy.memmap";
    private const string RawBytes = "V";
    private const string ScalarFunction = "numpy.core.multiarray.scalar";

    /// <summary>The functions and classes, by their full names; NumPy 2 has moved some of them.</summary>
    public static FrozenDictionary<string, PickleGlobal> Globals { get; } = new PickleGlobal[]
    {
        new(ArrayClass),
        new(MappedArrayClass),
        new("numpy.dtype") { Call = ElementTypeOf },
        new("numpy.core.multiarray._reconstruct") { Call = EmptyArray },
        new("numpy._core.multiarray._reconstruct") { Call = EmptyArray },
        new("numpy.core.numeric._frombuffer") { Call = ArrayOfBuffer },
        new("numpy._core.numeric._frombuffer") { Call = ArrayOfBuffer },
        new(ScalarFunction) { Call = Scalar },
        new("numpy._core.multiarray.scalar") { Call = Scalar },
        new("_codecs.encode") { Call = Encode },
        new("builtins.bytes") { Call = EmptyBytes },
        new("__builtin__.bytes") { Call = EmptyBytes },
    }.ToFrozenDictionary(entry => entry.Name);

    /// <summary>Files of NumPy arrays.</summary>
    public static PickleDialect Dialect { get; } = new(Globals) { HasByteStrings = true };

    /// <summary>The bytes that a value stands for: a byte string, or one that Python 2 wrote as a text.</summary>
    /// <exception cref="InvalidFileException">It stands for none.</exception>
    public static FileBytes BytesOf(PickleReader reader, object? value) => value switch
    {
        FileBytes bytes => bytes,
        LongText text => text.Latin1(),
        string text => BytesOf(reader, text),
        _ => throw reader.Invalid($"there is {PickleValue.Describe(value)} where bytes belong"),
    };

    /// <summary>
    /// <c>_reconstruct(numpy.ndarray, (0,), 'b')</c>; arrays of derived classes may have a state of their own, and are not built.
    /// </summary>
    private static IPickleObject EmptyArray(PickleReader reader, object?[] arguments) => arguments switch
    {
        [PickleGlobal { Name: ArrayClass or MappedArrayClass }, ..] => new NumpyArray(),
        [PickleGlobal { IsKnown: false } derived, ..] => new UnbuiltValue(derived.Name),
        _ => throw reader.Invalid("an array's description is not one that NumPy writes"),
    };

    /// <summary><c>_frombuffer(bytes, element type, shape, order)</c>, with which protocol 5 makes a whole array.</summary>
    private static NumpyArray ArrayOfBuffer(PickleReader reader, object?[] arguments) =>
        arguments is [var bytes, PickledElementType elements, var shape, string order, ..]
            ? new NumpyArray(new NumpyData(BytesOf(reader, bytes), elements.Description, NumpyArray.ShapeOf(reader, shape), order == "F"))
            : throw reader.Invalid("an array's description is not one that NumPy writes");

    /// <summary>
    /// <c>scalar(element type, bytes)</c>: a number as it is taken out of an array. Dates, texts and complex numbers leave the function's
    /// name.
    /// </summary>
    private static object Scalar(PickleReader reader, object?[] arguments)
    {
        if (arguments is not [PickledElementType elements, ..])
        {
            throw reader.Invalid("a number's description is not one that NumPy writes");
        }

        NumpyData? number = arguments is [_, FileBytes or LongText or string] && NumpyElements.Of(elements.Description) is not null
            ? new NumpyData(BytesOf(reader, arguments[1]), elements.Description, [], isFortranOrder: false)
            : null;
        if (number is not { Obstacle: null })
        {
            return ScalarFunction;
        }

        using Tensor value = number.ToTensor(ScalarFunction, reader.Memory);
        return value.ElementType switch
        {
            ElementType.Int64 => value.Elements<long>()[0],
            ElementType.Int32 => (long)value.Elements<int>()[0],
            ElementType.Int16 => (long)value.Elements<short>()[0],
            ElementType.Int8 => (long)value.Elements<sbyte>()[0],
            ElementType.UInt8 => (long)value.Elements<byte>()[0],
            ElementType.Bool => value.Elements<bool>()[0],
            ElementType.Float64 => value.Elements<double>()[0],
            _ => (double)Conversion.ToFloat32(value).Values[0],
        };
    }

    /// <summary><c>numpy.dtype('u1', False, True)</c>, or of a class, <c>numpy.dtype(numpy.record, False, True)</c>.</summary>
    private static PickledElementType ElementTypeOf(PickleReader reader, object?[] arguments) => arguments switch
    {
        [string { Length: < 32 } name, ..] => new PickledElementType(name),
        [PickleGlobal, ..] => new PickledElementType(RawBytes),
        _ => throw reader.Invalid("an element type's description is not one that NumPy writes"),
    };

    /// <summary><c>_codecs.encode(text, 'latin1')</c>: a byte string as Python 3 writes it in protocol 2.</summary>
    private static FileBytes Encode(PickleReader reader, object?[] arguments) =>
        arguments is [string or LongText, "latin1" or "latin-1"]
            ? BytesOf(reader, arguments[0])
            : throw reader.Invalid("_codecs.encode gets unsuitable arguments");

    /// <summary><c>bytes()</c>: an empty byte string in protocol 2.</summary>
    private static FileBytes EmptyBytes(PickleReader reader, object?[] arguments) =>
        arguments is [] ? BytesOf(reader, string.Empty) : throw reader.Invalid("bytes gets unsuitable arguments");

    private static FileBytes BytesOf(PickleReader reader, string text)
    {
        reader.Memory.Spend(256 + text.Length);
        return text.All(letter => letter <= byte.MaxValue)
            ? new FileBytes(HeapMemory.Copy(Encoding.Latin1.GetBytes(text)), reader.FileName)
            : throw reader.Invalid("a text that should stand for bytes has other characters");
    }
}
