using System.Numerics;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// The values a pickle is made of are plain .NET objects: null, <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/>,
/// <see cref="double"/>, <see cref="string"/>; <c>object?[]</c> for a tuple, <c>List&lt;object?&gt;</c> for a list,
/// <see cref="PickleDictionary"/>, <see cref="FileBytes"/> for a byte string, <see cref="PickleGlobal"/>,
/// <see cref="StorageBytes"/> and <see cref="StridedTensor"/>. Here they get names for messages.
/// </summary>
internal static class PickleValue
{
    /// <summary>Says what a value is: "a tuple".</summary>
    public static string Describe(object? value) => value switch
    {
        null => "None",
        UnbuiltValue unbuilt => $"an object of {unbuilt.ClassName}, which was not run",
        PickleGlobal { IsKnown: false } global => $"the function or class {global.Name}, which was not run",
        _ => Describe(value.GetType()),
    };

    /// <summary>Says what values of a type are.</summary>
    public static string Describe(Type type) => type switch
    {
        _ when type == typeof(bool) => "a truth value",
        _ when type == typeof(long) || type == typeof(BigInteger) => "an integer",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(string) => "a text",
        _ when type == typeof(object[]) => "a tuple",
        _ when type == typeof(List<object?>) => "a list",
        _ when type == typeof(PickleDictionary) => "a dictionary",
        _ when type == typeof(FileBytes) => "a byte string",
        _ when type == typeof(PickleGlobal) => "a function or class",
        _ when type == typeof(StorageBytes) => "a storage",
        _ when type == typeof(PickledElementType) => "an element type",
        _ when type == typeof(UnbuiltValue) => "an object of a class that is not known here",
        _ when type == typeof(LongText) => "a long text",
        _ => "a tensor",
    };
}
