using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// A module as TorchScript archives it: an object whose attributes are tensors, modules, and values that belong to its code. The
/// state dict follows from the names of the attributes.
/// </summary>
/// <param name="fileName">The file's name.</param>
internal sealed class ScriptedModule(string fileName)
{
    private const int MaxNesting = 64;
    private const long MaxModules = 1 << 16;

    private readonly Budget _modules = new(fileName, "modules", MaxModules);
    private readonly PickleDictionary _state = new();

    /// <summary>The tensors of a module and of those within it, each before those of its parts, as in PyTorch's state dicts.</summary>
    /// <exception cref="InvalidFileException">The value is no module, it has no tensors, or modules nest too deep.</exception>
    public PickleDictionary ToStateDict(object? value)
    {
        Add(
            string.Empty,
            value as PickleDictionary ?? throw TorchContent.NoTensors(fileName, $"it holds {PickleValue.Describe(value)}, not a module"),
            depth: 0);
        return _state.Entries.Count > 0
            ? _state
            : throw TorchContent.NoTensors(
                fileName, "its module has no tensors of its own; one that was frozen or optimised keeps them as constants of its code");
    }

    private void Add(string prefix, PickleDictionary module, int depth)
    {
        _modules.Spend(1);
        if (depth > MaxNesting)
        {
            throw new InvalidFileException(fileName, "as a whole", $"its modules nest more than {MaxNesting} deep");
        }

        foreach ((object name, object? value) in module.Entries)
        {
            if (value is ITensorSource)
            {
                _state.Entries[$"{prefix}{PickleKey.NameOf(name)}"] = value;
            }
        }

        foreach ((object name, object? value) in module.Entries)
        {
            if (value is PickleDictionary { IsNamespace: true } part)
            {
                Add($"{prefix}{PickleKey.NameOf(name)}.", part, depth + 1);
            }
        }
    }
}
