using System.Text;

namespace Ghn.Networks.State;

/// <summary>
/// A stream of random numbers that depends only on a seed and a name, so that every tensor of a network is
/// initialised the same whatever else is, in whatever order, on any number of threads (SplitMix64).
/// </summary>
public sealed class RandomSource
{
    private ulong _state;

    /// <summary>Opens the stream of <paramref name="name"/> under <paramref name="seed"/>.</summary>
    public RandomSource(ulong seed, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ulong hash = 0xCBF29CE484222325;
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ letter) * 0x100000001B3;
        }

        _state = Mix(seed) ^ hash;
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextUniform() => NextSeed() * (1.0 / (1UL << 53));

    /// <summary>A whole number below 2⁵³, as the seed of other randomness.</summary>
    public ulong NextSeed() => NextBits() >> 11;

    /// <summary>A whole number from 0 to <paramref name="count"/> − 1, all as likely.</summary>
    public int NextIndex(int count) => (int)(NextUniform() * count);

    /// <summary>A draw from the standard normal distribution (Box–Muller).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform()));
        return radius * Math.Cos(2 * Math.PI * NextUniform());
    }

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    private ulong NextBits() => Mix(_state += 0x9E3779B97F4A7C15);
}
