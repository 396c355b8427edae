namespace Ghn.Analysis.Regression;

/// <summary>
/// numpy's legacy <c>RandomState</c>, from which the reference draws orders of networks: MT19937 (Matsumoto and Nishimura, 1998).
/// </summary>
internal sealed class LegacyRandom
{
    private const int Length = 624;
    private const int Offset = 397;

    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    /// <summary>Starts as <c>RandomState(seed)</c> does.</summary>
    public LegacyRandom(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Length; i++)
        {
            _state[i] = (1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
        }
    }

    /// <summary><c>permutation(count)</c>: the numbers below that, in a drawn order.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int last = count - 1; last > 0; last--)
        {
            int other = (int)UpTo((uint)last);
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }

    /// <summary>A number from 0 to a greatest: bits are drawn until they are small enough.</summary>
    private uint UpTo(uint greatest)
    {
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(greatest);
        uint number;
        do
        {
            number = Next() & mask;
        }
        while (number > greatest);
        return number;
    }

    private uint Next()
    {
        if (_next == Length)
        {
            Twist();
        }

        uint bits = _state[_next++];
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9d2c5680;
        bits ^= (bits << 15) & 0xefc60000;
        return bits ^ (bits >> 18);
    }

    private void Twist()
    {
        for (int i = 0; i < Length; i++)
        {
            uint joined = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7fffffff);
            _state[i] = _state[(i + Offset) % Length] ^ (joined >> 1) ^ ((joined & 1) * 0x9908b0df);
        }

        _next = 0;
    }
}
