using Ghn.Networks.State;

namespace Ghn.Training.Data.Loading;

/// <summary>Puts things in random order (Fisher–Yates).</summary>
internal static class Shuffling
{
    /// <summary>Shuffles <paramref name="items"/> in place.</summary>
    public static void Shuffle(Span<int> items, RandomSource random)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = (int)(random.NextUniform() * (i + 1));
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
