using System.Collections;
using Ghn.Networks.DeepNets;

namespace Ghn.Training.Tests;

/// <summary>Architectures that tell how many of them have been taken.</summary>
internal sealed class WatchedArchitectures(IReadOnlyList<DeepNet> architectures) : IReadOnlyList<DeepNet>
{
    private int _count;

    public event Action<int>? Taken;

    public int Count => architectures.Count;

    public DeepNet this[int index]
    {
        get
        {
            Taken?.Invoke(++_count);
            return architectures[index];
        }
    }

    public IEnumerator<DeepNet> GetEnumerator() => architectures.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
