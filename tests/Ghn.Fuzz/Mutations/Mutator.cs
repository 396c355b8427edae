namespace Ghn.Fuzz.Mutations;

/// <summary>Makes a damaged copy of a file, or of a part of one; the same for the same state of the random numbers.</summary>
internal delegate byte[] Mutator(ReadOnlySpan<byte> bytes, Random random);

/// <summary>Mutators made of others.</summary>
internal static class Mutators
{
    /// <summary>One of several, each as often.</summary>
    public static Mutator OneOf(params Mutator[] mutators) => (bytes, random) => mutators[random.Next(mutators.Length)](bytes, random);

    /// <summary>One after the other, as often as not.</summary>
    public static Mutator Repeated(this Mutator mutator) => (bytes, random) =>
    {
        byte[] changed = mutator(bytes, random);
        while (random.Next(3) == 0)
        {
            changed = mutator(changed, random);
        }

        return changed;
    };

    /// <summary>
    /// A mutator that knows a structure, or plain damage to bytes that have lost it: after other mutations they may be anything, and each
    /// mutator then fails in its own way.
    /// </summary>
    public static Mutator OrBytes(this Mutator structured) => (bytes, random) =>
    {
        try
        {
            return structured(bytes, random);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return ByteMutation.Apply(bytes, random);
        }
    };
}
