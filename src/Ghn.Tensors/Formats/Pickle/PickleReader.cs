namespace Ghn.Tensors;

/// <summary>
/// A pickle is a program for a stack machine, and Python's interpreter lets it call anything. This one builds plain values
/// and tensors, knows only the functions of its <see cref="PickleDialect"/>, and refuses every other by name. It does not recurse,
/// however deep the values nest, and what it allocates is limited by the size of the file.
/// </summary>
internal sealed class PickleReader
{
    /// <summary>What the objects of one pickle may occupy, however large its file: some four million of them.</summary>
    private const long MostMemory = 256L << 20;
    private const int InstructionCost = 8;
    private const int EntryBytes = 32;

    private readonly PickleInput _input;
    private readonly Func<object?[], StorageBytes>? _persistentStorage;
    private readonly PickleStack _stack;
    private readonly PickleLiterals _literals;

    /// <summary>Starts to read.</summary>
    /// <param name="input">One pickle, or several in a row.</param>
    /// <param name="persistentStorage">Finds the storage that a persistent id names, in formats that keep storages elsewhere.</param>
    /// <param name="memory">What is charged for small objects and instructions, if a pickle around this one pays for them.</param>
    public PickleReader(PickleInput input, Func<object?[], StorageBytes>? persistentStorage, Allowance? memory = null)
    {
        _input = input;
        _persistentStorage = persistentStorage;
        Memory = memory ?? new Allowance(input.Name, "bytes of small objects", MostMemory);
        _stack = new PickleStack(input, Memory);
        _literals = new PickleLiterals(input, Memory);
    }

    /// <summary>What is charged for small objects and instructions.</summary>
    public Allowance Memory { get; }

    /// <summary>Whether byte strings may be files of their own, as joblib writes them; not so within such a file.</summary>
    public bool AllowsNestedFiles { get; init; }

    /// <summary>What the pickle may contain.</summary>
    public PickleDialect Dialect { get; init; } = PickleDialect.Torch;

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
            dictionary.Entries[items[i] is string or long or double or bool
                ? items[i]!
                : throw Invalid($"a dictionary has {PickleValue.Describe(items[i])} as a key")] = items[i + 1];
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
                object? item = _stack.Pop();
                _stack.Peek<List<object?>>().Add(item);
                return true;
            case PickleOpcode.Appends:
                object?[] items = _stack.PopMark();
                _stack.Peek<List<object?>>().AddRange(items);
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
                object?[] entry = _stack.Pop(2);
                SetItems(_stack.Peek<PickleDictionary>(), entry);
                return true;
            case PickleOpcode.SetItems:
                object?[] entries = _stack.PopMark();
                SetItems(_stack.Peek<PickleDictionary>(), entries);
                return true;
            default:
                return false;
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
                PickleGlobal callee = _stack.Pop<PickleGlobal>();
                _stack.Push(callee.Call is { } call
                    ? call(this, arguments)
                    : throw Invalid($"the pickle calls {callee.Name}, which is no function"));
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
                _stack.Push(_persistentStorage is { } find
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

    private PickleGlobal FindGlobal(string module, string name) =>
        Dialect.Globals.GetValueOrDefault($"{module}.{name}") ?? throw Invalid(
            $"the file wants {Shorten(module)}.{Shorten(name)}, which files of its kind have no reason to; it was not run",
            "If you trust the file, load it in Python and save its state_dict() alone.");

    private static string Shorten(string name) => name.Length <= 80 ? name : $"{name[..80]}…";
}
