using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>The stack and the memo of the pickle machine: every access is checked, every object is paid for.</summary>
/// <param name="input">The pickle, for messages.</param>
/// <param name="memory">What the objects are charged to, in bytes.</param>
internal sealed class PickleStack(PickleInput input, Budget memory)
{
    /// <summary>What an object of no particular size is charged: its header, its place on the stack, its place in a container.</summary>
    private const int ObjectBytes = 64;

    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    /// <summary>Pushes a value.</summary>
    public void Push(object? value)
    {
        memory.Spend(ObjectBytes);
        _values.Add(value);
    }

    /// <summary>Takes the topmost value.</summary>
    public object? Pop()
    {
        object? value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>The topmost value, which stays.</summary>
    public object? Peek() => _values.Count > Floor ? _values[^1] : throw input.Invalid("the pickle takes a value that it has not made");

    /// <summary>Takes the topmost value, which must be a <typeparamref name="T"/>.</summary>
    public T Pop<T>()
        where T : class => Expect<T>(Pop());

    /// <summary>The topmost value, which must be a <typeparamref name="T"/> and stays.</summary>
    public T Peek<T>()
        where T : class => Expect<T>(Peek());

    /// <summary>Takes <paramref name="count"/> values, in the order in which they were pushed.</summary>
    public object?[] Pop(int count)
    {
        if (_values.Count - count < Floor)
        {
            throw input.Invalid("the pickle takes more values than it has made");
        }

        return TakeFrom(_values.Count - count);
    }

    /// <summary>Remembers this height.</summary>
    public void Mark()
    {
        memory.Spend(ObjectBytes);
        _marks.Add(_values.Count);
    }

    /// <summary>Takes the values above the last mark, and the mark.</summary>
    public object?[] PopMark()
    {
        if (_marks.Count == 0)
        {
            throw input.Invalid("the pickle closes a group that it has not opened");
        }

        int mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return TakeFrom(mark);
    }

    /// <summary>Notes the topmost value under <paramref name="index"/>.</summary>
    public void Memoize(uint index)
    {
        memory.Spend(ObjectBytes);
        _memo[index] = Peek();
    }

    /// <summary>Notes the topmost value under the next index.</summary>
    public void Memoize() => Memoize((uint)_memo.Count);

    /// <summary>Pushes the value noted under <paramref name="index"/>.</summary>
    public void Recall(uint index) =>
        Push(_memo.TryGetValue(index, out object? value)
            ? value
            : throw input.Invalid($"the pickle recalls value {index}, which it has not noted"));

    /// <summary>Forgets everything, for the next pickle in the file.</summary>
    public void Clear()
    {
        _values.Clear();
        _marks.Clear();
        _memo.Clear();
    }

    /// <summary>Values below the last mark are out of reach.</summary>
    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private object?[] TakeFrom(int start)
    {
        object?[] values = [.. _values[start..]];
        _values.RemoveRange(start, _values.Count - start);
        return values;
    }

    private T Expect<T>(object? value)
        where T : class =>
        value as T
            ?? throw input.Invalid($"the pickle holds {PickleValue.Describe(value)} where it needs {PickleValue.Describe(typeof(T))}");
}
