using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Ghn.Tensors.Files;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors;

/// <summary>
/// Named tensors in order, as PyTorch's <c>state_dict()</c> gives them, with the text metadata of the file they came from.
/// </summary>
public sealed class StateDict : IReadOnlyCollection<KeyValuePair<string, Tensor>>, IDisposable
{
    private readonly OrderedDictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Text that travels with the tensors: configuration, provenance.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Count => _tensors.Count;

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _tensors.Keys;

    /// <summary>The tensor called <paramref name="name"/>; setting a new name appends it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    /// <exception cref="IOException">It lies in a mapped file that has changed since it was opened.</exception>
    public Tensor this[string name]
    {
        get => Unchanged(_tensors[name]);
        set => _tensors[name] = value;
    }

    /// <summary>Appends a tensor.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, Tensor tensor) => _tensors.Add(name, tensor);

    /// <summary>Appends another state's tensors, each with a prefix before its name; they are not copied.</summary>
    /// <exception cref="ArgumentException">A name is taken.</exception>
    public void AddAll(string prefix, StateDict other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((string name, Tensor tensor) in other)
        {
            Add($"{prefix}{name}", tensor);
        }
    }

    /// <summary>Takes over another state's metadata, in the place of what has the same keys.</summary>
    public void AddMetadata(StateDict other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((string key, string text) in other.Metadata)
        {
            Metadata[key] = text;
        }
    }

    /// <summary>The tensors whose names begin with a prefix, under the rest of their names; they are not copied.</summary>
    public StateDict Part(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var part = new StateDict();
        foreach ((string name, Tensor tensor) in _tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            part.Add(name[prefix.Length..], tensor);
        }

        return part;
    }

    /// <summary>Copies the tensors to those of another state, which are there already; what the other does not have is left out.</summary>
    /// <param name="target">Where to.</param>
    /// <exception cref="ArgumentException">
    /// One of the target's tensors is missing here, or has another shape or element type; nothing has changed.
    /// </exception>
    public void CopyTo(StateDict target)
    {
        ArgumentNullException.ThrowIfNull(target);
        foreach ((string name, Tensor own) in target)
        {
            if (!TryGet(name, out Tensor? saved))
            {
                throw new ArgumentException(
                    $"The state has no entry {PrintableText.OfName(name)}, {own}: it belongs to something else.", nameof(target));
            }

            if (saved.Shape != own.Shape || saved.ElementType != own.ElementType)
            {
                throw new ArgumentException(
                    $"{PrintableText.OfName(name)} is {own} here, but {saved} in the state: it belongs to something else.", nameof(target));
            }
        }

        foreach ((string name, Tensor own) in target)
        {
            this[name].CopyTo(own);
        }
    }

    /// <summary>Whether there is a tensor called <paramref name="name"/>.</summary>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>Looks a tensor up without an exception when it is missing.</summary>
    /// <exception cref="IOException">It lies in a mapped file that has changed since it was opened.</exception>
    public bool TryGet(string name, [NotNullWhen(true)] out Tensor? tensor)
    {
        bool found = _tensors.TryGetValue(name, out tensor);
        tensor?.Memory.RequireUnchanged();
        return found;
    }

    /// <summary>The memory that the tensors lie in, each stretch once.</summary>
    public IReadOnlyList<TensorMemory> Memories() => [.. _tensors.Values.Select(tensor => tensor.Memory).Distinct()];

    /// <summary>Keeps the memory of the tensors until the hold is disposed, whoever disposes them meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">A tensor's memory has been returned.</exception>
    /// <exception cref="IOException">A tensor lies in a mapped file that has changed since it was opened.</exception>
    public MemoryHold Hold() => MemoryHold.Of(Memories());

    /// <summary>
    /// Returns the memory of every tensor, at once or as soon as no operation holds it; who touches elements afterwards gets an
    /// <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() => _tensors.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Tensor Unchanged(Tensor tensor)
    {
        tensor.Memory.RequireUnchanged();
        return tensor;
    }
}
