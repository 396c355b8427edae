using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// A pickle is a program for a stack machine, and Python's interpreter lets it call anything. This one builds plain values
/// and tensors, and knows only the functions of its <see cref="PickleDialect"/>. It does not run any other: what they would have
/// made is passed over or refused, as the dialect says. It does not recurse, however deep the values nest, and what it allocates is
/// limited by the size of the file.
/// </summary>
internal sealed class PickleReader
{
    /// <summary>What the objects of one pickle may occupy, however large its file: some four million of them.</summary>
    private const long MaxMemory = 256L << 20;
    private const int InstructionCost = 8;
    private const int EntryBytes = 32;
    private const int MaxNameLength = 80;

    private readonly PickleInput _input;
    private readonly Func<object?[], object?>? _persistentValue;
    private readonly PickleStack _stack;
    private readonly PickleLiterals _literals;

    /// <summary>Starts to read.</summary>
    /// <param name="input">One pickle, or several in a row.</param>
    /// <param name="dialect">What the pickle may contain.</param>
    /// <param name="persistentValue">Finds what a persistent id names, in formats that keep storages elsewhere.</param>
    /// <param name="memory">What is charged for small objects and instructions, if a pickle around this one pays for them.</param>
    public PickleReader(
        PickleInput input, PickleDialect dialect, Func<object?[], object?>? persistentValue = null, Budget? memory = null)
    {
        _input = input;
        Dialect = dialect;
        _persistentValue = persistentValue;
        Memory = memory ?? new Budget(input.Name, "bytes of small objects", MaxMemory);
        _stack = new PickleStack(input, Memory);
        _literals = new PickleLiterals(input, Memory);
    }

    /// <summary>What is charged for small objects and instructions.</summary>
    public Budget Memory { get; }

    /// <summary>Whether byte strings may be files of their own, as joblib writes them; not so within such a file.</summary>
    public bool AllowsNestedFiles { get; init; }

    /// <summary>What the pickle may contain.</summary>
    public PickleDialect Dialect { get; }

    /// <summary>The file's name.</summary>
    public string FileName => _input.Name;

    /// <summary>Runs the next pickle to its end and returns what it made.</summary>
    /// <exception cref="InvalidFileException">The pickle is damaged or asks for something it may not have.</exception>
    public object? Read()
    {
        _stack.Clear();
        while (true)
        {
            var code = (PickleOpcode)_input.ReadByte();
            Memory.Spend(InstructionCost);
            if (code == PickleOpcode.Stop)
            {
                return _stack.Pop();
            }

            if (!(RunStackOpcode(code) || PushLiteral(code) || BuildContainer(code) || Call(code)))
            {
                throw Invalid(
                    $"instruction 0x{(byte)code:x2} does not occur in files of weights",
                    "Save the state dict again, with pickle protocol 2 or later.");
            }
        }
    }

    /// <summary>An exception that names the file and the current position.</summary>
    public InvalidFileException Invalid(string problem, string? remedy = null) => _input.Invalid(problem, remedy);

    /// <summary>The next bytes of the file, where an object's data follow its state in the midst of the pickle.</summary>
    public FileBytes ReadPayload(long byteCount) => _input.ReadPayload(byteCount);

    /// <summary>The next byte of the file.</summary>
    public byte ReadByte() => _input.ReadByte();

    /// <summary>Fills a dictionary with alternating keys and values.</summary>
    public void SetItems(PickleDictionary dictionary, ReadOnlySpan<object?> items)
    {
        if (items.Length % 2 != 0)
        {
            throw Invalid("a dictionary has a key without a value");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            Memory.Spend(EntryBytes);
            dictionary.Entries[PickleKey.Of(items[i])] = items[i + 1];
        }
    }

    private bool RunStackOpcode(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.Proto:
                _input.ReadByte();
                return true;
            case PickleOpcode.Frame:
                _input.ReadInt64();
                return true;
            case PickleOpcode.Mark:
                _stack.Mark();
                return true;
            case PickleOpcode.Pop:
                _stack.Pop();
                return true;
            case PickleOpcode.PopMark:
                _stack.PopMark();
                return true;
            case PickleOpcode.Dup:
                _stack.Push(_stack.Peek());
                return true;
            case PickleOpcode.BinPut:
                _stack.Memoize(_input.ReadByte());
                return true;
            case PickleOpcode.LongBinPut:
                _stack.Memoize((uint)_input.ReadInt32());
                return true;
            case PickleOpcode.Memoize:
                _stack.Memoize();
                return true;
            case PickleOpcode.BinGet:
                _stack.Recall(_input.ReadByte());
                return true;
            case PickleOpcode.LongBinGet:
                _stack.Recall((uint)_input.ReadInt32());
                return true;
            default:
                return false;
        }
    }

    private bool PushLiteral(PickleOpcode code)
    {
        if (!_literals.TryRead(code, Dialect, out object? value))
        {
            return false;
        }

        _stack.Push(value);
        return true;
    }

    private bool BuildContainer(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.EmptyTuple:
                _stack.Push(Array.Empty<object?>());
                return true;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                _stack.Push(_stack.Pop(code - PickleOpcode.Tuple1 + 1));
                return true;
            case PickleOpcode.Tuple:
                _stack.Push(_stack.PopMark());
                return true;
            case PickleOpcode.EmptyList:
                _stack.Push(new List<object?>());
                return true;
            case PickleOpcode.List:
                _stack.Push(_stack.PopMark().ToList());
                return true;
            case PickleOpcode.Append:
                Append(_stack.Pop(1));
                return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems:
                Append(_stack.PopMark());
                return true;
            case PickleOpcode.EmptySet:
                _stack.Push(new List<object?>());
                return true;
            case PickleOpcode.FrozenSet:
                _stack.Push(_stack.PopMark().ToList());
                return true;
            case PickleOpcode.EmptyDict:
                _stack.Push(new PickleDictionary());
                return true;
            case PickleOpcode.Dict:
                var dictionary = new PickleDictionary();
                SetItems(dictionary, _stack.PopMark());
                _stack.Push(dictionary);
                return true;
            case PickleOpcode.SetItem:
                SetItems(_stack.Pop(2));
                return true;
            case PickleOpcode.SetItems:
                SetItems(_stack.PopMark());
                return true;
            default:
                return false;
        }
    }

    private void Append(object?[] items)
    {
        if (_stack.Peek() is not UnbuiltValue)
        {
            _stack.Peek<List<object?>>().AddRange(items);
        }
    }

    private void SetItems(object?[] entries)
    {
        if (_stack.Peek() is not UnbuiltValue)
        {
            SetItems(_stack.Peek<PickleDictionary>(), entries);
        }
    }

    private bool Call(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.Global:
                _stack.Push(FindGlobal(_input.ReadLine(), _input.ReadLine()));
                return true;
            case PickleOpcode.StackGlobal:
                string name = _stack.Pop<string>();
                _stack.Push(FindGlobal(_stack.Pop<string>(), name));
                return true;
            case PickleOpcode.Reduce or PickleOpcode.NewObj:
                object?[] arguments = _stack.Pop<object?[]>();
                _stack.Push(Call(_stack.Pop(), arguments));
                return true;
            case PickleOpcode.NewObjEx:
                _stack.Pop<PickleDictionary>();
                object?[] positional = _stack.Pop<object?[]>();
                _stack.Push(Call(_stack.Pop(), positional));
                return true;
            case PickleOpcode.Build:
                object? state = _stack.Pop();
                if (_stack.Peek() is IPickleObject target)
                {
                    target.SetState(this, state);
                }
                else
                {
                    SetState(_stack.Peek<PickleDictionary>(), state);
                }

                return true;
            case PickleOpcode.BinPersId:
                object?[] id = _stack.Pop<object?[]>();
                _stack.Push(_persistentValue is { } find
                    ? find(id)
                    : throw Invalid("the pickle refers to a storage outside itself"));
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// An OrderedDict may carry attributes besides its entries (PyTorch's <c>_metadata</c>, the versions of modules);
    /// they say nothing about the tensors.
    /// </summary>
    private void SetState(PickleDictionary target, object? state)
    {
        if (target.IsNamespace && state is PickleDictionary attributes)
        {
            foreach ((object key, object? value) in attributes.Entries.ToArray())
            {
                SetItems(target, [key, value]);
            }
        }
    }

    private object? Call(object? callee, object?[] arguments) => callee switch
    {
        PickleGlobal { Call: { } call } => call(this, arguments),
        PickleGlobal { IsKnown: false } unknown => new UnbuiltValue(unknown.ClassOf(arguments)),
        PickleGlobal global => throw Invalid($"the pickle calls {global.Name}, which is no function"),
        UnbuiltValue value => value,
        _ => throw Invalid($"the pickle calls {PickleValue.Describe(callee)}"),
    };

    private PickleGlobal FindGlobal(string module, string name)
    {
        string fullName = $"{Shorten(module)}.{Shorten(name)}";
        if (Dialect.Globals.GetValueOrDefault(fullName) is { } known)
        {
            return known;
        }

        Memory.Spend(2 * fullName.Length);
        return Dialect.PassesOver ? PickleGlobal.Unknown(fullName, Dialect.HasScriptedModules) : throw Invalid(
            $"the file wants {fullName}, which files of its kind have no reason to; it was not run",
            "If you trust the file, load it in Python and save its state_dict() alone.");
    }

    private static string Shorten(string name) => name.Length <= MaxNameLength ? name : $"{name[..MaxNameLength]}…";
}
