using Ghn.Tensors.Files;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// A Python function or class that a file may name. A <see cref="PickleDialect"/> lists all that a kind of file may call: none of them
/// can do anything but make a value.
/// </summary>
/// <param name="Name">Its full name, which also stands for it where it is kept as a value: <c>torch.float32</c>.</param>
internal sealed record PickleGlobal(string Name)
{
    /// <summary>What the classes of TorchScript's modules begin with.</summary>
    private const string ScriptedModule = "__torch__.";

    /// <summary>Functions of Python that make an object of the class that is their first argument.</summary>
    private static readonly string[] Constructors = ["copyreg._reconstructor", "copy_reg._reconstructor", "copyreg.__newobj__"];

    /// <summary>Whether it is in the table; what is not can be named, but does nothing.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>The type of the elements, if this is a class of storages.</summary>
    public ElementType? StorageType { get; init; }

    /// <summary>What calling it does; null if it cannot be called.</summary>
    public Func<PickleReader, object?[], object?>? Call { get; init; }

    /// <summary>What stands for a function or class that is not in the table.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="hasScriptedModules">Whether TorchScript's classes are objects with attributes.</param>
    public static PickleGlobal Unknown(string name, bool hasScriptedModules) => new(name)
    {
        IsKnown = false,
        Call = hasScriptedModules && name.StartsWith(ScriptedModule, StringComparison.Ordinal)
            ? static (_, _) => new PickleDictionary(isNamespace: true)
            : null,
    };

    /// <summary>The name of the class that a call would make an object of.</summary>
    public string ClassOf(object?[] arguments) =>
        Constructors.Contains(Name) && arguments is [PickleGlobal first, ..] ? first.Name : Name;

    /// <summary>The only argument of a call.</summary>
    /// <exception cref="InvalidFileException">There are more or fewer, or it is of another type.</exception>
    public static T Single<T>(PickleReader reader, object?[] arguments, string function)
        where T : class =>
        arguments is [T argument] ? argument : throw reader.Invalid($"{function} gets unsuitable arguments");
}
