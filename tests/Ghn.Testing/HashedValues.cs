using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Testing;

/// <summary>
/// Weights and images that are a hash of their place, so that the reference and these tests have the same without
/// a file: <c>tests/Golden/README.md</c> gives the rule.
/// </summary>
public static class HashedValues
{
    private const ulong ImagesIndex = 1_000_000;
    private const ulong DirectionsIndex = 2_000_000;
    private const int ChunkSize = 1 << 16;

    /// <summary>A value for every entry of a network's state.</summary>
    /// <param name="network">The network.</param>
    /// <param name="gain">A factor of the weights that keeps the network's signals alive.</param>
    public static StateDict StateOf(Network network, double gain)
    {
        var state = new StateDict();
        for (int index = 0; index < network.State.Count; index++)
        {
            StateSpec entry = network.State[index];
            string last = entry.Name[(entry.Name.LastIndexOf('.') + 1)..];
            state.Add(entry.Name, last is "num_batches_tracked" or "relative_position_index"
                ? entry.Initializer.Create(entry.Shape, new RandomSource(0, entry.Name))
                : Entry(entry.Name, entry.Shape, index, gain));
        }

        return state;
    }

    /// <summary>The values of an entry of a network's state that is no table of indices and no counter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="place">Its place in the state.</param>
    /// <param name="gain">A factor of the weights.</param>
    public static Tensor Entry(string name, Shape shape, int place, double gain) =>
        Fill(shape, (ulong)place, RangeOf(name[(name.LastIndexOf('.') + 1)..], shape, gain));

    /// <summary>Two images [2, 3, size, size] with values from −1 to 1.</summary>
    public static Tensor Images(int size) => Batch([2, 3, size, size]);

    /// <summary>A batch of any shape with values from −1 to 1.</summary>
    public static Tensor Batch(Shape shape) => Fill(shape, ImagesIndex, (-1, 2));

    /// <summary>The number in [0, 1) at a place, of 24 bits.</summary>
    public static double At(ulong tensor, ulong element) => (Hash(tensor, element) >> 40) * (1.0 / (1 << 24));

    /// <summary>
    /// The sums of a tensor's elements with the signs of two random directions, those of its number: two numbers that every
    /// element has its share in.
    /// </summary>
    public static double[] Projections(Tensor tensor, int number)
    {
        int chunks = ChunksOf(tensor.Shape);
        double[] first = new double[chunks];
        double[] second = new double[chunks];
        Parallel.For(0, chunks, chunk =>
        {
            ReadOnlySpan<float> values = Chunk(tensor, chunk);
            for (int i = 0; i < values.Length; i++)
            {
                ulong bits = Hash(DirectionsIndex + (ulong)number, (ulong)(((long)chunk * ChunkSize) + i));
                first[chunk] += (bits >> 63) == 0 ? values[i] : -values[i];
                second[chunk] += ((bits >> 62) & 1) == 0 ? values[i] : -values[i];
            }
        });
        return [first.Sum(), second.Sum()];
    }

    /// <summary>The least value of an entry, and how far they spread.</summary>
    private static (double Min, double Spread) RangeOf(string name, Shape shape, double gain)
    {
        double bound = shape.Rank < 2 ? 0 : Math.Sqrt(3.0 * shape[0] / shape.ElementCount) * gain;
        return name switch
        {
            "running_mean" => (-0.2, 0.4),
            "running_var" => (0.5, 1),
            "layer_scale" => (0.5, 0.5),
            "pos_embedding" or "class_token" or "relative_position_bias_table" => (-0.2, 0.4),
            _ when shape.Rank >= 2 => (-bound, 2 * bound),
            "weight" => (0.75, 0.5),
            _ => (-0.2, 0.4),
        };
    }

    private static Tensor Fill(Shape shape, ulong index, (double Min, double Spread) range)
    {
        Tensor tensor = Tensor.Allocate(shape);
        Parallel.For(0, ChunksOf(shape), chunk =>
        {
            Span<float> values = Chunk(tensor, chunk);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(range.Min + (range.Spread * At(index, (ulong)(((long)chunk * ChunkSize) + i))));
            }
        });
        return tensor;
    }

    private static int ChunksOf(Shape shape) => (int)((shape.ElementCount + ChunkSize - 1) / ChunkSize);

    private static Span<float> Chunk(Tensor tensor, int chunk)
    {
        int start = chunk * ChunkSize;
        return tensor.Values.Slice(start, Math.Min(ChunkSize, tensor.Values.Length - start));
    }

    private static ulong Hash(ulong tensor, ulong element)
    {
        ulong bits = ((tensor * 0xD1B54A32D192ED03) + element + 1) * 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
